//! The steps of a scenario, played; the sessions that were opened on the way stay open.

use indexmap::IndexMap;

use super::kept::keep;
use super::{Problem, Scenario, Step, StepAction};
use crate::machine::Machine;
use crate::machine::overlay::Overlay;
use crate::session::{Session, Spec, WhatIf};

/// A machine after its steps. Sessions opened from now on see what the steps wrote.
pub struct Stage<'m> {
    machine: &'m Overlay<'m>,
    open: IndexMap<String, Session<'m>>,
}

impl<'m> Stage<'m> {
    /// A machine on which nothing happened.
    pub fn empty(machine: &'m Overlay<'m>) -> Self {
        Self { machine, open: IndexMap::new() }
    }

    /// Plays the steps of a scenario on its machine; what they write is laid over it.
    ///
    /// # Errors
    /// When a step names a session or file that is not there.
    pub fn play(
        scenario: &Scenario,
        machine: &'m Overlay<'m>,
        what_if: &WhatIf,
    ) -> Result<Self, Problem> {
        let mut stage = Self::empty(machine);
        for (index, step) in scenario.steps.iter().enumerate() {
            stage.take(step, what_if).map_err(|message| Problem::Step {
                scenario: scenario.name.clone(),
                number: index + 1,
                message,
            })?;
        }
        Ok(stage)
    }

    /// The machine, with all that was written so far.
    pub fn machine(&self) -> &'m dyn Machine {
        self.machine
    }

    /// The sessions that stayed open, by name, in the order they were opened.
    pub fn open(&self) -> &IndexMap<String, Session<'m>> {
        &self.open
    }

    fn take(&mut self, step: &Step, what_if: &WhatIf) -> Result<(), String> {
        let action = step.action()?;
        match (&step.within, &step.session) {
            (Some(name), None) => {
                let session = self.open.get_mut(name).ok_or_else(|| not_open(name))?;
                act(session, action, self.machine)
            }
            (None, Some(spec)) => {
                let mut session = self.start(spec, step, what_if)?;
                act(&mut session, action, self.machine)?;
                if let Some(name) = &step.open {
                    self.open.insert(name.clone(), session);
                }
                Ok(())
            }
            (None, None) => Err("\"session\" or \"in\" is missing".to_owned()),
            (Some(_), Some(_)) => Err("\"session\" and \"in\" do not go together".to_owned()),
        }
    }

    fn start(&self, spec: &str, step: &Step, what_if: &WhatIf) -> Result<Session<'m>, String> {
        let spec =
            Spec::parse(spec, self.machine.platform()).map_err(|refusal| refusal.to_string())?;
        let opened = match &step.child_of {
            None => Session::open(self.machine, &spec, what_if),
            Some(name) => {
                let parent = self.open.get(name).ok_or_else(|| not_open(name))?;
                Session::open_below(self.machine, &spec, parent)
            }
        };
        opened.map_err(|refusal| refusal.to_string())
    }
}

fn not_open(name: &str) -> String {
    format!("no open session is called {name:?}")
}

/// Does it, and lays what the session wrote over the machine that all share.
fn act(session: &mut Session, action: StepAction, shared: &Overlay) -> Result<(), String> {
    match action {
        StepAction::Nothing => {}
        StepAction::Type(line) => match keep(session, line) {
            Some(changes) => changes.into_iter().for_each(|change| shared.change(change)),
            None => drop(session.run_text("what was typed", line)),
        },
        StepAction::Run(path) => {
            session.run_file(path).map_err(|fault| format!("{path}: {fault}"))?;
        }
    }
    for change in session.publish() {
        shared.change(change);
    }
    Ok(())
}
