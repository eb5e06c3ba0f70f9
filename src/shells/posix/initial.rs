//! What every shell of the family takes over and sets before it reads a file.

use super::dialect::Dialect;
use super::paths::Paths;
use super::state::{Options, State};
use crate::shells::{OTHERS, Start};
use crate::value::{Origin, Shape, Unknown, Value};

/// Names an MSYS program finds in capitals (msys2-runtime, environ.cc).
const CAPITALS: &[&str] = &[
    "COMMONPROGRAMFILES",
    "COMSPEC",
    "MSYSTEM",
    "PATH",
    "PROGRAMFILES",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "WINDIR",
];

/// A shell with its given environment and directory.
pub fn state(start: &Start, dialect: Dialect, paths: &Paths) -> State {
    let mut options = Options::default();
    options.interactive = start.mode.interactive;
    options.login = start.mode.login;
    let mut state = State::new(dialect, options);
    state.paths = paths.clone();
    for given in &start.given {
        let name = imported_name(&given.name, paths);
        let identifier = super::parser::name_len(&name) == name.len();
        if super::handed::import(&mut state, &name, &given.value) {
            continue;
        }
        // dash drops what it could not name itself.
        if (dialect.is_dash() && !identifier) || name == "IFS" || name == OTHERS {
            continue;
        }
        let value = imported(&name, &given.value, paths);
        let origin = value.origins().into_iter().next();
        let origin = origin.unwrap_or_else(|| Origin::Parent("the parent process".into()));
        state.set(&name, value, origin);
        state.entry(&name).export(true);
    }
    state.cwd = Value::known(
        paths.shell(&start.cwd),
        Origin::Parent("the directory the shell starts in".into()),
    );
    state.zero = Value::known(start.installed.path.as_str(), builtin("the shell's own name"));
    state
}

fn imported_name(name: &str, paths: &Paths) -> String {
    let upper = name.to_ascii_uppercase();
    if paths.is_msys() && CAPITALS.contains(&upper.as_str()) { upper } else { name.to_owned() }
}

/// An MSYS program gets lists and directories in its own spelling.
fn imported(name: &str, value: &Value, paths: &Paths) -> Value {
    match paths.is_list(name) {
        Some(true) => {}
        Some(false) => return value.map_text(|path| paths.shell(path)),
        None => return value.clone(),
    }
    let entries =
        value.entries(';').into_iter().filter(|entry| entry.value.is_empty() != Some(true));
    Value::from_entries(entries.map(|entry| entry.value.map_text(|path| paths.shell(path))), ':')
}

/// The origin of what the shell sets by itself.
pub fn builtin(rule: &str) -> Origin {
    Origin::Builtin(rule.into())
}

/// Sets a variable that the shell itself makes.
pub fn own(state: &mut State, name: &str, text: impl Into<String>, rule: &str, exported: bool) {
    state.set(name, Value::known(text.into(), builtin(rule)), builtin(rule));
    if exported {
        state.entry(name).export(true);
    }
}

/// Sets a variable whose value nobody can know beforehand.
pub fn unknown(state: &mut State, name: &str, reason: &str, rule: &str) {
    let value = Value::unknown(Unknown::new(reason, builtin(rule)));
    state.set(name, value, builtin(rule));
}

/// The same where it is known not to be empty.
pub fn filled(state: &mut State, name: &str, reason: &str, rule: &str) {
    let unknown = Unknown::new(reason, builtin(rule)).shaped(Shape::Filled);
    state.set(name, Value::unknown(unknown), builtin(rule));
}

/// `UID` and `EUID`; MSYS2 numbers the users of Windows by a rule that is not followed.
pub fn user_numbers(state: &mut State, start: &Start, rule: &str) {
    for name in ["UID", "EUID"] {
        match start.facts.user.uid {
            Some(uid) => own(state, name, uid.to_string(), rule, false),
            None => {
                let reason = "is the user's number, which is not recorded";
                let unknown = Unknown::new(reason, builtin(rule)).shaped(Shape::Positive);
                state.set(name, Value::unknown(unknown), builtin(rule));
            }
        }
    }
}

/// Sets a variable unless it was given.
pub fn unless_given(state: &mut State, name: &str, text: &str, rule: &str, exported: bool) {
    if !state.is_set(name) {
        own(state, name, text, rule, exported);
    }
}

/// `PWD`: the directory, in the spelling that was given if that leads there (POSIX 2.5.3).
pub fn working_directory(state: &mut State, rule: &str) {
    let cwd = state.cwd.clone();
    let given = state.value("PWD");
    let same = given
        .as_ref()
        .and_then(Value::text)
        .is_some_and(|text| cwd.text().is_some_and(|cwd| cwd == text));
    if !same {
        state.set("PWD", cwd, builtin(rule));
    }
    state.entry("PWD").export(true);
}

/// `SHLVL`, one more than what was given.
pub fn level(state: &mut State, rule: &str, bounded: bool) {
    let given = state.value("SHLVL");
    let level = match given.as_ref().map(Value::text) {
        None => 1,
        Some(Some(text)) => match text.trim().parse::<i64>() {
            Ok(level) if bounded && level < 0 => 0,
            Ok(level) if bounded && level + 1 >= 1000 => 1,
            Ok(level) => level + 1,
            Err(_) => 1,
        },
        Some(None) => {
            unknown(state, "SHLVL", "is one more than the parent's, which is not known", rule);
            state.entry("SHLVL").export(true);
            return;
        }
    };
    own(state, "SHLVL", level.to_string(), rule, true);
}

/// `OSTYPE`, such as `linux-gnu`.
pub fn system_type(state: &mut State, start: &Start, rule: &str) {
    use crate::machine::Platform;
    use crate::machine::mounts::Runtime;
    let text = match (start.facts.platform, state.paths.runtime()) {
        (Platform::Linux, _) => "linux-gnu",
        (Platform::MacOs, _) => "darwin",
        (_, Some(Runtime::Cygwin)) => "cygwin",
        (_, Some(Runtime::Msys2)) => {
            let reason = "is msys in installations before mid-2024, cygwin in later ones";
            return filled(state, "OSTYPE", reason, rule);
        }
        _ => "msys",
    };
    own(state, "OSTYPE", text, rule, false);
}

/// The processor as `uname -m` names it.
pub fn processor(start: &Start) -> Option<&'static str> {
    let mac = start.facts.platform == crate::machine::Platform::MacOs;
    match start.facts.arch.as_deref()? {
        "amd64" => Some("x86_64"),
        "arm64" if mac => Some("arm64"),
        "arm64" => Some("aarch64"),
        _ => None,
    }
}
