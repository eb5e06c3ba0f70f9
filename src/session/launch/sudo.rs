//! sudo(8) 1.9.13: what sudoers(5) leaves of the caller's block (plugins/sudoers/env.c `rebuild_env`), measured on Debian 12.

mod rebuild;
mod settings;
mod sudoers;

use super::config;
use super::{Launched, Scene, stock};
use crate::environment::{Doubt, Reach};
use crate::machine::{Machine, Platform, User};
use crate::session::Refusal;
use crate::session::how::{Command, How, SudoShell, SudoWords};
use crate::shells::Mode;
use crate::value::Unknown;
use rebuild::Rebuild;
use settings::Asked;
use std::rc::Rc;
use sudoers::Sudoers;

const RULE: &str = "sudo(8), sudoers(5)";
/// Where nobody gives a PATH (pathnames.h `_PATH_STDPATH`).
const NO_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";

pub(super) fn launch(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let words = words(scene);
    let sudoers = Sudoers::read(scene.machine);
    let hosts = hosts(scene.machine);
    let own = &scene.accounts.own;
    let group = |gid: u32| scene.accounts.group_name(gid).map(str::to_owned);
    let asked = Asked { user: own, target: None, hosts: &hosts, command: None, group: &group };
    let first = settings::settings(&sudoers, &asked);
    let default = first.runas_default.as_ref().map(|(name, _)| name.as_str());
    let target = scene.target(words.user.as_deref().or(default))?;
    let command = command(scene, &words, &target);
    let asked = Asked { target: Some(&target), command: Some(&command), ..asked };
    let settings = settings::settings(&sudoers, &asked);
    let mut rebuild = Rebuild { scene, words: &words, settings: &settings, target: &target };
    let mut block = rebuild.block();
    rebuild.finish(&mut block, &command)?;
    let mut launched = Launched::new(scene, target.clone());
    launched.block = block;
    launched.cwd = rebuild.cwd();
    launched.mode = Some(mode(scene, &words));
    launched.shell = Some(command);
    launched.read.clone_from(&sudoers.read);
    for why in sudoers.doubts.iter().chain(&settings.doubts) {
        launched.doubts.push(doubt(why));
    }
    Ok(launched)
}

/// What may decide otherwise reaches every variable, and no alias.
fn doubt(why: &Unknown) -> Rc<Doubt> {
    let reach = Reach::Only { variables: vec!["*".into()], commands: Vec::new() };
    Rc::new(Doubt { unknown: Rc::new(why.clone()), reach })
}

/// What was typed; a session's flags say it where nothing was.
fn words(scene: &Scene<'_>) -> SudoWords {
    if let How::Typed(typed) = scene.how
        && let Command::Sudo(words) = &typed.command
    {
        return words.clone();
    }
    let shell = match scene.mode {
        Some(Mode { login: true, .. }) => SudoShell::Login,
        Some(Mode { interactive: true, .. }) => SudoShell::Shell,
        _ => SudoShell::No,
    };
    SudoWords { shell, ..SudoWords::default() }
}

fn mode(scene: &Scene<'_>, words: &SudoWords) -> Mode {
    scene.mode.unwrap_or(match words.shell {
        SudoShell::No => Mode::SCRIPT,
        SudoShell::Shell => Mode::INTERACTIVE,
        SudoShell::Login => Mode { login: true, ..Mode::INTERACTIVE },
    })
}

/// The program that is run: `-i` takes the target's shell, `-s` the caller's.
fn command(scene: &Scene<'_>, words: &SudoWords, target: &User) -> String {
    match words.shell {
        SudoShell::Login => scene.shell_of(target),
        SudoShell::Shell => {
            let own = scene.caller().text("SHELL").map(|text| text.into_owned());
            let own = own.filter(|shell| !shell.is_empty());
            own.unwrap_or_else(|| scene.shell_of(&scene.accounts.own))
        }
        SudoShell::No => scene.program(&scene.shell_of(&scene.accounts.own)),
    }
}

/// The host's names. Debian's sudo asks for the canonical one (`fqdn`), which /etc/hosts gives.
fn hosts(machine: &dyn Machine) -> Vec<String> {
    let file = |path: &str| config::read(machine, path).text();
    let named = || file("/etc/hostname").map(|config| config.text().trim().to_owned());
    let Some(name) = machine.facts().host.clone().or_else(named).filter(|name| !name.is_empty())
    else {
        return Vec::new();
    };
    let debian = matches!(stock::family(machine), stock::Family::Debian | stock::Family::Ubuntu)
        && machine.platform() == Platform::Linux;
    let canonical = file("/etc/hosts").filter(|_| debian).and_then(|config| {
        let of = |line: &str| {
            let line = line.split('#').next().unwrap_or_default();
            let names: Vec<&str> = line.split_whitespace().skip(1).collect();
            let listed = names.iter().any(|one| one.eq_ignore_ascii_case(&name));
            listed.then(|| names.first().map(|name| (*name).to_owned())).flatten()
        };
        config.text().lines().find_map(of)
    });
    let long = canonical.unwrap_or(name);
    let short = long.split('.').next().unwrap_or_default().to_owned();
    if short == long { vec![long] } else { vec![long, short] }
}
