//! A pattern of POSIX in the grammar of the engine, character by character.

use super::{Grammar, Reading};

/// Turns one grammar into the other, character by character.
pub(super) struct Translator<'p> {
    pub(super) letters: Vec<char>,
    pub(super) at: usize,
    pub(super) out: String,
    pub(super) reading: Reading,
    pub(super) groups: usize,
    /// For each open group, where its text begins.
    pub(super) open: Vec<usize>,
    pub(super) ambiguous: bool,
    pub(super) local: bool,
    pub(super) pattern: &'p str,
}

impl<'p> Translator<'p> {
    pub(super) fn new(pattern: &'p str, reading: Reading) -> Self {
        Self {
            letters: pattern.chars().collect(),
            at: 0,
            out: String::new(),
            reading,
            groups: 0,
            open: Vec::new(),
            ambiguous: false,
            local: false,
            pattern,
        }
    }

    pub(super) fn translate(&mut self) -> Option<String> {
        if self.pattern.contains('\0') {
            return None;
        }
        // Whether an operand stands before, so that a star repeats it.
        let mut operand = false;
        while let Some(&letter) = self.letters.get(self.at) {
            self.at += 1;
            operand = match self.reading.grammar {
                Grammar::Basic => self.basic(letter, operand)?,
                Grammar::Extended | Grammar::Awk => self.extended(letter, operand)?,
            };
        }
        self.open.is_empty().then(|| std::mem::take(&mut self.out))
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn basic(&mut self, letter: char, operand: bool) -> Option<bool> {
        match letter {
            '\\' => {
                let next = self.peek(0)?;
                self.at += 1;
                match next {
                    '(' => self.opens(),
                    ')' => return self.closes(),
                    '|' => self.alternates(),
                    '{' if operand => return self.interval(true),
                    '+' | '?' if operand => return self.repeats(next),
                    '{' | '+' | '?' => return None,
                    _ => return self.escaped(next),
                }
                Some(false)
            }
            '*' if operand => self.repeats('*'),
            '^' if self.begins() => {
                self.out.push('^');
                Some(false)
            }
            '$' if self.ends_basic() => {
                self.out.push('$');
                Some(false)
            }
            '.' => Some(self.any()),
            '[' => self.bracket(),
            _ => Some(self.literal(letter)),
        }
    }

    /// Whether a basic pattern's `^` is an anchor: at the start, behind `\(` and `\|`.
    fn begins(&self) -> bool {
        self.out.is_empty()
            || self.out.ends_with(['(', '|'])
                && !self.out.ends_with("\\(")
                && !self.out.ends_with("\\|")
    }

    fn ends_basic(&self) -> bool {
        match (self.peek(0), self.peek(1)) {
            (None, _) => true,
            (Some('\\'), Some(next)) => matches!(next, ')' | '|'),
            _ => false,
        }
    }

    fn extended(&mut self, letter: char, operand: bool) -> Option<bool> {
        match letter {
            '\\' => {
                let next = self.peek(0)?;
                self.at += 1;
                self.escaped(next)
            }
            '(' => {
                self.opens();
                Some(false)
            }
            ')' if self.open.is_empty() => None,
            ')' => self.closes(),
            '|' => {
                self.alternates();
                Some(false)
            }
            '*' | '+' | '?' if operand => self.repeats(letter),
            '*' | '+' | '?' => None,
            '{' if self.reading.grammar == Grammar::Awk => None,
            '{' if operand => self.interval(false),
            '{' => None,
            '^' => {
                self.out.push('^');
                Some(false)
            }
            '$' => {
                self.out.push('$');
                Some(false)
            }
            '.' => Some(self.any()),
            '[' => self.bracket(),
            _ => Some(self.literal(letter)),
        }
    }

    fn opens(&mut self) {
        self.out.push('(');
        self.groups += 1;
        self.open.push(self.at);
    }

    fn closes(&mut self) -> Option<bool> {
        let start = self.open.pop()?;
        let inside: String = self.letters[start..self.at - 1].iter().collect();
        let bar = if self.reading.grammar == Grammar::Basic { "\\|" } else { "|" };
        if inside.contains(bar) {
            self.ambiguous |= !apart(inside.trim_end_matches('\\'), bar);
        }
        self.out.push(')');
        Some(true)
    }

    fn alternates(&mut self) {
        self.out.push('|');
        // Around the whole pattern they decide which groups take part, never their ends.
        self.ambiguous |= self.open.is_empty() && self.groups > 0;
    }

    fn any(&mut self) -> bool {
        self.out.push('.');
        true
    }

    fn repeats(&mut self, operator: char) -> Option<bool> {
        // Twice repeated is repeated; `+?` would be something else to the engine.
        if self.out.ends_with(['*', '+', '?', '}']) && !self.ends_escaped() {
            if operator == '*' && self.out.ends_with('*') {
                return Some(true);
            }
            return None;
        }
        self.out.push(operator);
        Some(true)
    }

    fn ends_escaped(&self) -> bool {
        let front = &self.out[..self.out.len().saturating_sub(1)];
        let slashes = front.len() - front.trim_end_matches('\\').len();
        slashes % 2 == 1 || self.out.ends_with("\\b{start}") || self.out.ends_with("\\b{end}")
    }

    fn interval(&mut self, basic: bool) -> Option<bool> {
        let rest: String = self.letters[self.at..].iter().collect();
        let end = rest.find(if basic { "\\}" } else { "}" })?;
        let inside = &rest[..end];
        let (low, high) = inside.split_once(',').map_or((inside, None), |(l, h)| (l, Some(h)));
        let number = |text: &str| text.is_empty() || text.parse::<u16>().is_ok_and(|n| n <= 255);
        if !number(low) || !high.is_none_or(number) || (low.is_empty() && high.is_none()) {
            return None;
        }
        if self.out.ends_with(['*', '+', '?', '}']) && !self.ends_escaped() {
            return None;
        }
        let low = if low.is_empty() { "0" } else { low };
        self.out.push('{');
        self.out.push_str(low);
        if let Some(high) = high {
            self.out.push(',');
            self.out.push_str(high);
        }
        self.out.push('}');
        self.at += inside.chars().count() + if basic { 2 } else { 1 };
        Some(true)
    }

    fn escaped(&mut self, letter: char) -> Option<bool> {
        let awk = self.reading.grammar == Grammar::Awk;
        match letter {
            'n' if self.reading.escapes => self.out.push_str("\\n"),
            't' if self.reading.escapes => self.out.push_str("\\t"),
            '/' | '"' if awk => self.out.push(letter),
            'w' | 'W' | 's' | 'S' | 'b' | 'B' | '<' | '>' if !awk && !self.local => {
                self.local = true;
                return self.escaped(letter);
            }
            'w' if !awk => self.out.push_str("[0-9A-Za-z_]"),
            'W' if !awk => self.out.push_str("[^0-9A-Za-z_]"),
            's' if !awk => self.out.push_str("[ \\t\\n\\x0b\\x0c\\r]"),
            'S' if !awk => self.out.push_str("[^ \\t\\n\\x0b\\x0c\\r]"),
            'b' | 'B' | '<' | '>' if !awk => {
                self.out.push_str(match letter {
                    'b' => "(?-u:\\b)",
                    'B' => "(?-u:\\B)",
                    '<' => "(?-u:\\b{start})",
                    _ => "(?-u:\\b{end})",
                });
                return Some(false);
            }
            _ if letter.is_alphanumeric() || letter == '`' || letter == '\'' => return None,
            _ => return Some(self.literal(letter)),
        }
        Some(true)
    }

    fn literal(&mut self, letter: char) -> bool {
        if letter.is_ascii() {
            if !letter.is_ascii_alphanumeric() && !letter.is_ascii_whitespace() && letter != '_' {
                if letter.is_ascii_graphic() && "\\.+*?()|[]{}^$#&-~".contains(letter) {
                    self.out.push('\\');
                }
            }
            self.out.push(letter);
        } else if self.reading.wide {
            self.out.push(letter);
        } else {
            self.bytes(letter);
        }
        true
    }

    /// A character of several bytes in a locale that knows single bytes only: a repetition counts for the last.
    fn bytes(&mut self, letter: char) {
        let mut buffer = [0; 4];
        for byte in letter.encode_utf8(&mut buffer).bytes() {
            self.out.push_str(&format!("\\x{byte:02x}"));
        }
    }
}

/// Whether alternatives are plain words of which none begins another: then order does not count.
fn apart(inside: &str, bar: &str) -> bool {
    let words: Vec<&str> = inside.split(bar).collect();
    let plain =
        |word: &&str| !word.contains(['\\', '*', '+', '?', '[', '(', ')', '{', '.', '^', '$']);
    let begins = |a: usize, b: usize| a != b && words[b].starts_with(words[a]);
    let pairs = (0..words.len()).any(|a| (0..words.len()).any(|b| begins(a, b)));
    words.iter().all(plain) && !pairs
}
