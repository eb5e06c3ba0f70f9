//! zsh's `functions`, and which functions there are.

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// zsh's `functions` lists, or traces; `-c old new` and `-M` make functions.
    pub(super) fn functions_listed(&mut self, arguments: &[Value], span: Span) {
        let texts: Vec<String> =
            arguments.iter().filter_map(Value::text).map(|text| text.into_owned()).collect();
        if texts.len() == arguments.len() {
            match texts.first().map(String::as_str) {
                // A function of arithmetic is none that a command can name (zshbuiltins(1), `functions -M`).
                Some("-M") if texts.len() > 1 => {
                    self.state.options.turn(":mathfunctions", true);
                    self.state.status = Status::OK;
                    return;
                }
                Some("-c") if texts.len() == 3 && self.copies(&texts[1], &texts[2]) => return,
                _ => {}
            }
        }
        let makes = |text: &str| text.starts_with('-') && text.contains(['c', 'M']);
        if arguments.iter().any(|one| one.text().is_none_or(|text| makes(&text))) {
            self.state.options.turn(":mathfunctions", true);
            let unknown = self.reason("makes functions in a way envsim does not follow", span);
            let commands = arguments.iter().filter_map(Value::text).map(|text| Rc::from(&*text));
            let commands = commands.collect();
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
        self.print_unknown("functions", span);
        self.state.status = self.status_of_functions(arguments, span);
    }

    /// Gives a function another name too; not where it would be loaded first.
    fn copies(&mut self, name: &str, copy: &str) -> bool {
        let surely = self.state.functions.holds(name) == Some(true);
        let Some(function) =
            self.state.functions.get(name).filter(|one| surely && one.body.is_some())
        else {
            return false;
        };
        let function = function.clone();
        self.state.functions.insert(copy, function);
        self.state.status = Status::OK;
        true
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
