//! Shims: programs that only hand over to another one, and which file decides where to.
pub mod pyenv;
