//! zsh's searches in subscripts: `$a[(r)pattern]` (zshparam(1), "Subscript Flags").

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::pattern::{Characters, Pattern};

/// What a search gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `r`, `R`: the element.
    Value,
    /// `i`, `I`: its index, or key.
    Place,
}

/// A search.
pub struct Search {
    /// What it gives.
    pub wanted: Wanted,
    /// `R`, `I`: the last match instead of the first; of an associative array all.
    pub last: bool,
    sought: Sought,
}

enum Sought {
    Text(String),
    Pattern(Box<Pattern>),
}

impl Search {
    /// Whether a text is what is sought; `None` where the pattern took too long.
    pub fn holds(&self, text: &str) -> Option<bool> {
        match &self.sought {
            Sought::Text(sought) => Some(text == sought),
            Sought::Pattern(pattern) => {
                let holds = pattern.matches(text);
                (!pattern.gave_up()).then_some(holds)
            }
        }
    }
}

impl Evaluator<'_> {
    /// Reads `(r)pattern` and the like; `None` for other flags and for no flags.
    pub(in crate::shells::posix) fn search(&self, key: &str) -> Option<Search> {
        let (flags, sought) = key.strip_prefix('(')?.split_once(')')?;
        let mut search =
            Search { wanted: Wanted::Value, last: false, sought: Sought::Text(sought.to_owned()) };
        let (mut exact, mut searches) = (false, false);
        for flag in flags.chars() {
            match flag {
                'r' | 'R' => search.wanted = Wanted::Value,
                'i' | 'I' => search.wanted = Wanted::Place,
                'e' => exact = true,
                _ => return None,
            }
            if flag != 'e' {
                searches = true;
                search.last = flag.is_ascii_uppercase();
            }
        }
        if !searches {
            return None;
        }
        if !exact {
            let characters: Characters = sought.chars().map(|letter| (letter, false)).collect();
            let pattern = Pattern::new(&characters, self.pattern_syntax(false))?;
            search.sought = Sought::Pattern(Box::new(pattern));
        }
        Some(search)
    }
}
