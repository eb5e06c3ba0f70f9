//! `yarn` of the first generation: where it keeps what is installed for everybody.

use super::node::npmrc;
use crate::machine::Platform;
use crate::programs::options::{NO, Options, YES};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&YARN];

/// yarn.
pub static YARN: Program = Program::new(
    &["yarn", "yarnpkg"],
    "global dir, global bin, cache dir, --version",
    "its own: yarn 1.22, judged beside it, src/cli/commands/global.js and src/util/user-dirs.js",
    yarn,
)
.needs("what may be written to /usr/local/bin, ~/.yarnrc, ~/.npmrc")
.portable();

fn yarn(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    if versions::of(run, &[]).is_some_and(|one| one.is_at_least(&[2])) {
        return Err(Cannot::NotFollowed);
    }
    if matches!(words.as_slice(), [one] if one == "--version" || one == "-v") {
        return versions::line(run, &[], "");
    }
    let long = [("prefix", 'p', YES), ("offline", 'o', NO), ("silent", 's', NO)];
    let options = Options::read(&words, "s", &long, false)?;
    let operands: Vec<&str> = options.operands.iter().map(String::as_str).collect();
    run.out = match operands.as_slice() {
        ["global", "dir"] => format!("{}/global", data(run)?),
        ["cache", "dir"] if !run.machine().exists(&format!("{}/.yarnrc", run.home()?)) => {
            format!("{}/v6", cache(run)?)
        }
        ["global", "bin"] => format!("{}/bin", prefix(run, options.value('p'))?),
        _ => return Err(Cannot::NotFollowed),
    } + "\n";
    Ok(0)
}

/// What it takes for the home directory: root's is one of the system's on Linux.
fn user_home(run: &Run<'_>) -> Result<String, Cannot> {
    let root = run.machine().facts().user.root && run.machine().platform() == Platform::Linux;
    if root { Ok("/usr/local/share".to_owned()) } else { run.home() }
}

fn data(run: &Run<'_>) -> Result<String, Cannot> {
    Ok(match run.filled("XDG_DATA_HOME")? {
        Some(data) => format!("{data}/yarn"),
        None => format!("{}/.config/yarn", user_home(run)?),
    })
}

fn cache(run: &Run<'_>) -> Result<String, Cannot> {
    let home = user_home(run)?;
    Ok(match run.filled("XDG_CACHE_HOME")? {
        Some(cache) => format!("{cache}/yarn"),
        None if run.machine().platform() == Platform::MacOs => {
            format!("{home}/Library/Caches/Yarn")
        }
        None => format!("{home}/.cache/yarn"),
    })
}

/// An option, its own settings, npm's, the environment, or the first directory that may be written to.
fn prefix(run: &mut Run<'_>, option: Option<&str>) -> Result<String, Cannot> {
    if let Some(prefix) = option {
        return run.absolute(prefix);
    }
    for name in ["DESTDIR", "yarn_prefix", "YARN_PREFIX"] {
        if run.filled(name)?.is_some() {
            return Err(Cannot::NotFollowed);
        }
    }
    let home = run.home()?;
    if let Ok(text) = run.read(&format!("{home}/.yarnrc"))? {
        let own = text.lines().find_map(|line| line.trim().strip_prefix("prefix "));
        if let Some(own) = own {
            return Ok(own.trim().trim_matches('"').to_owned());
        }
    }
    for name in ["npm_config_prefix", "NPM_CONFIG_PREFIX"] {
        if let Some(prefix) = run.filled(name)? {
            return Ok(prefix);
        }
    }
    if let Some(prefix) = npmrc(run, &format!("{home}/.npmrc"), "prefix")? {
        return Ok(prefix);
    }
    if let Some(prefix) = run.filled("PREFIX")? {
        return Ok(prefix);
    }
    Ok(match run.directory_obstacle("/usr/local/bin/yarn")? {
        None => "/usr/local".to_owned(),
        Some(_) => format!("{}/.yarn", user_home(run)?),
    })
}
