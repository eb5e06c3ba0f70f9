//! Functions: binding of arguments, scopes, and the three blocks.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::sink::{Discard, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::state::{May, ScopeId};
use crate::value::Unknown;

/// One argument as it was given.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A value; the text of a number as written.
    Value(Object, Option<String>),
    /// `-Name` with what stood behind its colon.
    Named(String, Option<Object>),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// In order.
    pub arguments: Vec<Arg>,
    /// Why there may be others: a table of which the keys are not known was splatted.
    pub open: Option<Rc<Unknown>>,
}

impl Given {
    /// Values only.
    pub fn positional(values: Vec<Object>) -> Self {
        let arguments = values.into_iter().map(|value| Arg::Value(value, None)).collect();
        Self { arguments, open: None }
    }
}

/// How what runs was called.
#[derive(Clone, Debug)]
pub struct Invoked {
    /// The function's name; empty in a file and in a script block.
    pub name: String,
    /// The word it was called by, `&` or `.`; `None` where envsim does not know.
    pub by: Option<String>,
    /// Whether it is a script block.
    pub block: bool,
}

impl Default for Invoked {
    /// A profile is read with a dot.
    fn default() -> Self {
        Self { name: String::new(), by: Some(".".into()), block: false }
    }
}

/// A function that is being run as a stage of a pipeline.
pub struct Running {
    /// The body.
    pub block: Rc<Block>,
    /// How it was called.
    pub invoked: Invoked,
    /// The arguments.
    pub given: Given,
    /// Whether it runs in the caller's scope.
    pub dot: bool,
    /// Whether its body is a `process` block.
    pub filter: bool,
    /// The scope it runs in.
    pub scope: ScopeId,
    /// The scope it was called from.
    pub caller: ScopeId,
    /// What the pipeline has given so far.
    pub input: Vec<Object>,
    /// Whether the pipeline gives it anything.
    pub fed: bool,
    /// Whether it takes no more input.
    pub done: bool,
    /// Why another function may run in its place.
    pub replaced: Option<Rc<Unknown>>,
    /// The pipeline it is a stage of, and the `try` blocks that were open when it began.
    pub within: Within,
    /// The first number of the doubts that arise in the call, those of its arguments among them.
    doubts: u64,
}

/// Where a function runs: the pipeline it is a stage of, and how many `try` blocks are around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Within {
    /// The pipeline's number.
    pub pipeline: u64,
    /// The `try` blocks.
    pub tries: u32,
}

impl Running {
    /// A call that has not begun.
    pub fn new(block: Rc<Block>, invoked: Invoked, given: Given, dot: bool, filter: bool) -> Self {
        Self {
            block,
            invoked,
            given,
            dot,
            filter,
            scope: 0,
            caller: 0,
            input: Vec::new(),
            fed: false,
            done: false,
            replaced: None,
            within: Within::default(),
            doubts: 0,
        }
    }

    fn within(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        run: impl FnOnce(&mut Self, &mut Evaluator<'_>) -> Flow,
    ) -> Flow {
        let outer = std::mem::replace(&mut evaluator.state.current, self.scope);
        let block = self.block.clone();
        let invoked = self.invoked.clone();
        let invocation = std::mem::replace(&mut evaluator.invocation, invoked);
        let within = std::mem::replace(&mut evaluator.within, self.within);
        let flow = evaluator.inside(&block, |evaluator| {
            evaluator.frame = (!self.dot).then(|| block.clone());
            run(self, evaluator)
        });
        evaluator.within = within;
        evaluator.invocation = invocation;
        evaluator.state.current = outer;
        match flow {
            Err(Stop::Return) => {
                self.done = true;
                Ok(())
            }
            other => other,
        }
    }

    /// Where its outputs go: of one that may be another function nothing is known of them.
    fn output<'s>(&self, out: &'s mut dyn Sink, none: &'s mut Discard) -> &'s mut dyn Sink {
        match self.replaced {
            Some(_) => none,
            None => out,
        }
    }

    pub(super) fn begin(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        self.caller = evaluator.state.current;
        self.doubts = evaluator.numbered;
        self.within = Within { pipeline: evaluator.running, tries: evaluator.state.tries };
        self.scope = if self.dot {
            self.caller
        } else {
            let parent = self.block.home.unwrap_or(self.caller);
            evaluator.state.open(parent, false)
        };
        for (name, value) in self.block.captured.clone() {
            evaluator.state.set_in(self.scope, &name, value);
        }
        let block = self.block.clone();
        let flow = self.within(evaluator, |running, evaluator| {
            let given = std::mem::take(&mut running.given);
            evaluator.bind_parameters(&block, &running.invoked.name, given)?;
            match &block.body.begin {
                Some(begin) => evaluator.block(begin, running.output(out, &mut Discard)),
                None => Ok(()),
            }
        });
        if flow.is_err() {
            self.close(evaluator);
        }
        flow
    }

    pub(super) fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        self.fed |= input.is_some();
        let block = self.block.clone();
        let Some(process) = &block.body.process else {
            if let Some(object) = input {
                let object = self.bind_input(evaluator, object)?;
                self.input.push(object);
            }
            return Ok(());
        };
        let flow = self.within(evaluator, |running, evaluator| {
            if let Some(object) = input {
                evaluator.state.set_in(running.scope, "_", object.clone());
                evaluator.bind_pipeline(&block, object)?;
            }
            evaluator.block(process, running.output(out, &mut Discard))
        });
        if flow.is_err() {
            self.close(evaluator);
        }
        flow
    }

    fn bind_input(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        object: Object,
    ) -> Result<Object, Stop> {
        let block = self.block.clone();
        self.within(evaluator, |_, evaluator| {
            evaluator.bind_pipeline(&block, object.clone()).map(drop)
        })?;
        Ok(object)
    }

    pub(super) fn end(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        let block = self.block.clone();
        let flow = match &block.body.end {
            Some(end) if !self.done || block.body.process.is_some() => {
                self.within(evaluator, |running, evaluator| {
                    if running.fed {
                        let input = std::mem::take(&mut running.input);
                        evaluator.state.set_in(running.scope, "input", Object::array(input));
                    }
                    evaluator.block(end, running.output(out, &mut Discard))
                })
            }
            _ => Ok(()),
        };
        let flow = match (&block.body.clean, flow) {
            (Some(clean), flow) => {
                let cleaned =
                    self.within(evaluator, |_, evaluator| evaluator.block(clean, &mut Discard));
                flow.and(cleaned)
            }
            (None, flow) => flow,
        };
        evaluator.resolve_doubts(self.doubts, super::doubts::Until::Call);
        self.close(evaluator);
        // Whatever it did, another function may have done something else.
        match self.replaced.take() {
            Some(why) => {
                evaluator.state.note_opaque(why.clone(), May::Everything);
                evaluator.may_fail(&why);
                out.write(evaluator, Object::Unknown(why))?;
                flow
            }
            None => flow,
        }
    }

    fn close(&mut self, evaluator: &mut Evaluator<'_>) {
        if !self.dot && self.scope != 0 {
            evaluator.state.close(self.scope);
        }
    }
}

impl Evaluator<'_> {
    /// Calls a block with arguments and input.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn call_block(
        &mut self,
        block: &Rc<Block>,
        given: Given,
        items: Vec<Object>,
        scoped: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        let invoked = self.invocation.clone();
        let mut running = Running::new(block.clone(), invoked, given, !scoped, false);
        running.begin(self, out)?;
        if items.is_empty() {
            running.process(self, None, out)?;
        }
        for item in items {
            running.process(self, Some(item), out)?;
        }
        running.end(self, out)
    }
}

/// Arguments nobody took, as `$args` holds them: `-x` stays recognizable when it is splatted again.
pub fn loose(arguments: Vec<Arg>) -> Vec<Object> {
    use crate::shells::powershell::object::{Payload, Record};
    use crate::value::{Origin, Value};
    let mut all = Vec::new();
    for argument in arguments {
        match argument {
            Arg::Value(value, _) => all.push(value),
            Arg::Named(name, value) => {
                let colon = if value.is_some() { ":" } else { "" };
                let text =
                    Value::known(format!("-{name}{colon}"), Origin::Builtin("an argument".into()));
                let marked = Record::new("System.String")
                    .with_payload(Payload::Wraps(Object::Text(text.clone())))
                    .printing(text.clone())
                    .with(
                        "<CommandParameterName>",
                        Object::Text(Value::known(name, Origin::Builtin("an argument".into()))),
                    );
                all.push(marked.into_object());
                all.extend(value);
            }
        }
    }
    all
}
