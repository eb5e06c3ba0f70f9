//! Scenarios by name, folder or file.

use super::{Failure, World};
use crate::scenario::{FILE, Scenario, library};

/// Loads what `--scenario` names: a scenario that the program carries, a folder, or a file.
pub(super) fn load(named: &str, world: &World) -> Result<Scenario, Failure> {
    let looks_like_a_path = named.contains(['/', '\\']) || named.ends_with(".json") || named == ".";
    if !looks_like_a_path && library::contains(named) {
        return library::load(named).map_err(|problem| Failure::new(problem.to_string()));
    }
    if world.files.is_directory(named) {
        return from_folder(named, world);
    }
    if looks_like_a_path || world.files.exists(named) {
        return from_file(named, &stem(named), world);
    }
    library::load(named).map_err(|problem| Failure::new(problem.to_string()))
}

/// Loads the scenario of a folder.
pub(super) fn from_folder(folder: &str, world: &World) -> Result<Scenario, Failure> {
    let folder = folder.trim_end_matches(['/', '\\']);
    let name = folder.rsplit(['/', '\\']).next().unwrap_or(folder);
    from_file(&format!("{folder}/{FILE}"), name, world)
}

fn from_file(file: &str, name: &str, world: &World) -> Result<Scenario, Failure> {
    let json = world.files.read(file).map_err(|why| Failure::new(format!("{file}: {why}")))?;
    let folder = file.rfind(['/', '\\']).map_or("", |at| &file[..=at]);
    let beside = |inner: &str| world.files.read_inside(folder, inner);
    Scenario::read(name, file, &json, &beside).map_err(|problem| Failure::new(problem.to_string()))
}

/// `a/b.json` is called `b`, and `a/b/scenario.json` is called `b` too.
fn stem(file: &str) -> String {
    let mut parts = file.rsplit(['/', '\\']);
    let last = parts.next().unwrap_or(file);
    match (last, parts.next()) {
        (FILE, Some(folder)) if !folder.is_empty() => folder.to_owned(),
        _ => last.trim_end_matches(".json").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_folders_and_files() {
        assert_eq!(stem("x/y.json"), "y");
        assert_eq!(stem("x/y/scenario.json"), "y");
        assert_eq!(stem("scenario.json"), "scenario");
    }
}
