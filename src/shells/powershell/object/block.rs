//! Script blocks as values: what is in one is the language's business.

use std::rc::Rc;

use super::Object;
use crate::shells::powershell::syntax::ScriptBlock;
use crate::text::{Source, Span};

/// Names a scope; modules keep theirs while they are loaded.
pub type ScopeId = u32;

/// A script block: its tree, the text it stands in, and where it was made.
#[derive(Debug)]
pub struct Block {
    /// The text.
    pub source: Rc<Source>,
    /// The tree.
    pub body: Rc<ScriptBlock>,
    /// The module's scope it belongs to; `None` for the session itself.
    pub home: Option<ScopeId>,
    /// The file it was written in, for `$PSScriptRoot`.
    pub file: String,
    /// Variables kept by `GetNewClosure()`.
    pub captured: Vec<(String, Object)>,
}

impl Block {
    /// The same block once more, to be changed.
    pub fn again(&self) -> Self {
        Self {
            source: self.source.clone(),
            body: self.body.clone(),
            home: self.home,
            file: self.file.clone(),
            captured: self.captured.clone(),
        }
    }

    /// The text between the braces.
    pub fn text(&self) -> &str {
        self.body.span.of(self.source.text())
    }

    /// The whole span between the braces.
    pub fn span(&self) -> Span {
        self.body.span
    }

    /// Whether it has `process` or `begin` written out.
    pub fn is_staged(&self) -> bool {
        self.body.process.is_some() || self.body.begin.is_some()
    }
}
