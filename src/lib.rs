//! A debugger for environments.
pub mod environment;
pub mod machine;
pub mod session;
pub mod shells;
pub mod text;
pub mod toolchains;
pub mod value;
