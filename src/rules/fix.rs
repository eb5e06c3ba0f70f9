//! What mends a finding by itself: pieces of files, and what to write in their place.

use crate::text::{Encoding, Place, Span};

/// A piece of a file, and what to write there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The machine path of the file.
    pub file: String,
    /// Where the piece begins, in bytes of the text without its byte order mark.
    pub start: usize,
    /// What stands there.
    pub was: String,
    /// What is to stand there.
    pub text: String,
}

impl Edit {
    /// Writes a text at a place of a file whose bytes are its text.
    pub(super) fn new(place: &Place, text: impl Into<String>) -> Option<Self> {
        let place = place.in_file();
        let plain = matches!(place.source.encoding(), Encoding::Utf8 | Encoding::Utf8Bom);
        let span = place.span.whole(place.source.text());
        plain.then(|| Self {
            file: place.file().to_owned(),
            start: span.start as usize,
            was: span.of(place.source.text()).to_owned(),
            text: text.into(),
        })
    }

    /// Just past the piece.
    pub fn end(&self) -> usize {
        self.start + self.was.len()
    }
}

/// The entry of a list, as it is written around a place, is taken out with one separator.
pub(super) fn without_entry(place: &Place, separator: char) -> Option<Edit> {
    let place = place.in_file();
    let text = place.source.text();
    let span = place.span.whole(text);
    let ends = |one: char| {
        one == separator || matches!(one, '"' | '\'' | '=' | '\n' | '`') || one.is_whitespace()
    };
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
    // Inside of an expansion a separator is no separator.
    if line.matches('{').count() != line.matches('}').count() {
        return None;
    }
    // A piece of text holds the separators between its entries.
    let piece = &text[start..end];
    start += piece.len() - piece.trim_start_matches(separator).len();
    end -= piece.len() - piece.trim_end_matches(separator).len();
    if start >= end || text[start..end].contains(ends) {
        return None;
    }
    start = text[..start]
        .rfind(ends)
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    end = text[end..].find(ends).map_or(text.len(), |at| end + at);
    if text[end..].starts_with(separator) {
        end += separator.len_utf8();
    } else if text[..start].ends_with(separator) {
        start -= separator.len_utf8();
    } else {
        return None;
    }
    Edit::new(&Place::new(&place.source, Span::new(start, end)), "")
}

/// A text after its edits, where they do not overlap and what they replace stands there.
pub fn applied(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut sorted: Vec<&&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.start);
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        if edit.start < at || text.get(edit.start..edit.end()) != Some(edit.was.as_str()) {
            return None;
        }
        whole.push_str(&text[at..edit.start]);
        whole.push_str(&edit.text);
        at = edit.end();
    }
    whole.push_str(&text[at..]);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn without(text: &str, entry: &str) -> Option<String> {
        let source = Source::inline("f", text);
        let at = text.find(entry)?;
        let edit = without_entry(&Place::new(&source, Span::new(at, at + entry.len())), ':')?;
        applied(text, &[&edit])
    }

    #[test]
    fn an_entry_goes_with_one_separator() {
        let rows = [
            ("PATH=\"/a:/b:$PATH\"", "/a", Some("PATH=\"/b:$PATH\"")),
            ("PATH=$PATH:$HOME/x\n", "/x", Some("PATH=$PATH\n")),
            ("PATH=/a:/b:/c", "/b:", Some("PATH=/a:/c")),
            ("PATH=/a", "/a", None),
            ("PATH=/a:/b:/c", "/a:/b", None),
        ];
        for (text, entry, wanted) in rows {
            assert_eq!(without(text, entry).as_deref(), wanted, "{text} {entry}");
        }
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        let edit = |start, was: &str, text: &str| Edit {
            file: "f".into(),
            start,
            was: was.into(),
            text: text.into(),
        };
        let (one, two, off) = (edit(1, "bc", "x"), edit(3, "d", ""), edit(1, "zz", ""));
        assert_eq!(applied("abcde", &[&two, &one]).as_deref(), Some("axe"));
        assert_eq!(applied("abcde", &[&one, &edit(2, "c", "")]), None);
        assert_eq!(applied("abcde", &[&off]), None);
    }
}
