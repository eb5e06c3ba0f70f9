//! bash.

use super::posix::dialect::Dialect;
use super::posix::errand::errand;
use super::posix::initial::{
    builtin, filled, level, own, processor, state, system_type, unknown, unless_given,
    working_directory,
};
use super::posix::paths::Paths;
use super::posix::session::Session;
use super::posix::state::State;
use super::posix::{on_windows, outline, session, traps};
use super::trap::Trap;
use super::{Action, Errand, Host, Interpreter, Launcher, Mode, Outline, Shell, Start, Step};
use crate::machine::mounts::Spelling;
use crate::machine::{Facts, Installed, Machine, Platform};
use crate::text::Decoded;
use crate::value::{Shape, Unknown, Value};

const RULE: &str = "bash(1) INVOCATION; shell.c run_startup_files, bash 5.2";
const VARIABLES: &str = "bash(1) \"Shell Variables\", bash 5.2";

/// bash 3.2 to 5.x; on Windows the one of Git for Windows, MSYS2 or Cygwin.
pub struct Bash;

impl Shell for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn title(&self) -> &'static str {
        "bash"
    }

    fn offered(&self) -> (&'static [&'static str], u8) {
        (&["Git Bash"], 0)
    }

    fn claims(&self, file_name: &str) -> bool {
        file_name.ends_with(".bash") || file_name.trim_start_matches('.').starts_with("bash")
    }

    /// `git-bash.exe` and the MSYS2 shortcuts start `bash --login -i` (mingw-w64-git, git-bash.rc).
    fn login_by_default(&self, platform: Platform) -> bool {
        platform != Platform::Linux
    }

    fn plan(&self, start: &Start) -> Vec<Step> {
        plan(start)
    }

    fn interpreter(&self, start: &Start, host: &mut dyn Host) -> Box<dyn Interpreter> {
        let paths = Paths::new(start);
        let dialect = Dialect { posix: is_posix(start), ..Dialect::BASH };
        let mut state = state(start, dialect, &paths);
        if let Some(runtime) = paths.runtime() {
            on_windows::variables(&mut state, start, host.machine(), runtime);
        }
        variables(&mut state, start, &paths);
        // A directory that is gone is not taken over (variables.c `set_pwd`).
        let old = state.value("OLDPWD").and_then(|old| old.text().map(|old| paths.machine(&old)));
        if old.is_some_and(|old| !host.machine().is_directory(&old)) {
            state.unset("OLDPWD", builtin(VARIABLES));
        }
        Box::new(Session::new(state, paths, allows))
    }

    fn decode(&self, facts: &Facts, bytes: &[u8]) -> Decoded {
        session::decode_script(bytes, facts.platform.is_windows())
    }

    fn list_separator(&self, _: &Facts) -> char {
        ':'
    }

    fn machine_path(&self, start: &Start, path: &str) -> String {
        Paths::new(start).machine(path)
    }

    fn mounts(&self, machine: &dyn Machine, installed: &Installed) -> Spelling {
        session::mounts(machine, installed)
    }

    fn errand(&self, arguments: &[String]) -> Option<Errand> {
        errand(arguments, Dialect::BASH)
    }

    fn traps(&self, text: &str) -> Vec<Trap> {
        traps::traps(text, Dialect::BASH)
    }

    fn outline(&self, text: &str) -> Outline {
        outline::outline(text, Dialect::BASH)
    }
}

/// Distributions whose bash is built without a system-wide rc file.
fn has_system_rc(facts: &Facts) -> bool {
    let without = ["fedora", "rhel", "centos", "rocky", "almalinux", "alpine", "void"];
    let version = facts.version.as_deref().unwrap_or_default();
    facts.platform == Platform::Linux && !without.iter().any(|name| version.starts_with(name))
}

fn step(action: Action, skipped: Option<&str>) -> Step {
    Step { action, rule: RULE, skipped: skipped.map(str::to_owned) }
}

fn plan(start: &Start) -> Vec<Step> {
    let mode = start.mode;
    let source = |name: &str, skipped| step(Action::Source(name.into()), skipped);
    let mut steps = Vec::new();
    if is_posix(start) {
        // In its POSIX manner an interactive bash reads $ENV and nothing else (bash(1) INVOCATION).
        let no_prompt = (!mode.interactive).then_some("only an interactive shell reads it");
        return vec![source("${ENV}", no_prompt)];
    }
    let no_login = (!mode.login).then_some("only a login shell reads it");
    let barred = mode.noprofile.then_some("--noprofile and --norc leave it out");
    steps.push(source("/etc/profile", no_login.or(barred)));
    let profiles = ["~/.bash_profile", "~/.bash_login", "~/.profile"].map(str::to_owned);
    steps.push(step(Action::SourceFirst(profiles.into()), no_login.or(barred)));
    // A command that sshd runs is taken for interactive enough to read the rc files (SSH_SOURCE_BASHRC).
    let remote = start.launcher == Launcher::Ssh && !mode.login && !mode.interactive;
    let no_rc = match (mode.login, mode.interactive || remote) {
        (true, _) => Some("a login shell does not read it by itself"),
        (false, false) => Some("only an interactive shell reads it"),
        _ => None,
    };
    if has_system_rc(&start.facts) {
        steps.push(source("/etc/bash.bashrc", no_rc.or(barred)));
    }
    steps.push(source("~/.bashrc", no_rc.or(barred)));
    let no_env = match (mode.interactive, remote) {
        (true, _) => Some("only a shell that runs a script reads it"),
        (_, true) => Some("a command that sshd runs reads ~/.bashrc instead"),
        _ => None,
    };
    steps.push(source("${BASH_ENV}", no_env));
    steps
}

/// Whether it begins in its POSIX manner: told so, or by a variable that is there, be it empty (bash(1), `--posix`).
pub(super) fn is_posix(start: &Start) -> bool {
    start.mode.posix || start.given("POSIXLY_CORRECT").is_some()
}

fn allows(state: &State, name: &str) -> Result<(), String> {
    match name {
        "${BASH_ENV}"
            if state.value("BASH_ENV").is_none_or(|value| value.is_empty() == Some(true)) =>
        {
            Err("BASH_ENV is not set".to_owned())
        }
        "${ENV}" if state.value("ENV").is_none_or(|value| value.is_empty() == Some(true)) => {
            Err("ENV is not set".to_owned())
        }
        _ => Ok(()),
    }
}

fn variables(state: &mut State, start: &Start, paths: &Paths) {
    let facts = &start.facts;
    level(state, VARIABLES, true);
    working_directory(state, VARIABLES);
    let path = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.";
    unless_given(state, "PATH", path, "bash config-top.h DEFAULT_PATH_VALUE", false);
    unless_given(state, "TERM", "dumb", VARIABLES, false);
    if let Some(shell) = &facts.user.shell {
        unless_given(state, "SHELL", shell, VARIABLES, false);
    }
    own(state, "BASH", paths.shell(&start.installed.path), VARIABLES, false);
    own(state, "IFS", " \t\n", VARIABLES, false);
    own(state, "OPTIND", "1", VARIABLES, false);
    system_type(state, start, VARIABLES);
    match processor(start) {
        Some(processor) => own(state, "HOSTTYPE", processor, VARIABLES, false),
        None => {
            unknown(state, "HOSTTYPE", "depends on the processor, which is not recorded", VARIABLES)
        }
    }
    match (processor(start), facts.platform) {
        (Some(processor), Platform::Linux) => {
            own(state, "MACHTYPE", format!("{processor}-pc-linux-gnu"), VARIABLES, false);
        }
        _ => unknown(state, "MACHTYPE", "depends on how bash was built", VARIABLES),
    }
    version(state, start.installed.version.as_deref());
    super::posix::initial::user_numbers(state, start, VARIABLES);
    match &facts.host {
        Some(host) => unless_given(state, "HOSTNAME", host, VARIABLES, false),
        None if state.is_set("HOSTNAME") => {}
        None => filled(state, "HOSTNAME", "is the machine's name", VARIABLES),
    }
    unknown(state, "_", "holds the last argument of the command before", VARIABLES);
    terminal(state, start);
}

/// `BASH_VERSION` and `BASH_VERSINFO` (bash(1)): the build number behind the release is never recorded.
fn version(state: &mut State, version: Option<&str>) {
    let numbers: Vec<&str> =
        version.unwrap_or_default().split('.').filter(|one| !one.is_empty()).collect();
    let known = match numbers.len() {
        0 => String::new(),
        1 | 2 => format!("{}.", numbers.join(".")),
        _ => format!("{}(", numbers.join(".")),
    };
    let why = |reason: &str| Unknown::new(reason, builtin(VARIABLES)).shaped(Shape::Filled);
    let rest = Value::unknown(why("ends in a build number that is not recorded"));
    let text = match known.is_empty() {
        true => Value::unknown(why("is not recorded")),
        false => Value::known(known, builtin(VARIABLES)).then(rest),
    };
    state.set("BASH_VERSION", text, builtin(VARIABLES));
    let number = |at: usize| match numbers.get(at) {
        Some(number) => Value::known(*number, builtin(VARIABLES)),
        None => Value::unknown(why("is not recorded").shaped(Shape::Number)),
    };
    let machine = state.value("MACHTYPE").unwrap_or_default();
    let build = Value::unknown(why("is a build number that is not recorded").shaped(Shape::Number));
    let release = Value::known("release", builtin(VARIABLES));
    let parts = vec![number(0), number(1), number(2), build, release, machine];
    state.set_array("BASH_VERSINFO", parts, builtin(VARIABLES));
    state.entry("BASH_VERSINFO").readonly = true;
}

/// What asks for a command: a shell in a terminal has it, one that runs a script drops it (shell.c).
pub(super) fn prompts(state: &mut State, mode: Mode) {
    if mode.interactive {
        unless_given(state, "PS1", "\\s-\\v\\$ ", VARIABLES, false);
        unless_given(state, "PS2", "> ", VARIABLES, false);
        return;
    }
    for name in ["PS1", "PS2"] {
        if state.is_set(name) {
            state.unset(name, builtin(VARIABLES));
        }
    }
}

/// What only a shell in a terminal has.
fn terminal(state: &mut State, start: &Start) {
    prompts(state, start.mode);
    if start.mode.interactive {
        unknown(state, "COLUMNS", "is the width of the terminal", VARIABLES);
        unknown(state, "LINES", "is the height of the terminal", VARIABLES);
        if let Some(home) = state.value("HOME") {
            let file = home.then(Value::known("/.bash_history", builtin(VARIABLES)));
            state.set("HISTFILE", file, builtin(VARIABLES));
        }
        state.options.turn("expand_aliases", true);
    }
    unless_given(state, "PS4", "+ ", VARIABLES, false);
    if start.mode.interactive {
        unless_given(state, "MAILCHECK", "60", VARIABLES, false);
        state.entry("MAILCHECK").integer = true;
    }
    own(state, "OPTERR", "1", VARIABLES, false);
    own(state, "COMP_WORDBREAKS", " \t\n\"'@><=;|&(:", VARIABLES, false);
    loadables(state, start);
}

/// Where `enable -f` looks, as bash is built by default (config-top.h); releases before 4.4 have no such variable.
fn loadables(state: &mut State, start: &Start) {
    let name = "BASH_LOADABLES_PATH";
    let new = start.installed.version.as_deref().is_some_and(|version| version.starts_with("5."));
    match (new, super::posix::library::is_of_debian(&start.facts)) {
        (true, true) => {
            let path = "/usr/local/lib/bash:/usr/lib/bash:/opt/local/lib/bash:/usr/pkg/lib/bash:/opt/pkg/lib/bash:.";
            unless_given(state, name, path, "bash config-top.h", false);
        }
        _ if state.is_set(name) => {}
        _ => unknown(state, name, "depends on how bash was built", VARIABLES),
    }
}
