//! The line of a file that a finding points at.

use crate::value::Origin;

/// One line of a file, and which piece of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or the piece of a very long one around what is meant.
    pub line: String,
    /// Where the piece begins, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The column just past the piece in the file, in characters, counted from 1.
    pub end_column: u32,
}

/// Longer lines are cut on both sides of what is meant.
const MOST: usize = 160;

impl Excerpt {
    /// The first line of what an origin points at.
    pub fn new(origin: &Origin) -> Option<Self> {
        let place = origin.place()?.in_file();
        let text = place.source.text();
        let span = place.span.whole(text);
        let (start, end) = (span.start as usize, span.end as usize);
        let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let last = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[first..last].trim_end_matches('\r');
        let (from, to) = (start - first, end.min(last) - first);
        let (from, to) = (from.min(line.len()), to.min(line.len()));
        let to = line[from..to].trim_end().len() + from;
        let end_column = place.column() + count(&line[from..to]);
        Some(Self { line: line.to_owned(), from, to, end_column }.cut())
    }

    fn cut(self) -> Self {
        if self.line.len() <= MOST {
            return self;
        }
        let back = |mut at: usize| {
            while !self.line.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let first = back(self.from.saturating_sub(MOST / 4));
        let last = back(self.line.len().min(first + MOST));
        let (front, rest) = match (first, last == self.line.len()) {
            (0, _) => ("", "…"),
            (_, true) => ("…", ""),
            _ => ("…", "…"),
        };
        let at = |offset: usize| offset.min(last) - first + front.len();
        Self {
            line: format!("{front}{}{rest}", &self.line[first..last]),
            from: at(self.from),
            to: at(self.to),
            end_column: self.end_column,
        }
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Source, Span};

    fn of(text: &str, from: usize, to: usize) -> Excerpt {
        let source = Source::inline("f", text);
        let place = Place::new(&source, Span::new(from, to));
        Excerpt::new(&Origin::File(place)).expect("it stands in a file")
    }

    #[test]
    fn the_first_line_of_a_place_is_shown_and_long_lines_are_cut() {
        let one = of("a\nPATH=é:$PATH\r\nb", 7, 9);
        assert_eq!((one.line.as_str(), one.from, one.to), ("PATH=é:$PATH", 5, 7));
        assert_eq!(one.end_column, 7);
        let two = of("if x\nfi", 0, 7);
        assert_eq!((two.from, two.to), (0, 4));
        let long = format!("{}x{}", "é".repeat(400), "b".repeat(400));
        let cut = of(&long, 800, 801);
        assert!(cut.line.len() < MOST + 8 && &cut.line[cut.from..cut.to] == "x", "{cut:?}");
        assert_eq!(cut.end_column, 402);
    }
}
