//! `go env -w` and `go env -u`: what is refused, and how the file is rewritten (envcmd/env.go).

use indexmap::IndexMap;

use super::checks::Doubts;
use super::engine::{Got, Process};
use super::print::quote;
use super::table::can_get;
use super::talk::Talk;
use super::{experiments, platforms, quoted};
use crate::machine::Fault;
use crate::machine::overlay::Change;
use crate::toolchains::{Persisted, Printed};

/// What is asked of the file.
#[derive(Default)]
struct Edit {
    add: IndexMap<String, String>,
    remove: Vec<String>,
}

impl Process<'_> {
    /// Runs `go env -w …` or `go env -u …`, flags included.
    pub fn persist(&self, arguments: &[&str], early: Talk) -> Persisted {
        let mut talk = early;
        let mut doubts = Doubts::new();
        self.start(&mut talk, &mut doubts);
        let mut changes = Vec::new();
        if self.is_elsewhere() {
            return Persisted::default();
        }
        match self.edit(arguments, &mut talk, &mut doubts) {
            Ok(change) => changes.extend(change),
            Err(why) => doubts.push(("settings file".to_owned(), why)),
        }
        let printed = Printed {
            stdout: Vec::new(),
            status: talk.status().unwrap_or(0),
            stderr: talk.text(),
            unknown: doubts,
        };
        Persisted { printed, changes }
    }

    pub(super) fn edit(
        &self,
        arguments: &[&str],
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) -> Got<Option<Change>> {
        let (flags, words) = self.flags(arguments, talk)?;
        self.check_flags(flags, talk);
        if !self.since(17) {
            // Older releases look at modules, and up to Go 1.15 at compilers, before anything else.
            self.check_modules(talk, doubts);
            let costly = |word: &&str| {
                let key = word.split('=').next().unwrap_or(word);
                super::table::ROWS.iter().any(|row| row.name == key && row.costly)
            };
            if !self.since(16) && (words.is_empty() || words.iter().any(costly)) {
                self.check_costly(talk, doubts);
            }
        }
        let prefix = match (self.since(18), flags.write) {
            (true, _) => "go",
            (false, true) => "go env -w",
            (false, false) => "go env -u",
        };
        if talk.is_dead() {
            return Ok(None);
        }
        let edit = if flags.write {
            self.additions(words, prefix, talk)?
        } else {
            self.removals(words, prefix, talk)?
        };
        if talk.is_dead() {
            return Ok(None);
        }
        if let Some(wrong) = self.bad_pair(&edit)? {
            talk.die(1, format!("{prefix}: {wrong}"));
        }
        let temp = edit.add.get("GOTMPDIR").filter(|temp| !temp.is_empty() && self.since(16));
        if temp.is_some_and(|temp| !self.paths.is_absolute(temp)) {
            talk.die(1, format!("{prefix}: GOTMPDIR must be an absolute path"));
        }
        if talk.is_dead() { Ok(None) } else { self.rewrite(edit, talk) }
    }

    fn additions(&self, words: &[&str], prefix: &str, talk: &mut Talk) -> Got<Edit> {
        let mut edit = Edit::default();
        if words.is_empty() {
            talk.die(1, format!("{prefix}: no KEY=VALUE arguments given"));
        }
        for word in words {
            let Some((key, value)) = word.split_once('=') else {
                talk.die(
                    1,
                    format!("{prefix}: arguments must be KEY=VALUE: invalid argument: {word}"),
                );
                break;
            };
            if let Some(wrong) = self.refuses(key, value)? {
                talk.die(1, format!("{prefix}: {wrong}"));
                break;
            }
            if edit.add.insert(key.to_owned(), value.to_owned()).is_some() {
                talk.die(1, format!("{prefix}: multiple values for key: {key}"));
                break;
            }
            let own = self.exact_os_text(key)?;
            if !own.is_empty() && own != value {
                talk.warn(format!(
                    "warning: go env -w {key}=... does not override conflicting OS environment variable"
                ));
            }
        }
        Ok(edit)
    }

    /// The block of the process by exact name, also on Windows.
    fn exact_os_text(&self, name: &str) -> Got {
        let spelled = self.environment.variables.get(name).is_none_or(|one| one.name == name);
        if spelled { self.os_text(name) } else { Ok(String::new()) }
    }

    fn removals(&self, words: &[&str], prefix: &str, talk: &mut Talk) -> Got<Edit> {
        let mut edit = Edit::default();
        if words.is_empty() {
            talk.die(
                1,
                match self.since(18) {
                    true => "go: 'go env -u' requires an argument".to_owned(),
                    false => "go env -u: no arguments given".to_owned(),
                },
            );
        }
        for word in words {
            if let Some(wrong) = self.refuses(word, "")? {
                talk.die(1, format!("{prefix}: {wrong}"));
                break;
            }
            edit.remove.push((*word).to_owned());
        }
        Ok(edit)
    }

    /// `checkEnvWrite`.
    fn refuses(&self, key: &str, value: &str) -> Got<Option<String>> {
        let fixed = match key {
            "GOEXE" | "GOGCCFLAGS" | "GOHOSTARCH" | "GOHOSTOS" | "GOMOD" | "GOTOOLDIR" => true,
            "GOVERSION" => self.since(16),
            "GOWORK" => self.since(18),
            "GOTELEMETRY" | "GOTELEMETRYDIR" => self.since(24),
            "GOROOT" => self.since(27),
            _ => false,
        };
        if fixed {
            return Ok(Some(format!("{key} cannot be modified")));
        }
        if key == "GOENV" || (key == "GODEBUG" && self.since(23)) {
            return Ok(Some(format!("{key} can only be set using the OS environment")));
        }
        if !can_get(self, key)? {
            return Ok(Some(format!("unknown go command variable {key}")));
        }
        if let Some(wrong) = self.refuses_value(key, value) {
            return Ok(Some(wrong));
        }
        let bad = |what: &str| Ok(Some(format!("invalid {what} in {key}=... value")));
        if value.contains('\0') {
            return bad("NUL");
        }
        if value.contains(['\u{b}', '\r', '\n']) {
            return bad("newline");
        }
        Ok(None)
    }

    fn refuses_value(&self, key: &str, value: &str) -> Option<String> {
        let relative = !value.is_empty() && !self.paths.is_absolute(value);
        let with_path = relative && value != self.paths.base(value);
        let entry = || format!("{key} entry is relative; must be absolute path: {}", quote(value));
        match key {
            "GO111MODULE" if self.since(14) && !["", "auto", "on", "off"].contains(&value) => {
                Some(format!("invalid GO111MODULE value {}", quote(value)))
            }
            "GOPATH" if self.since(14) && value.starts_with('~') => {
                let value = quote(value);
                Some(format!("GOPATH entry cannot start with shell metacharacter '~': {value}"))
            }
            "GOPATH" if self.since(14) && relative => Some(entry()),
            "GOMODCACHE" if self.since(18) && relative => Some(entry()),
            "GOMODCACHE" if self.release.minor == 17 && with_path => Some(entry()),
            "CC" | "CXX" if self.since(18) && !value.is_empty() => {
                self.refuses_compiler(key, value)
            }
            "CC" | "CXX" if self.since(16) && with_path => Some(entry()),
            _ => None,
        }
    }

    fn refuses_compiler(&self, key: &str, value: &str) -> Option<String> {
        let words = match quoted::split(value) {
            Ok(words) => words,
            Err(error) => return Some(format!("invalid {key}: {error}")),
        };
        let Some(path) = words.first() else {
            return Some(format!("{key} entry cannot contain only space"));
        };
        let relative = !self.paths.is_absolute(path) && *path != self.paths.base(path);
        let message = || format!("{key} entry is relative; must be absolute path: {}", quote(path));
        relative.then(message)
    }

    /// `checkBuildConfig`: the pair and the experiments as they would be afterwards.
    fn bad_pair(&self, edit: &Edit) -> Got<Option<String>> {
        if !self.since(14) {
            return Ok(None);
        }
        let after = |key: &str, now: String, default: &str| -> Got<(String, bool)> {
            if let Some(value) = edit.add.get(key) {
                return Ok((value.clone(), true));
            }
            if edit.remove.iter().any(|removed| removed == key) {
                let own = self.exact_os_text(key)?;
                return Ok((if own.is_empty() { default.to_owned() } else { own }, true));
            }
            Ok((now, false))
        };
        let build_os = self.os_text("GOOS")?;
        let build_arch = self.os_text("GOARCH")?;
        let host = self.arch.clone()?;
        let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
        let (os, own_os) = after("GOOS", self.target_os()?, &or(build_os, self.os))?;
        let (arch, own_arch) = after("GOARCH", self.target_arch()?, &or(build_arch, &host))?;
        if (own_os || own_arch) && !platforms::is_pair(self.release.minor, &os, &arch) {
            return Ok(Some(format!("unsupported GOOS/GOARCH pair {os}/{arch}")));
        }
        if !self.since(17) {
            return Ok(None);
        }
        let (list, own) = after("GOEXPERIMENT", String::new(), "")?;
        Ok(if own { experiments::parse(self.release.minor, &os, &arch, &list).err() } else { None })
    }

    /// The file a write goes to. The command has put `GOENV=` into its own environment where it was `off`,
    /// so that `off` writes the default file.
    fn written_file(&self) -> Got<Result<String, String>> {
        if self.os_text("GOENV")? == "off" {
            return Ok(self.config_dir()?.map(|dir| self.paths.join(&dir, "go/env")));
        }
        self.env_file()
    }

    /// What writing fails of although missing directories are made.
    fn write_failure(&self, path: &str, on_disk: &str) -> Option<String> {
        if self.on_windows() {
            return None;
        }
        let raw = on_disk.rsplit_once('/').map_or("/", |(directory, _)| directory);
        if raw.split('/').any(|part| part == "..") && !self.machine.is_directory(raw) {
            return Some(self.missing("open", path));
        }
        let mut place = self.paths.clean(on_disk);
        loop {
            match self.machine.status(&place) {
                Ok(status) if !status.is_directory() && place != self.paths.clean(on_disk) => {
                    return Some(format!("open {path}: not a directory"));
                }
                Ok(status) if !status.writable => {
                    return Some(format!("open {path}: permission denied"));
                }
                Ok(_) => return None,
                Err(_) => place = self.paths.dir(&place),
            }
            if place == "/" {
                return None;
            }
        }
    }

    fn rewrite(&self, edit: Edit, talk: &mut Talk) -> Got<Option<Change>> {
        let prefix = if self.since(18) { "go" } else { "go env" };
        let path = match self.written_file()? {
            Ok(path) => path,
            Err(error) => {
                talk.die(1, format!("{prefix}: cannot find go env config: {error}"));
                return Ok(None);
            }
        };
        let on_disk = self.machine_path(&path)?;
        let text = match self.machine.read(&on_disk) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(Fault::NotFound | Fault::NotADirectory) if !edit.add.is_empty() => String::new(),
            Err(Fault::NotRecorded) => {
                return super::engine::doubt(format!("{path} is recorded without its text"));
            }
            Err(fault) => {
                let error = match fault {
                    Fault::NotFound => self.missing("open", &path),
                    Fault::IsADirectory => format!("read {path}: is a directory"),
                    _ => format!("open {path}: {fault}"),
                };
                talk.die(1, format!("{prefix}: reading go env config: {error}"));
                return Ok(None);
            }
        };
        if let Some(error) = self.write_failure(&path, &on_disk) {
            talk.die(1, format!("{prefix}: writing go env config: {error}"));
            return Ok(None);
        }
        let bytes = rewritten(&text, edit).into_bytes();
        Ok(Some(Change::File { path: on_disk, bytes: bytes.into() }))
    }
}

/// The new text of the file (`updateEnvFile`).
fn rewritten(text: &str, edit: Edit) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n')) {
        last.push('\n');
    }
    let mut last_of: IndexMap<String, usize> = IndexMap::new();
    for at in 0..lines.len() {
        let key = key_of(&lines[at]).to_owned();
        if key.is_empty() {
            continue;
        }
        if let Some(before) = last_of.insert(key, at) {
            lines[before].clear();
        }
    }
    let mut added = Vec::new();
    for (key, value) in &edit.add {
        match last_of.get(key) {
            Some(at) => lines[*at] = format!("{key}={value}\n"),
            None => added.push(format!("{key}={value}\n")),
        }
    }
    lines.extend(added);
    for at in edit.remove.iter().filter_map(|key| last_of.get(key)) {
        lines[*at].clear();
    }
    sort_runs(&mut lines);
    lines.concat()
}

/// Sorts every run of `KEY=VALUE` lines; comments, blanks and removed lines end a run.
fn sort_runs(lines: &mut [String]) {
    let mut start = 0;
    for at in 0..=lines.len() {
        if at == lines.len() || key_of(&lines[at]).is_empty() {
            lines[start..at].sort_by(|left, right| key_of(left).cmp(key_of(right)));
            start = at + 1;
        }
    }
}

fn key_of(line: &str) -> &str {
    match line.split_once('=') {
        Some((key, _)) if !key.contains('#') => key,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, add: &[(&str, &str)], remove: &[&str]) -> String {
        let add = add.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        rewritten(text, Edit { add, remove: remove.iter().map(|key| (*key).to_owned()).collect() })
    }

    #[test]
    fn runs_are_sorted_and_duplicates_removed() {
        assert_eq!(after("", &[("GOOS", "linux"), ("GOBIN", "/b")], &[]), "GOBIN=/b\nGOOS=linux\n");
        assert_eq!(after("GOOS=a\nGOOS=b", &[("GOOS", "c")], &[]), "GOOS=c\n");
        assert_eq!(after("B=1\nA=2\n# x=1\nD=1\nC=1\n", &[], &["B"]), "A=2\n# x=1\nC=1\nD=1\n");
        assert_eq!(after("C=1\nX=2\nB=1\nA=1\n", &[], &["X"]), "C=1\nA=1\nB=1\n");
        assert_eq!(after("junk\n", &[("A", "1")], &[]), "junk\nA=1\n");
    }
}
