//! `$(< file)`: the file's text without running anything (bash(1) "Command Substitution", zshmisc(1)).

use super::trimmed;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{Body, Kind, Redirect};
use crate::value::Value;

impl Evaluator<'_> {
    /// The redirection, where a substitution holds nothing else; dash knows no such thing.
    pub(super) fn only_input<'b>(&self, body: &'b Body) -> Option<&'b Redirect> {
        let [one] = &**body else { return None };
        let [command] = one.first.commands.as_slice() else { return None };
        let [redirect] = command.redirects.as_slice() else { return None };
        let Kind::Simple(simple) = &command.kind else { return None };
        let plain = one.rest.is_empty() && !one.background && !one.first.negated;
        let alone = simple.words.is_empty() && simple.assignments.is_empty();
        let standard = redirect.descriptor.is_none_or(|span| self.text(span) == "0");
        let reads = self.text(redirect.operator) == "<" && standard;
        (plain && alone && reads && !self.state.dialect.is_dash()).then_some(redirect)
    }

    fn nothing_to_open(&self, path: &Value) -> bool {
        let path = path.text().filter(|path| !path.starts_with("/dev/"));
        let path = path.and_then(|path| self.absolute(&path));
        path.is_some_and(|path| {
            self.host.machine().status(&path).is_err_and(|fault| !fault.is_ours())
        })
    }

    /// What the file holds, without the line ends behind it; bash drops NUL bytes.
    pub(super) fn file_substitution(&mut self, redirect: &Redirect) -> Expanded<Value> {
        self.captures += 1;
        let path = self.single(&redirect.target)?;
        if self.nothing_to_open(&path) {
            self.state.status = Status::FAILED;
            return Ok(Value::empty());
        }
        let text = self.content(&path, redirect);
        self.state.status = match text.why_unknown() {
            Some(why) => Status::Unknown(why),
            None => Status::OK,
        };
        let nulls = self.state.dialect.is_bash() && text.text().is_some_and(|t| t.contains('\0'));
        let text = if nulls { text.map_text(|text| text.replace('\0', "")) } else { text };
        Ok(trimmed(text))
    }
}
