//! Why one session lacks what another one has: the file that would have brought it, and what became of that file here.

use crate::session::{Outcome, Session, Taken};
use crate::shells::Launcher;
use crate::text::Place;
use crate::value::{Origin, Value};

/// Why something is not there; reports write its origins in their own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack<O = Origin> {
    /// The file is not read here.
    NotRead {
        /// Its path.
        file: String,
        /// Why, a sentence without a full stop; empty where this shell knows no such file.
        reason: String,
    },
    /// The file is read, and ends before the line.
    Returned {
        /// Its path.
        file: String,
        /// The line of the `return`.
        at: u32,
        /// The line that is not reached.
        before: u32,
    },
    /// The file is read, and another program replaces the shell before the line.
    Replaced {
        /// Its path.
        file: String,
        /// The line of the `exec`.
        at: u32,
        /// The line that is not reached.
        before: u32,
    },
    /// A later statement assigns the list anew, without it.
    Overwritten {
        /// The statement.
        origin: O,
    },
    /// The launcher gives a list of its own.
    Given {
        /// Who wrote it.
        origin: O,
        /// The list.
        text: Option<String>,
    },
    /// No shell stands between the launcher and the program.
    NoShell,
    /// It is the user's own in the registry, and another account's service is asked.
    OtherAccount,
    /// Its directory is on PATH, and a program of Windows looks for `NAME.exe` only.
    OnlyExe,
}

impl<O> Lack<O> {
    /// The same with its origins written in another way.
    pub fn map<P>(self, origin_of: impl FnOnce(O) -> P) -> Lack<P> {
        match self {
            Self::NotRead { file, reason } => Lack::NotRead { file, reason },
            Self::Returned { file, at, before } => Lack::Returned { file, at, before },
            Self::Replaced { file, at, before } => Lack::Replaced { file, at, before },
            Self::Overwritten { origin } => Lack::Overwritten { origin: origin_of(origin) },
            Self::Given { origin, text } => Lack::Given { origin: origin_of(origin), text },
            Self::NoShell => Lack::NoShell,
            Self::OnlyExe => Lack::OnlyExe,
            Self::OtherAccount => Lack::OtherAccount,
        }
    }
}

/// Why the session lacks what that writer gave to another one.
///
/// `variable` is what would lead to it; `None` where the writer defined it in the session itself.
pub fn lacking(session: &Session, variable: Option<&str>, writer: &Origin) -> Option<Lack> {
    // A file that was read and left says more than the list that stands there by then.
    let left = writer.place().filter(|_| !session.is_program());
    if let Some(found) = left.and_then(|place| returned(session, place)) {
        return Some(found);
    }
    let of_user = |key: &str| key.to_ascii_uppercase().starts_with("HKCU");
    if let (Origin::Registry { key, .. }, Launcher::Service) = (writer, session.spec().launcher)
        && of_user(key)
    {
        return Some(Lack::OtherAccount);
    }
    let own = matches!(session.spec().launcher, Launcher::Sudo | Launcher::Cron);
    let given = || variable.and_then(|variable| given(session, variable));
    if let Some(lack) = given().filter(|_| own) {
        return Some(lack);
    }
    let Some(place) = writer.place() else {
        // What the parent process of another session had.
        let anew =
            variable.and_then(|variable| overwritten(session, variable, &|one| one == writer));
        let anew = anew.map(|origin| Lack::Overwritten { origin });
        // What stands in the registry needs no shell to be read.
        let of_shell = session.is_program() && !session.machine().platform().is_windows();
        return anew.or_else(given).or_else(|| of_shell.then_some(Lack::NoShell));
    };
    let outermost = place.via().last().unwrap_or_else(|| place.in_file());
    if let Some(found) = left_out(session, outermost) {
        return Some(found);
    }
    let same = |origin: &Origin| {
        let at = origin.place();
        at.is_some_and(|one| one.in_file().file() == place.file() && one.line() == place.line())
    };
    if let Some(origin) = variable.and_then(|variable| overwritten(session, variable, &same)) {
        return Some(Lack::Overwritten { origin });
    }
    session.is_program().then_some(Lack::NoShell)
}

/// Whether only the ending keeps a program of Windows from a file: CreateProcess adds `.exe` and nothing else
/// (learn.microsoft.com, `CreateProcessW`, lpCommandLine).
pub fn is_only_exe(session: &Session, path: &str) -> bool {
    let platform = session.machine().platform();
    let Some(parent) = platform.parent(path) else { return false };
    let key = |path: &str| platform.key(path.trim_end_matches('\\'), true);
    let on_path = super::path_directories(session).iter().any(|one| key(one) == key(parent));
    let exe = path.to_ascii_lowercase().ends_with(".exe");
    platform.is_windows() && session.is_program() && !exe && on_path
}

/// The launcher gives a list of its own, whatever the user's is.
fn given(session: &Session, variable: &str) -> Option<Lack> {
    let given = session.start().given.iter().find(|one| one.name == variable)?;
    let environment = session.environment();
    let unchanged =
        environment.variables.value(variable).and_then(Value::text) == given.value.text();
    let origin = given.value.writer()?;
    let text = given.value.text().map(std::borrow::Cow::into_owned);
    let told = unchanged && !matches!(origin, Origin::Parent(_) | Origin::Scenario(_));
    told.then_some(Lack::Given { origin, text })
}

/// A step of the plan that was not taken.
fn left_out(session: &Session, place: &Place) -> Option<Lack> {
    let file = place.file();
    if session.has_read(file) {
        return None;
    }
    let of_file = |taken: &&Taken| {
        let written = taken.written.as_deref().unwrap_or(&taken.what);
        taken.what == file || same_file(written, file)
    };
    let taken = session.taken().iter().find(of_file);
    let reason = match taken.map(|taken| &taken.outcome) {
        Some(Outcome::NotReached(reason)) => reason.clone(),
        Some(outcome) if outcome.left_out().is_some() => {
            outcome.left_out().unwrap_or_default().into_owned()
        }
        Some(_) => return None,
        None if session.is_program() => return None,
        None if session.taken().is_empty() => return None,
        None if file.contains("/cron") || file.contains("/at/tabs/") => ONLY_CRON.to_owned(),
        None => String::new(),
    };
    // A file that another one reads may be reached all the same.
    Some(Lack::NotRead { file: file.to_owned(), reason })
}

const ONLY_CRON: &str = "only cron reads it";

/// `~/.bashrc` is `/home/me/.bashrc`.
fn same_file(written: &str, file: &str) -> bool {
    let rest = written.strip_prefix("~/").or_else(|| written.strip_prefix("${ZDOTDIR-$HOME}/"));
    let file = file.replace('\\', "/");
    rest.is_some_and(|rest| file.ends_with(&format!("/{rest}")))
}

/// The statement that wrote the list after that writer had, and left its part out.
fn overwritten(
    session: &Session,
    variable: &str,
    same: &dyn Fn(&Origin) -> bool,
) -> Option<Origin> {
    let environment = session.environment();
    let history = &environment.variables.get(variable)?.history;
    let holds = |value: &Option<Value>| {
        value.as_ref().is_some_and(|value| value.origins().iter().any(same))
    };
    let last = history.iter().rposition(|write| holds(&write.value))?;
    history.get(last + 1).map(|write| write.origin.clone())
}

/// The file was read and the line was not reached.
fn returned(session: &Session, place: &Place) -> Option<Lack> {
    // The innermost file that was read here, seen from the writer.
    let mut chain = std::iter::once(place.in_file()).chain(place.via());
    let line = chain.find(|one| session.has_read(one.file()))?;
    let (file, before) = (line.file().to_owned(), line.line());
    let above = |one: &&Place| one.file() == file && one.line() < before;
    if let Some(at) = session.replaced().iter().find(above).map(Place::line) {
        return Some(Lack::Replaced { file, at, before });
    }
    let at = session.left().iter().rfind(above)?.line();
    Some(Lack::Returned { file, at, before })
}
