//! What the formats for programs say of a finding, so that all of them say the same.

use crate::report::check::{Check, Evidence, Finding};
use crate::report::{Origin, Report};

/// The result of `check`; other results have no findings and are not written so.
pub(super) fn of(report: &Report) -> Option<&Check> {
    match report {
        Report::Check(check) => Some(check),
        _ => None,
    }
}

/// Message and sessions in one line.
pub(super) fn headline(finding: &Finding) -> String {
    match finding.sessions.as_slice() {
        [] => finding.message.clone(),
        sessions => format!("{} [{}]", finding.message, sessions.join(", ")),
    }
}

/// What it rests on and what to do about it, a line each.
pub(super) fn details(finding: &Finding) -> Vec<String> {
    let evidence = finding.evidence.iter().map(told);
    let remedy = finding.remedy.iter().map(|remedy| format!("remedy: {remedy}"));
    evidence.chain(remedy).collect()
}

fn told(evidence: &Evidence) -> String {
    match &evidence.origin {
        Some(origin) => format!("{}: {}", origin_words(origin), evidence.text),
        None => evidence.text.clone(),
    }
}

/// Who wrote something, in whole paths.
pub(super) fn origin_words(origin: &Origin) -> String {
    let key = origin.key.as_deref().unwrap_or_default();
    match (&origin.spot, &origin.name) {
        (Some(spot), _) => format!("{}:{}", spot.file, spot.line),
        (None, Some(name)) => format!("{key} {name}"),
        (None, None) => key.to_owned(),
    }
}

/// A path as a reference of a URI (RFC 3986): relative where the host has the file, else absolute on its machine.
pub(super) fn uri(path: &str, is_source: bool) -> String {
    let path = path.replace('\\', "/");
    let path = path.trim_start_matches("./");
    let mut uri = String::new();
    if !is_source || path.starts_with('/') {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte);
        match plain {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./dot/a b#.sh", true), "dot/a%20b%23.sh");
        assert_eq!(uri("C:\\Users\\é\\p.ps1", false), "file:///C:/Users/%C3%A9/p.ps1");
        assert_eq!(uri("/home/me/.bashrc", false), "file:///home/me/.bashrc");
    }
}
