//! Tildes (POSIX 2.6.1).

use super::Fields;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::text::Span;
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// A tilde prefix at the start of a text; how many bytes it took.
    pub(super) fn tilde(
        &mut self,
        text: &str,
        span: Span,
        last: bool,
        colons: bool,
        out: &mut Fields,
    ) -> Expanded<usize> {
        if !text.starts_with('~') {
            return Ok(0);
        }
        let stop = |c: char| c == '/' || (colons && c == ':');
        let end = text.find(stop);
        // A prefix that runs into a quote or an expansion is none (POSIX 2.6.1).
        let Some(end) = end.or_else(|| last.then_some(text.len())) else { return Ok(0) };
        let origin = self.origin(Span::new(span.start as usize, span.start as usize + end));
        let value = match &text[1..end] {
            "" => self.home(origin),
            "+" if !self.state.dialect.is_dash() => Some(self.state.cwd.clone()),
            "-" if !self.state.dialect.is_dash() => self.state.value("OLDPWD"),
            name => self.user_home(name, origin)?,
        };
        let Some(value) = value else { return Ok(0) };
        out.push(value, true, true);
        Ok(end)
    }

    fn home(&self, origin: Origin) -> Option<Value> {
        if let Some(home) = self.state.value("HOME") {
            return Some(home);
        }
        let dialect = self.state.dialect;
        if dialect.is_zsh() {
            return Some(Value::empty());
        }
        let home = &self.host.machine().facts().user.home;
        (dialect.is_bash() && !home.is_empty()).then(|| Value::known(home.as_str(), origin))
    }

    fn user_home(&mut self, name: &str, origin: Origin) -> Expanded<Option<Value>> {
        if let Some(directory) = self.state.named_directories.get(name) {
            return Ok(Some(directory.clone()));
        }
        let user = &self.host.machine().facts().user;
        if user.name == name && !user.home.is_empty() {
            return Ok(Some(Value::known(user.home.as_str(), origin)));
        }
        if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            if let Some(home) = self.account_home(name) {
                return Ok(Some(Value::known(home, origin)));
            }
            let reason = format!("depends on whether a user `{name}` is known");
            let unknown = Unknown::new(reason, origin);
            // zsh ends the file where it is not (Src/subst.c, `filesubstr`).
            if self.state.dialect.is_zsh() {
                self.may_end(&unknown);
            }
            return Ok(Some(Value::unknown(unknown)));
        }
        Ok(None)
    }

    /// The home that the list of accounts gives (passwd(5)); other sources may know more.
    fn account_home(&self, name: &str) -> Option<String> {
        let bytes = self.host.machine().read("/etc/passwd").ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().find(|line| line.split(':').next() == Some(name))?;
        line.split(':').nth(5).filter(|home| home.starts_with('/')).map(str::to_owned)
    }
}
