//! How the shell spells paths: as the machine does, or as a program of a Unix-like on Windows does (`/c/x`, `/usr/bin`).

use std::rc::Rc;

use crate::machine::mounts::{Mounts, Runtime, Spelling};
use crate::shells::Start;

/// The spelling rules of one session.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    mounts: Spelling,
}

impl Paths {
    /// The rules for a shell that is started so.
    pub fn new(start: &Start) -> Self {
        let stock = || {
            let (facts, installed) = (&start.facts, &start.installed);
            let mounts = Mounts::stock(facts, &installed.path, installed.variant.as_deref());
            facts.platform.is_windows().then(|| Rc::new(mounts))
        };
        Self { mounts: start.mounts.clone().or_else(stock) }
    }

    /// Whether this is a shell of a Unix-like on Windows.
    pub fn is_msys(&self) -> bool {
        self.mounts.is_some()
    }

    /// Which Unix-like on Windows the shell belongs to.
    pub fn runtime(&self) -> Option<Runtime> {
        self.mounts.as_ref().map(|mounts| mounts.runtime)
    }

    /// Whether a variable is a list that is spelled anew, or (`false`) a single path.
    pub fn is_list(&self, name: &str) -> Option<bool> {
        self.mounts.as_ref()?.is_list(name)
    }

    /// The endings a program may have beside none (msys2-runtime, spawn.cc `exe_suffixes`).
    pub fn suffixes(&self) -> &'static [&'static str] {
        if self.is_msys() { &["", ".exe"] } else { &[""] }
    }

    /// The machine path of a path the shell uses.
    pub fn machine(&self, path: &str) -> String {
        self.mounts.as_ref().map_or_else(|| path.to_owned(), |mounts| mounts.machine(path))
    }

    /// The shell's spelling of a machine path.
    pub fn shell(&self, path: &str) -> String {
        self.mounts.as_ref().map_or_else(|| path.to_owned(), |mounts| mounts.shell(path))
    }
}
