//! Which sessions are asked, and opening them.

mod script;
mod witness;

use std::sync::Arc;

use super::{Failure, hint};
use crate::machine::{Machine, Platform};
use crate::report::Asked;
use crate::scenario::stage::Stage;
use crate::session::how::{How, Typed};
use crate::session::{Refusal, Session, Spec, WhatIf, launch, own_shell};
use crate::shells::{self, Launcher, Mode};

/// What all sessions of a question share.
pub(super) struct Way<'w> {
    /// What the question changes about the parent process.
    pub what_if: &'w WhatIf,
    /// What is typed in place of a launcher.
    pub by: Option<&'w Arc<Typed>>,
    /// The words of the command.
    pub words: hint::Words,
}

/// The sessions of one question.
pub(super) struct Sessions<'s, 'm> {
    stage: &'s Stage<'m>,
    opened: Vec<Opened<'m>>,
    /// How many were asked for; the others are there to be compared with them.
    plain: Option<usize>,
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
        way: &Way<'_>,
    ) -> Result<Self, Failure> {
        let mut sessions = Self { stage, opened: Vec::new(), plain: None };
        if names.is_empty() && way.by.is_some() {
            sessions.add(None, way)?;
        } else if names.is_empty() {
            for name in default_names(stage) {
                sessions.add(Some(&name), way)?;
            }
            let old = stage.open().keys().map(|name| Opened::Old(name.clone()));
            sessions.opened.extend(old);
            if sessions.opened.is_empty() {
                return Err(Failure::new("this machine has none of the shells envsim knows"));
            }
        }
        for name in names {
            sessions.add(Some(name), way)?;
        }
        Ok(sessions)
    }

    /// Opens what matters for a name: the shells of a new terminal, and the user's own shell by every launcher.
    pub(super) fn that_matter(stage: &'s Stage<'m>, way: &Way<'_>) -> Result<Self, Failure> {
        let mut sessions = Self::open(stage, &[], way)?;
        if way.by.is_some() {
            return Ok(sessions);
        }
        sessions.plain = Some(sessions.opened.len());
        let machine = stage.machine();
        let others = match machine.platform().is_windows() {
            true => of_windows(machine),
            false => own_shell(machine).map_or_else(Vec::new, |shell| launchers(machine, shell)),
        };
        for (spec, label) in others {
            sessions.launched(&spec, label, way);
        }
        Ok(sessions)
    }

    /// Opens what is compared: two sessions, or one and every other way to start it.
    pub(super) fn compared(
        stage: &'s Stage<'m>,
        given: [Option<&str>; 2],
        way: &Way<'_>,
    ) -> Result<Self, Failure> {
        let own = || default_names(stage).into_iter().next();
        let none = || Failure::new("this machine has none of the shells envsim knows");
        let mut sessions = Self { stage, opened: Vec::new(), plain: None };
        match (given, way.by) {
            ([Some(left), Some(right)], _) => {
                sessions.add(Some(left), way)?;
                sessions.add(Some(right), way)?;
            }
            ([left, _], Some(_)) => {
                let plain = Way { what_if: way.what_if, by: None, words: way.words.clone() };
                let own = left.map(str::to_owned).or_else(own).ok_or_else(none)?;
                sessions.add(Some(&own), &plain)?;
                sessions.add(left, way)?;
            }
            ([Some(one), _], None) if is_by_launcher(one, stage.machine().platform()) => {
                sessions.add(Some(&own().ok_or_else(none)?), way)?;
                sessions.add(Some(one), way)?;
            }
            ([one, _], None) => {
                let left = one.map(str::to_owned).or_else(own).ok_or_else(none)?;
                sessions.add(Some(&left), way)?;
                sessions.beside(one.is_none(), way);
            }
        }
        Ok(sessions)
    }

    /// Opens every other way to start the session that is open: other shells, if asked for, and the launchers.
    fn beside(&mut self, shells: bool, way: &Way<'_>) {
        self.plain = Some(1);
        let asked = self.asked();
        let Some(first) =
            asked.first().map(|one| (one.session.spec().clone(), one.session.shell()))
        else {
            return;
        };
        let machine = self.stage.machine();
        let platform = machine.platform();
        if shells {
            for name in default_names(self.stage).into_iter().skip(1) {
                // A shell that does not start is no row.
                let _ = self.add(Some(&name), way);
            }
        }
        let others = match platform.is_windows() {
            true => of_windows(machine),
            false => launchers(machine, first.1),
        };
        for (spec, label) in others.into_iter().filter(|(spec, _)| *spec != first.0) {
            self.launched(&spec, label, way);
        }
    }

    /// Opens what a launcher starts; one that would not start it is no row.
    fn launched(&mut self, spec: &Spec, label: &str, way: &Way<'_>) {
        let Ok(session) = self.session(spec, way) else { return };
        let (name, session) = (session.spec().to_string(), Box::new(session));
        self.opened.push(Opened::New { name, label: label.to_owned(), session });
    }

    /// Whether one session is compared with all the others.
    pub(super) fn is_spread(&self) -> bool {
        self.plain == Some(1)
    }

    /// Opens a session by its name, or the one that what is typed starts by itself.
    fn add(&mut self, name: Option<&str>, way: &Way<'_>) -> Result<(), Failure> {
        if let Some(name) = name.filter(|name| self.stage.open().contains_key(*name)) {
            self.opened.push(Opened::Old(name.to_owned()));
            return Ok(());
        }
        let machine = self.stage.machine();
        let platform = machine.platform();
        let session = spec(name, way.by, platform)
            .and_then(|spec| self.session(&spec, way))
            .map_err(|refusal| self.refused(&refusal, way, platform))?;
        let spec = session.spec().to_string();
        let label = name.map_or_else(|| spec.clone(), str::to_owned);
        self.opened.push(Opened::New { name: spec, label, session: Box::new(session) });
        Ok(())
    }

    /// A session of the one who types starts from the first that is open, where that is a plain one of the own shell.
    fn session(&self, spec: &Spec, way: &Way<'_>) -> Result<Session<'m>, Refusal> {
        let machine = self.stage.machine();
        let own = crate::session::own_spec(machine);
        let typing = self.opened.iter().find_map(|opened| match opened {
            Opened::New { session, .. } if Some(session.spec()) == own.as_ref() => Some(&**session),
            _ => None,
        });
        Session::open_beside(machine, spec, way.what_if, typing)
    }

    fn refused(&self, refusal: &Refusal, way: &Way<'_>, platform: Platform) -> Failure {
        let remedy = match refusal {
            Refusal::Lacking { shell, .. } => hint::elsewhere(shell, &way.words),
            Refusal::NotStarted { remedy, .. } => remedy.clone(),
            Refusal::Malformed { text, .. } => {
                let open = self.stage.open().keys().map(String::as_str);
                hint::session(text, platform, open).or_else(|| hint::name(text, &way.words))
            }
        };
        Failure { message: refusal.to_string(), remedy }
    }

    /// How many of the sessions were asked for.
    pub(super) fn plain(&self) -> usize {
        self.plain.unwrap_or(self.opened.len())
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

/// Whether a launcher is named, and not only a shell of a new terminal.
fn is_by_launcher(name: &str, platform: Platform) -> bool {
    Spec::parse(name, platform).is_ok_and(|spec| spec.launcher != Launcher::Terminal)
}

/// What starts programs on Windows besides a terminal, and what people call it.
fn of_windows(machine: &dyn Machine) -> Vec<(Spec, &'static str)> {
    let all = [
        (Launcher::Gui, "desktop"),
        (Launcher::Sudo, "as administrator"),
        (Launcher::Task, "task"),
        (Launcher::Service, "service"),
        (Launcher::Ssh, "ssh"),
    ];
    let there = all.into_iter().filter(|(launcher, _)| launch::is_there(machine, *launcher));
    let mut all: Vec<_> = there.map(|(launcher, label)| (Spec::of(launcher), label)).collect();
    let chosen =
        |name: &str, launcher| Spec { how: How::Chosen(name.into()), ..Spec::of(launcher) };
    if launch::has_windows_terminal(machine) {
        all.push((chosen("default", Launcher::Terminal), "Windows Terminal"));
    }
    if launch::has_editor(machine) {
        all.push((Spec::of(Launcher::Ide), "VS Code (ide)"));
    }
    if launch::has_jetbrains(machine) {
        all.push((chosen("jetbrains", Launcher::Ide), "JetBrains (ide)"));
    }
    all
}

/// A shell by every launcher of Unix, and what people call it.
fn launchers(
    machine: &dyn Machine,
    shell: &'static dyn shells::Shell,
) -> Vec<(Spec, &'static str)> {
    let platform = machine.platform();
    let own = |mode, launcher| Spec { shell: Some(shell), mode: Some(mode), ..Spec::of(launcher) };
    let login = Mode { login: true, ..Mode::INTERACTIVE };
    let mut all = vec![
        (own(Mode { login: true, ..Mode::SCRIPT }, Launcher::Terminal), "login shell"),
        (own(login, Launcher::Ssh), "ssh"),
        (own(Mode::SCRIPT, Launcher::Ssh), "ssh host CMD"),
        (Spec::of(Launcher::Cron), "cron"),
        (Spec::of(Launcher::Sudo), "sudo"),
        (Spec::of(Launcher::Gui), "desktop"),
    ];
    if has_editor(machine) {
        all.push((Spec::of(Launcher::Ide), "VS Code (ide)"));
    }
    if launch::has_jetbrains(machine) {
        let how = How::Chosen("jetbrains".into());
        all.push((Spec { how, ..Spec::of(Launcher::Ide) }, "JetBrains (ide)"));
    }
    if has_tmux(machine) {
        all.push((Spec::of(Launcher::Tmux), "tmux"));
    }
    if platform == Platform::Linux {
        all.push((Spec::of(Launcher::SystemdUser), "systemd --user"));
    }
    all.push((Spec::of(Launcher::Service), "service"));
    all
}

/// Whether an editor with a terminal of its own is to be expected: on macOS always, on Linux where there is a trace of one.
fn has_editor(machine: &dyn Machine) -> bool {
    let home = &machine.facts().user.home;
    let own = [".vscode", ".vscode-server", ".config/Code", ".config/VSCodium", ".config/Cursor"];
    let whole = ["/usr/bin/code", "/usr/bin/codium", "/usr/share/code", "/snap/bin/code"];
    machine.platform() == Platform::MacOs
        || own.iter().any(|name| machine.exists(&format!("{home}/{name}")))
        || whole.iter().any(|path| machine.exists(path))
}

/// Whether the user has set tmux up.
fn has_tmux(machine: &dyn Machine) -> bool {
    let home = &machine.facts().user.home;
    let own = [".tmux.conf", ".config/tmux/tmux.conf"];
    own.iter().any(|name| machine.exists(&format!("{home}/{name}")))
}

/// A session by its name and by what is typed in place of a launcher.
fn spec(name: Option<&str>, by: Option<&Arc<Typed>>, platform: Platform) -> Result<Spec, Refusal> {
    let Some(typed) = by else { return Spec::parse(name.unwrap_or_default(), platform) };
    let Some(name) = name else { return Ok(Spec::typed(typed)) };
    if name.contains('@') {
        return Err(Refusal::Malformed {
            text: name.to_owned(),
            problem: format!("--by '{}' stands in place of a launcher", typed.text),
        });
    }
    Ok(Spec::parse(name, platform)?.by(typed, name.contains(':')))
}

/// Every shell the machine has: the user's own, then the others in the order of the registry.
pub(super) fn default_names(stage: &Stage) -> Vec<String> {
    let machine = stage.machine();
    let facts = machine.facts();
    let own = own_shell(machine).filter(|_| !facts.platform.is_windows());
    let there = shells::ALL.iter().filter(|shell| shell.installed(facts).is_some());
    let mut names: Vec<String> = there.map(|shell| shell.name().to_owned()).collect();
    if let Some(at) = own.and_then(|own| names.iter().position(|name| name == own.name())) {
        names[..=at].rotate_right(1);
    }
    names
}
