//! Operators on evaluated operands.

use std::rc::Rc;

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::Answer;
use super::sink::Collect;
use crate::shells::powershell::object::convert::{Refused, element_text, truth};
use crate::shells::powershell::object::{Object, Payload};
use crate::shells::powershell::operators::arithmetic::{self, Arithmetic};
use crate::shells::powershell::operators::bits::{self, Bits};
use crate::shells::powershell::operators::format;
use crate::shells::powershell::operators::range;
use crate::shells::powershell::operators::text::{self};
use crate::shells::powershell::syntax::{BinaryOperator as Op, Case, Expression, UnaryOperator};
use crate::text::Span;
use crate::value::Value;

/// What text that is no number raises where one is needed.
const FROM_TEXT: &str = "InvalidCastFromStringToInteger";

const INVALID_CAST: &str = "System.Management.Automation.PSInvalidCastException";

/// Whether case does not count.
pub(super) fn ignores(case: Case) -> bool {
    case != Case::Sensitive
}

impl Evaluator<'_> {
    pub(super) fn binary(
        &mut self,
        op: Op,
        left: &Expression,
        right: &Expression,
        span: Span,
    ) -> Answer {
        match op {
            Op::And | Op::Or => return self.logical(op, left, right),
            Op::Coalesce => return self.coalesced(left, right),
            _ => {}
        }
        let one = self.operand(left)?;
        let two = self.operand(right)?;
        self.at = self.origin(span);
        self.weigh(&one);
        let made = self.apply(op, &one, &two)?;
        self.doubt_binary(op, &one, &two, &made);
        Ok(made)
    }

    fn operand(&mut self, expression: &Expression) -> Answer {
        self.expression(expression)
    }

    /// `??`: the right side is evaluated only where the left one is null.
    fn coalesced(&mut self, left: &Expression, right: &Expression) -> Answer {
        let value = self.expression(left)?;
        let why = match &value {
            Object::Null | Object::Nothing => return self.expression(right),
            Object::Unknown(why) => why.clone(),
            _ => return Ok(value),
        };
        let words = self.slice(left.span);
        let mut out = Collect::default();
        self.both(
            &why,
            &format!("{words} is null"),
            &mut out,
            |evaluator, out| {
                let value = evaluator.expression(right)?;
                out.write(evaluator, value)
            },
            |evaluator, out| out.write(evaluator, value.clone()),
        )?;
        Ok(out.into_object())
    }

    fn logical(&mut self, op: Op, left: &Expression, right: &Expression) -> Answer {
        let value = self.expression(left)?;
        let decided = op == Op::Or;
        match truth(&value) {
            Ok(one) if one == decided => Ok(Object::Bool(decided)),
            Ok(_) => {
                let value = self.expression(right)?;
                Ok(match truth(&value) {
                    Ok(two) => Object::Bool(two),
                    Err(why) => Object::Unknown(why),
                })
            }
            Err(why) => {
                let words = self.slice(left.span);
                let mut out = Collect::default();
                self.both(
                    &why,
                    &words,
                    &mut out,
                    |evaluator, out| {
                        if decided {
                            return out.write(evaluator, Object::Bool(true));
                        }
                        let value = evaluator.expression(right)?;
                        let answer = truth(&value).map_or_else(Object::Unknown, Object::Bool);
                        out.write(evaluator, answer)
                    },
                    |evaluator, out| {
                        if !decided {
                            return out.write(evaluator, Object::Bool(false));
                        }
                        let value = evaluator.expression(right)?;
                        let answer = truth(&value).map_or_else(Object::Unknown, Object::Bool);
                        out.write(evaluator, answer)
                    },
                )?;
                Ok(out.into_object())
            }
        }
    }

    /// Applies a binary operator to values.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn apply(&mut self, op: Op, one: &Object, two: &Object) -> Answer {
        let at = self.at.clone();
        let separator = self.separator();
        match op {
            Op::Add => self.arithmetic(Arithmetic::Add, one, two),
            Op::Subtract => self.arithmetic(Arithmetic::Subtract, one, two),
            Op::Multiply => self.arithmetic(Arithmetic::Multiply, one, two),
            Op::Divide => self.arithmetic(Arithmetic::Divide, one, two),
            Op::Remainder => self.arithmetic(Arithmetic::Remainder, one, two),
            Op::Range => {
                let result = range::range(one, two, !self.state.desktop, &at);
                match &result {
                    Err(Refused::Error(message)) if message.contains("Cannot convert value") => {
                        self.settle(result, FROM_TEXT, INVALID_CAST)
                    }
                    _ => self.settle(result, "RuntimeException", RUNTIME),
                }
            }
            Op::Format => self.format(one, two),
            Op::Xor => Ok(match (truth(one), truth(two)) {
                (Ok(one), Ok(two)) => Object::Bool(one != two),
                (Err(why), _) | (_, Err(why)) => Object::Unknown(why),
            }),
            Op::BitAnd => self.bits(Bits::And, one, two),
            Op::BitOr => self.bits(Bits::Or, one, two),
            Op::BitXor => self.bits(Bits::Xor, one, two),
            Op::ShiftLeft => self.bits(Bits::Left, one, two),
            Op::ShiftRight => self.bits(Bits::Right, one, two),
            Op::Join => {
                let separator = element_text(two, &at);
                Ok(Object::Text(text::join(one, &separator, &at)))
            }
            Op::Split(case) => self.split(one, two, ignores(case)),
            Op::Replace(case) => self.replace(one, two, ignores(case)),
            Op::Match(case) => self.match_operator(one, two, ignores(case), true),
            Op::NotMatch(case) => self.match_operator(one, two, ignores(case), false),
            Op::Like(case) => self.like(one, two, ignores(case), true),
            Op::NotLike(case) => self.like(one, two, ignores(case), false),
            Op::Contains(case) => self.contains(one, two, ignores(case), true),
            Op::NotContains(case) => self.contains(one, two, ignores(case), false),
            Op::In(case) => self.contains(two, one, ignores(case), true),
            Op::NotIn(case) => self.contains(two, one, ignores(case), false),
            Op::Is => self.is_type(one, two, true),
            Op::IsNot => self.is_type(one, two, false),
            Op::As => self.as_type(one, two, &separator),
            Op::Equal(_)
            | Op::NotEqual(_)
            | Op::Greater(_)
            | Op::GreaterOrEqual(_)
            | Op::Less(_)
            | Op::LessOrEqual(_) => self.compared(op, one, two),
            Op::And | Op::Or | Op::Coalesce => {
                Ok(self.unknown("is a logical operator out of place"))
            }
        }
    }

    pub(super) fn arithmetic(&mut self, op: Arithmetic, one: &Object, two: &Object) -> Answer {
        let separator = self.separator();
        if let Object::Record(record) = one
            && let Payload::Instance(_) = &record.payload
        {
            return Ok(self.unknown("computes with an instance of a class"));
        }
        let result = arithmetic::compute(op, one, two, &separator, &self.at);
        let (id, exception) = match &result {
            Err(Refused::Error(message)) if message.contains("does not contain a method") => {
                ("MethodNotFound", RUNTIME)
            }
            Err(Refused::Error(message)) if message.contains("already been added") => {
                ("System.ArgumentException", "System.ArgumentException")
            }
            Err(Refused::Error(message)) if message.contains("hash table can only be added") => {
                ("AddHashTableToNonHashTable", RUNTIME)
            }
            Err(Refused::Error(message)) if message.contains("Cannot convert value") => {
                (FROM_TEXT, INVALID_CAST)
            }
            _ => ("RuntimeException", RUNTIME),
        };
        let zero = matches!(&result, Err(Refused::Error(text)) if text.contains("divide by zero"));
        if zero {
            let mut record = self.record(id, exception, "Attempted to divide by zero.");
            record.inner = "System.DivideByZeroException".into();
            return Err(self.raise_record(Rc::new(record), false));
        }
        self.settle(result, id, exception)
    }

    fn bits(&mut self, op: Bits, one: &Object, two: &Object) -> Answer {
        let result = bits::bits(op, one, two, &self.at);
        match self.settle(result, "RuntimeException", RUNTIME)? {
            Object::Enum(value) => Ok(self.enum_of(&value.type_name, value.number)),
            other => Ok(other),
        }
    }

    fn format(&mut self, one: &Object, two: &Object) -> Answer {
        let template = self.text_of(one);
        let arguments = match two {
            Object::Array(list) | Object::List(list) => list.items(),
            other => vec![other.clone()],
        };
        let manner = self.manner();
        let result = format::composite(&template, &arguments, manner, &self.at).map(Object::Text);
        let id = match &result {
            Err(Refused::Error(_)) => format::FORMAT_ERROR,
            _ => "RuntimeException",
        };
        self.settle(result, id, RUNTIME)
    }

    pub(super) fn unary(&mut self, op: UnaryOperator, inner: &Expression) -> Answer {
        use UnaryOperator as U;
        match op {
            U::IncrementBefore | U::IncrementAfter | U::DecrementBefore | U::DecrementAfter => {
                return self.increment(op, inner);
            }
            _ => {}
        }
        let value = self.expression(inner)?;
        let at = self.at.clone();
        match op {
            U::Not => Ok(match truth(&value) {
                Ok(holds) => Object::Bool(!holds),
                Err(why) => Object::Unknown(why),
            }),
            U::Minus => {
                let result = arithmetic::negate(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::Plus => {
                let result = arithmetic::to_number(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::BitNot => {
                let result = bits::complement(&value, &at);
                self.settle(result, "RuntimeException", RUNTIME)
            }
            U::Join => Ok(Object::Text(text::join(&value, &Value::empty(), &at))),
            U::Comma => Ok(Object::array(vec![if matches!(value, Object::Nothing) {
                Object::Null
            } else {
                value
            }])),
            _ => {
                let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
                let mut parts = Vec::new();
                for item in items {
                    match text::split_blanks(&self.text_of(&item), &at) {
                        Ok(more) => parts.extend(more.into_iter().map(Object::Text)),
                        Err(_) => return Ok(Object::Unknown(self.reason_of(&item))),
                    }
                }
                Ok(Object::Array(Rc::new(crate::shells::powershell::object::Sequence::of_type(
                    "System.String[]",
                    parts,
                ))))
            }
        }
    }

    fn is_type(&mut self, one: &Object, two: &Object, wanted: bool) -> Answer {
        if let Object::Unknown(why) = one {
            return Ok(Object::Unknown(why.clone()));
        }
        let target = match two {
            Object::Type(name) => name.clone(),
            other => match self.plain(other).and_then(|name| self.type_named(&name)) {
                Some(found) => found,
                None => return Ok(self.unknown("asks for a type envsim does not know")),
            },
        };
        match (self.library.members.is)(self, one, &target) {
            Some(answer) => Ok(Object::Bool(answer == wanted)),
            None => Ok(self.unknown("asks whether an object has a type envsim does not model")),
        }
    }

    fn as_type(&mut self, one: &Object, two: &Object, separator: &Value) -> Answer {
        let target = match two {
            Object::Type(name) => name.clone(),
            other => match self.plain(other).and_then(|name| self.type_named(&name)) {
                Some(found) => found,
                None => return Ok(self.unknown("converts to a type envsim does not know")),
            },
        };
        let at = self.at.clone();
        Ok(match crate::shells::powershell::object::cast::cast(one, &target, separator, &at) {
            Ok(object) => object,
            Err(Refused::Error(_)) => Object::Null,
            Err(Refused::Unknown(why)) => Object::Unknown(why),
        })
    }
}
