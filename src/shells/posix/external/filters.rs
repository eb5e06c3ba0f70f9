//! Tools that turn one text into another.

use crate::shells::posix::run::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// What a filter makes of its input or files; false where this use is not followed.
    pub(super) fn filtered_output(&mut self, name: &str, arguments: &[&str], span: Span) -> bool {
        match (name, arguments) {
            ("cat", files) if files.iter().all(|file| !file.starts_with('-')) => {
                self.cat(files, span)
            }
            ("tr", ["-d", set]) => self.mapped(span, |text| {
                let set = characters(set)?;
                Some(text.chars().filter(|letter| !set.contains(letter)).collect())
            }),
            ("tr", [from, to]) if !from.starts_with('-') => {
                self.mapped(span, |text| translate(text, from, to))
            }
            ("head", ["-n", "1"] | ["-1"] | ["-n1"]) => self.mapped(span, |text| {
                Some(text.split_inclusive('\n').next().unwrap_or_default().to_owned())
            }),
            ("tail", ["-n", "1"] | ["-1"] | ["-n1"]) => self.mapped(span, |text| {
                Some(text.split_inclusive('\n').next_back().unwrap_or_default().to_owned())
            }),
            ("sort", []) if self.is_ascii() => self.mapped(span, |text| {
                let mut lines: Vec<&str> = text.lines().collect();
                // Sorting is by locale; plain lower-case words sort alike in all of them.
                if !text.chars().all(|c| c.is_ascii_lowercase() || c == '\n') {
                    return None;
                }
                lines.sort_unstable();
                Some(lines.iter().map(|line| format!("{line}\n")).collect())
            }),
            ("cut", [delimiter, fields]) => {
                let (Some(delimiter), Some(field)) =
                    (delimiter.strip_prefix("-d"), fields.strip_prefix("-f"))
                else {
                    return false;
                };
                let (Some(delimiter), Ok(field)) =
                    (delimiter.chars().next(), field.parse::<usize>())
                else {
                    return false;
                };
                self.mapped(span, |text| {
                    let lines = text.lines().map(|line| match line.contains(delimiter) {
                        true => {
                            line.split(delimiter).nth(field.wrapping_sub(1)).unwrap_or_default()
                        }
                        false => line,
                    });
                    Some(lines.map(|line| format!("{line}\n")).collect())
                })
            }
            ("grep", ["-q", word] | ["-qF", word] | ["-Fq", word]) if is_plain(word) => {
                let input = self.state.input.clone();
                match input.as_ref().and_then(Value::text) {
                    Some(text) => {
                        self.state.status = Status::of(text.lines().any(|line| line.contains(word)))
                    }
                    None => return false,
                }
                true
            }
            _ => false,
        }
    }

    fn is_ascii(&self) -> bool {
        self.state.input.as_ref().and_then(Value::text).is_some_and(|text| text.is_ascii())
    }

    fn cat(&mut self, files: &[&str], _span: Span) -> bool {
        let mut text = Value::empty();
        if files.is_empty() {
            match &self.state.input {
                Some(input) => text = input.clone(),
                None => return false,
            }
        }
        for file in files {
            match self.file_text(file) {
                Some(content) => text.append(content),
                None => return false,
            }
        }
        self.state.print(text);
        self.state.status = Status::OK;
        true
    }

    fn mapped(&mut self, _span: Span, change: impl Fn(&str) -> Option<String>) -> bool {
        let Some(input) = self.state.input.clone() else { return false };
        let Some(changed) = input.text().and_then(|text| change(&text)) else { return false };
        self.state.print(input.map_text(|_| changed));
        self.state.status = Status::OK;
        true
    }
}

/// A basic regular expression that is plain text.
fn is_plain(word: &str) -> bool {
    !word.starts_with('-') && !word.contains(['\\', '.', '[', ']', '*', '^', '$'])
}

/// The characters of a tr(1) set: plain ones, ranges and two classes.
fn characters(set: &str) -> Option<Vec<char>> {
    match set {
        "[:upper:]" => return Some(('A'..='Z').collect()),
        "[:lower:]" => return Some(('a'..='z').collect()),
        "\\n" => return Some(vec!['\n']),
        "\\r" => return Some(vec!['\r']),
        _ if set.contains(['[', '\\']) => return None,
        _ => {}
    }
    let letters: Vec<char> = set.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        match letters.get(at + 1..at + 3) {
            Some(['-', last]) => {
                all.extend(letters[at]..=*last);
                at += 3;
            }
            _ => {
                all.push(letters[at]);
                at += 1;
            }
        }
    }
    Some(all)
}

fn translate(text: &str, from: &str, to: &str) -> Option<String> {
    let (from, to) = (characters(from)?, characters(to)?);
    let last = *to.last()?;
    let change = |letter: char| match from.iter().position(|known| *known == letter) {
        Some(at) => to.get(at).copied().unwrap_or(last),
        None => letter,
    };
    Some(text.chars().map(change).collect())
}
