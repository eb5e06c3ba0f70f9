//! The real sshd, cron, su, sudo, tmux and systemd's generator beside the answers: each machine is a scratch root with its own configuration, and the
//! environment that the started process really gets is compared with the session's.
//!
//! Needs root and bubblewrap, and `openssh-server`, `cron` and `sudo`; skipped with a notice where one is missing. Nothing
//! leaves the root: the client talks to `sshd -i` through a pipe.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/dice.rs"]
mod dice;
#[path = "launch_support/lines.rs"]
mod lines;
#[path = "launch_support/machines.rs"]
mod machines;
#[path = "launch_support/root.rs"]
mod root;
#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::how::Typed;
use envsim::session::{Session, Spec, WhatIf};
use machines::{Asked, GENERATOR, cron, environment_d, ssh, su, sudo, tmux};
use root::{inside, lay, really};

/// How many machines each program is asked about.
const MACHINES: u64 = 60;
/// What differs from run to run.
const LOOSE: &[&str] = &["SHLVL", "_", "PWD", "OLDPWD", "SUDO_COMMAND"];

fn recorded(asked: &Asked) -> Recorded {
    let mut facts = Facts::new(Platform::Linux);
    facts.version = Some("debian 12".into());
    facts.host = Some("box".into());
    facts.user.name = if asked.root { "root" } else { "me" }.into();
    facts.user.home = if asked.root { "/root" } else { "/home/me" }.into();
    facts.user.uid = Some(if asked.root { 0 } else { 1000 });
    facts.user.shell = Some("/bin/bash".into());
    facts.user.root = asked.root;
    facts.cwd = facts.user.home.clone();
    if let Some(given) = &asked.given {
        let given = given.iter().map(|(name, text)| (name.clone(), Some(text.clone())));
        facts.environment = given.collect();
        facts.environment_is_whole = true;
        facts.cwd = "/".into();
    }
    for (name, path) in [("bash", "/bin/bash"), ("sh", "/bin/sh")] {
        let installed = Installed { path: path.into(), version: None, variant: None };
        facts.shells.insert(name.into(), installed);
    }
    let mut machine = Recorded::new(facts);
    for (path, text) in &asked.files {
        machine.put(path, Node::File(Some(Rc::from(text.as_bytes()))), None);
    }
    // The system's own, which the real program sees.
    for entry in fs::read_dir("/usr/lib/environment.d").into_iter().flatten().flatten() {
        let path = format!("/usr/lib/environment.d/{}", entry.file_name().to_string_lossy());
        let node = match fs::read_link(entry.path()) {
            Ok(target) => Node::Symlink(target.to_string_lossy().into_owned()),
            Err(_) => Node::File(Some(fs::read(entry.path()).unwrap_or_default().into())),
        };
        machine.put(&path, node, None);
    }
    for path in ["/bin/dash", "/bin/bash", "/bin/sh"] {
        machine.put(path, Node::File(None), Some(0o755));
    }
    for folder in ["/out", "/srv", "/root", "/home/me"] {
        machine.put(folder, Node::Directory, None);
    }
    machine
}

/// What is wrong, and how many values are not known.
fn judge(asked: &Asked, real: Option<&BTreeMap<String, String>>) -> (Vec<String>, usize) {
    let machine = recorded(asked);
    let spec = Spec::parse(&asked.session, Platform::Linux).expect("a session");
    let spec = match &asked.typed {
        Some(typed) => spec.by(&Arc::new(Typed::parse(typed).expect("what was typed")), true),
        None => spec,
    };
    let (session, real) = match (Session::open(&machine, &spec, &WhatIf::default()), real) {
        (Ok(session), Some(real)) => (session, real),
        (Err(_), None) => return (Vec::new(), 0),
        (Ok(_), None) => return (vec!["it runs, and should not".into()], 0),
        (Err(refusal), Some(_)) => return (vec![format!("it does not run: {refusal}")], 0),
    };
    let environment = session.environment();
    let (mut wrong, mut unknown) = (Vec::new(), 0);
    for (name, text) in real.iter().filter(|(name, _)| !LOOSE.contains(&name.as_str())) {
        let held = environment.variables.get(name).filter(|one| one.exported);
        match held.and_then(|one| one.value.as_ref()).map(|value| value.text()) {
            Some(Some(known)) if known == text.as_str() => {}
            Some(None) => unknown += usize::from(!name.starts_with("SSH_") && name != "TMUX"),
            other => wrong.push(format!("{name} is {other:?}, not {text:?}")),
        }
    }
    // A generator prints what it adds; the rest is the manager's own.
    let whole = asked.session != "@systemd-user";
    for one in environment.variables.iter().filter(|one| one.exported && whole) {
        let known = one.value.as_ref().is_some_and(|value| value.is_known());
        if known && !real.contains_key(&one.name) && !LOOSE.contains(&one.name.as_str()) {
            wrong.push(format!("{} is there", one.name));
        }
    }
    (wrong, unknown)
}

/// Why the real programs cannot be asked here.
fn lacking(program: &str) -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("only root can start it in a root of its own".into());
    }
    if !Path::new(program).exists() {
        return Some(format!("there is no {program}"));
    }
    let root = tempfile::tempdir().expect("a temporary folder");
    lay_bare(root.path());
    let ran = inside(root.path()).args(["/usr/bin/setpriv", "--reuid", "1000", "true"]).output();
    match ran {
        Ok(output) if output.status.success() => None,
        _ => Some("bwrap cannot make a root with users here".into()),
    }
}

fn lay_bare(root: &Path) {
    for name in ["bin", "sbin", "lib", "lib64"] {
        std::os::unix::fs::symlink(format!("usr/{name}"), root.join(name)).expect("a link");
    }
}

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
