//! App Paths: programs that ShellExecute finds and cmd does not.

use super::Search;
use crate::shells::app_paths::registered;
use crate::shells::{Lookup, Verdict};
use crate::value::Value;

impl Search<'_> {
    /// The registered program; `start` uses it, cmd alone does not.
    pub(super) fn app_paths(&self, typed: &str, start: bool, lookup: &mut Lookup) {
        let name = typed.replace('"', "");
        if name.is_empty() || name.contains(['\\', '/', ':']) {
            return;
        }
        let find = |name: &str| match self.state.is_set(name) {
            Ok(_) => self.state.variable(name).cloned(),
            Err(unknown) => Some(Value::unknown(unknown)),
        };
        for one in registered(self.machine, &name, find) {
            match one {
                Ok(one) => {
                    let mut candidate = one.candidate();
                    if !start {
                        let reason = "App Paths count for `start` and Win+R, not for a bare name";
                        (candidate.verdict, candidate.reason) = (Verdict::Refused, reason.into());
                    }
                    lookup.consider(candidate);
                }
                Err(unknown) if start => lookup.doubts_here(unknown),
                Err(_) => {}
            }
        }
    }
}
