//! What a command's name leads to: one search in PowerShell's order (`CommandSearcher.cs`,
//! `MoveNext`). What happens around the search, `Get-` and modules, is in [`discovery`].

pub mod directories;
pub mod discovery;
pub mod external;
pub mod files;
pub mod listing;
pub mod names;
pub mod pattern;
pub mod session;
pub mod shape;
pub mod windows;

use std::rc::Rc;

use super::evaluator::{Evaluator, costs};
use super::object::command::Found;
use super::object::convert::unknown_here;
use super::patterns::wildcard::Wildcard;
use crate::machine::path::folded;
use crate::value::{Unknown, Value};

/// The kinds of commands that are wanted (`CommandTypes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Aliases.
    pub aliases: bool,
    /// Functions and filters.
    pub functions: bool,
    /// Cmdlets.
    pub cmdlets: bool,
    /// `.ps1` files.
    pub scripts: bool,
    /// Every other file.
    pub applications: bool,
}

impl Kinds {
    /// All of them.
    pub const ALL: Self =
        Self { aliases: true, functions: true, cmdlets: true, scripts: true, applications: true };
    /// None of them.
    pub const NONE: Self = Self {
        aliases: false,
        functions: false,
        cmdlets: false,
        scripts: false,
        applications: false,
    };
    /// What Start-Process looks for.
    pub const FILES: Self = Self { scripts: true, applications: true, ..Self::NONE };

    /// The value of `-CommandType`; `None` for a word that is none of its names.
    pub fn parse(words: &str) -> Option<Self> {
        let mut kinds = Self::NONE;
        for word in words.split(',').map(|word| word.trim().to_ascii_lowercase()) {
            match word.as_str() {
                "all" => kinds = Self::ALL,
                "alias" => kinds.aliases = true,
                "function" | "filter" => kinds.functions = true,
                "cmdlet" => kinds.cmdlets = true,
                "externalscript" => kinds.scripts = true,
                "application" => kinds.applications = true,
                "script" | "configuration" => {}
                _ => return None,
            }
        }
        Some(kinds)
    }

    fn take(self, found: &Found, desktop: bool) -> bool {
        match found {
            Found::Cmdlet { .. } if found.is_stock_function(desktop) => self.functions,
            Found::Alias { .. } => self.aliases,
            Found::Function { .. } => self.functions,
            Found::Cmdlet { .. } => self.cmdlets,
            Found::Script { .. } => self.scripts,
            Found::Application { .. } => self.applications,
        }
    }
}

/// How a search is made (`SearchResolutionOptions`).
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// What may be found.
    pub kinds: Kinds,
    /// The name is a pattern: `Get-Command` and a wildcard.
    pub pattern: bool,
    /// A path is taken literally before its wildcards count: on invocation.
    pub literal_first: bool,
    /// Only the first is wanted.
    pub first_only: bool,
}

impl Question {
    /// The search of an invocation.
    pub const INVOKED: Self =
        Self { kinds: Kinds::ALL, pattern: false, literal_first: true, first_only: true };
}

/// What was found, in order, and why there may be others.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// In PowerShell's order.
    pub found: Vec<Found>,
    /// Why the list may not be complete.
    pub doubt: Option<Rc<Unknown>>,
    /// The name is a pattern PowerShell cannot read (`[` without its end).
    pub bad_pattern: bool,
}

type Step = fn(&mut Evaluator<'_>, &str, Option<&Wildcard>, &Question) -> Vec<Found>;

/// Searches once: aliases, functions, loaded cmdlets, files.
pub fn search(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Answer {
    evaluator.charge(costs::SEARCH);
    let mut answer = Answer::default();
    let (kinds, desktop) = (question.kinds, evaluator.state.desktop);
    // Get-Command compares aliases and functions by pattern even where the name holds none.
    let by_pattern = !question.literal_first && (kinds.aliases || kinds.functions);
    let pattern = if by_pattern { Wildcard::new(name, true) } else { None };
    if by_pattern && pattern.is_none() {
        answer.bad_pattern = true;
        return answer;
    }
    let steps: [Step; 4] =
        [session::aliases, session::functions, session::cmdlets, windows::loaded];
    for step in steps {
        answer.found.extend(step(evaluator, name, pattern.as_ref(), question));
        if question.first_only && !answer.found.is_empty() {
            answer.found.truncate(1);
            return answer;
        }
    }
    if kinds.scripts || kinds.applications {
        let files = external::files(evaluator, name, question);
        answer.doubt = files.doubt;
        answer
            .found
            .extend(files.hits.into_iter().map(Found::from).filter(|one| kinds.take(one, desktop)));
    }
    if question.first_only {
        answer.found.truncate(1);
    }
    answer
}

/// An alias with the command it leads to now, through further aliases and without loading
/// modules (`AliasInfo.ResolvedCommand`); a circle leads nowhere.
pub fn follow(evaluator: &mut Evaluator<'_>, name: String, definition: Value) -> Found {
    let mut seen = vec![folded(&name)];
    let mut next = definition.text().map(|text| text.into_owned());
    let mut target = None;
    while let Some(wanted) = next.take() {
        if seen.contains(&folded(&wanted)) {
            break;
        }
        match evaluator.state.alias(&wanted).cloned() {
            Some(alias) => {
                seen.push(folded(&wanted));
                next = alias.definition.text().map(|text| text.into_owned());
            }
            None => target = search(evaluator, &wanted, &Question::INVOKED).found.pop(),
        }
    }
    Found::Alias { name, definition, target: Box::new(target) }
}

/// Why a PATH that is not known leaves a name open.
fn open(evaluator: &Evaluator<'_>, name: &str) -> Rc<Unknown> {
    unknown_here(
        &format!("depends on whether {name} is on a PATH that is not wholly known"),
        &evaluator.at,
    )
}
