//! Patterns of texts: regular expressions of .NET, and wildcards.

pub mod regex;
pub mod wildcard;
