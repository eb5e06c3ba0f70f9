//! Who else starts programs on Windows: runas, and the SSH server.

use super::super::{Launched, Scene};
use super::{Account, built, laid, root, undecided};
use crate::machine::Machine;
use crate::machine::path::same_name;
use crate::session::Refusal;
use crate::session::how::RunasWords;
use crate::shells::Launcher;

/// runas: the block of the account whose profile it loads, or with `/env` that of the one who types.
pub(super) fn runas(
    scene: &Scene<'_>,
    words: &RunasWords,
    mut launched: Launched,
) -> Result<Launched, Refusal> {
    let machine = scene.machine;
    let account = Account::named(machine, words.user.as_deref());
    if words.without_profile && !words.keeps {
        let message = "what runas gives without a profile is not followed";
        return Err(Refusal::not_started(message, None));
    }
    launched.block = match words.keeps {
        true => scene.caller().clone(),
        false => {
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
