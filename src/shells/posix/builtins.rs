//! The commands inside the shell that change what envsim answers.

mod alias;
mod command;
mod compgen;
mod declare;
mod directory;
mod emulate;
mod enable;
mod escapes;
mod eval;
mod every;
mod formats;
mod functions;
mod getopts;
mod modules;
mod options;
mod output;
mod print;
mod quiet;
mod read;
mod refused;
mod shift;
mod shopt;
mod source;
mod successor;
mod unset;
mod unsure;
mod what;
mod words;
mod zparseopts;
mod zstat;
mod zstyle;

use std::rc::Rc;

use super::evaluator::{Evaluator, Flow, Stop};
use super::run::{Given, values};
use super::state::Status;
use crate::environment::Reach;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// Whether the shell has a builtin of that name.
    pub(super) fn is_builtin(&self, name: &str) -> bool {
        super::tables::is_builtin(self.state.dialect, name)
    }

    /// Runs a builtin.
    pub(super) fn builtin(&mut self, name: &str, given: &[Given<'_>], span: Span) -> Flow {
        let complaints = self.complaints;
        let arguments = values(given);
        let done = match self.refuses(name, given, &arguments, span) {
            Some(done) => done,
            None => self.run_builtin(name, given, &arguments, span),
        };
        self.complains(name, complaints, span);
        match done {
            Ok(Flow::Next) => self.doubt_words(name, given, span),
            Ok(flow) => flow,
            Err(stop) => {
                self.state.status = self.failure();
                Flow::Stopped(stop)
            }
        }
    }

    /// What a builtin that failed has said is not known.
    fn complains(&mut self, name: &str, complaints: u64, span: Span) {
        let silent = matches!(
            name,
            "false"
                | "test"
                | "["
                | "return"
                | "exit"
                | "read"
                | "let"
                | "eval"
                | "."
                | "source"
                | "command"
                | "builtin"
                | "wait"
                | "getopts"
                | "exec"
        );
        let failed = !matches!(self.state.status, Status::Known(0));
        if failed && !silent && self.complaints == complaints {
            self.complain(None, span);
        }
    }

    fn run_builtin(
        &mut self,
        name: &str,
        given: &[Given<'_>],
        arguments: &[Value],
        span: Span,
    ) -> Result<Flow, Stop> {
        self.state.status = match name {
            "test" => return self.test_builtin(arguments, span).map(|()| Flow::Next),
            "[" => return self.bracket(arguments, span).map(|()| Flow::Next),
            // Without a number it is that of the last command.
            "return" | "exit" | "logout" | "bye" => self.state.status.clone(),
            // What they run can ask for it.
            "eval" | "." | "source" | "command" | "builtin" | "-" | "noglob" => {
                self.state.status.clone()
            }
            _ => Status::OK,
        };
        match name {
            ":" | "true" => {}
            "false" => self.state.status = Status::FAILED,
            "echo" => self.echo(arguments, span),
            "print" => self.print_builtin(arguments, span),
            "printf" => self.printf(arguments, span),
            "local" if self.state.dialect.is_bash() && !self.in_function() => {
                self.error("local: can only be used in a function", "local", span);
                self.state.status = Status::FAILED;
            }
            "trap" => self.trap(arguments, span),
            "kill" => self.kill(arguments, span),
            "export" | "declare" | "typeset" | "local" | "readonly" | "integer" | "float"
            | "private" => {
                self.declare(name, given, span)?;
            }
            "unset" | "unfunction" | "unhash" => self.unset(name, arguments, span)?,
            "alias" => self.alias(arguments, span),
            "unalias" => self.unalias(arguments, span),
            "set" => self.set_options(arguments, span)?,
            "shopt" => self.shopt(arguments, span),
            "setopt" | "unsetopt" => self.setopt(arguments, name == "setopt", span),
            "emulate" => return self.emulate(arguments, span),
            "shift" => self.shift(arguments, span)?,
            "cd" | "chdir" | "pushd" | "popd" => self.change_directory(name, arguments, span),
            "pwd" => {
                let mut cwd = self.state.cwd.clone();
                cwd.push("\n", self.origin(span));
                self.state.print(cwd);
            }
            "dirs" => self.print_unknown("dirs", span),
            "." | "source" => return self.source_builtin(name, arguments, span),
            "eval" => return Ok(self.eval(arguments, span)),
            "let" => return self.let_builtin(arguments, span),
            "command" | "builtin" => return Ok(self.command_builtin(name, given, span)),
            "type" | "which" | "whence" | "where" | "hash" if name != "hash" => {
                self.what(name, arguments, span)
            }
            "hash" => self.hash(arguments, span),
            "read" | "mapfile" | "readarray" | "getln" => self.read(name, arguments, span)?,
            "exec" => return Ok(self.exec(given, span)),
            "exit" | "logout" | "bye" => {
                self.exit_status(arguments, true);
                self.leaves_file(span);
                return Ok(Flow::Exit);
            }
            "return" if self.is_script_of_bash() => {
                let reason = "return: can only `return' from a function or sourced script";
                self.error(reason, "return", span);
                self.state.status = Status::Known(2);
            }
            "return" => {
                // In zsh and dash a function may return any number.
                let cut = self.state.dialect.is_bash();
                self.exit_status(arguments, cut);
                self.leaves_file(span);
                return Ok(Flow::Return);
            }
            "break" => return self.leaves_loops(arguments, Flow::Break, span),
            "continue" => return self.leaves_loops(arguments, Flow::Continue, span),
            "functions" => self.functions_listed(arguments, span),
            "enable" | "disable" => self.builtins_turned(name, arguments, span),
            "noglob" => return Ok(self.without_patterns(given, span)),
            "autoload" => self.autoload(arguments, span),
            "-" => return Ok(self.command_builtin("command", given, span)),
            "getopts" => self.getopts(arguments, span),
            "zstyle" => self.zstyle(arguments, span),
            "zparseopts" => self.zparseopts(arguments, span)?,
            "vared" | "zformat" | "zregexparse" => {
                if name == "vared" {
                    self.loads_editor();
                }
                self.fills_variables(name, arguments, span);
            }
            "zmodload" => self.zmodload(arguments, span),
            "compgen" => self.compgen(arguments, span),
            "bindkey" | "zle" => {
                self.loads_editor();
                self.quiet(name, arguments, span);
            }
            _ if quiet::is_quiet(name) => self.quiet(name, arguments, span),
            _ => {
                self.state.status =
                    Status::Unknown(self.reason(format!("depends on `{name}`"), span));
                self.print_unknown(name, span);
            }
        }
        Ok(Flow::Next)
    }

    /// zsh's builtins that put what they find into variables which are named among their words.
    pub(super) fn fills_variables(&mut self, name: &str, arguments: &[Value], span: Span) {
        let why = self.reason(format!("is filled by `{name}`"), span);
        let mut variables: Vec<Rc<str>> = Vec::new();
        for argument in arguments {
            let Some(text) = argument.text() else {
                self.incomplete(&format!("fills variables with `{name}` that are not known"), span);
                return;
            };
            // `-a array`, `-Aarray` and `spec=array` alike.
            let named = text.rsplit('=').next().unwrap_or_default();
            let glued = named.strip_prefix('-').and_then(|option| option.get(1..));
            for name in [Some(named), glued].into_iter().flatten() {
                if !name.is_empty() && super::parser::name_len(name) == name.len() {
                    variables.push(Rc::from(name));
                }
            }
        }
        // Where none is named (zshmodules(1): sysread, zselect, pcre_match).
        variables.extend(["REPLY", "reply", "MATCH", "match"].map(Rc::from));
        if name == "zparseopts" && arguments.iter().any(|one| one.text().as_deref() == Some("-D")) {
            self.state.positional = super::state::any_number(&why).into();
        }
        self.raise(why.clone(), Reach::Only { variables, commands: Vec::new() });
        self.state.status = Status::Unknown(why);
    }

    /// A signal that is sent runs a trap that waits for it; signal 0 only asks (POSIX, `kill`).
    fn kill(&mut self, arguments: &[Value], span: Span) {
        let first = arguments.first().and_then(Value::text);
        let asks = matches!(first.as_deref(), Some("-0" | "-l" | "-L"));
        let waits = self
            .state
            .traps
            .keys()
            .any(|name| !matches!(*name, "EXIT" | "ERR" | "DEBUG" | "RETURN"));
        if (self.state.trapped || waits) && !asks {
            self.incomplete("may run a trap that envsim does not follow", span);
        }
        self.quiet("kill", arguments, span);
    }

    fn bracket(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        match arguments.split_last() {
            Some((last, front)) if last.text().as_deref() == Some("]") => {
                self.test_builtin(front, span)
            }
            _ => {
                self.state.status = Status::Known(2);
                Ok(())
            }
        }
    }

    /// A process has eight bits for its status, and bash cuts a function's alike.
    fn exit_status(&mut self, arguments: &[Value], cut: bool) {
        let Some(first) = arguments.first() else { return };
        let number = first.text().and_then(|text| text.parse::<i32>().ok());
        self.state.status = match number {
            Some(number) if cut => Status::Known(number & 255),
            Some(number) => Status::Known(number),
            None => Status::Unknown(self.why(first, Span::default())),
        };
    }
}

/// `name=` in known text at the front of a value that is not known as a whole.
fn partly_known(value: &Value) -> Option<(String, Value)> {
    use crate::value::Piece;
    let mut pieces = value.pieces().to_vec();
    let Some(Piece::Text { text, origin }) = pieces.first().cloned() else { return None };
    let (name, rest) = text.split_once('=')?;
    pieces[0] = Piece::Text { text: rest.into(), origin };
    Some((name.to_owned(), Value::from_pieces(pieces)))
}
