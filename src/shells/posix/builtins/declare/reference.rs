//! `declare -n` and `export -f`: names that stand for something else.

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::handed;
use crate::shells::posix::parser::name_len;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::{Unknown, Value};

/// Whether bash takes a text as what a name stands for: another name, or an element (variables.c,
/// `valid_nameref_value`).
fn may_be_referred(name: &str, target: &str) -> bool {
    let len = name_len(target);
    let named = len > 0 && (len == target.len() || target[len..].starts_with('['));
    target.is_empty() || named && target != name
}

impl Evaluator<'_> {
    /// `declare -n name=target`.
    pub(super) fn refer(
        &mut self,
        name: &str,
        target: Option<Value>,
        span: Span,
    ) -> Result<(), Stop> {
        if let Some(target) = target {
            if target.text().is_some_and(|target| !may_be_referred(name, &target)) {
                self.error(&format!("{name}: invalid name reference"), "name", span);
                self.state.status = Status::FAILED;
                return Ok(());
            }
            if target.text().is_none() {
                self.incomplete("makes a reference to a variable whose name is not known", span);
            }
            let origin = self.origin(span);
            self.state.entry(name).refers = false;
            self.state.set(name, target, origin);
        }
        self.state.entry(name).refers = true;
        Ok(())
    }

    /// `export -f`: children get the function's text, as bash writes it (variables.c, `make_env_array_from_var_list`).
    pub(super) fn hand_down(&mut self, name: &str, span: Span) {
        if self.state.functions.holds(name) == Some(false) {
            self.error(&format!("export: {name}: not a function"), "export", span);
            self.state.status = Status::FAILED;
            return;
        }
        let origin = self.origin(span);
        let why = Unknown::new("is the text of a function, as bash writes it", origin.clone());
        let certain = self.state.functions.holds(name) == Some(true);
        let text = match self.state.functions.get(name).filter(|_| certain) {
            Some(function) => handed::value(name, function, why),
            None => Value::unknown(why),
        };
        let variable = handed::variable(name);
        self.state.set(&variable, text, origin);
        self.state.entry(&variable).export(true);
    }
}
