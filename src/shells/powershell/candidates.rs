//! What a name leads to, told in every step (CommandSearcher.cs, CommandDiscovery.cs).

mod withheld;

use std::rc::Rc;

use super::commands::{self, Found, Search};
use super::evaluator::Evaluator;
use super::library::LIBRARY;
use super::lookup::{self, Answer, Kinds, Question};
use super::policy::Policy;
use super::state::{Entry, State};
use super::stock;
use crate::machine::app_alias::AppAlias;
use crate::machine::overlay::Change;
use crate::machine::path::{folded, same_name};
use crate::machine::{Fault, Machine, Output};
use crate::shells::{Candidate, CommandKind, Host, Lookup, OutOfFuel, Stage, Verdict, app_paths};
use crate::text::{Place, Source};
use crate::value::{Listed, Origin, Value, When};

/// A host that only reads: a lookup changes nothing.
struct Reading<'h> {
    host: &'h dyn Host,
    left: u64,
}

impl Host for Reading<'_> {
    fn machine(&self) -> &dyn Machine {
        self.host.machine()
    }

    fn open(&mut self, path: &str, from: Option<Place>) -> Result<Rc<Source>, Fault> {
        let bytes = self.host.machine().read(path)?;
        let decoded = crate::text::decode(&bytes, crate::text::Encoding::Utf8);
        Ok(Source::file(path, decoded, from))
    }

    fn change(&mut self, _: Change) {}

    fn output(&self, command: &[&str]) -> Option<Output> {
        self.host.output(command)
    }

    fn spend(&mut self, steps: u64) -> Result<(), OutOfFuel> {
        self.left = self.left.checked_sub(steps.max(1)).ok_or(OutOfFuel)?;
        Ok(())
    }
}

/// All candidates of a name in a session whose profiles have run.
pub fn lookup(state: &State, policy: &Policy, host: &dyn Host, name: &str) -> Lookup {
    if let Some(target) = started(name, state) {
        return start_process(state, policy, host, target);
    }
    let mut state = state.clone();
    let first = state.incomplete.first().cloned();
    let mut reading = Reading { host, left: 500_000 };
    let mut evaluator = Evaluator::new(&mut state, &mut reading, &LIBRARY);
    let Answer { found, doubt, .. } = commands::all(&mut evaluator, name);
    let mut lookup = Lookup::default();
    // An alias comes first, and one that was set behind all that is unknown is what it was set to.
    let settled = matches!(found.first(), Some(Found::Alias { name, .. })
        if evaluator.state.settled.contains(&folded(name)));
    if let Some(why) = first.filter(|_| !settled) {
        lookup.doubts_here(why);
    }
    if let Some(why) = evaluator.state.lookup_handler.clone() {
        lookup.doubts_here(why);
    }
    if let Some(why) = doubt.filter(|_| found.iter().all(is_file)) {
        lookup.doubts_here(why);
    }
    let writers = Writers::new(evaluator.state);
    for one in &found {
        let mut candidate = told(one, evaluator.state, policy, host.machine(), &writers);
        if let Some(end) = end_of_alias(&mut evaluator, one) {
            candidate.reason = format!("{}; {end}", candidate.reason);
        }
        match one {
            Found::Alias { name, .. } => {
                let alias = evaluator.state.alias(name).cloned();
                consider(&mut lookup, alias.as_ref(), candidate, |alias, candidate| {
                    candidate.text = alias_text(&alias.definition);
                    candidate.origin = alias.origin.clone();
                });
            }
            Found::Function { function, .. } => {
                consider(&mut lookup, Some(function), candidate, |function, candidate| {
                    candidate.origin = Some(function.origin.clone());
                });
            }
            _ => lookup.consider(candidate),
        }
    }
    let named = |one: &Found| matches!(one, Found::Alias { .. } | Found::Function { .. });
    let mut nothing = found.iter().all(named);
    while let Some(open) = evaluator.state.open_entry(name) {
        evaluator.state.suppose(&open, false);
    }
    nothing &= evaluator.state.alias(name).is_none() && evaluator.state.function(name).is_none();
    match on_demand(&mut evaluator, name, nothing) {
        Search::Found(one) => {
            let mut candidate = told(&one, evaluator.state, policy, host.machine(), &writers);
            if !same_name(one.name(), name) && found.is_empty() && !is_module_qualified(name) {
                candidate.reason = format!("found as get-{name}, which PowerShell tries last");
            }
            lookup.consider(candidate);
        }
        Search::Unknown(why) if found.is_empty() => lookup.doubts_here(why),
        Search::Unknown(_) | Search::Missing(_) => {}
    }
    current_directory(evaluator.state, host.machine(), name, &mut lookup);
    withheld::tell(evaluator.state, policy, host.machine(), name, &mut lookup);
    lookup
}

/// Puts an entry behind the others with all that it may be; the search goes on where it may be nothing.
fn consider<T: Entry>(
    lookup: &mut Lookup,
    entry: Option<&T>,
    candidate: Candidate,
    tell: impl Fn(&T, &mut Candidate),
) {
    let mut next = entry;
    while let Some(one) = next {
        let mut told = candidate.clone();
        tell(one, &mut told);
        let Some(perhaps) = one.perhaps() else { return lookup.consider(told) };
        told.when = Some(perhaps.as_when());
        lookup.consider(told);
        next = perhaps.otherwise.as_deref();
        if next.is_none() {
            return;
        }
    }
    lookup.consider(candidate);
}

fn alias_text(definition: &Value) -> String {
    definition.text().map_or_else(|| "(unknown)".to_owned(), |text| text.into_owned())
}

/// Where an alias leads in the end, unless that is the command whose name it shows.
fn end_of_alias(evaluator: &mut Evaluator<'_>, found: &Found) -> Option<String> {
    let Found::Alias { definition, .. } = found else { return None };
    let wanted = definition.text()?;
    match commands::behind(evaluator, found.clone()) {
        Search::Found(Found::Application { path, .. } | Found::Script { path, .. }) => {
            Some(format!("it leads to {path}"))
        }
        Search::Found(Found::Function { name, .. }) => {
            Some(format!("it leads to the function {name}"))
        }
        Search::Found(Found::Cmdlet { name, .. }) if !same_name(&name, &wanted) => {
            Some(format!("it leads to the cmdlet {name}"))
        }
        Search::Missing(_) if wanted.trim().contains(char::is_whitespace) => Some(format!(
            "an alias cannot hold arguments, so that it leads nowhere: no command is called `{wanted}`"
        )),
        Search::Missing(_) => Some(format!("it leads nowhere: `{wanted}` is not found")),
        _ => None,
    }
}

/// What comes after the files: `Get-` in front, then commands of modules that are not loaded yet.
/// Behind something else only a cmdlet of PowerShell's own is told.
fn on_demand(evaluator: &mut Evaluator<'_>, name: &str, nothing_else: bool) -> Search {
    if nothing_else {
        return commands::search(evaluator, name);
    }
    match stock::find(evaluator.state, name) {
        Some((module, command)) if !evaluator.state.is_loaded(module) => {
            Search::Found(Found::Cmdlet { name: command.to_owned(), module: module.to_owned() })
        }
        _ => Search::Missing(commands::NOT_FOUND),
    }
}

fn is_module_qualified(name: &str) -> bool {
    name.contains('\\')
}

/// The program behind `start NAME`, `saps NAME` and `Start-Process NAME` on Windows.
fn started<'n>(name: &'n str, state: &State) -> Option<&'n str> {
    let (command, target) = name.split_once(' ')?;
    let starts =
        ["start", "saps", "start-process"].iter().any(|one| command.eq_ignore_ascii_case(one));
    (starts && state.platform().is_windows() && !target.trim().is_empty()).then(|| target.trim())
}

/// Start-Process looks among files only; what it does not find goes to ShellExecute, which knows
/// App Paths (Process.cs, `BeginProcessing`).
fn start_process(state: &State, policy: &Policy, host: &dyn Host, name: &str) -> Lookup {
    let mut state = state.clone();
    let mut reading = Reading { host, left: 500_000 };
    let mut evaluator = Evaluator::new(&mut state, &mut reading, &LIBRARY);
    let question =
        Question { kinds: Kinds::FILES, pattern: false, literal_first: false, first_only: false };
    let Answer { found: files, doubt, .. } = lookup::search(&mut evaluator, name, &question);
    let mut lookup = Lookup::default();
    if let Some(why) = doubt.filter(|_| files.is_empty()) {
        lookup.doubts_here(why);
    }
    let writers = Writers::new(evaluator.state);
    for one in &files {
        lookup.consider(told(one, evaluator.state, policy, host.machine(), &writers));
    }
    let find = |name: &str| evaluator.state.environment.value(name).cloned();
    for one in app_paths::registered(host.machine(), name, find) {
        match one {
            Ok(one) => lookup.consider(one.candidate()),
            Err(unknown) => lookup.doubts_here(unknown),
        }
    }
    lookup
}

fn is_file(found: &Found) -> bool {
    matches!(found, Found::Application { .. } | Found::Script { .. })
}

fn told(
    found: &Found,
    state: &State,
    policy: &Policy,
    machine: &dyn Machine,
    writers: &Writers,
) -> Candidate {
    match found {
        Found::Alias { name, definition, .. } => {
            let text = alias_text(definition);
            let reason = "aliases come before functions, cmdlets and files";
            let origin = state.alias(name).and_then(|alias| alias.origin.clone());
            plain(CommandKind::Alias, &text, Stage::Alias, reason, origin)
        }
        Found::Function { name, function } => {
            let reason = "functions come before cmdlets and files";
            let origin = Some(function.origin.clone());
            plain(CommandKind::Function, name, Stage::Function, reason, origin)
        }
        Found::Cmdlet { name, module } => cmdlet(name, module, state),
        Found::Script { path, entry, .. } => {
            file(CommandKind::Script, path, *entry, state, policy, machine, writers)
        }
        Found::Application { path, entry, .. } => {
            file(CommandKind::Application, path, *entry, state, policy, machine, writers)
        }
    }
}

fn cmdlet(name: &str, module: &str, state: &State) -> Candidate {
    let core = module == "Microsoft.PowerShell.Core";
    let loaded = state.is_loaded(module);
    let reason = match (module, core) {
        ("", _) => "a cmdlet".to_owned(),
        (_, true) => "a cmdlet that is always loaded".to_owned(),
        (module, false) if loaded => format!("a cmdlet of {module}, which is loaded"),
        (module, false) => format!("a cmdlet of {module}, loaded on demand"),
    };
    let stage = if loaded { Stage::Cmdlet } else { Stage::Module };
    plain(CommandKind::Cmdlet, name, stage, &reason, None)
}

fn file(
    kind: CommandKind,
    path: &str,
    entry: Option<usize>,
    state: &State,
    policy: &Policy,
    machine: &dyn Machine,
    writers: &Writers,
) -> Candidate {
    let absolute = machine.platform().absolute(&state.process_directory, path);
    let (stage, entry) = match entry {
        Some(entry) => (Stage::PathEntry(entry), writers.of(entry)),
        None => (Stage::Direct, Entered::default()),
    };
    let mut candidate = plain(kind, path, stage.clone(), &stage.describe(), entry.writer);
    candidate.when = entry.when;
    if kind == CommandKind::Script {
        if let Some(refusal) = policy.refuses(machine, &absolute) {
            candidate.verdict = Verdict::Blocked;
            let kept = path.get(..path.len() - 4).unwrap_or_default();
            let stem = machine.platform().file_name(kept);
            let twin = format!("{kept}.cmd");
            let way = match machine.is_file(&machine.platform().absolute("", &twin)) {
                true => format!("; `{stem}.cmd` would run, `Set-ExecutionPolicy` allows scripts"),
                false => "; `Set-ExecutionPolicy` allows scripts".to_owned(),
            };
            candidate.reason = format!("found and not run, {refusal}{way}");
        }
    }
    if machine.status(&absolute).is_ok_and(|status| status.app_alias) {
        let alias = AppAlias::at(machine, &absolute).words();
        candidate.reason.push_str(&format!(", {alias}"));
    }
    candidate.path = Some(absolute);
    candidate
}

/// Who wrote an entry of PATH, and the condition under which it is there.
#[derive(Clone, Default)]
struct Entered {
    writer: Option<Origin>,
    when: Option<When>,
}

/// What is known of the entries of PATH; asked for every file that is found.
struct Writers(Vec<Entered>);

impl Writers {
    fn new(state: &State) -> Self {
        let separator = state.platform().list_separator();
        let entries = state.environment.value("PATH").map(|list| list.listed(separator));
        let entered = |one: Listed| Entered { writer: one.value.writer(), when: one.when };
        Self(entries.unwrap_or_default().into_iter().map(entered).collect())
    }

    /// The entry that a file was found in.
    fn of(&self, entry: usize) -> Entered {
        self.0.get(entry - 1).cloned().unwrap_or_default()
    }
}

/// PowerShell never looks into the current directory by itself; people expect it to.
fn current_directory(state: &State, machine: &dyn Machine, name: &str, lookup: &mut Lookup) {
    if name.contains(['/', '\\', ':']) || name.is_empty() {
        return;
    }
    let platform = machine.platform();
    let endings = state.environment.value("PATHEXT").and_then(Value::text).unwrap_or_default();
    let endings = endings.split(';').filter(|_| platform.is_windows());
    for ending in std::iter::once("").chain([".ps1"]).chain(endings) {
        let path = platform.join(&state.location.path, &format!("{name}{}", ending.to_lowercase()));
        let taken = lookup.candidates.iter().any(|one| one.path.as_deref() == Some(&path));
        if machine.is_file(&path) && !taken {
            let shown = format!(".{}{}", platform.separator(), platform.file_name(&path));
            let reason = format!("the current directory is never searched; `{shown}` would run it");
            let real = machine.real_path(&path).unwrap_or(path);
            let mut candidate =
                plain(CommandKind::Application, &real, Stage::CurrentDirectory, &reason, None);
            candidate.path = Some(real.clone());
            candidate.verdict = Verdict::Refused;
            lookup.consider(candidate);
            return;
        }
    }
}

fn plain(
    kind: CommandKind,
    text: &str,
    stage: Stage,
    reason: &str,
    origin: Option<Origin>,
) -> Candidate {
    Candidate {
        kind,
        path: None,
        text: text.to_owned(),
        stage,
        verdict: Verdict::Chosen,
        reason: reason.to_owned(),
        origin,
        when: None,
    }
}
