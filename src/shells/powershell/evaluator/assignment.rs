//! Assignments.

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::{Flow, Stop};
use super::sink::Discard;
use super::variable::Target;
use crate::machine::path::folded;
use crate::shells::powershell::object::convert::unknown_here;
use crate::shells::powershell::object::{Object, Payload};
use crate::shells::powershell::operators::arithmetic::Arithmetic;
use crate::shells::powershell::state::May;
use crate::shells::powershell::syntax::{
    AssignmentOperator, Expression, ExpressionKind, Statement, StatementKind, UnaryOperator,
    VariableName,
};

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn assignment(
        &mut self,
        target: &Expression,
        operator: AssignmentOperator,
        value: &Statement,
    ) -> Answer {
        let op = match operator {
            AssignmentOperator::Set => {
                let value = self.value(value)?;
                self.at = self.origin(target.span);
                self.assign_to(target, value.clone())?;
                return Ok(value);
            }
            AssignmentOperator::Coalesce => {
                let old = self.before_assignment(target)?;
                return match old {
                    Object::Null | Object::Nothing => {
                        let value = self.value(value)?;
                        self.assign_to(target, value.clone())?;
                        Ok(value)
                    }
                    Object::Unknown(why) => {
                        let words = format!("{} is null", self.slice(target.span));
                        self.both(
                            &why,
                            &words,
                            &mut Discard,
                            |evaluator, _| {
                                let value = evaluator.value(value)?;
                                evaluator.assign_to(target, value)
                            },
                            |_, _| Ok(()),
                        )?;
                        Ok(Object::Unknown(why))
                    }
                    other => Ok(other),
                };
            }
            AssignmentOperator::Add => Arithmetic::Add,
            AssignmentOperator::Subtract => Arithmetic::Subtract,
            AssignmentOperator::Multiply => Arithmetic::Multiply,
            AssignmentOperator::Divide => Arithmetic::Divide,
            AssignmentOperator::Remainder => Arithmetic::Remainder,
        };
        let added = self.value(value)?;
        let old = self.before_assignment(target)?;
        self.at = self.origin(value.span);
        let sum = self.arithmetic(op, &old, &added)?;
        self.doubt_sum(&old, &sum);
        self.weigh(&sum);
        self.at = self.origin(target.span);
        self.assign_to(target, sum.clone())?;
        Ok(sum)
    }

    /// Writes a value to whatever stands on the left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn assign_to(&mut self, target: &Expression, value: Object) -> Flow {
        match &target.kind {
            ExpressionKind::Variable(name) => self.write_variable(*name, value),
            ExpressionKind::List(targets) => self.assign_each(targets, value),
            ExpressionKind::Cast(constraint, inner) => self.assign_typed(constraint, inner, value),
            ExpressionKind::Parenthesis(inner) => match inner_expression(inner) {
                Some(inner) => self.assign_to(inner, value),
                None => Ok(()),
            },
            ExpressionKind::Index { of, index, .. } => {
                let object = self.expression(of)?;
                let index = self.expression(index)?;
                self.set_index(&object, &index, value)
            }
            ExpressionKind::Member { of, name, is_static, arguments: None, .. } => {
                let object = self.expression(of)?;
                let name = self.expression(name)?;
                let Some(name) = self.plain(&name) else {
                    self.write_any_member(&object);
                    return Ok(());
                };
                if *is_static {
                    self.set_static(&object, &name, value)
                } else {
                    self.set_property(&object, &name, value)
                }
            }
            // A COM object's property with arguments; which objects of .NET have one is not modelled.
            ExpressionKind::Member { of, arguments: Some(arguments), .. } => {
                let object = self.expression(of)?;
                for argument in arguments {
                    self.expression(argument)?;
                }
                if object.why_unknown().is_none() {
                    self.incomplete("writes a property with arguments");
                }
                Ok(())
            }
            _ => {
                let message = "The assignment expression is not valid.";
                Err(self.raise("InvalidLeftHandSide", RUNTIME, message))
            }
        }
    }

    fn assign_each(&mut self, targets: &[Expression], value: Object) -> Flow {
        let mut items = match &value {
            Object::Unknown(_) => vec![value.clone(); targets.len()],
            other => other.enumerate().unwrap_or_else(|| vec![value.clone()]),
        };
        self.weigh_moved(items.len());
        for (index, target) in targets.iter().enumerate() {
            let last = index + 1 == targets.len();
            let item = match items.len() {
                0 => Object::Null,
                1 => items.remove(0),
                _ if last => Object::array(std::mem::take(&mut items)),
                _ => items.remove(0),
            };
            self.assign_to(target, item)?;
        }
        Ok(())
    }

    /// A value as the type constraints of a target make it.
    pub(super) fn converted_for(&mut self, target: &Expression, value: Object) -> Answer {
        let ExpressionKind::Cast(constraint, inner) = &target.kind else { return Ok(value) };
        match self.type_of(&constraint.name).filter(|_| !constraint.is_attribute) {
            Some(target) => {
                let value = self.converted_for(inner, value)?;
                self.convert_as(&value, &target, "RuntimeException")
            }
            None => self.converted_for(inner, value),
        }
    }

    fn assign_typed(
        &mut self,
        constraint: &crate::shells::powershell::syntax::Attribute,
        inner: &Expression,
        value: Object,
    ) -> Flow {
        if constraint.is_attribute {
            return self.assign_ruled(constraint, inner, value);
        }
        let Some(target) = self.type_of(&constraint.name) else {
            let name = self.slice(constraint.name.span);
            if self.is_type_missing(&name) {
                let message = format!("Unable to find type [{name}].");
                return Err(self.raise("TypeNotFound", RUNTIME, message));
            }
            // Every type takes `$null` as it is or as its own zero; the rest is not known.
            let reason = format!("becomes a [{name}], a type envsim does not know");
            let kept = if value.is_null() { value } else { self.unknown(&reason) };
            return self.assign_to(inner, kept);
        };
        let value = self.convert_as(&value, &target, "RuntimeException")?;
        self.doubt_cast(&target, &value);
        if let ExpressionKind::Variable(name) = &inner.kind {
            let text = self.variable_text(*name);
            if let Target::Variable(scope, name, _) = self.target(&text) {
                let scope = scope.unwrap_or(self.state.current);
                self.state.set_in(scope, &name, value);
                if let Some(variable) =
                    self.state.scope_mut(scope).variables.get_mut(&folded(&name))
                {
                    variable.typed = Some(target);
                }
                return Ok(());
            }
        }
        self.assign_to(inner, value)
    }

    pub(super) fn increment(&mut self, op: UnaryOperator, target: &Expression) -> Answer {
        use UnaryOperator as U;
        let old = self.expression(target)?;
        let up = matches!(op, U::IncrementAfter | U::IncrementBefore);
        match old.base() {
            Object::Integer(..)
            | Object::Double(_)
            | Object::Decimal(_)
            | Object::Null
            | Object::Nothing
            | Object::Unknown(_)
            | Object::Single(_)
            | Object::Char(_) => {}
            _ => {
                let message =
                    "The '++' operator works only on numbers. The operand is not a number.";
                return Err(self.raise("OperatorRequiresNumber", RUNTIME, message));
            }
        }
        let new = match &old {
            Object::Null | Object::Nothing => Object::int(if up { 1 } else { -1 }),
            _ => self.arithmetic(
                if up { Arithmetic::Add } else { Arithmetic::Subtract },
                &old,
                &Object::int(1),
            )?,
        };
        self.assign_to(target, new.clone())?;
        let before = match old {
            Object::Null | Object::Nothing => Object::int(0),
            other => other,
        };
        Ok(if matches!(op, U::IncrementAfter | U::DecrementAfter) { before } else { new })
    }

    fn set_index(&mut self, object: &Object, index: &Object, value: Object) -> Flow {
        let value = if matches!(value, Object::Nothing) { Object::Null } else { value };
        match object.base() {
            Object::Table(table) => {
                if table.kind == crate::shells::powershell::object::TableKind::Ordered
                    && let Object::Integer(_, at) = index.base()
                {
                    let at = usize::try_from(*at).unwrap_or(usize::MAX);
                    return match table.at(at) {
                        Some((key, _)) => {
                            if let Some(folded) = table.key(&key) {
                                table.set(folded, key, value);
                            }
                            Ok(())
                        }
                        None => Err(self.raise(
                            "System.ArgumentOutOfRangeException",
                            "System.ArgumentOutOfRangeException",
                            "Index was out of range.",
                        )),
                    };
                }
                if index.is_null() {
                    return Err(self.raise(
                        "NullArrayIndex",
                        RUNTIME,
                        "Index operation failed; the array index evaluated to null.",
                    ));
                }
                match table.key(index) {
                    Some(key) => table.set(key, index.clone(), value),
                    None => {
                        let why =
                            self.why("is a table that was written under a key that is not known");
                        table.leave_open(&why);
                    }
                }
                Ok(())
            }
            Object::Array(list) | Object::List(list) => {
                let element = list.element_type().to_owned();
                let value = match element.as_str() {
                    "System.Object" => value,
                    name => self
                        .convert(&value, &crate::shells::powershell::object::TypeName::of(name))?,
                };
                let Object::Integer(_, at) = self.convert(
                    index,
                    &crate::shells::powershell::object::TypeName::of("System.Int32"),
                )?
                else {
                    let unknown =
                        self.unknown("is a list that was written at a place that is not known");
                    list.change(|items| items.iter_mut().for_each(|item| *item = unknown.clone()));
                    return Ok(());
                };
                let length = i128::try_from(list.len()).unwrap_or(0);
                let at = if at < 0 { at + length } else { at };
                match usize::try_from(at) {
                    Ok(at) if at < list.len() => {
                        list.change(|items| items[at] = value);
                        Ok(())
                    }
                    _ => Err(self.raise(
                        "System.IndexOutOfRangeException",
                        "System.IndexOutOfRangeException",
                        "Index was outside the bounds of the array.",
                    )),
                }
            }
            Object::Null | Object::Nothing => {
                Err(self.raise("NullArray", RUNTIME, "Cannot index into a null array."))
            }
            Object::Unknown(why) => {
                self.may_fail(why);
                Ok(())
            }
            _ => Err(self.raise(
                "CannotIndex",
                RUNTIME,
                "Unable to index into an object of this type.",
            )),
        }
    }

    /// Whether an object may have a member of its type that runs code when it is set (about_Types.ps1xml).
    fn runs_when_set(&self, object: &Object, name: &str) -> bool {
        let given = &self.state.type_members;
        let own = matches!(object, Object::Record(record) if record.get(name).is_some());
        !object.is_null()
            && !matches!(object, Object::Table(_) | Object::Unknown(_))
            && (given.contains_key(&folded(name)) || given.contains_key("") && !own)
    }

    pub(super) fn set_property(&mut self, object: &Object, name: &str, value: Object) -> Flow {
        let value = if matches!(value, Object::Nothing) { Object::Null } else { value };
        if self.runs_when_set(object, name) {
            let why = self.why("sets a member that a type was given, which envsim does not model");
            self.may_fail(&why);
            self.state.note_opaque(why, May::Everything);
            return Ok(());
        }
        match object {
            Object::Table(table) => {
                let key = self.text(name);
                if let Some(folded) = table.key(&key) {
                    table.set(folded, key, value);
                }
                Ok(())
            }
            Object::Record(record) => match &record.payload {
                Payload::Reference(scope, variable) if name.eq_ignore_ascii_case("Value") => {
                    self.state.set_in(*scope, variable, value);
                    Ok(())
                }
                Payload::Instance(class) => {
                    let typed = class.property_type(name);
                    let value = match typed {
                        Some(target) => self.convert_as(&value, &target, "ExceptionWhenSetting")?,
                        None if record.get(name).is_some() => value,
                        None => return self.no_such_property(name),
                    };
                    record.set(name, value);
                    Ok(())
                }
                Payload::Intrinsic("InvokeCommand") => {
                    self.set_handler(name, &value);
                    Ok(())
                }
                Payload::Intrinsic(_) => Ok(()),
                Payload::Markup(markup) => self.write_markup(&markup.clone(), name),
                _ if record.get(name).is_some() => {
                    record.set(name, value);
                    Ok(())
                }
                Payload::None if record.is_custom() => self.no_such_property(name),
                _ => Ok(()),
            },
            Object::Null | Object::Nothing => self.no_such_property(name),
            Object::Unknown(why) => {
                self.may_fail(why);
                Ok(())
            }
            _ => self.no_such_property(name),
        }
    }

    /// The handlers of `$ExecutionContext.InvokeCommand` may lead any look-up elsewhere
    /// (`CommandDiscovery.LookupCommandInfo`); what they do is not followed.
    fn set_handler(&mut self, name: &str, value: &Object) {
        let lower = name.to_ascii_lowercase();
        let why = (!value.is_null()).then(|| {
            unknown_here(&format!("may be led elsewhere by the handler of {name}"), &self.at)
        });
        match lower.as_str() {
            "locationchangedaction" => {
                let reason =
                    "changes the location, which runs the handler of LocationChangedAction";
                self.state.moved_handler = why.map(|_| self.why(reason));
            }
            "commandnotfoundaction" => self.state.not_found_handler = why,
            "precommandlookupaction" | "postcommandlookupaction" => self.state.lookup_handler = why,
            _ => {}
        }
    }

    fn no_such_property(&mut self, name: &str) -> Flow {
        let message = format!(
            "The property '{name}' cannot be found on this object. Verify that the property exists and can be set."
        );
        Err(self.raise("PropertyNotFound", RUNTIME, message))
    }

    fn set_static(&mut self, object: &Object, name: &str, value: Object) -> Flow {
        if let Object::Type(target) = object {
            let key = folded(target.full_name());
            if let Some(class) = self.state.classes.get(&key).cloned() {
                class.set_static(name, value);
                return Ok(());
            }
            if target.is("System.Environment") && name.eq_ignore_ascii_case("CurrentDirectory") {
                if let Some(path) = self.plain(&value) {
                    self.state.process_directory = path;
                }
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The variable that type constraints and attributes stand before.
pub(super) fn innermost(target: &Expression) -> Option<VariableName> {
    match &target.kind {
        ExpressionKind::Variable(name) => Some(*name),
        ExpressionKind::Cast(_, inner) => innermost(inner),
        _ => None,
    }
}

fn inner_expression(statement: &Statement) -> Option<&Expression> {
    let StatementKind::Pipeline(pipeline) = &statement.kind else { return None };
    match pipeline.elements.as_slice() {
        [crate::shells::powershell::syntax::Element::Expression(expression, _)] => Some(expression),
        _ => None,
    }
}
