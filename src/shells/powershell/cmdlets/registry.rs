//! The registry: item properties and `[Microsoft.Win32.Registry]`.

use std::rc::Rc;

use super::registry_write::{self, Data};
use super::{Bound, Cmdlet, Run};
use crate::machine::overlay::Change;
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::enums;
use crate::shells::powershell::object::{IntKind, Object, Record, Sequence};
use crate::value::{Origin, Value};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-ItemProperty",
        class: "GetItemPropertyCommand",
        parameters: "Path,PSPath@0<.! LiteralPath,LP.! Name,PSProperty@1 Filter# Include# Exclude# Credential#",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Get-ItemPropertyValue",
        class: "GetItemPropertyValueCommand",
        parameters: "Path,PSPath@0<.! LiteralPath,LP.! Name,PSProperty@1 Filter# Include# Exclude# Credential#",
        run: Run::Each(get_value),
    },
    Cmdlet {
        name: "Set-ItemProperty",
        class: "SetItemPropertyCommand",
        parameters: "Path,PSPath@0<.! LiteralPath,LP.! Name@1. Value@2. Type InputObject# Force?% PassThru?# Filter# Include# Exclude# Credential#",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "New-ItemProperty",
        class: "NewItemPropertyCommand",
        parameters: "Path,PSPath@0! LiteralPath,LP.! Name,PSProperty@1.! PropertyType,Type Value. Force? Filter# Include# Exclude# Credential#",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Remove-ItemProperty",
        class: "RemoveItemPropertyCommand",
        parameters: "Path,PSPath@0<.! LiteralPath,LP.! Name,PSProperty@1. Force?% Filter# Include# Exclude# Credential#",
        run: Run::Each(remove),
    },
];

fn key(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<String> {
    // A key that comes down the pipeline is known by its PSPath.
    let piped = match bound.get("Path") {
        Some(Object::Record(record)) => {
            record.get("PSPath").and_then(|path| evaluator.plain(&path))
        }
        _ => None,
    };
    let path = piped
        .or_else(|| bound.text(evaluator, "Path"))
        .or_else(|| bound.text(evaluator, "LiteralPath"))?;
    (evaluator.path_kind(&path) == "registry").then(|| evaluator.registry_key(&path))
}

/// Outside Windows there is no registry drive.
fn without_drive(evaluator: &mut Evaluator<'_>, key: &str) -> Option<Flow> {
    let drive = key.split('\\').next().unwrap_or(key);
    if evaluator.state.platform().is_windows() {
        return None;
    }
    let message = format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
    Some(evaluator.complain(
        "DriveNotFound",
        "System.Management.Automation.DriveNotFoundException",
        message,
    ))
}

fn missing(evaluator: &mut Evaluator<'_>, key: &str) -> Option<Flow> {
    if let Some(flow) = without_drive(evaluator, key) {
        return Some(flow);
    }
    if evaluator.host.machine().registry_keys(key).is_some()
        || !evaluator.host.machine().registry_values(key).is_empty()
    {
        return None;
    }
    let shown = key.replacen('\\', ":\\", 1);
    let message = format!("Cannot find path '{shown}' because it does not exist.");
    Some(evaluator.complain(
        "PathNotFound",
        "System.Management.Automation.ItemNotFoundException",
        message,
    ))
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(key) = key(evaluator, bound) else {
        let unknown = evaluator.unknown("takes properties of an item envsim does not model");
        return out.write(evaluator, unknown);
    };
    if let Some(flow) = missing(evaluator, &key) {
        return flow;
    }
    let record = Record::custom();
    for value in evaluator.host.machine().registry_values(&key) {
        let name = if value.name.is_empty() { "(default)".to_owned() } else { value.name.clone() };
        let data = evaluator.registry_data(&key, &value, true);
        record.set(&name, data);
    }
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        if record.get(&name).is_none() && !name.contains('*') {
            let message = format!("Property {name} does not exist at path {key}.");
            return evaluator.complain(
                "System.Management.Automation.PSArgumentException",
                "System.Management.Automation.PSArgumentException",
                message,
            );
        }
    }
    let item = evaluator.registry_object(&key);
    if let Object::Record(item) = item {
        for name in ["PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider"] {
            record.set(name, item.get(name).unwrap_or(Object::Null));
        }
    }
    out.write(evaluator, record.into_object())
}

fn get_value(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(key) = key(evaluator, bound) else {
        let unknown = evaluator.unknown("takes properties of an item envsim does not model");
        return out.write(evaluator, unknown);
    };
    if let Some(flow) = missing(evaluator, &key) {
        return flow;
    }
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        let wanted = if name == "(default)" { "" } else { name.as_str() };
        match evaluator.host.machine().registry_value(&key, wanted) {
            Some(value) => {
                let data = evaluator.registry_data(&key, &value, true);
                out.write(evaluator, data)?;
            }
            None => {
                let message = format!("Property {name} does not exist at path {key}.");
                evaluator.complain(
                    "System.Management.Automation.PSArgumentException",
                    "System.Management.Automation.PSArgumentException",
                    message,
                )?;
            }
        }
    }
    Ok(())
}

fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let (Some(key), Some(name)) = (key(evaluator, bound), bound.text(evaluator, "Name")) else {
        evaluator.incomplete("sets a property of an item envsim does not model");
        return Ok(());
    };
    if let Some(flow) = missing(evaluator, &key) {
        return flow;
    }
    let name = if name == "(default)" { String::new() } else { name };
    let kind = bound.text(evaluator, "Type").unwrap_or_default();
    let value = bound.get("Value").cloned().unwrap_or(Object::Null);
    write(evaluator, key, name, &kind, &value)
}

fn write(
    evaluator: &mut Evaluator<'_>,
    key: String,
    name: String,
    kind: &str,
    value: &Object,
) -> Flow {
    let old = evaluator.host.machine().registry_value(&key, &name);
    match registry_write::data(evaluator, kind, old.as_ref().map(|old| &old.data), value) {
        Data::Known(data) => {
            // The name keeps the spelling the registry has.
            let name = old.map_or(name, |old| old.name);
            evaluator.change(Change::Registry { key, value: RegistryValue { name, data } });
            Ok(())
        }
        Data::Refused => evaluator.complain(
            "System.ArgumentException",
            "System.ArgumentException",
            "The type of the value object did not match the specified RegistryValueKind.",
        ),
        Data::Unknown => {
            evaluator.incomplete("writes a registry value that is not known");
            Ok(())
        }
    }
}

fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let (Some(key), Some(name)) = (key(evaluator, bound), bound.text(evaluator, "Name")) else {
        evaluator.incomplete("makes a property of an item envsim does not model");
        return Ok(());
    };
    if let Some(flow) = missing(evaluator, &key) {
        return flow;
    }
    let there = evaluator.host.machine().registry_value(&key, &name).is_some();
    if there && !bound.switch("Force") {
        return evaluator.complain(
            "System.IO.IOException",
            "System.IO.IOException",
            "The property already exists.",
        );
    }
    let kind = bound.text(evaluator, "PropertyType").unwrap_or_else(|| "string".into());
    let value = bound.get("Value").cloned().unwrap_or_else(|| evaluator.text(""));
    write(evaluator, key.clone(), name.clone(), &kind, &value)?;
    let record = Record::custom();
    if let Some(value) = evaluator.host.machine().registry_value(&key, &name) {
        let data = evaluator.registry_data(&key, &value, true);
        record.set(&name, data);
    }
    out.write(evaluator, record.into_object())
}

fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let (Some(key), Some(name)) = (key(evaluator, bound), bound.text(evaluator, "Name")) else {
        evaluator.incomplete("removes a property of an item envsim does not model");
        return Ok(());
    };
    if evaluator.host.machine().registry_value(&key, &name).is_none() {
        let message = format!("Property {name} does not exist at path {key}.");
        return evaluator.complain(
            "System.Management.Automation.PSArgumentException",
            "System.Management.Automation.PSArgumentException",
            message,
        );
    }
    evaluator.change(Change::RegistryRemoved { key, name });
    Ok(())
}

impl Evaluator<'_> {
    /// A registry value as an object, expanded where its type says so.
    pub fn registry_data(&mut self, key: &str, value: &RegistryValue, expand: bool) -> Object {
        let origin = Origin::Registry { key: key.into(), name: value.name.as_str().into() };
        match &value.data {
            RegistryData::Text(text) => Object::Text(Value::known(text.as_str(), origin)),
            RegistryData::Expand(text) => {
                let raw = Value::known(text.as_str(), origin);
                Object::Text(if expand { self.expand_percent(&raw) } else { raw })
            }
            RegistryData::Multi(lines) => {
                let texts = lines.iter().map(|line| Value::known(line.as_str(), origin.clone()));
                let texts = texts.map(Object::Text).collect();
                Object::Array(Rc::new(Sequence::of_type("System.String[]", texts)))
            }
            RegistryData::Dword(number) => {
                Object::Integer(IntKind::Int32, i128::from(number.cast_signed()))
            }
            RegistryData::Qword(number) => {
                Object::Integer(IntKind::Int64, i128::from(number.cast_signed()))
            }
            RegistryData::Binary(_) => self.unknown("is binary data"),
        }
    }

    /// A key as an object.
    pub fn registry_object(&mut self, key: &str) -> Object {
        let long =
            key.replacen("HKCU", "HKEY_CURRENT_USER", 1).replacen("HKLM", "HKEY_LOCAL_MACHINE", 1);
        let leaf = key.rsplit('\\').next().unwrap_or(key).to_owned();
        let above = long.rsplit_once('\\').map_or("", |(above, _)| above).to_owned();
        let drive = key.split('\\').next().unwrap_or(key).to_owned();
        Record::new("Microsoft.Win32.RegistryKey")
            .with("Name", self.text(long.as_str()))
            .with("PSPath", self.text(format!("Microsoft.PowerShell.Core\\Registry::{long}")))
            .with(
                "PSParentPath",
                self.text(format!("Microsoft.PowerShell.Core\\Registry::{above}")),
            )
            .with("PSChildName", self.text(leaf))
            .with("PSDrive", self.drive_object(&drive))
            .with("PSProvider", self.provider_object("Registry"))
            .with("PSIsContainer", Object::Bool(true))
            .printing(Value::known(long, self.at.clone()))
            .into_object()
    }

    /// `.GetValue(name, default, options)`.
    ///
    /// # Errors
    /// Never; the signature is that of a method.
    pub fn registry_get_value(
        &mut self,
        record: &Rc<Record>,
        arguments: &[Object],
    ) -> Result<Object, Stop> {
        let key = record.get("Name").and_then(|name| self.plain(&name)).unwrap_or_default();
        let key = self.registry_key(&format!("Registry::{key}"));
        let Some(name) = arguments.first().and_then(|one| self.plain(one)) else {
            return Ok(self.unknown("reads an unknown value"));
        };
        let raw = arguments.get(2).is_some_and(|one| {
            self.plain(one).is_some_and(|word| {
                word.to_ascii_lowercase().starts_with("donotexpand") || word == "1"
            })
        });
        Ok(match self.host.machine().registry_value(&key, &name) {
            Some(value) => self.registry_data(&key, &value, !raw),
            None => arguments.get(1).cloned().unwrap_or(Object::Null),
        })
    }

    /// Other methods of a key.
    ///
    /// # Errors
    /// Never; the signature is that of a method.
    pub fn registry_key_method(
        &mut self,
        record: &Rc<Record>,
        lower: &str,
        arguments: &[Object],
    ) -> Result<Object, Stop> {
        let key = record.get("Name").and_then(|name| self.plain(&name)).unwrap_or_default();
        let key = self.registry_key(&format!("Registry::{key}"));
        Ok(match lower {
            "opensubkey" => match arguments.first().and_then(|one| self.plain(one)) {
                Some(name) => {
                    let below = format!("{key}\\{name}");
                    match self.host.machine().registry_keys(&below) {
                        Some(_) => self.registry_object(&below),
                        None => Object::Null,
                    }
                }
                None => self.unknown("opens an unknown key"),
            },
            "getvaluenames" => {
                let values = self.host.machine().registry_values(&key);
                Object::array(values.into_iter().map(|value| self.text(value.name)).collect())
            }
            "getsubkeynames" => {
                let keys = self.host.machine().registry_keys(&key).unwrap_or_default();
                Object::array(keys.into_iter().map(|name| self.text(name)).collect())
            }
            "close" | "dispose" | "flush" => Object::Nothing,
            "createsubkey" => match arguments.first().and_then(|one| self.plain(one)) {
                Some(name) => self.registry_object(&format!("{key}\\{name}")),
                None => self.unknown("opens an unknown key"),
            },
            "getvaluekind" => self.registry_kind(&key, arguments)?,
            "setvalue" => return self.registry_set(key, arguments),
            "deletevalue" => {
                if let Some(name) = arguments.first().and_then(|one| self.plain(one)) {
                    self.change(Change::RegistryRemoved { key, name });
                } else {
                    self.incomplete("deletes a registry value whose name is not known");
                }
                Object::Nothing
            }
            _ => self.unknown("lists a registry key"),
        })
    }

    fn registry_kind(&mut self, key: &str, arguments: &[Object]) -> Result<Object, Stop> {
        let Some(name) = arguments.first().and_then(|one| self.plain(one)) else {
            return Ok(self.unknown("asks for the kind of an unknown value"));
        };
        let Some(value) = self.host.machine().registry_value(key, &name) else {
            return Err(
                self.method_error("IOException", "The specified registry key does not exist.")
            );
        };
        let number = match value.data {
            RegistryData::Text(_) => 1,
            RegistryData::Expand(_) => 2,
            RegistryData::Binary(_) => 3,
            RegistryData::Dword(_) => 4,
            RegistryData::Multi(_) => 7,
            RegistryData::Qword(_) => 11,
        };
        Ok(enums::object("Microsoft.Win32.RegistryValueKind", number))
    }

    /// `SetValue(name, value, kind)`: without a kind the object's own, whatever was there.
    fn registry_set(&mut self, key: String, arguments: &[Object]) -> Result<Object, Stop> {
        let name = arguments.first().and_then(|one| self.plain(one));
        let (Some(name), Some(value)) = (name, arguments.get(1)) else {
            self.incomplete("writes a registry value whose name is not known");
            return Ok(Object::Nothing);
        };
        let kind = arguments.get(2).and_then(|one| self.plain(one)).unwrap_or_default();
        match registry_write::data(self, &kind, None, value) {
            Data::Known(data) => {
                let old = self.host.machine().registry_value(&key, &name);
                let name = old.map_or(name, |old| old.name);
                self.change(Change::Registry { key, value: RegistryValue { name, data } });
            }
            Data::Refused => {
                return Err(self.method_error("ArgumentException", "The type did not match."));
            }
            Data::Unknown => self.incomplete("writes a registry value that is not known"),
        }
        Ok(Object::Nothing)
    }

    /// `[Microsoft.Win32.Registry]::GetValue` and `SetValue`.
    ///
    /// # Errors
    /// Never; the signature is that of a method.
    pub fn registry_call(&mut self, lower: &str, arguments: &[Object]) -> Result<Object, Stop> {
        let key = arguments
            .first()
            .and_then(|one| self.plain(one))
            .map(|key| self.registry_key(&format!("Registry::{key}")));
        let name = arguments.get(1).and_then(|one| self.plain(one));
        let (Some(key), Some(name)) = (key, name) else {
            self.incomplete("uses a registry value whose name is not known");
            return Ok(self.unknown("uses a registry value whose name is not known"));
        };
        match lower {
            "getvalue" => Ok(match self.host.machine().registry_value(&key, &name) {
                Some(value) => self.registry_data(&key, &value, true),
                None if self.host.machine().registry_keys(&key).is_none() => Object::Null,
                None => arguments.get(2).cloned().unwrap_or(Object::Null),
            }),
            "setvalue" => self.registry_set(key, &arguments[1..]),
            _ => {
                self.incomplete("writes a registry value in a way envsim does not model");
                Ok(Object::Nothing)
            }
        }
    }
}
