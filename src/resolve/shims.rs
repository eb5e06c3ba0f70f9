//! Programs of version managers that stand beside PATH although the manager was called.

use super::{places, program_in};
use crate::session::Session;
use crate::text::Place;
use crate::value::Origin;

/// A program of a manager's that PATH does not lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its file.
    pub path: String,
    /// The manager and the statement that called it, where one did.
    pub called: Option<(String, Place)>,
}

/// The same name among the shims of a manager that PATH lacks.
pub fn beside_path(session: &Session, name: &str) -> Option<Beside> {
    let platform = session.machine().platform();
    if name.contains(|letter| platform.is_separator(letter)) {
        return None;
    }
    let shims = |path: &String| platform.file_name(path) == "shims";
    let directories = places::off_path(session).into_iter().map(|(path, _)| path).filter(shims);
    let found = directories.filter_map(|directory| {
        let path = program_in(session.machine(), &directory, name)?;
        let home = platform.file_name(platform.parent(&directory)?);
        Some((path, home.trim_start_matches('.').to_owned()))
    });
    let (path, manager) = { found }.next()?;
    let called = called(session, &manager).map(|place| (manager, place));
    Some(Beside { path, called })
}

/// The statement that called the manager: what it printed wrote something in the session.
fn called(session: &Session, manager: &str) -> Option<Place> {
    let environment = session.environment();
    let values = environment.variables.iter().filter_map(|one| one.value.as_ref());
    let mut origins = values.flat_map(crate::value::Value::origins);
    origins.find_map(|origin| match origin {
        Origin::Signature { name, place } if *name == *manager => Some(place),
        _ => None,
    })
}
