//! PowerShell: both editions, from one parser, one evaluator and tables per edition.

pub mod aliases;
pub mod candidates;
pub mod cmdlets;
pub mod commands;
pub mod dotnet;
pub mod edition;
pub mod evaluator;
pub mod login;
pub mod lookup;
pub mod markup;
pub mod modules;
pub mod object;
pub mod operators;
pub mod parser;
pub mod policy;
pub mod process;
pub mod profiles;
pub mod providers;
pub mod scalars;
pub mod semantics;
pub mod startup;
pub mod state;
pub mod stock;
pub mod syntax;
pub mod traps;
