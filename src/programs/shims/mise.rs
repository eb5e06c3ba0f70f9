//! `mise` and `rtx`: shims are links to the program itself, which looks for its own name.

use super::{Asking, Leads};
use crate::programs::mise_config::{Config, plain, resolved};

/// Files of a directory in the order they count (mise, src/config).
const FILES: &[&str] = &[
    "mise.local.toml",
    ".mise.local.toml",
    "mise.toml",
    ".mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.toml",
    ".tool-versions",
];

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let shims = path.strip_suffix(&format!("/{name}"))?;
    let data = shims.strip_suffix("/shims")?;
    let target = asking.machine.read_link(path).ok();
    let linked = target.is_some_and(|target| target.ends_with("/mise") || target.ends_with("/rtx"));
    let script = || {
        asking
            .read(path)
            .is_some_and(|text| text.contains("mise x ") || text.contains("mise exec "))
    };
    if !linked && !script() {
        return None;
    }
    let installs = format!("{data}/installs");
    let mut tools = asking.names(&installs);
    tools.retain(|tool| {
        let versions = asking.names(&format!("{installs}/{tool}"));
        versions.iter().any(|version| {
            executable(asking, &format!("{installs}/{tool}/{version}"), name).is_some()
        })
    });
    for tool in &tools {
        let Some((versions, by)) = versions(asking, tool) else { continue };
        for wanted in versions {
            if wanted == "system" {
                break;
            }
            let root = format!("{installs}/{tool}");
            let Some(version) = resolved(asking.machine, &root, &wanted) else {
                return Some(Leads::Missing(format!(
                    "mise: {tool}@{wanted} is not installed (set by {by})"
                )));
            };
            if let Some(path) = executable(asking, &format!("{root}/{version}"), name) {
                return Some(Leads::To(path, format!("mise takes {tool} {version}, set by {by}")));
            }
        }
    }
    Some(match asking.elsewhere(name, shims) {
        Some(path) => Leads::To(path, "mise has no version set for it: the system's".to_owned()),
        None => Leads::Refuses(format!("mise: no version is set for shim: {name}")),
    })
}

fn executable(asking: &Asking<'_>, root: &str, name: &str) -> Option<String> {
    [format!("{root}/bin/{name}"), format!("{root}/{name}"), format!("{root}/go/bin/{name}")]
        .into_iter()
        .find(|path| asking.runs(path))
}

/// The versions of a tool, and what sets them.
fn versions(asking: &Asking<'_>, tool: &str) -> Option<(Vec<String>, String)> {
    let variable = format!("MISE_{}_VERSION", tool.to_uppercase().replace('-', "_"));
    if let Some(text) = asking.filled(&variable) {
        return Some((text.split_whitespace().map(str::to_owned).collect(), variable));
    }
    let config =
        asking.filled("XDG_CONFIG_HOME").unwrap_or_else(|| format!("{}/.config", asking.home));
    let local = asking.upwards().into_iter().flat_map(|directory| {
        FILES.iter().map(|file| asking.in_directory(&directory, file)).collect::<Vec<_>>()
    });
    let global = [
        format!("{config}/mise/config.local.toml"),
        format!("{config}/mise/config.toml"),
        "/etc/mise/config.toml".to_owned(),
    ];
    for file in local.chain(global) {
        let Some(text) = asking.read(&file) else { continue };
        let found = match file.ends_with(".toml") {
            true => Config::read(&text).and_then(|one| Some(one.versions(tool)?.to_vec())),
            false => in_list(&text, tool),
        };
        if let Some(versions) = found {
            return Some((versions, file));
        }
    }
    None
}

fn in_list(text: &str, tool: &str) -> Option<Vec<String>> {
    text.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let name = words.next()?;
        (plain(name) == plain(tool)).then(|| words.map(str::to_owned).collect())
    })
}
