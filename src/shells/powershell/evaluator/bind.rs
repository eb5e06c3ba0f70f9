//! Binding a cmdlet's arguments: which parameter each goes to (ParameterBinderController.cs).

use super::bound::Bound;
use super::cmdlet::{Cmdlet, Run};
use super::flow::{Flow, Stop};
use super::functions::{Arg, Given};
use super::spec::{COMMON, Spec, specs};
use super::{Evaluator, costs};
use crate::shells::powershell::object::convert::{truth, unknown_here};
use crate::shells::powershell::object::{Object, Payload};
use crate::value::{Origin, Value};

const BINDING: &str = "System.Management.Automation.ParameterBindingException";

impl Bound {
    /// Binds arguments.
    ///
    /// # Errors
    /// When PowerShell refuses one.
    pub fn bind(
        evaluator: &mut Evaluator<'_>,
        cmdlet: &'static Cmdlet,
        given: Given,
    ) -> Result<Self, Stop> {
        evaluator.charge(costs::CMDLET);
        let command = evaluator.command.replace(cmdlet.class);
        let bound = Self::bind_inside(evaluator, cmdlet, given);
        evaluator.command = command;
        bound
    }

    fn bind_inside(
        evaluator: &mut Evaluator<'_>,
        cmdlet: &'static Cmdlet,
        given: Given,
    ) -> Result<Self, Stop> {
        let mut bound = Self::default();
        let mut rest = Vec::new();
        let mut arguments = given.arguments.into_iter().peekable();
        while let Some(argument) = arguments.next() {
            let (written, value) = match argument {
                Arg::Value(value, raw) => {
                    rest.push((value, raw));
                    continue;
                }
                Arg::Named(written, value) => (written, value),
            };
            let spec = find_spec(evaluator, cmdlet, &written)?;
            if spec.has('?') {
                let value = value.unwrap_or(Object::Bool(true));
                bound.values.push((spec.name, value));
                continue;
            }
            let value = match value {
                Some(value) => value,
                None => match arguments.next_if(|next| matches!(next, Arg::Value(..))) {
                    Some(Arg::Value(value, raw)) => {
                        if let Some(raw) = raw {
                            bound.raw.push((spec.name, raw));
                        }
                        value
                    }
                    _ => {
                        let message = format!("Missing an argument for parameter '{}'.", spec.name);
                        return Err(evaluator.fail("MissingArgument", BINDING, message));
                    }
                },
            };
            bound.values.push((spec.name, value));
        }
        bound.positions(evaluator, cmdlet, rest)?;
        for (parameter, value) in evaluator.default_values(cmdlet.name) {
            if let Some(spec) =
                specs(cmdlet.parameters).chain(specs(COMMON)).find(|spec| spec.called(&parameter))
                && !bound.has(spec.name)
            {
                bound.values.push((spec.name, value));
            }
        }
        bound.check(evaluator, cmdlet)?;
        bound.common(evaluator);
        Ok(bound)
    }

    fn positions(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        cmdlet: &'static Cmdlet,
        rest: Vec<(Object, Option<String>)>,
    ) -> Flow {
        let mut slots: Vec<Spec> = specs(cmdlet.parameters)
            .filter(|spec| spec.position().is_some() && !self.has(spec.name))
            // The parameter set of `-LiteralPath` has no `-Path`.
            .filter(|spec| spec.name != "Path" || !self.has("LiteralPath"))
            .collect();
        slots.sort_by_key(Spec::position);
        // Of several parameters at one position, the first that is free counts.
        slots.dedup_by_key(|spec| spec.position());
        let taken: Vec<u8> = specs(cmdlet.parameters)
            .filter(|spec| self.has(spec.name))
            .filter_map(|spec| spec.position())
            .collect();
        let slots: Vec<Spec> = slots
            .into_iter()
            .filter(|spec| spec.position().is_none_or(|at| !taken.contains(&at)))
            .collect();
        let mut slots = slots.into_iter();
        let remaining = specs(cmdlet.parameters).find(|spec| spec.has('*') && !self.has(spec.name));
        let mut left = Vec::new();
        for (value, raw) in rest {
            match slots.next() {
                Some(spec) if !spec.has('*') => {
                    if let Some(raw) = raw {
                        self.raw.push((spec.name, raw));
                    }
                    self.values.push((spec.name, value));
                }
                _ if remaining.is_some() => left.push(value),
                _ => {
                    let message =
                        "A positional parameter cannot be found that accepts the argument.";
                    return Err(evaluator.fail("PositionalParameterNotFound", BINDING, message));
                }
            }
        }
        if let (Some(spec), false) = (remaining, left.is_empty()) {
            let value = if left.len() == 1 { left.remove(0) } else { Object::array(left) };
            self.values.push((spec.name, value));
        }
        Ok(())
    }

    fn check(&mut self, evaluator: &mut Evaluator<'_>, cmdlet: &'static Cmdlet) -> Flow {
        for spec in specs(cmdlet.parameters).filter(|spec| spec.has('^')) {
            let items = self.items(spec.name);
            let empty = |item: &Object| match item {
                Object::Text(text) => text.is_empty() == Some(true),
                other => other.is_null(),
            };
            if self.get(spec.name).is_some_and(Object::is_null) || items.iter().any(empty) {
                let message = format!(
                    "Cannot validate argument on parameter '{}'. The argument is null or empty.",
                    spec.name
                );
                return Err(evaluator.fail(
                    "ParameterArgumentValidationError",
                    "System.Management.Automation.ParameterBindingValidationException",
                    message,
                ));
            }
        }
        let desktop = evaluator.state.desktop;
        for spec in specs(cmdlet.parameters).filter(|spec| spec.refuses_empty(desktop)) {
            let Some(value) = self.get(spec.name) else { continue };
            let items = value.enumerate().unwrap_or_else(|| vec![value.clone()]);
            let validation = "System.Management.Automation.ParameterBindingValidationException";
            if items.iter().any(Object::is_null) || value.is_null() {
                let message = format!(
                    "Cannot bind argument to parameter '{}' because it is null.",
                    spec.name
                );
                return Err(evaluator.fail(
                    "ParameterArgumentValidationErrorNullNotAllowed",
                    validation,
                    message,
                ));
            }
            let empty =
                |item: &Object| matches!(item, Object::Text(text) if text.is_empty() == Some(true));
            if items.iter().any(empty) {
                let message = format!(
                    "Cannot bind argument to parameter '{}' because it is an empty string.",
                    spec.name
                );
                return Err(evaluator.fail(
                    "ParameterArgumentValidationErrorEmptyStringNotAllowed",
                    validation,
                    message,
                ));
            }
            if items.is_empty() {
                let message = format!(
                    "Cannot bind argument to parameter '{}' because it is an empty array.",
                    spec.name
                );
                return Err(evaluator.fail(
                    "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
                    validation,
                    message,
                ));
            }
        }
        Ok(())
    }

    fn common(&mut self, evaluator: &mut Evaluator<'_>) {
        self.action = self.get("ErrorAction").and_then(|value| evaluator.action_of(value));
        let name = |bound: &Self, evaluator: &Evaluator<'_>, parameter: &str| {
            bound
                .get(parameter)
                .and_then(|value| evaluator.plain(value))
                .map(|name| name.trim_start_matches('+').to_owned())
        };
        self.error_variable = name(self, evaluator, "ErrorVariable");
        self.out_variable = name(self, evaluator, "OutVariable");
        // What these would hold is not modelled.
        for parameter in ["WarningVariable", "InformationVariable", "PipelineVariable"] {
            if let Some(name) = name(self, evaluator, parameter) {
                let unknown = unknown_here("holds what a cmdlet writes besides", &evaluator.at);
                evaluator.state.set(&name, Object::Unknown(unknown));
            }
        }
        let preferred = evaluator
            .state
            .value("WhatIfPreference")
            .is_some_and(|value| truth(&value) == Ok(true));
        self.what_if = self.get("WhatIf").map_or(preferred, |value| truth(value) == Ok(true));
    }

    /// Takes an object of the pipeline to the parameters that want one.
    pub fn take_input(&mut self, cmdlet: &'static Cmdlet, object: Object) {
        let piped = std::mem::take(&mut self.piped);
        self.values.retain(|(name, _)| !piped.contains(name));
        let taken: Vec<Spec> =
            specs(cmdlet.parameters).filter(|spec| !self.has(spec.name)).collect();
        // A path that is no text itself is bound by the property of the provider's items, as
        // `-LiteralPath`, or by one called `Path`.
        let item = taken.iter().find(|spec| is_of_items(spec));
        let path =
            taken.iter().find(|spec| spec.name == "Path" && (spec.has('<') || spec.has('.')));
        // What is given of one parameter set leaves no place for the other.
        let mut placed = self.names_path();
        let mut by_item = false;
        if let (Object::Record(record), Some(path)) = (&object, path) {
            let bound = match item {
                Some(item) => record.get("PSPath").map(|value| (item.name, value)),
                None => None,
            };
            let bound = bound.or_else(|| record.get("Path").map(|value| (path.name, value)));
            if let Some((name, value)) = bound.filter(|_| !placed) {
                self.pipe(name, value);
                (placed, by_item) = (true, true);
            }
        }
        let is_free = |spec: &&Spec| !(placed && (spec.name == "Path" || is_of_items(spec)));
        // A parameter that takes any object is bound to the whole object first
        // (ParameterBinderController.cs, `BindPipelineParameters`).
        let takes_any =
            |spec: &Spec| spec.has('<') && matches!(spec.name, "Value" | "InputObject" | "Xml");
        for spec in taken.iter().filter(is_free).filter(|spec| spec.has('.') && !takes_any(spec)) {
            if let Some(value) = named_property(&object, spec) {
                self.pipe(spec.name, value);
            }
        }
        // The text of Select-Xml is of another parameter set than its files.
        let fits = |spec: &&Spec| !(by_item && matches!(spec.name, "Xml" | "Content"));
        let mut free = taken.iter().filter(is_free).filter(fits);
        if let Some(spec) = free.find(|spec| spec.has('<') && !self.has(spec.name)) {
            self.pipe(spec.name, object.clone());
        }
        self.input = Some(object);
    }

    /// Whether each object of the pipeline names by its properties what the call must know and was not told.
    pub(super) fn each_names(&self, cmdlet: &'static Cmdlet, input: &[Object]) -> bool {
        let wanted: Vec<Spec> =
            specs(cmdlet.parameters).filter(|spec| spec.has('!') && spec.has('.')).collect();
        let names =
            |object: &Object| wanted.iter().any(|spec| named_property(object, spec).is_some());
        !input.is_empty()
            && !self.names_path()
            && wanted.iter().all(|spec| !self.has(spec.name))
            && input.iter().all(names)
    }

    fn names_path(&self) -> bool {
        ["Path", "LiteralPath", "FilePath"].iter().any(|name| self.has(name))
    }

    fn pipe(&mut self, name: &'static str, value: Object) {
        self.piped.push(name);
        self.values.push((name, value));
    }

    /// The name of a parameter of this call that envsim does not model.
    pub fn beyond(&self, cmdlet: &'static Cmdlet) -> Option<&'static str> {
        let open = specs(cmdlet.parameters).filter(|spec| spec.has('#'));
        open.map(|spec| spec.name).find(|name| self.has(name))
    }

    /// A parameter that says what a cmdlet does, and why its value is not known.
    pub fn unsteered(
        &self,
        cmdlet: &'static Cmdlet,
    ) -> Option<(&'static str, std::rc::Rc<crate::value::Unknown>)> {
        let steers = |spec: &Spec| {
            let carried = spec.has('@') || spec.has('<') || spec.has('!') || spec.has('~');
            !spec.has('%')
                && (spec.has('?') || STEERING.contains(&spec.name) || !carried)
                && !CARRIED.contains(&spec.name)
        };
        let all = matches!(cmdlet.name, "ForEach-Object" | "Where-Object");
        // Behind the name of a member they are its arguments.
        let member = matches!(self.get("Process"), Some(Object::Text(_)));
        let carried = |name: &str| {
            matches!(name, "Value" | "InputObject" | "ArgumentList")
                || member && name == "RemainingScripts"
        };
        let specs =
            specs(cmdlet.parameters).filter(|spec| steers(spec) || all && !carried(spec.name));
        specs.map(|spec| spec.name).find_map(|name| {
            let value = self.get(name)?;
            let whole = value.why_unknown();
            let why = whole.or_else(|| value.enumerate()?.iter().find_map(Object::why_unknown));
            why.map(|why| (name, why))
        })
    }

    /// The parameters that were given a script block for each object of the pipeline.
    pub fn delayed(
        &self,
        cmdlet: &'static Cmdlet,
    ) -> Vec<(&'static str, std::rc::Rc<crate::shells::powershell::object::block::Block>)> {
        if matches!(cmdlet.run, Run::Stream(_)) {
            return Vec::new();
        }
        let takes = |name: &str| {
            let spec = specs(cmdlet.parameters).find(|spec| spec.name == name);
            let piped = spec.is_some_and(|spec| spec.has('<') || spec.has('.'));
            piped || matches!(name, "Path" | "LiteralPath" | "NewName" | "Destination")
        };
        let blocks = self.values.iter().filter_map(|(name, value)| match value {
            Object::Block(block) if takes(name) && *name != "InputObject" && *name != "Value" => {
                Some((*name, block.clone()))
            }
            _ => None,
        });
        blocks.collect()
    }

    /// Whether there is such a parameter.
    pub fn is_delayed(&self, cmdlet: &'static Cmdlet) -> bool {
        !self.delayed(cmdlet).is_empty()
    }

    /// Fills parameters from the properties of that name.
    pub fn take_properties(&mut self, cmdlet: &'static Cmdlet, object: &Object) {
        let Object::Record(record) = object else { return };
        for spec in specs(cmdlet.parameters) {
            if let Some(value) = record.get(spec.name)
                && !self.has(spec.name)
            {
                self.values.push((spec.name, value));
            }
        }
    }

    /// Why an argument is unknown that may be one the parameter refuses, empty or `$null`.
    pub fn refused_perhaps(
        &self,
        cmdlet: &'static Cmdlet,
    ) -> Option<std::rc::Rc<crate::value::Unknown>> {
        let refuses = |spec: &Spec| spec.has('!') || spec.has('~') || spec.has('^');
        let specs = specs(cmdlet.parameters).filter(refuses);
        specs.filter_map(|spec| self.get(spec.name)).find_map(|value| match value {
            Object::Text(text) if text.is_empty() == Some(false) => None,
            value => value.why_unknown(),
        })
    }
}

/// Parameters with a position that say what is done, and to which of several things.
const STEERING: &[&str] = &["Filter", "Delimiter", "PSProvider"];

/// Parameters without a position whose value is only carried along, or followed as unknown.
const CARRIED: &[&str] = &[
    "ArgumentList",
    "Begin",
    "Description",
    "End",
    "FilePath",
    "LiteralPath",
    "MemberName",
    "Message",
    "NotePropertyMembers",
    "NotePropertyName",
    "NotePropertyValue",
    "RemainingScripts",
    "ScriptBlock",
    "Separator",
    "TargetObject",
    "Value",
];

fn find_spec(
    evaluator: &mut Evaluator<'_>,
    cmdlet: &'static Cmdlet,
    written: &str,
) -> Result<Spec, Stop> {
    let version = evaluator.state.version;
    let all = || specs(cmdlet.parameters).chain(specs(COMMON)).filter(|spec| spec.is_in(version));
    if let Some(spec) = all().find(|spec| spec.called(written)) {
        return Ok(spec);
    }
    let lower = written.to_ascii_lowercase();
    let own: Vec<Spec> = all()
        .filter(|spec| {
            std::iter::once(spec.name)
                .chain(spec.aliases.split(',').filter(|alias| !alias.is_empty()))
                .any(|name| name.to_ascii_lowercase().starts_with(&lower))
        })
        .collect();
    match own.as_slice() {
        [one] => Ok(*one),
        [] => {
            let message =
                format!("A parameter cannot be found that matches parameter name '{written}'.");
            Err(evaluator.fail("NamedParameterNotFound", BINDING, message))
        }
        _ => {
            let message = format!(
                "Parameter cannot be processed because the parameter name '{written}' is ambiguous."
            );
            Err(evaluator.fail("AmbiguousParameter", BINDING, message))
        }
    }
}

/// The property of an object that a parameter or one of its aliases is called by.
/// Whether it takes the path that items of a provider carry.
fn is_of_items(spec: &Spec) -> bool {
    spec.aliases.split(',').any(|one| one == "PSPath")
}

fn named_property(object: &Object, spec: &Spec) -> Option<Object> {
    let Object::Record(record) = object else { return None };
    if let Payload::Wraps(_) = record.payload {
        return None;
    }
    if let (Payload::Command(found), "Name") = (&record.payload, spec.name) {
        let name = found.name().to_owned();
        return Some(Object::Text(Value::known(name, Origin::Builtin("a command's name".into()))));
    }
    let names = std::iter::once(spec.name).chain(spec.aliases.split(','));
    names.filter(|name| !name.is_empty()).find_map(|name| record.get(name))
}
