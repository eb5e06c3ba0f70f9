//! `reg` and `regedit` (what they do stands in `machine::registry_tools`), and other writers of the registry.

use super::setx::known_words;
use crate::machine::registry_tools::{self, Outcome, Read};
use crate::machine::{Fault, Machine};
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
            true => self.registry_unknown("wmic environment", origin),
            false => self.returned_unknown("wmic", origin),
        }
    }

    /// Another shell that is told to write the registry; `false` where nothing of its line says so.
    pub(super) fn other_shell(&mut self, base: &str, rest: &Traced, origin: &Origin) -> bool {
        let lower = rest.text().to_ascii_lowercase();
        let writes = WRITERS.iter().any(|word| lower.contains(word));
        if writes {
            self.registry_unknown(base, origin);
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
            _ if rest.text().trim_start().to_ascii_lowercase().starts_with("query") => {
                Outcome::Quiet
            }
            _ => Outcome::Unknown,
        };
        self.registry_done(program, outcome, origin);
    }

    fn registry_done(&mut self, program: &str, outcome: Outcome, origin: &Origin) {
        match outcome {
            Outcome::Done { changes, printed, unsure } => {
                for change in changes {
                    self.host.change(change);
                }
                if unsure {
                    return self.registry_unknown(program, origin);
                }
                match printed {
                    Some(text) => {
                        self.state.print(Value::known(text, origin.clone()));
                        self.state.returns(0);
                    }
                    None => self.program_succeeds(program, origin),
                }
            }
            Outcome::Failed(message) => self.failed("RegistryFailed", message, origin),
            Outcome::Unknown => self.registry_unknown(program, origin),
            Outcome::Quiet => self.returned_unknown(program, origin),
        }
    }
}
