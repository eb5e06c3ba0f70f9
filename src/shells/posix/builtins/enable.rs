//! `enable` and `disable`.

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// `enable` and `disable`: builtins by their names; of what options ask for the names are in doubt.
    pub(super) fn builtins_turned(&mut self, command: &str, arguments: &[Value], span: Span) {
        let words: Option<Vec<String>> =
            arguments.iter().map(|one| Some(one.text()?.into_owned())).collect();
        let bash = self.state.dialect.is_bash();
        let turned = match words.as_deref() {
            Some([option, names @ ..]) if bash && option == "-n" => Some((names, false)),
            Some(names) => Some((names, command == "enable")),
            None => None,
        };
        match turned {
            Some((names, on)) if !names.iter().any(|name| name.starts_with('-')) => {
                self.turn_builtins(command, names, on, span);
            }
            _ => self.turned_somehow(command, arguments, span),
        }
    }

    fn turn_builtins(&mut self, command: &str, names: &[String], on: bool, span: Span) {
        if names.is_empty() {
            return self.print_unknown(command, span);
        }
        for name in names {
            if !self.is_builtin(name) {
                let what = match self.state.dialect.is_bash() {
                    true => "not a shell builtin",
                    false => "no such hash table element",
                };
                self.error(&format!("{command}: {name}: {what}"), "builtin", span);
                self.state.status = Status::FAILED;
                continue;
            }
            self.state.disabled.retain(|one| one != name);
            if !on {
                self.state.disabled.push(name.clone());
            }
        }
    }

    fn turned_somehow(&mut self, command: &str, arguments: &[Value], span: Span) {
        let names = arguments.iter().filter_map(Value::text).filter(|text| !text.starts_with('-'));
        let commands: Vec<Rc<str>> = names.map(|name| Rc::from(&*name)).collect();
        let reason = self.reason("depends on what there is to be turned", span);
        self.state.status = Status::Unknown(reason);
        if !commands.is_empty() {
            let unknown = self.reason(format!("turns builtins on or off with `{command}`"), span);
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
    }
}
