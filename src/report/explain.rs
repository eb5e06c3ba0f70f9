//! `explain`: what a name leads to in every session, as a command and as a variable.

mod typed;

pub use typed::note_of_prompt;

use super::env::{EnvVariable, PathEntry, path, variable};
use super::identity::Identity;
use super::{Asked, Origin, Perhaps, Setting, Why};
use crate::callers::{Asker, Caller, Child};
use crate::environment::Environment;
use crate::machine::{Kind, Machine, Platform, wow64};
pub use crate::programs::shims::Chain;
pub use crate::resolve::Near;
use crate::resolve::{self, nearest};
use crate::session::Session;
use crate::shells::{self, Doubt, End, Lookup, Outcome, Verdict};
use crate::value;

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
    /// The variable; `None` where it is not set.
    pub variable: Option<EnvVariable>,
    /// The entries of PATH; empty for every other variable.
    pub entries: Vec<PathEntry>,
    /// Why it may be set all the same.
    pub may_be_set: Option<Why>,
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
        let mut all: Vec<&Why> = Vec::new();
        for why in commands.chain(variables) {
            if !all.contains(&why) {
                all.push(why);
            }
        }
        all
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
        let mut all: Vec<&Why> = Vec::new();
        for why in self.doubt.iter().chain(conditions) {
            if !all.contains(&why) {
                all.push(why);
            }
        }
        all
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

/// What the sessions make of a name.
pub fn answer(name: &str, asked: &[Asked]) -> Answer {
    let mut sessions: Vec<Resolved> = asked.iter().map(|one| decided(name, *one)).collect();
    compare(&mut sessions, name, asked);
    let agree = sessions.windows(2).all(|pair| same(&pair[0], &pair[1]));
    let command = sessions.iter().any(Resolved::is_found);
    Answer {
        name: name.to_owned(),
        variables: variables(name, asked, command),
        lines: Vec::new(),
        sessions,
        agree,
    }
}

/// The program that asks: where it is, and what it hands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calling {
    /// Its file.
    pub program: Option<String>,
    /// What the process it starts is given.
    pub child: Child,
}

/// What programs that are not shells make of the name when they are started from a session.
pub fn answer_as(name: &str, callers: &[Caller], from: Asked, calling: &Calling) -> Answer {
    let sessions: Vec<Resolved> =
        callers.iter().map(|caller| called(name, *caller, from, calling)).collect();
    let agree = sessions.windows(2).all(|pair| same(&pair[0], &pair[1]));
    Answer { name: name.to_owned(), variables: Vec::new(), lines: Vec::new(), sessions, agree }
}

fn called(name: &str, caller: Caller, from: Asked, calling: &Calling) -> Resolved {
    let environment = from.session.environment_of_programs();
    if !from.session.machine().platform().is_windows() {
        let lookup = caller.lookup_on_unix(&environment, from.session.machine(), name);
        let label = caller.name();
        return settled(format!("{label} from {}", from.name), label, &lookup, from.session);
    }
    let mut lookup = caller.lookup(&asker(from, &environment, calling), name);
    for variable in ["PATH", "PATHEXT"] {
        let value = environment.exported(variable);
        if let Some(why) = value.and_then(crate::value::Value::why_unknown) {
            lookup.doubts.push(Doubt { unknown: why, before: 0 });
        }
    }
    let label = caller.name();
    let session = format!("{label} from {}", from.name);
    settled(session, label, &lookup, from.session)
}

fn asker<'a>(from: Asked<'a, '_>, environment: &Environment, calling: &Calling) -> Asker<'a> {
    let parent = |file: &String| Some(Platform::Windows.parent(file)?.to_owned());
    let session = from.session;
    let cwd = environment.cwd.text().map(std::borrow::Cow::into_owned);
    let given = session.handed_down();
    Asker {
        machine: session.machine(),
        cwd: cwd.unwrap_or_else(|| session.start().cwd.clone()),
        program_directory: calling.program.as_ref().and_then(parent),
        environment: given
            .into_iter()
            .filter_map(|one| Some((one.name, one.value.text()?.into_owned())))
            .collect(),
        child: calling.child.clone(),
    }
}

pub(super) fn same(left: &Resolved, right: &Resolved) -> bool {
    let certain = left.kind != UNCERTAIN && right.kind != UNCERTAIN;
    let to = |one: &Resolved| one.end().map(str::to_owned);
    match (to(left), to(right)) {
        (Some(left), Some(right)) => certain && same_file(&left, &right),
        (None, None) => certain && left.kind == right.kind && left.text == right.text,
        _ => false,
    }
}

/// Whether two sessions lead to the same for all that is known: what is likely the same is no difference.
pub(super) fn alike(left: &Resolved, right: &Resolved) -> bool {
    if left.kind != UNCERTAIN && right.kind != UNCERTAIN {
        return same(left, right);
    }
    let to = |one: &Resolved| match (&one.likely, one.kind) {
        (Some(way), _) => Some((way.kind, way.path.clone(), way.text.clone())),
        (None, UNCERTAIN) => None,
        (None, kind) => Some((kind, one.path.clone(), one.text.clone())),
    };
    match (to(left), to(right)) {
        (Some((one, path, text)), Some((other, at, words))) => match (&path, &at) {
            (Some(path), Some(at)) => same_file(path, at),
            (None, None) => one == other && text == words,
            _ => false,
        },
        (None, None) => {
            let ways = |one: &Resolved| {
                one.alternatives.iter().map(|way| (way.kind, way.path.clone())).collect::<Vec<_>>()
            };
            ways(left) == ways(right)
        }
        _ => false,
    }
}

/// Windows paths are one whatever their case.
fn same_file(left: &str, right: &str) -> bool {
    let windows = |path: &str| path.as_bytes().get(1) == Some(&b':') || path.starts_with("\\\\");
    left == right || (windows(left) && crate::machine::path::same_name(left, right))
}

fn variables(name: &str, asked: &[Asked], command: bool) -> Vec<InSession> {
    let mut all: Vec<InSession> = asked.iter().map(|one| in_session(name, *one)).collect();
    lacks(&mut all, name, asked);
    let perhaps = |one: &InSession| one.may_be_set.is_some() && spelled_like_a_variable(name);
    let worth = |one: &InSession| one.variable.is_some() || perhaps(one);
    // A name like a variable's that is no command is one that is not set.
    let meant = !command && spelled_like_a_variable(name);
    if meant || all.iter().any(worth) { all } else { Vec::new() }
}

fn in_session(name: &str, asked: Asked) -> InSession {
    let (session, label) = (asked.name.to_owned(), asked.label.to_owned());
    let unset = InSession {
        session,
        label,
        variable: None,
        entries: Vec::new(),
        may_be_set: None,
        lack: None,
    };
    if !asked.session.may_have_variable(name) {
        return unset;
    }
    let environment = asked.session.environment();
    let found = environment.variables.get(name).filter(|found| found.value.is_some());
    InSession {
        variable: found.map(variable),
        entries: match name.eq_ignore_ascii_case("PATH") && found.is_some() {
            true => path(asked.session, &environment),
            false => Vec::new(),
        },
        may_be_set: environment.may_be_set(name).map(|why| Why::new(why)),
        ..unset
    }
}

/// Why a variable is not set where another session has it.
fn lacks(all: &mut [InSession], name: &str, asked: &[Asked]) {
    let mut set = all.iter().zip(asked).filter(|(one, _)| one.variable.is_some());
    let writer = set.find_map(|(_, one)| {
        let environment = one.session.environment();
        let writer = environment.variables.value(name)?.writer()?;
        writer.place().is_some().then_some(writer)
    });
    let Some(writer) = writer else { return };
    for (one, asked) in all.iter_mut().zip(asked).filter(|(one, _)| one.variable.is_none()) {
        one.lack = lacking(asked, Some(name), &writer);
    }
}

fn lacking(asked: &Asked, variable: Option<&str>, writer: &value::Origin) -> Option<Lack> {
    let lack = resolve::lacking(asked.session, variable, writer)?;
    Some(lack.map(|origin| Origin::new(&origin)))
}

/// Names that people give to variables and hardly ever to commands.
fn spelled_like_a_variable(name: &str) -> bool {
    name.contains(|letter: char| letter.is_ascii_uppercase())
        && name.chars().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit() || one == '_')
}

/// What one session makes of a name, without what comes nearest: enough for a comparison of thousands.
pub(super) fn decided(name: &str, asked: Asked) -> Resolved {
    let lookup = asked.session.lookup(name);
    settled(asked.name.to_owned(), asked.label.to_owned(), &lookup, asked.session)
}

/// Where a session finds nothing: why it lacks what another one has, else what comes nearest.
fn compare(sessions: &mut [Resolved], name: &str, asked: &[Asked]) {
    let first = sessions.iter().position(Resolved::has_a_writer);
    let writer = first.and_then(|at| {
        let lookup = asked[at].session.lookup(name);
        lookup.winner().and_then(|winner| Some((winner.path.is_some(), winner.origin.clone()?)))
    });
    for (one, asked) in sessions.iter_mut().zip(asked).filter(|(one, _)| one.kind == NOT_FOUND) {
        if let Some((by_path, writer)) = &writer {
            let list = by_path.then_some("PATH");
            one.lack = lacking(asked, list, writer);
        }
    }
    if sessions.iter().any(|one| one.lack.is_some()) {
        return;
    }
    for (one, asked) in sessions.iter_mut().zip(asked).filter(|(one, _)| !one.is_found()) {
        one.nearest = nearest(asked.session, name, &asked.session.lookup(name));
    }
}

fn settled(session: String, label: String, lookup: &Lookup, from: &Session) -> Resolved {
    let candidates = lookup.candidates.iter().map(candidate).collect();
    let outcome = lookup.outcome();
    let mut resolved = Resolved {
        session,
        label,
        kind: NOT_FOUND,
        path: None,
        blocked: false,
        text: None,
        stage: None,
        reason: String::new(),
        origin: None,
        candidates,
        doubt: outcome.doubt.map(|doubt| Why::new(&doubt.unknown)),
        likely: None,
        alternatives: Vec::new(),
        whatever: outcome.whatever.map(Perhaps::new),
        nearest: Vec::new(),
        lack: None,
        notes: Vec::new(),
        links: Vec::new(),
        chain: Chain::default(),
    };
    decide(&mut resolved, &outcome, from);
    resolved
}

fn decide(resolved: &mut Resolved, outcome: &Outcome<'_>, session: &Session) {
    let [only] = outcome.ends.as_slice() else {
        resolved.kind = UNCERTAIN;
        resolved.alternatives = outcome.ends.iter().map(way).collect();
        let first = resolved.alternatives.iter().find_map(|way| way.when.as_ref());
        resolved.reason = first.map(|when| when.why.reason.clone()).unwrap_or_default();
        return;
    };
    if let Some(doubt) = &resolved.doubt {
        resolved.kind = UNCERTAIN;
        resolved.reason.clone_from(&doubt.reason);
        resolved.likely = Some(way(only));
        return;
    }
    let Some(winner) = only.candidate else {
        resolved.reason = NOTHING.to_owned();
        return;
    };
    resolved.kind = winner.kind.name();
    let blocked = winner.verdict == Verdict::Blocked;
    resolved.blocked = blocked;
    resolved.path = winner.path.clone().filter(|_| !blocked);
    resolved.text = Some(winner.text.clone());
    resolved.stage = Some(winner.stage.describe());
    resolved.reason.clone_from(&winner.reason);
    resolved.origin = winner.origin.as_ref().map(Origin::new);
    if let Some(path) = &winner.path {
        resolved.links = links(session, path);
        resolved.notes = notes(session, path);
        resolved.chain = crate::resolve::shim::chain(session, path);
    }
}

/// What a winner cannot do, and who does not see it.
fn notes(session: &Session, path: &str) -> Vec<String> {
    let machine = session.machine();
    let mut notes = Vec::new();
    let file = machine.platform().file_name(path);
    if !session.shell().runs_in_itself(file) {
        notes.push(format!(
            "{file} runs in a process of its own, and cannot change the variables of this session"
        ));
    }
    let narrow = wow64::redirected(path);
    if machine.platform().is_windows() && narrow != path && !machine.exists(&narrow) {
        notes.push(format!("a 32-bit program does not find it: it looks for {narrow}"));
    }
    notes
}

const NOTHING: &str = "nothing of that name is found";

fn way(end: &End<'_>) -> Way {
    let found = end.candidate;
    Way {
        when: end.when.map(Perhaps::new),
        kind: found.map_or(NOT_FOUND, |one| one.kind.name()),
        path: found.and_then(|one| one.path.clone()),
        text: found.map(|one| one.text.clone()),
        stage: found.map(|one| one.stage.describe()),
        reason: found.map_or_else(|| NOTHING.to_owned(), |one| one.reason.clone()),
        origin: found.and_then(|one| one.origin.as_ref()).map(Origin::new),
    }
}

/// The chain of symbolic links that begin with this file; only the last part of each path is followed.
fn links(session: &Session, path: &str) -> Vec<String> {
    const MOST: usize = 16;
    let machine = session.machine();
    let platform = machine.platform();
    let mut chain = vec![path.to_owned()];
    while chain.len() < MOST {
        let here = chain.last().cloned().unwrap_or_default();
        if machine.link_status(&here).map(|status| status.kind) != Ok(Kind::Symlink) {
            break;
        }
        let Ok(target) = machine.read_link(&here) else { break };
        let directory = platform.parent(&here).unwrap_or_default();
        chain.push(platform.normalize(&platform.join(directory, &target)));
    }
    if let (Ok(real), Some(last)) = (machine.real_path(path), chain.last()) {
        // A directory's spelling on disk is no link.
        let key = |path: &str| platform.key(path, machine.facts().ignores_case);
        if key(&real) != key(last) {
            chain.push(real);
        }
    }
    if chain.len() > 1 { chain } else { Vec::new() }
}

fn candidate(candidate: &shells::Candidate) -> Candidate {
    Candidate {
        kind: candidate.kind.name(),
        path: candidate.path.clone(),
        text: candidate.text.clone(),
        stage: candidate.stage.describe(),
        verdict: candidate.verdict,
        reason: candidate.reason.clone(),
        origin: candidate.origin.as_ref().map(Origin::new),
        identity: None,
    }
}
