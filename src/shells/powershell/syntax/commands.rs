//! Pipelines and commands (about_Pipelines).

use super::operators::Invocation;
use super::{Expression, VariableName};
use crate::text::Span;

/// Commands connected by `|`.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The whole pipeline.
    pub span: Span,
    /// At least one; an expression can only be the first.
    pub elements: Vec<Element>,
    /// Whether it ends in `&`: a background job.
    pub background: bool,
}

/// One element of a pipeline.
#[derive(Clone, Debug)]
pub enum Element {
    /// A command.
    Command(Command),
    /// An expression.
    Expression(Expression, Vec<Redirection>),
}

/// A command with its arguments.
#[derive(Clone, Debug)]
pub struct Command {
    /// The whole command.
    pub span: Span,
    /// `&`, `.` or neither.
    pub invocation: Invocation,
    /// The name: a bare word is a `String` of one text part.
    pub name: Box<Expression>,
    /// Arguments in order.
    pub arguments: Vec<Argument>,
    /// Redirections.
    pub redirections: Vec<Redirection>,
}

/// An argument of a command.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A value.
    Value(Expression),
    /// `-Name`, or `-Name:value`.
    Parameter {
        /// The text as written, dash and colon included.
        span: Span,
        /// The name alone.
        name: Span,
        /// The value behind the colon.
        value: Option<Expression>,
    },
    /// `@name`.
    Splat(VariableName),
    /// `--%` and the rest of the line: the text behind it.
    Verbatim(Span),
}

/// `2> file`, `*>&1`.
#[derive(Clone, Debug)]
pub struct Redirection {
    /// The whole redirection.
    pub span: Span,
    /// Stream number; 0 is all.
    pub from: u8,
    /// Where to.
    pub to: RedirectionTarget,
}

/// Where a redirection leads.
#[derive(Clone, Debug)]
pub enum RedirectionTarget {
    /// A file, appended to or not.
    File(Expression, bool),
    /// Another stream.
    Stream(u8),
}
