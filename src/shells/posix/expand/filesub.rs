//! zsh's `~` and `=`: looked for in a word when its expansions are done and its quotes are gone, in front and, in what
//! is assigned, behind every colon (Src/subst.c, `filesub`).

use super::fields::{Chunk, Field};
use super::{Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::text::Span;
use crate::value::{Piece, Unknown, Value};

/// What stands in front of a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or what begins another name.
    Start,
    /// Something that nobody knows, which may leave a name to begin here.
    Perhaps,
    Other,
}

/// A word of pieces that are either known as a whole or not at all.
struct Spelled {
    bits: Vec<Chunk>,
    /// What the shell wrote counts as what the profile did (GLOB_SUBST).
    lively: bool,
    assigned: bool,
    magic: bool,
}

/// Which bit, and how many bytes in.
type At = (usize, usize);

/// One letter; none where the text is not known.
#[derive(Clone, Copy)]
struct Letter {
    letter: Option<char>,
    /// Whether it was written without quotes.
    token: bool,
    at: At,
    next: At,
}

impl Spelled {
    fn text(&self, bit: usize) -> Option<&str> {
        match self.bits.get(bit)?.value.pieces() {
            [] => Some(""),
            [Piece::Text { text, .. }] => Some(text),
            _ => None,
        }
    }

    fn is_token(&self, bit: usize) -> bool {
        let chunk = &self.bits[bit];
        !chunk.quoted && (!chunk.expanded || self.lively)
    }

    fn letter(&self, (mut bit, mut byte): At) -> Option<Letter> {
        while bit < self.bits.len() {
            let token = self.is_token(bit);
            let Some(text) = self.text(bit) else {
                let at = (bit, 0);
                return Some(Letter { letter: None, token, at, next: (bit + 1, 0) });
            };
            if let Some(letter) = text.get(byte..).and_then(|rest| rest.chars().next()) {
                let next = (bit, byte + letter.len_utf8());
                return Some(Letter { letter: Some(letter), token, at: (bit, byte), next });
            }
            (bit, byte) = (bit + 1, 0);
        }
        None
    }

    /// Whether a name ends in front of this letter.
    fn ends(&self, letter: Option<Letter>, slash: bool) -> bool {
        let Some(Letter { letter, token, .. }) = letter else { return true };
        match letter {
            Some('/') => slash,
            Some(':') => self.assigned || self.magic,
            Some('(') => token,
            _ => false,
        }
    }

    /// The letters up to the end of a name, and where that is; an error where something in it is not known.
    fn name(&self, from: At, slash: bool) -> Result<(String, At), At> {
        let (mut name, mut at) = (String::new(), from);
        loop {
            let letter = self.letter(at);
            if self.ends(letter, slash) {
                return Ok((name, at));
            }
            let Some(Letter { letter, next, .. }) = letter else { return Ok((name, at)) };
            let Some(letter) = letter else { return Err(next) };
            name.push(letter);
            at = next;
        }
    }

    /// What stands in front of what follows this letter.
    fn behind(&self, letter: Letter, before: Before, behind_equals: bool) -> Before {
        let colons = self.assigned || behind_equals;
        match letter.letter {
            Some(':') if colons => Before::Start,
            Some(_) => Before::Other,
            None => {
                let value = &self.bits[letter.at.0].value;
                let empty = before != Before::Other && value.is_empty() != Some(false);
                let number =
                    matches!(value.pieces(), [Piece::Unknown(why)] if why.shape.is_number());
                match empty || colons && !number {
                    true => Before::Perhaps,
                    false => Before::Other,
                }
            }
        }
    }

    /// The bits between two places.
    fn between(&self, from: At, to: At, out: &mut Vec<Chunk>) {
        for (index, bit) in
            self.bits.iter().enumerate().skip(from.0).take_while(|(at, _)| *at <= to.0)
        {
            let start = if index == from.0 { from.1 } else { 0 };
            let value = match self.text(index) {
                Some(text) => {
                    let end = if index == to.0 { to.1 } else { text.len() };
                    bit.value.slice(start, end).unwrap_or_else(Value::empty)
                }
                None if index < to.0 => bit.value.clone(),
                None => continue,
            };
            if start == 0 || !value.pieces().is_empty() {
                out.push(Chunk { value, ..bit.clone() });
            }
        }
    }
}

impl Evaluator<'_> {
    /// The fields of a zsh word with its file names in them.
    pub(super) fn filesub(
        &mut self,
        fields: Vec<Field>,
        purpose: Purpose,
        span: Span,
    ) -> Expanded<Vec<Field>> {
        if purpose == Purpose::Subscript {
            return Ok(fields);
        }
        let lively = self.option("globsubst");
        let live = |chunk: &Chunk| !chunk.quoted && (!chunk.expanded || lively);
        let begun =
            |chunk: &Chunk| {
                chunk.value.pieces().iter().any(
                    |piece| matches!(piece, Piece::Text { text, .. } if text.contains(['~', '='])),
                )
            };
        let mut made = Vec::with_capacity(fields.len());
        for field in fields {
            let plain = !field.chunks.iter().any(|chunk| live(chunk) && begun(chunk));
            made.push(if plain { field } else { self.filesub_field(field, purpose, span)? });
        }
        Ok(made)
    }

    fn filesub_field(&mut self, field: Field, purpose: Purpose, span: Span) -> Expanded<Field> {
        let assigned = matches!(purpose, Purpose::Assignment | Purpose::Elements);
        let bits = field.chunks.iter().flat_map(|chunk| match chunk.value.pieces() {
            [] => vec![chunk.clone()],
            pieces => pieces
                .iter()
                .map(|piece| Chunk { value: Value::of(piece.clone()), ..chunk.clone() })
                .collect(),
        });
        let spelled = Spelled {
            bits: bits.collect(),
            lively: self.option("globsubst"),
            assigned,
            magic: !assigned && purpose == Purpose::Arguments && self.option("magicequalsubst"),
        };
        let (mut out, mut copied, mut at) = (Vec::new(), (0, 0), (0, 0));
        let (mut before, mut equals) = (Before::Start, false);
        while let Some(letter) = spelled.letter(at) {
            let begins = letter.token && matches!(letter.letter, Some('~' | '='));
            let found = match before {
                Before::Start if begins => self.file_name(&spelled, letter, purpose, span)?,
                Before::Perhaps if begins => {
                    let reason = "has a tilde that is one only where nothing is in front of it";
                    Some((self.unknown(reason, span), letter.next))
                }
                _ => None,
            };
            if let Some((value, end)) = found {
                spelled.between(copied, letter.at, &mut out);
                out.push(Chunk { value, quoted: true, expanded: true });
                (copied, at, before) = (end, end, Before::Other);
                continue;
            }
            let sign = spelled.magic && !equals && letter.token && letter.letter == Some('=');
            before = match sign && letter.at != (0, 0) {
                true => Before::Start,
                false => spelled.behind(letter, before, equals),
            };
            equals |= sign;
            at = letter.next;
        }
        spelled.between(copied, (spelled.bits.len(), 0), &mut out);
        Ok(field.with(out))
    }

    /// What stands for the name that begins here, and where it ends.
    fn file_name(
        &mut self,
        spelled: &Spelled,
        begin: Letter,
        purpose: Purpose,
        span: Span,
    ) -> Expanded<Option<(Value, At)>> {
        let tilde = begin.letter == Some('~');
        if !tilde && (purpose == Purpose::Operand || self.option("noequals")) {
            return Ok(None);
        }
        let origin = match spelled.bits[begin.at.0].value.pieces() {
            [Piece::Text { origin, .. }] => origin.clone(),
            _ => self.origin(span),
        };
        let (name, end) = match spelled.name(begin.next, tilde) {
            Ok(found) => found,
            Err(end) => {
                let reason = "has a tilde whose name another part completes";
                let unknown = Unknown::new(reason, origin);
                self.may_end_without(&unknown);
                return Ok(Some((Value::unknown(unknown), end)));
            }
        };
        if tilde {
            return Ok(self.tilde_value(&name, origin).map(|value| (value, end)));
        }
        match name.as_str() {
            "" => Ok(None),
            name => Ok(Some((self.program_named(name, span)?, end))),
        }
    }
}

impl Fields {
    /// The fields so far, made into others.
    pub(super) fn exchanged(&mut self, made: Vec<Field>) {
        *self = Self::default();
        for (at, field) in made.into_iter().enumerate() {
            if at > 0 {
                self.end();
            }
            self.resume(field);
        }
    }
}
