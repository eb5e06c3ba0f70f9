//! A command by its name: internal, a drive, or a file.

use std::rc::Rc;

use super::{Evaluator, Flow, SCANNED, arguments, external, internal, once};
use crate::environment::Reach;
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::syntax::Simple;
use crate::shells::cmd::traced::{HOLE, Traced};
use crate::text::Span;
use crate::value::{Origin, Unknown};

impl Evaluator<'_> {
    /// A word as it stands when the command runs: carets gone, `for` variables and `!x!` expanded.
    pub(super) fn word(&self, line: &Traced, span: Span) -> Traced {
        self.runtime(&unescape(line, span, Unescape::Plain))
    }

    pub(super) fn runtime(&self, text: &Traced) -> Traced {
        let from = self.expander();
        let text = from.loops(text);
        from.delayed(&text)
    }

    /// A command with its arguments.
    pub(super) fn simple(&mut self, line: &Traced, simple: &Simple, span: Span) -> Flow {
        if self.host.spend(u64::from(span.end - span.start) / SCANNED).is_err() {
            return Flow::Exit;
        }
        let name = self.word(line, simple.name);
        let mut arguments = Traced::default();
        for part in &simple.arguments {
            arguments.append(&unescape(line, *part, Unescape::Plain));
        }
        let arguments = self.runtime(&arguments);
        let origin = Self::origin(line, span);
        self.command(&name, &arguments, &origin, false)
    }

    /// Runs a command by name. `called` is set behind `call`, where files come before what is internal.
    pub(super) fn command(
        &mut self,
        name: &Traced,
        arguments: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        let (name, arguments) = arguments::split_name(name, arguments);
        if let Some(unknown) = name.why_unknown() {
            return self.unnamed(&name, &arguments, &unknown, origin);
        }
        let word = name.text();
        if word.is_empty() {
            return Flow::Next;
        }
        self.state.jumped = false;
        if called && self.host.spend(external::SEARCH).is_err() {
            return Flow::Exit;
        }
        let file = if called { self.found_file(word) } else { None };
        let internal = self.search().internal_command(word);
        if let (Some((command, length)), None) = (internal, file) {
            let mut all = name.slice(length..name.len());
            all.append(&arguments);
            let flow = match internal::help_of(&all) {
                Some(only) => self.helped(command, only, origin),
                None => self.internal(command, &all, origin),
            };
            return self.called(flow, called);
        }
        if word.len() == 2 && word.ends_with(':') && word.as_bytes()[0].is_ascii_alphabetic() {
            self.change_drive(word, origin);
            return self.called(Flow::Next, called);
        }
        self.external(&name, &arguments, origin, called)
    }

    /// What `call` of an internal command returns is the ERRORLEVEL (Wine's `call c:`).
    fn called(&mut self, flow: Flow, called: bool) -> Flow {
        if called && flow == Flow::Next {
            self.state.level = self.state.code.clone();
        }
        flow
    }

    /// A command whose very name is unknown: unless it is certainly a program, it may have done
    /// anything to the session.
    fn unnamed(
        &mut self,
        name: &Traced,
        arguments: &Traced,
        unknown: &Rc<Unknown>,
        origin: &Origin,
    ) -> Flow {
        let bare = name.text().trim_end_matches('"').to_ascii_lowercase();
        let program = bare.ends_with(".exe") || bare.ends_with(".com");
        // No command inside cmd is called by a number.
        let number = unknown.shape.least().is_some() && bare.chars().eq([HOLE]);
        if program || number {
            return self.unseen(name, arguments, origin);
        }
        let reason = once("runs a command whose name is not known: it ", &unknown.reason);
        self.doubt(unknown.because(reason, origin.clone()), Reach::Everything);
        Flow::Next
    }
}
