//! Calls of functions.

use std::rc::Rc;

use super::{DEEPEST, TOO_DEEP};
use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::state::{Function, Status};
use crate::shells::posix::syntax::Command;
use crate::text::{Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// What is called here is not run: whatever it changes, and its status, are not known.
    pub(super) fn not_called(&mut self, reason: &str, source: &Rc<Source>, span: Span) -> Flow {
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
        let positional = std::mem::replace(&mut self.state.positional, arguments.into());
        let call = Place::new(&self.source, span);
        let outer = std::mem::replace(&mut self.source, source.clone());
        let outer_epoch = std::mem::replace(&mut self.epoch, function.epoch);
        let cursor = self.state.cursor;
        let options = self.state.options.clone();
        let emulation = self.state.emulation;
        // zsh: a function that `emulate SHELL -c` defined keeps to that shell (zshbuiltins(1), `emulate`).
        let outer_sticky = std::mem::replace(&mut self.state.sticky, function.sticky);
        let sticks = function.sticky.filter(|_| function.sticky != outer_sticky);
        if let Some(shell) = sticks {
            self.state.emulate(shell);
        }
        let traps = self.enters_traps();
        self.state.enter();
        self.depth += 1;
        self.functions += 1;
        let body = body.clone();
        let mut ends = None;
        // zsh lets a function break out of the loop that calls it, bash and dash do not.
        let hides = !self.state.dialect.is_zsh();
        let flow = self.called(name, function.file.clone(), call.line(), |this| {
            this.behind_loops(hides, |this| {
                let run = |this: &mut Self| {
                    let (flow, why) = this.function_frame(&body);
                    ends = why;
                    flow
                };
                this.apart_from_traps(run, span)
            })
        });
        self.functions -= 1;
        self.active.pop();
        self.depth -= 1;
        self.state.leave();
        while let Some((_, why)) = self.open_locals.pop_if(|(call, _)| *call > self.functions) {
            let variables = vec![Rc::from("*")];
            self.raise(why, Reach::Only { variables, commands: Vec::new() });
        }
        let at_end = self.leaves_traps(traps);
        self.state.sticky = outer_sticky;
        if self.option("localoptions") || sticks.is_some() {
            self.state.options.restore(options);
            self.state.emulation = emulation;
        }
        self.state.ends_options(cursor);
        self.epoch = outer_epoch;
        self.source = outer;
        self.state.positional = positional;
        let flow = match flow {
            Flow::Return => Flow::Next,
            other => other,
        };
        if let Some(why) = ends {
            self.may_end_file(&why);
        }
        match at_end {
            Some(text) => self.ends_with(&text, flow, span),
            None => flow,
        }
    }

    /// A file ends here, unless only a function, a subshell or an undecided way does.
    pub(in crate::shells::posix) fn leaves_file(&mut self, span: Span) {
        if !self.in_function() && self.ways == 0 && self.exits.is_none() {
            let place = Place::new(&self.source, span);
            self.host.left(place);
        }
    }
}
