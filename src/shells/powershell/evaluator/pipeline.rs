//! Pipelines: objects flow one by one from stage to stage.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet::{Cmdlet, Run, Streaming};
use super::flow::{Flow, Stop};
use super::functions::Running;
use super::redirect::Redirect;
use super::sink::{Collect, Sink};
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::{Object, Sequence};
use crate::shells::powershell::state::Open;
use crate::shells::powershell::syntax::{
    Command, Element, Expression, ExpressionKind, Pipeline, StringPart,
};
use crate::value::Unknown;

/// A stage of a pipeline.
pub enum Stage {
    /// A cmdlet that works on every object, or on all at the end.
    Cmdlet(Box<CmdletStage>),
    /// A function or script block.
    Function(Box<Running>),
    /// A file, run with `&` or by its name: it takes no input here.
    File {
        /// The file.
        path: String,
        /// The arguments.
        given: super::functions::Given,
        /// Whether it runs in the caller's scope.
        dot: bool,
        /// What the pipeline gives.
        input: Vec<Object>,
    },
    /// A script block called with `.` and nothing else.
    Here(Rc<Block>),
    /// A program, or anything whose output is unknown.
    Opaque(Object),
    /// A program whose output is known.
    Output(Vec<Object>),
    /// A stage with redirections of its own.
    Redirected(Box<Redirected>),
}

/// A stage with redirections of its own.
pub struct Redirected {
    /// The stage.
    pub stage: Stage,
    /// Its redirections.
    pub redirect: Redirect,
}

/// A cmdlet with its arguments.
pub struct CmdletStage {
    /// The cmdlet.
    pub cmdlet: &'static Cmdlet,
    /// Its arguments, by parameter.
    pub bound: Bound,
    /// What it keeps between objects.
    pub state: Option<Box<dyn Streaming>>,
    /// What the pipeline has given so far.
    pub input: Vec<Object>,
    /// Whether the pipeline gives it anything.
    pub fed: bool,
    /// What `-OutVariable` keeps of its outputs.
    pub kept: Option<Rc<Sequence>>,
}

/// Hands outputs on and keeps them for `-OutVariable`.
struct Keeping<'k> {
    out: &'k mut dyn Sink,
    kept: Rc<Sequence>,
}

impl Sink for Keeping<'_> {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        self.kept.change(|items| items.push(object.clone()));
        self.out.write(evaluator, object)
    }
}

/// Hands what it is given to the next stage, or to the pipeline's end.
struct Down<'d, 's> {
    stages: &'d mut [Stage],
    last: &'d mut (dyn Sink + 's),
    /// The pipeline's number.
    number: u64,
}

impl Sink for Down<'_, '_> {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        match self.stages.split_first_mut() {
            None => self.last.write(evaluator, object),
            Some((stage, rest)) => {
                let mut down = Down { stages: rest, last: self.last, number: self.number };
                let flow = stage.process(evaluator, Some(object), &mut down);
                // An error behind a stage halts the whole pipeline: the statement that wrote the
                // object does not see it (`MshCommandRuntime.ManageException`).
                match flow {
                    Err(Stop::Error(raised)) => Err(Stop::Halted(self.number, raised)),
                    other => other,
                }
            }
        }
    }
}

impl Stage {
    fn begin(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        match self {
            Self::Redirected(one) => {
                let Redirected { stage, redirect } = &mut **one;
                evaluator.redirected(redirect, out, |evaluator, out| stage.begin(evaluator, out))
            }
            Self::Function(running) => running.begin(evaluator, out),
            Self::Cmdlet(stage) => {
                stage.open_variables(evaluator);
                if let Run::Stream(make) = stage.cmdlet.run {
                    let mut state = make();
                    let flow = evaluator.in_cmdlet(stage.cmdlet, &stage.bound, |evaluator| {
                        state.begin(evaluator, &stage.bound, out)
                    });
                    stage.state = Some(state);
                    return flow;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        evaluator.step()?;
        match self {
            Self::Redirected(one) => {
                let Redirected { stage, redirect } = &mut **one;
                evaluator.redirected(redirect, out, |evaluator, out| {
                    stage.process(evaluator, input, out)
                })
            }
            Self::Function(running) => running.process(evaluator, input, out),
            Self::Cmdlet(stage) => match stage.kept.clone() {
                Some(kept) => stage.process(evaluator, input, &mut Keeping { out, kept }),
                None => stage.process(evaluator, input, out),
            },
            Self::File { input: all, .. } => {
                all.extend(input);
                Ok(())
            }
            Self::Here(block) => {
                let block = block.clone();
                evaluator.run_here(&block, input, out)
            }
            Self::Opaque(_) | Self::Output(_) => Ok(()),
        }
    }

    fn end(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        match self {
            Self::Redirected(one) => {
                let Redirected { stage, redirect } = &mut **one;
                evaluator.redirected(redirect, out, |evaluator, out| stage.end(evaluator, out))
            }
            Self::Function(running) => running.end(evaluator, out),
            Self::Cmdlet(stage) => match stage.kept.clone() {
                Some(kept) => stage.end(evaluator, &mut Keeping { out, kept }),
                None => stage.end(evaluator, out),
            },
            Self::File { path, given, dot, input } => {
                let (path, given, input) =
                    (path.clone(), std::mem::take(given), std::mem::take(input));
                evaluator.run_script(&path, given, input, *dot, out)
            }
            Self::Here(_) => Ok(()),
            Self::Opaque(object) => out.write(evaluator, object.clone()),
            Self::Output(lines) => {
                std::mem::take(lines).into_iter().try_for_each(|line| out.write(evaluator, line))
            }
        }
    }
}

impl CmdletStage {
    /// The variables that `-OutVariable` and `-ErrorVariable` name begin empty, or go on with `+`.
    fn open_variables(&mut self, evaluator: &mut Evaluator<'_>) {
        let list = |evaluator: &mut Evaluator<'_>, name: &str, goes_on: bool| {
            if let (true, Some(Object::List(list))) = (goes_on, evaluator.state.value(name)) {
                return list;
            }
            let list = Rc::new(Sequence::of_type("System.Collections.ArrayList", Vec::new()));
            evaluator.state.set(name, Object::List(list.clone()));
            list
        };
        if let Some(name) = &self.bound.out_variable {
            let goes_on = self.bound.goes_on(evaluator, "OutVariable");
            self.kept = Some(list(evaluator, name, goes_on));
        }
        if let Some(name) = &self.bound.error_variable {
            let goes_on = self.bound.goes_on(evaluator, "ErrorVariable");
            list(evaluator, name, goes_on);
        }
    }

    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        let (cmdlet, bound) = (self.cmdlet, &mut self.bound);
        if let Some(object) = &input
            && bound.is_delayed(cmdlet)
        {
            return self.process_delayed(evaluator, object.clone(), out);
        }
        match cmdlet.run {
            Run::Each(run) => {
                if let Some(object) = input {
                    bound.take_input(cmdlet, object);
                }
                self.fed = true;
                let bound = &*bound;
                evaluator.in_cmdlet(cmdlet, bound, |evaluator| run(evaluator, bound, out))
            }
            Run::All(_) => {
                if let Some(object) = input {
                    // A list in any order is taken apart by whatever looks at all objects.
                    match &object {
                        Object::Array(list) if list.is_unordered() => {
                            self.input.extend(list.items())
                        }
                        _ => self.input.push(object),
                    }
                }
                Ok(())
            }
            Run::Stream(_) => {
                let Some(state) = self.state.as_mut() else { return Ok(()) };
                let bound = &*bound;
                evaluator.in_cmdlet(cmdlet, bound, |evaluator| {
                    state.process(evaluator, bound, input, out)
                })
            }
        }
    }

    /// A script block given to a parameter that takes the pipeline's objects is run for each of
    /// them (about_Script_Blocks, "Using delay-bind script blocks with parameters").
    fn process_delayed(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        object: Object,
        out: &mut dyn Sink,
    ) -> Flow {
        let mut bound = self.bound.clone();
        for (name, block) in bound.delayed(self.cmdlet) {
            let value = evaluator.value_here(&block, object.clone())?;
            bound.put(name, value);
        }
        match self.cmdlet.run {
            Run::Each(run) => {
                bound.take_input(self.cmdlet, object);
                evaluator.in_cmdlet(self.cmdlet, &bound, |evaluator| run(evaluator, &bound, out))
            }
            Run::All(run) => {
                bound.take_properties(self.cmdlet, &object);
                evaluator.in_cmdlet(self.cmdlet, &bound, |evaluator| {
                    run(evaluator, &bound, vec![object], out)
                })
            }
            Run::Stream(_) => Ok(()),
        }
    }

    fn end(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        if self.bound.is_delayed(self.cmdlet) {
            return Ok(());
        }
        let bound = &self.bound;
        match self.cmdlet.run {
            Run::Each(_) => Ok(()),
            Run::All(run) => {
                let input = std::mem::take(&mut self.input);
                evaluator
                    .in_cmdlet(self.cmdlet, bound, |evaluator| run(evaluator, bound, input, out))
            }
            Run::Stream(_) => {
                let Some(mut state) = self.state.take() else { return Ok(()) };
                evaluator
                    .in_cmdlet(self.cmdlet, bound, |evaluator| state.end(evaluator, bound, out))
            }
        }
    }
}

impl Evaluator<'_> {
    /// Runs a cmdlet's code with its error action and name.
    ///
    /// # Errors
    /// Whatever it ends with.
    pub fn in_cmdlet(
        &mut self,
        cmdlet: &'static Cmdlet,
        bound: &Bound,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        if bound.what_if && cmdlet.asks() {
            return Ok(());
        }
        let action = self.action;
        self.action = bound.action.or(action);
        let command = self.command.replace(cmdlet.class);
        let at = self.at.clone();
        let errors = self.state.errors.len();
        let (gap, failed) = (self.gap.take(), self.maybe_failed.take());
        let flow = run(self);
        self.doubt_cmdlet(cmdlet, bound);
        let gap = self.gap.replace(gap);
        drop(gap);
        let unsure = self.maybe_failed.clone();
        self.maybe_failed = failed.or_else(|| unsure.clone());
        self.at = at;
        self.command = command;
        self.action = action;
        self.note_errors(bound, errors, unsure);
        flow
    }

    /// Puts the errors that a cmdlet has written since into its `-ErrorVariable`.
    fn note_errors(&mut self, bound: &Bound, from: usize, unsure: Option<Rc<Unknown>>) {
        let Some(name) = &bound.error_variable else { return };
        let fresh = self.state.errors.iter().skip(from).map(|one| Object::Error(one.clone()));
        let fresh: Vec<Object> = fresh.collect();
        match (self.state.value(name), unsure) {
            (_, Some(why)) => self.state.set(name, Object::Unknown(why)),
            (Some(Object::List(list)), None) => list.change(|items| items.extend(fresh)),
            _ => {}
        }
    }

    /// Runs a pipeline with at least one command, or redirections.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn pipeline(&mut self, pipeline: &Pipeline, out: &mut dyn Sink) -> Flow {
        if pipeline.background {
            return self.background(out);
        }
        if let Some(open) = self.open_command(pipeline) {
            let (why, when) = (open.why.clone(), open.when.clone());
            return self.both(
                &why,
                &when,
                out,
                |evaluator, out| {
                    evaluator.state.suppose(&open, true);
                    evaluator.pipeline(pipeline, out)
                },
                |evaluator, out| {
                    evaluator.state.suppose(&open, false);
                    evaluator.pipeline(pipeline, out)
                },
            );
        }
        self.at = self.origin(pipeline.span);
        self.elements(&pipeline.elements, out)
    }

    /// A function or alias that a command of the pipeline names and that is there only perhaps.
    fn open_command(&mut self, pipeline: &Pipeline) -> Option<Open> {
        if !self.state.has_perhaps {
            return None;
        }
        pipeline.elements.iter().find_map(|element| {
            let Element::Command(command) = element else { return None };
            let ExpressionKind::String(literal) = &command.name.kind else { return None };
            let made = |part: &StringPart| matches!(part, StringPart::Expression(_));
            if literal.parts.iter().any(made) {
                return None;
            }
            let name = self.string(literal, command.name.span).ok()?;
            self.state.open_entry(&name.text()?)
        })
    }

    fn background(&mut self, out: &mut dyn Sink) -> Flow {
        let job = self.unknown("is a background job");
        self.state.succeeded = Object::Bool(true);
        out.write(self, job)
    }

    fn elements(&mut self, elements: &[Element], out: &mut dyn Sink) -> Flow {
        let Some((first, rest)) = elements.split_first() else { return Ok(()) };
        let was = std::mem::replace(&mut self.state.succeeded, Object::Bool(true));
        self.native_status = None;
        let mut input = None;
        let mut stages = Vec::with_capacity(elements.len());
        match first {
            Element::Expression(expression, redirections) => {
                self.state.succeeded = was.clone();
                input = Some(match self.redirect(redirections)? {
                    None => self.expression(expression)?,
                    Some(redirect) => self.redirected_value(expression, redirect)?,
                });
            }
            Element::Command(command) => {
                self.state.succeeded = was.clone();
                stages.push(self.stage(command)?);
            }
        }
        for element in rest {
            if let Element::Command(command) = element {
                stages.push(self.stage(command)?);
            }
        }
        self.state.succeeded = Object::Bool(true);
        let flow = self.drive(input, stages, out);
        if let Some(status) = self.native_status.take() {
            self.state.succeeded = status;
        }
        if matches!(self.state.succeeded, Object::Bool(true)) {
            self.state.succeeded = self.success();
        }
        flow
    }

    /// Feeds stages with input, or starts the first one without any.
    fn drive(&mut self, input: Option<Object>, mut stages: Vec<Stage>, out: &mut dyn Sink) -> Flow {
        if let Some(Object::Array(list) | Object::List(list)) = &input
            && list.is_unordered()
            && !stages.iter().any(Stage::takes_any_order)
        {
            return self.drive_any_order(list.items(), stages, out);
        }
        if let Some(input) = &input {
            self.weigh(input);
        }
        self.pipelines += 1;
        let number = self.pipelines;
        let outer = std::mem::replace(&mut self.running, number);
        let flow = self.drive_stages(input, &mut stages, number, out);
        self.running = outer;
        let mut closed = Ok(());
        for stage in stages {
            if let Stage::Redirected(one) = stage {
                closed = closed.and(self.close_redirect(one.redirect));
            }
        }
        match flow {
            Err(Stop::Pipeline(ended)) if ended >= number => closed,
            // What halted this pipeline is an error of the statement it stands in.
            Err(Stop::Halted(halted, raised)) if halted == number => {
                Err(self.raise_record(raised.record, raised.whole))
            }
            other => other.and(closed),
        }
    }

    /// The outputs of an expression with redirections, which are all made before they go on.
    fn redirected_value(
        &mut self,
        expression: &Expression,
        mut redirect: Redirect,
    ) -> Result<Object, Stop> {
        let mut out = Collect::default();
        let flow = self.redirected(&mut redirect, &mut out, |evaluator, out| {
            let value = evaluator.expression(expression)?;
            evaluator.write_all(value, out)
        });
        let closed = self.close_redirect(redirect);
        flow.and(closed)?;
        Ok(Object::array(out.items))
    }

    fn drive_any_order(
        &mut self,
        items: Vec<Object>,
        stages: Vec<Stage>,
        out: &mut dyn Sink,
    ) -> Flow {
        if stages
            .iter()
            .all(|stage| matches!(stage, Stage::Cmdlet(cmdlet) if cmdlet.cmdlet.is_per_item()))
        {
            let mut remake: Vec<(&'static Cmdlet, Bound)> = Vec::new();
            for stage in stages {
                if let Stage::Cmdlet(stage) = stage {
                    remake.push((stage.cmdlet, stage.bound));
                }
            }
            return self.in_any_order(items, out, |evaluator, items, out| {
                let stages = remake
                    .iter()
                    .map(|(cmdlet, bound)| {
                        Stage::Cmdlet(Box::new(CmdletStage {
                            cmdlet,
                            bound: bound.clone(),
                            state: None,
                            input: Vec::new(),
                            fed: false,
                            kept: None,
                        }))
                    })
                    .collect();
                evaluator.drive(Some(Object::array(items)), stages, out)
            });
        }
        let unknown: Unknown = crate::shells::powershell::object::convert::unordered(&self.at);
        self.state.note_opaque(
            Rc::new(unknown.clone()),
            crate::shells::powershell::state::May::Everything,
        );
        out.write(self, Object::unknown(unknown))
    }

    fn drive_stages(
        &mut self,
        input: Option<Object>,
        stages: &mut [Stage],
        number: u64,
        out: &mut dyn Sink,
    ) -> Flow {
        for index in 0..stages.len() {
            let (head, rest) = stages.split_at_mut(index + 1);
            let mut down = Down { stages: rest, last: out, number };
            head[index].begin(self, &mut down)?;
        }
        let stopped = self.feed(input, stages, number, out);
        let stopped = match stopped {
            Err(Stop::Pipeline(from)) => {
                // The stages behind the one that has enough still end.
                let from = usize::try_from(from).unwrap_or(0);
                let _ = from;
                true
            }
            other => {
                other?;
                false
            }
        };
        for index in 0..stages.len() {
            let (head, rest) = stages.split_at_mut(index + 1);
            let mut down = Down { stages: rest, last: out, number };
            if stopped && !head[index].ends_after_stop() {
                continue;
            }
            match head[index].end(self, &mut down) {
                Err(Stop::Pipeline(_)) => {}
                other => other?,
            }
        }
        Ok(())
    }

    fn feed(
        &mut self,
        input: Option<Object>,
        stages: &mut [Stage],
        number: u64,
        out: &mut dyn Sink,
    ) -> Flow {
        match input {
            None => {
                let Some((first, rest)) = stages.split_first_mut() else { return Ok(()) };
                let mut down = Down { stages: rest, last: out, number };
                first.process(self, None, &mut down)
            }
            Some(value) => {
                let mut down = Down { stages, last: out, number };
                match value.enumerate() {
                    Some(items) => items.into_iter().try_for_each(|item| down.write(self, item)),
                    None => down.write(self, value),
                }
            }
        }
    }

    fn stage(&mut self, command: &Command) -> Result<Stage, Stop> {
        let at = self.at.clone();
        self.at = self.origin(command.span);
        let stage = self.prepare(command);
        let redirect = self.redirect(&command.redirections);
        self.at = at;
        let stage = stage?;
        Ok(match redirect? {
            None => stage,
            Some(redirect) => Stage::Redirected(Box::new(Redirected { stage, redirect })),
        })
    }
}

impl Stage {
    /// Whether the result does not depend on the order of the input.
    fn takes_any_order(&self) -> bool {
        if let Self::Redirected(one) = self {
            return one.stage.takes_any_order();
        }
        matches!(self, Self::Cmdlet(stage) if matches!(stage.cmdlet.name, "Sort-Object" | "Measure-Object" | "Out-Null"))
    }

    /// Whether it still ends after a later stage stopped the pipeline.
    fn ends_after_stop(&self) -> bool {
        if let Self::Redirected(one) = self {
            return one.stage.ends_after_stop();
        }
        matches!(self, Self::Cmdlet(stage) if matches!(stage.cmdlet.name, "Sort-Object" | "Measure-Object" | "Out-Null" | "Set-Content" | "Out-File" | "Select-Object"))
    }
}
