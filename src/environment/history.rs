//! What was written to a variable, oldest first, within bounds.

use std::rc::Rc;

use super::Write;
use crate::value::{Piece, Value};

/// How many writes of one variable are kept.
const MOST: usize = 512;
/// How many bytes they may hold together, the first and the latest aside.
const MOST_BYTES: usize = 256 << 10;

/// Writes, oldest first; of very many the first and the latest. A clone costs nothing.
#[derive(Clone, Debug, Default)]
pub struct History {
    first: Option<Rc<Write>>,
    last: Option<Rc<Link>>,
}

#[derive(Debug)]
struct Link {
    write: Write,
    count: usize,
    bytes: usize,
    before: Option<Rc<Link>>,
}

impl History {
    /// Adds a write.
    pub fn push(&mut self, write: Write) {
        if self.first.is_none() {
            self.first = Some(Rc::new(write));
            return;
        }
        let (count, bytes) = self.last.as_ref().map_or((0, 0), |link| (link.count, link.bytes));
        let size = size(write.value.as_ref());
        if count >= MOST || bytes + size > MOST_BYTES {
            self.halve();
        }
        let before = self.last.take();
        let (count, bytes) = before.as_ref().map_or((0, 0), |link| (link.count, link.bytes));
        self.last = Some(Rc::new(Link { write, count: count + 1, bytes: bytes + size, before }));
    }

    /// Of what is kept between the first and the next write, the older half in number and in bytes goes.
    fn halve(&mut self) {
        let mut kept = Vec::new();
        let mut bytes = 0;
        for link in self.links() {
            let size = size(link.write.value.as_ref());
            if kept.len() >= MOST / 2 || bytes + size > MOST_BYTES / 2 {
                break;
            }
            bytes += size;
            kept.push(link.write.clone());
        }
        self.last = None;
        for write in kept.into_iter().rev() {
            self.push(write);
        }
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.last.as_deref(), |link| link.before.as_deref())
    }

    /// All that is kept, oldest first.
    pub fn writes(&self) -> Vec<Write> {
        let mut writes: Vec<Write> = self.links().map(|link| link.write.clone()).collect();
        writes.extend(self.first.as_deref().cloned());
        writes.reverse();
        writes
    }

    /// The latest write.
    pub fn last(&self) -> Option<&Write> {
        self.last.as_ref().map(|link| &link.write).or(self.first.as_deref())
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.last.as_ref().map_or(0, |link| link.count)
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }
}

fn size(value: Option<&Value>) -> usize {
    let piece = |piece: &Piece| match piece {
        Piece::Text { text, .. } => std::mem::size_of::<Piece>() + text.len(),
        _ => std::mem::size_of::<Piece>(),
    };
    value.map_or(0, |value| value.pieces().iter().map(piece).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    fn write(text: &str) -> Write {
        let origin = Origin::Default("test".into());
        Write { value: Some(Value::known(text, origin.clone())), origin }
    }

    fn texts(history: &History) -> Vec<String> {
        let writes = history.writes();
        let texts = writes.iter().filter_map(|write| write.value.as_ref()?.text());
        texts.map(|text| text.into_owned()).collect()
    }

    #[test]
    fn few_are_all_kept_and_a_clone_does_not_see_later_ones() {
        let mut history = History::default();
        for text in ["a", "b", "c"] {
            history.push(write(text));
        }
        let before = history.clone();
        history.push(write("d"));
        assert_eq!(texts(&before), ["a", "b", "c"]);
        assert_eq!(texts(&history), ["a", "b", "c", "d"]);
    }

    #[test]
    fn of_very_many_the_first_and_the_latest_stay() {
        let mut history = History::default();
        for number in 0..10_000 {
            history.push(write(&number.to_string()));
        }
        let texts = texts(&history);
        assert!(texts.len() <= 513, "{}", texts.len());
        assert_eq!(texts.first().map(String::as_str), Some("0"));
        assert_eq!(texts.last().map(String::as_str), Some("9999"));
    }

    #[test]
    fn large_ones_crowd_out_what_lies_between() {
        let mut history = History::default();
        for _ in 0..100 {
            history.push(write(&"x".repeat(100_000)));
        }
        assert!(history.len() <= 4, "{}", history.len());
    }
}
