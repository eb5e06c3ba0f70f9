//! Linux and macOS: every caller goes through PATH as execvp(3) does, with few differences.
//!
//! - C, and whatever calls execvp(3) or posix_spawnp(3): glibc 2.24 and later look nowhere but in `/bin:/usr/bin`
//!   without PATH; what cannot be executed is passed over, a script whose interpreter is missing too (posix/execvpe.c,
//!   sysdeps/posix/spawni.c). A text without `#!` goes to /bin/sh by execvp of glibc and both of Apple's (gen/exec.c,
//!   sys/posix_spawn.c); posix_spawnp of glibc and both of musl end there with ENOEXEC (process/execvp.c).
//! - Go: `exec.LookPath` (os/exec/lp_unix.go) finds nothing without PATH; since 1.19 a file that a relative entry
//!   leads to is refused (`ErrDot`). What it found is started, and nothing else is tried.
//! - Python: `subprocess` tries `os.get_exec_path`, which is `/bin:/usr/bin` without PATH (Lib/os.py), and goes on
//!   after whatever error (Modules/_posixsubprocess.c).
//! - Node: libuv calls execvp(3) in the child, with the child's PATH; on macOS since 1.44 (Node 18) it calls
//!   posix_spawn(2) for one entry after the other (src/unix/process.c).
//! - Rust: posix_spawnp(3), or execvp(3) in the child where PATH was changed (sys/process/unix/unix.rs).
//!
//! Of a child that is given another PATH or directory, C and Go look by the caller's, the others by the child's.

use super::{Caller, Child};
use crate::environment::Environment;
use crate::machine::{Machine, Platform};
use crate::shells::program::{Rules, Tries, Unformatted};
use crate::value::{Origin, Value};

/// The release of Go that refuses what a relative entry leads to (`GODEBUG=execerrdot=0` takes that back).
const DOT_REFUSED: u32 = 19;
/// The release of Node whose libuv goes through PATH by itself on macOS.
const OWN_SEARCH: u32 = 18;

pub(super) fn rules(caller: Caller, machine: &dyn Machine, child: &Child) -> Rules {
    let platform = machine.platform();
    let usual = Rules::execvp(platform);
    let mac = platform == Platform::MacOs;
    let execvp = if is_musl(machine) { ending(usual) } else { usual };
    match caller {
        Caller::Go(minor) => Rules {
            without_path: None,
            looping: None,
            relative: (minor >= DOT_REFUSED)
                .then_some("a relative entry of PATH leads to it, which Go refuses (ErrDot)"),
            tries: Tries::First,
        },
        // os.defpath is the same text on both platforms.
        Caller::Python(_) => Rules {
            without_path: Some("/bin:/usr/bin"),
            looping: None,
            tries: Tries::Each(Unformatted::Next),
            ..usual
        },
        Caller::Node(version) if mac && version.major >= OWN_SEARCH => Rules {
            looping: Some(
                "its links lead back to themselves, and libuv ends the search there (ELOOP)",
            ),
            ..ending(usual)
        },
        Caller::Rust if child.changes.iter().any(|(name, _)| name == "PATH") => execvp,
        Caller::PosixSpawn | Caller::Rust if !mac => ending(usual),
        _ => execvp,
    }
}

/// The same, where a file without a format ends the search.
fn ending(rules: Rules) -> Rules {
    Rules { tries: Tries::Each(Unformatted::Ends), ..rules }
}

/// Whether the programs of that Linux are linked with musl: Alpine, and what has no other loader.
fn is_musl(machine: &dyn Machine) -> bool {
    let named = machine.facts().version.as_deref().is_some_and(|name| name.starts_with("alpine"));
    machine.platform() == Platform::Linux && (named || machine.is_file("/etc/alpine-release"))
}

/// The environment that the name is looked for in: the child's, where the caller takes that one's.
pub(super) fn searched(caller: Caller, environment: &Environment, child: &Child) -> Environment {
    let mut environment = environment.clone();
    if matches!(caller, Caller::Execvp | Caller::PosixSpawn | Caller::Go(_)) {
        return environment;
    }
    let origin = || Origin::Parent("what the caller gives to it".into());
    for (name, value) in &child.changes {
        match value {
            Some(text) => {
                let value = Value::known(text.as_str(), origin());
                environment.variables.export(name, value, origin());
            }
            None => environment.variables.unset(name, origin()),
        }
    }
    if let Some(cwd) = &child.cwd {
        let here = environment.cwd.likely().text().unwrap_or_default().into_owned();
        environment.cwd = Value::known(Platform::Linux.absolute(&here, cwd), origin());
    }
    environment
}
