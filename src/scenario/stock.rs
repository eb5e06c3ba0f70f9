//! Which shells a recorded machine has without being told: a table.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::format::File;
use crate::machine::recorded::{Node, Recorded};
use crate::machine::{Installed, Machine, Platform};
use crate::programs::stock;
use crate::session::launch::wsl;

/// A shell that comes with the system, or that is there when its usual program is.
struct Usual {
    platform: Platform,
    shell: &'static str,
    path: &'static str,
    version: &'static str,
    variant: Option<&'static str>,
    /// Part of the system: there although no file says so.
    stock: bool,
    /// There even when the scenario lists its shells.
    always: bool,
}

const fn row(
    platform: Platform,
    shell: &'static str,
    path: &'static str,
    version: &'static str,
) -> Usual {
    Usual { platform, shell, path, version, variant: None, stock: false, always: false }
}

/// Windows 11 23H2, Debian 12 and macOS 14; other places are those of the usual installers.
const USUAL: &[Usual] = &[
    Usual {
        stock: true,
        always: true,
        ..row(Platform::Windows, "cmd", r"C:\Windows\System32\cmd.exe", "10.0.22631")
    },
    Usual {
        stock: true,
        always: true,
        ..row(
            Platform::Windows,
            "powershell",
            r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
            "5.1.22621",
        )
    },
    row(Platform::Windows, "pwsh", r"C:\Program Files\PowerShell\7\pwsh.exe", "7.5.0"),
    row(Platform::Windows, "bash", r"C:\Program Files\Git\usr\bin\bash.exe", "5.2"),
    row(Platform::Windows, "bash", r"C:\Program Files\Git\bin\bash.exe", "5.2"),
    Usual { stock: true, ..row(Platform::Linux, "bash", "/bin/bash", "5.2") },
    row(Platform::Linux, "zsh", "/usr/bin/zsh", "5.9"),
    row(Platform::Linux, "zsh", "/bin/zsh", "5.9"),
    Usual { stock: true, variant: Some("dash"), ..row(Platform::Linux, "sh", "/bin/sh", "0.5.12") },
    row(Platform::Linux, "pwsh", "/usr/bin/pwsh", "7.5.0"),
    Usual { stock: true, ..row(Platform::MacOs, "zsh", "/bin/zsh", "5.9") },
    Usual { stock: true, ..row(Platform::MacOs, "bash", "/bin/bash", "3.2.57") },
    Usual { stock: true, variant: Some("bash"), ..row(Platform::MacOs, "sh", "/bin/sh", "3.2.57") },
    row(Platform::MacOs, "pwsh", "/usr/local/bin/pwsh", "7.5.0"),
];

/// Puts the programs of the platform where they belong, unless the scenario lists or denies them.
pub(super) fn programs(machine: &mut Recorded, file: &File) {
    let platform = machine.facts().platform;
    let ignores_case = machine.facts().ignores_case;
    let key = |path: &str| platform.key(&platform.normalize(path), ignores_case);
    let named: HashSet<String> = file.files.keys().map(|path| key(path)).collect();
    let inside = if wsl::is_one(machine) { stock::WSL } else { &[] };
    let inside = inside.iter().map(|path| (*path).to_owned());
    for path in stock::paths(platform).into_iter().chain(inside) {
        let directory = platform.parent(&path).unwrap_or_default();
        let blocked = machine.link_status(directory).is_ok_and(|status| !status.is_directory());
        // The directories of a merged system are one.
        let twin = path.strip_prefix("/usr").map(key);
        if blocked || named.contains(&key(&path)) || twin.is_some_and(|twin| named.contains(&twin))
        {
            continue;
        }
        if machine.link_status(&path).is_err() {
            machine.put(&path, Node::File(None), Some(0o755));
        }
    }
}

/// Adds what is there by itself. `listed` says whether the scenario names its shells, `absent` which it denies.
pub(super) fn complete(machine: &mut Recorded, listed: bool, absent: &[&str]) {
    let platform = machine.facts().platform;
    let mut found: IndexMap<String, Installed> = IndexMap::new();
    for usual in USUAL.iter().filter(|usual| usual.platform == platform) {
        let known = machine.facts().shells.contains_key(usual.shell);
        let there = usual.always || usual.stock && !listed || machine.is_file(usual.path);
        if there && !known && !absent.contains(&usual.shell) {
            found.entry(usual.shell.to_owned()).or_insert_with(|| usual.installed());
        }
    }
    machine.facts_mut().shells.extend(found);
}

/// The program of a shell that is listed without a path.
pub(super) fn usual(platform: Platform, shell: &str) -> Option<Installed> {
    let row = USUAL.iter().find(|usual| usual.platform == platform && usual.shell == shell)?;
    Some(row.installed())
}

impl Usual {
    fn installed(&self) -> Installed {
        Installed {
            path: self.path.to_owned(),
            version: Some(self.version.to_owned()),
            variant: self.variant.map(str::to_owned),
        }
    }
}
