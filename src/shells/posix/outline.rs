//! The statements of a script, for people.

use super::dialect::Dialect;
use super::parser;
use super::syntax::{Argument, Assigned, Body, Command, Kind, Line, Part, Simple};
use crate::shells::{Outline, Statement};
use crate::text::Span;

/// The statements of a text and what is wrong with it.
pub fn outline(text: &str, dialect: Dialect) -> Outline {
    let (script, problems) = parser::parse(text, dialect);
    let mut walk = Walk { text, statements: Vec::new() };
    for line in &script.lines {
        match line {
            Line::Commands(body) => walk.body(body, 0),
            Line::Broken(span) => walk.add("broken", None, *span, 0),
        }
    }
    Outline { statements: walk.statements, problems, ..Outline::default() }
}

struct Walk<'t> {
    text: &'t str,
    statements: Vec<Statement>,
}

impl Walk<'_> {
    fn add(&mut self, kind: &'static str, name: Option<String>, span: Span, depth: u32) {
        self.statements.push(Statement { kind, name, span, depth });
    }

    fn body(&mut self, body: &Body, depth: u32) {
        for and_or in body.iter() {
            let pipelines =
                std::iter::once(&and_or.first).chain(and_or.rest.iter().map(|(_, one)| one));
            for command in pipelines.flat_map(|pipeline| &pipeline.commands) {
                self.command(command, depth);
            }
        }
    }

    fn command(&mut self, command: &Command, depth: u32) {
        let span = command.span;
        match &command.kind {
            Kind::Simple(simple) => {
                for assignment in &simple.assignments {
                    let name = assignment.name.of(self.text).to_owned();
                    self.add("assignment", Some(name), assignment.span, depth);
                }
                if let Some(Argument::Word(word)) = simple.words.first() {
                    let name = parser::literal(word, self.text).map(str::to_owned);
                    self.add("command", name, span, depth);
                }
                self.substitutions(simple, depth + 1);
            }
            Kind::Function { names, body } => {
                let name = names.first().map(|name| name.span.of(self.text).to_owned());
                self.add("function", name, span, depth);
                self.command(body, depth + 1);
            }
            Kind::Anonymous { body, .. } => {
                self.add("function", None, span, depth);
                self.command(body, depth + 1);
            }
            kind => {
                self.add(word(kind), None, span, depth);
                for body in bodies(kind) {
                    self.body(body, depth + 1);
                }
            }
        }
    }
}

impl Walk<'_> {
    /// Commands inside `$( … )` of a simple command's words and assignments.
    fn substitutions(&mut self, simple: &Simple, depth: u32) {
        for assignment in &simple.assignments {
            if let Assigned::Scalar(word) = &assignment.value {
                self.parts(&word.parts, depth);
            }
        }
        for argument in &simple.words {
            match argument {
                Argument::Word(word) => self.parts(&word.parts, depth),
                Argument::Assignment(assignment) => {
                    if let Assigned::Scalar(word) = &assignment.value {
                        self.parts(&word.parts, depth);
                    }
                }
            }
        }
    }

    fn parts(&mut self, parts: &[Part], depth: u32) {
        for part in parts {
            match part {
                Part::Double(inner) => self.parts(inner, depth),
                Part::Command(body, _) | Part::Process(body, _) => self.body(body, depth),
                _ => {}
            }
        }
    }
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Simple(_) => "command",
        Kind::Group(_) => "group",
        Kind::Subshell(_) => "subshell",
        Kind::If { .. } => "if",
        Kind::For { .. } | Kind::ForArithmetic { .. } => "for",
        Kind::While { until: true, .. } => "until",
        Kind::While { .. } => "while",
        Kind::Case { .. } => "case",
        Kind::Select { .. } => "select",
        Kind::Repeat { .. } => "repeat",
        Kind::Function { .. } | Kind::Anonymous { .. } => "function",
        Kind::Arithmetic(_) => "arithmetic",
        Kind::Condition(_) => "condition",
        Kind::Always(..) => "always",
        Kind::Coprocess { .. } => "coproc",
    }
}

pub(super) fn bodies(kind: &Kind) -> Vec<&Body> {
    match kind {
        Kind::Group(body) | Kind::Subshell(body) | Kind::Select { body } => vec![body],
        Kind::If { arms, otherwise } => {
            arms.iter().flat_map(|(condition, body)| [condition, body]).chain(otherwise).collect()
        }
        Kind::For { body, .. } | Kind::ForArithmetic { body, .. } | Kind::Repeat { body, .. } => {
            vec![body]
        }
        Kind::While { condition, body, .. } => vec![condition, body],
        Kind::Case { arms, .. } => arms.iter().map(|arm| &arm.body).collect(),
        Kind::Always(body, always) => vec![body, always],
        _ => Vec::new(),
    }
}
