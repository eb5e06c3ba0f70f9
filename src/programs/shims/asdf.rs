//! `asdf`: shims name the plugins and versions that have the command (asdf 0.10 to 0.16).

use super::{Asking, Leads};

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let shims = path.strip_suffix(&format!("/{name}"))?;
    if !shims.ends_with("/shims") {
        return None;
    }
    let text = asking.read(path)?;
    let plugins: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# asdf-plugin: ")?.trim().split_once(' '))
        .collect();
    if plugins.is_empty() {
        return None;
    }
    let data = asking
        .filled("ASDF_DATA_DIR")
        .or_else(|| shims.strip_suffix("/shims").map(str::to_owned))?;
    let mut seen: Vec<&str> = Vec::new();
    for (plugin, _) in &plugins {
        if seen.contains(plugin) {
            continue;
        }
        seen.push(plugin);
        let Some((versions, by)) = versions(asking, plugin) else { continue };
        let set = versions.join(" ");
        for version in versions {
            let found = match version.as_str() {
                "system" => asking.elsewhere(name, shims),
                version => match version.strip_prefix("path:") {
                    Some(own) => executable(asking, own, &data, plugin, name),
                    None if !plugins.contains(&(plugin, version)) => continue,
                    None => executable(
                        asking,
                        &format!("{data}/installs/{plugin}/{version}"),
                        &data,
                        plugin,
                        name,
                    ),
                },
            };
            return Some(match found {
                Some(path) => {
                    Leads::To(path, format!("asdf takes {plugin} {version}, set by {by}"))
                }
                None => Leads::Missing(format!(
                    "asdf: {plugin} {version} is not installed (set by {by})"
                )),
            });
        }
        return Some(Leads::Missing(format!(
            "asdf: {plugin} {set} is not installed (set by {by})"
        )));
    }
    let legacy = asking.read(&format!("{}/.asdfrc", asking.home));
    if legacy.is_some_and(|text| text.contains("legacy_version_file") && text.contains("yes")) {
        return Some(Leads::Unknown(
            "asdf reads other tools' version files too, which is not followed".into(),
        ));
    }
    let plugin = plugins[0].0;
    Some(Leads::Refuses(format!(
        "asdf: no version is set for command {name}: no .tool-versions on the way up from {} names {plugin}",
        asking.cwd
    )))
}

/// The versions of a plugin in order, and what sets them.
fn versions(asking: &Asking<'_>, plugin: &str) -> Option<(Vec<String>, String)> {
    let variable = format!("ASDF_{}_VERSION", plugin.to_uppercase().replace('-', "_"));
    if let Some(text) = asking.filled(&variable) {
        return Some((text.split_whitespace().map(str::to_owned).collect(), variable));
    }
    let name = asking
        .filled("ASDF_DEFAULT_TOOL_VERSIONS_FILENAME")
        .unwrap_or_else(|| ".tool-versions".into());
    let mut directories = asking.upwards();
    directories.push(asking.home.to_owned());
    for directory in directories {
        let file = asking.in_directory(&directory, &name);
        let Some(text) = asking.read(&file) else { continue };
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            if words.next() == Some(plugin) {
                return Some((words.map(str::to_owned).collect(), file));
            }
        }
    }
    None
}

/// The command in an installation; the plugin may say in which directories.
fn executable(
    asking: &Asking<'_>,
    root: &str,
    data: &str,
    plugin: &str,
    name: &str,
) -> Option<String> {
    let list = asking.read(&format!("{data}/plugins/{plugin}/bin/list-bin-paths"));
    let told: Vec<String> = list
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.trim().strip_prefix("echo "))
        .flat_map(|words| words.trim_matches(['"', '\'']).split_whitespace())
        .map(str::to_owned)
        .collect();
    let usual = ["bin", "go/bin", "."].map(str::to_owned);
    let all = told.into_iter().chain(usual);
    all.map(|directory| format!("{root}/{directory}/{name}").replace("/./", "/"))
        .find(|path| asking.runs(path))
}
