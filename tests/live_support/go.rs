//! `go env` of the real go.exe beside `envsim go-env`.

use std::fs;
use std::path::Path;

use super::lab;
use super::searches::SYSTEM;
use super::tally::Tally;
use crate::{ENVSIM, block, case, json};

/// The releases of Go for Windows that are here, as Wine calls them.
fn go_trees() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("go-windows");
    let Ok(directory) = directory.canonicalize() else { return Vec::new() };
    let trees = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut trees: Vec<_> = trees.filter(|path| path.join("bin/go.exe").is_file()).collect();
    trees.sort();
    let called =
        |path: &std::path::PathBuf| format!("Z:{}", path.to_string_lossy().replace('/', "\\"));
    trees.iter().map(called).collect()
}

/// What the process decides, the user's file, and nothing.
const GO_BLOCKS: &[&[(&str, &str)]] = &[
    &[],
    &[("GOPATH", "C:\\go path"), ("GOBIN", "C:\\bin"), ("GOFLAGS", "-mod=mod")],
    &[("GOOS", "linux"), ("GOARCH", "arm64"), ("CGO_ENABLED", "0"), ("GOPROXY", "off")],
    &[("GOENV", "off"), ("GOPATH", "relative"), ("GOTELEMETRY", "x")],
    &[("LocalAppData", "-"), ("AppData", "-"), ("USERPROFILE", "-")],
];

#[test]
fn go_env_is_what_go_prints() {
    let Some(lab) = lab("go env") else { return };
    let trees = go_trees();
    if trees.is_empty() {
        println!("go env: there is no go.exe here");
        return;
    }
    // Go asks the system's own directory alone for it.
    let (from, to) = ("lab/bcryptprimitives.dll", "windows/system32/bcryptprimitives.dll");
    fs::copy(lab.drive().join(from), lab.drive().join(to)).expect("the library of the system");
    let mut tally = Tally::default();
    for (tree, (nth, more)) in
        trees.iter().flat_map(|tree| GO_BLOCKS.iter().enumerate().map(move |one| (tree, one)))
    {
        let path = format!("{tree}\\bin;{SYSTEM}");
        let own = [
            ("PATH", path.as_str()),
            ("USERPROFILE", "C:\\lab\\home"),
            ("LocalAppData", "C:\\lab\\local"),
            ("AppData", "C:\\lab\\roaming"),
        ];
        let all: Vec<(&str, &str)> = own.iter().chain(*more).copied().collect();
        let block = block(&all);
        let ran = lab.run(&[
            case(format!("{tree}\\bin\\go.exe env"), "C:\\tree\\w", &block),
            case(format!("{ENVSIM} go-env --session cmd --format json"), "C:\\tree\\w", &block),
        ]);
        let text = ran[0].text();
        let ours = json(&ran[1]);
        for line in text.lines().filter_map(|line| line.strip_prefix("set ")) {
            let Some((name, value)) = line.split_once('=') else { continue };
            let found = &ours["variables"][name];
            let known = found["known"] == true;
            let ours = known.then(|| found["value"].as_str().unwrap_or_default());
            tally.judge("go env", &format!("block {nth} {name}"), ours, value);
        }
    }
    tally.close("go env", 100);
}
