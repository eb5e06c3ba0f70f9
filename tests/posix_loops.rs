//! Loops: turns that are certain are run as they are; where nobody knows how many there are, what
//! every number of turns agrees on stays known, and everything ends within a session's fuel.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]

mod posix_support;

use std::rc::Rc;

use envsim::environment::Environment;
use envsim::machine::Platform;
use envsim::session::{Session, Spec, WhatIf};
use posix_support::machine;

fn environment(shell: &str, text: &str) -> Rc<Environment> {
    let machine = machine(shell, "/home/me", text);
    let spec = Spec::parse(&format!("{shell}:script"), Platform::Linux).expect("a session");
    let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
    session.run_file(&posix_support::beside("/home/me")).expect("the fragment");
    session.environment()
}

/// `?` for what is not known, `-` for what is not set, `text|-` for what may not be set.
fn shown(environment: &Environment, name: &str) -> String {
    let Some(variable) = environment.variables.get(name) else { return "-".to_owned() };
    let Some(value) = &variable.value else { return "-".to_owned() };
    let text = match (value.text(), value.alternatives()) {
        (Some(text), _) => text.into_owned(),
        (None, Some(all)) => {
            let mut texts: Vec<_> = all
                .iter()
                .filter_map(|one| one.value.text())
                .map(|text| text.into_owned())
                .collect();
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
        (
            "bash zsh sh",
            "for x in 1 2; do for y in a b; do break 5; done; S=$x; done",
            "x=1 y=a S=-",
        ),
        (
            "bash zsh sh",
            "for x in 1 2; do for y in a b; do continue 2; done; S=$x; done",
            "x=2 S=-",
        ),
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
        ("bash zsh sh", "while true; do if uptime; then break; fi; done; B=1", "B=1"),
        ("bash zsh sh", "S=; while true; do uptime && break; S=$S:x; done; B=1", "S=? B=1"),
        ("bash sh", "A=0; while uptime; do A=1; done", "A=0|1"),
        ("bash zsh sh", "while uptime; do A=1; done", "A=1|-"),
        ("bash zsh sh", "until uptime; do A=$A.; done; B=1", "B=1"),
        ("bash zsh", "for ((i=0; i<$(uptime); i++)); do :; done; B=1", "i=? B=1"),
        ("bash zsh sh", "N=0; for x in $(uptime); do N=$((N+1)); done; B=1", "N=? B=1"),
        ("bash zsh sh", "for x in \"$(uptime)/bin\" /b; do N=$N.; done", "N=.. x=/b"),
        ("bash zsh", "select x in a b; do A=1; break; done; B=1", "A=1|- B=1"),
        ("zsh", "repeat $(uptime) { A=1 }; B=1", "A=1|- B=1"),
        (
            "bash zsh sh",
            "for d in /a /b; do if uptime $d; then D=$d; break; fi; done",
            "D=/a|/b|- d=/a|/b",
        ),
        (
            "bash zsh sh",
            "S=; for x in 1 2; do if uptime $x; then continue; fi; S=$S$x; done",
            "S=|1|12|2 x=2",
        ),
        (
            "bash zsh sh",
            "f() { while true; do if uptime; then A=r; return; fi; A=n; done; A=never; }; f; B=1",
            "A=r B=1",
        ),
        (
            "bash zsh sh",
            "while true; do while true; do uptime && break 2; done; C=never; done; B=1",
            "B=1 C=-",
        ),
        (
            "bash zsh sh",
            "X=$(while true; do echo a; uptime >/dev/null && break; done); B=1",
            "X=? B=1",
        ),
        ("bash zsh sh", "X=$(uptime >/dev/null || exit 1; echo z); B=1", "X=|z B=1"),
        ("bash zsh", "i=5; (( i += $(uptime) )); B=1", "i=? B=1"),
    ]);
}

#[test]
fn the_status_behind_assignments_is_the_last_substitutions() {
    check(&[
        ("bash zsh sh", "false; A=$?; B=$?", "A=1 B=0"),
        ("bash zsh sh", "A=$(false); B=$?", "A= B=1"),
        ("bash zsh sh", "false; A=x$?$(true); B=$?", "A=x1 B=0"),
    ]);
}

#[test]
fn what_a_loop_leaves_alone_is_known_behind_it() {
    let environment = environment("bash", "while uptime; do PATH=/x:$PATH; export E=1; done");
    let path = environment.variables.get("PATH").and_then(|path| path.value.clone());
    let entries = path.unwrap_or_default().entries(':');
    let last = entries.last().and_then(|entry| entry.value.text().map(|text| text.into_owned()));
    assert_eq!(last.as_deref(), Some("/bin"));
    assert!(environment.is_complete());
}

#[test]
fn a_loop_out_of_fuel_leaves_nothing_known_that_it_was_changing() {
    // Long texts use the fuel up in few turns.
    let text = "A=1; i=0; X=$(printf '%100000s' x); while true; do i=$((i+1)); Y=$X$X$X$i; done";
    let text = text.replace("%100000s", &"x".repeat(100_000));
    let environment = environment("bash", &text);
    assert!(!environment.is_complete());
    // What would have come behind the loop may have changed the rest.
    let both = (shown(&environment, "i"), shown(&environment, "A"));
    assert_eq!(both, ("?|-".into(), "?|-".into()));
}

/// Everything that grows is bounded: by its own length, or by the session's fuel.
#[test]
fn what_grows_without_end_is_not_known() {
    let unknown = [
        ("bash zsh sh", "A=x; i=0; while [ $i -lt 40 ]; do A=$A$A; i=$((i+1)); done", "A"),
        ("bash zsh", "a=(x); for ((i=0;i<40;i++)); do a+=(\"${a[@]}\"); done; A=${#a[@]}", "A"),
        ("bash zsh", "A=aaaaaaaaaa; for ((i=0;i<20;i++)); do A=${A//?/aaaa}; done", "A"),
        ("zsh", "A[99999999999]=2", "A"),
        ("zsh", "A[10000000]=2", "A"),
        ("bash zsh", "x='eval \"$x $x\"'; eval \"$x $x\"; A=$?", "A"),
    ];
    for (shells, text, name) in unknown {
        for shell in shells.split(' ') {
            assert_eq!(shown(&environment(shell, text), name), "?", "{shell}: {text}");
        }
    }
}

#[test]
fn calls_and_files_are_followed_as_deep_as_profiles_go() {
    let calls: String = (0..100).map(|n| format!("f{n}() {{ f{}; }}\n", n + 1)).collect();
    let text = format!("{calls}f100() {{ A=deep; }}\nf0");
    check(&[("bash zsh sh", &text, "A=deep")]);
    let evals = "f() { i=$((i+1)); [ $i -lt 60 ] && eval f; }; i=0; f";
    check(&[("bash zsh sh", evals, "i=60")]);
}

#[test]
fn beyond_that_nothing_is_claimed() {
    for shell in ["bash", "zsh", "sh"] {
        let environment = environment(shell, "f() { f && A=1 || B=1; }; f");
        assert!(!environment.is_complete());
        let both = (shown(&environment, "A"), shown(&environment, "B"));
        // Whatever the deepest call says, the one above it succeeds; what it did may have set B.
        assert_eq!(both, ("1".to_owned(), "?|-".to_owned()), "{shell}");
    }
    // In a subshell only what it prints and its status are lost.
    let environment = environment("bash", "f() { f; }; A=$(f; echo x); B=1");
    assert!(environment.is_complete());
    assert_eq!((shown(&environment, "A"), shown(&environment, "B")), ("?".into(), "1".into()));
}

/// `set -e` (POSIX set(1)); what the real shells leave when the text runs in them.
#[test]
fn a_failure_ends_the_shell_where_no_one_asks_for_it() {
    check(&[
        ("bash zsh sh", "set -e; A=1; false; A=2", "A=1"),
        ("bash zsh sh", "set -e; A=1; false || A=2; A=$A.", "A=2."),
        ("bash zsh sh", "set -e; A=1; if false; then :; fi; ! true; A=2", "A=2"),
        ("bash sh", "set -e; f() { false; A=2; }; A=1; f; A=3", "A=1"),
        ("bash zsh sh", "set -e; f() { false; A=2; }; A=1; f || A=$A.; A=$A,", "A=2,"),
        ("bash zsh sh", "set -e; A=1; B=$(false); A=2", "A=1"),
        ("bash zsh sh", "set -e; A=1; set +e; false; A=2", "A=2"),
        ("bash", "set -e; A=$(false; echo x); B=1", "A=x B=1"),
    ]);
}

/// Words in front of a command do not swallow it, and builtins that are turned off are not taken for sure.
#[test]
fn modifiers_and_turned_builtins_are_not_passed_over() {
    check(&[
        ("zsh", "nocorrect export A=q", "A=q"),
        ("zsh", "noglob export A=bar*", "A=bar*"),
        ("bash", "enable -n test; enable test; A=$(type -t test)", "A=builtin"),
    ]);
    let environment = environment("bash", "enable -f /opt/own.so echo");
    assert!(environment.doubts.iter().any(|doubt| doubt.reaches_command("echo")));
}
