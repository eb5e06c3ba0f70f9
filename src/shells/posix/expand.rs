//! Words to values (POSIX 2.6, bash(1) EXPANSION, zshexpn(1)).

mod ansi;
mod brace;
mod conditional;
mod edit;
mod element;
mod emit;
mod equals;
mod fields;
mod file;
mod filesub;
mod flags;
mod glob;
mod indirect;
mod length;
mod lists;
mod matching;
mod modifiers;
mod noted;
mod number;
mod own;
mod parameter;
mod prompt;
mod quoting;
mod ranks;
mod replace;
mod reread;
mod search;
mod sequence;
mod slice;
mod spread;
mod subject;
mod substitution;
mod tables;
mod terminal;
mod tilde;
mod transform;
mod types;
mod zsh;

pub use ansi::ansi;
use ansi::names_wide;
pub use fields::{Field, Fields};
pub(super) use quoting::quoted;
pub use substitution::trimmed;
pub(super) use transform::{attribute_letters, backslashed, double_quoted};

use super::evaluator::{Evaluator, Expanded};
use super::syntax::{Parameter, Part, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// Where a word stands, which decides what is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Arguments: split, globbed, empty ones dropped.
    Arguments,
    /// The same, with tildes behind colons.
    Elements,
    /// An assigned value: one text, tildes behind colons too.
    Assignment,
    /// One text.
    Single,
    /// The pattern of a parameter's operator, in which zsh knows no `=name`.
    Operand,
    /// Between brackets, where a tilde is a letter.
    Subscript,
}

impl Purpose {
    /// Whether several words may come of it.
    pub fn splits(self) -> bool {
        matches!(self, Self::Arguments | Self::Elements)
    }
}

impl Evaluator<'_> {
    /// The arguments of one word.
    pub fn word_arguments(&mut self, word: &Word) -> Expanded<Vec<Value>> {
        self.words_for(word, Purpose::Arguments)
    }

    /// The elements that one word of an array literal makes: zsh expands tildes behind colons there.
    pub fn element_words(&mut self, word: &Word) -> Expanded<Vec<Value>> {
        match self.state.dialect.is_zsh() {
            true => self.words_for(word, Purpose::Elements),
            false => self.words_for(word, Purpose::Arguments),
        }
    }

    fn words_for(&mut self, word: &Word, purpose: Purpose) -> Expanded<Vec<Value>> {
        let mut values = Vec::new();
        let Some(all) = self.braces(word) else {
            let reason = "is made of braces that envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(word.span)).shaped(Shape::Words);
            return Ok(vec![Value::unknown(unknown)]);
        };
        let keeps = self.state.dialect.is_zsh() && all.len() > 1;
        let mut made = Vec::new();
        for parts in all {
            made.push(match self.spread(&parts, purpose)? {
                Some(fields) => (fields, true),
                None => {
                    let mut fields = Fields::default();
                    self.parts(&parts, purpose, false, &mut fields)?;
                    (fields.finish(), false)
                }
            });
        }
        let made = match keeps {
            true => vec![self.braced(made, word.span)],
            false => made.into_iter().map(|(fields, _)| fields).collect(),
        };
        for fields in made {
            for field in fields {
                let field = if keeps { field } else { field.or_nothing() };
                self.globbed(field, word.span, &mut values)?;
            }
        }
        Ok(values.into_iter().map(|value| self.bounded(value, word.span)).collect())
    }

    /// One text: nothing is split or globbed.
    pub fn single(&mut self, word: &Word) -> Expanded<Value> {
        self.one_text(word, Purpose::Single)
    }

    /// A subscript as a text.
    pub fn subscript(&mut self, word: &Word) -> Expanded<Value> {
        self.one_text(word, Purpose::Subscript)
    }

    fn one_text(&mut self, word: &Word, purpose: Purpose) -> Expanded<Value> {
        let mut fields = Fields::default();
        self.parts(&word.parts, purpose, false, &mut fields)?;
        let values = fields.finish().into_iter().map(Field::into_value);
        Ok(self.bounded(Value::from_entries(values, ' '), parts_span(&word.parts)))
    }

    /// The text of a word in `[[`: zsh makes file names of one that ends in `(#q…)` (zshmisc(1), CONDITIONAL
    /// EXPRESSIONS).
    pub fn tested(&mut self, word: &Word) -> Expanded<Value> {
        let makes_names = self.state.dialect.is_zsh()
            && self.option("extendedglob")
            && word.span.of(self.source.text()).contains("(#q");
        if !makes_names {
            return self.single(word);
        }
        let names = self.word_arguments(word)?;
        Ok(self.bounded(Value::from_entries(names, ' '), word.span))
    }

    /// An assigned text.
    pub fn assigned(&mut self, word: &Word) -> Expanded<Value> {
        let mut fields = Fields::default();
        self.parts(&word.parts, Purpose::Assignment, false, &mut fields)?;
        let span = parts_span(&word.parts);
        let values = fields.finish().into_iter().map(Field::into_value);
        Ok(self.bounded(Value::from_entries(values, ' '), span))
    }

    /// The text of parts inside double quotes.
    pub fn quoted(&mut self, parts: &[Part]) -> Expanded<Value> {
        let mut fields = Fields::default();
        self.parts(parts, Purpose::Single, true, &mut fields)?;
        let values = fields.finish().into_iter().map(Field::into_value);
        Ok(self.bounded(Value::from_entries(values, ' '), parts_span(parts)))
    }

    /// Adds parts to the fields.
    pub fn parts(
        &mut self,
        parts: &[Part],
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<()> {
        for (index, part) in parts.iter().enumerate() {
            self.part(part, index == 0, index + 1 == parts.len(), purpose, quoted, out)?;
        }
        if self.state.dialect.is_zsh() && !quoted {
            let made = self.filesub(std::mem::take(out).finish(), purpose, parts_span(parts))?;
            out.exchanged(made);
        }
        Ok(())
    }

    fn part(
        &mut self,
        part: &Part,
        first: bool,
        last: bool,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<()> {
        match part {
            Part::Text(span) if quoted => out.push(self.written(*span), true, false),
            Part::Text(span) => self.plain(*span, first, last, purpose, out)?,
            Part::Made(text, span) => {
                out.push(Value::known(text.clone(), self.origin(*span)), quoted, false);
            }
            Part::Escaped(span) | Part::Single(span) => out.push(self.written(*span), true, false),
            Part::Ansi(span)
                if self.state.dialect.is_zsh() && names_wide(self.text(*span).as_str()) =>
            {
                let value = self.wide_text(*span)?;
                out.push(value, true, false);
            }
            Part::Ansi(span) => {
                let text = ansi(span.of(self.source.text()), self.state.dialect.is_zsh());
                out.push(Value::known(text, self.origin(*span)), true, false);
            }
            Part::Double(inner) => {
                out.mark_quoted();
                self.parts(inner, purpose, true, out)?;
            }
            Part::Plain(span) => {
                self.parameter(&Parameter::plain(*span), purpose, quoted, out)?;
            }
            Part::Parameter(parameter) => self.parameter(parameter, purpose, quoted, out)?,
            Part::Command(body, span) => {
                let value = self.captured(body, *span)?;
                self.substituted(value, purpose, quoted, out);
            }
            Part::Backquoted(span) => {
                let value = self.backquoted(*span, quoted)?;
                self.substituted(value, purpose, quoted, out);
            }
            Part::Arithmetic(inner, span) => {
                let value = self.arithmetic_value(inner, *span)?;
                out.push(value, quoted, true);
            }
            // zsh's names are another each time.
            Part::Process(_, span) if !purpose.splits() && self.state.dialect.is_zsh() => {
                out.push(self.unknown("names a file that the shell makes", *span), true, true);
            }
            Part::Process(body, span) => {
                let name = self.pipe_name(body, *span);
                out.push(name, true, true);
            }
        }
        Ok(())
    }

    /// Adds what a substitution gave: split where arguments are wanted.
    fn substituted(&mut self, value: Value, purpose: Purpose, quoted: bool, out: &mut Fields) {
        if quoted || !purpose.splits() {
            out.push(value, quoted, true);
        } else {
            self.split_into(&value, out);
        }
    }

    /// Adds text as the words that IFS makes of it; nobody knows how many where IFS is not known.
    pub(super) fn split_into(&mut self, value: &Value, out: &mut Fields) {
        let separators = self.separators();
        let why = self.state.value("IFS").filter(|_| separators.is_none());
        match why.and_then(|value| value.why_unknown()).filter(|_| value.is_empty() != Some(true)) {
            Some(why) => {
                let reason = format!("is split at IFS, which {}", why.reason);
                let unknown = why.because(reason, self.origin(Span::default()));
                out.push(Value::unknown(unknown.shaped(Shape::Words)), false, true);
            }
            None => out.split(value, separators.as_deref()),
        }
    }

    /// The characters that split: IFS, blanks by default, none where it is empty.
    pub fn separators(&self) -> Option<String> {
        match self.state.value("IFS") {
            None => Some(" \t\n".to_owned()),
            Some(value) => value.text().map(|text| text.into_owned()),
        }
    }

    /// Unquoted text: tildes, then itself; zsh's come last.
    fn plain(
        &mut self,
        span: Span,
        first: bool,
        last: bool,
        purpose: Purpose,
        out: &mut Fields,
    ) -> Expanded<()> {
        let text = self.text(span);
        if self.state.dialect.is_zsh() || purpose == Purpose::Subscript {
            out.push(self.slice(span, 0, text.len()), false, false);
            return Ok(());
        }
        let mut at = 0;
        let mut colons = matches!(purpose, Purpose::Assignment | Purpose::Elements);
        // bash takes words that look like assignments for such (bash(1), "Tilde Expansion").
        let name = crate::shells::posix::parser::name_len(&text);
        let looks = first && purpose == Purpose::Arguments && text[name..].starts_with("=~");
        let bash = self.state.dialect.is_bash() && !self.state.dialect.posix;
        if looks && name > 0 && bash {
            colons = true;
            out.push(self.slice(span, 0, name + 1), false, false);
            let rest = Span::new(span.start as usize + name + 1, span.end as usize);
            at = name + 1 + self.tilde(&text[name + 1..], rest, last, true, out)?;
        } else if first {
            at = self.tilde(&text, span, last, colons, out)?;
        }
        while let Some(colon) = text[at..].find(":~").filter(|_| colons) {
            let end = at + colon + 1;
            out.push(self.slice(span, at, end), false, false);
            let rest = Span::new(span.start as usize + end, span.end as usize);
            let taken = self.tilde(&text[end..], rest, last, true, out)?;
            at = end + taken;
            if taken == 0 {
                out.push(self.slice(span, end, end + 1), false, false);
                at = end + 1;
            }
        }
        if at < text.len() {
            out.push(self.slice(span, at, text.len()), false, false);
        }
        Ok(())
    }

    pub(super) fn slice(&self, span: Span, from: usize, to: usize) -> Value {
        let start = span.start as usize;
        self.written(Span::new(start + from, start + to))
    }
}

/// Where parts begin.
fn parts_span(parts: &[Part]) -> Span {
    parts.first().map_or_else(Span::default, part_span)
}

fn part_span(part: &Part) -> Span {
    match part {
        Part::Text(span) | Part::Escaped(span) | Part::Single(span) | Part::Ansi(span) => *span,
        Part::Plain(span) | Part::Made(_, span) => *span,
        Part::Command(_, span) | Part::Backquoted(span) => *span,
        Part::Arithmetic(_, span) | Part::Process(_, span) => *span,
        Part::Parameter(parameter) => parameter.span,
        Part::Double(inner) => parts_span(inner),
    }
}
