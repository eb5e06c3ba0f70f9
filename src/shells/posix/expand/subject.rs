//! What a parameter expansion begins with: a variable, a special parameter, elements of an array.

use super::Expanded;
use crate::shells::posix::run::{Evaluator, Stop};
use crate::shells::posix::state::{Slot, Status, Variable};
use crate::shells::posix::syntax::{Parameter, Part, Subject, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// The values an expansion starts from.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The values; one for a scalar.
    pub values: Vec<Value>,
    /// Whether it is set.
    pub set: bool,
    /// Whether it is a list of any length.
    pub list: bool,
    /// Whether its elements stay apart inside double quotes (`$@`, `[@]`).
    pub apart: bool,
    /// Whether it may not be set after all.
    pub maybe: bool,
}

impl Found {
    pub fn one(value: Value) -> Self {
        Self { values: vec![value], set: true, ..Self::default() }
    }

    pub fn list(values: Vec<Value>, apart: bool) -> Self {
        Self { values, set: true, list: true, apart, maybe: false }
    }
}

impl Evaluator<'_> {
    /// The parameter's own value, before any operation.
    pub(super) fn found(&mut self, parameter: &Parameter) -> Expanded<Found> {
        match &parameter.subject {
            Subject::Nothing => Ok(Found::one(Value::empty())),
            Subject::Nested(word) => self.nested(word),
            Subject::Bad => Err(self.bad_substitution(parameter.span)),
            Subject::Name(span) => {
                let name = self.text(*span);
                match &parameter.subscript {
                    Some(subscript) => self.element(&name, subscript, *span),
                    None => Ok(self.named(&name, *span)),
                }
            }
        }
    }

    /// bash drops the rest of the line whatever it is reading; dash ends (POSIX 2.8.1).
    fn bad_substitution(&mut self, span: Span) -> Stop {
        let message = match self.state.dialect.is_dash() {
            true => "Bad substitution".to_owned(),
            false => format!("{}: bad substitution", self.text(span)),
        };
        self.error(&message, "bad-substitution", span);
        match self.state.dialect.is_bash() && !self.state.dialect.posix {
            true => Stop::Line,
            false => self.fatal(),
        }
    }

    fn nested(&mut self, word: &Word) -> Expanded<Found> {
        if let [Part::Parameter(inner)] = word.parts.as_slice() {
            return self.operated(inner, false);
        }
        if let [Part::Double(parts)] = word.parts.as_slice() {
            return Ok(Found::one(self.quoted(parts)?));
        }
        Ok(Found::one(self.single(word)?))
    }

    /// `$name`, `$1`, `$@`…
    pub(super) fn named(&mut self, name: &str, span: Span) -> Found {
        match name {
            "@" | "*" => {
                let set = !self.state.positional.is_empty();
                return Found {
                    values: self.state.positional.clone(),
                    set,
                    list: true,
                    apart: name == "@",
                    maybe: false,
                };
            }
            "#" => return Found::one(self.parameter_count(span)),
            "?" => return Found::one(self.status_text(span)),
            "-" => {
                let flags = self.flags();
                return Found::one(self.computed(flags, span));
            }
            "$" | "!" | "BASHPID" | "PPID" => {
                return Found::one(self.unknown("is the number of a process", span));
            }
            "0" => return Found::one(self.state.zero.clone()),
            "LINENO" => {
                let place = crate::text::Place::new(&self.source, span);
                return Found::one(self.computed(place.line().to_string(), span));
            }
            "RANDOM" | "SRANDOM" => return Found::one(self.unknown("is a random number", span)),
            "SECONDS" | "EPOCHSECONDS" | "EPOCHREALTIME" if !self.state.dialect.is_dash() => {
                return Found::one(self.unknown("tells the time", span));
            }
            "SHELLOPTS" if self.state.dialect.is_bash() => {
                let text = self.set_options_on().join(":");
                return Found::one(self.computed(text, span));
            }
            "BASHOPTS" if self.state.dialect.is_bash() => {
                let unknown = self.reason("lists the options that `shopt` turned on", span);
                let unknown = (*unknown).clone().shaped(Shape::Filled);
                return Found::one(Value::unknown(unknown));
            }
            "BASH_SOURCE" | "FUNCNAME" | "BASH_ARGV0" if self.state.dialect.is_bash() => {
                return Found::one(self.frame_value(name, span));
            }
            _ => {}
        }
        if let Ok(index) = name.parse::<usize>() {
            let before = self.state.positional.iter().take(index.max(1));
            if let Some(any) = before.clone().find(|value| value.may_be_words()) {
                return Found { maybe: true, ..Found::one(any.clone()) };
            }
            return match self.state.positional.get(index.wrapping_sub(1)) {
                Some(value) => Found::one(value.clone()),
                None => Found::default(),
            };
        }
        self.variable(name, span)
    }

    fn variable(&mut self, name: &str, span: Span) -> Found {
        let Some(variable) = self.state.variable(name) else {
            return match self.state.value(name) {
                Some(value) => Found::one(value),
                None => Found::default(),
            };
        };
        if variable.maybe_unset {
            return Found { maybe: true, ..Found::one(self.perhaps(name, variable, span)) };
        }
        match &variable.slot {
            Slot::Array(elements) if self.state.dialect.is_zsh() => {
                Found::list(elements.values().cloned().collect(), false)
            }
            Slot::Map(elements) if self.state.dialect.is_zsh() => {
                Found::list(elements.values().cloned().collect(), false)
            }
            _ => self.state.value(name).map_or_else(Found::default, Found::one),
        }
    }

    /// `$#`.
    fn parameter_count(&self, span: Span) -> Value {
        let positional = &self.state.positional;
        match positional.iter().find(|value| value.may_be_words()) {
            Some(any) => {
                let why = self.why(any, span);
                let unknown = Unknown::new(why.reason.clone(), self.origin(span));
                Value::unknown(unknown.shaped(Shape::Number))
            }
            None => self.computed(positional.len().to_string(), span),
        }
    }

    /// What a variable gives that may not be set: its text or nothing, by the condition; behind a doubt
    /// what it likely is.
    fn perhaps(&self, name: &str, variable: &Variable, span: Span) -> Value {
        let value = self.state.value(name).unwrap_or_default();
        match &variable.when {
            Some(when) => {
                let unset = when.negated();
                let nothing = Value::empty();
                Value::join_under(&when.condition, (&when.words, &value), (&unset, &nothing))
            }
            None if value.why_unknown().is_some_and(|why| why.likely.is_some()) => value,
            None => {
                let why = self.why(&value, span);
                let reason = format!("takes `{name}`, which may not be set: it {}", why.reason);
                Value::unknown(why.because(reason, self.origin(span)))
            }
        }
    }

    /// A text the shell computes from what is known.
    pub(super) fn computed(&self, text: impl Into<String>, span: Span) -> Value {
        Value::known(text.into(), self.origin(span))
    }

    fn status_text(&self, span: Span) -> Value {
        match &self.state.status {
            Status::Known(status) => self.computed(status.to_string(), span),
            Status::Unknown(why) => {
                Value::unknown(Unknown::new(why.reason.clone(), self.origin(span)))
            }
        }
    }

    /// `$-` of a shell in a terminal, or of one that runs a script.
    fn flags(&self) -> String {
        let interactive = self.state.options.interactive;
        let family = self.state.dialect;
        let mut flags = match (family.is_bash(), family.is_zsh(), interactive) {
            (true, _, true) => "himBHs".to_owned(),
            (true, _, false) => "hB".to_owned(),
            (_, true, true) => "569XZims".to_owned(),
            (_, true, false) => "569X".to_owned(),
            (_, _, true) => "smi".to_owned(),
            (_, _, false) => String::new(),
        };
        for (option, letter) in
            [("allexport", 'a'), ("errexit", 'e'), ("nounset", 'u'), ("noglob", 'f')]
        {
            if self.option(option) {
                flags.insert(0, letter);
            }
        }
        flags
    }

    /// `${name[subscript]}`.
    fn element(&mut self, name: &str, subscript: &Word, span: Span) -> Expanded<Found> {
        let text = self.single(subscript)?;
        let Some(key) = text.text().map(|text| text.into_owned()) else {
            return Ok(Found::one(Value::unknown((*self.why(&text, span)).clone())));
        };
        if let Some(found) = self.table(name, &key, span) {
            return Ok(found);
        }
        if matches!(key.as_str(), "@" | "*") {
            return Ok(self.all(name, key == "@"));
        }
        if self.state.variable(name).is_some_and(|variable| variable.maybe_unset) {
            return Ok(self.named(name, span));
        }
        match self.state.variable(name).map(|variable| variable.slot.clone()) {
            Some(Slot::Map(elements)) => {
                Ok(elements.get(&key).cloned().map_or_else(Found::default, Found::one))
            }
            Some(Slot::Array(elements)) => {
                let elements = elements.into_iter().collect::<Vec<_>>();
                self.indexed(&elements, &key, span)
            }
            _ if self.state.dialect.is_zsh() => {
                if !key.contains(',') && !key.starts_with('(') {
                    self.number(&key, span)?;
                }
                Ok(self.characters(name, &key, span))
            }
            _ => match self.number(&key, span)? {
                Some(0) => Ok(self.named(name, span)),
                Some(_) => Ok(Found::default()),
                None => Ok(Found::one(self.unknown("has an index that is not known", span))),
            },
        }
    }

    fn all(&mut self, name: &str, apart: bool) -> Found {
        if name == "BASH_SOURCE" || name == "FUNCNAME" {
            return Found::list(vec![self.frame_value(name, Span::default())], apart);
        }
        match self.state.elements(name) {
            Some(values) => Found { set: !values.is_empty(), ..Found::list(values, apart) },
            None => Found { list: true, apart, ..Found::default() },
        }
    }

    fn indexed(&mut self, elements: &[(i64, Value)], key: &str, span: Span) -> Expanded<Found> {
        let zsh = self.state.dialect.is_zsh() && !self.option("ksharrays");
        let count = elements.last().map_or(0, |(index, _)| index + 1);
        let position = |number: i64| match number {
            number if number < 0 => count + number,
            number if zsh => number - 1,
            number => number,
        };
        if zsh && key.starts_with('(') {
            return Ok(Found::one(self.unknown("uses a search envsim does not follow", span)));
        }
        if let (true, Some((from, to))) = (zsh, key.split_once(',')) {
            let (Some(from), Some(to)) = (self.number(from, span)?, self.number(to, span)?) else {
                return Ok(Found::one(self.unknown("has a range that is not known", span)));
            };
            let (from, to) = (position(from), position(to));
            let inside = elements.iter().filter(|(index, _)| (from..=to).contains(index));
            return Ok(Found::list(inside.map(|(_, value)| value.clone()).collect(), false));
        }
        let Some(number) = self.number(key, span)? else {
            return Ok(Found::one(self.unknown("has an index that is not known", span)));
        };
        let wanted = position(number);
        let found = elements.iter().find(|(index, _)| *index == wanted);
        Ok(found.map_or_else(Found::default, |(_, value)| Found::one(value.clone())))
    }

    /// zsh counts the characters of a scalar.
    fn characters(&mut self, name: &str, key: &str, span: Span) -> Found {
        let Some(value) = self.state.value(name) else { return Found::default() };
        let Some(text) = value.text() else { return Found::one(value.clone()) };
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let count = letters.len() as i64;
        let (from, to) = key.split_once(',').unwrap_or((key, key));
        let (Ok(from), Ok(to)) = (from.trim().parse::<i64>(), to.trim().parse::<i64>()) else {
            return Found::one(self.unknown("uses a subscript envsim does not follow", span));
        };
        let place = |number: i64| if number < 0 { count + number } else { number - 1 };
        let (from, to) = (place(from).max(0), place(to).min(count - 1));
        if from > to || count == 0 {
            return Found::one(Value::empty());
        }
        let start = letters[from as usize].0;
        let end = letters[to as usize].0 + letters[to as usize].1.len_utf8();
        Found::one(value.slice(start, end).unwrap_or_default())
    }
}
