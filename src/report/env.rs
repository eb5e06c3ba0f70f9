//! `env`: the final environment of a session.

use super::{Asked, Origin, Perhaps, Setting, Spot, Text, Why};
use crate::environment::{Alias, Environment, Function, Variable};
use crate::machine::Machine;
use crate::session::Session;
use crate::text::Severity;
use crate::value::Listed;
use indexmap::IndexMap;

/// What is shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Who wrote each value.
    pub origins: bool,
    /// Overruled writes too.
    pub history: bool,
    /// Variables that child processes do not get, too.
    pub all: bool,
    /// Only these names; all if empty.
    pub only: Vec<String>,
}

/// A variable.
#[derive(Clone, Debug)]
pub struct EnvVariable {
    /// The value.
    pub value: Text,
    /// Whether child processes get it.
    pub exported: bool,
    /// Attributes in the shell's own words.
    pub flags: Vec<&'static str>,
    /// Whether it is set only under a condition that is not known.
    pub maybe_unset: bool,
    /// Writes that were overruled, oldest first; `None` is an `unset`.
    pub overruled: Vec<(Option<Text>, Origin)>,
}

/// An entry of PATH.
#[derive(Clone, Debug)]
pub struct PathEntry {
    /// The entry; `None` unless it is known.
    pub entry: Option<String>,
    /// The entry with what is not known marked in it.
    pub shown: String,
    /// Whether it is a directory that is there; `None` where that is not known.
    pub exists: Option<bool>,
    /// Who wrote it.
    pub origin: Option<Origin>,
    /// Why it is not known.
    pub why: Option<Why>,
    /// The condition under which it is there at all.
    pub when: Option<Perhaps>,
}

/// An alias or a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// What an alias stands for.
    pub text: Option<Text>,
    /// Who defined it.
    pub origin: Origin,
    /// The condition under which it is there at all.
    pub perhaps: Option<Perhaps>,
    /// What may have replaced it or taken it away.
    pub doubt: Option<Why>,
}

impl Defined {
    fn alias(alias: &Alias) -> Self {
        Self {
            text: Some(Text::new(&alias.value)),
            origin: Origin::new(&alias.origin),
            perhaps: alias.perhaps.as_ref().map(Perhaps::new),
            doubt: alias.doubt.as_deref().map(Why::new),
        }
    }

    fn function(function: &Function) -> Self {
        Self {
            text: None,
            origin: Origin::new(&function.origin),
            perhaps: function.perhaps.as_ref().map(Perhaps::new),
            doubt: function.doubt.as_deref().map(Why::new),
        }
    }

    /// Whether it is there, and as it is told, in any case.
    pub fn is_certain(&self) -> bool {
        self.perhaps.is_none() && self.doubt.is_none()
    }
}

/// Something the shell itself would have reported.
#[derive(Clone, Debug)]
pub struct ShellError {
    /// The shell's own identifier, or a short word.
    pub id: String,
    /// The message.
    pub message: String,
    /// The statement.
    pub spot: Option<Spot>,
    /// Whether a person sees it: nothing catches it, or keeps it silent.
    pub shown: bool,
}

/// Something envsim has to say about its own answer.
#[derive(Clone, Debug)]
pub struct Remark {
    /// A sentence without a full stop.
    pub message: String,
    /// How much it matters.
    pub severity: Severity,
    /// The statement.
    pub spot: Option<Spot>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Env {
    /// The machine.
    pub setting: Setting,
    /// The session's whole name.
    pub session: String,
    /// What is to be shown.
    pub choice: Choice,
    /// Names of the choice that are not set, each with one that differs by its case only.
    pub missing: Vec<(String, Option<String>)>,
    /// What else is to be known of the way the session was started, in a sentence each.
    pub remarks: Vec<String>,
    /// Variables that are set, sorted by name.
    pub variables: IndexMap<String, EnvVariable>,
    /// The entries of PATH.
    pub path: Vec<PathEntry>,
    /// Aliases that start-up defined.
    pub aliases: IndexMap<String, Defined>,
    /// Functions that start-up defined.
    pub functions: IndexMap<String, Defined>,
    /// Stock aliases that start-up removed.
    pub removed_aliases: IndexMap<String, Origin>,
    /// The directory of the first prompt.
    pub cwd: Text,
    /// What the shell would have reported.
    pub errors: Vec<ShellError>,
    /// What envsim reports.
    pub diagnostics: Vec<Remark>,
    /// What was not followed; empty means complete.
    pub doubts: Vec<Why>,
}

impl Env {
    /// Whether everything in it is what the shell would have, whatever is not followed.
    pub fn is_certain(&self) -> bool {
        let known = |one: &EnvVariable| one.value.known.is_some() && !one.maybe_unset;
        self.doubts.is_empty()
            && self.variables.values().all(known)
            && self.path.iter().all(|entry| entry.entry.is_some())
            && self.aliases.values().chain(self.functions.values()).all(Defined::is_certain)
    }

    /// The environment of a session.
    pub fn new(asked: Asked, setting: Setting, choice: Choice) -> Self {
        let environment = asked.session.environment();
        let all = environment.variables.iter();
        let chosen = all.filter(|one| wanted(&choice, &environment, &one.name));
        let variables = sorted_by(chosen, |one| &one.name, variable);
        let missing = missing(&choice, &environment);
        let spot = |place: &Option<_>| place.as_ref().map(Spot::new);
        Self {
            setting,
            session: asked.name.to_owned(),
            missing,
            remarks: asked.session.remarks().to_vec(),
            variables,
            path: path(asked.session, &environment),
            aliases: sorted(
                environment.aliases.iter().map(|(name, one)| (name.clone(), Defined::alias(one))),
            ),
            functions: sorted(
                environment
                    .functions
                    .iter()
                    .map(|(name, one)| (name.clone(), Defined::function(one))),
            ),
            removed_aliases: sorted(
                environment
                    .removed_aliases
                    .iter()
                    .map(|(name, origin)| (name.clone(), Origin::new(origin))),
            ),
            cwd: Text::new(&environment.cwd),
            errors: environment
                .errors
                .iter()
                .map(|error| ShellError {
                    id: error.id.clone(),
                    message: error.message.clone(),
                    spot: spot(&error.place),
                    shown: error.shown,
                })
                .collect(),
            diagnostics: environment
                .diagnostics
                .iter()
                .map(|one| Remark {
                    message: one.message.clone(),
                    severity: one.severity,
                    spot: spot(&one.place),
                })
                .collect(),
            doubts: doubts(&environment),
            choice,
        }
    }
}

/// What a session did not follow.
pub(super) fn doubts(environment: &Environment) -> Vec<Why> {
    environment.doubts.iter().map(|doubt| Why::of_doubt(doubt)).collect()
}

/// Sorted before anything is made of them: what is made is large.
fn sorted_by<'v, V: 'v, T>(
    items: impl Iterator<Item = &'v V>,
    name: impl Fn(&V) -> &String,
    made: impl Fn(&V) -> T,
) -> IndexMap<String, T> {
    let mut items: Vec<&V> = items.collect();
    items.sort_by(|one, other| name(one).cmp(name(other)));
    items.into_iter().map(|one| (name(one).clone(), made(one))).collect()
}

fn sorted<T>(items: impl Iterator<Item = (String, T)>) -> IndexMap<String, T> {
    let mut map: IndexMap<String, T> = items.collect();
    map.sort_keys();
    map
}

fn wanted(choice: &Choice, environment: &Environment, name: &str) -> bool {
    let named = |only: &String| environment.variables.get(only).is_some_and(|one| one.name == name);
    choice.only.is_empty() || choice.only.iter().any(named)
}

fn missing(choice: &Choice, environment: &Environment) -> Vec<(String, Option<String>)> {
    let gone = choice.only.iter().filter(|name| environment.variables.value(name).is_none());
    gone.map(|name| {
        let alike = environment.variables.iter().find(|one| one.name.eq_ignore_ascii_case(name));
        (name.clone(), alike.map(|one| one.name.clone()))
    })
    .collect()
}

pub(super) fn variable(variable: &Variable) -> EnvVariable {
    let value = variable.value.clone().unwrap_or_default();
    let past = variable.history.len().saturating_sub(1);
    EnvVariable {
        value: Text::new(&value),
        exported: variable.exported,
        flags: variable.flags.clone(),
        maybe_unset: variable.maybe_unset,
        overruled: variable.history[..past]
            .iter()
            .map(|write| (write.value.as_ref().map(Text::new), Origin::new(&write.origin)))
            .collect(),
    }
}

/// The entries of a session's PATH.
pub fn path(session: &Session, environment: &Environment) -> Vec<PathEntry> {
    let Some(value) = environment.variables.value("PATH") else { return Vec::new() };
    let separator = session.shell().list_separator(&session.start().facts);
    let cwd = environment.cwd.text();
    value.listed(separator).iter().map(|entry| path_entry(session, cwd.as_deref(), entry)).collect()
}

fn path_entry(session: &Session, cwd: Option<&str>, entry: &Listed) -> PathEntry {
    let text = Text::new(&entry.value);
    let exists = text.known.as_deref().and_then(|entry| exists(session, cwd, entry));
    let certain = entry.when.is_none() && entry.doubt.is_none();
    PathEntry {
        shown: text.marked(),
        entry: text.known.filter(|_| certain),
        exists,
        origin: entry.value.writer().as_ref().map(Origin::new),
        why: entry.doubt.as_deref().map(Why::new).or(text.why),
        when: entry.when.as_ref().map(Perhaps::new),
    }
}

/// Whether an entry names a directory; an empty one is the current directory on Unix and nothing on Windows.
fn exists(session: &Session, cwd: Option<&str>, entry: &str) -> Option<bool> {
    let machine: &dyn Machine = session.machine();
    let platform = machine.platform();
    let bare = if platform.is_windows() { entry.replace('"', "") } else { entry.to_owned() };
    if bare.is_empty() {
        return Some(!platform.is_windows());
    }
    let native = session.shell().machine_path(session.start(), &bare);
    let whole = if platform.is_absolute(&native) { native } else { platform.join(cwd?, &native) };
    Some(machine.is_directory(&whole))
}
