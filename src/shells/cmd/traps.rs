//! What a batch file says and hardly means.

use super::parser::{Whole, parse};
use super::syntax::{Kind, Node, Simple};
use super::traced::Traced;
use crate::shells::trap::{Trap, TrapKind, is_list, is_name};
use crate::text::Span;
use crate::value::Origin;

/// The traps of a batch file.
pub fn traps(text: &str) -> Vec<Trap> {
    let mut line = Traced::known(text, Origin::Builtin("the file".into()));
    let mut walk = Walk { text, found: Vec::new(), batch: None };
    let mut at = 0;
    while at < line.len() {
        let parsed = parse(&mut line, at, &mut Whole, true);
        if let Some(node) = &parsed.node {
            walk.follows(node);
            // Percent signs of a whole logical line are expanded before anything of it runs.
            walk.node(node, &mut Vec::new());
            walk.batch = walk.leaves(node);
        }
        at = parsed.end.max(at + 1);
        while !line.text().is_char_boundary(at) {
            at += 1;
        }
    }
    walk.found
}

/// Each statement of a line is searched for the names that were set before it; more are no batch file.
const MOST: usize = 64;

struct Walk<'t> {
    text: &'t str,
    found: Vec<Trap>,
    /// A batch file that the line before handed over to.
    batch: Option<(Span, String)>,
}

impl Walk<'_> {
    /// What stands behind a batch file that was not called is never reached.
    fn follows(&mut self, node: &Node) {
        if matches!(node.loud().kind, Kind::Label | Kind::Remark) {
            return;
        }
        if let Some((span, name)) = self.batch.take() {
            let message =
                format!("nothing behind {name} runs: a batch file comes back from `call` only");
            let better = format!("call {name}");
            let trap = Trap::new(TrapKind::BatchWithoutCall, span, message);
            self.found.push(trap.better(better));
        }
    }

    fn leaves(&self, node: &Node) -> Option<(Span, String)> {
        let Kind::Simple(simple) = &node.loud().kind else { return self.batch.clone() };
        let name = simple.name.of(self.text);
        let lower = name.trim_matches('"').to_ascii_lowercase();
        let batch = lower.ends_with(".bat") || lower.ends_with(".cmd");
        batch.then(|| (simple.name, name.to_owned()))
    }

    /// `set` holds the names that were set on the way here, in the same logical line.
    fn node(&mut self, node: &Node, set: &mut Vec<String>) {
        match &node.kind {
            Kind::Simple(simple) => self.simple(simple, node.span, set),
            Kind::Block { body: nodes, .. }
            | Kind::Sequence(nodes)
            | Kind::Or(nodes)
            | Kind::And(nodes)
            | Kind::Pipe(nodes) => nodes.iter().for_each(|one| self.node(one, set)),
            Kind::If(one) => {
                let head = Span::new(node.span.start as usize, one.then.span.start as usize);
                self.stale(head, set);
                let mut otherwise = set.clone();
                self.node(&one.then, set);
                if let Some(node) = &one.otherwise {
                    self.node(node, &mut otherwise);
                }
                set.extend(otherwise);
                set.sort();
                set.dedup();
            }
            Kind::For(one) => self.node(&one.body, set),
            Kind::Quiet(inner) => self.node(inner, set),
            Kind::Label | Kind::Remark => {}
        }
    }

    fn simple(&mut self, simple: &Simple, span: Span, set: &mut Vec<String>) {
        self.stale(span, set);
        let name = simple.name.of(self.text).to_ascii_lowercase();
        let first = simple.arguments.first().map_or("", |part| part.of(self.text));
        let argument = simple.arguments.first().copied().unwrap_or_default();
        match name.as_str() {
            "set" => self.set(argument, set),
            "setx" => self.setx(first, span),
            "start" => {
                let text = first.trim();
                let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let program =
                    inner.is_some_and(|inner| !inner.contains('"') && inner.contains(['\\', '.']));
                if program {
                    let message =
                        format!("{text} is the title of the new window: start \"\" {text}");
                    let trap = Trap::new(TrapKind::TitleForProgram, argument, message);
                    self.found.push(trap.better(format!(" \"\" {text}")));
                }
            }
            "export" if first.contains('=') => {
                let message = "`export` is no command of cmd: set \"NAME=value\"";
                self.found
                    .push(Trap::new(TrapKind::ForeignWord, simple.name, message).better("set"));
            }
            "cd" | "chdir" => {
                let place = first.trim().trim_matches('"').as_bytes();
                if let [letter, b':', b'\\' | b'/', ..] = place {
                    if letter.is_ascii_alphabetic() {
                        let message = "without /d the drive stays the one it was";
                        let end = simple.name.end as usize;
                        let span = Span::new(simple.name.start as usize, end);
                        let better = format!("{} /d", simple.name.of(self.text));
                        let trap = Trap::new(TrapKind::DriveNotChanged, span, message);
                        self.found.push(trap.better(better));
                    }
                }
            }
            _ => {}
        }
    }

    /// `%NAME%` where this line sets NAME before: it is what NAME was before the line.
    fn stale(&mut self, span: Span, set: &[String]) {
        let text = span.of(self.text);
        if set.is_empty() {
            return;
        }
        let used = text.match_indices('%').find_map(|(at, _)| {
            let rest = &text[at + 1..];
            let end = rest.find(['%', ':', ' ', '\n'])?;
            let name = rest.get(..end).filter(|_| !rest[end..].starts_with([' ', '\n']))?;
            set.iter().any(|one| one.eq_ignore_ascii_case(name)).then_some((at, name))
        });
        if let Some((at, name)) = used {
            let start = span.start as usize + at;
            let span = Span::new(start, start + name.len() + 2);
            let message = format!(
                "%{name}% is what it was before the block: the whole block is expanded at once"
            );
            self.found.push(Trap::new(TrapKind::ValueOfBlockStart, span, message));
        }
    }

    fn set(&mut self, argument: Span, set: &mut Vec<String>) {
        let Some(one) = Setting::read(argument, self.text) else { return };
        let after = self.text.get(argument.end as usize..).unwrap_or_default();
        let traps = [
            one.blank_before(),
            one.blank_behind(),
            one.foreign(),
            one.unquoted(),
            one.blank_at_end().filter(|_| after.starts_with('&')),
        ];
        self.found.extend(traps.into_iter().flatten());
        let name = one.bare().to_ascii_lowercase();
        if set.len() < MOST && !set.contains(&name) {
            set.push(name);
        }
    }

    fn setx(&mut self, arguments: &str, span: Span) {
        let lower = arguments.to_ascii_lowercase();
        let mut words = lower.split_whitespace().filter(|word| !word.starts_with('/'));
        let path = words.next().is_some_and(|word| word.trim_matches('"') == "path");
        if path && lower.contains("%path%") {
            let message = "setx writes the machine's and the user's list into one value, cut at 1024 characters";
            self.found.push(Trap::new(TrapKind::SetxOfList, span, message));
        }
    }
}

/// `NAME=value` behind `set`, with or without a quote.
struct Setting<'t> {
    /// Where the argument begins.
    start: usize,
    text: &'t str,
    quoted: bool,
    /// What stands before `=`, blanks included.
    name: &'t str,
    /// What stands behind it.
    value: &'t str,
}

impl<'t> Setting<'t> {
    fn read(argument: Span, text: &'t str) -> Option<Self> {
        let whole = argument.of(text);
        let text = whole.trim_start();
        let start = argument.start as usize + (whole.len() - text.len());
        let quoted = text.starts_with('"');
        let (name, value) = text.trim_start_matches('"').split_once('=')?;
        is_name(name.trim_end()).then_some(Self { start, text, quoted, name, value })
    }

    fn bare(&self) -> &'t str {
        self.name.trim_end()
    }

    /// Where the value begins.
    fn at_value(&self) -> usize {
        self.start + usize::from(self.quoted) + self.name.len() + 1
    }

    /// A trap of so many bytes.
    fn trap(kind: TrapKind, at: usize, length: usize, message: String) -> Trap {
        Trap::new(kind, Span::new(at, at + length), message)
    }

    fn blank_before(&self) -> Option<Trap> {
        let blanks = self.name.len() - self.bare().len();
        let at = self.start + usize::from(self.quoted) + self.bare().len();
        let message = format!("the blank before `=` belongs to the name: it sets `{}`", self.name);
        let trap = Self::trap(TrapKind::BlankAroundEquals, at, blanks, message);
        (blanks > 0).then(|| trap.better(""))
    }

    fn blank_behind(&self) -> Option<Trap> {
        let blanks = self.value.len() - self.value.trim_start().len();
        let alone = !self.quoted && blanks > 0 && !self.value.trim().is_empty();
        let message = format!("the blank behind `=` belongs to the value of {}", self.bare());
        let trap = Self::trap(TrapKind::BlankAroundEquals, self.at_value(), blanks, message);
        (alone && self.blank_before().is_none()).then(|| trap.better(""))
    }

    fn foreign(&self) -> Option<Trap> {
        let lower = self.value.to_ascii_lowercase();
        let signs = ["$PATH", "$env:", "${PATH", "$HOME"];
        let (at, sign) =
            signs.iter().find_map(|sign| Some((lower.find(&sign.to_ascii_lowercase())?, *sign)))?;
        let message = format!("{sign} is no reference of cmd, which writes %NAME%");
        let at = self.at_value() + at;
        Some(Self::trap(TrapKind::ForeignReference, at, sign.len(), message))
    }

    fn unquoted(&self) -> Option<Trap> {
        let list = is_list(self.bare()) && self.value.to_ascii_lowercase().contains("%path");
        let text = self.text.trim_end();
        let message =
            format!("without quotes a directory with `&` or `)` ends the value of {}", self.bare());
        let trap = Self::trap(TrapKind::UnquotedSet, self.start, text.len(), message);
        (list && !self.quoted).then(|| trap.better(format!("\"{text}\"")))
    }

    fn blank_at_end(&self) -> Option<Trap> {
        let line = self.text.trim_end_matches(['\r', '\n']);
        let blanks = line.len() - line.trim_end().len();
        let alone = !self.quoted && blanks > 0 && !self.value.trim().is_empty();
        let message = format!("the blank before `&` belongs to the value of {}", self.bare());
        let at = self.start + line.len() - blanks;
        let trap = Self::trap(TrapKind::BlankAtEnd, at, blanks, message);
        alone.then(|| trap.better(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trap_is_seen_and_its_right_spelling_is_none() {
        use TrapKind::*;
        let rows: &[(&str, &[TrapKind])] = &[
            ("set X = y", &[BlankAroundEquals]),
            ("set X= y", &[BlankAroundEquals]),
            ("set \"X=y\"", &[]),
            ("set /p X = name", &[]),
            ("set PATH=%PATH%;C:\\x", &[UnquotedSet]),
            ("set \"PATH=%PATH%;C:\\x\"", &[]),
            ("set PATH=$PATH;C:\\x", &[ForeignReference]),
            ("setx PATH \"%PATH%;C:\\x\"", &[SetxOfList]),
            ("setx JAVA_HOME C:\\jdk", &[]),
            ("cd D:\\work", &[DriveNotChanged]),
            ("cd /d D:\\work\r\ncd sub", &[]),
            ("export X=y", &[ForeignWord]),
            ("setup.bat\r\necho done", &[BatchWithoutCall]),
            ("call setup.bat\r\necho done\r\nlast.cmd\r\n", &[]),
            ("if a==a (\r\nset X=1\r\necho %X%\r\n)", &[ValueOfBlockStart]),
            ("if a==a (\r\nset X=1\r\n) else (\r\necho %X%\r\n)", &[]),
            ("set X=1\r\necho %X%", &[]),
            ("set X=1 & echo a", &[BlankAtEnd]),
            ("set X=1& echo a", &[]),
            ("start \"C:\\a b\\c.exe\"", &[TitleForProgram]),
            ("start \"\" \"C:\\a b\\c.exe\"", &[]),
        ];
        for (text, wanted) in rows {
            let kinds: Vec<_> = traps(text).into_iter().map(|trap| trap.kind).collect();
            assert_eq!(kinds, *wanted, "{text}");
        }
    }
}
