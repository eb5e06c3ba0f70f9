//! The operators, each family in a file of its own.

pub mod arithmetic;
pub mod compare;
pub mod format;
pub mod order;
pub mod text;
