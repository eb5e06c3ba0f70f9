//! Modules: where they are found, what they export, and what loading one does to the session.

pub mod dynamic;
pub mod exports;
pub mod find;
pub mod gallery;
pub mod load;
pub mod manifest;
pub mod windows;

pub use exports::{Export, exporting};
pub use load::load;

pub use super::evaluator::library::{Load, Wanted};
