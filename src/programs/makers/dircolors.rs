//! `dircolors`: the colours of a database by terminal.

use super::effect::chosen;
use crate::programs::{Cannot, Followed, Program, Run, versions};

/// What is followed here.
pub const ALL: &[&Program] = &[&DIRCOLORS];

/// dircolors(1).
pub static DIRCOLORS: Program = Program::new(
    &["dircolors", "gdircolors"],
    "-b -c, of a file, of standard input, or the database of coreutils 9.1; of other releases the variable, its value unknown",
    "its own: coreutils 9.1, src/dircolors.c, judged beside it",
    dircolors,
);

fn dircolors(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let shell = run.filled("SHELL")?;
    let (mut csh, mut told) =
        (shell.as_deref().is_some_and(|shell| shell.ends_with("csh")), shell.is_some());
    let mut file = None;
    for word in &words {
        match word.as_str() {
            "-b" | "--sh" | "--bourne-shell" | "-cb" => (csh, told) = (false, true),
            "-c" | "--csh" | "--c-shell" | "-bc" => (csh, told) = (true, true),
            "-" => file = Some("-".to_owned()),
            word if word.starts_with('-') => return Err(Cannot::NotFollowed),
            name if file.is_none() => file = Some(name.to_owned()),
            _ => {
                return run.refuses(1);
            }
        }
    }
    // Without a shell there is nothing it could write for.
    if !told {
        return run.refuses(1);
    }
    let text = match &file {
        None => match database(run) {
            Some(text) => text.to_owned(),
            // Whatever this release colours, it prints this one variable (since the first of coreutils).
            None if !csh => {
                let value = chosen(run, COLOURS);
                run.effect = Some(format!("LS_COLORS={value};\nexport LS_COLORS\n"));
                return Ok(0);
            }
            None => return Err(Cannot::unknown()),
        },
        Some(file) => match run.read(file)? {
            Ok(text) => text,
            Err(_) => {
                return run.refuses(1);
            }
        },
    };
    // The database that is built in is fine for every terminal: only what the variable holds depends on it.
    let told = run.filled("TERM").and_then(|term| Ok((term, run.variable("COLORTERM")?)));
    let (term, colours) = match told {
        Err(_) if file.is_none() && !csh => {
            let value = chosen(run, BY_TERMINAL);
            run.effect = Some(format!("LS_COLORS={value}; export LS_COLORS\n"));
            return Ok(0);
        }
        told => told?,
    };
    let (term, colours) = (term.unwrap_or_else(|| "none".to_owned()), colours.unwrap_or_default());
    let Some(value) = colours_of(&text, &term, &colours)? else {
        return run.refuses(1);
    };
    run.out = match csh {
        true => format!("setenv LS_COLORS '{value}'\n"),
        false => format!("LS_COLORS='{value}';\nexport LS_COLORS\n"),
    };
    Ok(0)
}

const COLOURS: &str = "is what this release of coreutils colours";

const BY_TERMINAL: &str = "is the list of colours, or empty, by the terminal";

/// The database that is built in, where the version is that one.
fn database(run: &Run<'_>) -> Option<&'static str> {
    let version = versions::text_of(run, &["coreutils"]);
    let debian =
        run.machine().facts().version.as_deref().is_some_and(|one| one.starts_with("debian 12"));
    match version.as_deref() {
        Some("9.1") => Some(DATABASE),
        None if debian => Some(DATABASE),
        _ => None,
    }
}

/// coreutils 9.1, `dircolors --print-database`: the entries, without their comments.
const DATABASE: &str = include_str!("dircolors.txt");

/// Keywords and what they are called in `LS_COLORS` (coreutils 9.1, src/dircolors.c).
const CODES: &[(&str, &str)] = &[
    ("NORMAL", "no"),
    ("NORM", "no"),
    ("FILE", "fi"),
    ("RESET", "rs"),
    ("DIR", "di"),
    ("LNK", "ln"),
    ("LINK", "ln"),
    ("SYMLINK", "ln"),
    ("ORPHAN", "or"),
    ("MISSING", "mi"),
    ("FIFO", "pi"),
    ("PIPE", "pi"),
    ("SOCK", "so"),
    ("BLK", "bd"),
    ("BLOCK", "bd"),
    ("CHR", "cd"),
    ("CHAR", "cd"),
    ("DOOR", "do"),
    ("EXEC", "ex"),
    ("LEFT", "lc"),
    ("LEFTCODE", "lc"),
    ("RIGHT", "rc"),
    ("RIGHTCODE", "rc"),
    ("END", "ec"),
    ("ENDCODE", "ec"),
    ("SUID", "su"),
    ("SETUID", "su"),
    ("SGID", "sg"),
    ("SETGID", "sg"),
    ("STICKY", "st"),
    ("OTHER_WRITABLE", "ow"),
    ("OWR", "ow"),
    ("STICKY_OTHER_WRITABLE", "tw"),
    ("OWT", "tw"),
    ("CAPABILITY", "ca"),
    ("MULTIHARDLINK", "mh"),
    ("CLRTOEOL", "cl"),
];

/// The value; `None` where a line is refused.
fn colours_of(text: &str, term: &str, colours: &str) -> Result<Option<String>, Cannot> {
    let (mut state, mut out) = (Counts::Always, String::new());
    for line in text.lines() {
        let line = line.trim_matches([' ', '\t', '\r']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (keyword, rest) = line.split_at(line.find([' ', '\t']).unwrap_or(line.len()));
        let argument = argument(rest);
        if argument.is_empty() {
            return Ok(None);
        }
        let is = |word: &str| keyword.eq_ignore_ascii_case(word);
        if is("TERM") || is("COLORTERM") {
            let subject = if is("TERM") { term } else { colours };
            if state != Counts::Sure {
                state = if fits_pattern(argument, subject)? { Counts::Sure } else { Counts::No };
            }
            continue;
        }
        if state == Counts::Sure {
            state = Counts::Yes;
        }
        if state == Counts::No || is("OPTIONS") || is("COLOR") || is("EIGHTBIT") {
            continue;
        }
        let (star, name) = match keyword.as_bytes() {
            [b'.', ..] => ("*", keyword),
            [b'*', ..] => ("", keyword),
            _ => match CODES.iter().find(|(known, _)| is(known)) {
                Some((_, code)) => ("", *code),
                // Refused only where a terminal was named.
                None if state == Counts::Yes => return Ok(None),
                None => continue,
            },
        };
        out.push_str(star);
        escape(name, &mut out);
        out.push('=');
        escape(argument, &mut out);
        out.push(':');
    }
    Ok(Some(out))
}

/// A text inside of single quotes.
fn escape(text: &str, out: &mut String) {
    for (at, part) in text.split('\'').enumerate() {
        if at > 0 {
            out.push_str("'\\''");
        }
        out.push_str(part);
    }
}

/// Whether lines count: before any terminal is named all do, then those behind one that fits.
#[derive(Clone, Copy, PartialEq)]
enum Counts {
    Always,
    No,
    Sure,
    Yes,
}

/// Up to a comment, trailing blanks taken off.
fn argument(rest: &str) -> &str {
    let rest = rest.trim_start_matches([' ', '\t']);
    let end = rest.find('#').unwrap_or(rest.len());
    rest[..end].trim_end_matches([' ', '\t'])
}

/// fnmatch(3) of the few patterns that terminals are named by.
fn fits_pattern(pattern: &str, text: &str) -> Result<bool, Cannot> {
    // Most are plain words, and of the others most begin with other letters.
    let plain = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    if plain == pattern.len() || !text.starts_with(&pattern[..plain]) {
        return Ok(pattern == text);
    }
    let mut regex = String::from("^");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '[' => {
                regex.push('[');
                for inner in letters.by_ref() {
                    regex.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            other if other.is_ascii_alphanumeric() || other == '-' || other == '_' => {
                regex.push(other)
            }
            other => {
                regex.push('\\');
                regex.push(other);
            }
        }
    }
    regex.push('$');
    let reading = crate::text::posix_regex::Reading {
        grammar: crate::text::posix_regex::Grammar::Extended,
        ignores_case: false,
        wide: false,
        escapes: false,
        lines: false,
    };
    let regex = crate::text::posix_regex::Regex::new(&regex, reading).ok_or(Cannot::NotFollowed)?;
    Ok(regex.is_match(text.as_bytes()))
}
