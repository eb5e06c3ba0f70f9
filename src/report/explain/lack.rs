//! Why a session lacks what another one has, else what comes nearest.

use super::{Lack, NOT_FOUND, Near, Resolved, UNCERTAIN};
use crate::report::{Asked, Origin};
use crate::resolve::{self, nearest};
use crate::value;

/// Why the session lacks what that writer gave to another one.
pub(super) fn lacking(
    asked: &Asked,
    variable: Option<&str>,
    writer: &value::Origin,
) -> Option<Lack> {
    let lack = resolve::lacking(asked.session, variable, writer)?;
    Some(lack.map(|origin| Origin::new(&origin)))
}

/// What one session has and another one lacks.
struct Found {
    path: Option<String>,
    writer: value::Origin,
}

impl Found {
    fn by(name: &str, asked: &Asked) -> Option<Self> {
        let lookup = asked.session.lookup(name);
        let certain = lookup.doubt().is_none() && lookup.outcome().ends.len() == 1;
        let winner = lookup.winner().filter(|_| certain)?;
        Some(Self { path: winner.path.clone(), writer: winner.origin.clone()? })
    }

    fn lack(&self, asked: &Asked) -> Option<Lack> {
        if self.path.as_deref().is_some_and(|path| resolve::is_only_exe(asked.session, path)) {
            return Some(Lack::OnlyExe);
        }
        lacking(asked, self.path.is_some().then_some("PATH"), &self.writer)
    }
}

/// Where a session finds nothing: why it lacks what another one has, else what comes nearest. Witnesses are sessions
/// that nobody asked for.
pub(super) fn compare(
    sessions: &mut [Resolved],
    name: &str,
    asked: &[Asked],
    witnesses: &[Asked],
    near_names: bool,
) {
    let first = sessions.iter().position(Resolved::has_a_writer);
    let found = first.and_then(|at| Found::by(name, &asked[at]));
    let missing = |one: &Resolved| one.kind == NOT_FOUND;
    if let Some(found) = &found {
        for (one, asked) in sessions.iter_mut().zip(asked).filter(|(one, _)| missing(one)) {
            one.lack = found.lack(asked);
        }
    }
    let shells = || sessions.iter().zip(asked).filter(|(_, asked)| !asked.session.is_program());
    let open = |one: &Resolved| missing(one) && one.lack.is_none();
    if shells().any(|(one, _)| one.lack.is_some()) || !sessions.iter().any(open) && found.is_some()
    {
        return;
    }
    let open = |one: &Resolved| !one.is_found() && one.lack.is_none();
    let wanted = sessions.iter_mut().zip(asked).filter(|(one, _)| near_names && open(one));
    for (one, asked) in wanted {
        one.nearest = nearest(asked.session, name, &asked.session.lookup(name));
    }
    if sessions.iter().any(|one| one.is_found() && one.kind != UNCERTAIN) {
        return;
    }
    let seen = witnesses.iter().find_map(|one| Some((one, Found::by(name, one)?)));
    let Some((witness, found)) = seen else { return };
    for (one, asked) in sessions.iter_mut().zip(asked).filter(|(one, _)| missing(one)) {
        one.lack = found.lack(asked);
        if one.lack.is_some() {
            beside(&mut one.nearest, near(name, witness, &found));
        }
    }
}

/// What a witness finds takes the place of a plain guess about the same file.
fn beside(nearest: &mut Vec<Near>, near: Near) {
    let guess = |one: &Near| one.path == near.path && one.reason.ends_with(NOT_ON_PATH);
    nearest.retain(|one| one.name == near.name && !guess(one));
    if !nearest.iter().any(|one| one.path.is_some() && one.path == near.path) {
        nearest.insert(0, near);
    }
}

/// How the reason ends of a file that stands where programs usually are.
const NOT_ON_PATH: &str = "is not on PATH";

fn near(name: &str, witness: &Asked, found: &Found) -> Near {
    let reason = format!("{} has it from {}", witness.name, written(&found.writer));
    Near { name: name.to_owned(), path: found.path.clone(), reason }
}

/// Who wrote it, in words; renderers shorten the home.
pub(super) fn written(origin: &value::Origin) -> String {
    match origin.place() {
        Some(place) => format!("{}:{}", place.file(), place.line()),
        None => Origin::new(origin).key.unwrap_or_else(|| "its start".to_owned()),
    }
}
