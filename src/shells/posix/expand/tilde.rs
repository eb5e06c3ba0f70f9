//! Tildes (POSIX 2.6.1).

use std::rc::Rc;

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
        let Some(value) = self.tilde_value(&text[1..end], origin) else { return Ok(0) };
        out.push(value, true, true);
        Ok(end)
    }

    /// What a tilde with this name stands for; none where it is a letter.
    pub(super) fn tilde_value(&mut self, name: &str, origin: Origin) -> Option<Value> {
        let zsh = self.state.dialect.is_zsh();
        match name {
            "" => self.home(origin),
            "+" if !self.state.dialect.is_dash() => Some(self.state.cwd.clone()),
            "-" if !self.state.dialect.is_dash() => {
                let old = self.state.value("OLDPWD");
                old.or_else(|| zsh.then(|| self.state.cwd.clone()))
            }
            _ if zsh && is_place(name) => Some(self.directory_of_stack(name, origin)),
            name => self.user_home(name, origin),
        }
    }

    /// zsh ends the file where the stack has no such directory (Src/utils.c, `dstackent`).
    fn directory_of_stack(&mut self, name: &str, origin: Origin) -> Value {
        if matches!(name, "0" | "+0") {
            return self.state.cwd.clone();
        }
        let unknown = Unknown::new("depends on the stack of directories", origin);
        self.may_end_without(&unknown);
        Value::unknown(unknown)
    }

    /// What zsh finds nothing for ends the file, unless it is told to leave it as it is (NOMATCH).
    pub(super) fn may_end_without(&mut self, why: &Unknown) {
        if self.state.dialect.is_zsh() && !self.option("nonomatch") {
            self.may_end_file(&Rc::new(why.clone()));
        }
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

    fn user_home(&mut self, name: &str, origin: Origin) -> Option<Value> {
        if let Some(directory) = self.state.named_directories.get(name) {
            return Some(directory.clone());
        }
        let user = &self.host.machine().facts().user;
        if user.name == name && !user.home.is_empty() {
            return Some(Value::known(user.home.as_str(), origin));
        }
        if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            if let Some(home) = self.account_home(name) {
                return Some(Value::known(home, origin));
            }
            let reason = format!("depends on whether a user `{name}` is known");
            let unknown = Unknown::new(reason, origin);
            // zsh ends the file where it is not (Src/subst.c, `filesubstr`).
            self.may_end_without(&unknown);
            return Some(Value::unknown(unknown));
        }
        None
    }

    /// The home that the list of accounts gives (passwd(5)); other sources may know more.
    fn account_home(&self, name: &str) -> Option<String> {
        let bytes = self.host.machine().read("/etc/passwd").ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().find(|line| line.split(':').next() == Some(name))?;
        line.split(':').nth(5).filter(|home| home.starts_with('/')).map(str::to_owned)
    }
}

/// `~2`, `~-1`: a place in the stack, of at most two letters (Src/subst.c, `filesubstr`).
fn is_place(name: &str) -> bool {
    let digits = name.strip_prefix(['+', '-']);
    let short = digits.is_some() || name.len() < 3;
    let digits = digits.unwrap_or(name);
    short && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
