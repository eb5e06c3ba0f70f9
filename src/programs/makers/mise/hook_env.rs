//! What mise does at each prompt: the tools and variables of its configuration come into the environment (mise 2026.9,
//! src/cli/hook_env.rs, judged beside it).

use toml::Value;

use super::{data, with_shims};
use crate::programs::makers::effect::{chosen, quoted};
use crate::programs::makers::powershell;
use crate::programs::mise_config::{Config, resolved};
use crate::programs::{Cannot, Followed, Run};

/// What the configuration brings.
#[derive(Default)]
struct Brought {
    /// In front of PATH.
    directories: Vec<String>,
    /// Set, or taken away.
    variables: Vec<(String, Option<String>)>,
}

pub(super) fn hook_env(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let (["-s" | "--shell", shell] | ["-s" | "--shell", shell, "--force"]) = words else {
        return Err(Cannot::NotFollowed);
    };
    if !matches!(*shell, "bash" | "zsh") {
        powershell::only(run, shell)?;
    }
    if run.filled("__MISE_SESSION")?.is_some() || run.filled("__MISE_DIFF")?.is_some() {
        return Err(Cannot::NotFollowed);
    }
    let brought = brought(run)?;
    let list = run.variable("PATH")?.unwrap_or_default();
    let path = with_shims(run, &list, &brought.directories)?;
    if run.is_powershell() {
        if !brought.variables.is_empty() {
            return Err(Cannot::NotFollowed);
        }
        run.effect = Some(powershell::mise_hook_env(run, &path));
        return Ok(0);
    }
    let diff = chosen(run, "is how mise writes what it changed");
    let session = chosen(run, "is how mise writes what it knows of the session");
    let one = |(name, value): &(String, Option<String>)| match value {
        Some(value) => format!("export {name}={}\n", quoted(value)),
        None => format!("unset {name}\n"),
    };
    let variables: String = brought.variables.iter().map(one).collect();
    let path = quoted(&path);
    run.effect = Some(format!(
        "{variables}export PATH={path}\nexport __MISE_DIFF={diff}\nexport __MISE_SESSION={session}\n"
    ));
    Ok(0)
}

/// What the user's own file brings; where any other file is in force, that is not followed.
fn brought(run: &mut Run<'_>) -> Result<Brought, Cannot> {
    let Some(file) = in_force(run)? else { return Ok(Brought::default()) };
    let text = run.read(&file)?.map_err(|_| Cannot::NotFollowed)?;
    let config = Config::read(&text).ok_or(Cannot::NotFollowed)?;
    // `experimental` changes nothing of this; other settings may.
    let harmless = |(name, value): (&String, &Value)| match (name.as_str(), value) {
        ("settings", Value::Table(all)) => {
            all.iter().all(|(name, value)| name == "experimental" && value.is_bool())
        }
        (_, Value::Table(all)) => all.is_empty(),
        _ => false,
    };
    if config.odd || !config.others.iter().all(harmless) {
        return Err(Cannot::NotFollowed);
    }
    let mut brought = Brought::default();
    for (name, value) in &config.variables {
        variable(run, name, value, &mut brought)?;
    }
    for (tool, versions) in &config.tools {
        for wanted in versions {
            brought.tool(run, tool, wanted)?;
        }
    }
    Ok(brought)
}

impl Brought {
    fn tool(&mut self, run: &Run<'_>, tool: &str, wanted: &str) -> Result<(), Cannot> {
        let plain = wanted.starts_with(|letter: char| letter.is_ascii_digit());
        if !plain && wanted != "latest" {
            return Err(Cannot::NotFollowed);
        }
        let root = format!("{}/installs/{tool}", data(run)?);
        // One that is not installed is passed over with a warning.
        let found = resolved(run.machine(), &root, wanted);
        let root = found.map(|version| format!("{root}/{version}"));
        match (tool, root) {
            ("node" | "python" | "ruby" | "erlang" | "bun" | "go", None) => {}
            ("node" | "python" | "ruby" | "erlang" | "bun", Some(root)) => {
                self.directories.push(format!("{root}/bin"));
            }
            ("go", Some(root)) => {
                self.directories.push(format!("{root}/bin"));
                if run.value_of("GOBIN").is_none() && !self.sets("GOBIN") {
                    self.variables.push(("GOBIN".to_owned(), Some(format!("{root}/bin"))));
                }
                if !self.sets("GOROOT") {
                    self.variables.push(("GOROOT".to_owned(), Some(root)));
                }
            }
            // Where its programs are the plugin of each tool says.
            _ => return Err(Cannot::NotFollowed),
        }
        Ok(())
    }

    fn sets(&self, name: &str) -> bool {
        self.variables.iter().any(|(own, _)| own == name)
    }
}

/// One entry of `[env]`: templates, files and what is made by a shell are not followed.
fn variable(run: &Run<'_>, name: &str, value: &Value, brought: &mut Brought) -> Result<(), Cannot> {
    let plain = |text: &str| {
        !text.contains(['$', '`', '\n']) && !text.contains("{{") && !text.contains("{%")
    };
    let letter = |one: char| one == '_' || one.is_ascii_alphanumeric();
    if name.is_empty()
        || !name.chars().all(letter)
        || name.starts_with(|one: char| one.is_ascii_digit())
    {
        return Err(Cannot::NotFollowed);
    }
    match (name, value) {
        ("PATH", _) => return Err(Cannot::NotFollowed),
        ("_", Value::Table(all)) => {
            let path = all.get("path").filter(|_| all.len() == 1).ok_or(Cannot::NotFollowed)?;
            let one = std::slice::from_ref(path);
            for entry in path.as_array().map_or(one, |all| all.as_slice()) {
                let text = entry
                    .as_str()
                    .filter(|text| plain(text) && !text.contains(':'))
                    .ok_or(Cannot::NotFollowed)?;
                brought.directories.push(match text.strip_prefix("~/") {
                    Some(rest) => format!("{}/{rest}", run.home()?),
                    None if text.starts_with('/') => text.to_owned(),
                    None => return Err(Cannot::NotFollowed),
                });
            }
        }
        (_, Value::Boolean(false)) => brought.variables.push((name.to_owned(), None)),
        (_, Value::String(text)) if plain(text) => {
            brought.variables.push((name.to_owned(), Some(text.clone())));
        }
        (_, Value::Integer(number)) => {
            brought.variables.push((name.to_owned(), Some(number.to_string())));
        }
        (_, Value::Boolean(true)) => {
            brought.variables.push((name.to_owned(), Some("true".to_owned())));
        }
        _ => return Err(Cannot::NotFollowed),
    }
    Ok(())
}

/// Variables that are no configuration: where its files are, and that it is active.
fn is_own(name: &str) -> bool {
    matches!(name, "MISE_SHELL" | "MISE_DATA_DIR")
}

/// The user's own file where it is there; `None` where nothing is configured.
///
/// # Errors
/// Where another file or a variable is in force.
pub(super) fn in_force(run: &Run<'_>) -> Result<Option<String>, Cannot> {
    let home = run.home()?;
    let config = run.filled("XDG_CONFIG_HOME")?.unwrap_or_else(|| format!("{home}/.config"));
    let there = |path: String| run.machine().exists(&path);
    let beside = ["mise.toml", "config.local.toml", "mise.local.toml", "conf.d"];
    let variables =
        run.environment().iter().any(|(name, _)| name.starts_with("MISE_") && !is_own(name));
    if variables
        || there("/etc/mise/config.toml".into())
        || beside.iter().any(|name| there(format!("{config}/mise/{name}")))
        || is_local(run)?
    {
        return Err(Cannot::NotFollowed);
    }
    let own = format!("{config}/mise/config.toml");
    Ok(Some(own.clone()).filter(|_| there(own)))
}

/// Whether a file here or above says something.
fn is_local(run: &Run<'_>) -> Result<bool, Cannot> {
    const NAMES: &[&str] = &[
        "mise.toml",
        ".mise.toml",
        ".tool-versions",
        "mise.local.toml",
        ".config/mise.toml",
        ".mise/config.toml",
        "mise/config.toml",
    ];
    let mut directory = run.cwd()?;
    loop {
        let bare = directory.trim_end_matches('/');
        if NAMES.iter().any(|name| run.machine().exists(&format!("{bare}/{name}"))) {
            return Ok(true);
        }
        match run.machine().platform().parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => return Ok(false),
        }
    }
}
