//! The attributes that a session gave to files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Change;
use crate::machine::Attributes;

/// The files that are not ordinary, by key.
#[derive(Debug, Default)]
pub(super) struct Given(RefCell<BTreeMap<String, Attributes>>);

impl Given {
    /// What a change does to them; `key` makes a path comparable.
    pub(super) fn follow(&self, change: &Change, key: impl Fn(&str) -> String) {
        let key = |path: &str| if path.is_empty() { String::new() } else { key(path) };
        match change {
            Change::Attributes { path, attributes } => {
                let key = key(path);
                match *attributes == Attributes::ORDINARY {
                    true => drop(self.0.borrow_mut().remove(&key)),
                    false => drop(self.0.borrow_mut().insert(key, attributes.clone())),
                }
            }
            // What is removed, or made where something was removed, is ordinary.
            Change::Removed { path } if !self.0.borrow().is_empty() => {
                let key = key(path);
                self.0.borrow_mut().retain(|one, _| !is_at_or_below(one, &key));
            }
            _ => {}
        }
    }

    /// What was given to a file; `None` where nothing was.
    pub(super) fn of(&self, key: &str) -> Option<Attributes> {
        let given = self.0.borrow();
        let unknown = || {
            // One whose name is not known, or all below a directory.
            let mut unknown =
                given.iter().filter(|(_, what)| matches!(what, Attributes::Unknown(_)));
            unknown.find(|(one, _)| is_at_or_below(key, one)).map(|(_, what)| what.clone())
        };
        match given.is_empty() {
            true => None,
            false => given.get(key).cloned().or_else(unknown),
        }
    }

    /// Why the file of this key, or one below it, may be passed over or refused.
    pub(super) fn guard(&self, key: &str) -> Option<Rc<str>> {
        let given = self.0.borrow();
        let own = self.of(key).and_then(|what| what.guard());
        own.or_else(|| {
            let mut below = given.iter().filter(|(one, _)| is_at_or_below(one, key));
            below.find_map(|(_, what)| what.guard())
        })
    }
}

/// Whether a key is this one, or that of something below it; the empty key is above everything.
fn is_at_or_below(key: &str, above: &str) -> bool {
    let bare = above.trim_end_matches(['\\', '/']);
    key.strip_prefix(bare)
        .is_some_and(|rest| bare.is_empty() || rest.is_empty() || rest.starts_with(['\\', '/']))
}
