//! What a name could be, in the order a shell considers it.

use std::rc::Rc;

use crate::value::{Origin, Unknown, When};

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
    /// The condition under which it is there at all.
    pub when: Option<When>,
}

impl Candidate {
    /// Whether both lead to the same thing.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.path, &other.path) {
            (None, None) => (self.kind, &self.text) == (other.kind, &other.text),
            (left, right) => left == right,
        }
    }
}

/// Something unknown that could change the winner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is unknown.
    pub unknown: Rc<Unknown>,
    /// It stands before the candidate of this index.
    pub before: usize,
}

/// One way a look-up may end.
#[derive(Clone, Copy, Debug)]
pub struct End<'l> {
    /// The condition that leads there; `None` where nothing else holds.
    pub when: Option<&'l When>,
    /// What takes the name then; `None` where nothing does.
    pub candidate: Option<&'l Candidate>,
}

/// What a look-up comes to.
#[derive(Clone, Debug)]
pub struct Outcome<'l> {
    /// One end where no condition matters, else one for each that does.
    pub ends: Vec<End<'l>>,
    /// What may have changed the answer.
    pub doubt: Option<&'l Doubt>,
    /// A condition that was met on the way and does not matter: it leads to the same.
    pub whatever: Option<&'l When>,
}

impl<'l> Outcome<'l> {
    /// Whether there is only one end and nothing that may have changed it.
    pub fn is_certain(&self) -> bool {
        self.ends.len() == 1 && self.doubt.is_none()
    }

    fn settle(&mut self) {
        let same = |one: &End<'_>, other: &End<'_>| match (one.candidate, other.candidate) {
            (Some(one), Some(other)) => one.is_same(other),
            (None, None) => true,
            _ => false,
        };
        if self.ends.windows(2).all(|pair| same(&pair[0], &pair[1])) {
            self.whatever = self.ends.first().and_then(|end| end.when);
            self.ends.drain(..self.ends.len() - 1);
            if let Some(end) = self.ends.first_mut() {
                end.when = None;
            }
        }
    }
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

    /// How the search may end: under each condition that matters, and otherwise.
    pub fn outcome(&self) -> Outcome<'_> {
        let winner = self.candidates.iter().position(|one| one.verdict.takes());
        let upto = winner.unwrap_or(self.candidates.len());
        let mut ends: Vec<End<'_>> = Vec::new();
        let mut exhausted = false;
        for candidate in &self.candidates[..upto] {
            let Some(when) = candidate.when.as_ref() else { continue };
            if candidate.verdict != Verdict::Possible
                || ends.iter().any(|end| end.when == Some(when))
            {
                continue;
            }
            exhausted = ends.iter().any(|end| end.when.is_some_and(|one| one.complements(when)));
            ends.push(End { when: Some(when), candidate: Some(candidate) });
            if exhausted {
                break;
            }
        }
        if !exhausted {
            let candidate = winner.map(|winner| &self.candidates[winner]);
            ends.push(End { when: None, candidate });
        }
        let mut outcome = Outcome { ends, doubt: self.doubt(), whatever: None };
        outcome.settle();
        outcome
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
        } else if candidate.verdict.takes() && candidate.when.is_some() {
            candidate.verdict = Verdict::Possible;
        }
        self.candidates.push(candidate);
    }

    /// Notes that something unknown stands at this point of the search.
    pub fn doubts_here(&mut self, unknown: Rc<Unknown>) {
        self.doubts.push(Doubt { unknown, before: self.candidates.len() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(reason: &str) -> Rc<Unknown> {
        Rc::new(Unknown::new(reason, Origin::Default("test".into())))
    }

    fn file(path: &str, when: Option<When>) -> Candidate {
        Candidate {
            kind: CommandKind::Application,
            path: Some(path.into()),
            text: path.into(),
            stage: Stage::Direct,
            verdict: Verdict::Chosen,
            reason: String::new(),
            origin: None,
            when,
        }
    }

    fn ends(lookup: &Lookup) -> Vec<(Option<String>, Option<String>)> {
        let outcome = lookup.outcome();
        let words = |end: &End<'_>| end.when.map(|when| when.words.to_string());
        let path = |end: &End<'_>| end.candidate.and_then(|one| one.path.clone());
        outcome.ends.iter().map(|end| (words(end), path(end))).collect()
    }

    fn when(condition: &Rc<Unknown>, words: &str) -> Option<When> {
        Some(When { condition: condition.clone(), words: words.into() })
    }

    #[test]
    fn a_condition_matters_only_where_it_leads_elsewhere() {
        let condition = why("c");
        let mut lookup = Lookup::default();
        lookup.consider(file("/a", when(&condition, "c")));
        lookup.consider(file("/b", None));
        lookup.consider(file("/c", None));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(ends(&lookup), [(some("c"), some("/a")), (None, some("/b"))]);
        let verdicts: Vec<_> = lookup.candidates.iter().map(|one| one.verdict).collect();
        assert_eq!(verdicts, [Verdict::Possible, Verdict::Chosen, Verdict::Shadowed]);
        let mut either = Lookup::default();
        either.consider(file("/a", when(&condition, "c")));
        either.consider(file("/a", None));
        assert_eq!(ends(&either), [(None, some("/a"))]);
        assert!(either.outcome().is_certain() && either.outcome().whatever.is_some());
    }

    #[test]
    fn both_sides_of_a_condition_leave_no_other_way() {
        let condition = why("c");
        let mut lookup = Lookup::default();
        lookup.consider(file("/a", when(&condition, "c")));
        lookup.consider(file("/b", when(&condition, "not c")));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(ends(&lookup), [(some("c"), some("/a")), (some("not c"), some("/b"))]);
    }

    #[test]
    fn what_is_found_before_a_doubt_is_certain() {
        let mut lookup = Lookup::default();
        lookup.consider(file("/a", None));
        lookup.doubts_here(why("d"));
        assert!(lookup.outcome().is_certain());
        let mut doubted = Lookup::default();
        doubted.doubts_here(why("d"));
        doubted.consider(file("/a", None));
        assert!(!doubted.outcome().is_certain());
    }
}
