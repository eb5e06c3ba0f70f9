//! The registry after what sessions wrote.

use super::{Change, RegistryDoubt};
use crate::machine::path::folded;
use crate::machine::recorded::canonical_key;
use crate::machine::{RegistryData, RegistryValue};

/// Whether a folded key is another key or lies below it.
pub(super) fn is_below(folded_key: &str, other: &str) -> bool {
    let other = folded(&canonical_key(other));
    folded_key == other
        || folded_key.strip_prefix(&other).is_some_and(|rest| rest.starts_with('\\'))
}

/// Whether a key that was written is the one of this folded name. Both are mostly plain letters and
/// begin with a short hive: then nothing has to be folded to see that they differ.
fn is_key(written: &str, wanted: &str) -> bool {
    let plain = written.is_ascii() && SHORT.iter().any(|hive| written.starts_with(hive));
    match plain && !written.ends_with('\\') {
        true => written.eq_ignore_ascii_case(wanted),
        false => folded(&canonical_key(written)) == wanted,
    }
}

/// How canonical keys begin.
const SHORT: [&str; 4] = ["HKCU\\", "HKLM\\", "HKCR\\", "HKU\\"];

/// The values of a key after some changes.
pub(super) fn values_after(
    mut values: Vec<RegistryValue>,
    key: &str,
    changes: &[Change],
) -> Vec<RegistryValue> {
    let wanted = folded(&canonical_key(key));
    for change in changes {
        match change {
            Change::Registry { key, value } if is_key(key, &wanted) => {
                write_value(&mut values, value);
            }
            Change::RegistryKeyRemoved { key } if is_below(&wanted, key) => values.clear(),
            Change::RegistryRemoved { key, name } if is_key(key, &wanted) => {
                values.retain(|value| folded(&value.name) != folded(name));
            }
            _ => {}
        }
    }
    values
}

/// The registry keeps the spelling of a name that is there already.
fn write_value(values: &mut Vec<RegistryValue>, value: &RegistryValue) {
    match values.iter_mut().find(|old| folded(&old.name) == folded(&value.name)) {
        Some(old) => old.data = value.data.clone(),
        None => values.push(value.clone()),
    }
}

/// Shorthand for a `REG_SZ` value.
pub fn text_value(name: &str, text: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Text(text.to_owned()) }
}

/// What is not known of a key's values after some changes. A certain write settles its own value.
pub(super) fn doubts_after(
    mut doubts: Vec<RegistryDoubt>,
    key: &str,
    changes: &[Change],
) -> Vec<RegistryDoubt> {
    let wanted = folded(&canonical_key(key));
    let settled = |doubts: &mut Vec<RegistryDoubt>, name: &str| {
        let name = folded(name);
        doubts.retain(|one| one.name.as_deref().map(folded).as_ref() != Some(&name));
    };
    for change in changes {
        match change {
            Change::RegistryUndecided { at, why } => {
                let here = at.key.as_ref().is_none_or(|key| is_key(key, &wanted));
                if here {
                    doubts.push(RegistryDoubt { name: at.name.clone(), why: why.clone() });
                }
            }
            Change::Registry { key, value } if is_key(key, &wanted) => {
                settled(&mut doubts, &value.name);
            }
            Change::RegistryRemoved { key, name } if is_key(key, &wanted) => {
                settled(&mut doubts, name);
            }
            Change::RegistryKeyRemoved { key } if is_below(&wanted, key) => doubts.clear(),
            _ => {}
        }
    }
    doubts
}

/// The names of the keys directly below a folded key with its separator, after some changes.
pub(super) fn keys_after(
    mut keys: Option<Vec<String>>,
    below: &str,
    changes: &[Change],
) -> Option<Vec<String>> {
    for change in changes {
        let written = match change {
            Change::Registry { key, .. } | Change::RegistryKey { key } => key,
            Change::RegistryKeyRemoved { key: gone } => {
                if is_below(below.trim_end_matches('\\'), gone) {
                    keys = None;
                } else if let Some(names) = &mut keys {
                    names.retain(|name| !is_below(&folded(&format!("{below}{name}")), gone));
                }
                continue;
            }
            _ => continue,
        };
        let canonical = canonical_key(written);
        let same = format!("{}\\", folded(&canonical));
        if same == below {
            keys.get_or_insert_default();
        } else if same.starts_with(below) {
            let name = canonical[below.len()..].split('\\').next().unwrap_or_default();
            let names = keys.get_or_insert_default();
            if !names.iter().any(|known| folded(known) == folded(name)) {
                names.push(name.to_owned());
            }
        }
    }
    keys
}
