//! Whole texts: start-up files, scripts, and what `Invoke-Expression` is given.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::functions::Given;
use super::sink::{Discard, Sink};
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::parser;
use crate::shells::powershell::state::{GLOBAL, Running, ScopeId};
use crate::shells::powershell::syntax::Script;
use crate::text::{Severity, Source, Span};

/// The scope a file runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// The caller's.
    Here,
    /// One of its own below the caller's, gone afterwards.
    Below,
    /// A module's.
    Module(ScopeId),
}

const PARSE: &str = "System.Management.Automation.ParseException";

impl Evaluator<'_> {
    /// Runs a start-up file or a typed text at the top of the session; nothing it does ends the session.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn run_top(&mut self, source: &Rc<Source>, path: &str) -> Flow {
        let flow =
            self.run_source(source, path, Given::default(), Vec::new(), Where::Here, &mut Discard);
        self.resolve_doubts(0, super::fork::Until::File);
        self.state.tries = 0;
        self.state.current = GLOBAL;
        match flow {
            Err(Stop::Error(raised)) => {
                self.remember(raised.record);
                self.state.succeeded = Object::Bool(false);
                Ok(())
            }
            Err(Stop::OutOfFuel) => {
                self.opaque(
                    "the start-up files run for more steps than envsim allows",
                    crate::shells::powershell::state::May::Everything,
                );
                Err(Stop::OutOfFuel)
            }
            _ => Ok(()),
        }
    }

    /// Runs a script file.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_script(
        &mut self,
        path: &str,
        given: Given,
        input: Vec<Object>,
        dot: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        self.allow(path)?;
        let place = self.place();
        match self.host.open(path, place) {
            Ok(source) => {
                let scope = if dot { Where::Here } else { Where::Below };
                self.run_source(&source, path, given, input, scope, out)
            }
            Err(fault) => {
                self.opaque(
                    &format!("runs {path}, which cannot be read: {fault}"),
                    crate::shells::powershell::state::May::Everything,
                );
                let why = self.why("runs a file that cannot be read");
                self.may_fail(&why);
                Ok(())
            }
        }
    }

    /// Refuses a script the execution policy forbids (`PSSecurityException`).
    ///
    /// # Errors
    /// The refusal.
    pub fn allow(&mut self, path: &str) -> Flow {
        let machine = self.host.machine();
        if !machine.platform().is_windows() {
            return Ok(());
        }
        let policy = crate::shells::powershell::policy::effective(machine, self.state);
        if let Some(why) = policy.doubt() {
            self.state.note_incomplete(why);
        }
        match policy.refuses(self.host.machine(), path) {
            Some(reason) => Err(self.refusal(path, &reason)),
            None => Ok(()),
        }
    }

    fn refusal(&mut self, path: &str, reason: &str) -> Stop {
        let message = format!("File {path} cannot be loaded: {reason}.");
        self.raise(
            "UnauthorizedAccess",
            "System.Management.Automation.PSSecurityException",
            message,
        )
    }

    /// Remembers that a start-up file was refused.
    pub fn refuse(&mut self, path: &str, reason: &str) {
        if let Stop::Error(raised) = self.refusal(path, reason) {
            self.remember(raised.record);
        }
    }

    /// Runs a text at the top of the session, as `-Command` does.
    ///
    /// # Errors
    /// What ends more than a statement.
    pub fn typed(&mut self, source: &Rc<Source>, out: &mut dyn Sink) -> Flow {
        let script = self.parse(source)?;
        self.use_all(source, &script)?;
        let block = Rc::new(Block {
            source: source.clone(),
            body: script.body.clone(),
            home: None,
            file: String::new(),
            captured: Vec::new(),
        });
        self.run_body(&block, "", Given::default(), Vec::new(), false, out)
    }

    /// Runs the script `-File` names, in the session's own scope; its `exit` is the process's.
    ///
    /// # Errors
    /// What ends the file.
    pub fn run_typed_script(&mut self, path: &str, given: Given, out: &mut dyn Sink) -> Flow {
        self.allow(path)?;
        let source = match self.host.open(path, None) {
            Ok(source) => source,
            Err(fault) => {
                self.opaque(
                    &format!("runs {path}, which cannot be read: {fault}"),
                    crate::shells::powershell::state::May::Everything,
                );
                return Ok(());
            }
        };
        let flow = self.run_source(&source, path, given, Vec::new(), Where::Here, out);
        match (flow, self.exited.take()) {
            (Ok(()), Some(status)) => Err(Stop::Exit(status)),
            (flow, _) => flow,
        }
    }

    /// Runs a data file, such as a module's manifest, in a scope of its own.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_data(&mut self, source: &Rc<Source>, path: &str, out: &mut dyn Sink) -> Flow {
        self.run_source(source, path, Given::default(), Vec::new(), Where::Below, out)
    }

    /// Runs a module's file in the module's scope.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_module(
        &mut self,
        source: &Rc<Source>,
        path: &str,
        scope: ScopeId,
        given: Given,
        out: &mut dyn Sink,
    ) -> Flow {
        self.run_source(source, path, given, Vec::new(), Where::Module(scope), out)
    }

    fn run_source(
        &mut self,
        source: &Rc<Source>,
        path: &str,
        given: Given,
        input: Vec<Object>,
        within: Where,
        out: &mut dyn Sink,
    ) -> Flow {
        let dot = within == Where::Here;
        if self.depth + 12 >= super::DEEPEST {
            self.opaque(
                "files are read deeper than envsim follows",
                crate::shells::powershell::state::May::Everything,
            );
            return Ok(());
        }
        self.note_damage(source, path);
        let script = self.parse(source)?;
        self.requirements(source, &script)?;
        let scope = match within {
            Where::Here => self.state.current,
            Where::Below => self.state.open(self.state.current, true),
            Where::Module(scope) => scope,
        };
        let script_scope = if dot { self.state.script_scope() } else { scope };
        self.state.running.push(Running { path: path.to_owned(), scope: script_scope });
        let namespaces = self.state.namespaces.len();
        let used = self.use_all(source, &script);
        let block = Rc::new(Block {
            source: source.clone(),
            body: script.body.clone(),
            home: match within {
                Where::Module(scope) => Some(scope),
                Where::Here | Where::Below => None,
            },
            file: path.to_owned(),
            captured: Vec::new(),
        });
        let outer = std::mem::replace(&mut self.state.current, scope);
        let name = self.state.platform().file_name(path).to_owned();
        let invocation = std::mem::take(&mut self.invocation);
        let kept = self.state.scope(scope).and_then(|scope| scope.variables.get("ARGS")).cloned();
        let own = within == Where::Below;
        let flow = used.and_then(|()| self.run_body(&block, &name, given, input, own, out));
        if let (true, Some(kept)) = (dot, kept) {
            self.state.scope_mut(scope).variables.insert("ARGS".into(), kept);
        }
        self.invocation = invocation;
        self.state.current = outer;
        if outer != GLOBAL || !dot {
            self.state.namespaces.truncate(namespaces);
        }
        self.state.running.pop();
        if within == Where::Below {
            self.state.close(scope);
        }
        match flow {
            Err(Stop::Return) => Ok(()),
            Err(Stop::Exit(code)) => {
                self.exited = Some(code);
                self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(code));
                self.state.succeeded = Object::Bool(code == 0);
                Ok(())
            }
            other => other,
        }
    }

    fn run_body(
        &mut self,
        block: &Rc<Block>,
        name: &str,
        given: Given,
        input: Vec<Object>,
        own: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        self.inside(block, |evaluator| {
            evaluator.frame = own.then(|| block.clone());
            evaluator.bind_parameters(block, name, given)?;
            if !input.is_empty() {
                let scope = evaluator.state.current;
                evaluator.state.set_in(scope, "input", Object::array(input));
            }
            for part in
                [&block.body.begin, &block.body.process, &block.body.end].into_iter().flatten()
            {
                evaluator.block(part, out)?;
            }
            Ok(())
        })
    }

    /// Parses a text for this edition.
    ///
    /// # Errors
    /// When PowerShell's parser rejects it.
    pub fn parse(&mut self, source: &Rc<Source>) -> Result<Rc<Script>, Stop> {
        let kilobytes = source.text().len() as u64 / 1024;
        self.host.spend(kilobytes + 1).map_err(|_| Stop::OutOfFuel)?;
        let script = parser::parse(source.text(), self.state.desktop);
        let bad = script.problems.iter().find(|problem| problem.severity == Severity::Error);
        if let Some(problem) = bad {
            let id = first_id(&script.error_ids);
            return Err(self.rejected(source, problem.span, id, problem.message.clone()));
        }
        if let Some((span, id)) = self.missing_type(source, &script) {
            let message = format!("no type is called [{}]", span.of(source.text()));
            return Err(self.rejected(source, span, id, message));
        }
        if let Some(span) = self.missing_module(source, &script) {
            let message = format!("`{}` finds no module", span.of(source.text()));
            return Err(self.rejected(source, span, "ModuleNotFoundDuringParse", message));
        }
        Ok(Rc::new(script))
    }

    /// A class's type that the session does not have either.
    fn missing_type(&self, source: &Source, script: &Script) -> Option<(Span, &'static str)> {
        let mut foreign = script.foreign_types.iter().copied();
        let known = |span: Span| self.state.classes.contains_key(&folded(span.of(source.text())));
        foreign.find(|(span, _)| self.state.opaque_modules.is_empty() && !known(*span))
    }

    fn rejected(
        &mut self,
        source: &Rc<Source>,
        span: Span,
        id: &'static str,
        message: String,
    ) -> Stop {
        let at = self.at.clone();
        if self.state.running.is_empty() {
            self.at = crate::value::Origin::File(crate::text::Place::new(source, span));
        }
        let stop = self.raise(id, PARSE, format!("{message}, so nothing of the text runs"));
        self.at = at;
        stop
    }

    /// `#Requires` lines.
    fn requirements(&mut self, source: &Rc<Source>, script: &Script) -> Flow {
        for line in &script.requires {
            let text = line.of(source.text()).to_owned();
            let words: Vec<&str> = text.split_whitespace().collect();
            let pairs = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
            for (word, value) in pairs {
                let value = value.copied().unwrap_or("").trim_matches(['"', '\'']);
                match word.to_ascii_lowercase().as_str() {
                    "-version" => self.require_version(value)?,
                    "-psedition" => {
                        let mine = if self.state.desktop { "Desktop" } else { "Core" };
                        if !value.eq_ignore_ascii_case(mine) {
                            return Err(self.unmet(
                                "ScriptRequiresUnmatchedPSEdition",
                                "The script requires another edition of PowerShell.",
                            ));
                        }
                    }
                    "-runasadministrator" if self.state.platform().is_windows() => {
                        if !self.state.facts.user.root {
                            return Err(self.unmet(
                                "ScriptRequiresElevation",
                                "The script must be run as Administrator.",
                            ));
                        }
                    }
                    "-modules" => self.require_modules(value)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn unmet(&mut self, id: &str, message: &str) -> Stop {
        self.raise(id, "System.Management.Automation.ScriptRequiresException", message)
    }

    fn require_version(&mut self, value: &str) -> Flow {
        let mut wanted: Vec<i64> = value.split('.').filter_map(|part| part.parse().ok()).collect();
        wanted.resize(4, 0);
        let mine: Vec<i64> = self.state.version.iter().map(|part| (*part).max(0)).collect();
        // 5.1 scripts run on 7, anything newer than the running version does not.
        if wanted > mine {
            return Err(self.unmet(
                "ScriptRequiresUnmatchedPSVersion",
                "The script requires a newer version of PowerShell.",
            ));
        }
        Ok(())
    }

    fn require_modules(&mut self, names: &str) -> Flow {
        for name in names.split(',').map(|name| name.trim().trim_matches(['"', '\''])) {
            if name.starts_with("@{") {
                self.incomplete("a script requires a module by more than its name");
                continue;
            }
            let known = crate::shells::powershell::stock::module(self.state, name).is_some()
                || self.find_module(name).is_some();
            if !known {
                return Err(self.unmet(
                    "ScriptRequiresMissingModules",
                    "The script requires modules that are missing.",
                ));
            }
        }
        Ok(())
    }

    /// A script block of a text made at run time.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn parse_block(&mut self, text: &str) -> Result<Rc<Block>, Stop> {
        let source = match self.place() {
            Some(place) => Source::evaluated(text, place),
            None => Source::inline("text", text),
        };
        let script = self.parse(&source)?;
        Ok(Rc::new(Block {
            source,
            body: script.body.clone(),
            home: None,
            file: self.state.script_path().to_owned(),
            captured: Vec::new(),
        }))
    }

    /// Runs a text in the current scope, as `Invoke-Expression` does.
    ///
    /// # Errors
    /// Whatever the text ends with.
    pub fn invoke_text(&mut self, text: &str, out: &mut dyn Sink) -> Flow {
        let block = self.parse_block(text).map_err(|stop| match stop {
            Stop::Error(mut raised) => {
                let mut record = (*raised.record).clone();
                if let Some(id) = record.id.text() {
                    let id = format!("{id},Microsoft.PowerShell.Commands.InvokeExpressionCommand");
                    record.id = crate::value::Value::known(id, self.at.clone());
                }
                raised.record = Rc::new(record);
                Stop::Error(raised)
            }
            other => other,
        })?;
        self.inside(&block, |evaluator| {
            for part in
                [&block.body.begin, &block.body.process, &block.body.end].into_iter().flatten()
            {
                evaluator.block(part, out)?;
            }
            Ok(())
        })
    }

    /// The text with its variables filled in, as inside double quotes.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn expand_text(&mut self, text: &str) -> Result<Object, Stop> {
        let quoted = format!("@\"\n{text}\n\"@");
        let block = self.parse_block(&quoted)?;
        let mut out = super::sink::Collect::default();
        self.run_here(&block, None, &mut out)?;
        Ok(out.into_object())
    }
}

/// The id an exception of the parser carries: that of its first error, checks of meaning coming last.
fn first_id(ids: &[&'static str]) -> &'static str {
    let early = ids.iter().find(|id| **id != "OperatorRequiresVariableOrProperty");
    early.or(ids.first()).copied().unwrap_or("ParseException")
}
