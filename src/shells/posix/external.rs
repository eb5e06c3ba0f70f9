//! Programs are never run: recorded outputs first, then the models that the host has, then unknown.

use std::rc::Rc;

use super::evaluator::Evaluator;
use super::reach::is_of_module;
use super::state::{Slot, Status, Variable, spaced};
use crate::environment::Reach;
use crate::shells::{Call, Left, OTHERS, Ran, steps_for};
use crate::text::{Place, Span};
use crate::value::{Origin, Unknown, Value};

impl Evaluator<'_> {
    /// A program's output and status.
    pub(super) fn external(&mut self, name: &str, arguments: &[Value], span: Span) {
        self.program(name, arguments, span);
        // A program changes nothing here; a function of its name, which a doubt may have made, could.
        if let (Some(why), false) = (
            self.state.functions.may_hold(name).cloned(),
            name.contains('/') || self.host.is_utility(name),
        ) {
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
        let path = match there {
            Ok(None) => return self.not_found(name, arguments, span),
            Err(why) => {
                self.state.status = Status::Unknown(why);
                self.complain(None, span);
                self.print_output(&line, span);
                return;
            }
            Ok(Some(path)) => path,
        };
        match self.followed(name, &path, arguments, span) {
            Some(ran) => self.ran(ran, span),
            None => match arguments.iter().find_map(Value::why_unknown) {
                Some(why) => self.fed_unknown(name, &why, span),
                None => self.not_followed(&line, span),
            },
        }
    }

    /// Asks the host to follow a program.
    fn followed(
        &mut self,
        name: &str,
        path: &Value,
        arguments: &[Value],
        span: Span,
    ) -> Option<Ran> {
        let path = self.absolute(&path.text()?)?;
        let mut environment = self.exported();
        self.looks_up(self.state.variables.len() / 16 + environment.len());
        self.levelled(name, &mut environment);
        let size = environment.iter().map(|(_, value)| value.size()).sum::<usize>();
        let _ = self.host.spend(steps_for(size));
        let call = Call {
            name,
            path: &path,
            arguments,
            line: None,
            input: self.state.input.as_ref(),
            input_is_file: self.state.input_is_file,
            environment: &environment,
            cwd: &self.state.cwd,
            shell: self.state.dialect.name(),
            interactive: self.state.options.interactive,
            pipes: &self.state.pipes,
            place: Place::new(&self.source, span),
            perhaps: self.uncertain(),
        };
        self.host.start(&call)
    }

    /// bash counts itself out where a program replaces the subshell of a substitution, and which do is
    /// not followed (execute_cmd.c, `adjust_shell_level`): a shell there cannot tell its level.
    fn levelled(&self, name: &str, environment: &mut [(String, Value)]) {
        if !self.state.dialect.is_bash()
            || !self.is_subshell()
            || crate::shells::of_file(name).is_none()
        {
            return;
        }
        let reason = "depends on whether bash replaces a subshell";
        let origin = crate::value::Origin::Builtin("bash(1), SHLVL".into());
        for (_, value) in environment.iter_mut().filter(|(name, _)| name == "SHLVL") {
            *value = Value::unknown(
                Unknown::new(reason, origin.clone()).shaped(crate::value::Shape::Number),
            );
        }
    }

    /// The builtins of zsh/files do what the programs of those names do (zshmodules(1), "The zsh/files Module").
    fn file_builtin(&mut self, name: &str, arguments: &[Value], span: Span) -> bool {
        let Some(program) = name.strip_prefix("zf_").filter(|_| self.has_loaded("zsh/files"))
        else {
            return false;
        };
        let path = self.computed(format!("/bin/{program}"), span);
        match self.followed(program, &path, arguments, span) {
            Some(ran) => self.ran(ran, span),
            None => match arguments.iter().find_map(Value::why_unknown) {
                Some(why) => self.fed_unknown(program, &why, span),
                None => self.not_followed(name, span),
            },
        }
        true
    }

    /// `zsystem supports flock`: every system that envsim knows has such locks (zshmodules(1), zsh/system).
    fn asks_for_lock(&self, name: &str, arguments: &[Value]) -> bool {
        let is = |at: usize, text: &str| {
            arguments.get(at).and_then(Value::text).as_deref() == Some(text)
        };
        let asks = arguments.len() == 2 && is(0, "supports") && is(1, "flock");
        name == "zsystem" && asks && self.has_loaded("zsh/system")
    }

    fn ran(&mut self, ran: Ran, span: Span) {
        if !ran.error.pieces().is_empty() {
            self.complain(Some(ran.error), span);
        }
        self.state.print(ran.output);
        self.leaves(ran.left, span);
        if let Some(why) = ran.outside {
            self.raise(why, Reach::Outside);
        }
        self.state.status = match ran.status {
            Ok(status) => Status::Known(status),
            Err(why) => Status::Unknown(why),
        };
    }

    /// What is left of standard input for the next who reads it.
    fn leaves(&mut self, left: Left, span: Span) {
        let Some(input) = &self.state.input else { return };
        match left {
            Left::All => {}
            Left::Rest(rest) => self.state.input = Some(rest),
            Left::Unknown if input.is_empty() == Some(true) => {}
            Left::Unknown => {
                self.state.input = Some(self.unknown("is what another program left of it", span));
            }
        }
    }

    fn not_followed(&mut self, line: &str, span: Span) {
        let name = line.split(' ').next().unwrap_or_default();
        if !self.host.is_utility(name) {
            self.leaves(Left::Unknown, span);
        }
        self.complain(None, span);
        self.print_output(line, span);
        self.state.status =
            Status::Unknown(self.reason(format!("depends on `{line}`, which is never run"), span));
    }

    /// The environment block that a child gets.
    pub(super) fn exported(&self) -> Vec<(String, Value)> {
        let handed = |one: &Variable| one.exported && !one.declared;
        let exported = self.state.variables.iter_where(handed);
        let scalar = exported.filter(|(name, one)| {
            matches!(one.slot, Slot::Scalar(_)) || self.state.ties.array_of(name).is_some()
        });
        let doubt = self.state.doubts.iter().find(|one| one.doubt.is_total());
        let others =
            doubt.map(|one| (OTHERS.to_owned(), Value::unknown(one.doubt.unknown.clone())));
        scalar
            .filter_map(|(name, one)| {
                let value = self.state.value(name)?;
                let value = match one.maybe_unset || one.maybe_exported {
                    true => {
                        let why = self.reason("may not be set", Span::default());
                        Value::unknown(value.why_unknown().unwrap_or(why))
                    }
                    false => value,
                };
                Some((name.to_string(), value))
            })
            .chain(others)
            .collect()
    }

    /// Nothing of that name, as far as is known: a function that a doubt may have made would run instead.
    fn not_found(&mut self, name: &str, arguments: &[Value], span: Span) {
        if self.state.functions.may_hold(name).is_some() {
            return;
        }
        if self.state.dialect.is_zsh() && is_of_module(name) {
            if self.file_builtin(name, arguments, span) {
                return;
            }
            if self.asks_for_lock(name, arguments) {
                self.state.status = Status::OK;
                return;
            }
            let stat = name == "zstat" && self.has_loaded("zsh/stat");
            if stat && self.zstat(arguments, span) {
                return;
            }
            self.print_output(name, span);
            return self.fills_variables(name, arguments, span);
        }
        if self.handled(name, arguments, span) {
            return;
        }
        // zsh tries to run the directory that nothing stands for.
        if name.is_empty() && self.state.dialect.is_zsh() {
            self.error("permission denied: ", "permission-denied", span);
            self.state.status = Status::Known(126);
            return;
        }
        if let Some(message) = self.no_program(name) {
            self.error(&format!("{name}: {message}"), "permission-denied", span);
            self.state.status = Status::Known(126);
            return;
        }
        // bash says so of a path that leads nowhere; it never looks for it (execute_cmd.c, `shell_execve`).
        let message = match name.contains('/') {
            true => format!("{name}: No such file or directory"),
            false => format!("{name}: command not found"),
        };
        self.error(&message, "command-not-found", span);
        self.state.status = Status::Known(127);
    }

    /// What is there and cannot be run: a directory, or a file without the right to (POSIX 2.8.2, status 126).
    fn no_program(&self, name: &str) -> Option<&'static str> {
        let machine = self.host.machine();
        let paths = match name.contains('/') {
            true => self.absolute(name).into_iter().collect(),
            false => self.search_path(name, |path| machine.is_file(path)),
        };
        let status = machine.status(paths.first()?).ok()?;
        match (status.is_directory(), name.contains('/')) {
            (true, true) if self.state.dialect.is_bash() => Some("Is a directory"),
            (true, true) => Some("permission denied"),
            (true, false) => None,
            (false, _) => Some("Permission denied"),
        }
    }

    /// bash's and zsh's handler of commands that are not found: it runs in a process of its own.
    fn handled(&mut self, name: &str, arguments: &[Value], span: Span) -> bool {
        let handler = match self.state.dialect {
            dialect if dialect.is_bash() => "command_not_found_handle",
            dialect if dialect.is_zsh() => "command_not_found_handler",
            _ => return false,
        };
        let Some(function) = self.state.functions.get(handler).cloned() else { return false };
        if name.contains('/') || name == handler {
            return false;
        }
        let first = Value::known(name, self.origin(span));
        let words = std::iter::once(first).chain(arguments.iter().cloned()).collect();
        self.apart(|this| this.call(handler, &function, words, span));
        true
    }

    /// A program gets something that is not known: that is the cause of all that follows, not the program.
    fn fed_unknown(&mut self, name: &str, why: &Unknown, span: Span) {
        let reason = format!("takes the output of `{name}` for something that {}", why.reason);
        let unknown = Rc::new(why.because(reason, self.origin(span)));
        self.complain(None, span);
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
}
