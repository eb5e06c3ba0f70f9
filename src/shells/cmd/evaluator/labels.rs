//! Labels: where a `goto` or `call` leads in a text.

use std::collections::HashMap;
use std::rc::Rc;

use super::Evaluator;
use crate::shells::cmd::syntax::label_of;
use crate::text::{Place, Source, Span};
use crate::value::Origin;

/// The labels of a text in lower case, each with where its lines begin and end, in order.
pub struct Labels {
    places: HashMap<String, Vec<(usize, usize)>>,
    /// Whether lines end in a line feed alone.
    unix: bool,
}

/// Where a label leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where the line behind it begins.
    pub at: usize,
    /// cmd may overlook it: the file has Unix line ends, and the label stands across a border of
    /// the blocks that cmd reads (dostips t=8988; scummvm/scummvm#4359).
    pub may_be_missed: bool,
}

/// How many bytes cmd reads at once where it looks for a label.
const READ_AT_ONCE: usize = 512;

impl Labels {
    fn of(text: &str) -> Self {
        let mut labels: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = at + line.len();
            if let Some(name) = label_of(line) {
                labels.entry(name.to_ascii_lowercase()).or_default().push((at, end));
            }
            at = end;
        }
        Self { places: labels, unix: text.contains('\n') && !text.contains("\r\n") }
    }

    /// Where a label leads: it is searched from `from` to the end, then from the top.
    fn find(&self, from: usize, label: &str) -> Option<Target> {
        let places = self.places.get(&label.to_ascii_lowercase())?;
        let next = places.partition_point(|(start, _)| *start < from);
        let (base, (start, end)) = match places.get(next) {
            Some(place) => (from, *place),
            None => (0, *places.first()?),
        };
        let block = |at: usize| (at - base) / READ_AT_ONCE;
        let may_be_missed = self.unix && block(start) != block(end.saturating_sub(1).max(start));
        Some(Target { at: end, may_be_missed })
    }
}

impl Evaluator<'_> {
    /// Whether a text has a label.
    pub(super) fn has_label(&mut self, source: &Rc<Source>, label: &str) -> bool {
        self.labels_of(source).find(0, label).is_some()
    }

    fn labels_of(&mut self, source: &Rc<Source>) -> &Labels {
        let kept = self.labels.take().filter(|(known, _)| Rc::ptr_eq(known, source));
        let read = || (source.clone(), Labels::of(source.text()));
        &self.labels.insert(kept.unwrap_or_else(read)).1
    }

    /// Where the line behind a label begins, if it is there; the labels of a text are read once.
    pub fn find_label(&mut self, source: &Rc<Source>, from: usize, label: &str) -> Option<Target> {
        let found = self.labels_of(source).find(from, label);
        if found.is_some_and(|target| target.may_be_missed) {
            let place = Place::new(source, Span::new(from, from));
            let reason = format!(
                "jumps to the label {label} in a file whose lines end in LF alone, where cmd may overlook it"
            );
            self.lost(&reason, &Origin::File(place));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_forward_then_from_the_top() {
        let text = ":a\r\nx\r\n  @ :b&& echo\r\n:: c\r\n:c:junk\r\n:a\r\n";
        let find = |from: usize, label: &str| Labels::of(text).find(from, label).map(|to| to.at);
        assert_eq!(find(4, "A"), Some(text.len()));
        assert_eq!(find(text.len(), "a"), Some(4));
        assert_eq!(find(0, "b").map(|at| &text[at..at + 2]), Some("::"));
        assert_eq!(find(0, "c").map(|at| &text[at..at + 2]), Some(":a"));
        assert_eq!(find(0, "nowhere"), None);
        assert_eq!(label_of("?:de^st1").as_deref(), Some("dest1"));
        let filled = |end: &str| format!("{}{end}:x{end}", "a".repeat(509));
        let missed = |text: &str| Labels::of(text).find(0, "x").map(|to| to.may_be_missed);
        assert_eq!(missed(&filled("\n")), Some(true));
        assert_eq!(missed(&filled("\r\n")), Some(false));
    }
}
