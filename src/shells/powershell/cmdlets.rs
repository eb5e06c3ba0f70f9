//! The cmdlets envsim models: a table of parameters, and one file for each family.

mod aliases;
mod compare;
mod content;
mod csv;
mod data;
mod drives;
mod items;
mod json;
mod location;
mod meta;
mod modules;
mod output;
mod paths;
mod processes;
mod registry;
mod registry_write;
mod search;
mod select;
pub mod sure;
mod transfer;
mod variables;

use super::evaluator::costs;
use super::evaluator::functions::{Arg, Given};
use super::evaluator::pipeline::Stage;
use super::evaluator::{Action, Evaluator, Flow, Sink, Stop};
use super::object::convert::{truth, unknown_here};
use super::object::{Object, Payload};
use crate::value::{Origin, Value};

/// How a cmdlet runs.
#[derive(Clone, Copy)]
pub enum Run {
    /// Once for every object of the pipeline, or once without any.
    Each(fn(&mut Evaluator<'_>, &Bound, &mut dyn Sink) -> Flow),
    /// Once at the end, with all objects of the pipeline.
    All(fn(&mut Evaluator<'_>, &Bound, Vec<Object>, &mut dyn Sink) -> Flow),
    /// With a state of its own.
    Stream(fn() -> Box<dyn Streaming>),
}

/// A cmdlet that keeps something between objects.
pub trait Streaming {
    /// Before the first object.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn begin(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let _ = (evaluator, bound, out);
        Ok(())
    }

    /// For one object, or once with `None` where nothing is piped.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow;

    /// After the last object.
    ///
    /// # Errors
    /// Whatever ends the pipeline.
    fn end(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let _ = (evaluator, bound, out);
        Ok(())
    }
}

/// A cmdlet of the table.
pub struct Cmdlet {
    /// Its name.
    pub name: &'static str,
    /// The class error ids end with.
    pub class: &'static str,
    /// Its parameters: `Name,Alias` and flags: `@n` position, `?` switch, `<` takes the pipeline's objects,
    /// `.` takes the property of that name, `*` takes all that is left, `!` refuses `$null` and empty text as a
    /// mandatory parameter does, `~` the same in 5.1 alone, `^` as `[ValidateNotNullOrEmpty()]` does, `>7.3` exists
    /// from that version on. `%` is taken and changes nothing that a session shows; `#` is not modelled, so that
    /// a call with it is not followed. Any other parameter is read by the cmdlet's code.
    pub parameters: &'static str,
    /// What it does.
    pub run: Run,
}

impl Cmdlet {
    /// Whether it treats every object by itself.
    pub fn is_per_item(&self) -> bool {
        matches!(self.run, Run::Each(_)) || matches!(self.name, "ForEach-Object" | "Where-Object")
    }
}

impl Cmdlet {
    /// Whether it asks before it acts, so that `-WhatIf` keeps it from acting (SupportsShouldProcess).
    pub fn asks(&self) -> bool {
        ASKING.split_ascii_whitespace().any(|name| name == self.name)
    }
}

/// Cmdlets of the tables that support `-WhatIf`.
static ASKING: &str = "Add-Content Clear-Item Copy-Item Export-Csv Move-Item New-Alias New-Item \
    New-ItemProperty New-PSDrive New-Variable Out-File Remove-Item Remove-ItemProperty Remove-Module \
    Remove-PSDrive Remove-Variable Rename-Item Set-Alias Set-Content Set-ExecutionPolicy Set-Item \
    Set-ItemProperty Set-Variable Start-Process Clear-Variable Unblock-File Clear-Content";

/// One parameter as the table has it.
#[derive(Clone, Copy)]
struct Spec {
    name: &'static str,
    aliases: &'static str,
    flags: &'static str,
    since: &'static str,
}

impl Spec {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn position(&self) -> Option<u8> {
        let at = self.flags.find('@')?;
        self.flags.as_bytes().get(at + 1).map(|digit| digit.wrapping_sub(b'0'))
    }

    /// Whether a version knows it (each cmdlet's own page of the reference, "This parameter was added in").
    fn is_in(&self, version: [i64; 4]) -> bool {
        if self.since.is_empty() {
            return true;
        }
        let mut parts = self.since.split('.').map(|part| part.parse().unwrap_or(0));
        [version[0], version[1]] >= [parts.next().unwrap_or(0), parts.next().unwrap_or(0)]
    }

    fn refuses_empty(&self, desktop: bool) -> bool {
        self.has('!') || desktop && self.has('~')
    }

    fn called(&self, wanted: &str) -> bool {
        self.name.eq_ignore_ascii_case(wanted)
            || self.aliases.split(',').any(|alias| alias.eq_ignore_ascii_case(wanted))
    }
}

fn specs(text: &'static str) -> impl Iterator<Item = Spec> {
    text.split_ascii_whitespace().map(|word| {
        let end = word
            .find(['@', '?', '<', '.', '*', '!', '~', '^', '>', '%', '#'])
            .unwrap_or(word.len());
        let (names, flags) = word.split_at(end);
        let (name, aliases) = names.split_once(',').unwrap_or((names, ""));
        let (flags, since) = flags.split_once('>').unwrap_or((flags, ""));
        Spec { name, aliases, flags, since }
    })
}

/// Parameters every cmdlet has.
static COMMON: &str = "Verbose,vb? Debug,db? ErrorAction,ea WarningAction,wa InformationAction,infa ProgressAction,proga>7.4 \
    ErrorVariable,ev WarningVariable,wv InformationVariable,iv OutVariable,ov OutBuffer,ob PipelineVariable,pv WhatIf,wi? Confirm,cf?";

/// The arguments of a cmdlet's call.
#[derive(Clone, Default)]
pub struct Bound {
    values: Vec<(&'static str, Object)>,
    raw: Vec<(&'static str, String)>,
    /// `-ErrorAction`.
    pub action: Option<Action>,
    /// `-ErrorVariable`.
    pub error_variable: Option<String>,
    /// `-OutVariable`.
    pub out_variable: Option<String>,
    /// `-WhatIf`.
    pub what_if: bool,
    /// The object of the pipeline that is being treated.
    pub input: Option<Object>,
    /// The parameters that the last object of the pipeline was bound to.
    piped: Vec<&'static str>,
}

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

    /// Whether a variable that a common parameter names keeps what it holds.
    pub fn goes_on(&self, evaluator: &Evaluator<'_>, parameter: &str) -> bool {
        let name = self.get(parameter).and_then(|value| evaluator.plain(value));
        name.is_some_and(|name| name.starts_with('+'))
    }

    /// Takes an object of the pipeline to the parameters that want one.
    pub fn take_input(&mut self, cmdlet: &'static Cmdlet, object: Object) {
        let piped = std::mem::take(&mut self.piped);
        self.values.retain(|(name, _)| !piped.contains(name));
        let taken: Vec<Spec> =
            specs(cmdlet.parameters).filter(|spec| !self.has(spec.name)).collect();
        // A path that is no text itself is bound by the property of the provider's items, as
        // `-LiteralPath`, or by one called `Path`.
        let item = taken.iter().find(|spec| spec.aliases.split(',').any(|one| one == "PSPath"));
        let path = taken.iter().find(|spec| spec.name == "Path" && spec.has('<'));
        if let (Object::Record(record), Some(path)) = (&object, path) {
            let bound = match item {
                Some(item) => record.get("PSPath").map(|value| (item.name, value)),
                None => None,
            };
            let bound = bound.or_else(|| record.get("Path").map(|value| (path.name, value)));
            if let Some((name, value)) = bound {
                self.pipe(name, value);
                self.input = Some(object);
                return;
            }
        }
        for spec in taken.iter().filter(|spec| spec.has('.')) {
            if let Some(value) = named_property(&object, spec) {
                self.pipe(spec.name, value);
            }
        }
        if let Some(spec) = taken.iter().find(|spec| spec.has('<') && !self.has(spec.name)) {
            self.pipe(spec.name, object.clone());
        }
        self.input = Some(object);
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

    /// The parameters that were given a script block for each object of the pipeline.
    pub fn delayed(
        &self,
        cmdlet: &'static Cmdlet,
    ) -> Vec<(&'static str, std::rc::Rc<super::evaluator::block::Block>)> {
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

    /// Writes a parameter's value.
    pub fn put(&mut self, name: &'static str, value: Object) {
        self.values.retain(|(known, _)| *known != name);
        self.values.push((name, value));
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

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&Object> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether it was given.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether a switch is on.
    pub fn switch(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| truth(value) == Ok(true))
    }

    /// A parameter as text; a number as it was written.
    pub fn value(&self, evaluator: &Evaluator<'_>, name: &str) -> Option<Value> {
        if let Some((_, raw)) = self.raw.iter().find(|(known, _)| *known == name) {
            return Some(Value::known(raw.as_str(), evaluator.at.clone()));
        }
        self.get(name).map(|value| evaluator.text_of(value))
    }

    /// A parameter as known text.
    pub fn text(&self, evaluator: &Evaluator<'_>, name: &str) -> Option<String> {
        self.value(evaluator, name)?.text().map(|text| text.into_owned())
    }

    /// A parameter as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)?.base() {
            Object::Integer(_, number) => i64::try_from(*number).ok(),
            other => other.known_text()?.parse().ok(),
        }
    }

    /// The elements of a parameter that takes a list.
    pub fn items(&self, name: &str) -> Vec<Object> {
        match self.get(name) {
            Some(value) => value.enumerate().unwrap_or_else(|| vec![value.clone()]),
            None => Vec::new(),
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

    /// The first reason why an argument is unknown.
    pub fn doubt(&self) -> Option<std::rc::Rc<crate::value::Unknown>> {
        self.values.iter().find_map(|(_, value)| value.why_unknown())
    }
}

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

/// All tables.
static FAMILIES: &[&[Cmdlet]] = &[
    aliases::CMDLETS,
    compare::CMDLETS,
    content::CMDLETS,
    csv::CMDLETS,
    data::CMDLETS,
    drives::CMDLETS,
    items::CMDLETS,
    json::CMDLETS,
    location::CMDLETS,
    meta::CMDLETS,
    modules::CMDLETS,
    output::CMDLETS,
    paths::CMDLETS,
    processes::CMDLETS,
    registry::CMDLETS,
    search::CMDLETS,
    select::CMDLETS,
    transfer::CMDLETS,
    variables::CMDLETS,
];

/// The cmdlet of that name, if envsim models it.
pub fn find(name: &str) -> Option<&'static Cmdlet> {
    FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|cmdlet| cmdlet.name.eq_ignore_ascii_case(name))
}

/// Cmdlets that change nothing a session's environment shows, and print nothing.
static SILENT: &[&str] = &[
    "Set-PSReadLineOption",
    "Set-PSReadLineKeyHandler",
    "Remove-PSReadLineKeyHandler",
    "Register-ArgumentCompleter",
    "Set-PSBreakpoint",
    "Clear-Host",
    "Register-EngineEvent",
    "Unregister-Event",
    "Start-Sleep",
    "Set-PSDebug",
    "Update-FormatData",
    "Update-TypeData",
    "Set-TraceSource",
    "Set-Clipboard",
    "Add-History",
    "Clear-History",
    "Enable-PSBreakpoint",
    "Disable-PSBreakpoint",
    "Remove-PSBreakpoint",
    "Register-ObjectEvent",
    "Update-Help",
    "Set-Culture",
    "Set-PSSessionConfiguration",
    "Out-Printer",
    "Start-Transcript",
    "Stop-Transcript",
    "Write-Progress",
    "Invoke-Item",
    "Out-GridView",
    "Set-Date",
    "Stop-Process",
    "Wait-Process",
    "Enable-ExperimentalFeature",
    "Disable-ExperimentalFeature",
];

/// What a cmdlet envsim does not model becomes: silent, or an output nobody knows.
pub fn unmodelled(evaluator: &mut Evaluator<'_>, name: &str, given: &Given) -> Stage {
    let why = evaluator.why(&format!("takes the output of {name}, which envsim does not model"));
    sure::unmodelled(evaluator, name, given, &why);
    if SILENT.iter().any(|silent| silent.eq_ignore_ascii_case(name)) {
        return Stage::Output(Vec::new());
    }
    let object = Object::Unknown(why);
    if name.eq_ignore_ascii_case("Start-ThreadJob") {
        // A thread of this process: what it can change of the session is the environment block.
        let writes = given.arguments.iter().any(|one| match one {
            Arg::Value(Object::Block(block), _) | Arg::Named(_, Some(Object::Block(block))) => {
                let text = block.text().to_ascii_lowercase();
                ["env:", "environment", "expression", "import-", ". "]
                    .iter()
                    .any(|one| text.contains(one))
            }
            _ => false,
        });
        if writes {
            let reason = "a thread of its own may change the environment at any time";
            evaluator.opaque(reason, crate::shells::powershell::state::May::Environment);
        }
        return Stage::Opaque(object);
    }
    if !super::commands::is_harmless(name) {
        let reason = format!("{name} may change the session, and envsim does not model it");
        evaluator.opaque(&reason, crate::shells::powershell::state::May::Everything);
    }
    Stage::Opaque(object)
}

/// What a call with a parameter that envsim does not model becomes: an output nobody knows, and where the
/// cmdlet writes, a doubt about what it may have written.
pub fn beyond(
    evaluator: &mut Evaluator<'_>,
    cmdlet: &'static Cmdlet,
    bound: &Bound,
    parameter: &str,
) -> Stage {
    let reason = format!("uses -{parameter} of {}, which envsim does not model", cmdlet.name);
    let why = evaluator.why(&reason);
    let action = std::mem::replace(&mut evaluator.action, bound.action);
    evaluator.may_fail(&why);
    evaluator.action = action;
    let writes = cmdlet.name.split('-').next().is_some_and(|verb| WRITERS.contains(&verb));
    if writes {
        evaluator.state.note_incomplete(why.clone());
    }
    Stage::Opaque(Object::Unknown(why))
}

/// Verbs of cmdlets that write files, drives or the registry.
static WRITERS: [&str; 12] = [
    "Add", "Clear", "Copy", "Export", "Import", "Move", "New", "Out", "Remove", "Rename", "Set",
    "Tee",
];

/// A function of the shell's own stock.
///
/// # Errors
/// What its arguments raise.
pub fn stock_function(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    given: Given,
) -> Result<Stage, Stop> {
    let first = given.arguments.first().and_then(|argument| match argument {
        Arg::Value(value, _) => evaluator.plain(value),
        Arg::Named(..) => None,
    });
    match name.to_ascii_lowercase().as_str() {
        "cd.." => evaluator.go_to("..").map(|()| Stage::Output(Vec::new())),
        "cd\\" => evaluator.go_to("\\").map(|()| Stage::Output(Vec::new())),
        "cd~" => evaluator.go_to("~").map(|()| Stage::Output(Vec::new())),
        "clear-host" | "pause" | "exec" => Ok(Stage::Output(Vec::new())),
        "mkdir" => {
            if let Some(path) = first {
                let full = evaluator.full_path(&path);
                evaluator.change(crate::machine::overlay::Change::Directory { path: full.clone() });
                let item = evaluator.file_object(&full, true);
                return Ok(Stage::Output(vec![item]));
            }
            Ok(Stage::Output(Vec::new()))
        }
        drive if drive.len() == 2 && drive.ends_with(':') => {
            let command = evaluator.command.replace("SetLocationCommand");
            let flow = evaluator.go_to(drive);
            evaluator.command = command;
            flow.map(|()| Stage::Output(Vec::new()))
        }
        _ => {
            let object = evaluator
                .unknown(&format!("takes the output of {name}, which envsim does not model"));
            Ok(Stage::Opaque(object))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMON, FAMILIES, specs};

    /// The code of every family, where a parameter is read by its name.
    static CODE: &[&str] = &[
        include_str!("cmdlets/aliases.rs"),
        include_str!("cmdlets/compare.rs"),
        include_str!("cmdlets/content.rs"),
        include_str!("cmdlets/csv.rs"),
        include_str!("cmdlets/data.rs"),
        include_str!("cmdlets/drives.rs"),
        include_str!("cmdlets/items.rs"),
        include_str!("cmdlets/json.rs"),
        include_str!("cmdlets/location.rs"),
        include_str!("cmdlets/meta.rs"),
        include_str!("cmdlets/modules.rs"),
        include_str!("cmdlets/output.rs"),
        include_str!("cmdlets/paths.rs"),
        include_str!("cmdlets/processes.rs"),
        include_str!("cmdlets/registry.rs"),
        include_str!("cmdlets/search.rs"),
        concat!(
            include_str!("cmdlets/select.rs"),
            include_str!("cmdlets/select/measure.rs"),
            include_str!("cmdlets/select/pick.rs"),
            include_str!("cmdlets/select/sort.rs")
        ),
        include_str!("cmdlets/transfer.rs"),
        include_str!("cmdlets/variables.rs"),
    ];

    /// `-Encoding` is read where files are read and written.
    const ELSEWHERE: [&str; 1] = ["Encoding"];

    #[test]
    fn every_parameter_is_read_or_marked() {
        let mut unread = Vec::new();
        for (family, code) in FAMILIES.iter().zip(CODE) {
            let code: Vec<&str> =
                code.lines().filter(|line| !line.contains("parameters: \"")).collect();
            for cmdlet in family.iter() {
                for spec in specs(cmdlet.parameters) {
                    let quoted = format!("\"{}\"", spec.name);
                    let read = code.iter().any(|line| line.contains(&quoted));
                    let marked = spec.has('%') || spec.has('#');
                    if !read && !marked && !ELSEWHERE.contains(&spec.name) {
                        unread.push(format!("{} -{}", cmdlet.name, spec.name));
                    }
                }
            }
        }
        assert!(unread.is_empty(), "listed, and neither read nor marked: {unread:?}");
    }

    #[test]
    fn names_and_aliases_of_parameters_are_told_apart() {
        for cmdlet in FAMILIES.iter().flat_map(|family| family.iter()) {
            let mut seen: Vec<String> = Vec::new();
            for spec in specs(cmdlet.parameters).chain(specs(COMMON)) {
                let aliases = spec.aliases.split(',').filter(|alias| !alias.is_empty());
                for name in std::iter::once(spec.name).chain(aliases) {
                    let name = name.to_ascii_lowercase();
                    assert!(!seen.contains(&name), "{}: {name} stands twice", cmdlet.name);
                    seen.push(name);
                }
            }
        }
    }
}
