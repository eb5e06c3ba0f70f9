//! Drives and paths.

pub mod charset;
pub mod files;
pub mod paths;
