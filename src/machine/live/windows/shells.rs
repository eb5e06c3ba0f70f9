//! The shells of a Windows machine: what the system has, and what installers wrote down.

use std::collections::HashSet;
use std::path::Path;

use indexmap::IndexMap;

use super::registry;
use crate::machine::Installed;
use crate::machine::live::process;
use crate::machine::path::folded;

const POWERSHELL: &str = "HKLM\\SOFTWARE\\Microsoft\\PowerShell\\3\\PowerShellEngine";
const CORE: &str = "HKLM\\SOFTWARE\\Microsoft\\PowerShellCore\\InstalledVersions";
const SUBSYSTEM: &str = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Lxss";
const APP_PATHS: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\App Paths";

/// The shells that are there. cmd and Windows PowerShell are parts of the system.
pub(super) fn installed(version: Option<&str>) -> IndexMap<String, Installed> {
    let root = process::variable("SystemRoot").unwrap_or_else(|| "C:\\Windows".to_owned());
    let desktop = format!("{root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe");
    let all = [
        ("cmd", there(format!("{root}\\System32\\cmd.exe"), version.map(str::to_owned))),
        ("powershell", there(desktop, registry::text(POWERSHELL, "PowerShellVersion"))),
        ("pwsh", core()),
        ("bash", bashes().next()),
    ];
    all.into_iter().filter_map(|(name, found)| Some((name.to_owned(), found?))).collect()
}

fn there(path: String, version: Option<String>) -> Option<Installed> {
    // An app execution alias is a file that cannot be opened, and is there all the same.
    let found = std::fs::symlink_metadata(Path::new(&path)).is_ok_and(|found| !found.is_dir());
    found.then_some(Installed { path, version, variant: None })
}

/// PowerShell 7: the first on PATH is what a window opens, then what the installer wrote down, then the usual places.
fn core() -> Option<Installed> {
    let recorded: Vec<(String, Option<String>)> = core_recorded();
    let version = |path: &str| {
        let of = |(one, version): &(String, Option<String>)| {
            one.eq_ignore_ascii_case(path).then(|| version.clone())
        };
        recorded.iter().find_map(of).flatten()
    };
    let named = ["HKCU", "HKLM"].into_iter();
    let named =
        named.filter_map(|hive| registry::text(&format!("{hive}\\{APP_PATHS}\\pwsh.exe"), ""));
    let usual = |name: &str, below: &str| Some(format!("{}\\{below}", process::variable(name)?));
    let usual = [
        usual("ProgramW6432", "PowerShell\\7\\pwsh.exe"),
        usual("ProgramFiles", "PowerShell\\7\\pwsh.exe"),
        usual("LOCALAPPDATA", "Microsoft\\WindowsApps\\pwsh.exe"),
        usual("USERPROFILE", ".dotnet\\tools\\pwsh.exe"),
        usual("USERPROFILE", "scoop\\apps\\pwsh\\current\\pwsh.exe"),
        usual("ProgramFiles", "PowerShell\\7-preview\\pwsh.exe"),
    ];
    let places = on_path("pwsh.exe").chain(recorded.iter().map(|(path, _)| path.clone()));
    let mut places = places.chain(named).chain(usual.into_iter().flatten());
    places.find_map(|path| {
        let version = version(&path);
        there(path, version)
    })
}

/// What PowerShell's installer wrote down: every version that is installed side by side.
fn core_recorded() -> Vec<(String, Option<String>)> {
    let keys = registry::keys(CORE).unwrap_or_default().into_iter();
    let of = |name: String| {
        let key = format!("{CORE}\\{name}");
        let folder = registry::text(&key, "InstallLocation")
            .or_else(|| registry::text(&key, "InstallDir"))?;
        let program = format!("{}\\pwsh.exe", folder.trim_end_matches('\\'));
        Some((program, registry::text(&key, "SemanticVersion")))
    };
    keys.filter_map(of).collect()
}

/// What is there besides the shells that are asked: other versions side by side, and Linux inside Windows.
pub(super) fn others() -> Vec<String> {
    let mut notes = Vec::new();
    let core: Vec<String> = core_recorded().into_iter().map(|(path, _)| path).collect();
    if core.len() > 1 {
        notes.push(format!("PowerShell 7 is installed {} times: {}", core.len(), core.join(", ")));
    }
    let bash: Vec<String> = bashes().map(|found| found.path).collect();
    if bash.len() > 1 {
        notes.push(format!(
            "bash is installed {} times, and the first is asked: {}",
            bash.len(),
            bash.join(", ")
        ));
    }
    let names: Vec<String> = registry::keys(SUBSYSTEM)
        .unwrap_or_default()
        .iter()
        .filter_map(|key| registry::text(&format!("{SUBSYSTEM}\\{key}"), "DistributionName"))
        .collect();
    if !names.is_empty() {
        notes.push(format!(
            "Linux inside Windows (WSL) has {}; ask envsim inside it about its shells",
            names.join(", ")
        ));
    }
    notes
}

fn on_path(program: &str) -> impl Iterator<Item = String> {
    let path = process::variable("PATH").unwrap_or_default();
    let entries: Vec<String> =
        path.split(';').map(|entry| entry.trim_matches('"').to_owned()).collect();
    let whole = entries.into_iter().filter(|entry| entry.as_bytes().get(1) == Some(&b':'));
    whole.map(move |entry| format!("{}\\{program}", entry.trim_end_matches(['\\', '/'])))
}

/// bash of Git for Windows, of MSYS2, of Cygwin; `System32\bash.exe` starts WSL and is none of them.
fn bashes() -> impl Iterator<Item = Installed> {
    let places = [
        below(registry::text("HKLM\\SOFTWARE\\GitForWindows", "InstallPath"), "usr\\bin\\bash.exe"),
        below(registry::text("HKCU\\SOFTWARE\\GitForWindows", "InstallPath"), "usr\\bin\\bash.exe"),
        below(process::variable("ProgramW6432"), "Git\\usr\\bin\\bash.exe"),
        below(process::variable("ProgramFiles"), "Git\\usr\\bin\\bash.exe"),
        below(process::variable("LOCALAPPDATA"), "Programs\\Git\\usr\\bin\\bash.exe"),
        below(process::variable("USERPROFILE"), "scoop\\apps\\git\\current\\usr\\bin\\bash.exe"),
        below(process::variable("SystemDrive"), "msys64\\usr\\bin\\bash.exe"),
        below(registry::text("HKLM\\SOFTWARE\\Cygwin\\setup", "rootdir"), "bin\\bash.exe"),
        below(process::variable("SystemDrive"), "cygwin64\\bin\\bash.exe"),
    ];
    let mut seen = HashSet::new();
    let places = places.into_iter().flatten().filter(move |path| seen.insert(folded(path)));
    places.filter_map(|path| there(path, None))
}

fn below(folder: Option<String>, path: &str) -> Option<String> {
    folder.map(|folder| format!("{}\\{path}", folder.trim_end_matches('\\')))
}
