//! Whether an expectation holds in a session.

use std::collections::HashSet;

use super::{CommandWant, Expectation, ValueWant, What, fits, seen};
use crate::machine::app_alias::AppAlias;
use crate::rules::{Evidence, Subject, path_entries, path_is_known, place_key};
use crate::shells::Lookup;
use crate::value::{Origin, Value};

/// What is to be said of an expectation.
pub(super) enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails { message: String, evidence: Vec<Evidence> },
    /// That cannot be told.
    Unknown { message: String, evidence: Vec<Evidence> },
}

use Answer::{Fails, Holds, Unknown};

/// What can be told of one session.
pub(super) fn alone(subject: &Subject, expectation: &Expectation) -> Vec<Answer> {
    match &expectation.what {
        What::Command { name, wants } => command(subject, name, wants),
        What::Variable { name, wants } => value(subject, name, held(subject, name), wants),
        What::Go { name, wants } => value(subject, name, go(subject, name), wants),
        What::Path { has, lacks, unique } => path(subject, has, lacks, *unique),
        What::Script(file) => vec![script(subject, file)],
    }
}

/// What is told of all sessions together.
pub(super) fn together(subjects: &[&Subject], expectation: &Expectation) -> Option<Answer> {
    let (name, said): (&str, Vec<(String, Option<Origin>)>) = match &expectation.what {
        What::Command { name, wants } if wants.contains(&CommandWant::Agrees) => {
            (name, subjects.iter().map(|one| runs(&one.lookup(name))).collect())
        }
        What::Variable { name, wants } if wants.contains(&ValueWant::Agrees) => {
            (name, subjects.iter().map(|one| holds(held(one, name))).collect())
        }
        What::Go { name, wants } if wants.contains(&ValueWant::Agrees) => {
            (name, subjects.iter().map(|one| holds(go(one, name))).collect())
        }
        _ => return None,
    };
    let (first, _) = said.first()?;
    let other = said.iter().position(|(one, _)| one != first)?;
    let message = format!(
        "{name} does not agree: {first} in {}, {} in {}",
        subjects[0].label, said[other].0, subjects[other].label
    );
    let evidence = [0, other]
        .into_iter()
        .flat_map(|at| seen(format!("{}: {}", subjects[at].label, said[at].0), said[at].1.clone()));
    Some(Fails { message, evidence: evidence.collect() })
}

/// What a name runs, in words, and who made it so.
fn runs(lookup: &Lookup) -> (String, Option<Origin>) {
    match (lookup.outcome().is_certain(), lookup.winner()) {
        (false, _) => ("something that is not certain".to_owned(), None),
        (true, None) => ("nothing".to_owned(), None),
        (true, Some(one)) => {
            (one.path.clone().unwrap_or_else(|| one.text.clone()), one.origin.clone())
        }
    }
}

fn holds(held: Held) -> (String, Option<Origin>) {
    match held {
        Held::Nothing => ("nothing".to_owned(), None),
        Held::Text(text, origin) => (text, origin),
        Held::Unknown(reason, origin) => (format!("something that {reason}"), origin),
    }
}

fn command(subject: &Subject, name: &str, wants: &[CommandWant]) -> Vec<Answer> {
    let lookup = subject.lookup(name);
    let outcome = lookup.outcome();
    if !outcome.is_certain() && wants.iter().any(|want| *want != CommandWant::Agrees) {
        let doubt = outcome.doubt.map(|doubt| doubt.unknown.clone());
        let reason = doubt.as_ref().map_or("a condition decides".into(), |one| one.reason.clone());
        let evidence = seen(reason.to_string(), doubt.map(|one| one.origin.clone()));
        let message = format!("what {name} runs is not certain");
        return vec![Unknown { message, evidence }];
    }
    wants.iter().map(|want| wanted(subject, name, &lookup, want)).collect()
}

fn wanted(subject: &Subject, name: &str, lookup: &Lookup, want: &CommandWant) -> Answer {
    let winner = lookup.winner();
    let path = winner.and_then(|one| one.path.as_deref());
    let kind = winner.map_or("not-found", |one| one.kind.name());
    let (holds, expected) = match want {
        CommandWant::Is(file) => {
            (path.is_some_and(|path| leads(subject, file, path)), file.clone())
        }
        CommandWant::Not(file) => {
            (!path.is_some_and(|path| leads(subject, file, path)), format!("not {file}"))
        }
        CommandWant::Found(found) => {
            (winner.is_some() == *found, if *found { "found" } else { "not found" }.to_owned())
        }
        CommandWant::Kind(wanted) => (kind == wanted, wanted.clone()),
        CommandWant::Stub(allowed) => {
            let machine = subject.session.machine();
            let opens = |path: &str| AppAlias::at(machine, path).opens_store() != Some(false);
            let stub = path.is_some_and(|path| {
                machine.status(path).is_ok_and(|status| status.app_alias) && opens(path)
            });
            (*allowed || !stub, "no alias that opens the Store".to_owned())
        }
        CommandWant::Agrees => return Holds,
    };
    if holds {
        return Holds;
    }
    let (said, origin) = runs(lookup);
    let message = format!("{name} runs {said}, and {expected} is expected");
    let reason =
        winner.map_or("nothing of that name is found".to_owned(), |one| one.reason.clone());
    Fails { message, evidence: seen(reason, origin) }
}

/// Whether a file is the expected one; `~` is the home, `*` any text.
fn leads(subject: &Subject, wanted: &str, path: &str) -> bool {
    let machine = subject.session.machine();
    let facts = machine.facts();
    let key = |path: &str| facts.platform.key(path, facts.ignores_case);
    let wanted = at_home(subject, wanted);
    let real = machine.real_path(path).unwrap_or_default();
    let fits = |one: &str| fits(&key(&wanted), &key(one));
    fits(path) || (!real.is_empty() && fits(&real))
}

fn at_home(subject: &Subject, text: &str) -> String {
    let home = &subject.session.machine().facts().user.home;
    match text.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '\\']) => format!("{home}{rest}"),
        _ => text.to_owned(),
    }
}

/// What a variable holds.
enum Held {
    Nothing,
    Text(String, Option<Origin>),
    Unknown(String, Option<Origin>),
}

fn held(subject: &Subject, name: &str) -> Held {
    let doubt = subject.environment.doubts.iter().find(|doubt| doubt.reaches_variable(name));
    let stored = subject.environment.variables.value(name);
    match (stored, doubt) {
        (None, None) => Held::Nothing,
        (None, Some(doubt)) => {
            Held::Unknown(doubt.unknown.reason.to_string(), Some(doubt.unknown.origin.clone()))
        }
        (Some(value), _) => of_value(value),
    }
}

fn of_value(value: &Value) -> Held {
    match (value.text(), value.why_unknown()) {
        (Some(text), _) => Held::Text(text.into_owned(), value.writer()),
        (None, Some(why)) => Held::Unknown(why.reason.to_string(), Some(why.origin.clone())),
        (None, None) => Held::Unknown("is one of several".to_owned(), value.writer()),
    }
}

/// What go makes of a setting; where GOBIN is empty, the directory that `go install` writes to.
fn go(subject: &Subject, name: &str) -> Held {
    let Some(chain) = crate::rules::go::chain(subject) else {
        return Held::Unknown("go is not certainly found here".to_owned(), None);
    };
    let empty = |value: &Value| value.is_empty() == Some(true);
    match (chain.settings.get(name), &chain.install) {
        (Some(one), Some(target)) if name == "GOBIN" && empty(&one.value) => of_value(&target.path),
        (Some(one), _) => of_value(&one.value),
        (None, _) => Held::Nothing,
    }
}

fn value(subject: &Subject, name: &str, held: Held, wants: &[ValueWant]) -> Vec<Answer> {
    let wants = wants.iter().filter(|want| **want != ValueWant::Agrees);
    let one = |want: &ValueWant| {
        let (text, origin) = match &held {
            Held::Unknown(reason, origin) => {
                let message = format!("what {name} is is not certain");
                return Unknown { message, evidence: seen(reason, origin.clone()) };
            }
            Held::Nothing => (None, None),
            Held::Text(text, origin) => (Some(text.as_str()), origin.clone()),
        };
        let (holds, expected) = match want {
            ValueWant::Is(wanted) => {
                (text.is_some_and(|text| fits(&at_home(subject, wanted), text)), wanted.clone())
            }
            ValueWant::Set(set) => {
                (text.is_some() == *set, if *set { "a value" } else { "nothing" }.to_owned())
            }
            ValueWant::OnPath if !path_is_known(subject) => {
                let message = format!("whether {name} is on PATH is not certain");
                return Unknown { message, evidence: Vec::new() };
            }
            ValueWant::OnPath => (
                text.is_some_and(|text| on_path(subject, text).is_some()),
                "an entry of PATH".to_owned(),
            ),
            ValueWant::Agrees => return Holds,
        };
        let said = text.unwrap_or("nothing");
        let message = format!("{name} is {said}, and {expected} is expected");
        match holds {
            true => Holds,
            false => Fails { message, evidence: seen(format!("{name}={said}"), origin) },
        }
    };
    wants.map(one).collect()
}

/// Which entry of PATH leads to the directory.
fn on_path(subject: &Subject, directory: &str) -> Option<usize> {
    let wanted = place_key(subject, &at_home(subject, directory));
    let leads = |entry: &crate::rules::Entry| {
        let place = entry.place.as_deref();
        place.is_some_and(|place| place_key(subject, place) == wanted)
            || entry.text.trim_end_matches(['/', '\\']) == directory
    };
    path_entries(subject).iter().position(leads)
}

fn path(subject: &Subject, has: &[String], lacks: &[String], unique: bool) -> Vec<Answer> {
    if !path_is_known(subject) {
        let message = "PATH is not certain".to_owned();
        let doubts = subject.environment.doubts.iter().filter(|one| one.reaches_variable("PATH"));
        let told = doubts.map(|one| (one.unknown.reason.to_string(), one.unknown.origin.clone()));
        let evidence = told.flat_map(|(text, origin)| seen(text, Some(origin))).take(3).collect();
        return vec![Unknown { message, evidence }];
    }
    let writer = subject.environment.variables.value("PATH").and_then(Value::writer);
    let fails = |message: String, origin: Option<Origin>| Fails {
        message,
        evidence: seen("PATH is written here", origin),
    };
    let entries = path_entries(subject);
    let places: Vec<Option<usize>> = has.iter().map(|one| on_path(subject, one)).collect();
    let mut answers = Vec::new();
    for (one, place) in has.iter().zip(&places) {
        if place.is_none() {
            answers.push(fails(format!("{one} is not on PATH"), writer.clone()));
        }
    }
    for (pair, at) in has.windows(2).zip(places.windows(2)) {
        if let [Some(first), Some(second)] = at {
            if first > second {
                let message = format!("{} stands behind {} on PATH", pair[0], pair[1]);
                answers.push(fails(message, entries[*second].origin.clone()));
            }
        }
    }
    for one in lacks {
        if let Some(at) = on_path(subject, one) {
            answers.push(fails(format!("{one} is on PATH"), entries[at].origin.clone()));
        }
    }
    let keys =
        entries.iter().filter_map(|one| Some((one, place_key(subject, one.place.as_deref()?))));
    let mut seen_keys: Vec<String> = Vec::new();
    for (entry, key) in keys.filter(|_| unique) {
        if seen_keys.contains(&key) {
            let message = format!("{} stands twice on PATH", entry.text);
            answers.push(fails(message, entry.origin.clone()));
        }
        seen_keys.push(key);
    }
    answers
}

/// Whether every command of a script is found.
fn script(subject: &Subject, file: &str) -> Answer {
    let machine = subject.session.machine();
    let facts = machine.facts();
    let path = facts.platform.absolute(&facts.cwd, &at_home(subject, file));
    let Ok(bytes) = machine.read(&path) else {
        let message = format!("{path} cannot be read, so its commands are not certain");
        return Unknown { message, evidence: Vec::new() };
    };
    let base = facts.platform.file_name(&path);
    let own = subject.session.shell();
    let claims = crate::shells::ALL.iter().copied().find(|shell| shell.claims(base));
    let shell = claims.unwrap_or(own);
    let source = crate::text::Source::inline(&path, &shell.decode(facts, &bytes).text);
    let outline = shell.outline(source.text());
    let functions = outline.statements.iter().filter(|one| one.kind == "function");
    let mut known: HashSet<&str> = functions.filter_map(|one| one.name.as_deref()).collect();
    let mut missing: Vec<(String, Origin)> = Vec::new();
    for one in outline.statements.iter().filter(|one| one.kind == "command") {
        let Some(name) = one.name.as_deref() else { continue };
        let literal = !name.is_empty() && !name.contains(['$', '%', '`', '*', '?', '"', '\'']);
        if !literal || !known.insert(name) {
            continue;
        }
        let lookup = subject.lookup(name);
        if lookup.outcome().is_certain() && lookup.winner().is_none() {
            let place = crate::text::Place::new(&source, one.span);
            missing.push((name.to_owned(), Origin::File(place)));
        }
    }
    if missing.is_empty() {
        return Holds;
    }
    let names: Vec<String> = missing.iter().map(|(name, _)| name.clone()).collect();
    let is = if names.len() == 1 { "is" } else { "are" };
    let names = crate::rules::directories::listed(&names, 4);
    let message = format!("{names} of {file} {is} not found");
    let evidence = missing.iter().take(6).map(|(name, origin)| Evidence {
        text: format!("{name} is not found"),
        origin: Some(origin.clone()),
    });
    Fails { message, evidence: evidence.collect() }
}
