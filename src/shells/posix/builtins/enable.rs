//! `enable` and `disable`.

use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;
use std::rc::Rc;

impl Evaluator<'_> {
    /// `enable` and `disable`: which builtins are left is not followed, so these names are in doubt.
    pub(super) fn builtins_turned(&mut self, command: &str, arguments: &[Value], span: Span) {
        let names = arguments.iter().filter_map(Value::text).filter(|text| !text.starts_with('-'));
        let commands: Vec<Rc<str>> = names.map(|name| Rc::from(&*name)).collect();
        self.state.status = self.status_of_turned(arguments, &commands, span);
        if !commands.is_empty() {
            let unknown = self.reason(format!("turns builtins on or off with `{command}`"), span);
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
    }

    /// A name that is no builtin fails; what options ask for may be there or not.
    fn status_of_turned(&self, arguments: &[Value], names: &[Rc<str>], span: Span) -> Status {
        let options = arguments.len() > names.len();
        let off = arguments.first().and_then(Value::text).as_deref() == Some("-n");
        if options && !(off && self.state.dialect.is_bash()) && !names.is_empty() {
            return Status::Unknown(self.reason("depends on what there is to be turned", span));
        }
        Status::of(names.iter().all(|name| self.is_builtin(name)))
    }
}
