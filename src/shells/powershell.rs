//! PowerShell: both editions, from one parser, one evaluator and tables per edition.

pub mod parser;
pub mod syntax;
