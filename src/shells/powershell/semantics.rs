//! What the engine rejects in classes although it is well formed (`SymbolResolver.cs`,
//! `SemanticChecks.cs`, `VariableAnalysis.cs`).

mod caught;
mod constants;
mod flow;
mod graph;
mod members;
mod names;
pub mod system_types;
mod types;
pub(super) mod walk;

use super::syntax::{Attribute, Catch, Class, Expression};
use crate::text::Span;

pub use types::TypeUse;

/// An error in a class.
pub struct Fault {
    /// Where it stands.
    pub span: Span,
    /// PowerShell's own id.
    pub id: &'static str,
    /// What is wrong.
    pub message: String,
}

/// The errors of a class that stands in `text`.
pub fn faults(text: &str, class: &Class) -> Vec<Fault> {
    members::faults(text, class)
}

/// The first argument of an attribute outside of classes that only running would give.
pub fn variable_argument<'t>(text: &str, attribute: &'t Attribute) -> Option<&'t Expression> {
    constants::variable_argument(text, attribute, true)
}

/// The types of `catch` clauses that those before have caught already.
pub fn caught_twice(text: &str, catches: &[Catch]) -> Vec<Span> {
    caught::twice(text, catches)
}

/// The types and attributes a class names, anywhere in it.
pub fn types(text: &str, class: &Class) -> Vec<TypeUse> {
    types::used(text, class)
}
