//! `cd`, `pushd`, `popd`.

use crate::machine::Fault;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn change_directory(&mut self, command: &str, arguments: &[Value], span: Span) {
        let bad = |value: &Value| {
            let text = value.text().unwrap_or_default();
            let letters = text.strip_prefix('-').unwrap_or_default();
            !letters.is_empty()
                && letters.starts_with(|c: char| c.is_ascii_alphabetic())
                && !letters.chars().all(|letter| "qsLPe@".contains(letter))
        };
        if command != "popd" && arguments.first().is_some_and(bad) {
            self.no_directory();
            return;
        }
        let target = arguments.iter().find(|value| {
            !value.text().is_some_and(|text| text.len() > 1 && text.starts_with('-'))
        });
        if command == "popd" || (command == "pushd" && target.is_none()) {
            self.lose_directory("comes from the directory stack", span);
            return;
        }
        let target = match target {
            Some(target) if target.text().as_deref() == Some("-") => self.state.value("OLDPWD"),
            Some(target) => Some(target.clone()),
            None => self.state.value("HOME"),
        };
        let Some(text) = target.as_ref().and_then(Value::text) else {
            self.lose_directory("is a directory that is not known", span);
            return;
        };
        // zsh has it from the start, with nothing in it.
        let listed = self.state.value("CDPATH").is_some_and(|list| list.is_empty() != Some(true));
        if listed && !text.starts_with(['/', '.']) {
            self.lose_directory("is looked up in CDPATH", span);
            return;
        }
        let Some(path) = self.absolute(&text) else {
            self.lose_directory("is below a directory that is not known", span);
            return;
        };
        let platform = self.host.machine().platform();
        // `cd -P` follows the links (POSIX, `cd`).
        let physical = |value: &Value| value.text().as_deref() == Some("-P");
        let path = match arguments.first().is_some_and(physical) {
            true => self.host.machine().real_path(&path).unwrap_or(path),
            false => platform.normalize(&path),
        };
        match self.host.machine().status(&path) {
            Ok(status) if status.is_directory() && status.executable => {
                self.enter_directory(&path, span)
            }
            Err(fault) if fault.is_ours() => {
                self.lose_directory("is a directory that may not be there", span)
            }
            Err(Fault::Denied) => {
                self.lose_directory("is a directory envsim may not look into", span)
            }
            _ => self.no_directory(),
        }
    }

    /// dash says 2 (cd.c, `sh_error`).
    fn no_directory(&mut self) {
        self.state.status = Status::Known(1 + i32::from(self.state.dialect.is_dash()));
    }

    fn enter_directory(&mut self, path: &str, span: Span) {
        let origin = self.origin(span);
        let old = std::mem::replace(&mut self.state.cwd, Value::known(path, origin.clone()));
        self.state.set("OLDPWD", old, origin.clone());
        // It has the attribute in every shell (bash variables.c `set_pwd`, dash cd.c `setpwd`).
        self.state.entry("OLDPWD").export(true);
        let cwd = self.state.cwd.clone();
        self.state.set("PWD", cwd, origin);
        if self.state.dialect.is_zsh() {
            self.directory_hooks(span);
        }
    }

    /// zsh calls `chpwd` and what `chpwd_functions` lists (zshmisc(1), Hook Functions).
    fn directory_hooks(&mut self, span: Span) {
        let listed = self.state.elements("chpwd_functions").unwrap_or_default();
        let names = std::iter::once("chpwd".to_owned());
        let names = names.chain(listed.iter().filter_map(|one| Some(one.text()?.into_owned())));
        for name in names.collect::<Vec<_>>() {
            if let Some(function) = self.state.functions.get(&name).cloned() {
                let _ = self.call(&name, &function, Vec::new(), span);
            }
        }
        self.state.status = Status::OK;
    }

    fn lose_directory(&mut self, reason: &str, span: Span) {
        let why = self.reason(reason, span);
        let unknown = Value::unknown((*why).clone());
        self.state.cwd = unknown.clone();
        let origin = self.origin(span);
        self.state.set("PWD", unknown.clone(), origin.clone());
        self.state.set("OLDPWD", unknown, origin);
        self.state.entry("OLDPWD").export(true);
        self.state.status = Status::Unknown(why);
    }
}
