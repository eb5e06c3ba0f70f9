//! Options that only one of two ways turned on: what either of them leads to is told, and nothing else.
//!
//! The real shells decide: each fragment is run with the option and without it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

mod posix_support;
#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeSet;
use std::process::Command;
use std::rc::Rc;

use envsim::environment::Environment;
use envsim::machine::Platform;
use envsim::session::{Session, Spec, WhatIf};
use posix_support::machine;

/// Shells, what one way turns on, and a fragment that leaves `A`.
const ROWS: &[(&str, &str, &str)] = &[
    ("bash", "shopt -s nullglob", "B=(/nosuch/*); A=${#B[@]}"),
    ("bash", "shopt -s nullglob", "B=(/nosuch/x); A=${#B[@]}"),
    ("bash", "shopt -s nullglob", "for x in /nosuch/*; do A=$x; done"),
    ("bash", "shopt -s extglob", "X=aab; A=${X##+(a)}"),
    ("bash", "shopt -s extglob", "X=aab; A=${X##a}"),
    ("bash", "shopt -s nocasematch", "A=0; [[ a = A ]] && A=1"),
    ("bash", "shopt -s nocasematch", "A=0; [[ a = a ]] && A=1"),
    ("bash", "shopt -s nocasematch", "case a in A) A=1;; *) A=2;; esac"),
    ("bash", "shopt -s nocasematch", "X=abc; A=${X/B/x}"),
    ("bash", "shopt -u patsub_replacement", "X=abc; A=${X/b/[&]}"),
    ("bash", "shopt -s lastpipe", "A=0; echo x | read A"),
    ("bash", "shopt -s expand_aliases", "alias x='A=1'\nx"),
    ("bash", "shopt -s nullglob extglob", "X=aab; B=(/nosuch/*); A=${#B[@]}${X##+(a)}"),
    ("bash sh", "set -f", "A=$(echo /d[e]v)"),
    ("bash sh", "set -f", "for x in /d[e]v; do A=$x; done"),
    ("bash sh", "set -f", "A=/d[e]v"),
    ("bash", "shopt -s nullglob", "shopt -u nullglob; B=(/nosuch/*); A=${#B[@]}"),
    ("zsh", "setopt ksharrays", "b=(x y); A=${b[1]}"),
    ("zsh", "setopt shwordsplit", "x='a b'; b=($x); A=${#b}"),
    ("zsh", "setopt shwordsplit", "x='ab'; b=($x); A=${#b}"),
    ("zsh", "setopt extendedglob", "A=0; [[ ab = ^a ]] && A=1"),
    ("zsh", "setopt globsubst", "p='a*'; A=0; [[ abc = $p ]] && A=1"),
    ("zsh", "setopt rcexpandparam", "b=(x y); c=(p${b}q); A=\"${c[*]}\""),
    ("zsh", "setopt kshglob", "A=0; [[ aa = +(a) ]] && A=1"),
    ("zsh", "setopt octalzeroes", "A=$((010))"),
    ("zsh", "setopt cbases", "A=$(([#16]255))"),
    ("zsh", "setopt noglob", "for x in /d[e]v; do A=$x; done"),
];

fn real(shell: &str, text: &str) -> Option<String> {
    let program = posix_support::program(shell)?;
    let script = format!("{text}\nprintf '<%s>' \"$A\"\n");
    let mut command = Command::new(program);
    command.args(["-c", &script]).env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin");
    let said = command.current_dir("/").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (_, value) = said.rsplit_once('<')?;
    Some(value.strip_suffix('>')?.to_owned())
}

fn environment(shell: &str, text: &str) -> Rc<Environment> {
    let machine = machine(shell, "/home/me", text);
    let spec = Spec::parse(&format!("{shell}:script"), Platform::Linux).expect("a session");
    let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
    session.run_file(&posix_support::beside("/home/me")).expect("the fragment");
    session.environment()
}

/// The texts that `A` may have; one that may not be set has none. `None` where nothing is known.
fn told(environment: &Environment) -> Option<BTreeSet<String>> {
    let Some(variable) = environment.variables.get("A") else {
        return Some(BTreeSet::from([String::new()]));
    };
    let mut all = BTreeSet::new();
    if let Some(value) = &variable.value {
        for one in value.alternatives()? {
            all.insert(one.value.text()?.into_owned());
        }
    }
    if variable.maybe_unset || variable.value.is_none() {
        all.insert(String::new());
    }
    Some(all)
}

/// So many of the rows are told in full; the others are not known.
const TOLD: usize = 24;

#[test]
fn what_an_option_decides_is_told_for_both_ways() {
    let (mut rows, mut exact) = (0, 0);
    let mut wrong = Vec::new();
    for (shells, option, fragment) in ROWS {
        for shell in shells.split(' ') {
            let (Some(with), Some(without)) =
                (real(shell, &format!("{option}\n{fragment}")), real(shell, fragment))
            else {
                skip::skipped(&format!("no {shell} here"));
                continue;
            };
            let text = format!("if uptime; then {option}; fi\n{fragment}\n");
            let both = BTreeSet::from([with, without]);
            rows += 1;
            match told(&environment(shell, &text)) {
                None if both.len() > 1 => {}
                None => wrong.push(format!("{shell}: {text}: not known")),
                Some(told) if told == both => exact += 1,
                Some(told) => wrong.push(format!("{shell}: {text}: {told:?}, really {both:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(rows < ROWS.len() || exact >= TOLD, "{exact} of {rows}");
}

#[test]
fn a_variable_is_exported_perhaps() {
    for shell in ["bash", "zsh", "sh"] {
        let environment = environment(shell, "if uptime; then set -a; fi\nA=1\n");
        let variable = environment.variables.get("A").expect("a variable");
        assert!(variable.exported && variable.maybe_unset, "{shell}");
        assert_eq!(
            variable.value.as_ref().and_then(envsim::value::Value::text).as_deref(),
            Some("1")
        );
    }
}
