//! Environment makers: what the tools that profiles evaluate print.

pub mod brew;
pub mod pyenv;
pub mod reach;
