//! Scheduled tasks: the account and directory that their own file names (Task Scheduler Schema, `principals` and `exec`).

use super::root;
use crate::machine::Machine;
use crate::session::Refusal;
use crate::text::{Encoding, decode};

/// What a task says of the process it starts.
#[derive(Default)]
pub(super) struct Task {
    /// The account, by its name or number.
    pub account: Option<String>,
    /// The directory.
    pub directory: Option<String>,
}

/// The task of that name, `\` between folders.
pub(super) fn read(machine: &dyn Machine, name: &str) -> Result<Task, Refusal> {
    let path = format!("{}\\System32\\Tasks\\{}", root(machine), name.trim_start_matches('\\'));
    let bytes = machine.read(&path).map_err(|fault| {
        let remedy = "a task is recorded by its file below C:\\Windows\\System32\\Tasks";
        Refusal::not_started(format!("{path}: {fault}"), Some(remedy.to_owned()))
    })?;
    let text = decode(&bytes, Encoding::Utf8).text;
    let inside = |outer: &str, name: &str| {
        let outer = between(&text, outer)?;
        let found = between(outer, name)?.trim();
        (!found.is_empty()).then(|| found.replace("&amp;", "&"))
    };
    Ok(Task {
        account: inside("Principal", "UserId").or_else(|| inside("Principal", "GroupId")),
        directory: inside("Exec", "WorkingDirectory"),
    })
}

/// What stands between `<NAME …>` and `</NAME>`, for the first of that name.
fn between<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let starts = text.match_indices('<').map(|(at, _)| at + 1);
    let mut starts = starts.filter(|at| {
        let rest = text[*at..].strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['>', ' ', '\r', '\n', '\t']))
    });
    let rest = &text[starts.next()?..];
    let (_, rest) = rest.split_once('>')?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside)
}
