//! `ShellExecuteEx`: Win+R, Explorer, .NET with `UseShellExecute` (Microsoft's page on application registration).

use super::create_process::{OWN_DIRECTORY, contested, system_directories};
use super::paths::{has_directory, joined};
use super::{Asker, Directories, Probe, considered};
use crate::machine::associations::{Opener, opener};
use crate::shells::{CommandKind, Lookup, Stage, Verdict, app_paths};
use crate::value::{Origin, Value};

/// The current directory whatever the environment says, Windows, System32, PATH, and App Paths last.
pub(super) fn lookup(from: &Asker<'_>, name: &str) -> Lookup {
    let there = &Asker { cwd: from.child_cwd(), ..from.clone() };
    // Quotes around the whole are taken away (PathUnquoteSpaces).
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    let last = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    let file = if last.contains('.') { name.to_owned() } else { format!("{name}.exe") };
    let mut lookup = found(there, name, &file);
    opened(there, &mut lookup);
    if last.contains('.') {
        return lookup;
    }
    let bare = found(there, name, name);
    let rank = |lookup: &Lookup| lookup.winner().map_or(usize::MAX, |one| rank(&one.stage));
    if rank(&bare) < rank(&lookup) {
        contested(
            &mut lookup,
            bare.winner(),
            "has no extension, so that Windows may ask what to open it with",
        );
    }
    lookup
}

fn found(from: &Asker<'_>, name: &str, file: &str) -> Lookup {
    if has_directory(name) {
        let probe = Probe { stage: Stage::Direct, text: file.to_owned() };
        return considered(from, vec![probe], Directories::Skipped);
    }
    let mut places = vec![(Stage::CurrentDirectory, from.cwd.clone())];
    places.extend(system_directories(from));
    let path = from.variable("PATH").unwrap_or_default();
    for (index, entry) in path.split(';').enumerate().filter(|(_, entry)| !entry.is_empty()) {
        places.push((Stage::PathEntry(index + 1), entry.to_owned()));
    }
    let probes = places.into_iter();
    let probes = probes.map(|(stage, place)| Probe { stage, text: joined(&place, file) });
    let mut lookup = considered(from, probes.collect(), Directories::Skipped);
    registered(from, file, &mut lookup);
    beside_the_caller(from, file, &mut lookup);
    what_wine_does(from, &mut lookup);
    lookup
}

/// Where Wine goes another way and nobody has asked Windows.
fn what_wine_does(from: &Asker<'_>, lookup: &mut Lookup) {
    let winner = lookup.candidates.iter().position(|one| one.verdict == Verdict::Chosen);
    let Some(winner) = winner else { return };
    let before = lookup.candidates[..winner].iter().find(|one| one.verdict == Verdict::Refused);
    let directory = before.filter(|one| one.kind != CommandKind::AppPath).cloned();
    let reason = "is a directory of that name, at which Wine's search ends";
    contested(lookup, directory.as_ref(), reason);
    let here = lookup.candidates[winner].clone();
    let kept_out = from.variable("NoDefaultCurrentDirectoryInExePath").is_some();
    if kept_out && here.stage == Stage::CurrentDirectory {
        let reason = "is in the current directory, which Wine leaves out where NoDefaultCurrentDirectoryInExePath is set and Microsoft's page does not";
        contested(lookup, Some(&here), reason);
    }
}

/// The order of the places.
fn rank(stage: &Stage) -> usize {
    match stage {
        Stage::Direct | Stage::CurrentDirectory => 0,
        Stage::System(_) => 1,
        Stage::PathEntry(number) => number + 1,
        _ => usize::MAX - 1,
    }
}

fn path_of(lookup: &Lookup) -> Option<&str> {
    lookup.winner().and_then(|one| one.path.as_deref())
}

/// Microsoft's page does not name the program's own directory, in which Wine looks first.
fn beside_the_caller(from: &Asker<'_>, file: &str, lookup: &mut Lookup) {
    let Some(own) = &from.program_directory else { return };
    let probe = Probe { stage: Stage::System(OWN_DIRECTORY), text: joined(own, file) };
    let beside = considered(from, vec![probe], Directories::Skipped);
    if path_of(&beside) != path_of(lookup) {
        let reason = "is beside the calling program, where Wine looks first and Microsoft's page does not say so";
        contested(lookup, beside.winner(), reason);
    }
}

/// A file that is no program is given to the one its extension is associated with.
fn opened(from: &Asker<'_>, lookup: &mut Lookup) {
    for one in lookup.candidates.iter_mut().filter(|one| one.verdict == Verdict::Chosen) {
        let path = one.path.as_deref().unwrap_or_default();
        let Some(opener) = opener(from.machine, path) else { continue };
        one.reason = format!("{}, {}", one.reason, opener.words());
        if matches!(opener, Opener::Nothing(_)) {
            one.verdict = Verdict::Blocked;
        }
    }
}

/// The program registered under App Paths, the user's before the machine's.
fn registered(from: &Asker<'_>, file: &str, lookup: &mut Lookup) {
    let origin = Origin::Builtin("App Paths".into());
    let find = |name: &str| from.variable(name).map(|text| Value::known(text, origin.clone()));
    for one in app_paths::registered(from.machine, file, find) {
        match one {
            Ok(one) => lookup.consider(one.candidate()),
            Err(unknown) => lookup.doubts_here(unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::text_value;
    use crate::machine::recorded::{Node, Recorded};
    use crate::machine::{Facts, Platform};

    #[test]
    fn app_paths_come_last_and_need_no_path() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put("C:\\apps\\editor.exe", Node::File(None), None);
        machine.put("C:\\bin\\both.exe", Node::File(None), None);
        for file in ["editor.exe", "both.exe"] {
            let key =
                format!("HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\App Paths\\{file}");
            machine.put_registry(&key, text_value("", "\"C:\\apps\\editor.exe\""));
        }
        let environment = vec![("PATH".to_owned(), "C:\\bin".to_owned())];
        let asker = Asker {
            machine: &machine,
            cwd: "C:\\".into(),
            program_directory: None,
            environment,
            child: crate::callers::Child::default(),
        };
        let stage = |name: &str| lookup(&asker, name).winner().map(|one| one.stage.clone());
        assert_eq!(stage("editor"), Some(Stage::AppPaths));
        assert_eq!(stage("both"), Some(Stage::PathEntry(1)));
        assert_eq!(stage("none"), None);
    }
}
