//! What the environment keys hold on a Windows 11 nobody has touched; a recorded machine that lists less has these.

use crate::machine::{Machine, RegistryData, RegistryValue};

/// The values of the machine's key.
pub(super) fn system(machine: &dyn Machine) -> Vec<RegistryValue> {
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
pub(super) fn user() -> Vec<RegistryValue> {
    vec![
        expand("Path", "%USERPROFILE%\\AppData\\Local\\Microsoft\\WindowsApps;"),
        expand("TEMP", "%USERPROFILE%\\AppData\\Local\\Temp"),
        expand("TMP", "%USERPROFILE%\\AppData\\Local\\Temp"),
    ]
}

fn text(name: &str, data: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Text(data.to_owned()) }
}

fn expand(name: &str, data: &str) -> RegistryValue {
    RegistryValue { name: name.to_owned(), data: RegistryData::Expand(data.to_owned()) }
}
