//! Files: what is there, where it leads, and what is made, moved and taken away.

pub mod diff;
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
use crate::machine::Status;
use crate::machine::overlay::Change;

/// The programs of each `pub mod`: a file more is a line more (`build.rs`).
pub(super) static ALL: &[&[&super::Program]] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

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

/// The same bytes, known or not.
pub(super) fn copied(run: &mut Run<'_>, from: &str, to: &str) -> Result<(), Cannot> {
    let change = match run.machine().read(from) {
        Ok(bytes) => {
            run.spend(bytes.len())?;
            Change::File { path: to.to_owned(), bytes }
        }
        Err(fault) => {
            let why = format!("is a copy of {from}, of which {fault}").into();
            Change::Unread { path: to.to_owned(), why, program: None }
        }
    };
    run.change(change);
    Ok(())
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
