//! Runs a tree (POSIX 2.9): states change, nothing outside does.

mod alias;
mod assign;
mod autoload;
mod compound;
mod condition;
mod dispatch;
mod loops;
mod redirect;
mod slices;
mod streams;
mod traps;
mod turns;

use std::rc::Rc;

pub(super) use dispatch::{Given, values, word_text};

use super::evaluator::{Evaluator, Flow, Stop};
use super::parser;
use super::state::{Function, State, Status};
use super::syntax::{AndOr, Body, Command, Connector, Kind, Line, Pipeline, Script};
use crate::shells::steps_for;
use crate::text::{Place, Source, Span};
use crate::value::{Origin, Unknown, Value, negated};

/// How deep functions, files and `eval` may call each other; zsh itself stops at 500 (zshparam(1), FUNCNEST).
const DEEPEST: u32 = 250;
/// How deep commands may stand in each other, over all that is called.
const MOST_NESTED: u32 = 2000;
/// Why what is called beyond these is not run.
const TOO_DEEP: &str = "is nested deeper than envsim follows";
/// What a command may need of the stack until the next one inside it is run, and by how much the stack grows.
const STACK: (usize, usize) = (192 << 10, 2 << 20);

impl Evaluator<'_> {
    /// Runs a start-up file.
    pub fn file(&mut self) -> Flow {
        let source = self.source.clone();
        let name = source.name().into();
        self.reading(name, None, |this| this.frame(|this| this.text_of(&source)))
    }

    /// Runs a text that is all a process does; a file by its name.
    pub(super) fn whole(&mut self, source: &Rc<Source>, named: Option<&str>) -> Flow {
        let run = |this: &mut Self| this.frame(|this| this.text_of(source));
        match named {
            Some(name) => self.reading(name.into(), None, run),
            None => run(self),
        }
    }

    /// Runs something whose `return` ends here; branches that returned are joined again.
    fn frame(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        let outer = std::mem::take(&mut self.undecided);
        let parted = self.parted;
        let flow = run(self);
        self.parted = parted;
        for one in std::mem::replace(&mut self.undecided, outer) {
            let state = self.state.clone();
            let otherwise = format!("not {}", one.when);
            self.state = State::join(&one.condition, (&one.when, one.state), (&otherwise, state));
        }
        flow
    }

    /// Runs a text line by line.
    fn text_of(&mut self, source: &Rc<Source>) -> Flow {
        let _ = self.host.spend(steps_for(source.text().len() * 16));
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
        let flow = self.lines(script);
        for problem in problems.iter().take(1) {
            if matches!(
                script.lines.iter().find(|line| matches!(line, Line::Broken(_))),
                Some(Line::Broken(_))
            ) {
                let doubt = self.record.syntax(&self.source, problem);
                self.state.raise(&doubt);
            }
        }
        self.depth -= 1;
        self.source = before;
        flow
    }

    fn lines(&mut self, script: &Script) -> Flow {
        let outer = self.epoch;
        for (at, line) in script.lines.iter().enumerate() {
            self.epoch = self.state.epoch;
            let flow = match line {
                Line::Commands(_)
                    if script.extended.binary_search(&at).is_ok() && self.refuses_groups(line) =>
                {
                    self.state.status = Status::Known(2);
                    Flow::Stopped(Stop::File)
                }
                Line::Commands(body) => self.body(body),
                Line::Broken(_) => {
                    self.state.status = Status::Known(2);
                    Flow::Stopped(Stop::File)
                }
            };
            match flow {
                Flow::Next | Flow::Stopped(Stop::Line) => {}
                other => {
                    self.epoch = outer;
                    return other;
                }
            }
        }
        self.epoch = outer;
        Flow::Next
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

    /// Runs text that was made at run time.
    pub fn evaluated(&mut self, source: &Rc<Source>) -> Flow {
        self.text_of(source)
    }

    /// Runs a file that a command names so.
    pub fn sourced(&mut self, source: &Rc<Source>, named: &str, span: Span) -> Flow {
        let source = source.clone();
        // bash and dash let a file break out of the loop that reads it, zsh does not.
        let hides = self.state.dialect.is_zsh();
        let run = |this: &mut Self| this.frame(|this| this.text_of(&source));
        let flow = self.reading(named.into(), Some(span), |this| this.behind_loops(hides, run));
        if self.state.dialect.is_bash() && !self.trapping {
            self.run_trap("RETURN", span);
        }
        match flow {
            Flow::Return | Flow::Stopped(Stop::File | Stop::Line) => Flow::Next,
            other => other,
        }
    }

    /// Runs commands one after the other.
    pub fn body(&mut self, body: &Body) -> Flow {
        for and_or in body.iter() {
            let flow = self.and_or(and_or);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn and_or(&mut self, and_or: &AndOr) -> Flow {
        if self.host.spend(1).is_err() {
            return Flow::Exit;
        }
        if and_or.background {
            // When it has done what it does is not known.
            self.ways += 1;
            self.apart(|this| {
                let _ = this.chain(and_or);
            });
            self.ways -= 1;
            self.state.status = Status::OK;
            return Flow::Next;
        }
        self.chain(and_or)
    }

    fn chain(&mut self, and_or: &AndOr) -> Flow {
        if and_or.rest.is_empty() {
            return self.pipeline(&and_or.first);
        }
        let flow = self.guarded(|this| this.pipeline(&and_or.first));
        self.links(flow, &and_or.first, &and_or.rest)
    }

    /// The rest of a chain; where the status is not known, both ways are taken.
    fn links(&mut self, flow: Flow, first: &Pipeline, rest: &[(Connector, Pipeline)]) -> Flow {
        let mut flow = flow;
        let mut before = first;
        for (index, (connector, pipeline)) in rest.iter().enumerate() {
            if flow != Flow::Next {
                return flow;
            }
            let wanted = *connector == Connector::And;
            let after = &rest[index + 1..];
            match self.state.status.clone() {
                Status::Known(status) if (status == 0) == wanted => {
                    flow = self.link(pipeline, after.is_empty());
                }
                Status::Known(_) => {}
                Status::Unknown(why) => {
                    let said = self.said(before.commands.first().map(|one| one.span));
                    let when = if wanted { said } else { negated(&said) };
                    return self.fork(
                        &why,
                        &when,
                        |this| {
                            this.state.status = Status::Known(i32::from(!wanted));
                            let flow = this.link(pipeline, after.is_empty());
                            this.links(flow, pipeline, after)
                        },
                        |this| {
                            this.state.status = Status::Known(i32::from(wanted));
                            this.links(Flow::Next, pipeline, after)
                        },
                    );
                }
            }
            before = pipeline;
        }
        flow
    }

    /// Only the last command of a chain may end the shell by failing.
    fn link(&mut self, pipeline: &Pipeline, last: bool) -> Flow {
        match last {
            true => self.pipeline(pipeline),
            false => self.guarded(|this| this.pipeline(pipeline)),
        }
    }

    /// Runs something whose failure is asked for, so that `set -e` does not count it (POSIX set(1), `-e`).
    pub(super) fn guarded(&mut self, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        self.guards += 1;
        let flow = run(self);
        self.guards -= 1;
        flow
    }

    /// Takes both ways and joins what they lead to.
    pub(super) fn fork(
        &mut self,
        why: &Rc<Unknown>,
        when: &str,
        yes: impl FnOnce(&mut Self) -> Flow,
        no: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        let _ = self.host.spend(self.breadth());
        let before = self.state.clone();
        self.ways += 1;
        let first = yes(self);
        let left = std::mem::replace(&mut self.state, before);
        let second = no(self);
        self.ways -= 1;
        let otherwise = negated(when);
        match (first, second) {
            (first, second) if first == second => {
                let right = self.state.clone();
                self.state = State::join(why, (when, left), (&otherwise, right));
                first
            }
            // One way leaves, the other goes on: they meet again at the end of the file or function.
            (Flow::Next, left_flow) => {
                let gone = std::mem::replace(&mut self.state, left);
                self.part_ways(why, otherwise, gone, left_flow);
                Flow::Next
            }
            (left_flow, second) => {
                self.part_ways(why, when.to_owned(), left, left_flow);
                second
            }
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> Flow {
        if pipeline.negated {
            let flow = self.guarded(|this| this.commands(pipeline));
            if let Status::Known(status) = self.state.status {
                self.state.status = Status::Known(i32::from(status == 0));
            }
            return flow;
        }
        let flow = match self.commands(pipeline) {
            Flow::Next if !self.state.traps.is_empty() => self.runs_on_failure(pipeline),
            flow => flow,
        };
        match flow {
            Flow::Next if self.guards == 0 && self.option("errexit") => self.fails_for_good(),
            flow => flow,
        }
    }

    fn commands(&mut self, pipeline: &Pipeline) -> Flow {
        match pipeline.commands.as_slice() {
            [only] => {
                let flow = self.command(only);
                self.state.pipe = vec![self.state.status.clone()];
                flow
            }
            commands => self.pipe(commands),
        }
    }

    /// `set -e`: a command that fails ends the shell, interactive or not.
    fn fails_for_good(&mut self) -> Flow {
        match self.state.status.clone() {
            Status::Known(0) => Flow::Next,
            Status::Known(_) => Flow::Exit,
            Status::Unknown(why) => {
                self.may_end(&why);
                Flow::Next
            }
        }
    }

    /// zsh's MULTIOS: what is redirected in front of a pipe goes to both (zshmisc(1), MULTIOS).
    fn prints_twice(&self, command: &Command) -> bool {
        self.state.dialect.is_zsh()
            && command.redirects.iter().any(|redirect| {
                let standard = redirect.descriptor.is_none_or(|span| self.text(span) == "1");
                standard && self.text(redirect.operator).starts_with(['>', '&'])
            })
    }

    /// All but the last run in subshells; the last one too, but in zsh.
    fn pipe(&mut self, commands: &[Command]) -> Flow {
        let outer = self.state.input.clone();
        let Some((last, front)) = commands.split_last() else { return Flow::Next };
        let mut statuses = Vec::new();
        for command in front {
            let span = command.span;
            let printed = self.printed(span, |this| {
                let _ = this.command(command);
            });
            self.state.input = Some(match self.prints_twice(command) {
                true => self.unknown("goes to a file and to a pipe (MULTIOS)", span),
                false => printed,
            });
            self.state.input_is_file = false;
            statuses.push(self.state.status.clone());
        }
        let here = self.state.dialect.is_zsh() || self.option("lastpipe");
        let flow = if here {
            self.command(last)
        } else {
            self.apart(|this| {
                let _ = this.command(last);
            });
            Flow::Next
        };
        self.state.input = outer;
        statuses.push(self.state.status.clone());
        self.piped(statuses);
        flow
    }

    /// The statuses of a pipeline's commands, and the whole one's where the last is not all that counts.
    fn piped(&mut self, statuses: Vec<Status>) {
        if self.option("pipefail") {
            let failed = statuses.iter().rev().find(|status| status.success() != Some(true));
            if let Some(status) = failed {
                self.state.status = status.clone();
            }
        }
        self.state.pipe = statuses;
    }

    /// Like [`Evaluator::capture`], the line ends at the end kept.
    pub(super) fn printed(&mut self, _span: Span, run: impl FnOnce(&mut Self)) -> Value {
        let before = self.state.clone();
        self.state.sinks.push(Value::empty());
        let lost = self.enclosed(run);
        let status = self.state.status.clone();
        let printed = self.state.sinks.pop().unwrap_or_default();
        self.state = State { status, ..before };
        lost.map_or(printed, |why| Value::unknown((*why).clone()))
    }

    /// Runs something in a subshell: only its status and its output stay.
    pub(super) fn apart(&mut self, run: impl FnOnce(&mut Self)) {
        let before = self.state.clone();
        let lost = self.enclosed(run);
        let status = self.state.status.clone();
        let sinks = std::mem::take(&mut self.state.sinks);
        self.state = State { status, sinks, ..before };
        if let Some(why) = lost {
            self.state.print(Value::unknown((*why).clone()));
        }
    }

    pub(super) fn command(&mut self, command: &Command) -> Flow {
        if self.host.spend(1).is_err() {
            return Flow::Exit;
        }
        if self.nested >= MOST_NESTED {
            let source = self.source.clone();
            return self.not_called(TOO_DEEP, &source, command.span);
        }
        self.nested += 1;
        let pipes = self.state.pipes.len();
        let flow = stacker::maybe_grow(STACK.0, STACK.1, || match &command.kind {
            Kind::Simple(simple) => self.simple(simple, command),
            _ => self.redirected(&command.redirects, |this| this.compound(command)),
        });
        self.nested -= 1;
        self.state.pipes.truncate(pipes);
        flow
    }

    /// What is called here is not run: whatever it changes, and its status, are not known.
    fn not_called(&mut self, reason: &str, source: &Rc<Source>, span: Span) -> Flow {
        let origin = Origin::File(Place::new(source, span));
        let why = Rc::new(Unknown::new(reason, origin));
        self.raise(why.clone(), crate::environment::Reach::Everything);
        self.state.status = Status::Unknown(why);
        Flow::Next
    }

    /// Calls a function's body with its own parameters and variables.
    pub(in crate::shells::posix) fn call(
        &mut self,
        name: &str,
        function: &Function,
        arguments: Vec<Value>,
        span: Span,
    ) -> Flow {
        let Some((body, source)) = &function.body else { return Flow::Next };
        // A call of itself that nobody knows the end of has none here: each would double the ways.
        let again =
            |(running, ways): &(Rc<Command>, u32)| Rc::ptr_eq(running, body) && *ways < self.ways;
        if self.active.iter().any(again) {
            let reason = "calls itself under a condition that is not known";
            return self.not_called(reason, source, body.span);
        }
        if self.depth >= DEEPEST {
            return self.not_called(TOO_DEEP, source, body.span);
        }
        self.active.push((body.clone(), self.ways));
        let positional = std::mem::replace(&mut self.state.positional, arguments);
        let call = Place::new(&self.source, span);
        let outer = std::mem::replace(&mut self.source, source.clone());
        let outer_epoch = std::mem::replace(&mut self.epoch, function.epoch);
        let cursor = self.state.cursor;
        let options = self.state.options.clone();
        let emulation = self.state.emulation;
        self.state.enter();
        self.depth += 1;
        self.functions += 1;
        let body = body.clone();
        // zsh lets a function break out of the loop that calls it, bash and dash do not.
        let hides = !self.state.dialect.is_zsh();
        let flow = self.called(name, function.file.clone(), call.line(), |this| {
            this.behind_loops(hides, |this| {
                this.apart_from_traps(|this| this.frame(|this| this.command(&body)), span)
            })
        });
        self.functions -= 1;
        self.active.pop();
        self.depth -= 1;
        self.state.leave();
        if self.option("localoptions") {
            self.state.options = options;
            self.state.emulation = emulation;
        }
        self.state.ends_options(cursor);
        self.epoch = outer_epoch;
        self.source = outer;
        self.state.positional = positional;
        match flow {
            Flow::Return => Flow::Next,
            other => other,
        }
    }

    /// A file ends here, unless only a function, a subshell or an undecided way does.
    pub(super) fn leaves_file(&mut self, span: Span) {
        if !self.in_function() && self.ways == 0 && self.exits.is_none() {
            let place = Place::new(&self.source, span);
            self.host.left(place);
        }
    }
}
