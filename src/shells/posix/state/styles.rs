//! zsh's styles: values by name, for contexts that match a pattern.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::value::{Unknown, Value};

/// Values for one pattern of contexts.
#[derive(Clone, Debug, PartialEq)]
pub struct Styled {
    /// The pattern.
    pub pattern: String,
    /// The values.
    pub values: Vec<Value>,
    weight: (usize, usize),
}

impl Styled {
    /// Values for contexts that match the pattern.
    pub fn new(pattern: String, values: Vec<Value>) -> Self {
        Self { weight: weight(&pattern), pattern, values }
    }
}

/// All styles, by name; the most specific patterns first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Styles {
    table: IndexMap<String, Vec<Styled>>,
    /// Why they may be others.
    pub unsure: Option<Rc<Unknown>>,
}

impl Styles {
    /// The patterns of a style, in the order they are tried.
    pub fn of(&self, style: &str) -> &[Styled] {
        self.table.get(style).map_or(&[], Vec::as_slice)
    }

    /// Sets a style for a pattern.
    pub fn set(&mut self, style: &str, entry: Styled) {
        let all = self.table.entry(style.to_owned()).or_default();
        if let Some(old) = all.iter_mut().find(|old| old.pattern == entry.pattern) {
            *old = entry;
            return;
        }
        // They stand by their weight, the greatest first.
        let at = all.partition_point(|one| one.weight >= entry.weight);
        all.insert(at, entry);
    }

    /// Takes a pattern away from the styles that are meant.
    pub fn drop_pattern(&mut self, pattern: &str, meant: impl Fn(&String) -> bool) {
        for (style, all) in &mut self.table {
            if meant(style) {
                all.retain(|one| one.pattern != pattern);
            }
        }
    }

    /// The styles after either of two ways.
    pub fn join(self: &mut Rc<Self>, other: &Rc<Self>, condition: &Rc<Unknown>) {
        if !Rc::ptr_eq(self, other) && **self != **other {
            Rc::make_mut(self).unsure.get_or_insert_with(|| condition.clone());
        }
    }
}

/// How specific a pattern is: by the number of its components, then by how many of them are fixed
/// texts and how many are more than a star (zutil.c, `setstypat`).
fn weight(pattern: &str) -> (usize, usize) {
    let worth = |component: &str| match component {
        "*" => 0,
        text if text.contains(['(', '|', '*', '[', '<', '?', '#', '^']) => 1,
        _ => 2,
    };
    (pattern.split(':').count(), pattern.split(':').map(worth).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_pattern_is_tried_first() {
        let mut styles = Styles::default();
        for pattern in ["*", ":a:*:c", ":a:b:*", ":a:b:c", ":a:*"] {
            styles.set("s", Styled::new(pattern.to_owned(), Vec::new()));
        }
        let order: Vec<&str> = styles.of("s").iter().map(|one| one.pattern.as_str()).collect();
        assert_eq!(order, [":a:b:c", ":a:*:c", ":a:b:*", ":a:*", "*"]);
    }
}
