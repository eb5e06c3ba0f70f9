//! The command behind `start`, `call` and `cmd /c`: titles, switches and arguments taken away (MS `start`, `call`, `cmd`).

use crate::shells::cmd::syntax::DELIMITERS;

/// What `start` starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started<'n> {
    /// The command as written, perhaps quoted, without its arguments.
    pub command: &'n str,
    /// What `/d` names.
    pub directory: Option<&'n str>,
}

/// Switches of `start` whose value is the next word.
pub const WITH_VALUE: &[&str] = &["/d", "/node", "/affinity", "/machine"];

/// Switches of `start` that stand alone.
pub const ALONE: &[&str] = &[
    "/min",
    "/max",
    "/separate",
    "/shared",
    "/low",
    "/normal",
    "/high",
    "/realtime",
    "/abovenormal",
    "/belownormal",
    "/wait",
    "/w",
    "/b",
    "/i",
];

/// The words behind a command of that name.
pub fn after<'n>(name: &'n str, command: &str) -> Option<&'n str> {
    let start = name.get(..command.len()).filter(|word| word.eq_ignore_ascii_case(command))?;
    let rest = &name[start.len()..];
    let behind = rest.strip_prefix([' ', '\t'])?.trim_start();
    (!behind.is_empty()).then_some(behind)
}

/// Reads what stands behind `start`: the first quoted word is the title, whatever it looks like.
pub fn started(rest: &str) -> Option<Started<'_>> {
    let (mut rest, mut titled, mut directory) = (rest.trim_start(), false, None);
    loop {
        if rest.starts_with('"') && !titled {
            titled = true;
            rest = rest[word(rest).len()..].trim_start();
            continue;
        }
        if !rest.starts_with('/') {
            break;
        }
        let switch = word(rest);
        let lower = switch.to_ascii_lowercase();
        rest = rest[switch.len()..].trim_start();
        if WITH_VALUE.contains(&lower.as_str()) {
            let value = word(rest);
            directory = if lower == "/d" { Some(value) } else { directory };
            rest = rest[value.len()..].trim_start();
        } else if lower.starts_with("/d") {
            directory = Some(&switch[2..]);
        } else if !ALONE.contains(&lower.as_str()) {
            return None;
        }
    }
    let command = word(rest);
    let directory = directory.map(|text| text.trim_matches('"'));
    (!command.is_empty()).then_some(Started { command, directory })
}

/// The first word: up to a blank outside quotes.
pub fn word(text: &str) -> &str {
    let mut quoted = false;
    let end = text.find(|letter: char| {
        quoted ^= letter == '"';
        !quoted && matches!(letter, ' ' | '\t')
    });
    &text[..end.unwrap_or(text.len())]
}

/// Where the name behind `call` ends: at a delimiter or a parenthesis outside quotes (Wine's tests of the command line).
pub fn name_end(text: &str) -> usize {
    let mut quoted = false;
    let ends = |(at, letter): &(usize, char)| {
        quoted ^= *letter == '"';
        !quoted && *at > 0 && (DELIMITERS.contains(letter) || *letter == '(')
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// The name behind `call`.
pub fn called(rest: &str) -> &str {
    let rest = rest.trim_start_matches(DELIMITERS);
    &rest[..name_end(rest)]
}

/// The first command of the line behind `cmd /c` or `/k`.
pub fn inner(rest: &str) -> Option<&str> {
    let at = rest.to_ascii_lowercase();
    let at = ["/c", "/k", "/r"].iter().filter_map(|switch| at.find(switch)).min()?;
    let line = rest.get(at + 2..)?.trim_start_matches([' ', ',', ';', '=', '\t']);
    line_command(line, rest.get(..at)?.to_ascii_lowercase().contains("/s"))
}

/// The first command of a line that a new cmd is given; `strips` where its outer quotes always go.
pub fn line_command(line: &str, strips: bool) -> Option<&str> {
    let line = match line.strip_prefix('"') {
        Some(inner) if strips || !is_program(line) => inner,
        _ => line,
    };
    let line = line.trim_start_matches([' ', '\t', '@', '(']);
    if line.starts_with('"') {
        return Some(word(line));
    }
    let end = line.find([' ', '\t', '"', '&', '|', '<', '>', ')']).unwrap_or(line.len());
    (end > 0).then(|| &line[..end])
}

/// Whether a line begins with a quoted program and has no further quotes: those of `"C:\a b\x.exe" y` stay (`cmd /?`).
fn is_program(line: &str) -> bool {
    let name = word(line).trim_matches('"').to_ascii_lowercase();
    let special = name.contains(['&', '<', '>', '@', '^', '|']);
    let ends = [".exe", ".com", ".bat", ".cmd"].iter().any(|end| name.ends_with(end));
    ends && !special && name.contains([' ', '\t']) && line.matches('"').count() == 2
}

/// The command that a line of a script runs through another one.
pub fn of_line<'n>(name: &str, rest: &'n str) -> Option<&'n str> {
    match name.to_ascii_lowercase().as_str() {
        "call" => Some(called(rest)).filter(|word| !word.is_empty() && !word.starts_with(':')),
        "start" => started(rest).map(|started| started.command),
        "cmd" | "cmd.exe" => inner(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_switches_and_arguments_of_start() {
        for (rest, command, directory) in [
            ("ed", Some("ed"), None),
            ("ed.exe arg", Some("ed.exe"), None),
            ("\"\" ed", Some("ed"), None),
            ("\"ed\"", None, None),
            ("\"t\" \"C:\\a b\\x.exe\" 1", Some("\"C:\\a b\\x.exe\""), None),
            ("/b ed", Some("ed"), None),
            ("/min /wait tool x", Some("tool"), None),
            ("\"\" /d C:\\x tool", Some("tool"), Some("C:\\x")),
            ("/D\"C:\\a b\" \"\" tool", Some("tool"), Some("C:\\a b")),
            ("/affinity 3 /high tool", Some("tool"), None),
            ("/odd tool", None, None),
            ("/b", None, None),
        ] {
            let found = started(rest);
            assert_eq!(found.map(|one| one.command), command, "{rest}");
            assert_eq!(found.and_then(|one| one.directory), directory, "{rest}");
        }
    }

    #[test]
    fn lines_that_run_something_through_another_command() {
        for (name, rest, inner) in [
            ("call", "npm install", Some("npm")),
            ("call", "tell;(1)", Some("tell")),
            ("call", "tell(1)", Some("tell")),
            ("call", "\"a;b\" c", Some("\"a;b\"")),
            ("CALL", ":label", None),
            ("call", "\"C:\\a b\\x.bat\" 1", Some("\"C:\\a b\\x.bat\"")),
            ("start", "\"\" /b code .", Some("code")),
            ("cmd", "/c npm test", Some("npm")),
            ("cmd.exe", "/d /s /c \"yarn build\"", Some("yarn")),
            ("cmd", "/k", None),
            ("cmd", "/c \"C:\\a b\\x.exe\" 1", Some("\"C:\\a b\\x.exe\"")),
            ("cmd", "/c \"\"C:\\a b\\x.exe\" \"1\"\"", Some("\"C:\\a b\\x.exe\"")),
            ("cmd", "/s /c \"a b.exe\"", Some("a")),
            ("echo", "x", None),
        ] {
            assert_eq!(of_line(name, rest), inner, "{name} {rest}");
        }
    }
}
