//! What a PowerShell text says and hardly means.

use super::{outline, parser};
use crate::shells::trap::{Trap, TrapKind, is_list, is_name, percent_reference};
use crate::shells::{Outline, Statement};
use crate::text::Span;

/// The traps of a text, in the statements of its outline.
pub fn traps(text: &str, desktop: bool) -> Vec<Trap> {
    let Outline { statements, .. } = outline::outline(text, &parser::parse(text, desktop));
    let mut walk = Walk { text, found: Vec::new() };
    for statement in &statements {
        if statement.depth == 0 {
            walk.references(statement.span);
        }
        match statement.kind {
            "assignment" => walk.assignment(statement),
            "command" => walk.command(statement),
            "expression" => walk.expression(statement),
            _ => {}
        }
    }
    walk.found
}

struct Walk<'t> {
    text: &'t str,
    found: Vec<Trap>,
}

impl Walk<'_> {
    fn say(&mut self, kind: TrapKind, span: Span, message: impl Into<String>) {
        self.found.push(Trap::new(kind, span, message));
    }

    fn percent(&mut self, span: Span, what: &str) {
        let Some((at, reference)) = percent_reference(span.of(self.text)) else { return };
        let start = span.start as usize + at;
        let inner = reference.trim_matches('%');
        let message = format!("{reference} is how cmd refers to {inner}: {what}");
        let trap = Trap::new(
            TrapKind::ForeignReference,
            Span::new(start, start + reference.len()),
            message,
        );
        self.found.push(trap.better(format!("$env:{inner}")));
    }

    /// `$env:PATH:` and `$env:ProgramFiles(x86)`: where the name ends.
    fn references(&mut self, span: Span) {
        let text = span.of(self.text);
        let lower = text.to_ascii_lowercase();
        for (at, _) in lower.match_indices("$env:") {
            let name = &lower[at + 5..];
            let end = name.find(|one: char| !one.is_ascii_alphanumeric() && one != '_');
            let end = end.unwrap_or(name.len());
            let (rest, start) = (&name[end..], span.start as usize + at);
            let whole = Span::new(start, start + 5 + end);
            let written = whole.of(self.text).to_owned();
            let braced = format!("${{{}}}", &written[1..]);
            // `::` asks a type, and a drive letter does not follow a name.
            let colon = rest.starts_with(':') && !rest.starts_with("::");
            let next = rest[usize::from(colon)..].chars().next();
            let drive = rest[usize::from(colon)..].chars().nth(1) == Some(':')
                && next.is_some_and(|one| one.is_ascii_alphabetic());
            let place = drive || next.is_some_and(|one| matches!(one, '$' | '/' | '~' | '.'));
            if end > 0 && colon && place {
                let message = format!("the colon belongs to the name in `{written}:`");
                let trap = Trap::new(TrapKind::ColonInReference, whole, message);
                self.found.push(trap.better(braced));
            } else if rest.starts_with("(x86)") {
                let message = format!("`{written}` ends before the parenthesis");
                let all = Span::new(start, start + 5 + end + 5);
                let name = format!("${{{}(x86)}}", &written[1..]);
                let trap = Trap::new(TrapKind::ParenthesisInReference, all, message);
                self.found.push(trap.better(name));
            }
        }
    }

    /// `Set-Alias ll 'ls -l'`: there is no command of that name.
    fn alias(&mut self, rest: &str, span: Span) {
        let quoted = rest.find(['"', '\'']);
        let value = quoted.and_then(|at| {
            let sign = &rest[at..=at];
            rest[at + 1..].split(sign).next()
        });
        let Some(value) = value else { return };
        let word = value.split_whitespace().next().unwrap_or_default();
        let plain = !word.is_empty() && !word.contains(['\\', '/', ':', '$']);
        if plain && value.contains(" -") {
            let message =
                format!("an alias is a name: `{value}` is none, a function may have arguments");
            self.say(TrapKind::AliasWithArguments, span, message);
        }
    }

    fn assignment(&mut self, statement: &Statement) {
        let name = statement.name.as_deref().unwrap_or_default();
        let text = statement.span.of(self.text);
        let Some(variable) = name.get(..4).filter(|scope| scope.eq_ignore_ascii_case("env:"))
        else {
            if name.eq_ignore_ascii_case("path") && text.contains(';') {
                let message = "$PATH is a variable of the session only: $env:PATH";
                let end = text.find(['=', ' ']).unwrap_or(text.len()).max(1);
                let start = statement.span.start as usize;
                self.say(TrapKind::ForeignWord, Span::new(start, start + end), message);
            }
            return;
        };
        let list = is_list(&name[variable.len()..]);
        self.percent(statement.span, "PowerShell keeps it as text");
        let value = text.split_once('=').map_or("", |(_, value)| value.trim_start());
        let at = statement.span.end as usize - value.len();
        let inner = value.strip_prefix('\'').and_then(|rest| rest.split('\'').next());
        if let Some(inner) =
            inner.filter(|inner| list && inner.to_ascii_lowercase().contains("$env:"))
        {
            let message = format!("single quotes keep the references of {name} as text");
            let span = Span::new(at, at + inner.len() + 2);
            let trap = Trap::new(TrapKind::SingleQuotedReference, span, message);
            self.found.push(trap.better(format!("\"{inner}\"")));
        }
        let split = value.to_ascii_lowercase();
        let list_left = split.contains("-split")
            && !split.contains("-join")
            && !split.contains("[string]::join");
        if list && list_left {
            let message = format!(
                "a list is assigned to {name}: blanks will stand between its entries, -join is missing"
            );
            self.say(TrapKind::ListNotJoined, statement.span, message);
        }
        let adds = text.split('=').next().is_some_and(|left| left.trim_end().ends_with('+'));
        let first = value.trim_start_matches(['"', '\'']).chars().next();
        let quoted = value.starts_with(['"', '\'']);
        if adds && list && quoted && first.is_some_and(|one| !matches!(one, ';' | ':' | '$')) {
            let span = Span::new(at, at + 1);
            let message = "the entry is glued to the last one: it begins with no separator";
            let trap = Trap::new(TrapKind::AppendedWithoutSeparator, span, message);
            self.found.push(trap.better(format!("{};", &value[..1])));
        }
    }

    fn command(&mut self, statement: &Statement) {
        let name = statement.name.as_deref().unwrap_or_default().to_ascii_lowercase();
        let text = statement.span.of(self.text);
        let rest = text.split_once([' ', '\t']).map_or("", |(_, rest)| rest.trim_start());
        let start = statement.span.start as usize;
        let assigned = rest.split_once('=').is_some_and(|(name, _)| is_name(name));
        let head = Span::new(start, start + name.len().min(text.len()));
        match name.as_str() {
            "export" | "set" if assigned => {
                let variable = rest.split('=').next().unwrap_or_default();
                let message = format!(
                    "`{name} {variable}=…` sets no environment variable here: $env:{variable} = …"
                );
                self.say(TrapKind::ForeignWord, head, message);
            }
            "set-alias" | "sal" | "new-alias" | "nal" => self.alias(rest, statement.span),
            "setx" | "setx.exe" => {
                self.percent(statement.span, "setx stores it as it stands");
                let lower = rest.to_ascii_lowercase();
                let path = lower.split_whitespace().find(|word| !word.starts_with('/'));
                let path = path.is_some_and(|word| word.trim_matches(['"', '\'']) == "path");
                if path && lower.contains("$env:path") {
                    let message = "setx writes the machine's and the user's list into one value, cut at 1024 characters";
                    self.say(TrapKind::SetxOfList, statement.span, message);
                }
            }
            _ => {}
        }
    }

    fn expression(&mut self, statement: &Statement) {
        let text = statement.span.of(self.text);
        if text.to_ascii_lowercase().contains("::setenvironmentvariable(") {
            self.percent(statement.span, "it is stored as a text that nobody expands");
            let lower = text.to_ascii_lowercase();
            let arguments = lower.split_once('(').map_or("", |(_, rest)| rest);
            let path = arguments.trim_start_matches(['"', '\'', ' ']).starts_with("path");
            let kept = ["user", "machine"].iter().any(|one| {
                arguments.contains(&format!("'{one}'"))
                    || arguments.contains(&format!("\"{one}\""))
                    || arguments.contains(&format!("::{one}"))
            });
            if path && kept && arguments.contains("$env:path") {
                let message = "the machine's and the user's list are written into one value";
                self.say(TrapKind::SetxOfList, statement.span, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trap_is_seen_and_its_right_spelling_is_none() {
        use TrapKind::*;
        let rows: &[(&str, &[TrapKind])] = &[
            ("$env:Path += 'C:\\x'", &[AppendedWithoutSeparator]),
            ("$env:Path += ';C:\\x'", &[]),
            ("$env:Path += \"$sep$dir\"", &[]),
            ("$env:NAME += 'x'", &[]),
            ("$env:Path = \"%USERPROFILE%\\bin;$env:Path\"", &[ForeignReference]),
            ("$env:Path = 'C:\\x;$env:Path'", &[SingleQuotedReference]),
            ("$env:Path = \"C:\\x;$env:Path\"", &[]),
            ("$Path = \"$Path;C:\\x\"", &[ForeignWord]),
            ("$path = 'C:\\x'", &[]),
            ("export X=y", &[ForeignWord]),
            ("set X=y", &[ForeignWord]),
            ("Set-Variable X y", &[]),
            ("setx PATH \"$env:Path;C:\\x\"", &[SetxOfList]),
            ("setx /m PATH \"C:\\x;%PATH%\"", &[ForeignReference]),
            ("setx GOBIN C:\\x", &[]),
            (
                "[Environment]::SetEnvironmentVariable('Path', \"$env:Path;C:\\x\", 'User')",
                &[SetxOfList],
            ),
            ("[Environment]::SetEnvironmentVariable('Path', \"$env:Path;C:\\x\")", &[]),
            ("$env:PATH = \"$env:PATH:/opt/x\"", &[ColonInReference]),
            ("$env:PATH = \"$env:PATH:C:\\x\"", &[ColonInReference]),
            ("$env:PATH = \"${env:PATH}:/opt/x\"", &[]),
            ("$x = \"$env:ProgramFiles(x86)\\Go\"", &[ParenthesisInReference]),
            ("$x = ${env:ProgramFiles(x86)}", &[]),
            ("$env:Path = $env:Path -split ';' | Select-Object -Unique", &[ListNotJoined]),
            ("$env:Path = ($env:Path -split ';') -join ';'", &[]),
            ("Set-Alias ll 'ls -l'", &[AliasWithArguments]),
            ("Set-Alias ll Get-ChildItem; Set-Alias n 'C:\\a -b\\n.exe'", &[]),
            (
                "[Environment]::SetEnvironmentVariable('X', '%TEMP%\\x', 'User')",
                &[ForeignReference],
            ),
            ("Write-Host '100% of %TEMP%'", &[]),
        ];
        for (text, wanted) in rows {
            let kinds: Vec<_> = traps(text, false).into_iter().map(|trap| trap.kind).collect();
            assert_eq!(kinds, *wanted, "{text}");
        }
    }
}
