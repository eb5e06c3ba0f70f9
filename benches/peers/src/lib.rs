//! Input for the yardsticks: scripts made up from a seed.

pub mod batch;
mod made;
pub mod powershell;
