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

/// The ties of a shell: zsh's own, and those of `typeset -T`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    zsh: bool,
    more: Rc<Vec<(String, String, char)>>,
}

impl Ties {
    /// Those that are there from the start.
    pub fn new(zsh: bool) -> Self {
        Self { zsh, more: Rc::default() }
    }

    /// Ties two names.
    pub fn tie(&mut self, scalar: &str, array: &str, separator: char) {
        let more = Rc::make_mut(&mut self.more);
        more.retain(|(one, other, _)| one != scalar && other != array);
        more.push((scalar.to_owned(), array.to_owned(), separator));
    }

    /// The array behind a scalar.
    pub fn array_of(&self, scalar: &str) -> Option<&str> {
        let own = TIES.iter().filter(|_| self.zsh).find(|(name, _)| *name == scalar);
        own.map(|(_, array)| *array).or_else(|| {
            self.more.iter().find(|(name, ..)| name == scalar).map(|(_, array, _)| array.as_str())
        })
    }

    /// The scalar in front of an array.
    pub fn scalar_of(&self, array: &str) -> Option<&str> {
        let own = TIES.iter().filter(|_| self.zsh).find(|(_, name)| *name == array);
        own.map(|(scalar, _)| *scalar).or_else(|| {
            self.more.iter().find(|(_, name, _)| name == array).map(|(scalar, ..)| scalar.as_str())
        })
    }

    /// What stands between the elements in the scalar.
    pub fn separator(&self, scalar: &str) -> char {
        self.more.iter().find(|(name, ..)| name == scalar).map_or(':', |(.., separator)| *separator)
    }
}
