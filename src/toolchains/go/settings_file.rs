//! The files `go env -w` writes and `$GOROOT/go.env`: lines `KEY=VALUE`, read byte for byte.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::text::{Decoded, Encoding, Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// A settings file that was read (cmd/go/internal/cfg, `readEnvFile`).
#[derive(Clone, Debug, Default)]
pub struct SettingsFile {
    /// Its machine path, as Go spells it.
    pub path: String,
    /// Whether there is one.
    pub exists: bool,
    keys: IndexMap<String, Value>,
}

impl SettingsFile {
    /// A file that is not there.
    pub fn missing(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// The file of a release as it is shipped, where no tree is at hand.
    pub fn shipped(path: &str, lines: &[(&str, &str)]) -> Self {
        let origin = Origin::Default("go.env as it is released".into());
        let value = |text: &str| Value::known(text, origin.clone());
        let keys = lines.iter().map(|(key, text)| ((*key).to_owned(), value(text))).collect();
        Self { path: path.to_owned(), exists: true, keys }
    }

    /// Reads the bytes: lines end at LF only, the last line of a key wins, nothing is trimmed or unquoted.
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let decoded = Decoded { text: (&*text).into(), encoding: Encoding::Utf8, damaged: false };
        let source = Source::file(path, decoded, None);
        let mut keys = IndexMap::new();
        let mut start = 0;
        for line in text.split('\n') {
            if let Some((key, value)) = line_of(line) {
                let from = start + key.len() + 1;
                let place = Place::new(&source, Span::new(from, from + value.len()));
                keys.insert(key.to_owned(), line_value(value, place));
            }
            start += line.len() + 1;
        }
        Self { path: path.to_owned(), exists: true, keys }
    }

    /// What the file says about a key; an empty value is one.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.keys.get(key)
    }
}

/// The key and value of a line that counts: it has a `=` and starts with A to Z.
fn line_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    line.starts_with(|letter: char| letter.is_ascii_uppercase()).then_some((key, value))
}

fn line_value(text: &str, place: Place) -> Value {
    let origin = Origin::File(place);
    if text.contains('\u{FFFD}') {
        Value::unknown(Unknown::new("holds bytes that are no UTF-8 text", origin))
    } else {
        Value::known(text, origin)
    }
}

/// A file as [`SettingsFile`] of text that is kept elsewhere.
pub type Shared = Rc<SettingsFile>;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &SettingsFile, key: &str) -> Option<String> {
        file.get(key).and_then(|value| value.text().map(|text| text.into_owned()))
    }

    #[test]
    fn lines_are_verbatim_and_the_last_one_wins() {
        let bytes =
            b"# GOBIN=/no\n GOBIN=/b\nGOFLAGS=a=b\r\nGOPRIVATE= x \nKEY = v\nlow=1\nA=1\nA=2";
        let file = SettingsFile::read("/h/env", bytes);
        assert_eq!(text(&file, "GOBIN"), None);
        assert_eq!(text(&file, "GOFLAGS").as_deref(), Some("a=b\r"));
        assert_eq!(text(&file, "GOPRIVATE").as_deref(), Some(" x "));
        assert_eq!(text(&file, "KEY"), None);
        assert_eq!(text(&file, "KEY ").as_deref(), Some(" v"));
        assert_eq!(text(&file, "A").as_deref(), Some("2"));
        let line = file.get("A").and_then(|value| value.origins().first().cloned());
        assert_eq!(line.and_then(|origin| origin.place().map(Place::line)), Some(8));
    }

    #[test]
    fn a_byte_order_mark_kills_the_first_line() {
        let file = SettingsFile::read("/h/env", b"\xEF\xBB\xBFGOBIN=/b\nGOOS=js\n");
        assert_eq!(text(&file, "GOBIN"), None);
        assert_eq!(text(&file, "GOOS").as_deref(), Some("js"));
        let bad = SettingsFile::read("/h/env", b"GOBIN=\xFF\n");
        assert!(bad.get("GOBIN").is_some_and(|value| !value.is_known()));
    }
}
