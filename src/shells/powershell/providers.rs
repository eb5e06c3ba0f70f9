//! Drives and paths.

pub mod files;
pub mod paths;
