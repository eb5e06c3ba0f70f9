//! The program built for Windows, on a live machine: what it says is what Wine's own programs do.
//!
//! Wine is not Windows. Where the two are known to differ Windows counts, and
//! [`KNOWN`] names the cause. Without the target, mingw or Wine the checks are
//! skipped with a notice.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real program"
)]

mod live_support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use live_support::tree::QUERIES;
use live_support::{Case, HALF, Lab, Ran, hives, lab};
use serde_json::Value;

const ENVSIM: &str = "C:\\lab\\envsim.exe";
const SYSTEM: &str = "C:\\windows\\system32;C:\\windows";

/// What Wine 8 does otherwise than Windows: who is asked, a part of the case, the cause.
const KNOWN: &[(&str, &str, &str)] = &[
    ("set", "block 4 PROMPT", "Wine's cmd sets PROMPT whether it is there or not"),
    ("cmd", "barred=1", "Wine's cmd does not know NoDefaultCurrentDirectoryInExePath"),
    ("cmd", "g in C:\\lab", "Wine's cmd takes the directory g.exe for a hit and fails"),
    ("cmd", "more in ", "MORE is a builtin of Wine's cmd, and more.com of Windows"),
    ("cmd", "PATH=;;", "Wine's cmd stops at an empty entry of PATH"),
    ("createprocess", "g in C:\\lab", "the directory g.exe is found, and is then not started"),
    (
        "createprocess",
        "sub\\deep in C:\\lab",
        "Wine looks along PATH for a name with a directory, against CreateProcessW's own page",
    ),
    ("reg query", "HKCU\\Software\\Lab Missing", "Wine's reg complains on its output stream"),
    ("reg query", "HKCU\\Software\\Lab\\Other", "Wine's reg complains on its output stream"),
    ("reg query", "HKCU\\Software\\Lab\\Nowhere", "Wine's reg complains on its output stream"),
    ("shellexecute", "registered", "Wine's App Paths are found with .exe only"),
    ("shellexecute", "other", "Wine's App Paths are found with .exe only"),
    ("shellexecute", "quoted", "Wine's App Paths are found with .exe only"),
];

/// What was compared.
#[derive(Default)]
struct Tally {
    right: usize,
    unknown: usize,
    known: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts one answer; `ours` is `None` where envsim leaves it open.
    fn judge(&mut self, who: &str, case: &str, ours: Option<&str>, theirs: &str) {
        let known = KNOWN
            .iter()
            .find(|(one, part, _)| *one == who && case.starts_with(part))
            .or_else(|| {
                KNOWN
                    .iter()
                    .find(|(one, part, _)| *one == who && part.contains('=') && case.contains(part))
            });
        match (ours, known) {
            (None, _) => self.unknown += 1,
            (Some(ours), _) if ours.eq_ignore_ascii_case(theirs) => self.right += 1,
            (Some(_), Some((.., cause))) => self.known.push(format!("{who} {case}: {cause}")),
            (Some(ours), None) => {
                self.wrong.push(format!("{who} {case}: envsim {ours:?}, Wine {theirs:?}"));
            }
        }
    }

    fn close(self, what: &str, least: usize) {
        let Self { right, unknown, known, wrong } = self;
        println!("{what}: {right} right, {unknown} unknown, {} known of Wine", known.len());
        for one in &known {
            println!("  Wine differs: {one}");
        }
        assert!(wrong.is_empty(), "{what}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
        assert!(right >= least, "{what}: only {right} right");
    }
}

/// The block every case begins with.
fn block(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let usual = [
        ("PATH", SYSTEM),
        ("PATHEXT", ".COM;.EXE;.BAT;.CMD"),
        ("SystemDrive", "C:"),
        ("SystemRoot", "C:\\windows"),
        ("TEMP", "C:\\lab"),
        ("COMSPEC", "C:\\windows\\system32\\cmd.exe"),
        ("PROMPT", "$P$G"),
    ];
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, value) in usual.iter().chain(more) {
        match all.iter_mut().find(|(one, _)| one == name) {
            Some(old) => old.1 = (*value).to_owned(),
            None => all.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    all.retain(|(_, value)| value != "-");
    all
}

fn case(line: String, cwd: &str, block: &[(String, String)]) -> Case {
    Case { line, cwd: cwd.to_owned(), block: block.to_vec() }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_slice(&ran.out)
        .unwrap_or_else(|error| panic!("no JSON ({error}): {} {}", ran.text(), ran.err))
}

/// Blocks with odd names and values, and what only the order of the block decides.
const BLOCKS: &[&[(&str, &str)]] = &[
    &[("A", "1"), ("b", "two words"), ("C_D", "x=y"), ("E", "%A%"), ("F", "!A!"), ("G", "^&|<>")],
    &[("PATH", "C:\\x;;C:\\y;\"C:\\z;z\""), ("Mixed", "case"), ("lower", "c"), ("UPPER", "c")],
    &[
        ("(x86)", "brackets"),
        ("with space", "v"),
        ("dot.ted", "v"),
        ("ümlaut", "ä €"),
        ("中", "文"),
    ],
    &[("QUOTES", "\"a\" 'b'"), ("TAIL ", "blank in the name"), ("LEAD", "  v  "), ("TAB", "a\tb")],
    &[("PATHEXT", ".XYZ"), ("PROMPT", "$T"), ("COMSPEC", "C:\\other\\cmd.exe")],
    &[("LONG", LONG), ("EQ", "=="), ("SEMI", ";;"), ("SLASH", "a/b\\c\\"), ("NUM", "007")],
];

const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";

#[test]
fn a_session_has_the_block_that_set_prints() {
    let Some(lab) = lab("the block of a process") else { return };
    let mut cases = Vec::new();
    for more in BLOCKS {
        let block = block(more);
        cases.push(case("cmd.exe /u /c set".to_owned(), "C:\\tree\\w", &block));
        cases.push(case(format!("{ENVSIM} env cmd --format json"), "C:\\tree\\w", &block));
    }
    let ran = lab.run(&cases);
    let mut tally = Tally::default();
    for (at, pair) in ran.chunks(2).enumerate() {
        let theirs: BTreeMap<String, String> = variables(&pair[0].wide());
        let ours = json(&pair[1]);
        let ours = ours["variables"].as_object().expect("variables");
        for name in theirs.keys().chain(ours.keys().filter(|name| !theirs.contains_key(*name))) {
            let value = ours.get(name).map(|one| one["value"].as_str().map(str::to_owned));
            let value = value.unwrap_or_else(|| Some("not there".to_owned()));
            let real = theirs.get(name).map_or("not there", String::as_str);
            tally.judge("set", &format!("block {at} {name}"), value.as_deref(), real);
        }
    }
    tally.close("the block of a process", 70);
}

fn variables(text: &str) -> BTreeMap<String, String> {
    let split = |line: &str| {
        let at = line.char_indices().skip(1).find(|(_, letter)| *letter == '=')?.0;
        Some((line[..at].to_owned(), line[at + 1..].to_owned()))
    };
    text.lines().filter_map(split).collect()
}

/// PATH, PATHEXT, directory, whether the directory is left out, and the names that are asked for.
type Search = (&'static str, &'static str, &'static str, bool, &'static [&'static str]);

const USUAL: &str = ".COM;.EXE;.BAT;.CMD";
const TWO: &str = "C:\\tree\\p1;C:\\tree\\p2";

const SEARCHES: &[Search] = &[
    (
        TWO,
        USUAL,
        "C:\\lab",
        false,
        &[
            "a",
            "b",
            "c",
            "d",
            "d.exe",
            "e",
            "e.bat",
            "f",
            "g",
            "h.bat",
            "upper",
            "both",
            "a.exe",
            "a.bat",
            "only2",
            "only2.cmd",
            "dot.name",
            "nothing",
            "\"long name\"",
            "sub\\deep",
            "c.exe",
            "a.com",
            "b.cmd",
        ],
    ),
    (
        "C:\\tree\\p2;C:\\tree\\p1",
        ".CMD;.BAT;.EXE;.COM",
        "C:\\lab",
        false,
        &["a", "b", "both", "e", "d"],
    ),
    (TWO, ".BAT", "C:\\lab", false, &["a", "b", "both", "e", "a.exe", "git"]),
    (
        TWO,
        USUAL,
        "C:\\tree\\w",
        false,
        &["a", "both", "here", "git", "sub\\deep", "x.y", ".\\a", "x"],
    ),
    (TWO, USUAL, "C:\\tree\\w", true, &["a", "both", "here", "git", ".\\a", "sub\\deep"]),
    ("C:\\tree\\p 3;C:\\tree\\p2", USUAL, "C:\\lab", false, &["spaced", "a", "dash-ed", "more"]),
    ("\"C:\\tree\\p;4\";C:\\tree\\p2", USUAL, "C:\\lab", false, &["semi", "a", "git"]),
    (
        ";;C:\\tree\\nowhere;C:\\tree\\p2\\;C:/tree/p1",
        USUAL,
        "C:\\lab",
        false,
        &["a", "f", "git", "deep"],
    ),
    ("p1;..\\p2", USUAL, "C:\\tree\\w", false, &["only2", "more", "f"]),
    ("sub;C:\\tree\\p2", USUAL, "C:\\tree\\w", false, &["deep", "only2"]),
    ("%TREE%\\p1;C:\\tree\\p2", USUAL, "C:\\lab", false, &["f", "only2"]),
    ("C:\\TREE\\P1;c:\\tree\\P2", USUAL, "C:\\lab", false, &["A", "F", "oNLY2"]),
    ("C:\\tree\\p2\\;C:/tree/p1", USUAL, "C:\\lab", false, &["a", "f", "git", "deep"]),
    (
        "C:\\tree\\nowhere;C:\\tree\\p1;Q:\\x;C:\\tree\\p2",
        USUAL,
        "C:\\lab",
        false,
        &["a", "git", "c", "e"],
    ),
    (TWO, ".cmd;.exe", "C:\\tree\\w", false, &["a", "both", "f", "only2", "git", "here"]),
];

#[test]
fn a_name_runs_what_cmd_runs() {
    let Some(lab) = lab("names in cmd") else { return };
    names(
        &lab,
        "cmd",
        60,
        |name| format!("C:\\windows\\system32\\cmd.exe /c {name}"),
        |name| format!("{ENVSIM} explain {} --session cmd --format json", quoted(name)),
    );
}

#[test]
fn a_name_starts_what_create_process_starts() {
    let Some(lab) = lab("names in CreateProcess") else { return };
    let asked = |name: &str| format!("C:\\lab\\ask.exe createprocess {}", quoted(name));
    names(&lab, "createprocess", 40, asked, |name| {
        format!("{ENVSIM} explain {} --as createprocess --format json", quoted(name))
    });
}

#[test]
fn a_name_opens_what_shell_execute_opens() {
    let Some(lab) = lab("App Paths") else { return };
    let block = block(&[("PATH", TWO), ("SAY", "C:\\lab\\said.txt")]);
    let mut tally = Tally::default();
    for name in
        ["registered", "registered.exe", "other", "other.exe", "quoted", "git", "unregistered"]
    {
        let said = lab.drive().join("lab").join("said.txt");
        let _ = fs::remove_file(&said);
        let ran = lab.run(&[
            case(format!("C:\\lab\\ask.exe shellexecute {name}"), "C:\\lab", &block),
            case(
                format!("{ENVSIM} explain {name} --as shellexecute --format json"),
                "C:\\lab",
                &block,
            ),
        ]);
        let theirs = fs::read_to_string(&said).unwrap_or_default();
        let ours = winner(&json(&ran[1]));
        tally.judge("shellexecute", name, ours.as_deref(), theirs.trim());
    }
    tally.close("App Paths", 4);
}

fn quoted(name: &str) -> String {
    if name.contains(' ') && !name.starts_with('"') {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

fn names(
    lab: &Lab,
    who: &str,
    least: usize,
    theirs: impl Fn(&str) -> String,
    ours: impl Fn(&str) -> String,
) {
    let mut cases = Vec::new();
    let mut titles = Vec::new();
    for (path, extensions, cwd, barred, names) in SEARCHES {
        let barred = if *barred { "1" } else { "-" };
        let more = [
            ("PATH", *path),
            ("PATHEXT", extensions),
            ("NoDefaultCurrentDirectoryInExePath", barred),
        ];
        let block = block(&more);
        for name in *names {
            titles
                .push(format!("{name} in {cwd} PATH={path} PATHEXT={extensions} barred={barred}"));
            cases.push(case(theirs(name), cwd, &block));
            cases.push(case(ours(name), cwd, &block));
        }
    }
    let ran = lab.run(&cases);
    let mut tally = Tally::default();
    for (nth, title) in titles.iter().enumerate() {
        let ours = winner(&json(&ran[2 * nth + 1]));
        let mut said = first_line(&ran[2 * nth]);
        if said.is_empty() && ours.as_deref().is_some_and(|ours| !ours.is_empty()) {
            // On a busy machine Wine's server now and then starts nothing; what it says twice counts.
            said = first_line(&lab.run(&cases[2 * nth..=2 * nth])[0]);
        }
        tally.judge(who, title, ours.as_deref(), &said);
    }
    tally.close(who, least);
}

fn first_line(ran: &Ran) -> String {
    ran.text().lines().next().unwrap_or_default().trim().to_owned()
}

/// The path of the winner, empty where nothing runs, `None` where it is not certain.
fn winner(answer: &Value) -> Option<String> {
    let session = &answer["sessions"][0];
    let certain = session["certain"] == true;
    certain.then(|| session["path"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn registry_values_are_what_reg_query_prints() {
    let Some(lab) = lab("the registry") else { return };
    let block = block(&[("LAB", "1")]);
    let asks =
        || case("cmd.exe /u /c call C:\\tree\\auto.bat & set Q".to_owned(), "C:\\lab", &block);
    let ran =
        lab.run(&[asks(), case(format!("{ENVSIM} env cmd --format json"), "C:\\lab", &block)]);
    let (mut theirs, ours) = (variables(&ran[0].wide()), json(&ran[1]));
    // On a busy machine Wine's `for /f` now and then reads nothing of a program that printed something.
    for again in lab.run(&[asks(), asks()]) {
        for (name, value) in variables(&again.wide()) {
            if theirs.get(&name).is_none_or(|known| known == "none") {
                theirs.insert(name, value);
            }
        }
    }
    let mut tally = Tally::default();
    for (at, (key, name)) in QUERIES.iter().enumerate() {
        let variable = format!("Q{at}");
        let value = ours["variables"][&variable]["value"].as_str();
        let real = theirs.get(&variable).map_or("not there", String::as_str);
        tally.judge("reg query", &format!("{key} {name}"), value, real);
    }
    tally.close("the registry", 15);
}

/// What logon sets: of these the registry and the system's folders tell the same as Wine's own start.
const LOGON: &[&str] = &[
    "ALLUSERSPROFILE",
    "APPDATA",
    "COMPUTERNAME",
    "CommonProgramFiles",
    "CommonProgramFiles(x86)",
    "CommonProgramW6432",
    "ComSpec",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "OS",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "PUBLIC",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "SystemDrive",
    "SystemRoot",
    "USERNAME",
    "USERPROFILE",
    "windir",
    "PATH",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_IDENTIFIER",
    "PROCESSOR_LEVEL",
    "PROCESSOR_REVISION",
];

#[test]
fn logon_builds_what_wine_starts_with() {
    let Some(lab) = lab("the block of a logon") else { return };
    let dump = "C:\\lab\\logon.txt";
    assert!(lab.wine(&["cmd", "/u", "/c", &format!("set>{dump}")]));
    let out = fs::read(lab.drive().join("lab").join("logon.txt")).expect("a dump");
    let theirs = variables(&Ran { out, ..Ran::default() }.wide());
    let ran =
        lab.run(&[case(format!("{ENVSIM} env cmd@gui --format json"), "C:\\lab", &block(&[]))]);
    let ours = json(&ran[0]);
    let mut tally = Tally::default();
    for name in LOGON {
        let of = |one: &&String| one.eq_ignore_ascii_case(name);
        let real = theirs.keys().find(of).map_or("not there", |name| theirs[name].as_str());
        let all = ours["variables"].as_object().expect("variables");
        let found = all.keys().find(of).map(|name| all[name]["value"].as_str());
        tally.judge("logon", name, found.unwrap_or(Some("not there")), real);
    }
    tally.close("the block of a logon", 15);
}

#[test]
fn what_the_registry_says_by_now_is_told() {
    let Some(lab) = lab("a window older than the registry") else { return };
    let ask = |words: &str, jdk: &str| {
        let line = format!("{ENVSIM} {words}");
        lab.run(&[case(line, "C:\\lab", &block(&[("LAB_JDK", jdk)]))]).remove(0)
    };
    let sentence = "LAB_JDK is C:\\jdk-21 in the registry, and this process was given C:\\jdk-17";
    let told = |jdk: &str| -> Vec<String> {
        let found = json(&ask("check --select V002 --format json", jdk));
        let findings = found["findings"].as_array().expect("findings").iter();
        findings.map(|one| one["message"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let check = told("C:\\jdk-17");
    assert!(check.iter().any(|one| one == sentence), "{check:?}");
    let explain = ask("explain LAB_JDK", "C:\\jdk-17");
    assert!(explain.err.contains(sentence), "{}", explain.err);
    assert!(!ask("explain LAB_JDK", "C:\\jdk-21").err.contains("LAB_JDK"));
    let without = "LAB_JDK is in the registry, and this process was started without it";
    assert!(told("-").iter().any(|one| one == without));
}

#[test]
fn colours_and_words_on_windows() {
    let Some(lab) = lab("colours and words") else { return };
    let ask = |words: &str, more: &[(&str, &str)]| {
        let line = format!("{ENVSIM} {words}");
        lab.run(&[case(line, "C:\\lab", &block(more))]).remove(0)
    };
    let git = "explain git --scenario git-bat-hijack";
    assert!(!ask(git, &[]).out.contains(&0x1b), "a file gets no colours");
    assert!(ask(&format!("{git} --color always"), &[]).out.contains(&0x1b));
    assert!(ask(git, &[("CLICOLOR_FORCE", "1")]).out.contains(&0x1b));
    assert!(!ask(git, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).out.contains(&0x1b));
    // UTF-8 whatever the code page is: the reader of a file decides, the console gets UTF-16.
    let umlaut = ask("explain \u{e4}\u{20ac}\u{4e2d} --session cmd", &[]);
    assert!(umlaut.text().contains("\u{e4}\u{20ac}\u{4e2d}"), "{}", umlaut.text());
    // Half a pair of UTF-16 (see `Lab::run`) is no text: refused by name, not asked as another word.
    let half = ask(&format!("explain a{HALF}b"), &[]);
    assert_eq!(half.status, "2");
    assert!(half.err.contains("word 2 of the command line"), "{}", half.err);
    let value = ask("env cmd --only HALVED", &[("HALVED", &format!("a{HALF}b"))]);
    assert!(value.text().contains("HALVED"), "{}", value.text());
    assert!(value.text().contains("no Unicode text"), "{}", value.text());
}

#[test]
fn nothing_is_written() {
    let Some(lab) = lab("the registry before and after") else { return };
    let started = |lines: &[&str]| {
        let block = block(&[("PATH", TWO), ("LAB", "1")]);
        let cases: Vec<Case> =
            lines.iter().map(|line| case((*line).to_owned(), "C:\\lab", &block)).collect();
        lab.run(&cases);
        hives::keys(&lab)
    };
    // What Wine itself writes whenever it is started.
    let (first, second) = (started(&["cmd.exe /c exit"]), started(&["cmd.exe /c exit"]));
    let mut noise = hives::changed(&first, &second);
    noise.extend(hives::changed(&second, &started(&["cmd.exe /c exit"])));
    let before = started(&["cmd.exe /c exit"]);
    let files = hives::files(&lab.drive().join("tree"));
    let commands = [
        "check",
        "explain git a registered start",
        "env cmd --origins",
        "env powershell",
        "diff cmd powershell",
        "go-env",
        "startup cmd",
        "explain git --as all",
        "env cmd@gui",
        "env cmd@service",
    ];
    let lines: Vec<String> = commands.iter().map(|words| format!("{ENVSIM} {words}")).collect();
    let after = started(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let written: Vec<String> =
        hives::changed(&before, &after).into_iter().filter(|key| !noise.contains(key)).collect();
    assert!(written.is_empty(), "envsim wrote {written:#?}");
    assert_eq!(files, hives::files(&lab.drive().join("tree")));
    println!(
        "{} keys and {} files as they were, {} keys are Wine's own",
        before.len(),
        files.len(),
        noise.len()
    );
}

#[test]
fn every_scenario_prints_the_same_bytes() {
    let Some(lab) = lab("scenarios on Windows") else { return };
    let block = block(&[]);
    let mut cases = Vec::new();
    let mut asked: Vec<Vec<String>> = Vec::new();
    for (name, questions) in scenarios() {
        for question in questions {
            for format in ["text", "json"] {
                let mut words = question.clone();
                words.extend(["--scenario", &name, "--format", format].map(str::to_owned));
                let line = words.iter().map(|word| argument(word)).collect::<Vec<_>>().join(" ");
                cases.push(case(format!("{ENVSIM} {line}"), "C:\\lab", &block));
                asked.push(words);
            }
        }
    }
    let ran = lab.run(&cases);
    let mut wrong = Vec::new();
    for (words, ran) in asked.iter().zip(&ran) {
        let here = std::process::Command::new(env!("CARGO_BIN_EXE_envsim"))
            .args(words)
            .output()
            .expect("the program runs here");
        let status = here.status.code().map(|code| code.to_string()).unwrap_or_default();
        if here.stdout != ran.out || status != ran.status {
            wrong.push(format!("{words:?}: {status} and {} here", ran.status));
        }
    }
    println!("{} answers, {} differ", asked.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked.len() >= 200);
}

#[test]
fn deep_texts_end_on_windows() {
    let Some(lab) = lab("deep texts on Windows") else { return };
    let deep = ["for x in $(", "$((", "if ", "(", "f() { ", "case x in (", "\"$(", "${x:-"];
    let mut cases = Vec::new();
    let mut here = Vec::new();
    for (at, head) in deep.iter().enumerate() {
        let scenario = serde_json::json!({
            "schema": "envsim-scenario/1", "title": "deep", "platform": "linux", "ask": [],
            "files": { "/home/me/.bashrc": { "text": head.repeat(200) } },
        });
        let file = format!("deep{at}.json");
        let path = lab.drive().join("lab").join(&file);
        fs::write(&path, scenario.to_string()).expect("a scenario");
        let line = format!("{ENVSIM} env bash --scenario C:\\lab\\{file}");
        cases.push(case(line, "C:\\lab", &block(&[])));
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_envsim"))
            .args(["env", "bash", "--scenario"])
            .arg(&path)
            .output();
        here.push(program.expect("the program runs here"));
    }
    for ((head, here), there) in deep.iter().zip(here).zip(lab.run(&cases)) {
        assert_eq!(there.status, "0", "{head}: {}", there.err);
        assert!(here.status.success() && here.stdout == there.out, "{head}");
    }
}

/// A word as the C run-time of Windows takes it apart again.
fn argument(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains([' ', '"', '\t']);
    if plain { word.to_owned() } else { format!("\"{}\"", word.replace('"', "\\\"")) }
}

fn scenarios() -> Vec<(String, Vec<Vec<String>>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("scenarios").flatten() {
        let Ok(text) = fs::read_to_string(entry.path().join("scenario.json")) else { continue };
        let scenario: Value = serde_json::from_str(&text).expect("a scenario is JSON");
        let words = |one: &Value| -> Vec<String> {
            one.as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect()
        };
        let asked = scenario["ask"].as_array().into_iter().flatten().map(words).collect();
        found.push((entry.file_name().to_string_lossy().into_owned(), asked));
    }
    found.sort();
    found
}
