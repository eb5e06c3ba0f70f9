//! JUnit's XML: a test case for each finding, in a suite for each rule.

use std::fmt::Write;

use super::finding::{details, headline, of};
use super::{Look, Renderer, visible, visible_lines};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Finding};

/// The format.
pub(super) struct JUnit;

impl Renderer for JUnit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "JUnit's XML, findings that are denied (else warnings and errors) as failures"
    }

    fn is_for_findings(&self) -> bool {
        true
    }

    fn render(&self, report: &Report, _: Look) -> String {
        of(report).map(document).unwrap_or_default()
    }
}

fn document(check: &Check) -> String {
    let least = check.wanted.deny.unwrap_or(Severity::Warning);
    let fails = |one: &&Finding| one.severity >= least;
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let tests = check.findings.len().max(1);
    let failures = check.findings.iter().filter(fails).count();
    // Writing to a text does not fail, here and below.
    let _ = writeln!(
        text,
        "<testsuites name=\"envsim check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    );
    if check.findings.is_empty() {
        text.push_str(
            "  <testsuite name=\"envsim\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n",
        );
        text.push_str("    <testcase name=\"nothing found\" classname=\"envsim\"/>\n");
        text.push_str("  </testsuite>\n");
    }
    for code in codes(check) {
        let all: Vec<&Finding> = check.findings.iter().filter(|one| one.code == code).collect();
        let failures = all.iter().filter(|one| fails(one)).count();
        let name = all.first().map_or(code, |one| one.rule);
        let _ = writeln!(
            text,
            "  <testsuite name=\"{code} {name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
            all.len()
        );
        all.iter().for_each(|one| case(&mut text, check, one, fails(one)));
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

/// The rules that found something, the worst first.
fn codes(check: &Check) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = Vec::new();
    for finding in &check.findings {
        if !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    codes
}

fn case(text: &mut String, check: &Check, finding: &Finding, fails: bool) {
    let place = check.place(finding);
    let at = place.as_ref().map_or(String::new(), |place| format!("{}:{}", place.file, place.line));
    let name =
        if at.is_empty() { finding.rule.to_owned() } else { format!("{} {at}", finding.rule) };
    let _ = write!(
        text,
        "    <testcase name=\"{}\" classname=\"envsim.{}\"",
        attribute(&name),
        finding.code
    );
    if let Some(place) = &place {
        let _ = write!(text, " file=\"{}\" line=\"{}\"", attribute(place.file), place.line);
    }
    text.push_str(">\n");
    let body = std::iter::once(headline(finding)).chain(details(finding));
    let body = body.map(|line| content(&line)).collect::<Vec<_>>().join("\n");
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let message = attribute(&finding.message);
    let _ = match fails {
        true => {
            writeln!(text, "      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>")
        }
        false => writeln!(text, "      <system-out>{body}</system-out>"),
    };
    text.push_str("    </testcase>\n");
}

/// Characters that XML 1.0 has no form for are made visible before the others are escaped.
fn attribute(text: &str) -> String {
    escaped(&visible(text)).replace('"', "&quot;")
}

fn content(text: &str) -> String {
    escaped(&visible_lines(text))
}

fn escaped(text: &str) -> String {
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
