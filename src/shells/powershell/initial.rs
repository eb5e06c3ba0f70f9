//! A session before its first profile: the block, the paths, the automatic variables.

use super::evaluator::globals;
use super::profiles;
use super::state::State;
use crate::environment::Variables;
use crate::machine::Machine;
use crate::shells::Start;
use crate::value::{Origin, Value};

/// A session before its first profile.
pub fn state(desktop: bool, start: &Start, machine: &dyn Machine) -> State {
    let home = home_of(machine, &start.installed.path);
    let environment = environment(start, machine, desktop, &home);
    let version = version(desktop, start.installed.version.as_deref());
    let mut state = State::new(start.facts.clone(), desktop, version, environment);
    let cwd = directory(start, machine);
    state.location.path.clone_from(&cwd);
    state.process_directory = cwd;
    state.user_home = profiles::user_home(start);
    state.profiles = profiles::paths(start, machine, desktop, &home);
    state.home = home;
    state.started = Some((start.mode, start.launcher));
    globals::prepare(&mut state);
    state
}

/// Where it begins: on Unix .NET asks getcwd(3), which knows no links, and no PWD (`Environment.CurrentDirectory`).
fn directory(start: &Start, machine: &dyn Machine) -> String {
    let real = match start.facts.platform.is_windows() {
        true => None,
        false => machine.real_path(&start.cwd).ok(),
    };
    real.unwrap_or_else(|| start.cwd.clone())
}

/// `$PSHOME`: the directory of the program, links followed.
fn home_of(machine: &dyn Machine, program: &str) -> String {
    let real = machine.real_path(program).unwrap_or_else(|_| program.to_owned());
    machine.platform().parent(&real).unwrap_or_default().to_owned()
}

fn version(desktop: bool, text: Option<&str>) -> [i64; 4] {
    let mut version = if desktop { [5, 1, 19041, 1] } else { [7, 6, 0, -1] };
    for (slot, part) in version.iter_mut().zip(text.unwrap_or_default().split('.')) {
        if let Ok(number) = part.parse() {
            *slot = number;
        }
    }
    version
}

/// The block, with what PowerShell itself changes before the first profile.
fn environment(start: &Start, machine: &dyn Machine, desktop: bool, home: &str) -> Variables {
    let windows = start.facts.platform.is_windows();
    let mut variables = Variables::new(windows);
    for given in &start.given {
        let origin = given.value.origins().into_iter().next();
        let origin = origin.unwrap_or_else(|| Origin::Parent("the parent process".into()));
        variables.export(&given.name, given.value.clone(), origin);
    }
    let origin = Origin::Builtin("PowerShell, before the first profile".into());
    if !desktop {
        let separator = start.facts.platform.list_separator();
        let path = prefixed(variables.value("PATH"), home, separator, &origin);
        variables.export("PATH", path, origin.clone());
    }
    if windows {
        let value = variables.value("PATHEXT").cloned();
        let text = value.as_ref().map(Value::text);
        if !matches!(text, Some(None)) {
            let old = text.flatten();
            let new = super::startup::pathext(old.as_deref());
            let added =
                new.strip_prefix(old.as_deref().unwrap_or_default()).unwrap_or(&new).to_owned();
            let mut pathext = value.clone().unwrap_or_default();
            if !added.is_empty() {
                pathext.push(added, origin.clone());
                variables.export("PATHEXT", pathext, origin.clone());
            }
        }
    }
    profiles::module_path(&mut variables, start, machine, desktop, home, &origin);
    variables
}

/// PATH with the program's directory in front, the other entries keeping their writers.
fn prefixed(path: Option<&Value>, home: &str, separator: char, origin: &Origin) -> Value {
    let prefix = format!("{home}{separator}");
    let begins = path.and_then(Value::text).is_some_and(|text| text.starts_with(&prefix));
    match (begins, path) {
        (true, Some(path)) => path.clone(),
        (_, path) => Value::known(prefix, origin.clone()).then(path.cloned().unwrap_or_default()),
    }
}
