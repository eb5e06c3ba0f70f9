//! Regular expressions of POSIX (XBD 9) with GNU's additions, as grep, sed, awk and bash's `=~` read them.
//!
//! A pattern is translated for an engine that prefers the first alternative; POSIX wants the longest
//! match. Both are asked: where they differ the longest counts, and where groups are wanted whose
//! extent could differ, the answer is that nobody knows.

mod bracket;
mod translate;

use std::cell::RefCell;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind, meta};

use super::work;
use translate::Translator;

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
const LARGEST: usize = 1 << 20;
/// Longer ones neither: nobody writes them, and each of their letters takes a hundred bytes and more.
const LONGEST: usize = 8 << 10;
/// What compiling a pattern takes whatever its length, and for each of its letters, in bytes that are made.
const COMPILED: (usize, usize) = (48 << 10, 64);

impl Regex {
    /// Compiles a pattern; `None` where it is not one, or none that is followed (back references…).
    pub fn new(pattern: &str, reading: Reading) -> Option<Self> {
        if pattern.len() > LONGEST {
            return None;
        }
        work::done(COMPILED.0 + COMPILED.1 * pattern.len());
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
