//! Environment makers: what the tools that profiles evaluate print.

pub mod agents;
pub mod atuin;
pub mod brew;
pub mod completions;
mod effect;
pub mod goenv;
pub mod helpers;
pub mod languages;
pub mod misc;
pub mod mise;
pub mod node;
pub mod prompts;
pub mod pyenv;
pub mod rbenv;
pub mod reach;
