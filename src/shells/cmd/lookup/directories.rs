//! PATH as cmd splits it: quotes are taken away and protect semicolons.

use std::rc::Rc;

use crate::shells::cmd::state::State;
use crate::shells::cmd::traced::{Traced, bare};
use crate::value::{Listed, Origin, Unknown, Value, When};

/// One directory of PATH.
#[derive(Default)]
pub struct Directory {
    /// Its number, counted from 1 over all entries, empty ones too.
    pub number: usize,
    /// What is left without quotes; behind a doubt what it likely is.
    pub value: Traced,
    /// The condition under which it is there at all.
    pub when: Option<When>,
    /// What may have changed the list here.
    pub doubt: Option<Rc<Unknown>>,
}

/// The directories of PATH in order; empty entries that say nothing are left out.
pub fn path_list(state: &State) -> Vec<Directory> {
    let Some(value) = state.variable("PATH") else {
        let doubt = state.absence_doubt("PATH");
        return doubt
            .map(|doubt| Directory { doubt: Some(doubt), ..Directory::default() })
            .into_iter()
            .collect();
    };
    let listed = value.listed(';').into_iter();
    let mut directories = Vec::new();
    let mut open: Option<(usize, Listed)> = None;
    for (index, entry) in listed.enumerate() {
        let (number, entry) = match open.take() {
            Some((number, start)) => (number, behind(start, entry)),
            None => (index + 1, entry),
        };
        match quotes(&entry.value) % 2 {
            0 => directories.push(directory(number, entry)),
            _ => open = Some((number, entry)),
        }
    }
    directories.extend(open.map(|(number, entry)| directory(number, entry)));
    directories.retain(|directory| !directory.value.is_empty() || directory.doubt.is_some());
    directories
}

fn quotes(value: &Value) -> usize {
    Traced::of(value).text().matches('"').count()
}

/// An entry that a semicolon between quotes did not end.
fn behind(start: Listed, next: Listed) -> Listed {
    let origin = start.value.writer().unwrap_or_else(|| Origin::Builtin("cmd".into()));
    Listed {
        value: start.value.then(Value::known(";", origin)).then(next.value),
        when: start.when.or(next.when),
        doubt: start.doubt.or(next.doubt),
    }
}

fn directory(number: usize, entry: Listed) -> Directory {
    let written = Traced::of(&entry.value);
    let mut value = Traced::default();
    let mut kept = 0;
    for (at, quote) in written.text().match_indices('"') {
        value.push_part(&written, kept..at);
        kept = at + quote.len();
    }
    value.push_part(&written, kept..written.len());
    let doubt = entry.doubt.map(|why| bare(&why));
    Directory { number, value, when: entry.when, doubt }
}
