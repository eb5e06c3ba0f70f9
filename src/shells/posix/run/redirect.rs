//! Redirections (POSIX 2.7): what is read, where output goes, and which files are written.

use std::rc::Rc;

use super::streams::{Failed, Streams, is_device};
use crate::machine::Fault;
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::state::{Status, Target};
use crate::shells::posix::syntax::{Part, Redirect};
use crate::text::{Encoding, Span};
use crate::value::{Origin, Unknown, Value};

/// What looking at the paths of one redirection costs.
const OPENED: u64 = 4;

impl Evaluator<'_> {
    /// Runs a command with its redirections in place.
    pub(super) fn redirected(
        &mut self,
        redirects: &[Redirect],
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        let piped = std::mem::take(&mut self.into_pipe);
        if redirects.is_empty() {
            return run(self);
        }
        let before = self.streams();
        let mut opened = Vec::new();
        let flow = match self.open_all(redirects, &mut opened) {
            Ok(None) => run(self),
            // Whether a file of any name can be opened nobody knows.
            Ok(Some(why)) => self.fork(&why, "the file can be opened", run, Self::not_opened),
            Err(Failed::Stop(stop)) => self.stopped(stop),
            Err(Failed::Refused) => self.not_opened(),
        };
        self.close_all(before, opened, piped);
        flow
    }

    fn not_opened(&mut self) -> Flow {
        self.state.status = Status::Known(1 + i32::from(self.state.dialect.is_dash()));
        Flow::Next
    }

    /// `exec` without a command: the redirections stay.
    pub(super) fn redirected_for_good(&mut self, redirects: &[Redirect]) -> Flow {
        let mut opened = Vec::new();
        let result = self.open_all(redirects, &mut opened);
        // What the shell itself goes on to print into a file is not followed.
        for (target, span) in opened.into_iter().rev() {
            self.state.sinks.pop();
            if let Target::File(path) = target {
                self.touched(&path, "holds what the shell prints", span);
            }
        }
        match result {
            Ok(None) => {
                self.state.status = Status::OK;
                Flow::Next
            }
            // Where it fails a script of a POSIX shell ends (POSIX 2.8.1).
            Ok(Some(why)) => {
                if self.state.dialect.posix {
                    self.may_end(&why);
                }
                self.state.status = Status::Unknown(why);
                Flow::Next
            }
            Err(Failed::Stop(stop)) => self.stopped(stop),
            Err(Failed::Refused) => {
                self.state.status = Status::FAILED;
                Flow::Next
            }
        }
    }

    /// Opens each file; the reason, where a name is not known and so not whether it can be opened.
    fn open_all(
        &mut self,
        redirects: &[Redirect],
        opened: &mut Vec<(Target, Span)>,
    ) -> Result<Option<Rc<Unknown>>, Failed> {
        let mut unsure = None;
        for redirect in redirects {
            if self.host.spend(OPENED).is_err() {
                break;
            }
            let operator = self.text(redirect.operator);
            let descriptor = redirect.descriptor.map(|span| self.text(span));
            match operator.as_str() {
                "<" | "<>" | "<<<" | "<<" | "<<-" | "<&" => {
                    let name = self.opens_input(&operator, descriptor.as_deref(), redirect)?;
                    unsure = unsure.or(name);
                }
                ">" | ">>" | ">|" | ">!" | ">>|" | ">>!" | "&>" | "&>>" | "&>|" | ">&" | ">&|" => {
                    let name =
                        self.opens_output(&operator, descriptor.as_deref(), redirect, opened)?;
                    unsure = unsure.or(name);
                }
                _ => {}
            }
        }
        Ok(unsure)
    }

    fn opens_input(
        &mut self,
        operator: &str,
        descriptor: Option<&str>,
        redirect: &Redirect,
    ) -> Result<Option<Rc<Unknown>>, Failed> {
        let mut unsure = None;
        let input = match operator {
            "<<<" => {
                let mut text = match self.state.dialect.is_bash() {
                    true => self.assigned(&redirect.target)?,
                    false => self.single(&redirect.target)?,
                };
                text.push("\n", self.origin(redirect.target.span));
                text
            }
            "<<" | "<<-" => self.document(redirect)?,
            "<&" => {
                let target = self.text(redirect.target.span);
                let closes = target == "-" || target == "0";
                if closes || descriptor.is_some_and(|text| text != "0") {
                    return Ok(None);
                }
                self.unknown(
                    "is read from a descriptor envsim does not follow",
                    redirect.target.span,
                )
            }
            _ => {
                // Which name the shell gives it does not matter here.
                let path = match redirect.target.parts.as_slice() {
                    [Part::Process(body, span)] => self.pipe_name(body, *span),
                    _ => self.single(&redirect.target)?,
                };
                self.readable(&path, operator, redirect.target.span)?;
                unsure = path.path().is_none().then(|| self.why(&path, redirect.target.span));
                self.content(&path, redirect)
            }
        };
        if descriptor.is_none_or(|text| text == "0") {
            self.state.input = Some(input);
            self.state.input_is_file = true;
        }
        Ok(unsure)
    }

    /// A file that cannot be read keeps the command from being run.
    fn readable(&mut self, path: &Value, operator: &str, span: Span) -> Result<(), Failed> {
        let Some(text) = path.path() else { return Ok(()) };
        if text.is_empty() {
            return Err(self.refused(&text, &Fault::NotFound, span));
        }
        if operator == "<>" || self.pipe_text(&text).is_some() {
            return Ok(());
        }
        let Some(absolute) = self.absolute(&text) else { return Ok(()) };
        match self.host.machine().status(&absolute) {
            Ok(status) if !status.readable => Err(self.refused(&text, &Fault::Denied, span)),
            Err(fault) if !fault.is_ours() && !is_device(&absolute) => {
                Err(self.refused(&text, &fault, span))
            }
            _ => Ok(()),
        }
    }

    fn document(&mut self, redirect: &Redirect) -> Result<Value, Stop> {
        let Some(word) = redirect.document.as_ref().and_then(|document| document.get()) else {
            return Ok(Value::empty());
        };
        let text = self.quoted(&word.parts)?;
        Ok(match redirect.strips_tabs {
            true => text.map_text(|text| {
                text.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
            }),
            false => text,
        })
    }

    /// What a file holds.
    pub(in crate::shells::posix) fn content(&mut self, path: &Value, redirect: &Redirect) -> Value {
        let span = redirect.target.span;
        let Some(text) = path.path() else {
            return Value::unknown((*self.why(path, span)).clone());
        };
        if text == "/dev/null" {
            return Value::empty();
        }
        if let Some(value) = self.pipe_text(&text) {
            return value;
        }
        let known = self.file_text(&text);
        if let Some(value) = &known {
            self.keeps_element(value);
        }
        known
            .map(|value| self.bounded(value, span))
            .unwrap_or_else(|| self.unknown("takes the text of a file envsim cannot read", span))
    }

    /// What a pipe of `<(…)` holds.
    pub(in crate::shells::posix) fn pipe_text(&self, path: &str) -> Option<Value> {
        if !path.starts_with("/dev/fd/") {
            return None;
        }
        self.state.pipes.iter().rev().find(|(name, _)| name == path).map(|(_, text)| text.clone())
    }

    /// A file's text with the file as its origin.
    pub(in crate::shells::posix) fn file_text(&self, path: &str) -> Option<Value> {
        let path = self.absolute(path)?;
        let bytes = self.host.machine().read(&path).ok()?;
        let decoded = crate::text::decode(&bytes, Encoding::Utf8);
        let source = crate::text::Source::inline(&path, &decoded.text);
        let place = crate::text::Place::new(&source, crate::text::Span::new(0, decoded.text.len()));
        Some(Value::known(decoded.text, Origin::File(place)))
    }

    /// Input, standard error and the other descriptors, to be put back.
    fn streams(&self) -> Streams {
        Streams {
            input: self.state.input.clone(),
            input_is_file: self.state.input_is_file,
            errors: self.state.errors.clone(),
            descriptors: self.state.descriptors.clone(),
        }
    }

    /// With zsh's MULTIOS what is printed goes to all that it is redirected to, and to a pipe behind it (zshmisc(1)).
    fn close_all(&mut self, before: Streams, opened: Vec<(Target, Span)>, piped: bool) {
        self.state.errors = before.errors;
        self.state.descriptors = before.descriptors;
        let several = self.state.dialect.is_zsh() && !self.option("nomultios");
        let mut all = Value::empty();
        let any = !opened.is_empty();
        for (target, span) in opened.into_iter().rev() {
            let printed = self.state.sinks.pop().unwrap_or_default();
            if several {
                all = printed.then(all);
            } else {
                all = printed;
            }
            self.sends(&target, all.clone(), span);
        }
        if several && piped && any {
            self.state.print(all);
        }
        self.state.input = before.input;
        self.state.input_is_file = before.input_is_file;
    }
}
