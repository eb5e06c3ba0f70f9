//! Pipelines: objects flow one by one from stage to stage.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet::Cmdlet;
use super::cmdlet_stage::CmdletStage;
use super::flow::{Flow, Stop};
use super::redirect::Redirect;
use super::sink::{Collect, Sink};
use super::stage::{Redirected, Stage};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::Open;
use crate::shells::powershell::syntax::{
    Command, Element, Expression, ExpressionKind, Pipeline, StringPart,
};
use crate::value::Unknown;

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

impl Evaluator<'_> {
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
            && !stages.first().is_some_and(Stage::takes_any_order)
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
        // What stands behind a stage that takes any order is given one order.
        let heads = stages.iter().take_while(|stage| !stage.takes_any_order());
        let per_item =
            |stage: &Stage| matches!(stage, Stage::Cmdlet(cmdlet) if cmdlet.cmdlet.is_per_item());
        let cmdlets = stages.iter().all(|stage| matches!(stage, Stage::Cmdlet(_)));
        if cmdlets && heads.clone().all(per_item) {
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
        if stages.iter().all(Stage::runs_no_block) {
            let each = items.iter().map(|_| Object::unknown(unknown.clone())).collect();
            return self.drive(Some(Object::array(each)), stages, out);
        }
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

    pub(super) fn stage(&mut self, command: &Command) -> Result<Stage, Stop> {
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
