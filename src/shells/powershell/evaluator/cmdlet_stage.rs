//! A cmdlet as a stage of a pipeline: what it is given, and the variables that its common parameters name.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet::{Cmdlet, Run, Streaming};
use super::flow::Flow;
use super::sink::Sink;
use crate::shells::powershell::object::{Object, Sequence};
use crate::value::Unknown;

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
pub(super) struct Keeping<'k> {
    pub(super) out: &'k mut dyn Sink,
    pub(super) kept: Rc<Sequence>,
}

impl Sink for Keeping<'_> {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        self.kept.change(|items| items.push(object.clone()));
        self.out.write(evaluator, object)
    }
}

impl CmdletStage {
    /// The variables that `-OutVariable` and `-ErrorVariable` name begin empty, or go on with `+`.
    pub(super) fn open_variables(&mut self, evaluator: &mut Evaluator<'_>) {
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

    pub(super) fn process(
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
                evaluator.in_cmdlet(cmdlet, bound, |evaluator| {
                    evaluator.reading_items((cmdlet, bound), out, |evaluator, out| {
                        run(evaluator, bound, out)
                    })
                })
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
                let (cmdlet, bound) = (self.cmdlet, &bound);
                evaluator.in_cmdlet(cmdlet, bound, |evaluator| {
                    evaluator.reading_items((cmdlet, bound), out, |evaluator, out| {
                        run(evaluator, bound, out)
                    })
                })
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

    pub(super) fn end(&mut self, evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
        if self.bound.is_delayed(self.cmdlet) {
            return Ok(());
        }
        let bound = &self.bound;
        match self.cmdlet.run {
            Run::Each(_) => Ok(()),
            Run::All(run) => {
                let input = std::mem::take(&mut self.input);
                let cmdlet = self.cmdlet;
                if bound.each_names(cmdlet, &input) {
                    return each_alone(evaluator, (cmdlet, bound), run, input, out);
                }
                evaluator.in_cmdlet(cmdlet, bound, |evaluator| {
                    evaluator.reading_items((cmdlet, bound), out, |evaluator, out| {
                        run(evaluator, bound, input, out)
                    })
                })
            }
            Run::Stream(_) => {
                let Some(mut state) = self.state.take() else { return Ok(()) };
                evaluator
                    .in_cmdlet(self.cmdlet, bound, |evaluator| state.end(evaluator, bound, out))
            }
        }
    }
}

/// Runs a cmdlet that takes all objects at once for each of them, with the properties that it names.
fn each_alone(
    evaluator: &mut Evaluator<'_>,
    (cmdlet, bound): (&'static Cmdlet, &Bound),
    run: fn(&mut Evaluator<'_>, &Bound, Vec<Object>, &mut dyn Sink) -> Flow,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    for object in input {
        let mut bound = bound.clone();
        bound.take_input(cmdlet, object.clone());
        let bound = &bound;
        evaluator.in_cmdlet(cmdlet, bound, |evaluator| {
            evaluator.reading_items((cmdlet, bound), out, |evaluator, out| {
                run(evaluator, bound, vec![object], out)
            })
        })?;
    }
    Ok(())
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
        (self.library.doubt_cmdlet)(self, cmdlet, bound);
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

    /// Runs what reads items: where it asked for something of which nobody knows whether it is there, there
    /// may be more than it found.
    fn reading_items(
        &mut self,
        (cmdlet, bound): (&'static Cmdlet, &Bound),
        out: &mut dyn Sink,
        run: impl FnOnce(&mut Self, &mut dyn Sink) -> Flow,
    ) -> Flow {
        if let Some(why) = self.state.lost.clone().filter(|_| cmdlet.reads_items())
            && self.names_here(bound)
        {
            return out.write(self, Object::Unknown(why));
        }
        let (before, _) = self.host.asks_of_undecided();
        run(self, out)?;
        match self.host.asks_of_undecided() {
            (after, Some(why)) if after > before && cmdlet.reads_items() => {
                let unknown = self.unknown(&format!("asks for something that {why}"));
                out.write(self, unknown)
            }
            _ => Ok(()),
        }
    }

    /// Whether a path it is given is one from where the session stands, or none is.
    fn names_here(&self, bound: &Bound) -> bool {
        let mut paths =
            ["Path", "LiteralPath"].iter().flat_map(|name| bound.items(name)).peekable();
        let relative = |path: Object| self.plain(&path).is_some_and(|path| self.is_relative(&path));
        paths.peek().is_none() || paths.any(relative)
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
}
