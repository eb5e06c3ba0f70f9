//! What all rules cost beside one question of the same machine: `check` and `explain git` by turns, in one run.
//!
//! `cargo bench --bench check`. After each pair stands the quotient of the two, and what may not be above 3.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a bench starts programs")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};

/// The machine that runs the bench, and recorded ones: the last two were once the dearest.
const MACHINES: &[Option<&str>] = &[
    None,
    Some("proxy-only-in-zshrc"),
    Some("shims"),
    Some("nvm-windows"),
    Some("git-bat-hijack"),
];

fn run(words: &[&str], scenario: Option<&str>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_envsim"));
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    scenario.iter().for_each(|name| {
        command.args(["--scenario", name]);
    });
    let _ = command.status();
}

/// The shortest of many runs: what else the machine does only ever adds.
fn shortest(words: &[&str], scenario: Option<&str>) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        run(words, scenario);
        start.elapsed()
    };
    (0..20).map(timed).min().unwrap_or_default()
}

fn side_by_side(criterion: &mut Criterion) {
    for scenario in MACHINES {
        let name = scenario.unwrap_or("this machine");
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        group.bench_function("explain git", |bench| {
            bench.iter(|| run(&["explain", "git"], *scenario))
        });
        group.bench_function("check", |bench| bench.iter(|| run(&["check"], *scenario)));
        group.finish();
        let (one, all) =
            (shortest(&["explain", "git"], *scenario), shortest(&["check"], *scenario));
        let quotient = all.as_secs_f64() / one.as_secs_f64();
        println!("{name}: check costs {quotient:.2} times explain git (at most 3)");
    }
}

criterion_group!(benches, side_by_side);
criterion_main!(benches);
