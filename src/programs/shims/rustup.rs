//! rustup's proxies: one program under the names of the tools of a toolchain (rustup 1.25 to 1.28).

use super::{Asking, Leads};

const PROXIES: &[&str] = &[
    "cargo",
    "cargo-clippy",
    "cargo-fmt",
    "cargo-miri",
    "clippy-driver",
    "rls",
    "rust-analyzer",
    "rust-gdb",
    "rust-gdbgui",
    "rust-lldb",
    "rustc",
    "rustdoc",
    "rustfmt",
];

pub(super) fn leads(asking: &Asking<'_>, path: &str, name: &str) -> Option<Leads> {
    let bin = path.strip_suffix(&format!("/{name}"))?;
    if !PROXIES.contains(&name) || !asking.runs(&format!("{bin}/rustup")) {
        return None;
    }
    let home = asking.filled("RUSTUP_HOME").unwrap_or_else(|| format!("{}/.rustup", asking.home));
    if !bin.ends_with("/.cargo/bin") && !asking.machine.is_directory(&format!("{home}/toolchains"))
    {
        return None;
    }
    let settings = asking.read(&format!("{home}/settings.toml")).unwrap_or_default();
    let Some((wanted, by)) = wanted(asking, &home, &settings) else {
        return Some(Leads::Refuses("rustup: no default toolchain is set".to_owned()));
    };
    let mut all = asking.names(&format!("{home}/toolchains"));
    all.retain(|one| *one == wanted || one.starts_with(&format!("{wanted}-")));
    let host = value(&settings, "default_host_triple");
    let exact = host.map(|host| format!("{wanted}-{host}")).filter(|one| all.contains(one));
    let chosen = exact.or_else(|| all.iter().find(|one| **one == wanted).cloned()).or_else(|| {
        match all.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    });
    let Some(chosen) = chosen else {
        return Some(Leads::Refuses(format!(
            "rustup: toolchain {wanted} is not installed (set by {by})"
        )));
    };
    let target = format!("{home}/toolchains/{chosen}/bin/{name}");
    Some(match asking.runs(&target) {
        true => Leads::To(target, format!("rustup takes {chosen}, set by {by}")),
        false => Leads::Refuses(format!(
            "rustup: {name} is not installed for the toolchain {chosen} (set by {by})"
        )),
    })
}

/// The toolchain in force, and what sets it.
fn wanted(asking: &Asking<'_>, home: &str, settings: &str) -> Option<(String, String)> {
    if let Some(name) = asking.filled("RUSTUP_TOOLCHAIN") {
        return Some((name, "RUSTUP_TOOLCHAIN".to_owned()));
    }
    let own = format!("{home}/settings.toml");
    for directory in asking.upwards() {
        if let Some(name) = overridden(settings, &directory) {
            return Some((name, own));
        }
        for name in ["rust-toolchain", "rust-toolchain.toml"] {
            let file = asking.in_directory(&directory, name);
            let Some(text) = asking.read(&file) else { continue };
            let channel = value(&text, "channel").or_else(|| {
                let plain = text.trim();
                (!plain.contains('\n') && !plain.contains('[')).then(|| plain.to_owned())
            });
            if let Some(channel) = channel.filter(|channel| !channel.is_empty()) {
                return Some((channel, file));
            }
        }
    }
    value(settings, "default_toolchain").map(|name| (name, own))
}

/// `key = "value"`.
fn value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}

/// `"DIRECTORY" = "TOOLCHAIN"` below `[overrides]`.
fn overridden(settings: &str, directory: &str) -> Option<String> {
    let rest = settings.split_once("[overrides]")?.1;
    let lines = rest.lines().skip(1).take_while(|line| !line.trim_start().starts_with('['));
    lines.filter_map(|line| line.split_once('=')).find_map(|(name, value)| {
        let same = name.trim().trim_matches(['"', '\'']) == directory;
        same.then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    })
}
