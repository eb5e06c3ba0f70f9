//! Who sits there: the own shell, and what it hands to what is typed in it.

use super::launch::{self, Block};
use super::{Refusal, Session, Spec, WhatIf, lay_over};
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
    let shell =
        installed.and_then(|(name, _)| shells::by_name(name)).or_else(|| shells::of_file(path));
    shell.ok_or_else(|| {
        let names: Vec<&str> = shells::ALL.iter().map(|shell| shell.name()).collect();
        Refusal::not_started(
            format!("{path} is started there, and is none of the shells that envsim follows"),
            Some(format!("they are {}", names.join(" "))),
        )
    })
}

/// The block of what is typed: given where it is described whole, else what the user's own shell has by then.
pub(super) fn typed_in(
    machine: &dyn Machine,
    what_if: &WhatIf,
    typing: Option<&Session<'_>>,
) -> Block {
    let facts = machine.facts();
    if facts.environment_is_whole || facts.platform.is_windows() {
        let mut given = launch::of_terminal(machine);
        lay_over(&mut given, what_if, facts.platform.is_windows());
        return Block::of(given);
    }
    if let Some(session) = typing {
        return Block::of(session.handed_down());
    }
    let opened = own_spec(machine).and_then(|spec| Session::open(machine, &spec, what_if).ok());
    match opened {
        Some(session) => Block::of(session.handed_down()),
        None => Block::of(launch::of_terminal(machine)),
    }
}
