//! zsh's tied variables: a scalar that shows an array joined with a separator (zshparam(1), "Tied").

use std::rc::Rc;

/// Scalars and the arrays behind them.
const TIES: &[(&str, &str)] = &[
    ("CDPATH", "cdpath"),
    ("FIGNORE", "fignore"),
    ("FPATH", "fpath"),
    ("MAILPATH", "mailpath"),
    ("MANPATH", "manpath"),
    ("MODULE_PATH", "module_path"),
    ("PATH", "path"),
    ("PSVAR", "psvar"),
];

/// A scalar, its array, the separator, and how many functions were running that it ends with.
type Tie = (String, String, char, usize);

/// The ties of a shell: zsh's own, and those of `typeset -T`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    zsh: bool,
    more: Rc<Vec<Tie>>,
}

impl Ties {
    /// Those that are there from the start.
    pub fn new(zsh: bool) -> Self {
        Self { zsh, more: Rc::default() }
    }

    /// Ties two names until so many functions are left.
    pub fn tie(&mut self, scalar: &str, array: &str, separator: char, level: usize) {
        let more = Rc::make_mut(&mut self.more);
        more.retain(|(one, other, _, own)| *own != level || one != scalar && other != array);
        more.push((scalar.to_owned(), array.to_owned(), separator, level));
    }

    /// Forgets what was tied in functions that have ended.
    pub fn leave(&mut self, level: usize) {
        if self.more.iter().any(|(.., own)| *own > level) {
            Rc::make_mut(&mut self.more).retain(|(.., own)| *own <= level);
        }
    }

    /// Those that are there from the start: scalars, and the arrays behind them.
    pub fn own(&self) -> &'static [(&'static str, &'static str)] {
        if self.zsh { TIES } else { &[] }
    }

    /// The array behind a scalar.
    pub fn array_of(&self, scalar: &str) -> Option<&str> {
        let own = TIES.iter().filter(|_| self.zsh).find(|(name, _)| *name == scalar);
        own.map(|(_, array)| *array).or_else(|| {
            self.more
                .iter()
                .rev()
                .find(|(name, ..)| name == scalar)
                .map(|(_, array, ..)| array.as_str())
        })
    }

    /// The scalar in front of an array.
    pub fn scalar_of(&self, array: &str) -> Option<&str> {
        let own = TIES.iter().filter(|_| self.zsh).find(|(_, name)| *name == array);
        own.map(|(scalar, _)| *scalar).or_else(|| {
            let tie = self.more.iter().rev().find(|(_, name, ..)| name == array);
            tie.map(|(scalar, ..)| scalar.as_str())
        })
    }

    /// What stands between the elements in the scalar.
    pub fn separator(&self, scalar: &str) -> char {
        let tie = self.more.iter().rev().find(|(name, ..)| name == scalar);
        tie.map_or(':', |(_, _, separator, _)| *separator)
    }
}
