//! Profiles of Windows Terminal: `environment`, `startingDirectory` and `commandline` of settings.json.

use super::super::config::{self, Config};
use super::super::{Launched, Scene, jsonc};
use crate::environment::expand_references;
use crate::machine::Machine;
use crate::machine::path::same_name;
use crate::session::Refusal;
use crate::shells::{Launcher, Mode};
use crate::value::Value;
use serde_json::Value as Json;

const RULE: &str = "Windows Terminal";

/// The profile of a new window.
pub(in crate::session::launch) const DEFAULT: &str = "default";
/// The profiles that are there without being written, by their numbers: the shell, and what it is called in the registry.
const STOCK: &[(&str, &str)] = &[
    ("{61c54bbd-c2c6-5271-96e7-009a87ff44bf}", "powershell.exe"),
    ("{0caa0dad-35be-5f56-a8ff-afceeeaa6101}", "cmd.exe"),
    ("{574e775e-4f2a-5b96-ac1e-a2962a402336}", "pwsh.exe"),
];

/// Whether Windows Terminal left its settings.
pub(in crate::session::launch) fn has_settings(machine: &dyn Machine) -> bool {
    let home = &machine.facts().user.home;
    PLACES.iter().any(|place| machine.exists(&format!("{home}\\AppData\\Local\\{place}")))
}

/// Where the settings are: the Store's packages, then what is installed without them.
const PLACES: &[&str] = &[
    "Packages\\Microsoft.WindowsTerminal_8wekyb3d8bbwe\\LocalState\\settings.json",
    "Packages\\Microsoft.WindowsTerminalPreview_8wekyb3d8bbwe\\LocalState\\settings.json",
    "Microsoft\\Windows Terminal\\settings.json",
];

/// A window with the profile of that name or number.
pub(super) fn open(scene: &Scene<'_>, name: &str, launched: &mut Launched) -> Result<(), Refusal> {
    let home = scene.accounts.own.home.clone();
    let files = PLACES.iter().map(|place| format!("{home}\\AppData\\Local\\{place}"));
    let mut files = files.filter_map(|path| config::read(scene.machine, &path).text());
    let refused = |message: String| Err(Refusal::not_started(message, None));
    let Some(file) = files.next() else {
        return refused("there is no settings.json of Windows Terminal on this machine".to_owned());
    };
    let Some(settings) = jsonc::value(file.text()) else {
        return refused(format!("{} cannot be read as settings", file.name()));
    };
    let list = match &settings["profiles"] {
        Json::Array(all) => all.clone(),
        one => one["list"].as_array().cloned().unwrap_or_default(),
    };
    // A new window has the profile that the settings name, by its number or its name, else the first.
    let default = settings["defaultProfile"].as_str();
    let wanted = if name == DEFAULT { default } else { Some(name) };
    let is = |one: &&Json| ["name", "guid"].iter().any(|key| one[*key].as_str() == wanted);
    let profile = list.iter().find(is).or_else(|| list.first().filter(|_| name == DEFAULT));
    let Some(profile) = profile else {
        let names: Vec<&str> = list.iter().filter_map(|one| one["name"].as_str()).collect();
        return refused(format!(
            "{} has no profile {name}; it has {}",
            file.name(),
            names.join(", ")
        ));
    };
    let defaults = &settings["profiles"]["defaults"];
    let setting = |key: &str| [profile, defaults].into_iter().find_map(|one| one[key].as_str());
    launched.block = super::super::Block::of(super::of(scene.machine, Launcher::Gui));
    for one in [defaults, profile] {
        variables(&file, one, launched);
    }
    launched.block.unknown("WT_SESSION", "is a number of the window's", RULE);
    if let Some(guid) = profile["guid"].as_str() {
        launched.block.system("WT_PROFILE_ID", guid, RULE);
    }
    if let Some(place) = setting("startingDirectory").map(|text| expanded(&file, text, launched)) {
        let text = place.text().map(|text| text.into_owned());
        launched.cwd = text.filter(|text| text != "~").unwrap_or(home);
    }
    let number = profile["guid"].as_str().unwrap_or_default();
    let stock = STOCK.iter().find(|(known, _)| *known == number).map(|(_, program)| *program);
    if let Some(line) = setting("commandline").or(stock).map(|text| expanded(&file, text, launched))
    {
        started(scene, &line.text().unwrap_or_default(), launched);
    }
    launched.read.push(file.name().to_owned());
    Ok(())
}

fn variables(file: &Config, profile: &Json, launched: &mut Launched) {
    for (name, value) in profile["environment"].as_object().into_iter().flatten() {
        let Some(text) = value.as_str() else { continue };
        let value = expanded(file, text, launched);
        let known = launched.block.iter().find(|(known, _)| same_name(known, name));
        let name = known.map_or_else(|| name.clone(), |(known, _)| known.to_owned());
        launched.block.put(&name, value);
    }
}

/// `%NAME%` by the block so far.
fn expanded(file: &Config, text: &str, launched: &Launched) -> Value {
    let at = file.text().find(&Json::from(text).to_string()).unwrap_or_default();
    let origin = file.origin(at, at + text.len());
    let held = |name: &str| {
        let found = launched.block.iter().find(|(known, _)| same_name(known, name));
        found.map(|(_, value)| value.clone())
    };
    expand_references(text, &origin, held)
}

/// The shell that a command line names, and whether it logs in.
fn started(scene: &Scene<'_>, line: &str, launched: &mut Launched) {
    let (program, rest) = match line.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((program, rest)) => (program, rest),
        None => match line.to_ascii_lowercase().find(".exe") {
            Some(at) => line.split_at(at + 4),
            None => line.split_once(' ').unwrap_or((line, "")),
        },
    };
    let name = program.rsplit('\\').next().unwrap_or_default().to_ascii_lowercase();
    let shells = &scene.machine.facts().shells;
    let known = shells.get(name.trim_end_matches(".exe"));
    launched.shell = Some(match known {
        Some(installed) if !program.contains('\\') => installed.path.clone(),
        _ => program.to_owned(),
    });
    let login =
        rest.split_whitespace().any(|word| matches!(word, "-l" | "--login" | "-li" | "-il"));
    launched.mode = scene.mode.or(Some(Mode { login, ..Mode::INTERACTIVE }));
}
