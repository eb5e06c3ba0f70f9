//! The real sshd, cron, su, sudo, tmux and systemd's generator beside the answers: each machine is a scratch root with its own configuration, and the
//! environment that the started process really gets is compared with the session's.
//!
//! Needs root and bubblewrap, and `openssh-server`, `cron` and `sudo`; skipped with a notice where one is missing. Nothing
//! leaves the root: the client talks to `sshd -i` through a pipe.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/dice.rs"]
mod dice;
#[path = "launch_support/judge.rs"]
mod judge;
#[path = "launch_support/lines.rs"]
mod lines;
#[path = "launch_support/machines.rs"]
mod machines;
#[path = "launch_support/root.rs"]
mod root;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use judge::judge;
use machines::{Asked, GENERATOR, cron, environment_d, ssh, su, sudo, tmux};
use root::{lacking, lay, really};

/// How many machines each program is asked about.
const MACHINES: u64 = 60;
fn all(name: &str, program: &str, make: fn(u64) -> Asked) {
    if let Some(why) = lacking(program) {
        skip::skipped(&format!("the real {name}: {why}"));
        return;
    }
    let keys = tempfile::tempdir().expect("a temporary folder");
    let key = keys.path().join("key");
    let made =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|status| status.success()) {
        skip::skipped(&format!("the real {name}: there is no ssh-keygen"));
        return;
    }
    let (mut wrong, mut unknown, mut started) = (Vec::new(), 0, 0);
    let machines = std::env::var("ENVSIM_LIVE_MACHINES").ok().and_then(|text| text.parse().ok());
    let machines = machines.unwrap_or(MACHINES);
    for seed in 1..=machines {
        let asked = make(seed * 7919);
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
        lay(root.path(), &asked, &key);
        let real = really(root.path(), &asked);
        started += usize::from(real.is_some());
        let (bad, open) = judge(&asked, real.as_ref());
        unknown += open;
        if !bad.is_empty() {
            let shown: Vec<_> =
                asked.files.iter().filter(|(path, _)| !path.contains("pam.d/")).collect();
            wrong.push(format!("{seed} {:?} {}: {bad:#?}\n{shown:#?}", asked.typed, asked.session));
        }
    }
    println!(
        "{name}: {machines} machines, {started} started something, {unknown} values not known, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
    assert!(started as u64 * 10 >= 6 * machines, "{started} of {machines} started something");
}

#[test]
fn sshd_gives_what_is_said() {
    all("sshd", "/usr/sbin/sshd", ssh);
}

#[test]
fn cron_gives_what_is_said() {
    all("cron", "/usr/sbin/cron", cron);
}

#[test]
fn su_and_runuser_give_what_is_said() {
    all("su", "/usr/bin/su", su);
}

#[test]
fn sudo_gives_what_is_said() {
    all("sudo", "/usr/bin/sudo", sudo);
}

#[test]
fn the_users_systemd_gives_what_is_said() {
    all("environment.d generator", GENERATOR, environment_d);
}

#[test]
fn tmux_gives_what_is_said() {
    all("tmux", "/usr/bin/tmux", tmux);
}
