//! What a look-up ends in: the winner, the ways that are possible, and what is to be known of the file.

use super::{Candidate, NOT_FOUND, Resolved, UNCERTAIN, Way};
use crate::machine::{Kind, wow64};
use crate::programs::shims::Chain;
use crate::report::{Asked, Origin, Perhaps, Why};
use crate::session::Session;
use crate::shells::{self, End, Lookup, Outcome, Verdict};

/// What one session makes of a name, without what comes nearest: enough for a comparison of thousands.
pub(in crate::report) fn decided(name: &str, asked: Asked) -> Resolved {
    let lookup = asked.session.lookup(name);
    settled(asked.name.to_owned(), asked.label.to_owned(), &lookup, asked.session)
}

pub(super) fn settled(session: String, label: String, lookup: &Lookup, from: &Session) -> Resolved {
    let candidates = lookup.candidates.iter().map(candidate).collect();
    let outcome = lookup.outcome();
    let mut resolved = Resolved {
        session,
        label,
        kind: NOT_FOUND,
        path: None,
        blocked: false,
        text: None,
        stage: None,
        reason: String::new(),
        origin: None,
        candidates,
        doubt: outcome.doubt.map(|doubt| Why::new(&doubt.unknown)),
        likely: None,
        alternatives: Vec::new(),
        whatever: outcome.whatever.map(Perhaps::new),
        nearest: Vec::new(),
        lack: None,
        notes: Vec::new(),
        links: Vec::new(),
        chain: Chain::default(),
    };
    decide(&mut resolved, &outcome, from);
    resolved
}

fn decide(resolved: &mut Resolved, outcome: &Outcome<'_>, session: &Session) {
    let [only] = outcome.ends.as_slice() else {
        resolved.kind = UNCERTAIN;
        resolved.alternatives = outcome.ends.iter().map(way).collect();
        let first = resolved.alternatives.iter().find_map(|way| way.when.as_ref());
        resolved.reason = first.map(|when| when.why.reason.clone()).unwrap_or_default();
        return;
    };
    if let Some(doubt) = &resolved.doubt {
        resolved.kind = UNCERTAIN;
        resolved.reason.clone_from(&doubt.reason);
        resolved.likely = Some(way(only));
        return;
    }
    let Some(winner) = only.candidate else {
        resolved.reason = NOTHING.to_owned();
        return;
    };
    resolved.kind = winner.kind.name();
    let blocked = winner.verdict == Verdict::Blocked;
    resolved.blocked = blocked;
    resolved.path = winner.path.clone().filter(|_| !blocked);
    resolved.text = Some(winner.text.clone());
    resolved.stage = Some(winner.stage.describe());
    resolved.reason.clone_from(&winner.reason);
    resolved.origin = winner.origin.as_ref().map(Origin::new);
    if let Some(path) = &winner.path {
        resolved.links = links(session, path);
        resolved.notes = notes(session, path);
        resolved.chain = crate::resolve::shim::chain(session, path);
    }
}

/// What a winner cannot do, and who does not see it.
fn notes(session: &Session, path: &str) -> Vec<String> {
    let machine = session.machine();
    let mut notes = Vec::new();
    let file = machine.platform().file_name(path);
    if !session.shell().runs_in_itself(file) {
        notes.push(format!(
            "{file} runs in a process of its own, and cannot change the variables of this session"
        ));
    }
    let narrow = wow64::redirected(path);
    if machine.platform().is_windows() && narrow != path && !machine.exists(&narrow) {
        notes.push(format!("a 32-bit program does not find it: it looks for {narrow}"));
    }
    notes
}

const NOTHING: &str = "nothing of that name is found";

fn way(end: &End<'_>) -> Way {
    let found = end.candidate;
    Way {
        when: end.when.map(Perhaps::new),
        kind: found.map_or(NOT_FOUND, |one| one.kind.name()),
        path: found.and_then(|one| one.path.clone()),
        text: found.map(|one| one.text.clone()),
        stage: found.map(|one| one.stage.describe()),
        reason: found.map_or_else(|| NOTHING.to_owned(), |one| one.reason.clone()),
        origin: found.and_then(|one| one.origin.as_ref()).map(Origin::new),
    }
}

/// The chain of symbolic links that begin with this file; only the last part of each path is followed.
fn links(session: &Session, path: &str) -> Vec<String> {
    const MOST: usize = 16;
    let machine = session.machine();
    let platform = machine.platform();
    let mut chain = vec![path.to_owned()];
    while chain.len() < MOST {
        let here = chain.last().cloned().unwrap_or_default();
        if machine.link_status(&here).map(|status| status.kind) != Ok(Kind::Symlink) {
            break;
        }
        let Ok(target) = machine.read_link(&here) else { break };
        let directory = platform.parent(&here).unwrap_or_default();
        chain.push(platform.normalize(&platform.join(directory, &target)));
    }
    if let (Ok(real), Some(last)) = (machine.real_path(path), chain.last()) {
        // A directory's spelling on disk is no link.
        let key = |path: &str| platform.key(path, machine.facts().ignores_case);
        if key(&real) != key(last) {
            chain.push(real);
        }
    }
    if chain.len() > 1 { chain } else { Vec::new() }
}

fn candidate(candidate: &shells::Candidate) -> Candidate {
    Candidate {
        kind: candidate.kind.name(),
        path: candidate.path.clone(),
        text: candidate.text.clone(),
        stage: candidate.stage.describe(),
        verdict: candidate.verdict,
        reason: candidate.reason.clone(),
        origin: candidate.origin.as_ref().map(Origin::new),
        identity: None,
    }
}
