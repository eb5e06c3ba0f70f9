//! zsh's `typeset -T`.

use super::wanted::{Wanted, is_option, read};
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::run::Given;
use crate::shells::posix::syntax::{Assigned, Assignment};
use crate::text::Span;
use crate::value::Value;

/// What tied variables begin with.
enum Tied {
    Text(Value),
    Elements(Vec<Value>),
}

impl Evaluator<'_> {
    /// zsh's `typeset -T SCALAR array [separator]`; whether it is one.
    pub(super) fn ties(
        &mut self,
        wanted: &Wanted,
        given: &[Given<'_>],
        span: Span,
    ) -> Result<bool, Stop> {
        let options: Vec<String> = given
            .iter()
            .map_while(|one| match one {
                Given::Value(value) => value.text().filter(|text| is_option(text)),
                Given::Assignment(..) => None,
            })
            .map(|text| text.into_owned())
            .collect();
        if !self.state.dialect.is_zsh() || !options.iter().any(|text| text.contains('T')) {
            return Ok(false);
        }
        let mut wanted = wanted.clone();
        options.iter().for_each(|text| read(text, &mut wanted));
        let mut names = Vec::new();
        let mut value = None;
        for one in &given[options.len()..] {
            match one {
                Given::Value(word) => names.push(word.text().map(|text| text.into_owned())),
                Given::Assignment(assignment, assigned) => {
                    names.push(Some(self.text(assignment.name)));
                    value = Some(match assigned.clone() {
                        Some(text) => Tied::Text(text),
                        None => self.first_value(assignment)?,
                    });
                }
            }
        }
        let (Some(Some(scalar)), Some(Some(array))) = (names.first(), names.get(1)) else {
            self.incomplete("ties variables whose names are not known", span);
            return Ok(true);
        };
        let (scalar, assigned) = match scalar.split_once('=') {
            Some((name, text)) => (name, Some(Tied::Text(Value::known(text, self.origin(span))))),
            None => (scalar.as_str(), None),
        };
        let separator = names.get(2).cloned().flatten().and_then(|text| text.chars().next());
        let local = wanted.local && !wanted.global;
        if local {
            self.make_local(scalar);
            self.make_local(array);
        }
        let level = if local { self.state.locals.len() } else { 0 };
        let old = assigned.or(value).or_else(|| self.state.value(scalar).map(Tied::Text));
        self.state.ties.tie(scalar, array, separator.unwrap_or(':'), level);
        let origin = self.origin(span);
        match old {
            Some(Tied::Text(old)) => self.state.set(scalar, old, origin),
            Some(Tied::Elements(values)) => self.state.set_array(array, values, origin),
            None => self.state.set_array(array, Vec::new(), origin),
        }
        if wanted.unique == Some(true) {
            self.state.entry(scalar).unique = true;
            self.make_unique(array, true);
        }
        if let Some(export) = wanted.export {
            self.state.entry(scalar).export(export);
        }
        Ok(true)
    }

    /// What is assigned to the scalar as one text, or to the array.
    fn first_value(&mut self, assignment: &Assignment) -> Result<Tied, Stop> {
        match &assignment.value {
            Assigned::Scalar(word) => self.assigned(word).map(Tied::Text),
            Assigned::Array(elements) => {
                let mut values = Vec::new();
                for element in elements {
                    values.extend(self.element_words(&element.value)?);
                }
                Ok(Tied::Elements(values))
            }
        }
    }
}
