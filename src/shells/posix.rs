//! What bash, zsh and sh share: syntax, parser and evaluator, with a dialect.
//!
//! The ground is `evaluator`, what a running shell holds. On it words are expanded (`expand`), trees are run
//! (`run`), and builtins act (`builtins`), each with methods of its own.

mod arithmetic;
mod below;
mod builtins;
pub mod dialect;
pub mod errand;
mod evaluator;
mod expand;
mod external;
pub mod handed;
pub mod initial;
pub mod library;
pub mod lookup;
pub mod on_windows;
pub mod outline;
pub mod parser;
pub mod paths;

mod pattern;
mod reach;
mod run;
pub mod session;
pub mod state;
pub mod syntax;
pub mod tables;
pub mod traps;
