//! The machine: all that can be read about one computer.
//!
//! Nothing above this layer knows whether the machine is the one envsim runs
//! on ([`live`]) or a recorded one ([`recorded`]). Its platform is data; paths
//! are text in the machine's own spelling, and [`path`] has their rules.

pub mod app_alias;
pub mod associations;
pub mod attributes;
pub mod execve;
mod fault;
pub mod file_pattern;
pub mod files;
pub mod first_values;
mod laid;
pub mod live;
pub mod mounts;
pub mod overlay;
pub mod path;
pub mod recorded;
mod registry;
pub mod registry_file;
pub mod short_names;
mod system_places;
pub mod terminals;
pub mod windows_programs;
pub mod wow64;

use std::rc::Rc;

use indexmap::IndexMap;

pub use attributes::Attributes;
pub use fault::Fault;
pub use laid::Laid;
pub use registry::{RegistryData, RegistryValue};

use crate::text::CodePages;

/// The operating system family, which decides path, case and list rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Platform {
    /// Windows 10 or later.
    Windows,
    /// Linux with a GNU user land.
    Linux,
    /// macOS 10.15 or later.
    MacOs,
}

impl Platform {
    /// What scenario files and reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Linux => "linux",
            Self::MacOs => "macos",
        }
    }

    /// Whether it is Windows, where names ignore case and lists are split at `;`.
    pub fn is_windows(self) -> bool {
        self == Self::Windows
    }

    /// What separates the entries of PATH.
    pub fn list_separator(self) -> char {
        if self.is_windows() { ';' } else { ':' }
    }

    /// What separates the parts of a path.
    pub fn separator(self) -> char {
        if self.is_windows() { '\\' } else { '/' }
    }
}

/// Who is logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Login name.
    pub name: String,
    /// Home directory; empty where there is none.
    pub home: String,
    /// Whether it is the superuser, for whom permissions to read do not count.
    pub root: bool,
    /// The login shell of the password database, where known.
    pub shell: Option<String>,
    /// The user's number; `None` where the system has none (Windows).
    pub uid: Option<u32>,
    /// The number of the primary group.
    pub gid: Option<u32>,
    /// The names of the groups, the primary one first.
    pub groups: Vec<String>,
}

/// A shell that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Machine path of the program.
    pub path: String,
    /// Its version as far as known, such as `5.2` or `7.6.5`.
    pub version: Option<String>,
    /// What the program really is where the name does not tell, such as `dash` for `sh`.
    pub variant: Option<String>,
}

/// What is known about a machine besides its files and registry.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The operating system family.
    pub platform: Platform,
    /// The operating system's version or distribution, such as `debian 12` or `10.0.22631`.
    pub version: Option<String>,
    /// The machine's name, where recorded.
    pub host: Option<String>,
    /// The processor, in Go's words (`amd64`, `arm64`), where known.
    pub arch: Option<String>,
    /// Who is logged in.
    pub user: User,
    /// The directory sessions start in.
    pub cwd: String,
    /// What the launcher gives, over the platform's own defaults; `None` takes a name away.
    pub environment: Laid,
    /// Whether `environment` is the whole block: nothing is derived from registry or system files.
    pub environment_is_whole: bool,
    /// The shells that are there, by name (`bash`, `pwsh`…).
    pub shells: IndexMap<String, Installed>,
    /// Windows code pages.
    pub code_pages: CodePages,
    /// Whether file names ignore case.
    pub ignores_case: bool,
    /// Known folders that are not where they usually are (`Documents`), by name.
    pub folders: IndexMap<String, String>,
    /// Where the description comes from: a scenario's name; `None` for the live machine.
    pub recorded_as: Option<String>,
    /// What a person should know of the live machine before trusting an answer, one sentence each.
    pub notes: Vec<String>,
}

impl Facts {
    /// A plain machine of that platform with nothing on it; the user is `me`.
    pub fn new(platform: Platform) -> Self {
        let home = match platform {
            Platform::Windows => "C:\\Users\\me",
            Platform::Linux => "/home/me",
            Platform::MacOs => "/Users/me",
        };
        Self {
            platform,
            version: None,
            host: None,
            arch: None,
            user: User { name: "me".into(), home: home.into(), ..User::default() },
            cwd: home.into(),
            environment: Laid::default(),
            environment_is_whole: false,
            shells: IndexMap::new(),
            code_pages: CodePages::default(),
            ignores_case: platform != Platform::Linux,
            folders: IndexMap::new(),
            recorded_as: None,
            notes: Vec::new(),
        }
    }
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; only [`Machine::link_status`] says so.
    Symlink,
    /// A device, socket or pipe.
    Other,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// What it is.
    pub kind: Kind,
    /// Unix permission bits; `0o644`-like guesses on Windows mean nothing.
    pub mode: u32,
    /// Bytes.
    pub size: u64,
    /// Whether this machine's user may read it.
    pub readable: bool,
    /// Whether this machine's user may write it.
    pub writable: bool,
    /// Whether this machine's user may execute it (on Windows always).
    pub executable: bool,
    /// Windows: an app execution alias, the zero-byte stub of a Store app.
    pub app_alias: bool,
    /// Names one file however it is reached: device and inode, or a recorded number.
    pub identity: (u64, u64),
    /// Unix: the numbers of the user and the group it belongs to, where known.
    pub owner: Option<(u32, u32)>,
}

impl Status {
    /// Whether it is a regular file.
    pub fn is_file(&self) -> bool {
        self.kind == Kind::File
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name as spelled on disk.
    pub name: String,
    /// What it is, links not followed.
    pub kind: Kind,
}

/// What a command printed when the machine was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Standard output, verbatim.
    pub stdout: String,
    /// Exit status.
    pub status: i32,
}

/// How many bytes envsim reads of one file at most.
pub const LARGEST_FILE: u64 = 16 << 20;

/// All that can be read about one computer. Paths are absolute, in its own spelling.
pub trait Machine {
    /// Platform, user, launcher's environment and shells.
    fn facts(&self) -> &Facts;

    /// What a path names, symbolic links followed.
    ///
    /// # Errors
    /// Says why it cannot be known.
    fn status(&self, path: &str) -> Result<Status, Fault>;

    /// What a path names, its last part not followed.
    ///
    /// # Errors
    /// Says why it cannot be known.
    fn link_status(&self, path: &str) -> Result<Status, Fault>;

    /// Where a symbolic link points, verbatim.
    ///
    /// # Errors
    /// When it is no link or cannot be read.
    fn read_link(&self, path: &str) -> Result<String, Fault>;

    /// The absolute path with every symbolic link resolved.
    ///
    /// # Errors
    /// When a part is missing or the links run in a circle.
    fn real_path(&self, path: &str) -> Result<String, Fault>;

    /// A file's bytes.
    ///
    /// # Errors
    /// When it is missing, unreadable, no file, or above [`LARGEST_FILE`].
    fn read(&self, path: &str) -> Result<Rc<[u8]>, Fault>;

    /// A file's first bytes, as many as the kernel looks at to start it.
    ///
    /// # Errors
    /// As [`Machine::read`], but for the size.
    fn start_of(&self, path: &str) -> Result<Rc<[u8]>, Fault> {
        let bytes = self.read(path)?;
        Ok(bytes[..bytes.len().min(execve::seen(self.platform()))].into())
    }

    /// The names in a directory, sorted by bytes.
    ///
    /// # Errors
    /// When it is missing, unreadable or no directory.
    fn list(&self, path: &str) -> Result<Vec<Entry>, Fault>;

    /// Those of them that fit: of the others nothing is asked.
    ///
    /// # Errors
    /// As [`Machine::list`].
    fn list_fitting(&self, path: &str, fits: &dyn Fn(&str) -> bool) -> Result<Vec<Entry>, Fault> {
        let entries = self.list(path)?;
        Ok(entries.into_iter().filter(|entry| fits(&entry.name)).collect())
    }

    /// The same, shared: where whole directories of PATH are gone through.
    ///
    /// # Errors
    /// As [`Machine::list`].
    fn listing(&self, path: &str) -> Result<Rc<[Entry]>, Fault> {
        self.list(path).map(Rc::from)
    }

    /// The last part of a path as the directory above spells it, where it is there.
    fn spelling(&self, path: &str) -> Option<String> {
        let platform = self.platform();
        let (above, name) = (platform.parent(path)?, platform.file_name(path));
        let entries = self.listing(above).ok()?;
        let same = |entry: &&Entry| path::same_name(&entry.name, name);
        entries.iter().find(same).map(|entry| entry.name.clone())
    }

    /// A path with every part that is there spelled as the directory above spells it.
    fn spelled(&self, path: &str) -> String {
        let platform = self.platform();
        let Some(above) = platform.parent(path) else { return path.to_owned() };
        if !self.exists(path) {
            return path.to_owned();
        }
        let name = self.spelling(path);
        platform.join(
            &self.spelled(above),
            &name.unwrap_or_else(|| platform.file_name(path).to_owned()),
        )
    }

    /// What Windows keeps of a file beside its bytes; of a recorded machine files are ordinary.
    fn attributes(&self, _path: &str) -> Attributes {
        Attributes::ORDINARY
    }

    /// Why a file, or one directly in a directory, may be passed over or refused because of its attributes: it
    /// is hidden, or nobody knows. A sentence without its subject.
    fn guarded(&self, _path: &str) -> Option<Rc<str>> {
        None
    }

    /// The values of a registry key (`HKCU\Environment`), in the registry's order; none if it is missing.
    fn registry_values(&self, key: &str) -> Vec<RegistryValue>;

    /// The values of a key as the desktop knows them: what was written after the last broadcast is not among them.
    fn told_registry_values(&self, key: &str) -> Vec<RegistryValue> {
        self.registry_values(key)
    }

    /// What nobody knows of a key's values: something may have written them.
    fn registry_doubts(&self, _key: &str) -> Vec<overlay::RegistryDoubt> {
        Vec::new()
    }

    /// Whether a broadcast made the desktop build its environment anew.
    fn was_told(&self) -> bool {
        false
    }

    /// The names of the keys directly below a registry key, `None` if the key is missing.
    fn registry_keys(&self, key: &str) -> Option<Vec<String>>;

    /// The path that a name stands for which may have 8.3 parts; `None` where it is as it is.
    fn long_path(&self, _path: &str) -> Option<String> {
        None
    }

    /// The 8.3 name of a path's last part, where it is known that the volume keeps one.
    fn short_name(&self, _path: &str) -> Option<String> {
        None
    }

    /// What the recorded command printed; `None` when it was not recorded.
    fn output(&self, command: &[&str]) -> Option<Output>;

    /// Whether everything that is there can be seen: of a recorded machine whole directories may be left out.
    fn is_live(&self) -> bool {
        false
    }

    /// One registry value; names of keys and values ignore case.
    fn registry_value(&self, key: &str, name: &str) -> Option<RegistryValue> {
        self.registry_values(key).into_iter().find(|value| path::same_name(&value.name, name))
    }

    /// Shorthand for [`Facts::platform`].
    fn platform(&self) -> Platform {
        self.facts().platform
    }

    /// Whether a path names a regular file, links followed.
    fn is_file(&self, path: &str) -> bool {
        self.status(path).is_ok_and(|status| status.is_file())
    }

    /// Whether a path names a directory, links followed.
    fn is_directory(&self, path: &str) -> bool {
        self.status(path).is_ok_and(|status| status.is_directory())
    }

    /// Whether a path leads to anything, links followed.
    fn exists(&self, path: &str) -> bool {
        self.status(path).is_ok()
    }
}
