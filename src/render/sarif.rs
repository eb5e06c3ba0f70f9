//! SARIF 2.1.0, which code scanning of forges and editors read.

use serde_json::{Value, json};

use super::finding::{details, headline, of, origin_words, uri};
use super::json::line;
use super::{Look, Renderer};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Evidence, Finding, RulePage, Where};

/// The format.
pub(super) struct Sarif;

impl Renderer for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0 for code scanning"
    }

    fn is_for_findings(&self) -> bool {
        true
    }

    fn render(&self, report: &Report, _: Look) -> String {
        of(report).map(log).unwrap_or_default()
    }
}

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

fn log(check: &Check) -> String {
    let results: Vec<Value> = check.findings.iter().map(|one| result(check, one)).collect();
    line(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "envsim",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": check.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            // Columns are counted in characters (SARIF 3.14.17).
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(rule: &RulePage) -> Value {
    let first = rule.page.lines().next().unwrap_or_default();
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": first },
        "fullDescription": { "text": first },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(check: &Check, finding: &Finding) -> Value {
    let index = check.rules.iter().position(|rule| rule.code == finding.code);
    let text: Vec<String> = std::iter::once(headline(finding)).chain(details(finding)).collect();
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": { "text": text.join("\n") },
        "partialFingerprints": { "envsim/1": finding.fingerprint() },
        "properties": { "sessions": finding.sessions },
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    let place = check.place(finding);
    let mut location = json!({ "logicalLocations": logical(finding) });
    if let Some(place) = &place {
        location["physicalLocation"] = physical(place);
    }
    result["locations"] = json!([location]);
    result
}

fn physical(place: &Where) -> Value {
    let mut region = json!({ "startLine": place.line, "startColumn": place.column });
    if let Some(end) = place.end_column {
        region["endColumn"] = json!(end);
    }
    json!({
        "artifactLocation": { "uri": uri(place.file, place.is_source) },
        "region": region,
    })
}

/// The sessions, and what wrote it where that is no file.
fn logical(finding: &Finding) -> Vec<Value> {
    let session = |name: &String| json!({ "name": name, "kind": "session" });
    let outside = |one: &Evidence| {
        let origin = one.origin.as_ref().filter(|origin| origin.spot.is_none())?;
        Some(json!({ "name": origin_words(origin), "kind": origin.kind }))
    };
    let mut all: Vec<Value> = finding.sessions.iter().map(session).collect();
    all.extend(finding.evidence.iter().filter_map(outside));
    all.dedup();
    all
}
