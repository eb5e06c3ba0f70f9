//! Drives and paths.

pub mod files;
pub mod lookup;
pub mod paths;
