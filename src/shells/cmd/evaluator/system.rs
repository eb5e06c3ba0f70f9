//! Programs of Windows that change cmd itself, or are cmd.

use std::rc::Rc;

use super::Evaluator;
use super::child::switches;
use crate::environment::Reach;
use crate::machine::path::folded;
use crate::machine::windows_programs::{is_elsewhere, is_in_system32};
use crate::shells::cmd::state::Macro;
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

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

/// What keeping a macro costs.
const MACRO: u64 = 16;

impl Evaluator<'_> {
    /// Runs a program that changes cmd itself, or is cmd; `false` for any other.
    pub(super) fn own(&mut self, base: &str, rest: &Traced, origin: &Origin) -> bool {
        match base {
            "doskey" => self.doskey(rest, origin),
            "cmd" => return self.inner_cmd(rest, origin),
            "chcp" => {
                self.print_unknown("chcp", origin);
                self.state.returns(0);
            }
            _ => return false,
        }
        true
    }

    /// `doskey NAME=TEXT`, `doskey NAME=`; options change no macro, but a macro file does.
    fn doskey(&mut self, rest: &Traced, origin: &Origin) {
        let text = rest.trim(&[' ', '\t']);
        self.state.returns(0);
        if text.text().starts_with('/') {
            return self.doskey_option(&text, origin);
        }
        let Some(equals) = text.text().find('=') else { return };
        let name = text.slice(0..equals).trim(&[' ', '\t']);
        let Some(known) = name.as_known().map(folded) else {
            let commands = vec![super::variables::pattern(&name)];
            return self.macros_lost("defines a macro whose name is not known", commands, origin);
        };
        let value = text.slice(equals + 1..text.len()).to_value();
        match value.is_empty() {
            Some(true) => drop(self.state.macros.remove(&known)),
            _ => self.state.macros.insert(known, Macro { value, origin: origin.clone() }),
        }
    }

    fn macros_lost(&mut self, reason: &str, commands: Vec<Rc<str>>, origin: &Origin) {
        let reach = Reach::Only { variables: Vec::new(), commands };
        self.doubt(Unknown::new(reason, origin.clone()), reach);
    }

    fn doskey_option(&mut self, text: &Traced, origin: &Origin) {
        let lower = text.text().to_ascii_lowercase();
        if !lower.starts_with("/macrofile") {
            return;
        }
        let name = text.text()[10..].trim_start_matches(['=', ' ', ':']).replace('"', "");
        let known = text.as_known().is_some();
        let read = if known { self.file_text(&name, origin) } else { Ok(None) };
        let Ok(Some((lines, from))) = read else {
            let reason = "reads macros from a file whose text is not known";
            return self.macros_lost(reason, vec!["*".into()], origin);
        };
        for line in lines.lines() {
            let Some((name, body)) = line.split_once('=') else { continue };
            let (name, body) = (folded(name.trim()), body.trim_end());
            if name.is_empty() || name.starts_with(';') || body.is_empty() {
                continue;
            }
            if self.host.spend(MACRO).is_err() {
                break;
            }
            let value = Value::known(body, from.clone());
            self.state.macros.insert(name, Macro { value, origin: from.clone() });
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
