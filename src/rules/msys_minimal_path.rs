//! L006: MSYS2's bash leaves Windows' PATH out.

use super::directories::{Directory, listed, programs_of};
use super::{Check, Evidence, Finding, Rule, Subject};
use crate::machine::path::folded;
use crate::session::Outcome;
use crate::text::Severity;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "L006",
    name: "msys-minimal-path",
    severity: Severity::Warning,
    page: "\
MSYS2's bash leaves out what Windows has on PATH, apart from a few directories of the system.

## Problem

    > C:\\msys64\\usr\\bin\\bash.exe -l -c \"code .\"      # code: command not found

## Better

    set MSYS2_PATH_TYPE=inherit

as a variable of the user, or in msys2.ini beside the launcher.

## Why

/etc/profile of MSYS2 builds PATH anew: `minimal`, the default, keeps the
Windows directory, System32, Wbem and PowerShell; `inherit` keeps all; `strict` none.

## Exceptions

Builds that must not see other tools of the machine.

## Sources

MSYS2 documentation, Environments; MSYS2's /etc/profile, MSYS2_PATH_TYPE
",
    check: Check::Across(check),
};

/// What `minimal` keeps, below the Windows directory (filesystem package of MSYS2, /etc/profile).
const KEPT: &[&str] = &["", r"\SYSTEM32", r"\SYSTEM32\WBEM", r"\SYSTEM32\WINDOWSPOWERSHELL\V1.0"];

fn check(rule: &Rule, subjects: &[Subject]) -> Vec<Finding> {
    let minimal = subjects.iter().filter(|one| is_minimal(one));
    minimal.filter_map(|one| left_out(rule, subjects, one)).collect()
}

/// Whether its /etc/profile was read and asks a variable that is not set.
fn is_minimal(subject: &Subject) -> bool {
    let machine = subject.session.machine();
    if !machine.platform().is_windows() {
        return false;
    }
    let asks = |path: &str| {
        machine.read(path).is_ok_and(|bytes| {
            String::from_utf8_lossy(&bytes).contains("${MSYS2_PATH_TYPE:-minimal}")
        })
    };
    let kind = subject.environment.variables.value("MSYS2_PATH_TYPE");
    let unset = kind
        .is_none_or(|kind| kind.text().is_some_and(|text| text.is_empty() || text == "minimal"));
    let may_be = subject.environment.may_be_set("MSYS2_PATH_TYPE").is_some();
    let profile = profile(subject);
    unset && !may_be && profile.is_some_and(|path| asks(&path))
}

/// The profile of the installation that the shell belongs to, where it was read.
fn profile(subject: &Subject) -> Option<String> {
    let taken = subject.session.taken().iter();
    let mut read = taken.filter(|one| one.outcome == Outcome::Read).map(|one| one.what.as_str());
    let end = |path: &&str| path.replace('/', r"\").ends_with(r"\etc\profile");
    read.find(end).map(str::to_owned)
}

fn left_out(rule: &Rule, subjects: &[Subject], subject: &Subject) -> Option<Finding> {
    let other = subjects.iter().find(|one| profile(one).is_none())?;
    let root = other.environment.variables.value("SystemRoot").and_then(|root| root.text());
    let root = folded(root.as_deref().unwrap_or(r"C:\Windows"));
    let is_kept = |directory: &&Directory| {
        let place = folded(directory.place.trim_end_matches('\\'));
        place.strip_prefix(root.as_str()).is_some_and(|rest| KEPT.contains(&rest))
    };
    let lost =
        other.directories().iter().filter(|one| !is_kept(one) && !subject.leads_to(&one.key));
    let with = lost.filter_map(|one| {
        let (name, _) = programs_of(other, &one.place).into_iter().next()?;
        Some((name, one))
    });
    let lost: Vec<(String, &Directory)> = with.collect();
    let names: Vec<String> = lost.iter().map(|(name, _)| name.clone()).collect();
    let (_, first) = lost.first()?;
    let message = format!(
        "MSYS2_PATH_TYPE is not inherit: {} of {} leaves out {} and with it {}",
        profile(subject)?,
        subject.label,
        first.place,
        listed(&names, 3)
    );
    let remedy = "set MSYS2_PATH_TYPE=inherit, or put the directory on PATH in ~/.bash_profile";
    let mut finding = rule.finding(subject, message, remedy);
    let told = lost.iter().take(8).map(|(_, one)| Evidence {
        text: format!("{} is on PATH in {}", one.place, other.label),
        origin: one.entry.origin.clone(),
    });
    finding.evidence = told.collect();
    Some(finding)
}
