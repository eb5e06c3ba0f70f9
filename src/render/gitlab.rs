//! GitLab's Code Quality report: a list of issues in the Code Climate form.

use serde::Serialize;

use super::finding::{details, headline, of};
use super::json::listed;
use super::{Look, Renderer};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Finding};

/// The format.
pub(super) struct GitLab;

impl Renderer for GitLab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn about(&self) -> &'static str {
        "GitLab's Code Quality report"
    }

    fn is_for_findings(&self) -> bool {
        true
    }

    fn render(&self, report: &Report, _: Look) -> String {
        let Some(check) = of(report) else { return String::new() };
        let issues: Vec<Issue> = check.findings.iter().map(|one| issue(check, one)).collect();
        listed(&issues)
    }
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
    content: Content,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

fn issue(check: &Check, finding: &Finding) -> Issue {
    let place = check.place(finding);
    // The report wants a file of the repository; what stands in none belongs to the environment as a whole.
    let path = place.as_ref().map_or("environment", |place| place.file);
    Issue {
        description: headline(finding),
        check_name: finding.rule,
        fingerprint: finding.fingerprint(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location {
            path: path.replace('\\', "/").trim_start_matches("./").to_owned(),
            lines: Lines { begin: place.as_ref().map_or(1, |place| place.line) },
        },
        content: Content { body: details(finding).join("\n") },
    }
}
