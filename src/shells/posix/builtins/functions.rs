//! zsh's `functions`, and which functions there are.

use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;
use std::rc::Rc;

impl Evaluator<'_> {
    /// zsh's `functions` lists, or traces; `-c old new` and `-M` make functions.
    pub(super) fn functions_listed(&mut self, arguments: &[Value], span: Span) {
        let makes = |text: &str| text.starts_with('-') && text.contains(['c', 'M']);
        if arguments.iter().any(|one| one.text().is_none_or(|text| makes(&text))) {
            self.state.options.turn("mathfunctions", true);
            let unknown = self.reason("makes functions in a way envsim does not follow", span);
            let commands = arguments.iter().filter_map(Value::text).map(|text| Rc::from(&*text));
            let commands = commands.collect();
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
        self.print_unknown("functions", span);
        self.state.status = self.status_of_functions(arguments, span);
    }

    /// Whether every function that is asked for is there.
    pub(in crate::shells::posix) fn status_of_functions(
        &self,
        arguments: &[Value],
        span: Span,
    ) -> Status {
        let mut status = Status::OK;
        for argument in arguments {
            let there = match argument.text() {
                Some(name) if !name.starts_with('-') => self.state.functions.holds(&name),
                _ => None,
            };
            match there {
                Some(true) => {}
                Some(false) => status = Status::FAILED,
                None => {
                    let reason = "depends on which functions there are";
                    return Status::Unknown(self.reason(reason, span));
                }
            }
        }
        status
    }
}
