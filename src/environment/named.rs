//! A table of aliases or functions, some of which are there only under a condition or behind a doubt.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Doubt, Reach, Table};
use crate::value::{Unknown, When};

/// One thing a name may stand for, and what it stands for otherwise.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// The thing.
    pub item: T,
    /// The condition under which it is there; `None` where none is needed.
    pub when: Option<When>,
    /// What is there where the condition does not hold; nothing where there is none.
    pub otherwise: Option<Rc<Self>>,
    /// What may have replaced it or taken it away since.
    pub doubt: Option<Rc<Unknown>>,
}

impl<T> Entry<T> {
    fn certain(item: T) -> Self {
        Self { item, when: None, otherwise: None, doubt: None }
    }

    /// Whether it is there in any case, and nothing may have changed it.
    pub fn is_certain(&self) -> bool {
        self.when.is_none() && self.doubt.is_none()
    }

    /// It and what the name stands for otherwise, in order. The last one has a condition where the
    /// name may stand for nothing.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |entry| entry.otherwise.as_deref())
    }

    /// Whether the name may stand for nothing.
    pub fn may_be_absent(&self) -> bool {
        self.chain().last().is_some_and(|last| last.when.is_some())
    }
}

/// How many things one name may stand for, each under a condition of its own.
const MOST: usize = 4;

/// How many doubts are kept as they are.
const MOST_DOUBTS: usize = 100;

/// The table.
#[derive(Clone, Debug)]
pub struct Named<T> {
    table: Table<Entry<T>>,
    /// What was raised and may have made names that are not in the table.
    doubts: Vec<Rc<Doubt>>,
    /// Names that were taken away since, and so are certainly not there.
    gone: Table<()>,
    /// The table as a doubt about everything left it: whatever still stands there is doubted.
    doubted: Table<Entry<T>>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self {
            table: Table::default(),
            doubts: Vec::new(),
            gone: Table::default(),
            doubted: Table::default(),
        }
    }
}

impl<T: Clone> Named<T> {
    /// What the name stands for, conditions and doubts included.
    pub fn entry(&self, name: &str) -> Option<&Entry<T>> {
        self.table.get(name)
    }

    /// What the name stands for first, whether or not that is certain.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.table.get(name).map(|entry| &entry.item)
    }

    /// Whether the name certainly stands for something (`Some(true)`), for nothing (`Some(false)`), or neither.
    pub fn holds(&self, name: &str) -> Option<bool> {
        match self.table.get(name) {
            Some(entry) => (!entry.may_be_absent() && entry.doubt.is_none()).then_some(true),
            None => self.may_hold(name).is_none().then_some(false),
        }
    }

    /// Why a name that is not in the table may stand for something all the same.
    pub fn may_hold(&self, name: &str) -> Option<&Rc<Unknown>> {
        if self.table.contains_key(name) || self.gone.contains_key(name) {
            return None;
        }
        self.doubts.iter().find(|doubt| doubt.reaches_command(name)).map(|doubt| &doubt.unknown)
    }

    /// Makes the name stand for this.
    pub fn insert(&mut self, name: impl AsRef<str> + Into<Rc<str>>, item: T) {
        self.table.insert(name, Entry::certain(item));
    }

    /// The name stands for nothing from now on; whether it stood for something.
    pub fn remove(&mut self, name: &str) -> bool {
        if !self.doubts.is_empty() {
            self.gone.insert(name, ());
        }
        self.table.remove(name).is_some()
    }

    /// No name stands for anything from now on.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// A statement that is not followed may have changed what names stand for.
    pub fn raise(&mut self, doubt: &Rc<Doubt>) {
        for name in doubt.commands_of(&self.table, &self.doubted) {
            if self.table.get(&name).is_some_and(|entry| entry.doubt.is_none())
                && let Some(entry) = self.table.get_mut(&name)
            {
                entry.doubt = Some(doubt.unknown.clone());
            }
        }
        if doubt.is_total() {
            self.doubted = self.table.clone();
            self.gone = Table::default();
        }
        let back: Vec<_> =
            self.gone.names().filter(|name| doubt.reaches_command(name)).cloned().collect();
        back.iter().for_each(|name| drop(self.gone.remove(name)));
        self.note(doubt);
    }

    /// Keeps what may have made names; of more than are kept any name may have been made.
    fn note(&mut self, doubt: &Rc<Doubt>) {
        let same = |one: &Rc<Doubt>| Rc::ptr_eq(one, doubt) || one == doubt;
        if doubt.reach == Reach::Outside || self.doubts.iter().any(same) {
            return;
        }
        match self.doubts.len() {
            number if number < MOST_DOUBTS => self.doubts.push(doubt.clone()),
            _ if self.doubts.iter().any(|one| one.is_total()) => {}
            _ => self.doubts.push(Doubt::total(doubt.unknown.clone())),
        }
    }

    /// Whether nothing was written to either since one was cloned from the other.
    pub fn is_same(&self, other: &Self) -> bool {
        self.table.is_same(&other.table)
            && self.doubts == other.doubts
            && self.gone.is_same(&other.gone)
    }

    /// Whether a name that is not here may stand for something all the same.
    pub fn is_doubted(&self) -> bool {
        self.doubts.iter().any(|doubt| doubt.makes_commands())
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The table for any number of turns of a loop, of which one leads from this to `later`: what the turn
    /// makes or changes is there perhaps, and no longer known exactly.
    #[must_use]
    pub fn widened(
        &self,
        mut later: Self,
        why: &Rc<Unknown>,
        same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        if self.is_same(&later) {
            return later;
        }
        for name in self.table.changes(&later.table) {
            match (self.table.get(&name), later.table.get_mut(&name)) {
                (Some(ours), Some(entry)) if is_same(ours, entry, &same) => {}
                (_, Some(entry)) => drop(entry.doubt.get_or_insert_with(|| why.clone())),
                (Some(ours), None) => {
                    let ours = ours.clone();
                    later.table.insert(name, Entry { doubt: Some(why.clone()), ..ours });
                }
                (None, None) => {}
            }
        }
        later.keep_gone(&self.gone);
        later
    }

    /// Only what is gone there too is certainly gone.
    fn keep_gone(&mut self, other: &Table<()>) {
        for name in self.gone.changes(other) {
            if !other.contains_key(&name) {
                self.gone.remove(&name);
            }
        }
    }

    /// Whether this allows for all that `later` may hold.
    pub fn covers(&self, later: &Self, same: impl Fn(&T, &T) -> bool) -> bool {
        let covered = |name: &Rc<str>| match (self.table.get(name), later.table.get(name)) {
            (Some(ours), Some(entry)) => ours.doubt.is_some() || is_same(ours, entry, &same),
            (Some(ours), None) => ours.doubt.is_some(),
            (None, entry) => entry.is_none(),
        };
        self.is_same(later)
            || self.table.changes(&later.table).iter().all(covered)
                && self.doubts.len() >= later.doubts.len()
    }

    /// Names and what they stand for, in the order they were first made.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Entry<T>)> {
        self.table.iter()
    }

    /// The table after either of two branches; `same` tells whether two things are one.
    #[must_use]
    pub fn join(
        condition: &Rc<Unknown>,
        (when, left): (&str, Self),
        (otherwise, right): (&str, &Self),
        same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        if left.is_same(right) {
            return left;
        }
        let side = |words: &str| When { condition: condition.clone(), words: words.into() };
        let (yes, no) = (side(when), side(otherwise));
        let mut joined = left;
        for name in joined.table.changes(&right.table) {
            let Some(other) = right.table.get(&name) else {
                joined.only_here(&name, right, &yes);
                continue;
            };
            let entry = match joined.table.get(&name) {
                Some(one) if is_same(one, other, &same) => continue,
                Some(one) if are_doubted(one, other, &same) => continue,
                Some(one) if are_doubted(other, one, &same) => Some(other.clone()),
                Some(one) => either(one, other, &yes, &no),
                None if joined.may_hold(&name).is_some() => Some(Entry {
                    doubt: other.doubt.clone().or_else(|| joined.may_hold(&name).cloned()),
                    ..other.clone()
                }),
                None => limited(other.chain().map(|one| under(one, &no)).collect()),
            };
            if let Some(entry) = entry {
                joined.table.insert(name, entry);
            }
        }
        let pairs = joined.doubts.iter().zip(&right.doubts);
        let shared = pairs.take_while(|(one, other)| Rc::ptr_eq(one, other)).count();
        right.doubts[shared..].iter().for_each(|doubt| joined.note(doubt));
        joined.keep_gone(&right.gone);
        joined
    }

    /// After several that ran in an order nobody knows, each with the table it found and the one it left: what only one
    /// of them writes is as that one leaves it, and so is what all who write it leave alike.
    pub fn settle(&mut self, ran: &[(&Self, &Self)], same: impl Fn(&T, &T) -> bool) {
        let changed = ran.iter().map(|(found, left)| (found.table.changes(&left.table), *left));
        let mut writers: BTreeMap<Rc<str>, Vec<&Self>> = BTreeMap::new();
        for (names, left) in changed {
            for name in names {
                writers.entry(name).or_default().push(left);
            }
        }
        for (name, lefts) in writers {
            let mut entries = lefts.iter().map(|left| left.table.get(&name));
            let Some(first) = entries.next() else { continue };
            let alike = |other: Option<&Entry<T>>| match (first, other) {
                (Some(one), Some(other)) => one.is_certain() && is_same(one, other, &same),
                (one, other) => one.is_none() && other.is_none(),
            };
            if !entries.all(alike) {
                continue;
            }
            match first {
                Some(entry) => self.table.insert(name, entry.clone()),
                None => drop(self.table.remove(&name)),
            }
        }
    }

    /// A name that only this side of a branch has.
    fn only_here(&mut self, name: &str, right: &Self, yes: &When) {
        let Some(entry) = self.table.get_mut(name) else { return };
        if let Some(why) = right.may_hold(name) {
            entry.doubt.get_or_insert_with(|| why.clone());
            return;
        }
        let chain = entry.chain().map(|one| under(one, yes)).collect();
        if let Some(limited) = limited(chain) {
            *entry = limited;
        }
    }
}

/// Whether both stand for the same first, and a doubt about the one says that it may be anything.
fn are_doubted<T>(one: &Entry<T>, other: &Entry<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    one.doubt.is_some() && same(&one.item, &other.item)
}

fn is_same<T>(one: &Entry<T>, other: &Entry<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    one.chain().count() == other.chain().count()
        && one.chain().zip(other.chain()).all(|(one, other)| {
            same(&one.item, &other.item) && one.when == other.when && one.doubt == other.doubt
        })
}

/// What stands on one side of a branch, under the condition of that side.
fn under<T: Clone>(entry: &Entry<T>, side: &When) -> Entry<T> {
    let when = match &entry.when {
        Some(inner) => side.and(inner),
        None => side.clone(),
    };
    Entry {
        item: entry.item.clone(),
        when: Some(when),
        otherwise: None,
        doubt: entry.doubt.clone(),
    }
}

fn either<T: Clone>(one: &Entry<T>, other: &Entry<T>, yes: &When, no: &When) -> Option<Entry<T>> {
    let mut chain: Vec<Entry<T>> = one.chain().map(|one| under(one, yes)).collect();
    let certain = !one.may_be_absent();
    chain.extend(other.chain().map(|other| match certain {
        true => Entry { otherwise: None, ..other.clone() },
        false => under(other, no),
    }));
    limited(chain)
}

/// The entries as one chain; of too many the rest is a doubt.
fn limited<T: Clone>(mut chain: Vec<Entry<T>>) -> Option<Entry<T>> {
    if chain.len() > MOST {
        chain.truncate(MOST);
        if let Some(last) = chain.last_mut() {
            let condition = last.when.as_ref().map(|when| when.condition.clone());
            last.doubt = last.doubt.take().or(condition);
        }
    }
    chain.into_iter().rev().fold(None, |behind: Option<Entry<T>>, entry| {
        Some(Entry { otherwise: behind.map(Rc::new), ..entry })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    fn why() -> Rc<Unknown> {
        Rc::new(Unknown::new("x", Origin::Default("test".into())))
    }

    fn table(items: &[(&str, u32)]) -> Named<u32> {
        let mut named = Named::default();
        for (name, item) in items {
            named.insert(*name, *item);
        }
        named
    }

    fn shown(named: &Named<u32>, name: &str) -> Vec<(Option<String>, u32)> {
        let entry = named.entry(name).into_iter().flat_map(Entry::chain);
        entry.map(|one| (one.when.as_ref().map(|when| when.words.to_string()), one.item)).collect()
    }

    fn joined(left: &[(&str, u32)], right: &[(&str, u32)]) -> Named<u32> {
        let right = table(right);
        Named::join(&why(), ("c", table(left)), ("not c", &right), |one, other| one == other)
    }

    #[test]
    fn what_one_branch_makes_is_perhaps_there() {
        let named = joined(&[("f", 1), ("g", 2)], &[("g", 2), ("h", 3)]);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(shown(&named, "f"), [(some("c"), 1)]);
        assert_eq!(shown(&named, "g"), [(None, 2)]);
        assert_eq!(shown(&named, "h"), [(some("not c"), 3)]);
        assert_eq!(
            [named.holds("f"), named.holds("g"), named.holds("i")],
            [None, Some(true), Some(false)]
        );
    }

    #[test]
    fn two_that_differ_are_one_or_the_other() {
        let named = joined(&[("f", 1)], &[("f", 2)]);
        assert_eq!(shown(&named, "f"), [(Some("c".to_owned()), 1), (None, 2)]);
        assert_eq!(named.holds("f"), Some(true));
    }

    #[test]
    fn a_name_that_only_a_doubt_beyond_those_that_are_kept_makes_may_be_there() {
        let makes = |name: &str| {
            let (variables, commands) = (Vec::new(), vec![name.into()]);
            Rc::new(Doubt { unknown: why(), reach: Reach::Only { variables, commands } })
        };
        let mut named = table(&[]);
        (0..MOST_DOUBTS).for_each(|number| named.raise(&makes(&format!("f{number}"))));
        assert_eq!([named.holds("f7"), named.holds("late")], [None, Some(false)]);
        named.raise(&makes("late"));
        assert_eq!(named.holds("late"), None);
        (0..1000).for_each(|number| named.raise(&makes(&format!("g{number}"))));
        assert_eq!(named.doubts.len(), MOST_DOUBTS + 1);
    }

    #[test]
    fn a_chain_of_conditions_is_bounded() {
        let mut named = table(&[]);
        for item in 0..20 {
            let other = table(&[("f", item)]);
            named = Named::join(&why(), ("c", other), ("not c", &named), |one, other| one == other);
        }
        assert_eq!(shown(&named, "f").len(), MOST);
        assert_eq!(named.holds("f"), None);
    }

    #[test]
    fn what_is_made_or_removed_behind_a_doubt_is_certain() {
        let mut named = table(&[("f", 1)]);
        named.raise(&Doubt::total(why()));
        assert_eq!([named.holds("f"), named.holds("g")], [None, None]);
        named.insert("f", 2);
        named.remove("g");
        assert_eq!([named.holds("f"), named.holds("g")], [Some(true), Some(false)]);
        named.raise(&Doubt::total(why()));
        assert_eq!(named.holds("g"), None);
    }
}
