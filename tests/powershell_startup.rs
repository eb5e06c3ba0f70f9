//! Starts of a real PowerShell 7.6.5 (Windows build): which profiles ran, what the policy was,
//! what became of PATH, PATHEXT and PSModulePath, and what scripts wrote to the registry, beside
//! what envsim makes of the same command line on the same machine.

use std::rc::Rc;

use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{
    Facts, Fault, Installed, Machine, Output, Platform, RegistryData, RegistryValue,
};
use envsim::shells::powershell::evaluator::library::Exit;
use envsim::shells::powershell::library::LIBRARY;
use envsim::shells::powershell::process::{self, Lines};
use envsim::shells::{Given, Host, Launcher, Mode, OutOfFuel, Start};
use envsim::text::{Encoding, Place, Source, decode};
use envsim::value::{Origin, Unknown, Value};
use serde_json::Value as Json;

const HOME: &str = "C:\\Program Files\\PowerShell\\7";
const LOG: &str = "C:\\probe\\log.txt";

struct World<'m> {
    machine: Overlay<'m>,
    fuel: u64,
}

impl Host for World<'_> {
    fn machine(&self) -> &dyn Machine {
        &self.machine
    }
    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        let bytes = self.machine.read(path)?;
        Ok(Source::file(path, decode(&bytes, Encoding::Utf8), from))
    }
    fn change(&mut self, change: Change) {
        self.machine.change(change);
    }
    fn output(&self, command: &[&str]) -> Option<Output> {
        self.machine.output(command)
    }
    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        self.fuel = self.fuel.checked_sub(steps.max(1)).ok_or(OutOfFuel)?;
        Ok(())
    }
}

/// Answers of Wine, or of its missing signature checks, that Windows does not give.
const WINE: &[(&str, &str)] = &[
    ("policy12", "Wine cannot verify the signed modules, so that Get-ExecutionPolicy is missing"),
    ("policy44", "the same under a group policy"),
    ("env44", "Wine's blocks end at 32,766 characters and at the first NUL"),
];

fn machine(data: &Json, case: &Json) -> Recorded {
    let mut facts = Facts::new(Platform::Windows);
    facts.user.name = "u".into();
    facts.user.home = "C:\\users\\u".into();
    // The recorder wrote to the machine's part of the registry.
    facts.user.root = true;
    facts.cwd = "C:\\probe".into();
    let mut machine = Recorded::new(facts);
    for directory in ["C:\\probe", "C:\\windows\\system32", "C:\\users\\u\\Documents"] {
        machine.put(directory, Node::Directory, None);
    }
    let text = |text: &str| Node::File(Some(text.as_bytes().into()));
    machine.put(&format!("{HOME}\\pwsh.exe"), Node::File(None), None);
    // The recorded installation has none of its own, which an empty one says, too.
    let config = format!("{HOME}\\powershell.config.json");
    machine.put(&config, text("{}"), None);
    for (path, content) in case["setup"]["files"].as_object().into_iter().flatten() {
        machine.put(path, text(content.as_str().unwrap_or_default()), None);
    }
    if let Some(script) = case["script"].as_str() {
        let helpers = match case["id"].as_str().is_some_and(|id| id.starts_with("env")) {
            true => data["helpers"].as_str().unwrap_or_default(),
            false => "",
        };
        machine.put("C:\\probe\\s.ps1", text(&format!("{helpers}\n{script}")), None);
    }
    let none = RegistryValue { name: "TEMP".into(), data: RegistryData::Text("C:\\t".into()) };
    machine.put_registry("HKCU\\Environment", none);
    for row in case["setup"]["reg"].as_array().into_iter().flatten() {
        let key = row[0].as_str().unwrap_or_default().replace("System\\Current", "SYSTEM\\Current");
        let name = row[1].as_str().unwrap_or_default().to_owned();
        let data = match (row[2].as_str(), &row[3]) {
            (Some("ExpandString"), data) => RegistryData::Expand(string(data)),
            (Some("DWord"), data) => RegistryData::Dword(data.as_u64().unwrap_or(0) as u32),
            (_, data) => RegistryData::Text(string(data)),
        };
        machine.put_registry(&key, RegistryValue { name, data });
    }
    machine
}

fn string(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What the recorder's block held besides what the recording says of it.
const BLOCK: &[(&str, &str)] = &[
    ("SystemRoot", "C:\\windows"),
    ("windir", "C:\\windows"),
    ("ProgramFiles", "C:\\Program Files"),
    ("OS", "Windows_NT"),
];

fn start(data: &Json, case: &Json, machine: &Recorded) -> Start {
    let origin = Origin::Parent("the recorder".into());
    let mut block: Vec<(String, String)> =
        BLOCK.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for source in [&data["base_env"], &case["setup"]["env"]] {
        for (name, value) in source.as_object().into_iter().flatten() {
            block.retain(|(old, _)| old != name);
            block.extend(value.as_str().map(|value| (name.clone(), value.to_owned())));
        }
    }
    let given = |(name, value): (String, String)| Given {
        name,
        value: Value::known(value, origin.clone()),
    };
    Start {
        facts: Rc::new(machine.facts().clone()),
        mode: Mode::SCRIPT,
        launcher: Launcher::default(),
        installed: Installed {
            path: format!("{HOME}\\pwsh.exe"),
            version: Some("7.6.5".into()),
            variant: None,
        },
        given: block.into_iter().map(given).collect(),
        cwd: "C:\\probe".into(),
        mounts: None,
    }
}

/// The log's lines and the exit status; why not, where something is not known.
fn ran(data: &Json, case: &Json) -> (Result<Vec<String>, Rc<Unknown>>, Exit) {
    let machine = machine(data, case);
    let start = start(data, case, &machine);
    let mut world = World { machine: Overlay::new(&machine), fuel: 2_000_000 };
    let words: Vec<String> =
        case["setup"]["args"].as_array().into_iter().flatten().map(string).collect();
    let mut out = Lines::default();
    let ended = process::run(false, start, &mut world, &words, 0, (&LIBRARY, &mut out));
    let doubt = ended.state.as_ref().and_then(|state| state.incomplete.first().cloned());
    if let Some(doubt) = doubt {
        return (Err(doubt), ended.exit);
    }
    let bytes = world.machine.read(LOG).unwrap_or_else(|_| Rc::from(Vec::new()));
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    lines.pop();
    (Ok(lines), ended.exit)
}

#[test]
fn starts_go_as_the_real_shell_went() {
    let text = include_str!("data/powershell-windows-startup.json");
    let data: Json = serde_json::from_str(text).unwrap_or_default();
    let (mut right, mut unknown, mut listed) = (0, 0, 0);
    let mut wrong = Vec::new();
    for case in data["cases"].as_array().into_iter().flatten() {
        let id = case["id"].as_str().unwrap_or_default();
        let (log, exit) = ran(&data, case);
        let real = &case["result"];
        let wanted: Vec<String> =
            real["log"].as_array().into_iter().flatten().map(string).collect();
        let status = match &real["exit"] {
            Json::Number(number) => Exit::Status(number.as_i64().unwrap_or(-1) as i32),
            _ => Exit::Unhandled,
        };
        match log {
            Err(why) => {
                println!("unknown: {id}: {}", why.reason);
                unknown += 2;
            }
            Ok(_) if WINE.iter().any(|(known, _)| *known == id) => listed += 2,
            Ok(lines) => {
                if lines == wanted {
                    right += 1;
                } else {
                    wrong.push(format!("{id}: {lines:#?}, really {wanted:#?}"));
                }
                match exit {
                    exit if exit == status => right += 1,
                    Exit::Unknown => unknown += 1,
                    exit => wrong.push(format!("{id}: ends with {exit:?}, really {status:?}")),
                }
            }
        }
    }
    println!(
        "starts: {right} right, {unknown} unknown, {listed} Wine's own, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unknown * 100 <= right, "more than one in a hundred is unknown");
    assert!(right > 240, "the recording was read and understood");
}
