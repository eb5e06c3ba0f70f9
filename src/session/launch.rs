//! Who starts a session, whom it becomes, and the environment it is given.
//!
//! One file per launcher. Each reads the machine's own configuration and names
//! the line that decided; where no file is recorded, what the distribution
//! ships counts, and the origin says so.

mod accounts;
mod block;
mod ci;
mod config;
mod cron;
mod desktop;
mod env;
mod ide;
mod jetbrains;
mod jsonc;
mod launchd;
mod login_defs;
mod pam;
mod ssh;
mod stock;
mod su;
mod sudo;
mod systemd;
mod terminal;
mod tmux;
mod vscode;
mod wild;
mod windows;
pub mod wsl;

use std::cell::OnceCell;

pub(super) use accounts::Accounts;
pub use block::Block;
pub use cron::{broken_crontab_line, jobs_of};

use super::how::{Command, How};
use super::{Refusal, WhatIf};
use crate::environment::Doubt;
use crate::machine::{Facts, Machine, Platform, User};
use crate::shells::{Given, Launcher, Mode, Shell};
use std::rc::Rc;

/// How a launcher is modelled: a function from the machine and who sits there to the process it starts.
type Rule = fn(&Scene<'_>) -> Result<Launched, Refusal>;

/// The launchers of Linux, one line each.
const LINUX: &[(Launcher, Rule)] = &[
    (Launcher::Terminal, terminal::launch),
    (Launcher::Gui, desktop::program),
    (Launcher::Ssh, ssh::launch),
    (Launcher::Cron, cron::launch),
    (Launcher::Service, systemd::service),
    (Launcher::Su, su::launch),
    (Launcher::Sudo, sudo::launch),
    (Launcher::Ci, ci::launch),
    (Launcher::Ide, ide::terminal),
    (Launcher::Tmux, tmux::launch),
    (Launcher::SystemdUser, systemd::user),
];

/// The launchers of macOS.
const MACOS: &[(Launcher, Rule)] = &[
    (Launcher::Terminal, terminal::launch),
    (Launcher::Gui, launchd::program),
    (Launcher::Ssh, launchd::ssh),
    (Launcher::Cron, cron::launch),
    (Launcher::Service, launchd::service),
    (Launcher::Su, launchd::su),
    (Launcher::Sudo, sudo::launch),
    (Launcher::Ci, ci::launch),
    (Launcher::Ide, ide::terminal),
    (Launcher::Tmux, tmux::launch),
];

/// The launchers of Windows.
const WINDOWS: &[(Launcher, Rule)] = &[
    (Launcher::Terminal, windows::launch),
    (Launcher::Gui, windows::launch),
    (Launcher::Ssh, windows::launch),
    (Launcher::Service, windows::launch),
    (Launcher::Ci, windows::launch),
    (Launcher::Ide, ide::terminal),
    (Launcher::Task, windows::launch),
    // Names that scenarios may use for a session with another block.
    (Launcher::Cron, windows::launch),
    (Launcher::Su, windows::launch),
    (Launcher::Sudo, windows::launch),
];

/// The launchers that a platform has.
pub fn of(platform: Platform) -> impl Iterator<Item = Launcher> {
    table(platform).iter().map(|(launcher, _)| *launcher)
}

fn table(platform: Platform) -> &'static [(Launcher, Rule)] {
    match platform {
        Platform::Linux => LINUX,
        Platform::MacOs => MACOS,
        Platform::Windows => WINDOWS,
    }
}

/// What a launcher makes of the process it starts.
#[derive(Debug)]
pub struct Launched {
    /// Whom it becomes.
    pub user: User,
    /// The environment block.
    pub block: Block,
    /// The directory.
    pub cwd: String,
    /// The mask for new files, where the launcher decides it.
    pub umask: Option<u32>,
    /// The program of the shell that is started; `None` where the launcher starts no shell.
    pub shell: Option<String>,
    /// How that shell is started.
    pub mode: Option<Mode>,
    /// What may have changed the session besides.
    pub doubts: Vec<Rc<Doubt>>,
    /// The files that were read.
    pub read: Vec<String>,
    /// What else is to be known, in a sentence each.
    pub remarks: Vec<String>,
}

impl Launched {
    /// A process of the one who sits there, with a block that is known already.
    pub(super) fn plain(machine: &dyn Machine, block: Block, cwd: String) -> Self {
        Self {
            user: machine.facts().user.clone(),
            block,
            cwd,
            umask: None,
            shell: None,
            mode: None,
            doubts: Vec::new(),
            read: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Nothing is given yet.
    fn new(scene: &Scene<'_>, user: User) -> Self {
        Self {
            user,
            block: Block::default(),
            cwd: scene.cwd(),
            umask: Some(0o022),
            shell: None,
            mode: scene.mode,
            doubts: Vec::new(),
            read: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

/// What a launcher sees.
pub(super) struct Scene<'s> {
    pub(super) machine: &'s dyn Machine,
    pub(super) shell: Option<&'static dyn Shell>,
    pub(super) mode: Option<Mode>,
    pub(super) launcher: Launcher,
    pub(super) how: &'s How,
    pub(super) what_if: &'s WhatIf,
    accounts: Rc<Accounts>,
    /// The block of the one who sits there and types.
    typed_in: &'s dyn Fn() -> Block,
    /// What a shell of the one who sits there makes of a block.
    started: &'s dyn Fn(&super::Spec, Block) -> Option<Block>,
    caller: OnceCell<Block>,
}

/// How a scene comes to the blocks of other processes.
type Others<'s> = (&'s dyn Fn() -> Block, &'s dyn Fn(&super::Spec, Block) -> Option<Block>);

impl<'s> Scene<'s> {
    pub(super) fn new(
        machine: &'s dyn Machine,
        spec: &'s super::Spec,
        what_if: &'s WhatIf,
        accounts: Rc<Accounts>,
        (typed_in, started): Others<'s>,
    ) -> Self {
        Self {
            machine,
            shell: spec.shell,
            mode: spec.mode,
            launcher: spec.launcher,
            how: &spec.how,
            what_if,
            accounts,
            typed_in,
            started,
            caller: OnceCell::new(),
        }
    }

    /// The block of the one who sits there and types.
    fn caller(&self) -> &Block {
        self.caller.get_or_init(self.typed_in)
    }

    fn platform(&self) -> Platform {
        self.machine.platform()
    }

    /// The directory of the one who sits there.
    fn cwd(&self) -> String {
        self.what_if.cwd.clone().unwrap_or_else(|| self.machine.facts().cwd.clone())
    }

    /// The account of that name; root where none is named.
    fn target(&self, name: Option<&str>) -> Result<User, Refusal> {
        let Some(name) = name else { return Ok(self.accounts.root(self.platform())) };
        self.accounts.find(name, self.platform()).ok_or_else(|| {
            Refusal::not_started(
                format!("there is no account '{name}' on this machine"),
                Some("accounts are read from /etc/passwd".to_owned()),
            )
        })
    }

    /// The program of a shell that was asked for by name, else what the launcher would take.
    fn program(&self, otherwise: &str) -> String {
        let asked = self.shell.and_then(|shell| shell.installed(self.machine.facts()));
        asked.map(|installed| installed.path).unwrap_or_else(|| otherwise.to_owned())
    }

    /// The login shell of an account, or what the platform gives.
    fn shell_of(&self, user: &User) -> String {
        let usual = match self.platform() {
            Platform::MacOs => "/bin/zsh",
            _ => "/bin/bash",
        };
        user.shell.clone().unwrap_or_else(|| usual.to_owned())
    }
}

/// Starts it, as far as the shell's first step.
pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let known = table(scene.platform());
    let rule = known.iter().find(|(launcher, _)| *launcher == scene.launcher);
    let (_, rule) = rule.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(launcher, _)| launcher.name()).collect();
        Refusal::not_started(
            format!("{} has no @{}", scene.platform().name(), scene.launcher.name()),
            Some(format!("its launchers are {}", names.join(" "))),
        )
    })?;
    let typed = match scene.how {
        How::Typed(typed) => Some(&typed.command),
        _ => None,
    };
    match typed {
        Some(Command::Env(words)) => env::launch(scene, words),
        _ => rule(scene),
    }
}

/// The block that a terminal window is given: what the machine's description says, over the platform's own.
pub fn of_terminal(machine: &dyn Machine) -> Vec<Given> {
    match machine.platform().is_windows() {
        true => windows::of(machine, Launcher::Terminal),
        false => terminal::block(machine).given(),
    }
}

/// What the registry says now: the block of a program that the desktop of Windows starts; nothing elsewhere.
pub fn of_registry(machine: &dyn Machine) -> Vec<Given> {
    match machine.platform().is_windows() {
        true => windows::of(machine, Launcher::Gui),
        false => Vec::new(),
    }
}

/// Whether VS Code or a relative of its has settings there.
pub fn has_editor(machine: &dyn Machine) -> bool {
    vscode::has_settings(machine, &machine.facts().user.home)
}

/// Whether Windows Terminal left settings there.
pub fn has_windows_terminal(machine: &dyn Machine) -> bool {
    machine.platform().is_windows() && windows::has_terminal_settings(machine)
}

/// Whether an IDE of JetBrains left its settings.
pub fn has_jetbrains(machine: &dyn Machine) -> bool {
    jetbrains::has_settings(machine)
}

/// Whether a machine of that platform has the launcher, as far as its files and registry tell.
pub fn is_there(machine: &dyn Machine, launcher: Launcher) -> bool {
    let windows = machine.platform().is_windows();
    match launcher {
        // Windows has neither cron nor su: both are names for a session with another block.
        Launcher::Cron | Launcher::Su => !windows,
        Launcher::Ssh => !windows || windows::has_ssh_server(machine),
        _ => true,
    }
}

/// Whether the launcher starts from the block of the one who types, which a question may change.
pub(super) fn has_caller(spec: &super::Spec) -> bool {
    let typed = matches!(&spec.how, How::Typed(typed) if matches!(typed.command, Command::Env(_)));
    typed || matches!(spec.launcher, Launcher::Sudo | Launcher::Su | Launcher::Tmux)
}

/// Whether somebody's block is described whole.
fn is_whole(facts: &Facts) -> bool {
    facts.environment_is_whole
}
