//! What Linux and macOS have in common: permissions, special files, the users' table.

pub(super) mod shells;

use std::ffi::CStr;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Component, Path};
use std::sync::OnceLock;

use indexmap::IndexMap;
use rustix::fs::{OFlags, StatVfsMountFlags};

use super::process::{self, directory, variable};
use super::regular;
use super::system::Details;
use crate::machine::{Facts, Installed, Platform, User};

/// What both answer in the same way, inside of `impl System`.
macro_rules! same_on_unix {
    () => {
        fn details(
            &self,
            path: &str,
            found: &std::fs::Metadata,
        ) -> $crate::machine::live::system::Details {
            $crate::machine::live::unix::details(path, found)
        }

        fn is_device(&self, _: &str) -> bool {
            false
        }

        fn is_nothing(&self, path: &str) -> bool {
            $crate::machine::live::unix::is_nothing(path)
        }

        fn open(&self, path: &std::path::Path) -> std::io::Result<std::fs::File> {
            $crate::machine::live::unix::open(path)
        }

        fn special(&self, kind: std::fs::FileType) -> &'static str {
            $crate::machine::live::unix::special(kind)
        }

        fn is_loop(&self, error: &std::io::Error) -> bool {
            $crate::machine::live::unix::is_loop(error)
        }
    };
}
pub(super) use same_on_unix;

/// What both say of themselves; the rest is a plain machine's.
pub(super) fn facts(platform: Platform, user: User, shells: IndexMap<String, Installed>) -> Facts {
    Facts {
        host: host(),
        arch: Some(process::arch().to_owned()),
        cwd: logical_directory(),
        environment: process::environment().into_iter().collect(),
        environment_is_whole: true,
        notes: odd(&user),
        user,
        shells,
        ..Facts::new(platform)
    }
}

/// The text of a regular file of the system's; empty where there is none.
pub(super) fn text(path: &str) -> String {
    String::from_utf8_lossy(&regular::read(path).unwrap_or_default()).into_owned()
}

/// Permissions of the user who runs envsim.
pub(super) struct Identity {
    pub user: u32,
    pub group: u32,
    pub groups: Vec<u32>,
}

/// The user and groups of this process, which do not change.
pub(super) fn identity() -> &'static Identity {
    static KNOWN: OnceLock<Identity> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let group = rustix::process::getegid().as_raw();
        let more = rustix::process::getgroups().unwrap_or_default();
        let mut groups: Vec<u32> = more.into_iter().map(|id| id.as_raw()).collect();
        if !groups.contains(&group) {
            groups.insert(0, group);
        }
        Identity { user: rustix::process::geteuid().as_raw(), group, groups }
    })
}

/// Mode, identity and the `rwx` bits that count for this user (path_resolution(7), "Permissions").
pub(super) fn details(path: &str, found: &Metadata) -> Details {
    let who = identity();
    let mode = found.mode() & 0o7777;
    let rights = if who.user == 0 {
        6 | u32::from(mode & 0o111 != 0 || found.is_dir())
    } else if found.uid() == who.user {
        mode >> 6 & 7
    } else if who.groups.contains(&found.gid()) {
        mode >> 3 & 7
    } else {
        mode & 7
    };
    let rights = rights & allowed(path, found);
    let owner = Some((found.uid(), found.gid()));
    Details { mode, identity: (found.dev(), found.ino()), rights, app_alias: false, owner }
}

/// What the file system lets anybody do: nothing is written to one that is mounted for reading, and no file is run
/// from one without programs (access(2), EROFS and EACCES).
fn allowed(path: &str, found: &Metadata) -> u32 {
    if found.is_symlink() {
        return 7;
    }
    let Ok(mounted) = rustix::fs::statvfs(path) else { return 7 };
    let reads = mounted.f_flag.contains(StatVfsMountFlags::RDONLY);
    let lists = runs_nothing(mounted.f_flag) && found.is_file();
    7 & !(u32::from(reads) << 1) & !u32::from(lists)
}

#[cfg(not(target_vendor = "apple"))]
fn runs_nothing(flags: StatVfsMountFlags) -> bool {
    flags.contains(StatVfsMountFlags::NOEXEC)
}

/// Apple's statvfs(3) tells of reading alone and of `nosuid`, and of no more.
#[cfg(target_vendor = "apple")]
fn runs_nothing(_: StatVfsMountFlags) -> bool {
    false
}

/// Opens without waiting: between the look and the opening the file may have become a pipe.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

/// What something is that is neither file nor directory.
pub(super) fn special(kind: FileType) -> &'static str {
    match kind {
        kind if kind.is_fifo() => "a pipe",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    }
}

/// `ELOOP`.
pub(super) fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// null(4), where it is there.
pub(super) fn is_nothing(path: &str) -> bool {
    path == "/dev/null" && fs::metadata(path).is_ok_and(|found| found.file_type().is_char_device())
}

/// Whether a path leads to this process's own open files (fd(4)).
pub(super) fn is_own_stream(path: &str) -> bool {
    let (first, second) = first_parts(path);
    first == "dev" && matches!(&*second, "fd" | "stdin" | "stdout" | "stderr")
}

/// The first two names of a path.
pub(super) fn first_parts(path: &str) -> (String, String) {
    let mut parts = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// The machine's name as the kernel has it, which gethostname(3) gives to every shell.
pub(super) fn host() -> Option<String> {
    let name = CStr::to_string_lossy(rustix::system::uname().nodename()).into_owned();
    Some(name).filter(|name| !name.is_empty())
}

/// The directory a shell believes to be in: PWD where it names this directory, links kept (POSIX, `sh`, PWD).
pub(super) fn logical_directory() -> String {
    let place = |path: &str| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    let here = place(".");
    let dotted = |path: &str| path.split('/').any(|part| matches!(part, "." | ".."));
    let told = variable("PWD").filter(|path| path.starts_with('/') && !dotted(path));
    told.filter(|path| here.is_some() && place(path) == here).unwrap_or_else(directory)
}

/// The line of passwd(5) for this user; what the process was given where there is none.
pub(super) fn user() -> User {
    let who = identity();
    let passwd = text("/etc/passwd");
    let line = passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        (fields.len() >= 7 && fields[2].parse() == Ok(who.user)).then_some(fields)
    });
    let (name, home, shell) = match line {
        // An empty shell is /bin/sh (passwd(5)).
        Some(fields) if fields[6].is_empty() => (fields[0].into(), fields[5].into(), "/bin/sh"),
        Some(fields) => (fields[0].into(), fields[5].into(), fields[6]),
        None => unlisted(),
    };
    let shell = Some(shell.to_owned()).filter(|shell| !shell.is_empty());
    User { name, home, shell, groups: group_names(who), ..numbers(who) }
}

/// What is odd about this user and process.
pub(super) fn odd(user: &User) -> Vec<String> {
    let mut notes = Vec::new();
    if user.shell.is_none() {
        let why = match regular::read("/etc/passwd") {
            Ok(_) => format!("/etc/passwd has no line for user {}", identity().user),
            Err(fault) => format!("/etc/passwd cannot be read: {fault}"),
        };
        notes
            .push(format!("{why}; name, home and shell are what LOGNAME, HOME and the system say"));
    }
    notes.extend(process::odd_home(&user.home));
    notes.extend(process::odd_directory());
    notes.extend(process::odd_variables());
    notes
}

/// A user without a line: what LOGNAME, USER and HOME say.
fn unlisted() -> (String, String, &'static str) {
    let name = variable("LOGNAME").or_else(|| variable("USER")).unwrap_or_default();
    (name, variable("HOME").unwrap_or_default(), "")
}

/// The user's numbers.
pub(super) fn numbers(who: &Identity) -> User {
    let (uid, gid) = (Some(who.user), Some(who.group));
    User { root: who.user == 0, uid, gid, ..User::default() }
}

/// The names that group(5) gives the groups of this process, the primary one first.
fn group_names(who: &Identity) -> Vec<String> {
    let table = text("/etc/group");
    let name = |id: &u32| {
        let line = |line: &str| {
            let mut fields = line.split(':');
            let (name, number) = (fields.next()?, fields.nth(1)?);
            (number.parse() == Ok(*id)).then(|| name.to_owned())
        };
        table.lines().find_map(line)
    };
    let others = who.groups.iter().filter(|id| **id != who.group);
    std::iter::once(&who.group).chain(others).filter_map(name).collect()
}
