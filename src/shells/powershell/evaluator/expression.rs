//! Expressions.

use super::flow::Stop;
use super::sink::Collect;
use super::variable::Target;
use super::{DEEPEST, Evaluator};
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::syntax::{Attribute, Block, Expression, ExpressionKind};

type Answer = Result<Object, Stop>;

/// Variables whose value nothing changes (`IsConstantVariable`, Compiler.cs).
const CONSTANT: &[&str] = &["true", "false", "null"];

impl Evaluator<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn expression(&mut self, expression: &Expression) -> Answer {
        if self.depth >= DEEPEST {
            return Ok(self.unknown("is nested deeper than envsim follows"));
        }
        self.depth += 1;
        let answer = self.expression_inside(expression);
        self.depth -= 1;
        answer
    }

    fn expression_inside(&mut self, expression: &Expression) -> Answer {
        match &expression.kind {
            ExpressionKind::Number => Ok(self.number(expression.span)),
            ExpressionKind::String(literal) => {
                let text = Object::Text(self.string(literal, expression.span)?);
                if literal.parts.len() > 1 {
                    self.weigh(&text);
                }
                Ok(text)
            }
            ExpressionKind::Variable(name) => self.read_variable(*name),
            // A parenthesis keeps "nothing", which an array or argument then drops.
            ExpressionKind::Parenthesis(statement) => self.value(statement),
            ExpressionKind::Subexpression(block) => self.subexpression(block),
            ExpressionKind::Array(block) => self.array_expression(block),
            ExpressionKind::List(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(match self.expression(item)? {
                        Object::Nothing => Object::Null,
                        value => value,
                    });
                }
                Ok(Object::array(values))
            }
            ExpressionKind::Hash(entries) => self.hash(entries, false),
            ExpressionKind::ScriptBlock(body) => Ok(Object::Block(self.make_block(body))),
            ExpressionKind::Type(name) => self.type_literal(name),
            ExpressionKind::Cast(target, inner) => self.cast_expression(target, inner),
            ExpressionKind::Unary(operator, inner) => self.unary(*operator, inner),
            ExpressionKind::Binary(operator, left, right) => {
                let value = self.binary(*operator, left, right, expression.span)?;
                self.weigh(&value);
                Ok(value)
            }
            ExpressionKind::Ternary(condition, yes, no) => {
                let value = self.expression(condition)?;
                match truth(&value) {
                    Ok(true) => self.expression(yes),
                    Ok(false) => self.expression(no),
                    Err(why) => {
                        let words = self.slice(condition.span);
                        let mut out = Collect::default();
                        self.both(
                            &why,
                            &words,
                            &mut out,
                            |evaluator, out| evaluator.write_value(yes, out),
                            |evaluator, out| evaluator.write_value(no, out),
                        )?;
                        Ok(out.into_object())
                    }
                }
            }
            ExpressionKind::Member { of, name, is_static, conditional, arguments } => {
                let arguments = arguments.as_deref();
                let value =
                    self.member_expression(of, name, *is_static, *conditional, arguments)?;
                self.weigh(&value);
                Ok(value)
            }
            ExpressionKind::Index { of, index, conditional } => {
                let object = self.expression(of)?;
                if *conditional && object.is_null() {
                    return Ok(Object::Null);
                }
                let index = self.expression(index)?;
                let value = (self.library.members.index)(self, &object, &index)?;
                self.doubt_index(&object);
                Ok(value)
            }
            ExpressionKind::Broken => Ok(self.unknown("is an expression that could not be parsed")),
        }
    }

    fn write_value(&mut self, wanted: &Expression, out: &mut dyn super::Sink) -> super::Flow {
        let value = self.expression(wanted)?;
        out.write(self, value)
    }

    fn subexpression(&mut self, block: &Block) -> Answer {
        let items = self.outputs(block)?;
        Ok(Object::from_output(items))
    }

    fn array_expression(&mut self, block: &Block) -> Answer {
        // `@(@(1))` and `@(1,2)` keep one level; a lone array is not wrapped again.
        let items = self.outputs(block)?;
        if let [Object::Array(list)] = items.as_slice()
            && list.is_unordered()
        {
            return Ok(Object::Array(list.clone()));
        }
        Ok(Object::array(items))
    }

    fn type_literal(&mut self, name: &crate::shells::powershell::syntax::TypeExpression) -> Answer {
        match self.type_of(name) {
            Some(found) => Ok(Object::Type(found)),
            None => {
                let text = self.slice(name.span);
                if self.is_type_missing(&text) {
                    let message = format!("Unable to find type [{text}].");
                    return Err(self.raise(
                        "TypeNotFound",
                        "System.Management.Automation.RuntimeException",
                        message,
                    ));
                }
                let why = self.why(&format!("uses the type [{text}], which envsim does not know"));
                self.may_fail(&why);
                Ok(Object::Unknown(why))
            }
        }
    }

    fn cast_expression(&mut self, target: &Attribute, inner: &Expression) -> Answer {
        let name = self.slice(target.name.span);
        if target.is_attribute {
            return self.expression(inner);
        }
        if name.eq_ignore_ascii_case("ordered") || name.eq_ignore_ascii_case("pscustomobject") {
            if let ExpressionKind::Hash(entries) = &inner.kind {
                let table = self.hash(entries, true)?;
                if name.eq_ignore_ascii_case("ordered") {
                    return Ok(table);
                }
                return Ok(custom_of(&table));
            }
        }
        if name.eq_ignore_ascii_case("ref") {
            if let ExpressionKind::Variable(variable) = &inner.kind {
                let name = self.variable_text(*variable);
                if !CONSTANT.iter().any(|one| one.eq_ignore_ascii_case(&name))
                    && matches!(self.target(&name), Target::Variable(..))
                {
                    return self.reference_to(&name);
                }
            }
            return Ok(Self::reference_of(self.expression(inner)?));
        }
        let value = self.expression(inner)?;
        let Some(found) = self.type_of(&target.name) else {
            if self.is_type_missing(&name) {
                let message = format!("Unable to find type [{name}].");
                return Err(self.raise(
                    "TypeNotFound",
                    "System.Management.Automation.RuntimeException",
                    message,
                ));
            }
            let why = self.why(&format!("uses the type [{name}], which envsim does not know"));
            self.may_fail(&why);
            return Ok(Object::Unknown(why));
        };
        let made = self.convert(&value, &found)?;
        self.doubt_cast(&found, &made);
        Ok(made)
    }

    fn member_expression(
        &mut self,
        of: &Expression,
        name: &Expression,
        is_static: bool,
        conditional: bool,
        arguments: Option<&[Expression]>,
    ) -> Answer {
        let object = self.expression(of)?;
        if conditional && object.is_null() {
            return Ok(Object::Null);
        }
        let name_value = self.expression(name)?;
        if let Object::Block(block) = &name_value {
            return self.value_here(&block.clone(), object);
        }
        let Some(name) = self.text_of(&name_value).text().map(|text| text.into_owned()) else {
            return Ok(self.unknown("reads a member whose name is not known"));
        };
        let Some(arguments) = arguments else {
            let made = match is_static {
                true => (self.library.members.static_property)(self, &object, &name)?,
                false => (self.library.members.property)(self, &object, &name)?,
            };
            self.doubt_member(&object, &name, is_static, None, &made);
            return Ok(made);
        };
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(match self.expression(argument)? {
                Object::Nothing => Object::Null,
                value => value,
            });
        }
        let given = values.clone();
        let made = match is_static {
            true => (self.library.members.static_call)(self, &object, &name, values)?,
            false => (self.library.members.call)(self, &object, &name, values)?,
        };
        self.doubt_member(&object, &name, is_static, Some(&given), &made);
        Ok(made)
    }
}

/// A custom object of a table's entries.
pub fn custom_of(table: &Object) -> Object {
    let record = Record::custom();
    if let Object::Table(table) = table {
        if let Some(why) = table.open() {
            return Object::Unknown(why);
        }
        for (key, value) in table.entries() {
            let name = key
                .known_text()
                .unwrap_or_else(|| crate::shells::powershell::object::convert::plain_text(&key));
            record.set(&name, value);
        }
    }
    record.into_object()
}
