//! One go-env answer beside the real `go env -json`, in the same run and the same environment.
//!
//! The real program comes from `ENVSIM_GO` or `target/go` (see `.ci/install-go`); without one only ours is measured.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use envsim::environment::{Environment, Variables};
use envsim::machine::live::Live;
use envsim::toolchains::{Asked, ToolChain, go::Go};
use envsim::value::{Origin, Value};

fn newest() -> Option<PathBuf> {
    let directory = std::env::var_os("ENVSIM_GO").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("go"),
        PathBuf::from,
    );
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let programs = entries.map(|entry| entry.path().join("bin/go"));
    programs.filter(|program| program.is_file()).max()
}

fn environment(block: &[(&str, &str)]) -> Environment {
    let origin = || Origin::Parent("the bench".into());
    let mut environment =
        Environment { variables: Variables::new(false), ..Environment::default() };
    for (name, value) in block {
        environment.variables.export(name, Value::known(*value, origin()), origin());
    }
    environment.cwd = Value::known("/tmp", origin());
    environment
}

fn go_env(criterion: &mut Criterion) {
    let block = [("HOME", "/tmp"), ("PATH", "/nonexistent"), ("GOTOOLCHAIN", "local")];
    let environment = environment(&block);
    let real = newest();
    let program = real.as_ref().map(|path| path.to_string_lossy().into_owned());
    let mut group = criterion.benchmark_group("go env -json");
    group.bench_function("envsim, machine read afresh", |bencher| {
        bencher.iter(|| {
            let machine = Live::new();
            let mut asked = Asked::new(&machine, &environment, program.as_deref());
            asked.version = program.is_none().then_some("1.26");
            Go.print(&asked, &["-json"])
        });
    });
    group.bench_function("envsim, the whole chain", |bencher| {
        bencher.iter(|| {
            let machine = Live::new();
            let mut asked = Asked::new(&machine, &environment, program.as_deref());
            asked.version = program.is_none().then_some("1.26");
            Go.chain(&asked)
        });
    });
    if let Some(real) = &real {
        group.bench_function("the real go", |bencher| {
            bencher.iter(|| {
                let mut command = Command::new(real);
                command.args(["env", "-json"]).env_clear().envs(block);
                command.current_dir("/tmp").stdin(Stdio::null()).output()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, go_env);
criterion_main!(benches);
