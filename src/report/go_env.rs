//! `go-env`: the chain behind every variable of a tool chain.

use indexmap::IndexMap;

use super::{Asked, Origin, Setting, Text, Why};
use crate::toolchains::{self, Chain, ToolChain};

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
    /// The variables asked for, or all.
    pub variables: IndexMap<String, GoVariable>,
    /// Whether names were asked for: their chains are shown.
    pub named: bool,
    /// Names that this program does not know.
    pub not_there: Vec<String>,
    /// What the tool itself would print on its error stream.
    pub said: Vec<String>,
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
    let lookup = asked.session.lookup(chain.name());
    let outcome = lookup.outcome();
    let end = outcome.ends.first().filter(|_| outcome.is_certain());
    let program = end.and_then(|end| end.candidate).and_then(|winner| winner.path.clone());
    // A shim is no go: the tree beside the file it leads to is asked.
    let behind = |path: &str| super::shim::behind(asked.session, path);
    let program = program.map(|path| behind(&path).unwrap_or(path));
    let environment = asked.session.environment();
    question(&toolchains::Asked {
        machine: asked.session.machine(),
        environment: &environment,
        program: program.as_deref(),
        version: suppose.version,
        root: suppose.root,
        behind: Some(&behind),
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
        let chain = ask(asked, tool, suppose, |question| tool.chain(question));
        let lookup = asked.session.lookup(tool.name());
        let mut doubts: Vec<Why> = chain.doubts.iter().map(|why| Why::new(why)).collect();
        let outcome = lookup.outcome();
        doubts.extend(outcome.doubt.map(|doubt| Why::new(&doubt.unknown)));
        let conditions = outcome.ends.iter().filter_map(|end| end.when);
        doubts.extend(conditions.map(|when| Why::new(&when.condition)));
        let known = |name: &&String| !chain.settings.contains_key(*name);
        let not_there = match &chain.program {
            Some(_) => names.iter().filter(known).cloned().collect(),
            None => Vec::new(),
        };
        Self {
            setting,
            session: asked.name.to_owned(),
            label: asked.label.to_owned(),
            program: chain.program.as_ref().map(|program| Program {
                path: program.path.clone(),
                version: program.version.clone(),
                root: Text::new(&program.root),
            }),
            stage: lookup.winner().map(|winner| winner.stage.describe()),
            variables: variables(&chain, names),
            named: !names.is_empty(),
            not_there,
            said: chain.said.iter().map(|message| message.text.clone()).collect(),
            remarks: chain.remarks.clone(),
            install: chain.install.as_ref().map(|target| Install {
                path: Text::new(&target.path),
                because: target.because.clone(),
                refused: target.refused.clone(),
            }),
            maybe_there: !outcome.is_certain(),
            doubts,
        }
    }

    /// Whether every value is what the tool would print, whatever is not followed.
    pub fn is_certain(&self) -> bool {
        self.doubts.is_empty() && self.variables.values().all(|one| one.value.known.is_some())
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
            (name.clone(), GoVariable { value, layer: setting.layer.name(), steps })
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
