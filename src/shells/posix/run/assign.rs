//! Assignments (POSIX 2.9.1, bash(1) PARAMETERS, zshparam(1)).

use crate::shells::posix::arithmetic::Number;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::{Form, Slot, Status, element_name};
use crate::shells::posix::syntax::{Assigned, Assignment, Word};
use crate::text::Span;
use crate::value::{Origin, Value};

/// What bash lets nobody write (variables.c, `initialize_shell_variables`).
const READONLY: &[&str] = &["BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"];

impl Evaluator<'_> {
    /// Makes one assignment.
    pub fn assignment(&mut self, assignment: &Assignment) -> Expanded<()> {
        let name = self.text(assignment.name);
        self.as_parameters(&name, |this| this.assign_as_written(&name, assignment))
    }

    fn assign_as_written(&mut self, name: &str, assignment: &Assignment) -> Expanded<()> {
        let origin = self.origin(assignment.span);
        match &assignment.value {
            Assigned::Scalar(word) => {
                let mut value = self.assigned(word)?;
                if self.assigns_names(word) {
                    let reason = "may be made of file names by GLOB_ASSIGN";
                    self.incomplete(reason, assignment.span);
                    value = self.unknown(reason, assignment.span);
                }
                match &assignment.subscript {
                    Some(subscript) => {
                        self.lacks_subscript(name, subscript, assignment.span)?;
                        let key = self.subscript(subscript)?;
                        if self.is_text(name) {
                            let append = assignment.append;
                            return self.assign_characters(
                                name,
                                &key,
                                value,
                                append,
                                assignment.span,
                            );
                        }
                        if self.is_slice(name, &key) {
                            return self.assign_slice(name, &key, vec![value], assignment.span);
                        }
                        self.assign_element(name, &key, value, assignment.append, assignment.span)
                    }
                    None if assignment.append => self.append(name, value, origin, assignment.span),
                    None => self.assign(name, value, origin, assignment.span),
                }
            }
            Assigned::Array(elements) if assignment.subscript.is_some() => {
                let key = match &assignment.subscript {
                    Some(subscript) => self.subscript(subscript)?,
                    None => Value::empty(),
                };
                let mut values = Vec::new();
                for element in elements {
                    values.extend(self.element_words(&element.value)?);
                }
                self.assign_slice(name, &key, values, assignment.span)
            }
            Assigned::Array(elements) => {
                let append = assignment.append;
                self.assign_array(name, elements, append, assignment.span)
            }
        }
    }

    /// zsh's GLOB_ASSIGN makes file names of what is assigned (zshoptions(1)).
    fn assigns_names(&self, word: &Word) -> bool {
        let text = || word.span.of(self.source.text());
        self.state.dialect.is_zsh()
            && self.option("globassign")
            && text().contains(['*', '?', '[', '<'])
    }

    fn is_readonly(&self, name: &str) -> bool {
        let marked = self.state.variable(name).is_some_and(|variable| variable.readonly);
        marked || self.state.dialect.is_bash() && READONLY.binary_search(&name).is_ok()
    }

    /// Whether what a builtin, `for` or a command's own assignment writes is readonly, which it says: only a plain
    /// assignment drops bash's line (bash 5.2, `bind_variable`, `assign_in_env`).
    pub(in crate::shells::posix) fn refuses_write(&mut self, name: &str, span: Span) -> bool {
        let dialect = self.state.dialect;
        let refused = dialect.is_bash() && !dialect.posix && self.is_readonly(name);
        if refused {
            self.error(&format!("{name}: readonly variable"), "readonly", span);
            self.state.status = Status::FAILED;
        }
        refused
    }

    /// Whether the variable may be written; what happens if not.
    pub(in crate::shells::posix) fn writable(&mut self, name: &str, span: Span) -> Expanded<()> {
        if !self.is_readonly(name) {
            return Ok(());
        }
        self.error(&format!("{name}: readonly variable"), "readonly", span);
        Err(match (self.state.dialect.is_bash(), self.state.dialect.is_zsh()) {
            (true, _) => Stop::Line,
            (_, true) => Stop::File,
            _ => Stop::Shell,
        })
    }

    /// `NAME=value`: attributes of the variable change the text.
    pub fn assign(&mut self, name: &str, value: Value, origin: Origin, span: Span) -> Expanded<()> {
        if self.state.dialect.is_zsh() && name == "0" {
            self.set_zero(value);
            return Ok(());
        }
        // zsh: `for 1 in …` writes a positional parameter.
        if let (true, Ok(index @ 1..=99)) = (self.state.dialect.is_zsh(), name.parse::<usize>()) {
            let mut all = self.state.positional.to_vec();
            self.handles(all.len());
            all.resize(all.len().max(index), Value::empty());
            all[index - 1] = value;
            self.state.positional = all.into();
            return Ok(());
        }
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        if let Some((array, key)) = element_name(name) {
            let key = Value::known(key, origin);
            return self.assign_element(array, &key, value, false, span);
        }
        self.writable(name, span)?;
        let value = match &self.state.reshaped {
            Some(why) => Value::unknown(why.clone()),
            None => value,
        };
        let (integer, case) = self
            .state
            .variable(name)
            .map_or((false, None), |variable| (variable.integer, variable.case));
        let value = match case {
            Some(b'u') => value.map_text(str::to_uppercase),
            Some(_) => value.map_text(str::to_lowercase),
            None => value,
        };
        if integer {
            self.remembers_base(name, &value);
        }
        let value = if integer { self.integer(&value, span)? } else { value };
        let (value, number) = self.formed(name, value, span)?;
        let value = self.bounded(value, span);
        self.keeps(name, &value);
        let list = self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Array(_)));
        if list && self.state.dialect.is_bash() {
            if let Slot::Array(elements) = &mut self.state.entry(name).slot {
                elements.insert(0, value);
            }
        } else if list && self.state.dialect.is_zsh() && self.state.ties.scalar_of(name).is_some() {
            // zsh: a scalar assigned to a tied array becomes its only element.
            self.state.set_array(name, vec![value], origin);
        } else {
            self.state.set(name, value, origin);
        }
        if number.is_some() {
            self.state.entry(name).number = number;
        }
        Ok(())
    }

    /// What a variable with a width, a base or digits makes of a text, and the floating point behind that.
    fn formed(&mut self, name: &str, value: Value, span: Span) -> Expanded<(Value, Option<f64>)> {
        let Some(form) = self.state.variable(name).and_then(|variable| variable.form) else {
            return Ok((value, None));
        };
        let Some(text) = value.text().map(|text| text.into_owned()) else {
            return Ok((value, None));
        };
        let (shown, number) = match form.is_number() {
            true => {
                let number = self.real_number(&text, span)?;
                let real = number.filter(|_| form.is_real()).map(Number::real);
                (number.and_then(|number| form.of(number)), real)
            }
            false => (form.written(&text), None),
        };
        Ok(match shown {
            Some(written) => (Value::known(written, self.origin(span)), number),
            None => (self.unknown("is written in a form envsim does not follow", span), None),
        })
    }

    /// zsh: an integer is shown in the base of the first constant that it is given with one (zshmisc(1), ARITHMETIC
    /// EVALUATION).
    fn remembers_base(&mut self, name: &str, value: &Value) {
        let free = self.state.variable(name).is_some_and(|one| one.form.is_none());
        let Some(text) = value.text().filter(|_| free && self.state.dialect.is_zsh()) else {
            return;
        };
        if let Some(base) = last_base(&text).filter(|_| !text.contains("[#")) {
            self.state.entry(name).form = Form::new('i', Some(base));
        }
    }

    fn integer(&mut self, value: &Value, span: Span) -> Expanded<Value> {
        let Some(text) = value.text() else { return Ok(value.clone()) };
        // Nothing in it is expanded any more: to zsh's arithmetic the sign is a number of its own.
        if self.state.dialect.is_zsh() && text.contains('$') {
            self.error("bad math expression", "arithmetic", span);
            return Err(Stop::File);
        }
        Ok(match self.index(&text, span)? {
            Some(number) => Value::known(number.to_string(), self.origin(span)),
            None => self.unknown("is computed from something that is not known", span),
        })
    }

    fn append(&mut self, name: &str, value: Value, origin: Origin, span: Span) -> Expanded<()> {
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        self.writable(name, span)?;
        let zsh = self.state.dialect.is_zsh();
        let variable = self.state.variable(name);
        if variable.is_some_and(|variable| variable.maybe_unset) {
            let reason = format!(
                "is appended to `{name}`, which is set only under a condition that is not known"
            );
            let unknown = self.unknown(&reason, span);
            return self.assign(name, unknown, origin, span);
        }
        if variable.is_some_and(|variable| variable.integer) {
            let old = self.state.value(name).unwrap_or_default();
            let sum = match (old.text(), value.text()) {
                (Some(old), Some(new)) => Value::known(format!("{old}+({new})"), origin.clone()),
                _ => old.then(value),
            };
            return self.assign(name, sum, origin, span);
        }
        match variable.map(|variable| &variable.slot) {
            Some(Slot::Array(_)) if zsh && self.state.ties.array_of(name).is_none() => {
                self.extend(name, vec![value], origin);
                Ok(())
            }
            _ => {
                let old = self.state.value(name).unwrap_or_default();
                self.assign(name, old.then(value), origin, span)
            }
        }
    }
}

/// The base of the last constant of an expression that names one: `16#ff`, `0xff`.
fn last_base(text: &str) -> Option<usize> {
    let words =
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"#_".contains(letter));
    let base = |word: &str| match (word.split_once('#'), word.get(..2)) {
        (Some((base, _)), _) => base.parse().ok(),
        (None, Some("0x" | "0X")) => Some(16),
        (None, Some("0b" | "0B")) => Some(2),
        _ => None,
    };
    words.filter_map(base).next_back()
}
