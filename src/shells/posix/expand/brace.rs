//! Brace expansion (bash(1) "Brace Expansion"): by text alone, before everything else.

use std::rc::Rc;

use super::sequence::{Sequence, sequence};
use crate::shells::posix::dialect::Dialect;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::syntax::{Part, Word};
use crate::text::Span;

/// How many words one word may become.
const MOST: usize = 1 << 17;
/// How many groups may stand in one word.
const DEEPEST: u32 = 16;

/// More than envsim makes.
struct TooMany;

impl Evaluator<'_> {
    /// The part lists a word becomes, usually just its own; `None` where they are not known.
    pub(in crate::shells::posix) fn braces(&mut self, word: &Word) -> Option<Vec<Rc<[Part]>>> {
        // zsh's BRACE_CCL takes what stands between them for letters.
        let lettered = self.state.dialect.is_zsh() && self.option("braceccl");
        let text = self.source.shared_text();
        let plain = |part: &Part| match part {
            Part::Text(span) => !span.of(&text).contains('{'),
            _ => true,
        };
        if self.state.dialect.is_dash() || word.parts.iter().all(plain) {
            return Some(vec![word.parts.clone().into()]);
        }
        if lettered {
            return None;
        }
        let braces = Braces { text: &text, dialect: self.state.dialect };
        let all = braces.alternatives(&word.parts, 0).ok()?;
        let _ = self.host.spend(all.as_ref().map_or(1, Vec::len) as u64);
        let all = all.unwrap_or_else(|| vec![word.parts.clone()]);
        if self.state.dialect.is_bash() && all.iter().any(|parts| meets_name(parts, &text)) {
            return None;
        }
        Some(all.into_iter().map(Into::into).collect())
    }
}

/// Whether braces complete a name: bash's are text alone, and `$x{a,b}` is `$xa $xb`.
fn meets_name(parts: &[Part], text: &str) -> bool {
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    parts.windows(2).any(|pair| {
        let name = match &pair[0] {
            Part::Plain(span) => span.of(text).trim_start_matches('$'),
            _ => return false,
        };
        let named = begins(name) && !name.starts_with(|c: char| c.is_ascii_digit());
        named
            && match &pair[1] {
                Part::Text(span) => begins(span.of(text)),
                Part::Made(made, _) => begins(made),
                _ => false,
            }
    })
}

/// A word's text, by whose rules it is read.
struct Braces<'t> {
    text: &'t str,
    dialect: Dialect,
}

impl Braces<'_> {
    /// The first brace group, multiplied out; `None` without one.
    fn alternatives(&self, parts: &[Part], depth: u32) -> Result<Option<Vec<Vec<Part>>>, TooMany> {
        let Some((open, close, commas)) = self.group(parts) else { return Ok(None) };
        if depth > DEEPEST {
            return Err(TooMany);
        }
        let middles = match commas.is_empty() {
            true => self.sequence(open, close)?,
            false => {
                let cuts: Vec<At> = [open].into_iter().chain(commas).chain([close]).collect();
                cuts.windows(2).map(|pair| slice(parts, Some(pair[0]), Some(pair[1]))).collect()
            }
        };
        let front = slice(parts, None, Some(open));
        let back = slice(parts, Some(close), None);
        let mut all = Vec::new();
        for middle in middles {
            let one = [front.clone(), middle, back.clone()].concat();
            match self.alternatives(&one, depth + 1)? {
                Some(inner) => all.extend(inner),
                None => all.push(one),
            }
            if all.len() > MOST {
                return Err(TooMany);
            }
        }
        Ok(Some(all))
    }

    /// The words of `{1..3}`.
    fn sequence(&self, open: At, close: At) -> Result<Vec<Vec<Part>>, TooMany> {
        let span = Span::new(open.1 + 1, close.1);
        match sequence(span.of(self.text), self.dialect, MOST) {
            Sequence::Words(words) if open.0 == close.0 => {
                let made = |word: String| vec![Part::Made(word.into(), span)];
                Ok(words.into_iter().map(made).collect())
            }
            _ => Err(TooMany),
        }
    }

    /// Whether braces without a comma are a sequence, known or not.
    fn is_sequence(&self, parts: &[Part], open: At, close: At) -> bool {
        if open.0 != close.0 {
            // zsh expands what stands between them before it looks at the braces.
            let dots =
                |part: &Part| matches!(part, Part::Text(span) if span.of(self.text).contains(".."));
            return self.dialect.is_zsh() && parts[open.0..=close.0].iter().any(dots);
        }
        let span = Span::new(open.1 + 1, close.1);
        !matches!(sequence(span.of(self.text), self.dialect, MOST), Sequence::Literal)
    }

    /// The outermost `{ , }` or `{ .. }` in unquoted text.
    fn group(&self, parts: &[Part]) -> Option<(At, At, Vec<At>)> {
        let text = self.text;
        let mut stack: Vec<(At, Vec<At>)> = Vec::new();
        let mut found: Option<(At, At, Vec<At>)> = None;
        for (index, part) in parts.iter().enumerate() {
            let Part::Text(span) = part else { continue };
            for (offset, byte) in span.of(text).bytes().enumerate() {
                let at = (index, span.start as usize + offset);
                match byte {
                    b'{' => stack.push((at, Vec::new())),
                    b',' => {
                        if let Some((_, commas)) = stack.last_mut() {
                            commas.push(at);
                        }
                    }
                    b'}' => {
                        if let Some((open, commas)) = stack.pop() {
                            if (!commas.is_empty() || self.is_sequence(parts, open, at))
                                && found.as_ref().is_none_or(|(known, _, _)| open < *known)
                            {
                                found = Some((open, at, commas));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// A position: part index and byte offset in the text.
type At = (usize, usize);

/// The parts behind one position and before another, the signs at both left out.
fn slice(parts: &[Part], from: Option<At>, to: Option<At>) -> Vec<Part> {
    let first = from.map_or(0, |(index, _)| index);
    let last = to.map_or(parts.len().saturating_sub(1), |(index, _)| index);
    let mut out = Vec::new();
    for (index, part) in parts.iter().enumerate().take(last + 1).skip(first) {
        let Part::Text(span) = part else {
            out.push(part.clone());
            continue;
        };
        let start = from
            .filter(|(at, _)| *at == index)
            .map_or(span.start as usize, |(_, offset)| offset + 1);
        let end = to.filter(|(at, _)| *at == index).map_or(span.end as usize, |(_, offset)| offset);
        if start < end {
            out.push(Part::Text(Span::new(start, end)));
        }
    }
    out
}
