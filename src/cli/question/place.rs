//! The machine that is asked: where its sessions start, what stands for `~`, and what is odd about it.

use super::Question;
use crate::cli::Failure;
use crate::cli::args::Command;
use crate::machine::Machine;
use crate::machine::path::same_name;
use crate::report::Setting;
use crate::rules::{Stale, stale};

impl Question<'_> {
    /// What is odd about the live machine, said where a machine is looked over, and what the registry says by now of
    /// the names that are asked for.
    pub(super) fn notes(&self, machine: &dyn Machine) -> String {
        let line = |note: &String| format!("envsim: {note}\n");
        match &self.args.command {
            Command::Check(_) | Command::Startup(_) => {
                machine.facts().notes.iter().map(line).collect()
            }
            Command::Explain(explain) if machine.facts().recorded_as.is_none() => {
                let asked = |stale: &Stale| {
                    let own = |name: &String| same_name(name, &stale.name);
                    same_name("PATH", &stale.name) || explain.names.iter().any(own)
                };
                stale(machine)
                    .iter()
                    .filter(|one| asked(one))
                    .map(|one| line(&one.message))
                    .collect()
            }
            _ => String::new(),
        }
    }

    /// No shell starts in a directory that is not there.
    pub(super) fn starts_somewhere(&self, machine: &dyn Machine) -> Result<(), Failure> {
        let Some(cwd) = &self.args.cwd else { return Ok(()) };
        let (facts, platform) = (machine.facts(), machine.platform());
        let fail = |what: String, remedy: String| {
            Err(Failure { message: format!("--cwd {cwd}: {what}"), remedy: Some(remedy) })
        };
        if !platform.is_absolute(cwd) {
            let whole = platform.absolute(&facts.cwd, cwd);
            return fail(
                format!("an absolute path of {} is expected", platform.name()),
                format!("did you mean: --cwd {whole}"),
            );
        }
        let key = |path: &str| platform.key(path, facts.ignores_case);
        let there = machine.is_directory(cwd);
        // Of a recording, the user's own directory is there although nothing in it is listed.
        if there || [&facts.user.home, &facts.cwd].iter().any(|known| key(known) == key(cwd)) {
            return Ok(());
        }
        let remedy = match facts.recorded_as {
            Some(_) => format!("list it under \"files\": {{\"{cwd}\": {{\"dir\": true}}}}"),
            None => "name one that is there".to_owned(),
        };
        fail("no such directory on this machine".to_owned(), remedy)
    }

    /// The directory that `~` stands for: the one the parent process calls so, else the account's.
    pub(super) fn home(&self, machine: &dyn Machine) -> String {
        let facts = machine.facts();
        let name = if facts.platform.is_windows() { "USERPROFILE" } else { "HOME" };
        let asked = self.what_if.variables.iter().rev().find(|(one, _)| one == name);
        let given = asked.map(|(_, value)| value).or_else(|| facts.environment.get(name));
        let given = given.cloned().flatten();
        given.filter(|home| !home.is_empty()).unwrap_or_else(|| facts.user.home.clone())
    }

    pub(super) fn setting(&self, machine: &dyn Machine) -> Setting {
        Setting {
            home: self.home(machine),
            scenario: self.scenario.map(str::to_owned),
            separator: machine.platform().separator(),
        }
    }
}
