//! What a service of Windows makes of a name that the user's own environment leads to.

use super::{Answer, NOT_FOUND, Resolved, UNCERTAIN, decided, same};
use crate::report::Asked;
use crate::report::env::variable;

/// Notes where a service has another environment than everything that the user starts: it runs under an account of the
/// system's, whose variables are not the user's (learn.microsoft.com, "User environment variables").
pub fn note_of_service(answer: &mut Answer, service: Asked) {
    let found = |one: &&mut Resolved| !matches!(one.kind, NOT_FOUND | UNCERTAIN);
    let agree = answer.agree && answer.is_command();
    if let Some(first) = answer.sessions.iter_mut().find(found).filter(|_| agree)
        && first.path.is_some()
    {
        let there = decided(&answer.name, service);
        match there.kind {
            UNCERTAIN => {}
            NOT_FOUND => first.notes.push(format!("{WHO} does not find it{}", own(first))),
            _ if same(first, &there) => {}
            _ => {
                let other = there.path.or(there.text).unwrap_or_default();
                first.notes.push(format!("{WHO} runs {other} instead"));
            }
        }
    }
    let held = answer.variables.first().and_then(|one| one.variable.as_ref());
    // PATH is told by its entries, and differs for every account.
    let plain = answer.variables.first().is_some_and(|one| one.entries.is_empty());
    let Some(held) = held.filter(|one| one.value.known.is_some() && plain) else { return };
    let environment = service.session.environment();
    let there = environment.variables.get(&answer.name).filter(|one| one.value.is_some());
    let text = match there.map(variable) {
        None if environment.may_be_set(&answer.name).is_none() => format!("{WHO} does not have it"),
        Some(other) if other.value.known.is_some() && other.value.known != held.value.known => {
            format!("{WHO} has {}", other.value.known.unwrap_or_default())
        }
        _ => return,
    };
    if let Some(first) = answer.variables.first_mut() {
        first.notes.push(text);
    }
}

const WHO: &str = "a service (LocalSystem)";

/// The key that no other account has.
fn own(one: &Resolved) -> String {
    let key = one.origin.as_ref().and_then(|origin| origin.key.as_deref());
    match key.filter(|key| key.starts_with("HKCU")) {
        Some(key) => format!(": {key} is the user's own"),
        None => String::new(),
    }
}
