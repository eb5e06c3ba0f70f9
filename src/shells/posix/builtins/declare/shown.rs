//! What declarations print when they are asked.

use std::rc::Rc;

use super::wanted::Wanted;
use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::expand::{attribute_letters, double_quoted};
use crate::shells::posix::state::{Slot, Status};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// `declare -f NAME`, `-F NAME` and `-p NAME` only ask; one that is missing makes the status a failure.
    pub(super) fn asked_for(&mut self, name: &str, wanted: &Wanted, span: Span) {
        let there = match wanted.functions {
            true => self.state.functions.holds(name),
            false => match self.state.variable(name) {
                None => Some(false),
                Some(variable) => (!variable.maybe_unset).then_some(true),
            },
        };
        match self.declaration(name, wanted, span) {
            Some(text) => self.state.print(text),
            // Of what is not there nothing is printed.
            None if there == Some(false) => {}
            None => self.print_unknown(&format!("declare {name}"), span),
        }
        match there {
            Some(true) => {}
            Some(false) => self.state.status = Status::FAILED,
            None if self.state.status == Status::FAILED => {}
            None => {
                let reason = format!("depends on whether `{name}` is there");
                self.state.status = Status::Unknown(self.reason(reason, span));
            }
        }
    }

    /// zsh: a name alone that is declared in this scope already is shown (zshoptions(1), TYPESET_SILENT).
    pub(super) fn shows(&self, name: &str) -> bool {
        let own = match self.state.locals.last() {
            Some(saved) => saved.iter().any(|(known, _)| known == name),
            None => true,
        };
        own && self.state.is_set(name) && !self.option("typesetsilent")
    }

    pub(super) fn shows_variable(&mut self, name: &str, span: Span) {
        let text =
            self.state.value(name).and_then(|value| value.text().map(|text| text.into_owned()));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./,:+@%".contains(&byte);
        let scalar =
            self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Scalar(_)));
        match text.filter(|text| scalar && text.bytes().all(plain)) {
            Some(text) => {
                let text = if text.is_empty() { "''".to_owned() } else { text };
                self.state.print(Value::known(format!("{name}={text}\n"), self.origin(span)));
            }
            None => self.print_unknown("typeset", span),
        }
    }

    /// zsh's `-m PATTERN`: the variables it fits are shown, or with `+m` their names; where more is asked for, they get it.
    pub(super) fn by_pattern(&mut self, pattern: &str, wanted: &Wanted, span: Span) {
        // What `+` takes away with it is shown as well.
        let shows = wanted.matches == Some(false) && !wanted.only_names();
        let Some(names) = self.fitting(pattern).filter(|_| !shows) else {
            let unknown = self.reason("may be declared anew by a pattern", span);
            let reach = Reach::Only { variables: vec![pattern.into()], commands: Vec::new() };
            self.raise(unknown, reach);
            return self.print_unknown("typeset -m", span);
        };
        if !wanted.only_names() {
            return names.iter().for_each(|name| self.attributes(name, wanted));
        }
        for name in names {
            match wanted.matches {
                Some(false) => {
                    let line = Value::known(format!("{name}\n"), self.origin(span));
                    self.state.print(line);
                }
                _ => self.shows_variable(&name, span),
            }
        }
    }

    /// The names of plain texts that a pattern fits, where zsh itself has none such.
    fn fitting(&self, pattern: &str) -> Option<Vec<Rc<str>>> {
        let start = pattern.strip_suffix('*').unwrap_or(pattern);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let own = !start.contains('_') || start.starts_with("ZSH");
        if own || !start.bytes().all(plain) || self.state.has_doubts() {
            return None;
        }
        let mut names = Vec::new();
        for (name, variable) in self.state.variables.beginning(start) {
            let text = matches!(variable.slot, Slot::Scalar(_)) && !variable.maybe_unset;
            let letters = attribute_letters(variable);
            if &**name == pattern || start != pattern {
                names.push(name.clone());
                (text && letters.trim_matches('x').is_empty()).then_some(())?;
            }
        }
        names.sort();
        Some(names)
    }

    /// What bash's `declare -p` prints of a variable.
    fn declaration(&self, name: &str, wanted: &Wanted, span: Span) -> Option<Value> {
        let variable = self.state.variables.get(name).filter(|_| self.state.dialect.is_bash())?;
        if !wanted.prints || wanted.functions || variable.maybe_unset || variable.maybe_exported {
            return None;
        }
        let letters = attribute_letters(variable);
        let letters = if letters.is_empty() { "-" } else { letters.as_str() };
        let value = match &variable.slot {
            Slot::Unset => String::new(),
            Slot::Scalar(value) => format!("={}", double_quoted(&value.text()?)?),
            _ => format!("=({})", self.elements_written(variable)?),
        };
        Some(Value::known(format!("declare -{letters} {name}{value}\n"), self.origin(span)))
    }
}
