//! What `go env` checks before it prints, in the order of each release (cmd/go/main.go, envcmd/env.go).

use std::rc::Rc;

use super::engine::{Got, Process};
use super::flags::Flags;
use super::print::quote;
use super::talk::Talk;
use super::{arch, experiments, table};
use crate::value::Unknown;

/// A question that could not be decided, and what it was about.
pub type Doubts = Vec<(String, Rc<Unknown>)>;

impl Process<'_> {
    /// Everything before the subcommand runs, except the choice of a toolchain.
    pub fn start(&self, talk: &mut Talk, doubts: &mut Doubts) {
        if self.is_elsewhere() {
            // What it dies of is its own affair.
            return;
        }
        if !self.since(17) {
            let wrong = self.bad_config();
            note(doubts, "build configuration", wrong, |wrong| {
                // log.Fatal stamps the message with the time.
                wrong.into_iter().for_each(|text| talk.die(1, format!("(time) {text}")));
            });
        }
        if self.since(22) {
            note(doubts, "GOROOT", self.check_root(talk), |()| {});
        }
        note(doubts, "GOPATH", self.check_gopath(talk), |()| {});
        if !self.since(22) {
            note(doubts, "GOROOT", self.check_root(talk), |()| {});
        }
        if self.since(23) {
            note(doubts, "GOWORK", self.count_workspace(talk), |()| {});
        }
        if !self.since(16) {
            note(doubts, "work directory", self.check_builder(talk), |()| {});
        }
    }

    /// All checks of `go env` after the start.
    pub fn check(&self, flags: Flags, names: &[&str], talk: &mut Talk, doubts: &mut Doubts) {
        if self.is_elsewhere() {
            return;
        }
        self.check_flags(flags, talk);
        if talk.is_dead() {
            return;
        }
        if self.since(17) {
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

    /// Telemetry counts how often workspaces are used, and so dies of a relative GOWORK first (telemetrystats.go, Go 1.23 and later).
    fn count_workspace(&self, talk: &mut Talk) -> Got<()> {
        if !talk.is_dead() && self.modules_will_be_on(talk)? {
            self.work_file(talk)?;
        }
        Ok(())
    }

    fn check_fips_early(&self, talk: &mut Talk) -> Got<()> {
        if self.since(24) { self.check_fips(talk) } else { Ok(()) }
    }

    /// GOFIPS140 names something the tree has (Go 1.24 and later; part of module initialisation).
    pub(super) fn check_fips(&self, talk: &mut Talk) -> Got<()> {
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
}

/// Goes on with what is known; what is not becomes a doubt.
pub fn note<T>(doubts: &mut Doubts, about: &str, got: Got<T>, known: impl FnOnce(T)) {
    match got {
        Ok(found) => known(found),
        Err(why) => doubts.push((about.to_owned(), why)),
    }
}
