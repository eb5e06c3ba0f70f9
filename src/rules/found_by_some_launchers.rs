//! L001: programs are found in a terminal and not by other launchers.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use super::directories::{Directory, listed, outermost};
use super::lacks::{self, Lacking};
use super::shadowed_command::{is_program, programs};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::Platform;
use crate::machine::path::folded;
use crate::session::Session;
use crate::shells::Launcher;
use crate::text::Severity;
use crate::value::{Origin, Value};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L001",
    name: "found-by-some-launchers",
    severity: Severity::Warning,
    page: "\
A directory is on PATH in a terminal, and cron, sudo, an editor or `ssh host command` do not look there.

## Problem

    # in ~/.bashrc, behind the test for an interactive shell
    export PATH=\"$HOME/.local/bin:$PATH\"

    $ ssh host tool              # tool: command not found

## Better

    # in a file that these sessions read: ~/.zshenv, ~/.config/environment.d/*.conf,
    # the first lines of ~/.bashrc, PATH= in the crontab, secure_path in sudoers
    PATH=\"$HOME/.local/bin:$PATH\"

or name the program by its whole path.

## Why

Each way of starting a shell reads other files, and what starts no shell reads
none of them. A job, a hook or an editor then misses what works when it is typed.

## Exceptions

Programs that are only ever typed. A directory that no file puts on PATH, and
the system's own directories, are notes or not reported.

## Sources

bash(1), INVOCATION; zsh(1), STARTUP/SHUTDOWN FILES; crontab(5); sudoers(5), secure_path; environment.d(5)
",
    check: Check::Across(check),
};

/// Directories that a system puts on some lists and leaves out of others by design.
const STOCK: &[&str] = &[
    "/bin",
    "/sbin",
    "/usr/bin",
    "/usr/sbin",
    "/usr/games",
    "/usr/local/games",
    "/usr/lib/wsl/lib",
    "/Library/Apple/usr/bin",
];
/// The same, with all that is below.
const STOCK_BELOW: &[&str] = &["/System/", "/var/run/com.apple.security.cryptexd/", "/mnt/"];

/// What one cause puts on PATH, and who lacks it.
struct Group<'a> {
    directories: Vec<&'a Directory>,
    names: IndexSet<String>,
    reasons: Vec<Lacking>,
    session: &'a Subject<'a, 'a>,
    serious: bool,
}

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let team = lacks::team(subjects);
    let mut seen: HashSet<&str> = HashSet::new();
    let mut groups: IndexMap<(String, String), Group> = IndexMap::new();
    for has in team.iter().copied().filter(|one| lacks::is_of_a_person(one)) {
        for directory in has.directories() {
            let stock = is_stock(&directory.place) || is_of_a_shell(has, directory);
            if stock || !seen.insert(&directory.key) {
                continue;
            }
            let lackers = lacks::without(&team, &directory.key);
            let Some((missed, lackers)) = missed(has, directory, &lackers) else {
                continue;
            };
            let origin = directory.entry.origin.as_ref();
            let labels: Vec<&str> = lackers.iter().map(|one| one.label).collect();
            let serious = is_serious(has, directory, &lackers);
            let group =
                groups.entry((lacks::cause(origin), labels.join(", "))).or_insert_with(|| {
                    let reasons = lacks::reasons(&lackers, "PATH", origin);
                    Group {
                        directories: vec![],
                        names: IndexSet::new(),
                        reasons,
                        session: has,
                        serious: false,
                    }
                });
            group.serious |= serious;
            group.directories.push(directory);
            group.names.extend(missed);
        }
    }
    groups.iter().map(|((_, labels), group)| found(rule, labels, group)).collect()
}

pub(super) fn is_stock(place: &str) -> bool {
    // Windows itself puts the aliases of the Store on every user's list, and a service has another user.
    let of_store = place.to_ascii_lowercase().ends_with("\\microsoft\\windowsapps");
    of_store || STOCK.contains(&place) || STOCK_BELOW.iter().any(|front| place.starts_with(front))
}

/// Windows: what the own start-up file of an installed shell adds are that shell's own tools.
fn is_of_a_shell(subject: &Subject, directory: &Directory) -> bool {
    let facts = &subject.session.start().facts;
    let origin = directory.entry.origin.as_ref();
    let file = origin.and_then(outermost).map(|place| folded(place.file()));
    let of_registry = matches!(origin, Some(Origin::Registry { .. }));
    facts.platform.is_windows()
        && !of_registry
        && !file.is_some_and(|file| file.starts_with(&folded(&facts.user.home)))
}

/// Directories that a distribution puts on the list of a person and not on that of cron.
const OF_DISTRIBUTION: &[&str] =
    &["/usr/local/bin", "/usr/local/sbin", "/snap/bin", "/var/lib/snapd/snap/bin"];

/// Somebody wrote it down, or has jobs that miss it.
fn is_serious(has: &Subject, directory: &Directory, lackers: &[&Subject]) -> bool {
    let machine = has.session.machine();
    let stock = OF_DISTRIBUTION.contains(&directory.place.as_str());
    let stock = stock && machine.platform() == Platform::Linux;
    let place = directory.entry.origin.as_ref().and_then(outermost);
    // What was typed into a session, or stands in the registry by now, is not expected in an older one.
    let written = place.is_some_and(|place| machine.is_file(place.file()));
    let local = directory.place.starts_with("/usr/local/");
    (!stock && written)
        || lackers.iter().any(|one| has_jobs(one.session) || (local && is_decided(one)))
}

/// Whether a line of the machine gives sudo or cron its list.
fn is_decided(subject: &Subject) -> bool {
    let launcher = subject.session.spec().launcher;
    let value = subject.environment.variables.value("PATH");
    matches!(launcher, Launcher::Sudo | Launcher::Cron)
        && value.and_then(Value::writer).is_some_and(|writer| outermost(&writer).is_some())
}

/// Whether it is cron, and the user has a table of jobs.
fn has_jobs(session: &Session) -> bool {
    let of_user = |file: &String| file.contains("/cron/") || file.contains("/at/tabs/");
    session.spec().launcher == Launcher::Cron && session.read_by_launcher().iter().any(of_user)
}

/// Up to three programs that none of the sessions finds, and the sessions that miss any.
fn missed<'a, 's, 'm>(
    has: &Subject,
    directory: &Directory,
    lackers: &[&'a Subject<'s, 'm>],
) -> Option<(Vec<String>, Vec<&'a Subject<'s, 'm>>)> {
    if lackers.is_empty() {
        return None;
    }
    let machine = has.session.machine();
    let files = machine.listing(&directory.place).ok()?;
    let programs = programs(machine.platform(), &files);
    let is_there = |file: &str| is_program(has, &machine.platform().join(&directory.place, file));
    let mut found: Vec<String> = Vec::new();
    let mut who = Vec::new();
    for one in lackers {
        // The lists come first: most names are found, and a look at a file or a look-up costs more.
        let lacks = programs.iter().filter(|(name, file)| {
            one.first_with(name).is_none() && is_there(file) && is_nothing(one, name)
        });
        let lacks: Vec<String> = lacks.take(MOST_NAMED).map(|(name, _)| name.to_string()).collect();
        if !lacks.is_empty() {
            who.push(*one);
        }
        if who.len() == 1 {
            found.extend(lacks);
        }
    }
    (!found.is_empty()).then_some((found, who))
}

const MOST_NAMED: usize = 3;

/// Whether the session certainly finds nothing of that name.
fn is_nothing(subject: &Subject, name: &str) -> bool {
    let lookup = subject.lookup(name);
    let outcome = lookup.outcome();
    outcome.is_certain() && lookup.winner().is_none()
}

fn found(rule: &Rule, labels: &str, group: &Group) -> Finding {
    let has = group.session;
    let first = &group.directories[0];
    let more = match group.directories.len() - 1 {
        0 => String::new(),
        1 => " and 1 more directory".to_owned(),
        more => format!(" and {more} more directories"),
    };
    let is = if group.names.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} of {}{more} {is} found in {}, and not by {labels}",
        listed(&Vec::from_iter(group.names.iter().cloned()), MOST_NAMED),
        first.place,
        has.label,
    );
    let remedy = "set PATH where these read it, or name the program by its whole path";
    let mut finding = rule.finding(has, message, remedy);
    finding.severity = if group.serious { Severity::Warning } else { Severity::Note };
    let added = group.directories.iter().take(8).map(|directory| Evidence {
        text: format!("{} is put on PATH", directory.place),
        origin: directory.entry.origin.clone(),
    });
    finding.evidence = added.chain(group.reasons.iter().filter_map(Lacking::evidence)).collect();
    finding
}
