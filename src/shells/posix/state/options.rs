//! The options that change what a profile means.

use indexmap::IndexSet;

/// `set -o`, `shopt` and `setopt` options; names in lower case without underscores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    on: IndexSet<String>,
    /// `set -a`.
    pub allexport: bool,
    /// Whether the shell is interactive.
    pub interactive: bool,
    /// Whether it is a login shell.
    pub login: bool,
}

impl Options {
    /// Whether an option is on.
    pub fn has(&self, name: &str) -> bool {
        self.on.contains(name)
    }

    /// Turns an option on or off.
    pub fn turn(&mut self, name: &str, on: bool) {
        if name == "allexport" {
            self.allexport = on;
        }
        if on {
            self.on.insert(name.to_owned());
        } else {
            self.on.shift_remove(name);
        }
    }

    /// The option's name and whether it is turned on, from zsh's spellings (`NO_NOMATCH`, `nullglob`).
    pub fn zsh_name(text: &str, on: bool) -> (String, bool) {
        let plain: String =
            text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
        // `notify` and `nomatch` begin with `no` themselves.
        match plain.strip_prefix("no") {
            Some(rest) if !matches!(plain.as_str(), "nomatch" | "notify") => (rest.to_owned(), !on),
            _ => (plain, on),
        }
    }
}
