//! `rm`, `rmdir`, `unlink`.

use crate::machine::overlay::Change;
use crate::programs::options::{MAYBE, NO, Options};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&RM, &RMDIR];

/// rm(1).
pub static RM: Program =
    Program::new(&["rm", "unlink"], "-r -R -f -d -v", super::SOURCE, rm).portable();
/// rmdir(1).
pub static RMDIR: Program =
    Program::new(&["rmdir"], "-p, --ignore-fail-on-non-empty", super::SOURCE, rmdir).portable();

fn rm(run: &mut Run<'_>) -> Followed {
    let long = [
        ("recursive", 'r', NO),
        ("force", 'f', NO),
        ("dir", 'd', NO),
        ("verbose", 'v', NO),
        ("interactive", 'i', MAYBE),
    ];
    let words = run.words();
    let Ok(options) = Options::read(&words, "rRfdvi", &long, false) else {
        return Err(super::touched(run, &words));
    };
    if options.has('i') || options.has('v') {
        return Err(super::touched(run, &options.operands));
    }
    if options.operands.is_empty() && !options.has('f') {
        return run.refuses(1);
    }
    let recursive = options.has('r') || options.has('R');
    let force = options.has('f');
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        let clean = match absolute.trim_end_matches('/') {
            "" => return Ok(1),
            clean => clean.to_owned(),
        };
        let last = super::names::name_of(path, "");
        if matches!(last, "." | "..") {
            run.mutters();
            status = 1;
            continue;
        }
        match super::link_status(run, &clean)? {
            None if force => {}
            None => {
                run.mutters();
                status = 1;
            }
            Some(one) => {
                let removed =
                    removable(run, &clean, one.is_directory(), recursive, options.has('d'))?;
                if removed {
                    run.change(Change::Removed { path: clean });
                } else {
                    run.mutters();
                    status = 1;
                }
            }
        }
    }
    Ok(status)
}

fn removable(
    run: &Run<'_>,
    path: &str,
    directory: bool,
    recursive: bool,
    empty: bool,
) -> Result<bool, Cannot> {
    if directory && !recursive && !(empty && is_empty(run, path)?) {
        return Ok(false);
    }
    Ok(run.directory_obstacle(path)?.is_none())
}

fn is_empty(run: &Run<'_>, path: &str) -> Result<bool, Cannot> {
    match run.machine().list(path) {
        Ok(names) => Ok(names.is_empty()),
        Err(fault) if fault.is_ours() => Err(run.hidden(path, &fault)),
        Err(_) => Ok(false),
    }
}

fn rmdir(run: &mut Run<'_>) -> Followed {
    let long = [("parents", 'p', NO), ("ignore-fail-on-non-empty", 'I', NO), ("verbose", 'v', NO)];
    let options = Options::read(&run.arguments, "pv", &long, false)?;
    if options.has('p') || options.has('v') {
        let words = options.operands.clone();
        return Err(super::touched(run, &words));
    }
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        let clean = absolute.trim_end_matches('/').to_owned();
        let there = super::link_status(run, &clean)?.is_some_and(|one| one.is_directory());
        let empty = there && is_empty(run, &clean)?;
        if empty && run.directory_obstacle(&clean)?.is_none() {
            run.change(Change::Removed { path: clean });
        } else if !(there && options.has('I')) {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}
