//! What a caller hands to the process it starts: another environment, another directory.

use super::Asker;
use super::paths::absolute;
use crate::machine::path::same_name;

/// What differs between the caller and what it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Child {
    /// What is laid over the caller's environment, in order; `None` takes away.
    pub changes: Vec<(String, Option<String>)>,
    /// Nothing of the caller's is handed on.
    pub clear: bool,
    /// Its directory, perhaps seen from the caller's.
    pub cwd: Option<String>,
}

impl Child {
    /// The last change of a name that leaves it a value.
    pub(super) fn changed(&self, name: &str) -> Option<&str> {
        let mut of = self.changes.iter().rev().filter(|(known, _)| same_name(known, name));
        of.next()?.1.as_deref()
    }

    /// Whether it gets another environment than the caller's.
    fn has_environment(&self) -> bool {
        self.clear || !self.changes.is_empty()
    }
}

impl<'a> Asker<'a> {
    /// The process itself with the child's environment and directory: what a caller is that changes its own for the
    /// time of the start.
    pub(super) fn as_child(&self) -> Asker<'a> {
        let mut environment = match self.child.clear {
            true => Vec::new(),
            false => self.environment.clone(),
        };
        for (name, value) in &self.child.changes {
            environment.retain(|(known, _)| !same_name(known, name));
            environment.extend(value.iter().map(|value| (name.clone(), value.clone())));
        }
        Asker { cwd: self.child_cwd(), environment, ..self.clone() }
    }
}

impl Asker<'_> {
    /// The directory the child begins in.
    pub(super) fn child_cwd(&self) -> String {
        match &self.child.cwd {
            Some(cwd) => absolute(&self.cwd, cwd),
            None => self.cwd.clone(),
        }
    }

    /// The names and values of the child, as a program without a rule of its own for letter case lays them out:
    /// a change takes the place of the same spelling and drives out every other one.
    fn child_block(&self) -> Vec<(&str, &str)> {
        let changes = &self.child.changes;
        let own = self.environment.iter().filter(|(name, _)| {
            let mut same = changes.iter().filter(|(known, _)| same_name(known, name)).peekable();
            !self.child.clear && (same.peek().is_none() || same.any(|(known, _)| known == name))
        });
        let mut block: Vec<(&str, &str)> =
            own.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for (name, value) in changes {
            let at = block.iter().position(|(known, _)| known == name);
            match (value, at) {
                (Some(value), Some(at)) => block[at].1 = value,
                (Some(value), None) => block.push((name, value)),
                (None, Some(at)) => {
                    block.remove(at);
                }
                (None, None) => {}
            }
        }
        block
    }

    /// The PATH of the block Node hands over: of several spellings the first in the order of the alphabet.
    pub(super) fn child_path_of_node(&self) -> Option<&str> {
        let block = self.child_block();
        let paths = block.into_iter().filter(|(name, _)| same_name(name, "PATH"));
        paths.min_by_key(|(name, _)| *name).map(|(_, value)| value)
    }

    /// The PATH that cross-spawn reads from `options.env`: 7 takes the last spelling, 6 the caller's own only.
    pub(super) fn child_path_of_cross_spawn(&self, major: u32) -> Option<&str> {
        if !self.child.has_environment() {
            return None;
        }
        let mut own = self.environment.iter().map(|(name, _)| name.as_str());
        let own = own.rfind(|name| same_name(name, "PATH"));
        let block = self.child_block();
        let counts = |name: &str| match own {
            Some(own) if major < 7 => name == own,
            _ => same_name(name, "PATH"),
        };
        block.into_iter().rfind(|(name, _)| counts(name)).map(|(_, value)| value)
    }
}
