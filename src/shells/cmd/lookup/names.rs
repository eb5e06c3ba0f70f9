//! What is tried in a directory: the name itself where it has an extension, and with every item of PATHEXT.

use crate::value::When;

/// The names that are tried in a directory.
pub(super) struct Names {
    /// As typed, quotes taken away.
    pub name: String,
    extensions: Vec<Extension>,
}

/// An entry of PATHEXT.
#[derive(Clone)]
pub(super) struct Extension {
    /// As PATHEXT has it.
    pub text: String,
    /// The condition under which it is there.
    pub when: Option<When>,
}

impl Names {
    pub fn new(name: &str, extensions: Vec<Extension>) -> Self {
        Self { name: name.to_owned(), extensions }
    }

    pub fn without_directory(&self) -> Self {
        let name = self.name.rsplit(['\\', '/', ':']).next().unwrap_or_default();
        Self::new(name, self.extensions.clone())
    }

    pub fn has_extension(&self) -> bool {
        self.name.contains('.')
    }

    pub fn tried(&self) -> Vec<(String, String, Option<When>)> {
        let mut tried = Vec::new();
        if self.has_extension() {
            tried.push((self.name.clone(), String::new(), None));
        }
        for Extension { text: extension, when } in &self.extensions {
            let name = format!("{}{extension}", self.name);
            if name.ends_with('.') {
                continue;
            }
            let doubled = if self.has_extension() {
                format!(", with one more extension, {extension}, from PATHEXT")
            } else {
                String::new()
            };
            tried.push((name, doubled, when.clone()));
        }
        tried
    }
}
