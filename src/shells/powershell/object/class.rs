//! Classes and enumerations that a profile defines.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::{Object, TypeName};
use crate::machine::path::folded;
use crate::shells::powershell::syntax::{self, Expression, MemberKind};
use crate::text::Source;

/// A class, or an enumeration where it has `values`.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The class it derives from.
    pub base: Option<Rc<Class>>,
    /// The text it stands in.
    pub source: Rc<Source>,
    /// Its tree; `None` for an enumeration.
    pub tree: Option<Rc<syntax::Class>>,
    /// Names and numbers of an enumeration.
    pub values: Vec<(String, i64)>,
    /// Whether the enumeration's values combine.
    pub flags: bool,
    /// Types of the properties.
    pub types: Vec<(String, Option<TypeName>)>,
    /// Values of static properties.
    pub statics: RefCell<IndexMap<String, Object>>,
    /// The file it was written in.
    pub file: String,
}

impl Class {
    /// The declared type of a property.
    pub fn property_type(&self, name: &str) -> Option<TypeName> {
        let own = self.types.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        match own {
            Some((_, typed)) => typed.clone(),
            None => self.base.as_ref().and_then(|base| base.property_type(name)),
        }
    }

    /// Writes a static property.
    pub fn set_static(&self, name: &str, value: Object) {
        self.statics.borrow_mut().insert(folded(name), value);
    }

    /// Whether all that it derives from is a class of the session too.
    pub fn is_whole(&self) -> bool {
        match (&self.base, &self.tree) {
            (Some(base), _) => base.is_whole(),
            (None, Some(tree)) => tree.bases.is_empty(),
            (None, None) => true,
        }
    }

    /// Whether it is that class or derives from it.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.base.as_ref().is_some_and(|base| base.is(name))
    }

    /// Whether it or a class above it writes its own text.
    pub fn has_text(&self) -> bool {
        self.method("ToString", 0, false).is_some()
            || self.base.as_ref().is_some_and(|base| base.has_text())
    }

    /// The body of a method with that many parameters, and what it hands to the constructor above.
    pub fn method(
        &self,
        name: &str,
        arguments: usize,
        is_static: bool,
    ) -> Option<(Rc<syntax::ScriptBlock>, Option<Vec<Expression>>)> {
        let tree = self.tree.as_ref()?;
        tree.members.iter().find_map(|member| match &member.kind {
            MemberKind::Method(body, base)
                if member.is_static == is_static
                    && member.name.of(self.source.text()).eq_ignore_ascii_case(name)
                    && body.params.as_ref().map_or(0, Vec::len) == arguments =>
            {
                Some((body.clone(), base.clone()))
            }
            _ => None,
        })
    }
}
