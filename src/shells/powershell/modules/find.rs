//! Where modules are found (`ModuleUtils.cs`, `ModuleIntrinsics.GetModulePath`).

use indexmap::IndexSet;

use crate::machine::path::same_name;
use crate::shells::powershell::evaluator::{Evaluator, costs};
use crate::shells::powershell::patterns::wildcard::Wildcard;

/// The endings of a module's file in the order they are tried (`ModuleIntrinsics.PSModuleExtensions`).
pub const ENDINGS: [&str; 5] = [".psd1", ".psm1", ".cdxml", ".ni.dll", ".dll"];

impl Evaluator<'_> {
    /// The directories of PSModulePath.
    pub fn module_directories(&mut self) -> Vec<String> {
        let value = self.listed_env("PSModulePath");
        let text = self.plain(&value).unwrap_or_default();
        let separator = self.state.platform().list_separator();
        text.split(separator).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }

    /// The file of a module: a path as given, or a name on PSModulePath.
    pub fn find_module(&mut self, name: &str) -> Option<String> {
        if name.contains(['/', '\\']) || self.state.platform().is_absolute(name) {
            return self.module_at(&self.full_path(name));
        }
        self.charge(costs::SEARCH);
        let bare = ENDINGS.iter().find_map(|ending| cut(name, ending)).unwrap_or(name);
        self.module_directories().into_iter().find_map(|directory| {
            let folder = self.state.platform().join(&directory, bare);
            module_files(self, &folder).into_iter().next()
        })
    }

    /// A path as a module: the file itself, the path with an ending, or the folder of that name.
    fn module_at(&self, path: &str) -> Option<String> {
        if self.host.machine().is_file(path) {
            return Some(path.to_owned());
        }
        if self.is_directory(path) {
            return module_files(self, path).into_iter().next();
        }
        let with = |ending: &&str| format!("{path}{ending}");
        ENDINGS.iter().map(with).find(|path| self.host.machine().is_file(path))
    }

    /// Names of modules on PSModulePath that fit a pattern.
    pub fn module_names(&mut self, pattern: &str) -> Vec<String> {
        let Some(pattern) = Wildcard::new(pattern, true) else { return Vec::new() };
        let mut names = IndexSet::new();
        for directory in self.module_directories() {
            let Ok(entries) = self.host.machine().list(&directory) else { continue };
            let names_here = entries.into_iter().map(|entry| entry.name);
            names.extend(names_here.filter(|name| pattern.matches(name)));
        }
        names.into_iter().collect()
    }
}

/// The text before an ending, case aside.
pub fn cut<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(ending.len())?;
    name.get(at..).filter(|end| same_name(end, ending)).and_then(|_| name.get(..at))
}

/// The files of the module a folder holds: those of its version folders, newest first, then its own.
pub fn module_files(evaluator: &Evaluator<'_>, folder: &str) -> Vec<String> {
    let platform = evaluator.state.platform();
    let machine = evaluator.host.machine();
    let Ok(entries) = machine.list(folder) else { return Vec::new() };
    let base = platform.file_name(folder).to_owned();
    let mut versions: Vec<(Vec<u32>, String)> = entries
        .iter()
        .filter_map(|entry| Some((version(&entry.name)?, platform.join(folder, &entry.name))))
        .collect();
    versions.sort_by(|left, right| right.cmp(left));
    let folders = versions.into_iter().map(|(_, path)| path).chain([folder.to_owned()]);
    folders
        .filter_map(|folder| {
            let with = |ending: &&str| platform.join(&folder, &format!("{base}{ending}"));
            ENDINGS.iter().map(with).find(|path| machine.is_file(path))
        })
        .map(|path| evaluator.spelled_on_disk(&path))
        .collect()
}

/// `Version.TryParse`: two to four numbers.
fn version(name: &str) -> Option<Vec<u32>> {
    let parts: Option<Vec<u32>> = name.split('.').map(|part| part.parse().ok()).collect();
    parts.filter(|parts| (2..=4).contains(&parts.len()))
}
