//! App Paths: programs that ShellExecute finds by their names, and whoever asks it: `start`, Win+R, Start-Process
//! (win32 `shell/app-registration.md`). A 32-bit program sees the same keys since Windows 7 (`WinProg64/shared-registry-keys.md`),
//! so that what an export lists below `WOW6432Node` counts for all.

use std::rc::Rc;

use super::{Candidate, CommandKind, Stage, Verdict};
use crate::environment::expand_references;
use crate::machine::path::same_name;
use crate::machine::{Machine, RegistryData};
use crate::value::{Origin, Unknown, Value};

const BELOW: &str = "Microsoft\\Windows\\CurrentVersion\\App Paths";

/// The user's keys before the machine's, which have two names.
const ROOTS: &[&str] = &["HKCU\\Software", "HKLM\\Software", "HKLM\\Software\\WOW6432Node"];

/// A program that is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Where it is said to be.
    pub path: String,
    /// Whether it is there.
    pub there: bool,
    /// The directories that come before PATH in what is started.
    pub directories: Option<String>,
    origin: Origin,
}

/// What is registered for a name, in the order it is looked for; `find` knows the variables of the one who asks.
pub fn registered(
    machine: &dyn Machine,
    name: &str,
    find: impl Fn(&str) -> Option<Value>,
) -> Vec<Result<Registered, Rc<Unknown>>> {
    let file = if name.contains('.') { name.to_owned() } else { format!("{name}.exe") };
    let mut found: Vec<Result<Registered, Rc<Unknown>>> = Vec::new();
    for root in ROOTS {
        let key = format!("{root}\\{BELOW}\\{file}");
        let origin = Origin::Registry { key: key.as_str().into(), name: "(Default)".into() };
        for doubt in machine.registry_doubts(&key) {
            found.push(Err(Rc::new(Unknown::new(&*doubt.why, origin.clone()))));
        }
        let text = |name: &str| {
            let data = machine.registry_value(&key, name)?.data;
            expanded(&data, &origin, &find)
        };
        let Some(path) = text("") else { continue };
        let directories = text("Path").and_then(Result::ok).filter(|text| !text.is_empty());
        let one = path.map(|text| {
            let path = text.trim().trim_matches('"').to_owned();
            let there = machine.is_file(&path);
            Registered { path, there, directories, origin: origin.clone() }
        });
        let again = matches!((&one, found.last()), (Ok(one), Some(Ok(last)))
            if root.ends_with("Node") && same_name(&one.path, &last.path));
        if !again {
            found.push(one);
        }
    }
    found
}

fn expanded(
    data: &RegistryData,
    origin: &Origin,
    find: impl Fn(&str) -> Option<Value>,
) -> Option<Result<String, Rc<Unknown>>> {
    match data {
        RegistryData::Text(text) => Some(Ok(text.clone())),
        RegistryData::Expand(text) => {
            let value = expand_references(text, origin, find);
            match (value.text(), value.why_unknown()) {
                (Some(text), _) => Some(Ok(text.into_owned())),
                (None, why) => why.map(Err),
            }
        }
        _ => None,
    }
}

impl Registered {
    /// As a candidate of one who asks ShellExecute.
    pub fn candidate(&self) -> Candidate {
        let (verdict, reason) = match (self.there, &self.directories) {
            (false, _) => {
                (Verdict::Refused, "registered under App Paths, but not there".to_owned())
            }
            (true, None) => (Verdict::Chosen, "registered under App Paths".to_owned()),
            (true, Some(directories)) => (
                Verdict::Chosen,
                format!(
                    "registered under App Paths, with {directories} before PATH in what is started"
                ),
            ),
        };
        Candidate {
            kind: CommandKind::AppPath,
            path: Some(self.path.clone()),
            text: self.path.clone(),
            stage: Stage::AppPaths,
            verdict,
            reason,
            origin: Some(self.origin.clone()),
            when: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::{Change, Overlay, RegistryPlace, text_value};
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform, RegistryValue};

    fn machine() -> Recorded {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put("C:\\apps\\ed.exe", Node::File(None), None);
        machine
    }

    fn key(root: &str, file: &str) -> String {
        format!("{root}\\{BELOW}\\{file}")
    }

    #[test]
    fn both_views_are_one_and_path_is_told() {
        let mut machine = machine();
        for root in &ROOTS[1..] {
            machine.put_registry(&key(root, "ed.exe"), text_value("", "\"C:\\apps\\ed.exe\""));
            machine.put_registry(&key(root, "ed.exe"), text_value("Path", "C:\\apps\\lib"));
        }
        let narrow = key(ROOTS[2], "old.exe");
        let data = RegistryData::Expand("%HERE%\\ed.exe".into());
        machine.put_registry(&narrow, RegistryValue { name: String::new(), data });
        let here = |name: &str| {
            (name == "HERE").then(|| Value::known("C:\\apps", Origin::Default("x".into())))
        };
        let found = registered(&machine, "ED", here);
        let [Ok(one)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            one.candidate().reason,
            "registered under App Paths, with C:\\apps\\lib before PATH in what is started"
        );
        let found = registered(&machine, "old", here);
        assert!(
            matches!(found.as_slice(), [Ok(one)] if one.there && one.path == "C:\\apps\\ed.exe")
        );
    }

    #[test]
    fn what_may_have_been_written_is_not_known() {
        let machine = machine();
        let over = Overlay::new(&machine);
        let at = RegistryPlace::of(&key("HKCU\\Software", "ed.exe"), None);
        over.change(Change::RegistryUndecided { at, why: "may have been written".into() });
        assert!(matches!(registered(&over, "ed", |_| None).as_slice(), [Err(_)]));
        assert!(registered(&over, "other", |_| None).is_empty());
    }
}
