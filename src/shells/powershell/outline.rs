//! The statements of a script, for people.

use super::modules::find;
use super::stock;
use super::syntax::{
    Block, Command, Element, Expression, ExpressionKind, Pipeline, Script, ScriptBlock, Statement,
    StatementKind, StringPart, UsingKind,
};
use crate::shells;
use crate::text::{Problem, Severity, Span};

/// Lists the statements of a parsed text, nested ones below those that hold them.
pub fn outline(text: &str, script: &Script) -> shells::Outline {
    let mut list = List { text, statements: Vec::new() };
    list.body(&script.body, 0);
    let mut problems = script.problems.clone();
    problems.extend(script.foreign_types.iter().map(|(span, _)| foreign(text, *span)));
    let mut beside = Vec::new();
    for using in script.usings.iter().filter(|using| using.kind == UsingKind::Module) {
        let name = using.name.of(text).trim_matches(['"', '\'']);
        if name.contains(['/', '\\']) {
            let endings = find::ENDINGS.iter().map(|ending| format!("{name}{ending}"));
            let paths = std::iter::once(name.to_owned()).chain(endings).collect();
            beside.push((paths, without(name, using.span, Severity::Error)));
        } else if !stock::is_module(name) {
            problems.push(without(name, using.span, Severity::Warning));
        }
    }
    shells::Outline { statements: list.statements, problems, beside }
}

/// A module the parser looks for before anything runs.
fn without(name: &str, span: Span, severity: Severity) -> Problem {
    let message = match severity {
        Severity::Error => format!("the module `{name}` is not there"),
        _ => format!("without the module `{name}` PowerShell rejects the whole file"),
    };
    Problem { message, span, severity }
}

/// A class's type that only the session could have; a text by itself is read without one.
fn foreign(text: &str, span: Span) -> Problem {
    let message = format!("no type is called `{}`", span.of(text));
    Problem { message, span, severity: Severity::Error }
}

struct List<'a> {
    text: &'a str,
    statements: Vec<shells::Statement>,
}

impl List<'_> {
    fn body(&mut self, body: &ScriptBlock, depth: u32) {
        let blocks = [&body.dynamic, &body.begin, &body.process, &body.end, &body.clean];
        for block in blocks.into_iter().flatten() {
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &Block, depth: u32) {
        for statement in &block.statements {
            self.statement(statement, depth);
        }
    }

    fn blocks<'b>(&mut self, blocks: impl IntoIterator<Item = &'b Block>, depth: u32) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn push(&mut self, kind: &'static str, name: Option<Span>, span: Span, depth: u32) {
        let name = name.map(|name| name.of(self.text).to_owned());
        self.statements.push(shells::Statement { kind, name, span, depth });
    }

    fn statement(&mut self, statement: &Statement, depth: u32) {
        let (kind, name) = kind_and_name(&statement.kind);
        self.push(kind, name, statement.span, depth);
        let depth = depth + 1;
        match &statement.kind {
            StatementKind::If { clauses, otherwise } => {
                self.blocks(clauses.iter().map(|(_, block)| block).chain(otherwise), depth);
            }
            StatementKind::Switch(switch) => {
                let clauses = switch.clauses.iter().map(|(_, block)| block);
                self.blocks(clauses.chain(&switch.default), depth);
            }
            StatementKind::ForEach { body, .. }
            | StatementKind::For { body, .. }
            | StatementKind::Loop { body, .. } => self.block(body, depth),
            StatementKind::Try { body, catches, finally } => {
                let catches = catches.iter().map(|catch| &catch.body);
                self.blocks(std::iter::once(body).chain(catches).chain(finally), depth);
            }
            StatementKind::Trap(catch) => self.block(&catch.body, depth),
            StatementKind::Function { body, .. } => self.body(body, depth),
            StatementKind::Data(_, body) => self.block(body, depth),
            _ => {}
        }
    }
}

fn kind_and_name(kind: &StatementKind) -> (&'static str, Option<Span>) {
    match kind {
        StatementKind::Pipeline(pipeline) => pipeline_name(pipeline),
        StatementKind::Chain(..) => ("chain", None),
        StatementKind::Assignment { target, .. } => ("assignment", variable(target)),
        StatementKind::If { .. } => ("if", None),
        StatementKind::Switch(_) => ("switch", None),
        StatementKind::ForEach { variable: name, .. } => ("foreach", variable(name)),
        StatementKind::For { .. } => ("for", None),
        StatementKind::Loop { .. } => ("loop", None),
        StatementKind::Try { .. } => ("try", None),
        StatementKind::Trap(_) => ("trap", None),
        StatementKind::Throw(_) => ("throw", None),
        StatementKind::Return(_) => ("return", None),
        StatementKind::Exit(_) => ("exit", None),
        StatementKind::Break(_) => ("break", None),
        StatementKind::Continue(_) => ("continue", None),
        StatementKind::Function { name, filter: true, .. } => ("filter", Some(*name)),
        StatementKind::Function { name, .. } => ("function", Some(*name)),
        StatementKind::Class(class) => ("class", Some(class.name)),
        StatementKind::Enum(enumeration) => ("enum", Some(enumeration.name)),
        StatementKind::Data(name, _) => ("data", *name),
        StatementKind::Broken => ("broken", None),
    }
}

fn pipeline_name(pipeline: &Pipeline) -> (&'static str, Option<Span>) {
    match pipeline.elements.as_slice() {
        [Element::Command(command)] => ("command", command_name(command)),
        [Element::Expression(..)] => ("expression", None),
        _ => ("pipeline", None),
    }
}

fn command_name(command: &Command) -> Option<Span> {
    match &command.name.kind {
        ExpressionKind::String(text) => match &*text.parts {
            [StringPart::Text(span)] => Some(*span),
            _ => None,
        },
        _ => None,
    }
}

fn variable(expression: &Expression) -> Option<Span> {
    match &expression.kind {
        ExpressionKind::Variable(name) => Some(name.name),
        ExpressionKind::Cast(_, child) => variable(child),
        _ => None,
    }
}
