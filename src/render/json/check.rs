//! The objects of `check` and `rule`.

use serde::Serialize;

use super::origin::{Because, Origin};
use super::severity;
use crate::report::check::{self as report, Check, Pages, Totals};

#[derive(Serialize)]
struct Evidence<'r> {
    text: &'r str,
    origin: Option<Origin<'r>>,
    excerpt: Option<Excerpt<'r>>,
}

#[derive(Serialize)]
struct Excerpt<'r> {
    line: &'r str,
    marked: &'r str,
}

#[derive(Serialize)]
struct Finding<'r> {
    code: &'static str,
    rule: &'static str,
    severity: &'static str,
    message: &'r str,
    session: &'r str,
    sessions: &'r [String],
    evidence: Vec<Evidence<'r>>,
    remedy: Option<&'r str>,
    fingerprint: String,
}

impl<'r> Finding<'r> {
    fn new(one: &'r report::Finding) -> Self {
        let excerpt = |one: &'r report::Evidence| {
            let excerpt = one.excerpt.as_ref()?;
            let marked = &excerpt.line[excerpt.from..excerpt.to];
            Some(Excerpt { line: &excerpt.line, marked })
        };
        let evidence = one.evidence.iter().map(|one| Evidence {
            text: &one.text,
            origin: one.origin.as_ref().map(Origin::new),
            excerpt: excerpt(one),
        });
        Self {
            code: one.code,
            rule: one.rule,
            severity: severity(one.severity),
            message: &one.message,
            session: one.sessions.first().map_or("", String::as_str),
            sessions: &one.sessions,
            evidence: evidence.collect(),
            remedy: one.remedy.as_deref(),
            fingerprint: one.fingerprint(),
        }
    }
}

/// A finding that stands alone in its line.
#[derive(Serialize)]
pub(in crate::render) struct Line<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    #[serde(flatten)]
    finding: Finding<'r>,
}

impl<'r> Line<'r> {
    pub(in crate::render) fn new(one: &'r report::Finding, scenario: Option<&'r str>) -> Self {
        Self { schema: "envsim-finding/1", scenario, finding: Finding::new(one) }
    }
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    scenario: Option<&'r str>,
    findings: Vec<Finding<'r>>,
    certain: bool,
    because: Vec<Because<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(check: &'r Check) -> Self {
        Self {
            schema: "envsim-check/1",
            scenario: check.setting.scenario.as_deref(),
            findings: check.findings.iter().map(Finding::new).collect(),
            certain: check.doubts.is_empty(),
            because: check.doubts.iter().map(|(_, why)| Because::new(why)).collect(),
        }
    }
}

#[derive(Serialize)]
pub(in crate::render) struct TotalsView {
    schema: &'static str,
    machines: usize,
    refused: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    uncertain: usize,
}

impl TotalsView {
    pub(in crate::render) fn new(totals: &Totals) -> Self {
        let &Totals { machines, refused, errors, warnings, notes, uncertain, .. } = totals;
        let schema = "envsim-check-total/1";
        Self { schema, machines, refused, errors, warnings, notes, uncertain }
    }
}

#[derive(Serialize)]
struct Page {
    code: &'static str,
    rule: &'static str,
    severity: &'static str,
    page: &'static str,
}

#[derive(Serialize)]
pub(super) struct PagesView {
    schema: &'static str,
    rules: Vec<Page>,
}

impl PagesView {
    pub(super) fn new(pages: &Pages) -> Self {
        let page = |one: &report::RulePage| Page {
            code: one.code,
            rule: one.name,
            severity: severity(one.severity),
            page: one.page,
        };
        Self { schema: "envsim-rule/1", rules: pages.rules.iter().map(page).collect() }
    }
}
