//! macOS: what launchd gives to programs, services and logins (launchd.plist(5), launchctl(1)). Graded by rule, not measured.

mod jobs;

use super::block::Block;
use super::{Launched, Scene, ssh as sshd};
use crate::machine::{Machine, User};
use crate::session::Refusal;
use crate::session::how::{Command, How};
use crate::shells::Mode;
use crate::value::{Origin, Value};
use jobs::Job;

const PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";
const RULE: &str = "launchd, user.cs_path";
/// `launchctl config user path` and `launchctl config system path` write there.
const CONFIGURED: &str = "/private/var/db/com.apple.xpc.launchd/config";

/// A program that the Finder, the Dock or Spotlight starts: no shell, no `/etc/paths`, no profile.
pub(super) fn program(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let own = scene.accounts.own.clone();
    let mut launched = Launched::new(scene, own);
    let user = launched.user.clone();
    of_session(scene, &user, &mut launched);
    launched.remarks.push(
        "what `launchctl setenv` gave by hand stands in no file, and holds until the next restart"
            .to_owned(),
    );
    Ok(launched)
}

/// The environment of a user's own launchd, which all programs of the session start from.
fn of_session(scene: &Scene<'_>, user: &User, launched: &mut Launched) {
    let machine = scene.machine;
    launched.block = Block::identity(machine, user);
    path(machine, "user", launched);
    launched.block.unknown("TMPDIR", "is a directory of the user's own", "confstr(3)");
    launched.block.unknown("SSH_AUTH_SOCK", "is the socket of the agent", "ssh-agent(1)");
    launched.block.unknown("__CF_USER_TEXT_ENCODING", "names the user and language", "launchd");
    let (agents, hidden) = jobs::all(machine, &jobs::agents(&user.home));
    for agent in &agents {
        let set = agent.set_at_login();
        if !set.is_empty() {
            launched.read.push(agent.path.clone());
        }
        set.iter().for_each(|(name, value)| launched.block.put(name, value.clone()));
    }
    for path in hidden {
        launched.remarks.push(format!("{path} is not followed: it may set variables at login"));
    }
    let old = [format!("{}/.MacOSX/environment.plist", user.home), "/etc/launchd.conf".to_owned()];
    for path in old.iter().filter(|path| machine.exists(path)) {
        launched.remarks.push(format!("{path} is not read by macOS 10.15 or later"));
    }
}

/// PATH as `launchctl config` was told, else the kernel's.
fn path(machine: &dyn Machine, domain: &str, launched: &mut Launched) {
    launched.block.system("PATH", PATH, RULE);
    let file = format!("{CONFIGURED}/{domain}.plist");
    let Some(job) = jobs::read(machine, &file) else { return };
    if let Some(text) = job.string("PathEnvironmentVariable") {
        let origin = Origin::Default(format!("launchctl config {domain} path").into());
        launched.block.put("PATH", Value::known(text, origin));
        launched.read.push(file);
    }
}

/// A daemon of the system, or an agent of the user's.
pub(super) fn service(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let home = scene.accounts.own.home.clone();
    let daemons: Vec<String> = jobs::DAEMONS.iter().map(|&one| one.to_owned()).collect();
    let (daemons, hidden) = jobs::all(scene.machine, &daemons);
    let (agents, also_hidden) = jobs::all(scene.machine, &jobs::agents(&home));
    let count = daemons.len() + agents.len();
    let wanted = |job: &&Job| match scene.how {
        How::Chosen(name) => job.is_called(name),
        _ => count == 1,
    };
    if let Some(job) = daemons.iter().find(wanted) {
        return daemon(scene, job);
    }
    if let Some(job) = agents.iter().find(wanted) {
        return agent(scene, job);
    }
    if let How::Chosen(name) = scene.how {
        let unread = |path: &&String| path.contains(&**name);
        let message = match hidden.iter().chain(&also_hidden).find(unread) {
            Some(path) => format!("{path} is not followed"),
            None => format!("there is no job of launchd called {name}"),
        };
        let remedy = "jobs stand in /Library/LaunchDaemons, /Library/LaunchAgents and ~/Library/LaunchAgents";
        return Err(Refusal::not_started(message, Some(remedy.to_owned())));
    }
    let mut launched = Launched::new(scene, scene.accounts.root(scene.platform()));
    of_system(scene.machine, &mut launched);
    if count > 1 {
        let remark =
            format!("a plain daemon: @service=LABEL is one of the {count} jobs of this machine");
        launched.remarks.push(remark);
    }
    Ok(launched)
}

fn of_system(machine: &dyn Machine, launched: &mut Launched) {
    launched.cwd = "/".to_owned();
    path(machine, "system", launched);
    launched.block.unknown("XPC_SERVICE_NAME", "is the label of the service", "launchd");
    launched.block.unknown("XPC_FLAGS", "is a number of launchd's", "launchd");
}

/// A daemon: the system's environment, and where `UserName` says so that account's (launchd, `job_postfork_become_user`).
fn daemon(scene: &Scene<'_>, job: &Job) -> Result<Launched, Refusal> {
    let user = scene.target(job.string("UserName"))?;
    let mut launched = Launched::new(scene, user);
    of_system(scene.machine, &mut launched);
    if job.string("UserName").is_some() {
        let identity = Block::identity(scene.machine, &launched.user);
        launched.block.extend(&identity);
        launched.block.unknown("TMPDIR", "is a directory of the user's own", "confstr(3)");
    }
    configured(job, &mut launched);
    Ok(launched)
}

/// An agent: the environment of the user's session.
fn agent(scene: &Scene<'_>, job: &Job) -> Result<Launched, Refusal> {
    let user = scene.accounts.own.clone();
    let mut launched = Launched::new(scene, user.clone());
    of_session(scene, &user, &mut launched);
    launched.cwd = "/".to_owned();
    launched.block.unknown("XPC_FLAGS", "is a number of launchd's", "launchd");
    configured(job, &mut launched);
    Ok(launched)
}

/// What the property list itself says.
fn configured(job: &Job, launched: &mut Launched) {
    if let Some(label) = job.string("Label") {
        launched.block.system("XPC_SERVICE_NAME", label, "launchd");
    }
    let mut set = Block::default();
    job.variables().into_iter().for_each(|(name, value)| set.put(&name, value));
    launched.block.extend(&set);
    if let Some(directory) = job.string("WorkingDirectory") {
        directory.clone_into(&mut launched.cwd);
    }
    if let Some(mask) = job.number("Umask").and_then(|mask| u32::try_from(mask).ok()) {
        launched.umask = Some(mask);
    }
    launched.read.push(job.path.clone());
}

/// `sshd`, which launchd starts.
pub(super) fn ssh(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    sshd::launch(scene)
}

/// su(1) of BSD: HOME and SHELL, and unless it is root USER; `-` clears all but TERM.
pub(super) fn su(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let words = match scene.how {
        How::Typed(typed) => match &typed.command {
            Command::Su(words) => Some(words.clone()),
            _ => None,
        },
        _ => None,
    };
    let login =
        words.as_ref().map_or(scene.mode.is_some_and(|mode| mode.login), |words| words.login);
    let target = scene.target(words.as_ref().and_then(|words| words.user.as_deref()))?;
    let mut launched = Launched::new(scene, target);
    let user = launched.user.clone();
    let shell = scene.shell_of(&user);
    if login {
        launched.block = Block::identity(scene.machine, &user);
        launched.block.system("PATH", PATH, "su(1), _PATH_DEFPATH");
        launched.block.remove("LOGNAME");
        if let Some(terminal) = scene.caller().get("TERM").cloned() {
            launched.block.put("TERM", terminal);
        }
        launched.cwd.clone_from(&user.home);
    } else {
        launched.block = scene.caller().clone();
        if !words.is_some_and(|words| words.preserve) {
            launched.block.system("HOME", &user.home, "su(1)");
            launched.block.system("SHELL", &shell, "su(1)");
            if !user.root {
                launched.block.system("USER", &user.name, "su(1)");
            }
        }
    }
    launched.shell = Some(shell);
    launched.mode = Some(scene.mode.unwrap_or(Mode { login, ..Mode::INTERACTIVE }));
    Ok(launched)
}
