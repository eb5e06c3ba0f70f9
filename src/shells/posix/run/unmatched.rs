//! Words that no file fits, and words that are no pattern: an error of the shell in front of what it runs itself, and
//! one of the process in which a program was to run (zsh 5.9 Src/exec.c, `execcmd_exec`: names are found behind the
//! fork).

use super::dispatch::Given;
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

/// What runs another command, or takes the shell's place.
const LEADING: &[&str] = &["-", "builtin", "exec", "nocorrect", "noglob"];

impl Evaluator<'_> {
    /// A pattern that no file fits.
    pub(in crate::shells::posix) fn no_names(&mut self, message: &str, span: Span) -> Stop {
        self.error(message, "nomatch", span);
        self.unmatched = Some(Value::empty());
        Stop::File
    }

    /// All words are expanded before any name is looked for, so that what they do is done.
    pub(super) fn without_names<'a>(
        &mut self,
        stop: Stop,
        given: &[Given<'_>],
    ) -> Result<Vec<Given<'a>>, Stop> {
        self.unmatched = match given.first() {
            Some(Given::Value(value)) => Some(value.clone()),
            _ => None,
        };
        Err(stop)
    }

    /// Whether only the process failed in which a program was to run: the shell goes on.
    pub(super) fn fails_below(&mut self, span: Span) -> bool {
        let Some(command) = self.unmatched.take() else { return false };
        let name = command.text().map(|name| name.into_owned());
        let Some(name) = name.filter(|name| self.state.functions.holds(name).is_some()) else {
            let unknown = self.unknown("may be an error of the shell's, by what is called", span);
            self.may_end(&self.why(&unknown, span));
            self.state.status = Status::FAILED;
            return true;
        };
        let own = self.is_builtin(&name) && !self.state.disabled.contains(&name);
        let runs = own && name != "command" || self.state.functions.holds(&name) == Some(true);
        if runs || LEADING.contains(&&*name) || name.is_empty() {
            return false;
        }
        self.state.status = Status::FAILED;
        true
    }
}
