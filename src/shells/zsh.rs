//! zsh.

use super::posix::dialect::Dialect;
use super::posix::errand::errand;
use super::posix::initial::{
    builtin, filled, level, own, processor, state, system_type, unknown, unless_given,
};
use super::posix::paths::Paths;
use super::posix::session::Session;
use super::posix::state::{Alias, AliasKind, Slot, State, numbered};
use super::posix::{library, outline, session, traps};
use super::trap::Trap;
use super::{Action, Errand, Host, Interpreter, Outline, Shell, Start, Step};
use crate::machine::mounts::Spelling;
use crate::machine::terminals::device_of_window;
use crate::machine::{Facts, Installed, Machine, Platform};
use crate::text::Decoded;
use crate::value::{Shape, Unknown, Value};

const RULE: &str = "zsh(1) STARTUP/SHUTDOWN FILES; Src/init.c run_init_scripts, zsh 5.9";
const VARIABLES: &str = "zshparam(1), zsh 5.9";

/// zsh 5.x.
pub struct Zsh;

impl Shell for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn title(&self) -> &'static str {
        "zsh"
    }

    fn claims(&self, file_name: &str) -> bool {
        let plain = file_name.trim_start_matches('.');
        file_name.ends_with(".zsh")
            || (plain.starts_with('z')
                && ["zshrc", "zshenv", "zprofile", "zlogin", "zlogout"].contains(&plain))
    }

    fn plan(&self, start: &Start) -> Vec<Step> {
        plan(start)
    }

    fn interpreter(&self, start: &Start, _: &mut dyn Host) -> Box<dyn Interpreter> {
        let paths = Paths::new(start);
        let mut state = state(start, Dialect::ZSH, &paths);
        variables(&mut state, start);
        if start.mode.posix {
            state.emulate("sh");
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
        errand(arguments, Dialect::ZSH)
    }

    fn traps(&self, text: &str) -> Vec<Trap> {
        traps::traps(text, Dialect::ZSH)
    }

    fn outline(&self, text: &str) -> Outline {
        outline::outline(text, Dialect::ZSH)
    }
}

/// Where the system-wide files are: `/etc` as shipped, `/etc/zsh` on Debian, Ubuntu and Arch.
fn global_directory(facts: &Facts) -> &'static str {
    let version = facts.version.as_deref().unwrap_or_default();
    let plain = ["fedora", "rhel", "centos", "rocky", "almalinux", "opensuse", "alpine"];
    match facts.platform {
        Platform::Linux if !plain.iter().any(|name| version.starts_with(name)) => "/etc/zsh",
        _ => "/etc",
    }
}

fn plan(start: &Start) -> Vec<Step> {
    let mode = start.mode;
    let etc = global_directory(&start.facts);
    let no_login = (!mode.login).then_some("only a login shell reads it");
    let no_prompt = (!mode.interactive).then_some("only an interactive shell reads it");
    if mode.posix {
        // `--emulate sh`, or the name of such a shell (zsh(1), COMPATIBILITY).
        return vec![
            step("/etc/profile".to_owned(), no_login),
            step("~/.profile".to_owned(), no_login),
            step("${ENV}".to_owned(), no_prompt),
        ];
    }
    let mut steps = Vec::new();
    for (file, barred) in
        [("zshenv", None), ("zprofile", no_login), ("zshrc", no_prompt), ("zlogin", no_login)]
    {
        // `-f` leaves out everything but the very first file.
        let skipped = barred.or((mode.noprofile && file != "zshenv").then_some("-f leaves it out"));
        let user = barred.or(mode.noprofile.then_some("-f leaves it out"));
        steps.push(step(format!("{etc}/{file}"), skipped));
        steps.push(step(format!("${{ZDOTDIR-$HOME}}/.{file}"), user));
    }
    steps
}

fn step(name: String, skipped: Option<&str>) -> Step {
    Step { action: Action::Source(name), rule: RULE, skipped: skipped.map(str::to_owned) }
}

/// The options RCS and GLOBAL_RCS are looked at again before every file.
fn allows(state: &State, name: &str) -> Result<(), String> {
    let global = name.starts_with("/etc");
    if name == "${ENV}" && state.value("ENV").is_none_or(|value| value.is_empty() == Some(true)) {
        return Err("ENV is not set".to_owned());
    }
    if name.ends_with("/zshenv") && global {
        return Ok(());
    }
    if state.options.has("norcs") {
        return Err("the option RCS was turned off".to_owned());
    }
    if global && state.options.has("noglobalrcs") {
        return Err("the option GLOBAL_RCS was turned off".to_owned());
    }
    Ok(())
}

fn variables(state: &mut State, start: &Start) {
    let facts = &start.facts;
    level(state, VARIABLES, false);
    unless_given(state, "HOME", &facts.user.home, VARIABLES, true);
    if !facts.user.name.is_empty() {
        unless_given(state, "LOGNAME", &facts.user.name, VARIABLES, true);
        own(state, "USERNAME", facts.user.name.as_str(), VARIABLES, false);
    }
    super::posix::initial::working_directory(state, VARIABLES);
    if !state.is_set("OLDPWD") {
        let cwd = state.cwd.clone();
        state.set("OLDPWD", cwd, builtin(VARIABLES));
        state.entry("OLDPWD").exported = true;
    }
    unless_given(state, "PATH", "/bin:/usr/bin:/usr/ucb:/usr/local/bin", "zsh Src/init.c", false);
    own(state, "IFS", " \t\n\0", VARIABLES, false);
    system_type(state, start, VARIABLES);
    match processor(start) {
        Some(processor) => {
            own(state, "MACHTYPE", processor, VARIABLES, false);
            own(state, "CPUTYPE", processor, VARIABLES, false);
        }
        None => {
            unknown(
                state,
                "MACHTYPE",
                "depends on the processor, which is not recorded",
                VARIABLES,
            );
            unknown(state, "CPUTYPE", "depends on the processor, which is not recorded", VARIABLES);
        }
    }
    match &start.installed.version {
        Some(version) => own(state, "ZSH_VERSION", version.as_str(), VARIABLES, false),
        None => unknown(state, "ZSH_VERSION", "is not recorded", VARIABLES),
    }
    match &facts.host {
        Some(host) => own(state, "HOST", host.as_str(), VARIABLES, false),
        None => unknown(state, "HOST", "is the machine's name", VARIABLES),
    }
    for (name, reason) in [
        ("COLUMNS", "is the width of the terminal"),
        ("LINES", "is the height of the terminal"),
        ("_", "holds the last argument of the command before"),
    ] {
        unknown(state, name, reason, VARIABLES);
    }
    name_of_terminal(state, start);
    defaults(state, start);
    super::posix::initial::user_numbers(state, start, VARIABLES);
    lists(state, start);
}

/// `TTY`: a device where there is a terminal, empty without one (zshparam(1)).
fn name_of_terminal(state: &mut State, start: &Start) {
    let origin = builtin(VARIABLES);
    let term = start.given("TERM").and_then(|term| Some(term.text()?.into_owned()));
    let window = term.and_then(|term| device_of_window(start.facts.platform, &term));
    let (device, shape) = match (start.mode.interactive, window) {
        (true, Some(device)) => (device, Shape::Number),
        (true, None) => ("/dev/", Shape::Filled),
        (false, _) => ("", Shape::Any),
    };
    let unknown = Unknown::new("names the terminal", origin.clone()).shaped(shape);
    let value = Value::known(device, origin.clone()).then(Value::unknown(unknown));
    state.set("TTY", value, origin);
}

/// What is there before any file is read (zshparam(1); zsh 5.9 Src/params.c `createparamtable`, Src/init.c).
const DEFAULTS: &[(&str, &str)] = &[
    ("FUNCNEST", "500"),
    ("HISTSIZE", "30"),
    ("KEYBOARD_HACK", ""),
    ("KEYTIMEOUT", "40"),
    ("LISTMAX", "100"),
    ("MAILCHECK", "60"),
    ("NULLCMD", "cat"),
    ("OPTARG", ""),
    ("SAVEHIST", "0"),
    ("SPROMPT", "zsh: correct '%R' to '%r' [nyae]? "),
    ("TIMEFMT", "%J  %U user %S system %P cpu %*E total"),
    ("TMPPREFIX", "/tmp/zsh"),
    ("TRY_BLOCK_ERROR", "-1"),
    ("TRY_BLOCK_INTERRUPT", "-1"),
    ("WORDCHARS", "*?_-.[]~=/&;!#$%^(){}<>"),
    ("ZSH_NAME", "zsh"),
    ("histchars", "!^#"),
];

/// The prompts of a shell in a terminal; another has empty ones. A name of csh's stands beside each.
const PROMPTS: &[(&[&str], &str, &str)] = &[
    (&["PS1", "PROMPT", "prompt"], "%m%# ", ""),
    (&["PS2", "PROMPT2"], "%_> ", ""),
    (&["PS3", "PROMPT3"], "?# ", "?# "),
    (&["PS4", "PROMPT4"], "+%N:%i> ", "+%N:%i> "),
];

/// Aliases that zsh begins with (Src/hashtable.c, `createaliastables`).
const ALIASES: &[(&str, &str)] = &[("run-help", "man"), ("which-command", "whence")];

fn aliases(state: &mut State) {
    for (name, text) in ALIASES {
        let origin = builtin("zsh Src/hashtable.c createaliastables");
        let value = Value::known(*text, origin.clone());
        let alias = Alias { value, origin, epoch: 0, kind: AliasKind::Command };
        state.put_alias(name, alias);
    }
}

fn defaults(state: &mut State, start: &Start) {
    aliases(state);
    for (name, text) in DEFAULTS {
        own(state, name, *text, VARIABLES, false);
    }
    for (names, interactive, other) in PROMPTS {
        let text = if start.mode.interactive { interactive } else { other };
        let Some((first, others)) = names.split_first() else { continue };
        // All are one variable; of those that are given the last one counts, which is rare.
        let given = others.iter().find_map(|name| state.value(name));
        match given {
            Some(value) if !state.is_set(first) => state.set(first, value, builtin(VARIABLES)),
            _ => unless_given(state, first, text, VARIABLES, false),
        }
        for name in others {
            own(state, name, *first, VARIABLES, false);
            state.entry(name).refers = true;
        }
    }
    // Debian builds zsh with its own pager (debian/rules).
    match library::is_of_debian(&start.facts) {
        true => own(state, "READNULLCMD", "pager", VARIABLES, false),
        false => unknown(state, "READNULLCMD", "depends on how zsh was built", VARIABLES),
    }
    own(state, "HISTCHARS", "histchars", VARIABLES, false);
    state.entry("HISTCHARS").refers = true;
    filled(state, "ZSH_ARGZERO", "is the name that zsh was started by", VARIABLES);
    filled(state, "ZSH_PATCHLEVEL", "is what zsh was built from", VARIABLES);
    // config.guess of Debian's builds says so; other distributions have others.
    match start.facts.version.as_deref().is_some_and(|version| version.starts_with("debian")) {
        true => own(state, "VENDOR", "debian", VARIABLES, false),
        false => filled(state, "VENDOR", "depends on how zsh was built", VARIABLES),
    }
}

/// The tied lists that exist from the start.
fn lists(state: &mut State, start: &Start) {
    for name in ["cdpath", "manpath", "fignore", "mailpath", "psvar"] {
        if !matches!(state.variable(name).map(|variable| &variable.slot), Some(Slot::Array(_))) {
            state.store(name, Slot::Array(numbered(Vec::new())));
        }
    }
    // Its module is loaded when they are asked for (zshmodules(1), "The zsh/watch Module").
    state.store("WATCH", Slot::Scalar(Value::empty()));
    state.store("watch", Slot::Array(numbered(Vec::new())));
    state.store("module_path", Slot::Array(numbered(vec![module_path(start)])));
    if !matches!(state.variable("fpath").map(|variable| &variable.slot), Some(Slot::Array(_))) {
        let built = library::directories(&start.facts, &start.installed);
        state.store("fpath", Slot::Array(numbered(built)));
    }
}

fn module_path(start: &Start) -> Value {
    let version = start.installed.version.as_deref().unwrap_or_default();
    let packaged = matches!(&*start.installed.path, "/bin/zsh" | "/usr/bin/zsh");
    let built = library::modules(&start.facts, version).filter(|_| packaged && !version.is_empty());
    match built {
        Some(directory) => Value::known(directory, builtin(VARIABLES)),
        None => {
            let why = Unknown::new("depends on how zsh was built", builtin(VARIABLES));
            Value::unknown(why.shaped(Shape::Filled))
        }
    }
}
