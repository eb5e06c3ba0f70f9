//! What a statement that is not followed may have changed, and what that leaves known.

use std::rc::Rc;

use super::Table;
use crate::value::Unknown;

/// A statement that envsim does not follow although it runs in the session itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Why it is not followed, its place, and what the user can give to settle it.
    pub unknown: Rc<Unknown>,
    /// What it may have changed.
    pub reach: Reach,
}

/// What a statement may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All that the session has: variables, aliases, functions, options, the directory.
    Everything,
    /// These and nothing else; a name that ends in `*` stands for all that begin so, and a command that
    /// begins with `+` is made where there is none and never replaced.
    Only {
        /// Variables.
        variables: Vec<Rc<str>>,
        /// Aliases and functions.
        commands: Vec<Rc<str>>,
    },
    /// Nothing that the session itself has, but files, registry values or what comes later.
    Outside,
}

/// What the prompt of every shell is made of.
const PROMPT: &[&str] = &[
    "PROMPT_COMMAND",
    "PS0",
    "PS1",
    "PS2",
    "PS3",
    "PS4",
    "PROMPT",
    "PROMPT2",
    "PROMPT3",
    "PROMPT4",
    "RPROMPT",
    "RPS1",
    "RPS2",
    "prompt",
    "precmd_functions",
    "preexec_functions",
    "chpwd_functions",
    "bash_preexec_imported",
    "__bp_*",
    "_",
];

impl Reach {
    /// These, and what every prompt is made of.
    pub fn with_prompt(commands: &[&str], variables: &[&str]) -> Self {
        let shared = |names: &[&str]| names.iter().map(|&name| Rc::from(name)).collect();
        let variables = [PROMPT, variables].concat();
        Self::Only { variables: shared(&variables), commands: shared(commands) }
    }

    /// What either may have changed.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Outside, one) | (one, Self::Outside) => one,
            (
                Self::Only { mut variables, mut commands },
                Self::Only { variables: more, commands: others },
            ) => {
                variables.extend(more);
                commands.extend(others);
                Self::Only { variables, commands }
            }
        }
    }
}

impl Doubt {
    /// A statement that may have changed everything.
    pub fn total(unknown: impl Into<Rc<Unknown>>) -> Rc<Self> {
        Rc::new(Self { unknown: unknown.into(), reach: Reach::Everything })
    }

    /// Whether it may have changed everything.
    pub fn is_total(&self) -> bool {
        self.reach == Reach::Everything
    }

    /// Whether it may have made a variable, an alias or a function that nobody knows of.
    pub fn makes_names(&self) -> bool {
        self.reach != Reach::Outside
    }

    /// Whether it may have made an alias or a function that nobody knows of.
    pub fn makes_commands(&self) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Only { commands, .. } => !commands.is_empty(),
            Reach::Outside => false,
        }
    }

    /// Whether a variable of that name may have been written or taken away.
    pub fn reaches_variable(&self, name: &str) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Only { variables, .. } => variables.iter().any(|one| covers(one, name)),
            Reach::Outside => false,
        }
    }

    /// Whether an alias or function of that name may have been made or taken away.
    pub fn reaches_command(&self, name: &str) -> bool {
        self.reaches(name, |pattern| pattern.strip_prefix('+').unwrap_or(pattern))
    }

    /// Whether an alias or function of that name that is there may have become another.
    pub fn replaces_command(&self, name: &str) -> bool {
        self.reaches(name, |pattern| pattern)
    }

    /// Of the variables of a table those that may have been written or taken away, where `before` is what
    /// of them a doubt about everything has reached already.
    pub fn variables_of<V>(&self, table: &Table<V>, before: &Table<V>) -> Vec<Rc<str>> {
        match &self.reach {
            Reach::Everything => before.changes(table),
            Reach::Only { variables, .. } => covered(variables, table),
            Reach::Outside => Vec::new(),
        }
    }

    /// The same of aliases or functions that may have become others.
    pub fn commands_of<V>(&self, table: &Table<V>, before: &Table<V>) -> Vec<Rc<str>> {
        match &self.reach {
            Reach::Everything => before.changes(table),
            Reach::Only { commands, .. } => covered(commands, table),
            Reach::Outside => Vec::new(),
        }
    }

    fn reaches(&self, name: &str, meant: impl Fn(&str) -> &str) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Only { commands, .. } => commands.iter().any(|one| covers(meant(one), name)),
            Reach::Outside => false,
        }
    }
}

/// The names of a table that one of these covers.
fn covered<V>(patterns: &[Rc<str>], table: &Table<V>) -> Vec<Rc<str>> {
    let of = |pattern: &Rc<str>| -> Vec<Rc<str>> {
        match pattern.strip_suffix('*') {
            Some(start) => table.beginning(start).map(|(name, _)| name.clone()).collect(),
            None if table.contains_key(pattern) => vec![pattern.clone()],
            None => Vec::new(),
        }
    };
    patterns.iter().flat_map(of).collect()
}

fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    #[test]
    fn a_stated_set_is_all_that_is_doubted() {
        let unknown = Rc::new(Unknown::new("x", Origin::Default("test".into())));
        let reach = Reach::Only {
            variables: vec!["PROMPT_COMMAND".into()],
            commands: vec!["z".into(), "__zoxide_*".into(), "+_*".into()],
        };
        let doubt = Doubt { unknown: unknown.clone(), reach };
        assert!(doubt.reaches_command("z") && doubt.reaches_command("__zoxide_hook"));
        assert!(!doubt.reaches_command("zi") && !doubt.reaches_variable("PATH"));
        assert!(doubt.reaches_command("_git") && !doubt.replaces_command("_git"));
        assert!(doubt.reaches_variable("PROMPT_COMMAND") && !doubt.is_total());
        assert!(Doubt::total(unknown).reaches_variable("PATH"));
    }
}
