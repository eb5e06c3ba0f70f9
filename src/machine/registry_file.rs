//! Registry files (`.reg`): what `regedit /s` and `reg import` take from them.
//!
//! Two versions by their first line: `REGEDIT4` (text and data in the ANSI code page) and `Windows Registry Editor
//! Version 5.00` (data in UTF-16). A line that is no value is passed over; nothing else of the file is lost by it
//! (Microsoft's "How to add, modify, or delete registry subkeys and values by using a .reg file").

mod value;

use super::overlay::Change;
use super::recorded::canonical_key;
use crate::text::{CodePages, Encoding, decode};

/// Something the file does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Counted from 1.
    pub line: usize,
    /// Its bytes in the text.
    pub span: std::ops::Range<usize>,
    /// What it does.
    pub change: Change,
}

/// A line that does nothing, or not for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its bytes in the text.
    pub span: std::ops::Range<usize>,
    /// A sentence without its subject.
    pub message: String,
    /// Whether it may do something all the same.
    pub unsure: bool,
}

/// A file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryFile {
    /// In order.
    pub items: Vec<Item>,
    /// In order.
    pub problems: Vec<Problem>,
}

/// The roots regedit knows; short names are `reg`'s.
const ROOTS: &[&str] = &[
    "HKEY_LOCAL_MACHINE",
    "HKEY_CURRENT_USER",
    "HKEY_CLASSES_ROOT",
    "HKEY_USERS",
    "HKEY_CURRENT_CONFIG",
];

/// How the bytes of hexadecimal texts are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// `REGEDIT4`, in this code page.
    Ansi(u16),
    /// 5.00.
    Wide,
}

/// Reads the bytes of a file: a byte order mark decides, else the ANSI code page.
pub fn read(bytes: &[u8], pages: CodePages) -> (String, RegistryFile) {
    let text = decode(bytes, Encoding::CodePage(pages.ansi)).text;
    let file = parse(&text, pages);
    (text.to_string(), file)
}

/// Reads a text.
pub fn parse(text: &str, pages: CodePages) -> RegistryFile {
    let mut reader = Reader { text, at: 0, line: 1, key: None, file: RegistryFile::default() };
    let first = reader.line_text().trim();
    let version = match first {
        "REGEDIT4" | "REGEDIT" => Version::Ansi(pages.ansi),
        "Windows Registry Editor Version 5.00" => Version::Wide,
        _ => {
            reader.problem(
                0..first.len(),
                "is not the first line of a registry file: nothing is read",
                false,
            );
            return reader.file;
        }
    };
    reader.next_line();
    while reader.at < text.len() {
        reader.step(version);
    }
    reader.file
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    /// The key that values go to; `None` before the first, and below one that is taken away.
    key: Option<String>,
    file: RegistryFile,
}

impl<'t> Reader<'t> {
    fn line_text(&self) -> &'t str {
        let rest = &self.text[self.at..];
        rest.split(['\n', '\r']).next().unwrap_or(rest)
    }

    fn next_line(&mut self) {
        self.go_to(self.at + self.line_text().len());
        let rest = &self.text[self.at..];
        let end = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        self.at += end;
        self.line += usize::from(end > 0);
    }

    /// Moves on over what was read, counting its lines.
    fn go_to(&mut self, at: usize) {
        self.line += self.text[self.at..at].matches('\n').count();
        self.at = at;
    }

    fn problem(&mut self, span: std::ops::Range<usize>, message: &str, unsure: bool) {
        self.file.problems.push(Problem { span, message: message.to_owned(), unsure });
    }

    fn item(&mut self, line: usize, span: std::ops::Range<usize>, change: Change) {
        self.file.items.push(Item { line, span, change });
    }

    fn step(&mut self, version: Version) {
        let whole = self.line_text();
        let line = whole.trim_start();
        let start = self.at + (whole.len() - line.len());
        match line.chars().next() {
            None | Some(';' | '#') => {}
            Some('[') => self.key_line(start, line),
            Some('"' | '@') => return self.value_line(start, version),
            Some(_) => self.problem(start..start + line.trim_end().len(), PASSED_OVER, false),
        }
        self.next_line();
    }

    /// `[KEY]` or `[-KEY]`; the last bracket of the line closes it.
    fn key_line(&mut self, start: usize, line: &str) {
        self.key = None;
        let Some(end) = line.rfind(']') else {
            return self.problem(start..start + line.len(), PASSED_OVER, false);
        };
        let (span, inner) = (start..start + end + 1, &line[1..end]);
        let (gone, name) = match inner.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, inner),
        };
        let root = name.split('\\').next().unwrap_or_default();
        if !ROOTS.iter().any(|known| known.eq_ignore_ascii_case(root)) {
            return self.problem(
                span,
                "begins with no key of the registry: what follows is passed over",
                false,
            );
        }
        let key = canonical_key(name);
        let number = self.line;
        if gone {
            return self.item(number, span, Change::RegistryKeyRemoved { key });
        }
        self.key = Some(key.clone());
        self.item(number, span, Change::RegistryKey { key });
    }

    fn value_line(&mut self, start: usize, version: Version) {
        let (line, rest) = (self.line, &self.text[start..]);
        match value::value(rest, version) {
            Ok((left, written)) => {
                let end = self.text.len() - left.len();
                let span = start..end;
                self.go_to(end);
                let Some(key) = self.key.clone() else {
                    self.problem(span, "stands below no key and is passed over", false);
                    return self.next_line();
                };
                if written.odd_escape {
                    self.problem(
                        span,
                        "has a backslash before a letter, which should be two",
                        true,
                    );
                } else {
                    self.item(line, span, written.change(key));
                }
            }
            Err(_) => {
                let length = self.line_text().trim_end().len();
                self.problem(start..self.at + length, PASSED_OVER, false);
            }
        }
        self.next_line();
    }
}

const PASSED_OVER: &str = "is no value as regedit takes it, and is passed over";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::RegistryData::{self, Binary, Dword, Expand, Multi, Qword, Text};

    const PAGES: CodePages = CodePages { ansi: 1252, oem: 437 };

    fn values(text: &str) -> Vec<(String, RegistryData)> {
        let changes = parse(text, PAGES).items.into_iter().map(|item| item.change);
        let value = |change| match change {
            Change::Registry { value, .. } => Some((value.name, value.data)),
            _ => None,
        };
        changes.filter_map(value).collect()
    }

    #[test]
    fn every_type_of_version_5() {
        let text = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Environment]\r\n\
            @=\"default\"\r\n\"A\"=\"C:\\\\x \\\"y\\\"\"\r\n\"B\"=hex(2):25,00,41,00,25,00,\\\r\n  5c,00,62,00,00,00\r\n\
            \"C\"=dword:0000000a\r\n\"D\"=hex(7):61,00,00,00,62,00,00,00,00,00\r\n\"E\"=hex(b):01,00,00,00,00,00,00,00\r\n\
            \"F\"=hex:01,02\r\n \"G\" = \"two\nlines\" ; why\r\n\"H\"=hex(1):78,00,00,00\r\n\"I\"=hex(4):02,00,00,00\r\n";
        let expected = [
            ("", Text("default".into())),
            ("A", Text("C:\\x \"y\"".into())),
            ("B", Expand("%A%\\b".into())),
            ("C", Dword(10)),
            ("D", Multi(vec!["a".into(), "b".into()])),
            ("E", Qword(1)),
            ("F", Binary(vec![1, 2])),
            ("G", Text("two\nlines".into())),
            ("H", Text("x".into())),
            ("I", Dword(2)),
        ];
        let expected: Vec<_> = expected.map(|(name, data)| (name.to_owned(), data)).into();
        assert_eq!(values(text), expected);
        assert!(parse(text, PAGES).problems.is_empty());
        let lines: Vec<usize> = parse(text, PAGES).items.iter().map(|item| item.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15]);
    }

    #[test]
    fn version_4_is_ansi_and_deletions_are_read() {
        let text = "REGEDIT4\n[HKEY_CURRENT_USER\\Environment]\n\"A\"=hex(2):25,e9,25,00\n\"B\"=-\n[-HKEY_CURRENT_USER\\Gone]\n\"C\"=\"lost\"\n";
        let file = parse(text, PAGES);
        let env = || "HKCU\\Environment".to_owned();
        let changes: Vec<Change> = file.items.into_iter().map(|item| item.change).collect();
        let value = super::super::RegistryValue { name: "A".into(), data: Expand("%é%".into()) };
        assert_eq!(
            changes,
            [
                Change::RegistryKey { key: env() },
                Change::Registry { key: env(), value },
                Change::RegistryRemoved { key: env(), name: "B".into() },
                Change::RegistryKeyRemoved { key: "HKCU\\Gone".into() },
            ]
        );
        assert_eq!(file.problems.len(), 1);
    }

    #[test]
    fn what_is_no_value_is_passed_over_and_nothing_else() {
        let text = "REGEDIT4\n\"early\"=\"x\"\n[HKEY_CURRENT_USER\\E]\nnonsense\n\"A\"=word:1\n\"B\"=\"b\"\n\"C\"=dword:123456789\n[HKCU\\short]\n\"D\"=\"d\"\n[HKEY_CURRENT_USER\\[x]]\n\"E\"=\"C:\\temp\"\n\"F\"=\"open";
        let file = parse(text, PAGES);
        assert_eq!(values(text), [("B".to_owned(), Text("b".into()))]);
        let unsure = file.problems.iter().filter(|problem| problem.unsure).count();
        assert_eq!((file.problems.len(), unsure), (8, 1), "{:?}", file.problems);
        let none = parse("[HKEY_CURRENT_USER\\E]\n\"A\"=\"x\"\n", PAGES);
        assert!(none.items.is_empty() && none.problems.len() == 1);
        for odd in [
            "",
            "REGEDIT4",
            "REGEDIT4\n[",
            "REGEDIT4\n\"",
            "REGEDIT4\n[HKEY_USERS]\n\"a\"=hex:",
            "REGEDIT4\n@=hex(2):zz",
        ] {
            let _ = parse(odd, PAGES);
        }
    }

    #[test]
    fn both_encodings_are_read() {
        let text =
            "Windows Registry Editor Version 5.00\r\n[HKEY_CURRENT_USER\\E]\r\n\"é\"=\"ü\"\r\n";
        let wide: Vec<u8> =
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let ansi: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        for bytes in [wide, ansi] {
            assert_eq!(read(&bytes, PAGES).1.items.len(), 2);
            assert_eq!(values(&read(&bytes, PAGES).0), [("é".to_owned(), Text("ü".into()))]);
        }
    }
}
