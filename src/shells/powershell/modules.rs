//! Modules as far as profiles load them.

use std::rc::Rc;

use super::evaluator::Evaluator;
use super::operators::wildcard::Wildcard;
use crate::value::Unknown;

/// Whether some module on PSModulePath may hold a command of that name; then the answer is not known.
pub fn autoload(evaluator: &mut Evaluator<'_>, name: &str) -> Option<Rc<Unknown>> {
    for directory in evaluator.module_directories() {
        let Ok(entries) = evaluator.host.machine().list(&directory) else { continue };
        for entry in entries {
            let folder = evaluator.state.platform().join(&directory, &entry.name);
            if evaluator.module_mentions(&folder, name) {
                return Some(
                    evaluator.why(&format!("{name} may come from the module {}", entry.name)),
                );
            }
        }
    }
    None
}

impl Evaluator<'_> {
    /// The directories of PSModulePath.
    pub fn module_directories(&mut self) -> Vec<String> {
        let value = self.read_env("PSModulePath");
        let text = self.plain(&value).unwrap_or_default();
        let separator = self.state.platform().list_separator();
        text.split(separator).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }

    /// The folder or file of a module on PSModulePath.
    pub fn find_module(&mut self, name: &str) -> Option<String> {
        let platform = self.state.platform();
        for directory in self.module_directories() {
            let folder = platform.join(&directory, name);
            if self.is_directory(&folder) {
                return Some(folder);
            }
        }
        None
    }

    /// Names of modules on PSModulePath that fit a pattern.
    pub fn module_names(&mut self, pattern: &str) -> Vec<String> {
        let Some(pattern) = Wildcard::new(pattern, true) else { return Vec::new() };
        let mut names: Vec<String> = Vec::new();
        for directory in self.module_directories() {
            let Ok(entries) = self.host.machine().list(&directory) else { continue };
            for entry in entries {
                if pattern.matches(&entry.name) && !names.contains(&entry.name) {
                    names.push(entry.name);
                }
            }
        }
        names
    }

    fn module_mentions(&mut self, folder: &str, name: &str) -> bool {
        let platform = self.state.platform();
        let Ok(entries) = self.host.machine().list(folder) else { return false };
        for entry in entries {
            let path = platform.join(folder, &entry.name);
            let lower = entry.name.to_ascii_lowercase();
            if lower.ends_with(".psd1") || lower.ends_with(".psm1") {
                match self.read_text(&path) {
                    Ok(text)
                        if text.to_lowercase().contains(&name.to_lowercase())
                            || text.contains('*') =>
                    {
                        return true;
                    }
                    Ok(_) => {}
                    Err(_) => return true,
                }
            } else if lower.ends_with(".dll")
                || (self.is_directory(&path)
                    && lower.starts_with(|first: char| first.is_ascii_digit())
                    && self.module_mentions(&path, name))
            {
                return true;
            }
        }
        false
    }
}
