//! `.` and `source`: another file runs in this shell.

use std::rc::Rc;

use crate::machine::Fault;
use crate::shells::posix::evaluator::{Evaluator, Flow, Made, Stop};
use crate::shells::posix::state::Status;
use crate::text::{Decoded, Place, Source, Span};
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn source_builtin(
        &mut self,
        command: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<Flow, Stop> {
        let rest = match arguments {
            [first, rest @ ..] if first.text().as_deref() == Some("--") => rest,
            rest => rest,
        };
        let Some((file, parameters)) = rest.split_first() else {
            self.state.status = Status::Known(2);
            return Ok(Flow::Next);
        };
        let each = |this: &mut Self, one: &Value| {
            let words = [std::slice::from_ref(one), parameters].concat();
            this.source_builtin(command, &words, span).unwrap_or_else(|stop| this.stopped(stop))
        };
        if let Some(flow) = self.in_each_way(file, span, &each) {
            return Ok(flow);
        }
        let Some(text) = file.path() else {
            let why = self.why(file, span);
            self.state.status = Status::Unknown(why.clone());
            self.incomplete(&format!("reads a file whose name {}", why.reason), span);
            return Ok(Flow::Next);
        };
        if &*text == "/dev/null" {
            return Ok(Flow::Next);
        }
        if matches!(&*text, "/dev/stdin" | "/dev/fd/0") {
            return Ok(self.source_input(span));
        }
        if let Some(text) = self.pipe_text(&text) {
            return Ok(self.source_text(&text, rest, span));
        }
        match self.located(command, &text) {
            Some(path) => {
                // What was found on PATH is named by where it was found.
                let here = text.contains('/') || self.absolute(&text).as_ref() == Some(&path);
                let named = if here { text.into_owned() } else { path.clone() };
                self.read_file(&path, &named, parameters, span)
            }
            None if self.absolute(&text).is_none() => {
                let reason = "reads a file below a directory that is not known";
                self.state.status = Status::Unknown(self.reason(reason, span));
                self.incomplete(reason, span);
                Ok(Flow::Next)
            }
            None => self.missing(&text, span),
        }
    }

    fn source_input(&mut self, span: Span) -> Flow {
        match self.state.input.clone() {
            Some(text) => self.source_text(&text, &[], span),
            None => {
                self.incomplete("reads commands from an input that is not known", span);
                Flow::Next
            }
        }
    }

    /// Runs what a pipe holds as a file.
    fn source_text(&mut self, text: &Value, given: &[Value], span: Span) -> Flow {
        let Some(program) = text.program() else {
            self.text_unknown(text, span);
            return Flow::Next;
        };
        let known = program.text().unwrap_or_default();
        let source = Source::evaluated(&known, Place::new(&self.source, span));
        let parameters = given.get(1..).unwrap_or_default();
        let passes = !parameters.is_empty() && !self.state.dialect.is_dash();
        let outer = passes
            .then(|| std::mem::replace(&mut self.state.positional, parameters.to_vec().into()));
        self.made.push(Made::new(source.clone(), program.clone()));
        let named = given.first().and_then(Value::text).unwrap_or_default().into_owned();
        let flow = self.sourced(&source, &named, span);
        self.made.retain(|made| !Rc::ptr_eq(&made.source, &source));
        if let Some(outer) = outer {
            self.state.positional = outer;
        }
        flow
    }

    /// Where the file is: each shell has its own search (bash(1), zshbuiltins(1), dash(1)).
    pub(super) fn located(&self, command: &str, name: &str) -> Option<String> {
        let machine = self.host.machine();
        let there = |path: &String| {
            !matches!(machine.status(path), Err(Fault::NotFound | Fault::NotADirectory))
        };
        let here = || self.absolute(name).filter(there);
        if name.contains('/') {
            return here();
        }
        let on_path = || self.search_path(name, |path| machine.is_file(path)).into_iter().next();
        let dialect = self.state.dialect;
        match (dialect.is_zsh(), command) {
            (true, "source") => here().or_else(on_path),
            (true, _) => on_path(),
            _ if dialect.is_bash() && !dialect.posix => on_path().or_else(here),
            _ => on_path(),
        }
    }

    fn read_file(
        &mut self,
        path: &str,
        named: &str,
        parameters: &[Value],
        span: Span,
    ) -> Result<Flow, Stop> {
        let from = Place::new(&self.source, span);
        match self.host.open(path, Some(from)) {
            Ok(source) => {
                let source = self.without_nulls(source);
                let passes = !parameters.is_empty() && !self.state.dialect.is_dash();
                let outer = passes.then(|| {
                    std::mem::replace(&mut self.state.positional, parameters.to_vec().into())
                });
                let flow = self.sourced(&source, named, span);
                if let Some(outer) = outer {
                    self.state.positional = outer;
                }
                Ok(flow)
            }
            Err(Fault::NotFound | Fault::NotADirectory) => self.missing(path, span),
            // zsh and dash open it, and read nothing.
            Err(Fault::IsADirectory) if !self.state.dialect.is_bash() => {
                self.state.status = Status::OK;
                Ok(Flow::Next)
            }
            Err(fault) if fault.is_ours() => {
                let reason = format!("reads {path}, of which {fault}");
                self.state.status = Status::Unknown(self.reason(reason.as_str(), span));
                self.incomplete(&reason, span);
                Ok(Flow::Next)
            }
            Err(fault) => {
                self.error(&format!("{path}: {}", fault.in_words_of_unix()), "source", span);
                self.state.status = Status::FAILED;
                Ok(Flow::Next)
            }
        }
    }

    /// bash and dash drop NUL bytes where they read a script, zsh keeps them.
    fn without_nulls(&self, source: Rc<Source>) -> Rc<Source> {
        if self.state.dialect.is_zsh() || !source.text().contains('\0') {
            return source;
        }
        let text = source.text().replace('\0', "");
        let decoded = Decoded { text: text.into(), encoding: source.encoding(), damaged: false };
        Source::file(source.name(), decoded, source.read_from().cloned())
    }

    fn missing(&mut self, name: &str, span: Span) -> Result<Flow, Stop> {
        self.error(&format!("{name}: No such file or directory"), "source", span);
        let dialect = self.state.dialect;
        self.state.status = Status::Known(if dialect.is_zsh() { 127 } else { 1 });
        if dialect.is_dash() || (dialect.is_bash() && dialect.posix) {
            self.state.status = Status::Known(2);
            return Err(Stop::Shell);
        }
        Ok(Flow::Next)
    }
}
