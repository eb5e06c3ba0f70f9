//! A name as a variable.

use super::lack::{lacking, written};
use super::{InSession, Near, windows};
use crate::report::env::{path, variable};
use crate::report::{Asked, Why};
use crate::value::Origin;

/// What every session has; nothing where the name is no variable's.
pub(super) fn variables(
    name: &str,
    asked: &[Asked],
    witnesses: &[Asked],
    command: bool,
) -> Vec<InSession> {
    let mut all: Vec<InSession> = asked.iter().map(|one| in_session(name, *one)).collect();
    lacks(&mut all, name, asked);
    let perhaps = |one: &InSession| one.may_be_set.is_some() && spelled_like_a_variable(name);
    let worth = |one: &InSession| one.variable.is_some() || perhaps(one);
    // A name like a variable's that is no command is one that is not set.
    let meant = !command && spelled_like_a_variable(name);
    if !all.iter().any(worth) {
        seen(&mut all, name, asked, witnesses);
    }
    windows::note(&mut all, asked);
    if meant || all.iter().any(worth) { all } else { Vec::new() }
}

fn in_session(name: &str, asked: Asked) -> InSession {
    let (session, label) = (asked.name.to_owned(), asked.label.to_owned());
    let unset = InSession {
        session,
        label,
        name: name.to_owned(),
        variable: None,
        entries: Vec::new(),
        may_be_set: None,
        nearest: Vec::new(),
        notes: Vec::new(),
        lack: None,
    };
    if !asked.session.may_have_variable(name) {
        return unset;
    }
    let environment = asked.session.environment();
    let found = environment.variables.get(name).filter(|found| found.value.is_some());
    InSession {
        name: found.map_or(unset.name, |found| found.name.clone()),
        variable: found.map(variable),
        entries: match name.eq_ignore_ascii_case("PATH") && found.is_some() {
            true => path(asked.session, &environment),
            false => Vec::new(),
        },
        may_be_set: environment.may_be_set(name).map(|why| Why::new(why)),
        ..unset
    }
}

/// The file that wrote it in that session.
fn writer(name: &str, asked: &Asked) -> Option<Origin> {
    if !asked.session.may_have_variable(name) {
        return None;
    }
    let environment = asked.session.environment();
    let writer = environment.variables.value(name)?.writer()?;
    writer.place().is_some().then_some(writer)
}

/// Why a variable is not set where another session has it.
fn lacks(all: &mut [InSession], name: &str, asked: &[Asked]) {
    let mut set = all.iter().zip(asked).filter(|(one, _)| one.variable.is_some());
    let Some(writer) = set.find_map(|(_, one)| writer(name, one)) else { return };
    for (one, asked) in all.iter_mut().zip(asked).filter(|(one, _)| one.variable.is_none()) {
        one.lack = lacking(asked, Some(name), &writer);
    }
}

/// The same where only a session has it that nobody asked for.
fn seen(all: &mut [InSession], name: &str, asked: &[Asked], witnesses: &[Asked]) {
    let found = witnesses.iter().find_map(|one| Some((one, writer(name, one)?)));
    let Some((witness, writer)) = found else { return };
    let reason = format!("{} has it from {}", witness.name, written(&writer));
    for (one, asked) in all.iter_mut().zip(asked) {
        one.lack = lacking(asked, Some(name), &writer);
        let near = Near { name: name.to_owned(), path: None, reason: reason.clone() };
        one.nearest = one.lack.iter().map(|_| near.clone()).collect();
    }
}

/// Names that people give to variables and hardly ever to commands.
fn spelled_like_a_variable(name: &str) -> bool {
    name.contains(|letter: char| letter.is_ascii_uppercase())
        && name.chars().all(|one| one.is_ascii_uppercase() || one.is_ascii_digit() || one == '_')
}
