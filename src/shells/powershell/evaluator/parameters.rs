//! What a bound parameter becomes: conversion, validation, defaults.

use std::rc::Rc;

use indexmap::IndexMap;

use super::flow::{Flow, Stop};
use super::sets::Declared;
use super::{Action, Evaluator};
use crate::machine::path::folded;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::object::cast::switch;
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::object::{Object, Table, TableKind, TypeName};
use crate::shells::powershell::patterns::regex::{Options, Regex};
use crate::shells::powershell::state::ScopeId;
use crate::shells::powershell::syntax::Parameter;
use crate::value::Unknown;

impl Evaluator<'_> {
    pub(super) fn fill(
        &mut self,
        block: &Rc<Block>,
        name: &str,
        declared: &[Declared<'_>],
        mut values: IndexMap<usize, (Object, Option<String>)>,
        advanced: bool,
    ) -> Flow {
        let scope = self.state.current;
        let bound = Table::new(TableKind::Generic(
            "System.Management.Automation.PSBoundParametersDictionary".into(),
        ));
        let mut given = Vec::new();
        for (index, one) in declared.iter().enumerate() {
            let Some((value, raw)) = values.shift_remove(&index) else { continue };
            // A mandatory parameter refuses what is null or empty (ParameterBinderBase.cs).
            if one.members.iter().any(|member| member.mandatory)
                && let Some(why) = value.why_unknown()
                && !matches!(&value, Object::Text(text) if text.is_empty() == Some(false))
            {
                self.may_refuse(&why);
            }
            let value = self.transform(one, value, raw, name)?;
            self.validate(one.parameter, &value, name)?;
            self.state.set_in(scope, &one.name, value.clone());
            self.constrain(scope, one)?;
            given.push((index, one.name.clone(), value));
        }
        given.sort_by_key(|(index, ..)| *index);
        for (_, name, value) in &given {
            bound.set(format!("s:{name}"), self.text(name.as_str()), value.clone());
        }
        let ignoring = Table::new(TableKind::Ordered);
        for (_, name, value) in &given {
            let key = self.text(name.as_str());
            if let Some(folded) = ignoring.key(&key) {
                ignoring.set(folded, key, value.clone());
            }
        }
        self.state.set_in(scope, "PSBoundParameters", Object::Table(Rc::new(ignoring)));
        let positions: Vec<usize> = given.iter().map(|(index, ..)| *index).collect();
        let set = self.chosen_set(block, name, declared, &positions)?;
        if advanced {
            self.set_script_cmdlet(scope, set.as_ref());
        }
        let missing: Vec<usize> = (0..declared.len())
            .filter(|index| !given.iter().any(|(bound, ..)| bound == index))
            .collect();
        for index in missing {
            let one = &declared[index];
            let asked = match &set {
                Ok(set) => one.is_asked(set),
                Err(why) => {
                    if one.members.iter().any(|one| one.mandatory) {
                        self.may_fail(&why.clone());
                    }
                    false
                }
            };
            if asked && !one.from_pipeline && !one.by_property {
                let message = format!(
                    "Cannot process command because of one or more missing mandatory parameters: {}.",
                    one.name
                );
                return Err(self.function_error("MissingMandatoryParameter", name, &message));
            }
            let value = match &one.parameter.default {
                Some(default) => {
                    let value = self.expression(default)?;
                    let value = if matches!(value, Object::Nothing) { Object::Null } else { value };
                    self.transform(one, value, None, name)?
                }
                None => self.unset_value(one),
            };
            self.state.set_in(scope, &one.name, value);
            self.constrain(scope, one)?;
        }
        Ok(())
    }

    fn constrain(&mut self, scope: ScopeId, one: &Declared<'_>) -> Flow {
        if let Some(variable) = self.state.scope_mut(scope).variables.get_mut(&folded(&one.name))
            && !one.is_switch
            && one.typed.as_ref().is_some_and(|typed| !typed.full_name().contains("PSReference"))
        {
            variable.typed.clone_from(&one.typed);
        }
        let rules = self.rules_of(&one.parameter.attributes)?;
        self.keep_rules(scope, &one.name, rules);
        Ok(())
    }

    fn unset_value(&mut self, one: &Declared<'_>) -> Object {
        if one.is_switch {
            return switch(false);
        }
        match one.typed.as_ref().map(TypeName::full_name) {
            Some("System.String") => self.text(""),
            Some("System.Boolean") => Object::Bool(false),
            Some("System.Double") => Object::Double(0.0),
            Some(full) => match crate::shells::powershell::object::IntKind::by_name(full) {
                Some(kind) => Object::Integer(kind, 0),
                None => Object::Null,
            },
            None => Object::Null,
        }
    }

    fn transform(
        &mut self,
        one: &Declared<'_>,
        value: Object,
        raw: Option<String>,
        function: &str,
    ) -> Result<Object, Stop> {
        if one.is_switch {
            return Ok(match truth(&value) {
                Ok(present) => switch(present),
                Err(why) => {
                    self.may_refuse(&why);
                    Object::Unknown(why)
                }
            });
        }
        let Some(target) = &one.typed else {
            return Ok(if matches!(value, Object::Nothing) { Object::Null } else { value });
        };
        if target.is("System.String") {
            if let Some(raw) = raw {
                return Ok(self.text(raw));
            }
            if let Object::Array(list) = &value
                && list.len() != 1
                && matches!(value, Object::Array(_))
                && self.is_strict_text(one)
            {
                let message = format!(
                    "Cannot process argument transformation on parameter '{}'. Cannot convert value to type System.String.",
                    one.name
                );
                return Err(self.function_error(
                    "ParameterArgumentTransformationError",
                    function,
                    &message,
                ));
            }
        }
        if target.is("System.Management.Automation.PSReference") {
            return Ok(value);
        }
        if self.is_type_missing(target.full_name())
            && !self.state.classes.contains_key(&folded(target.full_name().trim_end_matches("[]")))
        {
            let message = format!("Unable to find type [{}].", target.full_name());
            return Err(self.raise(
                "TypeNotFound",
                "System.Management.Automation.RuntimeException",
                message,
            ));
        }
        if let Some(instance) = self.convert_class(&value, target)? {
            return Ok(instance);
        }
        if let Some(why) = self.refused_by(&value, target) {
            self.may_refuse(&why);
        }
        let separator = self.separator();
        let result =
            crate::shells::powershell::object::cast::cast(&value, target, &separator, &self.at);
        self.settle(
            result,
            &format!("ParameterArgumentTransformationError,{function}"),
            "System.Management.Automation.ParameterBindingArgumentTransformationException",
        )
    }

    /// Why a type may refuse a value that is not known: every value has a text, few are a number.
    fn refused_by(&self, value: &Object, target: &TypeName) -> Option<Rc<Unknown>> {
        let name = target.full_name();
        let takes_all = ["System.String", "System.Object", "System.Management.Automation.PSObject"];
        if takes_all.contains(&name.trim_end_matches("[]")) || name == "System.Array" {
            return None;
        }
        let typed = value.as_scalar().is_some();
        let items = || value.enumerate().unwrap_or_default();
        value
            .why_unknown()
            .filter(|_| !typed)
            .or_else(|| items().iter().find_map(Object::why_unknown))
    }

    /// Advanced functions refuse a list for a `[string]`; simple ones join it.
    fn is_strict_text(&self, one: &Declared<'_>) -> bool {
        one.parameter.attributes.iter().any(|attribute| {
            attribute.is_attribute
                && self.slice(attribute.name.span).eq_ignore_ascii_case("parameter")
        })
    }

    fn validate(&mut self, parameter: &Parameter, value: &Object, function: &str) -> Flow {
        let rules = self.rules_of(&parameter.attributes)?;
        match self.passes(&rules, value)? {
            Some(true) => Ok(()),
            None => {
                let why = self.why("is checked in a way that is not known");
                self.may_refuse(&value.why_unknown().unwrap_or(why));
                Ok(())
            }
            Some(false) => {
                let message = format!(
                    "Cannot validate argument on parameter '{}'.",
                    self.slice(parameter.name)
                );
                Err(self.raise(
                    &format!("ParameterArgumentValidationError,{function}"),
                    "System.Management.Automation.ParameterBindingValidationException",
                    message,
                ))
            }
        }
    }

    /// Whether a value passes a validation; `None` when that is not known.
    pub(super) fn is_valid(
        &mut self,
        word: &str,
        arguments: &[Object],
        value: &Object,
    ) -> Result<Option<bool>, Stop> {
        use crate::shells::powershell::operators::compare;
        let at = self.at.clone();
        let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
        Ok(match word {
            "validateset" => {
                let mut all = Some(true);
                for item in &items {
                    let text = Object::Text(self.text_of(item));
                    let any = arguments
                        .iter()
                        .any(|allowed| compare::equal(&text, allowed, true, &at).unwrap_or(false));
                    if item.why_unknown().is_some() {
                        all = None;
                    } else if !any {
                        return Ok(Some(false));
                    }
                }
                all
            }
            "validaterange" => {
                let (Some(low), Some(high)) = (arguments.first(), arguments.get(1)) else {
                    return Ok(self.is_of_kind(arguments, &items));
                };
                for item in &items {
                    let below = compare::order_of(item, low, true, &at);
                    let above = compare::order_of(item, high, true, &at);
                    match (below, above) {
                        (Ok(below), Ok(above)) if below.is_lt() || above.is_gt() => {
                            return Ok(Some(false));
                        }
                        (Ok(_), Ok(_)) => {}
                        _ => return Ok(None),
                    }
                }
                Some(true)
            }
            "validatenotnull" => Some(!value.is_null()),
            "validatenotnullorempty" | "validatenotnullorwhitespace" => match value {
                Object::Null | Object::Nothing => Some(false),
                Object::Text(text) => text.is_empty().map(|empty| !empty),
                other => Some(other.enumerate().is_none_or(|items| !items.is_empty())),
            },
            "validatepattern" => {
                let Some(pattern) = arguments.first().and_then(|one| self.plain(one)) else {
                    return Ok(None);
                };
                let options = Options { ignore_case: true, ..Options::default() };
                let Ok(regex) = Regex::new(&pattern, options) else { return Ok(None) };
                for item in &items {
                    let Some(text) = self.plain(item) else { return Ok(None) };
                    match regex.find_at(&text, 0) {
                        Ok(None) => return Ok(Some(false)),
                        Ok(Some(_)) => {}
                        Err(_) => return Ok(None),
                    }
                }
                Some(true)
            }
            "validatelength" => {
                let bounds: Vec<usize> =
                    arguments.iter().filter_map(|one| self.plain(one)?.parse().ok()).collect();
                for item in &items {
                    let Some(text) = self.plain(item) else { return Ok(None) };
                    let length = text.encode_utf16().count();
                    if let [low, high] = bounds.as_slice()
                        && !(*low..=*high).contains(&length)
                    {
                        return Ok(Some(false));
                    }
                }
                Some(true)
            }
            "validatecount" => {
                let bounds: Vec<usize> =
                    arguments.iter().filter_map(|one| self.plain(one)?.parse().ok()).collect();
                match bounds.as_slice() {
                    [low, high] => Some((*low..=*high).contains(&items.len())),
                    _ => None,
                }
            }
            "validatescript" => {
                let Some(Object::Block(block)) = arguments.first() else { return Ok(None) };
                for item in items {
                    let answer = self.value_here(&block.clone(), item)?;
                    match truth(&answer) {
                        Ok(true) => {}
                        Ok(false) => return Ok(Some(false)),
                        Err(_) => return Ok(None),
                    }
                }
                Some(true)
            }
            _ => None,
        })
    }

    /// `[ValidateRange('Positive')]` and its like (`ValidateRangeKind`).
    fn is_of_kind(&self, arguments: &[Object], items: &[Object]) -> Option<bool> {
        use crate::shells::powershell::operators::compare;
        let kind = self.plain(arguments.first()?)?.to_ascii_lowercase();
        let mut all = true;
        for item in items {
            let order = compare::order_of(item, &Object::int(0), true, &self.at).ok()?;
            all &= match kind.as_str() {
                "positive" => order.is_gt(),
                "nonnegative" => order.is_ge(),
                "negative" => order.is_lt(),
                "nonpositive" => order.is_le(),
                _ => return None,
            };
        }
        Some(all)
    }

    /// Binds an object from the pipeline to the parameters that take it.
    pub(super) fn bind_pipeline(&mut self, block: &Rc<Block>, object: Object) -> Flow {
        let Some(parameters) = &block.body.params else { return Ok(()) };
        let scope = self.state.current;
        let declared = self.declared(parameters)?;
        let name = self.invocation.name.clone();
        for one in &declared {
            let named = match one.by_property {
                true => self.property_of_name(one, &object)?,
                false => None,
            };
            // Without a conversion the object itself comes first, with one the property does not.
            let fits = |value: &Object| match &one.typed {
                Some(target) => *value.type_name() == *target.full_name(),
                None => true,
            };
            let value = match (one.from_pipeline, named) {
                (true, Some(named)) if !fits(&object) && fits(&named) => named,
                (true, _) => object.clone(),
                (false, Some(named)) => named,
                (false, None) => continue,
            };
            let value = self.transform(one, value, None, &name)?;
            self.validate(one.parameter, &value, &name)?;
            self.state.set_in(scope, &one.name, value);
        }
        Ok(())
    }

    /// The property of a pipeline's object that a parameter or one of its aliases is called by.
    fn property_of_name(
        &mut self,
        one: &Declared<'_>,
        object: &Object,
    ) -> Result<Option<Object>, Stop> {
        if let Object::Table(_) | Object::Unknown(_) = object {
            return Ok(object.why_unknown().map(Object::Unknown));
        }
        for name in std::iter::once(&one.name).chain(&one.aliases) {
            if let Some(value) = (self.library.members.own_property)(self, object, name)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The action a word or enumeration value names.
    pub fn action_of(&self, value: &Object) -> Option<Action> {
        self.plain(value).map(|word| Action::named(&word))
    }
}
