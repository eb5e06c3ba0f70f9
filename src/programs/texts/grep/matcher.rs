//! What grep looks for: patterns, and which lines they select.

use crate::programs::options::Options;
use crate::programs::{Cannot, Run};
use crate::text::posix_regex::{Grammar, Reading, Regex};

pub(super) struct Matcher {
    pub(super) regexes: Vec<Regex>,
    pub(super) words: bool,
    pub(super) whole: bool,
    pub(super) inverted: bool,
}

impl Matcher {
    /// Whether a line is selected.
    pub(super) fn selects(&self, line: &str) -> Result<bool, Cannot> {
        let mut any = false;
        for regex in &self.regexes {
            any |= match (self.whole, self.words) {
                (true, _) => regex.end(line.as_bytes(), 0) == Some(line.len()),
                (_, true) => self.word(regex, line, 0)?.is_some(),
                _ => regex.is_match(line.as_bytes()),
            };
        }
        Ok(any != self.inverted)
    }

    /// The first match at or behind a byte, of whatever pattern, the longest one.
    pub(super) fn next(&self, line: &str, from: usize) -> Result<Option<(usize, usize)>, Cannot> {
        let mut best: Option<(usize, usize)> = None;
        for regex in &self.regexes {
            let found = match (self.whole, self.words) {
                (true, _) => {
                    let all = from == 0 && regex.end(line.as_bytes(), 0) == Some(line.len());
                    all.then_some((0, line.len()))
                }
                (_, true) => self.word(regex, line, from)?,
                _ => {
                    let found = regex.find(line.as_bytes(), from, false);
                    found.map_err(|_| Cannot::NotFollowed)?.and_then(|found| found[0])
                }
            };
            best = match (best, found) {
                (Some(one), Some(other))
                    if other.0 > one.0 || other.0 == one.0 && other.1 <= one.1 =>
                {
                    Some(one)
                }
                (one, None) => one,
                (_, other) => other,
            };
        }
        Ok(best)
    }

    /// `-w`: no letter of a word on either side; shorter matches are tried too, as grep does.
    fn word(
        &self,
        regex: &Regex,
        line: &str,
        from: usize,
    ) -> Result<Option<(usize, usize)>, Cannot> {
        let bytes = line.as_bytes();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128;
        let mut at = from;
        while at <= bytes.len() {
            let found = regex.find(bytes, at, false).map_err(|_| Cannot::NotFollowed)?;
            let Some((start, longest)) = found.and_then(|found| found[0]) else { return Ok(None) };
            if bytes[..start].last().is_none_or(|byte| !is_word(*byte)) {
                let mut end = longest;
                loop {
                    if bytes.get(end).is_none_or(|byte| !is_word(*byte)) {
                        return Ok(Some((start, end)));
                    }
                    if end <= start {
                        break;
                    }
                    match regex.end(&bytes[..end - 1], start) {
                        Some(shorter) if shorter > start => end = shorter,
                        _ => break,
                    }
                }
            }
            at = start + 1;
        }
        Ok(None)
    }
}

/// More patterns are not followed: each is asked of every line.
const MOST: usize = 1000;

pub(super) fn matcher(
    run: &Run<'_>,
    options: &Options,
    patterns: &[String],
) -> Result<Matcher, Cannot> {
    let last = options.all().map(|(letter, _)| letter).filter(|one| "EFG".contains(*one)).last();
    let kind = last.unwrap_or(match run.name {
        "egrep" => 'E',
        "fgrep" => 'F',
        _ => 'G',
    });
    let wide = run.locale("LC_CTYPE")?.is_wide();
    let reading = Reading {
        grammar: if kind == 'G' { Grammar::Basic } else { Grammar::Extended },
        ignores_case: options.has('i') || options.has('y'),
        wide,
        escapes: false,
        lines: false,
    };
    if patterns.len() > MOST {
        return Err(Cannot::NotFollowed);
    }
    let compiled = patterns.iter().map(|pattern| {
        let quoted = quoted(pattern);
        let regex = Regex::new(if kind == 'F' { &quoted } else { pattern }, reading);
        regex.ok_or(Cannot::NotFollowed)
    });
    let regexes = compiled.collect::<Result<Vec<_>, _>>()?;
    Ok(Matcher {
        regexes,
        words: options.has('w'),
        whole: options.has('x'),
        inverted: options.has('v'),
    })
}

/// A text as an extended pattern that stands for itself.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if "\\.[]*^$+?(){}|".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
