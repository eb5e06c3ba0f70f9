//! `x${^list}y`: a word for each element (zshexpn(1), `${^spec}` and RC_EXPAND_PARAM).

use super::{Field, Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::syntax::{Parameter, Part};
use crate::value::Value;

impl Evaluator<'_> {
    /// The fields of a word in which one list is spread; none where there is no such list, or several.
    pub(super) fn spread(
        &mut self,
        parts: &[Part],
        purpose: Purpose,
    ) -> Expanded<Option<Vec<Field>>> {
        if !self.state.dialect.is_zsh() {
            return Ok(None);
        }
        let spreads = |part: &Part| match part {
            Part::Parameter(parameter) => parameter.marks.contains(&b'^'),
            _ => false,
        };
        let Some(at) = parts.iter().position(spreads) else { return Ok(None) };
        let (before, after) = (&parts[..at], &parts[at + 1..]);
        // What is expanded again for each element must not do anything.
        let quiet = |part: &Part| match part {
            Part::Text(span) => !self.text(*span).starts_with(['~', '=']),
            Part::Single(_) | Part::Plain(_) | Part::Escaped(_) => true,
            Part::Parameter(parameter) => {
                parameter.operations.is_empty() && parameter.marks.is_empty()
            }
            _ => false,
        };
        if !before.iter().chain(after).all(quiet) {
            return Ok(None);
        }
        let Part::Parameter(spread) = &parts[at] else { return Ok(None) };
        let marks = spread.marks.iter().copied().filter(|mark| *mark != b'^').collect();
        let plain = Parameter { marks, ..(**spread).clone() };
        let found = self.operated(&plain, false)?;
        if !found.list || found.maybe || found.values.iter().any(Value::may_be_words) {
            return Ok(None);
        }
        self.handles(found.values.len());
        let named = !plain.marks.contains(&b'~');
        let mut all = Vec::new();
        for value in found.values {
            let mut fields = Fields::default();
            self.parts(before, purpose, false, &mut fields)?;
            fields.push(value, false, named);
            self.parts(after, purpose, false, &mut fields)?;
            all.extend(fields.finish());
        }
        Ok(Some(all))
    }
}
