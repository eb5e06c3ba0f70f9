//! macOS: the user's record of directory services, the volume's case rule, the system's version.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::{Gid, Uid};

use super::system::System;
use super::{regular, unix};
use crate::machine::{Facts, Platform, User};

/// macOS.
pub(super) struct MacOs;

impl System for MacOs {
    fn facts(&self) -> Facts {
        let user = user();
        let shells = unix::shells::installed(user.shell.as_deref(), of_the_system);
        let ignores_case = ignores_case(&user.home);
        let facts = unix::facts(Platform::MacOs, user, shells);
        Facts { version: version(), ignores_case, ..facts }
    }

    unix::same_on_unix!();

    fn is_own(&self, path: &str) -> bool {
        unix::is_own_stream(path)
    }

    fn refuses(&self, _: &File) -> Option<&'static str> {
        None
    }
}

/// `/etc/passwd` holds the system's own accounts only (passwd(5)); people are in directory services, whose records
/// below `/var/db/dslocal` are root's. getpwuid(3) asks them without a program being started.
fn user() -> User {
    let who = unix::identity();
    let numbers = unix::numbers(who);
    let Ok(Some(record)) = nix::unistd::User::from_uid(Uid::from_raw(who.user)) else {
        return unix::user();
    };
    let others = who.groups.iter().filter(|id| **id != who.group);
    let named = |id: &u32| nix::unistd::Group::from_gid(Gid::from_raw(*id)).ok().flatten();
    let groups = std::iter::once(&who.group).chain(others).filter_map(named);
    User {
        name: record.name,
        home: record.dir.to_string_lossy().into_owned(),
        shell: Some(record.shell.to_string_lossy().into_owned()).filter(|shell| !shell.is_empty()),
        groups: groups.map(|group| group.name).collect(),
        ..numbers
    }
}

/// Whether the volume of the home directory ignores case: the same path in other letters leads to the same file.
fn ignores_case(home: &str) -> bool {
    let place = |path: &str| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    let swap = |letter: char| match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    };
    let swapped: String = home.chars().map(swap).collect();
    match place(home) {
        Some(found) if swapped != home => place(&swapped) == Some(found),
        // APFS and HFS+ ignore case unless they are made otherwise.
        _ => true,
    }
}

/// `ProductVersion` of the system's property list.
fn version() -> Option<String> {
    let list = regular::read("/System/Library/CoreServices/SystemVersion.plist").ok()?;
    let list = plist::Value::from_reader(std::io::Cursor::new(list)).ok()?;
    list.as_dictionary()?.get("ProductVersion")?.as_string().map(str::to_owned)
}

/// Apple ships bash 3.2.57 since 10.10 and says so in no file; other versions stand in the path.
fn of_the_system(program: &str, real: &Path) -> Option<String> {
    let own = ["/bin/bash", "/bin/sh"].iter().any(|path| real == Path::new(path));
    (own && matches!(program, "bash" | "sh")).then(|| "3.2.57".to_owned())
}
