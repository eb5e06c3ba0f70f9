//! What pwsh 7.6.5 made of each recorded profile, beside what envsim makes of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use envsim::environment::Variables;
use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Fault, Machine, Output, Platform, RegistryData, RegistryValue};
use envsim::shells::powershell::evaluator::{Evaluator, globals};
use envsim::shells::powershell::library::LIBRARY;
use envsim::shells::powershell::object::Object;
use envsim::shells::powershell::object::convert::{known, to_text};
use envsim::shells::powershell::state::{GLOBAL, State};
use envsim::shells::{Host, OutOfFuel};
use envsim::text::{Encoding, Place, Source, decode};
use envsim::value::{Origin, Value};
use serde_json::Value as Json;

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

fn put(machine: &mut Recorded, path: &str, what: &Json) {
    let mode =
        what.get("mode").and_then(Json::as_str).and_then(|mode| u32::from_str_radix(mode, 8).ok());
    let node = match what {
        Json::Null => Node::Directory,
        Json::String(text) => Node::File(Some(text.as_bytes().into())),
        other => match (
            other.get("symlink").and_then(Json::as_str),
            other.get("text").and_then(Json::as_str),
        ) {
            (Some(target), _) => Node::Symlink(target.to_owned()),
            _ if other.get("dir").is_some() => Node::Directory,
            (_, text) => Node::File(Some(text.unwrap_or("").as_bytes().into())),
        },
    };
    machine.put(path, node, mode);
}

fn registry(machine: &mut Recorded, key: &str, values: &Json) {
    for value in values.as_array().into_iter().flatten() {
        let name = value["name"].as_str().unwrap_or_default().to_owned();
        let text = value["value"].as_str().unwrap_or_default().to_owned();
        let data = match value["type"].as_str() {
            Some("ExpandString") => RegistryData::Expand(text),
            _ => RegistryData::Text(text),
        };
        machine.put_registry(key, RegistryValue { name, data });
    }
}

/// Right, unknown, wrong, by field.
#[derive(Default)]
struct Score {
    counts: BTreeMap<String, [usize; 3]>,
    wrong: Vec<String>,
}

impl Score {
    fn unknown(&self) -> usize {
        self.counts.values().map(|counts| counts[1]).sum()
    }

    fn note(&mut self, field: &str, id: &str, expected: &str, got: Option<&str>) {
        let slot = match got {
            None => 1,
            Some(got) if got == expected => 0,
            Some(_) => 2,
        };
        self.counts.entry(field.to_owned()).or_default()[slot] += 1;
        if slot == 2 {
            self.wrong.push(format!(
                "{id} {field}: expected {expected:?}, got {:?}",
                got.unwrap_or_default()
            ));
        }
    }
}

fn run(shared: &Json, fragment: &Json, windows: bool, in_try: bool, score: &mut Score) {
    let platform = if windows { Platform::Windows } else { Platform::Linux };
    let user_home = shared["user"]["home"].as_str().unwrap_or_default().to_owned();
    let mut facts = Facts::new(platform);
    facts.user.name = "u".into();
    facts.user.home.clone_from(&user_home);
    facts.cwd = fragment["cwd"].as_str().unwrap_or(&user_home).to_owned();
    let mut machine = Recorded::new(facts.clone());
    for source in [&shared["files"], &fragment["files"]] {
        for (path, what) in source.as_object().into_iter().flatten() {
            put(&mut machine, path, what);
        }
    }
    if windows {
        let user = fragment.get("user_env").unwrap_or(&shared["registry_environment"]["user"]);
        registry(&mut machine, "HKCU\\Environment", user);
        let all = fragment.get("machine_env").unwrap_or(&shared["registry_environment"]["machine"]);
        registry(
            &mut machine,
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
            all,
        );
    }
    for value in fragment["registry"].as_array().into_iter().flatten() {
        let key = value["key"].as_str().unwrap_or_default().replacen(":\\", "\\", 1);
        registry(&mut machine, &key, &Json::Array(vec![value.clone()]));
    }
    let origin = Origin::Parent("the terminal".into());
    let mut environment = Variables::new(windows);
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for source in [&shared["env"], &fragment["env"]] {
        for (name, value) in source.as_object().into_iter().flatten() {
            match value.as_str() {
                Some(value) => drop(given.insert(name.clone(), value.to_owned())),
                None => drop(given.remove(name)),
            }
        }
    }
    let home =
        if windows { "C:\\Program Files\\PowerShell\\7" } else { "/opt/microsoft/powershell/7" };
    if !windows {
        let path = given.get("PATH").cloned().unwrap_or_default();
        given.insert("PATH".into(), format!("{home}:{path}"));
        given.entry("PSModulePath".into()).or_insert_with(|| format!("{user_home}/.local/share/powershell/Modules:/usr/local/share/powershell/Modules:{home}/Modules"));
    }
    for (name, value) in &given {
        environment.export(name, Value::known(value.as_str(), origin.clone()), origin.clone());
    }
    let mut state = State::new(Rc::new(facts), false, [7, 6, 5, -1], environment);
    state.home = home.to_owned();
    let folder = if windows {
        format!("{user_home}\\Documents\\PowerShell\\")
    } else {
        format!("{user_home}/.config/powershell/")
    };
    let base = format!("{home}{}", platform.separator());
    let host_file = "Microsoft.PowerShell_profile.ps1";
    state.profiles = [
        format!("{base}profile.ps1"),
        format!("{base}{host_file}"),
        format!("{folder}profile.ps1"),
        format!("{folder}{host_file}"),
    ];
    globals::prepare(&mut state);
    let stock: Vec<(String, String)> = state.scopes[&GLOBAL]
        .aliases
        .values()
        .map(|alias| (alias.name.clone(), alias.definition.text().unwrap_or_default().into_owned()))
        .collect();
    let profile = shared["profile"].as_str().unwrap_or_default();
    let text = fragment["script"].as_str().unwrap_or_default();
    put(&mut machine, profile, &Json::String(text.to_owned()));
    let mut world = World { machine: Overlay::new(&machine), fuel: 2_000_000 };
    let decoded = decode(text.as_bytes(), Encoding::Utf8);
    let source = Source::file(profile, decoded, None);
    if in_try {
        let text =
            format!("try {{ . '{profile}' }} catch {{ $caught = $_.FullyQualifiedErrorId }}");
        let source = Source::file("typed", decode(text.as_bytes(), Encoding::Utf8), None);
        let _ = Evaluator::new(&mut state, &mut world, &LIBRARY).run_top(&source, "");
        return compare_in_try(fragment, &state, &given, score);
    }
    let _ = Evaluator::new(&mut state, &mut world, &LIBRARY).run_top(&source, profile);
    if windows {
        compare_registry(fragment, &machine, &world.machine, &state, score);
    }
    compare(fragment, &state, &given, &stock, windows, score);
}

/// What differs where the profile is dot-sourced inside a `try`: the block it leaves, the error.
fn compare_in_try(
    fragment: &Json,
    state: &State,
    given: &BTreeMap<String, String>,
    score: &mut Score,
) {
    let id = fragment["id"].as_str().unwrap_or_default();
    let real = &fragment["real"]["in_try"];
    let sure = state.incomplete.is_empty();
    for (name, wanted) in real["env"].as_object().into_iter().flatten() {
        let wanted = wanted.as_str().or(given.get(name).map(String::as_str)).unwrap_or("(absent)");
        let got = match state.environment.value(name) {
            Some(value) => value.text().map(|text| text.into_owned()),
            None => Some("(absent)".to_owned()),
        };
        score.note("try", id, wanted, got.as_deref().filter(|got| sure || *got == wanted));
    }
    let at = Origin::Builtin("test".into());
    let caught = state.value("caught").unwrap_or(Object::Null);
    let caught = to_text(&caught, &known(" ", &at), &at);
    let wanted = real["error"].as_str().unwrap_or_default();
    score.note("try", id, wanted, caught.text().as_deref());
}

/// What became of the user's part of the registry environment, unexpanded, with types.
fn compare_registry(
    fragment: &Json,
    before: &Recorded,
    after: &Overlay<'_>,
    state: &State,
    score: &mut Score,
) {
    const KEY: &str = "HKCU\\Environment";
    let id = fragment["id"].as_str().unwrap_or_default();
    let shown = |value: &RegistryValue| match &value.data {
        RegistryData::Text(text) => format!("String {text}"),
        RegistryData::Expand(text) => format!("ExpandString {text}"),
        RegistryData::Dword(number) => format!("DWord {number}"),
        other => format!("{other:?}"),
    };
    let table = |values: Vec<RegistryValue>| -> BTreeMap<String, String> {
        values.iter().map(|value| (value.name.clone(), shown(value))).collect()
    };
    let (old, new) = (table(before.registry_values(KEY)), table(after.registry_values(KEY)));
    let mut ours: BTreeMap<String, Option<String>> = BTreeMap::new();
    for name in old.keys().chain(new.keys()) {
        if old.get(name) != new.get(name) {
            ours.insert(name.clone(), new.get(name).cloned());
        }
    }
    let wanted: BTreeMap<String, Option<String>> = fragment["real"]["user_environment_changes"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let data = value["value"].as_str().map(str::to_owned);
            let data = data.unwrap_or_else(|| value["value"].to_string());
            let shown = value["type"].as_str().map(|kind| format!("{kind} {data}"));
            (name.clone(), shown)
        })
        .collect();
    let (wanted, ours) = (format!("{wanted:?}"), format!("{ours:?}"));
    let sure = state.incomplete.is_empty() || ours == wanted;
    score.note("registry", id, &wanted, Some(ours.as_str()).filter(|_| sure));
}

fn compare(
    fragment: &Json,
    state: &State,
    given: &BTreeMap<String, String>,
    stock: &[(String, String)],
    windows: bool,
    score: &mut Score,
) {
    let id = fragment["id"].as_str().unwrap_or_default();
    let real = &fragment["real"];
    let sure = state.incomplete.is_empty();
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    let fold = |name: &str| if windows { name.to_uppercase() } else { name.to_owned() };
    if windows {
        expected.extend(given.iter().map(|(name, value)| (fold(name), value.clone())));
        for (name, value) in real["env_changes"].as_object().into_iter().flatten() {
            match value.as_str() {
                Some(value) => drop(expected.insert(fold(name), value.to_owned())),
                None => drop(expected.remove(&fold(name))),
            }
        }
    } else {
        for (name, value) in real["env"].as_object().into_iter().flatten() {
            expected.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
        }
    }
    let absent = "(absent)";
    let mut names: Vec<String> = expected.keys().cloned().collect();
    names.extend(state.environment.iter().map(|variable| fold(&variable.name)));
    names.sort();
    names.dedup();
    for name in names {
        let wanted = expected.get(&name).map_or(absent, String::as_str);
        let variable = state.environment.get(&name).filter(|variable| variable.value.is_some());
        let got = match variable {
            Some(variable) if variable.maybe_unset => None,
            Some(variable) => {
                variable.value.as_ref().and_then(|value| value.text().map(|text| text.into_owned()))
            }
            None => Some(absent.to_owned()),
        };
        let got = if !sure && got.as_deref() != Some(wanted) { None } else { got };
        // What the profile neither changes nor should change says nothing.
        let old = given.iter().find(|(old, _)| fold(old) == name).map(|(_, value)| value.as_str());
        let changed = old != Some(wanted) || got.as_deref() != Some(wanted);
        if changed {
            score.note("env", id, wanted, got.as_deref());
        }
    }
    let at = Origin::Builtin("test".into());
    let probe = state.scopes[&GLOBAL]
        .variables
        .get("PROBE")
        .map_or(Object::Null, |variable| variable.value.clone());
    let probe = to_text(&probe, &known(" ", &at), &at);
    let wanted = real["probe"].as_str().unwrap_or_default();
    let got = probe.text().filter(|text| sure || *text == wanted);
    if !wanted.is_empty() || got.as_deref() != Some(wanted) {
        score.note("probe", id, wanted, got.as_deref());
    }
    let wanted: Vec<&str> =
        real["errors"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let got: Option<Vec<String>> =
        state.errors.iter().map(|error| error.id.text().map(|text| text.into_owned())).collect();
    let got = got.map(|ids| ids.join(" | ")).filter(|ids| sure || *ids == wanted.join(" | "));
    score.note("errors", id, &wanted.join(" | "), got.as_deref());
    let cwd = (state.lost.is_none())
        .then_some(state.location.path.as_str())
        .filter(|cwd| sure || Some(*cwd) == real["cwd"].as_str());
    score.note("cwd", id, real["cwd"].as_str().unwrap_or_default(), cwd);
    let global = &state.scopes[&GLOBAL];
    {
        let mut changed: BTreeMap<String, Option<String>> = BTreeMap::new();
        // What a module of PowerShell's own brings along is there in the recorded baseline too.
        for alias in global.aliases.values().filter(|one| one.origin.is_some()) {
            let now = alias.definition.text().map(|text| text.into_owned());
            let was = stock
                .iter()
                .find(|(name, _)| *name == alias.name)
                .map(|(_, definition)| definition.clone());
            if was != now || now.is_none() {
                changed.insert(alias.name.clone(), now);
            }
        }
        let mut wanted: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (name, value) in real["aliases"].as_object().into_iter().flatten() {
            wanted.insert(name.clone(), value.as_str().map(str::to_owned));
        }
        for (name, _) in
            stock.iter().filter(|(name, _)| !global.aliases.contains_key(&name.to_uppercase()))
        {
            changed.insert(name.clone(), None);
        }
        let (wanted, got) = (format!("{wanted:?}"), format!("{changed:?}"));
        score.note("aliases", id, &wanted, Some(got.as_str()).filter(|got| sure || *got == wanted));
        let mut functions: Vec<&str> = global
            .functions
            .values()
            .filter(|function| function.body.is_some())
            .map(|function| function.name.as_str())
            .filter(|name| {
                // The recordings tell names that are new, not stock ones that were redefined.
                !["prompt", "Clear-Host", "help", "Pause", "oss", "TabExpansion2", "exec", "mkdir"]
                    .contains(name)
            })
            .collect();
        functions.sort_unstable();
        let mut expected: Vec<&str> = match &real["functions"] {
            Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
            table => table
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, _)| name.as_str())
                .collect(),
        };
        expected.retain(|name| !["prompt", "mkdir"].contains(name));
        expected.sort_unstable();
        let (wanted, got) = (expected.join(" "), functions.join(" "));
        score.note(
            "functions",
            id,
            &wanted,
            Some(got.as_str()).filter(|got| sure || *got == wanted),
        );
    }
}

fn judge(text: &str, windows: bool) -> Score {
    let recording: Json = serde_json::from_str(text).unwrap_or_default();
    let mut score = Score::default();
    for fragment in recording["fragments"].as_array().into_iter().flatten() {
        run(&recording["machine"], fragment, windows, false, &mut score);
        if fragment["real"]["in_try"].is_object() {
            run(&recording["machine"], fragment, windows, true, &mut score);
        }
    }
    for (field, [right, unknown, wrong]) in &score.counts {
        println!("{field:10} right {right:5}  unknown {unknown:4}  wrong {wrong:4}");
    }
    for line in &score.wrong {
        println!("WRONG {line}");
    }
    score
}

#[test]
fn linux_profiles_agree_with_pwsh() {
    let score = judge(include_str!("data/powershell-linux.json"), false);
    let right: usize = score.counts.values().map(|counts| counts[0]).sum();
    assert!(right > 1200, "the recording was read and understood");
    assert!(score.unknown() * 100 <= right, "more than one in a hundred is unknown");
    assert!(score.wrong.is_empty(), "{:#?}", score.wrong);
}

#[test]
fn windows_profiles_agree_with_pwsh() {
    let score = judge(include_str!("data/powershell-windows.json"), true);
    let right: usize = score.counts.values().map(|counts| counts[0]).sum();
    assert!(right > 1250, "the recording was read and understood");
    assert!(score.unknown() * 100 <= right, "more than one in a hundred is unknown");
    assert!(score.wrong.is_empty(), "{:#?}", score.wrong);
}

#[test]
fn nothing_runs_for_ever_or_exhausts_the_stack() {
    let shared = serde_json::json!({
        "user": {"home": "/home/u"}, "env": {}, "files": {},
        "profile": "/home/u/.config/powershell/profile.ps1",
    });
    for script in [
        "function f { f }; f",
        "for (;;) { $i++ }",
        "$f = { & $f }; & $f",
        ". $PROFILE.CurrentUserAllHosts",
        "function g($x) { \"$(g ($x + 1))\" }; $probe = g 1",
        "$a = @(1); for (;;) { $a = ,$a }",
    ] {
        let fragment = serde_json::json!({"id": script, "script": script, "real": {}});
        run(&shared, &fragment, false, false, &mut Score::default());
    }
}
