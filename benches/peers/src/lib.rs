//! Input for the yardsticks: scripts made up from a seed.

pub mod powershell;
