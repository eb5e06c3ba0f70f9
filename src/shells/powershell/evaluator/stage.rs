//! The stages of a pipeline.

use std::rc::Rc;

use super::Evaluator;
use super::cmdlet::Run;
use super::cmdlet_stage::{CmdletStage, Keeping};
use super::flow::Flow;
use super::functions::Running;
use super::redirect::Redirect;
use super::sink::Sink;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;

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

impl Stage {
    pub(super) fn begin(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
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

    pub(super) fn process(
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

    pub(super) fn end(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
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

impl Stage {
    /// Whether the result does not depend on the order of the input.
    pub(super) fn takes_any_order(&self) -> bool {
        if let Self::Redirected(one) = self {
            return one.stage.takes_any_order();
        }
        matches!(self, Self::Cmdlet(stage) if matches!(stage.cmdlet.name, "Sort-Object" | "Measure-Object" | "Out-Null"))
    }

    /// Whether it runs nothing of the profile's own for what it is fed with.
    pub(super) fn runs_no_block(&self) -> bool {
        match self {
            Self::Cmdlet(stage) => stage.bound.holds_no_block(),
            Self::Opaque(_) | Self::Output(_) => true,
            Self::Redirected(one) => one.stage.runs_no_block(),
            Self::Function(_) | Self::File { .. } | Self::Here(_) => false,
        }
    }

    /// Whether it still ends after a later stage stopped the pipeline.
    pub(super) fn ends_after_stop(&self) -> bool {
        if let Self::Redirected(one) = self {
            return one.stage.ends_after_stop();
        }
        matches!(self, Self::Cmdlet(stage) if matches!(stage.cmdlet.name, "Sort-Object" | "Measure-Object" | "Out-Null" | "Set-Content" | "Out-File" | "Select-Object"))
    }
}
