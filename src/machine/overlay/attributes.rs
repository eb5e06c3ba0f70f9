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
    /// What a change does to them; `key` makes a path comparable, and `below` tells what a file had before.
    pub(super) fn follow(
        &self,
        change: &Change,
        key: impl Fn(&str) -> String,
        below: impl Fn(&str) -> Attributes,
    ) {
        let key = |path: &str| if path.is_empty() { String::new() } else { key(path) };
        match change {
            Change::Attributes { path, attributes } => {
                self.0.borrow_mut().insert(key(path), attributes.clone());
            }
            // What is removed, or made where something was removed, is ordinary.
            Change::Removed { path } => {
                let had = below(path) != Attributes::ORDINARY;
                if !had && self.0.borrow().is_empty() {
                    return;
                }
                let key = key(path);
                for one in self.keys_from(&key) {
                    self.0.borrow_mut().remove(&one);
                }
                if had {
                    self.0.borrow_mut().insert(key, Attributes::ORDINARY);
                }
            }
            _ => {}
        }
    }

    /// The keys at and below one, of those that something was given to.
    fn keys_from(&self, key: &str) -> Vec<String> {
        let given = self.0.borrow();
        let inside = given.range(key.to_owned()..).map(|(one, _)| one);
        let inside = inside.take_while(|one| one.starts_with(key));
        inside.filter(|one| is_at_or_below(one, key)).cloned().collect()
    }

    /// What was given to a file; `None` where nothing was. What nobody knows of a directory is not known of all below.
    pub(super) fn of(&self, key: &str) -> Option<Attributes> {
        let given = self.0.borrow();
        if given.is_empty() {
            return None;
        }
        let ends = key.match_indices(['\\', '/']).flat_map(|(at, _)| [at + 1, at]);
        let above = ends.chain([0]).filter_map(|end| given.get(&key[..end]));
        let unknown = || above.into_iter().find(|what| matches!(what, Attributes::Unknown(_)));
        given.get(key).or_else(unknown).cloned()
    }

    /// Why the file of this key, or one below it, may be passed over or refused.
    pub(super) fn guard(&self, key: &str) -> Option<Rc<str>> {
        let own = self.of(key).and_then(|what| what.guard());
        own.or_else(|| {
            let given = self.0.borrow();
            self.keys_from(key).iter().find_map(|one| given.get(one)?.guard())
        })
    }
}

/// Whether a key is this one, or that of something below it; the empty key is above everything.
fn is_at_or_below(key: &str, above: &str) -> bool {
    let bare = above.trim_end_matches(['\\', '/']);
    key.strip_prefix(bare)
        .is_some_and(|rest| bare.is_empty() || rest.is_empty() || rest.starts_with(['\\', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIDDEN: Attributes = Attributes::Known { read_only: false, hidden: true, system: false };

    #[test]
    fn what_was_given_last_counts_whatever_the_machine_has() {
        let given = Given::default();
        let follow = |change: &Change| given.follow(change, str::to_owned, |_| HIDDEN);
        let give = |path: &str, attributes: Attributes| {
            follow(&Change::Attributes { path: path.into(), attributes });
        };
        give("c:\\a", Attributes::ORDINARY);
        assert_eq!(given.of("c:\\a"), Some(Attributes::ORDINARY));
        give("c:\\d", Attributes::Unknown("is open".into()));
        assert!(matches!(given.of("c:\\d\\x"), Some(Attributes::Unknown(_))));
        assert_eq!(given.of("c:\\dx"), None);
        follow(&Change::Removed { path: "c:\\d".into() });
        assert_eq!((given.of("c:\\d"), given.of("c:\\d\\x")), (Some(Attributes::ORDINARY), None));
        give("c:\\e\\h", HIDDEN);
        assert!(given.guard("c:\\e").is_some() && given.guard("c:\\f").is_none());
        give("", Attributes::Unknown("is open".into()));
        assert!(given.guard("c:\\f").is_some());
    }
}
