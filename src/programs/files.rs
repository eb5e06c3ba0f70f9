//! Files: what is there, where it leads, and what is made, moved and taken away.

pub mod links;
pub mod list;
pub mod make;
pub mod mode;
pub mod names;
pub mod remove;
pub mod stat;
pub mod test;
pub mod transfer;
pub mod which;

use super::{Cannot, Run};
use crate::machine::{Fault, Status};

/// Where the rules of those that write are from.
pub const SOURCE: &str = "coreutils 9.1, judged beside it: what they leave behind";

/// What stands at a path; `None` where there is nothing.
pub(super) fn status(run: &Run<'_>, path: &str) -> Result<Option<Status>, Cannot> {
    match run.machine().status(path) {
        Ok(status) => Ok(Some(status)),
        Err(fault) if fault.is_ours() => Err(run.hidden(path, &fault)),
        Err(_) => Ok(None),
    }
}

/// The same without following a link at the end.
pub(super) fn link_status(run: &Run<'_>, path: &str) -> Result<Option<Status>, Cannot> {
    match run.machine().link_status(path) {
        Ok(status) => Ok(Some(status)),
        Err(fault) if fault.is_ours() => Err(run.hidden(path, &fault)),
        Err(_) => Ok(None),
    }
}

/// Why nothing can be written at a path.
pub(super) fn obstacle(run: &Run<'_>, path: &str) -> Result<Option<Fault>, Cannot> {
    match run.machine().status(path) {
        Ok(status) if status.is_directory() => Ok(Some(Fault::IsADirectory)),
        Ok(status) if !status.writable => Ok(Some(Fault::Denied)),
        Ok(_) => Ok(None),
        Err(fault) if fault.is_ours() => Err(run.hidden(path, &fault)),
        Err(Fault::NotFound) => directory_obstacle(run, path),
        Err(fault) => Ok(Some(fault)),
    }
}

/// Why nothing can be made in the directory of a path.
pub(super) fn directory_obstacle(run: &Run<'_>, path: &str) -> Result<Option<Fault>, Cannot> {
    let path = path.trim_end_matches('/');
    let above = run.machine().platform().parent(path).unwrap_or("/");
    match run.machine().status(above) {
        Ok(status) if !status.is_directory() => Ok(Some(Fault::NotADirectory)),
        Ok(status) if !status.writable || !status.executable => Ok(Some(Fault::Denied)),
        Ok(_) if !is_ours(run, above) => Ok(Some(Fault::Denied)),
        Ok(_) => Ok(None),
        Err(fault) if fault.is_ours() => Err(run.hidden(above, &fault)),
        Err(fault) => Ok(Some(fault)),
    }
}

/// Whether nothing can be written at a path.
pub(super) fn unwritable(run: &Run<'_>, path: &str) -> Result<bool, Cannot> {
    Ok(obstacle(run, path)?.is_some())
}

/// Directories of the system belong to root, whatever the recorded mode lets its owner do.
fn is_ours(run: &Run<'_>, directory: &str) -> bool {
    let facts = run.machine().facts();
    let system = ["/usr", "/etc", "/bin", "/sbin", "/lib", "/opt", "/boot", "/root", "/"];
    let within = |one: &str| {
        directory == one
            || one != "/" && directory.strip_prefix(one).is_some_and(|rest| rest.starts_with('/'))
    };
    facts.user.root || facts.recorded_as.is_none() || !system.iter().any(|one| within(one))
}

/// Marks what a call that is not followed may have changed.
pub(super) fn touched(run: &mut Run<'_>, words: &[String]) -> Cannot {
    for word in words.iter().filter(|word| !word.starts_with('-')) {
        if let Ok(path) = run.absolute(word) {
            run.touch(&path);
        }
    }
    Cannot::unknown()
}
