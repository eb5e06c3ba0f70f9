//! The object of `diff` of one session: every other way to start it, each as `diff` of both.

use serde::Serialize;

use crate::report::diff::Spread;

#[derive(Serialize)]
struct Other<'r> {
    label: &'r str,
    #[serde(flatten)]
    diff: super::View<'r>,
}

#[derive(Serialize)]
pub(in super::super) struct View<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    left: &'r str,
    same: bool,
    others: Vec<Other<'r>>,
    certain: bool,
    because: Vec<super::Because<'r>>,
}

impl<'r> View<'r> {
    pub(in super::super) fn new(spread: &'r Spread) -> Self {
        let other = |diff: &'r crate::report::Diff| Other {
            label: &diff.labels[1],
            diff: super::View::new(diff),
        };
        let doubts = || spread.diffs.iter().flat_map(|diff| &diff.doubts);
        let mut because: Vec<&crate::report::Why> = Vec::new();
        for (_, why) in doubts() {
            let told =
                because.iter().any(|one| (&one.origin, &one.reason) == (&why.origin, &why.reason));
            if !told {
                because.push(why);
            }
        }
        Self {
            schema: "envsim-diff/1",
            scenario: spread.setting.scenario.as_deref(),
            left: &spread.session,
            same: spread.same(),
            others: spread.diffs.iter().map(other).collect(),
            certain: because.is_empty(),
            because: because.into_iter().map(super::Because::new).collect(),
        }
    }
}
