//! Opens what may be opened: regular files of real file systems, without ever waiting for another program.
//!
//! A pipe without a writer blocks, a device may do anything, and a file of the kernel's own file
//! systems is made while it is read: `/proc/kmsg` blocks and takes its messages away (proc(5)),
//! and what `/proc/self` says is about envsim, not about the shell.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Component, Path};

use crate::machine::{Fault, LARGEST_FILE};

/// A file of the kernel's.
const KERNEL: &str = "a file that the kernel makes up while it is read";
/// A file that is different for every process.
const OWN: &str = "a file about the process that reads it, which would be envsim";

/// The bytes of a regular file.
pub(super) fn read(path: &str) -> Result<Vec<u8>, Fault> {
    if is_own(path) {
        return Err(Fault::NotRead(OWN));
    }
    let named = fs::metadata(path).map_err(|error| fault(&error))?;
    if named.is_dir() {
        return Err(Fault::IsADirectory);
    }
    if !named.is_file() {
        // The one device that says the same to everybody: nothing (null(4)).
        return if path == "/dev/null" { Ok(Vec::new()) } else { Err(other(named.file_type())) };
    }
    let file = open(Path::new(path)).map_err(|error| fault(&error))?;
    let opened = file.metadata().map_err(|error| fault(&error))?;
    if !opened.is_file() {
        return Err(other(opened.file_type()));
    }
    if is_kernels(&file) {
        return Err(Fault::NotRead(KERNEL));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Fault::TooLarge { limit: LARGEST_FILE });
    }
    Ok(bytes)
}

/// The text of a regular file of the system's; empty where there is none.
pub(super) fn text(path: &str) -> String {
    String::from_utf8_lossy(&read(path).unwrap_or_default()).into_owned()
}

/// Whether what a path leads to differs from process to process (proc(5), fd(4)).
pub(super) fn is_own(path: &str) -> bool {
    let mut parts = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let own = |name: &str| {
        matches!(name, "self" | "thread-self") || name.parse() == Ok(std::process::id())
    };
    match (parts.next().as_deref(), parts.next().as_deref()) {
        (Some("proc"), Some(name)) => own(name),
        (Some("dev"), Some("fd" | "stdin" | "stdout" | "stderr")) => true,
        _ => false,
    }
}

/// The refusal to look at such a path.
pub(super) fn not_own(path: &str) -> Result<(), Fault> {
    if is_own(path) { Err(Fault::NotRead(OWN)) } else { Ok(()) }
}

/// The system's refusal, in our words.
pub(super) fn fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::NotFound,
        io::ErrorKind::PermissionDenied => Fault::Denied,
        io::ErrorKind::NotADirectory => Fault::NotADirectory,
        io::ErrorKind::IsADirectory => Fault::IsADirectory,
        _ if is_loop(error) => Fault::Loop,
        _ => Fault::Other(crate::machine::files::words(error)),
    }
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

#[cfg(unix)]
fn other(kind: FileType) -> Fault {
    use std::os::unix::fs::FileTypeExt;
    Fault::NotRead(match kind {
        kind if kind.is_fifo() => "a pipe",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    })
}

#[cfg(not(unix))]
fn other(_: FileType) -> Fault {
    Fault::NotRead("not a regular file")
}

/// Opens without waiting: between the look and the opening the file may have become a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    fs::OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// File systems without a disk behind them (linux/magic.h): proc, sysfs, devpts, the two cgroups, debugfs, tracefs,
/// securityfs, selinuxfs, smackfs, pstore, efivarfs, bpf, configfs, binfmt_misc and resctrl.
#[cfg(target_os = "linux")]
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

#[cfg(target_os = "linux")]
fn is_kernels(file: &File) -> bool {
    // The width of the number differs between processors; its lower 32 bits are the magic.
    let of = |found: rustix::fs::StatFs| MADE_UP.contains(&(found.f_type as u32));
    rustix::fs::fstatfs(file).is_ok_and(of)
}

#[cfg(not(target_os = "linux"))]
fn is_kernels(_: &File) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn pipes_devices_sockets_and_what_the_kernel_makes_up_are_not_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe").as_str(),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .expect("a pipe can be made");
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket");
        std::os::unix::fs::symlink(at("pipe"), at("link")).expect("a link");
        fs::write(at("file"), "x").expect("a file");
        assert_eq!(read(&at("file")), Ok(b"x".to_vec()));
        assert_eq!(read(&at("pipe")), Err(Fault::NotRead("a pipe")));
        assert_eq!(read(&at("link")), Err(Fault::NotRead("a pipe")));
        assert_eq!(read(&at("socket")), Err(Fault::NotRead("a socket")));
        assert_eq!(read("/dev/zero"), Err(Fault::NotRead("a device")));
        assert_eq!(read("/dev/null"), Ok(Vec::new()));
        assert_eq!(read(&at(".")), Err(Fault::IsADirectory));
        assert_eq!(read(&at("gone")), Err(Fault::NotFound));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_of_proc_is_read_whatever_it_is_called() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let link = folder.path().join("link").to_string_lossy().into_owned();
        std::os::unix::fs::symlink("/proc/version", &link).expect("a link");
        for path in ["/proc/version", "/proc/../proc/version", &link] {
            assert_eq!(read(path), Err(Fault::NotRead(KERNEL)), "{path}");
        }
        let own = format!("/proc/{}/environ", std::process::id());
        for path in ["/proc/self/environ", "/proc/thread-self/comm", "/dev/stdin", &own] {
            assert_eq!(read(path), Err(Fault::NotRead(OWN)), "{path}");
        }
        assert!(!is_own("/proc/1/environ") && !is_own("/home/me/proc/self"));
    }
}
