//! `sessions` for people.

use indexmap::IndexSet;

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::report::sessions::{Installed, Launch, Sessions};

pub(super) fn write(page: &mut Page, sessions: &Sessions) {
    let own = sessions.shells.iter().find(|shell| shell.own);
    let head = match own {
        Some(own) => format!("{}'s own shell is {}.", sessions.user, own.name),
        None => format!("{} has these shells.", sessions.user),
    };
    page.say(0, Tone::Strong, &head);
    page.gap();
    page.table(2, &sessions.shells.iter().map(|one| shell(sessions, one)).collect::<Vec<_>>());
    page.gap();
    page.say(0, Tone::Plain, "Who starts it, and what that is by itself");
    page.table(2, &sessions.launchers.iter().map(launch).collect::<Vec<_>>());
    for one in &sessions.launchers {
        details(page, sessions, one);
    }
    if !sessions.open.is_empty() {
        page.gap();
        let names = words::list(&sessions.open, "and");
        page.say(0, Tone::Plain, &format!("Left open by the scenario: {names}"));
    }
    page.gap();
    page.say(
        0,
        Tone::Dim,
        "A session is SHELL[:FLAG[+FLAG]...][@LAUNCHER]; a launcher alone is what stands here. Flags: login interactive script noprofile posix. A command over ssh is SHELL:script@ssh, sudo -i is SHELL:login@sudo; anything else as it is typed: --by 'sudo -E -u web'.",
    );
}

fn shell(sessions: &Sessions, one: &Installed) -> Vec<Cell> {
    let version = one.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    let path = words::home(&sessions.setting, &one.path);
    vec![
        cell(one.name, Tone::Strong),
        plain(&one.session),
        cell(format!("{}{version}, {path}", one.title), Tone::Dim),
    ]
}

fn launch(one: &Launch) -> Vec<Cell> {
    let what = match (&one.session, one.program) {
        (Some(_), true) => cell("the program itself", Tone::Plain),
        (Some(session), false) => plain(session),
        (None, _) => cell("nothing", Tone::Bad),
    };
    vec![cell(format!("@{}", one.name), Tone::Strong), what, cell(one.words, Tone::Dim)]
}

/// The files that decide, and what is to be known.
fn details(page: &mut Page, sessions: &Sessions, one: &Launch) {
    const MOST: usize = 6;
    if one.files.is_empty() && one.remarks.is_empty() {
        return;
    }
    // A file that is read twice is one file.
    let files = one.files.iter().map(|file| words::home(&sessions.setting, file));
    let mut files: Vec<String> = files.collect::<IndexSet<_>>().into_iter().collect();
    let more = files.len().saturating_sub(MOST);
    files.truncate(MOST);
    page.gap();
    if !files.is_empty() {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        page.say(2, Tone::Plain, &format!("@{} reads {}{more}", one.name, files.join(", ")));
    }
    for remark in &one.remarks {
        page.say(2, Tone::Dim, &format!("@{}: {remark}", one.name));
    }
}
