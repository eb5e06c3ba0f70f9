//! Windows: the block that logon builds from the registry.
//!
//! The steps are those Raymond Chen lists for an interactive logon ("What
//! happens if I define one environment variable in terms of the value of
//! another environment variable?", 2023): the machine's core set, the system's
//! values, the user's core set, the user's values, the account. Within a key
//! plain values come before expandable ones, and Path is expandable whatever
//! its type says (Windows Terminal's `env.h`, compared there with the real
//! builder).

mod account;
mod block;
mod core;
mod others;
mod profiles;
mod service;
mod task;
mod untold;

use self::core::{account_names, machine_core, user_core, volatile};
pub(super) use self::others::has_ssh_server;
pub(super) use self::profiles::has_settings as has_terminal_settings;
use account::Account;
use block::Block;
use service::of_service;
use untold::{undecided, untold};

use super::{Launched, Scene, is_whole, terminal::parent};
use crate::machine::Machine;
use crate::machine::first_values::{self, SYSTEM};
use crate::machine::path::folded;
use crate::session::Refusal;
use crate::session::how::{Command, How};
use crate::shells::{Given, Launcher};

const SYSTEM_PROFILE: &str = "HKU\\.DEFAULT\\Environment";
const VOLATILE: &str = "HKCU\\Volatile Environment";
const PROGRAM_FILES: &str = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion";
const WINDOWS_NT: &str = "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion";

/// Who is given a block by logon, the service manager or the task scheduler.
pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let machine = scene.machine;
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    launched.umask = None;
    if let How::Typed(typed) = scene.how
        && let Command::Runas(words) = &typed.command
    {
        return others::runas(scene, words, launched);
    }
    let chosen = match scene.how {
        How::Chosen(name) => Some(&**name),
        _ => None,
    };
    let mut directory = None;
    let account = match (scene.launcher, chosen) {
        (Launcher::Task, Some(name)) => {
            let task = task::read(machine, name)?;
            launched.read.push(format!("{}\\System32\\Tasks\\{name}", root(machine)));
            directory = task.directory;
            Account::named(machine, task.account.as_deref())?
        }
        _ => Account::of(machine, scene.launcher, chosen)?,
    };
    let given = laid(machine, scene.launcher, built(machine, scene.launcher, &account));
    launched.block = super::Block::of(given);
    launched.doubts = untold(machine, scene.launcher);
    launched.doubts.extend(undecided(machine, account.key));
    if let (Launcher::Service, Some(name)) = (scene.launcher, chosen) {
        of_service(machine, name, &mut launched);
    }
    if matches!(scene.launcher, Launcher::Service | Launcher::Task | Launcher::Sudo) {
        launched.cwd = directory.unwrap_or_else(|| format!("{}\\system32", root(machine)));
    }
    let no_shell = scene.launcher.starts_no_shell();
    let shell = || crate::session::own_shell(machine)?.installed(machine.facts());
    launched.shell = if no_shell { None } else { shell().map(|installed| installed.path) };
    match (scene.launcher, chosen) {
        (Launcher::Terminal, Some(name)) => profiles::open(scene, name, &mut launched)?,
        (Launcher::Ssh, _) => others::of_ssh(scene, &mut launched),
        _ => {}
    }
    Ok(launched)
}

/// The block of a launcher that nothing was chosen of.
pub(super) fn of(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    laid(machine, launcher, environment(machine, launcher))
}

/// What a program of the desktop has, for what it starts itself.
pub(super) fn of_program(scene: &Scene<'_>) -> super::Block {
    super::Block::of(of(scene.machine, Launcher::Ide))
}

/// The block a launcher gives to what it starts, before the machine's description is laid over it.
fn environment(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    match Account::of(machine, launcher, None) {
        Ok(account) => built(machine, launcher, &account),
        Err(_) => Vec::new(),
    }
}

fn built(machine: &dyn Machine, launcher: Launcher, account: &Account) -> Vec<Given> {
    let mut block = Block::default();
    machine_core(machine, &mut block);
    // What the desktop starts gets the desktop's own block, which it builds anew when it is told to: from the account's
    // variables on, so that the system's values see them (shell32 RegenerateUserEnvironment; Windows Terminal's env.h).
    let told = is_desktop(launcher);
    let anew = told && machine.was_told();
    block.rebuilt = anew;
    if anew {
        user_core(machine, account, &mut block);
        account_names(machine, account, &mut block);
    }
    let values = |key: &str| match told {
        true => machine.told_registry_values(key),
        false => machine.registry_values(key),
    };
    block.registry(SYSTEM, &values(SYSTEM), &first_values::system(machine));
    if !anew {
        user_core(machine, account, &mut block);
    }
    block.registry(account.key, &values(account.key), &first_values::user());
    if !anew {
        account_names(machine, account, &mut block);
    }
    if account.is_user() {
        volatile(machine, launcher, &mut block);
    }
    block.short_temporary_directories(machine);
    block.given()
}

fn is_desktop(launcher: Launcher) -> bool {
    matches!(launcher, Launcher::Terminal | Launcher::Gui | Launcher::Ide)
}

/// What the machine's description says: the whole block of the one who sits there, or what is laid over it.
fn laid(machine: &dyn Machine, launcher: Launcher, given: Vec<Given>) -> Vec<Given> {
    let facts = machine.facts();
    let inherited = launcher == Launcher::Terminal;
    let mut given = if is_whole(facts) && inherited { Vec::new() } else { given };
    // Who asks for an elevated program hands nothing down: the block is made anew (AppInfo's consent, learn.microsoft.com
    // "How User Account Control works").
    let anew = matches!(launcher, Launcher::Service | Launcher::Task | Launcher::Sudo);
    if is_whole(facts) && !inherited || anew {
        return given;
    }
    let mut places: std::collections::HashMap<String, usize> =
        given.iter().enumerate().map(|(at, one)| (folded(&one.name), at)).collect();
    let mut gone = std::collections::HashSet::new();
    for (name, value) in &facts.environment {
        let place = places.get(&folded(name)).copied();
        match (value, place) {
            (Some(text), Some(at)) => given[at].value = parent(facts, name, text),
            (Some(text), None) => {
                places.insert(folded(name), given.len());
                given.push(Given { name: name.clone(), value: parent(facts, name, text) });
            }
            (None, _) => gone.extend(places.remove(&folded(name))),
        }
    }
    let mut at = 0..;
    given.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
    given
}

/// The directory of Windows.
fn root(machine: &dyn Machine) -> String {
    let value = machine.registry_value(WINDOWS_NT, "SystemRoot");
    let text = value.and_then(|value| value.data.text().map(str::to_owned));
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "C:\\Windows".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::first_values::USER;
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
