//! Commands: what a name leads to, and its arguments.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet_stage::CmdletStage;
use super::flow::Stop;
use super::functions::{Arg, Given, Invoked, Running};
use super::library::{Exit, Search};
use super::stage::Stage;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::object::{Object, Payload};
use crate::shells::powershell::stock;
use crate::shells::powershell::syntax::{Argument, Command, ExpressionKind, Invocation};
use crate::shells::{Call, Ran};
use crate::value::{Unknown, Value};

/// The sign in front of a command, or else its name as it is written.
fn invoked_by(command: &Command, name: &str) -> String {
    match command.invocation {
        Invocation::Plain => name,
        Invocation::Dot => ".",
        Invocation::Call => "&",
    }
    .to_owned()
}

impl Evaluator<'_> {
    pub(super) fn prepare(&mut self, command: &Command) -> Result<Stage, Stop> {
        let name = self.expression(&command.name)?;
        let dot = command.invocation == Invocation::Dot;
        match name.base() {
            Object::Block(block) => {
                let given = self.arguments(&command.arguments)?;
                let block = block.clone();
                let by = invoked_by(command, "");
                let invoked = Invoked { name: String::new(), by: Some(by), block: true };
                let open = given.open.clone();
                let mut running = Running::new(block, invoked, given, dot, false);
                running.replaced = open;
                return Ok(Stage::Function(Box::new(running)));
            }
            Object::Record(record) => {
                if let Payload::Command(found) = &record.payload {
                    let found = found.clone();
                    return self.stage_of(found, command, dot);
                }
            }
            Object::Text(text)
                if command.invocation != Invocation::Plain && text.is_empty() == Some(true) =>
            {
                return Err(self.no_command());
            }
            Object::Null | Object::Nothing if command.invocation != Invocation::Plain => {
                return Err(self.no_command());
            }
            _ => {}
        }
        let Some(text) = self.text_of(&name).text().map(|text| text.into_owned()) else {
            let _ = self.arguments(&command.arguments)?;
            self.opaque(
                "runs a command whose name is not known",
                crate::shells::powershell::state::May::Everything,
            );
            let why = self.reason_of(&name);
            self.may_fail(&why);
            return Ok(Stage::Opaque(Object::Unknown(why)));
        };
        self.named_stage(&text, command, dot)
    }

    fn no_command(&mut self) -> Stop {
        let message =
            "The expression after '&' in a pipeline element produced an object that was not valid.";
        self.raise("BadExpression", "System.Management.Automation.RuntimeException", message)
    }

    fn named_stage(&mut self, name: &str, command: &Command, dot: bool) -> Result<Stage, Stop> {
        match (self.library.search)(self, name) {
            Search::Found(found) => self.stage_of(found, command, dot),
            Search::Missing(id) => Err(self.not_found(id, Some(name))),
            Search::Unknown(why) => self.opaque_stage(why, command),
        }
    }

    fn opaque_stage(&mut self, why: Rc<Unknown>, command: &Command) -> Result<Stage, Stop> {
        let _ = self.arguments(&command.arguments)?;
        self.state.note_opaque(why.clone(), crate::shells::powershell::state::May::Everything);
        self.may_fail(&why);
        Ok(Stage::Opaque(Object::Unknown(why)))
    }

    fn stage_of(&mut self, found: Found, command: &Command, dot: bool) -> Result<Stage, Stop> {
        match found {
            alias @ Found::Alias { .. } => match (self.library.behind)(self, alias) {
                Search::Found(found) => self.stage_of(found, command, dot),
                Search::Missing(id) => Err(self.not_found(id, None)),
                Search::Unknown(why) => self.opaque_stage(why, command),
            },
            Found::Function { name, function } => {
                let given = self.arguments(&command.arguments)?;
                match function.body {
                    Some(body) => {
                        let by = invoked_by(command, &self.slice(command.name.span));
                        let invoked = Invoked { name: name.clone(), by: Some(by), block: false };
                        let open = given.open.clone();
                        let mut running = Running::new(body, invoked, given, dot, function.filter);
                        running.replaced = self.replaced_function(&name).or(open);
                        Ok(Stage::Function(Box::new(running)))
                    }
                    None => (self.library.stock_function)(self, &name, given),
                }
            }
            Found::Cmdlet { name, .. } => self.cmdlet_stage(&name, command),
            Found::Script { path, .. } => {
                let given = self.arguments(&command.arguments)?;
                if let Some(ran) = self.modelled_script(&path, &given) {
                    return Ok(self.native_ran(ran));
                }
                Ok(Stage::File { path, given, dot, input: Vec::new() })
            }
            Found::Application { path, name, .. } => self.native(&path, &name, command),
        }
    }

    fn replaced_function(&self, name: &str) -> Option<Rc<Unknown>> {
        let why = self.state.replaced(name)?;
        let reason = format!("calls `{name}`, which may be another function: it {}", why.reason);
        Some(Rc::new(why.because(reason, self.at.clone())))
    }

    /// Why an alias of a profile may stand for something else by now.
    pub fn replaced_alias(&self, found: &Found) -> Option<Rc<Unknown>> {
        let Found::Alias { name, .. } = found else { return None };
        let entry = self.state.alias(name)?;
        entry.origin.as_ref().and_then(|_| self.state.replaced(name))
    }

    fn cmdlet_stage(&mut self, name: &str, command: &Command) -> Result<Stage, Stop> {
        let given = self.arguments(&command.arguments)?;
        if let Some((module, _)) = stock::find(self.state, name) {
            stock::load(self.state, module);
        }
        let Some(cmdlet) = (self.library.cmdlet)(name) else {
            if let Some(program) = self.modelled_elsewhere(name) {
                let mut out = super::sink::Collect::default();
                self.invoke_text(&program, &mut out)?;
                return Ok(Stage::Output(Vec::new()));
            }
            return Ok((self.library.unmodelled)(self, name, &given));
        };
        if let Some(why) = given.open {
            self.may_fail(&why);
            self.state.note_opaque(why.clone(), crate::shells::powershell::state::May::Everything);
            return Ok(Stage::Opaque(Object::Unknown(why)));
        }
        let bound = Bound::bind(self, cmdlet, given)?;
        if let Some(parameter) = bound.beyond(cmdlet) {
            return Ok((self.library.beyond)(self, cmdlet, &bound, parameter));
        }
        if let Some(stage) = (self.library.unsteered)(self, cmdlet, &bound) {
            return Ok(stage);
        }
        Ok(Stage::Cmdlet(Box::new(CmdletStage {
            cmdlet,
            bound,
            state: None,
            input: Vec::new(),
            fed: false,
            kept: None,
        })))
    }

    /// The values of arguments.
    ///
    /// # Errors
    /// Whatever an argument's expression ends with.
    pub fn arguments(&mut self, arguments: &[Argument]) -> Result<Given, Stop> {
        let mut given = Given::default();
        for argument in arguments {
            match argument {
                Argument::Value(expression) => {
                    let raw = matches!(expression.kind, ExpressionKind::Number)
                        .then(|| self.slice(expression.span));
                    let value = self.expression(expression)?;
                    given.arguments.push(Arg::Value(value, raw));
                }
                Argument::Parameter { name, value, .. } => {
                    let name = self.slice(*name);
                    // Only a program is given the `--` itself (PipelineOps.AddCommand).
                    if name == "-" {
                        continue;
                    }
                    let value = match value {
                        Some(value) => Some(self.expression(value)?),
                        None => None,
                    };
                    given.arguments.push(Arg::Named(name, value));
                }
                Argument::Splat(name) => {
                    let value = self.read_variable(*name)?;
                    if let Object::Table(table) = value.base()
                        && let Some(why) = table.open()
                    {
                        given.open = Some(why);
                    }
                    splat(&mut given, &value);
                }
                Argument::Verbatim(span) => {
                    let text = self.slice(*span);
                    let value = self.text(text.trim());
                    given.arguments.push(Arg::Value(value, None));
                }
            }
        }
        Ok(given)
    }

    /// A program: its recorded output, or something unknown. It cannot change the session.
    fn native(&mut self, path: &str, name: &str, command: &Command) -> Result<Stage, Stop> {
        let given = self.native_arguments(command)?;
        let Some(words) = given else {
            return Ok(self.native_unknown(name));
        };
        Ok(self.native_output(path, name, &words))
    }

    /// The stage of a program that is given these words.
    pub fn native_output(&mut self, path: &str, name: &str, words: &[String]) -> Stage {
        let mut output = None;
        let stem = name.strip_suffix(".exe").unwrap_or(name);
        for spelled in [name, path, stem] {
            let line: Vec<&str> =
                std::iter::once(spelled).chain(words.iter().map(String::as_str)).collect();
            output = output.or_else(|| self.host.output(&line));
        }
        let shown: Vec<&str> =
            std::iter::once(name).chain(words.iter().map(String::as_str)).collect();
        if let (None, Some(desktop)) = (&output, self.is_powershell(path)) {
            return self.child_stage(desktop, path, words);
        }
        match output {
            Some(output) => {
                self.state.set_in(
                    crate::shells::powershell::state::GLOBAL,
                    "LASTEXITCODE",
                    Object::int(output.status),
                );
                let origin = crate::value::Origin::Signature {
                    name: name.into(),
                    place: self.place_or_start(),
                };
                let lines = output
                    .stdout
                    .lines()
                    .map(|line| Object::Text(crate::value::Value::known(line, origin.clone())));
                let lines: Vec<Object> = lines.collect();
                self.native_status = Some(Object::Bool(output.status == 0));
                Stage::Output(lines)
            }
            None => {
                if let Some(ran) = self.followed(path, name, words) {
                    return self.native_ran(ran);
                }
                let unknown = crate::value::Unknown::output_of(&shown.join(" "), self.at.clone());
                self.native_opaque(Rc::new(unknown))
            }
        }
    }

    /// What a script does that the host knows, where its arguments are plain.
    fn modelled_script(&mut self, path: &str, given: &Given) -> Option<Ran> {
        let words = given.arguments.iter().map(|one| match one {
            Arg::Value(value @ Object::Text(_), _) => self.plain(value),
            _ => None,
        });
        let words = words.collect::<Option<Vec<String>>>()?;
        let name = self.state.platform().file_name(path).to_ascii_lowercase();
        self.followed(path, &name, &words)
    }

    /// A text that does what a cmdlet of somebody else's module does.
    fn modelled_elsewhere(&mut self, name: &str) -> Option<String> {
        let fits = |cmdlet: &String| cmdlet.eq_ignore_ascii_case(name);
        let module = self.state.modules.iter().find(|one| one.cmdlets.iter().any(fits))?;
        let path = module.path.clone();
        let ran = self.followed(&path, &name.to_ascii_lowercase(), &[])?;
        Some(ran.output.program()?.text()?.into_owned())
    }

    /// Asks the host to follow a program.
    fn followed(&mut self, path: &str, name: &str, words: &[String]) -> Option<Ran> {
        let place = self.place_or_start();
        let origin = crate::value::Origin::File(place.clone());
        let known = |text: &String| Value::known(text.as_str(), origin.clone());
        let arguments: Vec<Value> = words.iter().map(known).collect();
        let given = self.state.environment.iter().filter(|one| one.exported);
        let environment: Vec<(String, Value)> =
            given.filter_map(|one| Some((one.name.clone(), one.value.clone()?))).collect();
        let directory = self.provider_path(&self.state.location.path);
        let cwd = Value::known(directory.as_str(), origin.clone());
        let full = self.state.platform().absolute(&self.state.process_directory, path);
        let stem = name.strip_suffix(".exe").unwrap_or(name).to_owned();
        let shell = if self.state.desktop { "powershell" } else { "pwsh" };
        let undecided = self.speculative > 0 || !self.doubts.is_empty();
        let perhaps = undecided.then(|| self.why("depends on a condition that is not known"));
        let call = Call {
            name: &stem,
            path: &full,
            arguments: &arguments,
            input: None,
            input_is_file: false,
            environment: &environment,
            cwd: &cwd,
            shell,
            interactive: false,
            pipes: &[],
            place,
            perhaps,
        };
        self.host.start(&call)
    }

    fn native_ran(&mut self, ran: Ran) -> Stage {
        let global = crate::shells::powershell::state::GLOBAL;
        match (ran.output.text(), ran.status) {
            (Some(text), Ok(status)) => {
                self.state.set_in(global, "LASTEXITCODE", Object::int(status));
                self.native_status = Some(Object::Bool(status == 0));
                let mut at = 0;
                let mut lines = Vec::new();
                for line in text.split_inclusive('\n') {
                    let bare = line.trim_end_matches(['\n', '\r']);
                    let value = ran.output.slice(at, at + bare.len()).unwrap_or_default();
                    lines.push(Object::Text(value));
                    at += line.len();
                }
                Stage::Output(lines)
            }
            (_, Err(why)) => self.native_opaque(why),
            (None, Ok(status)) => {
                let why = ran.output.why_unknown();
                let why = why.unwrap_or_else(|| self.why("is the output of a program"));
                self.state.set_in(global, "LASTEXITCODE", Object::int(status));
                self.native_status = Some(Object::Bool(status == 0));
                Stage::Opaque(Object::Unknown(why))
            }
        }
    }

    fn child_stage(&mut self, desktop: bool, path: &str, words: &[String]) -> Stage {
        let platform = self.state.platform();
        let full = platform.absolute(&self.state.process_directory, path);
        let (lines, exit) = self.child(desktop, &full, words);
        let Exit::Status(status) = exit else {
            let why = self.why("takes the output of a PowerShell that envsim cannot follow");
            return self.native_opaque(why);
        };
        let global = crate::shells::powershell::state::GLOBAL;
        self.state.set_in(global, "LASTEXITCODE", Object::int(status));
        self.native_status = Some(Object::Bool(status == 0));
        Stage::Output(lines)
    }

    fn native_unknown(&mut self, name: &str) -> Stage {
        let unknown = crate::value::Unknown::output_of(name, self.at.clone());
        self.native_opaque(Rc::new(unknown))
    }

    fn native_opaque(&mut self, why: Rc<crate::value::Unknown>) -> Stage {
        let global = crate::shells::powershell::state::GLOBAL;
        self.state.set_in(global, "LASTEXITCODE", Object::Unknown(why.clone()));
        self.native_status = Some(Object::Unknown(why.clone()));
        Stage::Opaque(Object::Unknown(why))
    }

    fn place_or_start(&self) -> crate::text::Place {
        self.place()
            .unwrap_or_else(|| crate::text::Place::new(&self.source, crate::text::Span::default()))
    }

    /// The words a program gets; `None` when one is not known.
    fn native_arguments(&mut self, command: &Command) -> Result<Option<Vec<String>>, Stop> {
        let mut words = Vec::new();
        let mut known = true;
        for argument in &command.arguments {
            match argument {
                Argument::Value(expression) => {
                    let value = self.expression(expression)?;
                    let joined = matches!(expression.kind, ExpressionKind::List(_));
                    let items = match value.enumerate() {
                        Some(items) if !joined => items,
                        Some(items) => {
                            let parts: Vec<String> =
                                items.iter().filter_map(|item| self.plain(item)).collect();
                            vec![self.text(parts.join(","))]
                        }
                        None if value.is_null() => Vec::new(),
                        None => vec![value],
                    };
                    for item in items {
                        match self.plain(&item) {
                            Some(word) => words.push(word),
                            None => known = false,
                        }
                    }
                }
                Argument::Parameter { span, value, .. } => {
                    let mut word = self.slice(*span);
                    if let Some(value) = value {
                        let value = self.expression(value)?;
                        match self.plain(&value) {
                            Some(text) => word.push_str(&text),
                            None => known = false,
                        }
                    }
                    words.push(word);
                }
                Argument::Splat(name) => {
                    let value = self.read_variable(*name)?;
                    for item in value.enumerate().unwrap_or_else(|| vec![value.clone()]) {
                        match self.plain(&item) {
                            Some(word) => words.push(word),
                            None => known = false,
                        }
                    }
                }
                Argument::Verbatim(span) => {
                    words.extend(self.slice(*span).split_whitespace().map(str::to_owned))
                }
            }
        }
        Ok(known.then_some(words))
    }
}

/// Puts a splatted value's elements among the arguments.
fn splat(given: &mut Given, value: &Object) {
    match value {
        Object::Table(table) => {
            for (key, value) in table.entries() {
                if let Some(name) = key.known_text() {
                    given.arguments.push(Arg::Named(name, Some(value)));
                }
            }
        }
        Object::Null | Object::Nothing => {}
        // A text is splatted letter by letter.
        Object::Text(text) if text.is_known() => {
            let letters = text.text().unwrap_or_default().into_owned();
            given
                .arguments
                .extend(letters.chars().map(|letter| Arg::Value(Object::Char(letter), None)));
        }
        other => {
            for item in other.enumerate().unwrap_or_else(|| vec![other.clone()]) {
                let name = match &item {
                    Object::Record(record) => {
                        record.get("<CommandParameterName>").and_then(|name| name.known_text())
                    }
                    _ => None,
                };
                given.arguments.push(match name {
                    Some(name) => Arg::Named(name, None),
                    None => Arg::Value(item, None),
                });
            }
        }
    }
}
