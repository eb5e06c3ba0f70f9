//! The shells of a Unix system, and their versions as far as a file tells.

use std::borrow::Cow;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::machine::Installed;

/// Where each shell is looked for, first hit wins: what login databases and packages use.
///
/// `/run/current-system/sw/bin` is NixOS, `/opt/homebrew` Homebrew on Apple's own processors,
/// `/opt/local` MacPorts.
const SHELLS: &[(&str, &[&str])] = &[
    ("bash", &["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin", NIX]),
    ("zsh", &["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin", NIX]),
    ("sh", &["/bin", "/usr/bin", NIX]),
    (
        "pwsh",
        &[
            "/usr/bin",
            "/usr/local/bin",
            "/opt/homebrew/bin",
            "/snap/bin",
            "/opt/microsoft/powershell/7",
            NIX,
        ],
    ),
];

const NIX: &str = "/run/current-system/sw/bin";

/// The shells that are there: in the usual places, then by `/etc/shells`, then on PATH.
pub(in crate::machine::live) fn installed(
    own: Option<&str>,
    version: impl Fn(&str, &Path) -> Option<String>,
) -> IndexMap<String, Installed> {
    let path = env::var_os("PATH").unwrap_or_default();
    let listed = super::text("/etc/shells");
    let mut found = IndexMap::new();
    for (name, places) in SHELLS {
        let of_name = |path: &PathBuf| path.file_name() == Some(OsStr::new(name));
        let usual = places.iter().map(|place| Path::new(place).join(name));
        let valid = listed.lines().map(str::trim).map(PathBuf::from).filter(of_name);
        let elsewhere = env::split_paths(&path).map(|directory| directory.join(name));
        // The login shell of the user is the one that counts where there are several.
        let login = own.map(PathBuf::from).filter(of_name);
        let mut all = login.into_iter().chain(usual).chain(valid).chain(elsewhere);
        if let Some(path) = all.find(|path| path.is_absolute() && path.is_file()) {
            found.insert((*name).to_owned(), describe(name, &path, &version));
        }
    }
    found
}

/// What the name leads to tells which shell it is: Debian's `sh` is a link to `dash`.
fn describe(name: &str, path: &Path, version: impl Fn(&str, &Path) -> Option<String>) -> Installed {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let program = real.file_name().map(OsStr::to_string_lossy);
    let variant = program.filter(|program| program != name).map(Cow::into_owned);
    let version = version(variant.as_deref().unwrap_or(name), &real);
    Installed {
        path: path.to_string_lossy().into_owned(),
        version: version.or_else(|| of_place(&real)),
        variant,
    }
}

/// The version in the name of a directory: Homebrew's `Cellar/bash/5.2.37`, the store's `HASH-bash-5.2p37`.
fn of_place(real: &Path) -> Option<String> {
    let parts: Vec<Cow<str>> = real.iter().map(OsStr::to_string_lossy).collect();
    let after = |name: &str, far: usize| {
        let at = parts.iter().position(|part| part == name)?;
        parts.get(at + far).map(|part| part.to_string())
    };
    let cellar = after("Cellar", 2);
    let stored = || after("store", 1).filter(|_| parts.get(1).is_some_and(|part| part == "nix"));
    let text = cellar.or_else(stored)?;
    let text = text.rsplit('-').find(|part| part.starts_with(|c: char| c.is_ascii_digit()))?;
    upstream(&text.replacen('p', ".", 1))
}

/// The digits and dots a version begins with (deb-version(7): an epoch stands before).
pub(in crate::machine::live) fn upstream(version: &str) -> Option<String> {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    let digits = version[..end].trim_end_matches('.');
    (!digits.is_empty()).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_may_tell_the_version() {
        let of = |path: &str| of_place(Path::new(path));
        assert_eq!(of("/opt/homebrew/Cellar/bash/5.2.37/bin/bash").as_deref(), Some("5.2.37"));
        assert_eq!(of("/usr/local/Cellar/zsh/5.9_1/bin/zsh").as_deref(), Some("5.9"));
        let store = "/nix/store/0irlcqx2n3qm6b1pc9rsd2i8qpvcccaj-bash-5.2p37/bin/bash";
        assert_eq!(of(store).as_deref(), Some("5.2.37"));
        let store = "/nix/store/abc-zsh-5.9/bin/zsh";
        assert_eq!(of(store).as_deref(), Some("5.9"));
        assert_eq!(of("/usr/bin/bash"), None);
    }
}
