//! What bash, zsh and sh share: syntax, parser and evaluator, with a dialect.

#![allow(dead_code, unreachable_pub, reason = "the evaluator follows")]

mod arithmetic;
pub mod dialect;
pub mod parser;
mod pattern;
mod state;
pub mod syntax;
