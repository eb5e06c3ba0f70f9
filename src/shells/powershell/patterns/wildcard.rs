//! `-like` patterns (WildcardPattern.cs): `*`, `?`, `[a-z]`, and a backtick before what is meant literally.

use crate::text::work;

/// What a letter takes, in bytes that are read.
const LETTER: usize = 8;

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    parts: Vec<Part>,
    ignore_case: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Char(char),
    One,
    Many,
    Set(Vec<(char, char)>),
}

fn fold(letter: char, ignore_case: bool) -> char {
    if !ignore_case {
        return letter;
    }
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

impl Wildcard {
    /// Compiles a pattern; `None` where PowerShell throws (a `[` that is never closed).
    pub fn new(pattern: &str, ignore_case: bool) -> Option<Self> {
        let mut parts = Vec::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '*' => Part::Many,
                '?' => Part::One,
                '`' => Part::Char(fold(letters.next().unwrap_or('`'), ignore_case)),
                '[' => Part::Set(set(&mut letters, ignore_case)?),
                other => Part::Char(fold(other, ignore_case)),
            });
        }
        parts.dedup_by(|next, last| *next == Part::Many && *last == Part::Many);
        Some(Self { parts, ignore_case })
    }

    /// Whether the whole text fits.
    pub fn matches(&self, text: &str) -> bool {
        work::done(text.len() * LETTER);
        let letters: Vec<char> =
            text.chars().map(|letter| fold(letter, self.ignore_case)).collect();
        let (mut part, mut at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let taken = match self.parts.get(part) {
                Some(Part::Many) => {
                    retry = Some((part + 1, at));
                    part += 1;
                    continue;
                }
                Some(one) => letters.get(at).is_some_and(|letter| one.takes(*letter)),
                None if at == letters.len() => return true,
                None => false,
            };
            if taken {
                part += 1;
                at += 1;
                continue;
            }
            match retry {
                Some((after, from)) if from < letters.len() => {
                    retry = Some((after, from + 1));
                    part = after;
                    at = from + 1;
                }
                _ => return false,
            }
        }
    }
}

impl Part {
    fn takes(&self, letter: char) -> bool {
        match self {
            Self::Char(wanted) => *wanted == letter,
            Self::One => true,
            Self::Many => false,
            Self::Set(ranges) => ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter)),
        }
    }
}

fn set(letters: &mut std::str::Chars<'_>, ignore_case: bool) -> Option<Vec<(char, char)>> {
    let mut items: Vec<(char, bool)> = Vec::new();
    loop {
        match letters.next()? {
            ']' if !items.is_empty() => break,
            '`' => items.push((fold(letters.next()?, ignore_case), true)),
            other => items.push((fold(other, ignore_case), false)),
        }
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < items.len() {
        if at + 2 < items.len() && items[at + 1] == ('-', false) {
            ranges.push((items[at].0, items[at + 2].0));
            at += 3;
        } else {
            ranges.push((items[at].0, items[at].0));
            at += 1;
        }
    }
    Some(ranges)
}

/// Whether a text has wildcard characters that no backtick protects.
pub fn has_wildcards(text: &str) -> bool {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' | '?' | '[' | ']' => return true,
            '`' => drop(letters.next()),
            _ => {}
        }
    }
    false
}

/// What `[WildcardPattern]::Escape` makes of a text.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '[' | ']') {
            escaped.push('`');
        }
        escaped.push(letter);
    }
    escaped
}

/// Takes the protecting backticks away.
pub fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('`', Some('*' | '?' | '[' | ']' | '`')) => plain.extend(letters.next()),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_anchored_and_ignore_case() {
        let rows = [
            ("*b*", "aBc", true),
            ("b", "abc", false),
            ("[a-c][0-9]", "b5", true),
            ("a`*b", "a*b", true),
            ("a`*b", "axb", false),
            ("/[x]", "/[x]", false),
            ("*.ps1", "a.ps1", true),
            ("*a*b*", "xxaxxb", true),
            ("", "", true),
            ("?", "", false),
        ];
        for (pattern, text, expected) in rows {
            let found = Wildcard::new(pattern, true).map(|pattern| pattern.matches(text));
            assert_eq!(found, Some(expected), "{pattern} {text}");
        }
        assert_eq!(Wildcard::new("a[b", true), None);
    }
}
