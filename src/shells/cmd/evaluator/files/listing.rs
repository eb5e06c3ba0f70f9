//! `dir`.

use super::{WINDOWS, Words};
use crate::machine::Kind;
use crate::machine::path::folded;
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::expand::full_path;
use crate::value::{Origin, Value};

/// Switches that change nothing in the order or choice of bare names.
const HARMLESS: &[&str] = &["/b", "/s", "/p", "/l", "/-c", "/4", "/x", "/n", "/w", "/d", "/c"];

impl Evaluator<'_> {
    pub(super) fn list_files(&mut self, words: &Words, origin: &Origin) {
        let listed = |one: &String| {
            HARMLESS.contains(&one.as_str())
                || ["/a", "/o", "/t", "/-"].iter().any(|start| one.starts_with(start))
                || matches!(one.as_str(), "/q" | "/r")
        };
        if !words.switches.iter().all(listed) {
            return self.usage(origin);
        }
        let all = vec![".".to_owned()];
        let names = if words.names.is_empty() { &all } else { &words.names };
        let mut found = Vec::new();
        let mut unknown = !words.has("/b");
        for name in names {
            match self.listed(name, words) {
                Some(files) => found.extend(files),
                None => return self.not_followed("dir", &[], origin),
            }
        }
        let sorted = words.switches.iter().find(|one| one.starts_with("/o"));
        unknown |= sorted.is_some_and(|order| !matches!(order.as_str(), "/on" | "/o:n"))
            && found.len() > 1
            || words.has("/l") && found.iter().any(|name| folded(name) != *name);
        if found.is_empty() && self.nothing_found(names, words) {
            return self.failed("FileNotFound", "File Not Found", origin);
        }
        if unknown {
            self.print_unknown("dir", origin);
        } else {
            for name in &found {
                self.print_line(Value::known(name.as_str(), origin.clone()), origin);
            }
        }
        self.state.returns(0);
    }

    /// An empty directory is no failure of the long form, which shows `.` and `..`.
    fn nothing_found(&self, names: &[String], words: &Words) -> bool {
        let directory = |name: &String| {
            full_path(&self.expander(), name)
                .is_ok_and(|path| self.directory_is_there(path.trim_end_matches('\\')))
        };
        let chosen = words.switches.iter().any(|one| one.starts_with("/a"));
        words.has("/b") || chosen || !names.iter().any(directory)
    }

    /// The bare names one argument lists; `None` where that is not known.
    fn listed(&mut self, name: &str, words: &Words) -> Option<Vec<String>> {
        let path = full_path(&self.expander(), name).ok()?;
        let path = path.trim_end_matches('\\');
        if self.protection(path).is_some() {
            return None;
        }
        if self.host.machine().is_directory(path) || self.unknown_file(path).is_some() {
            self.unknown_file(path).is_none().then_some(())?;
            let wild = format!("{}\\*", name.trim_end_matches(['\\', '/']));
            return self.matched(if name == "." { "*" } else { &wild }, path, words);
        }
        let above = WINDOWS.parent(path).unwrap_or(path).to_owned();
        self.matched(name, &above, words)
    }

    fn matched(&mut self, pattern: &str, directory: &str, words: &Words) -> Option<Vec<String>> {
        if words.has("/s") {
            return self.matched_below(pattern, directory, words);
        }
        let found = self.matching(pattern, true).ok()?;
        let wanted = wanted(words)?;
        let bare =
            |name: &str| name[name.rfind(['\\', '/', ':']).map_or(0, |at| at + 1)..].to_owned();
        Some(found.iter().filter(|(_, kind)| wanted(*kind)).map(|(name, _)| bare(name)).collect())
    }

    /// With `/s` names are whole paths, a directory's own before those below it.
    fn matched_below(
        &mut self,
        pattern: &str,
        directory: &str,
        words: &Words,
    ) -> Option<Vec<String>> {
        let wanted = wanted(words)?;
        let bare = pattern[pattern.rfind(['\\', '/', ':']).map_or(0, |at| at + 1)..].to_owned();
        let mut all = Vec::new();
        for directory in self.below(directory, 0).ok()? {
            let found = self.matching(&WINDOWS.join(&directory, &bare), true).ok()?;
            all.extend(found.into_iter().filter(|(_, kind)| wanted(*kind)).map(|(name, _)| name));
        }
        Some(all)
    }
}

/// Which kinds `/a…` wants. What is hidden or of the system is not recorded.
fn wanted(words: &Words) -> Option<fn(Kind) -> bool> {
    let chosen = words.switches.iter().find(|one| one.starts_with("/a"));
    let Some(chosen) = chosen else { return Some(|_| true) };
    match chosen[2..].trim_start_matches(':') {
        "" | "-h" | "-s" | "-h-s" | "-s-h" => Some(|_| true),
        "d" | "d-h" | "d-s" | "-hd" | "d-h-s" => Some(|kind| kind == Kind::Directory),
        "-d" | "-d-h" | "-d-s" | "-h-d" | "-d-h-s" => Some(|kind| kind != Kind::Directory),
        _ => None,
    }
}
