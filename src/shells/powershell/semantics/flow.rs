//! Makes the flow graph of a method's body (`VariableAnalysis.cs`).

mod loops;
mod writes;

use std::collections::HashMap;

use super::graph::{EXIT, Event, Graph};
use super::names;
use super::walk::{self, Node};
use crate::shells::powershell::syntax::{
    Argument, BinaryOperator, Block, Command, Element, Expression, ExpressionKind, Invocation,
    LoopKind, Pipeline, ScriptBlock, Statement, StatementKind, StringPart,
};
use crate::text::Span;
use loops::Target;

/// What the analysis of a method finds.
pub(super) struct Found {
    /// Whether every way through returns or throws.
    pub(super) always_leaves: bool,
    /// Reads of variables that may not have been assigned.
    pub(super) unassigned: Vec<Span>,
}

pub(super) fn of_method(text: &str, body: &ScriptBlock) -> Found {
    let mut flow = Flow::new(text);
    body.params.iter().flatten().for_each(|parameter| flow.parameter(parameter));
    let blocks = [&body.dynamic, &body.begin, &body.process, &body.end, &body.clean];
    blocks.into_iter().flatten().for_each(|block| flow.block(block));
    flow.graph.to(EXIT);
    if flow.all_dynamic {
        flow.dynamic.fill(true);
    }
    Found {
        always_leaves: flow.graph.always_leaves(),
        unassigned: flow.graph.unassigned(flow.dynamic.len(), flow.dynamic),
    }
}

struct Flow<'t> {
    text: &'t str,
    graph: Graph,
    names: HashMap<String, usize>,
    dynamic: Vec<bool>,
    all_dynamic: bool,
    targets: Vec<Target>,
}

impl<'t> Flow<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            graph: Graph::new(),
            names: HashMap::new(),
            dynamic: Vec::new(),
            all_dynamic: false,
            targets: Vec::new(),
        }
    }

    /// The number of a variable of the method; `None` for one of another scope or drive, or one that
    /// needs no assignment.
    fn variable(&mut self, name: Span) -> Option<usize> {
        let mut name = name.of(self.text).to_lowercase();
        if let Some((scope, rest)) = name.split_once(':') {
            if !["local", "private", "variable"].contains(&scope) {
                return None;
            }
            self.all_dynamic |= scope == "private";
            name = rest.to_owned();
        }
        if names::is_free(&name) {
            return None;
        }
        let next = self.dynamic.len();
        let known = *self.names.entry(name).or_insert(next);
        if known == next {
            self.dynamic.push(false);
        }
        Some(known)
    }

    fn write(&mut self, name: Span, wanted: Option<String>) {
        if let Some(variable) = self.variable(name) {
            self.graph.note(Event::Write(variable, wanted));
        }
    }

    fn block(&mut self, block: &'t Block) {
        let traps = |statement: &&Statement| !matches!(statement.kind, StatementKind::Trap(_));
        block.statements.iter().filter(traps).for_each(|statement| self.statement(statement));
    }

    fn node(&mut self, node: Node<'t>) {
        match node {
            Node::Statement(statement) => self.statement(statement),
            Node::Expression(expression) => self.expression(expression),
            _ => {}
        }
    }

    fn statement(&mut self, statement: &'t Statement) {
        match &statement.kind {
            StatementKind::Pipeline(pipeline) => self.pipeline(pipeline),
            StatementKind::Chain(first, rest) => {
                self.pipeline(first);
                rest.iter().for_each(|(_, pipeline)| self.pipeline(pipeline));
            }
            // A compound assignment counts as a write alone, too (`VisitAssignmentStatement`).
            StatementKind::Assignment { target, value, .. } => {
                self.statement(value);
                self.targets_of(target);
            }
            StatementKind::Return(value)
            | StatementKind::Throw(value)
            | StatementKind::Exit(value) => {
                value.iter().for_each(|value| self.statement(value));
                self.graph.leave();
            }
            StatementKind::Break(label) => self.jump(label.as_deref(), |target| target.leave),
            StatementKind::Continue(label) => self.jump(label.as_deref(), |target| target.again),
            StatementKind::Data(name, body) => {
                self.block(body);
                name.iter().for_each(|name| self.write(*name, None));
            }
            kind => self.control(kind),
        }
    }

    fn control(&mut self, kind: &'t StatementKind) {
        match kind {
            StatementKind::If { clauses, otherwise } => self.branches(clauses, otherwise.as_ref()),
            StatementKind::Switch(switch) => self.switch(switch),
            StatementKind::ForEach { label, variable, over, body } => {
                self.for_each(*label, variable, over, body);
            }
            StatementKind::For { label, start, condition, step, body } => {
                start.iter().for_each(|start| self.statement(start));
                let again = self.loop_head(step.as_deref());
                let condition = condition.as_deref();
                self.while_loop(
                    *label,
                    again,
                    condition.is_some(),
                    |flow| {
                        condition.iter().for_each(|condition| flow.statement(condition));
                    },
                    |flow| flow.block(body),
                );
            }
            StatementKind::Loop { label, kind: LoopKind::While, condition, body } => {
                let again = self.loop_head(None);
                let head = |flow: &mut Self| flow.statement(condition);
                self.while_loop(*label, again, true, head, |flow| flow.block(body));
            }
            StatementKind::Loop { label, condition, body, .. } => {
                self.do_loop(*label, condition, body);
            }
            StatementKind::Try { body, catches, finally } => {
                self.attempt(body, catches, finally.as_ref());
            }
            _ => {}
        }
    }

    /// A command may run `break` or `continue` of its own, which reach the loops that are open.
    fn pipeline(&mut self, pipeline: &'t Pipeline) {
        walk::of_pipeline(pipeline, &mut |node| self.node(node));
        let mut commands = false;
        for element in &pipeline.elements {
            if let Element::Command(command) = element {
                commands = true;
                let name = command.name.span.of(self.text).to_lowercase();
                let name = name.strip_prefix("microsoft.powershell.utility\\").unwrap_or(&name);
                self.all_dynamic |=
                    command.invocation == Invocation::Dot || names::writes_variables(name);
                self.splats(command);
            }
        }
        if !commands || self.targets.is_empty() {
            return;
        }
        for at in 0..self.targets.len() {
            let Target { leave, again, .. } = self.targets[at];
            self.graph.to(leave);
            self.graph.to(again);
        }
        let rest = self.graph.node();
        self.graph.enter(rest);
    }

    fn expression(&mut self, expression: &'t Expression) {
        match &expression.kind {
            ExpressionKind::Variable(name) => self.read(name.name),
            ExpressionKind::Ternary(condition, yes, no) => self.ternary(condition, yes, no),
            ExpressionKind::Binary(BinaryOperator::And | BinaryOperator::Or, left, right) => {
                self.expression(left);
                let (after, next) = (self.graph.node(), self.graph.node());
                self.graph.to(after);
                self.graph.enter(next);
                self.expression(right);
                self.graph.enter(after);
            }
            ExpressionKind::String(text) => {
                for part in &text.parts {
                    if let StringPart::Expression(value) = part {
                        self.expression(value);
                    }
                }
            }
            ExpressionKind::Subexpression(block) | ExpressionKind::Array(block) => {
                self.block(block);
            }
            _ => walk::parts(Node::Expression(expression), &mut |node| self.node(node)),
        }
    }

    fn splats(&mut self, command: &'t Command) {
        for argument in &command.arguments {
            if let Argument::Splat(name) = argument {
                self.read(name.name);
            }
        }
    }

    fn read(&mut self, name: Span) {
        if let Some(variable) = self.variable(name) {
            self.graph.note(Event::Read(variable, name));
        }
    }

    fn ternary(&mut self, condition: &'t Expression, yes: &'t Expression, no: &'t Expression) {
        let [first, second, after] = [(); 3].map(|()| self.graph.node());
        self.expression(condition);
        self.graph.to(first);
        self.graph.to(second);
        for (start, value) in [(first, yes), (second, no)] {
            self.graph.current = start;
            self.expression(value);
            self.graph.to(after);
        }
        self.graph.current = after;
    }
}
