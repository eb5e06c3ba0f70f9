//! What a name could be, in the order a shell considers it.

use std::rc::Rc;

use crate::value::{Origin, Unknown};

/// What sort of thing a command name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CommandKind {
    /// Another name, or text that replaces it; cmd's doskey macros too.
    Alias,
    /// A function of the session.
    Function,
    /// A reserved word.
    Keyword,
    /// A command inside the shell.
    Builtin,
    /// A PowerShell cmdlet.
    Cmdlet,
    /// A script the shell runs itself (`.ps1`).
    Script,
    /// A file.
    Application,
    /// A program registered under App Paths.
    AppPath,
}

impl CommandKind {
    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::Function => "function",
            Self::Keyword => "keyword",
            Self::Builtin => "builtin",
            Self::Cmdlet => "cmdlet",
            Self::Script => "script",
            Self::Application => "application",
            Self::AppPath => "app-path",
        }
    }
}

/// Where a candidate was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The table of aliases or macros.
    Alias,
    /// The table of functions.
    Function,
    /// The reserved words.
    Keyword,
    /// The shell's own commands.
    Builtin,
    /// The loaded cmdlets.
    Cmdlet,
    /// A module that would be loaded for it.
    Module,
    /// The remembered locations (`hash`).
    Hash,
    /// The name is itself a path.
    Direct,
    /// The current directory.
    CurrentDirectory,
    /// Entry `n` of PATH, counted from 1.
    PathEntry(usize),
    /// The App Paths keys of the registry.
    AppPaths,
    /// A directory the system adds (the program's own, `System32`…), in plain words.
    System(&'static str),
}

impl Stage {
    /// What reports call it.
    pub fn describe(&self) -> String {
        match self {
            Self::Alias => "alias".into(),
            Self::Function => "function".into(),
            Self::Keyword => "keyword".into(),
            Self::Builtin => "builtin".into(),
            Self::Cmdlet => "cmdlet".into(),
            Self::Module => "module".into(),
            Self::Hash => "hash table".into(),
            Self::Direct => "path given".into(),
            Self::CurrentDirectory => "current directory".into(),
            Self::PathEntry(number) => format!("PATH entry {number}"),
            Self::AppPaths => "App Paths".into(),
            Self::System(words) => (*words).into(),
        }
    }
}

/// What becomes of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// This one runs.
    Chosen,
    /// It would run if an earlier one did not.
    Shadowed,
    /// It has the name, but the shell does not take it.
    Refused,
    /// The shell takes it and is then forbidden to run it; nothing else is tried.
    Blocked,
    /// It may be the one, depending on something unknown that the reason names.
    Possible,
}

impl Verdict {
    /// Whether the search ends with it.
    fn takes(self) -> bool {
        matches!(self, Self::Chosen | Self::Blocked)
    }

    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chosen => "runs",
            Self::Shadowed => "shadowed",
            Self::Refused => "refused",
            Self::Blocked => "blocked",
            Self::Possible => "possible",
        }
    }
}

/// Something a name could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What sort of thing.
    pub kind: CommandKind,
    /// The machine path of a file, absolute.
    pub path: Option<String>,
    /// How the shell itself writes it: an alias' text, `/mingw64/bin/git`, a cmdlet's name.
    pub text: String,
    /// Where it was found.
    pub stage: Stage,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why, in plain words.
    pub reason: String,
    /// Who made it findable: the writer of the PATH entry, of the alias…
    pub origin: Option<Origin>,
}

/// Something unknown that could change the winner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is unknown.
    pub unknown: Rc<Unknown>,
    /// It stands before the candidate of this index.
    pub before: usize,
}

/// All candidates of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// In the order the shell considers them; at most one is [`Verdict::Chosen`].
    pub candidates: Vec<Candidate>,
    /// Unknowns on the way, in the same order.
    pub doubts: Vec<Doubt>,
}

impl Lookup {
    /// The candidate that takes the name; `None` when nothing does.
    pub fn winner(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.verdict.takes())
    }

    /// The doubt that stands before the winner, where the answer is therefore not certain.
    pub fn doubt(&self) -> Option<&Doubt> {
        let winner = self.candidates.iter().position(|one| one.verdict.takes());
        self.doubts.iter().find(|doubt| winner.is_none_or(|winner| doubt.before <= winner))
    }

    /// Puts a candidate behind the others: the first that is not refused runs, later ones are shadowed.
    pub fn consider(&mut self, mut candidate: Candidate) {
        let taken = self.winner().is_some();
        if candidate.verdict.takes() && taken {
            candidate.verdict = Verdict::Shadowed;
        }
        self.candidates.push(candidate);
    }

    /// Notes that something unknown stands at this point of the search.
    pub fn doubts_here(&mut self, unknown: Rc<Unknown>) {
        self.doubts.push(Doubt { unknown, before: self.candidates.len() });
    }
}
