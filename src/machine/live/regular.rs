//! Opens what may be opened: regular files of real file systems, without ever waiting for another program.
//!
//! A pipe without a writer blocks, a device may do anything, and a file of the kernel's own file
//! systems is made while it is read: `/proc/kmsg` blocks and takes its messages away (proc(5)),
//! but for a few that say the same as long as the system runs;
//! and what `/proc/self` says is about envsim, not about the shell.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::HOST;
use super::system::System;
use crate::machine::{Fault, LARGEST_FILE};

/// A file that is different for every process.
const OWN: &str = "a file about the process that reads it, which would be envsim";

/// The bytes of a regular file.
pub(super) fn read(path: &str) -> Result<Vec<u8>, Fault> {
    // The one device that says the same to everybody: nothing (null(4)).
    if HOST.is_nothing(path) {
        return Ok(Vec::new());
    }
    bytes(open(path)?)
}

/// The first bytes of a regular file.
pub(super) fn start(path: &str, most: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(most);
    open(path)?.take(most as u64).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
    Ok(bytes)
}

fn open(path: &str) -> Result<fs::File, Fault> {
    may_read(path)?;
    let named = fs::metadata(path).map_err(|error| fault(&error))?;
    if named.is_dir() {
        return Err(Fault::IsADirectory);
    }
    if !named.is_file() {
        return Err(Fault::NotRead(HOST.special(named.file_type())));
    }
    let file = HOST.open(Path::new(path)).map_err(|error| fault(&error))?;
    let opened = file.metadata().map_err(|error| fault(&error))?;
    if !opened.is_file() {
        return Err(Fault::NotRead(HOST.special(opened.file_type())));
    }
    match HOST.refuses(&file) {
        Some(what) if !HOST.is_settled(path) => Err(Fault::NotRead(what)),
        _ => Ok(file),
    }
}

fn bytes(file: fs::File) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Fault::TooLarge { limit: LARGEST_FILE });
    }
    Ok(bytes)
}

/// The refusal to read what differs from process to process, and devices.
pub(super) fn may_read(path: &str) -> Result<(), Fault> {
    if HOST.is_own(path) { Err(Fault::NotRead(OWN)) } else { may_look(path) }
}

/// The refusal to look at what a look would open.
pub(super) fn may_look(path: &str) -> Result<(), Fault> {
    if HOST.is_device(path) { Err(Fault::NotRead("a device")) } else { Ok(()) }
}

/// The system's refusal, in our words.
pub(super) fn fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::NotFound,
        io::ErrorKind::PermissionDenied => Fault::Denied,
        io::ErrorKind::NotADirectory => Fault::NotADirectory,
        io::ErrorKind::IsADirectory => Fault::IsADirectory,
        _ if HOST.is_loop(error) => Fault::Loop,
        _ => Fault::Other(crate::machine::files::words(error)),
    }
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
    fn of_proc_only_is_read_what_stays_the_same_whatever_it_is_called() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let link = folder.path().join("link").to_string_lossy().into_owned();
        std::os::unix::fs::symlink("/proc/loadavg", &link).expect("a link");
        for path in ["/proc/loadavg", "/proc/../proc/version", &link] {
            assert!(
                matches!(read(path), Err(Fault::NotRead(what)) if what.contains("kernel")),
                "{path}"
            );
        }
        assert!(read("/proc/sys/kernel/osrelease").is_ok_and(|text| !text.is_empty()));
        let own = format!("/proc/{}/environ", std::process::id());
        for path in ["/proc/self/environ", "/proc/thread-self/comm", "/dev/stdin", &own] {
            assert_eq!(read(path), Err(Fault::NotRead(OWN)), "{path}");
        }
        assert!(!HOST.is_own("/proc/1/environ") && !HOST.is_own("/home/me/proc/self"));
    }
}
