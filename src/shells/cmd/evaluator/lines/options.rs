//! The options of `for /f`: `skip= eol= delims= tokens= usebackq` (`for /?`; Wine's rows of tokens).

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::shells::cmd::traced::Traced;
use crate::value::Unknown;

/// The highest token that can be asked for.
const MOST_TOKENS: u32 = 31;

/// What the options say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub skip: u64,
    pub use_back_quotes: bool,
    end_of_line: Option<char>,
    delimiters: String,
    tokens: BTreeSet<u32>,
    /// How many variables the list names, repetitions counted.
    named: usize,
    /// `*`: the rest of the line behind the highest token.
    rest: bool,
    /// The most variables that one of several `tokens=` claims (ReactOS' tests).
    claimed: usize,
}

impl Options {
    /// Reads them; `None` where cmd rejects them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut options = Self {
            skip: 0,
            use_back_quotes: false,
            end_of_line: Some(';'),
            delimiters: " \t".to_owned(),
            tokens: BTreeSet::from([1]),
            named: 1,
            rest: false,
            claimed: 1,
        };
        let mut left = text.trim_start();
        while !left.is_empty() {
            left = options.one(left)?.trim_start();
        }
        Some(options)
    }

    /// Reads one option; what follows it.
    fn one<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let lower = text.to_ascii_lowercase();
        let word_end =
            |from: usize| text[from..].find([' ', '\t']).map_or(text.len(), |at| from + at);
        if lower.starts_with("useback") {
            self.use_back_quotes = true;
            let rest = &text[7..];
            return Some(rest.strip_prefix(['q', 'Q']).unwrap_or(rest));
        }
        if lower.starts_with("skip=") {
            let end = word_end(5);
            self.skip = number(&lower[5..end]).filter(|skip| *skip > 0)?;
            return Some(&text[end..]);
        }
        if lower.starts_with("eol=") {
            let letter = text[4..].chars().next();
            self.end_of_line = letter;
            return Some(&text[4 + letter.map_or(0, char::len_utf8)..]);
        }
        if lower.starts_with("delims=") {
            let rest = &text[7..];
            let end = self.delimiters_end(rest);
            self.delimiters = rest[..end].to_owned();
            return Some(&rest[end..]);
        }
        if lower.starts_with("tokens=") {
            let end = word_end(7);
            self.tokens(&lower[7..end])?;
            return Some(&text[end..]);
        }
        None
    }

    /// A blank ends the delimiters, unless it is the last character of all.
    fn delimiters_end(&self, rest: &str) -> usize {
        match rest.find(' ') {
            Some(at) if rest[at..].trim_start_matches(' ').is_empty() => rest.len(),
            Some(at) => at,
            None => rest.len(),
        }
    }

    fn tokens(&mut self, list: &str) -> Option<()> {
        self.tokens.clear();
        self.named = 0;
        self.rest = false;
        let (list, star) = match list.strip_suffix('*') {
            Some(list) => (list.trim_end_matches(','), true),
            None => (list, false),
        };
        for part in list.split(',').filter(|part| !part.is_empty()) {
            let (from, to) = match part.split_once('-') {
                Some((from, to)) => (number(from)?, number(to)?),
                None => (number(part)?, number(part)?),
            };
            let (from, to) = (u32::try_from(from).ok()?, u32::try_from(to).ok()?);
            if from == 0 || from > MOST_TOKENS || to > MOST_TOKENS {
                return None;
            }
            for token in from..=to {
                self.named += 1;
                self.tokens.insert(token);
            }
        }
        self.rest = star;
        self.claimed = self.claimed.max(self.named + usize::from(star));
        Some(())
    }

    /// The variables from `first` on for one line; `None` for a line that is passed over.
    pub fn split(&self, first: char, line: &Traced) -> Option<Vec<(char, Traced)>> {
        let flat = line.text();
        if flat.is_empty() || self.end_of_line.is_some_and(|end| flat.starts_with(end)) {
            return None;
        }
        let starts = self.starts(flat);
        // `tokens=*` takes what is left of a line of delimiters: nothing (batchlib's tests of argparse).
        let whole = self.rest && self.tokens.is_empty();
        if !whole && (starts.is_empty() || !self.asks_for_any(starts.len())) {
            return None;
        }
        let highest = self.tokens.last().copied().unwrap_or(0);
        let mut values = Vec::new();
        for token in &self.tokens {
            let range = starts.get(*token as usize - 1);
            values.push(range.map(|(from, to)| line.slice(*from..*to)).unwrap_or_default());
        }
        if self.rest && self.named == self.tokens.len() {
            let from = starts.get(highest as usize).map(|(from, _)| *from);
            values.push(from.map(|from| line.slice(from..line.len())).unwrap_or_default());
        }
        values.resize(self.claimed.max(values.len()), Traced::default());
        Some(letters(first).zip(values).collect())
    }

    /// Whether what a line gives does not depend on the characters of what is not known of it: it begins with
    /// something known, and what is not known stands in a rest that is taken as it is, or behind all that is taken.
    pub fn takes_whole(&self, line: &Traced) -> bool {
        let known = line.known_start();
        let begun = known.find(|letter| !self.delimiters.contains(letter));
        if begun.is_none() {
            return false;
        }
        let highest = self.tokens.last().copied().unwrap_or(0) as usize;
        let starts = self.starts(known);
        let ended = starts.iter().filter(|(_, end)| *end < known.len()).count();
        let needed = ended >= highest && (!self.rest || starts.len() > highest);
        needed || self.delimiters.is_empty()
    }

    /// Whether a line with so many tokens has one that is asked for; other lines are passed over.
    fn asks_for_any(&self, there: usize) -> bool {
        let highest = self.tokens.last().copied().unwrap_or(0) as usize;
        let first = self.tokens.first().map_or(usize::MAX, |token| *token as usize);
        first <= there || (self.rest && highest < there)
    }

    /// Where the tokens of a line begin and end.
    fn starts(&self, line: &str) -> Vec<(usize, usize)> {
        let mut tokens = Vec::new();
        let mut from = None;
        for (at, letter) in line.char_indices() {
            let ends = self.delimiters.contains(letter);
            match from {
                None if !ends => from = Some(at),
                Some(start) if ends => {
                    tokens.push((start, at));
                    from = None;
                }
                _ => {}
            }
        }
        if let Some(start) = from {
            tokens.push((start, line.len()));
        }
        tokens
    }

    /// The variables when nobody knows the lines.
    pub fn unknown(&self, first: char, unknown: &Rc<Unknown>) -> Vec<(char, Traced)> {
        let mut hole = Traced::default();
        hole.push_unknown(unknown.clone());
        letters(first).take(self.claimed).map(|letter| (letter, hole.clone())).collect()
    }
}

/// The characters from one on, in the order of ASCII.
fn letters(first: char) -> impl Iterator<Item = char> {
    (u32::from(first)..).map_while(char::from_u32)
}

/// Decimal, `0` octal or `0x`.
fn number(text: &str) -> Option<u64> {
    match text.as_bytes() {
        [b'0', b'x', ..] => u64::from_str_radix(&text[2..], 16).ok(),
        [b'0', _, ..] => u64::from_str_radix(&text[1..], 8).ok(),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    fn split(options: &str, line: &str) -> Option<Vec<String>> {
        let line = Traced::known(line, Origin::Default("t".into()));
        let values = Options::parse(options)?.split('i', &line)?;
        Some(
            values.into_iter().map(|(letter, value)| format!("{letter}{}", value.text())).collect(),
        )
    }

    #[test]
    fn tokens_of_a_line() {
        for (options, line, expected) in [
            ("", "a b c", Some(vec!["ia"])),
            ("tokens=2", "a b c", Some(vec!["ib"])),
            ("tokens=1,3,5-7", "a b c d e f g", Some(vec!["ia", "jc", "ke", "lf", "mg"])),
            ("tokens=1,5*", "a b c d e f g", Some(vec!["ia", "je", "kf g"])),
            ("tokens=3,2,1*", "a b c d", Some(vec!["ia", "jb", "kc", "ld"])),
            ("tokens=*", "  a b ", Some(vec!["ia b "])),
            ("tokens=*", "  ", Some(vec!["i"])),
            ("tokens=1*", "  ", None),
            ("tokens=1,* delims=.", "3.14", Some(vec!["i3", "j14"])),
            ("delims=| ", "a|b c", Some(vec!["ia"])),
            ("delims=", "a b", Some(vec!["ia b"])),
            ("eol=@", "@y", None),
            ("eol=@", " z@y", Some(vec!["iz@y"])),
            ("", ";x", None),
            ("tokens=1-32", "a", None),
            ("nonsense", "a", None),
            ("tokens=2", "a", None),
            ("tokens=1,2", "a", Some(vec!["ia", "j"])),
        ] {
            let expected =
                expected.map(|all| all.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(split(options, line), expected, "{options:?} {line:?}");
        }
        assert_eq!(Options::parse("skip=02 usebackq").map(|one| one.skip), Some(2));
        assert_eq!(Options::parse("skip=0x2").map(|one| one.skip), Some(2));
    }
}
