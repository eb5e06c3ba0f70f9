//! The object of `explain`: one name's answer at the top, or a list under `names`.

use serde::Serialize;

use super::env::Variable;
use super::object;
use super::origin::{Because, Origin, Perhaps, Why};
use crate::report::explain;

#[derive(Serialize)]
struct Candidate<'r> {
    kind: &'static str,
    path: Option<&'r str>,
    text: &'r str,
    stage: &'r str,
    verdict: &'static str,
    reason: &'r str,
    origin: Option<Origin<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<Identity<'r>>,
}

#[derive(Serialize)]
struct Identity<'r> {
    size: Option<u64>,
    sha256: Option<&'r str>,
    version: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'r str>,
}

#[derive(Serialize)]
struct Near<'r> {
    name: &'r str,
    path: Option<&'r str>,
    reason: &'r str,
}

/// Why a session lacks what another one has.
#[derive(Serialize)]
struct Lack<'r> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin<'r>>,
}

impl<'r> Lack<'r> {
    fn new(lack: &'r explain::Lack) -> Self {
        use explain::Lack as From;
        let plain = |kind| Self { kind, file: None, line: None, reason: None, origin: None };
        match lack {
            From::NotRead { file, reason } => {
                Self { file: Some(file), reason: Some(reason), ..plain("not-read") }
            }
            From::Returned { file, at, .. } => {
                Self { file: Some(file), line: Some(*at), ..plain("returned") }
            }
            From::Replaced { file, at, .. } => {
                Self { file: Some(file), line: Some(*at), ..plain("replaced") }
            }
            From::Overwritten { origin } => {
                Self { origin: Some(Origin::new(origin)), ..plain("overwritten") }
            }
            From::Given { origin, .. } => {
                Self { origin: Some(Origin::new(origin)), ..plain("given") }
            }
            From::NoShell => plain("no-shell"),
            From::OtherAccount => plain("other-account"),
            From::OnlyExe => plain("only-exe"),
        }
    }
}

/// A file on the way to the one that runs.
#[derive(Serialize)]
struct Link<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

#[derive(Serialize)]
struct Resolved<'r> {
    session: &'r str,
    label: &'r str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own: bool,
    kind: &'static str,
    path: Option<&'r str>,
    text: Option<&'r str>,
    stage: Option<&'r str>,
    reason: &'r str,
    origin: Option<Origin<'r>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    links: &'r [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'r [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chain: Vec<Link<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<Near<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lack: Option<Lack<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<Why<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely: Option<Way<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Way<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whatever: Option<Perhaps<'r>>,
    candidates: Vec<Candidate<'r>>,
}

/// One of the ways a look-up may end; without `when` it is how it ends otherwise.
#[derive(Serialize)]
pub(super) struct Way<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'r str>,
    kind: &'static str,
    path: Option<&'r str>,
    text: Option<&'r str>,
    stage: Option<&'r str>,
    reason: &'r str,
    origin: Option<Origin<'r>>,
}

impl<'r> Way<'r> {
    pub(super) fn new(way: &'r explain::Way) -> Self {
        Self {
            when: way.when.as_ref().map(|when| when.when.as_str()),
            kind: way.kind,
            path: way.path.as_deref(),
            text: way.text.as_deref(),
            stage: way.stage.as_deref(),
            reason: &way.reason,
            origin: way.origin.as_ref().map(Origin::new),
        }
    }
}

#[derive(Serialize)]
struct InSession<'r> {
    session: &'r str,
    set: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lack: Option<Lack<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    may_be_set: Option<Because<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nearest: Vec<Near<'r>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'r [String],
    variable: Option<Variable<'r>>,
}

#[derive(Serialize)]
struct Answer<'r> {
    name: &'r str,
    agree: bool,
    certain: bool,
    because: Vec<Because<'r>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lines: &'r [u32],
    sessions: Vec<Resolved<'r>>,
    variables: Vec<InSession<'r>>,
}

#[derive(Serialize)]
struct One<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    #[serde(flatten)]
    answer: Answer<'r>,
}

#[derive(Serialize)]
struct Many<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    script: Option<&'r str>,
    names: Vec<Answer<'r>>,
}

const SCHEMA: &str = "envsim-explain/1";

pub(super) fn write(explain: &explain::Explain) -> String {
    let own = explain.own.as_deref();
    let scenario = explain.setting.scenario.as_deref();
    match (explain.answers.as_slice(), &explain.script) {
        ([only], None) => object(&One { schema: SCHEMA, scenario, answer: answer(only, own) }),
        (all, script) => object(&Many {
            schema: SCHEMA,
            scenario,
            script: script.as_deref(),
            names: all.iter().map(|one| answer(one, own)).collect(),
        }),
    }
}

fn answer<'r>(answer: &'r explain::Answer, own: Option<&str>) -> Answer<'r> {
    Answer {
        name: &answer.name,
        agree: answer.agree,
        certain: answer.is_certain(),
        because: answer.because().into_iter().map(Because::new).collect(),
        lines: &answer.lines,
        sessions: answer.sessions.iter().map(|one| resolved(one, own)).collect(),
        variables: answer
            .variables
            .iter()
            .map(|one| InSession {
                session: &one.session,
                set: one.variable.is_some(),
                lack: one.lack.as_ref().map(Lack::new),
                may_be_set: one.may_be_set.as_ref().map(Because::new),
                nearest: nearest(&one.nearest),
                notes: &one.notes,
                variable: one.variable.as_ref().map(Variable::new),
            })
            .collect(),
    }
}

fn nearest(all: &[explain::Near]) -> Vec<Near<'_>> {
    all.iter()
        .map(|one| Near { name: &one.name, path: one.path.as_deref(), reason: &one.reason })
        .collect()
}

fn resolved<'r>(resolved: &'r explain::Resolved, own: Option<&str>) -> Resolved<'r> {
    Resolved {
        session: &resolved.session,
        label: &resolved.label,
        own: own == Some(resolved.session.as_str()),
        kind: resolved.kind,
        path: resolved.path.as_deref(),
        text: resolved.text.as_deref(),
        stage: resolved.stage.as_deref(),
        reason: &resolved.reason,
        origin: resolved.origin.as_ref().map(Origin::new),
        links: &resolved.links,
        notes: &resolved.notes,
        chain: resolved
            .chain
            .steps
            .iter()
            .map(|step| Link {
                path: &step.path,
                why: Some(step.why.as_str()).filter(|why| !why.is_empty()),
            })
            .collect(),
        refusal: resolved.chain.refusal.as_deref(),
        nearest: nearest(&resolved.nearest),
        lack: resolved.lack.as_ref().map(Lack::new),
        certain: resolved.kind != explain::UNCERTAIN,
        because: resolved.because().into_iter().map(Because::new).collect(),
        doubt: resolved.doubt.as_ref().map(Why::new),
        likely: resolved.likely.as_ref().map(Way::new),
        alternatives: resolved.alternatives.iter().map(Way::new).collect(),
        whatever: resolved.whatever.as_ref().map(Perhaps::new),
        candidates: resolved.candidates.iter().map(candidate).collect(),
    }
}

fn candidate(candidate: &explain::Candidate) -> Candidate<'_> {
    use crate::report::Verdict;
    let verdict = match candidate.verdict {
        Verdict::Chosen => "chosen",
        Verdict::Shadowed => "shadowed",
        Verdict::Refused | Verdict::Blocked => "refused",
        Verdict::Possible => "possible",
    };
    Candidate {
        kind: candidate.kind,
        path: candidate.path.as_deref(),
        text: &candidate.text,
        stage: &candidate.stage,
        verdict,
        reason: &candidate.reason,
        origin: candidate.origin.as_ref().map(Origin::new),
        identity: candidate.identity.as_ref().map(|one| Identity {
            size: one.size,
            sha256: one.sha256.as_deref(),
            version: one.version.as_deref(),
            unknown: one.unknown.as_deref(),
        }),
    }
}
