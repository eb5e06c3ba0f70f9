//! The .NET types profiles use.

mod command;
mod environment;
mod fault;
pub mod files;
mod instance;
mod matched;
mod member;
mod objects;
mod statics;
mod string;
mod values;
