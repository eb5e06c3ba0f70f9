//! bash's `${!name}`, `${!prefix*}` and `${!name[@]}`.

use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::{Slot, in_order};
use crate::shells::posix::syntax::{Operation, Parameter, Subject};
use crate::value::{Shape, Value};

impl Evaluator<'_> {
    /// bash: `${!name}`, `${!prefix*}`, `${!name[@]}`.
    pub(super) fn bash_indirect(&mut self, parameter: &Parameter) -> Expanded<Option<Found>> {
        if !parameter.marks.contains(&b'!') {
            return Ok(None);
        }
        let Subject::Name(span) = parameter.subject else { return Ok(None) };
        let name = self.text(span);
        if let Some(Operation::Names(sign)) = parameter.operations.first() {
            let names = self.state.variables.beginning(&name).map(|(name, _)| name.to_string());
            let names: Vec<String> = names.filter(|name| self.state.is_set(name)).collect();
            self.looks_up(names.len());
            let values = names.into_iter().map(|name| self.computed(name, span)).collect();
            return Ok(Some(Found::list(values, *sign == b'@')));
        }
        if parameter.subscript.is_some() {
            let keys: Vec<String> = match self.state.variable(&name).map(|variable| &variable.slot)
            {
                Some(Slot::Array(elements)) => elements.keys().map(ToString::to_string).collect(),
                Some(Slot::Map(elements)) => {
                    let all = in_order(elements, self.state.dialect);
                    all.into_iter().map(|(key, _)| key.clone()).collect()
                }
                // A scalar is the element 0 of itself; one that is not known may be a table.
                _ => match self.named(&name, span) {
                    found if found.maybe || !found.values.iter().all(Value::is_known) => {
                        let why = self.unknown("lists keys that are not known", span);
                        let why = (*self.why(&why, span)).clone().shaped(Shape::Words);
                        return Ok(Some(Found::list(vec![Value::unknown(why)], true)));
                    }
                    found if found.set => vec!["0".to_owned()],
                    _ => Vec::new(),
                },
            };
            self.handles(keys.len());
            return Ok(Some(Found::list(
                keys.into_iter().map(|key| self.computed(key, span)).collect(),
                true,
            )));
        }
        if self.state.variables.get(&name).is_some_and(|one| one.refers) {
            let target = self.state.referred(&name).into_owned();
            return Ok(Some(Found::one(self.computed(target, span))));
        }
        let target = self.named(&name, span);
        let target = target.values.first().and_then(Value::text).map(|text| text.into_owned());
        let mut found = match target {
            Some(target)
                if crate::shells::posix::parser::name_len(&target) == target.len()
                    && !target.is_empty() =>
            {
                self.named(&target, span)
            }
            // `${!#}`: the last parameter.
            Some(target) if !target.is_empty() && target.bytes().all(|b| b.is_ascii_digit()) => {
                self.named(&target, span)
            }
            _ => Found::one(self.unknown("names a variable that is not known", span)),
        };
        let plain = Parameter { marks: Vec::new(), ..parameter.clone() };
        for operation in &parameter.operations {
            found = self.apply(operation, found, &plain)?;
        }
        Ok(Some(found))
    }

    fn apply(
        &mut self,
        operation: &Operation,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        match operation {
            Operation::Conditional { word, operator: b'-', .. } if !found.set => {
                Ok(Found::one(self.single(word)?))
            }
            Operation::Conditional { operator: b'-', .. } => Ok(found),
            _ => Ok(Found::one(
                self.unknown("uses an expansion envsim does not follow", parameter.span),
            )),
        }
    }
}
