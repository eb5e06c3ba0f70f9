//! Text on its way through cmd's phases: flat, so that it can be scanned, and still knowing its origins.
//!
//! cmd expands variables before it looks for operators, so a value becomes
//! program text. A [`Traced`] is that text: what is unknown in it stands as
//! one [`HOLE`], an ordinary character to every scanner.

use std::ops::Range;
use std::rc::Rc;

use crate::value::{Origin, Piece, Unknown, Value};

/// Stands for one unknown piece; the same character in real text is told apart by its run.
pub const HOLE: char = '\u{FDD0}';

/// The reason alone: what is likely of one text is not likely of another that depends on it.
pub fn bare(why: &Rc<Unknown>) -> Rc<Unknown> {
    match why.likely {
        Some(_) => Rc::new(Unknown { likely: None, ..(**why).clone() }),
        None => why.clone(),
    }
}

/// A value of more parts than cmd's longest line has characters is not followed.
const MOST_RUNS: usize = 8191;

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Text(Origin),
    Hole(Piece),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    start: usize,
    what: What,
}

/// Flat text whose parts know their origins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traced {
    text: String,
    runs: Vec<Run>,
}

impl Traced {
    /// Known text of one origin.
    pub fn known(text: &str, origin: Origin) -> Self {
        let mut traced = Self::default();
        traced.push(text, &origin);
        traced
    }

    /// A value, flattened.
    pub fn of(value: &Value) -> Self {
        let mut traced = Self::default();
        traced.push_value(value);
        traced
    }

    /// The flat text, holes included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// How many parts of one origin it has, which is what handling it costs.
    pub fn parts_count(&self) -> u64 {
        self.runs.len() as u64
    }

    /// Whether nothing is in it, not even a hole.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts known text behind.
    pub fn push(&mut self, text: &str, origin: &Origin) {
        if text.is_empty() {
            return;
        }
        if !matches!(self.runs.last(), Some(Run { what: What::Text(last), .. }) if last == origin) {
            let what = What::Text(origin.clone());
            self.runs.push(Run { start: self.text.len(), what });
        }
        self.text.push_str(text);
    }

    /// Puts an unknown behind.
    pub fn push_unknown(&mut self, unknown: Rc<Unknown>) {
        self.push_hole(Piece::Unknown(unknown));
    }

    fn push_hole(&mut self, piece: Piece) {
        self.runs.push(Run { start: self.text.len(), what: What::Hole(piece) });
        self.text.push(HOLE);
    }

    /// Puts a value behind.
    pub fn push_value(&mut self, value: &Value) {
        for piece in value.pieces() {
            match piece {
                Piece::Text { text, origin } => self.push(text, origin),
                other => self.push_hole(other.clone()),
            }
        }
    }

    /// Puts a part of another text behind.
    pub fn push_part(&mut self, other: &Self, range: Range<usize>) {
        for (part, what) in other.parts(range) {
            match what {
                What::Text(origin) => self.push(&other.text[part], origin),
                What::Hole(piece) => self.push_hole(piece.clone()),
            }
        }
    }

    /// Puts another text behind.
    pub fn append(&mut self, other: &Self) {
        self.push_part(other, 0..other.len());
    }

    /// A part of it.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut traced = Self::default();
        traced.push_part(self, range);
        traced
    }

    /// Without the characters of `matching` at both ends.
    pub fn trim(&self, matching: &[char]) -> Self {
        let start = self.text.len() - self.text.trim_start_matches(matching).len();
        let end = self.text.trim_end_matches(matching).len();
        self.slice(start..end.max(start))
    }

    /// More parts than are followed: unknown, for the first reason that stands in it.
    fn given_up(&self) -> Value {
        let first = self.runs.iter().find_map(|run| match &run.what {
            What::Hole(Piece::Unknown(why)) => Some(why.clone()),
            What::Hole(Piece::Choice(choice)) => Some(choice.condition.clone()),
            _ => None,
        });
        let reason = "has more parts than envsim follows";
        let why = match first {
            Some(why) => why.because(reason, why.origin.clone()),
            None => Unknown::new(reason, Origin::Builtin("cmd".into())),
        };
        Value::unknown(why)
    }

    /// The value it is.
    pub fn to_value(&self) -> Value {
        if self.runs.len() > MOST_RUNS {
            return self.given_up();
        }
        let pieces = self.parts(0..self.len()).map(|(part, what)| match what {
            What::Text(origin) => {
                Piece::Text { text: self.text[part].into(), origin: origin.clone() }
            }
            What::Hole(piece) => piece.clone(),
        });
        Value::from_pieces(pieces.collect())
    }

    /// The text, if it has no hole.
    pub fn as_known(&self) -> Option<&str> {
        self.first_hole(0..self.len()).is_none().then_some(self.text.as_str())
    }

    /// Why a part of it is unknown.
    pub fn why_unknown(&self) -> Option<Rc<Unknown>> {
        let piece = self.first_hole(0..self.len())?;
        Value::from_pieces(vec![piece.clone()]).why_unknown().map(|why| bare(&why))
    }

    fn first_hole(&self, range: Range<usize>) -> Option<&Piece> {
        self.parts(range).find_map(|(_, what)| match what {
            What::Hole(piece) => Some(piece),
            What::Text(_) => None,
        })
    }

    /// Whether no line ends in what is not known of it.
    pub fn keeps_lines(&self) -> bool {
        self.parts(0..self.len()).all(|(_, what)| match what {
            What::Text(_) => true,
            What::Hole(Piece::Unknown(why)) => why.shape.is_line(),
            What::Hole(_) => false,
        })
    }

    /// Where the first line begins that may end in what is not known of it; the end where none does.
    pub fn lines_kept(&self) -> usize {
        let lost = self.parts(0..self.len()).find(|(_, what)| match what {
            What::Text(_) => false,
            What::Hole(Piece::Unknown(why)) => !why.shape.is_line(),
            What::Hole(_) => true,
        });
        let Some((part, _)) = lost else { return self.len() };
        self.text[..part.start].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The same without lines at its end in which nothing stands, however many.
    pub fn without_blank_end(&self) -> Self {
        let last = self.parts(0..self.len()).last();
        let blank = last.filter(|(_, what)| match what {
            What::Hole(Piece::Unknown(why)) => why.shape == crate::value::Shape::Blank,
            _ => false,
        });
        match blank {
            Some((part, _)) if self.text[..part.start].ends_with('\n') => self.slice(0..part.start),
            _ => self.clone(),
        }
    }

    /// The text in front of what is not known.
    pub fn known_start(&self) -> &str {
        let end = self.parts(0..self.len()).find(|(_, what)| matches!(what, What::Hole(_)));
        &self.text[..end.map_or(self.len(), |(part, _)| part.start)]
    }

    /// Whether a part has a hole.
    pub fn has_hole(&self, range: Range<usize>) -> bool {
        self.first_hole(range).is_some()
    }

    /// The origin of a byte, the last one's at the end.
    pub fn origin_at(&self, offset: usize) -> Option<Origin> {
        let index = self.runs.partition_point(|run| run.start <= offset).checked_sub(1)?;
        match &self.runs[index].what {
            What::Text(origin) => Some(origin.clone()),
            What::Hole(piece) => {
                Value::from_pieces(vec![piece.clone()]).origins().into_iter().next()
            }
        }
    }

    /// Who put the text together ([`Value::writer`]).
    pub fn writer(&self) -> Option<Origin> {
        self.to_value().writer()
    }

    /// The runs that a range touches, each cut to it.
    fn parts(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &What)> {
        let first = self.runs.partition_point(|run| run.start <= range.start).saturating_sub(1);
        let runs = &self.runs[first.min(self.runs.len())..];
        runs.iter()
            .enumerate()
            .map_while(move |(index, run)| {
                let end = runs.get(index + 1).map_or(self.text.len(), |next| next.start);
                (run.start < range.end)
                    .then(|| (run.start.max(range.start)..end.min(range.end), &run.what))
            })
            .filter(|(part, _)| part.start < part.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(name: &str) -> Origin {
        Origin::Default(name.into())
    }

    #[test]
    fn a_slice_keeps_origins_and_holes() {
        let unknown = Rc::new(Unknown::new("asks", origin("u")));
        let mut traced = Traced::known("ab", origin("1"));
        traced.push_unknown(unknown.clone());
        traced.push("cd", &origin("2"));
        let hole = traced.slice(1..2 + HOLE.len_utf8());
        assert_eq!(hole.as_known(), None);
        assert_eq!(hole.why_unknown(), Some(unknown));
        let end = traced.len();
        assert_eq!(traced.slice(end - 1..end).to_value(), Value::known("d", origin("2")));
        assert_eq!(traced.slice(end..end), Traced::default());
    }

    #[test]
    fn the_hole_character_in_real_text_is_text() {
        let text = "a\u{FDD0}b";
        assert_eq!(Traced::known(text, origin("1")).as_known(), Some(text));
    }
}
