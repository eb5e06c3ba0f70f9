//! The variables that logon makes itself: the machine's, the user's, the account's, the session's.

use super::account::Account;
use super::block::Block;
use super::{PROGRAM_FILES, VOLATILE, is_desktop, root};
use crate::machine::Machine;
use crate::shells::Launcher;
use crate::value::{Origin, Unknown, Value};

pub(super) fn machine_core(machine: &dyn Machine, block: &mut Block) {
    let root = root(machine);
    let drive = root.get(..2).unwrap_or("C:").to_owned();
    let rule = "the machine's own variables";
    for (name, text) in [
        ("ALLUSERSPROFILE", format!("{drive}\\ProgramData")),
        ("ProgramData", format!("{drive}\\ProgramData")),
        ("PUBLIC", format!("{drive}\\Users\\Public")),
        ("SystemDrive", drive),
        ("SystemRoot", root),
    ] {
        block.put_default(name, &text, rule);
    }
}

pub(super) fn user_core(machine: &dyn Machine, account: &Account, block: &mut Block) {
    let home = &account.home;
    let rule = "the user's profile";
    block.put_default("APPDATA", &format!("{home}\\AppData\\Roaming"), rule);
    block.put_default("LOCALAPPDATA", &format!("{home}\\AppData\\Local"), rule);
    block.put_default("USERPROFILE", home, rule);
    installed(machine, block);
}

/// The computer's name, and where programs are installed.
pub(super) fn installed(machine: &dyn Machine, block: &mut Block) {
    block.put("COMPUTERNAME", host(machine));
    for (name, value, otherwise) in [
        ("ProgramFiles", "ProgramFilesDir", "C:\\Program Files"),
        ("ProgramFiles(x86)", "ProgramFilesDir (x86)", "C:\\Program Files (x86)"),
        ("ProgramW6432", "ProgramW6432Dir", "C:\\Program Files"),
        ("CommonProgramFiles", "CommonFilesDir", "C:\\Program Files\\Common Files"),
        (
            "CommonProgramFiles(x86)",
            "CommonFilesDir (x86)",
            "C:\\Program Files (x86)\\Common Files",
        ),
        ("CommonProgramW6432", "CommonW6432Dir", "C:\\Program Files\\Common Files"),
    ] {
        match machine.registry_value(PROGRAM_FILES, value) {
            Some(found) if found.data.text().is_some_and(|text| !text.is_empty()) => {
                let origin = Origin::Registry { key: PROGRAM_FILES.into(), name: value.into() };
                block.put(name, Value::known(found.data.text().unwrap_or_default(), origin));
            }
            _ => block.put_default(name, otherwise, "where Windows installs programs"),
        }
    }
}

fn host(machine: &dyn Machine) -> Value {
    let origin = Origin::Default("the computer's name".into());
    match &machine.facts().host {
        Some(name) => Value::known(name.to_uppercase(), origin),
        None => {
            Value::unknown(Unknown::new("is the computer's name, which is not recorded", origin))
        }
    }
}

pub(super) fn account_names(machine: &dyn Machine, account: &Account, block: &mut Block) {
    let rule = "the account that is logged on";
    if let Some((name, domain)) = account.system {
        let end = Value::known("$", Origin::Default(rule.into()));
        match name {
            "" => block.put("USERNAME", host(machine).then(end)),
            _ => block.put_default("USERNAME", name, rule),
        }
        block.put_default("USERDOMAIN", domain, rule);
        return;
    }
    block.put_default("USERNAME", &machine.facts().user.name, rule);
    block.put("USERDOMAIN", host(machine));
    block.put("USERDOMAIN_ROAMINGPROFILE", host(machine));
    let home = &account.home;
    let drive = home.get(..2).filter(|drive| drive.ends_with(':'));
    if let Some(drive) = drive {
        block.put_default("HOMEDRIVE", drive, rule);
        block.put_default("HOMEPATH", &home[2..], rule);
    }
    let start = Value::known("\\\\", Origin::Default(rule.into()));
    block.put("LOGONSERVER", start.then(host(machine)));
}

pub(super) fn volatile(machine: &dyn Machine, launcher: Launcher, block: &mut Block) {
    let desktop = is_desktop(launcher);
    if desktop {
        block.put_default("SESSIONNAME", "Console", "the session of the desktop");
    }
    block.registry(VOLATILE, &machine.registry_values(VOLATILE), &[]);
    let sessions = machine.registry_keys(VOLATILE).unwrap_or_default();
    if let Some(session) = sessions.iter().find(|_| desktop) {
        let key = format!("{VOLATILE}\\{session}");
        block.registry(&key, &machine.registry_values(&key), &[]);
    }
}
