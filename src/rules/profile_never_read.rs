//! S011: a start-up file of the user's is read by none of the sessions in which they sit.

use super::directories::listed;
use super::lacks::{self, is_of_a_person};
use super::masked_profile::{adds_a_directory, assigned};
use super::variable_by_launcher::is_of_a_tool;
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::session::{Outcome, Taken};
use crate::shells::Statement;
use crate::text::{Place, Severity, Source, Span};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S011",
    name: "profile-never-read",
    severity: Severity::Warning,
    page: "\
A start-up file sets PATH or a tool's variable, and the user's own shell reads it in no session of a person.

## Problem

    # macOS, with bash as the login shell: a terminal starts it as one
    ~/.bashrc         export PATH=\"$HOME/bin:$PATH\"
                      # and no ~/.bash_profile that reads it

    # Linux, with zsh
    ~/.profile        export PATH=\"$HOME/.local/bin:$PATH\"

## Better

    echo '[ -r ~/.bashrc ] && . ~/.bashrc' >> ~/.bash_profile
    # zsh: the line belongs into ~/.zprofile, or into ~/.zshenv

## Why

Each shell reads its own files, and a login shell other ones than a plain one.
What stands in a file that nobody reads looks as if it were set. Of PATH it counts
where it adds a directory that is there and on nobody's list.

## Exceptions

A desktop may read ~/.profile whatever the shell is, and hand it to its terminals.

## Sources

bash(1), INVOCATION; zsh(1), STARTUP/SHUTDOWN FILES
",
    check: Check::Across(check),
};

/// Files in a home that set something for a shell of the Bourne family.
const FILES: &[&str] = &[".profile", ".bash_profile", ".bashrc", ".zprofile", ".zshrc"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(own) = subjects.first() else { return Vec::new() };
    let machine = own.session.machine();
    // Windows has no shell that is the user's own.
    if machine.platform().is_windows() || !subjects.iter().any(|one| one.beside) {
        return Vec::new();
    }
    let team = lacks::team(subjects);
    let persons: Vec<&Subject> = team.iter().copied().filter(|one| is_of_a_person(one)).collect();
    let home = &machine.facts().user.home;
    FILES
        .iter()
        .map(|name| machine.platform().join(home, name))
        .filter(|path| machine.is_file(path) && is_left_out(own, &persons, path))
        // The desktop's own login reads it, and what it sets reaches the terminals.
        .filter(|path| !team.iter().any(|one| one.session.read_by_launcher().contains(path)))
        // Another shell of a new terminal reads it: that is told by what it sets there.
        .filter(|path| !subjects.iter().any(|one| !one.beside && one.session.has_read(path)))
        .filter_map(|path| unread(rule, own, &path))
        .collect()
}

/// Whether no session of a person reads a file, and none says that another one hides it.
fn is_left_out(own: &Subject, persons: &[&Subject], path: &str) -> bool {
    let home = &own.session.machine().facts().user.home;
    let same = |taken: &&Taken| {
        taken.what == path
            || taken.what.strip_prefix('~').is_some_and(|rest| path == format!("{home}{rest}"))
    };
    let hidden = |one: &&&Subject| {
        let mut taken = one.session.taken().iter().filter(same);
        taken.any(|one| matches!(one.outcome, Outcome::Hidden(_)))
    };
    let followed = persons.iter().all(|one| one.environment.doubts.is_empty());
    let read = persons.iter().any(|one| one.session.has_read(path));
    followed && !read && persons.iter().find(hidden).is_none()
}

fn unread(rule: &Rule, own: &Subject, path: &str) -> Option<Finding> {
    let machine = own.session.machine();
    let shell = own.session.shell();
    let text = shell.decode(machine.facts(), &machine.read(path).ok()?).text;
    let adds = |statement: &Statement| adds_a_directory(own, statement.span.of(&text));
    let all = assigned(&shell.outline(&text), &text, &adds);
    let worth = |(name, span): &&(String, Span)| match name.as_str() {
        "PATH" => adds_a_directory(own, span.of(&text)),
        name => is_of_a_tool(name),
    };
    let set: Vec<&(String, Span)> = all.iter().filter(worth).collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in &set {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let first = set.first()?;
    let message = format!(
        "{path} sets {}, and {} does not read it where you sit",
        listed(&names, 4),
        shell.name()
    );
    let remedy = format!("put the lines into a file that is read: envsim startup {}", own.label);
    let mut finding = rule.finding(own, message, &remedy);
    let source = Source::inline(path, &text);
    let place = Place::new(&source, first.1);
    let text = format!("{} is set here", first.0);
    finding.evidence = vec![Evidence { text, origin: Some(Origin::File(place)) }];
    Some(finding)
}
