//! `--as`: which callers are asked, and what is said of the program that asks.

use super::Failure;
use super::args::Explain;
use crate::callers::{Caller, Child, Unknown};
use crate::machine::Machine;
use crate::report::explain::Calling;

/// What the calling program hands on, and where it is.
pub(super) fn calling(explain: &Explain, callers: &[Caller]) -> Result<Calling, Failure> {
    let set = explain.child_set.iter().map(|(name, value)| (name.clone(), Some(value.clone())));
    let changes = set.chain(explain.child_unset.iter().map(|name| (name.clone(), None))).collect();
    let child = Child { changes, clear: false, cwd: explain.child_cwd.clone() };
    let calling = Calling { program: explain.program.clone(), child };
    if callers.is_empty() && calling != Calling::default() {
        return Err(Failure {
            message: "--program and --child-… are asked of a caller".to_owned(),
            remedy: Some("add --as CALLER, such as --as createprocess".to_owned()),
        });
    }
    Ok(calling)
}

/// The callers of `--as`.
pub(super) fn named(names: &[String], machine: &dyn Machine) -> Result<Vec<Caller>, Failure> {
    let platform = machine.platform();
    let known = || Some(format!("known are {}", Caller::known(platform)));
    let mut callers = Vec::new();
    for name in names {
        let fail = |message: String, remedy: Option<String>| Err(Failure { message, remedy });
        match (name.as_str(), Caller::parse(name)) {
            ("all", _) => callers.extend_from_slice(Caller::of(platform)),
            (_, Ok(caller)) if caller.is_of(platform) => callers.push(caller),
            (_, Ok(caller)) => {
                let message =
                    format!("--as {}: {} has no such caller", caller.name(), platform.name());
                return fail(message, known());
            }
            (_, Err(Unknown::Version(those))) => {
                let message = format!("--as {name}: this release was never looked at");
                return fail(message, Some(format!("known are {those}")));
            }
            (_, Err(Unknown::Name)) => {
                return fail(format!("--as {name}: known are {}", Caller::known(platform)), None);
            }
        }
    }
    Ok(callers)
}
