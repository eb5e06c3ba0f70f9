//! `&&`, `||` and `&`; where a status is not known both ways are taken.

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::state::{State, Status};
use crate::shells::posix::syntax::{AndOr, Connector, Pipeline};
use crate::text::Span;
use crate::value::{Alternative, Unknown, Value, negated};

/// How many texts a value may be of which each is gone on with.
const MOST_WAYS: usize = 4;

impl Evaluator<'_> {
    pub(super) fn and_or(&mut self, and_or: &AndOr) -> Flow {
        if self.host.spend(1).is_err() {
            return Flow::Exit;
        }
        if let Some((name, why)) = self.open_option(and_or) {
            return self.with_option_either_way(and_or, &name, &why);
        }
        if and_or.background {
            if let ([only], true) = (and_or.first.commands.as_slice(), and_or.rest.is_empty()) {
                self.announce_apart(only);
            }
            // When it has done what it does is not known.
            let input = self.state.input.clone();
            self.ways += 1;
            self.apart(|this| this.chain(and_or));
            self.ways -= 1;
            self.state.input = input;
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
    pub(in crate::shells::posix) fn guarded(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        self.guards += 1;
        let flow = run(self);
        self.guards -= 1;
        flow
    }

    /// Goes on with each text that a value can be, where these are few and known; `None` where they are not.
    pub(in crate::shells::posix) fn in_each_way(
        &mut self,
        value: &Value,
        span: Span,
        run: &dyn Fn(&mut Self, &Value) -> Flow,
    ) -> Option<Flow> {
        let all = value.alternatives().filter(|all| (2..=MOST_WAYS).contains(&all.len()))?;
        let why = self.why(value, span);
        Some(self.way_by_way(&why, &all, run))
    }

    fn way_by_way(
        &mut self,
        why: &Rc<Unknown>,
        all: &[Alternative],
        run: &dyn Fn(&mut Self, &Value) -> Flow,
    ) -> Flow {
        match all {
            [] => Flow::Next,
            [last] => run(self, &last.value),
            [one, rest @ ..] => self.fork(
                why,
                &one.when,
                |this| run(this, &one.value),
                |this| this.way_by_way(why, rest, run),
            ),
        }
    }

    /// Takes both ways and joins what they lead to.
    pub(in crate::shells::posix) fn fork(
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
}
