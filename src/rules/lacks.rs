//! Who of the sessions lacks what another one has, and why.

use super::directories::outermost;
use super::{Evidence, Subject, path_is_known};
use crate::machine::Platform;
use crate::resolve::{self, Lack};
use crate::shells::Launcher;
use crate::value::Origin;

/// The sessions that are to agree: the user's own shell by every launcher, or all that were asked for.
pub(super) fn team<'a, 's, 'm>(subjects: &'a [Subject<'s, 'm>]) -> Vec<&'a Subject<'s, 'm>> {
    let launched: Vec<_> = subjects.iter().filter(|one| one.beside).collect();
    match subjects.first() {
        // The own shell is opened first; on Windows none is the user's own one.
        Some(own) if !launched.is_empty() && !is_of_windows(own) => {
            std::iter::once(own).chain(launched).collect()
        }
        _ => subjects.iter().collect(),
    }
}

fn is_of_windows(subject: &Subject) -> bool {
    subject.session.machine().platform().is_windows()
}

/// Whether a person sits in the session: what such a session finds is missed elsewhere.
pub(super) fn is_of_a_person(subject: &Subject) -> bool {
    let session = subject.session;
    let mode = session.start().mode;
    let other = matches!(session.spec().launcher, Launcher::Sudo | Launcher::Cron);
    !session.is_program() && !other && (mode.interactive || mode.login)
}

/// Whether the launcher is there at all, so that somebody can miss something.
pub(super) fn counts(subject: &Subject) -> bool {
    let machine = subject.session.machine();
    match subject.session.spec().launcher {
        Launcher::Sudo => ["/etc/sudoers", "/usr/bin/sudo"].iter().any(|one| machine.exists(one)),
        _ => true,
    }
}

/// The desktop that starts a terminal, where it is open what the terminal is given: some read ~/.profile, some do not.
pub(super) fn desktop_of<'a, 's, 'm>(
    team: &[&'a Subject<'s, 'm>],
    terminal: &Subject,
) -> Option<&'a Subject<'s, 'm>> {
    let session = terminal.session;
    let of_terminal = session.spec().launcher == Launcher::Terminal && !session.start().mode.login;
    let linux = session.machine().platform() == Platform::Linux;
    let desktop = |one: &&&Subject| one.session.spec().launcher == Launcher::Gui;
    team.iter().find(desktop).copied().filter(|_| of_terminal && linux)
}

/// Sessions that lack the same for the same reason.
pub(super) struct Lacking {
    /// Their labels.
    pub(super) labels: Vec<String>,
    /// Why; empty where it is not known.
    pub(super) reason: String,
    /// Who decided otherwise.
    pub(super) origin: Option<Origin>,
}

impl Lacking {
    /// What is to be seen there.
    pub(super) fn evidence(&self) -> Option<Evidence> {
        let text = format!("{}: {}", self.labels.join(", "), self.reason);
        let told = Evidence { text, origin: self.origin.clone() };
        (!self.reason.is_empty()).then_some(told)
    }
}

/// Why each of the sessions lacks what that writer gave to another one, like reasons together.
pub(super) fn reasons(
    lackers: &[&Subject],
    variable: &str,
    writer: Option<&Origin>,
) -> Vec<Lacking> {
    let mut all: Vec<Lacking> = Vec::new();
    for one in lackers {
        let lack = writer.and_then(|writer| resolve::lacking(one.session, Some(variable), writer));
        let (reason, origin) = lack.map(|lack| told(lack, variable)).unwrap_or_default();
        let label = one.label.to_owned();
        match all.iter_mut().find(|known| known.reason == reason && known.origin == origin) {
            Some(known) => known.labels.push(label),
            None => all.push(Lacking { labels: vec![label], reason, origin }),
        }
    }
    all
}

fn told(lack: Lack, variable: &str) -> (String, Option<Origin>) {
    match lack {
        Lack::NotRead { file, reason } if reason.is_empty() => {
            (format!("{file} is not read"), None)
        }
        Lack::NotRead { file, reason } => (format!("{file} is not read: {reason}"), None),
        Lack::Returned { file, at, before } => {
            (format!("{file} ends at line {at}, before line {before}"), None)
        }
        Lack::Replaced { file, at, before } => {
            (format!("{file}:{at} replaces the shell, before line {before}"), None)
        }
        Lack::Overwritten { origin } => (format!("{variable} is assigned anew"), Some(origin)),
        Lack::Given { origin, .. } => {
            (format!("the launcher gives a {variable} of its own"), Some(origin))
        }
        Lack::OtherAccount => (
            "HKCU\\Environment is the user's own, and a service has another account".to_owned(),
            None,
        ),
        Lack::OnlyExe => ("a program without a shell is looked for as .exe only".to_owned(), None),
        Lack::NoShell => ("no shell is started, and no profile is read".to_owned(), None),
    }
}

/// What is one cause: the file that began it, or who else wrote it.
pub(super) fn cause(origin: Option<&Origin>) -> String {
    match origin.map(|origin| (outermost(origin), origin)) {
        Some((Some(place), _)) => place.file().to_owned(),
        Some((None, origin)) => format!("{origin:?}"),
        None => String::new(),
    }
}

/// The members whose PATH is known and leads elsewhere only.
pub(super) fn without<'a, 's, 'm>(
    team: &[&'a Subject<'s, 'm>],
    key: &str,
) -> Vec<&'a Subject<'s, 'm>> {
    let given =
        |one: &Subject| desktop_of(team, one).is_some_and(|desktop| !path_is_known(desktop));
    let lacks =
        |one: &&&Subject| counts(one) && path_is_known(one) && !one.leads_to(key) && !given(one);
    team.iter().filter(lacks).copied().collect()
}
