//! The execution policy (about_Execution_Policies; `SecuritySupport.cs`).

use std::rc::Rc;

use super::config::{Config, Owner};
use super::state::State;
use crate::machine::{Machine, RegistryData};
use crate::value::{Origin, Unknown, Value};

/// The variable that holds the policy of the process.
pub const VARIABLE: &str = "PSExecutionPolicyPreference";

/// The policies, as PowerShell writes them.
const NAMES: [&str; 5] = ["Unrestricted", "RemoteSigned", "AllSigned", "Restricted", "Bypass"];

/// The scopes, the strongest first, as `Get-ExecutionPolicy -List` names them.
pub const SCOPES: [&str; 5] =
    ["MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine"];

/// What the policy in force says of scripts.
#[derive(Clone, Debug)]
pub struct Policy {
    name: &'static str,
    scope: &'static str,
    /// Why the policy is not certain.
    unknown: Option<Rc<Unknown>>,
}

impl Policy {
    /// Why a script of that path is not run; `None` if it is.
    pub fn refuses(&self, machine: &dyn Machine, path: &str) -> Option<String> {
        let blocked = match self.name {
            "Restricted" => true,
            "AllSigned" => !is_signed(machine, path),
            _ => false,
        };
        blocked.then(|| format!("the execution policy is {} ({})", self.name, self.scope))
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
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

/// The policy a stored word means: one that is none of them is the strictest.
fn named(word: &str) -> &'static str {
    let word = word.trim();
    NAMES.into_iter().find(|name| name.eq_ignore_ascii_case(word)).unwrap_or("Restricted")
}

/// Whether `-ExecutionPolicy` takes a word.
pub fn is_word(word: &str) -> bool {
    NAMES.iter().chain(&["Default", "Undefined"]).any(|name| name.eq_ignore_ascii_case(word))
}

/// What `-ExecutionPolicy` writes into the variable.
pub fn parameter(word: &str) -> &'static str {
    named(word)
}

/// What each scope says; `None` for nothing. A process whose variable is not known says so.
pub fn scopes(
    machine: &dyn Machine,
    state: &State,
) -> [Result<Option<&'static str>, Rc<Unknown>>; 5] {
    let process = match state.environment.value(VARIABLE).map(Value::text) {
        Some(Some(text)) if !text.is_empty() => Ok(Some(named(&text))),
        Some(None) => Err(uncertain()),
        _ => Ok(None),
    };
    let group = |hive: &str| Ok(group_policy(machine, state, hive));
    let [user, all] = match state.desktop {
        true => ["HKCU", "HKLM"].map(|hive| registry_policy(machine, hive)),
        false => file_policies(machine, state),
    };
    [group("HKLM"), group("HKCU"), process, Ok(user), Ok(all)]
}

/// The first scope that says something; without any the strictest holds.
pub fn effective(machine: &dyn Machine, state: &State) -> Policy {
    if !machine.platform().is_windows() {
        let scope = "there is none outside Windows";
        return Policy { name: "Unrestricted", scope, unknown: None };
    }
    for (said, scope) in scopes(machine, state).into_iter().zip(SCOPES) {
        match said {
            Ok(Some(name)) => return Policy { name, scope, unknown: None },
            Ok(None) => {}
            Err(why) => return Policy { name: "Bypass", scope, unknown: Some(why) },
        }
    }
    Policy { name: "Restricted", scope: "no scope says anything", unknown: None }
}

fn uncertain() -> Rc<Unknown> {
    let origin = Origin::Builtin("about_Execution_Policies".into());
    Rc::new(Unknown::new("depends on PSExecutionPolicyPreference, which is not known", origin))
}

/// 7 has a key of its own, which may send it to 5.1's.
fn group_policy(machine: &dyn Machine, state: &State, hive: &str) -> Option<&'static str> {
    let old = format!("{hive}\\Software\\Policies\\Microsoft\\Windows\\PowerShell");
    let new = format!("{hive}\\Software\\Policies\\Microsoft\\PowerShellCore");
    let shares = || {
        let value = machine.registry_value(&new, "UseWindowsPowerShellPolicySetting");
        value.is_some_and(|value| matches!(value.data, RegistryData::Dword(1)))
    };
    let key = if state.desktop || shares() { old } else { new };
    match machine.registry_value(&key, "EnableScripts")?.data {
        RegistryData::Dword(0) => Some("Restricted"),
        RegistryData::Dword(1) => {
            let value = machine.registry_value(&key, "ExecutionPolicy")?;
            value.data.text().map(named)
        }
        _ => None,
    }
}

/// The key of one hive where 5.1 keeps it.
pub fn registry_key(hive: &str) -> String {
    format!("{hive}\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell")
}

/// 5.1 keeps it in the registry.
fn registry_policy(machine: &dyn Machine, hive: &str) -> Option<&'static str> {
    let value = machine.registry_value(&registry_key(hive), "ExecutionPolicy")?;
    let text = value.data.text()?.to_owned();
    (!text.eq_ignore_ascii_case("undefined")).then(|| named(&text))
}

/// 7 keeps it in its two configuration files. The packages for Windows ship one that says
/// RemoteSigned (build.psm1): a machine is taken to have it, unless the program's own assemblies are
/// recorded and it is not.
fn file_policies(machine: &dyn Machine, state: &State) -> [Option<&'static str>; 2] {
    let config = Config::read(machine, state);
    let said = |owner| config.text(owner, "Microsoft.PowerShell:ExecutionPolicy");
    let said = |owner| said(owner).map(|text| named(&text));
    let shipped = !config.is_present(Owner::All) && !is_listed(machine, &state.home);
    [said(Owner::User), said(Owner::All).or_else(|| shipped.then_some("RemoteSigned"))]
}

/// Whether what the program consists of is recorded, and not single files of its directory.
fn is_listed(machine: &dyn Machine, home: &str) -> bool {
    let own = ["pwsh.dll", "System.Management.Automation.dll"];
    let entries = machine.list(home).unwrap_or_default();
    entries.iter().any(|entry| own.iter().any(|name| entry.name.eq_ignore_ascii_case(name)))
}
