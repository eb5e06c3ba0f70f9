//! envsim's batch parser beside tree-sitter-batch, same input, same run.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use envsim::shells::by_name;
use envsim_peers::batch::script;

fn parsers(criterion: &mut Criterion) {
    let text = script(7, 256 * 1024);
    let cmd = by_name("cmd").expect("cmd is a shell");
    assert!(cmd.outline(&text).problems.is_empty());
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("envsim", |bencher| bencher.iter(|| cmd.outline(black_box(&text))));
    let mut peer = tree_sitter::Parser::new();
    peer.set_language(&tree_sitter_batch::LANGUAGE.into()).expect("the grammar loads");
    group.bench_function("tree-sitter-batch", |bencher| {
        bencher.iter(|| peer.parse(black_box(&text), None));
    });
    group.finish();
}

criterion_group!(benches, parsers);
criterion_main!(benches);
