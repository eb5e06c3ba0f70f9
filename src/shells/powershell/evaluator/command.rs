//! Commands: what a name leads to, and its arguments.

use std::rc::Rc;

use super::Evaluator;
use super::bound::Bound;
use super::cmdlet_stage::CmdletStage;
use super::flow::Stop;
use super::functions::{Arg, Given, Invoked, Running};
use super::library::Search;
use super::stage::Stage;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::command::Found;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::stock;
use crate::shells::powershell::syntax::{Argument, Command, ExpressionKind, Invocation};
use crate::value::Unknown;

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
                if &*record.type_name == "System.Management.Automation.PSModuleInfo" {
                    return self.in_module(record, command, dot);
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

    /// `& $module COMMAND`: what stands behind runs in the module's scope (about_Operators, "Call operator").
    fn in_module(
        &mut self,
        module: &Rc<Record>,
        command: &Command,
        dot: bool,
    ) -> Result<Stage, Stop> {
        const BY_NAME: &str = "param($command) & $command @args";
        let mut given = self.arguments(&command.arguments)?;
        let block = match (&module.payload, given.arguments.first()) {
            (Payload::Module(scope), Some(Arg::Value(Object::Block(block), _))) if !dot => {
                Some((block.clone(), *scope, true))
            }
            (Payload::Module(scope), Some(Arg::Value(Object::Text(_), _))) if !dot => {
                Some((self.parse_block(BY_NAME)?, *scope, false))
            }
            _ => None,
        };
        let Some((block, scope, is_own)) = block else {
            let why = self.why("runs something in the scope of a module");
            self.state.note_opaque(why.clone(), crate::shells::powershell::state::May::Everything);
            self.may_fail(&why);
            return Ok(Stage::Opaque(Object::Unknown(why)));
        };
        if is_own {
            given.arguments.remove(0);
        }
        let block = Rc::new(Block { home: Some(scope), ..block.again() });
        let invoked =
            Invoked { name: String::new(), by: Some(invoked_by(command, "")), block: true };
        let open = given.open.clone();
        let mut running = Running::new(block, invoked, given, false, false);
        running.replaced = open;
        Ok(Stage::Function(Box::new(running)))
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
