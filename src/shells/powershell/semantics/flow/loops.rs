//! Branches, loops, `try` and what leaves them.

use super::super::graph::EXIT;
use super::Flow;
use crate::shells::powershell::syntax::{Block, Catch, Expression, Statement, Switch};
use crate::text::Span;

/// A loop or `switch` that is open.
pub(super) struct Target {
    label: String,
    pub(super) leave: usize,
    pub(super) again: usize,
}

impl<'t> Flow<'t> {
    pub(super) fn branches(
        &mut self,
        clauses: &'t [(Statement, Block)],
        otherwise: Option<&'t Block>,
    ) {
        let after = self.graph.node();
        if otherwise.is_none() {
            self.graph.to(after);
        }
        for (at, (condition, body)) in clauses.iter().enumerate() {
            let last = at + 1 == clauses.len() && otherwise.is_none();
            let inside = self.graph.node();
            let next = if last { after } else { self.graph.node() };
            self.statement(condition);
            self.graph.to(inside);
            self.graph.to(next);
            self.graph.current = inside;
            self.block(body);
            self.graph.to(after);
            self.graph.current = next;
        }
        if let Some(body) = otherwise {
            self.block(body);
            self.graph.to(after);
        }
        self.graph.current = after;
    }

    pub(super) fn switch(&mut self, switch: &'t Switch) {
        let again = self.loop_head(None);
        let head = |flow: &mut Self| {
            switch.file.iter().for_each(|file| flow.expression(file));
            switch.input.iter().for_each(|input| flow.statement(input));
        };
        self.while_loop(switch.label, again, true, head, |flow| flow.switch_body(switch));
    }

    fn switch_body(&mut self, switch: &'t Switch) {
        let after = self.graph.node();
        for (at, (pattern, body)) in switch.clauses.iter().enumerate() {
            let last = at + 1 == switch.clauses.len() && switch.default.is_none();
            let inside = self.graph.node();
            let next = if last { after } else { self.graph.node() };
            self.expression(pattern);
            self.graph.to(next);
            self.graph.enter(inside);
            self.block(body);
            if !last {
                self.graph.enter(next);
            }
        }
        if let Some(body) = &switch.default {
            self.graph.to(after);
            self.block(body);
        }
        self.graph.enter(after);
    }

    /// Where `continue` leads; the step of a `for` stands there and is jumped over at first.
    pub(super) fn loop_head(&mut self, step: Option<&'t Statement>) -> usize {
        let again = self.graph.node();
        match step {
            Some(step) => {
                let condition = self.graph.node();
                self.graph.to(condition);
                self.graph.current = again;
                self.statement(step);
                self.graph.enter(condition);
            }
            None => self.graph.enter(again),
        }
        again
    }

    pub(super) fn while_loop(
        &mut self,
        label: Option<Span>,
        again: usize,
        ends: bool,
        head: impl FnOnce(&mut Self),
        body: impl FnOnce(&mut Self),
    ) {
        let (inside, leave) = (self.graph.node(), self.graph.node());
        head(self);
        if ends {
            self.graph.to(leave);
        }
        self.open(label, leave, again);
        self.graph.enter(inside);
        body(self);
        self.graph.to(again);
        self.graph.current = leave;
        self.targets.pop();
    }

    fn open(&mut self, label: Option<Span>, leave: usize, again: usize) {
        let label = label.map_or(String::new(), |label| label.of(self.text).to_lowercase());
        self.targets.push(Target { label, leave, again });
    }

    pub(super) fn do_loop(
        &mut self,
        label: Option<Span>,
        condition: &'t Statement,
        body: &'t Block,
    ) {
        let (again, inside) = (self.graph.node(), self.graph.node());
        let (leave, repeat) = (self.graph.node(), self.graph.node());
        self.open(label, leave, again);
        self.graph.enter(inside);
        self.block(body);
        self.graph.enter(again);
        self.statement(condition);
        self.graph.to(leave);
        self.graph.enter(repeat);
        self.graph.to(inside);
        self.graph.current = leave;
        self.targets.pop();
    }

    pub(super) fn for_each(
        &mut self,
        label: Option<Span>,
        variable: &'t Expression,
        over: &'t Statement,
        body: &'t Block,
    ) {
        let after = self.graph.node();
        let again = self.loop_head(None);
        let head = |flow: &mut Self| {
            flow.statement(over);
            flow.graph.to(after);
            flow.assign(variable);
        };
        self.while_loop(label, again, true, head, |flow| flow.block(body));
        self.graph.enter(after);
    }

    /// Any statement of the body may throw: what it assigns is taken as unassigned in the handlers.
    pub(super) fn attempt(
        &mut self,
        body: &'t Block,
        catches: &'t [Catch],
        finally: Option<&'t Block>,
    ) {
        let before = self.graph.current;
        let inside = self.graph.node();
        self.graph.enter(inside);
        self.block(body);
        let end = self.graph.current;
        let (last, after) = (finally.map(|_| self.graph.node()), self.graph.node());
        for catch in catches {
            let handler = self.graph.node();
            self.graph.flow(before, handler);
            self.graph.current = handler;
            self.block(&catch.body);
            self.graph.to(last.unwrap_or(after));
        }
        self.graph.flow(end, last.unwrap_or(after));
        if let (Some(last), Some(body)) = (last, finally) {
            self.graph.current = last;
            self.block(body);
            self.graph.to(after);
            if !catches.iter().any(|catch| catch.types.is_empty()) {
                self.thrown_on(before, last);
            }
        }
        self.graph.current = after;
    }

    /// What no handler catches leaves behind `finally`.
    fn thrown_on(&mut self, before: usize, last: usize) {
        self.graph.flow(before, last);
        let thrown = self.graph.node();
        self.graph.to(thrown);
        self.graph.leaves(thrown);
        self.graph.flow(thrown, EXIT);
    }

    pub(super) fn jump(&mut self, label: Option<&'t Expression>, side: fn(&Target) -> usize) {
        let target = match label {
            None => self.targets.last(),
            Some(label) => {
                let name = label.span.of(self.text).to_lowercase();
                self.targets.iter().rev().find(|target| target.label == name)
            }
        };
        match target.map(side) {
            Some(target) => {
                self.graph.to(target);
                self.graph.current = self.graph.node();
            }
            None => self.graph.leave(),
        }
    }
}
