//! Which functions and files are running: `FUNCNAME`, `BASH_SOURCE`, `BASH_LINENO` (bash(1)), `funcstack` and
//! zsh's `$0` (zshmodules(1), zshoptions(1) FUNCTION_ARGZERO).

use std::rc::Rc;

use super::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::{Place, Span};
use crate::value::Value;

/// A function call, or a file that is being read.
#[derive(Clone, Debug)]
pub struct Running {
    /// The function's name; `None` for a file.
    name: Option<Rc<str>>,
    /// The file, as it was named: where the function was defined.
    file: Rc<str>,
    /// The line of the call.
    line: u32,
    /// What `$0` was set to since.
    zero: Option<Value>,
    /// Whether it is a function of zsh's that was loaded for this call.
    loaded: bool,
}

impl Evaluator<'_> {
    /// The file that is being read, as it was named.
    pub(in crate::shells::posix) fn spelled(&self) -> Rc<str> {
        match self.running.last() {
            Some(running) => running.file.clone(),
            None => self.source.name().into(),
        }
    }

    /// Runs a file; the shell itself begins with the start-up files.
    pub(in crate::shells::posix) fn reading<T>(
        &mut self,
        file: Rc<str>,
        span: Option<Span>,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let line = span.map_or(0, |span| Place::new(&self.source, span).line());
        self.within(Running { name: None, file, line, zero: None, loaded: false }, run)
    }

    /// Runs a function's body.
    pub(in crate::shells::posix) fn called<T>(
        &mut self,
        name: &str,
        file: Rc<str>,
        line: u32,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let loaded = std::mem::take(&mut self.loading);
        self.within(Running { name: Some(name.into()), file, line, zero: None, loaded }, run)
    }

    fn within<T>(&mut self, running: Running, run: impl FnOnce(&mut Self) -> T) -> T {
        self.running.push(running);
        let result = run(self);
        self.running.pop();
        result
    }

    /// zsh's `%N`: the function that runs, else the file.
    pub(in crate::shells::posix) fn innermost(&self) -> Rc<str> {
        match self.running.last().and_then(|one| one.name.clone()) {
            Some(name) => name,
            None => self.spelled(),
        }
    }

    /// The elements of one of the variables that tell of the calls, innermost first.
    pub(in crate::shells::posix) fn calls(&self, name: &str, span: Span) -> Option<Vec<Value>> {
        let bash = self.state.dialect.is_bash();
        let all = self.running.iter().rev();
        let texts: Vec<String> = match (name, bash) {
            ("BASH_SOURCE", true) => all.map(|one| one.file.to_string()).collect(),
            ("BASH_LINENO", true) => all.map(|one| one.line.to_string()).collect(),
            // It is there in functions only.
            ("FUNCNAME", true) if self.running.iter().any(|one| one.name.is_some()) => {
                all.map(|one| one.name.as_deref().unwrap_or("source").to_owned()).collect()
            }
            ("FUNCNAME", true) => Vec::new(),
            ("funcstack", false) if self.state.dialect.is_zsh() => {
                all.map(|one| one.name.as_ref().unwrap_or(&one.file).to_string()).collect()
            }
            ("zsh_eval_context", false) => self.context()?,
            ("PIPESTATUS", true) | ("pipestatus", false) => {
                let one = |status: &Status| match status {
                    Status::Known(status) => self.computed(status.to_string(), span),
                    Status::Unknown(why) => Value::unknown((**why).clone()),
                };
                return Some(self.state.pipe.iter().map(one).collect());
            }
            _ => return None,
        };
        Some(texts.into_iter().map(|text| self.computed(text, span)).collect())
    }

    /// What zsh runs in what, outermost first, while it starts (zshparam(1), `zsh_eval_context`); nothing where more
    /// than files and functions is running.
    pub(in crate::shells::posix) fn context(&self) -> Option<Vec<String>> {
        let options = &self.state.options;
        let starts = self.state.dialect.is_zsh() && (options.interactive || options.login);
        if !starts || self.running_bytes > 0 || self.is_subshell() || !self.trapping.is_empty() {
            return None;
        }
        let words = |one: &Running| match (&one.name, one.loaded) {
            (None, _) => vec!["file".to_owned()],
            (Some(_), false) => vec!["shfunc".to_owned()],
            (Some(_), true) => vec!["shfunc".to_owned(), "loadautofunc".to_owned()],
        };
        Some(self.running.iter().flat_map(words).collect())
    }

    /// Whether what runs is neither a function nor a file that a command reads, but all that a bash does.
    pub(in crate::shells::posix) fn is_script_of_bash(&self) -> bool {
        let called = self.running.iter().any(|one| one.name.is_some() || one.line > 0);
        self.option("script") && self.state.dialect.is_bash() && !called
    }

    /// `0=…`, as zsh's plugins begin: it lasts as long as the function or file that says so.
    pub(in crate::shells::posix) fn set_zero(&mut self, value: Value) {
        match self.running.last_mut() {
            Some(running) => running.zero = Some(value),
            None => self.state.zero = value,
        }
    }

    /// `$0`: in zsh the function or file that is running.
    pub(in crate::shells::posix) fn zero(&self, span: Span) -> Value {
        let set = self.running.last().and_then(|one| one.zero.as_ref());
        if let Some(zero) = set.filter(|_| self.state.dialect.is_zsh()) {
            return zero.clone();
        }
        // Start-up files are read by the shell itself.
        let called = |one: &&Running| one.name.is_some() || one.line > 0;
        let inner = self.running.last().filter(called);
        match inner.filter(|_| self.state.dialect.is_zsh()) {
            Some(one) => match self.state.options.unsure("nofunctionargzero") {
                Some(why) => Value::unknown((**why).clone()),
                None if self.option("nofunctionargzero") => self.state.zero.clone(),
                None => {
                    let text = one.name.as_ref().unwrap_or(&one.file).to_string();
                    self.computed(text, span)
                }
            },
            None => self.state.zero.clone(),
        }
    }
}
