//! `shutil.which` (Lib/shutil.py of CPython 3.8 to 3.14).

use super::paths::{has_directory, items, joined};
use super::{Asker, Probe};
use crate::shells::Stage;

/// What Python 3.12 takes when PATHEXT is unset.
const DEFAULT: &str = ".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WS;.MSC";

/// The files Python 3.`minor` tries.
pub(super) fn probes(from: &Asker<'_>, name: &str, minor: u32) -> Vec<Probe> {
    if minor < 12 { before_12(from, name) } else { since_12(from, name, minor) }
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

fn since_12(from: &Asker<'_>, name: &str, minor: u32) -> Vec<Probe> {
    let cut = name.rfind(['\\', '/', ':']).map_or(0, |at| at + 1);
    let (directory, file) = name.split_at(cut);
    let source = from.variable("PATHEXT").filter(|text| !text.is_empty()).unwrap_or(DEFAULT);
    let strict = minor >= 14;
    let extensions: Vec<&str> = items(source)
        .into_iter()
        .filter(|item| !item.is_empty())
        .map(|item| if strict { item.trim_end_matches('.') } else { item })
        .collect();
    let mut files: Vec<String> = extensions.iter().map(|item| format!("{file}{item}")).collect();
    let known = extensions.iter().any(|item| ends_in(file, item));
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
