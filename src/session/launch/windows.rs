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
mod others;
mod profiles;
mod task;

use std::rc::Rc;

use block::Block;

use super::{Launched, Scene, is_whole, terminal::parent};
use crate::environment::{Doubt, Reach};
use crate::machine::first_values::{self, SYSTEM, USER};
use crate::machine::path::folded;
use crate::machine::{Machine, RegistryData, RegistryValue};
use crate::session::Refusal;
use crate::session::how::{Command, How};
use crate::shells::{Given, Launcher};
use crate::value::{Origin, Unknown, Value};

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
    if let (Launcher::Service, Some(name)) = (scene.launcher, chosen) {
        of_service(machine, name, &mut launched);
    }
    if matches!(scene.launcher, Launcher::Service | Launcher::Task) {
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
    block.short_temporary_directories();
    block.given()
}

fn is_desktop(launcher: Launcher) -> bool {
    matches!(launcher, Launcher::Terminal | Launcher::Gui | Launcher::Ide)
}

/// Variables that were written, and nobody was told: Explorer and what it starts have the old ones until the next
/// broadcast or logon; Windows Terminal reads the registry itself since 1.18.
fn untold(machine: &dyn Machine, launcher: Launcher) -> Vec<Rc<Doubt>> {
    if launcher != Launcher::Terminal || is_whole(machine.facts()) {
        return Vec::new();
    }
    let mut doubts = Vec::new();
    for key in [SYSTEM, USER] {
        let (now, told) = (machine.registry_values(key), machine.told_registry_values(key));
        let changed = |one: &&RegistryValue, others: &[RegistryValue]| !others.contains(one);
        let written = now.iter().filter(|one| changed(one, &told));
        let gone = told.iter().filter(|one| changed(one, &now));
        let mut names: Vec<Rc<str>> =
            written.chain(gone).map(|one| one.name.as_str().into()).collect();
        names.dedup();
        for name in names {
            let origin = Origin::Registry { key: key.into(), name: name.as_ref().into() };
            let unknown = Unknown::new(UNTOLD, origin);
            let reach = Reach::Only { variables: vec![name], commands: Vec::new() };
            doubts.push(Rc::new(Doubt { unknown: Rc::new(unknown), reach }));
        }
    }
    doubts
}

const UNTOLD: &str = "was written without a broadcast: Windows Terminal reads it, a console of Explorer's does not before the next logon";

/// What the machine's description says: the whole block of the one who sits there, or what is laid over it.
fn laid(machine: &dyn Machine, launcher: Launcher, given: Vec<Given>) -> Vec<Given> {
    let facts = machine.facts();
    let inherited = launcher == Launcher::Terminal;
    let mut given = if is_whole(facts) && inherited { Vec::new() } else { given };
    if is_whole(facts) && !inherited || matches!(launcher, Launcher::Service | Launcher::Task) {
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

/// `Environment` of a service's own key (services.c: `REG_MULTI_SZ`, laid over the account's block).
fn of_service(machine: &dyn Machine, name: &str, launched: &mut Launched) {
    let key = format!("{SERVICES}\\{name}");
    let Some(value) = machine.registry_value(&key, "Environment") else { return };
    let RegistryData::Multi(lines) = value.data else { return };
    let origin = Origin::Registry { key: key.into(), name: "Environment".into() };
    for (name, text) in lines.iter().filter_map(|line| line.split_once('=')) {
        let spelled = launched.block.iter().find(|(known, _)| folded(known) == folded(name));
        let spelled = spelled.map_or(name, |(known, _)| known).to_owned();
        launched.block.put(&spelled, Value::known(text, origin.clone()));
    }
}

const SERVICES: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

/// Whose block it is.
#[derive(Debug)]
struct Account {
    home: String,
    key: &'static str,
    /// The name and domain of an account of the system's own; `None` is the user.
    system: Option<(&'static str, &'static str)>,
}

impl Account {
    /// A service runs as its `ObjectName` says, LocalSystem where nothing is said; everything else runs as the user.
    fn of(
        machine: &dyn Machine,
        launcher: Launcher,
        chosen: Option<&str>,
    ) -> Result<Self, Refusal> {
        let user = || Self { home: machine.facts().user.home.clone(), key: USER, system: None };
        if launcher != Launcher::Service {
            return Ok(user());
        }
        let object = match chosen {
            Some(name) => Self::object(machine, name)?,
            None => "LocalSystem".to_owned(),
        };
        Self::named(machine, Some(&object))
    }

    /// The account of that name or number; the user where none is named.
    fn named(machine: &dyn Machine, object: Option<&str>) -> Result<Self, Refusal> {
        let user = || Self { home: machine.facts().user.home.clone(), key: USER, system: None };
        let Some(object) = object else { return Ok(user()) };
        let profile = |name: &str| format!("{}\\ServiceProfiles\\{name}", root(machine));
        let plain = object.rsplit('\\').next().unwrap_or_default().to_ascii_lowercase();
        Ok(match plain.as_str() {
            "localsystem" | "system" | "s-1-5-18" => Self {
                home: format!("{}\\system32\\config\\systemprofile", root(machine)),
                key: SYSTEM_PROFILE,
                system: Some(("", "WORKGROUP")),
            },
            "localservice" | "local service" | "s-1-5-19" => Self {
                home: profile("LocalService"),
                key: "HKU\\S-1-5-19\\Environment",
                system: Some(("LOCAL SERVICE", "NT AUTHORITY")),
            },
            "networkservice" | "network service" | "s-1-5-20" => Self {
                home: profile("NetworkService"),
                key: "HKU\\S-1-5-20\\Environment",
                system: Some(("", "WORKGROUP")),
            },
            name if name == machine.facts().user.name.to_ascii_lowercase() => user(),
            // Groups of those who are logged on.
            "users" | "s-1-5-32-545" | "interactive" | "s-1-5-4" | "administrators"
            | "s-1-5-32-544" => user(),
            _ => {
                let message = format!("it runs as {object}, whose profile is not recorded");
                return Err(Refusal::not_started(message, None));
            }
        })
    }

    fn object(machine: &dyn Machine, name: &str) -> Result<String, Refusal> {
        let key = format!("{SERVICES}\\{name}");
        if machine.registry_keys(&key).is_none() && machine.registry_values(&key).is_empty() {
            let remedy = Some(format!("services stand under {SERVICES}"));
            return Err(Refusal::not_started(format!("there is no service {name}"), remedy));
        }
        let value = machine.registry_value(&key, "ObjectName");
        let text = value.and_then(|value| value.data.text().map(str::to_owned));
        Ok(text.unwrap_or_else(|| "LocalSystem".to_owned()))
    }

    fn is_user(&self) -> bool {
        self.system.is_none()
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
    if let Some((name, domain)) = account.system {
        let end = Value::known("$", Origin::Default(rule.into()));
        match name {
            "" => block.put("USERNAME", host(machine).then(end)),
            _ => block.put_default("USERNAME", name, rule),
        }
        block.put_default("USERDOMAIN", domain, rule);
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
    let desktop = is_desktop(launcher);
    if desktop {
        block.put_default("SESSIONNAME", "Console", "the session of the desktop");
    }
    block.registry(VOLATILE, &machine.registry_values(VOLATILE), &[]);
    let sessions = machine.registry_keys(VOLATILE).unwrap_or_default();
    if let Some(session) = sessions.iter().find(|_| desktop) {
        let key = format!("{VOLATILE}\\{session}");
        block.registry(&key, &machine.registry_values(&key), &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::text_value;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

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
