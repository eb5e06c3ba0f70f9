//! What the environment keys hold on a Windows 11 nobody has touched; a recorded machine that lists less has these.

use super::path::folded;
use super::recorded::canonical_key;
use super::{Machine, RegistryData, RegistryValue};

/// The values of the machine's key.
pub fn system(machine: &dyn Machine) -> Vec<RegistryValue> {
    let arch = match machine.facts().arch.as_deref() {
        Some("arm64") => "ARM64",
        Some("386") => "x86",
        _ => "AMD64",
    };
    vec![
        expand("ComSpec", "%SystemRoot%\\system32\\cmd.exe"),
        expand("DriverData", "%SystemRoot%\\System32\\Drivers\\DriverData"),
        text("OS", "Windows_NT"),
        expand(
            "Path",
            "%SystemRoot%\\system32;%SystemRoot%;%SystemRoot%\\System32\\Wbem;%SYSTEMROOT%\\System32\\WindowsPowerShell\\v1.0\\;%SYSTEMROOT%\\System32\\OpenSSH\\",
        ),
        text("PATHEXT", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"),
        text("PROCESSOR_ARCHITECTURE", arch),
        expand(
            "PSModulePath",
            "C:\\Program Files\\WindowsPowerShell\\Modules;%SystemRoot%\\system32\\WindowsPowerShell\\v1.0\\Modules",
        ),
        expand("TEMP", "%SystemRoot%\\TEMP"),
        expand("TMP", "%SystemRoot%\\TEMP"),
        expand("windir", "%SystemRoot%"),
    ]
}

/// The values of a user's key.
pub fn user() -> Vec<RegistryValue> {
    vec![
        expand("Path", "%USERPROFILE%\\AppData\\Local\\Microsoft\\WindowsApps;"),
        expand("TEMP", "%USERPROFILE%\\AppData\\Local\\Temp"),
        expand("TMP", "%USERPROFILE%\\AppData\\Local\\Temp"),
    ]
}

/// The key of the machine's variables.
pub const SYSTEM: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
/// The key of the user's.
pub const USER: &str = "HKCU\\Environment";

/// The value that such a Windows has there although the machine does not list it.
pub fn value(machine: &dyn Machine, key: &str, name: &str) -> Option<RegistryValue> {
    let same = |known: &str| folded(&canonical_key(key)) == folded(known);
    let stock = match () {
        () if same(SYSTEM) => system(machine),
        () if same(USER) => user(),
        () => return None,
    };
    let listed = machine.registry_values(key);
    let missing = missing(&listed, &stock);
    missing.into_iter().find(|one| folded(&one.name) == folded(name)).cloned()
}

/// What is missing in a listing. A key that lists TEMP and TMP is a whole one, which lacks what it does not list;
/// any other names only what is worth saying, so that a write of another name takes nothing away.
pub fn missing<'s>(listed: &[RegistryValue], stock: &'s [RegistryValue]) -> Vec<&'s RegistryValue> {
    let has = |name: &str| listed.iter().any(|one| folded(&one.name) == folded(name));
    let whole = has("TEMP") && has("TMP");
    let lacked = |one: &&RegistryValue| !whole || folded(&one.name) != "PATH";
    stock.iter().filter(|one| !has(&one.name)).filter(lacked).collect()
}

fn text(name: &str, data: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Text(data.to_owned()) }
}

fn expand(name: &str, data: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Expand(data.to_owned()) }
}
