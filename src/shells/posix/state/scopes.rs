//! What a function call keeps apart.

use std::rc::Rc;

use super::State;
use super::variables::Variable;

/// The variables a function call keeps apart, to be put back when it returns.
pub type Saved = Vec<(String, Option<Rc<Variable>>)>;

/// Where the last `getopts` stopped, and the OPTIND it left: with another one it begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The word, counted from 1.
    pub word: usize,
    /// The next letter in it; 0 before the first.
    pub letter: usize,
    /// OPTIND as it was left.
    pub shown: usize,
}

impl State {
    /// Begins a function call's own variables, in dash its own `getopts` too (eval.c, `evalfun`).
    pub fn enter(&mut self) {
        self.locals.push(Rc::default());
        if self.dialect.is_dash() {
            self.cursor = Cursor { word: 1, letter: 0, ..self.cursor };
        }
    }

    /// `getopts` goes on where it was before a call; bash has one place for all.
    pub fn ends_options(&mut self, before: Cursor) {
        if self.dialect.is_bash() {
            return;
        }
        self.cursor = before;
        // dash's functions leave OPTIND as they set it and begin again where the caller was.
        let shown = self.value("OPTIND").and_then(|value| value.text()?.parse().ok());
        if let (true, Some(shown)) = (self.dialect.is_dash(), shown) {
            self.cursor.shown = shown;
        }
    }

    /// Makes OPTIND a zsh function's own (exec.c, `doshfunc`); whether it was not yet.
    pub fn begins_options(&mut self) -> bool {
        let known = |saved: &Rc<Saved>| saved.iter().any(|(name, _)| name == "OPTIND");
        let fresh = self.dialect.is_zsh() && self.locals.last().is_some_and(|saved| !known(saved));
        fresh && self.localize("OPTIND")
    }

    /// Ends it: what it kept apart is as before.
    pub fn leave(&mut self) {
        let saved = self.locals.pop().map(Rc::unwrap_or_clone).unwrap_or_default();
        self.ties.leave(self.locals.len());
        for (name, saved) in saved.into_iter().rev() {
            match saved {
                Some(variable) => self.variables.insert(name, variable),
                None => drop(self.variables.remove(&name)),
            }
        }
    }

    /// Makes a variable the current function's own; false outside of functions.
    pub fn localize(&mut self, name: &str) -> bool {
        let before = self.variables.shared(name).cloned();
        let Some(saved) = self.locals.last_mut().map(Rc::make_mut) else { return false };
        if !saved.iter().any(|(known, _)| known == name) {
            saved.push((name.to_owned(), before));
        }
        true
    }
}
