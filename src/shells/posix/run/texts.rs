//! Runs texts: files, what they source, and what was made at run time.

use std::rc::Rc;

use super::{DEEPEST, TOO_DEEP};
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop, TOO_LONG};
use crate::shells::posix::parser;
use crate::shells::posix::state::{State, Status};
use crate::shells::posix::syntax::{Command, Line, Script};
use crate::shells::steps_for;
use crate::text::{Source, Span};
use crate::value::Unknown;

/// How many bytes of texts made at run time may be running, each in another.
const MOST_MADE: usize = 1 << 20;

impl Evaluator<'_> {
    /// Runs a start-up file.
    pub fn file(&mut self) -> Flow {
        let source = self.source.clone();
        let name = source.name().into();
        self.reading(name, None, |this| this.frame(|this| this.text_of(&source)))
    }

    /// Runs a text that is all a process does; a file by its name.
    pub(in crate::shells::posix) fn whole(
        &mut self,
        source: &Rc<Source>,
        named: Option<&str>,
    ) -> Flow {
        let run = |this: &mut Self| this.frame(|this| this.text_of(source));
        match named {
            Some(name) => self.reading(name.into(), None, run),
            None => run(self),
        }
    }

    /// Runs something whose `return` ends here; branches that returned are joined again.
    pub(super) fn frame(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let outer = std::mem::take(&mut self.undecided);
        let calling = std::mem::take(&mut self.calling);
        let parted = self.parted;
        let flow = run(self);
        (self.parted, self.calling) = (parted, calling);
        for one in std::mem::replace(&mut self.undecided, outer) {
            let state = self.state.clone();
            let otherwise = format!("not {}", one.when);
            self.state = State::join(&one.condition, (&one.when, one.state), (&otherwise, state));
        }
        flow
    }

    /// The same for a function: what ends a file in it ends the file that calls it, too.
    pub(super) fn function_frame(&mut self, body: &Command) -> (Flow, Option<Rc<Unknown>>) {
        let outer = self.file_ends.take();
        let flow = self.frame(|this| {
            this.calling = true;
            this.command(body)
        });
        (flow, std::mem::replace(&mut self.file_ends, outer))
    }

    /// The rest of the file may not run; what ran so far did.
    pub(in crate::shells::posix) fn may_end_file(&mut self, why: &Rc<Unknown>) {
        if self.host.spend(4 + self.state.variables.len() as u64 / 16).is_err() {
            return;
        }
        let state = self.state.clone();
        self.part_ways(why, "the file ends there".to_owned(), state, Flow::Stopped(Stop::File));
    }

    /// Runs a text line by line.
    fn text_of(&mut self, source: &Rc<Source>) -> Flow {
        if self.host.spend(steps_for(source.text().len() * 16)).is_err() {
            return Flow::Exit;
        }
        if self.depth >= DEEPEST {
            return self.not_called(TOO_DEEP, source, Span::default());
        }
        let whole = parser::parsed(&source.shared_text(), self.state.dialect);
        let (script, problems) = &*whole;
        let before = std::mem::replace(&mut self.source, source.clone());
        self.depth += 1;
        // A text without a command succeeds (POSIX 2.14, `eval` and `dot`).
        if script.lines.is_empty() {
            self.state.status = Status::OK;
        }
        let (flow, broken) = self.lines(script);
        // Commands in front of what cannot be read may have left the file.
        if let (Some(problem), Some(at)) = (problems.first(), broken) {
            let doubt = self.record.syntax(&self.source, problem);
            if script.refused.binary_search(&at).is_err() {
                self.state.raise(&doubt);
            }
        }
        self.depth -= 1;
        self.source = before;
        flow
    }

    /// Runs the lines; the first one that is reached and cannot be read.
    fn lines(&mut self, script: &Script) -> (Flow, Option<usize>) {
        let outer = self.epoch;
        for (at, line) in script.lines.iter().enumerate() {
            self.epoch = self.state.epoch;
            let mut broken = None;
            let flow = match line {
                Line::Commands(_)
                    if script.extended.binary_search(&at).is_ok() && self.refuses_groups(line) =>
                {
                    self.state.status = Status::Known(2);
                    Flow::Stopped(Stop::File)
                }
                Line::Commands(_) if self.refuses_names(script, at) => self.refused_line(),
                Line::Commands(body) => self.body(body),
                Line::Broken(_) => {
                    broken = Some(at);
                    self.state.status = Status::Known(2);
                    Flow::Stopped(Stop::File)
                }
            };
            match flow {
                Flow::Next | Flow::Stopped(Stop::Line) => {}
                // The file that a process runs is read on from its next line.
                Flow::Stopped(Stop::Texts)
                    if self.is_script_of_bash() && self.running_bytes == 0 => {}
                other => {
                    self.epoch = outer;
                    return (other, broken);
                }
            }
        }
        self.epoch = outer;
        (Flow::Next, None)
    }

    /// bash reads groups such as `+(a)` where `extglob` is on as the line is read (bash(1), "Pattern Matching").
    fn refuses_groups(&mut self, line: &Line) -> bool {
        if self.option("extglob") || !self.state.dialect.is_bash() {
            return false;
        }
        let span = match line {
            Line::Commands(body) => {
                body.first().and_then(|one| one.first.commands.first()).map(|one| one.span)
            }
            Line::Broken(span) => Some(*span),
        };
        let span = span.unwrap_or_default();
        if self.state.options.unsure("extglob").is_some() || self.state.options.doubt.is_some() {
            self.incomplete("is read or refused by an option that is not known", span);
            return false;
        }
        self.error("syntax error near unexpected token `('", "syntax", span);
        true
    }

    /// Runs text that was made at run time. What is read of it is kept until it has run, and so is what
    /// runs it: aliases that end in a blank double it at every step.
    pub fn evaluated(&mut self, source: &Rc<Source>) -> Flow {
        let bytes = source.text().len();
        if self.running_bytes + bytes > MOST_MADE {
            return self.not_called(TOO_LONG, source, Span::default());
        }
        if self.refuses_text(source) {
            self.state.status = Status::FAILED;
            return Flow::Next;
        }
        self.running_bytes += bytes;
        let flow = self.text_of(source);
        self.running_bytes -= bytes;
        flow
    }

    /// Runs a file that a command names so.
    pub fn sourced(&mut self, source: &Rc<Source>, named: &str, span: Span) -> Flow {
        let source = source.clone();
        // bash and dash let a file break out of the loop that reads it, zsh does not.
        let hides = self.state.dialect.is_zsh();
        let run = |this: &mut Self| this.frame(|this| this.text_of(&source));
        let flow = self.reading(named.into(), Some(span), |this| {
            this.behind_loops(hides, |this| this.without_traps(&["DEBUG"], run))
        });
        if self.state.dialect.is_bash() {
            self.run_trap("RETURN", span);
        }
        match flow {
            Flow::Return | Flow::Stopped(Stop::File | Stop::Line) => Flow::Next,
            other => other,
        }
    }
}
