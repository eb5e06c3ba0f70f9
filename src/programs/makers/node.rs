//! Node's own tool `npm`.

use super::effect::functions;
use crate::machine::overlay::Change;
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&NPM];

/// npm.
pub static NPM: Program = Program::new(
    &["npm"],
    "prefix, root, bin, with -g; config get prefix, config set, completion, --version",
    "its own: npm 6 to 11, judged beside 11.19",
    npm,
)
.needs("where npm stands, .npmrc files, package.json")
.portable();

/// A key of an npmrc, `${NAME}` replaced.
pub(super) fn npmrc(run: &mut Run<'_>, file: &str, key: &str) -> Result<Option<String>, Cannot> {
    let Ok(text) = run.read(file)? else { return Ok(None) };
    let mut found = None;
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else { continue };
        if name.trim() == key {
            found = Some(value.trim().trim_matches('"').to_owned());
        }
    }
    let Some(value) = found else { return Ok(None) };
    let home = run.home()?;
    let value = value.replace("${HOME}", &home);
    if value.contains("${") {
        return Err(Cannot::NotFollowed);
    }
    Ok(Some(match value.strip_prefix("~/") {
        Some(rest) => format!("{home}/{rest}"),
        None => value,
    }))
}

/// The file that a user's settings are in.
fn user_npmrc(run: &Run<'_>) -> Result<String, Cannot> {
    let home = run.home()?;
    Ok(run.filled("NPM_CONFIG_USERCONFIG")?.unwrap_or_else(|| format!("{home}/.npmrc")))
}

/// `npm config set`: the user's file is written anew, one setting a line.
fn npm_sets(run: &mut Run<'_>, settings: &[(&str, &str)]) -> Followed {
    let file = user_npmrc(run)?;
    let mut lines: Vec<String> = match run.read(&file)? {
        Ok(text) => text.lines().map(str::to_owned).collect(),
        Err(_) => Vec::new(),
    };
    // What is more than plain settings, and values that are put in quotes, are written otherwise.
    let plain = |text: &str| {
        !text.is_empty()
            && !text.contains(['"', '\'', ';', '#', '=', '[', '$', '\n'])
            && text.trim() == text
    };
    let pair = |line: &String| {
        line.split_once('=').is_some_and(|(name, value)| plain(name) && plain(value))
    };
    if !lines.iter().all(pair) || !settings.iter().all(|(name, value)| plain(name) && plain(value))
    {
        run.touch(&file);
        return Err(Cannot::NotFollowed);
    }
    for (name, value) in settings {
        let line = format!("{name}={value}");
        match lines
            .iter_mut()
            .find(|line| line.split_once('=').is_some_and(|(old, _)| old == *name))
        {
            Some(old) => *old = line,
            None => lines.push(line),
        }
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    run.change(Change::File { path: file, bytes: std::rc::Rc::from(text.into_bytes()) });
    Ok(0)
}

/// npm's global prefix: the environment, the user's file, the system's, or where node stands.
fn global_prefix(run: &mut Run<'_>) -> Result<String, Cannot> {
    let bare = |prefix: String| match prefix.trim_end_matches('/') {
        "" => "/".to_owned(),
        bare => bare.to_owned(),
    };
    for name in ["npm_config_prefix", "NPM_CONFIG_PREFIX"] {
        if let Some(prefix) = run.filled(name)? {
            return Ok(bare(prefix));
        }
    }
    let user = user_npmrc(run)?;
    if let Some(prefix) = npmrc(run, &user, "prefix")? {
        return Ok(bare(prefix));
    }
    if let Some(prefix) = run.filled("PREFIX")? {
        return Ok(bare(prefix));
    }
    let Some(node) = run.find("node")? else { return Err(Cannot::NotFollowed) };
    let node = run.absolute(&node)?;
    let real = run.machine().real_path(&node).map_err(|_| Cannot::NotFollowed)?;
    let prefix = real.rsplit_once("/bin/").map(|(prefix, _)| prefix.to_owned());
    let prefix = prefix.ok_or(Cannot::NotFollowed)?;
    // Debian's own npm and Homebrew's set it in a file of their own.
    let builtin =
        run.machine().real_path(run.path()).ok().and_then(|real| {
            real.strip_suffix("/bin/npm-cli.js").map(|root| format!("{root}/npmrc"))
        });
    if let Some(file) = builtin {
        if let Some(own) = npmrc(run, &file, "prefix")? {
            return Ok(own);
        }
    }
    if let Some(own) = npmrc(run, &format!("{prefix}/etc/npmrc"), "prefix")? {
        return Ok(own);
    }
    Ok(prefix)
}

/// The nearest directory above with a package, or else the one it is called in.
fn local_prefix(run: &Run<'_>) -> Result<String, Cannot> {
    let cwd = run.cwd()?;
    let mut directory = cwd.clone();
    loop {
        let has = |name: &str| {
            run.machine().exists(&format!("{}/{name}", directory.trim_end_matches('/')))
        };
        if has("package.json") || has("node_modules") {
            return Ok(directory);
        }
        match run.machine().platform().parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => return Ok(cwd),
        }
    }
}

fn npm(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut global = false;
    let mut plain = Vec::new();
    for word in &words {
        match word.as_str() {
            "-g" | "--global" | "--location=global" => global = true,
            "-s" | "--silent" | "--no-update-notifier" | "--offline" => {}
            other => plain.push(other),
        }
    }
    let old = versions::of(run, &[]).is_some_and(|version| !version.is_at_least(&[9]));
    run.out = match plain.as_slice() {
        ["prefix"] if global => global_prefix(run)?,
        ["prefix"] => local_prefix(run)?,
        ["root"] if global => format!("{}/lib/node_modules", global_prefix(run)?),
        ["root"] => format!("{}/node_modules", local_prefix(run)?.trim_end_matches('/')),
        ["config", "get", "prefix"] | ["get", "prefix"] => global_prefix(run)?,
        ["bin"] if old && global => format!("{}/bin", global_prefix(run)?),
        ["bin"] if old => format!("{}/node_modules/.bin", local_prefix(run)?),
        // Gone since npm 9.
        ["bin"] => {
            let reason = "is that it knows no such command".to_owned();
            return Err(Cannot::Because { reason, shape: Shape::Filled, status: Some(1) });
        }
        ["config", "set", name, value] | ["set", name, value] => {
            return npm_sets(run, &[(*name, *value)]);
        }
        ["config", "set", pairs @ ..] | ["set", pairs @ ..] => {
            let pairs: Option<Vec<_>> = pairs.iter().map(|pair| pair.split_once('=')).collect();
            return npm_sets(run, &pairs.ok_or(Cannot::NotFollowed)?);
        }
        ["config", "get", "userconfig"] => user_npmrc(run)?,
        ["config", "get", "globalconfig"] => format!("{}/etc/npmrc", global_prefix(run)?),
        ["--version" | "-v"] => return versions::line(run, &[], ""),
        ["completion"] => {
            run.effect = Some(match run.shell() {
                "bash" | "zsh" => functions(run, &["_npm_completion"]),
                _ => return Err(Cannot::NotFollowed),
            });
            return Ok(0);
        }
        ["config", "get", "cache"] => format!("{}/.npm", run.home()?),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}
