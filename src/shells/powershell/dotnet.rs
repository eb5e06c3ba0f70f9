//! The .NET types profiles use.

mod command;
pub mod enums;
mod environment;
pub mod exceptions;
mod fault;
pub mod files;
mod instance;
mod matched;
mod member;
mod objects;
mod statics;
mod string;
mod values;
