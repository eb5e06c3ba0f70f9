//! The commands inside the shell that change what envsim answers.

mod declare;
mod directory;
mod escapes;
mod formats;
mod getopts;
mod options;
mod output;
mod print;
mod quiet;
mod read;
mod refused;
mod source;
mod successor;
mod unsure;
mod what;
mod zstyle;

use std::rc::Rc;

use super::evaluator::{Evaluator, Flow, Made, Stop};
use super::run::{Given, values, word_text};
use super::state::{Alias, AliasKind, Status};
use crate::environment::Reach;
use crate::text::{Place, Source, Span};
use crate::value::{Unknown, Value};

/// Longer texts are no programs that people write: `eval` of one is not followed.
const LONGEST_PROGRAM: usize = 1 << 20;

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
            "set" => self.set_options(arguments, span),
            "shopt" => self.shopt(arguments, span),
            "setopt" | "unsetopt" => self.setopt(arguments, name == "setopt", span),
            "emulate" => self.emulate(arguments, span),
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
            "read" | "mapfile" | "readarray" | "getln" => self.read(name, arguments, span),
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
            "vared" | "zparseopts" | "zformat" | "zregexparse" => {
                self.fills_variables(name, arguments, span);
            }
            "zmodload" => {
                // Functions of arithmetic may be there from now on.
                self.state.options.turn("mathfunctions", true);
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

    /// zsh's `functions` lists, or traces; `-c old new` and `-M` make functions.
    fn functions_listed(&mut self, arguments: &[Value], span: Span) {
        let makes = |text: &str| text.starts_with('-') && text.contains(['c', 'M']);
        if arguments.iter().any(|one| one.text().is_none_or(|text| makes(&text))) {
            self.state.options.turn("mathfunctions", true);
            let unknown = self.reason("makes functions in a way envsim does not follow", span);
            let commands = arguments.iter().filter_map(Value::text).map(|text| Rc::from(&*text));
            let commands = commands.collect();
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
        self.print_unknown("functions", span);
        self.state.status = self.status_of_functions(arguments, span);
    }

    /// Whether every function that is asked for is there.
    pub(super) fn status_of_functions(&self, arguments: &[Value], span: Span) -> Status {
        let mut status = Status::OK;
        for argument in arguments {
            let there = match argument.text() {
                Some(name) if !name.starts_with('-') => self.state.functions.holds(&name),
                _ => None,
            };
            match there {
                Some(true) => {}
                Some(false) => status = Status::FAILED,
                None => {
                    let reason = "depends on which functions there are";
                    return Status::Unknown(self.reason(reason, span));
                }
            }
        }
        status
    }

    /// zsh's builtins that put what they find into variables which are named among their words.
    fn fills_variables(&mut self, name: &str, arguments: &[Value], span: Span) {
        let why = self.reason(format!("is filled by `{name}`"), span);
        let mut variables: Vec<Rc<str>> = Vec::new();
        for argument in arguments {
            let Some(text) = argument.text() else {
                self.incomplete(&format!("fills variables with `{name}` that are not known"), span);
                return;
            };
            // `-a array` and `spec=array` alike.
            let named = text.rsplit('=').next().unwrap_or_default();
            if !named.is_empty() && super::parser::name_len(named) == named.len() {
                variables.push(Rc::from(named));
            }
        }
        if name == "zparseopts" && arguments.iter().any(|one| one.text().as_deref() == Some("-D")) {
            self.state.positional = super::state::any_number(&why);
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

    fn alias(&mut self, arguments: &[Value], span: Span) {
        let mut kind = AliasKind::Command;
        for argument in arguments {
            let Some(text) = argument.text() else {
                // Only the name needs to be known.
                match partly_known(argument) {
                    Some((name, value)) => self.add_alias(&name, value, kind, span),
                    None => self.incomplete("defines an alias whose name is not known", span),
                }
                continue;
            };
            match text.split_once('=') {
                Some((name, value)) if !name.is_empty() => {
                    let start = text.len() - value.len();
                    let value = argument.slice(start, text.len()).unwrap_or_default();
                    self.add_alias(name, value, kind, span);
                }
                _ if text.starts_with('-') && self.state.dialect.is_zsh() => {
                    kind = match (text.contains('g'), text.contains('s')) {
                        (true, _) => AliasKind::Global,
                        (_, true) => AliasKind::Suffix,
                        _ => kind,
                    };
                }
                _ if self.state.dialect.is_bash() && text == "-p" => {
                    self.print_unknown("alias", span)
                }
                _ if self.state.dialect.is_bash() && text == "--" => {}
                _ => self.asked_for_alias("alias", &text, span),
            }
        }
    }

    pub(super) fn add_alias(&mut self, name: &str, value: Value, kind: AliasKind, span: Span) {
        self.state.epoch += 1;
        let alias = Alias { value, origin: self.origin(span), epoch: self.state.epoch, kind };
        let table = match kind {
            AliasKind::Command => &mut self.state.aliases,
            _ => &mut self.state.other_aliases,
        };
        table.insert(name, alias);
    }

    /// `enable` and `disable`: which builtins are left is not followed, so these names are in doubt.
    fn builtins_turned(&mut self, command: &str, arguments: &[Value], span: Span) {
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

    /// zsh's `noglob`: the words behind it are expanded already, without patterns.
    fn without_patterns(&mut self, given: &[Given<'_>], span: Span) -> Flow {
        match given.is_empty() {
            true => Flow::Next,
            false => self.invoke(given, span),
        }
    }

    /// Whether an alias is there decides the status of who asks for it.
    fn asked_for_alias(&mut self, command: &str, name: &str, span: Span) {
        match self.state.aliases.holds(name) {
            Some(true) => self.shows_alias(name, span),
            Some(false) => {
                let zsh = self.state.dialect.is_zsh();
                match (zsh, self.state.dialect.is_dash()) {
                    (true, _) if command == "alias" => {}
                    (true, _) => {
                        let message = format!("unalias: no such hash table element: {name}");
                        self.error(&message, "alias", span);
                    }
                    (_, true) => self.error(&format!("{command}: {name} not found"), "alias", span),
                    _ => self.error(&format!("{command}: {name}: not found"), "alias", span),
                }
                self.state.status = Status::FAILED;
            }
            None => {
                let reason = format!("depends on whether `{name}` is an alias");
                self.state.status = Status::Unknown(self.reason(reason, span));
            }
        }
    }

    /// An alias as the shell writes it, to be read again.
    fn shows_alias(&mut self, name: &str, span: Span) {
        let Some(alias) = self.state.aliases.get(name) else { return };
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-./,:+@%".contains(&byte))
        };
        let dialect = self.state.dialect;
        let shown = alias.value.text().map(|text| match dialect.is_zsh() && plain(&text) {
            true => format!("{name}={text}\n"),
            false => {
                let quoted = text.replace('\'', "'\\''");
                let head = if dialect.is_bash() && !dialect.posix { "alias " } else { "" };
                format!("{head}{name}='{quoted}'\n")
            }
        });
        match shown {
            Some(text) => self.state.print(Value::known(text, self.origin(span))),
            None => self.print_unknown("alias", span),
        }
    }

    fn unalias(&mut self, arguments: &[Value], span: Span) {
        for argument in arguments {
            match argument.text().as_deref() {
                Some("-a") => self.state.aliases.clear(),
                Some("-m") if self.state.dialect.is_zsh() => {
                    let unknown = self.reason("removes aliases by a pattern".to_owned(), span);
                    let commands = vec![Rc::from("*")];
                    self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
                    return;
                }
                Some("-s" | "-g" | "--") => {}
                Some(name) => {
                    self.asked_for_alias("unalias", name, span);
                    self.state.aliases.remove(name);
                }
                None => {}
            }
        }
    }

    /// zsh: `shift`, of arrays (zshbuiltins(1)); whether there were any.
    fn shift_arrays(&mut self, arguments: &[Value], span: Span) -> bool {
        let text = |value: &Value| value.text().map(|text| text.into_owned()).unwrap_or_default();
        let named = |value: &&Value| {
            let text = text(value);
            text.starts_with('-') || super::parser::name_len(&text) > 0
        };
        let names: Vec<String> = arguments.iter().filter(named).map(text).collect();
        for name in &names {
            let origin = self.origin(span);
            let unknown =
                self.unknown("is an array that `shift` cuts, which envsim does not follow", span);
            if !name.starts_with('-') {
                self.state.set(name, unknown, origin);
            }
        }
        !names.is_empty() && self.state.dialect.is_zsh()
    }

    fn shift(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        // zsh computes what is no name.
        let first = arguments.first().and_then(Value::text).filter(|text| !text.starts_with('-'));
        if let (true, Some(text)) = (self.state.dialect.is_zsh(), first) {
            if super::parser::name_len(&text) != text.len() {
                self.number(&text, span)?;
            }
        }
        if self.state.dialect.is_zsh() && self.shift_arrays(arguments, span) {
            return Ok(());
        }
        let count =
            arguments.first().and_then(Value::text).and_then(|text| text.parse::<usize>().ok());
        let count = count.unwrap_or(1);
        let loose = |value: &Value| value.may_be_words();
        if let Some(any) = self.state.positional.iter().take(count.max(1)).find(|one| loose(one)) {
            let why = any.why_unknown();
            self.state.positional = vec![any.clone()];
            if let Some(why) = why {
                self.state.status = Status::Unknown(why);
            }
            return Ok(());
        }
        if count > self.state.positional.len() {
            self.state.status = Status::FAILED;
            // An error of a special builtin ends dash (POSIX 2.8.1).
            if self.state.dialect.is_dash() {
                self.error("shift: can't shift that many", "shift", span);
                return Err(self.fatal());
            }
        } else {
            self.state.positional.drain(..count);
        }
        Ok(())
    }

    fn eval(&mut self, arguments: &[Value], span: Span) -> Flow {
        // bash and zsh end options with it, though there are none (eval.def, `no_options`).
        let dashes = |one: &Value| one.text().as_deref() == Some("--");
        let ended = !self.state.dialect.is_dash() && arguments.first().is_some_and(dashes);
        let arguments = &arguments[usize::from(ended)..];
        let text_value = Value::from_entries(arguments.iter().cloned(), ' ');
        let text_value = self.bounded(text_value, span);
        let program = text_value.program().unwrap_or_else(|| text_value.clone());
        match program.text() {
            Some(text) if text.len() > LONGEST_PROGRAM => {
                let why = self.reason("runs a text that is longer than envsim follows", span);
                self.raise(why.clone(), Reach::Everything);
                self.state.status = Status::Unknown(why);
                Flow::Next
            }
            Some(text) => {
                let source = Source::evaluated(&text, Place::new(&self.source, span));
                self.made.push(Made::new(source.clone(), program.clone()));
                let flow = self.evaluated(&source);
                self.made.retain(|made| !std::rc::Rc::ptr_eq(&made.source, &source));
                match flow {
                    Flow::Stopped(Stop::File) if self.state.dialect.is_bash() => Flow::Next,
                    other => other,
                }
            }
            None => {
                self.text_unknown(&text_value, span);
                Flow::Next
            }
        }
    }

    /// What a tool printed is not known: only tools known to change nothing here leave the answer whole.
    pub(super) fn text_unknown(&mut self, text: &Value, span: Span) {
        let why = self.why(text, span);
        let unknown = why.because(format!("runs text that {}", why.reason), self.origin(span));
        // A text with something else in it does something else too.
        let alone = text.pieces().len() == 1;
        let known = why.opaque.as_deref().filter(|_| alone);
        let known = known.and_then(|command| self.host.reach(command));
        self.raise(Rc::new(unknown), known.unwrap_or(Reach::Everything));
        self.state.status = Status::Unknown(why);
    }

    fn let_builtin(&mut self, arguments: &[Value], span: Span) -> Result<Flow, Stop> {
        for argument in arguments {
            let number = match argument.text() {
                Some(text) => match self.real_number(&text, span) {
                    Ok(number) => number,
                    Err(stop) => return Ok(self.failed_arithmetic(stop, 1)),
                },
                None => {
                    self.may_write_unknown(argument, span);
                    None
                }
            };
            self.state.status = match number {
                Some(number) => Status::of(number.is_true()),
                None => Status::Unknown(self.reason("computes something that is not known", span)),
            };
        }
        Ok(Flow::Next)
    }

    /// `command` and `builtin`: past aliases and functions; `command -v` and `-V` only ask.
    fn command_builtin(&mut self, name: &str, given: &[Given<'_>], span: Span) -> Flow {
        let mut rest = given;
        while let Some(option) =
            rest.first().and_then(word_text).filter(|text| text.len() > 1 && text.starts_with('-'))
        {
            if option.contains(['v', 'V']) {
                let arguments = values(&rest[1..]);
                // `-V` tells more than the name.
                let asked = if option.contains('V') { "type" } else { "command -v" };
                self.what(asked, &arguments, span);
                return Flow::Next;
            }
            rest = &rest[1..];
        }
        let Some(target) = rest.first().and_then(word_text) else {
            self.state.status = Status::OK;
            if let Some(Given::Value(value)) = rest.first() {
                self.state.status = Status::Unknown(self.why(value, span));
                self.incomplete("runs a command whose name is not known", span);
            }
            return Flow::Next;
        };
        let arguments = values(&rest[1..]);
        // zsh's `command` runs programs only.
        if name == "command" && self.state.dialect.is_zsh() || !self.is_builtin(&target) {
            self.external(&target, &arguments, span);
            return Flow::Next;
        }
        self.builtin(&target, &rest[1..], span)
    }

    /// Another program takes the place of the shell: nothing behind it is read.
    fn exec(&mut self, given: &[Given<'_>], span: Span) -> Flow {
        let words = values(given);
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            match word.text().as_deref() {
                Some("-a") => rest = after.get(1..).unwrap_or_default(),
                Some("-c" | "-l" | "-cl" | "-lc" | "--") => rest = after,
                _ => break,
            }
        }
        let plain = rest.len() == words.len();
        let Some((first, arguments)) = rest.split_first() else { return Flow::Next };
        let name = first.text().map(std::borrow::Cow::into_owned);
        let login = words.first().and_then(Value::text).as_deref() == Some("-l");
        let follows = plain || login && rest.len() + 1 == words.len();
        if let Some(name) = name.as_deref().filter(|_| follows) {
            if let Some(next) = self.successor(name, arguments, login, span) {
                self.record.successor = Some(Rc::new(next));
                return Flow::Exit;
            }
        }
        // Another name for itself, or no environment: who runs so is not followed.
        let there = match name.as_deref().filter(|_| plain) {
            Some(name) => self.execute(name, arguments, span),
            None => Ok(true),
        };
        // A shell that a person uses goes on where there is no such program (bash(1), `exec`); zsh does not.
        let stays = self.state.options.interactive && self.state.dialect.is_bash();
        match there {
            Ok(false) if stays => return Flow::Next,
            Err(why) if stays => {
                self.may_end(&why);
                return Flow::Next;
            }
            _ => {}
        }
        if name.is_none() || !plain {
            let name = name.unwrap_or_else(|| "a program".to_owned());
            let why = self.reason(format!("is replaced by `{name}`"), span);
            self.print_unknown(&name, span);
            self.state.status = Status::Unknown(why);
        }
        Flow::Exit
    }

    /// Runs a program that replaces the shell; whether there is one.
    fn execute(
        &mut self,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<bool, Rc<Unknown>> {
        let there = self.command_path(name, span)?.is_some();
        self.external(name, arguments, span);
        Ok(there)
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
