//! Who sits there: the own shell.

use super::{Refusal, Spec};
use crate::machine::{Facts, Machine, Platform};
use crate::shells::{self, Shell};

/// The user's own shell: that of the account, else the one that the platform gives.
pub fn own_shell(machine: &dyn Machine) -> Option<&'static dyn Shell> {
    let facts = machine.facts();
    let of_account = account_shell(machine).and_then(|path| shells::of_file(&path));
    let usual = match facts.platform {
        Platform::MacOs => shells::of_file("/bin/zsh"),
        Platform::Linux => shells::of_file("/bin/bash"),
        Platform::Windows => None,
    };
    let there = |shell: &&'static dyn Shell| shell.installed(facts).is_some();
    let first = || shells::ALL.iter().copied().find(there);
    of_account.filter(there).or_else(|| usual.filter(there)).or_else(first)
}

/// The session of a new terminal window in the user's own shell.
pub fn own_spec(machine: &dyn Machine) -> Option<Spec> {
    own_shell(machine).map(|shell| Spec::default_for(shell, machine.platform()))
}

/// What the machine's description or `/etc/passwd` says of the user's shell.
fn account_shell(machine: &dyn Machine) -> Option<String> {
    let facts = machine.facts();
    if facts.user.shell.is_some() || facts.platform.is_windows() {
        return facts.user.shell.clone();
    }
    let bytes = machine.read("/etc/passwd").ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().find(|line| line.split(':').next() == Some(&facts.user.name))?;
    line.split(':').nth(6).filter(|shell| !shell.is_empty()).map(str::to_owned)
}

/// The shell behind a program that a launcher starts.
pub(super) fn shell_at(path: &str, facts: &Facts) -> Result<&'static dyn Shell, Refusal> {
    let installed = facts.shells.iter().find(|(_, installed)| installed.path == path);
    let shell = installed
        .and_then(|(name, _)| shells::by_name(name))
        .or_else(|| shells::of_program(path, facts));
    shell.ok_or_else(|| {
        let names: Vec<&str> = shells::ALL.iter().map(|shell| shell.name()).collect();
        Refusal::not_started(
            format!("{path} is started there, and is none of the shells that envsim follows"),
            Some(format!("they are {}", names.join(" "))),
        )
    })
}
