//! Lists such as PATH: one text, many entries, each with origins of its own.

use super::{Piece, Value};

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntry {
    /// The entry; an unknown one may stand for several entries, or for none.
    pub value: Value,
}

impl Value {
    /// The entries between separators. What is unknown sits in an entry of its own together with the text it touches.
    pub fn entries(&self, separator: char) -> Vec<ListEntry> {
        let mut entries = vec![Self::empty()];
        for piece in self.pieces() {
            match piece {
                Piece::Text { text, origin } => {
                    for (index, part) in text.split(separator).enumerate() {
                        if index > 0 {
                            entries.push(Self::empty());
                        }
                        if let (Some(entry), true) = (entries.last_mut(), keep(text, part)) {
                            entry.push(part, origin.clone());
                        }
                    }
                }
                other => {
                    if let Some(entry) = entries.last_mut() {
                        entry.pieces.push(other.clone());
                    }
                }
            }
        }
        entries.into_iter().map(|value| ListEntry { value }).collect()
    }

    /// The entries joined again.
    pub fn from_entries(entries: impl IntoIterator<Item = Self>, separator: char) -> Self {
        let mut list = Self::empty();
        let separator = separator.to_string();
        for (index, entry) in entries.into_iter().enumerate() {
            if index > 0 {
                let origin = entry.origins().into_iter().next().or_else(|| list.origins().pop());
                if let Some(origin) = origin {
                    list.push(separator.as_str(), origin);
                }
            }
            list.append(entry);
        }
        list
    }
}

/// An empty part still tells who wrote the separator beside it, but only when the piece held one.
fn keep(text: &str, part: &str) -> bool {
    !part.is_empty() || text.len() != part.len() || text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Unknown};
    use super::*;

    fn origin(name: &str) -> Origin {
        Origin::Default(name.into())
    }

    #[test]
    fn every_entry_keeps_its_writer() {
        let value =
            Value::known("/new:", origin("rc")).then(Value::known("/a:/b", origin("parent")));
        let entries = value.entries(':');
        let texts: Vec<_> = entries.iter().filter_map(|entry| entry.value.text()).collect();
        assert_eq!(texts, ["/new", "/a", "/b"]);
        assert_eq!(entries[0].value.origins(), [origin("rc")]);
        assert_eq!(entries[1].value.origins(), [origin("parent")]);
    }

    #[test]
    fn an_unknown_piece_spoils_its_own_entry_only() {
        let value = Value::known("/a:", origin("1"))
            .then(Value::unknown(Unknown::new("x", origin("2"))))
            .then(Value::known("/bin:/b", origin("3")));
        let known: Vec<_> = value.entries(':').iter().map(|entry| entry.value.is_known()).collect();
        assert_eq!(known, [true, false, true]);
    }

    #[test]
    fn empty_entries_stay_and_have_a_writer() {
        let entries = Value::known("/a::", origin("1")).entries(':');
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[1].value.origins(), [origin("1")]);
    }
}
