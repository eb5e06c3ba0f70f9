//! The line of a file, or the value of the registry, that a finding points at.

use crate::environment::expand_references;
use crate::rules::{self, Subject};
use crate::value::Origin;

/// One line of a file or the text of a value, and which piece of it is meant.
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
    /// The type of the value, where it is one of the registry.
    pub stored: Option<&'static str>,
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
        Some(Self { line: line.to_owned(), from, to, end_column, stored: None }.cut())
    }

    /// The text of the registry's value that evidence rests on, as it is stored.
    pub fn stored(subject: &Subject, evidence: &rules::Evidence) -> Option<Self> {
        let Some(Origin::Registry { key, name }) = &evidence.origin else { return None };
        let name = if &**name == "(Default)" { "" } else { name };
        let value = subject.session.machine().registry_value(key, name)?;
        let line = value.data.text().filter(|text| !text.is_empty())?.to_owned();
        let (from, to) = meant(subject, &line, &evidence.text)?;
        let stored = Some(value.data.type_name());
        Some(Self { end_column: count(&line[..to]) + 1, line, from, to, stored }.cut())
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
            ..self
        }
    }
}

/// Which piece of a list or text evidence is about: the reference or the entry that it names, the entry as it is
/// written or by what it expands to; all of it where it is no list. `None` where a list has nothing of the kind.
fn meant(subject: &Subject, stored: &str, told: &str) -> Option<(usize, usize)> {
    let (told, below) = (told.to_lowercase(), stored.to_lowercase());
    let whole = (0, stored.len());
    // Lower case need not be as long.
    if below.len() != stored.len() || told.contains(below.get(..40).unwrap_or(&below)) {
        return Some(whole);
    }
    if let Some(at) = reference(&told).and_then(|name| Some((below.find(name)?, name.len()))) {
        return Some((at.0, at.0 + at.1));
    }
    let find = |name: &str| subject.environment.variables.value(name).cloned();
    let expanded = |text: &str| {
        let value = expand_references(text, &Origin::Builtin("the registry".into()), find);
        value.text().map(|text| text.to_lowercase())
    };
    let length = |entry: &str| {
        let plain = entry.trim_matches('"').trim_end_matches('\\');
        let own = plain.to_lowercase();
        let all = [Some(own), expanded(plain)].into_iter().flatten();
        all.filter(|text| names(&told, text)).map(|text| text.len()).max()
    };
    let mut start = 0;
    let mut best: Option<(usize, (usize, usize))> = None;
    for entry in stored.split(';') {
        let length = length(entry).filter(|length| best.is_none_or(|(known, _)| *length > known));
        best = length.map(|length| (length, (start, start + entry.len()))).or(best);
        start += entry.len() + 1;
    }
    let list = stored.contains(';');
    best.map(|(_, place)| place).or((!list).then_some(whole))
}

/// Whether a text names a directory, or a file in it.
fn names(told: &str, directory: &str) -> bool {
    let Some(at) = told.find(directory).filter(|_| directory.len() > 2) else { return false };
    let rest = told[at + directory.len()..].trim_start_matches('\\');
    let word = rest.split([' ', ';', '"']).next().unwrap_or_default();
    word.is_empty() || (word.contains('.') && !word.contains('\\'))
}

/// The first `%name%` of a text.
fn reference(text: &str) -> Option<&str> {
    let start = text.find('%')?;
    let length = text[start + 1..].find('%').filter(|length| *length > 0)?;
    Some(&text[start..start + length + 2]).filter(|one| !one.contains([' ', '\\', ';']))
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
