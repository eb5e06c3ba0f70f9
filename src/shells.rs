//! The shells, each in a folder of its own.

pub mod cmd;
pub mod posix;
pub mod powershell;
