//! Statements: blocks of them, and the simple ones.

use std::rc::Rc;

use super::flow::{Flow, Raised, Stop};
use super::sink::{Collect, Sink};
use super::{Action, DEEPEST, Evaluator};
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::convert::{element_text, truth};
use crate::shells::powershell::state::Function;
use crate::shells::powershell::syntax::{
    self, Catch, ChainOperator, Element, Expression, ExpressionKind, Pipeline, Statement,
    StatementKind, UnaryOperator,
};
use crate::text::Span;

impl Evaluator<'_> {
    /// Runs statements one by one; an error ends only its statement unless something catches it.
    ///
    /// # Errors
    /// Whatever ends the block.
    pub fn block(&mut self, block: &syntax::Block, out: &mut dyn Sink) -> Flow {
        let traps: Vec<&Catch> = block
            .statements
            .iter()
            .filter_map(|statement| match &statement.kind {
                StatementKind::Trap(trap) => Some(trap),
                _ => None,
            })
            .collect();
        if self.depth >= DEEPEST {
            self.opaque(
                "statements are nested deeper than envsim follows",
                crate::shells::powershell::state::May::Everything,
            );
            return Ok(());
        }
        self.depth += 1;
        let flow =
            block.statements.iter().try_for_each(|statement| self.guarded(statement, &traps, out));
        self.depth -= 1;
        flow
    }

    fn guarded(&mut self, statement: &Statement, traps: &[&Catch], out: &mut dyn Sink) -> Flow {
        self.step()?;
        self.at = self.origin(statement.span);
        let tries = self.state.tries;
        if !traps.is_empty() {
            self.state.tries += 1;
        }
        let (from, outer) = (self.numbered, self.maybe_failed.take());
        let flow = self.statement(statement, out);
        self.maybe_failed = outer;
        self.state.tries = tries;
        self.note_asked();
        let flow = match traps.is_empty() {
            true => flow,
            false => self.trap_escapes(flow, from, traps, out),
        };
        match flow {
            Err(Stop::Error(raised)) => self.after_error(raised, traps, out),
            other => other,
        }
    }

    pub(super) fn after_error(
        &mut self,
        raised: Raised,
        traps: &[&Catch],
        out: &mut dyn Sink,
    ) -> Flow {
        for trap in traps {
            if !self.catches(&trap.types, &raised) {
                continue;
            }
            self.remember(raised.record.clone());
            let saved = self.set_item(self.error_object(&raised.record));
            let flow = self.block(&trap.body, out);
            self.restore_item(saved);
            return match flow {
                Err(Stop::Continue(None)) => {
                    self.remember_muted(raised.record);
                    Ok(())
                }
                Err(Stop::Break(None)) => Err(Stop::Error(raised)),
                Ok(()) => {
                    self.state.succeeded = Object::Bool(false);
                    Ok(())
                }
                other => other,
            };
        }
        if raised.whole || self.state.tries > 0 {
            if raised.whole
                && matches!(self.preference(), Action::SilentlyContinue | Action::Ignore)
                && self.state.tries == 0
            {
                // A `throw` is not muted by the preference variable alone when nothing catches it: it is, since 3.0.
                self.remember_muted(raised.record);
                self.state.succeeded = Object::Bool(false);
                return Ok(());
            }
            return Err(Stop::Error(raised));
        }
        self.show(raised.record);
        self.state.succeeded = Object::Bool(false);
        Ok(())
    }

    /// Runs one statement.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn statement(&mut self, statement: &Statement, out: &mut dyn Sink) -> Flow {
        match &statement.kind {
            StatementKind::Pipeline(pipeline) => self.pipeline_statement(pipeline, out),
            StatementKind::Chain(first, rest) => self.chain(first, rest, out),
            StatementKind::Assignment { target, operator, value } => {
                self.assignment(target, *operator, value).map(drop)
            }
            StatementKind::If { clauses, otherwise } => {
                self.if_statement(clauses, otherwise.as_ref(), out)
            }
            StatementKind::Switch(switch) => self.switch(switch, out),
            StatementKind::ForEach { label, variable, over, body } => {
                self.foreach(*label, variable, over, body, out)
            }
            StatementKind::For { label, start, condition, step, body } => self.for_loop(
                *label,
                (start.as_deref(), condition.as_deref(), step.as_deref()),
                body,
                out,
            ),
            StatementKind::Loop { label, kind, condition, body } => {
                self.while_loop(*label, *kind, condition, body, out)
            }
            StatementKind::Try { body, catches, finally } => {
                self.try_statement(body, catches, finally.as_ref(), out)
            }
            StatementKind::Trap(_) => Ok(()),
            StatementKind::Throw(value) => Err(self.throw(value.as_deref())?),
            StatementKind::Return(value) => {
                if let Some(value) = value {
                    self.statement(value, out)?;
                }
                Err(Stop::Return)
            }
            StatementKind::Exit(value) => Err(self.exit(value.as_deref())?),
            StatementKind::Break(label) => Err(Stop::Break(self.label(label.as_deref())?)),
            StatementKind::Continue(label) => Err(Stop::Continue(self.label(label.as_deref())?)),
            StatementKind::Function { name, filter, body } => {
                self.define_function(*name, *filter, body, statement.span);
                Ok(())
            }
            StatementKind::Class(class) => self.define_class(class),
            StatementKind::Enum(declared) => self.define_enum(declared),
            StatementKind::Data(name, body) => {
                let mut data = Collect::default();
                self.block(body, &mut data)?;
                match name {
                    Some(name) => {
                        let name = self.slice(*name);
                        let value = data.into_object();
                        self.state.set(&name, value);
                        Ok(())
                    }
                    None => self.write_all(data.into_object(), out),
                }
            }
            StatementKind::Broken => {
                self.opaque(
                    "a statement could not be parsed",
                    crate::shells::powershell::state::May::Everything,
                );
                Ok(())
            }
        }
    }

    fn label(&mut self, label: Option<&Expression>) -> Result<Option<String>, Stop> {
        let Some(label) = label else { return Ok(None) };
        let value = self.expression(label)?;
        Ok(element_text(&value, &self.at).text().map(|text| text.to_ascii_lowercase()))
    }

    fn exit(&mut self, value: Option<&Statement>) -> Result<Stop, Stop> {
        let code = match value {
            Some(value) => match self.value(value)?.base() {
                Object::Integer(_, number) => i32::try_from(*number).unwrap_or(0),
                _ => 0,
            },
            None => 0,
        };
        Ok(Stop::Exit(code))
    }

    /// Writes an object to a sink the way a statement does: collections element by element.
    ///
    /// # Errors
    /// When the sink's owner ends.
    pub fn write_all(&mut self, object: Object, out: &mut dyn Sink) -> Flow {
        self.weigh(&object);
        match object.enumerate() {
            Some(items) => items.into_iter().try_for_each(|item| out.write(self, item)),
            None => out.write(self, object),
        }
    }

    fn pipeline_statement(&mut self, pipeline: &Pipeline, out: &mut dyn Sink) -> Flow {
        if let [Element::Expression(expression, redirections)] = pipeline.elements.as_slice()
            && redirections.is_empty()
        {
            let value = self.expression(expression)?;
            if is_silent(expression) {
                self.state.succeeded = self.success();
                return Ok(());
            }
            if !matches!(
                &expression.kind,
                ExpressionKind::Parenthesis(_) | ExpressionKind::Subexpression(_)
            ) {
                self.state.succeeded = self.success();
            }
            return self.write_all(value, out);
        }
        self.pipeline(pipeline, out)
    }

    fn chain(
        &mut self,
        first: &Pipeline,
        rest: &[(ChainOperator, Pipeline)],
        out: &mut dyn Sink,
    ) -> Flow {
        self.chain_link(first, out)?;
        for (operator, next) in rest {
            let wanted = *operator == ChainOperator::And;
            let succeeded = self.state.succeeded.clone();
            match truth(&succeeded) {
                Ok(succeeded) if succeeded == wanted => self.chain_link(next, out)?,
                Ok(_) => {}
                Err(why) => {
                    let words = if wanted {
                        "the command before succeeds"
                    } else {
                        "the command before fails"
                    };
                    self.both(
                        &why,
                        words,
                        out,
                        |evaluator, out| evaluator.chain_link(next, out),
                        |_, _| Ok(()),
                    )?;
                }
            }
        }
        Ok(())
    }

    fn chain_link(&mut self, pipeline: &Pipeline, out: &mut dyn Sink) -> Flow {
        self.maybe_failed = None;
        match self.pipeline_statement(pipeline, out) {
            Err(Stop::Error(raised)) if !raised.whole && self.state.tries == 0 => {
                self.show(raised.record);
                self.state.succeeded = Object::Bool(false);
                Ok(())
            }
            other => other,
        }
    }

    /// The value of a statement: what an assignment or a parenthesis takes from it.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn value(&mut self, statement: &Statement) -> Result<Object, Stop> {
        match &statement.kind {
            StatementKind::Pipeline(pipeline) => {
                if let [Element::Expression(expression, redirections)] =
                    pipeline.elements.as_slice()
                    && redirections.is_empty()
                {
                    let value = self.expression(expression)?;
                    if !is_transparent(expression) {
                        self.state.succeeded = self.success();
                    }
                    return Ok(value);
                }
                let mut out = Collect::default();
                self.pipeline(pipeline, &mut out)?;
                Ok(out.into_object())
            }
            StatementKind::Assignment { target, operator, value } => {
                self.assignment(target, *operator, value)
            }
            _ => {
                let mut out = Collect::default();
                self.statement(statement, &mut out)?;
                Ok(out.into_object())
            }
        }
    }

    /// All outputs of a block, run statement by statement.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn outputs(&mut self, block: &syntax::Block) -> Result<Vec<Object>, Stop> {
        let mut out = Collect::default();
        let at = self.at.clone();
        self.block(block, &mut out)?;
        self.at = at;
        Ok(out.items)
    }

    /// A script block as a value, made here.
    pub fn make_block(&mut self, body: &Rc<syntax::ScriptBlock>) -> Rc<Block> {
        let script = self.state.script_scope();
        let is_module = self.state.modules.iter().any(|module| module.scope == Some(script));
        Rc::new(Block {
            source: self.source.clone(),
            body: body.clone(),
            home: is_module.then_some(script),
            file: self.state.script_path().to_owned(),
            captured: Vec::new(),
        })
    }

    fn define_function(
        &mut self,
        name: Span,
        filter: bool,
        body: &Rc<syntax::ScriptBlock>,
        span: Span,
    ) {
        let block = self.make_block(body);
        let written = self.slice(name);
        self.at = self.origin(span);
        self.put_function(&written, filter, block);
    }

    /// Defines a function under a name that may have a scope in front.
    pub fn put_function(&mut self, written: &str, filter: bool, body: Rc<Block>) {
        let (scope, name) = match written.split_once(':') {
            Some((word, rest))
                if self.state.named_scope(word).is_some()
                    && word.parse::<u32>().is_err()
                    && !rest.is_empty() =>
            {
                (self.state.named_scope(word).unwrap_or(self.state.current), rest)
            }
            Some((word, rest)) if word.eq_ignore_ascii_case("function") => {
                (self.state.current, rest)
            }
            _ => (self.state.current, written),
        };
        let private = written.len() > 8
            && written.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("private:"));
        let aliases = self.aliases_of(&body);
        let function = Function {
            name: name.to_owned(),
            body: Some(body),
            filter,
            origin: self.at.clone(),
            private,
            module: None,
            perhaps: None,
        };
        self.state.scope_mut(scope).functions.insert(folded(name), function);
        self.state.settle(scope, name);
        for alias in aliases {
            let old = self.state.scope(scope).and_then(|table| table.aliases.get(&folded(&alias)));
            if old.is_some_and(|old| old.read_only || old.constant) {
                self.incomplete("gives a function an alias that is read-only");
                continue;
            }
            let definition = crate::value::Value::known(name, self.at.clone());
            self.put_alias(scope, &alias, definition);
        }
    }

    /// The names `[Alias()]` gives a function: its own scope gets them as aliases with it
    /// (SessionStateScope.cs, `GetFunctionAliases`).
    fn aliases_of(&mut self, body: &Rc<Block>) -> Vec<String> {
        let named = |one: &&syntax::Attribute| {
            let name = one.name.span.of(body.source.text()).to_ascii_lowercase();
            let short = name.strip_prefix("system.management.automation.").unwrap_or(&name);
            one.is_attribute && matches!(short, "alias" | "aliasattribute")
        };
        let mut names = Vec::new();
        for attribute in body.body.attributes.iter().filter(named) {
            let _ = self.inside(body, |evaluator| {
                for argument in &attribute.arguments {
                    let value = evaluator.expression(argument)?;
                    let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
                    names.extend(items.iter().filter_map(|item| evaluator.plain(item)));
                }
                Ok(())
            });
        }
        names
    }
}

/// Whether a statement of only this expression writes nothing.
fn is_silent(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Unary(operator, _) => matches!(
            operator,
            UnaryOperator::IncrementAfter
                | UnaryOperator::IncrementBefore
                | UnaryOperator::DecrementAfter
                | UnaryOperator::DecrementBefore
        ),
        _ => false,
    }
}

/// Whether the expression leaves `$?` to what is inside it.
fn is_transparent(expression: &Expression) -> bool {
    matches!(
        &expression.kind,
        ExpressionKind::Parenthesis(_)
            | ExpressionKind::Subexpression(_)
            | ExpressionKind::Array(_)
    )
}
