//! What processes started by the real launchers of Debian 12 were given, beside the answers: environment and directory of every case.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::how::Typed;
use envsim::session::{Session, Spec, WhatIf};
use serde_json::Value;

/// Names that differ from run to run, or that only a command line decides.
const LOOSE: &[&str] = &[
    "SHLVL",
    "_",
    "INVOCATION_ID",
    "SYSTEMD_EXEC_PID",
    "MANAGERPID",
    "JOURNAL_STREAM",
    "SUDO_COMMAND",
    "SSH_TTY",
    "COLUMNS",
    "LINES",
];

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn words(case: &Value) -> Vec<String> {
    case["how"].as_array().into_iter().flatten().filter_map(text).collect()
}

fn machine(recording: &Value, case: &Value) -> Recorded {
    let mut facts = Facts::new(Platform::Linux);
    facts.version = Some("debian 12".into());
    facts.host = Some("box".into());
    let who = text(&case["invoker"]).or(text(&case["user"])).unwrap_or_default();
    let account = match case["account"].is_object() {
        true => &case["account"],
        false => &recording["users"][&who],
    };
    facts.user.name = text(&account["name"]).unwrap_or(who);
    facts.user.home = text(&account["home"]).unwrap_or_default();
    facts.user.shell = text(&account["shell"]);
    facts.user.uid = account["uid"].as_u64().and_then(|uid| u32::try_from(uid).ok());
    facts.user.gid = facts.user.uid;
    facts.user.root = facts.user.uid == Some(0);
    facts.user.groups = Vec::new();
    facts.cwd = text(&case["cwd"]).unwrap_or_else(|| facts.user.home.clone());
    if let Some(given) = case["env"].as_object() {
        facts.environment = given.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        facts.environment_is_whole = true;
    }
    for (name, path, version) in [("bash", "/bin/bash", "5.2.15"), ("sh", "/bin/sh", "0.5.12")] {
        let (path, version) = (path.to_owned(), Some(version.to_owned()));
        facts.shells.insert(name.to_owned(), Installed { path, version, variant: None });
    }
    let mut machine = Recorded::new(facts);
    let family = case["family"].as_str().unwrap_or_default();
    let mut files: BTreeMap<String, &Value> = BTreeMap::new();
    for layer in [&recording["base"], &recording["base_of"][family], &case["files"]] {
        files
            .extend(layer.as_object().into_iter().flatten().map(|(path, one)| (path.clone(), one)));
    }
    for path in ["/bin/bash", "/bin/sh", "/usr/local/bin/dump"] {
        machine.put(path, Node::File(None), Some(0o755));
    }
    for directory in ["/tmp", "/root", "/home/ann", "/home/bob", "/srv/web"] {
        machine.put(directory, Node::Directory, None);
    }
    for (path, file) in files.iter().filter(|(_, file)| !file.is_null()) {
        let content = text(file).or(text(&file["text"]));
        let mode = text(&file["mode"]).and_then(|mode| u32::from_str_radix(&mode, 8).ok());
        let node = match file["symlink"].as_str() {
            Some(target) => Node::Symlink(target.to_owned()),
            None => Node::File(content.map(|content| Rc::from(content.into_bytes()))),
        };
        machine.put(path, node, mode);
    }
    machine
}

/// What the recorded command line is called here.
fn question(recording: &Value, case: &Value) -> Spec {
    let (how, kind) = (words(case), case["kind"].as_str().unwrap_or_default());
    let shell =
        match recording["users"][case["user"].as_str().unwrap_or_default()]["shell"].as_str() {
            Some("/bin/sh") if !how.contains(&"-s".to_owned()) => "sh",
            _ => "bash",
        };
    let parse = |text: &str| Spec::parse(text, Platform::Linux).expect("a session");
    let by = |text: &str, words: &[String]| {
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let typed = Typed::parse(&quoted.join(" ")).expect("what was typed");
        parse(text).by(&Arc::new(typed), true)
    };
    match case["family"].as_str().unwrap_or_default() {
        "su" => {
            let end = how.iter().position(|word| word == "-c").unwrap_or(how.len());
            let login = how[..end].contains(&"-".to_owned());
            by(&format!("{shell}:{}", if login { "login" } else { "script" }), &how[..end])
        }
        "sudo" => {
            let end = how.iter().position(|word| word.starts_with("/bin/"));
            let end = end.or_else(|| how.iter().position(|word| word.contains("dump")));
            let mode = if kind == "sudo-i" { "login" } else { "script" };
            by(&format!("bash:{mode}"), &how[..end.unwrap_or(how.len())])
        }
        "cron" => {
            let file = case["files"][&how[1]]["text"].as_str().unwrap_or_default();
            let line = file.lines().position(|line| line.contains("/usr/local/bin/dump"));
            parse(&format!("@cron={}:{}", how[1], line.map_or(0, |line| line + 1)))
        }
        "ssh" if kind == "ssh-login" => parse(&format!("{shell}:login+interactive@ssh")),
        "ssh" if kind == "ssh-sendenv" => by("bash:script", &how[..how.len() - 1]),
        "ssh" => parse(&format!("{shell}:script@ssh")),
        "tmux" if case["mode"][0] == "bash" => parse("bash:interactive+noprofile@tmux"),
        "tmux" => parse("@tmux"),
        _ if kind == "systemd-user" => parse("@systemd-user"),
        _ => parse(&format!("@service={}", how[0])),
    }
}

/// What is wrong, and what is not known.
fn judge(recording: &Value, case: &Value) -> (Vec<String>, BTreeSet<String>) {
    let machine = machine(recording, case);
    let opened = Session::open(&machine, &question(recording, case), &WhatIf::default());
    let (mut wrong, mut unknown) = (Vec::new(), BTreeSet::new());
    let session = match (opened, case["want"].is_object()) {
        (Ok(session), true) => session,
        (Err(_), false) => return (wrong, unknown),
        (Ok(_), false) => return (vec!["it runs, and should not".into()], unknown),
        (Err(refusal), true) => return (vec![refusal.to_string()], unknown),
    };
    let want = &case["want"];
    let loose: Vec<String> =
        want["loose"].as_array().into_iter().flatten().filter_map(text).collect();
    let is_loose = |name: &str| LOOSE.contains(&name) || loose.iter().any(|one| one == name);
    let environment = session.environment();
    for (name, expected) in want["vars"].as_object().into_iter().flatten() {
        let held = environment.variables.get(name).filter(|one| one.exported);
        let value = held.and_then(|one| one.value.as_ref());
        match value.map(|value| value.text()) {
            _ if is_loose(name) => {}
            Some(Some(text)) if Some(&*text) == expected.as_str() => {}
            Some(None) => drop(unknown.insert(name.clone())),
            other => wrong.push(format!("{name} is {other:?}, not {expected}")),
        }
    }
    for one in environment.variables.iter().filter(|one| one.exported) {
        let extra =
            want["vars"].get(&one.name).is_none() && one.name != "PWD" && !is_loose(&one.name);
        match one.value.as_ref().map(|value| value.is_known()) {
            Some(true) if extra => wrong.push(format!("{} is there", one.name)),
            Some(false) if extra => drop(unknown.insert(one.name.clone())),
            _ => {}
        }
    }
    if let Some(cwd) = want["cwd"].as_str()
        && environment.cwd.text().as_deref() != Some(cwd)
    {
        wrong.push(format!("the directory is {:?}, not {cwd}", environment.cwd.text()));
    }
    (wrong, unknown)
}

#[test]
fn every_recorded_process_has_the_environment_it_really_got() {
    let recording = include_str!("data/launchers-linux.json");
    let recording: Value = serde_json::from_str(recording).expect("the recording is JSON");
    let cases = recording["cases"].as_array().expect("cases");
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for case in cases {
        let (bad, open) = judge(&recording, case);
        let id = case["id"].as_str().unwrap_or_default();
        wrong.extend(bad.into_iter().map(|what| format!("{id}: {what}")));
        if !open.is_empty() {
            unknown.push(format!("{id}: {open:?}"));
        }
    }
    assert!(cases.len() > 200, "the recording is whole");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.len() * 100 <= cases.len() * 3, "{unknown:#?}");
}
