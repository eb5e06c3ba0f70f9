//! Which sessions are asked, and opening them.

use super::{Failure, hint};
use crate::machine::Platform;
use crate::report::Asked;
use crate::scenario::stage::Stage;
use crate::session::{Refusal, Session, Spec, WhatIf};
use crate::shells;

/// The sessions of one question.
pub(super) struct Sessions<'s, 'm> {
    stage: &'s Stage<'m>,
    opened: Vec<Opened<'m>>,
}

/// One session that is asked.
enum Opened<'m> {
    /// Opened for this question.
    New { name: String, label: String, session: Box<Session<'m>> },
    /// Opened by a step of the scenario.
    Old(String),
}

impl<'s, 'm> Sessions<'s, 'm> {
    /// Opens the named sessions; where none is named, every installed shell's default, and those that steps left open.
    pub(super) fn open(
        stage: &'s Stage<'m>,
        names: &[String],
        what_if: &WhatIf,
        words: &hint::Words,
    ) -> Result<Self, Failure> {
        let mut sessions = Self { stage, opened: Vec::new() };
        if names.is_empty() {
            for name in default_names(stage) {
                sessions.add(&name, what_if, words)?;
            }
            let old = stage.open().keys().map(|name| Opened::Old(name.clone()));
            sessions.opened.extend(old);
            if sessions.opened.is_empty() {
                return Err(Failure::new("this machine has none of the shells envsim knows"));
            }
        }
        for name in names {
            sessions.add(name, what_if, words)?;
        }
        Ok(sessions)
    }

    fn add(&mut self, name: &str, what_if: &WhatIf, words: &hint::Words) -> Result<(), Failure> {
        if self.stage.open().contains_key(name) {
            self.opened.push(Opened::Old(name.to_owned()));
            return Ok(());
        }
        let machine = self.stage.machine();
        let platform = machine.platform();
        let session = Spec::parse(name, platform)
            .and_then(|spec| Session::open(machine, &spec, what_if))
            .map_err(|refusal| self.refused(&refusal, words, platform))?;
        let (name, label) = (session.spec().to_string(), name.to_owned());
        self.opened.push(Opened::New { name, label, session: Box::new(session) });
        Ok(())
    }

    fn refused(&self, refusal: &Refusal, words: &hint::Words, platform: Platform) -> Failure {
        let remedy = match refusal {
            Refusal::Lacking { shell, .. } => hint::elsewhere(shell, words),
            Refusal::Malformed { text, .. } => {
                let open = self.stage.open().keys().map(String::as_str);
                hint::session(text, platform, open).or_else(|| hint::name(text, words))
            }
        };
        Failure { message: refusal.to_string(), remedy }
    }

    /// What reports ask.
    pub(super) fn asked(&self) -> Vec<Asked<'_, 'm>> {
        self.opened
            .iter()
            .filter_map(|opened| match opened {
                Opened::New { name, label, session } => Some(Asked { name, label, session }),
                Opened::Old(name) => {
                    let session = self.stage.open().get(name)?;
                    Some(Asked { name, label: name, session })
                }
            })
            .collect()
    }
}

/// Every shell the machine has, in the order of the registry.
pub(super) fn default_names(stage: &Stage) -> Vec<String> {
    let facts = stage.machine().facts();
    let there = shells::ALL.iter().filter(|shell| shell.installed(facts).is_some());
    there.map(|shell| shell.name().to_owned()).collect()
}
