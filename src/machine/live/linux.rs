//! Linux, and what is like it: the kernel's own files, os-release(5), the package list.

mod packages;

use std::fs::File;

use packages::Packages;

use super::system::System;
use super::unix::shells::installed;
use super::{regular, unix};
use crate::machine::{Facts, Platform};

/// Linux.
pub(super) struct Linux;

/// What the kernel says of itself to everybody alike, as long as it runs (proc(5)): reading never waits.
const SETTLED: &[&str] = &[
    "/proc/sys/kernel/osrelease",
    "/proc/sys/kernel/ostype",
    "/proc/sys/kernel/version",
    "/proc/version",
];

impl System for Linux {
    fn facts(&self) -> Facts {
        let user = unix::user();
        let packages = Packages::read();
        let shells = installed(user.shell.as_deref(), |program, _| packages.version(program));
        let mut facts = unix::facts(Platform::Linux, user, shells);
        facts.version = distribution();
        facts.notes.extend(subsystem());
        facts
    }

    unix::same_on_unix!();

    fn is_own(&self, path: &str) -> bool {
        let (first, second) = unix::first_parts(path);
        let own =
            matches!(&*second, "self" | "thread-self") || second.parse() == Ok(std::process::id());
        first == "proc" && own || unix::is_own_stream(path)
    }

    fn is_settled(&self, path: &str) -> bool {
        SETTLED.contains(&path)
    }

    fn refuses(&self, file: &File) -> Option<&'static str> {
        // The width of the number differs between processors; its lower 32 bits are the magic.
        let of = |found: rustix::fs::StatFs| MADE_UP.contains(&(found.f_type as u32));
        let made_up = rustix::fs::fstatfs(file).is_ok_and(of);
        made_up.then_some("a file that the kernel makes up while it is read")
    }
}

/// Whether this is Linux inside Windows, and where the drives of Windows are (`wsl --help`, drvfs).
fn subsystem() -> Option<String> {
    let release = rustix::system::uname().release().to_string_lossy().to_ascii_lowercase();
    if !release.contains("microsoft") {
        return None;
    }
    // Asked of the kernel about every process alike, so it may be read past the rule for files.
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let drives: Vec<String> = mounts.lines().filter_map(drive).collect();
    let drives = match drives.is_empty() {
        true => "no drive of Windows is mounted".to_owned(),
        false => drives.join(", "),
    };
    Some(format!("this is Linux inside Windows (WSL); {drives}"))
}

/// `C:\\134 /mnt/c 9p …` or `drvfs`: fstab(5) writes a backslash as `\\134`.
fn drive(line: &str) -> Option<String> {
    let mut fields = line.split(' ');
    let (device, place) = (fields.next()?.replace("\\134", "\\"), fields.next()?);
    let letter = device.as_bytes().first()?.is_ascii_alphabetic();
    let is_drive = letter && device[1..].trim_end_matches('\\') == ":";
    is_drive.then(|| format!("{} is at {place}", &device[..2]))
}

/// `ID VERSION_ID` of os-release(5), which stands in `/usr/lib` where `/etc` has none.
fn distribution() -> Option<String> {
    let read = regular::read("/etc/os-release").or_else(|_| regular::read("/usr/lib/os-release"));
    let release = String::from_utf8_lossy(&read.ok()?).into_owned();
    let field = |name: &str| {
        let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|value| value.trim_matches(['"', '\'']).to_owned())
    };
    // The default of ID is `linux`.
    let id = field("ID").unwrap_or_else(|| "linux".to_owned());
    Some(field("VERSION_ID").map_or(id.clone(), |version| format!("{id} {version}")))
}

/// File systems without a disk behind them (linux/magic.h): proc, sysfs, devpts, the two cgroups, debugfs, tracefs,
/// securityfs, selinuxfs, smackfs, pstore, efivarfs, bpf, configfs, binfmt_misc and resctrl.
const MADE_UP: &[u32] = &[
    0x9fa0,
    0x6265_6572,
    0x1cd1,
    0x0027_e0eb,
    0x6367_7270,
    0x6462_6720,
    0x7472_6163,
    0x7363_6673,
    0xf97c_ff8c,
    0x4341_5d53,
    0x6165_676c,
    0xde5e_81e4,
    0xcafe_4a11,
    0x6265_6570,
    0x4249_4e4d,
    0x0765_5821,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_of_windows_are_told_from_other_mounts() {
        assert_eq!(drive("C:\\134 /mnt/c 9p rw 0 0").as_deref(), Some("C: is at /mnt/c"));
        assert_eq!(drive("D: /mnt/d drvfs rw 0 0").as_deref(), Some("D: is at /mnt/d"));
        assert_eq!(drive("/dev/sda1 / ext4 rw 0 0"), None);
        assert_eq!(drive("drvfs /usr/lib/wsl/drivers 9p ro 0 0"), None);
        assert_eq!(drive(""), None);
    }
}
