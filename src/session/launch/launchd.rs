//! macOS: what launchd gives to programs, services and logins (launchd.plist(5), launchctl(1)). Graded by rule, not measured.

use super::terminal::identity;
use super::{Launched, Scene, ssh as sshd};
use crate::session::Refusal;
use crate::session::how::{Command, How};
use crate::shells::Mode;

const PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin";
const RULE: &str = "launchd, user.cs_path";

/// A program that the Finder, the Dock or Spotlight starts: no shell, no `/etc/paths`, no profile.
pub(super) fn program(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    let own = scene.accounts.own.clone();
    let mut launched = Launched::new(scene, own);
    launched.block = identity(scene.machine, &launched.user);
    launched.block.system("PATH", PATH, RULE);
    launched.block.unknown("TMPDIR", "is a directory of the user's own", "confstr(3)");
    launched.block.unknown("SSH_AUTH_SOCK", "is the socket of the agent", "ssh-agent(1)");
    launched.block.unknown("__CF_USER_TEXT_ENCODING", "names the user and language", "launchd");
    launched.remarks.push(
        "what `launchctl setenv` gave is not recorded in any file, and stands only in a live session"
            .to_owned(),
    );
    Ok(launched)
}

/// A daemon of the system.
pub(super) fn service(scene: &Scene<'_>) -> Result<Launched, Refusal> {
    if let How::Chosen(name) = scene.how {
        return Err(Refusal::not_started(
            format!("the property list of {name} is not followed"),
            Some("@service without a name is a plain daemon of launchd".to_owned()),
        ));
    }
    let root = scene.accounts.root(scene.platform());
    let mut launched = Launched::new(scene, root);
    launched.cwd = "/".to_owned();
    launched.block.system("PATH", PATH, RULE);
    launched.block.unknown("XPC_SERVICE_NAME", "is the label of the service", "launchd");
    launched.block.unknown("XPC_FLAGS", "is a number of launchd's", "launchd");
    Ok(launched)
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
        launched.block = identity(scene.machine, &user);
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
