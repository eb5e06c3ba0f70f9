//! What the host says of itself, its user and this process.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;
use std::{env, fs};

use indexmap::IndexMap;
use memchr::memmem;

use super::{Identity, regular};
use crate::machine::{Facts, Installed, Platform, RegistryValue, User};
use crate::text::CodePages;

/// Where each shell is looked for, first hit wins: what login databases and packages use, then PATH.
const SHELLS: &[(&str, &[&str])] = &[
    ("bash", &["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash", "/opt/homebrew/bin/bash"]),
    ("zsh", &["/bin/zsh", "/usr/bin/zsh", "/usr/local/bin/zsh", "/opt/homebrew/bin/zsh"]),
    ("sh", &["/bin/sh", "/usr/bin/sh"]),
    (
        "pwsh",
        &[
            "/usr/bin/pwsh",
            "/usr/local/bin/pwsh",
            "/opt/homebrew/bin/pwsh",
            "/snap/bin/pwsh",
            "/opt/microsoft/powershell/7/pwsh",
        ],
    ),
];

/// The user and groups of this process, from `/proc/self/status` where there is one (proc(5)).
pub(super) fn identity() -> Identity {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ids = |field: &str| -> Vec<u32> {
        let line = status.lines().find_map(|line| line.strip_prefix(field));
        line.map(|line| line.split_whitespace().filter_map(|id| id.parse().ok()).collect())
            .unwrap_or_default()
    };
    let effective = |field: &str| ids(field).get(1).copied();
    let mut groups = ids("Groups:");
    groups.extend(effective("Gid:"));
    Identity { user: effective("Uid:").unwrap_or(u32::MAX), groups }
}

pub(super) fn gather(identity: &Identity) -> Facts {
    let platform = if cfg!(windows) {
        Platform::Windows
    } else if cfg!(target_os = "macos") {
        Platform::MacOs
    } else {
        Platform::Linux
    };
    Facts {
        platform,
        version: distribution(),
        host: Some(regular::text("/etc/hostname").trim().to_owned())
            .filter(|name| !name.is_empty()),
        arch: Some(arch().to_owned()),
        user: user(identity),
        cwd: env::current_dir().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default(),
        environment: env::vars_os()
            .map(|(name, value)| {
                (name.to_string_lossy().into_owned(), Some(value.to_string_lossy().into_owned()))
            })
            .collect(),
        environment_is_whole: true,
        shells: shells(),
        code_pages: CodePages::default(),
        ignores_case: platform != Platform::Linux,
        folders: IndexMap::new(),
        recorded_as: None,
    }
}

/// The processor in Go's words, which reports use.
fn arch() -> &'static str {
    match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    }
}

/// `ID VERSION_ID` of os-release(5).
fn distribution() -> Option<String> {
    let release = regular::text("/etc/os-release");
    let field = |name: &str| {
        let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let id = field("ID")?;
    Some(field("VERSION_ID").map_or(id.clone(), |version| format!("{id} {version}")))
}

/// The line of passwd(5) for this user, then what `dirs` finds.
fn user(identity: &Identity) -> User {
    let home = || dirs::home_dir().map(|path| path.to_string_lossy().into_owned());
    let passwd = regular::text("/etc/passwd");
    let line = passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        (fields.len() >= 7 && fields[2].parse() == Ok(identity.user)).then_some(fields)
    });
    let root = identity.user == 0;
    let uid = cfg!(unix).then_some(identity.user);
    let gid = identity.groups.last().copied();
    let groups = group_names(identity, gid);
    match line {
        Some(fields) => User {
            name: fields[0].to_owned(),
            home: fields[5].to_owned(),
            root,
            shell: Some(fields[6].to_owned()),
            uid,
            gid,
            groups,
        },
        None => User {
            name: env::var("USER").or_else(|_| env::var("USERNAME")).unwrap_or_default(),
            home: home().unwrap_or_default(),
            root,
            shell: None,
            uid,
            gid,
            groups,
        },
    }
}

/// The names that group(5) gives the groups of this process, the primary one first.
fn group_names(identity: &Identity, primary: Option<u32>) -> Vec<String> {
    let table = fs::read_to_string("/etc/group").unwrap_or_default();
    let name = |id: &u32| {
        let line = |line: &str| {
            let mut fields = line.split(':');
            let (name, number) = (fields.next()?, fields.nth(1)?);
            (number.parse() == Ok(*id)).then(|| name.to_owned())
        };
        table.lines().find_map(line)
    };
    let mut ids: Vec<u32> = primary.into_iter().collect();
    ids.extend(identity.groups.iter().filter(|id| Some(**id) != primary));
    ids.iter().filter_map(name).collect()
}

fn shells() -> IndexMap<String, Installed> {
    let on_path = env::var_os("PATH").unwrap_or_default();
    let packages = Packages::read();
    let mut found = IndexMap::new();
    for (name, places) in SHELLS {
        let elsewhere = env::split_paths(&on_path).map(|directory| directory.join(name));
        let place = places.iter().map(Into::into).chain(elsewhere).find(|path| path.is_file());
        if let Some(path) = place {
            found.insert((*name).to_owned(), installed(name, &path, &packages));
        }
    }
    found
}

/// What the name leads to tells which shell it is: Debian's `sh` is a link to `dash`.
fn installed(name: &str, path: &Path, packages: &Packages) -> Installed {
    let real = fs::canonicalize(path).ok();
    let program = real.as_deref().and_then(Path::file_name).map(OsStr::to_string_lossy);
    let variant = program.filter(|program| program != name).map(Cow::into_owned);
    Installed {
        path: path.to_string_lossy().into_owned(),
        version: packages.version(variant.as_deref().unwrap_or(name)),
        variant,
    }
}

/// What dpkg says is installed: the only way to a version without starting the program.
struct Packages(Vec<u8>);

impl Packages {
    fn read() -> Self {
        Self(regular::read("/var/lib/dpkg/status").unwrap_or_default())
    }

    /// The upstream version of a package (deb-version(7)).
    fn version(&self, package: &str) -> Option<String> {
        let head = format!("Package: {package}\n");
        let start = memmem::find(&self.0, head.as_bytes())?;
        let paragraph = &self.0[start..];
        let paragraph = &paragraph[..memmem::find(paragraph, b"\n\n").unwrap_or(paragraph.len())];
        let field = b"\nVersion: ";
        let value = &paragraph[memmem::find(paragraph, field)? + field.len()..];
        let line = value.split(|&byte| byte == b'\n').next()?;
        let version = String::from_utf8_lossy(line);
        let upstream = version.split_once(':').map_or(&*version, |(_, rest)| rest);
        let end = upstream.find(|c: char| !c.is_ascii_digit() && c != '.');
        Some(upstream[..end.unwrap_or(upstream.len())].to_owned())
    }
}

#[cfg(not(windows))]
pub(super) fn registry_values(_: &str) -> Vec<RegistryValue> {
    Vec::new()
}

#[cfg(not(windows))]
pub(super) fn registry_keys(_: &str) -> Option<Vec<String>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upstream_version_is_read_from_the_package_list() {
        let list = b"Package: bash-doc\nVersion: 1\n\nPackage: bash\nStatus: ok\nVersion: 1:5.2.15-2+b8\n\n";
        let packages = Packages(list.to_vec());
        assert_eq!(packages.version("bash").as_deref(), Some("5.2.15"));
        assert_eq!(packages.version("zsh"), None);
    }
}
