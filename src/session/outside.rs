//! The world outside as a session lends it to its interpreter.

use std::collections::HashMap;
use std::rc::Rc;

use super::fuel::Fuel;
use crate::machine::overlay::{Change, Overlay};
use crate::machine::{Fault, Machine, Output};
use crate::shells::{Host, OutOfFuel, Shell};
use crate::text::{Decoded, Place, Source};
use crate::value::{Origin, Unknown};

/// A session's [`Host`].
pub struct Outside<'m> {
    machine: Overlay<'m>,
    shell: &'static dyn Shell,
    outputs: Vec<(String, String)>,
    fuel: Fuel,
    decoded: HashMap<String, Decoded>,
}

impl<'m> Outside<'m> {
    /// The world of one session on that machine.
    pub fn new(
        machine: Overlay<'m>,
        shell: &'static dyn Shell,
        outputs: Vec<(String, String)>,
    ) -> Self {
        Self { machine, shell, outputs, fuel: Fuel::full(), decoded: HashMap::new() }
    }

    /// What the session wrote, in order.
    pub fn changes(&self) -> Vec<Change> {
        self.machine.changes()
    }

    /// Takes what the session wrote off its own view; the machine below is expected to have it from now on.
    pub fn publish(&mut self) -> Vec<Change> {
        self.decoded.clear();
        self.machine.take_changes()
    }

    /// Whether the file was read as a program text.
    pub fn has_read(&self, path: &str) -> bool {
        self.decoded.contains_key(path)
    }

    /// Why the answer may be incomplete, if the fuel ran out.
    pub fn exhausted(&self) -> Option<Rc<Unknown>> {
        let reason = "the start-up files ran for more steps than envsim allows; what came after is not known";
        let origin = Origin::Builtin("envsim's own limit".into());
        self.fuel.is_empty().then(|| Rc::new(Unknown::new(reason, origin)))
    }
}

impl Host for Outside<'_> {
    fn machine(&self) -> &dyn Machine {
        &self.machine
    }

    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        if let Some(decoded) = self.decoded.get(path) {
            return Ok(Source::file(path, decoded.clone(), from));
        }
        let bytes = self.machine.read(path)?;
        let decoded = self.shell.decode(self.machine.facts(), &bytes);
        self.decoded.insert(path.to_owned(), decoded.clone());
        Ok(Source::file(path, decoded, from))
    }

    fn change(&mut self, change: Change) {
        match &change {
            Change::File { path, .. } | Change::Removed { path } => drop(self.decoded.remove(path)),
            _ => {}
        }
        self.machine.change(change);
    }

    fn output(&self, command: &[&str]) -> Option<Output> {
        let line = command.join(" ");
        let given = self.outputs.iter().rev().find(|(known, _)| *known == line);
        match given {
            Some((_, text)) => Some(Output { stdout: format!("{text}\n"), status: 0 }),
            None => self.machine.output(command),
        }
    }

    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        self.fuel.spend(steps)
    }
}
