//! `reg` and `regedit` (what they do stands in `machine::registry_tools`), and other writers of the registry.

use super::rights::places;
use super::setx::known_words;
use crate::machine::overlay::RegistryPlace;
use crate::machine::registry_tools::{self, Outcome, Read};
use crate::machine::{Fault, Machine, first_values};
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::expand::{Expander, full_path};
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Value};

type Tool = fn(&dyn Machine, &[String], Read<'_>) -> Outcome;

/// Words of a command line for another shell that write the registry.
const WRITERS: &[&str] =
    &["setenvironmentvariable", "\\environment", "setx", "reg add", "reg import"];

impl Evaluator<'_> {
    pub(super) fn reg(&mut self, rest: &Traced, origin: &Origin) {
        self.registry_tool("reg", registry_tools::reg, rest, origin);
    }

    pub(super) fn regedit(&mut self, rest: &Traced, origin: &Origin) {
        self.registry_tool("regedit", registry_tools::regedit, rest, origin);
    }

    /// `wmic environment create|set|delete`: what it writes, and whom it tells, is documented nowhere.
    pub(super) fn wmic(&mut self, rest: &Traced, origin: &Origin) {
        let lower = rest.text().to_ascii_lowercase();
        let writes = ["create", "set", "delete", "call"].iter().any(|verb| lower.contains(verb));
        match lower.contains("environment") && writes {
            true => self.registry_unknown("wmic environment", Vec::new(), origin),
            false => self.returned_unknown("wmic", origin),
        }
    }

    /// Another shell that is told to write the registry; `false` where nothing of its line says so.
    pub(super) fn other_shell(&mut self, base: &str, rest: &Traced, origin: &Origin) -> bool {
        let lower = rest.text().to_ascii_lowercase();
        let writes = WRITERS.iter().any(|word| lower.contains(word));
        if writes {
            self.registry_unknown(base, variables_named(&lower), origin);
        }
        writes
    }

    fn registry_tool(&mut self, program: &str, tool: Tool, rest: &Traced, origin: &Origin) {
        let outcome = match (known_words(rest), self.uncertain()) {
            (Some(words), None) => {
                let machine = self.host.machine();
                let from = Expander { state: &self.state, machine };
                let mut read = |name: &str| {
                    let path = full_path(&from, name).map_err(|_| ())?;
                    match machine.read(&path) {
                        Ok(bytes) => Ok(Some(bytes.to_vec())),
                        Err(Fault::NotFound) => Ok(None),
                        Err(_) => Err(()),
                    }
                };
                tool(machine, &words, &mut read)
            }
            (_, _) if rest.text().trim_start().to_ascii_lowercase().starts_with("query") => {
                Outcome::Quiet
            }
            (words, uncertain) => possible(tool, self.host.machine(), words, uncertain.is_some()),
        };
        self.registry_done(program, outcome, origin);
    }

    fn registry_done(&mut self, program: &str, outcome: Outcome, origin: &Origin) {
        match outcome {
            Outcome::Done { changes, unsure: true, .. } => {
                changes.into_iter().for_each(|change| self.host.change(change));
                self.registry_unknown(program, Vec::new(), origin);
            }
            Outcome::Done { changes, .. }
                if self.may_be_refused(program, places(&changes), origin) => {}
            Outcome::Done { changes, printed, .. } => {
                changes.into_iter().for_each(|change| self.host.change(change));
                match printed {
                    Some(text) => {
                        self.state.print(Value::known(text, origin.clone()));
                        self.state.returns(0);
                    }
                    None => self.program_succeeds(program, origin),
                }
            }
            Outcome::Failed(message) => self.failed("RegistryFailed", message, origin),
            Outcome::Unknown(places) => self.registry_unknown(program, places, origin),
            Outcome::Quiet => self.returned_unknown(program, origin),
        }
    }
}

/// What a call may write of which the words, or whether it runs at all, are not known.
fn possible(
    tool: Tool,
    machine: &dyn Machine,
    words: Option<Vec<String>>,
    uncertain: bool,
) -> Outcome {
    let Some(words) = words.filter(|_| uncertain) else { return Outcome::Unknown(Vec::new()) };
    match tool(machine, &words, &mut |_| Err(())) {
        Outcome::Done { changes, unsure: false, .. } => {
            let places = places(&changes);
            if places.is_empty() { Outcome::Quiet } else { Outcome::Unknown(places) }
        }
        Outcome::Done { .. } => Outcome::Unknown(Vec::new()),
        Outcome::Failed(_) => Outcome::Quiet,
        other => other,
    }
}

/// The variables that `[Environment]::SetEnvironmentVariable('NAME', …)` writes, where nothing else in the (lower-case)
/// line writes; none where that is not certain: then anything may be written.
fn variables_named(line: &str) -> Vec<RegistryPlace> {
    let [call, others @ ..] = WRITERS else { return Vec::new() };
    if others.iter().any(|word| line.contains(word)) {
        return Vec::new();
    }
    let mut places = Vec::new();
    for (at, _) in line.match_indices(call) {
        let rest = line[at + call.len()..].trim_start().strip_prefix('(').map(str::trim_start);
        let quote = rest.and_then(|rest| rest.chars().next()).filter(|one| "'\"".contains(*one));
        let name = rest.zip(quote).and_then(|(rest, quote)| rest[1..].split_once(quote));
        let Some((name, _)) = name.filter(|(name, _)| !name.contains(['$', '`', '%'])) else {
            return Vec::new();
        };
        for key in [first_values::USER, first_values::SYSTEM] {
            places.push(RegistryPlace::of(key, Some(name)));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_another_shell_writes() {
        for (line, names) in [
            ("-c \"[environment]::setenvironmentvariable('foo','1','user')\"", "foo"),
            (
                "[environment]::setenvironmentvariable( \"a\", $x); [environment]::setenvironmentvariable('b','2')",
                "a b",
            ),
            ("[environment]::setenvironmentvariable($name,'1')", ""),
            ("[environment]::setenvironmentvariable('a','1'); setx b 2", ""),
        ] {
            let mut found: Vec<String> =
                variables_named(line).into_iter().filter_map(|one| one.name).collect();
            found.dedup();
            assert_eq!(found.join(" "), names, "{line}");
        }
    }
}
