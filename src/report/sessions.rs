//! `sessions`: what can be asked of a machine, and which files decide.

use super::Setting;
use crate::machine::Machine;
use crate::session::{Refusal, Session, Spec, WhatIf, launch, own_spec};
use crate::shells::{self, Launcher};

/// A shell that is installed.
#[derive(Clone, Debug)]
pub struct Installed {
    /// What sessions call it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The program.
    pub path: String,
    /// Its version, where known.
    pub version: Option<String>,
    /// The session of a new terminal window.
    pub session: String,
    /// Whether it is the user's own.
    pub own: bool,
}

/// A launcher that the machine has.
#[derive(Clone, Debug)]
pub struct Launch {
    /// What sessions call it.
    pub name: &'static str,
    /// What people call it.
    pub words: &'static str,
    /// What it starts by itself; `None` where it would start nothing.
    pub session: Option<String>,
    /// Whether it starts a program and no shell.
    pub program: bool,
    /// Whom the process becomes.
    pub user: String,
    /// The directory it starts in.
    pub cwd: String,
    /// The files that decide what it is given.
    pub files: Vec<String>,
    /// What else is to be known, in a sentence each; or why it starts nothing.
    pub remarks: Vec<String>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// The machine.
    pub setting: Setting,
    /// The user's name.
    pub user: String,
    /// The shells, the user's own first.
    pub shells: Vec<Installed>,
    /// The launchers.
    pub launchers: Vec<Launch>,
    /// Sessions that the steps of a scenario left open.
    pub open: Vec<String>,
}

impl Sessions {
    /// What can be asked of that machine.
    pub fn new(
        machine: &dyn Machine,
        what_if: &WhatIf,
        setting: Setting,
        open: Vec<String>,
    ) -> Self {
        let own = own_spec(machine);
        let typing = own.as_ref().and_then(|spec| Session::open(machine, spec, what_if).ok());
        let facts = machine.facts();
        let mut shells: Vec<Installed> = shells::ALL
            .iter()
            .filter_map(|shell| {
                let installed = shell.installed(facts)?;
                let spec = Spec::default_for(*shell, facts.platform);
                Some(Installed {
                    name: shell.name(),
                    title: shell.title(),
                    path: installed.path,
                    version: installed.version,
                    session: spec.to_string(),
                    own: own.as_ref() == Some(&spec) && !facts.platform.is_windows(),
                })
            })
            .collect();
        shells.sort_by_key(|shell| !shell.own);
        let windows = facts.platform.is_windows();
        let launchers = launch::of(facts.platform)
            .filter(|launcher| launch::is_there(machine, *launcher))
            .map(|launcher| {
                let spec = Spec::of(launcher);
                let opened = Session::open_beside(machine, &spec, what_if, typing.as_ref());
                row(launcher, opened, &facts.user.name, windows)
            })
            .collect();
        Self { setting, user: facts.user.name.clone(), shells, launchers, open }
    }
}

fn row(
    launcher: Launcher,
    opened: Result<Session<'_>, Refusal>,
    user: &str,
    windows: bool,
) -> Launch {
    let (name, words) = (launcher.name(), words(launcher, windows));
    match opened {
        Ok(session) => Launch {
            name,
            words,
            program: session.is_program(),
            session: Some(session.spec().to_string()),
            user: session.start().facts.user.name.clone(),
            cwd: session.start().cwd.clone(),
            files: session.read_by_launcher().to_vec(),
            remarks: session.remarks().to_vec(),
        },
        Err(refusal) => Launch {
            name,
            words,
            session: None,
            program: false,
            user: user.to_owned(),
            cwd: String::new(),
            files: Vec::new(),
            remarks: vec![refusal.to_string()],
        },
    }
}

/// What people call a launcher.
fn words(launcher: Launcher, windows: bool) -> &'static str {
    match launcher {
        Launcher::Terminal => "a new terminal window",
        Launcher::Gui => "a program from the desktop's menu or file manager",
        Launcher::Ssh => "a login over ssh",
        Launcher::Cron => "a job of cron",
        Launcher::Service => "a service of the system",
        Launcher::Su => "su",
        Launcher::Sudo if windows => "a program started as administrator",
        Launcher::Sudo => "sudo and a command",
        Launcher::Ci => "a runner of continuous integration",
        Launcher::Ide => "the terminal of an editor (VS Code)",
        Launcher::Tmux => "a pane of tmux",
        Launcher::SystemdUser => "a service of the user's own systemd",
        Launcher::Task => "a scheduled task",
    }
}
