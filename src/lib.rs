//! A debugger for environments.
pub mod machine;
pub mod shells;
pub mod text;
