//! What comes nearest where nothing is found, and why it is not taken.

use std::collections::HashSet;

use super::{Page, Setting, Tone, groups, words};
use crate::report::explain::{Answer, Lack, Near};

/// Of a command, each once.
pub(super) fn of_command(page: &mut Page, setting: &Setting, answer: &Answer) {
    let mut said = HashSet::new();
    for near in answer.sessions.iter().flat_map(|one| &one.nearest) {
        // A name that is only alike is no nearer for standing at another position or in another directory.
        let alike = near.name != answer.name && near.path.is_some();
        let text = sentence(setting, &answer.name, near);
        let key = if alike { near.name.clone() } else { text.clone() };
        if said.insert(key) {
            page.say(2, Tone::Plain, &text);
        }
    }
    // A table says for each session why it lacks the name.
    if !answer.is_command() {
        let lacks = answer.sessions.iter().filter(|one| !one.nearest.is_empty());
        here(page, setting, lacks.filter_map(|one| Some((one.label.as_str(), one.lack.as_ref()?))));
    }
}

/// Of a variable that no session has.
pub(super) fn of_variable(page: &mut Page, setting: &Setting, answer: &Answer) {
    let Some(near) = answer.variables.iter().find_map(|one| one.nearest.first()) else { return };
    page.say(2, Tone::Plain, &sentence(setting, &answer.name, near));
    let lacks = answer.variables.iter();
    here(page, setting, lacks.filter_map(|one| Some((one.label.as_str(), one.lack.as_ref()?))));
}

fn sentence(setting: &Setting, name: &str, near: &Near) -> String {
    let path = near.path.as_ref().map(|path| words::home(setting, path));
    let reason = words::homes(setting, &near.reason);
    match path {
        Some(path) if near.name == name => format!("nearest: {path}, {reason}"),
        Some(path) => format!("nearest: {} ({path}), {reason}", near.name),
        None if near.name == name => format!("nearest: {reason}"),
        None => format!("nearest: {}, {reason}", near.name),
    }
}

/// Why the sessions that were asked lack it, the first few reasons.
fn here<'a>(page: &mut Page, setting: &Setting, lacks: impl Iterator<Item = (&'a str, &'a Lack)>) {
    const MOST: usize = 3;
    let mut reasons: Vec<(Vec<String>, String)> = Vec::new();
    for (label, lack) in lacks {
        let reason = groups::lack(setting, lack);
        match reasons.iter_mut().find(|(_, known)| *known == reason) {
            Some((labels, _)) => labels.push(label.to_owned()),
            None => reasons.push((vec![label.to_owned()], reason)),
        }
    }
    for (labels, reason) in reasons.into_iter().take(MOST) {
        let who = words::list(&labels, "and");
        page.say(2, Tone::Dim, &format!("in {who}: {reason}"));
    }
}
