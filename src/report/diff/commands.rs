//! Commands that change winner, and why.

use super::{CommandDiff, programs};
use crate::environment::Environment;
use crate::machine::windows_programs::is_in_system32;
use crate::report::explain::{NOT_FOUND, Resolved, alike, decided, same};
use crate::report::{Asked, identity};

/// Every command that a directory on either PATH, the current directory, an alias or a function gives. Sessions of two
/// machines are `across` from each other: one path is two files there.
pub(super) fn commands(
    left: Asked,
    right: Asked,
    [a, b]: [&Environment; 2],
    across: bool,
) -> Vec<CommandDiff> {
    let both = |name: &str| (decided(name, left), decided(name, right));
    let equal = |name: &str| {
        let (one, other) = both(name);
        same(&one, &other)
    };
    let mut all = programs::doubtful([(left, a), (right, b)], across, &equal);
    for environment in [a, b] {
        all.extend(environment.aliases.keys().cloned());
        all.extend(environment.functions.keys().cloned());
    }
    let differ = all.iter().filter_map(|name| {
        let (one, other) = both(name);
        let differs = !alike(&one, &other)
            || across && holds_the_same(left, &one, right, &other) == Some(false);
        differs.then(|| CommandDiff {
            name: name.clone(),
            because: format!("{}{}", because(&one, &other), bytes(left, &one, right, &other)),
            left: one,
            right: other,
        })
    });
    let mut differ: Vec<CommandDiff> = differ.collect();
    // That a program without a shell lacks what shells have built in says little.
    let program = left.session.is_program() || right.session.is_program();
    differ.sort_by_key(|one| {
        let sides = [&one.left, &one.right];
        let own = sides.iter().any(|side| is_own(side));
        own && (program || sides.iter().any(|side| is_of_windows(side)))
    });
    differ
}

/// Whether it is a program that every Windows has: that a shell has a word of its own for it says nothing of this machine.
fn is_of_windows(one: &Resolved) -> bool {
    let Some((directory, name)) = one.end().and_then(|path| path.rsplit_once('\\')) else {
        return false;
    };
    directory.to_ascii_lowercase().ends_with("\\system32") && is_in_system32(name)
}

/// Whether it is the shell's own.
fn is_own(one: &Resolved) -> bool {
    matches!(one.kind, "alias" | "function" | "keyword" | "builtin" | "cmdlet")
}

/// Why a side has what it has.
fn reason(one: &Resolved) -> String {
    match one.kind {
        _ if one.reason.is_empty() => {
            format!("{}: {}", one.label, one.stage.as_deref().unwrap_or_default())
        }
        _ => format!("{}: {}", one.label, one.reason),
    }
}

/// Of both sides; what a side is not certain of for a doubt stands in the list of doubts, once.
fn because(left: &Resolved, right: &Resolved) -> String {
    let told = |one: &&Resolved| one.doubt.is_none() && one.kind != NOT_FOUND;
    let sides = [left, right].into_iter().filter(told);
    sides.map(reason).collect::<Vec<_>>().join("; ")
}

/// Whether two files of one name hold the same bytes, where both can be read.
fn holds_the_same(left: Asked, one: &Resolved, right: Asked, other: &Resolved) -> Option<bool> {
    let (a, b) = (one.end()?, other.end()?);
    let (left, right) = (left.session.machine(), right.session.machine());
    let name = |path: &str| left.platform().file_name(path).to_lowercase();
    (name(a) == name(b)).then(|| identity::same_bytes((left, a), (right, b)))?
}

fn bytes(left: Asked, one: &Resolved, right: Asked, other: &Resolved) -> &'static str {
    match holds_the_same(left, one, right, other) {
        Some(true) => "; same name, same bytes",
        Some(false) => "; same name, other bytes",
        None => "",
    }
}
