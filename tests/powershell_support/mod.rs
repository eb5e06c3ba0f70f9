//! What the PowerShell judges share: a machine that a script may change, and cases written as text.
#![allow(dead_code)] // no judge uses all of it

use std::rc::Rc;

use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::{Fault, Machine, Output};
use envsim::shells::{Host, OutOfFuel};
use envsim::text::{Encoding, Place, Source, decode};

pub mod cases;
pub mod judge;

/// A recorded machine with what the script under test has changed on it.
pub struct World<'m> {
    pub machine: Overlay<'m>,
    pub fuel: u64,
    /// How a file without a mark is read.
    pub encoding: Encoding,
}

impl<'m> World<'m> {
    pub fn new(machine: &'m dyn Machine) -> Self {
        Self { machine: Overlay::new(machine), fuel: 2_000_000, encoding: Encoding::Utf8 }
    }
}

impl Host for World<'_> {
    fn machine(&self) -> &dyn Machine {
        &self.machine
    }
    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        let bytes = self.machine.read(path).or_else(|fault| {
            let program = self.machine.program_at(path).ok_or(fault)?;
            Ok(Rc::from(program.as_bytes()))
        })?;
        Ok(Source::file(path, decode(&bytes, self.encoding), from))
    }
    fn why_undecided(&self, path: &str) -> Option<Rc<str>> {
        self.machine.why_undecided(path)
    }
    fn take_asked(&self) -> Option<(String, Rc<str>)> {
        self.machine.take_asked()
    }
    fn change(&mut self, change: Change) {
        self.machine.change(change);
    }
    fn output(&self, command: &[&str]) -> Option<Output> {
        self.machine.output(command)
    }
    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        self.fuel = self.fuel.checked_sub(steps.max(1)).ok_or(OutOfFuel)?;
        Ok(())
    }
}
