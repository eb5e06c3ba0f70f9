//! What real programs start beside `explain NAME --as CALLER`, and what shells start: seeded directories with programs,
//! plain files, scripts whose interpreter is missing or forbidden, texts without `#!`, links that dangle and links that
//! loop, and a PATH of absolute, relative and empty entries, or none.
//!
//! execvp is asked through env(1), posix_spawn and Python through python3, Node through node, Go and Rust through
//! programs that are built for it, musl by musl-gcc on a machine that says it is Alpine; what is not there is skipped with
//! a notice. Everything stands in a directory of its own, and each program only says where it stands.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs")]

#[path = "common/dice.rs"]
mod dice;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use dice::Dice;
use serde_json::Value;

const MACHINES: u64 = 40;

/// Who is asked: what envsim calls it, the program with the words that make it start `tool`, and the machine's kind.
struct Asked {
    caller: &'static str,
    program: String,
    words: Vec<&'static str>,
}

const SPAWN: &str = "import os,sys\ntry:\n p=os.posix_spawnp(sys.argv[1],[sys.argv[1]],os.environ)\nexcept OSError: os._exit(111)\nos._exit(os.waitstatus_to_exitcode(os.waitpid(p,0)[1]))";
const SUBPROCESS: &str =
    "import subprocess,sys\nsys.exit(subprocess.run([sys.argv[1]]).returncode)";
const NODE: &str = "const r=require('child_process').spawnSync(process.argv[1],{stdio:'inherit'});process.exit(r.error?111:r.status)";
const GO: &str = "package main\nimport (\"os\";\"os/exec\")\nfunc main(){c:=exec.Command(os.Args[1]);c.Stdout=os.Stdout;if c.Run()!=nil{os.Exit(111)}}\n";
const RUST: &str = "fn main(){let tool=std::env::args().nth(1).unwrap();let ran=std::process::Command::new(tool).status();std::process::exit(ran.ok().and_then(|one|one.code()).unwrap_or(111))}\n";

/// Those that are there, or can be built.
fn callers(folder: &Path) -> Vec<Asked> {
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let built = |name: &str, source: &str, words: &[&str]| {
        let (file, program) = (at(name), at(name.split('.').next().unwrap_or(name)));
        fs::write(&file, source).expect("a source");
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(["-o", &program, &file]).env("GOCACHE", at("cache"));
        let built = command.output().is_ok_and(|output| output.status.success());
        built.then_some(program)
    };
    let there = |path: &str| Path::new(path).exists().then(|| path.to_owned());
    let go = ["1.26.6", "1.21.13"].map(|version| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target/go").join(version).join("bin/go")
    });
    let go = go.iter().find(|path| path.exists()).map(|path| path.to_string_lossy().into_owned());
    let go = go.and_then(|go| built("go-start.go", GO, &[&go, "build"]));
    let rust = built("rust-start.rs", RUST, &["rustc"]);
    let all: Vec<(&str, Option<String>, Vec<&str>)> = vec![
        ("execvp", there("/usr/bin/env"), Vec::new()),
        ("posix-spawn", there("/usr/bin/python3"), vec!["-c", SPAWN]),
        ("python@3.11", there("/usr/bin/python3"), vec!["-c", SUBPROCESS]),
        ("node@20", there("/usr/bin/node"), vec!["-e", NODE]),
        ("go", go, Vec::new()),
        ("rust", rust, Vec::new()),
        ("bash", there("/bin/bash"), vec!["-c", "\"$0\""]),
        ("zsh", there("/bin/zsh"), vec!["-fc", "\"$0\""]),
        ("sh", there("/bin/dash"), vec!["-c", "\"$0\""]),
    ];
    let mut found = Vec::new();
    for (caller, program, words) in all {
        match program {
            Some(program) => found.push(Asked { caller, program, words }),
            None => {
                skip::skipped(&format!("the real {caller}: it is not there, and cannot be built"))
            }
        }
    }
    found
}

/// The directories, some of them with something called `tool`.
fn lay(root: &Path, dice: &mut Dice) {
    let interpreter = root.join("interpreter");
    fs::write(&interpreter, "#!/no/such\n").expect("a file");
    fs::set_permissions(&interpreter, fs::Permissions::from_mode(0o755)).expect("a mode");
    for name in ["a", "b", "c"] {
        let folder = root.join(name);
        fs::create_dir(&folder).expect("a folder");
        let tool = folder.join("tool");
        let script = format!("#!/bin/sh\necho {name}\n");
        let broken = |line: &str| format!("{line}\necho {name}\n");
        let nested = format!("#!{}", interpreter.display());
        // A shell that reads such a file all the same comes to its second line.
        let foreign = |start: &str| format!("{start}\0\0\necho {name}\n");
        let (text, mode) = match dice.below(22) {
            0..=2 => (script, 0o755),
            3 => (script, 0o644),
            4 => {
                fs::create_dir(&tool).expect("a folder");
                continue;
            }
            5 => {
                symlink("nothing", &tool).expect("a link");
                continue;
            }
            6 => {
                symlink("tool", &tool).expect("a link");
                continue;
            }
            7 => (broken("#!/no/such"), 0o755),
            8 => (broken("#!/bin/sh\r"), 0o755),
            9 => (broken("#!/etc/passwd"), 0o755),
            10 => (broken("#!/etc/passwd/x"), 0o755),
            11 => (broken("#!"), 0o755),
            12 => (format!("echo {name}\n"), 0o755),
            13 => (broken(&nested), 0o755),
            14 => (broken(&format!("#!{}", tool.display())), 0o755),
            15 => (broken("#! \t/bin/sh"), 0o755),
            16 => (broken(&format!("#!/{}", "x".repeat(300))), 0o755),
            17 => (broken("#!/bin/sh -e"), 0o755),
            18 => (foreign("MZ"), 0o755),
            19 => (foreign("\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x14\0"), 0o755),
            _ => continue,
        };
        fs::write(&tool, text).expect("a file");
        fs::set_permissions(&tool, fs::Permissions::from_mode(mode)).expect("a mode");
    }
}

/// The directory whose program really runs.
fn really(caller: &Asked, path: Option<&str>, cwd: &Path) -> Option<String> {
    let mut command = Command::new(&caller.program);
    command.args(&caller.words).arg("tool").current_dir(cwd).env_clear().env("HOME", "/root");
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
    let shell = ["bash", "zsh", "sh"].contains(&caller);
    let session = if shell { format!("{caller}:script") } else { "sh:script".to_owned() };
    let mut words = vec!["explain", "tool", "--session", &session, "--by", &by];
    if !shell {
        words.extend(["--as", caller]);
    }
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
    let folder = tempfile::tempdir().expect("a temporary folder");
    let callers = callers(folder.path());
    let (mut wrong, mut ran) = (Vec::new(), 0);
    let machines = std::env::var("ENVSIM_LIVE_MACHINES").ok().and_then(|text| text.parse().ok());
    for seed in 1..=machines.unwrap_or(MACHINES) {
        let mut dice = Dice(seed * 7919);
        let root = tempfile::tempdir().expect("a temporary folder");
        lay(root.path(), &mut dice);
        let at = |name: &str| root.path().join(name).to_string_lossy().into_owned();
        let entries =
            [at("a"), at("b"), at("c"), at("missing"), "a".into(), "../b".into(), String::new()];
        let count = dice.below(4) + 1;
        let path: Vec<&str> =
            (0..count).map(|_| entries[dice.below(entries.len())].as_str()).collect();
        // Without PATH bash, dash and zsh have lists of their own, which a profile may change: programs are asked.
        let path = (dice.below(10) > 0).then(|| path.join(":"));
        let cwd = root.path().join(["", "a", "c"][dice.below(3)]);
        let shells = ["bash", "zsh", "sh"];
        let asked = callers.iter().filter(|one| path.is_some() || !shells.contains(&one.caller));
        for caller in asked {
            let (real, told) =
                (really(caller, path.as_deref(), &cwd), said(caller.caller, path.as_deref(), &cwd));
            ran += usize::from(real.is_some());
            if real != told {
                wrong.push(format!(
                    "{seed} {}: {told:?}, really {real:?}, PATH {path:?}",
                    caller.caller
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(callers.is_empty() || ran >= 20, "{ran} were started");
}
