//! Environment makers: what the tools that profiles evaluate print.

pub mod agents;
pub mod atuin;
pub mod brew;
pub mod completions;
pub mod conda;
pub mod conda_batch;
pub mod dircolors;
pub mod direnv;
pub mod fnm;
pub mod fzf;
pub mod git;
pub mod gnupg;
pub mod go;
pub mod goenv;
pub mod helpers;
pub mod hub;
pub mod languages;
pub mod lesspipe;
pub mod luarocks;
pub mod mamba;
pub mod mcfly;
pub mod misc;
pub mod mise;
pub mod node;
pub mod oh_my_posh;
pub mod opam;
pub mod pnpm;
pub mod pyenv;
pub mod rbenv;
pub mod starship;
pub mod thefuck;
pub mod yarn;
pub mod zoxide;

mod activation;
mod effect;
mod powershell;
pub(super) mod reach;
mod virtualenvwrapper;

/// The programs of each `pub mod`: a file more is a line more (`build.rs`).
pub(super) static ALL: &[&[&super::Program]] = include!(concat!(env!("OUT_DIR"), "/makers.rs"));
