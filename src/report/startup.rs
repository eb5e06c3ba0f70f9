//! `startup`: every file a session considers, read or not, and why.

use super::env::doubts;
use super::{Asked, Setting, Spot, Why};
use crate::session::{Outcome, Taken};
use crate::shells::Flow;

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
    /// Its version, where known.
    pub version: Option<String>,
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
        Self {
            setting,
            session: asked.name.to_owned(),
            title: session.shell().title(),
            program: installed.path.clone(),
            version: installed.version.clone(),
            steps: session.taken().iter().map(considered).collect(),
            ended: match session.flow() {
                Flow::Next => None,
                Flow::Ended { reason, place } => {
                    Some((reason.clone(), place.as_ref().map(Spot::new)))
                }
            },
            doubts: doubts(&session.environment()),
        }
    }
}

fn considered(taken: &Taken) -> Considered {
    let (outcome, reason) = match &taken.outcome {
        Outcome::Read => ("read", None),
        Outcome::Missing => ("missing", None),
        Outcome::Unreadable(fault) => ("unreadable", Some(fault.to_string())),
        Outcome::Skipped(reason) => ("skipped", Some(reason.clone())),
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
    }
}
