//! Brace expansion (bash(1) "Brace Expansion"): by text alone, before everything else.

use std::rc::Rc;

use crate::shells::posix::run::Evaluator;
use crate::shells::posix::syntax::{Part, Word};
use crate::text::Span;

/// How many words one word may become.
const MOST: usize = 1000;

impl Evaluator<'_> {
    /// The part lists a word becomes; usually just its own.
    pub(super) fn braces(&mut self, word: &Word) -> Vec<Rc<[Part]>> {
        let whole = || vec![word.parts.clone().into()];
        if self.state.dialect.is_dash() {
            return whole();
        }
        let text = self.source.shared_text();
        match alternatives(&word.parts, &text, 0) {
            Some(all) if all.len() <= MOST => all.into_iter().map(Into::into).collect(),
            _ => whole(),
        }
    }
}

/// The first brace group with a comma, multiplied out; `None` without one.
fn alternatives(parts: &[Part], text: &str, depth: u32) -> Option<Vec<Vec<Part>>> {
    if depth > 12 {
        return None;
    }
    let (open, close, commas) = group(parts, text)?;
    let mut cuts = vec![open];
    cuts.extend(commas);
    cuts.push(close);
    let front = slice(parts, None, Some(open));
    let back = slice(parts, Some(close), None);
    let mut all = Vec::new();
    for pair in cuts.windows(2) {
        let mut one = front.clone();
        one.extend(slice(parts, Some(pair[0]), Some(pair[1])));
        one.extend(back.clone());
        match alternatives(&one, text, depth + 1) {
            Some(inner) => all.extend(inner),
            None => all.push(one),
        }
        if all.len() > MOST {
            return None;
        }
    }
    Some(all)
}

/// A position: part index and byte offset in the text.
type At = (usize, usize);

/// The outermost `{ , }` in unquoted text.
fn group(parts: &[Part], text: &str) -> Option<(At, At, Vec<At>)> {
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
                        if !commas.is_empty()
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
