//! S003: AutoRun of cmd names a file that is gone.

use super::{Check, Evidence, Finding, Rule, Subject};
use crate::environment::ShellError;
use crate::machine::path::same_name;
use crate::shells::Flow;
use crate::text::{Place, Severity};
use crate::value::Origin;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "S003",
    name: "broken-autorun",
    severity: Severity::Warning,
    page: "\
AutoRun of the Command Processor runs in every cmd, and the file it names is gone.

## Problem

    HKCU\\Software\\Microsoft\\Command Processor
      AutoRun  \"C:\\miniconda3\\condabin\\conda_hook.bat\"     # conda was removed

    The system cannot find the path specified.

## Better

    reg delete \"HKCU\\Software\\Microsoft\\Command Processor\" /v AutoRun

or test first: `if exist \"FILE\" \"FILE\"`.

## Why

Each cmd runs it, those that programs start without a window too: the message
stands in the output that they read, and ERRORLEVEL is set before the first command.
An `exit` in it, or in the file that it names, is an error: no cmd lives to its
first command. A `cd` takes every cmd and batch file away from where it is started.

## Exceptions

None known.

## Sources

`cmd /?`, AutoRun
",
    check: Check::Each(check),
};

const KEYS: &[&str] =
    &[r"HKLM\Software\Microsoft\Command Processor", r"HKCU\Software\Microsoft\Command Processor"];

fn check(rule: &Rule, subject: &Subject) -> Vec<Finding> {
    let errors = subject.environment.errors.iter().filter(|error| error.shown);
    let of_autorun = |error: &&ShellError| {
        error.place.as_ref().is_some_and(|place| is_autorun(outermost_file(place)))
    };
    let told = errors.filter(of_autorun).map(|error| told(rule, subject, error));
    told.chain(ends(rule, subject)).chain(moves(rule, subject)).collect()
}

/// A batch file that is started in its own directory, and looks for what lies beside it, finds itself elsewhere.
fn moves(rule: &Rule, subject: &Subject) -> Option<Finding> {
    let cwd = &subject.environment.cwd;
    let writer = cwd.writer()?;
    let place = writer.place().filter(|place| is_autorun(outermost_file(place)))?;
    let now = cwd.text().filter(|now| !same_name(now, &subject.session.start().cwd))?;
    let message = format!("AutoRun takes every cmd to {now}, wherever it is started");
    let remedy = "delete the value, or set the directory in the terminal's own settings";
    let mut finding = rule.finding(subject, message, remedy);
    let written = place.text().lines().next().unwrap_or_default().to_owned();
    finding.evidence = vec![Evidence { text: written, origin: Some(writer.clone()) }];
    Some(finding)
}

/// Every cmd is gone before it reads a command, those of `system()` included.
fn ends(rule: &Rule, subject: &Subject) -> Option<Finding> {
    let Flow::Ended { place: Some(place), .. } = subject.session.flow() else { return None };
    if !is_autorun(outermost_file(place)) {
        return None;
    }
    let written = place.text().lines().next().unwrap_or_default().to_owned();
    let message = format!("AutoRun ends every cmd: {written}");
    let remedy = "delete the value from PowerShell or `cmd /d`, or take the line out of the file";
    let mut finding = rule.finding(subject, message, remedy);
    finding.severity = Severity::Error;
    finding.evidence = vec![Evidence { text: written, origin: Some(Origin::File(place.clone())) }];
    Some(finding)
}

/// Whether a text's name is that of the registry value.
pub(super) fn is_autorun(file: &str) -> bool {
    let key = |key: &&str| {
        file.get(..key.len()).is_some_and(|start| same_name(start, key))
            && file.ends_with("AutoRun")
    };
    KEYS.iter().any(key)
}

fn outermost_file(place: &Place) -> &str {
    place.via().last().unwrap_or_else(|| place.in_file()).file()
}

fn told(rule: &Rule, subject: &Subject, error: &ShellError) -> Finding {
    let said = error.message.trim_end_matches('.');
    let message = format!("AutoRun makes every cmd say: {said}");
    let remedy = "delete the value, or write `if exist FILE FILE`";
    let mut finding = rule.finding(subject, message, remedy);
    let place = error.place.as_ref();
    let text = place.map(|place| place.text().lines().next().unwrap_or_default().to_owned());
    let origin = place.map(|place| Origin::File(place.clone()));
    finding.evidence = vec![Evidence { text: text.unwrap_or_default(), origin }];
    finding
}
