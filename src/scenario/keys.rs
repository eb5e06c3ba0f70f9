//! Where everything in a scenario file stands, so that whatever is wrong with it is said with line and column.
//!
//! serde keeps no places and lets the last of two equal keys win in silence; this reads the text once more.

use std::collections::HashMap;

/// A key of an object or an element of a list; the first is the whole file.
struct Node {
    parent: usize,
    name: String,
    at: usize,
    is_list: bool,
}

/// The places of a text that is JSON.
pub(super) struct Keys<'t> {
    text: &'t str,
    nodes: Vec<Node>,
}

/// A key that stands twice in one object: its place, and the first's line.
pub(super) struct Twice {
    pub spot: (usize, usize),
    pub name: String,
    pub first: usize,
}

impl<'t> Keys<'t> {
    /// Reads a text that serde has read without a complaint; its depth is bounded by that.
    pub(super) fn read(text: &'t str) -> Self {
        let mut reader = Reader { text, at: 0, nodes: Vec::new() };
        reader.value(0, String::new(), 0);
        Self { text, nodes: reader.nodes }
    }

    /// Line and column of a key, given the way to it; of the last part that is there.
    pub(super) fn spot(&self, way: &[&str]) -> (usize, usize) {
        let mut here = 0;
        for part in way {
            let is = |index: &usize| {
                let node = &self.nodes[*index];
                *index > 0 && node.parent == here && node.name == *part
            };
            match (here..self.nodes.len()).find(is) {
                Some(index) => here = index,
                None => break,
            }
        }
        position(self.text, self.nodes.get(here).map_or(0, |node| node.at))
    }

    /// The first key that stands twice in its object.
    pub(super) fn twice(&self) -> Option<Twice> {
        let mut known: HashMap<(usize, &str), usize> = HashMap::new();
        self.nodes.iter().skip(1).find_map(|node| {
            let first = known.insert((node.parent, node.name.as_str()), node.at)?;
            Some(Twice {
                spot: position(self.text, node.at),
                name: node.name.clone(),
                first: position(self.text, first).0,
            })
        })
    }

    /// The first list that stands where one of the ways (`*` for any name) leads.
    pub(super) fn list_at(&self, ways: &[&[&str]]) -> Option<(usize, usize)> {
        let mut lists = self.nodes.iter().filter(|node| node.is_list);
        let found = lists.find(|node| ways.iter().any(|way| self.leads_to(way, node)));
        found.map(|node| position(self.text, node.at))
    }

    fn leads_to(&self, way: &[&str], node: &Node) -> bool {
        match (way.split_last(), self.nodes.get(node.parent)) {
            (None, None) => true,
            (Some((last, rest)), Some(parent)) => {
                (*last == "*" || *last == node.name) && self.leads_to(rest, parent)
            }
            _ => false,
        }
    }
}

/// Line and column, in characters, of an offset; both counted from 1.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    nodes: Vec<Node>,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn value(&mut self, parent: usize, name: String, at: usize) {
        let start = self.peek();
        let own = self.nodes.len();
        let parent = if own == 0 { usize::MAX } else { parent };
        self.nodes.push(Node { parent, name, at, is_list: start == Some(b'[') });
        match start {
            Some(opening @ (b'{' | b'[')) => self.members(own, opening == b'{'),
            Some(b'"') => drop(self.string()),
            _ => {
                let rest = &self.text[self.at..];
                let end =
                    |letter: char| matches!(letter, ',' | ']' | '}') || letter.is_whitespace();
                self.at += rest.find(end).unwrap_or(rest.len());
            }
        }
    }

    fn members(&mut self, own: usize, named: bool) {
        self.at += 1;
        let mut number = 0;
        while let Some(next) = self.peek() {
            let at = self.at;
            match (next, named) {
                (b'}' | b']', _) => {
                    self.at += 1;
                    return;
                }
                (b',' | b':', _) => self.at += 1,
                (_, true) => {
                    let name = self.string();
                    // The colon.
                    self.peek();
                    self.at += 1;
                    self.value(own, name, at);
                }
                _ => {
                    self.value(own, number.to_string(), at);
                    number += 1;
                }
            }
        }
    }

    fn string(&mut self) -> String {
        let bytes = self.text.as_bytes();
        let start = self.at;
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(quoted).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"files\": {\"/é\": {}, \"/b\\\"}\": {\"text\": \"}\\\\\"}},\n  \"ask\": [[\"env\"], 3, {\"a\": 1, \"a\": 2}]\n}";

    #[test]
    fn every_key_has_its_place() {
        let keys = Keys::read(TEXT);
        assert_eq!(keys.spot(&[]), (1, 1));
        assert_eq!(keys.spot(&["files"]), (2, 3));
        assert_eq!(keys.spot(&["files", "/b\"}"]), (2, 23));
        assert_eq!(keys.spot(&["files", "/b\"}", "text"]), (2, 33));
        assert_eq!(keys.spot(&["files", "gone"]), (2, 3));
        assert_eq!(keys.spot(&["ask", "1"]), (3, 20));
    }

    #[test]
    fn a_key_that_is_there_twice_is_found_with_the_first() {
        let found = Keys::read(TEXT).twice().map(|twice| (twice.spot, twice.name, twice.first));
        assert_eq!(found, Some(((3, 32), "a".to_owned(), 3)));
        assert!(Keys::read("{\"a\": {\"b\": 1}, \"b\": {\"b\": 1}}").twice().is_none());
    }

    #[test]
    fn lists_in_the_place_of_objects_are_found() {
        let keys = Keys::read(TEXT);
        assert_eq!(keys.list_at(&[&["ask"]]), Some((3, 3)));
        assert_eq!(keys.list_at(&[&["ask", "*"]]), Some((3, 11)));
        assert_eq!(keys.list_at(&[&["files", "*"], &[]]), None);
    }
}
