//! Which versions of a module `Import-Module` asks for.

use super::super::Bound;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::cast::parse_version;

/// The versions that will do.
#[derive(Default)]
pub(super) struct Limits {
    least: Option<[i64; 4]>,
    most: Option<[i64; 4]>,
    exact: Option<[i64; 4]>,
}

impl Limits {
    /// The limits of a call, by the parameters that say the least, the greatest and the only version; `None`
    /// where one is not known, or is a pattern.
    pub(super) fn of(
        evaluator: &Evaluator<'_>,
        bound: &Bound,
        [least, most, exact]: [&str; 3],
    ) -> Option<Self> {
        let limit = |name: &str| match bound.has(name) {
            true => parse_version(&bound.text(evaluator, name)?).map(Some),
            false => Some(None),
        };
        Some(Self { least: limit(least)?, most: limit(most)?, exact: limit(exact)? })
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        self.least.or(self.most).or(self.exact).is_some()
    }

    /// Whether a version will do; a part that is not written is less than any (`System.Version`).
    pub(super) fn hold(&self, version: &Object) -> bool {
        let Object::Version(version) = version else { return false };
        self.least.is_none_or(|least| least <= *version)
            && self.most.is_none_or(|most| *version <= most)
            && self.exact.is_none_or(|exact| exact == *version)
    }

    /// The id and the words where no module of the name is there (Modules.resx).
    pub(super) fn not_found(&self, name: &str) -> (&'static str, String) {
        const TAIL: &str =
            "was not loaded because no valid module file was found in any module directory.";
        let shown = |version: [i64; 4]| {
            let parts = version.iter().filter(|part| **part >= 0);
            parts.map(i64::to_string).collect::<Vec<_>>().join(".")
        };
        let with = match (self.exact, self.least, self.most) {
            (Some(version), ..) | (None, Some(version), None) => {
                format!(" with version '{}'", shown(version))
            }
            (None, None, None) => {
                return ("Modules_ModuleNotFound", format!("The specified module '{name}' {TAIL}"));
            }
            _ => String::new(),
        };
        ("Modules_ModuleWithVersionNotFound", format!("The specified module '{name}'{with} {TAIL}"))
    }
}
