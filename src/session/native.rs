//! What a shell of a Unix-like on Windows hands to programs of Windows.

use crate::environment::Environment;
use crate::machine::mounts::Mounts;
use crate::shells::native::{Kept, handed};
use crate::value::Value;

/// Translates every exported variable.
pub(super) fn translate(mounts: &Mounts, environment: &mut Environment) {
    let kept = Kept::of(|name| Some(environment.exported(name)?.text()?.into_owned()));
    let exported = environment.variables.iter().filter(|one| one.exported);
    let changed: Vec<(String, Value)> = exported
        .filter_map(|one| {
            let value = handed(mounts, &one.name, one.value.as_ref()?, &kept)?;
            Some((one.name.clone(), value))
        })
        .collect();
    for (name, value) in changed {
        if let Some(variable) = environment.variables.get_mut(&name) {
            variable.value = Some(value);
        }
    }
}
