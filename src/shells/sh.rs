//! `sh`: dash on Debian, bash in its POSIX manner on macOS and in Git for Windows.

use super::posix::dialect::{Dialect, Family};
use super::posix::errand::errand;
use super::posix::initial::{level, own, state, unknown, unless_given, working_directory};
use super::posix::paths::Paths;
use super::posix::session::Session;
use super::posix::state::State;
use super::posix::{outline, session, traps};
use super::trap::Trap;
use super::{Action, Errand, Host, Interpreter, Outline, Shell, Start, Step};
use crate::machine::mounts::Spelling;
use crate::machine::{Facts, Installed, Machine, Platform};
use crate::text::Decoded;

const RULE: &str =
    "dash(1) INVOCATION, dash 0.5.12; bash(1) INVOCATION, \"If bash is invoked with the name sh\"";
const VARIABLES: &str = "dash(1), POSIX 2.5.3";

/// The system's `sh`.
pub struct Sh;

impl Shell for Sh {
    fn name(&self) -> &'static str {
        "sh"
    }

    fn title(&self) -> &'static str {
        "sh"
    }

    fn claims(&self, file_name: &str) -> bool {
        file_name.ends_with(".sh") || matches!(file_name, "profile" | ".profile")
    }

    fn plan(&self, start: &Start) -> Vec<Step> {
        plan(start)
    }

    fn interpreter(&self, start: &Start, _: &mut dyn Host) -> Box<dyn Interpreter> {
        let paths = Paths::new(start);
        let dialect = dialect(&start.facts, &start.installed);
        let mut state = state(start, dialect, &paths);
        variables(&mut state, start, dialect);
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
        errand(arguments, Dialect::DASH)
    }

    fn traps(&self, text: &str) -> Vec<Trap> {
        traps::traps(text, Dialect::BASH)
    }

    fn outline(&self, text: &str) -> Outline {
        outline::outline(text, Dialect::BASH)
    }
}

/// What the program really is.
fn dialect(facts: &Facts, installed: &Installed) -> Dialect {
    match installed.variant.as_deref() {
        Some("bash") => Dialect { family: Family::Bash, posix: true },
        None if facts.platform != Platform::Linux => Dialect { family: Family::Bash, posix: true },
        _ => Dialect::DASH,
    }
}

fn plan(start: &Start) -> Vec<Step> {
    let mode = start.mode;
    let no_login = (!mode.login).then_some("only a login shell reads it");
    let no_prompt = (!mode.interactive).then_some("only an interactive shell reads it");
    let step = |name: &str, skipped: Option<&str>| Step {
        action: Action::Source(name.to_owned()),
        rule: RULE,
        skipped: skipped.map(str::to_owned),
    };
    // bash under this name has options of its own, and is told by a variable to read no profile.
    let bash = dialect(&start.facts, &start.installed).is_bash();
    let barred = (bash && mode.noprofile).then_some("--noprofile leaves it out");
    let posix = (bash && super::bash::is_posix(start)).then_some("its POSIX manner leaves it out");
    let profiles = no_login.or(barred).or(posix);
    vec![step("/etc/profile", profiles), step("~/.profile", profiles), step("${ENV}", no_prompt)]
}

fn allows(state: &State, name: &str) -> Result<(), String> {
    match name {
        "${ENV}" if state.value("ENV").is_none_or(|value| value.is_empty() == Some(true)) => {
            Err("ENV is not set".to_owned())
        }
        _ => Ok(()),
    }
}

fn variables(state: &mut State, start: &Start, dialect: Dialect) {
    if dialect.is_bash() {
        level(state, VARIABLES, true);
        let path = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.";
        unless_given(state, "PATH", path, "bash config-top.h DEFAULT_PATH_VALUE", false);
    } else {
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        unless_given(state, "PATH", path, "dash 0.5.12 var.c", false);
    }
    working_directory(state, VARIABLES);
    own(state, "IFS", " \t\n", VARIABLES, false);
    own(state, "OPTIND", "1", VARIABLES, false);
    prompts(state, start, dialect);
    unless_given(state, "PS4", "+ ", VARIABLES, false);
}

/// What asks for a command: dash has it in every mode (var.c), bash in a terminal only (shell.c).
fn prompts(state: &mut State, start: &Start, dialect: Dialect) {
    if dialect.is_bash() {
        return super::bash::prompts(state, start.mode);
    }
    match start.installed.variant.as_deref() {
        Some("busybox") if !state.is_set("PS1") => {
            unknown(state, "PS1", "depends on how busybox was built", VARIABLES);
        }
        _ if start.facts.user.root => unless_given(state, "PS1", "# ", VARIABLES, false),
        _ => unless_given(state, "PS1", "$ ", VARIABLES, false),
    }
    unless_given(state, "PS2", "> ", VARIABLES, false);
}
