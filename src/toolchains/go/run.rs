//! The command `go env` from its start to its exit, in the order of each release (cmd/go/main.go, envcmd/env.go).

use super::cgo::boolean;
use super::engine::{Got, Process, doubt, text_of};
use super::print::{batch_line, json, quote, shell_line};
use super::table::{self, Row, can_get, listed};
use super::talk::Talk;
use super::{arch, experiments, platforms, quoted};
use crate::toolchains::Printed;
use crate::value::{Piece, Unknown, Value};
use std::rc::Rc;

/// The flags of `go env`, from the command line and GOFLAGS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-json`.
    pub json: bool,
    /// `-changed`.
    pub changed: bool,
    /// `-w`.
    pub write: bool,
    /// `-u`.
    pub unset: bool,
}

impl Flags {
    fn set(&mut self, name: &str, on: bool) {
        match name {
            "json" => self.json = on,
            "changed" => self.changed = on,
            "w" => self.write = on,
            "u" => self.unset = on,
            _ => {}
        }
    }
}

/// A question that could not be decided, and what it was about.
pub type Doubts = Vec<(String, Rc<Unknown>)>;

impl Process<'_> {
    /// Reads the flags of GOFLAGS and of the command line; names follow the last of them.
    pub fn flags<'t>(
        &self,
        arguments: &'t [&'t str],
        talk: &mut Talk,
    ) -> Got<(Flags, &'t [&'t str])> {
        let mut flags = Flags::default();
        for (name, value) in self.goflags()?.iter().filter(|(name, _)| self.is_flag(name)) {
            match boolean(value) {
                Some(on) => flags.set(name, on),
                None => {
                    let value = quote(value);
                    let place = if self.on_windows() { "%GOFLAGS%" } else { "$GOFLAGS" };
                    self.misuse(talk, &format!(
                        "go: invalid boolean value {value} for flag -{name} (from {place}): parse error"
                    ));
                }
            }
        }
        let mut rest = arguments;
        while let Some((word, names)) = rest.split_first() {
            if !word.starts_with('-') || *word == "-" || talk.is_dead() {
                break;
            }
            rest = names;
            if *word == "--" {
                break;
            }
            let name = word.strip_prefix("--").unwrap_or(&word[1..]);
            let (name, value) = name.split_once('=').unwrap_or((name, "true"));
            match boolean(value) {
                _ if !self.is_flag(name) => {
                    self.misuse(talk, &format!("flag provided but not defined: -{name}"));
                }
                Some(on) => flags.set(name, on),
                None => {
                    let value = quote(value);
                    self.misuse(
                        talk,
                        &format!("invalid boolean value {value} for -{name}: parse error"),
                    );
                }
            }
        }
        Ok((flags, rest))
    }

    /// Whether `go env` of this release has the flag.
    fn is_flag(&self, name: &str) -> bool {
        match name {
            "json" | "w" | "u" => true,
            "changed" => self.since(23),
            "n" | "x" => self.since(20),
            _ => false,
        }
    }

    /// Dies of a bad command line.
    fn misuse(&self, talk: &mut Talk, what: &str) {
        let changed = if self.since(23) { "[-changed] " } else { "" };
        talk.die(2, format!(
            "{what}\nusage: go env [-json] {changed}[-u] [-w] [var ...]\nRun 'go help env' for details."
        ));
    }

    /// Everything before the subcommand runs, except the choice of a toolchain.
    pub fn start(&self, talk: &mut Talk, doubts: &mut Doubts) {
        if !self.since(17) {
            let wrong = self.bad_config();
            note(doubts, "build configuration", wrong, |wrong| {
                // log.Fatal stamps the message with the time.
                wrong.into_iter().for_each(|text| talk.die(1, text));
            });
        }
        if self.since(22) {
            note(doubts, "GOROOT", self.check_root(talk), |()| {});
        }
        note(doubts, "GOPATH", self.check_gopath(talk), |()| {});
        if !self.since(22) {
            note(doubts, "GOROOT", self.check_root(talk), |()| {});
        }
        if self.release.minor == 17 {
            self.check_config(talk, doubts);
        }
        if self.since(23) {
            note(doubts, "GOWORK", self.count_workspace(talk), |()| {});
        }
        if !self.since(16) {
            note(doubts, "work directory", self.check_builder(talk), |()| {});
        }
    }

    /// Telemetry counts how often workspaces are used, and so dies of a relative GOWORK first (telemetrystats.go, Go 1.23 and later).
    fn count_workspace(&self, talk: &mut Talk) -> Got<()> {
        if !talk.is_dead() && self.modules_will_be_on(talk)? {
            self.work_file(talk)?;
        }
        Ok(())
    }

    /// What the build configuration of the process environment says wrong, without the prefix.
    fn bad_config(&self) -> Got<Option<String>> {
        let mut values = std::collections::BTreeMap::new();
        for name in arch::VARIABLES.iter().map(|one| one.name).chain(["GOFIPS140"]) {
            values.insert(name, self.os_text(name)?);
        }
        let get = |name: &str| values.get(name).cloned().unwrap_or_default();
        let minor = self.release.minor;
        let host = self.arch.clone()?;
        // GOEXPERIMENT is judged last: its variable stands in a later file of the package.
        let experiment = self.bad_experiment()?;
        Ok(experiment.or_else(|| arch::check(minor, get, self.os, &host)))
    }

    /// What GOEXPERIMENT of the process environment (and up to Go 1.18 of the files) says wrong.
    fn bad_experiment(&self) -> Got<Option<String>> {
        if !self.since(17) {
            return Ok(None);
        }
        let list =
            if self.since(19) { self.os_text("GOEXPERIMENT")? } else { self.get("GOEXPERIMENT")? };
        let (os, arch) = match self.since(19) {
            true => (self.os_or("GOOS", self.os)?, self.os_or("GOARCH", &self.arch.clone()?)?),
            false => (self.target_os()?, self.target_arch()?),
        };
        Ok(experiments::parse(self.release.minor, &os, &arch, &list).err())
    }

    fn os_or(&self, name: &str, default: &str) -> Got {
        let text = self.os_text(name)?;
        Ok(if text.is_empty() { default.to_owned() } else { text })
    }

    /// `buildcfg.Check`, and since Go 1.19 the same for a GOEXPERIMENT of the files.
    fn check_config(&self, talk: &mut Talk, doubts: &mut Doubts) {
        note(doubts, "build configuration", self.bad_config(), |wrong| {
            wrong.into_iter().for_each(|text| talk.die(2, format!("go: {text}")));
        });
        if self.since(19) {
            let list = self.get("GOEXPERIMENT").and_then(|list| {
                let (os, arch) = (self.target_os()?, self.target_arch()?);
                Ok(experiments::parse(self.release.minor, &os, &arch, &list).err())
            });
            note(doubts, "GOEXPERIMENT", list, |wrong| {
                wrong.into_iter().for_each(|text| talk.die(1, format!("go: {text}")));
            });
        }
    }

    /// What a builder fails of when it is made; with `-n` it has no directory.
    fn check_builder(&self, talk: &mut Talk) -> Got<()> {
        if !self.dry_run()? {
            self.check_work_dir(talk)?;
        }
        let (os, arch) = (self.target_os()?, self.target_arch()?);
        if !platforms::is_pair(self.release.minor, &os, &arch) {
            let prefix = if self.since(18) { "go" } else { "cmd/go" };
            talk.die(2, format!("{prefix}: unsupported GOOS/GOARCH pair {os}/{arch}"));
        }
        Ok(())
    }

    fn check_work_dir(&self, talk: &mut Talk) -> Got<()> {
        let set = self.get("GOTMPDIR")?;
        let parent = if set.is_empty() { self.temp_dir()? } else { set };
        self.must_be_local(&parent)?;
        if self.is_impossible(&parent) {
            let work = self.paths.join(&parent, "go-build");
            talk.die(1, format!("go: creating work dir: mkdir {work}(random): {BAD_NAME}"));
        }
        let status = self.machine.status(&self.machine_path(&parent)?);
        match status {
            Err(crate::machine::Fault::NotFound) if !self.is_usual_temp(&parent) => {
                talk.die(1, format!("go: creating work dir: {}", self.missing("stat", &parent)));
            }
            Ok(status) if status.is_directory() && !status.writable && !self.on_windows() => {
                talk.die(
                    1,
                    format!(
                        "go: creating work dir: mkdir {}(random): permission denied",
                        self.paths.join(&parent, "go-build")
                    ),
                );
            }
            Ok(status) if !status.is_directory() => {
                talk.die(
                    1,
                    format!(
                        "go: creating work dir: mkdir {}(random): not a directory",
                        self.paths.join(&parent, "go-build")
                    ),
                );
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether every system has the directory, so that a recorded one need not list it.
    fn is_usual_temp(&self, path: &str) -> bool {
        if !self.on_windows() {
            return path == "/tmp" || path.starts_with("/var/folders/");
        }
        let below = |root: &str| {
            let start = path.get(..root.len());
            !root.is_empty()
                && start.is_some_and(|start| crate::machine::path::same_name(start, root))
        };
        below(&self.machine.facts().user.home) || below("C:\\Windows")
    }

    /// What starting GOCACHEPROG fails of (Go 1.24 and later); what a started one answers is not known.
    fn cache_program_failure(&self) -> Got<Option<String>> {
        let set = self.get("GOCACHEPROG")?;
        if !self.since(24) || set.is_empty() {
            return Ok(None);
        }
        let words = match quoted::split(&set) {
            Ok(words) => words,
            Err(error) => return Ok(Some(format!("GOCACHEPROG args: {error}"))),
        };
        let Some(program) = words.first() else {
            return doubt("GOCACHEPROG holds no word");
        };
        if self.look_path(program)?.is_some() {
            return doubt(format!("the build cache is the program {program}, which is never run"));
        }
        if self.on_windows() || program.contains('/') {
            return doubt(format!("{program} cannot be started, in words of the system's"));
        }
        let shown = quote(program);
        Ok(Some(format!(
            "error starting GOCACHEPROG program {shown}: exec: {shown}: executable file not found in $PATH"
        )))
    }

    /// Whether no file of Windows can be called so.
    fn is_impossible(&self, path: &str) -> bool {
        self.on_windows()
            && path.contains(|letter: char| letter < ' ' || "<>\"|?*".contains(letter))
    }

    /// Whether a place answers cannot be told where it lies in a network and is not recorded.
    fn must_be_local(&self, path: &str) -> Got<()> {
        let far = self.on_windows()
            && path.starts_with(['\\', '/'])
            && path[1..].starts_with(['\\', '/']);
        if far && !self.exists(path)? {
            return doubt(format!(
                "{path} lies in a network, and whether it answers is not recorded"
            ));
        }
        Ok(())
    }

    /// The system's words for a path that is not there.
    pub fn missing(&self, call: &str, path: &str) -> String {
        if !self.on_windows() {
            return format!("{call} {path}: no such file or directory");
        }
        let call = match call {
            "stat" if self.since(25) => "GetFileAttributesEx",
            "stat" => "CreateFile",
            other => other,
        };
        let above = self.machine_path(&self.paths.dir(path)).unwrap_or_default();
        let what = if self.machine.is_directory(&above) { "file" } else { "path" };
        format!("{call} {path}: The system cannot find the {what} specified.")
    }

    /// GOFIPS140 names something the tree has (Go 1.24 and later; part of module initialisation).
    fn check_fips(&self, talk: &mut Talk) -> Got<()> {
        let set = self.get_or("GOFIPS140", "off")?;
        if !self.since(24)
            || ["off", "latest"].contains(&set.as_str())
            || self.supposed_root.is_some()
        {
            return Ok(());
        }
        if set.contains(['/', '\\']) || set.contains("..") {
            talk.die(1, format!("go: malformed GOFIPS140 version {}", quote(&set)));
            return Ok(());
        }
        let directory = self.paths.join(&self.root()?, "lib/fips140");
        let mut version = set.clone();
        if let Some(bytes) = self.read(&self.paths.join(&directory, &format!("{set}.txt")))? {
            version = String::from_utf8_lossy(&bytes).trim().to_owned();
            if !self.exists(&self.paths.join(&directory, &format!("{version}.zip")))? {
                let (version, set) = (quote(&version), quote(&set));
                talk.die(1, format!("go: unknown GOFIPS140 version {version} (from {set})"));
                return Ok(());
            }
        }
        if !self.exists(&self.paths.join(&directory, &format!("{version}.zip")))? {
            talk.die(1, format!("go: unknown GOFIPS140 version {}", quote(&version)));
        }
        Ok(())
    }

    /// GOMOD and GOWORK, with what their search says.
    pub fn check_modules(&self, talk: &mut Talk, doubts: &mut Doubts) {
        note(doubts, "GOFIPS140", self.check_fips_early(talk), |()| {});
        note(doubts, "module mode", self.modules(), |found| {
            for message in found.talk.into_messages() {
                match message.weight {
                    crate::toolchains::Weight::Warning => talk.warn(message.text),
                    crate::toolchains::Weight::Fatal(status) => talk.die(status, message.text),
                }
            }
        });
        if self.since(18) {
            let result = self.work_file(talk).map(|_| ());
            note(doubts, "GOWORK", result, |()| {});
        }
    }

    fn check_fips_early(&self, talk: &mut Talk) -> Got<()> {
        if self.since(24) { self.check_fips(talk) } else { Ok(()) }
    }

    /// What only a full listing, or a question for compiler flags, can fail of.
    pub fn check_costly(&self, talk: &mut Talk, doubts: &mut Doubts) {
        if self.since(20) {
            note(doubts, "compilers", self.check_compilers(talk), |()| {});
        }
        note(doubts, "work directory", self.check_builder(talk), |()| {});
        if talk.is_dead() {
            return;
        }
        note(doubts, "compiler flags", self.check_words(talk), |()| {});
        if self.dry_run().unwrap_or(false) {
            note(doubts, "compilers", self.dry_run_lines(), |lines| talk.warn(lines));
        }
        let probes = self.probes_compiler();
        let failure = probes.and_then(|on| match on {
            true => self.cache_use_failure().and_then(|failure| match failure {
                Some(failure) => Ok(Some(failure)),
                None => self.cache_program_failure(),
            }),
            false => Ok(None),
        });
        note(doubts, "build cache", failure, |failure| {
            failure.into_iter().for_each(|text| talk.die(1, text));
        });
    }

    /// Settings whose quotes do not close make the command panic (Go 1.18 and later).
    fn check_words(&self, talk: &mut Talk) -> Got<()> {
        if !self.since(18) {
            return Ok(());
        }
        for name in [
            "CGO_CPPFLAGS",
            "CGO_CFLAGS",
            "CGO_CXXFLAGS",
            "CGO_FFLAGS",
            "CGO_LDFLAGS",
            "CC",
            "PKG_CONFIG",
        ] {
            let text = self.get(name)?;
            if let Err(error) = self.words(&text) {
                let text = quote(&text);
                talk.die(2, format!(
                    "panic: could not parse environment variable {name} with value {text}: {error}\n\ngoroutine 1 [running]:"
                ));
            }
        }
        Ok(())
    }

    /// What opening the build cache fails of.
    fn cache_use_failure(&self) -> Got<Option<String>> {
        if let Some(failure) = self.cache_failure()? {
            return Ok(Some(failure));
        }
        let (dir, _) = self.cache()?;
        self.must_be_local(&dir)?;
        if self.is_impossible(&dir) {
            return Ok(Some(format!(
                "failed to initialize build cache at {dir}: mkdir {dir}: {BAD_NAME}"
            )));
        }
        let mut existing = self.machine_path(&dir)?;
        let mut first_missing = None;
        while !self.machine.exists(&existing) {
            first_missing = Some(existing.clone());
            let above = self.paths.dir(&existing);
            if above == existing {
                break;
            }
            existing = above;
        }
        let Ok(status) = self.machine.status(&existing) else { return Ok(None) };
        let missing = first_missing.unwrap_or_else(|| dir.clone());
        if !status.is_directory() {
            let what = if missing == dir { &existing } else { &missing };
            let _ = what;
            return Ok(Some(format!(
                "failed to initialize build cache at {dir}: mkdir {existing}: not a directory"
            )));
        }
        if missing != dir || !self.machine.exists(&self.machine_path(&dir)?) {
            let denied = !status.writable && !self.on_windows();
            return Ok(denied.then(|| {
                format!(
                    "failed to initialize build cache at {dir}: mkdir {missing}: permission denied"
                )
            }));
        }
        let first = self.paths.join(&dir, "00");
        let denied = !status.writable && !self.on_windows() && !self.is_directory(&first)?;
        Ok(denied.then(|| {
            format!("failed to initialize build cache at {dir}: mkdir {first}: permission denied")
        }))
    }

    /// `go env` with flags and names, up to its last line.
    pub fn print(&self, arguments: &[&str], early: Talk) -> Printed {
        let mut talk = early;
        let mut doubts = Doubts::new();
        self.start(&mut talk, &mut doubts);
        let mut printed = Printed::default();
        match self.flags(arguments, &mut talk) {
            Ok((flags, names)) => {
                self.check(flags, names, &mut talk, &mut doubts);
                if !talk.is_dead() {
                    self.lines(flags, names, &mut printed, &mut talk, &mut doubts);
                }
            }
            Err(why) => doubts.push(("GOFLAGS".to_owned(), why)),
        }
        printed.status = talk.status().unwrap_or(printed.status);
        printed.stderr = talk.text();
        printed.unknown = doubts;
        printed
    }

    /// Flags that exclude each other.
    pub fn check_flags(&self, flags: Flags, talk: &mut Talk) {
        let prefix = if self.since(18) { "go" } else { "go env" };
        for (one, other, text) in [
            (flags.json, flags.unset, "cannot use -json with -u"),
            (flags.json, flags.write, "cannot use -json with -w"),
            (flags.unset, flags.write, "cannot use -u with -w"),
        ] {
            if one && other {
                talk.die(1, format!("{prefix}: {text}"));
            }
        }
    }

    /// All checks of `go env` after the start.
    pub fn check(&self, flags: Flags, names: &[&str], talk: &mut Talk, doubts: &mut Doubts) {
        self.check_flags(flags, talk);
        if talk.is_dead() {
            return;
        }
        if self.since(18) {
            self.check_config(talk, doubts);
        }
        if let Some(bad) = names.iter().find(|name| name.contains('=')).filter(|_| self.since(21)) {
            let bad = quote(bad);
            talk.die(1, format!("go: invalid variable name {bad} (use -w to set variable)"));
        }
        self.check_modules(talk, doubts);
        let costly = |name: &&str| {
            let key = name.split('=').next().unwrap_or(name);
            table::ROWS.iter().any(|row| row.name == key && row.costly)
        };
        if !talk.is_dead() && (names.is_empty() || names.iter().any(costly)) {
            self.check_costly(talk, doubts);
        }
    }

    fn lines(
        &self,
        flags: Flags,
        names: &[&str],
        printed: &mut Printed,
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) {
        let rows = match listed(self) {
            Ok(rows) => rows,
            Err(why) => return doubts.push(("GOARCH".to_owned(), why)),
        };
        let mut values: Vec<(String, Value)> = Vec::new();
        if names.is_empty() {
            for row in rows.iter().filter(|row| !flags.changed || self.counts(row, doubts)) {
                values.push((row.name.to_owned(), self.value(row)));
            }
        } else if flags.changed {
            let named = names.iter().filter_map(|name| rows.iter().find(|row| row.name == *name));
            for row in named.filter(|row| self.counts(row, doubts)) {
                values.push((row.name.to_owned(), self.value(row)));
            }
            if self.since(24) {
                values.sort_by(|left, right| left.0.cmp(&right.0));
            }
        } else {
            for name in names {
                values.push(((*name).to_owned(), self.named(&rows, name)));
            }
        }
        self.write_lines(
            flags,
            !names.is_empty() && !flags.changed,
            &values,
            printed,
            talk,
            doubts,
        );
    }

    /// Whether `-changed` lists it.
    fn counts(&self, row: &Row, doubts: &mut Doubts) -> bool {
        let value = self.value(row);
        match self.changed(row, &value) {
            Some(changed) => changed,
            None => {
                let why = value.why_unknown().unwrap_or_else(|| {
                    Rc::new(Unknown::new("its default is not known", table::built_in()))
                });
                doubts.push((row.name.to_owned(), why));
                false
            }
        }
    }

    /// `findEnv`: a printed name, else since Go 1.21 any that may be looked up.
    fn named(&self, rows: &[&Row], name: &str) -> Value {
        if let Some(row) = rows.iter().find(|row| row.name == name) {
            return self.value(row);
        }
        let text = match self.since(21) {
            true => can_get(self, name)
                .and_then(|can| if can { self.get(name) } else { Ok(String::new()) }),
            false => Ok(String::new()),
        };
        match text {
            Ok(text) => Value::known(text, table::built_in()),
            Err(why) => Value::unknown((*why).clone()),
        }
    }

    fn write_lines(
        &self,
        flags: Flags,
        bare: bool,
        values: &[(String, Value)],
        printed: &mut Printed,
        talk: &mut Talk,
        doubts: &mut Doubts,
    ) {
        let minor = self.release.minor;
        let texts: Vec<(String, String)> =
            values.iter().map(|(name, value)| (name.clone(), shown(value))).collect();
        for (name, value) in values {
            if let Some(why) = value.why_unknown() {
                doubts.push((name.clone(), why));
            }
        }
        if flags.json {
            printed.stdout.extend(json(minor, &texts).into_bytes());
            return;
        }
        for (name, text) in &texts {
            if bare {
                printed.stdout.extend(text.bytes());
                printed.stdout.push(b'\n');
            } else if self.on_windows() {
                let (line, stripped) = batch_line(minor, name, text);
                printed.stdout.extend(line);
                if stripped {
                    let name = quote(name);
                    talk.warn(format!(
                        "go: stripping unprintable or unescapable characters from %{name}%"
                    ));
                    printed.status = 1;
                }
            } else {
                printed.stdout.extend(shell_line(minor, name, text).into_bytes());
            }
        }
    }
}

/// A value as it stands in printed lines.
fn shown(value: &Value) -> String {
    if let Ok(text) = text_of(value) {
        return text;
    }
    let whole = !value.pieces().iter().any(|piece| matches!(piece, Piece::Text { .. }));
    let part = if whole { "(unknown)" } else { "(random)" };
    let texts = value.pieces().iter().map(|piece| match piece {
        Piece::Text { text, .. } => text.to_string(),
        _ => part.to_owned(),
    });
    texts.collect()
}

/// ERROR_INVALID_NAME in the words of Windows.
const BAD_NAME: &str = "The filename, directory name, or volume label syntax is incorrect.";

/// Goes on with what is known; what is not becomes a doubt.
fn note<T>(doubts: &mut Doubts, about: &str, got: Got<T>, known: impl FnOnce(T)) {
    match got {
        Ok(found) => known(found),
        Err(why) => doubts.push((about.to_owned(), why)),
    }
}
