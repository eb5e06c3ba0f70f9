//! Linux and macOS: every caller goes through PATH as execvp(3) does, with few differences.
//!
//! - C, and whatever calls execvp(3) or posix_spawnp(3): glibc 2.24 and later look nowhere but in `/bin:/usr/bin`
//!   without PATH; what cannot be executed is passed over (posix/execvpe.c, sysdeps/posix/spawni.c).
//! - Go: `exec.LookPath` (os/exec/lp_unix.go) finds nothing without PATH; since 1.19 a file that a relative entry
//!   leads to is refused (`ErrDot`).
//! - Python: `subprocess` tries `os.get_exec_path`, which is `/bin:/usr/bin` without PATH (Lib/os.py).
//! - Node: libuv calls execvp(3) in the child, with the child's PATH (src/unix/process.c).
//! - Rust: posix_spawnp(3), or execvp(3) in the child where its environment was changed (sys/process/unix).

use super::Caller;
use crate::machine::Platform;
use crate::shells::program::Rules;

/// The release of Go that refuses what a relative entry leads to (`GODEBUG=execerrdot=0` takes that back).
const DOT_REFUSED: u32 = 19;

pub(super) fn rules(caller: Caller, platform: Platform) -> Rules {
    let usual = Rules::execvp(platform);
    match caller {
        Caller::Go(minor) => Rules {
            without_path: None,
            looping: None,
            relative: (minor >= DOT_REFUSED)
                .then_some("a relative entry of PATH leads to it, which Go refuses (ErrDot)"),
        },
        // os.defpath is the same text on both platforms.
        Caller::Python(_) => Rules { without_path: Some("/bin:/usr/bin"), looping: None, ..usual },
        _ => usual,
    }
}
