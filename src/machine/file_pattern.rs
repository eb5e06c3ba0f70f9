//! Patterns of file names, as FindFirstFile hands them to the file system (`FsRtlIsNameInExpression`): a question mark may
//! stand for nothing before a dot and at the end, a dot before a wildcard for nothing at the end, and `*.` for no extension.

use super::path::folded;
use super::{Entry, Fault, Machine, Platform};
use crate::text::work;

/// Why it is not known which names fit a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// What is in the directory cannot be seen.
    Unseen(Fault),
    /// This name may fit by its 8.3 name, which is not recorded.
    ShortName(String),
}

/// The entries of a directory of Windows that a pattern names, in the order of NTFS, which sorts by name; none where
/// there is no such directory.
///
/// # Errors
/// Says why nobody can tell.
pub fn named(machine: &dyn Machine, directory: &str, wild: &str) -> Result<Vec<Entry>, Open> {
    let bare = directory.trim_end_matches('\\');
    let directory = if bare.ends_with(':') { directory } else { bare };
    let entries = match machine.list(directory) {
        Ok(entries) => entries,
        Err(fault) if fault.is_ours() => return Err(Open::Unseen(fault)),
        Err(_) => return Ok(Vec::new()),
    };
    work::done_each(entries.len());
    let pattern = folded(wild);
    let mut found = Vec::new();
    for entry in entries {
        if matches(&pattern, &folded(&entry.name)) {
            found.push(entry);
            continue;
        }
        match machine.short_name(&Platform::Windows.join(directory, &entry.name)) {
            Some(short) if matches(&pattern, &folded(&short)) => found.push(entry),
            None if short_name_may_match(wild, &entry.name) => {
                return Err(Open::ShortName(entry.name));
            }
            _ => {}
        }
    }
    found.sort_by_key(|entry| folded(&entry.name));
    Ok(found)
}

/// One step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Letter(char),
    /// Any letters.
    Star,
    /// Any letters, but not the last dot of the name (`DOS_STAR`).
    UpToDot,
    /// One letter that is no dot, or nothing before a dot and at the end (`DOS_QM`).
    Perhaps,
    /// A dot, or nothing at the end (`DOS_DOT`).
    Dot,
}

fn steps(pattern: &str) -> Vec<Step> {
    if pattern == "*.*" {
        return vec![Step::Star];
    }
    let letters: Vec<char> = pattern.chars().collect();
    let mut steps = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        steps.push(match (letter, next) {
            ('?', _) => Step::Perhaps,
            ('*', Some('.')) => Step::UpToDot,
            ('*', _) => Step::Star,
            ('.', Some('?' | '*')) => Step::Dot,
            ('.', None) if at > 0 && letters[at - 1] == '*' => continue,
            (letter, _) => Step::Letter(*letter),
        });
    }
    steps
}

/// Whether a name matches; both are folded already.
pub fn matches(pattern: &str, name: &str) -> bool {
    let steps = steps(pattern);
    let name: Vec<char> = name.chars().collect();
    let last_dot = name.iter().rposition(|letter| *letter == '.');
    let mut here = vec![false; steps.len() + 1];
    here[0] = true;
    for at in 0..=name.len() {
        let letter = name.get(at).copied();
        // What stands for nothing.
        for index in 0..steps.len() {
            let nothing = match steps[index] {
                Step::Letter(_) => false,
                Step::Star | Step::UpToDot => true,
                Step::Perhaps => letter.is_none_or(|letter| letter == '.'),
                Step::Dot => letter.is_none(),
            };
            here[index + 1] |= here[index] && nothing;
        }
        let Some(letter) = letter else { break };
        let mut next = vec![false; steps.len() + 1];
        for (index, step) in steps.iter().enumerate().filter(|(index, _)| here[*index]) {
            match step {
                Step::Letter(wanted) => next[index + 1] |= *wanted == letter,
                Step::Star => next[index] = true,
                Step::UpToDot => next[index] |= Some(at) != last_dot,
                Step::Perhaps => next[index + 1] |= letter != '.',
                Step::Dot => next[index + 1] |= letter == '.',
            }
        }
        here = next;
    }
    here[steps.len()]
}

/// `*.htm` also matches `x.html`, where the volume keeps short names.
fn short_name_may_match(wild: &str, name: &str) -> bool {
    let Some((_, extension)) = wild.rsplit_once('.') else { return false };
    let Some((_, own)) = name.rsplit_once('.') else { return false };
    extension.len() == 3
        && !extension.contains(['*', '?'])
        && own.len() > 3
        && folded(own).starts_with(&*folded(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (wild, name, expected) in [
            ("BA*", "BAZBAZ", true),
            ("*.*", "PLAIN", true),
            ("?A*", "BAR", true),
            ("*.TXT", "A.TXT.BAK", false),
            ("*A*B*", "XXAYYBZZ", true),
            ("FILE*.*", "FILE1", true),
            ("FILE*.*", "FILE1.A.B", true),
            ("FILE?", "FILE", true),
            ("FILE?", "FILE12", false),
            ("F??E", "FILE", true),
            ("A?.TXT", "A.TXT", true),
            ("A?.TXT", "ABC.TXT", false),
            ("*.", "PLAIN", true),
            ("*.", "A.TXT", false),
            ("*.TXT", "A.B.TXT", true),
            ("A.*", "A", true),
            ("A.B", "A", false),
        ] {
            assert_eq!(matches(wild, name), expected, "{wild} {name}");
        }
        assert!(short_name_may_match("*.htm", "x.html"));
    }
}
