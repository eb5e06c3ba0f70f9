//! `git`: its settings, its version, and the tree it stands in.

mod config;
mod syntax;

use crate::machine::{Kind, Platform};
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&GIT];

/// git(1).
pub static GIT: Program = Program::new(
    &["git"],
    "config: --get, --get-all, --get-regexp, --list, --default, types, set, --add, --unset, of a file and of each scope, with includes; --exec-path, --version, rev-parse of the tree; -C",
    "its own: git 2.47, judged beside it, Documentation/git-config",
    git,
)
.needs("gitconfig files, the repository's, where git is installed")
.portable()
.on_windows();

fn git(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut cwd = run.cwd()?;
    while let ["-C", folder, ..] = words.as_slice() {
        cwd = run.machine().platform().absolute(&cwd, folder);
        if !run.machine().is_directory(&cwd) {
            return nowhere(run);
        }
        words.drain(..2);
    }
    match words.as_slice() {
        ["--version" | "version"] => versions::line(run, &["git"], "git version "),
        ["--exec-path"] => {
            let debian =
                run.path() == "/usr/bin/git" && run.machine().exists("/var/lib/dpkg/status");
            run.out = match run.filled("GIT_EXEC_PATH")? {
                Some(path) => path,
                None if debian => "/usr/lib/git-core".to_owned(),
                None => return Err(Cannot::NotFollowed),
            } + "\n";
            Ok(0)
        }
        ["config", rest @ ..] => config::config(run, &cwd, rest),
        ["rev-parse", "--show-toplevel"] => match repository(run, &cwd)? {
            Some(top) => {
                run.out = top.replace('\\', "/") + "\n";
                Ok(0)
            }
            None => nowhere(run),
        },
        ["rev-parse", "--is-inside-work-tree"] => match repository(run, &cwd)? {
            Some(_) => {
                run.out = "true\n".to_owned();
                Ok(0)
            }
            None => nowhere(run),
        },
        ["rev-parse", "--git-dir" | "--git-common-dir"] => match repository(run, &cwd)? {
            // Below its top the one is absolute and the other leads up.
            Some(top) if top == cwd && is_plain(run, &top) => {
                run.out = ".git\n".to_owned();
                Ok(0)
            }
            Some(_) => Err(Cannot::NotFollowed),
            None => nowhere(run),
        },
        [command, rest @ ..] if IN_REPOSITORIES.contains(command) && !asks_elsewhere(rest) => {
            match repository(run, &cwd)? {
                Some(_) => Err(Cannot::NotFollowed),
                None => nowhere(run),
            }
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// What fails wherever there is no repository, whatever it is asked for (git 2.39, judged beside it).
const IN_REPOSITORIES: &[&str] = &[
    "branch",
    "describe",
    "for-each-ref",
    "log",
    "ls-files",
    "name-rev",
    "remote",
    "rev-list",
    "rev-parse",
    "show",
    "show-ref",
    "stash",
    "status",
    "symbolic-ref",
    "tag",
    "worktree",
];

/// Whether words ask for help, or for what needs no repository.
fn asks_elsewhere(words: &[&str]) -> bool {
    let elsewhere = |word: &&str| {
        matches!(*word, "-h" | "--help" | "--parseopt" | "--sq-quote" | "--local-env-vars")
            || word.starts_with("--resolve-git-dir")
    };
    words.iter().any(elsewhere)
}

/// Whether a repository is whole and has no other one's objects and names.
fn is_plain(run: &Run<'_>, top: &str) -> bool {
    let platform = run.machine().platform();
    let inner = platform.join(top, ".git");
    let at = |name: &str| platform.join(&inner, name);
    let whole = ["HEAD", "objects", "refs"].iter().all(|name| run.machine().exists(&at(name)));
    whole && matches!(run.machine().status(&at("commondir")), Err(fault) if !fault.is_ours())
}

fn nowhere(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(128)
}

/// The directory above that holds a repository.
fn repository(run: &Run<'_>, cwd: &str) -> Result<Option<String>, Cannot> {
    if run.value_of("GIT_DIR").is_some() || run.value_of("GIT_WORK_TREE").is_some() {
        return Err(Cannot::NotFollowed);
    }
    let platform: Platform = run.machine().platform();
    let mut directory = cwd.to_owned();
    loop {
        let inner = platform.join(&directory, ".git");
        match run.machine().status(&inner) {
            Ok(status) if status.kind == Kind::Directory => return Ok(Some(directory)),
            Ok(_) => return Err(Cannot::NotFollowed),
            Err(fault) if fault.is_ours() => return Err(run.hidden(&inner, &fault)),
            Err(_) => {}
        }
        // A directory may be a repository itself.
        if ["HEAD", "objects", "refs"]
            .iter()
            .all(|name| run.machine().exists(&platform.join(&directory, name)))
        {
            return Err(Cannot::NotFollowed);
        }
        match platform.parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => return Ok(None),
        }
    }
}
