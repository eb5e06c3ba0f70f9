//! Environment makers: what the tools that profiles evaluate print.

pub mod agents;
pub mod atuin;
pub mod brew;
pub mod completions;
pub mod conda;
mod effect;
pub mod git;
pub mod go;
pub mod goenv;
pub mod helpers;
pub mod languages;
pub mod luarocks;
pub mod misc;
pub mod mise;
pub mod node;
pub mod opam;
mod powershell;
pub mod prompts;
pub mod pyenv;
pub mod rbenv;
pub mod reach;
pub mod yarn;
