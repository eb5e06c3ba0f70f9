//! The real systemd as process 1 of a scratch root beside the answers: units with seeded settings, and the environment and
//! directory that each of them really gets.
//!
//! Needs root, bubblewrap, systemd 252 and control groups of the second version; skipped with a notice where one is missing.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/dice.rs"]
mod dice;
#[path = "launch_support/judge.rs"]
#[allow(dead_code, reason = "shared with launchers_live, which uses the rest")]
mod judge;
#[path = "launch_support/lines.rs"]
#[allow(dead_code, reason = "shared with launchers_live, which uses the rest")]
mod lines;
#[path = "launch_support/machines.rs"]
#[allow(dead_code, reason = "shared with launchers_live, which uses the rest")]
mod machines;
#[path = "launch_support/root.rs"]
#[allow(dead_code, reason = "shared with launchers_live, which uses the rest")]
mod root;
#[path = "common/skip.rs"]
mod skip;
#[path = "launch_support/units.rs"]
#[allow(dead_code, reason = "shared with launchers_live, which uses the rest")]
mod units;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use judge::judge;
use machines::Asked;
use units::{UNITS, booted};

const SYSTEMD: &str = "/usr/lib/systemd/systemd";
/// How many machines are started.
const MACHINES: u64 = 16;

fn boot(root: &Path) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/launch_support/boot.sh");
    Command::new("sh").arg(script).arg(root).output().expect("sh runs")
}

fn lay(root: &Path, files: &BTreeMap<String, String>) {
    for folder in [
        "home/me",
        "root",
        "out",
        "srv",
        "run",
        "tmp",
        "dev",
        "proc",
        "usr",
        "sys/fs/cgroup",
        "var",
    ] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    root::lay_bare(root);
    for (path, text) in files {
        let full = root.join(&path[1..]);
        fs::create_dir_all(full.parent().expect("a folder above")).expect("folders");
        fs::write(&full, text).expect("a file");
    }
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("a mode");
    fs::set_permissions(root.join("out"), fs::Permissions::from_mode(0o777)).expect("a mode");
}

/// What a unit told: its block, and behind the last NUL its directory.
fn told(root: &Path, unit: &str) -> Option<BTreeMap<String, String>> {
    let bytes = fs::read(root.join("out").join(unit)).ok().filter(|bytes| !bytes.is_empty())?;
    let text = String::from_utf8_lossy(&bytes);
    let (block, cwd) = text.rsplit_once('\0')?;
    let pairs = block.split('\0').filter_map(|pair| pair.split_once('='));
    let mut all: BTreeMap<String, String> =
        pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    all.insert(judge::CWD.to_owned(), cwd.trim_end_matches('\n').to_owned());
    Some(all)
}

#[test]
fn units_get_what_is_said() {
    if let Some(why) = root::lacking(SYSTEMD) {
        skip::skipped(&format!("the real systemd: {why}"));
        return;
    }
    let (mut wrong, mut unknown, mut started) = (Vec::new(), 0, 0);
    let machines = std::env::var("ENVSIM_LIVE_MACHINES").ok().and_then(|text| text.parse().ok());
    let machines = machines.unwrap_or(MACHINES);
    for seed in 1..=machines {
        let files = booted(seed * 7919);
        let root = tempfile::tempdir().expect("a temporary folder");
        lay(root.path(), &files);
        let output = boot(root.path());
        if output.status.code() == Some(77) || !root.path().join("out").exists() {
            skip::skipped("the real systemd: no control group of its own can be made here");
            return;
        }
        for unit in UNITS {
            let real = told(root.path(), unit);
            started += usize::from(real.is_some());
            let asked = Asked {
                files: files.clone(),
                session: format!("@service={unit}"),
                ..Asked::default()
            };
            let (bad, open) = judge(&asked, real.as_ref());
            unknown += open;
            if !bad.is_empty() {
                let shown: Vec<_> = files.iter().filter(|(path, _)| shows(path, unit)).collect();
                wrong.push(format!("{seed} {unit}: {bad:#?}\n{shown:#?}"));
            }
        }
        if seed == 2 && started == 0 {
            skip::skipped("the real systemd: it starts no unit here");
            return;
        }
    }
    let asked = machines as usize * UNITS.len();
    println!(
        "systemd: {asked} units, {started} started, {unknown} values not known, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
    assert!(started * 10 >= 6 * asked, "{started} of {asked} started");
}

/// Whether a file may decide what the unit gets.
fn shows(path: &str, unit: &str) -> bool {
    let stem = unit.split('@').next().unwrap_or(unit).split('-').next().unwrap_or(unit);
    path.contains("/system/") && (path.contains(stem) || path.contains("/service.d"))
        || path.contains("system.conf")
        || path.contains("locale")
        || path.ends_with(".env")
        || path == "/etc/pam.d/su"
}
