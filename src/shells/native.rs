//! What a shell of a Unix-like on Windows hands to programs of Windows.

use crate::machine::mounts::Mounts;
use crate::machine::mounts::native::Handed;
use crate::value::{Origin, Unknown, Value};

/// Which variables are left alone: the beginnings of `NAME=value`; `None` for all of them.
pub struct Kept(Option<Vec<String>>);

impl Kept {
    /// As the environment says it: `text` is that of a variable which is set.
    pub fn of(text: impl Fn(&str) -> Option<String>) -> Self {
        let starts = text("MSYS2_ENV_CONV_EXCL").unwrap_or_default();
        let starts = starts.split(';').filter(|start| !start.is_empty()).map(str::to_owned);
        Self(text("MSYS_NO_PATHCONV").is_none().then(|| starts.collect()))
    }
}

/// What becomes of a variable; `None` where it arrives as it is.
pub fn handed(mounts: &Mounts, name: &str, value: &Value, kept: &Kept) -> Option<Value> {
    let text = value.text()?;
    let kept: Option<Vec<&str>> =
        kept.0.as_ref().map(|all| all.iter().map(String::as_str).collect());
    match mounts.handed(name, &text, kept.as_deref()) {
        Handed::Same => None,
        Handed::As(text) if mounts.is_list(name) == Some(true) => {
            let entries = value.entries(':').into_iter().map(|entry| entry.value);
            let native = entries.map(|entry| entry.map_text(|path| mounts.machine(path)));
            let list = Value::from_entries(native, ';');
            let same = list.text().as_deref() == Some(&*text);
            Some(if same { list } else { value.map_text(|_| text) })
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

/// An argument, as far as that is followed: one slash of two goes, and what has no slash stays
/// (`msys2_path_conv.cc`).
pub fn argument(mounts: &Mounts, text: &str, kept: &Kept) -> Option<String> {
    if !mounts.runtime.converts() || kept.0.is_none() || !text.contains('/') {
        return Some(text.to_owned());
    }
    let option = text.strip_prefix("//").filter(|rest| !rest.contains('/'));
    option.map(|rest| format!("/{rest}"))
}
