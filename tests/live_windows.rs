//! The program built for Windows, on a live machine: what it says is what Wine's own programs do.
//!
//! Wine is not Windows. Where the two are known to differ Windows counts, and
//! [`live_support::tally`] names the cause. Without the target, mingw or Wine the checks are
//! skipped with a notice.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real program"
)]

mod live_support;

use std::collections::BTreeMap;
use std::fs;

use live_support::searches::{SEARCHES, SYSTEM, TWO};
use live_support::tally::Tally;
use live_support::tree::QUERIES;
use live_support::{Case, HALF, Lab, Ran, hives, lab};
use serde_json::Value;

const ENVSIM: &str = "C:\\lab\\envsim.exe";

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
fn a_name_is_what_search_path_finds() {
    let Some(lab) = lab("names in SearchPath") else { return };
    for (who, least) in [("searchpath", 20), ("searchpath-exe", 40)] {
        let asked = |name: &str| format!("C:\\lab\\ask.exe {who} {}", quoted(name));
        names(&lab, who, least, asked, |name| {
            format!("{ENVSIM} explain {} --as {who} --format json", quoted(name))
        });
    }
}

#[test]
fn bytes_of_a_batch_file_are_read_in_the_code_page_of_the_console() {
    let Some(lab) = lab("code pages") else { return };
    let block = block(&[("LAB", "1")]);
    let ran = lab.run(&[
        case("cmd.exe /u /c call C:\\tree\\oem.bat & set OEM".to_owned(), "C:\\lab", &block),
        case(format!("{ENVSIM} env cmd --format json"), "C:\\lab", &block),
        case("C:\\lab\\ask.exe pages".to_owned(), "C:\\lab", &block),
    ]);
    let (theirs, ours) = (variables(&ran[0].wide()), json(&ran[1]));
    println!("code pages: {}", ran[2].text().trim());
    let mut tally = Tally::default();
    for name in ["OEM1", "OEM2", "OEM3"] {
        let real = theirs.get(name).map_or("not there", String::as_str);
        tally.judge("code pages", name, ours["variables"][name]["value"].as_str(), real);
    }
    tally.close("code pages", 3);
}

#[test]
fn explain_asks_what_starts_programs() {
    let Some(lab) = lab("launchers") else { return };
    let ran = lab.run(&[case(
        format!("{ENVSIM} explain LAB_JDK --format json"),
        "C:\\lab",
        &block(&[("LAB_JDK", "C:\\jdk-17")]),
    )]);
    let answer = json(&ran[0]);
    let text = answer.to_string();
    for launcher in ["@gui", "@task", "@service"] {
        assert!(text.contains(launcher), "{launcher}: {text}");
    }
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
fn every_bash_is_named() {
    let Some(lab) = lab("several shells") else { return };
    let trees = [("msys64", "usr/bin"), ("cygwin64", "bin")];
    for (tree, below) in trees {
        let folder = lab.drive().join(tree).join(below);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("bash.exe"), "MZ").expect("a program");
    }
    let ran = lab.run(&[case(format!("{ENVSIM} check"), "C:\\lab", &block(&[]))]);
    for (tree, _) in trees {
        std::fs::remove_dir_all(lab.drive().join(tree)).expect("a folder of this test");
    }
    let both = "the first is asked: C:\\msys64\\usr\\bin\\bash.exe, C:\\cygwin64\\bin\\bash.exe";
    assert!(ran[0].err.contains(both), "{}", ran[0].err);
}

/// A machine for `test`, of which nothing is recorded yet.
const RECORDED: &str = r#"{"schema": "envsim-scenario/1", "title": "t", "platform": "windows", "ask": [["env", "cmd"]]}"#;

#[test]
fn nothing_is_written() {
    let Some(lab) = lab("the registry before and after") else { return };
    let started = |lines: &[&str]| {
        let block = block(&[("PATH", TWO), ("LAB", "1")]);
        let cases: Vec<Case> =
            lines.iter().map(|line| case((*line).to_owned(), "C:\\lab", &block)).collect();
        for (line, ran) in lines.iter().zip(lab.run(&cases)) {
            let answered = !line.starts_with(ENVSIM) || !ran.out.is_empty() || !ran.err.is_empty();
            assert!(answered && ran.status != "2", "{line}: {} {}", ran.status, ran.err);
        }
        hives::keys(&lab)
    };
    // What Wine itself writes whenever it is started.
    let (first, second) = (started(&["cmd.exe /c exit"]), started(&["cmd.exe /c exit"]));
    let mut noise = hives::changed(&first, &second);
    noise.extend(hives::changed(&second, &started(&["cmd.exe /c exit"])));
    let before = started(&["cmd.exe /c exit"]);
    let recorded = lab.drive().join("tree").join("recorded");
    std::fs::create_dir_all(&recorded).expect("a folder");
    std::fs::write(recorded.join("scenario.json"), RECORDED).expect("a scenario");
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
        "check --diff",
        "sessions",
        "programs",
        "parse C:\\tree\\p1\\b.bat",
        "explain --script C:\\tree\\p1\\b.bat",
        "rule",
        "scenarios",
        "schema scenario",
        "completions powershell",
        "man",
        "test C:\\tree\\recorded",
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
