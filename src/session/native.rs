//! What a program of Windows gets from a shell that spells paths the POSIX way: MSYS turns PATH, HOME and the temporary
//! directories around for every child that is none of its own (msys2-runtime, `winf.cc`, `environ.cc` `conv_envvars`).

use super::Session;
use crate::machine::path::same_name;
use crate::shells::Given;
use crate::value::{Origin, Unknown, Value};

/// Variables that hold one path.
const PATHS: &[&str] = &["HOME", "TMP", "TEMP", "TMPDIR"];

impl Session<'_> {
    /// Whether its shell spells paths otherwise than the machine does.
    pub(super) fn spells_otherwise(&self) -> bool {
        let windows = self.machine().platform().is_windows();
        windows && self.shell().machine_path(self.start(), "/c/x") != "/c/x"
    }

    /// What a program of Windows that it starts is given.
    pub(crate) fn handed_to_windows(&self) -> Vec<Given> {
        let given = self.handed_down();
        if !self.spells_otherwise() {
            return given;
        }
        let turned = |one: Given| {
            let value = match () {
                () if same_name(&one.name, "PATH") => self.list_for_windows(&one.value),
                () if PATHS.iter().any(|name| same_name(&one.name, name)) => {
                    self.path_for_windows(&one.value)
                }
                () => one.value,
            };
            Given { name: one.name, value }
        };
        given.into_iter().map(turned).collect()
    }

    /// The directory it is in, as the machine spells it.
    pub(crate) fn native(&self, path: &str) -> String {
        match path.starts_with('/') && self.spells_otherwise() {
            true => self.shell().machine_path(self.start(), path),
            false => path.to_owned(),
        }
    }

    fn path_for_windows(&self, value: &Value) -> Value {
        match value.text() {
            Some(text) => Value::known(self.native(&text), writer(value)),
            None => value.clone(),
        }
    }

    fn list_for_windows(&self, value: &Value) -> Value {
        let mut list = Value::empty();
        for (number, entry) in value.entries(':').iter().enumerate() {
            let origin = writer(&entry.value);
            if entry.value.text().is_none() {
                let reason = "is turned from POSIX paths, of which not all are known";
                return Value::unknown(Unknown::new(reason, origin));
            }
            if number > 0 {
                list = list.then(Value::known(";", origin));
            }
            list = list.then(self.path_for_windows(&entry.value));
        }
        list
    }
}

fn writer(value: &Value) -> Origin {
    value.writer().unwrap_or_else(|| Origin::Builtin("MSYS".into()))
}
