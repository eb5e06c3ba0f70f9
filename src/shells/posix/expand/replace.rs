//! What `#`, `%` and `/` take away or put in place (POSIX 2.6.2; bash(1), "Parameter Expansion"; zshexpn(1)).

use super::edit::Edit;
use crate::shells::posix::evaluator::{Evaluator, Expanded, LONGEST};
use crate::shells::posix::pattern::Pattern;

use crate::shells::posix::syntax::{Parameter, Subject, Word};

/// What stands in place of a match: texts with the match itself between them.
pub(super) type Replacement = Vec<String>;

impl Evaluator<'_> {
    /// zsh goes on with the memory of a value that a pattern of its own operator has replaced (`${a%${a:=b}}`).
    pub(super) fn rewrites_itself(&self, parameter: &Parameter) -> bool {
        let Subject::Name(name) = parameter.subject else { return false };
        if !self.state.dialect.is_zsh() || parameter.operations.is_empty() {
            return false;
        }
        let (text, name) = (parameter.span.of(self.source.text()), self.text(name));
        let inner = text.get(2..).unwrap_or_default();
        inner.match_indices("${").any(|(at, _)| {
            let rest = inner[at + 2..].strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.trim_start_matches(':').starts_with('='))
        })
    }

    /// bash from 5.2 on takes an unquoted `&` for what matched (bash(1), patsub_replacement).
    pub(super) fn replacement(&mut self, word: &Word) -> Expanded<Option<Replacement>> {
        let characters = match self.pattern(word)? {
            Ok(characters) => characters,
            Err(_) => return Ok(None),
        };
        let named = |one: &(char, bool)| *one == ('&', false);
        let ampersand = self.state.dialect.is_bash() && characters.iter().any(named);
        let escaped = self.state.dialect.is_bash() && characters.contains(&('\\', false));
        let plain = || vec![characters.iter().map(|(letter, _)| letter).collect()];
        if !ampersand && !escaped {
            return Ok(Some(plain()));
        }
        Ok(match self.marks_what_matched() {
            Some(true) => Some(marked(&characters)),
            Some(false) => Some(plain()),
            None => None,
        })
    }

    /// `patsub_replacement`, which is on from bash 5.2; `None` where that is not known.
    fn marks_what_matched(&self) -> Option<bool> {
        if self.state.options.unsure("patsub_replacement").is_some() {
            return None;
        }
        let version = self.state.value("BASH_VERSION")?;
        // The build number behind it need not be known.
        let text = version.front();
        let mut numbers = text.split(['.', '(']).map_while(|number| number.parse::<u32>().ok());
        let new = (numbers.next()?, numbers.next()?) >= (5, 2);
        Some(new && !self.state.options.was_turned_off("patsub_replacement"))
    }
}

pub(super) fn offsets(text: &str) -> (Vec<char>, Vec<usize>) {
    let letters = text.chars().collect();
    let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    (letters, bytes)
}

/// `#`, `##`, `%`, `%%`.
///
/// zsh's longest is the first that it finds (`ordered`).
pub(super) fn remove(
    pattern: &Pattern,
    text: &str,
    suffix: bool,
    longest: bool,
    ordered: bool,
) -> Option<Edit> {
    let (letters, bytes) = offsets(text);
    if !suffix {
        let end = match longest {
            true => longest_end(pattern, &letters, 0, ordered),
            false => pattern.ends(&letters, 0).first().copied(),
        };
        if pattern.gave_up() {
            return None;
        }
        return Some(Edit::Keep(bytes[end.unwrap_or(0)], text.len()));
    }
    let starts = pattern.starts(&letters);
    let start = if longest { starts.first() } else { starts.last() };
    let keep = Edit::Keep(0, bytes[start.copied().unwrap_or(letters.len())]);
    (!pattern.gave_up()).then_some(keep)
}

/// Where the longest match ends that begins there.
pub(super) fn longest_end(
    pattern: &Pattern,
    letters: &[char],
    start: usize,
    ordered: bool,
) -> Option<usize> {
    if ordered && pattern.is_ordered() {
        return pattern.first(letters, start, false).map(|one| one.end);
    }
    pattern.ends(letters, start).last().copied()
}

/// The texts around each `&`; a backslash keeps it and itself as they are (lib/sh/stringvec.c, `strcreplace`).
fn marked(characters: &[(char, bool)]) -> Replacement {
    let mut texts = vec![String::new()];
    let mut letters = characters.iter().copied().peekable();
    while let Some(one) = letters.next() {
        let kept = matches!(letters.peek(), Some(('&' | '\\', false)));
        match one {
            ('\\', false) if kept => texts.last_mut().into_iter().for_each(|text| {
                text.extend(letters.next().map(|(letter, _)| letter));
            }),
            ('&', false) => texts.push(String::new()),
            (letter, _) => texts.last_mut().into_iter().for_each(|text| text.push(letter)),
        }
    }
    texts
}

/// Where `/` and `//` look.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// At every place.
    pub(super) all: bool,
    /// `#` or `%` where an end is asked for.
    pub(super) anchor: Option<u8>,
    /// Whether alternatives count in their order.
    pub(super) ordered: bool,
}

/// The ends of what `/` and `//` take: the longest match at the first place, or at every place.
pub(super) fn places(
    pattern: &Pattern,
    letters: &[char],
    places: Places,
) -> Option<Vec<(usize, usize)>> {
    let Places { all, anchor, ordered } = places;
    // bash replaces nothing where no pattern stands (subst.c, `pat_subst`).
    if !ordered && anchor.is_none() && pattern.is_empty() {
        return Some(Vec::new());
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at <= letters.len() {
        if pattern.gave_up() {
            return None;
        }
        if anchor == Some(b'#') && at > 0 {
            break;
        }
        let end = match anchor {
            Some(b'%') => pattern.ends(letters, at).pop().filter(|end| *end == letters.len()),
            _ => longest_end(pattern, letters, at, ordered),
        };
        // Nothing matches in front of every letter, and at an end that is asked for (subst.c, `pat_subst`).
        let nothing = anchor.is_some() || at < letters.len() || letters.is_empty();
        let Some(end) = end.filter(|&end| end > at || nothing) else {
            at += 1;
            continue;
        };
        found.push((at, end));
        if anchor.is_some() || !all {
            break;
        }
        at = end.max(at + 1);
    }
    (!pattern.gave_up()).then_some(found)
}

/// Puts a text in place of what matches.
pub(super) fn replace(
    pattern: &Pattern,
    text: &str,
    with: &Replacement,
    at: Places,
) -> Option<Edit> {
    let (letters, bytes) = offsets(text);
    let mut out = String::new();
    let mut behind = 0;
    for (from, to) in places(pattern, &letters, at)? {
        out.push_str(&text[behind..bytes[from]]);
        out.push_str(&with.join(&text[bytes[from]..bytes[to]]));
        behind = bytes[to];
        if out.len() > LONGEST {
            return None;
        }
    }
    out.push_str(&text[behind..]);
    Some(Edit::Text(out))
}
