//! `exec zsh -l` at the end of a profile: another shell goes on in the place of this one.

use std::rc::Rc;

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::{Given, Launcher, Successor, Task, installed_at};
use crate::text::{Place, Span};
use crate::value::{Origin, Value};

impl Evaluator<'_> {
    /// The shell that `exec` starts, where it is certain that it runs and a person goes on in it.
    pub(super) fn successor(
        &mut self,
        name: &str,
        arguments: &[Value],
        login: bool,
        span: Span,
    ) -> Option<Successor> {
        let windows = self.host.machine().platform().is_windows();
        if self.uncertain().is_some() || self.is_subshell() || windows {
            return None;
        }
        let path = self.command_path(name, span).ok()??.text()?.into_owned();
        let path = self.absolute(&path)?;
        let (shell, installed) = installed_at(self.host.machine(), &path)?;
        let words: Option<Vec<String>> =
            arguments.iter().map(|one| one.text().map(|text| text.into_owned())).collect();
        let errand = shell.errand(&words?)?;
        if errand.task != Task::Input || self.state.input.is_some() {
            return None;
        }
        let mut mode = errand.mode;
        mode.interactive |= self.state.options.interactive;
        mode.login |= login;
        let given = self.exported().into_iter().map(|(name, value)| Given { name, value });
        let start = crate::shells::Start {
            facts: Rc::new(self.host.machine().facts().clone()),
            mode,
            launcher: Launcher::default(),
            mounts: shell.mounts(self.host.machine(), &installed),
            installed,
            given: given.map(one_level_less).collect(),
            cwd: self.state.cwd.text()?.into_owned(),
        };
        Some(Successor { shell, start, place: Place::new(&self.source, span) })
    }
}

/// The shell that goes counts itself out (bash builtins/exec.def, zsh Src/exec.c, `SHLVL`).
fn one_level_less(given: Given) -> Given {
    let level = given.value.text().and_then(|text| text.parse::<i64>().ok());
    match level.filter(|_| given.name == "SHLVL") {
        Some(level) => {
            let value = Value::known((level - 1).to_string(), Origin::Builtin("exec".into()));
            Given { value, ..given }
        }
        None => given,
    }
}
