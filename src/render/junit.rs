//! JUnit's XML: a test case for each finding, in a suite for each rule and file, by the schema of Jenkins' xUnit
//! plugin (`junit-10.xsd`).

use std::fmt::Write;

use indexmap::IndexMap;

use super::finding::{details, headline, of};
use super::{Look, Renderer, visible, visible_lines};
use crate::report::Report;
use crate::report::Severity;
use crate::report::check::{Check, Finding, Where};

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
    suites(check).iter().for_each(|(key, all)| suite(&mut text, *key, all, fails));
    text.push_str("</testsuites>\n");
    text
}

/// What is told together: findings of one rule in one file. A case of the published schema has no file, a suite has.
type Key<'c> = (&'static str, Option<&'c str>);
type Placed<'c> = (&'c Finding, Option<Where<'c>>);

/// The worst first.
fn suites(check: &Check) -> IndexMap<Key<'_>, Vec<Placed<'_>>> {
    let mut suites: IndexMap<Key, Vec<Placed>> = IndexMap::new();
    for finding in &check.findings {
        let place = check.place(finding);
        let file = place.as_ref().map(|place| place.file);
        suites.entry((finding.code, file)).or_default().push((finding, place));
    }
    suites
}

fn suite(text: &mut String, (code, file): Key, all: &[Placed], fails: impl Fn(&&Finding) -> bool) {
    let failures = all.iter().filter(|(one, _)| fails(one)).count();
    let rule = all.first().map_or(code, |(one, _)| one.rule);
    let file = file.map_or(String::new(), |file| format!(" file=\"{}\"", attribute(file)));
    let _ = writeln!(
        text,
        "  <testsuite name=\"{code} {rule}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"{file}>",
        all.len()
    );
    all.iter().for_each(|(one, place)| case(text, one, place.as_ref(), fails(one)));
    text.push_str("  </testsuite>\n");
}

/// Readers take two cases of one class and name for one: the message tells them apart.
fn case(text: &mut String, finding: &Finding, place: Option<&Where>, fails: bool) {
    let at = place.map_or(String::new(), |place| format!("{}:{}: ", place.file, place.line));
    let name = attribute(&format!("{at}{}", finding.message));
    let _ = writeln!(
        text,
        "    <testcase name=\"{name}\" classname=\"envsim.{}.{}\">",
        finding.code, finding.rule
    );
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
