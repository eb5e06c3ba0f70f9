//! `[Environment]`: variables of the process and of the registry, and known folders.

use super::super::object::convert::{known, to_text};
use super::super::object::{Object, Payload, Sequence, Table, TableKind, TypeName};
use super::super::operators::text;
use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::evaluator::{Evaluator, Stop, costs};
use crate::shells::powershell::object::enums;
use crate::value::{Origin, Unknown, Value};
use std::rc::Rc;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn environment_call(
        &mut self,
        lower: &str,
        name: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        let first = arguments.first().and_then(|one| self.plain(one));
        match lower {
            "getenvironmentvariable" => {
                let Some(variable) = first else {
                    return Ok(self.unknown("reads a variable whose name is not known"));
                };
                match self.variable_target(arguments.get(1))? {
                    Some(0) => Ok(self.read_env(&variable)),
                    Some(target) => Ok(self.persistent_variable(&variable, target)),
                    None => Ok(self.unknown("reads a variable of an unknown target")),
                }
            }
            "setenvironmentvariable" => {
                let Some(variable) = first else {
                    self.opaque(
                        "writes a variable whose name is not known",
                        crate::shells::powershell::state::May::Environment,
                    );
                    if arguments.len() > 2 {
                        let why = "may be written here, where the name is not known".into();
                        let at = RegistryPlace::default();
                        self.change(Change::RegistryUndecided { at, why });
                        self.change(Change::Broadcast);
                    }
                    return Ok(Object::Nothing);
                };
                if variable.is_empty() || variable.contains('=') || variable.starts_with('\0') {
                    return Err(self.method_error(
                        "ArgumentException",
                        "Environment variable name cannot be empty or contain '='.",
                    ));
                }
                let value = arguments.get(1).cloned().unwrap_or(Object::Null);
                match self.variable_target(arguments.get(2))? {
                    Some(0) => {
                        self.set_process_variable(&variable, &value);
                        Ok(Object::Nothing)
                    }
                    Some(target) => self.set_persistent_variable(&variable, &value, target),
                    None => {
                        self.opaque(
                            "writes a variable of an unknown target",
                            crate::shells::powershell::state::May::Environment,
                        );
                        Ok(Object::Nothing)
                    }
                }
            }
            "getenvironmentvariables" => {
                let table = Table::new(TableKind::Environment);
                let Some(target) = self.variable_target(arguments.first())? else {
                    return Ok(self.unknown("lists the variables of an unknown target"));
                };
                let names = self.stored_names(target);
                self.charge(2 * names.len() as u64);
                for name in names {
                    let key = self.text(name.as_str());
                    let value = match target {
                        0 => self.read_env(&name),
                        _ => self.persistent_variable(&name, target),
                    };
                    if let Some(folded) = table.key(&key) {
                        table.set(folded, key, value);
                    }
                }
                Ok(Object::Table(Rc::new(table)))
            }
            "expandenvironmentvariables" => {
                let value = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
                Ok(Object::Text(self.expand_percent(&value)))
            }
            "getfolderpath" => {
                let folder = arguments.first().cloned().unwrap_or(Object::Null);
                let folder =
                    self.convert(&folder, &TypeName::of("System.Environment+SpecialFolder"))?;
                let Object::Enum(folder) = folder else { return Ok(folder) };
                Ok(self.special_folder(folder.number))
            }
            "getcommandlineargs" => Ok(self.process_arguments()),
            "getlogicaldrives" => Ok(self.unknown("asks the process")),
            "failfast" => {
                self.opaque(
                    "ends the process at once, which envsim does not model",
                    crate::shells::powershell::state::May::Everything,
                );
                Ok(Object::Nothing)
            }
            "exit" => {
                let status = arguments.first().and_then(|first| self.plain(first));
                let status = status.and_then(|text| text.parse().ok()).unwrap_or(0);
                self.state.ended = Some(status);
                Err(Stop::Process(status))
            }
            _ => Err(self.no_method("System.Environment", name)),
        }
    }

    /// `GetCommandLineArgs()`: the program's assembly, then the arguments; a terminal window gives none.
    fn process_arguments(&mut self) -> Object {
        if !self.state.is_plain_terminal() {
            return self.unknown("is the command line, which depends on what started the session");
        }
        // 5.1 has the program as it was typed.
        let first = match self.state.desktop {
            true => {
                Value::unknown(Unknown::new("is the program as it was started", self.at.clone()))
            }
            false => {
                let path = self.state.platform().join(&self.state.home, "pwsh.dll");
                Value::known(path, self.at.clone())
            }
        };
        let items = vec![Object::Text(first)];
        Object::Array(Rc::new(Sequence::of_type("System.String[]", items)))
    }

    /// The names of a target's variables; those of the registry are none outside Windows.
    fn stored_names(&self, target: i64) -> Vec<String> {
        if target == 0 {
            return self.state.environment.iter().map(|variable| variable.name.clone()).collect();
        }
        if !self.state.platform().is_windows() {
            return Vec::new();
        }
        let values = self.host.machine().registry_values(Self::persistent_key(target));
        values.into_iter().map(|value| value.name).filter(|name| !name.is_empty()).collect()
    }

    /// 0 process, 1 user, 2 machine; `None` when it is not known.
    pub(super) fn variable_target(
        &mut self,
        argument: Option<&Object>,
    ) -> Result<Option<i64>, Stop> {
        let Some(argument) = argument else { return Ok(Some(0)) };
        let target = TypeName::of("System.EnvironmentVariableTarget");
        if let Object::Text(_) = argument.base()
            && let Some(word) = self.plain(argument)
            && enums::named(target.full_name(), &word).is_none()
        {
            return Err(self.raise(
                "MethodArgumentConversionInvalidCastArgument",
                "System.Management.Automation.MethodException",
                "Cannot convert argument \"target\".",
            ));
        }
        Ok(match self.convert(argument, &target)? {
            Object::Enum(value) => Some(value.number),
            _ => None,
        })
    }

    pub(super) fn is_null_string(value: &Object) -> bool {
        matches!(value, Object::Record(record) if matches!(record.payload, Payload::Intrinsic("NullString")))
    }

    pub(super) fn set_process_variable(&mut self, name: &str, value: &Object) {
        let origin = self.at.clone();
        if Self::is_null_string(value) {
            self.unset_env(name, &origin);
            return;
        }
        let text = if value.is_null() {
            known("", &self.at)
        } else {
            to_text(value, &known(" ", &self.at), &self.at)
        };
        self.charge(costs::ENVIRONMENT + costs::text_steps(&text));
        if text.is_empty() == Some(true) && !self.state.at_least(7, 5) {
            self.unset_env(name, &origin);
        } else {
            self.state.environment.export(name, text, origin);
            self.state.stamp_environment(name);
        }
    }

    pub(super) fn persistent_key(target: i64) -> &'static str {
        if target == 1 {
            "HKCU\\Environment"
        } else {
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"
        }
    }

    /// A stored variable as .NET reads it; `$null` where it is missing.
    pub fn persistent_variable(&mut self, name: &str, target: i64) -> Object {
        if !self.state.platform().is_windows() {
            return Object::Null;
        }
        let key = Self::persistent_key(target);
        match self.host.machine().registry_value(key, name) {
            Some(value) => self.registry_data(key, &value, true),
            None => Object::Null,
        }
    }

    pub(super) fn set_persistent_variable(
        &mut self,
        name: &str,
        value: &Object,
        target: i64,
    ) -> Answer {
        if !self.state.platform().is_windows() {
            return Ok(Object::Nothing);
        }
        if target == 1 && name.chars().count() >= 255 {
            return Err(self
                .method_error("ArgumentException", "Environment variable name cannot be longer."));
        }
        let key = Self::persistent_key(target).to_owned();
        if target == 2 && !self.host.is_elevated() {
            let why = self.why("writes a machine variable, which takes administrator rights");
            self.may_fail(&why);
            let at = RegistryPlace::of(&key, Some(name));
            let why = "is written where that takes administrator rights".into();
            self.change(Change::RegistryUndecided { at, why });
            return Ok(Object::Nothing);
        }
        if Self::is_null_string(value) {
            self.change(Change::RegistryRemoved { key, name: name.to_owned() });
            self.change(Change::Broadcast);
            return Ok(Object::Nothing);
        }
        let text = if value.is_null() {
            known("", &self.at)
        } else {
            to_text(value, &known(" ", &self.at), &self.at)
        };
        let Some(text) = text.text().map(|text| text.into_owned()) else {
            let at = RegistryPlace::of(&key, Some(name));
            let why = "is written here, and what is not known".into();
            self.change(Change::RegistryUndecided { at, why });
            self.change(Change::Broadcast);
            return Ok(Object::Nothing);
        };
        if text.is_empty() && !self.state.at_least(7, 5) {
            self.change(Change::RegistryRemoved { key, name: name.to_owned() });
        } else {
            // The name keeps the spelling the registry has.
            let old = self.host.machine().registry_value(&key, name);
            let name = old.map_or_else(|| name.to_owned(), |old| old.name);
            let value = RegistryValue { name, data: RegistryData::Text(text) };
            self.change(Change::Registry { key, value });
        }
        self.change(Change::Broadcast);
        Ok(Object::Nothing)
    }

    /// `%X%` filled in from the environment block; unknown names stay.
    pub fn expand_percent(&mut self, value: &Value) -> Value {
        let Some(text) = value.text().map(|text| text.into_owned()) else { return value.clone() };
        let at = self.at.clone();
        let mut result = Value::empty();
        let mut from = 0;
        let mut rest = 0;
        while let Some(open) = text[rest..].find('%').map(|at| at + rest) {
            let Some(close) = text[open + 1..].find('%').map(|at| at + open + 1) else { break };
            let name = &text[open + 1..close];
            match self.state.environment.value(name).cloned() {
                Some(found) if !name.is_empty() => {
                    result = result.then(text::piece(value, from, open, &at)).then(found);
                    from = close + 1;
                    rest = from;
                }
                _ if name.is_empty() => rest = close + 1,
                _ => rest = close,
            }
        }
        result.then(text::piece(value, from, text.len(), &at))
    }

    /// Where Windows is installed.
    pub(super) fn windows_directory(&self) -> String {
        let key = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion";
        let recorded = self.host.machine().registry_value(key, "SystemRoot");
        let recorded = recorded.and_then(|value| value.data.text().map(str::to_owned));
        let variable = || {
            let value = self.state.environment.value("SystemRoot")?;
            value.text().map(std::borrow::Cow::into_owned)
        };
        let found = recorded.filter(|text| !text.is_empty()).or_else(variable);
        found.unwrap_or_else(|| "C:\\Windows".to_owned())
    }

    pub(super) fn special_folder(&mut self, number: i64) -> Object {
        let home = self.state.user_home.clone();
        let origin = Origin::Default("the system's known folders".into());
        let windows = self.state.platform().is_windows();
        let text = |text: String| Object::Text(Value::known(text, origin.clone()));
        if let Some(folder) = self.state.facts.folders.get(match number {
            5 => "Documents",
            0 | 16 => "Desktop",
            _ => "",
        }) {
            let folder = folder.clone();
            return text(if self.is_directory(&folder) { folder } else { String::new() });
        }
        if windows {
            // The known folders follow the user's profile, not USERPROFILE.
            let home = self.state.facts.user.home.clone();
            let path = match number {
                5 => {
                    let platform = self.state.platform();
                    let profiles = platform.parent(&self.state.profiles[2]);
                    let documents = profiles.and_then(|folder| platform.parent(folder));
                    documents.unwrap_or_default().to_owned()
                }
                0 | 16 => format!("{home}\\Desktop"),
                26 => format!("{home}\\AppData\\Roaming"),
                28 => format!("{home}\\AppData\\Local"),
                35 => "C:\\ProgramData".into(),
                36 => self.windows_directory(),
                37 => format!("{}\\system32", self.windows_directory()),
                38 => "C:\\Program Files".into(),
                42 => "C:\\Program Files (x86)".into(),
                43 => "C:\\Program Files\\Common Files".into(),
                40 => home,
                13 => format!("{home}\\Music"),
                14 => format!("{home}\\Videos"),
                39 => format!("{home}\\Pictures"),
                _ => return self.unknown("is a known folder envsim has no rule for"),
            };
            // Of a folder of the user's that is not there the answer is empty (`SpecialFolderOption.None`).
            let own = matches!(number, 0 | 5 | 13 | 14 | 16 | 39);
            return text(if own && !self.is_directory(&path) { String::new() } else { path });
        }
        let path = match number {
            40 => home,
            26 => format!("{home}/.config"),
            28 => format!("{home}/.local/share"),
            35 => "/usr/share".into(),
            5 => format!("{home}/Documents"),
            0 | 16 => format!("{home}/Desktop"),
            13 => format!("{home}/Music"),
            39 => format!("{home}/Pictures"),
            36..=38 | 42 | 43 => return text(String::new()),
            _ => return self.unknown("is a known folder envsim has no rule for"),
        };
        let exists = self.is_directory(&path) || number == 40;
        text(if exists { path } else { String::new() })
    }
}
