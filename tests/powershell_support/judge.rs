//! Runs a case and says what came of it.

use std::fmt;
use std::rc::Rc;

use envsim::environment::Variables;
use envsim::machine::Machine;
use envsim::shells::powershell::evaluator::{Evaluator, globals};
use envsim::shells::powershell::library::LIBRARY;
use envsim::shells::powershell::parser::parse;
use envsim::shells::powershell::state::State;
use envsim::text::{Encoding, Severity, Source, decode};
use envsim::value::{Origin, Value};

use super::World;
use super::cases::{Case, Head};

/// The verdict on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// The answer is that it is not known.
    Unknown(String),
    /// What was answered instead.
    Wrong(String),
    /// A disagreement that is on the list.
    Disputed(String),
}

/// How many of each.
#[derive(Default)]
pub struct Tally {
    pub right: usize,
    pub unknown: usize,
    pub wrong: usize,
    pub disputed: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, unknown, wrong, disputed } = self;
        write!(out, "right {right}  unknown {unknown}  wrong {wrong}  known to disagree {disputed}")
    }
}

/// Judges all cases of a file and prints what is not right.
pub fn all(text: &str) -> Tally {
    let (heads, cases) = super::cases::read(text);
    let mut tally = Tally::default();
    for case in &cases {
        let place = format!("line {} ({})", case.line, heads[case.head].title);
        match one(&heads[case.head], case) {
            Verdict::Right => tally.right += 1,
            Verdict::Unknown(why) => {
                tally.unknown += 1;
                println!("UNKNOWN {place}: {}\n    {why}", case.script);
            }
            Verdict::Disputed(got) => {
                tally.disputed += 1;
                println!("DISAGREES {place}: {}\n    {got}", case.script);
            }
            Verdict::Wrong(got) => {
                tally.wrong += 1;
                println!("WRONG {place}: {}\n    {:?}\n    {got}", case.script, case.expected);
            }
        }
    }
    tally
}

fn state(head: &Head, machine: &dyn Machine) -> State {
    let origin = Origin::Parent("the terminal".into());
    let mut environment = Variables::new(head.windows);
    let mut block = head.block();
    if !head.windows {
        let home = head.home();
        let modules = "/home/u/.local/share/powershell/Modules:/usr/local/share/powershell/Modules";
        block.push(("PSModulePath".into(), format!("{modules}:{home}/Modules")));
    }
    for (name, value) in block {
        environment.export(&name, Value::known(value, origin.clone()), origin.clone());
    }
    let facts = Rc::new(machine.facts().clone());
    let mut state = State::new(facts, head.desktop, head.version, environment);
    state.home = head.home().to_owned();
    let separator = machine.platform().separator();
    let folder = match (head.windows, head.desktop) {
        (false, _) => "/home/u/.config/powershell/".to_owned(),
        (_, true) => format!("{}\\Documents\\WindowsPowerShell\\", head.user_home()),
        _ => format!("{}\\Documents\\PowerShell\\", head.user_home()),
    };
    let base = format!("{}{separator}", head.home());
    let host = "Microsoft.PowerShell_profile.ps1";
    state.profiles = [
        format!("{base}profile.ps1"),
        format!("{base}{host}"),
        format!("{folder}profile.ps1"),
        format!("{folder}{host}"),
    ];
    globals::prepare(&mut state);
    state
}

/// Runs one case as the user's profile.
pub fn one(head: &Head, case: &Case) -> Verdict {
    verdict(case, &ran(head, case))
}

/// What is left of a session with the case as the user's profile.
pub fn ran(head: &Head, case: &Case) -> State {
    let machine = head.machine();
    let mut state = state(head, &machine);
    let mut world = World::new(&machine);
    if head.desktop {
        world.encoding = Encoding::CodePage(machine.facts().code_pages.ansi);
    }
    let path = state.profiles[3].clone();
    let source = Source::file(&path, decode(case.script.as_bytes(), Encoding::Utf8), None);
    let _ = Evaluator::new(&mut state, &mut world, &LIBRARY).run_top(&source, &path);
    state
}

fn verdict(case: &Case, state: &State) -> Verdict {
    let ids: Vec<String> = state
        .errors
        .iter()
        .map(|error| error.id.text().map_or("?".to_owned(), |id| id.into_owned()))
        .collect();
    let variable = state.environment.get("R").filter(|variable| variable.value.is_some());
    let unsure = variable.is_some_and(|variable| variable.maybe_unset);
    let value = variable.and_then(|variable| variable.value.as_ref());
    let text = value.map(|value| value.text().map(|text| text.into_owned()));
    if let Some(why) = state.incomplete.first() {
        return Verdict::Unknown(format!("{why:?}"));
    }
    if unsure || text == Some(None) {
        return Verdict::Unknown(format!("{value:?}"));
    }
    let got = text.flatten();
    let expected = &case.expected;
    let script = parse(&case.script, state.desktop);
    let broken = script.problems.iter().any(|one| one.severity == Severity::Error)
        || !script.foreign_types.is_empty();
    let errors_right = match &expected.error {
        Some(id) => ids.iter().any(|got| got.starts_with(id.as_str())),
        None => ids.is_empty() || expected.parse_error,
    };
    let value_right = expected.value.as_ref().is_none_or(|wanted| *wanted == got);
    let right = errors_right && value_right && expected.parse_error == broken;
    let answer = format!("{got:?}, errors {ids:?}, broken {broken}");
    match (right, expected.disputed) {
        (true, false) => Verdict::Right,
        (true, true) => Verdict::Wrong(format!("{answer}: agrees now, take it off the list")),
        (false, false) => Verdict::Wrong(answer),
        (false, true) => Verdict::Disputed(answer),
    }
}
