//! Every kind of shim on two machines: the file that runs in the end, and the file or variable that decides.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::Value;

const SHIMS: &str = include_str!("data/shims.json");

#[test]
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn every_shim_leads_to_the_file_that_runs() {
    let all: Value = serde_json::from_str(SHIMS).expect("the machines");
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for machine in all["machines"].as_array().expect("machines") {
        let folder = tempfile::tempdir().expect("a folder");
        let named = folder.path().join("s.json");
        std::fs::write(&named, machine["scenario"].to_string()).expect("a file");
        let named = named.to_string_lossy().into_owned();
        let session = machine["session"].as_str().expect("a session");
        for row in machine["rows"].as_array().expect("rows") {
            let [name, end, decides] = [0, 1, 2].map(|at| row[at].as_str().expect("a text"));
            rows += 1;
            let words = ["explain", name, "--session", session, "--scenario", &named];
            let ran = envsim(&[&words[..], &["--format", "json"]].concat());
            let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
            let one = &answer["sessions"][0];
            let last = one["chain"].as_array().and_then(|chain| chain.last());
            let leads = last.and_then(|last| last["path"].as_str());
            if leads != Some(end) || !one["chain"].to_string().contains(decides) {
                wrong.push(format!("{name}: {}", one["chain"]));
            }
            // The first line leads there too, as a person writes it.
            let page = envsim(&words).out;
            let first = page.lines().next().unwrap_or_default();
            let file = end.rsplit(['/', '\\']).next().unwrap_or(end);
            if !first.contains(" -> ") || !first.contains(file) {
                wrong.push(format!("{name} on the first line: {first}"));
            }
        }
    }
    assert!(rows >= 19, "{rows} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
