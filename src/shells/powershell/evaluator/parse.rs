//! Texts that are parsed as they are met: files, blocks and texts made at run time.

use std::rc::Rc;

use super::flow::{Flow, Stop};
use super::sink::Sink;
use super::{Evaluator, costs};
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::parser;
use crate::shells::powershell::syntax::Script;
use crate::text::{Severity, Source, Span};

const PARSE: &str = "System.Management.Automation.ParseException";

impl Evaluator<'_> {
    /// Parses a text for this edition.
    ///
    /// # Errors
    /// When PowerShell's parser rejects it.
    pub fn parse(&mut self, source: &Rc<Source>) -> Result<Rc<Script>, Stop> {
        let parsed = source.text().len() as u64 / costs::PARSED;
        self.host.spend(parsed + 1).map_err(|_| Stop::OutOfFuel)?;
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
        foreign.find(|(span, _)| self.knows_all_types() && !known(*span))
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
