//! `go`: the tool chain's own room answers.

use crate::programs::shims::{self, Asking};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::shells::environment_of;
use crate::toolchains::{self, Asked};
use crate::value::{Origin, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&GO];

/// go.
pub static GO: Program = Program::new(
    &["go"],
    "env with names, -json, -changed, -w and -u, version: the tool chain answers",
    "its own: the tool chain's own room",
    go,
)
.portable()
.on_windows()
.wrapped();

fn go(run: &mut Run<'_>) -> Followed {
    let chain = toolchains::by_name("go").ok_or(Cannot::NotFollowed)?;
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // `go version` says the same three things in a line of its own.
    let told = ["GOVERSION", "GOHOSTOS", "GOHOSTARCH"];
    let (version, rest): (bool, &[&str]) = match words.as_slice() {
        ["env", rest @ ..] => (false, rest),
        ["version"] => (true, &told),
        _ => return Err(Cannot::NotFollowed),
    };
    let windows = run.machine().platform().is_windows();
    let (cwd, home) = (run.cwd()?, run.home()?);
    let here = Value::known(cwd.as_str(), Origin::File(run.place().clone()));
    let mut environment = environment_of(run.environment(), here, windows);
    let block = environment.clone();
    let variable =
        |name: &str| block.variables.value(name)?.text().map(std::borrow::Cow::into_owned);
    let asking = Asking { machine: run.machine(), variable: &variable, cwd: &cwd, home: &home };
    let behind = |path: &str| shims::hands(&asking, path).map(|hand| hand.path);
    let hand = shims::hands(&asking, run.path());
    hand.iter().for_each(|hand| hand.into(&mut environment));
    let path = hand.map_or_else(|| run.path().to_owned(), |hand| hand.path);
    let asked =
        Asked { behind: Some(&behind), ..Asked::new(run.machine(), &environment, Some(&path)) };
    let all: Vec<&str> = std::iter::once("env").chain(rest.iter().copied()).collect();
    if let Some(keeping) = chain.keeping(&all) {
        let persisted = chain.persist(&asked, keeping);
        let (changes, status) = (persisted.changes, persisted.printed.status);
        let stdout = String::from_utf8_lossy(&persisted.printed.stdout).into_owned();
        if !persisted.printed.stderr.is_empty() {
            run.mutters();
        }
        changes.into_iter().for_each(|change| run.change(change));
        run.out = stdout;
        return match persisted.printed.unknown.into_iter().next() {
            Some((_, why)) => Err(Cannot::Status(why)),
            None => Ok(status),
        };
    }
    let printed = chain.print(&asked, rest);
    let lines = String::from_utf8_lossy(&printed.stdout).into_owned();
    if let (true, [release, os, arch]) = (version, lines.lines().collect::<Vec<_>>().as_slice()) {
        if printed.unknown.is_empty() && printed.status == 0 {
            run.out = format!("go version {release} {os}/{arch}\n");
            return Ok(0);
        }
    }
    match printed.unknown.first() {
        None if version => Err(Cannot::NotFollowed),
        // A sentence of its own, such as to whom go hands over.
        Some((_, why)) if why.reason.starts_with("go ") => {
            Err(Cannot::tell(&why.reason, Shape::Any))
        }
        Some((_, why)) => Err(Cannot::Fed(why.clone())),
        None => {
            if !printed.stderr.is_empty() {
                run.mutters();
            }
            run.out = String::from_utf8(printed.stdout).map_err(|_| Cannot::unknown())?;
            Ok(printed.status)
        }
    }
}
