//! `-Login` outside Windows: before anything else pwsh replaces itself by a login `sh` that starts
//! pwsh again, so that `/etc/profile` and `~/.profile` are read (`Program.cs`, `ExecPwshLogin`).

use std::rc::Rc;

use crate::machine::Installed;
use crate::shells::{Flow, Given, Host, Interpreter, Located, Mode, Start, Step, by_name};
use crate::text::Source;
use crate::value::Unknown;

/// The shell that stands between the launcher and pwsh.
pub struct LoginShell {
    shell: Box<dyn Interpreter>,
    start: Start,
}

/// Whether a start goes through it.
pub fn is_taken(start: &Start) -> bool {
    start.mode.login && !start.facts.platform.is_windows()
}

/// The start of `sh -l -c …`; on macOS the program is zsh in its sh manner.
fn through(start: &Start) -> Start {
    let missing = Installed { path: "/bin/sh".into(), version: None, variant: None };
    let installed = start.facts.shells.get("sh").cloned().unwrap_or(missing);
    let mode = Mode { login: true, ..Mode::SCRIPT };
    Start { mode, installed, ..start.clone() }
}

/// What the login shell reads.
pub fn steps(start: &Start) -> Vec<Step> {
    let shell = by_name("sh").filter(|_| is_taken(start));
    shell.map(|shell| shell.plan(&through(start))).unwrap_or_default()
}

impl LoginShell {
    /// The shell at its start; `None` where there is none.
    pub fn new(start: &Start, host: &mut dyn Host) -> Option<Self> {
        let shell = by_name("sh").filter(|_| is_taken(start))?;
        Some(Self { shell: shell.interpreter(&through(start), host), start: start.clone() })
    }

    /// Expands the file name of a step.
    pub fn locate(&mut self, host: &mut dyn Host, name: &str) -> Located {
        self.shell.locate(host, name)
    }

    /// Runs a file of a step.
    pub fn run(&mut self, host: &mut dyn Host, source: &Rc<Source>) -> Flow {
        self.shell.run(host, source)
    }

    /// What pwsh is started with in the end, and what the profiles left open.
    pub fn hand_over(mut self, host: &mut dyn Host) -> (Start, Vec<Rc<Unknown>>) {
        self.shell.settle(host);
        let environment = self.shell.environment(host);
        let exported = environment.variables.iter().filter(|variable| variable.exported);
        let given = exported.filter_map(|variable| {
            Some(Given { name: variable.name.clone(), value: variable.handed_down()? })
        });
        self.start.given = given.collect();
        if let Some(cwd) = environment.cwd.text() {
            self.start.cwd = cwd.into_owned();
        }
        let doubts = environment.doubts.iter().map(|doubt| doubt.unknown.clone()).collect();
        (self.start, doubts)
    }
}
