//! The plain result of every command: what is to be said, without a word about how it looks.
//!
//! Each file beside this one has the result of one command and builds it from
//! sessions. A result holds texts and numbers only; renderers see nothing else.

pub mod check;
pub mod diff;
pub mod env;
pub mod explain;
pub mod go_env;
pub mod identity;
pub mod origin;
pub mod parse;
pub mod programs;
pub mod sessions;
pub mod startup;
pub mod suite;
pub mod text;

use crate::session::Session;

pub use crate::shells::Verdict;
pub use crate::text::Severity;

pub use check::{Check, Pages, Totals};
pub use diff::{Diff, Spread};
pub use env::Env;
pub use explain::Explain;
pub use go_env::GoEnv;
pub use origin::{Origin, Spot};
pub use parse::Parse;
pub use programs::Programs;
pub use sessions::Sessions;
pub use startup::Startup;
pub use suite::Suite;
pub use text::{Perhaps, Text, Why};

/// A session and what reports call it.
#[derive(Clone, Copy)]
pub struct Asked<'s, 'm> {
    /// The whole name: `bash:interactive`, or the name under which a scenario keeps it open.
    pub name: &'s str,
    /// A short name where the mode is what a new terminal gives: `bash`.
    pub label: &'s str,
    /// The session.
    pub session: &'s Session<'m>,
}

/// What a result is about: enough to write paths as people do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The user's home, which text results write as `~`; empty where there is none.
    pub home: String,
    /// The scenario, if the machine is a recorded one.
    pub scenario: Option<String>,
    /// What separates the parts of a path there.
    pub separator: char,
}

/// The result of a command.
#[derive(Clone, Debug)]
pub enum Report {
    /// `explain`.
    Explain(Explain),
    /// `check`.
    Check(Check),
    /// `check` of several machines: what it came to.
    Checked(Totals),
    /// `rule`.
    Pages(Pages),
    /// `diff`.
    Diff(Box<Diff>),
    /// `diff` of one session and every other way to start it.
    Spread(Box<Spread>),
    /// `env`.
    Env(Box<Env>),
    /// `go-env`.
    GoEnv(Box<GoEnv>),
    /// `parse`.
    Parse(Parse),
    /// `sessions`.
    Sessions(Box<Sessions>),
    /// `programs`.
    Programs(Programs),
    /// `startup`.
    Startup(Startup),
    /// `test`.
    Suite(Suite),
    /// A text that is the same in every format: `schema`, `completions`, `man`.
    Verbatim(String),
}

impl Report {
    /// Whether it is a text that is given out as it is, whatever stands in it.
    pub fn is_verbatim(&self) -> bool {
        matches!(self, Self::Verbatim(_))
    }

    /// Whether the command was asked to fail on what it found.
    pub fn failed(&self) -> bool {
        match self {
            Self::Check(check) => check.failed(),
            Self::Suite(suite) => suite.failed(),
            Self::Diff(diff) => diff.fails && !diff.same(),
            Self::Spread(spread) => spread.fails && !spread.same(),
            Self::Parse(parse) => parse.failed(),
            _ => false,
        }
    }

    /// Whether nothing that is not followed could change the answer.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Explain(explain) => explain.answers.iter().all(explain::Answer::is_certain),
            Self::Check(check) => check.doubts.is_empty(),
            Self::Checked(totals) => totals.uncertain == 0,
            Self::Diff(diff) => diff.doubts.is_empty(),
            Self::Spread(spread) => spread.diffs.iter().all(|diff| diff.doubts.is_empty()),
            Self::Env(env) => env.is_certain(),
            Self::GoEnv(result) => result.is_certain(),
            Self::Startup(startup) => startup.doubts.is_empty(),
            Self::Pages(_)
            | Self::Sessions(_)
            | Self::Parse(_)
            | Self::Programs(_)
            | Self::Suite(_)
            | Self::Verbatim(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_can_be_sent_to_another_thread() {
        fn sent<T: Send + Sync + 'static>() {}
        sent::<Report>();
    }
}
