//! Programs that write the registry: what is certain of it is done, and what is not is left open there.

use std::rc::Rc;

use super::reg::{self, Outcome, Read};
use super::rights;
use super::small::only;
use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::{Fault, Machine, Platform, first_values};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{NAMELESS, Origin, Unknown};

/// What is followed here.
pub const ALL: &[&Program] = &[&SETX, &REG, &WMIC];

/// setx.
pub static SETX: Program = Program::new(
    &["setx", "setx.exe"],
    "NAME VALUE, /m: the registry, cut at 1024 characters",
    "its own: Windows 11, MS setx",
    |run| writer(run, reg::setx),
)
.on_windows()
.partly();

/// reg and regedit.
pub static REG: Program = Program::new(
    &["reg", "reg.exe", "regedit", "regedit.exe"],
    "add, delete, query /v, import; regedit /s: the registry, and nobody is told",
    "its own: Windows 11, MS reg",
    registry,
)
.on_windows()
.partly();

/// wmic, which newer Windows lack.
pub static WMIC: Program = Program::new(
    &["wmic", "wmic.exe"],
    "environment create, set, delete: that they may write any variable",
    "its own: MS wmic; what it writes, and whom it tells, is documented nowhere",
    wmic,
)
.on_windows()
.partly();

type Tool = fn(&dyn Machine, &[String], Read<'_>) -> Outcome;

fn is_regedit(path: &str) -> bool {
    let file = path.rsplit(['\\', '/']).next().unwrap_or(path);
    file.to_ascii_lowercase().starts_with("regedit")
}

fn registry(run: &mut Run<'_>) -> Followed {
    let words: Vec<String> = run.words().iter().map(|word| word.to_ascii_lowercase()).collect();
    match words.as_slice() {
        _ if is_regedit(run.path()) => writer(run, reg::regedit),
        [verb, key, ..] if verb == "query" && rights::OF_SERVICES.contains(&key.as_str()) => {
            rights::answer(run)
        }
        _ => writer(run, reg::reg),
    }
}

fn writer(run: &mut Run<'_>, tool: Tool) -> Followed {
    let words = run.words();
    let outcome = match run.is_certain() {
        true => certain(run, tool, &words)?,
        false => possible(run.machine(), tool, &words),
    };
    done(run, outcome)
}

fn certain(run: &Run<'_>, tool: Tool, words: &[String]) -> Result<Outcome, Cannot> {
    let cwd = run.cwd()?;
    let machine = run.machine();
    let mut read = |name: &str| match machine.read(&machine.platform().absolute(&cwd, name)) {
        Ok(bytes) => Ok(Some(bytes.to_vec())),
        Err(Fault::NotFound) => Ok(None),
        Err(_) => Err(()),
    };
    Ok(tool(machine, words, &mut read))
}

/// What a call may write of which the words, or whether it runs at all, are not known.
fn possible(machine: &dyn Machine, tool: Tool, words: &[String]) -> Outcome {
    let nameless = words.iter().any(|word| word.contains(NAMELESS));
    match tool(machine, words, &mut |_| Err(())) {
        Outcome::Done { changes, unsure: false, .. } => match written(&changes) {
            places if places.is_empty() => Outcome::Quiet,
            places => Outcome::Unknown(places.into_iter().map(named).collect()),
        },
        Outcome::Done { .. } => Outcome::Unknown(Vec::new()),
        Outcome::Unknown(places) => Outcome::Unknown(places.into_iter().map(named).collect()),
        Outcome::Failed(_) if nameless => Outcome::Unknown(Vec::new()),
        Outcome::Failed(_) | Outcome::Quiet => Outcome::Quiet,
    }
}

/// A place as far as its names are known.
fn named(place: RegistryPlace) -> RegistryPlace {
    let known = |name: Option<String>| name.filter(|name| !name.contains(NAMELESS));
    match known(place.key) {
        None => RegistryPlace::default(),
        key => RegistryPlace { key, name: known(place.name) },
    }
}

/// Where changes write.
fn written(changes: &[Change]) -> Vec<RegistryPlace> {
    let undecided = changes.iter().filter_map(|change| change.clone().perhaps("".into()));
    let place = |change| match change {
        Change::RegistryUndecided { at, .. } => Some(at),
        _ => None,
    };
    undecided.filter_map(place).collect()
}

fn done(run: &mut Run<'_>, outcome: Outcome) -> Followed {
    match outcome {
        Outcome::Done { changes, unsure: true, .. } => {
            changes.into_iter().for_each(|change| run.change(change));
            undecided(run, Vec::new(), "is not known")
        }
        Outcome::Done { changes, .. }
            if !run.is_elevated() && written(&changes).iter().any(rights::are_asked) =>
        {
            undecided(run, written(&changes), rights::WHY)
        }
        Outcome::Done { changes, printed, .. } => {
            changes.into_iter().for_each(|change| run.change(change));
            let Some(text) = printed else { return only(0) };
            run.out = text;
            Ok(0)
        }
        Outcome::Failed(_) => run.refuses(1),
        Outcome::Unknown(places) => undecided(run, places, "is not known"),
        Outcome::Quiet => Err(Cannot::unknown()),
    }
}

/// A write that nobody can foresee, anywhere if no place is named: later sessions may differ.
pub(super) fn undecided(run: &mut Run<'_>, places: Vec<RegistryPlace>, why: &str) -> Followed {
    let program = run.name.to_owned();
    let origin = Origin::File(run.place().clone());
    let reason = format!("what `{program}` writes to the registry here {why}");
    run.outside = Some(Rc::new(Unknown::new(reason, origin)));
    let why = format!("may have been written by `{program}` ({:?})", run.place());
    for change in Outcome::Unknown(places).undecided(&why) {
        run.change(change);
    }
    Err(Cannot::unknown())
}

/// Another shell that is not followed, and is told to write the registry.
pub fn told_to_write(run: &mut Run<'_>) -> Followed {
    let line = run.words().join(" ").to_ascii_lowercase();
    let windows = run.machine().platform() == Platform::Windows;
    match windows && WRITERS.iter().any(|word| line.contains(word)) {
        true => undecided(run, variables_named(&line), "is not known"),
        false => Err(Cannot::NotFollowed),
    }
}

/// Words of a command line for another shell that write the registry.
const WRITERS: &[&str] =
    &["setenvironmentvariable", "\\environment", "setx", "reg add", "reg import"];

/// The variables that `[Environment]::SetEnvironmentVariable('NAME', …)` writes, where nothing else in the (lower-case)
/// line writes; none where that is not certain: then anything may be written.
fn variables_named(line: &str) -> Vec<RegistryPlace> {
    let [call, others @ ..] = WRITERS else { return Vec::new() };
    if others.iter().any(|word| line.contains(word)) {
        return Vec::new();
    }
    let mut places = Vec::new();
    for (at, _) in line.match_indices(call) {
        let rest = line[at + call.len()..].trim_start().strip_prefix('(').map(str::trim_start);
        let quote = rest.and_then(|rest| rest.chars().next()).filter(|one| "'\"".contains(*one));
        let name = rest.zip(quote).and_then(|(rest, quote)| rest[1..].split_once(quote));
        let Some((name, _)) =
            name.filter(|(name, _)| !name.contains(['$', '`', '%']) && !name.contains(NAMELESS))
        else {
            return Vec::new();
        };
        for key in [first_values::USER, first_values::SYSTEM] {
            places.push(RegistryPlace::of(key, Some(name)));
        }
    }
    places
}

/// `wmic environment create|set|delete`.
fn wmic(run: &mut Run<'_>) -> Followed {
    let words = run.words().join(" ").to_ascii_lowercase();
    let writes = ["create", "set", "delete", "call", NAMELESS];
    let writes = writes.iter().any(|verb| words.contains(verb));
    match writes && (words.contains("environment") || words.contains(NAMELESS)) {
        true => undecided(run, Vec::new(), "is not known"),
        false => Err(Cannot::unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_another_shell_writes() {
        for (line, names) in [
            ("-c \"[environment]::setenvironmentvariable('foo','1','user')\"", "foo"),
            (
                "[environment]::setenvironmentvariable( \"a\", $x); [environment]::setenvironmentvariable('b','2')",
                "a b",
            ),
            ("[environment]::setenvironmentvariable($name,'1')", ""),
            ("[environment]::setenvironmentvariable('a','1'); setx b 2", ""),
        ] {
            let mut found: Vec<String> =
                variables_named(line).into_iter().filter_map(|one| one.name).collect();
            found.dedup();
            assert_eq!(found.join(" "), names, "{line}");
        }
    }
}
