//! Which shell a program is, and what is known of it.

use super::{Shell, by_name, of_file};
use crate::machine::{Facts, Installed, Machine, Platform};

/// The shell that stands at a path, by its name or by what that leads to.
pub fn installed_at(machine: &dyn Machine, path: &str) -> Option<(&'static dyn Shell, Installed)> {
    let facts = machine.facts();
    let real = machine.real_path(path).unwrap_or_else(|_| path.to_owned());
    let known = facts.shells.iter().find(|(_, one)| one.path == path || one.path == real);
    if let Some((name, one)) = known {
        return Some((by_name(name)?, Installed { path: path.to_owned(), ..one.clone() }));
    }
    let shell = of_file(path).or_else(|| by_name(SYSTEM).filter(|_| is_dash(path)))?;
    let variant = shell.name() == SYSTEM;
    let variant = match (variant, is_dash(&real), real.ends_with("/bash")) {
        (false, ..) => None,
        (true, true, _) => Some("dash".to_owned()),
        (true, _, true) => Some("bash".to_owned()),
        _ => return shell.installed(facts).map(|one| (shell, one)),
    };
    let version = shells_version(facts, variant.as_deref().unwrap_or(shell.name()));
    Some((shell, Installed { path: path.to_owned(), version, variant }))
}

/// The shell that a launcher starts as that program, by the name of its file: where the system's own is dash or ash,
/// a file of that name is one as well.
pub fn of_program(path: &str, facts: &Facts) -> Option<&'static dyn Shell> {
    let system = || {
        let shell = by_name(SYSTEM)?;
        let variant = shell.installed(facts)?.variant;
        let same = facts.platform == Platform::Linux && variant.as_deref() != Some("bash");
        (same && is_dash(path)).then_some(shell)
    };
    of_file(path).or_else(system)
}

/// The family's plain shell.
const SYSTEM: &str = "sh";

fn is_dash(path: &str) -> bool {
    path.rsplit('/').next() == Some("dash")
}

fn shells_version(facts: &Facts, name: &str) -> Option<String> {
    facts.shells.get(name).and_then(|one| one.version.clone())
}
