//! PowerShell's own command line (`CommandLineParameterParser.cs`; about_Pwsh,
//! about_PowerShell_exe).

use crate::machine::Platform;

/// What a command line asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// `-NoProfile`.
    pub noprofile: bool,
    /// `-ExecutionPolicy`, as written.
    pub policy: Option<String>,
    /// `-Login`, which counts as the first word only.
    pub login: bool,
    /// `-WorkingDirectory`.
    pub directory: Option<String>,
    /// `-SettingsFile`.
    pub settings: Option<String>,
    /// What is run.
    pub work: Work,
}

/// What a process runs after its profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// Nothing, or what a person types.
    #[default]
    Nothing,
    /// A text (`-Command`, `-EncodedCommand`).
    Command(String),
    /// A file and its arguments.
    File(String, Vec<String>),
}

/// The status of a command line that cannot be read (`ExitCodeBadCommandLineParameter`).
pub const BAD: i32 = 64;

/// A parameter: full name, shortest form, a second short form, whether a value follows.
type Row = (&'static str, &'static str, &'static str, bool);

/// In the order they are tried, so that the first one a prefix fits is meant.
const TABLE: &[Row] = &[
    ("version", "v", "", false),
    ("help", "h", "?", false),
    ("login", "l", "", false),
    ("noexit", "noe", "", false),
    ("noprofile", "nop", "", false),
    ("nologo", "nol", "", false),
    ("noninteractive", "noni", "", false),
    ("sshservermode", "sshs", "", false),
    ("servermode", "s", "", false),
    ("interactive", "i", "", false),
    ("configurationfile", "configurationfile", "", true),
    ("configurationname", "config", "", true),
    ("custompipename", "cus", "", true),
    ("commandwithargs", "commandwithargs", "cwa", true),
    ("command", "c", "", true),
    ("windowstyle", "w", "", true),
    ("file", "f", "", true),
    ("executionpolicy", "ex", "ep", true),
    ("outputformat", "o", "of", true),
    ("inputformat", "inp", "if", true),
    ("encodedcommand", "e", "ec", true),
    ("encodedarguments", "encodeda", "ea", true),
    ("settingsfile", "settings", "", true),
    ("sta", "sta", "", false),
    ("mta", "mta", "", false),
    ("workingdirectory", "wo", "wd", true),
    ("noprofileloadtime", "noprofileloadtime", "", false),
    ("psconsolefile", "psc", "", true),
];

fn parameter(word: &str, platform: Platform) -> Option<&'static str> {
    let dash = |letter: char| matches!(letter, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}');
    let rest = match word.chars().next() {
        Some(letter) if dash(letter) => &word[letter.len_utf8()..],
        Some('/') if platform.is_windows() => &word[1..],
        _ => return None,
    };
    let rest = match rest.chars().next() {
        Some(letter) if dash(letter) && rest.len() > letter.len_utf8() => {
            &rest[letter.len_utf8()..]
        }
        _ => rest,
    };
    let key = rest.trim().to_lowercase();
    let fits = |row: &&Row| {
        row.0.starts_with(&key) && key.starts_with(row.1) || !row.2.is_empty() && key == row.2
    };
    TABLE.iter().find(fits).map(|row| row.0)
}

/// Reads the words behind the program's name.
///
/// # Errors
/// The exit status of words PowerShell refuses.
pub fn parse(desktop: bool, platform: Platform, words: &[String]) -> Result<Arguments, i32> {
    let mut found = Arguments::default();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let Some(name) = parameter(word, platform) else {
            let dashed = word.starts_with('-') && word.len() > 1;
            match desktop {
                true => found.work = Work::Command(words[at - 1..].join(" ")),
                false if dashed => return Err(BAD),
                false => found.work = file(words, at - 1)?,
            }
            return Ok(found);
        };
        let value = words.get(at);
        match name {
            "noprofile" => found.noprofile = true,
            "login" => found.login = at == 1,
            "version" | "help" => return Ok(found),
            "command" => {
                found.work = command(words, at)?;
                return Ok(found);
            }
            "file" => {
                found.work = file(words, at)?;
                return Ok(found);
            }
            "encodedcommand" => {
                found.work = Work::Command(value.and_then(|text| decoded(text)).ok_or(BAD)?);
                at += 1;
            }
            "executionpolicy" => {
                let value = value.ok_or(BAD)?;
                if !super::super::policy::is_word(value) {
                    return Err(BAD);
                }
                found.policy = Some(value.clone());
                at += 1;
            }
            "workingdirectory" => {
                found.directory = Some(value.ok_or(BAD)?.clone());
                at += 1;
            }
            "settingsfile" => {
                found.settings = Some(value.ok_or(BAD)?.clone());
                at += 1;
            }
            other if TABLE.iter().any(|row| row.0 == other && row.3) => {
                value.ok_or(BAD)?;
                at += 1;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// All words behind `-Command` are one text; `-` alone reads the standard input.
fn command(words: &[String], at: usize) -> Result<Work, i32> {
    match &words[at.min(words.len())..] {
        [] => Err(BAD),
        [one] if one == "-" => Ok(Work::Nothing),
        rest => Ok(Work::Command(rest.join(" "))),
    }
}

fn file(words: &[String], at: usize) -> Result<Work, i32> {
    match &words[at.min(words.len())..] {
        [] => Err(BAD),
        [one, ..] if one == "-" => Ok(Work::Nothing),
        [one, rest @ ..] => Ok(Work::File(one.clone(), rest.to_vec())),
    }
}

/// Base64 of UTF-16, low byte first.
fn decoded(text: &str) -> Option<String> {
    let mut bits = 0u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    String::from_utf16(&units.collect::<Vec<u16>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(desktop: bool, line: &str) -> Result<Arguments, i32> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        parse(desktop, Platform::Windows, &words)
    }

    #[test]
    fn words_are_read_as_the_console_host_does() {
        let command = |text: &str| Work::Command(text.to_owned());
        let file = |path: &str| Work::File(path.to_owned(), Vec::new());
        let rows = [
            ("-nop -c a b", true, command("a b")),
            ("-NoProfile -f x.ps1", true, file("x.ps1")),
            ("/nop x.ps1", true, file("x.ps1")),
            ("--noprofile -Command -", true, Work::Nothing),
            ("-NoProfileLoadTime -command x", false, command("x")),
            ("-noni -ep Bypass -file x", false, file("x")),
            ("-e YQBiAA==", false, command("ab")),
            ("-wd C:\\x -c y", false, command("y")),
        ];
        for (line, noprofile, work) in rows {
            let found = parsed(false, line);
            assert_eq!(found.as_ref().map(|found| found.noprofile), Ok(noprofile), "{line}");
            assert_eq!(found.map(|found| found.work), Ok(work), "{line}");
        }
        for line in ["-nosuch", "-command", "-ep Nonsense -c x", "-file"] {
            assert_eq!(parsed(false, line), Err(BAD), "{line}");
        }
    }

    #[test]
    fn a_word_alone_is_a_file_in_seven_and_a_command_before() {
        let work = |desktop| parsed(desktop, "a b").map(|found| found.work);
        assert_eq!(work(false), Ok(Work::File("a".into(), vec!["b".into()])));
        assert_eq!(work(true), Ok(Work::Command("a b".into())));
    }
}
