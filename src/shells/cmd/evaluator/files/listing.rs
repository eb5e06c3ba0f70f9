//! `dir`.

use super::{WINDOWS, Words};
use crate::machine::Kind;
use crate::machine::path::folded;
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::expand::full_path;
use crate::value::{Origin, Unknown, Value};

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
        // What is hidden in a root (`C:\ProgramData`) is not recorded.
        let mut unknown = !words.has("/b") || names.iter().any(|name| self.is_root(name));
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
        if found.is_empty() {
            match self.nothing_found(names, words) {
                Some(true) => return self.failed("FileNotFound", "File Not Found", origin),
                Some(false) => {}
                None => return self.perhaps_nothing(origin),
            }
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

    /// Whether `dir` fails where no name is to be shown. An empty directory has `.` and `..`: they are shown by the long
    /// form and count as directories (`dir /b /ad` of an empty directory succeeds in batchlib's tests); whether the other
    /// bare forms count them is not known. A root has none.
    fn nothing_found(&self, names: &[String], words: &Words) -> Option<bool> {
        let directory = |name: &String| {
            let whole = name.trim_end_matches(['*', '.']);
            let name = if whole.len() < name.len() && whole.ends_with('\\') { whole } else { name };
            full_path(&self.expander(), name)
                .is_ok_and(|path| self.directory_is_there(path.trim_end_matches('\\')))
        };
        let chosen = words.switches.iter().find(|one| one.starts_with("/a"));
        let files_only = wanted(words).is_some_and(|wanted| !wanted(Kind::Directory));
        if files_only || !names.iter().any(directory) {
            return Some(true);
        }
        match chosen {
            Some(chosen) if chosen.contains('d') => Some(false),
            None if !words.has("/b") => Some(false),
            _ => None,
        }
    }

    fn perhaps_nothing(&mut self, origin: &Origin) {
        let reason = "lists an empty directory with `dir`";
        if self.state.errors.is_some() {
            self.state.print_error(Value::unknown(Unknown::new(reason, origin.clone())));
        }
        self.unknown_code(reason, origin);
    }

    fn is_root(&self, name: &str) -> bool {
        full_path(&self.expander(), name).is_ok_and(|path| path.ends_with(":\\"))
    }

    /// The bare names one argument lists; `None` where that is not known.
    fn listed(&mut self, name: &str, words: &Words) -> Option<Vec<String>> {
        let path = full_path(&self.expander(), name).ok()?;
        let path = if self.is_root(name) { &*path } else { path.trim_end_matches('\\') };
        if self.host.machine().is_directory(path) || self.unknown_file(path).is_some() {
            self.unknown_file(path).is_none().then_some(())?;
            return self.matched(&WINDOWS.join(path, "*"), path, words);
        }
        let above = WINDOWS.parent(path).unwrap_or(path).to_owned();
        self.matched(name, &above, words)
    }

    fn matched(&mut self, pattern: &str, directory: &str, words: &Words) -> Option<Vec<String>> {
        if words.has("/s") {
            return self.matched_below(pattern, directory, words);
        }
        let found = self.seen(pattern, words)?;
        let wanted = wanted(words)?;
        let bare =
            |name: &str| name[name.rfind(['\\', '/', ':']).map_or(0, |at| at + 1)..].to_owned();
        Some(found.iter().filter(|(_, kind)| wanted(*kind)).map(|(name, _)| bare(name)).collect())
    }

    /// What a pattern names; `/a` shows what is hidden too, as far as it does not say otherwise.
    fn seen(&self, pattern: &str, words: &Words) -> Option<Vec<(String, Kind)>> {
        let chosen = words.switches.iter().find(|one| one.starts_with("/a"));
        let hides = |letter: &str| chosen.is_none_or(|one| one.contains(&format!("-{letter}")));
        match (hides("h"), hides("s")) {
            (true, true) => self.matching(pattern, true).ok(),
            (false, false) => self.all_matching(pattern, true).ok(),
            _ => {
                let (all, some) = (self.all_matching(pattern, true), self.matching(pattern, true));
                all.ok().filter(|all| some.is_ok_and(|some| some.len() == all.len()))
            }
        }
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
            let found = self.seen(&WINDOWS.join(&directory, &bare), words)?;
            all.extend(found.into_iter().filter(|(_, kind)| wanted(*kind)).map(|(name, _)| name));
        }
        Some(all)
    }
}

/// Which kinds `/a…` wants.
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
