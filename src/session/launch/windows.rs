//! Windows: the block that logon builds from the registry.
//!
//! The steps are those Raymond Chen lists for an interactive logon ("What
//! happens if I define one environment variable in terms of the value of
//! another environment variable?", 2023): the machine's core set, the system's
//! values, the user's core set, the user's values, the account. Within a key
//! plain values come before expandable ones, and Path is expandable whatever
//! its type says (Windows Terminal's `env.h`, compared there with the real
//! builder).

mod block;
mod stock;

use block::Block;

use crate::machine::Machine;
use crate::shells::{Given, Launcher};
use crate::value::{Origin, Unknown, Value};

const SYSTEM: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
const USER: &str = "HKCU\\Environment";
const SYSTEM_PROFILE: &str = "HKU\\.DEFAULT\\Environment";
const VOLATILE: &str = "HKCU\\Volatile Environment";
const PROGRAM_FILES: &str = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion";
const WINDOWS_NT: &str = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion";

/// The block a launcher gives to what it starts.
pub(super) fn environment(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    let account = Account::of(machine, launcher);
    let mut block = Block::default();
    machine_core(machine, &mut block);
    block.registry(machine, SYSTEM, &stock::system(machine));
    user_core(machine, &account, &mut block);
    block.registry(machine, account.key, &stock::user());
    account_names(machine, &account, &mut block);
    if !account.is_system {
        volatile(machine, launcher, &mut block);
    }
    block.short_temporary_directories();
    block.given()
}

/// Whose block it is.
struct Account {
    home: String,
    key: &'static str,
    is_system: bool,
}

impl Account {
    /// Services run as LocalSystem, whose profile is a directory of its own; everything else runs as the user.
    fn of(machine: &dyn Machine, launcher: Launcher) -> Self {
        match launcher {
            Launcher::Service => Self {
                home: format!("{}\\system32\\config\\systemprofile", root(machine)),
                key: SYSTEM_PROFILE,
                is_system: true,
            },
            _ => Self { home: machine.facts().user.home.clone(), key: USER, is_system: false },
        }
    }
}

/// The directory of Windows.
fn root(machine: &dyn Machine) -> String {
    let value = machine.registry_value(WINDOWS_NT, "SystemRoot");
    let text = value.and_then(|value| value.data.text().map(str::to_owned));
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "C:\\Windows".to_owned())
}

fn machine_core(machine: &dyn Machine, block: &mut Block) {
    let root = root(machine);
    let drive = root.get(..2).unwrap_or("C:").to_owned();
    let rule = "the machine's own variables";
    for (name, text) in [
        ("ALLUSERSPROFILE", format!("{drive}\\ProgramData")),
        ("ProgramData", format!("{drive}\\ProgramData")),
        ("PUBLIC", format!("{drive}\\Users\\Public")),
        ("SystemDrive", drive),
        ("SystemRoot", root),
    ] {
        block.put_default(name, &text, rule);
    }
}

fn user_core(machine: &dyn Machine, account: &Account, block: &mut Block) {
    let home = &account.home;
    let rule = "the user's profile";
    block.put_default("APPDATA", &format!("{home}\\AppData\\Roaming"), rule);
    block.put_default("LOCALAPPDATA", &format!("{home}\\AppData\\Local"), rule);
    block.put_default("USERPROFILE", home, rule);
    let host = host(machine);
    block.put("COMPUTERNAME", host);
    for (name, value, otherwise) in [
        ("ProgramFiles", "ProgramFilesDir", "C:\\Program Files"),
        ("ProgramFiles(x86)", "ProgramFilesDir (x86)", "C:\\Program Files (x86)"),
        ("ProgramW6432", "ProgramW6432Dir", "C:\\Program Files"),
        ("CommonProgramFiles", "CommonFilesDir", "C:\\Program Files\\Common Files"),
        (
            "CommonProgramFiles(x86)",
            "CommonFilesDir (x86)",
            "C:\\Program Files (x86)\\Common Files",
        ),
        ("CommonProgramW6432", "CommonW6432Dir", "C:\\Program Files\\Common Files"),
    ] {
        match machine.registry_value(PROGRAM_FILES, value) {
            Some(found) if found.data.text().is_some_and(|text| !text.is_empty()) => {
                let origin = Origin::Registry { key: PROGRAM_FILES.into(), name: value.into() };
                block.put(name, Value::known(found.data.text().unwrap_or_default(), origin));
            }
            _ => block.put_default(name, otherwise, "where Windows installs programs"),
        }
    }
}

fn host(machine: &dyn Machine) -> Value {
    let origin = Origin::Default("the computer's name".into());
    match &machine.facts().host {
        Some(name) => Value::known(name.to_uppercase(), origin),
        None => {
            Value::unknown(Unknown::new("is the computer's name, which is not recorded", origin))
        }
    }
}

fn account_names(machine: &dyn Machine, account: &Account, block: &mut Block) {
    let rule = "the account that is logged on";
    if account.is_system {
        let end = Value::known("$", Origin::Default(rule.into()));
        block.put("USERNAME", host(machine).then(end));
        block.put_default("USERDOMAIN", "WORKGROUP", rule);
        return;
    }
    block.put_default("USERNAME", &machine.facts().user.name, rule);
    block.put("USERDOMAIN", host(machine));
    block.put("USERDOMAIN_ROAMINGPROFILE", host(machine));
    let home = &account.home;
    let drive = home.get(..2).filter(|drive| drive.ends_with(':'));
    if let Some(drive) = drive {
        block.put_default("HOMEDRIVE", drive, rule);
        block.put_default("HOMEPATH", &home[2..], rule);
    }
    let start = Value::known("\\\\", Origin::Default(rule.into()));
    block.put("LOGONSERVER", start.then(host(machine)));
}

fn volatile(machine: &dyn Machine, launcher: Launcher, block: &mut Block) {
    let desktop = matches!(launcher, Launcher::Terminal | Launcher::Gui | Launcher::Ide);
    if desktop {
        block.put_default("SESSIONNAME", "Console", "the session of the desktop");
    }
    block.registry(machine, VOLATILE, &[]);
    let sessions = machine.registry_keys(VOLATILE).unwrap_or_default();
    if let Some(session) = sessions.iter().find(|_| desktop) {
        block.registry(machine, &format!("{VOLATILE}\\{session}"), &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::text_value;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform, RegistryData, RegistryValue};

    fn expand(name: &str, text: &str) -> RegistryValue {
        RegistryValue { name: name.into(), data: RegistryData::Expand(text.into()) }
    }

    fn value(machine: &Recorded, launcher: Launcher, name: &str) -> Option<String> {
        let given = environment(machine, launcher);
        let found = given.iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
        found.value.text().map(|text| text.into_owned())
    }

    const STOCK: &str = "C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\;C:\\Windows\\System32\\OpenSSH\\";

    #[test]
    fn a_plain_machine_has_the_stock_values() {
        let machine = Recorded::new(Facts::new(Platform::Windows));
        let of = |name: &str| value(&machine, Launcher::Terminal, name);
        let path = format!("{STOCK};C:\\Users\\me\\AppData\\Local\\Microsoft\\WindowsApps;");
        assert_eq!(of("Path"), Some(path));
        assert_eq!(of("TEMP").as_deref(), Some("C:\\Users\\me\\AppData\\Local\\Temp"));
        assert_eq!(of("ComSpec").as_deref(), Some("C:\\Windows\\system32\\cmd.exe"));
        assert_eq!(of("USERNAME").as_deref(), Some("me"));
        assert_eq!(of("HOMEPATH").as_deref(), Some("\\Users\\me"));
        assert_eq!(of("COMPUTERNAME"), None);
        let service = value(&machine, Launcher::Service, "Path").unwrap_or_default();
        assert!(service.ends_with(
            "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Local\\Microsoft\\WindowsApps;"
        ));
    }

    #[test]
    fn only_path_is_concatenated_and_every_entry_knows_its_value() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put_registry(SYSTEM, expand("Path", "%SystemRoot%\\system32;%APPDATA%\\x"));
        machine.put_registry(SYSTEM, text_value("PATHEXT", ".COM;.EXE"));
        machine.put_registry(USER, text_value("PATHEXT", ".PY"));
        machine.put_registry(USER, text_value("Path", "%USERPROFILE%\\bin"));
        machine.put_registry(USER, text_value("RAW", "%USERPROFILE%"));
        machine.put_registry(USER, text_value("EMPTY", ""));
        let of = |name: &str| value(&machine, Launcher::Terminal, name);
        let path = "C:\\Windows\\system32;%APPDATA%\\x;C:\\Users\\me\\bin";
        assert_eq!(of("Path").as_deref(), Some(path));
        assert_eq!(of("PATHEXT").as_deref(), Some(".PY"));
        assert_eq!(of("RAW").as_deref(), Some("%USERPROFILE%"));
        assert_eq!(of("EMPTY"), None);
        let given = environment(&machine, Launcher::Terminal);
        let entries = given
            .iter()
            .find(|one| one.name == "Path")
            .map(|one| one.value.entries(';'))
            .unwrap_or_default();
        let keys: Vec<_> =
            entries.iter().map(|entry| format!("{:?}", entry.value.origins())).collect();
        assert_eq!(
            keys,
            [format!("[{SYSTEM} Path]"), format!("[{SYSTEM} Path]"), format!("[{USER} Path]")]
        );
    }

    #[test]
    fn an_expandable_value_that_needs_its_neighbour_is_left_open() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put_registry(USER, expand("GOROOT", "%USERPROFILE%\\go"));
        machine.put_registry(USER, expand("Path", "%GOROOT%\\bin;C:\\x"));
        let given = environment(&machine, Launcher::Gui);
        let path = given.iter().find(|one| one.name == "Path").map(|one| one.value.clone());
        let path = path.unwrap_or_default();
        assert_eq!(path.text(), None);
        let all = path.alternatives().unwrap_or_default();
        let ends: Vec<_> = all
            .iter()
            .filter_map(|one| one.value.text())
            .map(|text| text[STOCK.len() + 1..].to_owned())
            .collect();
        assert_eq!(ends, ["C:\\Users\\me\\go\\bin;C:\\x", "%GOROOT%\\bin;C:\\x"]);
    }

    #[test]
    fn a_long_profile_name_makes_temp_a_short_path_nobody_knows() {
        let mut facts = Facts::new(Platform::Windows);
        facts.user.home = "C:\\Users\\First Last".into();
        let machine = Recorded::new(facts);
        assert_eq!(value(&machine, Launcher::Terminal, "TEMP"), None);
    }
}
