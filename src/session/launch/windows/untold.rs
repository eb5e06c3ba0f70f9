//! Variables of the registry of which it is not known whether a new process has them.

use std::collections::HashSet;
use std::rc::Rc;

use crate::environment::{Doubt, Reach};
use crate::machine::first_values::{SYSTEM, USER};
use crate::machine::overlay::RegistryDoubt;
use crate::machine::path::folded;
use crate::machine::{Machine, RegistryValue};
use crate::session::launch::is_whole;
use crate::shells::Launcher;
use crate::value::{Origin, Unknown};

/// What may have been written to the machine's key or the account's, by something that is not followed.
pub(super) fn undecided(machine: &dyn Machine, account: &'static str) -> Vec<Rc<Doubt>> {
    let of = |key: &'static str, one: RegistryDoubt| {
        let name = one.name.as_deref().unwrap_or("*");
        let origin = Origin::Registry { key: key.into(), name: name.into() };
        Rc::new(Doubt { unknown: Rc::new(Unknown::new(&*one.why, origin)), reach: reach(name) })
    };
    let all = |key: &'static str| {
        let doubts = machine.registry_doubts(key).into_iter();
        doubts.map(move |one| of(key, one)).collect::<Vec<_>>()
    };
    [all(SYSTEM), all(account)].concat()
}

/// A variable, in the spelling of the registry and in the one that names are compared by.
fn reach(name: &str) -> Reach {
    let upper = folded(name);
    let mut variables: Vec<Rc<str>> = vec![name.into()];
    if upper != name {
        variables.push(upper.into());
    }
    Reach::Only { variables, commands: Vec::new() }
}

/// Variables that were written, and nobody was told: Explorer and what it starts have the old ones until the next
/// broadcast or logon; Windows Terminal reads the registry itself since 1.18.
pub(super) fn untold(machine: &dyn Machine, launcher: Launcher) -> Vec<Rc<Doubt>> {
    if launcher != Launcher::Terminal || is_whole(machine.facts()) {
        return Vec::new();
    }
    let mut doubts = Vec::new();
    for key in [SYSTEM, USER] {
        let (now, told) = (machine.registry_values(key), machine.told_registry_values(key));
        let before: HashSet<&RegistryValue> = told.iter().collect();
        let after: HashSet<&RegistryValue> = now.iter().collect();
        let written = now.iter().filter(|one| !before.contains(one));
        let gone = told.iter().filter(|one| !after.contains(one));
        let mut names: Vec<Rc<str>> =
            written.chain(gone).map(|one| one.name.as_str().into()).collect();
        names.dedup();
        for name in names {
            let origin = Origin::Registry { key: key.into(), name: name.as_ref().into() };
            let unknown = Unknown::new(UNTOLD, origin);
            doubts.push(Rc::new(Doubt { unknown: Rc::new(unknown), reach: reach(&name) }));
        }
    }
    doubts
}

const UNTOLD: &str = "was written without a broadcast: Windows Terminal reads it, a console of Explorer's does not before the next logon";
