//! `diff`: where two sessions differ, and which commands change winner because of it.

mod programs;
mod spread;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::env::{EnvVariable, PathEntry, doubts, path, variable};
use super::explain::{Resolved, decided};
use super::go_env::{Suppose, ask};
use super::identity;
use super::{Asked, Origin, Setting, Text, Why};
use crate::environment::{Environment, Variable};
use crate::toolchains;
pub use spread::{Found, Held, Place, Spread, is_told};

/// A variable that differs.
#[derive(Clone, Debug)]
pub struct VariableDiff {
    /// Its name.
    pub name: String,
    /// What the left session has.
    pub left: Option<EnvVariable>,
    /// What the right session has.
    pub right: Option<EnvVariable>,
    /// Whether the session that lacks it may have it all the same.
    pub may_be_set: bool,
}

/// What happened to an entry of PATH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the left session has it.
    OnlyLeft,
    /// Only the right session has it.
    OnlyRight,
    /// Both have it, among other neighbours.
    Moved,
    /// Both have it, written differently.
    Spelled,
}

impl Change {
    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnlyLeft => "only-left",
            Self::OnlyRight => "only-right",
            Self::Moved => "moved",
            Self::Spelled => "spelled",
        }
    }
}

/// An entry of PATH that differs; positions count from 1.
#[derive(Clone, Debug)]
pub struct PathDiff {
    /// What happened.
    pub change: Change,
    /// Its place and spelling on the left.
    pub left: Option<(usize, String)>,
    /// Its place and spelling on the right.
    pub right: Option<(usize, String)>,
    /// Who wrote it, on the side that has it.
    pub origin: Option<Origin>,
}

/// An alias or function that differs; a side without it is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameDiff {
    /// The name.
    pub name: String,
    /// The alias' text, or where the function stands.
    pub left: Option<String>,
    /// The same on the right.
    pub right: Option<String>,
}

/// A command that changes winner.
#[derive(Clone, Debug)]
pub struct CommandDiff {
    /// The name.
    pub name: String,
    /// What the left session runs.
    pub left: Resolved,
    /// What the right session runs.
    pub right: Resolved,
    /// Why they differ.
    pub because: String,
}

/// A tool chain variable that differs.
#[derive(Clone, Debug)]
pub struct GoDiff {
    /// The name.
    pub name: String,
    /// What it is on the left; `None` without a program.
    pub left: Option<Text>,
    /// What it is on the right.
    pub right: Option<Text>,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The machine.
    pub setting: Setting,
    /// The whole names of both sessions.
    pub sessions: [String; 2],
    /// Their short names.
    pub labels: [String; 2],
    /// How many entries PATH has, both sides together, each once.
    pub entries: usize,
    /// Exported variables.
    pub variables: Vec<VariableDiff>,
    /// PATH.
    pub path: Vec<PathDiff>,
    /// Aliases that start-up defined.
    pub aliases: Vec<NameDiff>,
    /// Functions that start-up defined.
    pub functions: Vec<NameDiff>,
    /// Commands.
    pub commands: Vec<CommandDiff>,
    /// What `go env` prints.
    pub go: Vec<GoDiff>,
    /// Which side has a go.
    pub has_go: [bool; 2],
    /// What a side did not follow, by its short name.
    pub doubts: Vec<(String, Why)>,
    /// Whether a difference makes the command fail.
    pub fails: bool,
}

impl Diff {
    /// Compares two sessions.
    pub fn new(left: Asked, right: Asked, setting: Setting, fails: bool) -> Self {
        let environments = [left.session.environment(), right.session.environment()];
        let [a, b] = &environments;
        let (entries, path) = paths(left, right, a, b);
        let chains = [left, right].map(go);
        let text = |text: &crate::value::Value| Text::new(text).marked();
        let place = |origin: &crate::value::Origin| format!("{origin:?}");
        Self {
            setting,
            sessions: [left.name.to_owned(), right.name.to_owned()],
            labels: [left.label.to_owned(), right.label.to_owned()],
            entries,
            variables: variables(a, b),
            path,
            aliases: names(
                a.aliases.iter().map(|(name, alias)| (name, text(&alias.value))),
                b.aliases.iter().map(|(name, alias)| (name, text(&alias.value))),
            ),
            functions: names(
                a.functions.iter().map(|(name, function)| (name, place(&function.origin))),
                b.functions.iter().map(|(name, function)| (name, place(&function.origin))),
            ),
            commands: commands(left, right, a, b),
            has_go: [chains[0].is_some(), chains[1].is_some()],
            go: go_diff(&chains),
            doubts: [(left, a), (right, b)]
                .into_iter()
                .flat_map(|(asked, side)| {
                    let label = asked.label.to_owned();
                    unsettled(side).into_iter().map(move |why| (label.clone(), why))
                })
                .collect(),
            fails,
        }
    }

    /// Whether nothing differs.
    pub fn same(&self) -> bool {
        self.variables.is_empty()
            && self.path.is_empty()
            && self.aliases.is_empty()
            && self.functions.is_empty()
            && self.commands.is_empty()
            && self.go.is_empty()
    }
}

/// What a side did not follow, and why its PATH is not known where that is no such statement.
fn unsettled(environment: &Environment) -> Vec<Why> {
    let mut all = doubts(environment);
    let path = environment.variables.value("PATH").and_then(crate::value::Value::why_unknown);
    if let Some(why) = path.map(|why| Why::new(&why)) {
        let told = |one: &Why| one.origin == why.origin;
        if !all.iter().any(told) {
            all.push(Why { may_change: vec!["PATH".to_owned()], ..why });
        }
    }
    all
}

fn exported(environment: &Environment) -> impl Iterator<Item = &Variable> {
    environment.variables.iter().filter(|one| one.exported)
}

fn variables(left: &Environment, right: &Environment) -> Vec<VariableDiff> {
    let fold = left.variables.ignores_case() || right.variables.ignores_case();
    let key = |name: &str| {
        if fold { crate::machine::path::folded(name) } else { name.to_owned() }
    };
    let doubted = [left.absent.is_some(), right.absent.is_some()];
    let mut all: BTreeMap<String, [Option<&Variable>; 2]> = BTreeMap::new();
    for (side, environment) in [left, right].into_iter().enumerate() {
        for one in exported(environment) {
            all.entry(key(&one.name)).or_default()[side] = Some(one);
        }
    }
    all.into_values()
        .filter_map(|[left, right]| {
            let name = left.or(right)?.name.clone();
            let lacking = if left.is_none() { doubted[0] } else { doubted[1] && right.is_none() };
            let equal = match (left, right) {
                (Some(left), Some(right)) => same_value(left, right),
                _ => false,
            };
            let different = !equal && !name.eq_ignore_ascii_case("PATH");
            different.then(|| VariableDiff {
                name,
                left: left.map(variable),
                right: right.map(variable),
                may_be_set: lacking,
            })
        })
        .collect()
}

fn same_value(left: &Variable, right: &Variable) -> bool {
    match (&left.value, &right.value) {
        (Some(one), Some(other)) if one.is_known() && other.is_known() => {
            one.same_text(other) && left.maybe_unset == right.maybe_unset
        }
        (Some(one), Some(other)) => same_unknown(&Text::new(one), &Text::new(other)),
        (left, right) => left.is_none() && right.is_none(),
    }
}

/// Whether two values that are not both known are one as far as they are known: what is likely the same
/// is no difference, nor is what is not known for the same reason.
fn same_unknown(one: &Text, other: &Text) -> bool {
    let likely = |text: &Text| text.likely.clone().or_else(|| text.known.clone());
    match (likely(one), likely(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.marked() == other.marked() && one.why == other.why,
        _ => false,
    }
}

/// How many entries there are, and those that differ.
fn paths(left: Asked, right: Asked, a: &Environment, b: &Environment) -> (usize, Vec<PathDiff>) {
    let (before, after) = (path(left.session, a), path(right.session, b));
    let (old, new) = (keys(left, &before), keys(right, &after));
    let kept = longest_common(&old, &new);
    let old_keys: HashSet<&(String, usize)> = old.iter().collect();
    let new_places: HashMap<&(String, usize), usize> = new.iter().zip(0..).collect();
    let mut differences = Vec::new();
    let mut common = 0;
    for (at, key) in old.iter().enumerate() {
        let place = (at + 1, before[at].shown.clone());
        let there = new_places.get(key).copied();
        common += usize::from(there.is_some());
        let (change, right) = match there {
            None => (Change::OnlyLeft, None),
            Some(to) => {
                let target = (to + 1, after[to].shown.clone());
                match (kept.contains(key), after[to].shown == before[at].shown) {
                    (false, _) => (Change::Moved, Some(target)),
                    (true, false) => (Change::Spelled, Some(target)),
                    (true, true) => continue,
                }
            }
        };
        let origin = before[at].origin.clone();
        differences.push(PathDiff { change, left: Some(place), right, origin });
    }
    for (at, key) in new.iter().enumerate().filter(|(_, key)| !old_keys.contains(key)) {
        let _ = key;
        let right = Some((at + 1, after[at].shown.clone()));
        let origin = after[at].origin.clone();
        differences.push(PathDiff { change: Change::OnlyRight, left: None, right, origin });
    }
    (old.len() + new.len() - common, differences)
}

/// By what two entries are one: the place they name, and how often it was there before.
fn keys(asked: Asked, entries: &[PathEntry]) -> Vec<(String, usize)> {
    let session = asked.session;
    let machine = session.machine();
    let facts = machine.facts();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    entries
        .iter()
        .map(|entry| {
            let key = match &entry.entry {
                Some(text) if !text.is_empty() => {
                    let native = session.shell().machine_path(session.start(), text);
                    let key = facts.platform.key(&native, facts.ignores_case);
                    key.trim_end_matches(facts.platform.separator()).to_owned()
                }
                _ => entry.shown.clone(),
            };
            let count = seen.entry(key.clone()).or_default();
            *count += 1;
            (key, *count)
        })
        .collect()
}

/// A longest row of keys that both lists have in the same order; no list has a key twice.
///
/// As the place of every key on the right is one number, this is a longest increasing row of numbers:
/// `n log n` steps. Of several such rows it is the one whose keys come last on the left.
fn longest_common(
    left: &[(String, usize)],
    right: &[(String, usize)],
) -> BTreeSet<(String, usize)> {
    let places: HashMap<&(String, usize), usize> = right.iter().zip(0..).collect();
    let row: Vec<(usize, usize)> =
        (0..left.len()).filter_map(|at| places.get(&left[at]).map(|place| (at, *place))).collect();
    let mut steps = Vec::with_capacity(row.len());
    // By length: the last place on the right from which as many keys can follow.
    let mut latest: Vec<usize> = Vec::new();
    for &(_, place) in row.iter().rev() {
        let length = latest.partition_point(|start| *start > place);
        steps.push((length, latest.get(length).copied()));
        match latest.get_mut(length) {
            Some(start) => *start = place,
            None => latest.push(place),
        }
    }
    let (mut wanted, mut from) = (latest.len(), 0);
    let mut common = BTreeSet::new();
    for (&(at, place), (length, later)) in row.iter().zip(steps.into_iter().rev()) {
        // A later key that would do as well is taken instead, unless this one is next on the right.
        let replaceable = later.is_some_and(|later| later >= from) && place != from;
        if length + 1 == wanted && place >= from && !replaceable {
            common.insert(left[at].clone());
            (wanted, from) = (wanted - 1, place + 1);
        }
    }
    common
}

fn names<'n>(
    left: impl Iterator<Item = (&'n String, String)>,
    right: impl Iterator<Item = (&'n String, String)>,
) -> Vec<NameDiff> {
    let mut all: BTreeMap<&String, [Option<String>; 2]> = BTreeMap::new();
    for (name, text) in left {
        all.entry(name).or_default()[0] = Some(text);
    }
    for (name, text) in right {
        all.entry(name).or_default()[1] = Some(text);
    }
    all.into_iter()
        .filter(|(_, [left, right])| left != right)
        .map(|(name, [left, right])| NameDiff { name: name.clone(), left, right })
        .collect()
}

/// Every command that a directory on either PATH, the current directory, an alias or a function gives.
fn commands(left: Asked, right: Asked, a: &Environment, b: &Environment) -> Vec<CommandDiff> {
    let both = |name: &str| (decided(name, left), decided(name, right));
    let same = |name: &str| {
        let (one, other) = both(name);
        super::explain::same(&one, &other)
    };
    let mut all = programs::doubtful([(left, a), (right, b)], &same);
    for environment in [a, b] {
        all.extend(environment.aliases.keys().cloned());
        all.extend(environment.functions.keys().cloned());
    }
    let differ = all.iter().filter_map(|name| {
        let (one, other) = both(name);
        (!super::explain::alike(&one, &other)).then(|| CommandDiff {
            name: name.clone(),
            because: format!("{}{}", because(&one, &other), bytes(left, &one, right, &other)),
            left: one,
            right: other,
        })
    });
    let mut differ: Vec<CommandDiff> = differ.collect();
    // That a program without a shell lacks what shells have built in says little.
    let program = left.session.is_program() || right.session.is_program();
    differ.sort_by_key(|one| program && [&one.left, &one.right].iter().any(|side| is_own(side)));
    differ
}

/// Whether it is the shell's own.
fn is_own(one: &Resolved) -> bool {
    matches!(one.kind, "alias" | "function" | "keyword" | "builtin" | "cmdlet")
}

/// Why a side has what it has.
fn reason(one: &Resolved) -> String {
    match one.kind {
        "not-found" => format!("{} finds nothing of that name", one.label),
        _ if one.reason.is_empty() => {
            format!("{}: {}", one.label, one.stage.as_deref().unwrap_or_default())
        }
        _ => format!("{}: {}", one.label, one.reason),
    }
}

/// Of both sides; what a side is not certain of for a doubt stands in the list of doubts, once.
fn because(left: &Resolved, right: &Resolved) -> String {
    let sides = [left, right].into_iter().filter(|one| one.doubt.is_none());
    sides.map(reason).collect::<Vec<_>>().join("; ")
}

/// Whether two files of one name hold the same, where that can be read.
fn bytes(left: Asked, one: &Resolved, right: Asked, other: &Resolved) -> &'static str {
    let (Some(a), Some(b)) = (one.end(), other.end()) else { return "" };
    let (left, right) = (left.session.machine(), right.session.machine());
    let name = |path: &str| left.platform().file_name(path).to_lowercase();
    if name(a) != name(b) {
        return "";
    }
    match identity::same_bytes((left, a), (right, b)) {
        Some(true) => "; same name, same bytes",
        Some(false) => "; same name, other bytes",
        None => "",
    }
}

/// The settings of the go a session finds.
type Settings = Option<BTreeMap<String, Text>>;

fn go(asked: Asked) -> Settings {
    let tool = toolchains::by_name("go")?;
    let chain = ask(asked, tool, Suppose::default(), |question| tool.chain(question));
    chain.program.as_ref()?;
    Some(chain.settings.iter().map(|(name, one)| (name.clone(), Text::new(&one.value))).collect())
}

fn go_diff(chains: &[Settings; 2]) -> Vec<GoDiff> {
    let mut names: BTreeSet<&String> = BTreeSet::new();
    for chain in chains.iter().flatten() {
        names.extend(chain.keys());
    }
    if chains.iter().any(Option::is_none) {
        return Vec::new();
    }
    let of = |side: usize, name: &String| chains[side].as_ref()?.get(name).cloned();
    names
        .into_iter()
        .map(|name| GoDiff { name: name.clone(), left: of(0, name), right: of(1, name) })
        .filter(|one| {
            let text = |side: &Option<Text>| side.as_ref().map(|text| text.marked());
            text(&one.left) != text(&one.right)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_its_order_did_not_move() {
        let keys = |text: &str| text.chars().map(|one| (one.to_string(), 1)).collect::<Vec<_>>();
        let common = longest_common(&keys("abcd"), &keys("acdb"));
        let common: String = common.into_iter().map(|(key, _)| key).collect();
        assert_eq!(common, "acd");
    }

    /// The definition: a table of all pairs of ends.
    fn by_table(left: &[(String, usize)], right: &[(String, usize)]) -> BTreeSet<(String, usize)> {
        let mut table = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
        for i in (0..left.len()).rev() {
            for j in (0..right.len()).rev() {
                table[i][j] = if left[i] == right[j] {
                    table[i + 1][j + 1] + 1
                } else {
                    table[i + 1][j].max(table[i][j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut common = BTreeSet::new();
        while i < left.len() && j < right.len() {
            if left[i] == right[j] {
                common.insert(left[i].clone());
                (i, j) = (i + 1, j + 1);
            } else if table[i + 1][j] >= table[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        common
    }

    #[test]
    fn the_quick_way_keeps_what_the_table_keeps() {
        let mut seed = 1_u32;
        let mut dice = |sides: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % sides
        };
        for _ in 0..3000 {
            let mut list = || {
                let mut all: Vec<char> = ('a'..'j').collect();
                let wanted = dice(9) + 1;
                let taken = (0..wanted).map(|_| all.remove(dice(all.len())));
                taken.map(|one| (one.to_string(), 1)).collect::<Vec<_>>()
            };
            let (left, right) = (list(), list());
            assert_eq!(
                longest_common(&left, &right),
                by_table(&left, &right),
                "{left:?} {right:?}"
            );
        }
    }
}
