//! What is changed at a path that is not known: by what is known of it.

use std::rc::Rc;

use crate::machine::overlay::{Change, Effect, Opened, Somewhere};
use crate::machine::{Fault, Machine, Platform};
use crate::value::Value;

/// What a path that something is done to leaves open; nothing where it cannot have an effect there.
pub fn changed_at(
    machine: &dyn Machine,
    cwd: &Value,
    path: &Value,
    effect: Effect,
    why: &Rc<str>,
) -> Vec<Change> {
    let done = Done { machine, cwd, effect, why };
    let ways = path.variants().unwrap_or_else(|| vec![path.clone()]);
    ways.iter().filter_map(|one| done.at(one)).collect()
}

/// Something that is done to a path.
struct Done<'d> {
    machine: &'d dyn Machine,
    cwd: &'d Value,
    effect: Effect,
    why: &'d Rc<str>,
}

impl Done<'_> {
    fn at(&self, path: &Value) -> Option<Change> {
        let platform = self.machine.platform();
        match (path.path(), self.cwd.text()) {
            (Some(path), _) if path.is_empty() => None,
            (Some(path), _) if platform.is_absolute(&path) => self.known(&path),
            (Some(path), Some(cwd)) => self.known(&platform.absolute(&cwd, &path)),
            (Some(path), None) => {
                let own = |letter| letter == '.' || platform.is_separator(letter);
                let back = format!("{}{}", platform.separator(), path.trim_start_matches(own));
                Some(self.somewhere(directory(platform, &self.cwd.front()).to_owned(), &back))
            }
            // Of several words only the first begins so, and only the last ends so.
            (None, _) if path.may_be_words() => Some(self.somewhere(String::new(), "")),
            (None, cwd) => {
                let (front, back) = (path.front(), path.back());
                // What a pattern fits is not known beyond it.
                let front = &front[..front.find(WILD).unwrap_or(front.len())];
                let back = &back[back.rfind(WILD).map_or(0, |at| at + 1)..];
                Some(self.somewhere(begun(platform, cwd.as_deref(), front), back))
            }
        }
    }

    fn somewhere(&self, front: String, back: &str) -> Change {
        // Directories above one that is made may be made with it, and end otherwise.
        let back = match self.effect {
            Effect::MakesDirectory => String::new(),
            _ => ended(self.machine.platform(), back),
        };
        Change::somewhere(Somewhere { front, back }, self.effect, self.why.clone())
    }

    /// A place that is known, and what may become of it.
    fn known(&self, path: &str) -> Option<Change> {
        let path = self.machine.platform().normalize(path);
        let status = self.machine.link_status(&path);
        let root = path.len() <= self.machine.platform().root_len(&path);
        if root || matches!(status, Err(Fault::Undecided(_))) {
            return None;
        }
        let why = self.why.clone();
        Some(match self.effect.opens(status.is_ok())? {
            Opened::Directory => Change::PerhapsDirectory { path, why },
            Opened::All => Change::Undecided { path, why },
        })
    }
}

/// Letters of patterns.
const WILD: [char; 4] = ['*', '?', '[', ']'];

/// How a path begins whose front is known: nothing can be told where that may lead anywhere.
fn begun(platform: Platform, cwd: Option<&str>, front: &str) -> String {
    let at = front.rfind(|letter| platform.is_separator(letter)).map_or(0, |at| at + 1);
    let (directory, name) = front.split_at(at);
    // `C:` and what is not known: somewhere on that drive.
    if let (true, 0, Some(drive)) = (platform.is_windows(), at, name.get(..2))
        && drive.ends_with(':')
    {
        return format!("{drive}\\");
    }
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
        assert_eq!(begun(Platform::Windows, Some("C:\\me"), "D:x"), "D:\\");
        assert_eq!(ended(Platform::Windows, "/x.bak"), "\\x.bak");
        assert_eq!(ended(Platform::Linux, "/../x"), "");
    }
}
