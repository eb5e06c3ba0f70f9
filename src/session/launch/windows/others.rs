//! Who else starts programs on Windows: runas, and the SSH server.

use super::super::{Launched, Scene};
use super::core::{installed, machine_core};
use super::{Account, SYSTEM, built, first_values, laid, root, undecided};
use crate::machine::Machine;
use crate::machine::path::same_name;
use crate::session::Refusal;
use crate::session::how::RunasWords;
use crate::shells::Launcher;
use crate::value::{Origin, Unknown, Value};

/// runas: the block of the account whose profile it loads, or with `/env` that of the one who types.
pub(super) fn runas(
    scene: &Scene<'_>,
    words: &RunasWords,
    mut launched: Launched,
) -> Result<Launched, Refusal> {
    let machine = scene.machine;
    let account = Account::named(machine, words.user.as_deref());
    launched.block = match (words.keeps, &words.user) {
        (true, _) => scene.caller().clone(),
        (false, Some(user)) if words.without_profile && account.is_err() => {
            super::Block::without_profile(machine, user)
        }
        (false, _) => {
            let account = account?;
            launched.doubts.extend(undecided(machine, account.key));
            let built = built(machine, Launcher::Gui, &account);
            super::super::Block::of(laid(machine, Launcher::Gui, built))
        }
    };
    launched.cwd = format!("{}\\system32", root(machine));
    let shell =
        crate::session::own_shell(machine).and_then(|shell| shell.installed(machine.facts()));
    launched.shell = shell.map(|installed| installed.path);
    Ok(launched)
}

/// What is an account's own, and given only where its profile is loaded (learn.microsoft.com, CreateEnvironmentBlock).
const OF_PROFILES: &[&str] = &[
    "APPDATA",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "LOGONSERVER",
    "TEMP",
    "TMP",
    "USERDOMAIN",
    "USERPROFILE",
];

impl super::Block {
    /// The block of an account whose profile is not loaded: the system's values, and `HKEY_USERS\\.DEFAULT` for its own.
    fn without_profile(machine: &dyn Machine, user: &str) -> super::super::Block {
        const RULE: &str = "an account without its profile";
        let mut block = Self::default();
        machine_core(machine, &mut block);
        block.registry(SYSTEM, &machine.registry_values(SYSTEM), &first_values::system(machine));
        installed(machine, &mut block);
        block.put_default("USERNAME", user, RULE);
        let open = |name: &str| {
            let reason =
                format!("{name} of an account without its profile is not the same everywhere");
            Value::unknown(Unknown::new(reason, Origin::Default(RULE.into())))
        };
        for name in OF_PROFILES {
            block.put(name, open(name));
        }
        let mut block = super::super::Block::of(block.given());
        let path = block.iter().find(|(name, _)| same_name(name, "Path"));
        let path = path.map(|(name, value)| (name.to_owned(), value.clone()));
        if let Some((name, value)) = path {
            block.put(&name, value.then(open("the end of Path")));
        }
        block
    }
}

/// Whether the SSH server of Windows is installed: an optional feature, or a release of its own.
pub(in crate::session::launch) fn has_ssh_server(machine: &dyn Machine) -> bool {
    let service = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\sshd";
    let keys = ["HKLM\\SOFTWARE\\OpenSSH", service];
    let of_key = |key: &&str| {
        machine.registry_keys(key).is_some() || !machine.registry_values(key).is_empty()
    };
    let root = root(machine);
    let files = [
        format!("{root}\\System32\\OpenSSH\\sshd.exe"),
        "C:\\Program Files\\OpenSSH\\sshd.exe".to_owned(),
        "C:\\ProgramData\\ssh\\sshd_config".to_owned(),
    ];
    keys.iter().any(of_key) || files.iter().any(|path| machine.is_file(path))
}

/// sshd of Windows: its own names, and the shell that the registry says (OpenSSH for Windows, "Configuring the default shell").
pub(super) fn of_ssh(scene: &Scene<'_>, launched: &mut Launched) {
    const RULE: &str = "sshd of Windows";
    for (name, reason) in [
        ("SSH_CLIENT", "holds the client's address and port"),
        ("SSH_CONNECTION", "holds the addresses of both ends"),
    ] {
        launched.block.unknown(name, reason, RULE);
    }
    let terminal = scene.mode.is_none_or(|mode| mode.interactive);
    if terminal {
        launched.block.unknown("TERM", "is what the client says of its terminal", RULE);
        launched.block.unknown("SSH_TTY", "is the terminal that sshd opened", RULE);
    }
    let default = scene.machine.registry_value("HKLM\\SOFTWARE\\OpenSSH", "DefaultShell");
    let usual = format!("{}\\system32\\cmd.exe", root(scene.machine));
    let path = default.and_then(|value| value.data.text().map(str::to_owned)).unwrap_or(usual);
    // A shell that is recorded is known by the spelling of the record.
    let known = scene.machine.facts().shells.values().find(|one| same_name(&one.path, &path));
    launched.shell = Some(known.map_or(path, |one| one.path.clone()));
    launched.cwd.clone_from(&launched.user.home);
}
