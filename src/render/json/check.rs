//! The objects of `check` and `rule`.

use serde::Serialize;

use super::origin::{Because, Origin};
use super::severity;
use crate::report::check::{Check, Pages};

#[derive(Serialize)]
struct Evidence<'r> {
    text: &'r str,
    origin: Option<Origin<'r>>,
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
        let findings = check.findings.iter().map(|one| Finding {
            code: one.code,
            rule: one.rule,
            severity: severity(one.severity),
            message: &one.message,
            session: one.sessions.first().map_or("", String::as_str),
            sessions: &one.sessions,
            evidence: one
                .evidence
                .iter()
                .map(|one| Evidence {
                    text: &one.text,
                    origin: one.origin.as_ref().map(Origin::new),
                })
                .collect(),
            remedy: one.remedy.as_deref(),
        });
        Self {
            schema: "envsim-check/1",
            scenario: check.setting.scenario.as_deref(),
            findings: findings.collect(),
            certain: check.doubts.is_empty(),
            because: check.doubts.iter().map(|(_, why)| Because::new(why)).collect(),
        }
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
        let page = |one: &crate::report::check::RulePage| Page {
            code: one.code,
            rule: one.name,
            severity: severity(one.severity),
            page: one.page,
        };
        Self { schema: "envsim-rule/1", rules: pages.rules.iter().map(page).collect() }
    }
}
