//! The operators, each family in a file of its own.

pub mod arithmetic;
pub mod bits;
pub mod compare;
pub mod format;
pub mod order;
pub mod range;
pub mod scalar;
pub mod text;
