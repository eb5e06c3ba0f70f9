//! zsh's `argv`: the positional parameters under the name of an array (zshparam(1)).

use super::Evaluator;
use crate::shells::posix::state::{Slot, numbered};

impl Evaluator<'_> {
    /// Runs what writes to an array of that name; what becomes of `argv` are the parameters.
    pub(in crate::shells::posix) fn as_parameters<R>(
        &mut self,
        name: &str,
        run: impl FnOnce(&mut Self) -> R,
    ) -> R {
        if !self.state.dialect.is_zsh() || name != "argv" {
            return run(self);
        }
        let parameters = self.state.positional.to_vec();
        self.handles(parameters.len());
        self.state.store(name, Slot::Array(numbered(parameters)));
        let result = run(self);
        match self.state.variables.remove(name).map(|one| one.slot.clone()) {
            Some(Slot::Array(elements)) => {
                self.state.positional = elements.into_inner().into_values().collect();
            }
            Some(Slot::Scalar(value)) => self.state.positional = vec![value].into(),
            _ => {}
        }
        result
    }
}
