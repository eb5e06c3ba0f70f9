//! `command`, `builtin`, `exec` and `noglob`: commands that run another one in their own way.

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::run::{Given, values, word_text};
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// `command` and `builtin`: past aliases and functions; `command -v` and `-V` only ask.
    pub(super) fn command_builtin(&mut self, name: &str, given: &[Given<'_>], span: Span) -> Flow {
        let mut rest = given;
        while let Some(option) =
            rest.first().and_then(word_text).filter(|text| text.len() > 1 && text.starts_with('-'))
        {
            if option.contains(['v', 'V']) {
                let arguments = values(&rest[1..]);
                // `-V` tells more than the name.
                let asked = if option.contains('V') { "type" } else { "command -v" };
                self.what(asked, &arguments, span);
                return Flow::Next;
            }
            rest = &rest[1..];
        }
        let Some(target) = rest.first().and_then(word_text) else {
            self.state.status = Status::OK;
            if let Some(Given::Value(value)) = rest.first() {
                self.state.status = Status::Unknown(self.why(value, span));
                self.incomplete("runs a command whose name is not known", span);
            }
            return Flow::Next;
        };
        let arguments = values(&rest[1..]);
        // zsh's `command` runs programs only.
        if name == "command" && self.state.dialect.is_zsh() || !self.is_builtin(&target) {
            self.external(&target, &arguments, span);
            return Flow::Next;
        }
        self.builtin(&target, &rest[1..], span)
    }

    /// Another program takes the place of the shell: nothing behind it is read.
    pub(super) fn exec(&mut self, given: &[Given<'_>], span: Span) -> Flow {
        let words = values(given);
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            match word.text().as_deref() {
                Some("-a") => rest = after.get(1..).unwrap_or_default(),
                Some("-c" | "-l" | "-cl" | "-lc" | "--") => rest = after,
                _ => break,
            }
        }
        let plain = rest.len() == words.len();
        let Some((first, arguments)) = rest.split_first() else { return Flow::Next };
        // Words that may all be nothing may leave no command, and the shell goes on.
        if rest.iter().all(|word| word.may_be_words() && word.is_empty() != Some(false)) {
            let why = self.why(first, span);
            self.state.status = Status::Unknown(why.clone());
            if self.state.dialect.is_zsh() {
                let ends = |_: &mut Self| Flow::Stopped(Stop::File);
                return self.fork(&why, "no command is left", |_| Flow::Next, ends);
            }
            self.may_end(&why);
            return Flow::Next;
        }
        let name = first.text().map(std::borrow::Cow::into_owned);
        let login = words.first().and_then(Value::text).as_deref() == Some("-l");
        let follows = plain || login && rest.len() + 1 == words.len();
        if let Some(name) = name.as_deref().filter(|_| follows) {
            if let Some(next) = self.successor(name, arguments, login, span) {
                self.record.successor = Some(Rc::new(next));
                return Flow::Exit;
            }
        }
        // Another name for itself, or no environment: who runs so is not followed.
        let there = match name.as_deref().filter(|_| plain) {
            Some(name) => self.execute(name, arguments, span),
            None => Ok(true),
        };
        // A shell that a person uses goes on where there is no such program (bash(1), `exec`); zsh does not.
        let stays = self.state.options.interactive && self.state.dialect.is_bash();
        match there {
            Ok(false) if stays => return Flow::Next,
            Err(why) if stays => {
                self.may_end(&why);
                return Flow::Next;
            }
            _ => {}
        }
        if name.is_none() || !plain {
            let name = name.unwrap_or_else(|| "a program".to_owned());
            let why = self.reason(format!("is replaced by `{name}`"), span);
            self.print_unknown(&name, span);
            self.state.status = Status::Unknown(why);
        }
        Flow::Exit
    }

    /// Runs a program that replaces the shell; whether there is one.
    fn execute(
        &mut self,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<bool, Rc<Unknown>> {
        let there = self.command_path(name, span)?.is_some();
        self.external(name, arguments, span);
        Ok(there)
    }

    /// zsh's `noglob`: the words behind it are expanded already, without patterns.
    pub(super) fn without_patterns(&mut self, given: &[Given<'_>], span: Span) -> Flow {
        match given.is_empty() {
            true => Flow::Next,
            false => self.invoke(given, span),
        }
    }
}
