//! The registry, opened for reading and for nothing else.

use winreg::enums::{
    HKEY_CLASSES_ROOT, HKEY_CURRENT_CONFIG, HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_USERS,
    KEY_READ, KEY_WOW64_64KEY, RegType,
};
use winreg::types::FromRegValue;
use winreg::{HKEY, RegKey, RegValue};

use crate::machine::path::same_name;
use crate::machine::{RegistryData, RegistryValue};

/// How every key is opened: `KEY_READ` asks for no right to write or create. The system's own view is taken whatever
/// this program was built for; the view of 32-bit programs is in it, below `WOW6432Node`.
const ACCESS: u32 = KEY_READ | KEY_WOW64_64KEY;

const ROOTS: &[(&str, &str, HKEY)] = &[
    ("HKCU", "HKEY_CURRENT_USER", HKEY_CURRENT_USER),
    ("HKLM", "HKEY_LOCAL_MACHINE", HKEY_LOCAL_MACHINE),
    ("HKU", "HKEY_USERS", HKEY_USERS),
    ("HKCR", "HKEY_CLASSES_ROOT", HKEY_CLASSES_ROOT),
    ("HKCC", "HKEY_CURRENT_CONFIG", HKEY_CURRENT_CONFIG),
];

fn open(key: &str) -> Option<RegKey> {
    let (root, path) = key.split_once('\\').unwrap_or((key, ""));
    let named = |name: &&str| name.eq_ignore_ascii_case(root);
    let (.., root) = ROOTS.iter().find(|(short, long, _)| named(short) || named(long))?;
    let path = path.trim_matches('\\');
    RegKey::predef(*root).open_subkey_with_flags(path, ACCESS).ok()
}

/// The values of a key in the order the registry tells them; none where the key is missing or not to be read.
pub(super) fn values(key: &str) -> Vec<RegistryValue> {
    let Some(key) = open(key) else { return Vec::new() };
    let listed = key.enum_values_os_string().filter_map(Result::ok);
    let text = |(name, value): (std::ffi::OsString, RegValue)| RegistryValue {
        name: name.to_string_lossy().into_owned(),
        data: data(&value),
    };
    listed.map(text).collect()
}

/// The keys directly below a key.
pub(super) fn keys(key: &str) -> Option<Vec<String>> {
    let key = open(key)?;
    let names = key.enum_keys_os_string().filter_map(Result::ok);
    Some(names.map(|name| name.to_string_lossy().into_owned()).collect())
}

/// One value of a key.
pub(super) fn value(key: &str, name: &str) -> Option<RegistryValue> {
    values(key).into_iter().find(|value| same_name(&value.name, name))
}

/// One text of a key, empty ones left out.
pub(super) fn text(key: &str, name: &str) -> Option<String> {
    let text = value(key, name)?.data.text()?.to_owned();
    Some(text).filter(|text| !text.is_empty())
}

fn data(value: &RegValue) -> RegistryData {
    let bytes = || RegistryData::Binary(value.bytes.to_vec());
    match value.vtype {
        RegType::REG_SZ => RegistryData::Text(wide(&value.bytes)),
        RegType::REG_EXPAND_SZ => RegistryData::Expand(wide(&value.bytes)),
        RegType::REG_MULTI_SZ => {
            let text = wide(&value.bytes);
            let parts = text.split('\0').take_while(|part| !part.is_empty());
            RegistryData::Multi(parts.map(str::to_owned).collect())
        }
        RegType::REG_DWORD => {
            u32::from_reg_value(value).map_or_else(|_| bytes(), RegistryData::Dword)
        }
        RegType::REG_QWORD => {
            u64::from_reg_value(value).map_or_else(|_| bytes(), RegistryData::Qword)
        }
        _ => bytes(),
    }
}

/// UTF-16 without its end; who wrote the value decides whether it has one.
fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let units = units.strip_suffix(&[0]).unwrap_or(&units);
    String::from_utf16_lossy(units)
}
