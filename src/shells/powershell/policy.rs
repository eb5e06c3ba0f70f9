//! The execution policy (about_Execution_Policies; SecuritySupport.cs).

use std::rc::Rc;

use super::state::State;
use crate::machine::Machine;
use crate::value::{Origin, Unknown, Value};

/// What the policy in force says of scripts.
#[derive(Clone, Debug)]
pub struct Policy {
    name: String,
    scope: &'static str,
    /// Why the policy is not certain.
    unknown: Option<Rc<Unknown>>,
}

impl Policy {
    /// Why a script of that path is not run; `None` if it is.
    pub fn refuses(&self, machine: &dyn Machine, path: &str) -> Option<String> {
        let blocked = match self.name.as_str() {
            "restricted" => true,
            "allsigned" => !is_signed(machine, path),
            _ => false,
        };
        blocked.then(|| format!("the execution policy is {} ({})", shown(&self.name), self.scope))
    }

    /// What makes the policy uncertain.
    pub fn doubt(&self) -> Option<Rc<Unknown>> {
        self.unknown.clone()
    }
}

/// A script that carries a signature block may be trusted; nobody can tell without its certificate.
fn is_signed(machine: &dyn Machine, path: &str) -> bool {
    let bytes = machine.read(path).unwrap_or_else(|_| Rc::from(Vec::new()));
    memchr::memmem::find(&bytes, b"# SIG # Begin signature block").is_some()
}

fn shown(name: &str) -> &str {
    match name {
        "restricted" => "Restricted",
        "allsigned" => "AllSigned",
        other => other,
    }
}

fn policy(name: &str, scope: &'static str) -> Policy {
    let lower = name.trim().to_lowercase();
    // A word that is none of the policies means the strictest one.
    let known = ["restricted", "allsigned", "remotesigned", "unrestricted", "bypass"];
    let name = if known.contains(&lower.as_str()) { lower } else { "restricted".to_owned() };
    Policy { name, scope, unknown: None }
}

/// The first scope that says something: the two group policies, the process, the user, the machine.
pub fn effective(machine: &dyn Machine, state: &State) -> Policy {
    if !machine.platform().is_windows() {
        return policy("unrestricted", "there is none outside Windows");
    }
    let group = if state.desktop {
        "Software\\Policies\\Microsoft\\Windows\\PowerShell"
    } else {
        "Software\\Policies\\Microsoft\\PowerShellCore"
    };
    for (hive, scope) in [("HKLM", "MachinePolicy"), ("HKCU", "UserPolicy")] {
        if let Some(found) = group_policy(machine, &format!("{hive}\\{group}"), scope) {
            return found;
        }
    }
    let process = state.environment.value("PSExecutionPolicyPreference");
    match process.map(Value::text) {
        Some(Some(text)) if !text.is_empty() => return policy(&text, "Process"),
        Some(None) => return uncertain(),
        _ => {}
    }
    match state.desktop {
        true => registry_policy(machine),
        false => file_policy(machine, state),
    }
}

fn uncertain() -> Policy {
    let origin = Origin::Builtin("about_Execution_Policies".into());
    let why = Unknown::new("depends on PSExecutionPolicyPreference, which is not known", origin);
    Policy { name: "bypass".into(), scope: "Process", unknown: Some(Rc::new(why)) }
}

fn group_policy(machine: &dyn Machine, key: &str, scope: &'static str) -> Option<Policy> {
    use crate::machine::RegistryData;
    let enabled = machine.registry_value(key, "EnableScripts")?;
    match enabled.data {
        RegistryData::Dword(0) => Some(policy("restricted", scope)),
        RegistryData::Dword(1) => {
            let value = machine.registry_value(key, "ExecutionPolicy")?;
            value.data.text().map(|text| policy(text, scope))
        }
        _ => None,
    }
}

/// 5.1 keeps it in the registry; a client without any entry is restricted.
fn registry_policy(machine: &dyn Machine) -> Policy {
    let key = "SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell";
    for (hive, scope) in [("HKCU", "CurrentUser"), ("HKLM", "LocalMachine")] {
        let value = machine.registry_value(&format!("{hive}\\{key}"), "ExecutionPolicy");
        if let Some(text) = value.as_ref().and_then(|value| value.data.text()) {
            if !text.eq_ignore_ascii_case("undefined") {
                return policy(text, scope);
            }
        }
    }
    policy("restricted", "the default of Windows clients")
}

/// 7 keeps it in `powershell.config.json`; the packages ship one that says RemoteSigned.
fn file_policy(machine: &dyn Machine, state: &State) -> Policy {
    let platform = machine.platform();
    let user = platform.parent(&state.profiles[2]).unwrap_or_default();
    let mut present = false;
    for (directory, scope) in [(user, "CurrentUser"), (state.home.as_str(), "LocalMachine")] {
        let path = platform.join(directory, "powershell.config.json");
        let Ok(bytes) = machine.read(&path) else { continue };
        present |= scope == "LocalMachine";
        let Ok(json) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
        let entry = json.as_object().and_then(|object| {
            let key = "microsoft.powershell:executionpolicy";
            object
                .iter()
                .find(|(name, _)| name.to_lowercase() == key)
                .map(|(_, value)| value.clone())
        });
        if let Some(text) = entry.as_ref().and_then(serde_json::Value::as_str) {
            return policy(text, scope);
        }
    }
    match present {
        true => policy("restricted", "no scope says anything"),
        false => policy("remotesigned", "LocalMachine, as the packages ship it"),
    }
}
