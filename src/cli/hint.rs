//! The same question on a machine that can answer it.

use crate::scenario::{Scenario, library};
use crate::session::Spec;
use crate::shells;

/// The words of the command, without global flags: `diff cmd pwsh`.
pub(super) type Words = Vec<String>;

/// `try: envsim diff cmd pwsh --scenario NAME`, with the first scenario that has the shell, preferably one that asks just that.
pub(super) fn elsewhere(shell: &str, words: &Words) -> Option<String> {
    let all: Vec<Scenario> = library::names().filter_map(|name| library::load(name).ok()).collect();
    let fits = |scenario: &&Scenario| has(scenario, shell) && has_all(scenario, words);
    let asks = |scenario: &&Scenario| scenario.ask.contains(words);
    let found = all.iter().filter(fits).find(asks).or_else(|| all.iter().find(fits))?;
    Some(format!("on a machine that has it: envsim {} --scenario {}", words.join(" "), found.name))
}

fn has(scenario: &Scenario, shell: &str) -> bool {
    use crate::machine::Machine;
    let facts = scenario.machine.facts();
    shells::by_name(shell).is_some_and(|shell| shell.installed(facts).is_some())
}

/// Whether every word that names a session names one the scenario can open.
fn has_all(scenario: &Scenario, words: &Words) -> bool {
    use crate::machine::Machine;
    let platform = scenario.machine.platform();
    let specs = words.iter().skip(1).filter_map(|word| Spec::parse(word, platform).ok());
    specs.into_iter().all(|spec| has(scenario, spec.shell.name()))
}
