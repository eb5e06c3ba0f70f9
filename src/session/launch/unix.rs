//! Linux and macOS: what PAM, launchd, cron, sudo and sshd give.

use super::system;
use crate::machine::{Machine, Platform};
use crate::shells::{Given, Launcher};

/// The block of a launcher that takes nothing over from envsim's own process.
pub(super) fn environment(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    let facts = machine.facts();
    let path = match (facts.platform, launcher) {
        (_, Launcher::Cron) => "/usr/bin:/bin",
        (Platform::MacOs, _) => "/usr/bin:/bin:/usr/sbin:/sbin",
        _ => "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",
    };
    let shell = facts.user.shell.clone().unwrap_or_else(|| "/bin/sh".to_owned());
    vec![
        system("HOME", facts.user.home.clone(), "login(1)"),
        system("USER", facts.user.name.clone(), "login(1)"),
        system("LOGNAME", facts.user.name.clone(), "login(1)"),
        system("SHELL", shell, "login(1)"),
        system("PATH", path, "login.defs(5), crontab(5), launchd"),
    ]
}
