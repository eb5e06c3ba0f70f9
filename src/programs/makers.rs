//! Environment makers: what the tools that profiles evaluate print.

family! {
    agents
    atuin
    brew
    completions
    conda
    git
    go
    goenv
    helpers
    languages
    luarocks
    mamba
    misc
    mise
    node
    opam
    pnpm
    prompts
    pyenv
    rbenv
    yarn
}

mod effect;
mod powershell;
pub mod reach;
