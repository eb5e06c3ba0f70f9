//! PowerShell: both editions, from one parser, one evaluator and tables per edition.
//!
//! From the ground up: the tree ([`syntax`], [`parser`], [`semantics`]); values ([`object`]), in which script blocks,
//! classes, errors and commands are handles, with [`patterns`] and [`operators`] on them; what a session holds
//! ([`state`], [`stock`], [`config`], [`policy`]); the language ([`evaluator`]). Above it stand modules, the look-up of
//! commands, providers, .NET members and cmdlets, which the language reaches through the [`library`] that it is
//! handed; on top of all the process and the two editions. `tests/architecture.rs` holds that no two of them
//! need each other.

pub mod aliases;
pub mod candidates;
pub mod cmdlets;
pub mod commands;
pub mod config;
pub mod dotnet;
pub mod edition;
pub mod evaluator;
pub mod initial;
pub mod library;
pub mod login;
pub mod lookup;
pub mod modules;
pub mod object;
pub mod operators;
pub mod outline;
pub mod parser;
pub mod patterns;
pub mod policy;
pub mod process;
pub mod profiles;
pub mod providers;
pub mod semantics;
pub mod startup;
pub mod state;
pub mod stock;
pub mod syntax;
pub mod traps;
