//! Fields under construction (POSIX 2.6.5).

use crate::shells::posix::evaluator::{MOST_ELEMENTS, MOST_PIECES, TOO_LONG};
use crate::value::{Choice, Origin, Piece, Shape, Unknown, Value};

/// A part of a field.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The text.
    pub value: Value,
    /// Whether it was quoted.
    pub quoted: bool,
    /// Whether an expansion made it.
    pub expanded: bool,
}

/// One argument under construction.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its parts.
    pub chunks: Vec<Chunk>,
    quoted: bool,
}

impl Field {
    /// One of a single part.
    pub fn of(chunk: Chunk) -> Self {
        Self { quoted: chunk.quoted, chunks: vec![chunk] }
    }

    /// One that is nothing but an expanded value.
    pub(super) fn unsplit(value: Value) -> Self {
        Self::of(Chunk { value, quoted: false, expanded: true })
    }

    /// The whole text.
    pub fn into_value(self) -> Value {
        let mut value = Value::empty();
        for chunk in self.chunks {
            value.append(chunk.value);
        }
        value
    }

    /// The same with other parts.
    pub(super) fn with(&self, chunks: Vec<Chunk>) -> Self {
        Self { chunks, quoted: self.quoted }
    }

    /// Adds a part; of one with too many the end is not known.
    fn add(&mut self, chunk: Chunk) {
        if self.chunks.len() < MOST_PIECES {
            return self.chunks.push(chunk);
        }
        let Some(last) = self.chunks.last_mut() else { return };
        if last.value.text().is_some() {
            last.value = Value::unknown(too_long());
        }
    }

    /// One that may be empty, and so no argument at all: nobody knows how many it is.
    pub fn or_nothing(self) -> Self {
        let sure = |chunk: &Chunk| chunk.value.is_empty() == Some(false);
        if self.quoted || self.chunks.iter().any(sure) {
            return self;
        }
        let Some(why) = self.chunks.iter().find_map(|chunk| chunk.value.why_unknown()) else {
            return self;
        };
        let value = Value::unknown((*why).clone().shaped(Shape::Words));
        Self { chunks: vec![Chunk { value, quoted: false, expanded: true }], quoted: false }
    }

    /// Whether it vanishes: nothing in it, and nothing quoted.
    fn vanishes(&self) -> bool {
        !self.quoted && self.chunks.iter().all(|chunk| chunk.value.is_empty() == Some(true))
    }
}

/// Arguments under construction.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    done: Vec<Field>,
    current: Field,
}

impl Fields {
    /// Adds text to the current field.
    pub fn push(&mut self, value: Value, quoted: bool, expanded: bool) {
        self.current.quoted |= quoted;
        self.current.add(Chunk { value, quoted, expanded });
    }

    /// Goes on with a field.
    pub(super) fn resume(&mut self, field: Field) {
        self.current = field;
    }

    /// Notes that quotes stand here, even if nothing is between them.
    pub fn mark_quoted(&mut self) {
        self.current.quoted = true;
    }

    /// Whether nobody knows how many they are.
    pub(super) fn may_be_words(&self) -> bool {
        let all = self.done.iter().chain(std::iter::once(&self.current));
        all.flat_map(|field| &field.chunks).any(|chunk| chunk.value.may_be_words())
    }

    /// Takes back that quotes stand here: `"$@"` without parameters is nothing.
    pub fn unmark_quoted(&mut self) {
        if self.current.chunks.is_empty() {
            self.current.quoted = false;
        }
    }

    /// Ends the current field.
    pub fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
    }

    /// Adds expanded text and splits it; without separators it stays whole.
    pub fn split(&mut self, value: &Value, separators: Option<&str>) {
        let (Some(text), Some(separators)) = (value.text(), separators) else {
            self.split_around(value, separators);
            return;
        };
        let blank = |c: char| separators.contains(c) && matches!(c, ' ' | '\t' | '\n');
        let hard = |c: char| separators.contains(c) && !matches!(c, ' ' | '\t' | '\n');
        let mut cut = Cut { pieces: value.pieces(), at: 0 };
        let mut start = 0;
        let mut at = 0;
        let mut pending = false;
        while let Some(letter) = text[at..].chars().next() {
            if self.done.len() > MOST_ELEMENTS {
                return self.push(too_many(), false, true);
            }
            let next = at + letter.len_utf8();
            if !blank(letter) && !hard(letter) {
                if pending {
                    self.end_if_started();
                    pending = false;
                    start = at;
                }
                at = next;
                continue;
            }
            if !pending {
                self.add(cut.slice(start, at));
            }
            if hard(letter) {
                // A hard separator ends a field even if it is empty.
                self.mark_quoted();
                self.end();
                start = next;
                // What follows a hard separator is a new field; blanks around it do not count.
                while let Some(next_letter) = text[start..].chars().next().filter(|&c| blank(c)) {
                    start += next_letter.len_utf8();
                }
                at = start;
                pending = false;
                continue;
            }
            pending = true;
            at = next;
            start = next;
        }
        if pending {
            self.end_if_started();
        } else {
            self.add(cut.slice(start, text.len()));
        }
    }

    /// Splits what is known around what is not: the unknown may be any number of fields, said by its own piece.
    fn split_around(&mut self, value: &Value, separators: Option<&str>) {
        for piece in value.pieces() {
            match piece {
                Piece::Text { text, origin } if separators.is_some() => {
                    self.split(&Value::known(text.clone(), origin.clone()), separators);
                }
                // A number has nothing in it that splits.
                Piece::Unknown(unknown) if unknown.shape.is_number() && spares(separators) => {
                    self.push(Value::of(piece.clone()), false, true);
                }
                Piece::Unknown(unknown) => {
                    let words = Unknown { shape: Shape::Words, ..(**unknown).clone() };
                    self.push(Value::unknown(words), false, true);
                }
                Piece::Choice(choice) if splits(choice, separators) => {
                    let words = Unknown { shape: Shape::Words, ..(*choice.condition).clone() };
                    self.push(Value::unknown(words), false, true);
                }
                other => self.push(Value::of(other.clone()), false, true),
            }
        }
    }

    fn current_is_empty(&self) -> bool {
        self.current.chunks.is_empty() && !self.current.quoted
    }

    fn end_if_started(&mut self) {
        if !self.current_is_empty() {
            self.end();
        }
    }

    fn add(&mut self, value: Value) {
        if !value.pieces().is_empty() {
            self.current.add(Chunk { value, quoted: false, expanded: true });
        }
    }

    /// How many fields have ended.
    pub(super) fn count(&self) -> usize {
        self.done.len()
    }

    /// The current field alone.
    pub(super) fn unfinished(&self) -> Self {
        Self { done: Vec::new(), current: self.current.clone() }
    }

    /// The fields that have ended, without the current one.
    pub(super) fn finished(self) -> Vec<Field> {
        self.done.into_iter().filter(|field| !field.vanishes()).collect()
    }

    /// The fields; unquoted empty ones are gone.
    pub fn finish(mut self) -> Vec<Field> {
        self.end();
        self.done.into_iter().filter(|field| !field.vanishes()).collect()
    }
}

fn too_long() -> Unknown {
    Unknown::new(TOO_LONG, Origin::Builtin("a bound of envsim".into()))
}

/// The fields behind more than are followed.
fn too_many() -> Value {
    Value::unknown(too_long().shaped(Shape::Words))
}

/// Slices of known text, taken from front to back, so that no piece is passed twice.
struct Cut<'v> {
    pieces: &'v [Piece],
    /// Where the first of the pieces begins.
    at: usize,
}

impl Cut<'_> {
    fn slice(&mut self, from: usize, to: usize) -> Value {
        while let Some((Piece::Text { text, .. }, rest)) = self.pieces.split_first() {
            if self.at + text.len() > from {
                break;
            }
            (self.pieces, self.at) = (rest, self.at + text.len());
        }
        let mut taken = Vec::new();
        let mut at = self.at;
        for piece in self.pieces {
            let Piece::Text { text, origin } = piece else { break };
            let (start, end) = (from.max(at), to.min(at + text.len()));
            if start < end {
                let text = text[start - at..end - at].into();
                taken.push(Piece::Text { text, origin: origin.clone() });
            }
            at += text.len();
            if at >= to {
                break;
            }
        }
        Value::from_pieces(taken)
    }
}

/// Whether no letter of a number separates.
fn spares(separators: Option<&str>) -> bool {
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e');
    separators.is_some_and(|all| !all.contains(numeric))
}

/// Whether one of the texts would be split, or be no field at all.
fn splits(choice: &Choice, separators: Option<&str>) -> bool {
    let one_field = |text: &str| {
        separators.is_some_and(|all| !text.is_empty() && !text.contains(|c| all.contains(c)))
    };
    let texts = choice.alternatives.iter().map(|one| one.value.text());
    !texts.into_iter().all(|text| text.is_some_and(|text| one_field(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, separators: &str) -> Vec<String> {
        let mut fields = Fields::default();
        fields.split(&Value::known(text, Origin::Default("test".into())), Some(separators));
        let texts = fields.finish().into_iter().map(|field| field.into_value());
        texts.filter_map(|value| value.text().map(|text| text.into_owned())).collect()
    }

    #[test]
    fn blanks_split_and_vanish() {
        assert_eq!(split("  a  b ", " \t\n"), ["a", "b"]);
        assert_eq!(split("", " \t\n"), Vec::<String>::new());
        assert_eq!(split("a:b", " \t\n"), ["a:b"]);
    }

    #[test]
    fn colons_split_at_every_one() {
        assert_eq!(split("/a:/b", ":"), ["/a", "/b"]);
        assert_eq!(split("/a:", ":"), ["/a"]);
        assert_eq!(split("a::b", ":"), ["a", "", "b"]);
        assert_eq!(split(" a : b ", ": "), ["a", "b"]);
    }
}
