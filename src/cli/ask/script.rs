//! The sessions that a script is run in: its own shell, by all that starts scripts on the machine.

use std::sync::Arc;

use super::{Opened, Sessions, Way, default_names, launchers};
use crate::cli::Failure;
use crate::scenario::stage::Stage;
use crate::session::Spec;
use crate::session::how::Typed;
use crate::shells::{self, Launcher, Mode, Shell};

impl<'s, 'm> Sessions<'s, 'm> {
    /// A script of Unix is a program: its shell has what the one hands down who starts it, and no
    /// alias or function of a profile. Scripts of cmd and PowerShell run in the session itself.
    pub(in crate::cli) fn of_script(
        stage: &'s Stage<'m>,
        shell: &'static dyn Shell,
        way: &Way<'_>,
    ) -> Result<Self, Failure> {
        let machine = stage.machine();
        let same = |one: &dyn Shell| one.language() == shell.language();
        let runs_inside = |name: &String| shells::by_name(name).is_some_and(same);
        if machine.platform().is_windows() {
            let names: Vec<String> = default_names(stage).into_iter().filter(runs_inside).collect();
            return Self::open(stage, &names, way);
        }
        let mut sessions = Self { stage, opened: Vec::new(), plain: None };
        let own = Spec::default_for(shell, machine.platform());
        let mut first = None;
        let others = launchers(machine, shell).into_iter().filter(|(spec, _)| starts_scripts(spec));
        let typed = typed().map(|typed| (own.by(&typed, true), "terminal"));
        for (spec, label) in typed.into_iter().chain(others) {
            let spec = Spec { shell: Some(shell), mode: Some(Mode::SCRIPT), ..spec };
            match sessions.session(&spec, way) {
                Ok(session) => {
                    let (name, session) = (session.spec().to_string(), Box::new(session));
                    let label = label.to_owned();
                    sessions.opened.push(Opened::New { name, label, session });
                }
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        match first {
            Some(refusal) if sessions.opened.is_empty() => {
                Err(sessions.refused(&refusal, way, machine.platform()))
            }
            _ => Ok(sessions),
        }
    }
}

/// What hands down the environment of the one who types, as it is by then (env(1)).
fn typed() -> Option<Arc<Typed>> {
    Typed::parse("env").ok().map(Arc::new)
}

fn starts_scripts(spec: &Spec) -> bool {
    spec.mode.is_none_or(|mode| mode == Mode::SCRIPT) && spec.launcher != Launcher::Ide
}
