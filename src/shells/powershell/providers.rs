//! Drives and paths.

pub mod files;
pub mod paths;
mod somewhere;
