//! Where profiles and modules are (HostUtilities.cs, CorePsPlatform.cs, ModuleIntrinsics.cs).

use super::config::{Config, Owner};
use super::startup::module_path::complete;
use crate::environment::{Variables, expand_references};
use crate::machine::path::same_name;
use crate::machine::{Machine, Platform};
use crate::shells::Start;
use crate::value::{Origin, Unknown, Value};

const SHELL_FOLDERS: &str =
    "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders";

fn given(start: &Start, name: &str) -> Option<String> {
    start.given(name).and_then(Value::text).map(|text| text.into_owned())
}

/// `$HOME`, fixed at start from USERPROFILE or HOME.
pub fn user_home(start: &Start) -> String {
    let windows = start.facts.platform.is_windows();
    given(start, if windows { "USERPROFILE" } else { "HOME" }).unwrap_or_default()
}

/// The user's documents folder, which redirection and OneDrive move.
fn documents(start: &Start, machine: &dyn Machine) -> String {
    let folder = known_documents(start, machine);
    // `Path.Combine` puts no second separator behind one that is there.
    folder.trim_end_matches('\\').to_owned()
}

fn known_documents(start: &Start, machine: &dyn Machine) -> String {
    if let Some(folder) = start.facts.folders.get("Documents") {
        return folder.clone();
    }
    let home = &start.facts.user.home;
    let value = machine.registry_value(SHELL_FOLDERS, "Personal");
    match value.as_ref().and_then(|value| value.data.text()) {
        Some(text) => text.replace("%USERPROFILE%", home).replace("%userprofile%", home),
        None => format!("{home}\\Documents"),
    }
}

/// A directory below HOME, or below what an XDG variable says instead.
fn below_home(start: &Start, variable: &str, default: &str) -> Option<String> {
    if let Some(base) = given(start, variable).filter(|base| !base.is_empty()) {
        return Some(format!("{}/powershell", base.trim_end_matches('/')));
    }
    if start.given(variable).is_some_and(|value| !value.is_known()) {
        return None;
    }
    // Without HOME it is a directory of a random name below the temporary one.
    let home = given(start, "HOME")?;
    Some(match home.is_empty() {
        true => format!("{default}/powershell"),
        false => format!("{}/{default}/powershell", home.trim_end_matches('/')),
    })
}

/// The four profile paths, in the order they are run; empty where one is not known.
pub fn paths(start: &Start, machine: &dyn Machine, desktop: bool, home: &str) -> [String; 4] {
    let platform = start.facts.platform;
    let folder = if desktop { "WindowsPowerShell" } else { "PowerShell" };
    let user = match platform.is_windows() {
        true => {
            let documents = documents(start, machine);
            (!documents.is_empty()).then(|| format!("{documents}\\{folder}"))
        }
        _ => below_home(start, "XDG_CONFIG_HOME", ".config"),
    };
    let names = ["profile.ps1", "Microsoft.PowerShell_profile.ps1"];
    let user =
        |name: &str| user.as_ref().map_or_else(String::new, |user| platform.join(user, name));
    let shared = |name: &str| platform.join(home, name);
    [shared(names[0]), shared(names[1]), user(names[0]), user(names[1])]
}

/// The profile of that name that stands in the documents folder of before, where redirection or
/// OneDrive has moved the folder, and why it is not read.
pub fn left_behind(machine: &dyn Machine, profile: &str) -> Option<(String, String)> {
    let platform = machine.platform();
    let folder = platform.parent(profile).filter(|_| platform.is_windows())?;
    let documents = platform.parent(folder)?;
    let names = format!("{}\\{}", platform.file_name(folder), platform.file_name(profile));
    let old = format!("{}\\Documents\\{names}", machine.facts().user.home);
    if same_name(&old, profile) || !machine.is_file(&old) {
        return None;
    }
    Some((old, format!("the documents folder is {documents}")))
}

/// Completes PSModulePath (about_PSModulePath).
pub fn module_path(
    variables: &mut Variables,
    start: &Start,
    machine: &dyn Machine,
    desktop: bool,
    home: &str,
    origin: &Origin,
) {
    let inherited = variables.value("PSModulePath").cloned();
    if inherited.as_ref().is_some_and(|value| !value.is_known()) {
        return;
    }
    let old = inherited.as_ref().and_then(Value::text).map(|text| text.into_owned());
    let config = Settings::read(machine, start, desktop, home);
    let new = match (desktop, start.facts.platform) {
        (true, _) => desktop_path(old.as_deref(), start, machine, home),
        (false, Platform::Windows) => windows_path(old.clone(), start, machine, home, &config),
        (false, platform) => unix_path(old.as_deref(), start, platform, home, &config),
    };
    match new {
        Some(text) if Some(&text) != old.as_ref() => {
            let old = old.unwrap_or_default();
            // What was there keeps its writer where the text only grew in front.
            let value = match (text.strip_suffix(&old), &inherited) {
                (Some(front), Some(inherited)) if !old.is_empty() => {
                    Value::known(front, origin.clone()).then(inherited.clone())
                }
                _ => Value::known(text, origin.clone()),
            };
            variables.export("PSModulePath", value, origin.clone());
        }
        Some(_) => {}
        None => {
            let why = Unknown::new("depends on a home directory that is not known", origin.clone());
            variables.export("PSModulePath", Value::unknown(why), origin.clone());
        }
    }
}

/// The module directories `powershell.config.json` sets: the user's in the place of the personal
/// directory, the program's in the place of `$PSHOME/Modules`.
#[derive(Default)]
struct Settings {
    user: Option<String>,
    all: Option<String>,
}

impl Settings {
    fn read(machine: &dyn Machine, start: &Start, desktop: bool, home: &str) -> Self {
        if desktop {
            return Self::default();
        }
        let profiles = paths(start, machine, desktop, home);
        let user = machine.platform().parent(&profiles[2]).unwrap_or_default().to_owned();
        let config = Config::of(machine, Some(&user).filter(|user| !user.is_empty()), home);
        let said = |owner| {
            // An empty text counts as none.
            let text = config.text(owner, "PSModulePath").filter(|text| !text.is_empty())?;
            expanded(&text, start)
        };
        Self { user: said(Owner::User), all: said(Owner::All) }
    }
}

/// `%NAME%` from the block the process is given, on every system.
fn expanded(text: &str, start: &Start) -> Option<String> {
    let origin = Origin::Builtin("PSModulePath".into());
    let value = expand_references(text, &origin, |name| {
        let same = |given: &&crate::shells::Given| given.name.eq_ignore_ascii_case(name);
        start.given.iter().rev().find(same).map(|given| given.value.clone())
    });
    value.text().map(|text| text.into_owned())
}

fn unix_path(
    old: Option<&str>,
    start: &Start,
    platform: Platform,
    home: &str,
    config: &Settings,
) -> Option<String> {
    let user = match &config.user {
        Some(user) => user.clone(),
        None => format!("{}/Modules", below_home(start, "XDG_DATA_HOME", ".local/share")?),
    };
    let shared = "/usr/local/share/powershell/Modules";
    let system = config.all.clone().unwrap_or_else(|| format!("{home}/Modules"));
    Some(match old {
        None if config.all.is_some() => format!("{user}:{system}"),
        None => format!("{user}:{shared}:{system}"),
        Some(old) => complete(platform, old, [&user, shared, &system]),
    })
}

/// The user's value ends with the machine's, as a logon would have made it.
fn windows_path(
    old: Option<String>,
    start: &Start,
    machine: &dyn Machine,
    home: &str,
    config: &Settings,
) -> Option<String> {
    let files = given(start, "ProgramFiles").unwrap_or_else(|| "C:\\Program Files".to_owned());
    let documents = documents(start, machine);
    let personal = match documents.is_empty() {
        true => String::new(),
        false => format!("{documents}\\PowerShell\\Modules"),
    };
    let user = config.user.clone().unwrap_or(personal);
    let shared = format!("{files}\\PowerShell\\Modules");
    let own = format!("{}\\Modules", home.to_lowercase());
    let system = config.all.clone().unwrap_or(own);
    let scope = |key: &str| {
        let value = machine.registry_value(key, "PSModulePath")?;
        let text = value.data.text()?;
        let origin = Origin::Registry { key: key.into(), name: "PSModulePath".into() };
        let expanded = expand_references(text, &origin, |name| start.given(name).cloned());
        match value.data {
            crate::machine::RegistryData::Expand(_) => {
                expanded.text().map(|text| text.into_owned())
            }
            _ => Some(text.to_owned()),
        }
    };
    let of_user = scope("HKCU\\Environment");
    let of_machine =
        scope("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment");
    let current = match old.as_deref().map_or(Some(None), |old| expanded(old, start).map(Some))
        == Some(of_user)
    {
        true => Some(format!("{};{}", old.unwrap_or_default(), of_machine.unwrap_or_default())),
        false => old.and_then(|old| expanded(&old, start)),
    };
    Some(match current {
        None if config.all.is_some() => format!("{user};{system}"),
        None => format!("{user};{shared};{system}"),
        Some(current) => complete(Platform::Windows, &current, [&user, &shared, &system]),
    })
}

/// 5.1: the system's directory decides whether anything is added (about_PSModulePath, 5.1).
fn desktop_path(
    old: Option<&str>,
    start: &Start,
    machine: &dyn Machine,
    home: &str,
) -> Option<String> {
    let files = given(start, "ProgramFiles").unwrap_or_else(|| "C:\\Program Files".to_owned());
    let user = format!("{}\\WindowsPowerShell\\Modules", documents(start, machine));
    let shared = format!("{files}\\WindowsPowerShell\\Modules");
    let system = format!("{home}\\Modules");
    let Some(old) = old else { return Some(format!("{user};{shared};{system}")) };
    let mut entries: Vec<String> = old.split(';').map(str::to_owned).collect();
    let same = |one: &str, other: &str| {
        let plain = |path: &str| path.trim_end_matches('\\').to_lowercase();
        plain(one) == plain(other)
    };
    if let Some(at) = entries.iter().position(|entry| same(entry, &system)) {
        if !entries.iter().any(|entry| same(entry, &shared)) {
            entries.insert(at, shared);
        }
    }
    let set_by_user = machine.registry_value("HKCU\\Environment", "PSModulePath").is_some();
    if !set_by_user && !entries.iter().any(|entry| same(entry, &user)) {
        entries.insert(0, user);
    }
    Some(entries.join(";"))
}
