//! Runs a fragment in a real shell and in envsim, and compares what a child process would get.

// Each suite uses its own part of this.
#![allow(dead_code)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::{Session, Spec, WhatIf};

pub const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A fragment and the shells it is meant for.
pub struct Row {
    pub title: String,
    pub shells: Vec<String>,
    pub text: String,
}

pub fn program(shell: &str) -> Option<&'static str> {
    let places: &[&'static str] = match shell {
        "bash" => &["/bin/bash", "/usr/bin/bash"],
        "zsh" => &["/bin/zsh", "/usr/bin/zsh"],
        _ => &["/bin/dash", "/usr/bin/dash"],
    };
    places.iter().copied().find(|path| Path::new(path).exists())
}

pub fn prepare(home: &Path) {
    std::fs::create_dir_all(home.join("d")).expect("a directory");
    std::fs::create_dir_all(home.join("bin")).expect("a directory");
    std::fs::write(home.join("d/one.sh"), "ONE=1\n").expect("a file");
    std::fs::write(home.join("d/two.sh"), "TWO=2\n").expect("a file");
}

pub type Variables = BTreeMap<String, String>;

/// The environment a child of the real shell gets after sourcing the fragment.
pub fn real(program: &str, home: &Path, fragment: &Path) -> Option<Variables> {
    let script = format!(". {}; command env -0 2>/dev/null || /usr/bin/env -0", fragment.display());
    let mut command = Command::new(program);
    if program.ends_with("zsh") {
        command.arg("-f");
    }
    let output = command
        .args(["-c", &script])
        .env_clear()
        .envs([("HOME", home.to_str()?), ("PATH", PATH), ("LC_ALL", "C")])
        .current_dir(home)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Some(
        text.split('\0')
            .filter_map(|pair| pair.split_once('='))
            .map(|(k, v)| (k.into(), v.into()))
            .collect(),
    )
}

/// Where the fragment stands, here as there.
pub fn beside(home: &str) -> String {
    let path = Path::new(home).with_file_name("fragment.sh");
    path.to_str().expect("a plain path").to_owned()
}

pub fn machine(shell: &str, home: &str, fragment: &str) -> Recorded {
    let mut facts = Facts::new(Platform::Linux);
    facts.version = Some("debian 12".into());
    facts.user.home = home.to_owned();
    facts.cwd = home.to_owned();
    facts.environment_is_whole = true;
    for (name, value) in [("HOME", home), ("PATH", PATH), ("LC_ALL", "C")] {
        facts.environment.insert(name.into(), Some(value.into()));
    }
    let variant = (shell == "sh").then(|| "dash".to_owned());
    let version = match shell {
        "bash" => Some("5.2.15".to_owned()),
        "zsh" => Some("5.9".to_owned()),
        _ => None,
    };
    let installed = Installed { path: format!("/bin/{shell}"), version, variant };
    facts.shells.insert(shell.to_owned(), installed);
    let mut machine = Recorded::new(facts);
    for program in [
        "ls", "uptime", "env", "cat", "dirname", "basename", "uname", "tr", "cut", "mkdir", "rm",
        "touch", "find", "mktemp", "sort", "sed", "wc", "head", "tail", "grep", "awk", "seq",
    ] {
        machine.put(&format!("/usr/bin/{program}"), Node::File(None), Some(0o755));
    }
    let text = |text: &str| Node::File(Some(Rc::from(text.as_bytes())));
    machine.put(&format!("{home}/d/one.sh"), text("ONE=1\n"), None);
    machine.put(&format!("{home}/d/two.sh"), text("TWO=2\n"), None);
    machine.put(&format!("{home}/bin"), Node::Directory, None);
    machine.put("/bin", Node::Symlink("usr/bin".into()), None);
    machine.put(&beside(home), text(fragment), None);
    // `/*` finds what stands in the root directory, which is each machine's own.
    let root = std::fs::read_dir("/").into_iter().flatten().flatten();
    for name in root.filter_map(|entry| entry.file_name().into_string().ok()) {
        let path = format!("/{name}");
        if path != "/bin" {
            machine.put(&path, Node::Directory, None);
        }
    }
    machine
}

/// Variables the shells number, count or name themselves.
pub const OWN: &[&str] = &["_", "SHLVL", "PWD", "OLDPWD", "LOGNAME"];

pub struct Tally {
    pub right: usize,
    pub unknown: Vec<String>,
    pub wrong: Vec<String>,
}

pub fn judge(row: &Row, shell: &str, home: &Path, tally: &mut Tally) {
    let Some(program) = program(shell) else { return };
    let fragment = home.with_file_name("fragment.sh");
    std::fs::write(&fragment, &row.text).expect("a file");
    let Some(mut expected) = real(program, home, &fragment) else { return };
    // A shell that dies hands nothing on.
    if expected.is_empty() {
        return;
    }
    expected.retain(|name, _| !OWN.contains(&name.as_str()));
    let home_text = home.to_str().expect("a plain path");
    let machine = machine(shell, home_text, &row.text);
    let spec = Spec::parse(&format!("{shell}:script"), Platform::Linux).expect("a session");
    let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
    session.run_file(&beside(home_text)).expect("the fragment");
    let environment = session.environment();
    for variable in environment.variables.iter() {
        if OWN.contains(&variable.name.as_str()) || !variable.exported {
            continue;
        }
        let label = format!("{} [{shell}] {}", row.title, variable.name);
        let real = expected.remove(&variable.name);
        match variable.value.as_ref().and_then(|value| value.text()) {
            _ if variable.maybe_unset => tally.unknown.push(label),
            None => tally.unknown.push(label),
            Some(text) if real.as_deref() == Some(&*text) => tally.right += 1,
            Some(text) => tally.wrong.push(format!("{label}: real {real:?}, envsim {text:?}")),
        }
    }
    for (name, value) in expected {
        let label = format!("{} [{shell}] {name}", row.title);
        if environment.may_be_set(&name).is_none() {
            tally.wrong.push(format!("{label}: real {value:?}, envsim has none"));
        } else {
            tally.unknown.push(label);
        }
    }
}

/// A fixed sequence of numbers (Knuth's MMIX constants).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % sides
    }
}
