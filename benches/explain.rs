//! One question, two ways: the program beside the shell that would answer it by running the profiles.
//!
//! `cargo bench --bench explain`. The shell's row is left out where there is none.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a bench starts programs")]

use std::hint::black_box;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use envsim::machine::overlay::Overlay;
use envsim::scenario::library;
use envsim::scenario::stage::Stage;
use envsim::session::{Session, Spec, WhatIf};

fn started(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole process");
    group.sample_size(30);
    let quiet = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    group.bench_function("envsim explain git --session bash:login+interactive", |bench| {
        let words = ["explain", "git", "--session", "bash:login+interactive"];
        bench.iter(|| quiet(Command::new(env!("CARGO_BIN_EXE_envsim")).args(words)));
    });
    group.bench_function("envsim explain git, every shell", |bench| {
        bench.iter(|| quiet(Command::new(env!("CARGO_BIN_EXE_envsim")).args(["explain", "git"])));
    });
    if quiet(Command::new("bash").args(["-c", "true"])).is_ok() {
        group.bench_function("bash -lic 'type -a git'", |bench| {
            bench.iter(|| quiet(Command::new("bash").args(["-lic", "type -a git"])));
        });
    }
    group.finish();
}

fn recorded(criterion: &mut Criterion) {
    let scenario = library::load("git-bat-hijack").expect("the scenario is in the library");
    criterion.bench_function(
        "a session of every shell of git-bat-hijack, and git in each",
        |bench| {
            bench.iter(|| {
                let machine = Overlay::new(&scenario.machine);
                let stage = Stage::empty(&machine);
                for shell in envsim::shells::ALL {
                    let spec = Spec::default_for(*shell, stage.machine().platform());
                    if let Ok(session) = Session::open(stage.machine(), &spec, &WhatIf::default()) {
                        black_box(session.lookup("git"));
                    }
                }
            });
        },
    );
}

criterion_group!(benches, started, recorded);
criterion_main!(benches);
