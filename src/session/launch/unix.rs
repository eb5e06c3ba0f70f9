//! Linux and macOS: what PAM, launchd, cron, sudo and sshd give.

mod pam;

use super::system;
use crate::machine::{Machine, Platform};
use crate::shells::{Given, Launcher};
use crate::value::{Origin, Unknown, Value};

/// Debian's `ENV_PATH` (login.defs(5), Debian 12).
const LOGIN_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games";
/// `secure_path` of Debian's sudoers, and `ENV_SUPATH` of its login.defs.
const ROOT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where a launcher's PATH comes from.
struct Rule {
    launcher: Launcher,
    path: &'static str,
    source: &'static str,
    /// Whether the variables of `/etc/environment` arrive.
    pam: bool,
    /// Whether a PATH in `/etc/environment` wins.
    pam_path: bool,
}

/// Measured on Debian 12 (pam 1.5.2, cron 3.0pl1, openssh 9.2, sudo 1.9.13, systemd 252) unless said otherwise.
const LINUX: &[Rule] = &[
    rule(Launcher::Terminal, LOGIN_PATH, "login.defs(5) ENV_PATH", true, true),
    rule(Launcher::Gui, LOGIN_PATH, "login.defs(5) ENV_PATH", true, true),
    rule(Launcher::Ide, LOGIN_PATH, "login.defs(5) ENV_PATH", true, true),
    rule(Launcher::Ssh, "/usr/local/bin:/usr/bin:/bin:/usr/games", "sshd session.c", true, true),
    rule(Launcher::Su, LOGIN_PATH, "su(1), login.defs(5) ENV_PATH", true, true),
    rule(Launcher::Cron, "/usr/bin:/bin", "crontab(5)", true, false),
    rule(Launcher::Sudo, ROOT_PATH, "sudoers(5) secure_path", false, false),
    rule(
        Launcher::Service,
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
        "systemd.exec(5)",
        false,
        false,
    ),
    rule(Launcher::Ci, ROOT_PATH, "the default of container images", false, false),
];

const fn rule(
    launcher: Launcher,
    path: &'static str,
    source: &'static str,
    pam: bool,
    pam_path: bool,
) -> Rule {
    Rule { launcher, path, source, pam, pam_path }
}

/// The block of a launcher that takes nothing over from envsim's own process.
pub(super) fn environment(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    let mut given = identity(machine, launcher);
    match (machine.platform(), launcher) {
        (Platform::MacOs, Launcher::Cron) => {
            given.push(system("PATH", "/usr/bin:/bin", "crontab(5)"));
        }
        (Platform::MacOs, _) => {
            // The kernel's user.cs_path, which launchd hands to everything it starts.
            given.push(system("PATH", "/usr/bin:/bin:/usr/sbin:/sbin", "launchd, user.cs_path"));
        }
        _ => linux_path(machine, launcher, &mut given),
    }
    given.extend(markers(launcher));
    given
}

/// HOME, USER, LOGNAME and SHELL, as whoever starts the session sets them.
fn identity(machine: &dyn Machine, launcher: Launcher) -> Vec<Given> {
    let user = &machine.facts().user;
    let shell = match (launcher, &user.shell) {
        (Launcher::Cron, _) => "/bin/sh".to_owned(),
        (_, Some(shell)) => shell.clone(),
        (_, None) if machine.platform() == Platform::MacOs => "/bin/zsh".to_owned(),
        (_, None) => "/bin/bash".to_owned(),
    };
    if launcher == Launcher::Sudo {
        // The target is root unless -u says otherwise (sudo(8)).
        return vec![
            system("HOME", "/root", "sudoers(5) set_home"),
            system("USER", "root", "sudo(8)"),
            system("LOGNAME", "root", "sudo(8)"),
            system("SHELL", shell, "sudo(8)"),
            system("SUDO_USER", user.name.clone(), "sudo(8)"),
        ];
    }
    let mut given = vec![
        system("HOME", user.home.clone(), "login(1)"),
        system("LOGNAME", user.name.clone(), "login(1)"),
        system("SHELL", shell, "login(1)"),
    ];
    // Debian's cron sets LOGNAME only (crontab(5)).
    if launcher != Launcher::Cron {
        given.insert(1, system("USER", user.name.clone(), "login(1)"));
    }
    given
}

fn linux_path(machine: &dyn Machine, launcher: Launcher, given: &mut Vec<Given>) {
    let Some(rule) = LINUX.iter().find(|rule| rule.launcher == launcher) else { return };
    given.push(system("PATH", rule.path, rule.source));
    if !rule.pam {
        return;
    }
    for variable in pam::environment(machine) {
        if variable.name == "PATH" && !rule.pam_path {
            continue;
        }
        match given.iter_mut().find(|one| one.name == variable.name) {
            Some(one) => one.value = variable.value,
            None => given.push(variable),
        }
    }
}

/// Variables by which profiles recognise who started the shell.
fn markers(launcher: Launcher) -> Vec<Given> {
    let unknown = |name: &str, reason: &str, rule: &str| Given {
        name: name.to_owned(),
        value: Value::unknown(Unknown::new(reason, Origin::Default(rule.into()))),
    };
    match launcher {
        Launcher::Ssh => vec![
            unknown("SSH_CLIENT", "holds the client's address and port", "sshd session.c"),
            unknown("SSH_CONNECTION", "holds the addresses of both ends", "sshd session.c"),
        ],
        Launcher::Ci => vec![system("CI", "true", "the convention of continuous integration")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Facts;
    use crate::machine::recorded::{Node, Recorded};

    fn value(given: &[Given], name: &str) -> Option<String> {
        let one = given.iter().find(|one| one.name == name)?;
        one.value.text().map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn cron_takes_variables_from_pam_but_not_its_path() {
        let mut machine = Recorded::new(Facts::new(Platform::Linux));
        let text = b"PATH=/opt/bin\nGOPROXY=direct\n".as_slice();
        machine.put("/etc/environment", Node::File(Some(text.into())), None);
        let cron = environment(&machine, Launcher::Cron);
        assert_eq!(value(&cron, "PATH").as_deref(), Some("/usr/bin:/bin"));
        assert_eq!(value(&cron, "GOPROXY").as_deref(), Some("direct"));
        assert_eq!(value(&cron, "SHELL").as_deref(), Some("/bin/sh"));
        assert_eq!(value(&cron, "USER"), None);
        let terminal = environment(&machine, Launcher::Terminal);
        assert_eq!(value(&terminal, "PATH").as_deref(), Some("/opt/bin"));
        let sudo = environment(&machine, Launcher::Sudo);
        assert_eq!(value(&sudo, "GOPROXY"), None);
        assert_eq!(value(&sudo, "PATH").as_deref(), Some(ROOT_PATH));
    }

    #[test]
    fn every_launcher_has_its_rule() {
        for launcher in Launcher::ALL {
            assert!(LINUX.iter().any(|rule| rule.launcher == *launcher), "{launcher:?}");
        }
    }
}
