//! `startup`: every file a session considers, read or not, and why.

use std::borrow::Cow;

use super::env::doubts;
use super::{Asked, Setting, Spot, Why};
use crate::environment::Environment;
use crate::machine::Fault;
use crate::session::{Outcome, Session, Taken};
use crate::shells::Flow;
use crate::value;

/// A step of the start.
#[derive(Clone, Debug)]
pub struct Considered {
    /// The file, or what is done.
    pub what: String,
    /// The name as the rule has it, where that differs.
    pub written: Option<String>,
    /// One word: `read`, `missing`, `unreadable`, `skipped`, `not-reached`, `unknown` or `done`.
    pub outcome: &'static str,
    /// Why, where there is something to say.
    pub reason: Option<String>,
    /// The rule's source.
    pub rule: &'static str,
    /// The statement that ended the file before its last line.
    pub left: Option<Spot>,
    /// How many lines stand below that one.
    pub below: usize,
    /// The variables that were written there.
    pub writes: Vec<String>,
    /// The files that it had read, in order.
    pub inside: Vec<Considered>,
}

/// What a file of the launcher's, or a key of the registry, gave to the shell.
#[derive(Clone, Debug)]
pub struct Given {
    /// The file or key.
    pub source: String,
    /// The variables that come from it.
    pub names: Vec<String>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Startup {
    /// The machine.
    pub setting: Setting,
    /// The session's whole name.
    pub session: String,
    /// What people call the shell.
    pub title: &'static str,
    /// The program.
    pub program: String,
    /// Whether it prompts.
    pub interactive: bool,
    /// Its version, where known.
    pub version: Option<String>,
    /// The files and registry keys that decided what the shell was given, before it started.
    pub given: Vec<Given>,
    /// What else is to be known of the way it was started, in a sentence each.
    pub remarks: Vec<String>,
    /// What the shell would have reported while starting.
    pub errors: Vec<(String, Option<Spot>)>,
    /// The steps, in order.
    pub steps: Vec<Considered>,
    /// Why and where the shell ended before its first prompt.
    pub ended: Option<(String, Option<Spot>)>,
    /// What was not followed.
    pub doubts: Vec<Why>,
}

impl Startup {
    /// The start of a session.
    pub fn new(asked: Asked, setting: Setting) -> Self {
        let session = asked.session;
        let installed = &session.start().installed;
        let environment = session.environment();
        let tree = Tree { session, environment: &environment };
        Self {
            setting,
            session: asked.name.to_owned(),
            title: session.shell().title(),
            program: installed.path.clone(),
            interactive: session.start().mode.interactive,
            version: installed.version.clone(),
            given: given(session),
            remarks: session.remarks().to_vec(),
            errors: environment
                .errors
                .iter()
                .map(|error| (error.message.clone(), error.place.as_ref().map(Spot::new)))
                .collect(),
            steps: session.taken().iter().map(|taken| tree.step(taken)).collect(),
            ended: match session.flow() {
                Flow::Next | Flow::Enough { .. } => None,
                Flow::Ended { reason, place } => {
                    Some((reason.clone(), place.as_ref().map(Spot::new)))
                }
            },
            doubts: doubts(&environment),
        }
    }
}

/// What the launcher read, each source once, then what else gave something.
fn given(session: &Session) -> Vec<Given> {
    let mut all: Vec<Given> = Vec::new();
    for source in session.read_by_launcher() {
        if !all.iter().any(|one| one.source == *source) {
            all.push(Given { source: source.clone(), names: Vec::new() });
        }
    }
    for one in &session.start().given {
        for origin in one.value.origins() {
            let source = match &origin {
                value::Origin::Registry { key, .. } => key.to_string(),
                other => match other.place() {
                    Some(place) => place.file().to_owned(),
                    None => continue,
                },
            };
            let at = all.iter().position(|given| given.source == source).unwrap_or_else(|| {
                all.push(Given { source, names: Vec::new() });
                all.len() - 1
            });
            if !all[at].names.contains(&one.name) {
                all[at].names.push(one.name.clone());
            }
        }
    }
    for one in &mut all {
        one.names.sort_by_key(|name| (!name.eq_ignore_ascii_case("PATH"), name.clone()));
    }
    all
}

/// What a session's files did.
struct Tree<'t, 'm> {
    session: &'t Session<'m>,
    environment: &'t Environment,
}

/// Files stand inside one another no deeper than this in the result.
const DEEPEST: usize = 8;
/// How many files are shown below one.
const MOST: usize = 100;

impl Tree<'_, '_> {
    fn step(&self, taken: &Taken) -> Considered {
        let mut step = considered(taken);
        if step.outcome == "read" {
            self.fill(&mut step, DEEPEST);
        }
        step
    }

    fn fill(&self, step: &mut Considered, left: usize) {
        let file = step.what.as_str();
        let place = self.session.left().iter().rfind(|place| place.file() == file);
        step.left = place.map(Spot::new);
        step.below = place.map_or(0, |place| {
            let text = place.source.text();
            text.lines().count().saturating_sub(place.line() as usize)
        });
        step.writes = self.writes(file);
        if left == 0 {
            return;
        }
        let below = self.session.opened().iter().filter(|one| one.from.file() == file);
        let rule = step.rule;
        let mut inside: Vec<Considered> = Vec::new();
        for one in below.take(MOST) {
            let mut step = Considered {
                what: one.path.clone(),
                written: None,
                outcome: if one.fault.is_some() { "missing" } else { "read" },
                reason: one
                    .fault
                    .as_ref()
                    .filter(|fault| **fault != Fault::NotFound)
                    .map(ToString::to_string),
                rule,
                left: None,
                below: 0,
                writes: Vec::new(),
                inside: Vec::new(),
            };
            // A file that reads itself stands there once.
            if one.fault.is_none() && one.path != file {
                self.fill(&mut step, left - 1);
            }
            inside.push(step);
        }
        step.inside = inside;
    }

    /// PATH first, then the others by name.
    fn writes(&self, file: &str) -> Vec<String> {
        let of_file =
            |origin: &value::Origin| origin.place().is_some_and(|place| place.file() == file);
        let mut names: Vec<String> = self
            .environment
            .variables
            .iter()
            .filter(|one| one.exported && one.history.iter().any(|write| of_file(&write.origin)))
            .map(|one| one.name.clone())
            .collect();
        names.sort_by_key(|name| (!name.eq_ignore_ascii_case("PATH"), name.clone()));
        names
    }
}

fn considered(taken: &Taken) -> Considered {
    let (outcome, reason) = match &taken.outcome {
        Outcome::Read => ("read", None),
        Outcome::Missing => ("missing", None),
        Outcome::Unreadable(fault) => ("unreadable", Some(fault.to_string())),
        one @ (Outcome::Skipped(_) | Outcome::Mistaken(_) | Outcome::Hidden(_)) => {
            ("skipped", one.left_out().map(Cow::into_owned))
        }
        Outcome::NotReached(reason) => ("not-reached", Some(reason.clone())),
        Outcome::Unknown(reason) => ("unknown", Some(reason.clone())),
        Outcome::Done => ("done", None),
    };
    Considered {
        what: taken.what.clone(),
        written: taken.written.clone(),
        outcome,
        reason,
        rule: taken.rule,
        left: None,
        below: 0,
        writes: Vec::new(),
        inside: Vec::new(),
    }
}
