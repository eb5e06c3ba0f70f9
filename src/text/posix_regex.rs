//! Regular expressions of POSIX (XBD 9) with GNU's additions, as grep, sed, awk and bash's `=~` read them.
//!
//! A pattern is translated for an engine that prefers the first alternative; POSIX wants the longest
//! match. Both are asked: where they differ the longest counts, and where groups are wanted whose
//! extent could differ, the answer is that nobody knows.

use std::cell::RefCell;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind, meta};

/// Which of the two grammars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Basic: groups and intervals take backslashes.
    Basic,
    /// Extended.
    Extended,
    /// Extended as awk reads it: escapes count inside brackets too, intervals are not the same in all awks.
    Awk,
}

/// How a pattern is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The grammar.
    pub grammar: Grammar,
    /// Whether case is ignored.
    pub ignores_case: bool,
    /// Whether a character may have several bytes (a UTF-8 locale).
    pub wide: bool,
    /// Whether `\n` and `\t` stand for what they do in C (sed, awk).
    pub escapes: bool,
    /// sed's `M`: anchors hold at every line.
    pub lines: bool,
}

/// A match: its ends, and those of its groups, the whole first.
pub type Found = Vec<Option<(usize, usize)>>;

/// Groups whose ends depend on a rule in which regex engines differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ambiguous;

/// A compiled pattern.
pub struct Regex {
    first: meta::Regex,
    longest: DFA,
    cache: RefCell<Cache>,
    /// Whether alternatives could leave groups with other ends.
    ambiguous: bool,
    groups: usize,
    local: bool,
}

/// Patterns that need more memory are not followed.
const LARGEST: usize = 4 << 20;

impl Regex {
    /// Compiles a pattern; `None` where it is not one, or none that is followed (back references…).
    pub fn new(pattern: &str, reading: Reading) -> Option<Self> {
        let mut translator = Translator::new(pattern, reading);
        let text = translator.translate()?;
        let config = syntax::Config::new()
            .unicode(reading.wide)
            .utf8(false)
            .dot_matches_new_line(true)
            .multi_line(reading.lines)
            .case_insensitive(reading.ignores_case);
        let first = meta::Builder::new()
            .configure(meta::Config::new().utf8_empty(false).nfa_size_limit(Some(LARGEST)))
            .syntax(config)
            .build(&text)
            .ok()?;
        let longest = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All).unicode_word_boundary(false))
            .thompson(thompson::Config::new().utf8(false).nfa_size_limit(Some(LARGEST)))
            .syntax(config)
            .build(&text)
            .ok()?;
        let cache = RefCell::new(longest.create_cache());
        let ambiguous = translator.ambiguous;
        let local = reading.wide && (translator.local || reading.ignores_case);
        Some(Self { first, longest, cache, ambiguous, groups: translator.groups, local })
    }

    /// How many groups it has.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Whether what it matches beyond ASCII is the locale's business.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// The first and longest match at or behind a byte.
    ///
    /// # Errors
    /// When groups are wanted and their ends are ambiguous.
    pub fn find(&self, text: &[u8], from: usize, groups: bool) -> Result<Option<Found>, Ambiguous> {
        let input = Input::new(text).span(from..text.len());
        let mut found = self.first.create_captures();
        self.first.search_captures(&input, &mut found);
        let Some(whole) = found.get_match() else { return Ok(None) };
        let end = self.end(text, whole.start()).unwrap_or(whole.end());
        if groups && self.groups > 0 && (end != whole.end() || self.ambiguous) {
            return Err(Ambiguous);
        }
        let spans = (0..found.group_len()).map(|at| found.get_group(at));
        let mut all: Found = spans.map(|span| span.map(|span| (span.start, span.end))).collect();
        all[0] = Some((whole.start(), end));
        Ok(Some(all))
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.first.is_match(text)
    }

    /// Where the longest match that begins at a byte ends.
    pub fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        let input = Input::new(text).span(start..text.len()).anchored(Anchored::Yes);
        let found = self.longest.try_search_fwd(&mut self.cache.borrow_mut(), &input);
        found.ok().flatten().map(|half| half.offset())
    }
}

/// Turns one grammar into the other, character by character.
struct Translator<'p> {
    letters: Vec<char>,
    at: usize,
    out: String,
    reading: Reading,
    groups: usize,
    /// For each open group, where its text begins.
    open: Vec<usize>,
    ambiguous: bool,
    local: bool,
    pattern: &'p str,
}

impl<'p> Translator<'p> {
    fn new(pattern: &'p str, reading: Reading) -> Self {
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

    fn translate(&mut self) -> Option<String> {
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

    fn peek(&self, ahead: usize) -> Option<char> {
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

    /// `[…]`: a backslash is itself in it, but in awk.
    fn bracket(&mut self) -> Option<bool> {
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let mut set = String::new();
        let mut first = true;
        loop {
            let letter = self.peek(0)?;
            self.at += 1;
            match letter {
                ']' if !first => break,
                '[' if matches!(self.peek(0), Some('.' | '=')) => return None,
                '[' if self.peek(0) == Some(':') => set.push_str(self.class()?),
                _ => {
                    let low = self.bracketed(letter)?;
                    let high = match (self.peek(0), self.peek(1)) {
                        (Some('-'), Some(next)) if next != ']' => {
                            self.at += 2;
                            if next == '[' && matches!(self.peek(0), Some('.' | '=' | ':')) {
                                return None;
                            }
                            Some(self.bracketed(next)?)
                        }
                        _ => None,
                    };
                    self.range(low, high, &mut set)?;
                }
            }
            first = false;
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        self.out.push_str(&set);
        self.out.push(']');
        Some(true)
    }

    fn bracketed(&mut self, letter: char) -> Option<char> {
        if letter != '\\' {
            return Some(letter);
        }
        let next = self.peek(0);
        let awk = self.reading.grammar == Grammar::Awk;
        match next {
            Some('n' | 't') if self.reading.escapes => {
                self.at += 1;
                Some(if next == Some('n') { '\n' } else { '\t' })
            }
            Some('\\' | '/' | ']' | '-' | '"' | '.' | '^' | '[' | '$') if awk => {
                self.at += 1;
                next
            }
            _ if awk => None,
            _ => Some('\\'),
        }
    }

    fn range(&self, low: char, high: Option<char>, set: &mut String) -> Option<()> {
        let wide = self.reading.wide || low.is_ascii() && high.is_none_or(|high| high.is_ascii());
        if !wide {
            // Single bytes of a character, each for itself.
            if high.is_some() {
                return None;
            }
            let mut buffer = [0; 4];
            for byte in low.encode_utf8(&mut buffer).bytes() {
                set.push_str(&format!("\\x{byte:02x}"));
            }
            return Some(());
        }
        if high.is_some_and(|high| high < low) {
            return None;
        }
        push_set(low, set);
        if let Some(high) = high {
            set.push('-');
            push_set(high, set);
        }
        Some(())
    }

    fn class(&mut self) -> Option<&'static str> {
        let rest: String = self.letters[self.at..].iter().collect();
        let end = rest.find(":]")?;
        let set = match rest.get(1..end)? {
            "alpha" => "A-Za-z",
            "digit" => "0-9",
            "alnum" => "0-9A-Za-z",
            "upper" => "A-Z",
            "lower" => "a-z",
            "space" => " \\t\\n\\x0b\\x0c\\r",
            "blank" => " \\t",
            "punct" => "!-/:-@\\[-`{-\\~",
            "xdigit" => "0-9A-Fa-f",
            "cntrl" => "\\x00-\\x1f\\x7f",
            "print" => " -\\~",
            "graph" => "!-\\~",
            _ => return None,
        };
        self.at += rest[..end + 2].chars().count();
        self.local = true;
        Some(set)
    }
}

fn push_set(letter: char, set: &mut String) {
    if "\\[]^-&~".contains(letter) {
        set.push('\\');
    }
    set.push(letter);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(grammar: Grammar) -> Reading {
        Reading { grammar, ignores_case: false, wide: false, escapes: true, lines: false }
    }

    fn found(pattern: &str, grammar: Grammar, text: &str) -> Option<String> {
        let regex = Regex::new(pattern, read(grammar))?;
        let found = regex.find(text.as_bytes(), 0, false).ok()??;
        let (start, end) = found[0]?;
        Some(text[start..end].to_owned())
    }

    #[test]
    fn patterns_match_as_posix_says() {
        use Grammar::{Basic, Extended};
        for (pattern, grammar, text, wanted) in [
            ("a*b", Basic, "xaab", Some("aab")),
            ("*a", Basic, "x*a", Some("*a")),
            ("^*a", Basic, "*a", Some("*a")),
            ("a^b$c", Basic, "a^b$c", Some("a^b$c")),
            ("\\(a\\|ab\\)c*", Basic, "abc", Some("abc")),
            ("(a|ab)(c|bcd)?", Extended, "abcd", Some("abcd")),
            ("[]x-]*", Basic, "]-xy", Some("]-x")),
            ("[[:digit:]]{2,}", Extended, "a123", Some("123")),
            ("\\<go\\>", Basic, "ago go", Some("go")),
            ("a.c", Basic, "a\nc", Some("a\nc")),
            ("x+", Basic, "xx+", Some("x+")),
            ("[\\.]", Basic, "a\\", Some("\\")),
        ] {
            assert_eq!(found(pattern, grammar, text).as_deref(), wanted, "{pattern}");
        }
        for refused in ["\\(a\\)\\1", "[[=a=]]", "\\d"] {
            assert!(Regex::new(refused, read(Basic)).is_none(), "{refused}");
        }
    }

    #[test]
    fn groups_that_engines_disagree_on_are_not_told() {
        let regex = |pattern: &str| Regex::new(pattern, read(Grammar::Extended));
        let of = |pattern: &str| regex(pattern).map(|regex| regex.find(b"abcd", 0, true).is_ok());
        assert_eq!(of("(a|ab)(c|bcd)"), Some(false));
        assert_eq!(of("(ab)(cd)"), Some(true));
        assert_eq!(of("(ab|x)(c)"), Some(true));
    }
}
