//! What a distribution ships: the configuration of a machine whose own is not recorded.

use super::config::Config;
use crate::machine::{Machine, Platform};

/// A file and its text, as far as it matters to environments.
type Stock = (&'static str, &'static str);

/// Debian 12: `/etc/pam.d`.
const PAM: &[Stock] = &[
    (
        "su",
        concat!(
            "session required pam_env.so readenv=1\n",
            "session required pam_env.so readenv=1 envfile=/etc/default/locale\n",
            "session optional pam_mail.so nopen\n"
        ),
    ),
    ("su-l", "session include su\n"),
    (
        "cron",
        concat!(
            "session required pam_env.so\n",
            "session required pam_env.so envfile=/etc/default/locale\n"
        ),
    ),
    (
        "sshd",
        concat!(
            "session optional pam_motd.so motd=/run/motd.dynamic\n",
            "session optional pam_mail.so standard noenv\n",
            "session optional pam_systemd.so\n",
            "session required pam_env.so\n",
            "session required pam_env.so user_readenv=1 envfile=/etc/default/locale\n"
        ),
    ),
    (
        "login",
        concat!(
            "session required pam_env.so readenv=1\n",
            "session required pam_env.so readenv=1 envfile=/etc/default/locale\n",
            "session optional pam_systemd.so\n",
            "session optional pam_mail.so standard\n"
        ),
    ),
    // Of gdm3, lightdm and sddm alike.
    (
        "display-manager",
        concat!(
            "session required pam_env.so readenv=1\n",
            "session required pam_env.so readenv=1 envfile=/etc/default/locale\n",
            "session optional pam_systemd.so\n"
        ),
    ),
];

/// A service's stack.
pub(super) fn pam(name: &str) -> Option<Config> {
    let text = PAM.iter().find(|(known, _)| *known == name)?.1;
    Some(Config::stock(&format!("/etc/pam.d/{name}"), text, "/etc/pam.d as Debian ships it"))
}

const SUDOERS_DEBIAN: &str = "Defaults env_reset\n\
    Defaults secure_path=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\n\
    @includedir /etc/sudoers.d\n";
const SUDOERS_UBUNTU: &str = "Defaults env_reset\n\
    Defaults secure_path=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin\"\n\
    @includedir /etc/sudoers.d\n";
const SUDOERS_FEDORA: &str = "Defaults env_reset\n\
    Defaults env_keep = \"COLORS DISPLAY HOSTNAME HISTSIZE KDEDIR LS_COLORS\"\n\
    Defaults env_keep += \"MAIL PS1 PS2 QTDIR USERNAME LANG LC_ADDRESS LC_CTYPE\"\n\
    Defaults env_keep += \"LC_COLLATE LC_IDENTIFICATION LC_MEASUREMENT LC_MESSAGES\"\n\
    Defaults env_keep += \"LC_MONETARY LC_NAME LC_NUMERIC LC_PAPER LC_TELEPHONE\"\n\
    Defaults env_keep += \"LC_TIME LC_ALL LANGUAGE LINGUAS _XKB_CHARSET XAUTHORITY\"\n\
    Defaults always_set_home\n\
    Defaults secure_path = /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/var/lib/snapd/snap/bin\n\
    #includedir /etc/sudoers.d\n";
const SUDOERS_MACOS: &str = "Defaults env_reset\n\
    Defaults env_keep += \"BLOCKSIZE\"\n\
    Defaults env_keep += \"COLORFGBG COLORTERM\"\n\
    Defaults env_keep += \"__CF_USER_TEXT_ENCODING\"\n\
    Defaults env_keep += \"CHARSET LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE\"\n\
    Defaults env_keep += \"LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME\"\n\
    Defaults env_keep += \"LINES COLUMNS\"\n\
    Defaults env_keep += \"LSCOLORS\"\n\
    Defaults env_keep += \"SSH_AUTH_SOCK\"\n\
    Defaults env_keep += \"TZ\"\n\
    Defaults env_keep += \"DISPLAY XAUTHORIZATION XAUTHORITY\"\n\
    Defaults env_keep += \"EDITOR VISUAL\"\n\
    Defaults env_keep += \"HOME MAIL\"\n\
    #includedir /private/etc/sudoers.d\n";

/// Which family a Linux belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Debian,
    Ubuntu,
    Fedora,
    Other,
}

/// The family, by the version of the machine; one that does not say is Debian's.
pub(super) fn family(machine: &dyn Machine) -> Family {
    let Some(version) = machine.facts().version.as_deref() else { return Family::Debian };
    let version = version.to_ascii_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| version.starts_with(name));
    match () {
        () if is(&["ubuntu", "linuxmint", "pop", "neon"]) => Family::Ubuntu,
        () if is(&["debian", "raspbian", "kali"]) => Family::Debian,
        () if is(&["fedora", "rhel", "centos", "rocky", "almalinux", "amzn"]) => Family::Fedora,
        () => Family::Other,
    }
}

/// `/etc/sudoers`; `None` where the distribution's own is not known.
pub(super) fn sudoers(machine: &dyn Machine) -> Option<Config> {
    let (text, rule) = match (machine.platform(), family(machine)) {
        (Platform::MacOs, _) => (SUDOERS_MACOS, "/etc/sudoers as macOS ships it"),
        (_, Family::Debian) => (SUDOERS_DEBIAN, "/etc/sudoers as Debian ships it (secure_path)"),
        (_, Family::Ubuntu) => (SUDOERS_UBUNTU, "/etc/sudoers as Ubuntu ships it (secure_path)"),
        (_, Family::Fedora) => (SUDOERS_FEDORA, "/etc/sudoers as Fedora ships it (secure_path)"),
        (_, Family::Other) => return None,
    };
    Some(Config::stock("/etc/sudoers", text, rule))
}

/// Debian's `/etc/ssh/sshd_config`.
pub(super) fn sshd() -> Config {
    let text = "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nAcceptEnv LANG LC_*\n";
    Config::stock("/etc/ssh/sshd_config", text, "/etc/ssh/sshd_config as Debian ships it")
}
