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
pub mod mamba;
pub mod misc;
pub mod mise;
pub mod node;
pub mod opam;
pub mod pnpm;
mod powershell;
pub mod prompts;
pub mod pyenv;
pub mod rbenv;
pub mod reach;
pub mod yarn;

/// The programs of this family, file by file.
pub(super) static ALL: &[&[&super::Program]] = &[
    agents::ALL,
    atuin::ALL,
    brew::ALL,
    completions::ALL,
    conda::ALL,
    git::ALL,
    go::ALL,
    goenv::ALL,
    helpers::ALL,
    languages::ALL,
    luarocks::ALL,
    mamba::ALL,
    misc::ALL,
    mise::ALL,
    node::ALL,
    opam::ALL,
    pnpm::ALL,
    prompts::ALL,
    pyenv::ALL,
    rbenv::ALL,
    yarn::ALL,
];
