//! `check --diff`: a patch of what can be mended by itself, each piece of it tried before it is printed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Failure;
use crate::machine::overlay::{Change, Overlay};
use crate::machine::{Machine, RegistryData, RegistryValue};
use crate::report::Check;
use crate::report::check::Finding;
use crate::rules::fix::{Edit, applied};
use crate::scenario::stage::Stage;
use crate::session::Session;
use crate::value::Value;

/// What a machine comes to: the findings, and each session's variables, aliases and functions.
pub(super) struct Outcome {
    /// The findings.
    pub check: Check,
    /// Names and values, by session.
    pub held: Vec<BTreeMap<String, String>>,
}

/// All that a session holds, as texts.
pub(super) fn held(session: &Session) -> BTreeMap<String, String> {
    let environment = session.environment();
    // A tied array of zsh is the same variable twice, and each line has its own place.
    let tied =
        |name: &str| name.chars().all(|one| one.is_ascii_lowercase()) && name.ends_with("path");
    let text = |value: &Value| value.text().map_or_else(|| "unknown".to_owned(), Cow::into_owned);
    let variables = environment.variables.iter().filter(|one| !tied(&one.name)).map(|one| {
        (
            one.name.clone(),
            format!("{} {}", one.exported, one.value.as_ref().map(text).unwrap_or_default()),
        )
    });
    let aliases =
        environment.aliases.iter().map(|(name, one)| (format!("alias {name}"), text(&one.value)));
    let functions =
        environment.functions.keys().map(|name| (format!("function {name}"), String::new()));
    let errors =
        environment.errors.iter().map(|one| (format!("error {}", one.message), String::new()));
    variables.chain(aliases).chain(functions).chain(errors).collect()
}

/// How a machine is looked at.
pub(super) type Look<'l> = &'l dyn Fn(&Stage) -> Result<Outcome, Failure>;

/// More are not tried: each is a check of its own.
const MOST: usize = 40;

/// The pieces that were tried, and how many findings they mend.
pub(super) struct Mended {
    /// The patch.
    pub patch: String,
    /// Findings that it mends.
    pub mended: usize,
    /// Findings there are.
    pub all: usize,
    /// What to type for values of the registry.
    pub commands: Vec<String>,
}

/// Tries what mends each finding on a machine that has it, and keeps what changes nothing else.
pub(super) fn patch(
    machine: &dyn Machine,
    look: Look,
    names: &dyn Fn(&str) -> String,
) -> Result<Mended, Failure> {
    let before = look(&Stage::empty(&Overlay::new(machine)))?;
    let all = before.check.findings.len();
    let mut kept: Vec<Edit> = Vec::new();
    let mut now = before;
    let mut mended = 0;
    let wanted: Vec<Finding> =
        now.check.findings.iter().filter(|one| !one.fix.is_empty()).take(MOST).cloned().collect();
    for finding in wanted {
        let edits = [kept.as_slice(), finding.fix.as_slice()].concat();
        let overlay = Overlay::new(machine);
        if !lay(machine, &edits, &overlay) {
            continue;
        }
        let after = look(&Stage::empty(&overlay))?;
        if loses_only(&now, &after, &finding) {
            kept = edits;
            now = after;
            mended += 1;
        }
    }
    let patch = text(machine, &kept, names);
    let mut commands = Vec::new();
    let of_registry: Vec<Finding> = now.check.findings.iter().take(MOST).cloned().collect();
    for finding in of_registry {
        let Some(change) = without_entry(machine, &finding) else { continue };
        let overlay = Overlay::new(machine);
        if !lay(machine, &kept, &overlay) {
            break;
        }
        overlay.change(change.clone());
        // It counts for the windows that are opened once the desktop knows of it.
        overlay.change(Change::Broadcast);
        if loses_only(&now, &look(&Stage::empty(&overlay))?, &finding) {
            commands.extend(typed(&change));
        }
    }
    commands.dedup();
    Ok(Mended { patch, mended, all, commands })
}

/// Rules whose remedy is to take an entry off the list.
const ENTRIES: &[&str] = &["P001", "P002", "P003"];

/// The value of the registry without the entry of a finding: where the list has it as it stands, once or last.
fn without_entry(machine: &dyn Machine, finding: &Finding) -> Option<Change> {
    let evidence = finding.evidence.last().filter(|_| ENTRIES.contains(&finding.code))?;
    let origin = evidence.origin.as_ref()?;
    let (key, name) = (origin.key.as_deref()?, origin.name.as_deref()?);
    let entry = evidence.text.strip_prefix("PATH has ")?;
    let value = machine.registry_value(key, name)?;
    let text = value.data.text()?;
    let mut entries: Vec<&str> = text.split(';').collect();
    let at = entries.iter().rposition(|one| one.eq_ignore_ascii_case(entry))?;
    entries.remove(at);
    let data = match &value.data {
        RegistryData::Expand(_) => RegistryData::Expand(entries.join(";")),
        RegistryData::Text(_) => RegistryData::Text(entries.join(";")),
        _ => return None,
    };
    Some(Change::Registry { key: key.to_owned(), value: RegistryValue { name: value.name, data } })
}

/// What writes the value in PowerShell, where percent signs in single quotes stay as they are.
fn typed(change: &Change) -> Option<String> {
    let Change::Registry { key, value } = change else { return None };
    let kind = match &value.data {
        RegistryData::Expand(_) => "ExpandString",
        _ => "String",
    };
    let quoted = |text: &str| text.replace('\'', "''");
    let drive = key.replacen('\\', ":\\", 1);
    let (name, data) = (quoted(&value.name), quoted(value.data.text()?));
    Some(format!("Set-ItemProperty '{}' {name} '{data}' -Type {kind}", quoted(&drive)))
}

fn files(edits: &[Edit]) -> BTreeSet<&str> {
    edits.iter().map(|edit| edit.file.as_str()).collect()
}

/// A file's text, without its byte order mark, and that mark.
fn read(machine: &dyn Machine, file: &str) -> Option<(&'static str, String)> {
    let bytes = machine.read(file).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    Some(match text.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text.to_owned()),
        None => ("", text.to_owned()),
    })
}

fn edited(machine: &dyn Machine, file: &str, edits: &[Edit]) -> Option<(String, String)> {
    let (mark, text) = read(machine, file)?;
    let own: Vec<&Edit> = edits.iter().filter(|edit| edit.file == file).collect();
    let after = applied(&text, &own)?;
    Some((format!("{mark}{text}"), format!("{mark}{after}")))
}

/// Lays the files with their edits over the machine.
fn lay(machine: &dyn Machine, edits: &[Edit], overlay: &Overlay) -> bool {
    for file in files(edits) {
        let Some((_, after)) = edited(machine, file, edits) else { return false };
        overlay.change(Change::File { path: file.to_owned(), bytes: after.into_bytes().into() });
    }
    true
}

/// Whether the finding is gone, no other came, and at most one name holds something else.
fn loses_only(before: &Outcome, after: &Outcome, lost: &Finding) -> bool {
    let key = |one: &Finding| (one.code, one.message.clone());
    let known: BTreeSet<_> = before.check.findings.iter().map(key).collect();
    let gone = after.check.findings.iter().all(|one| key(one) != key(lost));
    let new = after.check.findings.iter().any(|one| !known.contains(&key(one)));
    let doubts = after.check.doubts.len() > before.check.doubts.len();
    let mut changed: BTreeSet<&str> = BTreeSet::new();
    for (one, other) in before.held.iter().zip(&after.held) {
        let names = one.keys().chain(other.keys());
        let plain = |value: Option<&String>| value.map(|value| value.replace('\r', ""));
        let differs = |name: &&String| plain(one.get(*name)) != plain(other.get(*name));
        // An error that is gone is no loss.
        let lost = |name: &&String| name.starts_with("error ") && !other.contains_key(*name);
        changed.extend(names.filter(|name| differs(name) && !lost(name)).map(String::as_str));
    }
    gone && !new && !doubts && before.held.len() == after.held.len() && changed.len() <= 1
}

/// A unified diff that `patch -p1` and `git apply` take.
fn text(machine: &dyn Machine, edits: &[Edit], names: &dyn Fn(&str) -> String) -> String {
    let mut patch = String::new();
    for file in files(edits) {
        let Some((before, after)) = edited(machine, file, edits) else { continue };
        let name = names(file);
        // A tab ends a name that holds blanks (GNU diffutils, Detailed Unified).
        let end = if name.contains(' ') { "\t" } else { "" };
        let (old, new) = (format!("a/{name}{end}"), format!("b/{name}{end}"));
        patch.push_str(&similar::udiff::unified_diff(
            similar::Algorithm::Myers,
            &before,
            &after,
            3,
            Some((&old, &new)),
        ));
    }
    patch
}
