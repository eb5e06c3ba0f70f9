//! zsh's `set -A` and `shift` of arrays (zshbuiltins(1)).

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::{Slot, Status};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// `set -A name words`; with `+A` the elements behind those that are given stay.
    pub(super) fn set_words(
        &mut self,
        arguments: &[Value],
        anew: bool,
        span: Span,
    ) -> Result<(), Stop> {
        let name = arguments.first().and_then(Value::text).unwrap_or_default().into_owned();
        self.as_parameters(&name, |this| this.set_named(arguments, anew, span))
    }

    fn set_named(&mut self, arguments: &[Value], anew: bool, span: Span) -> Result<(), Stop> {
        let name = arguments.first().map(|name| name.text().map(|name| name.into_owned()));
        let name = match name {
            Some(Some(name)) => name,
            // Without a name it lists all arrays.
            None => {
                self.print_unknown("set", span);
                return Ok(());
            }
            Some(None) => {
                self.incomplete("sets an array whose name is not known", span);
                return Ok(());
            }
        };
        self.writable(&name, span)?;
        let mut words = arguments[1..].to_vec();
        let origin = self.origin(span);
        match self.state.variable(&name).map(|variable| variable.slot.clone()) {
            Some(Slot::Map(_)) if words.iter().all(|word| word.text().is_some()) => {
                let pairs = words.chunks(2).map(|pair| {
                    let key = pair[0].text().unwrap_or_default().into_owned();
                    (key, pair.get(1).cloned().unwrap_or_default())
                });
                let map = pairs.collect();
                self.state.store(&name, Slot::Map(map));
                return Ok(());
            }
            Some(Slot::Map(_)) => {
                let unknown = self.unknown("has keys that are not known", span);
                self.state.set(&name, unknown, origin);
                return Ok(());
            }
            Some(Slot::Array(old)) if !anew => {
                words.extend(old.into_inner().into_values().skip(words.len()));
            }
            _ => {}
        }
        self.handles(words.len());
        self.state.set_array(&name, words, origin);
        Ok(())
    }

    /// The arrays among what `shift` is given: without `-p`, and without the count that may stand first.
    pub(super) fn shifted_arrays(&self, operands: &[Value]) -> Option<Vec<String>> {
        let array = |value: &Value| {
            let name = value.text()?.into_owned();
            if name == "argv" {
                return Some(name);
            }
            let slot = &self.state.variable(&name)?.slot;
            matches!(slot, Slot::Array(_)).then_some(name)
        };
        operands.iter().map(array).collect()
    }

    /// Takes elements away from each array, in front or from behind.
    pub(super) fn shift_array(&mut self, name: &str, count: usize, behind: bool, span: Span) {
        let Some(variable) = self.state.variable(name) else { return };
        let unsure = variable.maybe_unset;
        let Slot::Array(elements) = &variable.slot else { return };
        let mut elements: Vec<Value> = elements.values().cloned().collect();
        self.handles(elements.len());
        let origin = self.origin(span);
        if unsure || elements.iter().any(Value::may_be_words) {
            let unknown = self.unknown("is what is left of an array that is not known", span);
            return self.state.set_array(name, vec![unknown], origin);
        }
        if count > elements.len() {
            self.error("shift: shift count must be <= $#", "shift", span);
            self.state.status = Status::FAILED;
            return;
        }
        match behind {
            true => elements.truncate(elements.len() - count),
            false => drop(elements.drain(..count)),
        }
        self.state.set_array(name, elements, origin);
    }
}
