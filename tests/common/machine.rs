//! Machines that are laid over a system as it is installed.
#![allow(dead_code, reason = "every test uses a part of it")]

use serde_json::Value;

/// The systems as they are installed, by name.
pub fn bases() -> Value {
    let data: Value = serde_json::from_str(include_str!("../data/rules.json")).expect("JSON");
    data["bases"].clone()
}

/// A machine laid over another: objects of objects are merged, all else replaces.
pub fn laid(base: &Value, over: &Value, depth: u32) -> Value {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) if depth < 3 => {
            let mut all = base.clone();
            for (name, value) in over {
                // A file is one thing: its new description replaces the old one.
                let is_file = value.get("text").is_some() || value.get("mode").is_some();
                let merged = match all.get(name) {
                    Some(old) if !is_file => laid(old, value, depth + 1),
                    _ => value.clone(),
                };
                all.insert(name.clone(), merged);
            }
            Value::Object(all)
        }
        _ => over.clone(),
    }
}

/// A folder that holds the machine.
pub fn recorded(machine: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    #[allow(clippy::disallowed_methods, reason = "a test writes its own input")]
    std::fs::write(folder.path().join("scenario.json"), machine.to_string()).expect("written");
    folder
}
