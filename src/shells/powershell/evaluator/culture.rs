//! The culture of a session: from the locale's variables on Unix, from the user's settings on Windows.

use super::Evaluator;
use crate::machine::{Platform, RegistryData};
use crate::shells::powershell::operators::format::{Manner, Runtime};
use crate::shells::powershell::scalars::Culture;

/// Where Windows keeps what a user has chosen under "Region".
const INTERNATIONAL: &str = "HKCU\\Control Panel\\International";

impl Evaluator<'_> {
    /// The culture by which dates and numbers are written where no other is named.
    pub fn culture(&self) -> Culture {
        if self.state.platform() == Platform::Windows {
            return self.windows_culture();
        }
        let name = self.state.value("PSCulture").and_then(|name| name.known_text());
        name.map_or(Culture::Unstated, |name| Culture::named(&name))
    }

    /// How numbers and dates are written here. PowerShell 7.4 is the first on .NET 8.
    pub fn manner(&self) -> Manner {
        let runtime = match (self.state.desktop, self.state.at_least(7, 4)) {
            (true, _) => Runtime::Framework,
            (false, true) => Runtime::Eight,
            (false, false) => Runtime::Core,
        };
        Manner { culture: self.culture(), runtime }
    }

    fn windows_culture(&self) -> Culture {
        let values = self.host.machine().registry_values(INTERNATIONAL);
        let setting = |name: &str| {
            let value = values.iter().find(|value| value.name.eq_ignore_ascii_case(name))?;
            match &value.data {
                RegistryData::Text(text) => Some(text.clone()),
                _ => None,
            }
        };
        let Some(name) = setting("LocaleName") else { return Culture::Unstated };
        let sign = |name: &str, usual: char| {
            setting(name).and_then(|text| text.chars().next()).unwrap_or(usual)
        };
        match Culture::named(&name) {
            Culture::American { .. } => {
                Culture::American { date: sign("sDate", '/'), time: sign("sTime", ':') }
            }
            other => other,
        }
    }
}
