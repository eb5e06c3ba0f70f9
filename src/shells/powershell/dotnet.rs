//! The .NET types profiles use.

pub mod enums;
mod environment;
pub mod exceptions;
pub mod files;
mod instance;
mod member;
mod objects;
mod statics;
mod string;
mod values;
