//! Programs are never run: recorded outputs first, then the models of a few small tools, then unknown.

mod filters;

use std::rc::Rc;

use super::reach::{is_of_module, is_utility};
use super::run::Evaluator;
use super::state::{Status, spaced};
use crate::text::{Encoding, Place, Source, Span, decode};
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// A program's output and status.
    pub(super) fn external(&mut self, name: &str, arguments: &[Value], span: Span) {
        self.program(name, arguments, span);
        // A program changes nothing here; a function of its name, which a doubt may have made, could.
        if let (Some(why), false) =
            (self.state.functions.may_hold(name).cloned(), name.contains('/') || is_utility(name))
        {
            let status = self.state.status.clone();
            self.doubted_call(name, &why, span);
            if let Status::Unknown(_) = status {
                self.state.status = status;
            }
        }
    }

    fn program(&mut self, name: &str, arguments: &[Value], span: Span) {
        let there = self.command_path(name, span);
        let line = self.line(name, arguments);
        if let Some(words) = self.words(name, arguments) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            if let Some(output) = self.host.output(&words) {
                let origin = Origin::Scenario(format!("output of `{}`", words.join(" ")).into());
                self.state.print(Value::known(output.stdout, origin));
                self.state.status = Status::Known(output.status);
                return;
            }
        }
        match there {
            Ok(None) => return self.not_found(name, span),
            Err(why) => {
                self.state.status = Status::Unknown(why);
                self.print_output(&line, span);
                return;
            }
            Ok(Some(_)) => {}
        }
        if let Some(why) = arguments.iter().find_map(Value::why_unknown) {
            return self.fed_unknown(name, &why, span);
        }
        let known = arguments
            .iter()
            .map(|value| value.text().map(|text| text.into_owned()))
            .collect::<Option<Vec<_>>>();
        let modelled = known.is_some_and(|arguments| self.modelled(name, &arguments, span));
        if !modelled {
            self.print_output(&line, span);
            self.state.status = Status::Unknown(
                self.reason(format!("depends on `{line}`, which is never run"), span),
            );
        }
    }

    /// Nothing of that name, as far as is known: a function that a doubt may have made would run instead.
    fn not_found(&mut self, name: &str, span: Span) {
        if self.state.functions.may_hold(name).is_some() {
            return;
        }
        if self.state.dialect.is_zsh() && is_of_module(name) {
            self.state.status = Status::Unknown(self.reason(format!("depends on `{name}`"), span));
            return self.print_output(name, span);
        }
        // bash says so of a path that leads nowhere; it never looks for it (execute_cmd.c, `shell_execve`).
        let message = match name.contains('/') {
            true => format!("{name}: No such file or directory"),
            false => format!("{name}: command not found"),
        };
        self.error(&message, "command-not-found", span);
        self.state.status = Status::Known(127);
    }

    /// A program gets something that is not known: that is the cause of all that follows, not the program.
    fn fed_unknown(&mut self, name: &str, why: &Unknown, span: Span) {
        let reason = format!("takes the output of `{name}` for something that {}", why.reason);
        let unknown = Rc::new(why.because(reason, self.origin(span)));
        if !self.state.sinks.is_empty() {
            self.state.print(Value::unknown(unknown.clone()));
        }
        self.state.status = Status::Unknown(unknown);
    }

    fn print_output(&mut self, line: &str, span: Span) {
        if !self.state.sinks.is_empty() {
            let unknown = Unknown::output_of(line, self.origin(span));
            self.state.print(Value::unknown(unknown));
        }
    }

    fn line(&self, name: &str, arguments: &[Value]) -> String {
        let shown = spaced(arguments.iter());
        let shown = match shown.text() {
            Some(text) => text.into_owned(),
            None => "…".to_owned(),
        };
        format!("{name} {shown}").trim_end().to_owned()
    }

    fn words(&self, name: &str, arguments: &[Value]) -> Option<Vec<String>> {
        let mut words = vec![name.to_owned()];
        for argument in arguments {
            words.push(argument.text()?.into_owned());
        }
        Some(words)
    }

    fn user_number(&self, of: impl Fn(&crate::machine::User) -> Option<u32>) -> Option<String> {
        of(&self.host.machine().facts().user).map(|number| number.to_string())
    }

    /// The tools whose output follows from what is known; false where this use of one is not followed.
    fn modelled(&mut self, name: &str, arguments: &[String], span: Span) -> bool {
        let base = name.rsplit('/').next().unwrap_or(name);
        let plain: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let answer = match (base, plain.as_slice()) {
            ("dirname", [path]) => Some(directory_of(path)),
            ("basename", [path]) => Some(name_of(path, "")),
            ("basename", [path, suffix]) if !path.starts_with('-') => Some(name_of(path, suffix)),
            ("uname", [] | ["-s"]) => self.system(),
            ("uname", ["-m"]) => self.processor(),
            ("id", ["-u" | "-ru" | "-ur"]) => self.user_number(|user| user.uid),
            ("id", ["-g" | "-rg" | "-gr"]) => self.user_number(|user| user.gid),
            ("id", ["-gn" | "-ng"]) => self.host.machine().facts().user.groups.first().cloned(),
            ("id", ["-nG" | "-Gn"]) | ("groups", []) => {
                Some(self.host.machine().facts().user.groups.join(" "))
                    .filter(|all| !all.is_empty())
            }
            ("id", ["-un" | "-nu"]) | ("whoami", []) => {
                Some(self.host.machine().facts().user.name.clone()).filter(|name| !name.is_empty())
            }
            ("realpath" | "readlink", paths) => self.resolved_path(base, paths),
            ("path_helper", ["-s"]) => {
                self.path_helper(span);
                return true;
            }
            ("brew", ["shellenv", ..]) => {
                let Ok(Some(path)) = self.command_path(name, span) else { return false };
                return self.brew(&path, span);
            }
            ("pyenv", ["init", "-", ..]) => {
                self.pyenv_init(plain.get(2).copied(), span);
                return true;
            }
            ("pyenv", ["virtualenv-init", "-", ..]) => {
                self.pyenv_virtualenv(span);
                return true;
            }
            ("pyenv", ["rehash"]) => {
                self.state.status = Status::OK;
                return true;
            }
            ("brew", ["--prefix"]) => self.brew_prefix(name, span),
            _ => return self.filtered_output(base, &plain, span),
        };
        let Some(answer) = answer else { return false };
        let origin = self.signature(base, span);
        self.state.print(Value::known(format!("{answer}\n"), origin));
        self.state.status = Status::OK;
        true
    }

    fn signature(&self, name: &str, span: Span) -> Origin {
        Origin::Signature { name: name.into(), place: Place::new(&self.source, span) }
    }

    fn system(&self) -> Option<String> {
        Some(match self.host.machine().platform() {
            crate::machine::Platform::Linux => "Linux".to_owned(),
            crate::machine::Platform::MacOs => "Darwin".to_owned(),
            crate::machine::Platform::Windows => return None,
        })
    }

    fn processor(&self) -> Option<String> {
        let facts = self.host.machine().facts();
        let mac = facts.platform == crate::machine::Platform::MacOs;
        let name = match facts.arch.as_deref()? {
            "amd64" => "x86_64",
            "arm64" if mac => "arm64",
            "arm64" => "aarch64",
            _ => return None,
        };
        Some(name.to_owned())
    }

    fn resolved_path(&self, command: &str, arguments: &[&str]) -> Option<String> {
        let path = match (command, arguments) {
            ("realpath", [path]) if !path.starts_with('-') => path,
            ("readlink", ["-f", path]) => path,
            _ => return None,
        };
        let path = self.absolute(path)?;
        self.host.machine().real_path(&path).ok()
    }

    /// path_helper(8): the lines of /etc/paths and /etc/paths.d, then what was in PATH before, each once.
    fn path_helper(&mut self, span: Span) {
        let machine = self.host.machine();
        let mut files = vec!["/etc/paths".to_owned()];
        let more = machine.list("/etc/paths.d").unwrap_or_default();
        files.extend(more.into_iter().map(|entry| format!("/etc/paths.d/{}", entry.name)));
        let mut entries: Vec<Value> = Vec::new();
        for file in files {
            let Ok(bytes) = machine.read(&file) else { continue };
            let source = Source::file(&file, decode(&bytes, Encoding::Utf8), None);
            let mut start = 0;
            for line in source.text().split_inclusive('\n') {
                let text = line.trim_end_matches('\n');
                if !text.is_empty() {
                    let place = Place::new(&source, Span::new(start, start + text.len()));
                    entries.push(Value::known(text, Origin::File(place)));
                }
                start += line.len();
            }
        }
        let old = self.state.value("PATH").unwrap_or_default();
        entries.extend(
            old.entries(':')
                .into_iter()
                .map(|entry| entry.value)
                .filter(|value| value.is_empty() != Some(true)),
        );
        super::state::deduplicate(&mut entries);
        let origin = self.signature("path_helper", span);
        let mut text = Value::known("PATH=\"", origin.clone());
        text.append(Value::from_entries(entries, ':'));
        text.push("\"; export PATH;\n", origin);
        self.state.print(text);
        self.state.status = Status::OK;
    }

    /// `$PYENV_ROOT`, by default `~/.pyenv`.
    fn pyenv_root(&self) -> Value {
        let root = self.state.value("PYENV_ROOT").filter(|root| root.is_empty() != Some(true));
        root.unwrap_or_else(|| {
            let mut home = self.state.value("HOME").unwrap_or_default();
            home.push("/.pyenv", Origin::Builtin("pyenv's default root".into()));
            home
        })
    }

    /// `pyenv init -` (pyenv 2.x, libexec/pyenv-init): the shims move to the front of PATH.
    fn pyenv_init(&mut self, shell: Option<&str>, span: Span) {
        let origin = self.signature("pyenv", span);
        let mut shims = self.pyenv_root();
        shims.push("/shims", origin.clone());
        // The entry is pyenv's doing, wherever its root was set.
        if let Some(text) = shims.text().map(|text| text.into_owned()) {
            shims = Value::known(text, origin.clone());
        }
        let old = self.state.value("PATH").unwrap_or_default();
        let others = old.entries(':').into_iter().map(|entry| entry.value);
        let others = others.filter(|entry| !entry.same_text(&shims));
        let entries: Vec<Value> = std::iter::once(shims.clone()).chain(others).collect();
        let mut text = Value::known("export PATH=\"", origin.clone());
        text.append(Value::from_entries(entries, ':'));
        let shell = shell.unwrap_or(if self.state.dialect.is_zsh() { "zsh" } else { "bash" });
        text.push(
            format!("\"\nexport PYENV_SHELL={shell}\npyenv() {{ command pyenv \"$@\"; }}\n"),
            origin,
        );
        self.state.print(text);
        self.state.status = Status::OK;
    }

    /// `pyenv virtualenv-init -` (pyenv-virtualenv, bin/pyenv-virtualenv-init).
    fn pyenv_virtualenv(&mut self, span: Span) {
        let origin = self.signature("pyenv", span);
        let mut text = Value::known("export PATH=\"", origin.clone());
        let root = self.pyenv_root();
        text.append(
            root.text().map_or_else(
                || root.clone(),
                |text| Value::known(text.into_owned(), origin.clone()),
            ),
        );
        let rest = "/plugins/pyenv-virtualenv/shims:${PATH}\"\nexport PYENV_VIRTUALENV_INIT=1\n_pyenv_virtualenv_hook() { :; }\n";
        text.push(rest, origin);
        self.state.print(text);
        self.state.status = Status::OK;
    }

    fn brew_prefix(&mut self, name: &str, span: Span) -> Option<String> {
        let path = self.command_path(name, span).ok()??;
        path.text()?.strip_suffix("/bin/brew").map(str::to_owned)
    }

    /// `brew shellenv` (Homebrew 4, Library/Homebrew/cmd/shellenv.sh).
    fn brew(&mut self, path: &Value, span: Span) -> bool {
        let Some(text) = path.text() else { return false };
        let Some(prefix) = text.strip_suffix("/bin/brew").map(str::to_owned) else { return false };
        // On macOS it also asks path_helper, and says nothing when PATH is right already.
        if self.host.machine().platform() == crate::machine::Platform::MacOs {
            return false;
        }
        let repository = match prefix.as_str() {
            "/opt/homebrew" => prefix.clone(),
            other => format!("{other}/Homebrew"),
        };
        let lines = format!(
            "export HOMEBREW_PREFIX=\"{prefix}\";\nexport HOMEBREW_CELLAR=\"{prefix}/Cellar\";\nexport HOMEBREW_REPOSITORY=\"{repository}\";\nexport PATH=\"{prefix}/bin:{prefix}/sbin${{PATH+:$PATH}}\";\n[ -z \"${{MANPATH-}}\" ] || export MANPATH=\":${{MANPATH#:}}\";\nexport INFOPATH=\"{prefix}/share/info:${{INFOPATH:-}}\";\n"
        );
        let origin = self.signature("brew", span);
        self.state.print(Value::known(lines, origin));
        self.state.status = Status::OK;
        true
    }
}

/// dirname(1).
fn directory_of(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { ".".to_owned() } else { "/".to_owned() };
    }
    match trimmed.rfind('/') {
        None => ".".to_owned(),
        Some(at) => {
            let directory = trimmed[..at].trim_end_matches('/');
            if directory.is_empty() { "/".to_owned() } else { directory.to_owned() }
        }
    }
}

/// basename(1).
fn name_of(path: &str, suffix: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { String::new() } else { "/".to_owned() };
    }
    let name = trimmed.rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(suffix) {
        Some(short) if !short.is_empty() => short.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_directories_as_coreutils_cut_them() {
        let rows = [
            ("/a/b", "/a", "b"),
            ("/a/", "/", "a"),
            ("a", ".", "a"),
            ("/", "/", "/"),
            ("a//b//", "a", "b"),
        ];
        for (path, directory, name) in rows {
            assert_eq!(
                (directory_of(path).as_str(), name_of(path, "").as_str()),
                (directory, name),
                "{path}"
            );
        }
        assert_eq!(name_of("/a/go.sh", ".sh"), "go");
    }
}
