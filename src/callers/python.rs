//! `shutil.which` (Lib/shutil.py of CPython 3.8 to 3.14).

use std::rc::Rc;

use super::names::Version;
use super::paths::{has_directory, items, joined};
use super::{Asker, Directories, Probe, considered};
use crate::shells::{Doubt, Lookup, Stage};
use crate::value::{Origin, Unknown};

/// What Python 3.12 takes when PATHEXT is unset.
const DEFAULT: &str = ".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WS;.MSC";

/// The second number of 3.13, of whose releases only the first and those from the fifth on were looked at.
const HALF_KNOWN: u32 = 13;

/// Which text of `which` a release has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Up to 3.11: the name as it is where it ends in an item of PATHEXT, else only with an item.
    Ends,
    /// 3.12.0: the name as it is comes first, whatever it is.
    Always,
    /// 3.12.1 to 3.13.0: first where its extension is an item, else last.
    Last,
    /// From 3.13.5: only where it ends in an item; dots at the end of items are dropped.
    Strict,
}

/// What Python finds: `shutil.which`, and before 3 `distutils.spawn.find_executable`.
pub(super) fn lookup(from: &Asker<'_>, name: &str, version: Version) -> Lookup {
    let of = |rule| considered(from, by_rule(from, name, rule), Directories::Skipped);
    match (version.major, version.minor) {
        (2, _) => considered(from, find_executable(from, name), Directories::Skipped),
        (..12, _) => of(Rule::Ends),
        (12, Some(0)) => of(Rule::Always),
        (12, None | Some(1)) | (HALF_KNOWN, Some(0)) => of(Rule::Last),
        (12, _) | (HALF_KNOWN, None | Some(..5)) => either(of(Rule::Last), of(Rule::Strict)),
        _ => of(Rule::Strict),
    }
}

/// The later rule's answer, in doubt where the earlier one gives another.
fn either(earlier: Lookup, mut later: Lookup) -> Lookup {
    let path = |lookup: &Lookup| lookup.winner().and_then(|one| one.path.clone());
    if path(&earlier) != path(&later) {
        let reason = "is found by 3.13.0 and 3.13.5 in different ways, and which of them this release follows is not known (name it, such as python@3.13.5)";
        let origin = Origin::Builtin("shutil.which".into());
        let unknown = Unknown::new(reason, origin);
        later.doubts.insert(0, Doubt { unknown: Rc::new(unknown), before: 0 });
    }
    later
}

fn by_rule(from: &Asker<'_>, name: &str, rule: Rule) -> Vec<Probe> {
    if rule == Rule::Ends { before_12(from, name) } else { since_12(from, name, rule) }
}

/// Python 2.7 (Lib/distutils/spawn.py): `.exe` only, the name as it is first, then in PATH; no `shutil.which` yet.
fn find_executable(from: &Asker<'_>, name: &str) -> Vec<Probe> {
    let (_, extension) = split_extension(name);
    let file = if extension == ".exe" { name.to_owned() } else { format!("{name}.exe") };
    let path = from.variable("PATH").unwrap_or_default();
    let mut probes = vec![Probe { stage: Stage::CurrentDirectory, text: file.clone() }];
    for (index, entry) in path.split(';').enumerate() {
        probes.push(Probe { stage: Stage::PathEntry(index + 1), text: joined(entry, &file) });
    }
    probes
}

/// `os.path.splitext`: dots at the beginning of a name begin no extension.
fn split_extension(name: &str) -> (&str, &str) {
    let start = name.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
    let dots = name[start..].len() - name[start..].trim_start_matches('.').len();
    match name[start + dots..].rfind('.') {
        Some(dot) => name.split_at(start + dots + dot),
        None => (name, ""),
    }
}

fn path_of(from: &Asker<'_>) -> Option<Vec<String>> {
    let path = from.variable("PATH").unwrap_or(".;C:\\bin");
    (!path.is_empty()).then(|| path.split(';').map(str::to_owned).collect())
}

fn ends_in(name: &str, item: &str) -> bool {
    name.to_lowercase().ends_with(&item.to_lowercase())
}

fn before_12(from: &Asker<'_>, name: &str) -> Vec<Probe> {
    if has_directory(name) {
        return vec![Probe { stage: Stage::Direct, text: name.to_owned() }];
    }
    let Some(entries) = path_of(from) else { return Vec::new() };
    let here = !entries.iter().any(|entry| entry == ".");
    let source = from.variable("PATHEXT").filter(|text| !text.is_empty()).unwrap_or(DEFAULT);
    let pathext: Vec<&str> = items(source).into_iter().filter(|item| !item.is_empty()).collect();
    let files: Vec<String> = match pathext.iter().any(|item| ends_in(name, item)) {
        true => vec![name.to_owned()],
        false => pathext.iter().map(|item| format!("{name}{item}")).collect(),
    };
    spread(entries, here, &files)
}

fn since_12(from: &Asker<'_>, name: &str, rule: Rule) -> Vec<Probe> {
    let cut = name.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
    let (directory, file) = name.split_at(cut);
    let source = from.variable("PATHEXT").filter(|text| !text.is_empty()).unwrap_or(DEFAULT);
    let strict = rule == Rule::Strict;
    let extensions: Vec<&str> = items(source)
        .into_iter()
        .filter(|item| !item.is_empty())
        .map(|item| if strict { item.trim_end_matches('.') } else { item })
        .collect();
    let mut files: Vec<String> = extensions.iter().map(|item| format!("{file}{item}")).collect();
    let known = match rule {
        Rule::Always => true,
        Rule::Strict => extensions.iter().any(|item| ends_in(file, item)),
        _ => extensions.iter().any(|item| item.eq_ignore_ascii_case(split_extension(file).1)),
    };
    if known {
        files.insert(0, file.to_owned());
    } else if !strict {
        files.push(file.to_owned());
    }
    if !directory.is_empty() {
        let probe = |file: &String| Probe { stage: Stage::Direct, text: joined(directory, file) };
        return files.iter().map(probe).collect();
    }
    let Some(entries) = path_of(from) else { return Vec::new() };
    spread(entries, from.needs_current_directory(name), &files)
}

/// Every file in every directory; `.` first where the current directory counts.
fn spread(entries: Vec<String>, here: bool, files: &[String]) -> Vec<Probe> {
    let first = here.then(|| (Stage::CurrentDirectory, ".".to_owned()));
    let rest = entries.into_iter().enumerate();
    let rest = rest.map(|(index, entry)| (Stage::PathEntry(index + 1), entry));
    first
        .into_iter()
        .chain(rest)
        .flat_map(|(stage, directory)| {
            files
                .iter()
                .map(move |file| Probe { stage: stage.clone(), text: joined(&directory, file) })
        })
        .collect()
}
