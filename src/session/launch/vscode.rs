//! VS Code from the desktop: it asks a login shell for its environment (`shellEnv.ts`), and gives that to its own
//! terminal, changed by settings (`terminalEnvironment.ts`, `terminalProfileResolverService.ts`).

mod settings;

use super::block::Block;
use super::desktop::{self, OF_SHELLS};
use super::{Launched, Scene};
use crate::machine::path::same_name;
use crate::machine::{Machine, Platform};
use crate::session::own::shell_at;
use crate::session::{Refusal, Spec};
use crate::shells::{Launcher, Mode, Shell};
use crate::value::{Origin, Shape, Unknown, Value};
use settings::{Setting, Settings};

const RULE: &str = "VS Code";

/// What a terminal is started with by its profile.
struct Profile {
    program: String,
    login: Option<bool>,
    variables: Vec<(String, Setting)>,
}

/// The terminal inside the editor.
pub(super) fn terminal(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let mut launched = Launched::new(scene, scene.accounts.own.clone());
    let settings = Settings::read(scene.machine, &launched.user.home, &launched.cwd);
    let profile = profile(scene, &settings);
    let own = scene.shell_of(&launched.user);
    let base = base(scene, &settings, &own, &mut launched)?;
    let mut block = Block::default();
    for (name, value) in base.iter().filter(|(name, _)| !is_dropped(name)) {
        block.put(name, value.clone());
    }
    configure(scene, &settings, &base, &mut block);
    of_the_terminal(scene, &settings, &mut block);
    let program = scene.program(&profile.program);
    for (name, setting) in &profile.variables {
        put(scene, &base, &mut block, name, setting);
    }
    integrate(&settings, &program, &launched.user.home, &mut block);
    launched.read.extend(settings.read.iter().cloned());
    for path in &settings.refused {
        // The editor takes what it makes out of a broken file.
        let reason = format!("depends on {path}, which cannot be read as settings");
        block.doubt(&Unknown::new(reason, Origin::Default(RULE.into())));
    }
    if settings.read.iter().any(|path| path.contains(".vscode")) {
        launched
            .remarks
            .push("the folder is taken for trusted: settings of others are left out".to_owned());
    }
    launched.block = block;
    launched.mode = mode(scene, &profile, &program);
    launched.shell = Some(program);
    launched.umask = None;
    Ok(launched)
}

/// What the editor's own process hands to terminals.
fn base(
    scene: &Scene<'_>,
    settings: &Settings,
    shell: &str,
    launched: &mut Launched,
) -> Result<Block, Refusal> {
    if scene.platform().is_windows() {
        return Ok(super::windows::of_program(scene));
    }
    let (plain, through) = desktop::surroundings(scene)?;
    // `inheritEnv`: off, a terminal starts from the desktop's block as it is.
    let inherits = !settings.is_off("terminal.integrated.inheritEnv");
    let made = |base: &Block| if inherits { resolved(scene, base, shell) } else { base.clone() };
    let mut block = made(&plain);
    if let Some(through) = through.filter(|through| desktop::differs(&plain, through)) {
        block = desktop::joined(&block, &made(&through));
    }
    if scene.platform() == Platform::Linux {
        desktop::manager(scene, &mut block, &mut launched.read);
    }
    Ok(block)
}

/// The editor's own block: what a login and interactive shell of the user's made of the desktop's.
pub(super) fn resolved(scene: &Scene<'_>, base: &Block, shell: &str) -> Block {
    let own =
        ["VSCODE_RESOLVING_ENVIRONMENT", "ELECTRON_RUN_AS_NODE", "ELECTRON_NO_ATTACH_CONSOLE"];
    through_shell(scene, base, shell, &own.map(|name| (name, "1")))
}

/// What a login and interactive shell makes of a block, with marks that it is given and that are taken away again.
pub(super) fn through_shell(
    scene: &Scene<'_>,
    base: &Block,
    shell: &str,
    marks: &[(&str, &str)],
) -> Block {
    let Ok(known) = shell_at(shell, scene.machine.facts()) else { return base.clone() };
    let mut asked = base.clone();
    marks.iter().for_each(|(name, text)| asked.system(name, text, "the editor asks the shell"));
    let spec = Spec {
        mode: Some(Mode { login: true, ..Mode::INTERACTIVE }),
        launcher: Launcher::Terminal,
        ..Spec::default_for(known, scene.platform())
    };
    let Some(mut through) = (scene.started)(&spec, asked) else { return base.clone() };
    let mut block = base.clone();
    marks.iter().for_each(|(name, _)| through.remove(name));
    OF_SHELLS.iter().for_each(|name| through.remove(name));
    // What the shell printed of it is dropped (vscode#22593).
    through.remove("XDG_RUNTIME_DIR");
    block.extend(&through);
    block
}

/// Names of the editor's own that terminals do not get (`processes.ts`, `sanitizeProcessEnvironment`).
fn is_dropped(name: &str) -> bool {
    let kept = ["PORTABLE", "SHELL_LOGIN", "ENV_REPLACE", "ENV_APPEND", "ENV_PREPEND"];
    let own =
        |rest: &str| !kept.iter().any(|start| rest.starts_with(start)) && rest != "IPC_HOOK_CLI";
    name.strip_prefix("VSCODE_").is_some_and(own)
        || ["ELECTRON_", "SNAP_", "GDK_PIXBUF_"].iter().any(|start| name.starts_with(start))
        || name == "SNAP"
}

/// `terminal.integrated.env.*`.
fn configure(scene: &Scene<'_>, settings: &Settings, base: &Block, block: &mut Block) {
    let key = format!("terminal.integrated.env.{}", system(scene.platform()));
    for (name, setting) in settings.members(&key) {
        put(scene, base, block, name, setting);
    }
}

/// What the settings call the system.
fn system(platform: Platform) -> &'static str {
    match platform {
        Platform::Linux => "linux",
        Platform::MacOs => "osx",
        Platform::Windows => "windows",
    }
}

/// A text is written, `null` takes away.
fn put(scene: &Scene<'_>, base: &Block, block: &mut Block, name: &str, setting: &Setting) {
    let spelled = match scene.platform().is_windows() {
        true => block.iter().find(|(known, _)| same_name(known, name)),
        false => None,
    };
    let name = spelled.map_or(name, |(known, _)| known).to_owned();
    match setting.value.as_str() {
        Some(text) => {
            let value = filled_in(scene, base, text, &setting.origin);
            block.put(&name, value);
        }
        None if setting.value.is_null() => block.remove(&name),
        None => {}
    }
}

/// `${env:NAME}`, `${workspaceFolder}` and their like (code.visualstudio.com, "Variables Reference").
fn filled_in(scene: &Scene<'_>, base: &Block, text: &str, origin: &Origin) -> Value {
    let mut value = Value::known("", origin.clone());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        value = value.then(Value::known(before, origin.clone()));
        value = value.then(reference(scene, base, name, origin));
        rest = after;
    }
    value.then(Value::known(rest, origin.clone()))
}

fn reference(scene: &Scene<'_>, base: &Block, name: &str, origin: &Origin) -> Value {
    let known = |text: String| Value::known(text, origin.clone());
    let separator = scene.platform().separator();
    let cwd = scene.cwd();
    match (name, name.strip_prefix("env:")) {
        (_, Some(variable)) => {
            let same = |known: &str| match scene.platform().is_windows() {
                true => same_name(known, variable),
                false => known == variable,
            };
            let held = base.iter().find(|(known, _)| same(known));
            held.map_or_else(|| known(String::new()), |(_, value)| value.clone())
        }
        ("workspaceFolder" | "workspaceRoot" | "cwd", _) => known(cwd),
        ("workspaceFolderBasename", _) => {
            known(cwd.rsplit(separator).next().unwrap_or_default().to_owned())
        }
        ("userHome", _) => known(scene.accounts.own.home.clone()),
        ("pathSeparator" | "/", _) => known(separator.to_string()),
        _ => {
            let reason = format!("takes ${{{name}}}, which only the editor knows");
            Value::unknown(Unknown::new(reason, origin.clone()))
        }
    }
}

/// What every terminal of the editor has.
fn of_the_terminal(scene: &Scene<'_>, settings: &Settings, block: &mut Block) {
    block.system("TERM_PROGRAM", "vscode", RULE);
    block.system("COLORTERM", "truecolor", RULE);
    if !scene.platform().is_windows() {
        block.system("TERM", "xterm-256color", RULE);
    }
    block.unknown("TERM_PROGRAM_VERSION", "is the version of the editor", RULE);
    language(settings, block);
    if settings.is_off("git.terminalAuthentication") {
        return;
    }
    for name in ["GIT_ASKPASS", "VSCODE_GIT_ASKPASS_NODE", "VSCODE_GIT_IPC_HANDLE"] {
        block.unknown(name, "is set by the editor's Git extension", RULE);
    }
}

/// `terminal.integrated.detectLocale`.
fn language(settings: &Settings, block: &mut Block) {
    let asked = settings.get("terminal.integrated.detectLocale");
    let asked = asked.and_then(|setting| setting.value.as_str()).unwrap_or("auto");
    let fits = |text: &str| {
        [".UTF-8", ".utf8"].iter().any(|end| text.ends_with(end)) || text.contains(".euc")
    };
    let fine = block.get("LANG").is_some_and(|held| held.text().is_some_and(|text| fits(&text)));
    if asked == "off" || asked == "auto" && fine {
        return;
    }
    let origin = Origin::Default(RULE.into());
    let language = Unknown::new("is the editor's language", origin.clone());
    let language = Value::unknown(language.shaped(Shape::Filled));
    block.put("LANG", language.then(Value::known(".UTF-8", origin)));
}

/// Shell integration starts zsh with another ZDOTDIR and puts the user's back.
fn integrate(settings: &Settings, program: &str, home: &str, block: &mut Block) {
    let zsh = program.ends_with("/zsh");
    if settings.is_off("terminal.integrated.shellIntegration.enabled") || !zsh {
        return;
    }
    let origin = Origin::Default("VS Code, shell integration".into());
    let directory = block.get("ZDOTDIR").cloned();
    block.put("USER_ZDOTDIR", directory.unwrap_or_else(|| Value::known(home, origin)));
    block.unknown("VSCODE_INJECTION", "is set by shell integration", RULE);
}

/// The profile that a new terminal has: the one that the settings name, else the user's own shell.
fn profile(scene: &Scene<'_>, settings: &Settings) -> Profile {
    let system = system(scene.platform());
    let default = settings.get(&format!("terminal.integrated.defaultProfile.{system}"));
    let name = default.and_then(|setting| setting.value.as_str());
    let own = scene.shell_of(&scene.accounts.own);
    let usual =
        || Profile { program: usual(scene, name, &own), login: None, variables: Vec::new() };
    let Some(name) = name else { return usual() };
    let profiles = settings.members(&format!("terminal.integrated.profiles.{system}"));
    let Some((_, setting)) = profiles.iter().find(|(known, _)| *known == name) else {
        return usual();
    };
    let written = &setting.value;
    let path = match &written["path"] {
        serde_json::Value::Array(all) => {
            let all = || all.iter().filter_map(|one| one.as_str());
            let there = all().find(|path| scene.machine.exists(&located(scene, path)));
            there.or_else(|| all().next()).map(str::to_owned)
        }
        one => one.as_str().map(str::to_owned),
    };
    let arguments = written["args"].as_array().cloned().unwrap_or_default();
    let is_login = |word: &serde_json::Value| {
        word.as_str().is_some_and(|word| {
            word == "--login"
                || word.starts_with('-') && !word.starts_with("--") && word.contains('l')
        })
    };
    let variables = written["env"].as_object().into_iter().flatten().map(|(name, value)| {
        (name.clone(), Setting { value: value.clone(), origin: setting.origin.clone() })
    });
    Profile {
        program: path.map_or_else(|| usual().program, |path| located(scene, &path)),
        login: Some(arguments.iter().any(is_login)),
        variables: variables.collect(),
    }
}

/// A program by its path; a bare name is one of the shells.
fn located(scene: &Scene<'_>, path: &str) -> String {
    let plain = path.replace("${env:windir}", "C:\\Windows");
    let shells = &scene.machine.facts().shells;
    let known = shells.get(plain.trim_end_matches(".exe"));
    known.map_or(plain, |installed| installed.path.clone())
}

/// What a stock profile, or none, starts. On Windows that is the newest PowerShell.
fn usual(scene: &Scene<'_>, name: Option<&str>, own: &str) -> String {
    let facts = scene.machine.facts();
    let path = |shell: &&dyn Shell| shell.installed(facts).map(|installed| installed.path);
    let all = || crate::shells::ALL.iter().filter(|shell| shell.installed(facts).is_some());
    let called = |name: &str| {
        let fits =
            |shell: &&&'static dyn Shell| shell.name() == name || shell.offered().0.contains(&name);
        all().filter(fits).max_by_key(|shell| shell.offered().1).and_then(&path)
    };
    let first = || {
        let offered = all().filter(|shell| shell.offered().1 > 0);
        offered.max_by_key(|shell| shell.offered().1).and_then(&path)
    };
    let windows = scene.platform().is_windows();
    let named = name.and_then(called);
    named.or_else(|| first().filter(|_| windows)).unwrap_or_else(|| own.to_owned())
}

/// A profile's own words decide; without any, a Mac's is a login shell.
fn mode(scene: &Scene<'_>, profile: &Profile, program: &str) -> Option<Mode> {
    let shell = shell_at(program, scene.machine.facts()).ok();
    let usual = scene.platform() == Platform::MacOs
        || shell.is_some_and(|shell| shell.login_by_default(scene.platform()));
    let login = profile.login.unwrap_or(usual);
    scene.mode.or(Some(Mode { login, ..Mode::INTERACTIVE }))
}

/// Whether the editor's settings are read on that machine at all.
pub(super) fn has_settings(machine: &dyn Machine, home: &str) -> bool {
    !Settings::read(machine, home, home).read.is_empty()
}
