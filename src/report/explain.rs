//! `explain`: what a name leads to in every session, as a command and as a variable.

mod beside;
mod called;
mod lack;
mod moved;
mod same;
mod settled;
mod typed;
mod variables;
mod windows;

pub use called::{Calling, answer_as};
pub(super) use same::{alike, same};
pub(super) use settled::decided;
pub use typed::note_of_prompt;

use indexmap::IndexSet;

use super::env::{EnvVariable, PathEntry};
use super::identity::Identity;
use super::{Asked, Origin, Perhaps, Setting, Why};
use crate::machine::Machine;
pub use crate::programs::shims::Chain;
use crate::resolve;
pub use crate::resolve::Near;
use crate::shells::Verdict;

/// Something the name could be.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// `alias`, `function`, `application`…
    pub kind: &'static str,
    /// The machine path of a file.
    pub path: Option<String>,
    /// How the shell itself writes it.
    pub text: String,
    /// Where it was found.
    pub stage: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who made it findable.
    pub origin: Option<Origin>,
    /// Its bytes, summed up, where that was asked for.
    pub identity: Option<Identity>,
}

/// What a name leads to on one of the ways that are possible.
#[derive(Clone, Debug)]
pub struct Way {
    /// The condition that leads there; `None` where nothing else holds.
    pub when: Option<Perhaps>,
    /// The kind, or `not-found`.
    pub kind: &'static str,
    /// The machine path that runs.
    pub path: Option<String>,
    /// How the shell writes what runs.
    pub text: Option<String>,
    /// Where it was found.
    pub stage: Option<String>,
    /// Why it is this one.
    pub reason: String,
    /// Who made it findable.
    pub origin: Option<Origin>,
}

/// What one session makes of the name.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The session's whole name.
    pub session: String,
    /// Its short name.
    pub label: String,
    /// The winner's kind, `not-found`, or `uncertain` where something unknown may decide otherwise.
    pub kind: &'static str,
    /// The machine path that runs.
    pub path: Option<String>,
    /// The shell takes it and is forbidden to run it.
    pub blocked: bool,
    /// How the shell writes what runs.
    pub text: Option<String>,
    /// Where the winner was found.
    pub stage: Option<String>,
    /// Why it is this one.
    pub reason: String,
    /// Who made it findable.
    pub origin: Option<Origin>,
    /// All of them, in the order the shell considers them.
    pub candidates: Vec<Candidate>,
    /// What is not known and may decide otherwise.
    pub doubt: Option<Why>,
    /// What it would be had the doubt changed nothing; only of an uncertain name.
    pub likely: Option<Way>,
    /// What it is under each condition that cannot be decided; only of an uncertain name.
    pub alternatives: Vec<Way>,
    /// A condition that cannot be decided and makes no difference.
    pub whatever: Option<Perhaps>,
    /// What comes nearest to a name that is not found.
    pub nearest: Vec<Near>,
    /// Why this session lacks what another one has.
    pub lack: Option<Lack>,
    /// What else is to be known of what runs, in a sentence each.
    pub notes: Vec<String>,
    /// The symbolic links from the path to the file that runs, the path itself first.
    pub links: Vec<String>,
    /// The way through links and shims to the file that runs in the end, and why a shim refuses.
    pub chain: Chain,
}

/// A variable of that name in one session.
#[derive(Clone, Debug)]
pub struct InSession {
    /// The session's whole name.
    pub session: String,
    /// Its short name.
    pub label: String,
    /// The variable's name as the session spells it.
    pub name: String,
    /// The variable; `None` where it is not set.
    pub variable: Option<EnvVariable>,
    /// The entries of PATH; empty for every other variable.
    pub entries: Vec<PathEntry>,
    /// Why it may be set all the same.
    pub may_be_set: Option<Why>,
    /// Who has it instead.
    pub nearest: Vec<Near>,
    /// What else is to be known, in a sentence each.
    pub notes: Vec<String>,
    /// Why this session lacks what another one has.
    pub lack: Option<Lack>,
}

/// Why a session lacks what another one has.
pub type Lack = resolve::Lack<Origin>;

/// The answer for one name.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The name.
    pub name: String,
    /// What each session makes of it as a command.
    pub sessions: Vec<Resolved>,
    /// What each session has as a variable; empty where none has it.
    pub variables: Vec<InSession>,
    /// Where a script uses the name, lines counted from 1.
    pub lines: Vec<u32>,
    /// Whether every session leads to the same.
    pub agree: bool,
}

impl Resolved {
    /// The file that runs in the end.
    pub fn end(&self) -> Option<&str> {
        let last = self.chain.steps.last().map(|step| step.path.as_str());
        last.or(self.links.last().map(String::as_str)).or(self.path.as_deref())
    }
}

impl Answer {
    /// Whether the name is a command anywhere.
    pub fn is_command(&self) -> bool {
        self.sessions.iter().any(Resolved::is_found)
    }

    /// Why it is not certain, each reason once.
    pub fn because(&self) -> Vec<&Why> {
        let commands = self.sessions.iter().flat_map(Resolved::because);
        let variables = self.variables.iter().flat_map(|one| {
            let held = one.variable.as_ref().and_then(|variable| variable.value.why.as_ref());
            one.may_be_set.as_ref().or(held)
        });
        each_once(commands.chain(variables))
    }

    /// Whether no session has it, as a command or as a variable.
    pub fn is_nowhere(&self) -> bool {
        let certain = |one: &Resolved| one.is_found() && one.kind != UNCERTAIN;
        !self.sessions.iter().any(certain)
            && self.variables.iter().all(|one| one.variable.is_none())
    }

    /// Whether nothing that is not known could change it.
    pub fn is_certain(&self) -> bool {
        let known = |one: &EnvVariable| one.value.known.is_some() && !one.maybe_unset;
        self.sessions.iter().all(|one| one.kind != UNCERTAIN)
            && self
                .variables
                .iter()
                .all(|one| one.may_be_set.is_none() && one.variable.as_ref().is_none_or(known))
    }
}

fn each_once<'w>(all: impl Iterator<Item = &'w Why>) -> Vec<&'w Why> {
    all.collect::<IndexSet<_>>().into_iter().collect()
}

/// The kind of a name that something unknown may decide otherwise.
pub const UNCERTAIN: &str = "uncertain";
/// The kind of a name that leads nowhere.
pub const NOT_FOUND: &str = "not-found";

impl Resolved {
    /// Whether it leads to something, for all that is known.
    pub fn is_found(&self) -> bool {
        match self.kind {
            UNCERTAIN => {
                let found = |way: &Way| way.kind != NOT_FOUND;
                self.likely.as_ref().is_some_and(found) || self.alternatives.iter().any(found)
            }
            kind => kind != NOT_FOUND,
        }
    }

    /// Whether somebody made it findable, whatever is not known.
    fn has_a_writer(&self) -> bool {
        self.kind != UNCERTAIN && self.origin.is_some()
    }

    /// Why it is uncertain: what was not followed, or the conditions.
    pub fn because(&self) -> Vec<&Why> {
        let conditions = self.alternatives.iter().filter_map(|way| Some(&way.when.as_ref()?.why));
        each_once(self.doubt.iter().chain(conditions))
    }
}

/// The result.
#[derive(Clone, Debug)]
pub struct Explain {
    /// The machine.
    pub setting: Setting,
    /// The script whose commands are explained.
    pub script: Option<String>,
    /// Whether programs that are not shells were asked.
    pub called: bool,
    /// The session of the user's own shell, where it is among those that were asked.
    pub own: Option<String>,
    /// How many of the sessions are shells of a new terminal, where the others are what launchers start.
    pub shells: Option<usize>,
    /// Whether every candidate of every session is shown.
    pub all_candidates: bool,
    /// One answer per name.
    pub answers: Vec<Answer>,
}

impl Answer {
    /// Sums up the bytes of every candidate.
    pub fn identify(&mut self, machine: &dyn Machine) {
        for one in self.sessions.iter_mut().flat_map(|session| session.candidates.iter_mut()) {
            one.identity = one.path.as_deref().map(|path| Identity::of(machine, path));
        }
    }
}

impl Explain {
    /// Whether all that start a shell or program on the machine were asked.
    pub fn asks_launchers(&self) -> bool {
        self.own.is_some() || self.shells.is_some()
    }
}

/// What the sessions make of a name.
pub fn answer(name: &str, asked: &[Asked]) -> Answer {
    answer_beside(name, asked, &[])
}

/// The same, where sessions that nobody asked for may tell what the others lack.
pub fn answer_beside(name: &str, asked: &[Asked], witnesses: &[Asked]) -> Answer {
    compared(name, asked, witnesses, true)
}

/// The same as [`answer`], where nobody asks what comes nearest to a name that is not found.
pub fn answer_alone(name: &str, asked: &[Asked]) -> Answer {
    compared(name, asked, &[], false)
}

fn compared(name: &str, asked: &[Asked], witnesses: &[Asked], near: bool) -> Answer {
    let mut sessions: Vec<Resolved> = asked.iter().map(|one| decided(name, *one)).collect();
    beside::notes(&mut sessions, name, asked);
    lack::compare(&mut sessions, name, asked, witnesses, near);
    let agree = sessions.windows(2).all(|pair| same(&pair[0], &pair[1]));
    let command = sessions.iter().any(Resolved::is_found);
    Answer {
        name: name.to_owned(),
        variables: variables::variables(name, asked, witnesses, command),
        lines: Vec::new(),
        sessions,
        agree,
    }
}
