//! Compound commands (POSIX 2.9.4).

use super::{Evaluator, Flow, Stop};
use crate::shells::posix::state::{Function, State, Status};
use crate::shells::posix::syntax::{Arm, ArmEnd, Body, Command, Kind, Word};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn compound(&mut self, command: &Command) -> Flow {
        let span = command.span;
        match &command.kind {
            Kind::Group(body) => self.body(body),
            Kind::Subshell(body) => {
                self.apart(|this| {
                    let _ = this.body(body);
                });
                Flow::Next
            }
            Kind::If { arms, otherwise } => self.conditional(arms, otherwise.as_ref()),
            Kind::For { names, words, body } => self.for_each(names, words.as_deref(), body, span),
            Kind::ForArithmetic { parts, body } => self.for_arithmetic(parts, body),
            Kind::While { until, condition, body } => self.while_loop(*until, condition, body),
            Kind::Case { word, arms } => self.case(word, arms),
            Kind::Select { .. } => {
                self.incomplete("asks a person to choose", span);
                Flow::Next
            }
            Kind::Repeat { count, body } => self.repeat(count, body),
            Kind::Function { names, body } => self.define(names, body, span),
            Kind::Anonymous { body, arguments } => self.anonymous(body, arguments),
            Kind::Arithmetic(word) => self.arithmetic_command(word),
            Kind::Condition(test) => self.condition_command(test),
            Kind::Always(body, always) => {
                let flow = self.body(body);
                let after = self.body(always);
                if after == Flow::Next { flow } else { after }
            }
            Kind::Coprocess => {
                self.state.status = Status::OK;
                Flow::Next
            }
            Kind::Simple(_) => Flow::Next,
        }
    }

    /// Turns an expansion's failure into what follows from it.
    pub(super) fn stopped(&mut self, stop: Stop) -> Flow {
        self.state.status = Status::FAILED;
        Flow::Stopped(stop)
    }

    fn conditional(&mut self, arms: &[(Body, Body)], otherwise: Option<&Body>) -> Flow {
        let Some(((condition, body), rest)) = arms.split_first() else {
            return match otherwise {
                Some(body) => self.body(body),
                None => {
                    self.state.status = Status::OK;
                    Flow::Next
                }
            };
        };
        let flow = self.body(condition);
        if flow != Flow::Next {
            return flow;
        }
        match self.state.status.clone() {
            Status::Known(0) => self.body(body),
            Status::Known(_) => self.conditional(rest, otherwise),
            Status::Unknown(why) => {
                let when = self.condition_text(condition);
                self.fork(
                    &why,
                    &when,
                    |this| this.body(body),
                    |this| this.conditional(rest, otherwise),
                )
            }
        }
    }

    /// The condition as the profile writes it, in short.
    fn condition_text(&self, condition: &Body) -> String {
        let commands: Vec<Span> = condition
            .iter()
            .flat_map(|and_or| and_or.first.commands.iter().map(|command| command.span))
            .collect();
        let text = commands.first().map(|span| span.of(self.source.text())).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim();
        format!("`{}`", line.chars().take(60).collect::<String>())
    }

    fn for_each(
        &mut self,
        names: &[Span],
        words: Option<&[Word]>,
        body: &Body,
        span: Span,
    ) -> Flow {
        let values = match words {
            None => self.state.positional.clone(),
            Some(words) => match self.arguments(words) {
                Ok(values) => values,
                Err(stop) => return self.stopped(stop),
            },
        };
        self.state.status = Status::OK;
        for group in values.chunks(names.len().max(1)) {
            for (name, value) in names.iter().zip(group) {
                let (name, origin) = (self.text(*name), self.origin(span));
                if let Err(stop) = self.assign(&name, value.clone(), origin, span) {
                    return self.stopped(stop);
                }
            }
            if let Some(value) = group.iter().find(|value| !value.is_known()) {
                // An unknown word may stand for several turns: one is followed, what it changes is in doubt.
                let why = self.why(value, span);
                let before = self.state.clone();
                let flow = self.body(body);
                let after = std::mem::replace(&mut self.state, before.clone());
                self.state = State::join(&why, ("the loop runs", after), ("it does not", before));
                if matches!(flow, Flow::Exit | Flow::Stopped(Stop::Shell)) {
                    self.may_end(&why);
                }
                continue;
            }
            match self.turn(body) {
                Some(Flow::Next) | None => {}
                Some(Flow::Break(_)) => return Flow::Next,
                Some(other) => return other,
            }
        }
        Flow::Next
    }

    /// One turn of a loop: `Next` to go on, `Break` to leave this loop alone.
    fn turn(&mut self, body: &Body) -> Option<Flow> {
        if self.host.spend(1).is_err() {
            return Some(Flow::Exit);
        }
        match self.body(body) {
            Flow::Next | Flow::Continue(1) => Some(Flow::Next),
            Flow::Break(1) => Some(Flow::Break(1)),
            Flow::Break(levels) => {
                Some(Flow::Stopped(Stop::Line)).map(|_| leave(levels, Flow::Break))
            }
            Flow::Continue(levels) => Some(leave(levels, Flow::Continue)),
            other => Some(other),
        }
    }

    fn for_arithmetic(&mut self, parts: &[Word; 3], body: &Body) -> Flow {
        if let Err(stop) = self.arithmetic(&parts[0].parts, parts[0].span) {
            return self.stopped(stop);
        }
        loop {
            let empty = parts[1].parts.is_empty();
            match self.arithmetic(&parts[1].parts, parts[1].span) {
                Ok(Ok(0)) if !empty => return Flow::Next,
                Ok(Ok(_)) => {}
                Ok(Err(value)) => {
                    let why = self.why(&value, parts[1].span);
                    return self.uncertain_loop(&why, body);
                }
                Err(stop) => return self.stopped(stop),
            }
            match self.turn(body) {
                Some(Flow::Next) | None => {}
                Some(Flow::Break(_)) => return Flow::Next,
                Some(other) => return other,
            }
            if let Err(stop) = self.arithmetic(&parts[2].parts, parts[2].span) {
                return self.stopped(stop);
            }
        }
    }

    fn while_loop(&mut self, until: bool, condition: &Body, body: &Body) -> Flow {
        let mut last = Status::OK;
        loop {
            let flow = self.body(condition);
            if flow != Flow::Next {
                return flow;
            }
            match self.state.status.clone() {
                Status::Known(status) if (status == 0) == until => {
                    self.state.status = last;
                    return Flow::Next;
                }
                Status::Known(_) => {}
                Status::Unknown(why) => return self.uncertain_loop(&why, body),
            }
            match self.turn(body) {
                Some(Flow::Next) | None => last = self.state.status.clone(),
                Some(Flow::Break(_)) => return Flow::Next,
                Some(other) => return other,
            }
        }
    }

    /// Nobody knows how often the loop runs: whatever one turn changes is unknown afterwards.
    fn uncertain_loop(&mut self, why: &std::rc::Rc<crate::value::Unknown>, body: &Body) -> Flow {
        let before = self.state.clone();
        let _ = self.body(body);
        let after = std::mem::replace(&mut self.state, before);
        for (name, variable) in after.variables {
            let same = self.state.variable(&name).is_some_and(|old| old.slot == variable.slot);
            if !same {
                let value = Value::unknown((**why).clone());
                self.state.set(&name, value, why.origin.clone());
                self.state.entry(&name).exported |= variable.exported;
            }
        }
        self.state.status = Status::Unknown(why.clone());
        for sink in &mut self.state.sinks {
            sink.append(Value::unknown((**why).clone()));
        }
        Flow::Next
    }

    fn repeat(&mut self, count: &Word, body: &Body) -> Flow {
        let times = match self.arithmetic(&count.parts, count.span) {
            Ok(Ok(times)) => times,
            Ok(Err(value)) => {
                let why = self.why(&value, count.span);
                return self.uncertain_loop(&why, body);
            }
            Err(stop) => return self.stopped(stop),
        };
        for _ in 0..times {
            match self.turn(body) {
                Some(Flow::Next) | None => {}
                Some(Flow::Break(_)) => return Flow::Next,
                Some(other) => return other,
            }
        }
        Flow::Next
    }

    fn case(&mut self, word: &Word, arms: &[Arm]) -> Flow {
        match self.single(word) {
            Ok(value) => {
                self.state.status = Status::OK;
                self.arms(&value, arms, false)
            }
            Err(stop) => self.stopped(stop),
        }
    }

    fn arms(&mut self, value: &Value, arms: &[Arm], falls: bool) -> Flow {
        let Some((arm, rest)) = arms.split_first() else { return Flow::Next };
        let mut doubt = None;
        let mut taken = falls;
        for pattern in &arm.patterns {
            if taken {
                break;
            }
            match self.matches(value, pattern) {
                Ok(Ok(matched)) => taken = matched,
                Ok(Err(why)) => doubt = doubt.or(Some(why)),
                Err(stop) => return self.stopped(stop),
            }
        }
        match (taken, doubt) {
            (true, _) => self.arm(value, arm, rest),
            (false, None) => self.arms(value, rest, false),
            (false, Some(why)) => {
                let patterns =
                    arm.patterns.first().map(|word| self.text(word.span)).unwrap_or_default();
                let when = format!("it matches `{patterns}`");
                self.fork(
                    &why,
                    &when,
                    |this| this.arm(value, arm, rest),
                    |this| this.arms(value, rest, false),
                )
            }
        }
    }

    fn arm(&mut self, value: &Value, arm: &Arm, rest: &[Arm]) -> Flow {
        let flow = self.body(&arm.body);
        match (flow, arm.end) {
            (Flow::Next, ArmEnd::FallThrough) => self.arms(value, rest, true),
            (Flow::Next, ArmEnd::Continue) => self.arms(value, rest, false),
            _ => flow,
        }
    }

    /// zsh calls a function without a name at once (zshmisc(1), "Anonymous Functions").
    fn anonymous(&mut self, body: &std::rc::Rc<Command>, arguments: &[Word]) -> Flow {
        let (source, epoch) = (self.source.clone(), self.epoch);
        match self.arguments(arguments) {
            Ok(arguments) => self.call(body, &source, epoch, arguments),
            Err(stop) => self.stopped(stop),
        }
    }

    fn define(&mut self, names: &[Word], body: &std::rc::Rc<Command>, span: Span) -> Flow {
        for name in names {
            let name = match self.single(name) {
                Ok(name) => name,
                Err(stop) => return self.stopped(stop),
            };
            let Some(name) = name.text() else {
                self.incomplete("defines a function whose name is not known", span);
                continue;
            };
            let function = Function {
                body: Some((body.clone(), self.source.clone())),
                origin: self.origin(span),
                epoch: self.epoch,
            };
            self.state.functions.insert(name.into_owned(), function);
        }
        self.state.status = Status::OK;
        Flow::Next
    }

    fn arithmetic_command(&mut self, word: &Word) -> Flow {
        match self.arithmetic(&word.parts, word.span) {
            Ok(Ok(number)) => self.state.status = Status::of(number != 0),
            Ok(Err(value)) => self.state.status = Status::Unknown(self.why(&value, word.span)),
            Err(stop) => return self.stopped(stop),
        }
        Flow::Next
    }
}

/// A `break` or `continue` that concerns an outer loop too.
fn leave(levels: u32, flow: fn(u32) -> Flow) -> Flow {
    flow(levels - 1)
}
