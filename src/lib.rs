//! A debugger for environments.
pub mod shells;
pub mod text;
