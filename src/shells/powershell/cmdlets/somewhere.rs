//! What cmdlets that write do to items of which the name is not known.

use super::{Bound, Cmdlet};
use crate::machine::overlay::Effect;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::providers::paths::path_text;

/// What a cmdlet does to what a parameter names.
static EFFECTS: &[(&str, &str, Effect)] = &[
    ("Add-Content", "Path", Effect::Writes),
    ("Clear-Content", "Path", Effect::Writes),
    ("Clear-Item", "Path", Effect::Writes),
    ("Copy-Item", "Destination", Effect::Writes),
    ("Export-Clixml", "Path", Effect::Writes),
    ("Export-Csv", "Path", Effect::Writes),
    ("Move-Item", "Destination", Effect::Writes),
    ("Move-Item", "Path", Effect::Removes),
    ("Out-File", "FilePath", Effect::Writes),
    ("Remove-Item", "Path", Effect::Removes),
    ("Rename-Item", "Path", Effect::Writes),
    ("Set-Content", "Path", Effect::Writes),
    ("Tee-Object", "FilePath", Effect::Writes),
];

/// Cmdlets that name two places.
static BRINGING: [&str; 3] = ["Copy-Item", "Move-Item", "Rename-Item"];

impl Evaluator<'_> {
    /// A cmdlet has run: what it may have changed whose name is not known is open from now on.
    pub(super) fn opens_somewhere(&mut self, cmdlet: &'static Cmdlet, bound: &Bound) {
        if cmdlet.name == "New-Item" {
            return self.makes_somewhere(bound);
        }
        let mut effects = EFFECTS.iter().filter(|(name, ..)| *name == cmdlet.name).peekable();
        if effects.peek().is_none() {
            return;
        }
        // What is brought from or to a place that is not known leaves both open.
        let brings = BRINGING.contains(&cmdlet.name);
        let open = |name: &&str| self.names_open(bound, name);
        let brought = brings && ["Path", "Destination", "NewName"].iter().any(open);
        for (_, parameter, effect) in effects {
            if !brought && !self.names_open(bound, parameter) {
                continue;
            }
            for item in named(bound, parameter) {
                self.changed_somewhere(&path_text(self, &item), *effect);
            }
        }
    }

    /// `New-Item` names what it makes by a path, a name, or both.
    fn makes_somewhere(&mut self, bound: &Bound) {
        if !self.names_open(bound, "Path") && !self.names_open(bound, "Name") {
            return;
        }
        let kind = bound.text(self, "ItemType").unwrap_or_default().to_ascii_lowercase();
        let effect = match (kind.is_empty(), "directory".starts_with(&kind)) {
            (false, true) => Effect::MakesDirectory,
            _ if bound.switch("Force") => Effect::Writes,
            _ => Effect::Makes,
        };
        let name = bound.value(self, "Name");
        let paths = bound.items("Path");
        let paths = if paths.is_empty() { vec![self.text("")] } else { paths };
        for path in paths {
            let mut whole = path_text(self, &path);
            if let Some(name) = &name {
                let separator = self.state.platform().separator().to_string();
                let between = if whole.is_empty() == Some(true) { "" } else { &separator };
                whole.push(between, self.at.clone());
                whole = whole.then(name.clone());
            }
            self.changed_somewhere(&whole, effect);
            // `-Force` makes the directories above a file, too.
            if effect == Effect::Writes {
                self.changed_somewhere(&whole, Effect::MakesDirectory);
            }
        }
    }

    fn names_open(&self, bound: &Bound, parameter: &str) -> bool {
        named(bound, parameter).iter().any(|item| match path_text(self, item).text() {
            Some(path) => self.state.lost.is_some() && self.is_relative(&path),
            None => true,
        })
    }
}

fn named(bound: &Bound, parameter: &str) -> Vec<Object> {
    let literal = parameter == "Path" && bound.has("LiteralPath");
    bound.items(if literal { "LiteralPath" } else { parameter })
}
