//! A text that is looked at by itself, or because a session read it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::fix::Edit;
use super::{Evidence, Finding, Rule, Subject};
use crate::session::Outcome;
use crate::shells::Shell;
use crate::shells::trap::{Trap, TrapKind};
use crate::text::{Place, Source};
use crate::value::Origin;

/// A program text.
pub struct Fragment {
    /// The text.
    pub source: Rc<Source>,
    /// The shell whose language it is.
    pub shell: &'static dyn Shell,
    /// The session that read it; empty where none did.
    pub label: String,
    /// Whether it is looked at without a machine: nothing else will tell what comes of it.
    pub alone: bool,
    traps: OnceCell<Vec<Trap>>,
}

impl Fragment {
    /// A text in the language of a shell.
    pub fn new(source: Rc<Source>, shell: &'static dyn Shell, label: &str, alone: bool) -> Self {
        Self { source, shell, label: label.to_owned(), alone, traps: OnceCell::new() }
    }
}

/// Further places of one kind in one file tell nothing new.
const MOST: usize = 100;
/// Larger texts are no profiles; their traps are not looked for, which is said.
pub(super) const LARGEST: usize = 1 << 20;

impl Fragment {
    /// Whether its traps are not looked for.
    pub(super) fn is_large(&self) -> bool {
        self.source.text().len() > LARGEST
    }
}

/// The files that a session read, each once, as its shell decodes them.
pub(super) fn read_by(subject: &Subject) -> Vec<(String, Rc<Source>)> {
    let session = subject.session;
    let taken = session.taken().iter().filter(|one| one.outcome == Outcome::Read);
    let opened = session.opened().iter().filter(|one| one.fault.is_none());
    let paths = taken.map(|one| one.what.as_str()).chain(opened.map(|one| one.path.as_str()));
    let mut known: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for path in paths {
        if known.contains(&path) {
            continue;
        }
        known.push(path);
        let Ok(bytes) = session.machine().read(path) else { continue };
        let decoded = session.shell().decode(session.machine().facts(), &bytes);
        found.push((path.to_owned(), Source::file(path, decoded, None)));
    }
    found
}

/// The start-up files of the user's own that the sessions read, each once for every shell.
pub(super) fn of_subjects(subjects: &[Subject]) -> Vec<Fragment> {
    let mut found: Vec<Fragment> = Vec::new();
    for subject in subjects {
        let session = subject.session;
        let (machine, shell) = (session.machine(), session.shell());
        let home = &machine.facts().user.home;
        let planned = |path: &String| {
            let read =
                |one: &crate::session::Taken| one.outcome == Outcome::Read && one.what == *path;
            session.taken().iter().any(read) && path.starts_with(home.as_str())
        };
        for (path, source) in read_by(subject).into_iter().filter(|(path, _)| planned(path)) {
            let same =
                |one: &Fragment| one.source.name() == path && one.shell.name() == shell.name();
            if !found.iter().any(same) {
                found.push(Fragment::new(source, shell, subject.label, false));
            }
        }
    }
    found
}

/// The traps of a kind that a text has; `otherwise` is what helps where the right spelling is not certain.
pub(super) fn trapped(
    rule: &Rule,
    fragment: &Fragment,
    kind: TrapKind,
    otherwise: &str,
) -> Vec<Finding> {
    let traps = fragment.traps.get_or_init(|| match fragment.is_large() {
        true => Vec::new(),
        false => fragment.shell.traps(fragment.source.text()),
    });
    let of_kind = traps.iter().filter(|trap| trap.kind == kind).take(MOST);
    of_kind
        .map(|trap| {
            let place = Place::new(&fragment.source, trap.span);
            let message = format!("{}:{}: {}", place.file(), place.line(), trap.message);
            let written = trap.span.of(fragment.source.text());
            let remedy = match trap.better.as_deref() {
                Some("") => "drop it".to_owned(),
                Some(better) => format!("write `{better}` for `{written}`"),
                None => otherwise.to_owned(),
            };
            let mut finding = rule.said(&fragment.label, message, &remedy);
            let better = trap.better.as_ref().and_then(|better| Edit::new(&place, better.as_str()));
            finding.fix = better.into_iter().collect();
            finding.evidence =
                vec![Evidence { text: written.to_owned(), origin: Some(Origin::File(place)) }];
            finding
        })
        .collect()
}
