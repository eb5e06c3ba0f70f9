//! zsh's flags, modifiers and tables, and bash's indirection.

use super::edit::Edit;
use super::flags::{Empty, joined_with, least_quoted, shell_words, split_at, unquoted, visible};
use super::lists::{join, sorted, split};
use super::quoting;
use super::ranks::{are_wrong, argument, in_rank, paddings};
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::deduplicate;
use crate::shells::posix::syntax::{Operation, Parameter, Word};
use crate::text::Span;
use crate::value::{Piece, Shape, Unknown, Value};

/// Whether all that is not known of a text are numbers in it.
fn only_numbers_are_open(value: &Value) -> bool {
    value.pieces().iter().all(|piece| match piece {
        Piece::Text { .. } => true,
        Piece::Unknown(unknown) => unknown.shape.is_number(),
        Piece::Choice(_) => false,
    })
}

impl Evaluator<'_> {
    /// The flags between parentheses (zshexpn(1), "Parameter Expansion Flags").
    pub(super) fn flagged(
        &mut self,
        parameter: &Parameter,
        mut found: Found,
        quoted: bool,
    ) -> Expanded<Found> {
        let Some(flags) = parameter.flags else { return self.unfollowed(parameter.span) };
        let text = self.text(flags);
        let span = parameter.span;
        if are_wrong(&text) {
            self.error("error in flags", "flags", span);
            return Err(Stop::File);
        }
        let ordered = in_rank(&text);
        let mut letters = ordered.chars();
        if !found.list && found.values.is_empty() {
            found.values.push(Value::empty());
        }
        // What is listed comes before all that is done with it.
        if text.contains(['k', 'v']) {
            if self.option("ksharrays") {
                return self.unfollowed(span);
            }
            found = match self.keys(parameter, &text, span)? {
                Some(found) => found,
                None => return self.unfollowed(span),
            };
            // Where one text is wanted it is one before it would be sorted.
            let whole = if quoted { !found.apart } else { self.stays_whole() };
            let whole = whole && !parameter.marks.contains(&b'#');
            if whole && found.list && !text.contains(['j', 'F']) {
                found = Found::one(crate::shells::posix::state::spaced(found.values.iter()));
            }
        }
        while let Some(flag) = letters.next() {
            found = match flag {
                '@' => Found { apart: true, ..found },
                's' | 'j' => {
                    let mut argument = argument(&mut letters);
                    if text.contains('p') {
                        argument = match self.print_argument(&argument) {
                            Some(argument) => argument,
                            None => return self.unfollowed(span),
                        };
                    }
                    let separator = argument.chars().next();
                    match (flag, separator, argument.chars().count()) {
                        ('s', Some(_), _) if self.stays_whole() => found,
                        ('s', Some(separator), 1) => {
                            let keeps = self.kept_empty(quoted, &text);
                            split(found, separator, quoted, keeps)
                        }
                        ('s', Some(_), _) => {
                            let keeps = self.kept_empty(quoted, &text);
                            match split_at(&found, &argument, keeps, found.apart || quoted) {
                                Some(found) => found,
                                None => return self.unfollowed(span),
                            }
                        }
                        ('j', Some(separator), 1) => join(found, separator),
                        ('j', None, _) => {
                            Found::one(found.values.into_iter().fold(Value::empty(), Value::then))
                        }
                        ('j', ..) => {
                            let separator = self.computed(argument, span);
                            joined_with(found, &separator)
                        }
                        _ => return self.unfollowed(span),
                    }
                }
                'p' => found,
                // What is taken apart is a list then, be it of one.
                'A' if letters.as_str().starts_with(['s', 'f', 'z']) && !assigns(parameter) => {
                    Found { list: true, ..found }
                }
                '0' if !self.stays_whole() => {
                    split(found, '\0', quoted, self.kept_empty(quoted, &text))
                }
                'Q' => self.each(found, span, |text| unquoted(text).map(Edit::Text))?,
                'V' => self.each(found, span, |text| visible(text).map(Edit::Text))?,
                'z' if !self.stays_whole() => {
                    let words = found.values.iter().map(|value| shell_words(&value.text()?));
                    match words.collect::<Option<Vec<_>>>() {
                        Some(words) => {
                            let words = words.concat().into_iter();
                            let values = words.map(|word| self.computed(word, span)).collect();
                            Found::list(values, found.apart || quoted)
                        }
                        None => return self.unfollowed(span),
                    }
                }
                'e' => self.expanded_again(found, span)?,
                'w' | 'W' | 'c' if parameter.marks.contains(&b'#') => found,
                'n' | 'i' if text.contains(['o', 'O']) => found,
                'f' if self.stays_whole() => found,
                'f' => split(found, '\n', quoted, self.kept_empty(quoted, &text)),
                'F' => join(found, '\n'),
                'u' => {
                    let mut values = found.values.clone();
                    deduplicate(&mut values);
                    Found { values, ..found }
                }
                'O' if letters.as_str().starts_with('a') => {
                    letters.next();
                    let values = found.values.iter().rev().cloned().collect();
                    Found { values, ..found }
                }
                'o' | 'O' | 'n' | 'i' => match self.sorts_as_bytes(&found) {
                    true => sorted(found, flag == 'O', &text),
                    false => return self.unfollowed(span),
                },
                'q' => {
                    let mut times = 1;
                    while letters.as_str().starts_with('q') {
                        letters.next();
                        times += 1;
                    }
                    if letters.as_str().starts_with(['-', '+']) && times == 1 {
                        letters.next();
                        found =
                            self.each(found, span, |text| least_quoted(text).map(Edit::Text))?;
                        continue;
                    }
                    let numbers = found.values.iter().all(only_numbers_are_open);
                    if numbers && found.values.iter().any(|value| !value.is_known()) {
                        self.quoted_around(found, times, span)?
                    } else {
                        self.each(found, span, |text| quoting::quoted(text, times).map(Edit::Text))?
                    }
                }
                'C' => self.each(found, span, |text| Some(Edit::Text(quoting::capitals(text))))?,
                'l' | 'r' => {
                    let [width, fill, once] = paddings(&mut letters);
                    let width = width.parse().ok();
                    self.each(found, span, |text| {
                        quoting::padded(text, width?, &fill, &once, flag == 'l').map(Edit::Text)
                    })?
                }
                't' => match self.type_words(parameter) {
                    Some(words) => Found::one(self.computed(words, span)),
                    None => return self.unfollowed(span),
                },
                'U' => self.each(found, span, |text| Some(Edit::Text(text.to_uppercase())))?,
                'L' => self.each(found, span, |text| Some(Edit::Text(text.to_lowercase())))?,
                'P' => self.pointed(&found, span),
                'k' | 'v' => found,
                '%' => {
                    let full = letters.as_str().starts_with('%');
                    if full {
                        letters.next();
                    }
                    self.prompted(found, full, span)?
                }
                'M' => found,
                _ => return self.unfollowed(span),
            };
        }
        Ok(found)
    }

    /// `q` of texts with numbers in them that are not known, and need no quotes.
    fn quoted_around(&mut self, found: Found, times: usize, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            let mut whole = Value::empty();
            for piece in value.pieces() {
                let piece = Found::one(Value::of(piece.clone()));
                let known = piece.values.iter().all(Value::is_known);
                let piece = match known && times == 1 {
                    true => {
                        self.each(piece, span, |text| quoting::quoted(text, times).map(Edit::Text))?
                    }
                    // What stands in quotes as a whole is made of several here.
                    false if times > 1 => return self.unfollowed(span),
                    false => piece,
                };
                piece.values.into_iter().for_each(|value| whole.append(value));
            }
            values.push(whole);
        }
        Ok(Found { values, ..found })
    }

    /// Whether a text is not split: where one text is wanted, quoted or not (subst.c, `ssub`).
    fn stays_whole(&self) -> bool {
        self.nesting == 0 && self.joins
    }

    /// Whether the order of texts is the same in every locale, or the locale is C's.
    pub(in crate::shells::posix) fn sorts_by_bytes(&self) -> bool {
        let set =
            |name: &str| self.state.value(name).filter(|value| value.is_empty() != Some(true));
        let locale = ["LC_ALL", "LC_COLLATE", "LANG"].into_iter().find_map(set);
        match locale.as_ref().map(Value::text) {
            None => true,
            Some(Some(locale)) => matches!(&*locale, "C" | "POSIX" | "C.UTF-8" | "C.utf8"),
            Some(None) => false,
        }
    }

    fn sorts_as_bytes(&self, found: &Found) -> bool {
        let even = |value: &Value| {
            let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            value.text().is_some_and(|text| text.bytes().all(lower))
        };
        self.sorts_by_bytes() || found.values.iter().all(even)
    }

    /// Which empty pieces stay: in quotes all with `@`, else those at the ends (zshexpn(1), "Rules" 11 and 20).
    fn kept_empty(&self, quoted: bool, flags: &str) -> Empty {
        match quoted {
            true if flags.contains('@') => Empty::All,
            // Outside of quotes they only keep what stands beside them apart.
            _ if self.nesting == 0 => Empty::Ends,
            _ => Empty::None,
        }
    }

    pub(super) fn unfollowed(&mut self, span: Span) -> Expanded<Found> {
        let reason = "uses an expansion flag envsim does not follow";
        // Nobody knows how many words it would have been.
        let unknown = Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
        Ok(Found { maybe: true, ..Found::one(Value::unknown(unknown)) })
    }

    fn pointed(&mut self, found: &Found, span: Span) -> Found {
        match found.values.first().and_then(Value::text).map(|text| text.into_owned()) {
            Some(name) => self.named(&name, span),
            None => Found::one(self.unknown("names a variable that is not known", span)),
        }
    }

    /// `e`: what is found is expanded as a text between double quotes.
    fn expanded_again(&mut self, found: Found, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            values.push(match value.text().map(|text| text.into_owned()) {
                Some(text) if text.contains(['"', '\\']) => {
                    self.unknown("is expanded again with quotes in it", span)
                }
                Some(text) => self.text_expanded(&text, span)?,
                None => Value::unknown((*self.why(value, span)).clone()),
            });
        }
        Ok(Found { values, ..found })
    }

    /// `${name:#pattern}`: without the elements that match, or with `(M)` only those.
    pub(super) fn filtered(
        &mut self,
        word: &Word,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let keep = parameter.flags.is_some_and(|flags| self.text(flags).contains('M'));
        let Ok(characters) = self.operand(word)? else {
            return self.unfollowed(parameter.span);
        };
        let mut values = Vec::new();
        for value in &found.values {
            // An element that may be several is none that a pattern decides.
            match self.element_matches(value, &characters) {
                Some(matched) if matched == keep => values.push(value.clone()),
                Some(_) => {}
                None => return self.unfollowed(parameter.span),
            }
        }
        if !found.list && values.is_empty() {
            return Ok(Found::one(Value::empty()));
        }
        Ok(Found { values, ..found })
    }
}

/// Whether one of the operators assigns.
fn assigns(parameter: &Parameter) -> bool {
    let assigns =
        |one: &Operation| matches!(one, Operation::Conditional { operator: b'=' | b':', .. });
    parameter.operations.iter().any(assigns)
}
