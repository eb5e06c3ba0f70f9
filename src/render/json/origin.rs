//! Origins and reasons.

use serde::Serialize;

use crate::report;

#[derive(Serialize)]
pub(super) struct Spot<'r> {
    file: &'r str,
    line: u32,
    column: u32,
}

impl<'r> Spot<'r> {
    pub(super) fn new(spot: &'r report::Spot) -> Self {
        Self { file: &spot.file, line: spot.line, column: spot.column }
    }
}

#[derive(Serialize)]
pub(super) struct Origin<'r> {
    kind: &'static str,
    file: Option<&'r str>,
    line: Option<u32>,
    column: Option<u32>,
    key: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    via: Vec<Spot<'r>>,
}

impl<'r> Origin<'r> {
    pub(super) fn new(origin: &'r report::Origin) -> Self {
        let spot = origin.spot.as_ref();
        Self {
            kind: origin.kind,
            file: spot.map(|spot| spot.file.as_str()),
            line: spot.map(|spot| spot.line),
            column: spot.map(|spot| spot.column),
            key: origin.key.as_deref(),
            name: origin.name.as_deref(),
            via: origin.via.iter().map(Spot::new).collect(),
        }
    }

    pub(super) fn all(origins: &'r [report::Origin]) -> Vec<Self> {
        origins.iter().map(Self::new).collect()
    }
}

#[derive(Serialize)]
pub(super) struct Why<'r> {
    reason: &'r str,
    remedy: Option<&'r str>,
    origin: Origin<'r>,
}

/// An element of `because`: a statement that is not followed, or the reason of one unknown value.
#[derive(Serialize)]
pub(super) struct Because<'r> {
    reason: &'r str,
    place: Option<Spot<'r>>,
    may_change: &'r [String],
    remedy: Option<&'r str>,
}

impl<'r> Because<'r> {
    pub(super) fn new(why: &'r report::Why) -> Self {
        Self {
            reason: &why.reason,
            place: why.origin.spot.as_ref().map(Spot::new),
            may_change: &why.may_change,
            remedy: why.remedy.as_deref(),
        }
    }

    pub(super) fn all(doubts: &'r [report::Why]) -> Vec<Self> {
        doubts.iter().map(Self::new).collect()
    }
}

/// The condition under which something is there.
#[derive(Serialize)]
pub(super) struct Perhaps<'r> {
    when: &'r str,
    because: Because<'r>,
}

impl<'r> Perhaps<'r> {
    pub(super) fn new(perhaps: &'r report::Perhaps) -> Self {
        Self { when: &perhaps.when, because: Because::new(&perhaps.why) }
    }
}

impl<'r> Why<'r> {
    pub(super) fn new(why: &'r report::Why) -> Self {
        Self {
            reason: &why.reason,
            remedy: why.remedy.as_deref(),
            origin: Origin::new(&why.origin),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Alternative<'r> {
    when: &'r str,
    value: Option<&'r str>,
}

pub(super) fn alternatives(text: &report::Text) -> Vec<Alternative<'_>> {
    text.alternatives
        .iter()
        .map(|one| Alternative { when: &one.when, value: one.text.as_deref() })
        .collect()
}
