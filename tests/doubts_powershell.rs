//! `iex (& mytool)` anywhere in a fragment: whatever the tool prints, nothing that envsim states is false.
//!
//! There is no pwsh to ask; what a text does in the place of the tool's output is computed by envsim itself.

use std::rc::Rc;

use envsim::environment::Environment;
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::{Session, Spec, WhatIf};

const FRAGMENTS: &[&str] = &[
    "$env:X = '1'\n$env:Y = $env:X",
    "$env:PATH = '/opt/a:' + $env:PATH",
    "function f { $env:X = '5' }\nf\n$env:A = 'after'",
    "Set-Alias ll Get-Item\n$env:A = (Get-Alias ll).Definition",
    "if ($env:X) { $env:A = 'has' } else { $env:A = 'none' }",
    "switch ($env:X) {\n  '1' { $env:B = 'one' }\n  default { $env:B = 'many' }\n}",
    "foreach ($i in 1..3) {\n  $env:C += \"$i\"\n}",
    "$v = $env:X\n$env:Y = \"[$v]\"",
    "$v = 'a'\n$env:Y = $v",
    "try { f } catch { $env:B = 'caught' }",
    "$env:NEW = if ($env:NEW) { 'again' } else { 'first' }",
    "Remove-Item Env:X -ErrorAction SilentlyContinue\n$env:Y = \"x$env:X\"",
    "$env:A = if (Test-Path Env:NEW) { 'new' } else { 'old' }",
    "$env:B = if (Get-Command f -ErrorAction SilentlyContinue) { 'f' } else { 'no' }",
    "$list = 'a', 'b'\n$list += $env:X\n$env:C = $list -join ','",
    "$env:B = \"$PWD\"",
];

const EFFECTS: &[&str] = &[
    "",
    "$env:X = 'other'",
    "$v = 'changed'",
    "$env:PATH = '/evil:' + $env:PATH",
    "function f { $env:X = '9' }",
    "function f { $env:A = 'a'; $env:B = 'b' }",
    "Set-Alias ll Get-Date",
    "$env:NEW = '1'",
    "Remove-Item Env:X -ErrorAction SilentlyContinue",
    "$i = 7; $list = @('z')",
    "$env:A = 'e'; $env:C = 'e'; $env:Y = 'e'",
];

const NAMES: [&str; 7] = ["X", "Y", "A", "B", "C", "NEW", "PATH"];

/// Faults that are known: a part of the fragment, and the names.
const KNOWN: &[(&str, &[&str])] = &[];

fn session(script: &str) -> Rc<Environment> {
    let mut facts = Facts::new(Platform::Linux);
    facts.environment.insert("PATH".into(), Some("/usr/bin".into()));
    let path = "/usr/bin/pwsh".to_owned();
    facts.shells.insert("pwsh".into(), Installed { path, version: None, variant: None });
    let mut machine = Recorded::new(facts);
    machine.put("/usr/bin/mytool", Node::File(None), Some(0o755));
    after(&machine, script)
}

fn after(machine: &Recorded, script: &str) -> Rc<Environment> {
    let spec = Spec::parse("pwsh:noprofile", Platform::Linux).expect("a session");
    let mut session = Session::open(machine, &spec, &WhatIf::default()).expect("the shell");
    let _ = session.run_text("profile", script);
    session.environment()
}

/// The value where it is certain; `Some(None)` where it is certain that there is none.
fn certain(state: &Environment, name: &str) -> Option<Option<String>> {
    let Some(variable) = state.variables.get(name) else {
        return state.may_be_set(name).is_none().then_some(None);
    };
    match &variable.value {
        _ if variable.maybe_unset => None,
        None => Some(None),
        Some(value) => value.text().map(|text| Some(text.into_owned())),
    }
}

/// The fragment, two in a row, with a statement in each place outside of brackets' middle.
fn texts(statement: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (number, first) in FRAGMENTS.iter().enumerate() {
        for step in [0, 1, 5, 9, 12] {
            let second = if step == 0 { "" } else { FRAGMENTS[(number + step) % FRAGMENTS.len()] };
            let text = format!("{first}\n{second}\n$env:Z = 'last'");
            let lines: Vec<&str> = text.lines().collect();
            let mut depth = 0;
            for (at, line) in lines.iter().enumerate() {
                if depth == 0 {
                    let with = [&lines[..at], &[statement], &lines[at..]].concat();
                    texts.push(with.join("\n"));
                }
                depth += line.matches('{').count() as i32 - line.matches('}').count() as i32;
            }
        }
    }
    texts
}

#[test]
fn nothing_is_stated_that_the_output_of_a_tool_can_change() {
    let ends: Vec<Vec<String>> = EFFECTS.iter().map(|effect| texts(effect)).collect();
    let (mut right, mut doubted, mut known, mut wrong) = (0, 0, 0, Vec::new());
    let cases = texts("iex (& mytool)");
    for (number, text) in cases.iter().enumerate() {
        let stated = session(text);
        let real: Vec<Rc<Environment>> = ends.iter().map(|texts| session(&texts[number])).collect();
        if certain(&stated, "Z") != Some(Some("last".to_owned())) {
            wrong.push(format!("Z is not known\n{text}"));
        }
        for name in NAMES {
            let Some(value) = certain(&stated, name) else {
                doubted += 1;
                continue;
            };
            let other = real
                .iter()
                .map(|state| certain(state, name))
                .find(|one| *one != Some(value.clone()));
            match other {
                None => right += 1,
                Some(_)
                    if KNOWN
                        .iter()
                        .any(|(part, names)| text.contains(part) && names.contains(&name)) =>
                {
                    known += 1
                }
                Some(other) => {
                    wrong.push(format!("{name} is stated {value:?}, is {other:?}\n{text}"))
                }
            }
        }
    }
    println!(
        "{} cases, right {right}, doubted {doubted}, known faults {known}, wrong {}",
        cases.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// fnm, src/commands/env.rs: the new entry of PATH is a link to a tree that it has, so that nothing is found
/// there which none of them holds.
#[test]
fn the_directory_of_fnm_is_one_of_its_trees() {
    let mut facts = Facts::new(Platform::Linux);
    facts.arch = Some("amd64".into());
    facts.environment.insert("PATH".into(), Some("/usr/bin".into()));
    facts.environment.insert("FNM_DIR".into(), Some("/opt/fnm".into()));
    let path = "/usr/bin/pwsh".to_owned();
    facts.shells.insert("pwsh".into(), Installed { path, version: None, variant: None });
    let mut machine = Recorded::new(facts);
    let tree = "/opt/fnm/node-versions/v22.1.0/installation/bin/node";
    for file in ["/usr/bin/fnm", "/usr/bin/starship", "/usr/bin/node", tree] {
        machine.put(file, Node::File(None), Some(0o755));
    }
    let found = |name: &str| {
        let asked = format!("$env:R = [bool](Get-Command {name} -ErrorAction Ignore)");
        let ran = after(&machine, &format!("fnm env | Out-String | Invoke-Expression; {asked}"));
        ran.variables.value("R").and_then(|value| value.text().map(|text| text.into_owned()))
    };
    assert_eq!(found("starship").as_deref(), Some("True"));
    assert_eq!(found("nosuch").as_deref(), Some("False"));
    let source = after(
        &machine,
        "fnm env | Out-String | Invoke-Expression; $env:R = (Get-Command node).Source",
    );
    let node = source.variables.value("R").and_then(|value| value.text().map(|text| text.len()));
    assert_eq!(node, None, "whose tree it is, is not known");
}
