//! Classes and enumerations.

use std::rc::Rc;

use super::{Attribute, Expression, ScriptBlock, TypeExpression};
use crate::text::Span;

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: Span,
    /// The class or interfaces it derives from.
    pub bases: Vec<TypeExpression>,
    /// Members in order.
    pub members: Vec<Member>,
}

/// A member of a class.
#[derive(Clone, Debug)]
pub struct Member {
    /// The whole member.
    pub span: Span,
    /// Its name.
    pub name: Span,
    /// Whether `static`.
    pub is_static: bool,
    /// Its attributes and types.
    pub attributes: Vec<Attribute>,
    /// What it is.
    pub kind: MemberKind,
}

/// What a member is.
#[derive(Clone, Debug)]
pub enum MemberKind {
    /// A property with its initial value.
    Property(Option<Expression>),
    /// A method or constructor, with the arguments of `: base(…)`.
    Method(Rc<ScriptBlock>, Option<Vec<Expression>>),
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Span,
    /// Whether `[Flags()]`.
    pub flags: bool,
    /// Names and values.
    pub values: Vec<(Span, Option<Expression>)>,
}
