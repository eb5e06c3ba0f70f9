//! The syntax tree of PowerShell: spans, no text.
//!
//! Names and literal texts are read by slicing the source with a span; a string
//! keeps its parts because escapes change them. Script blocks are `Rc`, because
//! functions outlive the statement that defines them.

mod classes;
mod commands;
mod operators;
mod strings;

use std::rc::Rc;

pub use classes::{Class, Enum, Member, MemberKind};
pub use commands::{Argument, Command, Element, Pipeline, Redirection, RedirectionTarget};
pub use operators::{
    AssignmentOperator, BinaryOperator, Case, ChainOperator, Invocation, LoopKind, SwitchMode,
    UnaryOperator,
};
pub use strings::{Parts, StringLiteral, StringPart, StringStyle};

use crate::text::{Problem, Span};

/// A whole file, or the text given to `Invoke-Expression`.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Its body.
    pub body: Rc<ScriptBlock>,
    /// `using` statements.
    pub usings: Vec<Using>,
    /// `#Requires` lines: the text behind the word.
    pub requires: Vec<Span>,
    /// What is wrong. One of severity error keeps the whole text from running.
    pub problems: Vec<Problem>,
    /// PowerShell's own error ids of the errors, in the order of `problems` of severity error.
    pub error_ids: Vec<&'static str>,
    /// Types that classes name and neither the text nor PowerShell has, with the error's id: one the
    /// session does not know either keeps the whole text from running.
    pub foreign_types: Vec<(Span, &'static str)>,
}

/// A `using` statement.
#[derive(Clone, Debug)]
pub struct Using {
    /// The whole statement.
    pub span: Span,
    /// `namespace`, `module`, `assembly`.
    pub kind: UsingKind,
    /// The name behind it.
    pub name: Span,
}

/// What a `using` statement names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsingKind {
    /// `using namespace`.
    Namespace,
    /// `using module`.
    Module,
    /// `using assembly`.
    Assembly,
}

/// The inside of a script block, function or file.
#[derive(Clone, Debug, Default)]
pub struct ScriptBlock {
    /// The text between the braces, or the whole file.
    pub span: Span,
    /// Attributes before `param` (`[CmdletBinding()]`).
    pub attributes: Vec<Attribute>,
    /// Parameters of `param(…)`, or of `function f(…)`; `None` without either.
    pub params: Option<Vec<Parameter>>,
    /// `dynamicparam {}`.
    pub dynamic: Option<Block>,
    /// `begin {}`.
    pub begin: Option<Block>,
    /// `process {}`; the whole body of a filter.
    pub process: Option<Block>,
    /// `end {}`, or the statements where there are no named blocks.
    pub end: Option<Block>,
    /// `clean {}` (7.3).
    pub clean: Option<Block>,
}

/// Statements between braces.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The text between the braces.
    pub span: Span,
    /// In order; functions and traps stand where they are written.
    pub statements: Vec<Statement>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The whole declaration.
    pub span: Span,
    /// The name without `$`.
    pub name: Span,
    /// Attributes and types, in order.
    pub attributes: Vec<Attribute>,
    /// The default value.
    pub default: Option<Expression>,
}

/// `[Parameter(Mandatory)]`, or a type constraint `[string]`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The whole attribute with its brackets.
    pub span: Span,
    /// The name: a type's.
    pub name: TypeExpression,
    /// Whether it has parentheses; without them it is a type constraint.
    pub is_attribute: bool,
    /// Positional arguments.
    pub arguments: Vec<Expression>,
    /// `Name = value`, or `Name` alone.
    pub named: Vec<(Span, Option<Expression>)>,
}

/// A type as written between brackets: `string`, `System.IO.Path`, `List[string]`, `int[]`.
#[derive(Clone, Copy, Debug)]
pub struct TypeExpression {
    /// The text between the brackets.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The whole statement.
    pub span: Span,
    /// What it is.
    pub kind: StatementKind,
}

/// What a statement is.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `a | b`, an expression, or a command.
    Pipeline(Pipeline),
    /// `a && b || c`: the first pipeline and what follows.
    Chain(Pipeline, Vec<(ChainOperator, Pipeline)>),
    /// `$x = …`.
    Assignment {
        /// What is written to.
        target: Box<Expression>,
        /// How.
        operator: AssignmentOperator,
        /// The right side, any statement.
        value: Box<Statement>,
    },
    /// `if`.
    If {
        /// Conditions and their blocks.
        clauses: Vec<(Statement, Block)>,
        /// `else`.
        otherwise: Option<Block>,
    },
    /// `switch`.
    Switch(Box<Switch>),
    /// `foreach ($x in …)`.
    ForEach {
        /// `:name`, without the colon.
        label: Option<Span>,
        /// The variable.
        variable: Box<Expression>,
        /// What is walked.
        over: Box<Statement>,
        /// The body.
        body: Block,
    },
    /// `for (…;…;…)`.
    For {
        /// `:name`.
        label: Option<Span>,
        /// First part.
        start: Option<Box<Statement>>,
        /// Second part.
        condition: Option<Box<Statement>>,
        /// Third part.
        step: Option<Box<Statement>>,
        /// The body.
        body: Block,
    },
    /// `while`, `do … while`, `do … until`.
    Loop {
        /// `:name`.
        label: Option<Span>,
        /// Which.
        kind: LoopKind,
        /// The condition.
        condition: Box<Statement>,
        /// The body.
        body: Block,
    },
    /// `try`.
    Try {
        /// The body.
        body: Block,
        /// `catch` clauses.
        catches: Vec<Catch>,
        /// `finally`.
        finally: Option<Block>,
    },
    /// `trap`.
    Trap(Catch),
    /// `throw`.
    Throw(Option<Box<Statement>>),
    /// `return`.
    Return(Option<Box<Statement>>),
    /// `exit`.
    Exit(Option<Box<Statement>>),
    /// `break`, with a label.
    Break(Option<Box<Expression>>),
    /// `continue`, with a label.
    Continue(Option<Box<Expression>>),
    /// `function` or `filter`.
    Function {
        /// The name as written, scope included.
        name: Span,
        /// Whether it is a `filter`.
        filter: bool,
        /// The whole definition's inside, with its parameters.
        body: Rc<ScriptBlock>,
    },
    /// `class`.
    Class(Rc<Class>),
    /// `enum`.
    Enum(Rc<Enum>),
    /// `data {}`, with the variable's name.
    Data(Option<Span>, Block),
    /// What could not be parsed.
    Broken,
}

/// A `switch` statement.
#[derive(Clone, Debug)]
pub struct Switch {
    /// `:name`.
    pub label: Option<Span>,
    /// How clauses are matched.
    pub mode: SwitchMode,
    /// `-CaseSensitive`.
    pub case_sensitive: bool,
    /// `-File name`: the lines of that file are taken instead of `input`.
    pub file: Option<Expression>,
    /// What is matched.
    pub input: Option<Statement>,
    /// Clauses in order.
    pub clauses: Vec<(Expression, Block)>,
    /// `default`.
    pub default: Option<Block>,
}

/// A `catch` clause or a `trap`.
#[derive(Clone, Debug)]
pub struct Catch {
    /// Exception types; none catches all.
    pub types: Vec<TypeExpression>,
    /// The body.
    pub body: Block,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The whole expression.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// A number, its text to be read by the language's rules.
    Number,
    /// Text, in quotes of any kind or bare.
    String(StringLiteral),
    /// `$x`, `${x}`.
    Variable(VariableName),
    /// `(…)`.
    Parenthesis(Box<Statement>),
    /// `$(…)`.
    Subexpression(Block),
    /// `@(…)`.
    Array(Block),
    /// `a, b, c`.
    List(Vec<Expression>),
    /// `@{…}`: keys and values.
    Hash(Vec<(Expression, Statement)>),
    /// `{…}`.
    ScriptBlock(Rc<ScriptBlock>),
    /// `[type]`.
    Type(TypeExpression),
    /// `[type]x`.
    Cast(Box<Attribute>, Box<Expression>),
    /// `-not x`, `-x`, `++$x`, unary `-split`…
    Unary(UnaryOperator, Box<Expression>),
    /// `a + b`.
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
    /// `a ? b : c`.
    Ternary(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `x.name`, `[x]::name`.
    Member {
        /// The object or type.
        of: Box<Expression>,
        /// The name: usually a `String` of one text part.
        name: Box<Expression>,
        /// Whether `::`.
        is_static: bool,
        /// Whether `?.`.
        conditional: bool,
        /// The arguments of a call; `None` reads a property.
        arguments: Option<Vec<Expression>>,
    },
    /// `x[i]`.
    Index {
        /// The object.
        of: Box<Expression>,
        /// The index.
        index: Box<Expression>,
        /// Whether `?[`.
        conditional: bool,
    },
    /// What could not be parsed.
    Broken,
}

/// A variable's name.
#[derive(Clone, Copy, Debug)]
pub struct VariableName {
    /// The name without `$`, `@` and braces; scope or drive included.
    pub name: Span,
    /// Whether it stands in braces, where a backtick escapes.
    pub braced: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_script_has_no_statements() {
        let script = Script::default();
        assert!(script.body.end.is_none() && script.problems.is_empty());
    }
}
