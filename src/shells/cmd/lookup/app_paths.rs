//! App Paths: programs that ShellExecute finds and cmd does not.

use std::rc::Rc;

use super::{Search, candidate};
use crate::environment::expand_references;
use crate::machine::RegistryData;
use crate::shells::{CommandKind, Lookup, Stage, Verdict};
use crate::value::{Origin, Unknown, Value};

const BELOW: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\App Paths";

impl Search<'_> {
    /// The registered program, the user's before the machine's; `start` uses it, cmd alone does not.
    pub(super) fn app_paths(&self, typed: &str, start: bool, lookup: &mut Lookup) {
        let name = typed.replace('"', "");
        if name.is_empty() || name.contains(['\\', '/', ':']) {
            return;
        }
        let file = if name.contains('.') { name } else { format!("{name}.exe") };
        for hive in ["HKCU", "HKLM"] {
            let key = format!("{hive}\\{BELOW}\\{file}");
            let Some(value) = self.machine.registry_value(&key, "") else { continue };
            let path = match self.registered(&value.data) {
                Some(Ok(path)) => path,
                Some(Err(unknown)) if start => {
                    lookup.doubts_here(unknown);
                    continue;
                }
                _ => continue,
            };
            let there = self.machine.is_file(&path);
            let (verdict, reason) = match (start, there) {
                (false, _) => {
                    (Verdict::Refused, "App Paths count for `start` and Win+R, not for a bare name")
                }
                (true, false) => (Verdict::Refused, "registered under App Paths, but not there"),
                (true, true) => (Verdict::Chosen, "registered under App Paths"),
            };
            let mut one = candidate(&path, Stage::AppPaths, verdict, reason);
            one.kind = CommandKind::AppPath;
            one.origin =
                Some(Origin::Registry { key: key.as_str().into(), name: "(Default)".into() });
            lookup.consider(one);
        }
    }

    fn registered(&self, data: &RegistryData) -> Option<Result<String, Rc<Unknown>>> {
        let text = match data {
            RegistryData::Text(text) => text.clone(),
            RegistryData::Expand(text) => {
                let origin = Origin::Builtin("App Paths".into());
                let find = |name: &str| match self.state.is_set(name) {
                    Ok(_) => self.state.variable(name).cloned(),
                    Err(unknown) => Some(Value::unknown(unknown)),
                };
                let value = expand_references(text, &origin, find);
                match (value.text(), value.why_unknown()) {
                    (Some(text), _) => text.into_owned(),
                    (None, why) => return why.map(Err),
                }
            }
            _ => return None,
        };
        Some(Ok(text.trim().trim_matches('"').to_owned()))
    }
}
