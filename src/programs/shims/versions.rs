//! What `rbenv` and its relatives say of versions besides the one in force, and what they write (libexec of rbenv
//! 1.1.2 and 1.3, judged beside it; pyenv 2.3, nodenv 1.4).

use std::rc::Rc;

use super::Asking;
use super::pyenv::{Chosen, TOOLS, choice, resolved};
use crate::machine::overlay::Change;
use crate::programs::{Cannot, Followed, Run};

/// One question: the tool, where it keeps its things, the file of a directory.
struct Told<'t> {
    tool: &'t str,
    root: &'t str,
    file: &'static str,
    cwd: String,
}

/// `local`, `global`, `version`, `version-file`, `version-origin`, `versions --bare`.
pub(crate) fn told(run: &mut Run<'_>, tool: &str, root: &str, words: &[&str]) -> Followed {
    let Some((_, file)) = TOOLS.iter().find(|(name, _)| *name == tool) else {
        return Err(Cannot::NotFollowed);
    };
    let told = Told { tool, root, file, cwd: run.cwd()? };
    match words {
        ["global"] => {
            run.out = match run.read(&format!("{root}/version"))? {
                Ok(text) => text,
                Err(_) => "system\n".to_owned(),
            };
            Ok(0)
        }
        ["global", version] => write(run, &told, &format!("{root}/version"), version),
        ["local", version] => {
            let file = format!("{}/{file}", told.cwd.trim_end_matches('/'));
            write(run, &told, &file, version)
        }
        ["local"] => local(run, &told),
        ["version-file"] => {
            let file = above(run, &told)?;
            run.out = file.unwrap_or_else(|| format!("{root}/version")) + "\n";
            Ok(0)
        }
        ["version" | "version-origin"] => in_force(run, &told, words[0] == "version"),
        ["versions", "--bare"] if tool != "pyenv" => versions(run, root),
        _ => Err(Cannot::NotFollowed),
    }
}

/// The nearest file above that names a version.
fn above(run: &mut Run<'_>, told: &Told<'_>) -> Result<Option<String>, Cannot> {
    let mut directory = told.cwd.as_str();
    loop {
        let file = format!("{}/{}", directory.trim_end_matches('/'), told.file);
        if run.read(&file)?.is_ok() {
            return Ok(Some(file));
        }
        match directory.rsplit_once('/') {
            Some((above, _)) => directory = above,
            None => return Ok(None),
        }
    }
}

fn local(run: &mut Run<'_>, told: &Told<'_>) -> Followed {
    let Some(file) = above(run, told)? else {
        return run.refuses(1);
    };
    let text = run.read(&file)?.unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [version] => run.out = format!("{version}\n"),
        _ => return Err(Cannot::NotFollowed),
    }
    Ok(0)
}

fn in_force(run: &mut Run<'_>, told: &Told<'_>, whole: bool) -> Followed {
    let variable = format!("{}_VERSION", told.tool.to_uppercase());
    let set = run.filled(&variable)?;
    let file = above(run, told)?.unwrap_or_else(|| format!("{}/version", told.root));
    let _ = run.read(&file)?;
    let home = run.home()?;
    let known = |name: &str| set.clone().filter(|_| name == variable);
    let asking = Asking { machine: run.machine(), variable: &known, cwd: &told.cwd, home: &home };
    let Chosen { versions, .. } = choice(&asking, told.tool, told.file, told.root);
    let [version] = versions.as_slice() else { return Err(Cannot::NotFollowed) };
    let there = version == "system"
        || resolved(&asking, told.tool, told.root, version).as_ref() == Some(version);
    if whole && !there {
        return Err(Cannot::NotFollowed);
    }
    let origin = match set {
        Some(_) => format!("{variable} environment variable"),
        None => file,
    };
    run.out = if whole { format!("{version} (set by {origin})\n") } else { format!("{origin}\n") };
    Ok(0)
}

/// Those that are installed; releases differ in how they sort them.
fn versions(run: &mut Run<'_>, root: &str) -> Followed {
    let entries = run.machine().list(&format!("{root}/versions")).unwrap_or_default();
    let mut plain: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
    plain.sort();
    let mut sorted = plain.clone();
    sorted.sort_by(|left, right| crate::programs::texts::order::version(left, right));
    if plain != sorted {
        return Err(Cannot::NotFollowed);
    }
    run.out = plain.iter().map(|name| format!("{name}\n")).collect();
    Ok(0)
}

/// A version is written down where it is installed.
fn write(run: &mut Run<'_>, told: &Told<'_>, file: &str, version: &str) -> Followed {
    let there = run.machine().is_directory(&format!("{}/versions/{version}", told.root));
    if version.starts_with('-') || !there && version != "system" {
        run.touch(file);
        return Err(Cannot::NotFollowed);
    }
    let bytes = Rc::from(format!("{version}\n").into_bytes());
    run.change(Change::File { path: file.to_owned(), bytes });
    Ok(0)
}

/// `init` makes the directories that it wants.
pub(crate) fn made(run: &mut Run<'_>, root: &str) {
    for path in [root.to_owned(), format!("{root}/shims"), format!("{root}/versions")] {
        if !run.machine().exists(&path) {
            run.change(Change::Directory { path });
        }
    }
}

/// `rehash` makes a shim of every program that is new in a version.
pub(crate) fn rehashed(run: &mut Run<'_>, root: &str) {
    let listed = |run: &Run<'_>, path: &str| {
        let entries = run.machine().list(path).unwrap_or_default();
        entries.into_iter().map(|entry| entry.name).collect::<Vec<String>>()
    };
    for version in listed(run, &format!("{root}/versions")) {
        let bin = format!("{root}/versions/{version}/bin");
        for name in listed(run, &bin) {
            let runs = run.runnable(&format!("{bin}/{name}"));
            let shim = format!("{root}/shims/{name}");
            if runs.is_ok_and(|runs| runs) && !run.machine().exists(&shim) {
                run.touch(&shim);
            }
        }
    }
}
