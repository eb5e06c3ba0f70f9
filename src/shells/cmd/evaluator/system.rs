//! Programs of Windows as cmd finds them, what they do to it, and cmd itself.

use super::Evaluator;
use super::child::switches;
use crate::environment::Reach;
use crate::machine::windows_programs::{is_elsewhere, is_in_system32};
use crate::shells::ConsoleAlias;
use crate::shells::cmd::state::Macro;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown};

/// Whether a bare name is one of Windows' own programs.
pub(super) fn is_stock(name: &str) -> bool {
    let lower = name.replace('"', "").to_ascii_lowercase();
    let base = lower.strip_suffix(".exe").or_else(|| lower.strip_suffix(".com")).unwrap_or(&lower);
    let base = base.rsplit('\\').next().unwrap_or(base);
    let placed = lower.contains('\\') && !lower.contains("\\system32\\");
    let name = lower.rsplit('\\').next().unwrap_or(&lower);
    let shell = matches!(base, "cmd" | "powershell");
    !placed && (shell || is_elsewhere(base) || is_in_system32(name))
}

impl Evaluator<'_> {
    /// Runs a program that is cmd; `false` for any other.
    pub(super) fn own(&mut self, base: &str, rest: &Traced, origin: &Origin) -> bool {
        base == "cmd" && self.inner_cmd(rest, origin)
    }

    /// A macro of the console for the lines that a person types.
    pub(super) fn alias(&mut self, alias: ConsoleAlias, origin: &Origin) {
        match alias {
            ConsoleAlias::Set { name, text, .. } if text.is_empty() == Some(true) => {
                self.state.macros.remove(&name);
            }
            ConsoleAlias::Set { name, text: value, from } => {
                let origin = from.unwrap_or_else(|| origin.clone());
                self.state.macros.insert(name, Macro { value, origin });
            }
            ConsoleAlias::Unknown { names, why } => {
                let reach = Reach::Only { variables: Vec::new(), commands: vec![names] };
                self.doubt(Unknown::clone(&why), reach);
            }
        }
    }

    /// `cmd /c LINE`.
    fn inner_cmd(&mut self, rest: &Traced, origin: &Origin) -> bool {
        let Some((how, from)) = switches(rest.text()) else { return false };
        let line = rest.slice(from..rest.len());
        let left = self.child(&line, origin, how);
        self.state.print(left.output);
        self.state.level = left.code.clone();
        self.state.code = left.code;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_programs_stand_in_system32() {
        assert!(is_stock("SETX.exe") && is_stock("C:\\Windows\\System32\\reg.exe"));
        assert!(is_stock("fltmc") && is_stock("\"openfiles\"") && is_stock("cmd"));
        assert!(!is_stock("git") && !is_stock("C:\\bin\\reg.exe"));
    }
}
