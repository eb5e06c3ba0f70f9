//! Files as commands: names that are paths, and the directories of PATH (`CommandSearcher.cs`,
//! from `ProcessBuiltinScriptState` to `ProcessPathSearchState`).

use std::rc::Rc;

use super::directories::{self, Setting};
use super::files::{self, Hit, Place};
use super::shape::{self, Shape};
use super::{Question, names};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::patterns::wildcard;
use crate::shells::powershell::state::Directory;
use crate::value::Unknown;

/// The files that answer to a name, in order, and why there may be others.
#[derive(Debug, Default)]
pub struct Files {
    /// In PowerShell's order; one file may come twice.
    pub hits: Vec<Hit>,
    /// Why the list may not be complete.
    pub doubt: Option<Rc<Unknown>>,
}

/// Asks every step for the name; stops at the first file when no more are wanted.
pub fn files(evaluator: &mut Evaluator<'_>, name: &str, question: &Question) -> Files {
    let mut found = Files::default();
    let enough =
        |found: &Files| question.first_only && (!found.hits.is_empty() || found.doubt.is_some());
    let platform = evaluator.state.platform();
    let qualified = match shape::is_qualified(platform, name) {
        true => as_path(evaluator, name, question.literal_first),
        false => None,
    };
    match qualified {
        Some(hit) => found.hits.push(hit),
        None if shape::is_rooted(platform, name) => {
            found.hits.extend(existing(evaluator, name.to_owned()));
        }
        None => {}
    }
    if !enough(&found) {
        searched(evaluator, name, question, &mut found);
    }
    if !enough(&found) && name.starts_with(['.', '~', '\\']) {
        found.hits.extend(as_path(evaluator, name, question.literal_first));
    }
    found
}

/// The file a PowerShell path leads to: literally, or by a wildcard that fits exactly one item.
fn as_path(evaluator: &mut Evaluator<'_>, name: &str, literal_first: bool) -> Option<Hit> {
    let literal = |evaluator: &mut Evaluator<'_>| {
        let path = resolved(evaluator, name)?;
        leads_anywhere(evaluator, &path).then_some(path)
    };
    let globbed = |evaluator: &mut Evaluator<'_>| {
        if !wildcard::has_wildcards(name) || resolved(evaluator, name).is_none() {
            return None;
        }
        match evaluator.glob(name).as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    };
    let path = match literal_first {
        true => literal(evaluator).or_else(|| globbed(evaluator)),
        false => globbed(evaluator).or_else(|| literal(evaluator)),
    }?;
    existing(evaluator, path)
}

/// A PowerShell path as a path of the file system (`LocationGlobber.GetProviderPath`); of another
/// provider what stands behind its drive, as PowerShell itself takes it. `None` where the drive,
/// the provider or the home directory is missing.
fn resolved(evaluator: &mut Evaluator<'_>, name: &str) -> Option<String> {
    let platform = evaluator.state.platform();
    if name.starts_with("\\\\") || name.starts_with("//") && platform.is_windows() {
        return Some(name.to_owned());
    }
    if let Some((provider, rest)) = name.split_once("::") {
        let provider = provider.rsplit('\\').next().unwrap_or(provider);
        return provider.eq_ignore_ascii_case("filesystem").then(|| rest.to_owned());
    }
    let rooted = !platform.is_windows() && name.starts_with('/');
    if let Some((drive, rest)) = name.split_once(':').filter(|_| !rooted && !name.starts_with('.'))
    {
        let drive = drive.to_owned();
        if !evaluator.is_drive(&drive) {
            return None;
        }
        if evaluator.path_kind(name) != "file" {
            return Some(rest.trim_start_matches(['\\', '/']).to_owned());
        }
        return Some(upper_drive(evaluator.full_path(name)));
    }
    let in_files = evaluator.path_kind(&evaluator.state.location.path) == "file";
    (in_files || rooted).then(|| evaluator.full_path(name))
}

fn upper_drive(mut path: String) -> String {
    if path.as_bytes().get(1) == Some(&b':') {
        path[..1].make_ascii_uppercase();
    }
    path
}

/// `File.Exists`, with what the file is. The text is kept as it is.
fn existing(evaluator: &Evaluator<'_>, path: String) -> Option<Hit> {
    let real = machine_path(evaluator, &path);
    let machine = evaluator.host.machine();
    let there = match machine.status(&real) {
        Ok(status) => !status.is_directory(),
        Err(_) => machine.link_status(&real).is_ok(),
    };
    let platform = evaluator.state.platform();
    there.then(|| files::of_path(platform, &evaluator.state.process_directory, path, None))
}

fn leads_anywhere(evaluator: &Evaluator<'_>, path: &str) -> bool {
    evaluator.exists(&machine_path(evaluator, path))
}

fn machine_path(evaluator: &Evaluator<'_>, path: &str) -> String {
    let state = &evaluator.state;
    files::on_machine(state.platform(), &state.process_directory, path)
}

/// The one directory that a name says.
fn only(directory: String) -> Directory {
    Directory { spelled: Some(directory), leads_to: None, entry: 0, when: None }
}

/// So many files are asked for in one search: directories times endings.
const MOST_ASKED: usize = 1 << 18;

/// The search of directories (`setupPathSearcher`).
fn searched(evaluator: &mut Evaluator<'_>, name: &str, question: &Question, found: &mut Files) {
    if question.pattern {
        return by_pattern(evaluator, name, found);
    }
    let platform = evaluator.state.platform();
    let (directories, file) = match shape::shape(platform, name) {
        Shape::Unsearchable => return,
        Shape::Plain => (path_directories(evaluator), name),
        Shape::Rooted => {
            let (directory, file) = shape::split(platform, name);
            (vec![only(directory)], file)
        }
        Shape::Relative => {
            let (directory, file) = shape::split(platform, name);
            let Some(directory) = relative(evaluator, &directory) else { return };
            (vec![only(directory)], file)
        }
    };
    let file = file.trim_end();
    if file.is_empty() {
        return;
    }
    let endings = evaluator.listed_env("PATHEXT");
    if let Some(why) = doubtful_endings(evaluator, &endings) {
        found.doubt = Some(why);
        return;
    }
    let endings = evaluator.plain(&endings);
    let wanted = names::names(platform, file, endings.as_deref());
    let most = MOST_ASKED / wanted.len().max(1);
    if directories.len() > most {
        let reason = "has more endings in PATHEXT, and directories on PATH, than envsim asks for";
        found.doubt = Some(evaluator.why(reason));
    }
    // What stands in directories that are searched under a condition.
    let mut perhaps: Vec<Hit> = Vec::new();
    for directory in directories.into_iter().take(most) {
        let Some(spelled) = &directory.spelled else {
            if leads_to_none(evaluator, &directory, &wanted) {
                continue;
            }
            found.doubt.get_or_insert_with(|| super::open(evaluator, name));
            if question.first_only {
                return;
            }
            continue;
        };
        if ends_in_blank(evaluator, spelled) {
            let reason = format!("depends on whether Windows ignores the blank behind `{spelled}`");
            found.doubt.get_or_insert_with(|| evaluator.why(&reason));
            continue;
        }
        let place = place(evaluator, spelled, directory.entry);
        let hits = files::named(evaluator.host.machine(), place, &wanted);
        if question.first_only && directory.when.is_some() {
            perhaps.extend(hits);
            continue;
        }
        found.hits.extend(hits);
        if question.first_only && !found.hits.is_empty() {
            break;
        }
    }
    let first = found.hits.first().map(|hit| &hit.source);
    if perhaps.iter().any(|hit| Some(&hit.source) != first) {
        found.doubt.get_or_insert_with(|| super::open(evaluator, name));
        found.hits.clear();
    }
}

/// Whether a directory whose name is not known has none of the names, whichever it is.
fn leads_to_none(evaluator: &Evaluator<'_>, directory: &Directory, wanted: &[String]) -> bool {
    let machine = evaluator.host.machine();
    let none = |one: &String| {
        files::named(machine, place(evaluator, one, directory.entry), wanted).is_empty()
    };
    directory.leads_to.as_ref().is_some_and(|all| all.iter().all(none))
}

/// Win32 cuts the blank off, what .NET's enumeration makes of it was seen under Wine only.
fn ends_in_blank(evaluator: &Evaluator<'_>, spelled: &str) -> bool {
    let platform = evaluator.state.platform();
    platform.is_windows()
        && spelled.trim_end_matches('.').ends_with(' ')
        && evaluator.is_directory(&machine_path(evaluator, spelled))
}

fn doubtful_endings(
    evaluator: &mut Evaluator<'_>,
    endings: &crate::shells::powershell::object::Object,
) -> Option<Rc<Unknown>> {
    match endings {
        crate::shells::powershell::object::Object::Unknown(why) => Some(why.clone()),
        crate::shells::powershell::object::Object::Text(value)
            if evaluator.state.platform().is_windows() && value.text().is_none() =>
        {
            Some(evaluator.reason_of(endings))
        }
        _ => None,
    }
}

fn place<'p>(evaluator: &'p Evaluator<'_>, spelled: &'p str, entry: usize) -> Place<'p> {
    let process = evaluator.state.process_directory.as_str();
    Place { spelled, process, entry: Some(entry).filter(|entry| *entry > 0) }
}

/// Wildcards on PATH. A pattern with a separator finds nothing there.
fn by_pattern(evaluator: &mut Evaluator<'_>, name: &str, found: &mut Files) {
    if name.contains(['/', '\\', ':']) || name == "." {
        return;
    }
    let endings = evaluator.listed_env("PATHEXT");
    let endings = evaluator.plain(&endings).filter(|_| evaluator.state.platform().is_windows());
    let mut all = vec![".ps1".to_owned()];
    let split = endings.iter().flat_map(|endings| endings.split(';'));
    all.extend(split.filter(|ending| !ending.is_empty()).map(str::to_lowercase));
    for directory in path_directories(evaluator) {
        match &directory.spelled {
            Some(spelled) => {
                let place = place(evaluator, spelled, directory.entry);
                let hits = files::matching(evaluator.host.machine(), place, name, &all);
                match directory.when {
                    Some(_) if !hits.is_empty() => found.doubt = Some(super::open(evaluator, name)),
                    _ => found.hits.extend(hits),
                }
            }
            None => {
                let none = |one: &String| {
                    let place = place(evaluator, one, directory.entry);
                    files::matching(evaluator.host.machine(), place, name, &all).is_empty()
                };
                if !directory.leads_to.as_ref().is_some_and(|ways| ways.iter().all(none)) {
                    found.doubt = Some(super::open(evaluator, name));
                }
            }
        }
    }
}

/// The directory of a relative name, which must exist and lie in the file system.
fn relative(evaluator: &mut Evaluator<'_>, directory: &str) -> Option<String> {
    let directory = if evaluator.state.platform().is_windows() || !directory.is_empty() {
        directory.to_owned()
    } else {
        return None;
    };
    let path = resolved(evaluator, &directory)?;
    if !leads_anywhere(evaluator, &path) {
        return None;
    }
    let state = &evaluator.state;
    let location = location(evaluator);
    let setting = Setting {
        platform: state.platform(),
        home: None,
        location: location.as_deref(),
        process: &state.process_directory,
    };
    Some(directories::resolve(&setting, &path))
}

/// The session's location while it is in the file system.
fn location(evaluator: &Evaluator<'_>) -> Option<String> {
    let shown = &evaluator.state.location.path;
    (evaluator.path_kind(shown) == "file").then(|| evaluator.provider_path(shown))
}

/// The directories of PATH. From 7.1 to 7.6 what a leading dot meant at the first search stays
/// until the text of PATH changes, case aside (PowerShell#15795, #27809).
fn path_directories(evaluator: &mut Evaluator<'_>) -> Vec<Directory> {
    let value = evaluator.state.environment.value("PATH").cloned();
    let text = value.as_ref().and_then(|value| value.text().map(|text| text.to_lowercase()));
    let version = (evaluator.state.version[0], evaluator.state.version[1]);
    let keeps = !evaluator.state.desktop && ((7, 1)..(7, 7)).contains(&version);
    if let (true, Some((old, all))) = (keeps, &evaluator.state.searched)
        && Some(old) == text.as_ref()
    {
        return all.clone();
    }
    let state = &evaluator.state;
    let location = location(evaluator);
    let home = home(evaluator);
    let setting = Setting {
        platform: state.platform(),
        home: Some(home.as_str()).filter(|_| !state.desktop),
        location: location.as_deref(),
        process: &state.process_directory,
    };
    let all = directories::directories(value.as_ref(), &setting);
    if let Some(text) = text.filter(|_| keeps) {
        evaluator.state.searched = Some((text, all.clone()));
    }
    all
}

/// The user's profile folder as .NET asks for it: from the system on Windows, `HOME` on Unix.
fn home(evaluator: &Evaluator<'_>) -> String {
    let own = evaluator.state.user_home.clone();
    if evaluator.state.platform().is_windows() {
        return own;
    }
    let home = evaluator.state.environment.value("HOME");
    home.and_then(|home| home.text().map(|text| text.into_owned())).unwrap_or(own)
}
