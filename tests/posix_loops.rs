//! Loops: turns that are certain are run as they are; where nobody knows how many there are, what
//! every number of turns agrees on stays known, and everything ends within a session's fuel.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

mod posix_support;

use envsim::environment::Environment;
use envsim::machine::Platform;
use envsim::session::{Session, Spec, WhatIf};
use posix_support::machine;

fn environment(shell: &str, text: &str) -> Environment {
    let machine = machine(shell, "/home/me", text);
    let spec = Spec::parse(&format!("{shell}:script"), Platform::Linux).expect("a session");
    let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
    session.run_file("/fragment").expect("the fragment");
    session.environment()
}

/// `?` for what is not known, `-` for what is not set, `text|-` for what may not be set.
fn shown(environment: &Environment, name: &str) -> String {
    let Some(variable) = environment.variables.get(name) else { return "-".to_owned() };
    let Some(value) = &variable.value else { return "-".to_owned() };
    let text = match (value.text(), value.alternatives()) {
        (Some(text), _) => text.into_owned(),
        (None, Some(all)) => {
            let mut texts: Vec<_> =
                all.iter().filter_map(|one| one.value.text()).map(|text| text.into_owned()).collect();
            texts.sort();
            texts.dedup();
            texts.join("|")
        }
        (None, None) => "?".to_owned(),
    };
    if variable.maybe_unset { format!("{text}|-") } else { text }
}

fn check(rows: &[(&str, &str, &str)]) {
    for (shells, text, expected) in rows {
        for shell in shells.split(' ') {
            let environment = environment(shell, text);
            for pair in expected.split(' ') {
                let (name, value) = pair.split_once('=').expect("a pair");
                assert_eq!(shown(&environment, name), value, "{shell}: {text}: {name}");
            }
        }
    }
}

#[test]
fn a_loop_that_is_known_is_run_turn_by_turn() {
    check(&[
        ("bash zsh sh", "i=0; while [ $i -lt 100 ]; do i=$((i+1)); done", "i=100"),
        ("bash zsh sh", "i=0; until [ $i -ge 9 ]; do i=$((i+1)); done", "i=9"),
        ("bash zsh sh", "while true; do i=$((i+1)); [ $i = 7 ] && break; done", "i=7"),
        ("bash zsh", "for ((i=0; i<9; i++)); do S=$S$i; done", "i=9 S=012345678"),
        ("bash zsh sh", "for x in a b c; do [ $x = b ] && continue; S=$S$x; done", "S=ac x=c"),
        ("bash zsh sh", "for x in 1 2; do for y in a b; do break 5; done; S=$x; done", "x=1 y=a S=-"),
        ("bash zsh sh", "for x in 1 2; do for y in a b; do continue 2; done; S=$x; done", "x=2 S=-"),
        ("zsh", "repeat 3 { S=$S. }", "S=..."),
        ("zsh", "for a b in 1 2 3; do S=$S$a-$b,; done", "S=1-2,3-, a=3 b="),
        ("bash sh", "f() { break; }; for x in 1 2; do f; S=$S$x; done", "S=12"),
        ("zsh", "f() { break; }; for x in 1 2; do f; S=$S$x; done", "S=- x=1"),
        ("bash zsh sh", "for x in 1 2; do (break); S=$S$x; done", "S=12"),
        ("bash sh", "for x in 1 2; do eval break; S=$x; done", "S=- x=1"),
        ("bash sh", "break; S=after", "S=after"),
    ]);
}

#[test]
fn what_all_numbers_of_turns_agree_on_stays_known() {
    check(&[
        ("bash zsh sh", "while true; do if ls; then break; fi; done; B=1", "B=1"),
        ("bash zsh sh", "S=; while true; do ls && break; S=$S:x; done; B=1", "S=? B=1"),
        ("bash sh", "A=0; while ls; do A=1; done", "A=0|1"),
        ("bash zsh sh", "while ls; do A=1; done", "A=1|-"),
        ("bash zsh sh", "until ls; do A=$A.; done; B=1", "B=1"),
        ("bash zsh", "for ((i=0; i<$(ls); i++)); do :; done; B=1", "i=? B=1"),
        ("bash zsh sh", "N=0; for x in $(ls); do N=$((N+1)); done; B=1", "N=? B=1"),
        ("bash zsh sh", "for x in \"$(ls)/bin\" /b; do N=$N.; done", "N=.. x=/b"),
        ("bash zsh", "select x in a b; do A=1; break; done; B=1", "A=1|- B=1"),
        ("zsh", "repeat $(ls) { A=1 }; B=1", "A=1|- B=1"),
        ("bash zsh sh", "for d in /a /b; do if ls $d; then D=$d; break; fi; done", "D=/a|/b|- d=/a|/b"),
        ("bash zsh sh", "S=; for x in 1 2; do if ls $x; then continue; fi; S=$S$x; done", "S=|1|12|2 x=2"),
        ("bash zsh sh", "f() { while true; do if ls; then A=r; return; fi; A=n; done; A=never; }; f; B=1", "A=r B=1"),
        ("bash zsh sh", "while true; do while true; do ls && break 2; done; C=never; done; B=1", "B=1 C=-"),
        ("bash zsh sh", "X=$(while true; do echo a; ls >/dev/null && break; done); B=1", "X=? B=1"),
        ("bash zsh sh", "X=$(ls >/dev/null || exit 1; echo z); B=1", "X=|z B=1"),
        ("bash zsh", "i=5; (( i += $(ls) )); B=1", "i=? B=1"),
    ]);
}

#[test]
fn what_a_loop_leaves_alone_is_known_behind_it() {
    let environment = environment("bash", "while ls; do PATH=/x:$PATH; export E=1; done");
    let path = environment.variables.get("PATH").and_then(|path| path.value.clone());
    let entries = path.unwrap_or_default().entries(':');
    let last = entries.last().and_then(|entry| entry.value.text().map(|text| text.into_owned()));
    assert_eq!(last.as_deref(), Some("/bin"));
    assert!(environment.is_complete());
}

#[test]
fn a_loop_out_of_fuel_leaves_nothing_known_that_it_was_changing() {
    let environment = environment("bash", "A=1; i=0; while true; do i=$((i+1)); done");
    assert!(!environment.is_complete());
    assert_eq!((shown(&environment, "i"), shown(&environment, "A")), ("?".into(), "1".into()));
}
