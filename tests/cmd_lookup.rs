//! What names run in cmd: the rows Go's tests check against the real cmd, and those that follow from its rules.

use envsim::machine::overlay::text_value;
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform, RegistryData, RegistryValue};
use envsim::session::{Session, Spec, WhatIf};
use envsim::shells::{CommandKind, Lookup, Stage, Verdict};
use envsim::text::Source;

fn windows(environment: &[(&str, Option<&str>)]) -> Recorded {
    let mut facts = Facts::new(Platform::Windows);
    facts.cwd = "C:\\w".into();
    facts.environment_is_whole = true;
    facts.recorded_as = Some("test".into());
    for (name, value) in environment {
        facts.environment.insert((*name).into(), value.map(Into::into));
    }
    let path = "C:\\Windows\\system32\\cmd.exe".into();
    facts.shells.insert("cmd".into(), Installed { path, version: None, variant: None });
    let mut machine = Recorded::new(facts);
    machine.put("C:\\w", Node::Directory, None);
    machine
}

fn open<'m>(machine: &'m Recorded, spec: &str) -> Session<'m> {
    let spec = Spec::parse(spec, Platform::Windows);
    let session = spec.and_then(|spec| Session::open(machine, &spec, &WhatIf::default()));
    match session {
        Ok(session) => session,
        Err(refusal) => panic!("{refusal}"),
    }
}

fn answer(lookup: &Lookup) -> String {
    match lookup.winner() {
        None => "-".to_owned(),
        Some(winner) => match &winner.path {
            Some(path) => path.trim_start_matches("C:\\w\\").to_owned(),
            None => format!("[{}]", winner.text),
        },
    }
}

#[test]
fn every_row_runs_what_cmd_runs() {
    let rows = include_str!("data/cmd/lookup.txt").lines().skip(3);
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in rows.filter(|row| row.contains('|')) {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let [files, typed, settings, expected] = columns.as_slice() else { panic!("{row}") };
        let mut environment =
            vec![("PATH", Some("C:\\w\\p1;C:\\w\\p2")), ("PATHEXT", Some(".COM;.EXE;.BAT;.CMD"))];
        for setting in settings.split(' ').filter(|setting| setting.contains('=')) {
            let (name, value) = setting.split_once('=').unwrap_or_default();
            environment.retain(|(known, _)| *known != name);
            environment.push((name, Some(value)));
        }
        let mut machine = windows(&environment);
        for file in files.split_whitespace() {
            let path = format!("C:\\w\\{file}");
            match file.strip_suffix('\\') {
                Some(_) => machine.put(&path, Node::Directory, None),
                None => machine.put(&path, Node::File(None), None),
            }
        }
        if *settings == "app" {
            let key = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\App Paths\\editor.exe";
            machine.put_registry(key, text_value("", "\"C:\\w\\reg\\editor.exe\""));
        }
        let lookup = open(&machine, "cmd:interactive").lookup(typed);
        let open = lookup.outcome().doubt.is_some();
        let found = if open { "?".to_owned() } else { answer(&lookup) };
        count += 1;
        if found != *expected {
            wrong.push(format!("{row}: {found}"));
        }
    }
    println!("{count} rows, {} wrong", wrong.len());
    assert!(count > 50 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn candidates_say_where_they_stand_and_why() {
    let path = "C:\\tools;C:\\Program Files\\Git\\cmd";
    let mut machine = windows(&[("PATH", Some(path)), ("PATHEXT", Some(".COM;.EXE;.BAT;.CMD"))]);
    for file in [
        "C:\\w\\git.bat",
        "C:\\tools\\git.cmd",
        "C:\\tools\\git",
        "C:\\Program Files\\Git\\cmd\\git.exe",
    ] {
        machine.put(file, Node::File(None), None);
    }
    let lookup = open(&machine, "cmd").lookup("git");
    let seen: Vec<_> = lookup
        .candidates
        .iter()
        .map(|one| (one.path.clone().unwrap_or_default(), one.verdict, one.stage.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            ("C:\\w\\git.bat".to_owned(), Verdict::Chosen, Stage::CurrentDirectory),
            ("C:\\tools\\git.cmd".to_owned(), Verdict::Shadowed, Stage::PathEntry(1)),
            ("C:\\tools\\git".to_owned(), Verdict::Refused, Stage::PathEntry(1)),
            (
                "C:\\Program Files\\Git\\cmd\\git.exe".to_owned(),
                Verdict::Shadowed,
                Stage::PathEntry(2)
            ),
        ]
    );
    assert_eq!(lookup.candidates[2].reason, "no extension, and PATHEXT has none for it");
}

#[test]
fn an_app_execution_alias_is_found_and_said_to_be_one() {
    let mut machine = windows(&[("PATH", Some("C:\\apps"))]);
    machine.put("C:\\apps\\python.exe", Node::AppAlias, None);
    let lookup = open(&machine, "cmd").lookup("python");
    assert_eq!(answer(&lookup), "C:\\apps\\python.exe");
    assert!(lookup.winner().is_some_and(|winner| winner.reason.contains("Store")));
}

#[test]
fn short_names_lead_to_the_file() {
    let mut machine = windows(&[("PATH", Some("C:\\PROGRA~1\\Git"))]);
    machine.put("C:\\Program Files\\Git\\git.exe", Node::File(None), None);
    let none = open(&machine, "cmd").lookup("git");
    assert_eq!(answer(&none), "-");
    machine.put_short_name("C:\\Program Files", "PROGRA~1");
    let mut session = open(&machine, "cmd");
    assert_eq!(answer(&session.lookup("git")), "C:\\PROGRA~1\\Git\\git.exe");
    let line = "for %i in (\"C:\\Program Files\\Git\") do @set S=%~si& for %i in (C:\\PROGRA~1) do @set L=%~fi";
    session.run_text("typed", line);
    let environment = session.environment();
    let of = |name: &str| {
        let value = environment.variables.value(name).and_then(|value| value.text());
        value.map(|text| text.into_owned())
    };
    assert_eq!(of("S").as_deref(), Some("C:\\PROGRA~1\\Git"));
    assert_eq!(of("L"), None);
}

#[test]
fn what_is_found_along_more_than_8191_characters_is_not_certain() {
    let long = format!("C:\\tools;{}", "C:\\filler\\directory;".repeat(420));
    for (list, certain) in [("C:\\tools", true), (long.as_str(), false)] {
        let mut machine = windows(&[("PATH", Some(list))]);
        machine.put("C:\\tools\\git.exe", Node::File(None), None);
        let lookup = open(&machine, "cmd").lookup("git");
        assert_eq!(answer(&lookup), "C:\\tools\\git.exe");
        assert_eq!(lookup.doubt().is_none(), certain, "{}", list.len());
    }
}

#[test]
fn an_autorun_that_may_have_been_written_leaves_the_session_open() {
    let machine = windows(&[("PATH", Some("C:\\tools"))]);
    let mut first = open(&machine, "cmd");
    first.run_text("typed", "reg import C:\\w\\p1\\none.bin & reg copy HKCU\\A HKCU\\B");
    let over = envsim::machine::overlay::Overlay::new(&machine);
    first.changes().into_iter().for_each(|change| over.change(change));
    let session =
        Session::open(&over, &Spec::parse("cmd", Platform::Windows).unwrap(), &WhatIf::default());
    let session = session.unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(!session.environment().is_complete());
    assert!(open(&machine, "cmd").environment().is_complete());
}

const PROCESSOR: &str = "Software\\Microsoft\\Command Processor";

#[test]
fn autorun_of_the_machine_runs_before_the_users_and_defines_macros() {
    let mut machine = windows(&[("PATH", Some("C:\\tools"))]);
    let machine_text = "set A=1& doskey git=C:\\w\\x.exe $*";
    machine.put_registry(&format!("HKLM\\{PROCESSOR}"), text_value("AutoRun", machine_text));
    let data = RegistryData::Expand("set B=%A%2&set C=%undefined%".into());
    let value = RegistryValue { name: "AutoRun".into(), data };
    machine.put_registry(&format!("HKCU\\{PROCESSOR}"), value);
    let value_of = |session: &Session<'_>, name: &str| {
        let environment = session.environment();
        let value = environment.variables.value(name).and_then(|value| value.text());
        value.map(|text| text.into_owned())
    };
    let session = open(&machine, "cmd:interactive");
    assert_eq!(value_of(&session, "B").as_deref(), Some("12"));
    assert_eq!(value_of(&session, "C").as_deref(), Some("%undefined%"));
    let winner = session.lookup("git").winner().map(|winner| winner.kind);
    assert_eq!(winner, Some(CommandKind::Alias));
    let script = open(&machine, "cmd:script");
    assert_eq!(value_of(&script, "A").as_deref(), Some("1"));
    assert_eq!(script.lookup("git").winner(), None);
    let bare = open(&machine, "cmd:interactive+noprofile");
    assert_eq!(value_of(&bare, "A"), None);
    assert_eq!(value_of(&bare, "PROMPT").as_deref(), Some("$P$G"));
    assert_eq!(
        value_of(&bare, "PATHEXT").as_deref(),
        Some(".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WS;.MSC")
    );
}

#[test]
fn setx_and_reg_are_seen_by_the_registry_and_not_by_the_session() {
    let machine = windows(&[("PATH", Some("C:\\a"))]);
    let mut session = open(&machine, "cmd@sudo");
    session.run_text("typed", "setx GOROOT C:\\Go");
    session.run_text("typed", "setx /m EXPANDS \"^%USERPROFILE^%\\x\"");
    session.run_text("typed", &format!("setx LONG {}", "x".repeat(1500)));
    session.run_text("typed", "reg add HKCU\\Environment /v A /t REG_EXPAND_SZ /d 1 /f");
    session.run_text("typed", "reg delete HKCU\\Environment /v A /f");
    let user = session.machine().registry_values("HKCU\\Environment");
    assert_eq!(user[0], text_value("GOROOT", "C:\\Go"));
    assert_eq!(user[1].data.text().map(str::len), Some(1024));
    assert_eq!(user.len(), 2);
    let key = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
    let system = session.machine().registry_value(key, "EXPANDS").map(|value| value.data);
    assert!(matches!(system, Some(RegistryData::Expand(_))));
    assert!(session.environment().variables.value("GOROOT").is_none());
}

#[test]
fn every_entry_of_path_keeps_its_writer() {
    let mut machine = windows(&[("PATH", Some("C:\\given"))]);
    let text = b"@echo off\r\nset \"PATH=C:\\first;%PATH%\"\r\nset PATH=%PATH%;C:\\last\r\n";
    machine.put("C:\\w\\p.bat", Node::File(Some(text.as_slice().into())), None);
    let mut session = open(&machine, "cmd");
    assert!(session.run_file("C:\\w\\p.bat").is_ok());
    let environment = session.environment();
    let path = environment.variables.value("PATH").cloned().unwrap_or_default();
    assert_eq!(path.text().as_deref(), Some("C:\\first;C:\\given;C:\\last"));
    let lines: Vec<_> = path
        .entries(';')
        .iter()
        .map(|entry| entry.value.origins()[0].place().map(envsim::text::Place::line))
        .collect();
    assert_eq!(lines, [Some(2), None, Some(3)]);
}

#[test]
fn the_outline_shows_what_is_written() {
    let source = Source::inline("x.bat", "if exist a (\r\n  set \"X=1\"\r\n)\r\n");
    let outline = envsim::shells::by_name("cmd").map(|cmd| cmd.outline(source.text()));
    let kinds: Vec<_> = outline.unwrap_or_default().statements.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["if", "set"]);
}

#[test]
fn recorded_outputs_are_read_by_for() {
    let mut machine = windows(&[("PATH", Some("C:\\tools"))]);
    machine.put("C:\\tools\\go.exe", Node::File(None), None);
    let words = ["go", "env", "A=B", "a b"].map(str::to_owned).to_vec();
    let output = envsim::machine::Output { stdout: "C:\\gopath\n".into(), status: 0 };
    machine.put_output(words, output);
    let text = b"for /f \"delims=\" %%i in ('go env A^=B \"a b\"') do set G=%%i\r\n";
    machine.put("C:\\w\\g.bat", Node::File(Some(text.as_slice().into())), None);
    let mut session = open(&machine, "cmd:script");
    assert!(session.run_file("C:\\w\\g.bat").is_ok());
    let environment = session.environment();
    let value = environment.variables.value("G").and_then(|value| value.text());
    assert_eq!(value.as_deref(), Some("C:\\gopath"));
}

#[test]
fn autorun_runs_in_the_hidden_child_of_for_too() {
    let mut machine = windows(&[("PATH", Some("C:\\tools"))]);
    machine.put_registry(&format!("HKCU\\{PROCESSOR}"), text_value("AutoRun", "cd \\"));
    let text =
        b"cd /d C:\\w\r\nfor /f %%i in ('cd') do set A=%%i\r\ncmd /d /c cd\r\nset B=%CD%\r\n";
    machine.put("C:\\w\\g.bat", Node::File(Some(text.as_slice().into())), None);
    let mut session = open(&machine, "cmd:script");
    assert!(session.run_file("C:\\w\\g.bat").is_ok());
    let environment = session.environment();
    let value = |name: &str| environment.variables.value(name).and_then(|value| value.text());
    assert_eq!(value("A").as_deref(), Some("C:\\"));
    assert_eq!(value("B").as_deref(), Some("C:\\w"));
}

#[test]
fn autorun_that_starts_itself_is_left_and_reported() {
    let mut machine = windows(&[("PATH", Some("C:\\tools"))]);
    let text = "for /f %i in ('echo x') do set A=%i";
    machine.put_registry(&format!("HKCU\\{PROCESSOR}"), text_value("AutoRun", text));
    assert!(!open(&machine, "cmd:interactive").environment().is_complete());
}
