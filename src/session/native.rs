//! What a shell of a Unix-like on Windows hands to programs of Windows.

use crate::environment::{Environment, Variable};
use crate::machine::mounts::Mounts;
use crate::machine::mounts::native::Handed;
use crate::value::{Origin, Unknown, Value};

/// Translates every exported variable.
pub(super) fn translate(mounts: &Mounts, environment: &mut Environment) {
    let text = |name: &str| {
        let value = environment.exported(name)?.text()?;
        Some(value.into_owned())
    };
    let kept = text("MSYS2_ENV_CONV_EXCL").unwrap_or_default();
    let kept: Vec<&str> = kept.split(';').filter(|start| !start.is_empty()).collect();
    let kept = environment.exported("MSYS_NO_PATHCONV").is_none().then_some(kept.as_slice());
    let exported = environment.variables.iter().filter(|one| one.exported);
    let changed: Vec<(String, Value)> =
        exported.filter_map(|one| Some((one.name.clone(), handed(mounts, one, kept)?))).collect();
    for (name, value) in changed {
        if let Some(variable) = environment.variables.get_mut(&name) {
            variable.value = Some(value);
        }
    }
}

/// What becomes of a variable; `None` where it arrives as it is.
fn handed(mounts: &Mounts, variable: &Variable, kept: Option<&[&str]>) -> Option<Value> {
    let value = variable.value.as_ref()?;
    let text = value.text()?;
    match mounts.handed(&variable.name, &text, kept) {
        Handed::Same => None,
        Handed::As(text) if mounts.is_list(&variable.name) == Some(true) => {
            let entries = value.entries(':').into_iter().map(|entry| entry.value);
            let native = entries.map(|entry| entry.map_text(|path| mounts.machine(path)));
            let list = Value::from_entries(native, ';');
            Some(if list.text().as_deref() == Some(&*text) {
                list
            } else {
                value.map_text(|_| text)
            })
        }
        Handed::As(text) => Some(value.map_text(|_| text)),
        Handed::Unsure => {
            let origin =
                value.writer().unwrap_or_else(|| Origin::Builtin("msys2_path_conv.cc".into()));
            let reason = "is translated for programs of Windows in a way that is not followed";
            Some(Value::unknown(Unknown::new(reason, origin)))
        }
    }
}
