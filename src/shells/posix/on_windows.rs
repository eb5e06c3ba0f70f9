//! What a shell of Git for Windows, MSYS2 or Cygwin finds in its environment besides what Windows gives it.

use super::initial::{builtin, filled, own, unless_given};
use super::state::State;
use crate::machine::Machine;
use crate::machine::mounts::Runtime;
use crate::shells::Start;
use crate::value::{Unknown, Value};

const HOME: &str = "winsup uinfo.cc, nsswitch.conf db_home";

/// HOME, MSYSTEM and TERM (winsup `environ.cc` and `uinfo.cc`; git-for-windows `git-wrapper.c`).
pub fn variables(state: &mut State, start: &Start, machine: &dyn Machine, runtime: Runtime) {
    if runtime == Runtime::Git {
        let arm = start.facts.arch.as_deref() == Some("arm64");
        let system = if arm { "CLANGARM64" } else { "MINGW64" };
        unless_given(state, "MSYSTEM", system, "git-bash.exe, git-wrapper.c", true);
    }
    if state.value("HOME").is_none_or(|home| home.is_empty() == Some(true)) {
        home(state, start, machine, runtime);
        state.entry("HOME").export(true);
    }
    if runtime == Runtime::Git && is_wrapper(&start.installed.path) {
        wrapped(state);
    }
    let told = state.value("TERM").and_then(|term| term.text().map(|term| term != "msys"));
    if told != Some(true) {
        let reason = "is xterm in a window of its own, and xterm-256color or cygwin in a console";
        filled(state, "TERM", reason, "winsup environ.cc; mintty(1)");
        state.entry("TERM").export(true);
    }
}

/// `Git\bin\bash.exe` only starts the one below `usr` (git-wrapper.c).
fn is_wrapper(path: &str) -> bool {
    let lower = path.to_ascii_lowercase().replace('/', "\\");
    lower.ends_with("\\bin\\bash.exe") && !lower.ends_with("\\usr\\bin\\bash.exe")
}

/// The wrapper puts the installation's own directories, and the user's, in front of PATH.
fn wrapped(state: &mut State) {
    let rule = "git-wrapper.c";
    let text = |text: String| Value::known(text, builtin(rule));
    let system =
        state.value("MSYSTEM").and_then(|value| value.text().map(|text| text.to_ascii_lowercase()));
    let system = system.unwrap_or_else(|| "mingw64".to_owned());
    let home = state.value("HOME").unwrap_or_default();
    let mut path =
        text(format!("/{system}/bin:/usr/bin:")).then(home).then(text("/bin".to_owned()));
    if let Some(given) = state.value("PATH").filter(|given| given.is_empty() != Some(true)) {
        path = path.then(text(":".to_owned())).then(given);
    }
    state.set("PATH", path, builtin(rule));
    state.entry("PATH").export(true);
}

/// The home of the account, by the schemes that `/etc/nsswitch.conf` lists (Cygwin User's Guide, "The db_home setting").
fn home(state: &mut State, start: &Start, machine: &dyn Machine, runtime: Runtime) {
    let schemes = listed(state, machine).unwrap_or_else(|| match runtime {
        Runtime::Git => "env windows cygwin desc".to_owned(),
        _ => "cygwin desc".to_owned(),
    });
    let user = &start.facts.user;
    for scheme in schemes.split_whitespace() {
        match scheme {
            "env" => {
                let found = by_environment(state, machine);
                return own(
                    state,
                    "HOME",
                    state.paths.shell(&found.unwrap_or(user.home.clone())),
                    HOME,
                    false,
                );
            }
            "windows" => {
                return own(state, "HOME", state.paths.shell(&user.home), HOME, false);
            }
            // Written in a comment of the account, which hardly anybody does.
            "cygwin" | "desc" => {}
            path if path.starts_with('/') && !path.contains('%') => {
                return own(state, "HOME", path, HOME, false);
            }
            path if path.starts_with('/') => {
                let text = path.replace("%U", &user.name).replace("%_", " ").replace("%%", "%");
                if !text.contains('%') {
                    return own(state, "HOME", text, HOME, false);
                }
                return unsure(state, path);
            }
            other => return unsure(state, other),
        }
    }
    own(state, "HOME", format!("/home/{}", user.name), HOME, false);
}

fn unsure(state: &mut State, scheme: &str) {
    let reason = format!("is the home by `db_home: {scheme}` of /etc/nsswitch.conf");
    state.set("HOME", Value::unknown(Unknown::new(reason, builtin(HOME))), builtin(HOME));
}

/// HOMEDRIVE and HOMEPATH where they name a directory.
fn by_environment(state: &State, machine: &dyn Machine) -> Option<String> {
    let text = |name: &str| Some(state.value(name)?.text()?.into_owned());
    let path = format!("{}{}", text("HOMEDRIVE")?, text("HOMEPATH")?);
    machine.is_directory(&path).then_some(path)
}

/// What `/etc/nsswitch.conf` says of homes.
fn listed(state: &State, machine: &dyn Machine) -> Option<String> {
    let bytes = machine.read(&state.paths.machine("/etc/nsswitch.conf")).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let line = lines.filter_map(|line| line.strip_prefix("db_home:")).next_back()?;
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}
