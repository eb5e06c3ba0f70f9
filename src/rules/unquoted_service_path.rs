//! H003: a service's path holds blanks and no quotes.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::{Machine, RegistryData};
use crate::text::Severity;
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "H003",
    name: "unquoted-service-path",
    severity: Severity::Warning,
    page: "\
The program of a Windows service is named without quotes, and its path has blanks.

## Problem

    ImagePath  D:\\Apps\\My Tool\\agent.exe --service

    Windows tries D:\\Apps\\My.exe first.

## Better

    ImagePath  \"D:\\Apps\\My Tool\\agent.exe\" --service

## Why

Where a command line has no quotes, Windows takes it up to each blank in turn
and runs the first file that is there, with the rights of the service.

## Exceptions

Below `C:\\Program Files` and the Windows directory only administrators write:
that is a note. A file that is there and would run is an error.

## Sources

CreateProcess (Microsoft Learn), lpApplicationName; CWE-428, Unquoted Search Path
",
    check: Check::Across(check),
};

const SERVICES: &str = r"HKLM\SYSTEM\CurrentControlSet\Services";

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let Some(subject) = subjects.first() else { return Vec::new() };
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return Vec::new();
    }
    let names = machine.registry_keys(SERVICES).unwrap_or_default();
    names.iter().filter_map(|name| unquoted(rule, subject, name)).collect()
}

fn unquoted(rule: &Rule, subject: &Subject, service: &str) -> Option<Finding> {
    let machine = subject.session.machine();
    let key = format!(r"{SERVICES}\{service}");
    let value = machine.registry_value(&key, "ImagePath")?;
    let line = value.data.text()?.trim().to_owned();
    let tried = tried(&line);
    if tried.is_empty() || is_driver(machine, &key) {
        return None;
    }
    let there = tried.iter().find(|path| machine.is_file(path));
    let (severity, message) = match there {
        Some(path) => {
            (Severity::Error, format!("the service {service} runs {path}, and not its own program"))
        }
        None => {
            let kept = tried.iter().all(|path| is_kept(path));
            let severity = if kept { Severity::Note } else { Severity::Warning };
            (severity, format!("the service {service} runs {} if somebody puts it there", tried[0]))
        }
    };
    let mut finding = rule.finding(subject, message, "put the path of the program in quotes");
    finding.severity = severity;
    let origin = Origin::Registry { key: key.as_str().into(), name: value.name.as_str().into() };
    finding.evidence = vec![Evidence { text: line, origin: Some(origin) }];
    Some(finding)
}

/// What Windows tries before the program itself: the line up to each blank of the path, with `.exe`.
fn tried(line: &str) -> Vec<String> {
    let lower = line.to_ascii_lowercase();
    let drive = lower.as_bytes().get(1) == Some(&b':');
    let Some(end) = lower.find(".exe").filter(|_| drive && !line.contains('"')) else {
        return Vec::new();
    };
    let blanks = line[..end].match_indices(' ');
    blanks.map(|(at, _)| format!("{}.exe", line[..at].trim_end())).collect()
}

/// The kernel starts drivers by itself (Type: 1 and 2 are drivers, 0x10 and above are programs).
fn is_driver(machine: &dyn Machine, key: &str) -> bool {
    let kind = machine.registry_value(key, "Type").map(|value| value.data);
    matches!(kind, Some(RegistryData::Dword(kind)) if kind & 0xf0 == 0)
}

/// Whether only administrators may put a file there (the root of the system's drive takes folders, and no files).
fn is_kept(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let parent = lower.rsplit_once('\\').map_or("", |(parent, _)| parent);
    let below = [r"c:\program files", r"c:\program files (x86)", r"c:\windows"];
    parent == "c:" || below.iter().any(|one| parent.starts_with(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_blank_of_the_path_is_tried() {
        let all = tried(r"D:\My Apps\A Tool\x.exe --run a b");
        assert_eq!(all, [r"D:\My.exe", r"D:\My Apps\A.exe"]);
        assert!(tried(r#""D:\My Apps\x.exe" --run"#).is_empty());
        assert!(tried(r"C:\Windows\system32\svchost.exe -k netsvcs -p").is_empty());
        assert!(tried(r"\SystemRoot\System32\drivers\a b.sys").is_empty());
    }
}
