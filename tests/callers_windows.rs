//! What a name resolves to for programs that are no shells, against what the real ones answered.

use std::collections::BTreeMap;

use envsim::callers::{Asker, Caller, Child};
use envsim::machine::path::same_name;
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Platform};
use envsim::shells::{Lookup, Verdict};
use serde_json::Value;

/// The recorded callers and who they are here. What Wine alone decided is counted, not judged.
const CALLERS: &[(&str, &str)] = &[
    ("go1.19.8-lookpath", "go@1.19"),
    ("go1.19.8-command", "go-command@1.19"),
    ("python3.8.18-which", "python@3.8"),
    ("python3.8.18-which", "python@3.11"),
    ("python3.12.1-which", "python@3.12"),
    ("python3.12.1-which", "python@3.13.0"),
    ("python-subprocess", "python-subprocess@3.14"),
    ("which1.3.1", "node-which"),
    ("cross-spawn6.0.6", "cross-spawn@6"),
    ("cross-spawn7.0.6", "cross-spawn@7"),
    ("rust-command", "rust"),
    ("spawn-node16.20.2", "node@16.20.2"),
    ("spawn-node18.20.8", "node@18.20.8"),
    ("spawn-node18.20.8", "node@20"),
    ("spawn-node22.23.3", "node@22"),
    ("createprocess-bare", "createprocess"),
    ("createprocess-quoted", "createprocess-quoted"),
    ("createprocess-app", "createprocess-app"),
    ("searchpath", "searchpath"),
    ("searchpath-exe", "searchpath-exe"),
    ("shellexecute", "shellexecute"),
];

/// Answers that were Wine's own and differ here; fewer is better, more is a change to look at.
const WINES_OWN: usize = 70;

#[test]
fn callers_find_what_they_really_found() {
    let data: Value = serde_json::from_str(include_str!("data/callers-windows.json")).unwrap();
    let machine = machine(&data);
    let mut wrong = Vec::new();
    let mut tally: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for case in data["cases"].as_array().unwrap() {
        for (recorded, name) in CALLERS {
            let caller = Caller::parse(name).ok().unwrap();
            let answer = &case["answers"][*recorded];
            if answer.is_null() {
                continue;
            }
            let found = found(&machine, case, caller);
            let counts = tally.entry(name).or_default();
            let cwd = case["child"]["cwd"].as_str().or(case["cwd"].as_str()).unwrap_or_default();
            let own = case["cwd"].as_str().unwrap_or_default();
            let line = || {
                format!(
                    "{name} {} {} PATH={} PATHEXT={} env={} child={}: {answer}, here {found:?}",
                    case["id"],
                    case["name"],
                    case["path"],
                    case["pathext"],
                    case["env"],
                    case["child"]
                )
            };
            let seen = [own, cwd];
            match seen.iter().any(|cwd| judge(answer, found.as_ref(), cwd)) {
                true => counts[0] += 1,
                false if answer["wine"] == true => {
                    counts[1] += 1;
                    println!("Wine: {}", line());
                }
                false => {
                    counts[2] += 1;
                    wrong.push(line());
                }
            }
        }
    }
    for (caller, [right, wine, wrong]) in &tally {
        println!("{caller}: {right} right, {wine} differ from Wine's own, {wrong} wrong");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let wines: usize = tally.values().map(|counts| counts[1]).sum();
    assert!(wines <= WINES_OWN, "{wines} differ from Wine's own answers");
}

#[test]
fn the_current_directory_is_needed_where_windows_says_so() {
    let data: Value = serde_json::from_str(include_str!("data/callers-windows.json")).unwrap();
    let machine = machine(&data);
    for case in data["cases"].as_array().unwrap() {
        let Some(answer) = case["answers"]["needcwd"]["path"].as_str() else { continue };
        // An empty variable is one that Wine does not see and Go does: in doubt, as the doubt's own test says.
        if case["env"]["NoDefaultCurrentDirectoryInExePath"] == "" {
            continue;
        }
        let needed = found(&machine, case, Caller::NeedCurrentDirectory).is_some();
        assert_eq!(needed, answer == "TRUE", "{}", case["id"]);
    }
}

/// Rows that the projects' own tests assert on Windows, each with its test.
#[test]
fn what_the_projects_assert_is_found() {
    let asked = all_found(include_str!("data/callers-asserted.txt"));
    assert!(asked > 150, "{asked}");
}

/// Rows that the sources of the programs say and none of their tests.
#[test]
fn what_the_sources_say_is_found() {
    let asked = all_found(include_str!("data/callers-sources.txt"));
    assert!(asked > 100, "{asked}");
}

/// How many rows were asked.
fn all_found(rows: &str) -> usize {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for line in rows.lines().skip(3).filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [callers, files, name, settings, expected, test] = columns[..] else {
            panic!("{line}");
        };
        for caller in callers.split(' ') {
            asked += 1;
            let caller = Caller::parse(caller).unwrap_or_else(|_| panic!("{caller}"));
            let found = asserted(caller, files, name, settings);
            if found != expected.to_lowercase() {
                wrong.push(format!("{test} ({}): {expected}, here {found}", caller.name()));
            }
        }
    }
    println!("{asked} answers, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    asked
}

/// What is found below `C:\w`: its path there, `!` before what is refused, `-` for nothing.
fn asserted(caller: Caller, files: &str, name: &str, settings: &str) -> String {
    let mut machine = Recorded::new(Facts::new(Platform::Windows));
    machine.put("C:\\w", Node::Directory, None);
    for file in files.split(' ') {
        let (file, text) = file.trim_end_matches('}').split_once('{').unwrap_or((file, ""));
        let bytes = (!text.is_empty())
            .then(|| format!("{}\n", text.replace('\u{2420}', " ")).into_bytes().into());
        let node = if file.ends_with('\\') { Node::Directory } else { Node::File(bytes) };
        let file = file.trim_end_matches('\\').replace('\u{2420}', " ");
        machine.put(&format!("C:\\w\\{file}"), node, None);
    }
    let mut environment = vec![
        ("SystemRoot".to_owned(), "C:\\windows".to_owned()),
        ("PATH".to_owned(), "C:\\w\\p1;C:\\w\\p2".to_owned()),
    ];
    let mut child = Child { changes: Vec::new(), clear: false, cwd: None };
    for (key, value) in settings.split(' ').filter_map(|one| one.split_once('=')) {
        match key {
            "child" => child.cwd = Some(format!("C:\\w\\{value}")),
            "clear" => child.clear = true,
            _ if key.starts_with("child.") => {
                let name = &key["child.".len()..];
                child.changes.push((name.to_owned(), Some(rooted(name, value))));
            }
            "unset" => environment.retain(|(known, _)| known != value),
            _ => {
                environment.retain(|(known, _)| known != key);
                environment.push((key.to_owned(), rooted(key, value)));
            }
        }
    }
    let asker = Asker {
        machine: &machine,
        cwd: "C:\\w".to_owned(),
        program_directory: Some("C:\\w\\app".to_owned()),
        environment,
        child,
    };
    let lookup = caller.lookup(&asker, name);
    let blocked = lookup.winner().is_some_and(|one| one.verdict == Verdict::Blocked);
    match outcome(&lookup) {
        Some((path, refused)) => {
            let path = file("C:\\w", &path).to_lowercase();
            let sign = if refused { "!" } else { "" };
            let sign = if blocked { "~" } else { sign };
            format!("{sign}{}", path.strip_prefix("c:\\w\\").unwrap_or(&path))
        }
        None => "-".to_owned(),
    }
}

/// Entries of PATH are below `C:\w`, unless they begin with a dot, a drive or a quote.
fn rooted(key: &str, value: &str) -> String {
    let entry = |one: &str| match one {
        _ if key != "PATH" || one.is_empty() || one.contains(':') => one.to_owned(),
        _ if one.starts_with('.') => one.to_owned(),
        _ => format!("C:\\w\\{one}"),
    };
    value.split(';').map(entry).collect::<Vec<_>>().join(";")
}

fn machine(data: &Value) -> Recorded {
    let mut machine = Recorded::new(Facts::new(Platform::Windows));
    for (path, kind) in data["files"].as_object().unwrap() {
        let node = if kind == "dir" { Node::Directory } else { Node::File(None) };
        machine.put(path, node, None);
    }
    machine
}

/// The path and whether it is refused.
fn found(machine: &Recorded, case: &Value, caller: Caller) -> Option<(String, bool)> {
    let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let mut environment = vec![("SystemRoot".to_owned(), "C:\\windows".to_owned())];
    for (name, key) in [("PATH", "path"), ("PATHEXT", "pathext")] {
        if let Some(value) = case[key].as_str() {
            environment.push((name.to_owned(), value.to_owned()));
        }
    }
    for (name, value) in case["env"].as_object().into_iter().flatten() {
        environment.retain(|(known, _)| !same_name(known, name));
        if let Some(value) = value.as_str() {
            environment.push((name.clone(), value.to_owned()));
        }
    }
    let asker = Asker {
        machine,
        cwd: text("cwd"),
        program_directory: Some(text("appdir")),
        environment,
        child: child(case),
    };
    outcome(&caller.lookup(&asker, &text("name")))
}

/// The path and whether it is refused.
fn outcome(lookup: &Lookup) -> Option<(String, bool)> {
    let dot = lookup.candidates.iter().find(|one| one.reason.contains("ErrDot"));
    match (lookup.winner(), dot) {
        (Some(winner), _) => Some((winner.path.clone().unwrap_or_default(), false)),
        (None, Some(dot)) => Some((dot.path.clone().unwrap_or_default(), true)),
        (None, None) => None,
    }
}

fn child(case: &Value) -> Child {
    let changes = case["child"]["env"].as_object().into_iter().flatten();
    Child {
        changes: changes
            .map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)))
            .collect(),
        clear: case["child"]["clear"] == true,
        cwd: case["child"]["cwd"].as_str().map(str::to_owned),
    }
}

/// One spelling for one file: absolute, no dots at the end of a part.
fn file(cwd: &str, path: &str) -> String {
    let full = Platform::Windows
        .absolute(cwd, path.trim_start_matches("\\\\?\\").trim_start_matches("\\\\.\\"));
    let parts: Vec<&str> = full.split('\\').map(|part| part.trim_end_matches(['.', ' '])).collect();
    parts.join("\\").to_uppercase()
}

fn judge(answer: &Value, found: Option<&(String, bool)>, cwd: &str) -> bool {
    let refused = answer["error"] == "ErrDot";
    match (answer["path"].as_str(), found) {
        (Some(path), Some((found, dot))) => refused == *dot && file(cwd, path) == file(cwd, found),
        (None, None) => true,
        // `Cmd.Err` names no file.
        (None, Some((_, dot))) if refused => *dot,
        // A start that failed found something it could not run, or nothing.
        (None, Some(_)) => {
            answer["error"] != "not found"
                && answer["error"] != "ENOENT"
                && answer["error"].is_string()
                && !refused
                && runs_not(answer)
        }
        (Some(_), None) => false,
    }
}

fn runs_not(answer: &Value) -> bool {
    let error = answer["error"].as_str().unwrap_or_default();
    ["os 193", "os 6", "os 5", "EFTYPE", "UNKNOWN", "EINVAL", "ran, said nothing"].contains(&error)
        || error.contains("EXE format")
}
