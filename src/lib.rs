//! A debugger for environments.
pub mod callers;
pub mod cli;
pub mod environment;
pub mod machine;
pub mod render;
pub mod report;
pub mod scenario;
pub mod session;
pub mod shells;
pub mod text;
pub mod toolchains;
pub mod value;
