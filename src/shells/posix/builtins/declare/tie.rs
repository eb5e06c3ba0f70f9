//! zsh's `typeset -T`.

use super::wanted::{Wanted, is_option, read};
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::run::Given;
use crate::text::Span;
use crate::value::Value;

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
                    value =
                        Some(assigned.clone().map_or_else(|| self.first_value(assignment), Ok)?);
                }
            }
        }
        let (Some(Some(scalar)), Some(Some(array))) = (names.first(), names.get(1)) else {
            self.incomplete("ties variables whose names are not known", span);
            return Ok(true);
        };
        let (scalar, assigned) = match scalar.split_once('=') {
            Some((name, text)) => (name, Some(Value::known(text, self.origin(span)))),
            None => (scalar.as_str(), None),
        };
        let separator = names.get(2).cloned().flatten().and_then(|text| text.chars().next());
        let old = assigned.or(value).or_else(|| self.state.value(scalar));
        self.state.ties.tie(scalar, array, separator.unwrap_or(':'));
        let origin = self.origin(span);
        match old {
            Some(old) => self.state.set(scalar, old, origin),
            None => self.state.set_array(array, Vec::new(), origin),
        }
        if wanted.unique == Some(true) {
            self.state.entry(scalar).unique = true;
            self.make_unique(array, true);
        }
        if let Some(export) = wanted.export {
            self.state.entry(scalar).exported = export;
        }
        Ok(true)
    }

    fn first_value(
        &mut self,
        assignment: &crate::shells::posix::syntax::Assignment,
    ) -> Result<Value, Stop> {
        match &assignment.value {
            crate::shells::posix::syntax::Assigned::Scalar(word) => self.assigned(word),
            crate::shells::posix::syntax::Assigned::Array(_) => {
                Ok(self.unknown("is set in a way envsim does not follow", assignment.span))
            }
        }
    }
}
