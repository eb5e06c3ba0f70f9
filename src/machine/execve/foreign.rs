//! Programs of other systems and processors, told by their first bytes.
//!
//! elf(5); fs/binfmt_elf.c (`elf_check_arch`); Microsoft's "PE Format"; loader.h of macOS.

use super::super::{Machine, Platform};

/// Numbers of processors in ELF (elf.h), and what they are called.
const PROCESSORS: &[(u16, &str)] = &[
    (3, "i386"),
    (20, "powerpc"),
    (21, "ppc64"),
    (22, "s390x"),
    (40, "arm"),
    (62, "x86_64"),
    (183, "aarch64"),
    (243, "riscv"),
    (258, "loongarch"),
];
/// The first bytes of programs of macOS, for one processor or for several.
const MACH_O: &[[u8; 4]] =
    &[[0xcf, 0xfa, 0xed, 0xfe], [0xce, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]];
/// Where a machine says that other formats are handed to an emulator (binfmt_misc, binfmt.d(5), Debian's binfmt-support).
const EMULATORS: &[&str] = &[
    "/etc/binfmt.d",
    "/run/binfmt.d",
    "/usr/lib/binfmt.d",
    "/usr/share/binfmts",
    "/var/lib/binfmts",
];

/// What a program was made for that the kernel of this machine does not start.
pub(super) fn kind(machine: &dyn Machine, start: &[u8]) -> Option<&'static str> {
    let kind = made_for(machine, start)?;
    // WSL hands programs of Windows to Windows.
    let wsl =
        machine.exists("/proc/sys/fs/binfmt_misc/WSLInterop") || machine.is_directory("/mnt/c");
    let emulated = EMULATORS.iter().any(|folder| {
        let entries = machine.list(folder).unwrap_or_default();
        entries.iter().any(|entry| hands_on(machine, &format!("{folder}/{}", entry.name)))
    });
    (!wsl && !emulated).then_some(kind)
}

/// Whether a description there is of programs, by the bytes or the ending that it names; others are of Python and the like.
fn hands_on(machine: &dyn Machine, path: &str) -> bool {
    let Ok(bytes) = machine.read(path) else { return true };
    let text = String::from_utf8_lossy(&bytes);
    ["ELF", "MZ", "extension exe", "::exe:", "\\xcf", "\\xca", "\\xce"]
        .iter()
        .any(|mark| text.contains(mark))
}

fn made_for(machine: &dyn Machine, start: &[u8]) -> Option<&'static str> {
    let mac = machine.platform() == Platform::MacOs;
    match start {
        [0x7f, b'E', b'L', b'F', ..] if mac => Some("Linux"),
        [0x7f, b'E', b'L', b'F', ..] => processor(machine, start),
        [b'M', b'Z', ..] => Some("Windows"),
        [a, b, c, d, ..] if MACH_O.contains(&[*a, *b, *c, *d]) && !mac => Some("macOS"),
        _ => None,
    }
}

/// The processor that an ELF file names, where that of the machine is known and does not run it.
fn processor(machine: &dyn Machine, start: &[u8]) -> Option<&'static str> {
    let own: &[u16] = match machine.facts().arch.as_deref()? {
        // Whether the kernel takes programs of 32 bits is its configuration's.
        "x86_64" | "amd64" => &[62, 3],
        "aarch64" | "arm64" => &[183, 40],
        _ => return None,
    };
    let pair = [*start.get(18)?, *start.get(19)?];
    let number =
        if start.get(5) == Some(&2) { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    let name = PROCESSORS.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
    (!own.contains(&number)).then_some(name.unwrap_or("another processor"))
}
