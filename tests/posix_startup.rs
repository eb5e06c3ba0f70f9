//! Start-up files and command lookup on the machine the tests run on, beside its real shells.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

#[path = "common/skip.rs"]
mod skip;
use std::path::Path;
use std::process::Command;

use envsim::machine::live::Live;
use envsim::machine::{Machine, Platform};
use envsim::session::{Session, Spec, WhatIf};
use envsim::shells::CommandKind;

const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/local/bin";

fn program(shell: &str) -> Option<String> {
    let path = format!("/bin/{shell}");
    let there = Path::new(&path).exists();
    if !there {
        skip::skipped(&format!("no {shell} here"));
    }
    there.then_some(path)
}

/// This machine, with another home and nothing but that and PATH in its environment.
fn machine(home: &str) -> Live {
    let mut machine = Live::new();
    let facts = machine.facts_mut();
    facts.environment.clear();
    for (name, value) in [("HOME", home), ("PATH", PATH)] {
        facts.environment.insert(name.into(), Some(value.into()));
    }
    facts.cwd = home.into();
    machine
}

fn real(program: &str, flags: &str, home: &str, command: &str) -> String {
    let output = Command::new(program)
        .args([flags, command])
        .env_clear()
        .envs([("HOME", home), ("PATH", PATH)])
        .current_dir(home)
        .output()
        .expect("the shell runs");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

#[test]
fn start_up_files_are_read_in_the_order_of_the_real_shells() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let home = tempfile::tempdir().expect("a directory");
    let files = [".profile", ".bashrc", ".zshenv", ".zprofile", ".zshrc", ".zlogin", ".bash_login"];
    for file in files {
        let text = format!("TRACE=\"$TRACE {file}\"\nexport TRACE\nPATH=\"/opt/{file}:$PATH\"\n");
        std::fs::write(home.path().join(file), text).expect("a file");
    }
    let home = home.path().to_str().expect("a plain path").to_owned();
    let live = machine(&home);
    let modes =
        [("-c", "script"), ("-lc", "login"), ("-ic", "interactive"), ("-ilc", "login+interactive")];
    for shell in ["bash", "zsh", "sh"] {
        let Some(program) = program(shell) else { continue };
        for (flags, mode) in modes {
            let expected = real(&program, flags, &home, "echo \"$TRACE|$PATH\"");
            let spec = Spec::parse(&format!("{shell}:{mode}"), Platform::Linux).expect("a session");
            let session = Session::open(&live, &spec, &WhatIf::default()).expect("it opens");
            let environment = session.environment();
            let value = |name: &str| {
                let value = environment.variables.value(name).and_then(|value| value.text());
                value.map(|text| text.into_owned()).unwrap_or_default()
            };
            let expected = expected.lines().last().unwrap_or_default().to_owned();
            assert_eq!(
                format!("{}|{}", value("TRACE"), value("PATH")),
                expected,
                "{shell} {flags}"
            );
        }
    }
}

#[test]
fn files_are_found_in_the_order_that_type_and_whence_tell() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let home = std::env::temp_dir().to_string_lossy().into_owned();
    let live = machine(&home);
    assert!(live.facts().environment_is_whole);
    for (shell, flags, question) in [("bash", "-c", "type -ap"), ("zsh", "-fc", "whence -ap")] {
        let Some(program) = program(shell) else { continue };
        let spec =
            Spec::parse(&format!("{shell}:script+noprofile"), Platform::Linux).expect("a session");
        let session = Session::open(&live, &spec, &WhatIf::default()).expect("it opens");
        for name in ["git", "ls", "sh", "env", "cargo", "nosuchcommand"] {
            let expected = real(&program, flags, &home, &format!("{question} {name}"));
            let lookup = session.lookup(name);
            let files = lookup.candidates.iter().filter(|one| one.kind == CommandKind::Application);
            let texts: Vec<&str> = files.map(|one| one.text.as_str()).collect();
            // zsh names a file that is on PATH twice only once per spelling.
            let mut wanted: Vec<&str> =
                expected.lines().filter(|line| line.starts_with('/')).collect();
            let mut found = texts;
            if shell == "zsh" {
                wanted.dedup();
                found.dedup();
            }
            assert_eq!(found, wanted, "{shell} {name}");
        }
    }
}
