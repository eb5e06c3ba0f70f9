//! The registry: item properties and `[Microsoft.Win32.Registry]`.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::machine::overlay::Change;
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::{IntKind, Object, Record};
use crate::value::{Origin, Value};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-ItemProperty",
        class: "GetItemPropertyCommand",
        parameters: "Path,PSPath@0<! LiteralPath,LP! Name,PSProperty@1 Filter Include Exclude",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Get-ItemPropertyValue",
        class: "GetItemPropertyValueCommand",
        parameters: "Path,PSPath@0<! LiteralPath,LP! Name,PSProperty@1 Filter Include Exclude",
        run: Run::Each(get_value),
    },
    Cmdlet {
        name: "Set-ItemProperty",
        class: "SetItemPropertyCommand",
        parameters: "Path,PSPath@0<! LiteralPath,LP! Name@1 Value@2 Type InputObject Force? PassThru? Filter Include Exclude",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "Remove-ItemProperty",
        class: "RemoveItemPropertyCommand",
        parameters: "Path,PSPath@0<! LiteralPath,LP! Name,PSProperty@1 Force? Filter Include Exclude",
        run: Run::Each(remove),
    },
];

fn key(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<String> {
    let path = bound.text(evaluator, "Path").or_else(|| bound.text(evaluator, "LiteralPath"))?;
    (evaluator.path_kind(&path) == "registry").then(|| evaluator.registry_key(&path))
}

fn missing(evaluator: &mut Evaluator<'_>, key: &str) -> Option<Flow> {
    if evaluator.host.machine().registry_keys(key).is_some()
        || !evaluator.host.machine().registry_values(key).is_empty()
    {
        return None;
    }
    let message = format!("Cannot find path '{key}' because it does not exist.");
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
    let old = evaluator.host.machine().registry_value(&key, &name);
    let kind = bound.text(evaluator, "Type").unwrap_or_default().to_ascii_lowercase();
    let value = bound.get("Value").cloned().unwrap_or(Object::Null);
    let text = evaluator.plain(&value);
    let number = match value.base() {
        Object::Integer(_, number) => Some(*number),
        _ => text.as_ref().and_then(|text| text.parse().ok()),
    };
    let data = match (kind.as_str(), text, number) {
        ("dword", _, Some(number)) => u32::try_from(number).ok().map(RegistryData::Dword),
        ("expandstring", Some(text), _) => Some(RegistryData::Expand(text)),
        ("string", Some(text), _) => Some(RegistryData::Text(text)),
        ("", Some(text), _)
            if matches!(old, Some(RegistryValue { data: RegistryData::Expand(_), .. })) =>
        {
            Some(RegistryData::Expand(text))
        }
        ("", _, Some(number)) if matches!(value.base(), Object::Integer(..)) => {
            u32::try_from(number).ok().map(RegistryData::Dword)
        }
        ("", Some(text), _) if matches!(value.base(), Object::Text(_)) => {
            Some(RegistryData::Text(text))
        }
        _ => None,
    };
    match data {
        Some(data) => {
            evaluator.change(Change::Registry { key, value: RegistryValue { name, data } })
        }
        None => evaluator.incomplete("writes a registry value envsim does not model"),
    }
    Ok(())
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
            RegistryData::Multi(lines) => Object::array(
                lines
                    .iter()
                    .map(|line| Object::Text(Value::known(line.as_str(), origin.clone())))
                    .collect(),
            ),
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
        Record::new("Microsoft.Win32.RegistryKey")
            .with("Name", self.text(long.as_str()))
            .with("PSPath", self.text(format!("Microsoft.PowerShell.Core\\Registry::{long}")))
            .with("PSChildName", self.text(leaf))
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
            _ => self.unknown("lists a registry key"),
        })
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
            _ => {
                self.incomplete("writes a registry value in a way envsim does not model");
                Ok(Object::Nothing)
            }
        }
    }
}
