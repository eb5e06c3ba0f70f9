//! The block while it is built: names without case, Path lists joined, references expanded once.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::environment::expand_references;
use crate::machine::path::folded;
use crate::machine::short_names::shortened;
use crate::machine::{Machine, RegistryData, RegistryValue, first_values};
use crate::shells::Given;
use crate::value::{Origin, Unknown, Value};

/// What the builder's own process says of these counts, whatever a registry holds (Wine's tests of `CreateEnvironmentBlock`,
/// asserted on Windows).
const PROCESS: &[&str] = &["SYSTEMROOT", "SYSTEMDRIVE"];

/// The only names whose user value is put behind the system's (Windows Terminal's `env.h`).
const LISTS: &[&str] = &["PATH", "LIBPATH", "OS2LIBPATH"];

#[derive(Default)]
pub(super) struct Block {
    table: IndexMap<String, Given>,
    /// Whether Explorer builds it once more, after a broadcast.
    pub rebuilt: bool,
}

impl Block {
    /// Writes a variable over an older one; the first spelling of the name stays.
    pub fn put(&mut self, name: &str, value: Value) {
        if value.is_empty() == Some(true) {
            return;
        }
        let value = if is_too_long(&value) { too_long(&value) } else { value };
        match self.table.get_mut(&folded(name)) {
            Some(given) => given.value = value,
            None => {
                let given = Given { name: name.to_owned(), value };
                self.table.insert(folded(name), given);
            }
        }
    }

    pub fn put_default(&mut self, name: &str, text: &str, rule: &str) {
        self.put(name, Value::known(text, Origin::Default(rule.into())));
    }

    /// Puts the values of a key over what is there: plain ones first, then expandable ones and lists.
    ///
    /// Of `stock` only those names are taken that the key does not have.
    pub fn registry(&mut self, key: &str, listed: &[RegistryValue], stock: &[RegistryValue]) {
        let missing = first_values::missing(listed, stock).into_iter();
        let plain = |value: &&RegistryValue| {
            matches!(value.data, RegistryData::Text(_)) && !is_list(&value.name)
        };
        let all: Vec<(&RegistryValue, Origin)> = missing
            .map(|value| (value, Origin::Default("what Windows is installed with".into())))
            .chain(listed.iter().map(|value| (value, registry_origin(key, &value.name))))
            .collect();
        let all = self.without_process_names(all);
        for (value, origin) in all.iter().filter(|(value, _)| plain(value)) {
            self.put(
                &value.name,
                Value::known(cut(value.data.text().unwrap_or("")), origin.clone()),
            );
        }
        let rest: Vec<_> = all.iter().filter(|(value, _)| !plain(value)).collect();
        let expandable: HashSet<String> =
            rest.iter().map(|(value, _)| folded(&value.name)).collect();
        for (value, origin) in rest {
            let Some(text) = value.data.text().map(cut).filter(|text| !text.is_empty()) else {
                continue;
            };
            let expanded = self.expanded(text, &value.name, origin, &expandable);
            self.join_list(&value.name, expanded, origin);
        }
    }

    /// Without the names of which the process decides; whether it does where Explorer rebuilds the block is not known.
    fn without_process_names<'v>(
        &mut self,
        mut all: Vec<(&'v RegistryValue, Origin)>,
    ) -> Vec<(&'v RegistryValue, Origin)> {
        let names: Vec<String> = all.iter().map(|(value, _)| folded(&value.name)).collect();
        for (name, (value, origin)) in names.iter().zip(&all) {
            let Some(given) = self.table.get_mut(name).filter(|_| PROCESS.contains(&&**name))
            else {
                continue;
            };
            if self.rebuilt && given.value.text().as_deref() != value.data.text() {
                let reason = "is one thing in the registry and another one in the process before, and which of them Explorer keeps is not known";
                given.value = Value::unknown(Unknown::new(reason, origin.clone()));
            }
        }
        all.retain(|(value, _)| !PROCESS.contains(&&*folded(&value.name)));
        all
    }

    /// References are expanded once, with what the block has so far; all text counts as written by this value.
    fn expanded(
        &self,
        text: &str,
        name: &str,
        origin: &Origin,
        neighbours: &HashSet<String>,
    ) -> Value {
        expand_references(text, origin, |wanted| {
            let key = folded(wanted);
            let known = self.table.get(&key).map(|given| written_by(&given.value, origin));
            // The builder's own process has windir already, from the boot before.
            if key == folded(name) || key == "WINDIR" || !neighbours.contains(&key) {
                return known;
            }
            Some(self.order_dependent(wanted, known, origin))
        })
    }

    /// Which of two expandable values of one key is read first is not specified (KB2480007).
    fn order_dependent(&self, name: &str, known: Option<Value>, origin: &Origin) -> Value {
        let literal = Value::known(format!("%{name}%"), origin.clone());
        let reason = format!(
            "needs {name}, an expandable value of the same registry key; which is read first is not specified"
        );
        let unknown = Unknown::new(reason, origin.clone());
        let Some(known) = known else { return Value::unknown(unknown) };
        Value::join(
            &unknown,
            (&format!("{name} is read first"), &known),
            (&format!("{name} is read later"), &literal),
        )
    }

    fn join_list(&mut self, name: &str, value: Value, origin: &Origin) {
        let before = self.table.get(&folded(name)).filter(|_| is_list(name));
        let joined = match before {
            Some(given) => {
                let closed = given.value.text().is_some_and(|text| text.ends_with(';'));
                let between =
                    if closed { Value::empty() } else { Value::known(";", origin.clone()) };
                given.value.clone().then(between).then(value)
            }
            None => value,
        };
        self.put(name, joined);
    }

    /// TEMP and TMP arrive as short names where the volume keeps them.
    pub fn short_temporary_directories(&mut self, machine: &dyn Machine) {
        for name in ["TEMP", "TMP"] {
            let Some(given) = self.table.get_mut(name) else { continue };
            let Some(long) = given.value.text().map(|text| text.into_owned()) else { continue };
            let origin = given.value.origins().into_iter().next();
            let origin = origin.unwrap_or_else(|| Origin::Builtin("logon".into()));
            let short = shortened(machine, &long);
            if let Some(short) = short.as_ref().filter(|short| **short != long) {
                given.value = Value::known(short.as_str(), origin);
            } else if short.is_none() {
                let reason = "is the short 8.3 name of a directory whose long name does not fit, which is not recorded";
                given.value = Value::unknown(Unknown::new(reason, origin));
            }
        }
    }

    /// The block, sorted by name as the system keeps it.
    pub fn given(mut self) -> Vec<Given> {
        self.table.sort_keys();
        self.table.into_values().collect()
    }
}

/// What a variable holds at most, in UTF-16 (Microsoft's "Environment Variables").
const LONGEST: usize = 32_767;

fn is_too_long(value: &Value) -> bool {
    value.size() > LONGEST && value.text().is_some_and(|text| text.encode_utf16().count() > LONGEST)
}

fn too_long(value: &Value) -> Value {
    let origin = value.origins().into_iter().next();
    let origin = origin.unwrap_or_else(|| Origin::Builtin("logon".into()));
    Value::unknown(Unknown::new(
        "is longer than the 32,767 characters that a variable can hold",
        origin,
    ))
}

fn is_list(name: &str) -> bool {
    LISTS.contains(&folded(name).as_str())
}

fn registry_origin(key: &str, name: &str) -> Origin {
    Origin::Registry { key: key.into(), name: name.into() }
}

fn written_by(value: &Value, origin: &Origin) -> Value {
    match value.text() {
        Some(text) => Value::known(text.as_ref(), origin.clone()),
        None => value.clone(),
    }
}

/// Data ends at the first NUL.
fn cut(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}
