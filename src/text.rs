//! Source text: what a file says, where a piece of it stands, and who read it.
//!
//! A [`Source`] is decoded once and shared. Everything that was written by a
//! profile points back into one with a [`Place`]: eight bytes and a reference
//! count; line and column are computed only when someone asks.

mod decode;
pub mod posix_regex;
mod spelling;
pub mod terminfo;
pub mod work;
pub mod xml;

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub use decode::{CodePages, Decoded, Encoding, decode};
pub use spelling::{Meant, nearest};

/// A range of bytes in a [`Source`], end excluded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; offsets beyond 4 GiB saturate.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span widened to whole characters of `text`, and no longer than it.
    pub fn whole(self, text: &str) -> Self {
        let mut start = (self.start as usize).min(text.len());
        let mut end = (self.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Self::new(start, end)
    }

    /// The text it covers in `text`; empty where it does not fit.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// One text that a shell reads as a program.
pub struct Source {
    name: Rc<str>,
    text: Rc<str>,
    encoding: Encoding,
    read_from: Option<Place>,
    evaluated: bool,
    lines: OnceCell<Vec<u32>>,
    /// The offset that was asked for last, and its column: the next one mostly stands behind it.
    last: Cell<(usize, usize)>,
}

impl Source {
    /// A file's text under its machine path; `read_from` is the statement that sourced it.
    pub fn file(name: &str, decoded: Decoded, read_from: Option<Place>) -> Rc<Self> {
        Self::build(name, decoded.text, decoded.encoding, read_from, false)
    }

    /// Text that a statement made at run time (`eval`, `Invoke-Expression`).
    pub fn evaluated(text: &str, by: Place) -> Rc<Self> {
        let name = by.source.name.clone();
        Self::build(&name, text.into(), Encoding::Utf8, Some(by), true)
    }

    /// A text given directly, as in a test or a registry value.
    pub fn inline(name: &str, text: &str) -> Rc<Self> {
        Self::build(name, text.into(), Encoding::Utf8, None, false)
    }

    fn build(
        name: &str,
        text: Rc<str>,
        encoding: Encoding,
        read_from: Option<Place>,
        evaluated: bool,
    ) -> Rc<Self> {
        Rc::new(Self {
            name: name.into(),
            text,
            encoding,
            read_from,
            evaluated,
            lines: OnceCell::new(),
            last: Cell::new((0, 1)),
        })
    }

    /// The machine path (or the registry value) the text came from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded text, without its byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same text, to keep.
    pub fn shared_text(&self) -> Rc<str> {
        self.text.clone()
    }

    /// How the bytes were read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The statement that had this text read, unless it is a start-up file itself.
    pub fn read_from(&self) -> Option<&Place> {
        self.read_from.as_ref()
    }

    /// Whether the text was made at run time and stands in no file.
    pub fn is_evaluated(&self) -> bool {
        self.evaluated
    }

    /// The line of a byte offset, counted from 1.
    pub fn line_at(&self, offset: u32) -> u32 {
        let starts = self.lines.get_or_init(|| line_starts(&self.text));
        count(starts.partition_point(|&start| start <= offset))
    }

    /// Line and column of a byte offset, both counted from 1; columns count characters.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.line_at(offset);
        let start = self.lines.get().map_or(0, |starts| starts[line as usize - 1]) as usize;
        let offset = offset as usize;
        let last = Some(self.last.get()).filter(|(at, _)| (start..=offset).contains(at));
        let (from, column) = last.unwrap_or((start, 1));
        let Some(before) = self.text.get(from..offset) else { return (line, 1) };
        let column = column + before.chars().count();
        self.last.set((offset, column));
        (line, count(column))
    }

    /// The text of a line counted from 1, without its end.
    pub fn line(&self, number: u32) -> &str {
        let starts = self.lines.get_or_init(|| line_starts(&self.text));
        let at = |index: usize| starts.get(index).map(|&start| start as usize);
        let index = (number as usize).saturating_sub(1);
        let start = at(index).unwrap_or(self.text.len());
        let end = at(index + 1).unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?}, {} bytes)", self.name, self.text.len())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn line_starts(text: &str) -> Vec<u32> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| count(at + 1));
    std::iter::once(0).chain(ends).collect()
}

/// A piece of a source: what an origin points at.
#[derive(Clone)]
pub struct Place {
    /// The text it stands in.
    pub source: Rc<Source>,
    /// Where in that text.
    pub span: Span,
}

impl Place {
    /// The place of `span` in `source`.
    pub fn new(source: &Rc<Source>, span: Span) -> Self {
        Self { source: source.clone(), span }
    }

    /// The innermost place that stands in a file, where evaluated text does not.
    pub fn in_file(&self) -> &Self {
        match &self.source.read_from {
            Some(by) if self.source.evaluated => by.in_file(),
            _ => self,
        }
    }

    /// The file's machine path.
    pub fn file(&self) -> &str {
        self.in_file().source.name()
    }

    /// Line, counted from 1.
    pub fn line(&self) -> u32 {
        let place = self.in_file();
        place.source.position(place.span.start).0
    }

    /// Column in characters, counted from 1.
    pub fn column(&self) -> u32 {
        let place = self.in_file();
        place.source.position(place.span.start).1
    }

    /// The text covered.
    pub fn text(&self) -> &str {
        self.span.of(self.source.text())
    }

    /// The statements that had this file read, innermost first.
    pub fn via(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(self.in_file().source.read_from(), |place| {
            place.in_file().source.read_from()
        })
        .map(Self::in_file)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && Rc::ptr_eq(&self.source, &other.source)
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.span, Rc::as_ptr(&self.source)).hash(state);
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file(), self.line(), self.column())
    }
}

/// What a parser noticed: the statement is kept, its meaning may be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// How bad.
    pub severity: Severity,
}

/// How much a problem or a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
    /// The shell itself rejects it, or something breaks.
    Error,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines_from_one() {
        let source = Source::inline("f", "aß\n中x\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(3), (1, 3));
        assert_eq!(source.position(7), (2, 2));
        for _ in 0..2 {
            let columns = [0, 1, 3, 1, 4, 7, 8].map(|offset| source.position(offset).1);
            assert_eq!(columns, [1, 2, 3, 2, 1, 2, 3]);
        }
        assert_eq!((source.position(2), source.line_at(5)), ((1, 1), 2));
        assert_eq!(source.line(2), "中x");
        assert_eq!(source.line(9), "");
    }

    #[test]
    fn evaluated_text_points_at_the_statement_that_made_it() {
        let outer = Source::inline("/etc/profile", "\neval x\n");
        let by = Place::new(&outer, Span::new(1, 7));
        let inner = Source::evaluated("A=1\nB=2", by);
        let place = Place::new(&inner, Span::new(4, 7));
        assert_eq!((place.file(), place.line(), place.column()), ("/etc/profile", 2, 1));
        assert_eq!(place.via().count(), 0);
    }

    #[test]
    fn via_lists_the_sourcing_statements() {
        let outer = Source::inline("a", ". b\n");
        let decoded = Decoded { text: "X=1".into(), encoding: Encoding::Utf8, damaged: false };
        let inner = Source::file("b", decoded, Some(Place::new(&outer, Span::new(0, 3))));
        let place = Place::new(&inner, Span::new(0, 3));
        let via: Vec<_> = place.via().map(|place| place.file().to_owned()).collect();
        assert_eq!(via, ["a"]);
    }
}
