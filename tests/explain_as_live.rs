//! What real programs start beside `explain NAME --as CALLER`: seeded directories with programs, plain files, links that
//! dangle and links that loop, and a PATH of absolute, relative and empty entries, or none.
//!
//! execvp is asked through env(1), posix_spawn and Python through python3, Node through node; what is not there is
//! skipped with a notice. Everything stands in a directory of its own, and each program only says where it stands.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const MACHINES: u64 = 40;

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }
}

/// A caller, and the program with the words that make it start `tool`.
const CALLERS: &[(&str, &str, &[&str])] = &[
    ("execvp", "/usr/bin/env", &[]),
    (
        "posix-spawn",
        "/usr/bin/python3",
        &[
            "-c",
            "import os,sys\np=os.posix_spawnp(sys.argv[1],[sys.argv[1]],os.environ)\nos._exit(os.waitstatus_to_exitcode(os.waitpid(p,0)[1]))",
        ],
    ),
    (
        "python@3.11",
        "/usr/bin/python3",
        &["-c", "import subprocess,sys\nsys.exit(subprocess.run([sys.argv[1]]).returncode)"],
    ),
    (
        "node@22",
        "/usr/bin/node",
        &[
            "-e",
            "const r=require('child_process').spawnSync(process.argv[1],{stdio:'inherit'});process.exit(r.error?111:r.status)",
        ],
    ),
];

/// The directories, some of them with something called `tool`.
fn lay(root: &Path, dice: &mut Dice) {
    for name in ["a", "b", "c"] {
        let folder = root.join(name);
        fs::create_dir(&folder).expect("a folder");
        let tool = folder.join("tool");
        let script = format!("#!/bin/sh\necho {name}\n");
        match dice.below(7) {
            0 | 1 => {
                fs::write(&tool, script).expect("a file");
                fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).expect("a mode");
            }
            2 => fs::write(&tool, script).expect("a file"),
            3 => fs::create_dir(&tool).expect("a folder"),
            4 => symlink("nothing", &tool).expect("a link"),
            5 => symlink("tool", &tool).expect("a link"),
            _ => {}
        }
    }
}

/// The directory whose program really runs.
fn really(caller: &(&str, &str, &[&str]), path: Option<&str>, cwd: &Path) -> Option<String> {
    let mut command = Command::new(caller.1);
    command.args(caller.2).arg("tool").current_dir(cwd).env_clear().env("HOME", "/root");
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !said.is_empty()).then_some(said)
}

/// The directory whose program runs by the answer; `None` where nothing does.
fn said(caller: &str, path: Option<&str>, cwd: &Path) -> Option<String> {
    let by = path.map_or("env -i".to_owned(), |path| format!("env -i 'PATH={path}'"));
    let cwd = cwd.to_string_lossy();
    let words = ["explain", "tool", "--as", caller, "--session", "sh:script", "--by", &by];
    let mut command = Command::new(env!("CARGO_BIN_EXE_envsim"));
    let ran = command.args(words).args(["--cwd", &*cwd, "--format", "json"]).output();
    let ran = ran.expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let json: Value = serde_json::from_str(&text(&ran.stdout))
        .unwrap_or_else(|_| panic!("{}", text(&ran.stderr)));
    let path = json["sessions"][0]["path"].as_str()?;
    Path::new(path).parent()?.file_name().map(|name| name.to_string_lossy().into_owned())
}

#[test]
fn programs_that_are_no_shells_start_what_is_said() {
    let there = |one: &&(&str, &str, &[&str])| {
        let is = Path::new(one.1).exists();
        if !is {
            skip::skipped(&format!("the real {}: there is no {}", one.0, one.1));
        }
        is
    };
    let callers: Vec<_> = CALLERS.iter().filter(there).collect();
    let (mut wrong, mut ran) = (Vec::new(), 0);
    for seed in 1..=MACHINES {
        let mut dice = Dice(seed * 7919);
        let root = tempfile::tempdir().expect("a temporary folder");
        lay(root.path(), &mut dice);
        let at = |name: &str| root.path().join(name).to_string_lossy().into_owned();
        let entries =
            [at("a"), at("b"), at("c"), at("missing"), "a".into(), "../b".into(), String::new()];
        let count = dice.below(4) + 1;
        let path: Vec<&str> =
            (0..count).map(|_| entries[dice.below(entries.len())].as_str()).collect();
        let path = (dice.below(10) > 0).then(|| path.join(":"));
        let cwd = root.path().join(["", "a", "c"][dice.below(3)]);
        for caller in &callers {
            let (real, told) =
                (really(caller, path.as_deref(), &cwd), said(caller.0, path.as_deref(), &cwd));
            ran += usize::from(real.is_some());
            if real != told {
                wrong
                    .push(format!("{seed} {}: {told:?}, really {real:?}, PATH {path:?}", caller.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(callers.is_empty() || ran >= 20, "{ran} were started");
}
