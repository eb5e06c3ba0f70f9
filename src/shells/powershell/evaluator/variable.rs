//! Variables, and the drives that are written like variables (`$env:X`, `$function:f`).

use std::rc::Rc;

use super::Evaluator;
use super::costs;
use super::errors::{Flow, LISTED, Stop};
use crate::machine::path::folded;
use crate::shells::powershell::commands::Found;
use crate::shells::powershell::object::convert::{join, to_text};
use crate::shells::powershell::object::{Object, Record, Sequence, Table, TableKind, TypeName};
use crate::shells::powershell::operators::wildcard::{Wildcard, has_wildcards};
use crate::shells::powershell::providers::charset::Writer;
use crate::shells::powershell::state::{AliasEntry, GLOBAL, May, ScopeId};
use crate::shells::powershell::syntax::VariableName;
use crate::value::{Origin, Value};

type Answer = Result<Object, Stop>;

fn is_platform(key: &str) -> bool {
    matches!(key, "ISWINDOWS" | "ISLINUX" | "ISMACOS" | "ISCORECLR")
}

/// Where a variable's name leads.
pub enum Target {
    /// A variable; the scope where one was named.
    Variable(Option<ScopeId>, String, bool),
    /// An item of a drive.
    Drive(String, String),
}

const RUNTIME: &str = "System.Management.Automation.RuntimeException";

impl Evaluator<'_> {
    /// The name as meant, escapes taken away.
    pub fn variable_text(&self, name: VariableName) -> String {
        let text = self.slice(name.name);
        if !name.braced || !text.contains('`') {
            return text;
        }
        let mut plain = String::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            plain.push(if letter == '`' { letters.next().unwrap_or('`') } else { letter });
        }
        plain
    }

    /// Where a name leads (VariablePath.cs).
    pub fn target(&self, name: &str) -> Target {
        let Some(colon) = name.find(':').filter(|at| *at > 0) else {
            return Target::Variable(None, name.to_owned(), false);
        };
        let (prefix, rest) = (&name[..colon], &name[colon + 1..]);
        match prefix.to_ascii_lowercase().as_str() {
            "global" => Target::Variable(Some(GLOBAL), rest.to_owned(), false),
            "local" => Target::Variable(Some(self.state.current), rest.to_owned(), false),
            "private" => Target::Variable(Some(self.state.current), rest.to_owned(), true),
            "script" => Target::Variable(Some(self.state.script_scope()), rest.to_owned(), false),
            "variable" | "using" => Target::Variable(None, rest.to_owned(), false),
            _ => Target::Drive(prefix.to_owned(), rest.to_owned()),
        }
    }

    pub(super) fn read_variable(&mut self, name: VariableName) -> Answer {
        let text = self.variable_text(name);
        match self.target(&text) {
            Target::Variable(None, name, _) => self.read_plain(&name),
            Target::Variable(Some(scope), name, _) => {
                let key = folded(&name);
                let found = self
                    .state
                    .scope(scope)
                    .and_then(|scope| scope.variables.get(&key))
                    .map(|one| (one.value.clone(), one.written));
                let written = found.as_ref().map_or(0, |(_, written)| *written);
                let own = self.is_own(&key);
                let doubt = self.state.changed_since(written, May::Variables).filter(|_| !own);
                let nothing = || doubt.clone().map_or(Object::Null, Object::Unknown);
                match found {
                    Some((value, _)) => Ok(doubt.map_or(value, Object::Unknown)),
                    None if scope == self.state.current || scope == GLOBAL => {
                        Ok(self.automatic(&name).unwrap_or_else(nothing))
                    }
                    None => Ok(nothing()),
                }
            }
            Target::Drive(drive, item) => self.read_drive(&drive, &item),
        }
    }

    fn read_plain(&mut self, name: &str) -> Answer {
        match folded(name).as_str() {
            "TRUE" => return Ok(Object::Bool(true)),
            "FALSE" => return Ok(Object::Bool(false)),
            "NULL" => return Ok(Object::Null),
            "?" => return Ok(self.state.succeeded.clone()),
            _ => {}
        }
        if let Some(variable) = self.state.variable(name) {
            let written = variable.written;
            let kept = variable.value.clone();
            let own = self.is_own(&folded(name));
            let doubt = self.state.changed_since(written, May::Variables).filter(|_| !own);
            return Ok(doubt.map_or(kept, Object::Unknown));
        }
        if folded(name) == "PSITEM" {
            return Ok(self.state.value("_").unwrap_or(Object::Null));
        }
        if let Some(value) = self.automatic(name) {
            return Ok(value);
        }
        if let Some(why) = self.state.changed_since(0, May::Variables) {
            return Ok(Object::Unknown(why));
        }
        if self.strict() && !name.is_empty() {
            let message =
                format!("The variable '${name}' cannot be retrieved because it has not been set.");
            return Err(self.raise("VariableIsUndefined", RUNTIME, message));
        }
        Ok(Object::Null)
    }

    /// Whether a variable is the engine's own, which nothing in a profile writes by chance.
    fn is_own(&self, key: &str) -> bool {
        const OWN: [&str; 22] = [
            "_",
            "ARGS",
            "PSBOUNDPARAMETERS",
            "THIS",
            "INPUT",
            "PSITEM",
            "MYINVOCATION",
            "PSCMDLET",
            "FOREACH",
            "SWITCH",
            "MATCHES",
            "LASTEXITCODE",
            "HOME",
            "PSHOME",
            "PID",
            "HOST",
            "SHELLID",
            "PSEDITION",
            "PSVERSIONTABLE",
            "EXECUTIONCONTEXT",
            "PSCULTURE",
            "PROFILE",
        ];
        OWN.contains(&key) || key.starts_with("IS") && self.is_read_only(key) && is_platform(key)
    }

    /// Whether strict mode holds here.
    pub fn strict(&self) -> bool {
        self.state
            .chain(self.state.current)
            .find_map(|(_, scope)| scope.strict)
            .is_some_and(|version| version >= 1.0)
    }

    /// Variables whose value follows the session.
    fn automatic(&mut self, name: &str) -> Option<Object> {
        Some(match folded(name).as_str() {
            "PWD" => self.path_info(),
            "ERROR" => self.error_list(),
            "PSSCRIPTROOT" => {
                let path = self.state.script_path().to_owned();
                let parent = self.state.platform().parent(&path).unwrap_or("").to_owned();
                self.text(parent)
            }
            "PSCOMMANDPATH" => {
                let path = self.state.script_path().to_owned();
                self.text(path)
            }
            "MYINVOCATION" => self.invocation_info(),
            "PSBOUNDPARAMETERS" => Object::Table(Rc::new(Table::new(TableKind::Ordered))),
            "ARGS" => Object::array(Vec::new()),
            "INPUT" => Object::array(Vec::new()),
            "^" | "$" => self.unknown("is a part of the last command line"),
            _ => return None,
        })
    }

    /// `$Error`, newest first.
    fn error_list(&mut self) -> Object {
        if let Some(why) = &self.state.unsure_errors {
            return Object::Unknown(why.clone());
        }
        let newest = self.state.errors.iter().rev().take(LISTED);
        let errors = newest.map(|error| Object::Error(error.clone())).collect();
        Object::List(Rc::new(Sequence::of_type("System.Collections.ArrayList", errors)))
    }

    /// `$MyInvocation`: the command that runs, and the file it was called from
    /// (about_Automatic_Variables).
    fn invocation_info(&mut self) -> Object {
        let path = self.state.script_path().to_owned();
        let name = self.state.platform().file_name(&path).to_owned();
        let called = self.invocation.clone();
        let function = self.state.function(&called).filter(|_| !called.is_empty()).cloned();
        let in_function = function.is_some();
        let command = match function {
            Some(function) => Found::Function { name: function.name.clone(), function },
            None => Found::Script { path: path.clone(), name, entry: None },
        };
        let command = self.command_object(command);
        // A function was called from the file it runs in as far as is known here.
        let caller = match (in_function, self.state.running.len().checked_sub(2)) {
            (true, _) => path.clone(),
            (false, Some(at)) => self.state.running[at].path.clone(),
            (false, None) => String::new(),
        };
        let root = self.state.platform().parent(&caller).unwrap_or("").to_owned();
        let line = match (in_function, caller.is_empty()) {
            (false, true) => self.text(format!(". '{path}'")),
            _ => self.unknown("is the line of a call"),
        };
        let invocation = if called.is_empty() { ".".to_owned() } else { called };
        Record::new("System.Management.Automation.InvocationInfo")
            .with("MyCommand", command)
            .with("PSScriptRoot", self.text(root))
            .with("PSCommandPath", self.text(caller.clone()))
            .with("ScriptName", self.text(caller))
            .with("InvocationName", self.text(invocation))
            .with("Line", line)
            .into_object()
    }

    /// The item of a drive, as `$drive:item` reads it.
    ///
    /// # Errors
    /// When several items match a wildcard.
    pub fn read_drive(&mut self, drive: &str, item: &str) -> Answer {
        match drive.to_ascii_lowercase().as_str() {
            "env" | "environment" => self.read_env_path(item),
            "function" | "alias" if self.state.open_entry(item).is_some() => {
                let open = self.state.open_entry(item);
                Ok(open.map_or(Object::Null, |open| Object::Unknown(open.why)))
            }
            "function" => Ok(match self.state.function(item).map(|one| one.body.clone()) {
                Some(Some(body)) => Object::Block(body),
                Some(None) => self.unknown("is a function of the shell's own stock"),
                None => self.perhaps_made(),
            }),
            "alias" => Ok(self.state.alias(item).map_or_else(
                || self.perhaps_made(),
                |alias| Object::Text(alias.definition.clone()),
            )),
            _ => self.read_file_drive(drive, item),
        }
    }

    /// A function or alias that is not there, unless an opaque statement made it.
    fn perhaps_made(&self) -> Object {
        self.state.changed_since(0, May::Commands).map_or(Object::Null, Object::Unknown)
    }

    fn read_file_drive(&mut self, drive: &str, item: &str) -> Answer {
        if !self.is_drive(drive) {
            return Ok(Object::Null);
        }
        let path = self.full_path(&format!("{drive}:{item}"));
        Ok(match self.read_lines(&path) {
            Ok(lines) => Object::from_output(lines),
            Err(_) => Object::Null,
        })
    }

    fn read_env_path(&mut self, item: &str) -> Answer {
        let item = item.trim_start_matches(['\\', '/']);
        if !has_wildcards(item) {
            return Ok(self.read_env(item));
        }
        let names = self.env_names(item);
        match names.as_slice() {
            [] => Ok(self.read_env(item)),
            [one] => Ok(self.read_env(one)),
            _ => Err(self.raise(
                "AmbiguousPath",
                RUNTIME,
                "The path matches more than one variable.",
            )),
        }
    }

    /// Environment variables whose name fits a pattern.
    pub fn env_names(&self, pattern: &str) -> Vec<String> {
        let Some(wildcard) = Wildcard::new(pattern, true) else { return Vec::new() };
        let names = self.state.environment.iter().map(|variable| variable.name.clone());
        names.filter(|name| wildcard.matches(name)).collect()
    }

    /// An environment variable; `$null` where it is not set.
    pub fn read_env(&mut self, name: &str) -> Object {
        if let Some(why) = self.state.environment_doubt(name) {
            // Nothing takes away what every program needs; anything else may be gone.
            let lasting = self.state.environment.value(name).is_some()
                && ["PATH", "PSModulePath"].iter().any(|one| one.eq_ignore_ascii_case(name));
            return match lasting {
                true => Object::Text(Value::unknown((*why).clone())),
                false => Object::Unknown(why),
            };
        }
        self.listed_env(name)
    }

    /// The same as a search for commands takes it, which is doubted as a whole (`candidates`).
    pub fn listed_env(&self, name: &str) -> Object {
        match self.state.environment.get(name) {
            Some(variable) => match (&variable.value, variable.maybe_unset) {
                (Some(value), false) => Object::Text(value.clone()),
                (Some(value), true) => match value.why_unknown() {
                    Some(why) => Object::Unknown(why),
                    None => self.unknown("may not be set"),
                },
                (None, _) => Object::Null,
            },
            None => Object::Null,
        }
    }

    /// Writes an environment variable by the rules of `$env:X = …`.
    pub fn write_env(&mut self, name: &str, value: &Object) {
        let origin = self.at.clone();
        let text = match value {
            Object::Array(list) | Object::List(list)
                if !list.is_unordered() && list.items().len() == 1 =>
            {
                return self.write_env(name, &list.items()[0].clone());
            }
            Object::Null => None,
            Object::Nothing => Some(Value::known("", origin.clone())),
            Object::Unknown(why) => Some(Value::unknown((**why).clone())),
            other => Some(self.env_text(other)),
        };
        self.charge(costs::ENVIRONMENT + text.as_ref().map_or(0, costs::text_steps));
        match text {
            Some(text) if text.is_empty() == Some(true) && !self.state.at_least(7, 5) => {
                self.unset_env(name, &origin);
            }
            Some(text) => {
                self.state.environment.export(name, text, origin);
                self.state.stamp_environment(name);
            }
            None => self.unset_env(name, &origin),
        }
    }

    /// Takes an environment variable away.
    pub fn unset_env(&mut self, name: &str, origin: &Origin) {
        self.state.environment.unset(name, origin.clone());
        self.state.stamp_environment(name);
    }

    /// The text of an object without `$OFS`: a list is joined with one blank.
    pub fn env_text(&self, value: &Object) -> Value {
        let blank = Value::known(" ", self.at.clone());
        match value {
            Object::Array(list) | Object::List(list) if !list.is_unordered() => {
                match list.items().as_slice() {
                    [one] => to_text(one, &blank, &self.at),
                    items => join(items, &blank, &self.at),
                }
            }
            other => to_text(other, &blank, &self.at),
        }
    }

    /// Writes a variable or an item of a drive.
    ///
    /// # Errors
    /// When it is read-only, its type does not take the value, or there is no such drive.
    pub fn write_variable(&mut self, name: VariableName, value: Object) -> Flow {
        let text = self.variable_text(name);
        self.write_named(&text, value)
    }

    /// The same, for a name given as text.
    ///
    /// # Errors
    /// As for [`Self::write_variable`].
    pub fn write_named(&mut self, text: &str, value: Object) -> Flow {
        match self.target(text) {
            Target::Variable(scope, name, private) => {
                let scope = scope.unwrap_or(self.state.current);
                let value =
                    if matches!(value, Object::Nothing) && private { Object::Null } else { value };
                self.write_plain(scope, &name, value)?;
                if private
                    && let Some(variable) =
                        self.state.scope_mut(scope).variables.get_mut(&folded(&name))
                {
                    variable.private = true;
                }
                Ok(())
            }
            Target::Drive(drive, item) => self.write_drive(&drive, &item, value),
        }
    }

    fn write_plain(&mut self, scope: ScopeId, name: &str, value: Object) -> Flow {
        let key = folded(name);
        if matches!(
            key.as_str(),
            "TRUE"
                | "FALSE"
                | "NULL"
                | "?"
                | "PWD"
                | "HOME"
                | "PSHOME"
                | "PID"
                | "HOST"
                | "SHELLID"
                | "ISWINDOWS"
                | "ISLINUX"
                | "ISMACOS"
                | "ISCORECLR"
                | "PSEDITION"
                | "PSVERSIONTABLE"
                | "ERROR"
                | "EXECUTIONCONTEXT"
                | "PSCULTURE"
                | "PSUICULTURE"
                | "ENABLEDEXPERIMENTALFEATURES"
        ) {
            if key == "NULL" {
                return Ok(());
            }
            if self.is_read_only(&key) {
                let message = format!(
                    "Cannot overwrite variable {name} because it is read-only or constant."
                );
                return Err(self.raise(
                    "VariableNotWritable",
                    "System.Management.Automation.SessionStateUnauthorizedAccessException",
                    message,
                ));
            }
        }
        let existing = self.state.scope(scope).and_then(|scope| scope.variables.get(&key));
        if existing.is_some_and(|variable| variable.read_only) {
            let message =
                format!("Cannot overwrite variable {name} because it is read-only or constant.");
            return Err(self.raise(
                "VariableNotWritable",
                "System.Management.Automation.SessionStateUnauthorizedAccessException",
                message,
            ));
        }
        let typed = existing.and_then(|variable| variable.typed.clone());
        let rules = existing.map(|variable| variable.rules.clone());
        let value = match typed {
            Some(target) => self.convert_as(&value, &target, "RuntimeException")?,
            None => value,
        };
        let value = match rules.filter(|rules| !rules.is_empty()) {
            Some(rules) => self.allowed(&rules, name, value)?,
            None => value,
        };
        self.state.set_in(scope, name, value);
        Ok(())
    }

    /// The engine's own constants; on 5.1 the platform variables are ordinary names.
    fn is_read_only(&self, key: &str) -> bool {
        !(self.state.desktop && matches!(key, "ISWINDOWS" | "ISLINUX" | "ISMACOS" | "ISCORECLR"))
    }

    fn write_drive(&mut self, drive: &str, item: &str, value: Object) -> Flow {
        match drive.to_ascii_lowercase().as_str() {
            "env" | "environment" => {
                let item = item.trim_start_matches(['\\', '/']);
                if has_wildcards(item) {
                    let names = self.env_names(item);
                    if names.is_empty() {
                        let message =
                            format!("Cannot find path 'Env:{item}' because it does not exist.");
                        return Err(self.raise("RuntimeException", RUNTIME, message));
                    }
                    for name in names {
                        self.write_env(&name, &value);
                    }
                    return Ok(());
                }
                let value = self.rendered(value)?;
                self.write_env(item, &value);
                Ok(())
            }
            "function" => self.write_function(item, value),
            "alias" => {
                let text = self.text_of(&value);
                self.put_alias(self.state.current, item, text);
                Ok(())
            }
            _ if self.is_drive(drive) => {
                let path = self.full_path(&format!("{drive}:{item}"));
                let text = self.text_of(&value);
                self.write_text_file(&path, &text, false, Writer::Content)
            }
            _ => {
                let message =
                    format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
                Err(self.raise(
                    "DriveNotFound",
                    "System.Management.Automation.DriveNotFoundException",
                    message,
                ))
            }
        }
    }

    /// `$function:f = …` and `Set-Item Function:f …`.
    ///
    /// # Errors
    /// When text for a body does not parse.
    pub fn write_function(&mut self, item: &str, value: Object) -> Flow {
        let item = item.trim_start_matches(['\\', '/']);
        match &value {
            Object::Block(block) => {
                self.put_function(item, false, block.clone());
                Ok(())
            }
            Object::Null | Object::Nothing => {
                let key = folded(item);
                let scope = self.state.current;
                self.state.scope_mut(scope).functions.shift_remove(&key);
                Ok(())
            }
            other => {
                let Some(text) = self.text_of(other).text().map(|text| text.into_owned()) else {
                    self.opaque(
                        "a function gets a body that is not known",
                        crate::shells::powershell::state::May::Commands,
                    );
                    return Ok(());
                };
                let block = self.parse_block(&text)?;
                self.put_function(item, false, block);
                Ok(())
            }
        }
    }

    /// Puts an alias into a scope without asking whether that is allowed.
    pub fn put_alias(&mut self, scope: ScopeId, name: &str, definition: Value) {
        let origin = self.at.clone();
        let entry = AliasEntry {
            name: name.to_owned(),
            definition,
            read_only: false,
            constant: false,
            all_scope: false,
            description: Value::known("", origin.clone()),
            origin: Some(origin),
            module: None,
            perhaps: None,
        };
        self.state.scope_mut(scope).aliases.insert(folded(name), entry);
        self.state.settle(scope, name);
    }

    /// Converts a value to a type with an error id of the caller's.
    ///
    /// # Errors
    /// When PowerShell refuses.
    pub fn convert_as(&mut self, value: &Object, target: &TypeName, id: &str) -> Answer {
        self.weigh_cast(value, target);
        if let Some(instance) = self.convert_class(value, target)? {
            return Ok(instance);
        }
        let separator = self.separator();
        let result =
            crate::shells::powershell::object::cast::cast(value, target, &separator, &self.at);
        self.settle(
            result,
            id,
            "System.Management.Automation.ArgumentTransformationMetadataException",
        )
    }

    /// Converts a value as a cast does.
    ///
    /// # Errors
    /// When PowerShell refuses.
    pub fn convert(&mut self, value: &Object, target: &TypeName) -> Answer {
        let id = match (value.base(), target.full_name()) {
            (
                Object::Text(_),
                "System.Int32" | "System.Int64" | "System.Double" | "System.Byte",
            ) => "InvalidCastFromStringToInteger",
            (
                Object::Text(_),
                "System.Version" | "System.DateTime" | "System.TimeSpan" | "System.Guid",
            ) => "InvalidCastParseTargetInvocation",
            (_, "System.Xml.XmlDocument") => "InvalidCastToXmlDocument",
            (Object::Text(_), _) if super::super::dotnet::enums::is_known(target.full_name()) => {
                "InvalidCastFromStringToEnum"
            }
            _ => "ConvertToFinalInvalidCastException",
        };
        self.weigh_cast(value, target);
        if let Some(instance) = self.convert_class(value, target)? {
            return Ok(instance);
        }
        let separator = self.separator();
        let result =
            crate::shells::powershell::object::cast::cast(value, target, &separator, &self.at);
        self.settle(result, id, "System.Management.Automation.PSInvalidCastException")
    }

    /// `$PWD`.
    pub fn path_info(&mut self) -> Object {
        if let Some(why) = &self.state.lost {
            return Object::Unknown(why.clone());
        }
        let location = self.state.location.clone();
        let shown = self.text(location.path.clone());
        let provider_path = self.provider_path(&location.path);
        let drive = self.drive_object(&location.drive);
        let text = Value::known(location.path, self.at.clone());
        let provider_path = self.text(provider_path);
        let provider = self.provider_of(&location.drive);
        let provider = self.provider_object(&provider);
        Record::new("System.Management.Automation.PathInfo")
            .with("Drive", drive)
            .with("Provider", provider)
            .with("ProviderPath", provider_path)
            .with("Path", shown)
            .printing(text)
            .into_object()
    }
}
