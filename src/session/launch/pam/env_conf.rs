//! `pam_env.conf` and `~/.pam_environment` (pam_env.conf(5); Linux-PAM 1.5.2, `_parse_line`, `_check_var`, `_expand_arg`; 1.6,
//! libpam_internal/pam_line.c).

use super::super::block::Block;
use super::super::config::{Config, Line};
use super::super::stock::{self, Family};
use super::Service;
use crate::machine::Machine;
use crate::value::{Origin, Unknown, Value};

/// What a line says.
enum Said<'l> {
    /// The name, and what is to be its default and its override.
    Options(&'l str, Option<&'l str>, Option<&'l str>),
    /// A word alone: `NAME=value` is set as it stands, `NAME` is taken away.
    Word(&'l str),
}

/// Writes what the file says; `Err` names the line at which PAM gives the session up.
pub(super) fn read(
    config: &Config,
    service: &Service<'_>,
    block: &mut Block,
) -> Result<(), Origin> {
    let indented = Indented::of(service.machine);
    let (lines, open) = logical(config);
    for (line, start, end) in lines {
        let origin = config.origin(start, end);
        let text = line.trim_start_matches([' ', '\t']);
        let line = match indented {
            Indented::Lost => line.as_str(),
            Indented::Open if text.len() < line.len() => {
                either(text, block, &origin);
                continue;
            }
            _ => text,
        };
        match parse(line) {
            Some(Said::Word(word)) => match word.split_once('=') {
                Some((name, value)) => block.put(name, Value::known(value, origin)),
                None => block.remove(word),
            },
            Some(Said::Options(name, default, over)) => {
                write(name, default, over, service, &origin, block)?;
            }
            None => {}
        }
    }
    open.map_or(Ok(()), Err)
}

/// What becomes of a line with blanks in front of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Indented {
    /// Its name is empty, and it is lost: up to 1.5.3 (measured with 1.5.2 of Debian 12).
    Lost,
    /// The blanks are skipped: from 1.6 on.
    Read,
    /// Which version it is, or whether libeconf reads the file, is not known.
    Open,
}

impl Indented {
    /// Debian 13 has 1.7.0, Ubuntu 1.7 from 25.10 on; Fedora before 39 has 1.5.
    fn of(machine: &dyn Machine) -> Self {
        let Some(version) = machine.facts().version.as_deref() else { return Self::Lost };
        let digits = version.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let number = digits.split(['.', ' ']).next().and_then(|number| number.parse::<u32>().ok());
        match (stock::family(machine), number) {
            (Family::Debian, Some(number)) => Self::before(number, 13),
            (Family::Ubuntu, Some(25)) => Self::Open,
            (Family::Ubuntu, Some(number)) if version.starts_with("ubuntu") => {
                Self::before(number, 26)
            }
            (Family::Fedora, Some(number)) if version.starts_with("fedora") && number < 39 => {
                Self::Lost
            }
            _ => Self::Open,
        }
    }

    fn before(number: u32, first: u32) -> Self {
        if number < first { Self::Lost } else { Self::Read }
    }
}

/// A line of which it is not known whether PAM reads it.
fn either(line: &str, block: &mut Block, origin: &Origin) {
    let name = match parse(line) {
        Some(Said::Options(name, ..)) => name,
        Some(Said::Word(word)) => word.split('=').next().unwrap_or(word),
        None => return,
    };
    let reason = "stands behind blanks, and PAM reads such a line only from version 1.6 on";
    let mut unknown = Unknown::new(reason, origin.clone());
    unknown.likely = block.get(name).cloned();
    block.put(name, Value::unknown(unknown));
}

/// `_check_var`: an override that is not empty, else the default; what expands to nothing defines all the same.
fn write(
    name: &str,
    default: Option<&str>,
    over: Option<&str>,
    service: &Service<'_>,
    origin: &Origin,
    block: &mut Block,
) -> Result<(), Origin> {
    let expand = |text: &str| expand(text, service, block, origin);
    let (default, over) = (default.map(expand), over.map(expand));
    // A brace that is not closed is a critical error (`PAM_ABORT`).
    if matches!(default, Some(None)) || matches!(over, Some(None)) {
        return Err(origin.clone());
    }
    let over = over.flatten().filter(|value| value.is_empty() != Some(true));
    match over.or(default.flatten()) {
        // A name with a sign in it is a name and the beginning of its value.
        Some(value) => match name.split_once('=') {
            Some((name, front)) => {
                let front = Value::known(format!("{front}="), origin.clone());
                block.put(name, front.then(value));
            }
            None => block.put(name, value),
        },
        None => block.remove(name),
    }
    Ok(())
}

/// Lines with continuations joined, blanks in front of what is joined dropped, and cut at the first `#`, even inside of quotes.
fn logical(config: &Config) -> (Vec<(String, usize, usize)>, Option<Origin>) {
    let mut lines = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for line in config.lines() {
        let Line { text, start } = line;
        let text = text.trim_start_matches([' ', '\t']);
        let cut = text.find('#').map_or(text, |at| &text[..at]);
        // A comment between joined lines does not part them.
        if cut.is_empty() {
            continue;
        }
        // Blanks in front are looked past for a comment; what they mean otherwise is the version's.
        let cut = if open.is_none() {
            &line.text[..line.text.len() - text.len() + cut.len()]
        } else {
            cut
        };
        let (mut joined, at) = open.take().unwrap_or((String::new(), start));
        match cut.trim_end().strip_suffix('\\') {
            Some(front) => {
                joined.push_str(front);
                open = Some((joined, at));
            }
            None => {
                joined.push_str(cut);
                lines.push((joined, at, start + line.text.len()));
            }
        }
    }
    match open {
        // A file that ends in a continuation is a critical error, after its other lines.
        Some((_, at)) => (lines, Some(config.origin(at, config.text().len()))),
        None => (lines, None),
    }
}

/// A line that says anything else is lost whole.
fn parse(line: &str) -> Option<Said<'_>> {
    let blank = [' ', '\t'];
    let end = line.find(blank).unwrap_or(line.len());
    let (name, mut rest) = line.split_at(end);
    if name.is_empty() {
        return None;
    }
    let (mut default, mut over) = (None, None);
    if rest.is_empty() {
        return Some(Said::Word(name));
    }
    // Behind every blank an option is expected: one at the end of the line loses it.
    while rest.starts_with(blank) {
        rest = rest.trim_start_matches(blank);
        let (slot, text) = match (rest.strip_prefix("DEFAULT="), rest.strip_prefix("OVERRIDE=")) {
            (Some(text), _) => (&mut default, text),
            (_, Some(text)) => (&mut over, text),
            _ => return None,
        };
        let (value, left) = match text.strip_prefix('"') {
            Some(quoted) => {
                let (value, left) = quoted.split_once('"')?;
                if !left.is_empty() && !left.starts_with(blank) {
                    return None;
                }
                (Some(value), left)
            }
            None => {
                let (value, left) = text.split_at(text.find(blank).unwrap_or(text.len()));
                (Some(value).filter(|value| !value.is_empty()), left)
            }
        };
        *slot = value;
        rest = left;
    }
    Some(Said::Options(name, default, over))
}

/// `${NAME}` is a variable of PAM, `@{NAME}` an item; `None` where a brace is not closed.
fn expand(text: &str, service: &Service<'_>, block: &Block, origin: &Origin) -> Option<Value> {
    let mut value = Value::known("", origin.clone());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '$', '@']) {
        value.push(&rest[..at], origin.clone());
        let (sign, after) = rest[at..].split_at(1);
        match (sign, after.chars().next()) {
            ("\\", Some(letter @ ('$' | '@'))) => {
                value.push(letter.to_string(), origin.clone());
                rest = &after[1..];
            }
            ("\\", _) => rest = after,
            (_, Some('{')) => {
                let (name, left) = after[1..].split_once('}')?;
                let found = match sign {
                    "$" => block.get(name).cloned(),
                    _ => service.item(name, origin),
                };
                value.append(found.unwrap_or_default());
                rest = left;
            }
            _ => {
                value.push(sign, origin.clone());
                rest = after;
            }
        }
    }
    value.push(rest, origin.clone());
    if value.size() > LONGEST {
        let reason = "is longer than what PAM expands";
        return Some(Value::unknown(Unknown::new(reason, origin.clone())));
    }
    Some(value)
}

/// The buffer of an expansion (`MAX_ENV`).
const LONGEST: usize = 8192;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_pam_reads_them() {
        type Row =
            (&'static str, Option<(&'static str, Option<&'static str>, Option<&'static str>)>);
        // Each line was given to su(1) on Debian 12 in a mount namespace of its own.
        let rows: &[Row] = &[
            ("A DEFAULT=x", Some(("A", Some("x"), None))),
            ("A DEFAULT=x ", None),
            ("A DEFAULT=x # note", None),
            ("A DEFAULT=a#b", Some(("A", Some("a"), None))),
            ("A\tDEFAULT=x OVERRIDE=\"two words\"", Some(("A", Some("x"), Some("two words")))),
            ("A DEFAULT=a b", None),
            ("A DEFAULT=\"open", None),
            ("A DEFAULT=\"a\" \"b\"", None),
            ("A DEFAULT=", Some(("A", None, None))),
            ("A DEFAULT=\"\"", Some(("A", Some(""), None))),
            ("A=1", Some(("A=1", None, None))),
            ("A= 1", None),
            ("  A DEFAULT=x", None),
            ("\tA=1", None),
        ];
        for (line, expected) in rows {
            let config = Config::stock("test", line, "test");
            let (found, _) = logical(&config);
            let found = found.first().and_then(|(line, _, _)| match parse(line) {
                Some(Said::Word(word)) => Some((word.to_owned(), None, None)),
                Some(Said::Options(name, default, over)) => {
                    Some((name.to_owned(), default.map(str::to_owned), over.map(str::to_owned)))
                }
                None => None,
            });
            let found = found
                .as_ref()
                .map(|(name, default, over)| (name.as_str(), default.as_deref(), over.as_deref()));
            assert_eq!(found, *expected, "{line}");
        }
    }
}
