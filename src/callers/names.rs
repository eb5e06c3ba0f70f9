//! What callers are called, and which releases of them are known.

use super::Caller;
use super::create_process::Named;
use crate::machine::Platform;

/// A release, as far as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// The number that decides: Node's first, Python's and Go's second, Python's first below 3.
    pub major: u32,
    /// What stands behind it.
    pub minor: Option<u32>,
    /// And behind that.
    pub patch: Option<u32>,
}

impl Version {
    /// A release of which nothing more is told; the newest of them is meant.
    pub const fn newest_of(major: u32) -> Self {
        Self { major, minor: None, patch: None }
    }

    /// Node refuses batch files since 18.20.2, 20.12.2 and 21.7.3 (CVE-2024-27980).
    pub(super) fn refuses_batch_files(self) -> bool {
        let since = match self.major {
            ..18 => return false,
            18 => (20, 2),
            20 => (12, 2),
            _ => return true,
        };
        self.minor.is_none_or(|minor| (minor, self.patch.unwrap_or(u32::MAX)) >= since)
    }

    fn words(self, start: &str) -> String {
        let mut text = format!("{start}{}", self.major);
        for part in [self.minor, self.patch].into_iter().flatten() {
            text.push_str(&format!(".{part}"));
        }
        text
    }
}

/// The newest releases that were looked at, for a caller without a version.
const NEWEST_GO: u32 = 27;
const NEWEST_PYTHON: u32 = 14;
const NEWEST_NODE: u32 = 24;
const NEWEST_CROSS_SPAWN: u32 = 7;
const NEWEST_DOTNET: u32 = 10;

/// The releases of Node whose libuv was looked at.
const NODES: &[u32] = &[16, 18, 20, 22, 24];

/// The second numbers of Python 3: `shutil.which` came with 3.3, and what it finds is known from 3.8 on.
const PYTHONS: std::ops::RangeInclusive<u32> = 8..=NEWEST_PYTHON;

/// A caller without a version: its name, and where it is.
const PLAIN: &[(&str, Caller, &[Platform])] = &[
    ("createprocess", Caller::CreateProcess(Named::Line), WINDOWS),
    ("createprocess-quoted", Caller::CreateProcess(Named::Quoted), WINDOWS),
    ("createprocess-app", Caller::CreateProcess(Named::Application), WINDOWS),
    ("searchpath", Caller::SearchPath(""), WINDOWS),
    ("searchpath-exe", Caller::SearchPath(".exe"), WINDOWS),
    ("needcurrentdirectory", Caller::NeedCurrentDirectory, WINDOWS),
    ("shellexecute", Caller::ShellExecute, WINDOWS),
    ("node-which", Caller::NodeWhich, WINDOWS),
    ("rust", Caller::Rust, ALL),
    ("java", Caller::Java, WINDOWS),
    ("ruby", Caller::Ruby, WINDOWS),
    ("git", Caller::Git, WINDOWS),
    ("execvp", Caller::Execvp, UNIX),
    ("posix-spawn", Caller::PosixSpawn, UNIX),
];

const WINDOWS: &[Platform] = &[Platform::Windows];
const UNIX: &[Platform] = &[Platform::Linux, Platform::MacOs];
const ALL: &[Platform] = &[Platform::Windows, Platform::Linux, Platform::MacOs];

/// Callers with a version: the name, and what is known of it, as it is said to who asks for another one.
const VERSIONED: &[(&str, &str)] = &[
    ("go", "go@1.0 to go@1.27"),
    ("go-command", "go-command@1.0 to go-command@1.27"),
    ("python", "python@2.7, python@3.8 to python@3.14"),
    ("python-subprocess", "python-subprocess@2.7, python-subprocess@3.0 to python-subprocess@3.14"),
    ("node", "node@16, node@18, node@20, node@22, node@24"),
    ("cross-spawn", "cross-spawn@6, cross-spawn@7"),
    ("dotnet", "dotnet@4 (.NET Framework), dotnet@5 to dotnet@10"),
];

/// Why a name is no caller's.
pub enum Unknown {
    /// Nobody is called so.
    Name,
    /// That release was never looked at; these were.
    Version(&'static str),
}

impl Caller {
    /// What `--as all` asks of that platform.
    pub fn of(platform: Platform) -> &'static [Self] {
        if platform.is_windows() { Self::ALL } else { Self::UNIX }
    }

    /// What `--as all` asks on Linux and macOS.
    pub const UNIX: &'static [Self] = &[
        Self::Execvp,
        Self::PosixSpawn,
        Self::Go(NEWEST_GO),
        Self::Python(Version::newest_of(NEWEST_PYTHON)),
        Self::Node(Version::newest_of(NEWEST_NODE)),
        Self::Rust,
    ];

    /// What `--as all` asks on Windows.
    pub const ALL: &'static [Self] = &[
        Self::CreateProcess(Named::Line),
        Self::ShellExecute,
        Self::SearchPath(".exe"),
        Self::DotNet(NEWEST_DOTNET),
        Self::Go(NEWEST_GO),
        Self::Python(Version::newest_of(NEWEST_PYTHON)),
        Self::PythonSubprocess(3, NEWEST_PYTHON),
        Self::Node(Version::newest_of(NEWEST_NODE)),
        Self::NodeWhich,
        Self::CrossSpawn(NEWEST_CROSS_SPAWN),
        Self::Rust,
        Self::Java,
        Self::Ruby,
        Self::Git,
    ];

    /// Whether the platform has this caller, of whatever version.
    pub fn is_of(self, platform: Platform) -> bool {
        match PLAIN.iter().find(|(_, caller, _)| *caller == self) {
            Some((_, _, places)) => places.contains(&platform),
            None => {
                let everywhere = matches!(self, Self::Go(_) | Self::Python(_) | Self::Node(_));
                platform.is_windows() || everywhere
            }
        }
    }

    /// Every caller of a platform, with its versions.
    pub fn known(platform: Platform) -> String {
        let plain = PLAIN.iter().filter(|(_, _, places)| places.contains(&platform));
        let plain: Vec<&str> = plain.map(|(name, _, _)| *name).collect();
        let versioned = VERSIONED
            .iter()
            .filter(|(name, _)| platform.is_windows() || ["go", "python", "node"].contains(name));
        let versioned: Vec<&str> = versioned.map(|(_, words)| *words).collect();
        format!("{} all; with a version {}", plain.join(" "), versioned.join(", "))
    }

    /// Reads `go@1.22`, `python@3.12`, `node@22`, `createprocess`…
    ///
    /// # Errors
    /// Says whether it is the name or the version that nobody knows.
    pub fn parse(text: &str) -> Result<Self, Unknown> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        if let Some((_, caller, _)) = PLAIN.iter().find(|(known, _, _)| *known == name) {
            return if version.is_none() {
                Ok(*caller)
            } else {
                Err(Unknown::Version("one without a version"))
            };
        }
        let known = VERSIONED.iter().find(|(known, _)| *known == name).ok_or(Unknown::Name)?;
        let numbers = version.map(numbers).unwrap_or_default();
        let read = if version.is_some() && numbers.is_empty() { None } else { of(name, &numbers) };
        read.ok_or(Unknown::Version(known.1))
    }

    /// What questions and reports call it.
    pub fn name(self) -> String {
        match self {
            Self::Node(version) => version.words("node@"),
            Self::Go(minor) => format!("go@1.{minor}"),
            Self::GoCommand(minor) => format!("go-command@1.{minor}"),
            Self::Python(version) if version.major == 2 => version.words("python@"),
            Self::Python(version) => version.words("python@3."),
            Self::PythonSubprocess(major, minor) => format!("python-subprocess@{major}.{minor}"),
            Self::CrossSpawn(NEWEST_CROSS_SPAWN) => "cross-spawn".to_owned(),
            Self::CrossSpawn(major) => format!("cross-spawn@{major}"),
            Self::DotNet(major) => format!("dotnet@{major}"),
            plain => {
                let found = PLAIN.iter().find(|(_, caller, _)| *caller == plain);
                found.map_or("", |(name, _, _)| name).to_owned()
            }
        }
    }
}

/// The numbers of a version; nothing where one of them is none.
fn numbers(text: &str) -> Vec<u32> {
    let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
    parts.filter(|parts| parts.len() <= 4).unwrap_or_default()
}

/// The caller of that release, where it is one that was looked at.
fn of(name: &str, numbers: &[u32]) -> Option<Caller> {
    let given = !numbers.is_empty();
    let at = |index: usize| numbers.get(index).copied();
    let second =
        |newest: u32, known: std::ops::RangeInclusive<u32>, first: u32| match (at(0), at(1)) {
            (None, _) => Some(newest),
            (Some(major), Some(minor)) if major == first && known.contains(&minor) => Some(minor),
            _ => None,
        };
    Some(match name {
        "go" => Caller::Go(second(NEWEST_GO, 0..=NEWEST_GO, 1)?),
        "go-command" => Caller::GoCommand(second(NEWEST_GO, 0..=NEWEST_GO, 1)?),
        "python" if numbers.starts_with(&[2, 7]) => {
            Caller::Python(Version { major: 2, minor: Some(7), patch: None })
        }
        "python" => Caller::Python(Version {
            major: second(NEWEST_PYTHON, PYTHONS, 3)?,
            minor: at(2),
            patch: None,
        }),
        "python-subprocess" if numbers.starts_with(&[2, 7]) => Caller::PythonSubprocess(2, 7),
        "python-subprocess" => {
            Caller::PythonSubprocess(3, second(NEWEST_PYTHON, 0..=NEWEST_PYTHON, 3)?)
        }
        "node" => {
            let major = at(0).unwrap_or(NEWEST_NODE);
            let known = NODES.contains(&major);
            known.then_some(Caller::Node(Version { major, minor: at(1), patch: at(2) }))?
        }
        "cross-spawn" => {
            let major = at(0).unwrap_or(NEWEST_CROSS_SPAWN);
            matches!(major, 6 | 7).then_some(Caller::CrossSpawn(major))?
        }
        "dotnet" => {
            let major = if given { at(0)? } else { NEWEST_DOTNET };
            (4..=NEWEST_DOTNET).contains(&major).then_some(Caller::DotNet(major))?
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_named_with_their_version() {
        for text in [
            "createprocess",
            "createprocess-quoted",
            "createprocess-app",
            "searchpath",
            "searchpath-exe",
            "needcurrentdirectory",
            "shellexecute",
            "node@22",
            "node@18.20.1",
            "go@1.19",
            "go-command@1.27",
            "python@3.12",
            "python@3.13.5",
            "python@2.7",
            "python-subprocess@2.7",
            "node-which",
            "cross-spawn",
            "cross-spawn@6",
            "dotnet@4",
            "rust",
            "java",
            "ruby",
            "git",
        ] {
            assert_eq!(Caller::parse(text).ok().map(Caller::name).as_deref(), Some(text));
        }
        assert_eq!(Caller::parse("go@1.22.3").ok(), Some(Caller::Go(22)));
        let newest =
            ["go", "python", "node", "dotnet"].map(|one| Caller::parse(one).ok().map(Caller::name));
        let words =
            ["go@1.27", "python@3.14", "node@24", "dotnet@10"].map(|one| Some(one.to_owned()));
        assert_eq!(newest, words);
    }

    #[test]
    fn a_release_nobody_looked_at_is_refused_with_those_that_were() {
        for text in [
            "go@1.99",
            "go@2.1",
            "go@x",
            "node@99",
            "node@17",
            "python@2.6",
            "python@3.7",
            "python@",
            "dotnet@3",
            "cross-spawn@8",
            "rust@1.80",
        ] {
            assert!(matches!(Caller::parse(text), Err(Unknown::Version(_))), "{text}");
        }
        assert!(matches!(Caller::parse("perl"), Err(Unknown::Name)));
        for (name, words) in VERSIONED {
            assert!(words.contains(name) && Caller::parse(name).is_ok());
        }
    }

    #[test]
    fn every_caller_of_all_is_of_its_platform() {
        for platform in [Platform::Windows, Platform::Linux, Platform::MacOs] {
            assert!(Caller::of(platform).iter().all(|one| one.is_of(platform)));
        }
        assert!(!Caller::Java.is_of(Platform::Linux) && !Caller::Execvp.is_of(Platform::Windows));
    }
}
