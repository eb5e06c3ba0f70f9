//! What stands in PATH and is not what it seems: entries that are written so that no shell finds them.

use super::{Near, program_in};
use crate::session::Session;
use crate::value::{Origin, Value};

/// The same name behind an entry that is misspelt, or that was on PATH for a while.
pub(super) fn misspelt(session: &Session, name: &str) -> Vec<Near> {
    let environment = session.environment();
    let Some(variable) = environment.variables.get("PATH") else { return Vec::new() };
    let separator = session.shell().list_separator(&session.start().facts);
    let mut found = Vec::new();
    for entry in variable.value.iter().flat_map(|value| value.entries(separator)) {
        let Some(text) = entry.value.text() else { continue };
        found.extend(tilde(session, name, &text, &entry.value));
        found.extend(home(session, name, &text, &entry.value));
        found.extend(quoted(session, name, &text, &entry.value));
        found.extend(reference(session, &text, &entry.value));
    }
    found.extend(dropped(session, name, separator));
    found
}

/// Who wrote the entry, in words.
fn by(value: &Value) -> String {
    match value.writer() {
        Some(Origin::File(place) | Origin::Signature { place, .. }) => {
            format!("{}:{}", place.file(), place.line())
        }
        Some(Origin::Registry { key, name }) => format!("{key} {name}"),
        _ => "PATH".to_owned(),
    }
}

/// A tilde inside of quotes stays a tilde.
fn tilde(session: &Session, name: &str, text: &str, value: &Value) -> Option<Near> {
    let rest = text.strip_prefix("~/")?;
    let path = below_home(session, rest, name)?;
    let reason = match is_read_by_the_shell(session, value) {
        true => format!(
            "{} writes {text} in quotes, where the tilde stays a tilde: write $HOME/{rest}",
            by(value)
        ),
        false => unexpanded(text, value),
    };
    Some(Near { name: name.to_owned(), path: Some(path), reason })
}

/// `$HOME` stays as it stands in single quotes, and in every file that no shell reads: a crontab (crontab(5)), an
/// EnvironmentFile (systemd.exec(5)), /etc/environment.
fn home(session: &Session, name: &str, text: &str, value: &Value) -> Option<Near> {
    let rest = text.strip_prefix("$HOME/").or_else(|| text.strip_prefix("${HOME}/"))?;
    let path = below_home(session, rest, name)?;
    let reason = match is_read_by_the_shell(session, value) {
        true => format!("{} writes {text} in single quotes, where it stays so", by(value)),
        false => unexpanded(text, value),
    };
    Some(Near { name: name.to_owned(), path: Some(path), reason })
}

fn below_home(session: &Session, rest: &str, name: &str) -> Option<String> {
    let machine = session.machine();
    let directory = machine.platform().join(&session.start().facts.user.home, rest);
    program_in(machine, &directory, name)
}

/// Whether a shell's file wrote it, and not a launcher's.
fn is_read_by_the_shell(session: &Session, value: &Value) -> bool {
    value.writer().and_then(|one| Some(session.has_read(one.place()?.file()))).unwrap_or(false)
}

fn unexpanded(text: &str, value: &Value) -> String {
    format!(
        "{} has {text} as it stands, for nothing expands it there: write the whole path",
        by(value)
    )
}

/// Quotes that a shell takes for a part of the directory's name.
fn quoted(session: &Session, name: &str, text: &str, value: &Value) -> Option<Near> {
    if !text.contains('"') {
        return None;
    }
    let machine = session.machine();
    let plain = text.replace('"', "");
    let reason =
        format!("{} has quotes around {plain}, which this shell does not take away", by(value));
    match program_in(machine, &plain, name) {
        Some(path) => Some(Near { name: name.to_owned(), path: Some(path), reason }),
        // A separator inside of quotes splits the entry all the same.
        None => Some(Near {
            name: name.to_owned(),
            path: None,
            reason: format!(
                "{} has a quote in {text}, which splits where the quotes are not heeded",
                by(value)
            ),
        }),
    }
}

/// A reference that nobody replaced: the variable was not set when the list was built.
fn reference(session: &Session, text: &str, value: &Value) -> Option<Near> {
    if !session.machine().platform().is_windows() {
        return None;
    }
    let (_, rest) = text.split_once('%')?;
    let (variable, _) = rest.split_once('%').filter(|(name, _)| !name.is_empty())?;
    let set = session.environment().variables.value(variable).is_some();
    let state = if set { "was not set when PATH was built" } else { "is not set" };
    let reason = format!("{} has {text} as it stands, for {variable} {state}", by(value));
    Some(Near { name: text.to_owned(), path: None, reason })
}

/// A directory that an earlier statement had put on PATH, and a later one left out.
fn dropped(session: &Session, name: &str, separator: char) -> Option<Near> {
    const MOST: usize = 16;
    let environment = session.environment();
    let variable = environment.variables.get("PATH")?;
    // Of a list that is not known it cannot be said what it lacks.
    variable.value.as_ref().filter(|value| value.is_known())?;
    let history = &variable.history;
    for (at, write) in history.iter().enumerate().rev().skip(1).take(MOST) {
        for entry in write.value.iter().flat_map(|value| value.entries(separator)) {
            let Some(text) = entry.value.text() else { continue };
            let directory = session.shell().machine_path(session.start(), &text);
            let Some(path) = program_in(session.machine(), &directory, name) else { continue };
            let next = history.get(at + 1)?;
            next.value.as_ref().filter(|value| value.is_known())?;
            let place = next.origin.place()?;
            let reason = format!(
                "{text} was on PATH until {}:{} assigned it anew",
                place.file(),
                place.line()
            );
            return Some(Near { name: name.to_owned(), path: Some(path), reason });
        }
    }
    None
}

/// On Windows: a file of that name in a directory of PATH, with an ending that PATHEXT lacks.
pub(super) fn without_ending(session: &Session, name: &str, directories: &[String]) -> Vec<Near> {
    const ENDINGS: &[&str] = &[".exe", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".py"];
    let machine = session.machine();
    let platform = machine.platform();
    if !platform.is_windows() || name.contains('.') {
        return Vec::new();
    }
    let environment = session.environment();
    let listed = environment
        .variables
        .value("PATHEXT")
        .and_then(|value| value.text().map(|text| text.to_ascii_lowercase()));
    let Some(listed) = listed else { return Vec::new() };
    let lacks = |ending: &&&str| !listed.split(';').any(|one| one == **ending);
    let writer = environment.variables.value("PATHEXT").map(by).unwrap_or_default();
    let mut found = Vec::new();
    for directory in directories {
        for ending in ENDINGS.iter().filter(lacks) {
            let path = platform.join(directory, &format!("{name}{ending}"));
            if machine.is_file(&path) {
                let upper = ending.to_ascii_uppercase();
                let reason = format!("PATHEXT has no {upper} ({writer})");
                found.push(Near { name: name.to_owned(), path: Some(path), reason });
            }
        }
    }
    found
}
