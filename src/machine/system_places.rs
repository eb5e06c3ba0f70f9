//! Directories that belong to the system and not to a user.

use super::{Facts, Platform};

/// Of Unix (hier(7), Filesystem Hierarchy Standard 3.0), macOS' own and Nix' store among them.
const UNIX: &[&str] = &[
    "/Applications",
    "/Library",
    "/System",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/nix/store",
    "/opt",
    "/proc",
    "/root",
    "/sbin",
    "/snap",
    "/sys",
    "/usr",
];

/// Of Windows, where it is set up on its usual drive.
const WINDOWS: &[&str] =
    &["c:\\program files", "c:\\program files (x86)", "c:\\programdata", "c:\\windows"];

impl Facts {
    /// Whether a path is the system's; what stands below the user's home is the user's, wherever that is.
    pub fn is_of_system(&self, path: &str) -> bool {
        let key = |path: &str| self.platform.key(path, self.ignores_case);
        let path = key(path);
        let separator = self.platform.separator();
        let within = |one: &str| {
            let rest = path.strip_prefix(one);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
        };
        let system = match self.platform {
            Platform::Windows => WINDOWS.iter().any(|one| within(&key(one))),
            _ => path == "/" || UNIX.iter().any(|one| within(&key(one))),
        };
        system && !within(&key(&self.user.home))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_is_the_users_wherever_it_stands() {
        let mut facts = Facts::new(Platform::Linux);
        assert!(facts.is_of_system("/usr/bin/git") && facts.is_of_system("/root/x"));
        assert!(!facts.is_of_system("/usrlocal") && !facts.is_of_system("/home/me"));
        facts.user.home = "/root".into();
        assert!(!facts.is_of_system("/root/x"));
        let windows = Facts::new(Platform::Windows);
        assert!(windows.is_of_system("C:\\Windows\\notepad.exe"));
        assert!(!windows.is_of_system("C:\\Users\\me\\x.exe"));
    }
}
