//! A matcher with the meaning of .NET's `Regex`: backtracking, look-around, named groups, lazy and atomic parts.
//!
//! What it cannot do exactly (right-to-left, balancing groups, conditionals) it
//! refuses as unsupported, and the caller's value becomes unknown.

mod compile;
mod parse;
mod run;

use std::rc::Rc;

/// Options of a pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `IgnoreCase`.
    pub ignore_case: bool,
    /// `Multiline`.
    pub multiline: bool,
    /// `Singleline`.
    pub singleline: bool,
    /// `ExplicitCapture`.
    pub explicit: bool,
    /// `IgnorePatternWhitespace`.
    pub extended: bool,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// What is wrong.
    pub message: String,
    /// Whether .NET would take it and only envsim does not.
    pub unsupported: bool,
}

/// The match gave up after too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooHard;

/// A compiled pattern.
#[derive(Debug)]
pub struct Regex {
    /// The pattern's text.
    pub pattern: Rc<str>,
    program: Vec<compile::Inst>,
    groups: usize,
    names: Vec<(String, usize)>,
}

/// A match: byte ranges of the groups, group 0 first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The groups; `None` did not take part.
    pub groups: Vec<Option<(usize, usize)>>,
}

impl Found {
    /// The whole match's range.
    pub fn range(&self) -> (usize, usize) {
        self.groups.first().copied().flatten().unwrap_or((0, 0))
    }
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// When .NET rejects it, or envsim does not support it.
    pub fn new(pattern: &str, options: Options) -> Result<Self, BadPattern> {
        let parsed = parse::parse(pattern, options)?;
        let program = compile::compile(&parsed)?;
        Ok(Self { pattern: pattern.into(), program, groups: parsed.groups, names: parsed.names })
    }

    /// The first match at or after a byte offset.
    ///
    /// # Errors
    /// When it takes too many steps.
    pub fn find_at(&self, text: &str, start: usize) -> Result<Option<Found>, TooHard> {
        let mut budget = run::BUDGET;
        let mut at = start;
        loop {
            if let Some(groups) =
                run::run(&self.program, self.groups, text, at, start, &mut budget)?
            {
                return Ok(Some(Found { groups }));
            }
            match text[at..].chars().next() {
                Some(letter) => at += letter.len_utf8(),
                None => return Ok(None),
            }
        }
    }

    /// All matches, as .NET's `Matches` gives them.
    ///
    /// # Errors
    /// When it takes too many steps.
    pub fn find_all(&self, text: &str, most: usize) -> Result<Vec<Found>, TooHard> {
        let mut all = Vec::new();
        let mut at = 0;
        while all.len() < most {
            let Some(found) = self.find_at(text, at)? else { break };
            let (start, end) = found.range();
            at = end;
            all.push(found);
            if start == end {
                match text[at..].chars().next() {
                    Some(letter) => at += letter.len_utf8(),
                    None => break,
                }
            }
        }
        Ok(all)
    }

    /// Number of groups, group 0 included.
    pub fn group_count(&self) -> usize {
        self.groups
    }

    /// The name of a group: its own, or its number.
    pub fn group_name(&self, index: usize) -> String {
        let named = self.names.iter().find(|(_, number)| *number == index);
        named.map_or_else(|| index.to_string(), |(name, _)| name.clone())
    }

    /// The group of that name or number.
    pub fn group_index(&self, name: &str) -> Option<usize> {
        let named = self.names.iter().find(|(known, _)| known == name).map(|(_, index)| *index);
        named.or_else(|| name.parse().ok().filter(|index| *index < self.groups))
    }
}

/// What `[regex]::Escape` makes of a text.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\\' | '*' | '+' | '?' | '|' | '{' | '[' | '(' | ')' | '^' | '$' | '.' | '#' | ' ' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\t' => escaped.push_str("\\t"),
            '\r' => escaped.push_str("\\r"),
            '\n' => escaped.push_str("\\n"),
            '\x0c' => escaped.push_str("\\f"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What `[regex]::Unescape` makes of a text; `None` where .NET throws.
pub fn unescape(text: &str) -> Option<String> {
    parse::unescape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(pattern: &str, text: &str) -> Option<String> {
        let options = Options { ignore_case: true, ..Options::default() };
        let regex = Regex::new(pattern, options).ok()?;
        let found = regex.find_at(text, 0).ok()??;
        let (start, end) = found.range();
        Some(text[start..end].to_owned())
    }

    #[test]
    fn matches_as_dotnet_does() {
        let rows: &[(&str, &str, Option<&str>)] = &[
            ("b+", "aBBc", Some("BB")),
            ("(?<=foo)bar", "foobar", Some("bar")),
            ("(?<!foo)bar", "foobar", None),
            ("(\\w)\\1", "abccd", Some("cc")),
            ("a.*?c", "abcabc", Some("abc")),
            ("^(?<k>[^=]+)=(.*)$", "key=val=more", Some("key=val=more")),
            ("\\d{2,3}", "1 1234", Some("123")),
            ("(?>a+)ab", "aaab", None),
            ("(?m)^b", "a\nb", Some("b")),
            ("x$", "x\n", Some("x")),
            ("[^\\s,;]+", " a-b,c", Some("a-b")),
            ("(a|ab)(c|bcd)(d*)", "abcd", Some("abcd")),
            ("(a*)*b", "aaac", None),
            ("\\bfoo\\b", "a foo b", Some("foo")),
            ("{x}", "{x}", Some("{x}")),
        ];
        for (pattern, text, expected) in rows {
            assert_eq!(first(pattern, text).as_deref(), *expected, "{pattern}");
        }
    }

    #[test]
    fn bad_patterns_are_refused() {
        for pattern in
            ["*", "c++x+++", "(", ")", "[a", "a\\", "C:\\Users", "[b-a]", "a**", "(?<n>a"]
        {
            let refused = Regex::new(pattern, Options::default());
            assert!(refused.is_err_and(|bad| !bad.unsupported), "{pattern}");
        }
        assert!(Regex::new("(?(1)a|b)", Options::default()).is_err_and(|bad| bad.unsupported));
    }

    #[test]
    fn unnamed_groups_are_counted_before_named_ones() {
        let regex = Regex::new("(?<k>a)(b)", Options::default()).ok();
        let found = regex.as_ref().and_then(|regex| regex.find_at("ab", 0).ok().flatten());
        let groups = found.map(|found| found.groups);
        assert_eq!(groups, Some(vec![Some((0, 2)), Some((1, 2)), Some((0, 1))]));
        assert_eq!(regex.map(|regex| regex.group_name(2)).as_deref(), Some("k"));
    }

    #[test]
    fn a_catastrophe_is_given_up() {
        let regex = Regex::new("^(a|a)*$", Options::default());
        let text = format!("{}b", "a".repeat(40));
        assert!(regex.is_ok_and(|regex| regex.find_at(&text, 0) == Err(TooHard)));
    }
}
