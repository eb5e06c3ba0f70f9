//! Whose block it is: the user's, or that of an account of the system's own.

use super::service::SERVICES;
use super::{SYSTEM_PROFILE, root};
use crate::machine::Machine;
use crate::machine::first_values::USER;
use crate::session::Refusal;
use crate::shells::Launcher;

/// Whose block it is.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) home: String,
    pub(super) key: &'static str,
    /// The name and domain of an account of the system's own; `None` is the user.
    pub(super) system: Option<(&'static str, &'static str)>,
}

impl Account {
    /// A service runs as its `ObjectName` says, LocalSystem where nothing is said; everything else runs as the user.
    pub(super) fn of(
        machine: &dyn Machine,
        launcher: Launcher,
        chosen: Option<&str>,
    ) -> Result<Self, Refusal> {
        let user = || Self { home: machine.facts().user.home.clone(), key: USER, system: None };
        if launcher != Launcher::Service {
            return Ok(user());
        }
        let object = match chosen {
            Some(name) => Self::object(machine, name)?,
            None => "LocalSystem".to_owned(),
        };
        Self::named(machine, Some(&object))
    }

    /// The account of that name or number; the user where none is named.
    pub(super) fn named(machine: &dyn Machine, object: Option<&str>) -> Result<Self, Refusal> {
        let user = || Self { home: machine.facts().user.home.clone(), key: USER, system: None };
        let Some(object) = object else { return Ok(user()) };
        let profile = |name: &str| format!("{}\\ServiceProfiles\\{name}", root(machine));
        let plain = object.rsplit('\\').next().unwrap_or_default().to_ascii_lowercase();
        Ok(match plain.as_str() {
            "localsystem" | "system" | "s-1-5-18" => Self {
                home: format!("{}\\system32\\config\\systemprofile", root(machine)),
                key: SYSTEM_PROFILE,
                system: Some(("", "WORKGROUP")),
            },
            "localservice" | "local service" | "s-1-5-19" => Self {
                home: profile("LocalService"),
                key: "HKU\\S-1-5-19\\Environment",
                system: Some(("LOCAL SERVICE", "NT AUTHORITY")),
            },
            "networkservice" | "network service" | "s-1-5-20" => Self {
                home: profile("NetworkService"),
                key: "HKU\\S-1-5-20\\Environment",
                system: Some(("", "WORKGROUP")),
            },
            name if name == machine.facts().user.name.to_ascii_lowercase() => user(),
            // Groups of those who are logged on.
            "users" | "s-1-5-32-545" | "interactive" | "s-1-5-4" | "administrators"
            | "s-1-5-32-544" => user(),
            _ => {
                let message = format!("it runs as {object}, whose profile is not recorded");
                return Err(Refusal::not_started(message, None));
            }
        })
    }

    fn object(machine: &dyn Machine, name: &str) -> Result<String, Refusal> {
        let key = format!("{SERVICES}\\{name}");
        if machine.registry_keys(&key).is_none() && machine.registry_values(&key).is_empty() {
            let remedy = Some(format!("services stand under {SERVICES}"));
            return Err(Refusal::not_started(format!("there is no service {name}"), remedy));
        }
        let value = machine.registry_value(&key, "ObjectName");
        let text = value.and_then(|value| value.data.text().map(str::to_owned));
        Ok(text.unwrap_or_else(|| "LocalSystem".to_owned()))
    }

    pub(super) fn is_user(&self) -> bool {
        self.system.is_none()
    }
}
