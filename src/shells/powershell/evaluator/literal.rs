//! Literals: numbers, strings, hashtables, types.

use std::rc::Rc;

use super::Evaluator;
use super::flow::Stop;
use crate::shells::powershell::object::cast::parse_number;
use crate::shells::powershell::object::convert::{Maker, element_text};
use crate::shells::powershell::object::{Object, Payload, Table, TableKind, TypeName};
use crate::shells::powershell::scalars::Scalar;
use crate::shells::powershell::syntax::{
    Expression, Statement, StringLiteral, StringPart, TypeExpression,
};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn number(&mut self, span: Span) -> Object {
        let text = self.slice(span);
        if text.ends_with(['n', 'N']) {
            let why = self.why("is a number of any size, which envsim does not count with");
            return Object::scalar(Scalar::Open("System.Numerics.BigInteger", why));
        }
        parse_number(&text).unwrap_or_else(|| self.unknown("is a number envsim cannot read"))
    }

    /// A string with its variables filled in.
    ///
    /// # Errors
    /// Whatever an expression in it ends with.
    pub fn string(&mut self, literal: &StringLiteral, span: Span) -> Result<Value, Stop> {
        let mut text = Maker::default();
        for part in &literal.parts {
            let piece = match part {
                StringPart::Text(span) => {
                    Value::known(span.of(self.source.text()), self.origin(*span))
                }
                StringPart::Made(text, span) => Value::known(text.clone(), self.origin(*span)),
                StringPart::Expression(expression) => {
                    let value = self.expression(expression)?;
                    let value = self.rendered(value)?;
                    self.text_of(&value)
                }
            };
            text.push(&piece);
        }
        let mut text = text.finish();
        if text.pieces().is_empty() {
            text = Value::known("", self.origin(span));
        }
        Ok(text)
    }

    /// An instance of a class with a `ToString()` of its own as the text that gives; any other object as
    /// it is.
    ///
    /// # Errors
    /// What the method ends with.
    pub fn rendered(&mut self, object: Object) -> Result<Object, Stop> {
        match &object {
            Object::Record(record) => match &record.payload {
                Payload::Instance(class) if class.has_text() => {
                    let made = (self.library.members.call)(self, &object, "ToString", Vec::new())?;
                    Ok(Object::Text(self.text_of(&made)))
                }
                _ => Ok(object),
            },
            _ => Ok(object),
        }
    }

    pub(super) fn hash(
        &mut self,
        entries: &[(Expression, Statement)],
        ordered: bool,
    ) -> Result<Object, Stop> {
        let table = Table::new(if ordered { TableKind::Ordered } else { TableKind::Hashtable });
        for (key, value) in entries {
            let key = self.expression(key)?;
            let value = match self.value(value)? {
                Object::Nothing => Object::Null,
                value => value,
            };
            match table.key(&key) {
                Some(folded) => table.set(folded, key, value),
                None => return Ok(self.unknown("is a hashtable with a key that is not known")),
            }
        }
        Ok(Object::Table(Rc::new(table)))
    }

    /// The type a literal names.
    pub fn type_of(&mut self, name: &TypeExpression) -> Option<TypeName> {
        let text = self.slice(name.span);
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        self.type_named(&text)
    }

    /// The type of that name, the profile's own classes included.
    pub fn type_named(&self, name: &str) -> Option<TypeName> {
        let (base, array) = name.strip_suffix("[]").map_or((name, false), |base| (base, true));
        if let Some(class) = self.state.classes.get(&crate::machine::path::folded(base)) {
            return Some(TypeName::of(&if array {
                format!("{}[]", class.name)
            } else {
                class.name.clone()
            }));
        }
        TypeName::resolve(name, &self.state.namespaces)
    }

    /// Whether no type of that name can exist in this session. Code that was compiled or loaded
    /// without being known may have brought any.
    pub fn is_type_missing(&self, name: &str) -> bool {
        self.knows_all_types()
            && crate::shells::powershell::semantics::system_types::is_missing(
                name,
                &self.state.namespaces,
            )
    }

    /// Whether the session has no types but those that come with it and its own classes.
    pub(super) fn knows_all_types(&self) -> bool {
        self.state.opaque_modules.is_empty() && self.state.foreign_types.is_none()
    }

    /// An object's known text, or nothing.
    pub fn plain(&self, object: &Object) -> Option<String> {
        element_text(object, &self.at).text().map(|text| text.into_owned())
    }
}
