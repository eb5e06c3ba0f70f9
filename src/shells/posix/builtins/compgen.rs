//! bash's `compgen`, as far as profiles ask it for variables (bash(1), "Programmable Completion Builtins").

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn compgen(&mut self, arguments: &[Value], span: Span) {
        match self.variables_beginning(arguments) {
            Some(names) => {
                self.state.status = Status::of(!names.is_empty());
                let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
                self.state.print(self.computed(lines, span));
            }
            None => self.quiet("compgen", arguments, span),
        }
    }

    /// `compgen -v prefix`; of bash's own variables none begins with a small letter, and one with an underscore.
    fn variables_beginning(&self, arguments: &[Value]) -> Option<Vec<String>> {
        let [option, prefix] = arguments else { return None };
        let prefix = prefix.text()?.into_owned();
        let first = prefix.chars().next()?;
        let own = first.is_ascii_uppercase() || prefix == "_" || self.state.has_doubts();
        if option.text()? != "-v" || own || !self.state.dialect.is_bash() {
            return None;
        }
        let mut names = Vec::new();
        for (name, variable) in self.state.variables.iter() {
            if !name.starts_with(&prefix) {
                continue;
            }
            if variable.maybe_unset {
                return None;
            }
            names.extend(self.state.is_set(name).then(|| name.to_string()));
        }
        names.sort();
        Some(names)
    }
}
