//! The registry of a recorded machine: keys in the order they were written down, names without case.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::Recorded;
use crate::machine::RegistryValue;
use crate::machine::path::folded;

#[derive(Clone, Debug, Default)]
pub(super) struct Key {
    pub(super) spelling: String,
    /// By folded name.
    values: IndexMap<String, RegistryValue>,
}

impl Recorded {
    /// Writes a registry value, creating its key; an existing value keeps its spelling.
    pub fn put_registry(&mut self, key: &str, value: RegistryValue) {
        match self.registry_key(key).values.entry(folded(&value.name)) {
            Entry::Occupied(mut old) => old.get_mut().data = value.data,
            Entry::Vacant(place) => drop(place.insert(value)),
        }
    }

    /// Takes a registry value away.
    pub fn remove_registry(&mut self, key: &str, name: &str) {
        self.registry_key(key).values.shift_remove(&folded(name));
    }

    /// Makes a registry key exist.
    pub fn put_registry_key(&mut self, key: &str) {
        self.registry_key(key);
    }

    fn registry_key(&mut self, key: &str) -> &mut Key {
        let spelling = canonical_key(key);
        let entry = self.registry.entry(folded(&spelling));
        entry.or_insert_with(|| Key { spelling, values: IndexMap::new() })
    }

    pub(super) fn values_of(&self, key: &str) -> Vec<RegistryValue> {
        let key = self.registry.get(&folded(&canonical_key(key)));
        key.map(|key| key.values.values().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn keys_below(&self, key: &str) -> Option<Vec<String>> {
        let canonical = folded(&canonical_key(key));
        let below = format!("{canonical}\\");
        let mut names: IndexMap<String, String> = IndexMap::new();
        for (folded_key, entry) in &self.registry {
            if folded_key.starts_with(&below) {
                let name = entry.spelling[below.len()..].split('\\').next().unwrap_or_default();
                names.entry(folded(name)).or_insert_with(|| name.to_owned());
            }
        }
        let there = self.registry.contains_key(&canonical) || !names.is_empty();
        there.then(|| names.into_values().collect())
    }
}

/// The short hive names (`HKCU`, `HKLM`), without slashes at the end.
pub fn canonical_key(key: &str) -> String {
    let key = key.trim_matches('\\');
    let (hive, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let short = match folded(hive).as_str() {
        "HKEY_CURRENT_USER" => "HKCU",
        "HKEY_LOCAL_MACHINE" => "HKLM",
        "HKEY_CLASSES_ROOT" => "HKCR",
        "HKEY_USERS" => "HKU",
        _ => hive,
    };
    format!("{short}{rest}")
}
