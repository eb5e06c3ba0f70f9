//! The .NET types profiles use.

mod arrays;
mod bytes;
mod characters;
mod collections;
mod command;
mod conversions;
pub mod encodings;
mod environment;
mod fault;
pub mod files;
mod instance;
mod matched;
mod mathematics;
mod member;
mod moments;
mod objects;
mod principals;
mod references;
mod scalar;
mod spans;
mod statics;
mod string;
mod style;
mod uris;
mod values;
mod xml;
