//! `check FILE…`: each rule about texts speaks on its problem, and is silent on the right spelling.

#[path = "common/program.rs"]
mod program;

use program::envsim;
use serde_json::Value;

/// Codes found in a text under that file name.
#[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
fn found(name: &str, text: &str, more: &[&str]) -> (u8, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    let path = path.to_string_lossy().into_owned();
    let mut line = vec!["check", "--format", "json", path.as_str()];
    line.extend(more);
    let ran = envsim(&line);
    assert!(ran.code < 2, "{}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    let findings = result["findings"].as_array().expect("findings");
    (ran.code, findings.iter().filter_map(|one| one["code"].as_str()).map(str::to_owned).collect())
}

#[test]
fn every_rule_about_texts_fires_on_its_problem_only() {
    let rows: Value = serde_json::from_str(include_str!("data/fragments.json")).expect("JSON");
    let mut wrong = Vec::new();
    for row in rows.as_array().expect("rows") {
        let (code, file) =
            (row["code"].as_str().expect("code"), row["file"].as_str().expect("file"));
        for (kind, fires) in [("fires", true), ("silent", false)] {
            for text in row[kind].as_array().expect("texts").iter().filter_map(Value::as_str) {
                let (_, codes) = found(file, text, &[]);
                // The right spelling has no finding at all; the wrong one only those of the same line.
                let fits =
                    if fires { codes.iter().any(|one| one == code) } else { codes.is_empty() };
                let allowed = ["A001", "A002"].contains(&code);
                let fits = fits || (!fires && allowed && !codes.iter().any(|one| one == code));
                if !fits {
                    wrong.push(format!("{code} {kind} {text:?}: {codes:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_exit_code_follows_what_is_denied() {
    assert_eq!(found("x.sh", "if true\n", &["--deny", "warning"]).0, 1);
    assert_eq!(found("x.sh", "if true\n", &["--deny", "warning", "--ignore", "Q001"]).0, 0);
    assert_eq!(found("x", "A=1\n", &["--shell", "bash"]).0, 0);
    let none = envsim(&["check", "no-such-file.sh"]);
    assert_eq!(none.code, 2, "{}", none.out);
    let machine = envsim(&["check", "x.sh", "--scenario", "gobin"]);
    assert_eq!(machine.code, 2, "{}", machine.out);
}

#[test]
fn an_allow_needs_a_reason_and_a_rule() {
    let text = |comment: &str| format!("export PATH=\"~/bin:$PATH\" {comment}\n");
    let codes = |comment: &str| found("bashrc.sh", &text(comment), &[]).1;
    assert_eq!(codes(""), ["Q002"]);
    assert_eq!(codes("# envsim: allow quoted-tilde because a test"), [""; 0]);
    assert_eq!(codes("# envsim: allow Q002 because a test"), [""; 0]);
    assert_eq!(codes("# envsim: allow quoted-tilde"), ["Q002", "A002"]);
    assert_eq!(codes("# envsim: allow quoted-tild because x"), ["Q002", "A002"]);
}

/// The indented lines of a section of a page.
fn section(page: &str, head: &str) -> String {
    let start = page.find(&format!("## {head}\n")).expect("a section");
    let lines = page[start..].lines().skip(1).take_while(|line| !line.starts_with("## "));
    lines.filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_examples_of_the_pages_have_their_finding_and_no_other() {
    let rows: Value = serde_json::from_str(include_str!("data/fragments.json")).expect("JSON");
    let rows = rows.as_array().expect("rows");
    let mut wrong = Vec::new();
    for rule in envsim::rules::ALL.iter().filter(|rule| rule.code.starts_with('Q')) {
        let files = rows.iter().filter(|row| row["code"] == rule.code);
        let files: Vec<&str> = files.filter_map(|row| row["file"].as_str()).collect();
        let codes = |head: &str| -> Vec<Vec<String>> {
            files.iter().map(|file| found(file, &section(rule.page, head), &[]).1).collect()
        };
        let (bad, good) = (codes("Problem"), codes("Better"));
        let own = |all: &Vec<String>| !all.is_empty() && all.iter().all(|one| one == rule.code);
        if !bad.iter().any(own) || !good.iter().any(Vec::is_empty) {
            wrong.push(format!("{}: {bad:?} {good:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A problem of another rule in the same language, which mending the example must leave alone.
fn companion(file: &str, code: &str) -> (&'static str, &'static str) {
    let all: [(&str, &str); 2] = match file.rsplit('.').next() {
        Some("cmd") => [("Q013", "cd D:\\work\r\n"), ("Q014", "setx PATH \"%PATH%;C:\\x\"\r\n")],
        Some("ps1") => [("Q010", "export X=y\n"), ("Q011", "$env:Path += 'C:\\x'\n")],
        _ => [("Q012", "alias ll=ls -l\n"), ("Q002", "EDITOR=\"~/bin/vi\"\n")],
    };
    if all[0].0 == code { all[1] } else { all[0] }
}

#[test]
fn mending_an_example_silences_its_own_rule_and_no_other() {
    let rows: Value = serde_json::from_str(include_str!("data/fragments.json")).expect("JSON");
    let rows = rows.as_array().expect("rows");
    let of_texts =
        |rule: &&&envsim::rules::Rule| matches!(rule.check, envsim::rules::Check::Text(_));
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for rule in envsim::rules::ALL.iter().filter(of_texts) {
        let (bad, good) = (section(rule.page, "Problem"), section(rule.page, "Better"));
        let files = rows.iter().filter(|row| row["code"] == rule.code);
        let mut files = files.filter_map(|row| row["file"].as_str());
        let mended = files.any(|file| {
            let (other, text) = companion(file, rule.code);
            // The first line may say whose language it is.
            let codes = |example: &str| {
                let first = example.find('\n').filter(|_| example.starts_with("#!"));
                let (head, rest) = example.split_at(first.map_or(0, |end| end + 1));
                found(file, &format!("{head}{text}{rest}"), &[]).1
            };
            let (before, after) = (codes(&bad), codes(&good));
            let own = before.iter().all(|one| one == rule.code || one == other);
            own && before.iter().any(|one| one == rule.code) && after == [other]
        });
        tried += 1;
        if !mended {
            wrong.push(rule.code);
        }
    }
    assert!(wrong.is_empty() && tried > 20, "{tried}: {wrong:?}");
}
