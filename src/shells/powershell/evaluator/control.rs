//! `if`, loops, `switch`, `try`, `throw`.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Raised, Stop};
use super::sink::Sink;
use crate::shells::powershell::object::convert::{element_text, truth};
use crate::shells::powershell::object::error::ErrorRecord;
use crate::shells::powershell::object::exceptions;
use crate::shells::powershell::object::{Object, Payload, TypeName};
use crate::shells::powershell::operators::compare;
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::syntax::{
    self, Expression, ExpressionKind, LoopKind, Statement, Switch, SwitchMode, TypeExpression,
};
use crate::text::Span;
use crate::value::Value;

/// What a loop does after its body ended.
enum Turn {
    Next,
    Leave,
}

/// How many turns are followed after which a loop may have ended already: what comes behind is widened.
const UNDECIDED: usize = 12;

/// How many elements of a list are.
const UNDECIDED_ELEMENTS: usize = 48;

impl Evaluator<'_> {
    pub(super) fn if_statement(
        &mut self,
        clauses: &[(Statement, syntax::Block)],
        otherwise: Option<&syntax::Block>,
        out: &mut dyn Sink,
    ) -> Flow {
        let Some(((condition, body), rest)) = clauses.split_first() else {
            return otherwise.map_or(Ok(()), |block| self.block(block, out));
        };
        let value = self.value(condition)?;
        match truth(&value) {
            Ok(true) => self.block(body, out),
            Ok(false) => self.if_statement(rest, otherwise, out),
            Err(why) => {
                let words = self.slice(condition.span);
                self.both(
                    &why,
                    &words,
                    out,
                    |evaluator, out| evaluator.block(body, out),
                    |evaluator, out| evaluator.if_statement(rest, otherwise, out),
                )
            }
        }
    }

    /// What follows when a loop's body ended so.
    fn turn(&mut self, flow: Flow, label: Option<&str>) -> Result<Turn, Stop> {
        self.resolve_doubts(0, super::doubts::Until::Loop);
        let mine = |wanted: &Option<String>| match wanted {
            None => true,
            Some(wanted) => label.is_some_and(|label| label == wanted),
        };
        match flow {
            Ok(()) => Ok(Turn::Next),
            Err(Stop::Continue(wanted)) if mine(&wanted) => Ok(Turn::Next),
            Err(Stop::Break(wanted)) if mine(&wanted) => Ok(Turn::Leave),
            Err(other) => Err(other),
        }
    }

    fn label_text(&self, label: Option<Span>) -> Option<String> {
        label.map(|span| self.slice(span).trim_start_matches(':').to_ascii_lowercase())
    }

    pub(super) fn foreach(
        &mut self,
        label: Option<Span>,
        variable: &Expression,
        over: &Statement,
        body: &syntax::Block,
        out: &mut dyn Sink,
    ) -> Flow {
        let label = self.label_text(label);
        let value = self.value(over)?;
        self.weigh(&value);
        let items = match &value {
            Object::Null | Object::Nothing => Vec::new(),
            Object::Unknown(why) => {
                return self.unknown_loop(&why.clone(), body, Some(variable), None, out);
            }
            other => other.enumerate().unwrap_or_else(|| vec![value.clone()]),
        };
        let unordered =
            matches!(&value, Object::Array(list) | Object::List(list) if list.is_unordered());
        if unordered && self.speculative < 2 {
            return self.in_any_order(items, out, |evaluator, items, out| {
                evaluator.foreach_items(items, label.as_deref(), variable, body, out)
            });
        }
        self.foreach_items(items, label.as_deref(), variable, body, out)
    }

    fn foreach_items(
        &mut self,
        items: Vec<Object>,
        label: Option<&str>,
        variable: &Expression,
        body: &syntax::Block,
        out: &mut dyn Sink,
    ) -> Flow {
        let (from, mut open) = (self.numbered, 0);
        for item in items {
            self.step()?;
            self.assign_to(variable, item)?;
            let flow = self.block(body, out);
            let left = self.may_have_left(from);
            if let Turn::Leave = self.turn(flow, label)? {
                break;
            }
            open += usize::from(left.is_some());
            if let Some(why) = left.filter(|_| open > UNDECIDED_ELEMENTS) {
                return self.unknown_loop(&why, body, Some(variable), None, out);
            }
        }
        Ok(())
    }

    pub(super) fn for_loop(
        &mut self,
        label: Option<Span>,
        (start, condition, step): (Option<&Statement>, Option<&Statement>, Option<&Statement>),
        body: &syntax::Block,
        out: &mut dyn Sink,
    ) -> Flow {
        let label = self.label_text(label);
        let (from, mut open) = (self.numbered, 0);
        if let Some(start) = start {
            self.statement(start, &mut super::sink::Discard)?;
        }
        loop {
            self.step()?;
            if let Some(condition) = condition {
                let value = self.value(condition)?;
                match truth(&value) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(why) => return self.unknown_loop(&why, body, None, step, out),
                }
            }
            let flow = self.block(body, out);
            let left = self.may_have_left(from);
            if let Turn::Leave = self.turn(flow, label.as_deref())? {
                return Ok(());
            }
            open += usize::from(left.is_some());
            if let Some(why) = left.filter(|_| open > UNDECIDED) {
                return self.unknown_loop(&why, body, None, step, out);
            }
            if let Some(step) = step {
                self.statement(step, &mut super::sink::Discard)?;
            }
        }
    }

    pub(super) fn while_loop(
        &mut self,
        label: Option<Span>,
        kind: LoopKind,
        condition: &Statement,
        body: &syntax::Block,
        out: &mut dyn Sink,
    ) -> Flow {
        let label = self.label_text(label);
        let mut first = kind != LoopKind::While;
        let (from, mut open) = (self.numbered, 0);
        loop {
            self.step()?;
            if !std::mem::take(&mut first) {
                let value = self.value(condition)?;
                match truth(&value) {
                    Ok(holds) if holds == (kind != LoopKind::DoUntil) => {}
                    Ok(_) => return Ok(()),
                    Err(why) => return self.unknown_loop(&why, body, None, None, out),
                }
            }
            let flow = self.block(body, out);
            let left = self.may_have_left(from);
            if let Turn::Leave = self.turn(flow, label.as_deref())? {
                return Ok(());
            }
            open += usize::from(left.is_some());
            if let Some(why) = left.filter(|_| open > UNDECIDED) {
                return self.unknown_loop(&why, body, None, None, out);
            }
        }
    }

    pub(super) fn switch(&mut self, switch: &Switch, out: &mut dyn Sink) -> Flow {
        let label = self.label_text(switch.label);
        let input = match (&switch.file, &switch.input) {
            (Some(file), _) => self.file_lines(file)?,
            (None, Some(input)) => self.value(input)?,
            (None, None) => Object::Nothing,
        };
        self.weigh(&input);
        let items = match &input {
            Object::Nothing => Vec::new(),
            other => other.enumerate().unwrap_or_else(|| vec![input.clone()]),
        };
        for item in items {
            self.step()?;
            let saved = self.set_item(item.clone());
            let flow = self.switch_item(switch, &item, out);
            self.restore_item(saved);
            if let Turn::Leave = self.turn(flow, label.as_deref())? {
                break;
            }
        }
        Ok(())
    }

    fn file_lines(&mut self, file: &Expression) -> Result<Object, Stop> {
        let name = self.expression(file)?;
        let Some(path) = self.text_of(&name).text().map(|text| self.full_path(&text)) else {
            return Ok(self.unknown("reads a file whose name is not known"));
        };
        Ok(match self.read_lines(&path) {
            Ok(lines) => Object::array(lines),
            Err(_) => {
                return Err(self.raise(
                    "FileReadError",
                    "System.IO.FileNotFoundException",
                    format!("Could not find file '{path}'."),
                ));
            }
        })
    }

    fn switch_item(&mut self, switch: &Switch, item: &Object, out: &mut dyn Sink) -> Flow {
        self.switch_clauses(switch, item, 0, false, out)
    }

    fn switch_clauses(
        &mut self,
        switch: &Switch,
        item: &Object,
        from: usize,
        mut matched: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        for (index, (pattern, body)) in switch.clauses.iter().enumerate().skip(from) {
            match self.clause_matches(switch, item, pattern)? {
                Ok(true) => {
                    matched = true;
                    self.block(body, out)?;
                }
                Ok(false) => {}
                Err(why) => {
                    let words = self.slice(pattern.span);
                    return self.both(
                        &why,
                        &words,
                        out,
                        |evaluator, out| {
                            evaluator.block(body, out)?;
                            evaluator.switch_clauses(switch, item, index + 1, true, out)
                        },
                        |evaluator, out| {
                            evaluator.switch_clauses(switch, item, index + 1, matched, out)
                        },
                    );
                }
            }
        }
        match &switch.default {
            Some(default) if !matched => self.block(default, out),
            _ => Ok(()),
        }
    }

    fn clause_matches(
        &mut self,
        switch: &Switch,
        item: &Object,
        pattern: &Expression,
    ) -> Result<Result<bool, Rc<crate::value::Unknown>>, Stop> {
        let ignore_case = !switch.case_sensitive;
        let at = self.at.clone();
        if let ExpressionKind::ScriptBlock(body) = &pattern.kind {
            let block = self.make_block(body);
            let value = self.value_here(&block, item.clone())?;
            return Ok(truth(&value));
        }
        let wanted = self.expression(pattern)?;
        if let Object::Block(block) = &wanted {
            let value = self.value_here(&block.clone(), item.clone())?;
            return Ok(truth(&value));
        }
        if let Some(why) = compare::reason(&[item, &wanted])
            && (matches!(item, Object::Unknown(_)) || switch.mode != SwitchMode::Exact)
        {
            return Ok(Err(why));
        }
        match switch.mode {
            SwitchMode::Exact => match compare::equal(item, &wanted, ignore_case, &at) {
                Ok(same) => Ok(Ok(same)),
                Err(crate::shells::powershell::object::convert::Refused::Unknown(why)) => {
                    Ok(Err(why))
                }
                Err(_) => Ok(Ok(false)),
            },
            SwitchMode::Wildcard => {
                let text =
                    self.text_of(item).text().map(|text| text.into_owned()).unwrap_or_default();
                let wanted =
                    self.text_of(&wanted).text().map(|text| text.into_owned()).unwrap_or_default();
                Ok(Ok(Wildcard::new(&wanted, ignore_case)
                    .is_some_and(|pattern| pattern.matches(&text))))
            }
            SwitchMode::Regex => {
                let text = Object::Text(self.text_of(item));
                let answer = self.match_one(&text, &wanted, ignore_case)?;
                Ok(truth(&answer))
            }
        }
    }

    /// Whether a clause of these types handles the error.
    pub(super) fn catches(&self, types: &[TypeExpression], raised: &Raised) -> bool {
        types.is_empty()
            || types.iter().any(|wanted| {
                let name = self.slice(wanted.span);
                let full = TypeName::resolve(&name, &self.state.namespaces)
                    .map_or(name, |found| found.full_name().to_owned());
                let inner = &raised.record.inner;
                !inner.is_empty() && exceptions::is_a(inner, &full)
                    || exceptions::is_a(&raised.record.exception, &full)
            })
    }

    pub(super) fn throw(&mut self, value: Option<&Statement>) -> Result<Stop, Stop> {
        let Some(value) = value else {
            return Ok(match self.caught.last() {
                Some(record) => Stop::Error(Raised { record: record.clone(), whole: true }),
                None => self.thrown(
                    "ScriptHalted",
                    Value::known("ScriptHalted", self.at.clone()),
                    Object::Null,
                ),
            });
        };
        let object = self.value(value)?;
        Ok(match object.base() {
            Object::Error(record) => Stop::Error(Raised { record: record.clone(), whole: true }),
            Object::Record(record) => match &record.payload {
                Payload::Exception(inner) => {
                    let mut inner = (**inner).clone();
                    inner.id = inner.message.clone();
                    Stop::Error(Raised { record: Rc::new(inner), whole: true })
                }
                _ => {
                    let message = element_text(&object, &self.at);
                    self.thrown("", message, object.clone())
                }
            },
            other => {
                let message = self.text_of(other);
                self.thrown("", message, object.clone())
            }
        })
    }

    fn thrown(&mut self, id: &str, message: Value, target: Object) -> Stop {
        let id = if id.is_empty() { message.clone() } else { Value::known(id, self.at.clone()) };
        let record = ErrorRecord {
            id,
            exception: "System.Management.Automation.RuntimeException".into(),
            inner: "".into(),
            message,
            target,
            worded: true,
            muted: Default::default(),
            place: self.place(),
        };
        Stop::Error(Raised { record: Rc::new(record), whole: true })
    }
}
