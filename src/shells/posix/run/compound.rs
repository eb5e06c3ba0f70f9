//! Compound commands (POSIX 2.9.4).

use super::turns::{Arithmetic, Each, Repeat, Several, While, is_one_argument};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow, Stop};
use crate::shells::posix::state::{Function, Status};
use crate::shells::posix::syntax::{Arm, ArmEnd, Body, Command, Kind, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// How an arm of `case` is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// None has been taken.
    Asking,
    /// One has been, and `;;&` asks the others too.
    AskingOn,
    /// Through `;&`.
    Falling,
}

/// What a function costs beside its statement.
const FUNCTION: u64 = 48;

impl Evaluator<'_> {
    pub(super) fn compound(&mut self, command: &Command) -> Flow {
        let span = command.span;
        match &command.kind {
            Kind::Group(body) => self.body(body),
            Kind::Subshell(body) => {
                self.apart(|this| this.body(body));
                Flow::Next
            }
            Kind::If { arms, otherwise } => self.conditional(arms, otherwise.as_ref()),
            Kind::For { names, words, body } => self.for_each(names, words.as_deref(), body, span),
            Kind::ForArithmetic { parts, body } => self.for_arithmetic(parts, body, span),
            Kind::While { until, condition, body } => {
                self.while_loop(*until, condition, body, span)
            }
            Kind::Case { word, arms } => self.announced(span, |this| this.case(word, arms)),
            Kind::Select { body } => self.select(body, span),
            Kind::Repeat { count, body } => self.repeat(count, body, span),
            Kind::Function { names, body } => self.define(names, body, span),
            Kind::Anonymous { body, arguments } => self.anonymous(body, arguments),
            Kind::Arithmetic(word) => self.announced(span, |this| this.arithmetic_command(word)),
            Kind::Condition(test) => self.announced(span, |this| this.condition_command(test)),
            Kind::Always(body, always) => self.always(body, always, span),
            Kind::Coprocess { name } => self.coprocess(*name, span),
            Kind::Simple(_) => Flow::Next,
        }
    }

    /// What is done at the end in any case can take an error back (zshparam(1), TRY_BLOCK_ERROR).
    fn always(&mut self, body: &Body, always: &Body, span: Span) -> Flow {
        const TRIED: &str = "TRY_BLOCK_ERROR";
        let flow = self.body(body);
        let status = self.state.status.clone();
        let failed = flow == Flow::Stopped(Stop::File);
        let before = self.state.value(TRIED).unwrap_or_default();
        let origin = self.origin(span);
        let tells = self.computed(if failed { "1" } else { "0" }, span);
        self.state.set(TRIED, tells, origin.clone());
        let after = self.body(always);
        let taken_back =
            self.state.value(TRIED).is_some_and(|value| value.text().as_deref() == Some("0"));
        self.state.set(TRIED, before, origin);
        match after {
            Flow::Next if failed && taken_back => {
                self.state.status = status;
                Flow::Next
            }
            // The status is that of what was tried (zshmisc(1), COMPLEX COMMANDS).
            Flow::Next => {
                self.state.status = status;
                flow
            }
            left => left,
        }
    }

    /// Turns an expansion's failure into what follows from it.
    pub(in crate::shells::posix) fn stopped(&mut self, stop: Stop) -> Flow {
        self.state.status = self.failure();
        Flow::Stopped(stop)
    }

    /// The status that an error of the shell itself leaves: dash's is 2 (main.c, `exverror`).
    pub(in crate::shells::posix) fn failure(&self) -> Status {
        Status::Known(if self.state.dialect.is_dash() { 2 } else { 1 })
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
        let flow = self.guarded(|this| this.body(condition));
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
        let first = condition.iter().next().and_then(|and_or| and_or.first.commands.first());
        self.said(first.map(|command| command.span))
    }

    fn for_each(
        &mut self,
        names: &[Span],
        words: Option<&[Word]>,
        body: &Body,
        span: Span,
    ) -> Flow {
        let before = self.state.status.clone();
        let (values, several) = match self.turn_words(words) {
            Ok(given) => given,
            Err(stop) => return self.stopped(stop),
        };
        // The first turn sees the status before the loop.
        self.word_expanded(before);
        if values.is_empty() {
            self.state.status = Status::OK;
        }
        let names: Vec<String> = names.iter().map(|name| self.text(*name)).collect();
        let width = names.len().max(1);
        let mut at = 0;
        self.looped(span, |this| {
            while at < values.len() {
                let many = several[at..].iter().position(|many| *many);
                let certain = many.map_or(values.len() - at, |many| many / width * width);
                let groups = values[at..at + certain].chunks(width);
                let mut each = Each { groups, current: &[], names: &names, span };
                match this.turns(&mut each, body, span) {
                    Flow::Next => at += certain,
                    other => return other,
                }
                let Some(many) = many else { break };
                let value = &values[at + many - certain];
                let ordered = this.in_any_order(&names, value, body, span);
                match ordered.unwrap_or_else(|| this.any_number(&names, value, body, span)) {
                    // With several names nobody knows which word of the rest goes where.
                    Flow::Next => at = if width > 1 { values.len() } else { at + 1 },
                    other => return other,
                }
            }
            Flow::Next
        })
    }

    /// The words of a `for`, and which of them may stand for any number of words.
    fn turn_words(&mut self, words: Option<&[Word]>) -> Expanded<(Vec<Value>, Vec<bool>)> {
        let Some(words) = words else {
            let values = self.state.positional.to_vec();
            let several = values.iter().map(|value| !value.is_known()).collect();
            return Ok((values, several));
        };
        let (mut values, mut several) = (Vec::new(), Vec::new());
        for word in words {
            let given = self.word_arguments(word)?;
            let one = is_one_argument(word, self.source.text());
            several.extend(given.iter().map(|value| !one && !value.is_known()));
            values.extend(given);
        }
        Ok((values, several))
    }

    /// Turns for a word that may stand for any number of them.
    fn any_number(&mut self, names: &[String], value: &Value, body: &Body, span: Span) -> Flow {
        let why = self.why(value, span);
        let written: Vec<_> = names.iter().map(|name| (name.clone(), value.clone())).collect();
        let mut several = Several { why, written: &written, span };
        self.settled(None, &mut several, body, span)
    }

    fn for_arithmetic(&mut self, parts: &[Word; 3], body: &Body, span: Span) -> Flow {
        if let Some(left) = self.announce(span) {
            return left;
        }
        match self.command_number(&parts[0]) {
            Ok(_) => {}
            Err(_) if self.state.dialect.is_zsh() => return self.stopped(Stop::File),
            Err(flow) => return flow,
        }
        // zsh computes as a command does.
        if self.state.dialect.is_zsh() {
            self.state.status = Status::OK;
        }
        let mut head = Arithmetic { condition: &parts[1], step: &parts[2], span, turned: false };
        self.looped(span, |this| this.turns(&mut head, body, span))
    }

    fn while_loop(&mut self, until: bool, condition: &Body, body: &Body, span: Span) -> Flow {
        if let Some(name) = self.read_by(condition).filter(|_| !until) {
            let input = self.state.input.clone().unwrap_or_default();
            let whole = |this: &mut Self| this.in_any_order(&[name], &input, body, span);
            let mut ran = false;
            let flow = self.looped(span, |this| {
                let flow = whole(this);
                ran = flow.is_some();
                flow.unwrap_or(Flow::Next)
            });
            if ran {
                self.state.input = Some(Value::empty());
                return flow;
            }
        }
        let mut head = While { until, condition, last: Status::OK };
        self.looped(span, |this| this.turns(&mut head, body, span))
    }

    fn repeat(&mut self, count: &Word, body: &Body, span: Span) -> Flow {
        match self.arithmetic(&count.parts, count.span) {
            Ok(Ok(left)) => {
                self.state.status = Status::OK;
                self.looped(span, |this| this.turns(&mut Repeat { left }, body, span))
            }
            Ok(Err(value)) => {
                let value = Value::unknown((*self.why(&value, count.span)).clone());
                self.looped(span, |this| this.any_number(&[], &value, body, span))
            }
            Err(stop) => self.stopped(stop),
        }
    }

    /// A person chooses any number of times, or ends the input at once.
    fn select(&mut self, body: &Body, span: Span) -> Flow {
        let name = self.text(span).split_whitespace().nth(1).map(str::to_owned);
        let names = [name.unwrap_or_default(), "REPLY".to_owned()];
        let value = self.unknown("is what a person chooses", span);
        self.looped(span, |this| this.any_number(&names, &value, body, span))
    }

    fn case(&mut self, word: &Word, arms: &[Arm]) -> Flow {
        let before = self.state.status.clone();
        match self.single(word) {
            Ok(value) => {
                self.word_expanded(before);
                self.arms(&value, arms, Reached::Asking)
            }
            Err(stop) => self.stopped(stop),
        }
    }

    /// In dash a substitution in the word of a compound command leaves no status (eval.c, `evalbackcmd`).
    fn word_expanded(&mut self, before: Status) {
        if self.state.dialect.is_dash() {
            self.state.status = before;
        }
    }

    fn arms(&mut self, value: &Value, arms: &[Arm], reached: Reached) -> Flow {
        let Some((arm, rest)) = arms.split_first() else {
            // Nothing matched (POSIX 2.9.4).
            if reached == Reached::Asking {
                self.state.status = Status::OK;
            }
            return Flow::Next;
        };
        let mut doubt = None;
        let mut taken = reached == Reached::Falling;
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
            (false, None) => self.arms(value, rest, reached),
            (false, Some(why)) => {
                let patterns =
                    arm.patterns.first().map(|word| self.text(word.span)).unwrap_or_default();
                let when = format!("it matches `{patterns}`");
                self.fork(
                    &why,
                    &when,
                    |this| this.arm(value, arm, rest),
                    |this| this.arms(value, rest, reached),
                )
            }
        }
    }

    fn arm(&mut self, value: &Value, arm: &Arm, rest: &[Arm]) -> Flow {
        if arm.body.is_empty() {
            self.state.status = Status::OK;
        }
        let flow = self.body(&arm.body);
        match (flow, arm.end) {
            (Flow::Next, ArmEnd::FallThrough) => self.arms(value, rest, Reached::Falling),
            (Flow::Next, ArmEnd::Continue) => self.arms(value, rest, Reached::AskingOn),
            _ => flow,
        }
    }

    /// zsh calls a function without a name at once (zshmisc(1), "Anonymous Functions").
    fn anonymous(&mut self, body: &std::rc::Rc<Command>, arguments: &[Word]) -> Flow {
        let mut values = Vec::new();
        for word in arguments {
            match self.word_arguments(word) {
                Ok(given) => values.extend(given),
                Err(stop) => return self.stopped(stop),
            }
        }
        let function = self.function(body, body.span);
        self.call("(anon)", &function, values, body.span)
    }

    fn function(&self, body: &std::rc::Rc<Command>, span: Span) -> Function {
        Function {
            body: Some((body.clone(), self.source.clone())),
            file: self.spelled(),
            origin: self.origin(span),
            epoch: self.epoch,
            sticky: self.state.sticky,
        }
    }

    /// What it does is done apart; bash keeps its descriptors and its number (bash(1), "Coprocesses").
    fn coprocess(&mut self, name: Option<Span>, span: Span) -> Flow {
        self.state.status = Status::OK;
        if self.state.dialect.is_bash() {
            let name = name.map_or_else(|| "COPROC".to_owned(), |name| self.text(name));
            let origin = self.origin(span);
            let why = Unknown::new("is a number that the shell chooses", origin.clone());
            let number = Value::unknown(why.shaped(Shape::Number));
            self.state.set(&format!("{name}_PID"), number.clone(), origin.clone());
            self.state.set_array(&name, vec![number.clone(), number], origin);
        }
        Flow::Next
    }

    fn define(&mut self, names: &[Word], body: &std::rc::Rc<Command>, span: Span) -> Flow {
        for name in names {
            // In zsh a name may be several: `function on-${^hooks}` (zshmisc(1), "Functions").
            let named = match self.state.dialect.is_zsh() {
                true => self.element_words(name),
                false => self.single(name).map(|name| vec![name]),
            };
            let named = match named {
                Ok(named) => named,
                Err(stop) => return self.stopped(stop),
            };
            self.define_each(named, body, span);
        }
        self.state.status = Status::OK;
        Flow::Next
    }

    fn define_each(&mut self, names: Vec<Value>, body: &std::rc::Rc<Command>, span: Span) {
        for name in names {
            let Some(name) = name.text() else {
                self.incomplete("defines a function whose name is not known", span);
                continue;
            };
            if let Some(signal) = name.strip_prefix("TRAP") {
                self.traps_by_function(signal, &name, span);
            }
            let function = self.function(body, span);
            // A table's entry and what reports make of it cost memory long before steps are used up.
            let _ = self.host.spend(FUNCTION);
            self.state.functions.insert(name.into_owned(), function);
        }
    }

    fn arithmetic_command(&mut self, word: &Word) -> Flow {
        match self.command_number(word) {
            Ok(Ok(number)) => self.state.status = Status::of(number.is_true()),
            Ok(Err(value)) => self.state.status = Status::Unknown(self.why(&value, word.span)),
            Err(flow) => return flow,
        }
        Flow::Next
    }

    /// An error in `((…))` or `let` is the command's own: the file goes on (bash 5.2, zsh 5.9), which of zsh has
    /// another status. A variable that must be set stops more.
    pub(in crate::shells::posix) fn failed_arithmetic(&mut self, stop: Stop, zsh: i32) -> Flow {
        let own = match self.state.dialect.is_zsh() {
            true => stop == Stop::File,
            false => stop == Stop::Line,
        };
        if !own {
            return self.stopped(stop);
        }
        let status = if self.state.dialect.is_zsh() { zsh } else { 1 };
        self.state.status = Status::Known(status);
        Flow::Next
    }
}
