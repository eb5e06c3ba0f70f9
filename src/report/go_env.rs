//! `go-env`: the chain behind every variable of a tool chain.

use indexmap::{IndexMap, IndexSet};

use super::{Asked, Origin, Setting, Text, Why};
use crate::environment::Environment;
use crate::machine::overlay::Overlay;
use crate::resolve::shim::{self, Standing};
use crate::shells;
use crate::text::nearest;
use crate::toolchains::{self, Chain, Layer, ToolChain, Weight};
use crate::value::Value;

/// The program that answers.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its machine path.
    pub path: Option<String>,
    /// Its version as it names itself.
    pub version: String,
    /// Its installation.
    pub root: Text,
}

/// What one layer had to say.
#[derive(Clone, Debug)]
pub struct Step {
    /// The layer.
    pub layer: &'static str,
    /// Where it was looked for.
    pub place: String,
    /// What it offered.
    pub offered: Option<Text>,
    /// Whether it gave the value.
    pub used: bool,
    /// Why not, or what was made of it; empty where there is nothing to say.
    pub because: String,
    /// Who wrote what was offered.
    pub origin: Option<Origin>,
}

/// A variable of the tool chain.
#[derive(Clone, Debug)]
pub struct GoVariable {
    /// What the tool prints.
    pub value: Text,
    /// The layer that decided.
    pub layer: &'static str,
    /// Every layer, the strongest first.
    pub steps: Vec<Step>,
    /// Whether somebody chose it: the environment or the user's settings file decides.
    pub chosen: bool,
    /// Who wrote it, where somebody chose it.
    pub writer: Option<Origin>,
    /// What somebody chose and this one is computed from.
    pub follows: Vec<&'static str>,
}

/// Where installed programs go.
#[derive(Clone, Debug)]
pub struct Install {
    /// The directory.
    pub path: Text,
    /// What decided.
    pub because: String,
    /// What the tool says instead, where it refuses.
    pub refused: Option<String>,
    /// The number of the directory among the entries of PATH; `Some(None)` where it is none, `None` where that is not
    /// known.
    pub on_path: Option<Option<usize>>,
}

/// What the tool's own command for keeping settings would do.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The settings, as they were given.
    pub settings: Vec<String>,
    /// What it says.
    pub said: String,
    /// Its exit status.
    pub status: i32,
    /// The file it writes.
    pub file: Option<String>,
    /// Settings that have another value afterwards: name, before, after.
    pub changes: Vec<(String, Text, Text)>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct GoEnv {
    /// The machine.
    pub setting: Setting,
    /// The session's whole name.
    pub session: String,
    /// Its short name.
    pub label: String,
    /// The program; `None` where the session finds none.
    pub program: Option<Program>,
    /// Where the session finds it.
    pub stage: Option<String>,
    /// The program that the session finds, where another one answers in its place.
    pub found: Option<Program>,
    /// The version that answers in its place, and the line or setting that asks for it.
    pub handed_over: Option<(String, String)>,
    /// Whether that version would have to be downloaded, or was never made.
    pub missing: Option<bool>,
    /// Why no other version answers; empty where none ever does.
    pub stays: String,
    /// What building refuses with.
    pub too_old: Option<String>,
    /// Whether everything is shown, and not only what somebody chose.
    pub all: bool,
    /// What would be kept, where that is asked.
    pub kept: Option<Kept>,
    /// The command of a script that is asked about: its place and text.
    pub command: Option<(String, String)>,
    /// The same question in other sessions.
    pub beside: Vec<GoEnv>,
    /// The variables asked for, or all.
    pub variables: IndexMap<String, GoVariable>,
    /// Whether names were asked for: their chains are shown.
    pub named: bool,
    /// Names that this program does not know, with the nearest one it does.
    pub not_there: Vec<(String, Option<String>)>,
    /// What the tool itself would print on its error stream.
    pub said: Vec<String>,
    /// Whether it ends with the last of it.
    pub dies: bool,
    /// What else is worth knowing.
    pub remarks: Vec<String>,
    /// Where `go install` puts programs.
    pub install: Option<Install>,
    /// Whether which program runs, if any, is not certain.
    pub maybe_there: bool,
    /// What could not be found out.
    pub doubts: Vec<Why>,
}

/// What a question supposes about the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Suppose<'a> {
    /// Its version.
    pub version: Option<&'a str>,
    /// Its installation.
    pub root: Option<&'a str>,
}

/// Asks a tool chain about a session: hands over the program the session's own lookup chooses.
pub fn ask<T>(
    asked: Asked,
    chain: &dyn ToolChain,
    suppose: Suppose,
    question: impl FnOnce(&toolchains::Asked) -> T,
) -> T {
    let standing = standing(asked, chain);
    ask_at(asked, &standing, suppose, question)
}

/// What the tool's own listing would be printed by.
fn standing(asked: Asked, chain: &dyn ToolChain) -> Standing {
    shim::standing(asked.session, &[chain.name(), "env"])
}

/// The same of a program that stands somewhere else than the session.
fn ask_at<T>(
    asked: Asked,
    standing: &Standing,
    suppose: Suppose,
    question: impl FnOnce(&toolchains::Asked) -> T,
) -> T {
    let behind = |path: &str| shim::hands(asked.session, path).map(|hand| hand.path);
    question(&toolchains::Asked {
        machine: asked.session.machine(),
        environment: &standing.environment,
        program: standing.program.as_deref(),
        version: suppose.version,
        root: suppose.root,
        behind: Some(&behind),
        refused: standing.refused.as_deref(),
    })
}

impl GoEnv {
    /// The chain of the named variables, or of all.
    pub fn new(
        asked: Asked,
        setting: Setting,
        tool: &dyn ToolChain,
        suppose: Suppose,
        names: &[String],
    ) -> Self {
        Self::at(asked, &standing(asked, tool), setting, tool, suppose, names)
    }

    /// The same of a program that is started in the session's course, with an environment of its own.
    pub fn at(
        asked: Asked,
        standing: &Standing,
        setting: Setting,
        tool: &dyn ToolChain,
        suppose: Suppose,
        names: &[String],
    ) -> Self {
        let chain = ask_at(asked, standing, suppose, |question| tool.chain(question));
        let lookup = asked.session.lookup(tool.name());
        let same = |path: &Option<String>| path.is_none() || *path == standing.found;
        let winner = lookup.winner().filter(|winner| same(&winner.path));
        let mut doubts: Vec<Why> = chain.doubts.iter().map(|why| Why::new(why)).collect();
        let outcome = lookup.outcome();
        doubts.extend(outcome.doubt.map(|doubt| Why::new(&doubt.unknown)));
        let conditions = outcome.ends.iter().filter_map(|end| end.when);
        doubts.extend(conditions.map(|when| Why::new(&when.condition)));
        let known = |name: &&String| !chain.settings.contains_key(*name);
        let not_there = names.iter().filter(known).filter_map(|name| match &chain.program {
            None => session_meant(name).map(|option| (name.clone(), Some(option))),
            Some(_) => Some((name.clone(), near(&chain, name))),
        });
        let not_there = not_there.collect();
        let program = |program: &toolchains::Program| Program {
            path: program.path.clone(),
            version: program.version.clone(),
            root: Text::new(&program.root),
        };
        Self {
            setting,
            found: chain.found.as_ref().map(program),
            handed_over: chain.handed_over.clone(),
            missing: chain.missing.as_ref().map(|missing| missing.exists),
            stays: chain.stays.clone(),
            too_old: chain.too_old.clone(),
            all: false,
            kept: None,
            command: None,
            beside: Vec::new(),
            session: asked.name.to_owned(),
            label: asked.label.to_owned(),
            program: chain.program.as_ref().map(program),
            stage: winner.map(|winner| winner.stage.describe()),
            variables: variables(&chain, names),
            named: !names.is_empty(),
            not_there,
            dies: chain.said.iter().any(|message| matches!(message.weight, Weight::Fatal(_))),
            said: chain.said.iter().map(|message| message.text.clone()).collect(),
            remarks: chain.remarks.clone(),
            install: chain.install.as_ref().map(|target| Install {
                path: Text::new(&target.path),
                because: target.because.clone(),
                refused: target.refused.clone(),
                on_path: on_path(asked, &standing.environment, &target.path),
            }),
            maybe_there: !outcome.is_certain(),
            doubts: each_once(doubts),
        }
    }

    /// The same question in several sessions; where no names are given, what somebody chose in one of them.
    pub fn across(
        asked: &[Asked],
        setting: Setting,
        tool: &dyn ToolChain,
        suppose: Suppose,
        names: &[String],
    ) -> Option<Self> {
        let all = |names: &[String]| -> Vec<Self> {
            let one = |asked: &Asked| Self::new(*asked, setting.clone(), tool, suppose, names);
            asked.iter().map(one).collect()
        };
        let mut names = names.to_vec();
        if names.is_empty() {
            for result in all(&[]) {
                let chosen = result.variables.into_iter().filter(|(_, one)| one.chosen);
                names.extend(chosen.map(|(name, _)| name));
            }
            names.push("GOVERSION".to_owned());
            let mut seen = std::collections::HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
        }
        let mut results = all(&names);
        let first = results.first()?.clone();
        results.iter_mut().for_each(|result| result.beside.clear());
        Some(Self { beside: results, ..first })
    }

    /// The same, with what keeping these settings would change.
    pub fn keeping(
        asked: Asked,
        setting: Setting,
        tool: &dyn ToolChain,
        suppose: Suppose,
        settings: &[String],
    ) -> Self {
        let names: Vec<String> =
            settings.iter().filter_map(|one| Some(one.split_once('=')?.0.to_owned())).collect();
        let mut result = Self::new(asked, setting, tool, suppose, &names);
        result.kept = Some(ask(asked, tool, suppose, |question| kept(question, tool, settings)));
        result
    }

    /// Whether every value is what the tool would print, whatever is not followed.
    pub fn is_certain(&self) -> bool {
        let own =
            self.doubts.is_empty() && self.variables.values().all(|one| one.value.known.is_some());
        own && self.beside.iter().all(Self::is_certain)
    }
}

/// Asks for the settings as they are, and as they were with these ones kept.
fn kept(question: &toolchains::Asked, tool: &dyn ToolChain, settings: &[String]) -> Kept {
    let words: Vec<&str> = settings.iter().map(String::as_str).collect();
    let all: Vec<&str> = ["env", "-w"].into_iter().chain(words).collect();
    let persisted = tool.persist(question, tool.keeping(&all).unwrap_or_default());
    let before = tool.chain(question);
    let machine = Overlay::new(question.machine);
    let mut file = None;
    for change in persisted.changes {
        if let crate::machine::overlay::Change::File { path, .. } = &change {
            file = Some(path.clone());
        }
        machine.change(change);
    }
    let after = tool.chain(&toolchains::Asked { machine: &machine, ..*question });
    let other = |(name, now): (&String, &toolchains::Setting)| {
        let old = before.settings.get(name).map(|setting| Text::new(&setting.value));
        let (old, new) = (old.unwrap_or_else(|| Text::new(&Value::empty())), Text::new(&now.value));
        (old.marked() != new.marked()).then(|| (name.clone(), old, new))
    };
    let changes = after.settings.iter().filter_map(other).collect();
    let settings = settings.to_vec();
    Kept {
        settings,
        said: persisted.printed.stderr,
        status: persisted.printed.status,
        file,
        changes,
    }
}

/// A session in the place of a variable, which has an option of its own.
fn session_meant(name: &str) -> Option<String> {
    let shell = name.split([':', '@']).next().unwrap_or_default();
    let meant = shells::by_name(shell).is_some() || name.starts_with('@');
    meant.then(|| format!("--session {name}"))
}

/// What was probably meant: a session, which has an option of its own, or a name; on no system does the tool itself ignore case.
fn near(chain: &Chain, name: &str) -> Option<String> {
    if let Some(option) = session_meant(name) {
        return Some(option);
    }
    let names = || chain.settings.keys().map(String::as_str);
    let upper = name.to_uppercase();
    let same = names().find(|one| *one == upper);
    same.or_else(|| nearest(&upper, names())).map(str::to_owned)
}

/// Where a directory stands among the entries of PATH.
fn on_path(asked: Asked, environment: &Environment, directory: &Value) -> Option<Option<usize>> {
    let directory = directory.text()?.into_owned();
    let (session, start) = (asked.session, asked.session.start());
    let machine = session.machine();
    let value = environment.variables.value("PATH").cloned().unwrap_or_default();
    let facts = machine.facts();
    let key = |path: &str| {
        let real = machine.real_path(path).unwrap_or_else(|_| path.to_owned());
        let key = facts.platform.key(&real, facts.ignores_case);
        key.trim_end_matches(facts.platform.separator()).to_owned()
    };
    let wanted = key(&directory);
    let separator = session.shell().list_separator(&start.facts);
    let entries = value.entries(separator);
    let native = |text: &str| session.shell().machine_path(start, text);
    let at = entries
        .iter()
        .position(|entry| entry.value.text().is_some_and(|text| key(&native(&text)) == wanted));
    let doubted = environment.doubts.iter().any(|doubt| doubt.reaches_variable("PATH"));
    match at {
        Some(at) => Some(Some(at + 1)),
        None => (value.is_known() && !doubted).then_some(None),
    }
}

fn variables(chain: &Chain, names: &[String]) -> IndexMap<String, GoVariable> {
    let wanted = |name: &String| names.is_empty() || names.contains(name);
    let mut found: IndexMap<String, GoVariable> = chain
        .settings
        .iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, setting)| {
            let steps = setting.steps.iter().map(step).collect();
            let value = Text::new(&setting.value);
            // What a go gives the one it hands over to is nobody's choice.
            let handed = chain.found.is_some() && name == "GOROOT";
            let chosen = matches!(setting.layer, Layer::Environment | Layer::UserFile) && !handed;
            let writer = setting.value.writer().filter(|_| chosen);
            let variable = GoVariable {
                value,
                layer: setting.layer.name(),
                steps,
                chosen,
                writer: writer.as_ref().map(Origin::new),
                follows: setting.follows.clone(),
            };
            (name.clone(), variable)
        })
        .collect();
    if !names.is_empty() {
        let place = |name: &String| names.iter().position(|one| one == name);
        found.sort_by(|left, _, right, _| place(left).cmp(&place(right)));
    }
    found
}

fn step(step: &toolchains::Step) -> Step {
    Step {
        layer: step.layer.name(),
        place: step.place.clone(),
        offered: step.offered.as_ref().map(Text::new),
        used: step.used,
        because: step.because.clone(),
        origin: step.origin.as_ref().map(Origin::new),
    }
}

/// One cause leaves several things open, and is told once.
fn each_once(doubts: Vec<Why>) -> Vec<Why> {
    doubts.into_iter().collect::<IndexSet<_>>().into_iter().collect()
}
