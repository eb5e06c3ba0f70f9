//! How the shell spells paths: as the machine does, or as an MSYS program on Windows does (`/c/x`, `/usr/bin`).

use crate::machine::{Facts, Installed};

/// The spelling rules of one session.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// The Windows directory that `/` stands for.
    root: Option<String>,
}

impl Paths {
    /// The rules for a shell at that path.
    pub fn new(facts: &Facts, installed: &Installed) -> Self {
        if !facts.platform.is_windows() {
            return Self::default();
        }
        let path = installed.path.replace('/', "\\");
        let lower = path.to_ascii_lowercase();
        let cut = ["\\usr\\bin\\", "\\bin\\"].iter().find_map(|part| lower.rfind(part));
        Self { root: Some(path[..cut.unwrap_or(0)].to_owned()) }
    }

    /// Whether this is an MSYS shell.
    pub fn is_msys(&self) -> bool {
        self.root.is_some()
    }

    /// The endings a program may have beside none (msys2-runtime, spawn.cc `exe_suffixes`).
    pub fn suffixes(&self) -> &'static [&'static str] {
        if self.is_msys() { &["", ".exe"] } else { &[""] }
    }

    /// The machine path of a path the shell uses.
    pub fn machine(&self, path: &str) -> String {
        let Some(root) = &self.root else { return path.to_owned() };
        let Some(rest) = path.strip_prefix('/') else { return path.replace('/', "\\") };
        let (first, tail) = rest.split_once('/').unwrap_or((rest, ""));
        let tail = tail.replace('/', "\\");
        match first {
            "bin" => format!("{root}\\usr\\bin\\{tail}"),
            drive if drive.len() == 1 && drive.as_bytes()[0].is_ascii_alphabetic() => {
                format!("{}:\\{tail}", drive.to_ascii_uppercase())
            }
            _ => format!("{root}\\{first}\\{tail}").trim_end_matches('\\').to_owned(),
        }
    }

    /// The shell's spelling of a machine path.
    pub fn shell(&self, path: &str) -> String {
        let Some(root) = &self.root else { return path.to_owned() };
        let lower = path.to_ascii_lowercase();
        if !root.is_empty() && lower.starts_with(&root.to_ascii_lowercase()) {
            let rest = path[root.len()..].replace('\\', "/");
            if rest.is_empty() || rest.starts_with('/') {
                return if rest.is_empty() { "/".to_owned() } else { rest };
            }
        }
        let bytes = path.as_bytes();
        match bytes {
            [drive, b':', ..] if drive.is_ascii_alphabetic() => {
                let rest = path[2..].replace('\\', "/");
                let drive = (*drive as char).to_ascii_lowercase();
                format!("/{drive}{rest}")
            }
            _ => path.replace('\\', "/"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Platform;

    #[test]
    fn msys_paths_lead_to_windows_and_back() {
        let installed = Installed {
            path: "C:\\Program Files\\Git\\usr\\bin\\bash.exe".into(),
            version: None,
            variant: None,
        };
        let paths = Paths::new(&Facts::new(Platform::Windows), &installed);
        let rows = [
            ("/c/work/x", "C:\\work\\x"),
            ("/mingw64/bin/git", "C:\\Program Files\\Git\\mingw64\\bin\\git"),
            ("/usr/bin/sh", "C:\\Program Files\\Git\\usr\\bin\\sh"),
        ];
        for (shell, machine) in rows {
            assert_eq!(paths.machine(shell), machine);
            assert_eq!(paths.shell(machine), shell);
        }
    }
}
