//! What is changed at a path that is not known: by what is known of it.

use std::rc::Rc;

use crate::machine::overlay::{Change, Effect, Somewhere};
use crate::machine::{Machine, Platform};
use crate::value::Value;

/// What a path that something is done to leaves open; nothing where it cannot have an effect there.
pub fn changed_at(
    machine: &dyn Machine,
    cwd: &Value,
    path: &Value,
    effect: Effect,
    why: &Rc<str>,
) -> Vec<Change> {
    let ways = path.variants().unwrap_or_else(|| vec![path.clone()]);
    ways.iter().filter_map(|one| change(machine, cwd, one, effect, why)).collect()
}

fn change(
    machine: &dyn Machine,
    cwd: &Value,
    path: &Value,
    effect: Effect,
    why: &Rc<str>,
) -> Option<Change> {
    let platform = machine.platform();
    match (path.path(), cwd.text()) {
        (Some(path), _) if path.is_empty() => None,
        (Some(path), _) if platform.is_absolute(&path) => known(machine, &path, effect, why),
        (Some(path), Some(cwd)) => known(machine, &platform.absolute(&cwd, &path), effect, why),
        (Some(path), None) => {
            let path =
                path.trim_start_matches(|letter| letter == '.' || platform.is_separator(letter));
            let back = format!("{}{path}", platform.separator());
            let front = directory(platform, &cwd.front()).to_owned();
            Some(Change::somewhere(Somewhere { front, back }, effect, why.clone()))
        }
        (None, cwd) => {
            let front = begun(platform, cwd.as_deref(), &path.front());
            let at = Somewhere { front, back: ended(platform, &path.back()) };
            Some(Change::somewhere(at, effect, why.clone()))
        }
    }
}

/// A place that is known, and what may become of it.
fn known(machine: &dyn Machine, path: &str, effect: Effect, why: &Rc<str>) -> Option<Change> {
    let path = machine.platform().normalize(path);
    let there = machine.link_status(&path).is_ok_and(|_| true);
    let open = machine.link_status(&path).is_err_and(|fault| fault.is_ours());
    if path.len() <= machine.platform().root_len(&path) || open {
        return None;
    }
    match (effect, there) {
        (Effect::MakesDirectory, false) => {
            Some(Change::PerhapsDirectory { path, why: why.clone() })
        }
        (Effect::Makes, false) | (Effect::Removes, true) | (Effect::Writes, _) => {
            Some(Change::Undecided { path, why: why.clone() })
        }
        (Effect::MakesDirectory | Effect::Makes, true) | (Effect::Removes, false) => None,
    }
}

/// How a path begins whose front is known: nothing can be told where that may lead anywhere.
fn begun(platform: Platform, cwd: Option<&str>, front: &str) -> String {
    let at = front.rfind(|letter| platform.is_separator(letter)).map_or(0, |at| at + 1);
    let (directory, name) = front.split_at(at);
    let absolute = match (platform.is_absolute(front), cwd) {
        (true, _) => platform.normalize(directory),
        (false, Some(cwd)) if !front.is_empty() => platform.absolute(cwd, directory),
        _ => return String::new(),
    };
    let ends = absolute.ends_with(|letter| platform.is_separator(letter));
    let separator = if ends { String::new() } else { platform.separator().to_string() };
    format!("{absolute}{separator}{name}")
}

/// The directory that a text begins with for certain.
fn directory(platform: Platform, front: &str) -> &str {
    let at = front.rfind(|letter| platform.is_separator(letter)).map_or(0, |at| at + 1);
    if platform.is_absolute(front) { &front[..at] } else { "" }
}

/// How a path ends whose end is known; one that leads up again may be any.
fn ended(platform: Platform, back: &str) -> String {
    if back.contains("..") || back.ends_with(|letter| platform.is_separator(letter)) {
        return String::new();
    }
    back.replace(|letter| platform.is_separator(letter), &platform.separator().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_name_is_kept() {
        for (cwd, front, begins) in [
            (Some("/home/me"), "/srv/a/../b", "/srv/b"),
            (Some("/home/me"), "log/", "/home/me/log/"),
            (Some("/home/me"), "x-", "/home/me/x-"),
            (Some("/home/me"), "", ""),
            (None, "x-", ""),
            (Some("/"), "x", "/x"),
        ] {
            assert_eq!(begun(Platform::Linux, cwd, front), begins, "{front}");
        }
        assert_eq!(begun(Platform::Windows, Some("C:\\me"), "a/b"), "C:\\me\\a\\b");
        assert_eq!(ended(Platform::Windows, "/x.bak"), "\\x.bak");
        assert_eq!(ended(Platform::Linux, "/../x"), "");
    }
}
