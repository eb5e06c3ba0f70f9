//! Functions of zsh's own library and what its completion system defines, beside the real zsh of Debian.
#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use envsim::machine::live::Live;
use envsim::machine::{Machine, Platform};
use envsim::session::{Session, Spec, WhatIf};

const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A `.zshrc`, and the variables that are compared; the functions always are.
const HOMES: &[(&str, &[&str])] = &[
    (
        "autoload -Uz compinit; compinit -u\nN=$#_comps G=$_comps[git] S=$#_services\ncompdef other=git\nO=$_comps[other]",
        &["N", "G", "S", "O", "_comp_dumpfile"],
    ),
    ("autoload -Uz compinit; compinit -C -d ~/dump; N=$#_comps; [[ -f ~/dump ]] && D=1", &["N"]),
    (
        "mkdir -p ~/comp; print '#compdef mine yours=git' > ~/comp/_mine; print '#autoload -k' > ~/comp/_aid\nfpath=(~/comp $fpath); autoload -U compinit; compinit -i\nA=$_comps[mine] B=$_services[yours] C=$_compautos[_aid]",
        &["A", "B", "C"],
    ),
    ("autoload -Uz is-at-least; is-at-least 5.2 && A=yes; is-at-least 99 || B=no", &["A", "B"]),
    ("autoload -Uz colors; colors; A=${#fg} B=\"$fg_bold[green]\" C=$color[red]", &["A", "B", "C"]),
    (
        "autoload -Uz add-zsh-hook; one() { :; }; add-zsh-hook precmd one; add-zsh-hook precmd two\nA=$precmd_functions; add-zsh-hook -d precmd one; B=$precmd_functions",
        &["A", "B"],
    ),
    ("autoload -Uz add-zle-hook-widget; add-zle-hook-widget line-init mine", &[]),
    ("autoload -Uz promptinit; promptinit; A=$#prompt_themes", &["A"]),
    ("autoload -Uz zrecompile; touch ~/a; zrecompile -q -p ~/a; A=$#", &["A"]),
    ("A=$fpath[1] B=$#fpath C=$HOST D=$VENDOR", &["A", "B", "C"]),
];

fn zsh(home: &Path) -> Command {
    let mut command = Command::new("/bin/zsh");
    command
        .env_clear()
        .envs([("HOME", home.to_str().expect("a plain path")), ("PATH", PATH), ("LC_ALL", "C")])
        .env("TERM", "xterm")
        .current_dir(home)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// What the real shell has: the variables in order, and its functions.
fn real(home: &Path, names: &[&str]) -> (Vec<String>, BTreeSet<String>) {
    let values: String = names.iter().map(|name| format!("print -r -- \"${name}\";")).collect();
    let script = format!("{values} print -l END ${{(k)functions}}");
    let output = zsh(home).args(["-ic", &script]).output().expect("zsh runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines().map(str::to_owned);
    let values = lines.by_ref().take_while(|line| line != "END").collect();
    (values, lines.collect())
}

fn machine(home: &Path) -> Live {
    let mut machine = Live::new();
    let facts = machine.facts_mut();
    facts.environment.clear();
    let home = home.to_str().expect("a plain path");
    for (name, value) in [("HOME", home), ("PATH", PATH), ("LC_ALL", "C"), ("TERM", "xterm")] {
        facts.environment.insert(name.into(), Some(value.into()));
    }
    facts.cwd = home.into();
    machine
}

#[test]
fn the_library_does_what_the_real_zsh_makes_of_it() {
    let host = Live::new();
    let debian = host.facts().version.as_deref().is_some_and(|name| name.starts_with("debian"));
    if !debian || !host.is_file("/usr/share/zsh/functions/Completion/compinit") {
        return skip::skipped("no zsh of Debian's here");
    }
    let directory = tempfile::tempdir().expect("a directory");
    for (number, (text, names)) in HOMES.iter().enumerate() {
        let ours = directory.path().join(format!("said{number}"));
        std::fs::create_dir(&ours).expect("a directory");
        std::fs::write(ours.join(".zshrc"), text).expect("a file");
        let machine = machine(&ours);
        let spec = Spec::parse("zsh:interactive", Platform::Linux).expect("a session");
        let session = Session::open(&machine, &spec, &WhatIf::default()).expect("it opens");
        let (values, functions) = real(&ours, names);
        let environment = session.environment();
        for (name, value) in names.iter().zip(values) {
            let said = environment.variables.value(name).and_then(|value| value.text());
            assert_eq!(said.as_deref(), Some(value.as_str()), "{name} of {text}");
        }
        let said: BTreeSet<String> = environment.functions.keys().cloned().collect();
        let terminal = |name: &&String| !name.starts_with("zle-line-");
        let missing: Vec<&String> = functions.difference(&said).filter(terminal).collect();
        let more: Vec<&String> = said.difference(&functions).filter(terminal).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{text}: not said {missing:?}, too many {more:?}"
        );
    }
}
