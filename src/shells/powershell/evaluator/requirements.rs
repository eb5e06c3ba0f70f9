//! What keeps a file from being run: the execution policy, and `#Requires` (about_Requires).

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use crate::shells::powershell::stock;
use crate::shells::powershell::syntax::Script;
use crate::text::Source;

impl Evaluator<'_> {
    /// Refuses a script the execution policy forbids (`PSSecurityException`).
    ///
    /// # Errors
    /// The refusal.
    pub fn allow(&mut self, path: &str) -> Flow {
        let machine = self.host.machine();
        if !machine.platform().is_windows() {
            return Ok(());
        }
        let policy = crate::shells::powershell::policy::effective(machine, self.state);
        if let Some(why) = policy.doubt() {
            self.state.note_incomplete(why);
        }
        match policy.refuses(self.host.machine(), path) {
            Some(reason) => Err(self.refusal(path, &reason)),
            None => Ok(()),
        }
    }

    fn refusal(&mut self, path: &str, reason: &str) -> Stop {
        let message = format!("File {path} cannot be loaded: {reason}.");
        self.raise(
            "UnauthorizedAccess",
            "System.Management.Automation.PSSecurityException",
            message,
        )
    }

    /// Remembers that a start-up file was refused.
    pub fn refuse(&mut self, path: &str, reason: &str) {
        if let Stop::Error(raised) = self.refusal(path, reason) {
            self.remember(raised.record);
        }
    }

    /// `#Requires` lines.
    pub(super) fn requirements(&mut self, source: &Rc<Source>, script: &Script) -> Flow {
        for line in &script.requires {
            let text = line.of(source.text()).to_owned();
            let words: Vec<&str> = text.split_whitespace().collect();
            let pairs = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
            for (word, value) in pairs {
                let value = value.copied().unwrap_or("").trim_matches(['"', '\'']);
                match word.to_ascii_lowercase().as_str() {
                    "-version" => self.require_version(value)?,
                    "-psedition" => {
                        let mine = if self.state.desktop { "Desktop" } else { "Core" };
                        if !value.eq_ignore_ascii_case(mine) {
                            return Err(self.unmet(
                                "ScriptRequiresUnmatchedPSEdition",
                                "The script requires another edition of PowerShell.",
                            ));
                        }
                    }
                    "-runasadministrator" if self.state.platform().is_windows() => {
                        if !self.host.is_elevated() {
                            return Err(self.unmet(
                                "ScriptRequiresElevation",
                                "The script must be run as Administrator.",
                            ));
                        }
                    }
                    "-modules" => self.require_modules(value)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn unmet(&mut self, id: &str, message: &str) -> Stop {
        self.raise(id, "System.Management.Automation.ScriptRequiresException", message)
    }

    fn require_version(&mut self, value: &str) -> Flow {
        let mut wanted: Vec<i64> = value.split('.').filter_map(|part| part.parse().ok()).collect();
        wanted.resize(4, 0);
        let mine: Vec<i64> = self.state.version.iter().map(|part| (*part).max(0)).collect();
        // 5.1 scripts run on 7, anything newer than the running version does not.
        if wanted > mine {
            return Err(self.unmet(
                "ScriptRequiresUnmatchedPSVersion",
                "The script requires a newer version of PowerShell.",
            ));
        }
        Ok(())
    }

    fn require_modules(&mut self, names: &str) -> Flow {
        for name in names.split(',').map(|name| name.trim().trim_matches(['"', '\''])) {
            if name.starts_with("@{") {
                self.incomplete("a script requires a module by more than its name");
                continue;
            }
            let known = stock::module(self.state, name).is_some()
                || (self.library.find_module)(self, name).is_some();
            if let Some(module) = stock::windows::module(self.state, name).filter(|_| !known) {
                if !module.sure {
                    self.incomplete("a script requires a module that not every Windows has");
                }
                continue;
            }
            if !known {
                return Err(self.unmet(
                    "ScriptRequiresMissingModules",
                    "The script requires modules that are missing.",
                ));
            }
        }
        Ok(())
    }
}
