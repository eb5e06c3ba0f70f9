//! What a full listing can die of: the builder's directory, compilers, and the build cache (cmd/go/internal/work, cache).

use super::checks::{Doubts, note};
use super::engine::{Got, Process, doubt};
use super::print::quote;
use super::talk::Talk;
use super::{platforms, quoted};

/// ERROR_INVALID_NAME in the words of Windows.
const BAD_NAME: &str = "The filename, directory name, or volume label syntax is incorrect.";

impl Process<'_> {
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
        if matches!((&probes, self.explains()), (Ok(true), Ok(true))) {
            let why = doubt("the lines of -x hang on what the build cache holds already");
            note(doubts, "build cache", why, |()| {});
        }
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

    /// What a builder fails of when it is made; with `-n` it has no directory.
    pub fn check_builder(&self, talk: &mut Talk) -> Got<()> {
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

    /// What opening the build cache fails of.
    pub fn cache_use_failure(&self) -> Got<Option<String>> {
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
        if status.writable || self.on_windows() {
            return Ok(None);
        }
        for number in 0..=255 {
            let part = self.paths.join(&dir, &format!("{number:02x}"));
            if !self.is_directory(&part)? {
                return Ok(Some(format!(
                    "failed to initialize build cache at {dir}: mkdir {part}: permission denied"
                )));
            }
        }
        Ok(None)
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
}
