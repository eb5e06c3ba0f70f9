//! Directories that installers put programs into, and that PATH often lacks.

use std::collections::HashSet;

use super::{installers, path_directories};
use crate::machine::Facts;
use crate::session::Session;
use crate::session::launch::wsl;

/// Below the home, on every system; each is where the tool's own manual says it installs programs.
const OWN: &[&str] = &[
    "bin",
    ".local/bin",
    "go/bin",
    ".cargo/bin",
    ".pyenv/shims",
    ".rbenv/shims",
    ".nodenv/shims",
    ".asdf/shims",
    ".local/share/mise/shims",
    ".volta/bin",
    ".bun/bin",
    ".deno/bin",
    ".dotnet/tools",
    ".npm-global/bin",
    ".yarn/bin",
    ".krew/bin",
    ".poetry/bin",
    ".ghcup/bin",
    ".cabal/bin",
    ".config/composer/vendor/bin",
    ".composer/vendor/bin",
];
/// Below the home on Windows.
const OWN_OF_WINDOWS: &[&str] = &[
    "scoop/shims",
    "AppData/Roaming/npm",
    "AppData/Local/Microsoft/WindowsApps",
    "AppData/Local/Microsoft/WinGet/Links",
    "AppData/Local/Volta/bin",
    "AppData/Local/pnpm",
    ".pyenv/pyenv-win/shims",
];
/// Below the home: where managers keep versions side by side, each with its own `bin`.
const VERSIONS: &[&str] = &[
    ".nvm/versions/node",
    ".pyenv/versions",
    ".rbenv/versions",
    ".nodenv/versions",
    ".goenv/versions",
    ".sdkman/candidates/java",
    ".rustup/toolchains",
];
/// For the whole machine.
const UNIX: &[&str] = &[
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/sbin",
    "/sbin",
    "/usr/local/go/bin",
    "/usr/lib/go/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/sbin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/opt/local/bin",
    "/snap/bin",
    "/var/lib/flatpak/exports/bin",
    "/nix/var/nix/profiles/default/bin",
    "/usr/games",
];
const WINDOWS: &[&str] = &[
    r"C:\Windows\System32",
    r"C:\Windows",
    r"C:\Go\bin",
    r"C:\Program Files\Go\bin",
    r"C:\Program Files\Git\cmd",
    r"C:\Program Files\nodejs",
    r"C:\ProgramData\chocolatey\bin",
];
/// Below the root of an MSYS2 tree: one directory an environment (msys2.org, "Environments").
const MSYS: &[&str] =
    &["usr/bin", "ucrt64/bin", "mingw64/bin", "clang64/bin", "clangarm64/bin", "mingw32/bin"];

/// Those that the session's PATH does not have, as machine paths, and who would put each there where that is known.
pub(super) fn off_path(session: &Session) -> Vec<(String, Option<&'static str>)> {
    let facts = session.machine().facts();
    let platform = facts.platform;
    let key = |path: &str| platform.key(path, facts.ignores_case);
    let on_path: HashSet<String> = path_directories(session).iter().map(|one| key(one)).collect();
    let (own, whole) =
        if platform.is_windows() { (OWN_OF_WINDOWS, WINDOWS) } else { (&[][..], UNIX) };
    let own = OWN.iter().chain(own).map(|inner| platform.join(&facts.user.home, inner));
    let versions = VERSIONS.iter().flat_map(|inner| {
        let root = platform.join(&facts.user.home, inner);
        let names = session.machine().list(&root).unwrap_or_default();
        // The newest last, as far as names tell.
        let names = names.into_iter().rev().map(|one| one.name);
        names
            .map(move |name| platform.join(&platform.join(&root, &name), "bin"))
            .collect::<Vec<_>>()
    });
    let others = own
        .chain(versions)
        .chain(whole.iter().map(|&path| path.to_owned()))
        .chain(of_msys(facts))
        .chain(wsl::usual(session.machine()))
        .map(|path| (path, None));
    let installed = installers::directories(session.machine());
    installed
        .into_iter()
        .map(|(path, who)| (path, Some(who)))
        .chain(others)
        .map(|(path, who)| (platform.normalize(&path), who))
        .filter(|(path, _)| !on_path.contains(&key(path)))
        .collect()
}

/// The directories of the trees that the machine's MSYS2 shells stand in.
fn of_msys(facts: &Facts) -> impl Iterator<Item = String> {
    let roots = facts.shells.values().filter_map(|shell| {
        let bin =
            facts.platform.is_windows().then(|| facts.platform.parent(&shell.path)).flatten()?;
        let usr = facts.platform.parent(bin)?;
        let is_usr = usr.to_ascii_lowercase().ends_with(r"\usr");
        is_usr.then(|| facts.platform.parent(usr)).flatten()
    });
    roots.flat_map(move |root| MSYS.iter().map(move |inner| facts.platform.join(root, inner)))
}
