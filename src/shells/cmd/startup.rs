//! What cmd does when it starts: AutoRun, and the variables it sets by itself.

use std::rc::Rc;

use super::lookup::DEFAULT_PATHEXT;
use super::state::{Level, State};
use crate::environment::{Named, Variables};
use crate::machine::{Machine, RegistryData};
use crate::shells::{Action, Start, Step};
use crate::value::{Origin, Value};

const MACHINE_KEY: &str = "HKLM\\Software\\Microsoft\\Command Processor";
const USER_KEY: &str = "HKCU\\Software\\Microsoft\\Command Processor";

/// The steps of a start; every mode takes the same, `/d` leaves AutoRun out.
pub fn plan(start: &Start) -> Vec<Step> {
    let skipped = start.mode.noprofile.then(|| "/d keeps AutoRun from being run".to_owned());
    [MACHINE_KEY, USER_KEY]
        .into_iter()
        .map(|key| Step {
            action: Action::Registry { key, name: "AutoRun" },
            rule: "cmd /?: AutoRun of HKEY_LOCAL_MACHINE, then of HKEY_CURRENT_USER",
            skipped: skipped.clone(),
        })
        .collect()
}

/// The AutoRun texts, machine first, each with the name of its value.
pub fn auto_run(machine: &dyn Machine) -> Vec<(String, String)> {
    let text = |key: &str| {
        let value = machine.registry_value(key, "AutoRun")?;
        value.data.text().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let keys = [MACHINE_KEY, USER_KEY].into_iter();
    keys.filter_map(|key| Some((format!("{key} AutoRun"), text(key)?))).collect()
}

/// The state before anything is read.
pub fn state(start: &Start, machine: &dyn Machine) -> State {
    let mut variables = Variables::new(true);
    for given in &start.given {
        let origin = given.value.origins().into_iter().next();
        let origin = origin.unwrap_or_else(|| Origin::Parent("the parent process".into()));
        variables.export(&given.name, given.value.clone(), origin);
    }
    add_own(&mut variables);
    let cwd = working_directory(start, machine, &variables);
    remember_drive(&mut variables, &cwd);
    State {
        variables: Rc::new(variables),
        cwd,
        level: Level::Known(0),
        code: Level::Known(0),
        exited: None,
        extensions: flag(machine, "EnableExtensions", true),
        delayed: flag(machine, "DelayedExpansion", false),
        delayed_unknown: None,
        directories: Rc::default(),
        macros: Named::default(),
        doubts: Rc::default(),
        cut: None,
        saved: Rc::default(),
        arguments: None,
        loops: Rc::default(),
        visible: 0,
        output: None,
        errors: None,
        echo: Some(true),
        jumped: false,
        left: 0,
        fork: None,
    }
}

/// The hidden variable that holds the directory of the drive cmd starts on.
fn remember_drive(variables: &mut Variables, cwd: &Value) {
    let drive = cwd.text().and_then(|cwd| cwd.get(..2).map(str::to_ascii_uppercase));
    if let Some(drive) = drive.filter(|drive| drive.ends_with(':')) {
        let origin = Origin::Builtin("the directory of the drive".into());
        variables.export(&format!("={drive}"), cwd.clone(), origin);
    }
}

/// `COMSPEC`, `PATHEXT` and `PROMPT` are set where they are missing; children get them too.
fn add_own(variables: &mut Variables) {
    let root =
        variables.value("SystemRoot").and_then(Value::text).map(std::borrow::Cow::into_owned);
    let root = root.unwrap_or_else(|| "C:\\Windows".to_owned());
    for (name, text) in [
        ("COMSPEC", format!("{root}\\system32\\cmd.exe")),
        ("PATHEXT", DEFAULT_PATHEXT.to_owned()),
        ("PROMPT", "$P$G".to_owned()),
    ] {
        if variables.value(name).is_none() {
            let origin = Origin::Builtin("cmd sets it when it is missing".into());
            variables.export(name, Value::known(text, origin.clone()), origin);
        }
    }
}

/// Command extensions and delayed expansion of a cmd that is told neither.
pub fn switches(machine: &dyn Machine) -> (bool, bool) {
    (flag(machine, "EnableExtensions", true), flag(machine, "DelayedExpansion", false))
}

/// The user's value beats the machine's (`cmd /?`).
fn flag(machine: &dyn Machine, name: &str, otherwise: bool) -> bool {
    for key in [USER_KEY, MACHINE_KEY] {
        match machine.registry_value(key, name).map(|value| value.data) {
            Some(RegistryData::Dword(number)) => return number != 0,
            _ => continue,
        }
    }
    otherwise
}

/// cmd cannot stand in a share, unless `DisableUNCCheck` says so (KB156276).
fn working_directory(start: &Start, machine: &dyn Machine, variables: &Variables) -> Value {
    let origin = Origin::Parent("the directory it is started in".into());
    let share = start.cwd.starts_with("\\\\") && !flag(machine, "DisableUNCCheck", false);
    match variables.value("SystemRoot") {
        Some(root) if share => root.clone(),
        _ => Value::known(start.cwd.as_str(), origin),
    }
}
