//! Functions and aliases.

use std::rc::Rc;

use crate::shells::posix::syntax::Command;
use crate::text::Source;
use crate::value::{Origin, Value};

/// A function: its tree, and the text the tree points into.
#[derive(Clone, Debug)]
pub struct Function {
    /// The body; `None` for one that is loaded when it is called.
    pub body: Option<(Rc<Command>, Rc<Source>)>,
    /// The file it was defined in, as that was named.
    pub file: Rc<str>,
    /// Who defined it.
    pub origin: Origin,
    /// How many aliases had been defined then: later ones do not change it.
    pub epoch: u64,
    /// The shell that zsh emulates while it runs, where `emulate SHELL -c` defined it.
    pub sticky: Option<&'static str>,
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// What it stands for.
    pub value: Value,
    /// Who defined it.
    pub origin: Origin,
    /// When: text read before does not see it.
    pub epoch: u64,
    /// Where zsh replaces it.
    pub kind: AliasKind,
}

/// Where an alias is replaced (zshmisc(1), ALIASING).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasKind {
    /// In place of a command word.
    Command,
    /// `alias -g`: in place of any word.
    Global,
    /// `alias -s`: in front of a command word that ends so.
    Suffix,
}
