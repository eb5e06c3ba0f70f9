//! Environment makers: what the tools that profiles evaluate print.

pub mod agents;
pub mod brew;
pub mod completions;
mod effect;
pub mod languages;
pub mod misc;
pub mod node;
pub mod prompts;
pub mod pyenv;
pub mod rbenv;
pub mod reach;
