//! `reg add`, `reg delete`, `reg query` (MS `reg`).

use super::setx::known_words;
use crate::machine::overlay::Change;
use crate::machine::recorded::canonical_key;
use crate::machine::{RegistryData, RegistryValue};
use crate::shells::cmd::evaluator::Evaluator;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Value};

#[derive(Default)]
struct Request {
    name: Option<String>,
    kind: Option<String>,
    data: Option<String>,
    all: bool,
    other: bool,
}

impl Evaluator<'_> {
    pub(super) fn reg(&mut self, rest: &Traced, origin: &Origin) {
        let words = known_words(rest);
        let Some((words, None)) = words.map(|words| (words, self.uncertain())) else {
            let query = rest.text().trim_start().to_ascii_lowercase().starts_with("query");
            return match query {
                true => self.returned_unknown("reg query", origin),
                false => self.registry_unknown("reg", origin),
            };
        };
        let verb = words.first().map(|verb| verb.to_ascii_lowercase());
        let key = words.get(1).map(|key| canonical_key(key));
        let request = Request::read(words.get(2..).unwrap_or_default());
        match (verb.as_deref(), key) {
            (Some("add"), Some(key)) if !request.other => self.reg_add(key, request, origin),
            (Some("delete"), Some(key)) if !request.other => self.reg_delete(key, &request, origin),
            (Some("query"), Some(key)) if !request.other => self.reg_query(&key, &request, origin),
            (Some("query"), _) => self.returned_unknown("reg query", origin),
            (Some("add" | "delete" | "import" | "copy" | "restore" | "load"), _) => {
                self.registry_unknown("reg", origin);
            }
            _ => self.returned_unknown("reg", origin),
        }
    }

    fn reg_add(&mut self, key: String, request: Request, origin: &Origin) {
        let Some(name) = request.name else {
            return self.program_succeeds("reg", origin);
        };
        let text = request.data.unwrap_or_default();
        let data = match request.kind.as_deref().unwrap_or("REG_SZ") {
            "REG_SZ" => RegistryData::Text(text),
            "REG_EXPAND_SZ" => RegistryData::Expand(text),
            "REG_DWORD" => match number(&text) {
                Some(number) => RegistryData::Dword(number),
                None => return self.registry_unknown("reg", origin),
            },
            "REG_MULTI_SZ" => RegistryData::Multi(text.split("\\0").map(str::to_owned).collect()),
            _ => return self.registry_unknown("reg", origin),
        };
        self.host.change(Change::Registry { key, value: RegistryValue { name, data } });
        self.program_succeeds("reg", origin);
    }

    fn reg_delete(&mut self, key: String, request: &Request, origin: &Origin) {
        let values = self.host.machine().registry_values(&key);
        let names: Vec<String> = match (&request.name, request.all) {
            (Some(name), _) => {
                if self.host.machine().registry_value(&key, name).is_none() {
                    let message =
                        "ERROR: The system was unable to find the specified registry key or value.";
                    return self.failed("RegistryValueNotFound", message, origin);
                }
                vec![name.clone()]
            }
            (None, true) => values.into_iter().map(|value| value.name).collect(),
            (None, false) => return self.registry_unknown("reg delete", origin),
        };
        for name in names {
            self.host.change(Change::RegistryRemoved { key: key.clone(), name });
        }
        self.program_succeeds("reg", origin);
    }

    fn reg_query(&mut self, key: &str, request: &Request, origin: &Origin) {
        let Some(name) = &request.name else { return self.returned_unknown("reg query", origin) };
        let Some(value) = self.host.machine().registry_value(key, name) else {
            let message =
                "ERROR: The system was unable to find the specified registry key or value.";
            return self.failed("RegistryValueNotFound", message, origin);
        };
        let shown = match &value.data {
            RegistryData::Text(text) | RegistryData::Expand(text) => text.clone(),
            RegistryData::Dword(number) => format!("0x{number:x}"),
            _ => return self.returned_unknown("reg query", origin),
        };
        let shown_name = if value.name.is_empty() { "(Default)" } else { &value.name };
        let kind = value.data.type_name();
        let text =
            format!("\r\n{}\r\n    {shown_name}    {kind}    {shown}\r\n\r\n", long_hive(key));
        self.state.print(Value::known(text, origin.clone()));
        self.state.returns(0);
    }
}

impl Request {
    fn read(words: &[String]) -> Self {
        let mut request = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.to_ascii_lowercase().as_str() {
                "/v" => request.name = words.next().cloned(),
                "/ve" => request.name = Some(String::new()),
                "/t" => request.kind = words.next().map(|kind| kind.to_ascii_uppercase()),
                "/d" => request.data = words.next().cloned(),
                "/va" => request.all = true,
                "/f" | "/reg:64" => {}
                _ => request.other = true,
            }
        }
        request
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

fn long_hive(key: &str) -> String {
    let (hive, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let long = match hive {
        "HKCU" => "HKEY_CURRENT_USER",
        "HKLM" => "HKEY_LOCAL_MACHINE",
        "HKCR" => "HKEY_CLASSES_ROOT",
        "HKU" => "HKEY_USERS",
        other => other,
    };
    format!("{long}{rest}")
}
