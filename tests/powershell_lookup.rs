//! The recorded answers of a real PowerShell 7.6.5 (Windows build): what names resolve to, over
//! PATH, PATHEXT, file, alias, module and location variants. Every question is asked of a
//! session of its own, set up by the case's own lines.

use std::collections::BTreeMap;
use std::rc::Rc;

use envsim::environment::Variables;
use envsim::machine::overlay::{Change, Overlay};
use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Fault, Machine, Output, Platform, RegistryData, RegistryValue};
use envsim::shells::powershell::commands::{self, Found, Search};
use envsim::shells::powershell::evaluator::{Evaluator, globals};
use envsim::shells::powershell::library::LIBRARY;
use envsim::shells::powershell::lookup::{Kinds, listing};
use envsim::shells::powershell::object::Object;
use envsim::shells::powershell::parser;
use envsim::shells::powershell::state::{GLOBAL, State};
use envsim::shells::powershell::syntax::{ExpressionKind, StatementKind};
use envsim::shells::{Host, OutOfFuel};
use envsim::text::{Encoding, Place, Source, decode};
use envsim::value::{Origin, Value};
use serde_json::{Value as Json, json};

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

/// What the real shell answered, and what envsim does.
enum Verdict {
    Right,
    Unknown(String),
    Wrong(String),
}

/// Cases whose answer is Wine's, not Windows', with the reason.
const WINE: &[(&str, &str)] =
    &[("path32", "Wine does not take `/case/a` as a path of the current drive, Windows does")];

fn machine(data: &Json, case: &Json) -> Recorded {
    let mut facts = Facts::new(Platform::Windows);
    facts.user.name = "u".into();
    facts.user.home = data["home"].as_str().unwrap_or_default().to_owned();
    facts.cwd = text(&case["pcwd"]);
    let mut machine = Recorded::new(facts);
    for file in data["files"].as_array().into_iter().flatten() {
        let path = file.as_str().unwrap_or_default();
        let content = data["text"][path].as_str();
        machine.put(path, Node::File(content.map(|text| text.as_bytes().into())), None);
    }
    let name = "Path".to_owned();
    let value = RegistryValue { name, data: RegistryData::Text("C:\\case\\b".into()) };
    machine.put_registry("HKCU\\Environment", value);
    for directory in data["dirs"].as_array().into_iter().flatten() {
        machine.put(directory.as_str().unwrap_or_default(), Node::Directory, None);
    }
    machine
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn state(data: &Json, case: &Json, machine: &Recorded) -> State {
    let origin = Origin::Parent("the recorder".into());
    let mut environment = Variables::new(true);
    for (name, value) in
        [("PATH", &case["path"]), ("PATHEXT", &case["pathext"]), ("PSModulePath", &case["mods"])]
    {
        if let Some(value) = value.as_str() {
            environment.export(name, Value::known(value, origin.clone()), origin.clone());
        }
    }
    let facts = Rc::new(machine.facts().clone());
    let mut state = State::new(facts, false, [7, 6, 5, -1], environment);
    state.home = text(&data["pshome"]);
    globals::prepare(&mut state);
    state
}

/// Runs the set-up, then asks.
fn with<T>(data: &Json, case: &Json, ask: impl FnOnce(&mut Evaluator<'_>) -> T) -> T {
    let machine = machine(data, case);
    let mut state = state(data, case, &machine);
    let mut world = World { machine: Overlay::new(&machine), fuel: 2_000_000 };
    let mut evaluator = Evaluator::new(&mut state, &mut world, &LIBRARY);
    let cwd = text(&case["cwd"]);
    let _ = evaluator.go_to(&cwd);
    for line in case["setup"].as_array().into_iter().flatten() {
        run(&mut evaluator, line.as_str().unwrap_or_default());
    }
    let failed: Vec<_> = evaluator.state.errors.iter().map(|error| &error.message).collect();
    assert!(failed.is_empty(), "{}: the set-up fails: {failed:?}", case["id"]);
    ask(&mut evaluator)
}

fn run(evaluator: &mut Evaluator<'_>, line: &str) {
    let source = Source::file("typed", decode(line.as_bytes(), Encoding::Utf8), None);
    let _ = evaluator.run_top(&source, "");
}

/// A command as the recording writes it: kind, name, where.
fn row(found: &Found) -> Json {
    let (kind, name, place) = match found {
        Found::Alias { name, definition, .. } => {
            ("Alias", name, definition.text().unwrap_or_default().into_owned())
        }
        Found::Function { function, .. } => {
            let kind = if function.filter { "Filter" } else { "Function" };
            (kind, &function.name, function.module.clone().unwrap_or_default())
        }
        Found::Cmdlet { name, module } => ("Cmdlet", name, module.clone()),
        Found::Script { path, name, .. } => ("ExternalScript", name, path.clone()),
        Found::Application { path, name, .. } => ("Application", name, path.clone()),
    };
    json!([kind, name, place])
}

fn error(id: &str) -> Json {
    json!({ "error": id })
}

/// Every lookup of an invocation: what was asked, what was found; and the error at its end.
fn trail(evaluator: &mut Evaluator<'_>, name: &str) -> Result<Json, String> {
    let mut events = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut wanted = name.to_owned();
    let end = loop {
        match commands::search(evaluator, &wanted) {
            Search::Unknown(why) => return Err(why.reason.to_string()),
            Search::Missing(id) => break Some(id),
            Search::Found(found) => {
                events.push(event(&wanted, &found));
                let Found::Alias { name, definition, target } = found else { break None };
                if target.is_some() {
                    break None;
                }
                if seen.contains(&name.to_lowercase()) {
                    break Some("CommandNotFoundException");
                }
                seen.push(name.to_lowercase());
                wanted = definition.text().unwrap_or_default().into_owned();
            }
        }
    };
    Ok(match (end, events.is_empty()) {
        (None, _) => Json::Array(events),
        (Some(id), true) => error(id),
        (Some(id), false) => json!({ "chain": events, "error": id }),
    })
}

fn event(wanted: &str, found: &Found) -> Json {
    let found = row(found);
    json!([wanted, found[0], found[1], found[2]])
}

/// The events that every run shows: what an alias leads to is listed only when its module was
/// not loaded by an earlier case, and of a name found with `get-` in front either look counts.
fn comparable(answer: &Json) -> Json {
    let shorten = |events: &Json| -> Json {
        let first = events[0].clone();
        let known = |one: &&Json| one[1] != "Cmdlet" || first[1] != "Alias";
        let mut kept: Vec<Json> =
            events.as_array().into_iter().flatten().filter(known).cloned().collect();
        for one in &mut kept {
            let asked = text(&one[0]).to_lowercase();
            one[0] = json!(asked.strip_prefix("get-").unwrap_or(&asked));
        }
        kept.dedup();
        Json::Array(kept)
    };
    match answer {
        Json::Array(_) => shorten(answer),
        Json::Object(object) if object.contains_key("chain") => {
            json!({ "chain": shorten(&answer["chain"]), "error": answer["error"] })
        }
        _ => answer.clone(),
    }
}

fn listed(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    kinds: &str,
    all: bool,
) -> Result<Json, String> {
    const CLASS: &str = "Microsoft.PowerShell.Commands.GetCommandCommand";
    if name.is_empty() {
        // Parameter binding refuses it; the cmdlet is run to see that.
        let line =
            format!("Get-Command '' {}", if kinds.is_empty() { "" } else { "-CommandType All" });
        run(evaluator, &line);
        let last =
            evaluator.state.errors.last().and_then(|last| last.id.text().map(|id| id.into_owned()));
        return Ok(last.map_or(Json::Null, |id| error(&id)));
    }
    let listing =
        listing::list(evaluator, name, Kinds::parse(kinds).filter(|_| !kinds.is_empty()), all);
    if let Some(why) = listing.doubt {
        return Err(why.reason.to_string());
    }
    Ok(match listing.error {
        Some(id) => error(&format!("{id},{CLASS}")),
        None => Json::Array(listing.found.iter().map(row).collect()),
    })
}

/// The text as a script's only line.
fn bare(evaluator: &mut Evaluator<'_>, line: &str) -> Result<Json, String> {
    let script = parser::parse(line, false);
    if let Some(id) = script.error_ids.first() {
        return Ok(error(&format!("parse:{id}")));
    }
    let statement = script.body.end.as_ref().and_then(|end| end.statements.first());
    let Some(statement) = statement else { return Ok(json!({ "notcommand": "empty" })) };
    let pipeline = match &statement.kind {
        StatementKind::Pipeline(pipeline) => pipeline,
        StatementKind::Exit(_) => return Ok(json!({ "notcommand": "ExitStatementAst" })),
        _ => return Err("is a statement".into()),
    };
    match pipeline.elements.first() {
        Some(envsim::shells::powershell::syntax::Element::Command(command)) => {
            let name = command.name.span.of(line).replace('`', "");
            trail(evaluator, &name)
        }
        Some(envsim::shells::powershell::syntax::Element::Expression(expression, _)) => {
            let kind = match expression.kind {
                ExpressionKind::Number => "ConstantExpressionAst",
                _ => "StringConstantExpressionAst",
            };
            Ok(json!({ "notcommand": kind }))
        }
        _ => Ok(Json::Null),
    }
}

fn target(evaluator: &mut Evaluator<'_>, name: &str) -> Result<Json, String> {
    Ok(match commands::search(evaluator, name) {
        Search::Found(Found::Alias { target, .. }) => match *target {
            Some(found) => json!([row(&found)]),
            None => error("unresolved"),
        },
        Search::Unknown(why) => return Err(why.reason.to_string()),
        _ => json!([]),
    })
}

fn api(evaluator: &mut Evaluator<'_>, name: &str) -> Result<Json, String> {
    match commands::search(evaluator, name) {
        Search::Found(found) => Ok(json!([row(&found)])),
        Search::Missing(_) => Ok(json!([])),
        Search::Unknown(why) => Err(why.reason.to_string()),
    }
}

/// Three looks: here, after a change of location, and after PATH gained a `;`.
fn freeze(evaluator: &mut Evaluator<'_>, name: &str) -> Result<Json, String> {
    let mut rows = Vec::new();
    for line in ["", "Set-Location C:\\case\\cwd2", "$env:PATH += ';'"] {
        run(evaluator, line);
        let first = listed(evaluator, name, "", false)?;
        rows.push(first[0].clone());
    }
    Ok(Json::Array(rows))
}

fn ask(evaluator: &mut Evaluator<'_>, question: &str, name: &str) -> Result<Json, String> {
    match question {
        "invoke" if name.is_empty() => {
            run(evaluator, "& ''");
            let last = evaluator
                .state
                .errors
                .last()
                .and_then(|last| last.id.text().map(|id| id.into_owned()));
            Ok(last.map_or(Json::Null, |id| error(&id)))
        }
        "invoke" | "bare" => {
            // The recorder called from a scope below the one the set-up ran in.
            evaluator.state.current = evaluator.state.open(GLOBAL, false);
            if question == "bare" { bare(evaluator, name) } else { trail(evaluator, name) }
        }
        "get" => listed(evaluator, name, "", false),
        "all" => listed(evaluator, name, "", true),
        "app" => listed(evaluator, name, "Application", false),
        "script" => listed(evaluator, name, "ExternalScript", false),
        "api" => api(evaluator, name),
        "target" => target(evaluator, name),
        "freeze" => freeze(evaluator, name),
        other => Err(format!("the question {other} is not known")),
    }
}

fn judge(data: &Json, case: &Json, question: &str, real: &Json) -> Verdict {
    let name = text(&case["name"]);
    let ours = with(data, case, |evaluator| ask(evaluator, question, &name));
    match ours {
        Err(why) => Verdict::Unknown(why),
        Ok(ours) if comparable(&ours) == comparable(real) => Verdict::Right,
        Ok(ours) => Verdict::Wrong(format!("{ours}, really {real}")),
    }
}

#[test]
fn names_lead_where_the_real_shell_says() {
    let data: Json = serde_json::from_str(include_str!("data/powershell-windows-lookup.json"))
        .unwrap_or_default();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in data["cases"].as_array().into_iter().flatten() {
        for (question, real) in case["answers"].as_object().into_iter().flatten() {
            let listed = WINE.iter().any(|(id, _)| case["id"] == *id);
            let place = match judge(&data, case, question, real) {
                Verdict::Right => 0,
                Verdict::Unknown(why) => {
                    println!("unknown: {} {question} {}: {why}", case["id"], case["name"]);
                    1
                }
                Verdict::Wrong(_) if listed => 1,
                Verdict::Wrong(what) => {
                    wrong.push(format!("{} {question} {}: {what}", case["id"], case["name"]));
                    2
                }
            };
            counts.entry(question).or_default()[place] += 1;
        }
    }
    let mut sum = [0; 3];
    for (question, row) in &counts {
        println!("{question:8} right {:4}  unknown {:3}  wrong {:3}", row[0], row[1], row[2]);
        (0..3).for_each(|at| sum[at] += row[at]);
    }
    println!("lookups: {} right, {} unknown, {} wrong", sum[0], sum[1], sum[2]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sum[1] * 100 <= sum[0], "more than one in a hundred is unknown");
    assert!(sum[0] > 1_000, "the recording was read and understood");
}

/// A value envsim gives to a script is the one it shows.
#[test]
fn get_command_writes_what_is_listed() {
    let data: Json = serde_json::from_str(include_str!("data/powershell-windows-lookup.json"))
        .unwrap_or_default();
    let case = json!({
        "id": "own", "path": "C:\\case\\b", "pathext": ".EXE", "mods": "",
        "cwd": "C:\\case\\empty", "pcwd": "C:\\case\\empty",
        "setup": ["$probe = (Get-Command git).Source"],
    });
    let probe = with(&data, &case, |evaluator| evaluator.state.value("probe"));
    let Some(Object::Text(probe)) = probe else { panic!("the probe is not set") };
    assert_eq!(probe.text().as_deref(), Some("C:\\case\\b\\git.exe"));
}
