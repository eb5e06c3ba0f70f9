//! Scopes and what stands in them: variables, functions, aliases.

use std::rc::Rc;

use indexmap::IndexMap;

use super::rule::Rule;
use crate::environment::Shared;
use crate::shells::powershell::object::block::ScopeId;
use crate::shells::powershell::object::command::Function;
use crate::shells::powershell::object::perhaps::Perhaps;
use crate::shells::powershell::object::{Object, TypeName};
use crate::value::{Origin, Unknown, Value};

/// A variable of the language.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name as first spelled.
    pub name: String,
    /// Its value.
    pub value: Object,
    /// Every later value is converted to this type.
    pub typed: Option<TypeName>,
    /// What attributes demand of every later value.
    pub rules: Rc<[Rule]>,
    /// `ReadOnly` or `Constant`.
    pub read_only: bool,
    /// `Constant`.
    pub constant: bool,
    /// Not seen from scopes below.
    pub private: bool,
    /// When it was written, by the clock of the opaque statements.
    pub written: u64,
}

/// An alias of the session.
#[derive(Clone, Debug)]
pub struct AliasEntry {
    /// The name as spelled.
    pub name: String,
    /// The command it stands for.
    pub definition: Value,
    /// `ReadOnly`.
    pub read_only: bool,
    /// `Constant`.
    pub constant: bool,
    /// `AllScope`.
    pub all_scope: bool,
    /// Its description.
    pub description: Value,
    /// Who defined it; `None` for one of the shell's own stock.
    pub origin: Option<Origin>,
    /// The module it came from.
    pub module: Option<String>,
    /// When it is there, where that is open.
    pub perhaps: Option<Perhaps<AliasEntry>>,
}

/// One scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope it stands in; `None` for the global one.
    pub parent: Option<ScopeId>,
    /// Variables by folded name.
    pub variables: Shared<IndexMap<String, Variable>>,
    /// Functions by folded name.
    pub functions: Shared<IndexMap<String, Function>>,
    /// Aliases by folded name.
    pub aliases: Shared<IndexMap<String, AliasEntry>>,
    /// Whether `$script:` ends here: a file that was called, or a module.
    pub is_script: bool,
    /// `Set-StrictMode` in this scope.
    pub strict: Option<Strict>,
}

/// What strict mode refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Strict {
    /// Its version; 0 where it is off.
    pub version: f64,
    /// Why it is not known whether that holds.
    pub unsure: Option<Rc<Unknown>>,
}

/// What the strictest mode there is calls itself.
const STRICTEST: f64 = 3.0;

impl Strict {
    /// A mode that holds for certain.
    pub fn of(version: f64) -> Self {
        Self { version, unsure: None }
    }

    /// Of two ways that differ in it: any of it may hold.
    pub fn join(one: Option<&Self>, two: Option<&Self>, why: &Unknown) -> Option<Self> {
        match one == two {
            true => one.cloned(),
            false => Some(Self { version: STRICTEST, unsure: Some(Rc::new(why.clone())) }),
        }
    }
}
