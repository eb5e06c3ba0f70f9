//! envsim's PowerShell parser beside tree-sitter-powershell, same input, same run.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use envsim::shells::powershell::parser::parse;
use envsim_peers::powershell::script;

fn parsers(criterion: &mut Criterion) {
    let text = script(7, 256 * 1024);
    assert!(parse(&text, false).problems.is_empty());
    let mut group = criterion.benchmark_group("powershell");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("envsim", |bencher| bencher.iter(|| parse(black_box(&text), false)));
    let mut peer = tree_sitter::Parser::new();
    peer.set_language(&tree_sitter_powershell::LANGUAGE.into()).expect("the grammar loads");
    group.bench_function("tree-sitter-powershell", |bencher| {
        bencher.iter(|| peer.parse(black_box(&text), None));
    });
    group.finish();
}

criterion_group!(benches, parsers);
criterion_main!(benches);
