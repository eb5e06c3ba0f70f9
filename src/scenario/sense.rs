//! What a scenario file may say in its form and not in its meaning: two names of one file, a file below a file.

use std::collections::HashMap;

use super::format::File;
use super::keys::Keys;
use crate::machine::recorded::{Recorded, canonical_key};
use crate::machine::{Kind, Machine, Platform};
use crate::shells;
use crate::text::nearest;

/// Something that makes no sense, and the way to the key that says it.
pub(super) struct Wrong {
    way: Vec<String>,
    pub message: String,
}

impl Wrong {
    pub(super) fn at(way: &[&str], message: impl Into<String>) -> Self {
        let way = way.iter().map(|&part| part.to_owned()).collect();
        Self { way, message: message.into() }
    }

    /// Line and column.
    pub(super) fn spot(&self, keys: &Keys) -> (usize, usize) {
        let way: Vec<&str> = self.way.iter().map(String::as_str).collect();
        keys.spot(&way)
    }
}

/// What can be said before anything is built.
pub(super) fn check(file: &File, platform: Platform) -> Result<(), Wrong> {
    let absolute = |way: &[&str], path: Option<&String>| match path {
        Some(path) if path.len() > LONGEST_PATH => {
            let start: String = path.chars().take(40).collect();
            Err(Wrong::at(way, format!("{}, {start:?}…: {TOO_LONG}", way.join(", "))))
        }
        Some(path) if !path.is_empty() && !platform.is_absolute(path) => {
            Err(Wrong::at(way, format!("{}: {}", way.join(", "), not_absolute(path, platform))))
        }
        _ => Ok(()),
    };
    absolute(&["cwd"], file.cwd.as_ref())?;
    absolute(&["user", "home"], file.user.home.as_ref())?;
    for (name, keys) in file.shells.iter().flatten() {
        known_shell(name)?;
        absolute(&["shells", name, "path"], keys.as_ref().and_then(|keys| keys.path.as_ref()))?;
    }
    reasonable(file)?;
    once(file, platform)
}

/// The longest path: what Linux takes (limits.h, PATH_MAX), and no installer on Windows or macOS goes beyond.
const LONGEST_PATH: usize = 4096;
const TOO_LONG: &str = "is longer than a path can be (4096 bytes)";
/// Every directory above a file is there too: so many bytes their names may have together.
const MOST_ABOVE: usize = 64 << 20;

/// Paths that no system has, and that would fill the memory with the directories above them.
fn reasonable(file: &File) -> Result<(), Wrong> {
    let mut above = 0;
    for path in file.files.keys() {
        above += path.len() * path.matches(['/', '\\']).count() / 2;
        let start: String = path.chars().take(40).collect();
        let wrong = |what: &str| Wrong::at(&["files", path], format!("files, {start:?}…: {what}"));
        if path.len() > LONGEST_PATH {
            return Err(wrong(TOO_LONG));
        }
        if above > MOST_ABOVE {
            return Err(wrong(
                "stands, with those before it, below more directories than envsim holds",
            ));
        }
    }
    Ok(())
}

/// Why a path does not stand for one place.
pub(super) fn not_absolute(path: &str, platform: Platform) -> String {
    let such = if platform.is_windows() { "C:\\Users\\me" } else { "/home/me" };
    format!("{path:?} is not an absolute path of {}, such as {such}", platform.name())
}

fn known_shell(name: &str) -> Result<(), Wrong> {
    if shells::by_name(name).is_some() {
        return Ok(());
    }
    let known = shells::ALL.iter().map(|shell| shell.name());
    let near = match nearest(name, known.clone()) {
        Some(near) => format!("nearest is \"{near}\""),
        None => format!("known are {}", known.collect::<Vec<_>>().join(" ")),
    };
    Err(Wrong::at(&["shells", name], format!("shells: no shell is called \"{name}\", {near}")))
}

/// Names that the machine takes for one, although they are spelled differently.
fn once(file: &File, platform: Platform) -> Result<(), Wrong> {
    let ignores_case = platform != Platform::Linux;
    let path_key = |path: &str| platform.key(&platform.normalize(path), ignores_case);
    let folded = |name: &str| platform.key(name, platform.is_windows());
    distinct(&["files"], file.files.keys().map(|path| (path.as_str(), path_key(path))))?;
    distinct(&["env"], file.env.keys().map(|name| (name.as_str(), folded(name))))?;
    let keys = file.registry.keys();
    distinct(&["registry"], keys.map(|(key, _)| (key.as_str(), folded(&canonical_key(key)))))?;
    for (key, values) in file.registry.keys() {
        let names = values.keys().map(|name| (name.as_str(), folded(name)));
        distinct(&["registry", key], names)?;
    }
    let mut commands: HashMap<&[String], usize> = HashMap::new();
    for (number, output) in file.outputs.iter().enumerate() {
        if commands.insert(&output.command, number).is_some() {
            let message = format!("outputs: {:?} is there twice", output.command.join(" "));
            return Err(Wrong::at(&["outputs", &number.to_string()], message));
        }
    }
    Ok(())
}

fn distinct<'n>(way: &[&str], names: impl Iterator<Item = (&'n str, String)>) -> Result<(), Wrong> {
    let mut known: HashMap<String, &str> = HashMap::new();
    for (name, key) in names {
        if let Some(first) = known.insert(key, name) {
            let message = format!(
                "{}: {name:?} is {first:?} once more, which is there before",
                way.join(", ")
            );
            let way: Vec<&str> = way.iter().copied().chain([name]).collect();
            return Err(Wrong::at(&way, message));
        }
    }
    Ok(())
}

/// Every directory above a listed file is one.
pub(super) fn check_tree(file: &File, machine: &Recorded) -> Result<(), Wrong> {
    let platform = machine.platform();
    for (path, _) in file.listed() {
        let mut above = platform.parent(path);
        while let Some(directory) = above {
            let what = match machine.link_status(directory).map(|status| status.kind) {
                Ok(Kind::Symlink) => "a symbolic link: list it where the link leads to",
                Ok(Kind::File | Kind::Other) => "a file",
                _ => "",
            };
            if !what.is_empty() {
                let message =
                    format!("files, {path:?}: stands below {directory:?}, which is {what}");
                return Err(Wrong::at(&["files", path], message));
            }
            above = platform.parent(directory);
        }
    }
    Ok(())
}
