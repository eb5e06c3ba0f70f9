//! `SearchPathW` (Microsoft's page) and `NeedCurrentDirectoryForExePathW`.

use super::create_process::{OWN_DIRECTORY, contested, in_directories, is_placed};
use super::{Asker, Directories, Probe, candidate, considered};
use crate::machine::RegistryData;
use crate::shells::{Lookup, Stage, Verdict};

/// What an empty NoDefaultCurrentDirectoryInExePath comes to.
pub(super) const EMPTY: &str = "is searched by Wine where NoDefaultCurrentDirectoryInExePath is empty, which Go takes for set; Windows was not asked";

const MANAGER: &str = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";

/// What it finds: a bare name without a dot only with the extension, where one is given; a path first as it is.
pub(super) fn lookup(from: &Asker<'_>, name: &str, extension: &str) -> Lookup {
    let last = name.rsplit(['\\', '/', ':']).next().unwrap_or(name);
    let extended = !last.contains('.') && !extension.is_empty() && !last.is_empty();
    let longer = extended.then(|| format!("{name}{extension}"));
    if name.is_empty() {
        return Lookup::default();
    }
    if is_placed(name) {
        let direct = |text| Probe { stage: Stage::Direct, text };
        let files = std::iter::once(name.to_owned()).chain(longer);
        return considered(from, files.map(direct).collect(), Directories::Found);
    }
    let file = longer.as_deref().unwrap_or(name);
    let mut probes = in_directories(from, file, true);
    if is_safe(from) {
        let late = |probe: &Probe| match probe.stage {
            Stage::System(OWN_DIRECTORY) => 0,
            Stage::System(_) => 1,
            Stage::CurrentDirectory => 2,
            _ => 3,
        };
        probes.sort_by_key(late);
    }
    considered(from, probes, Directories::Found)
}

/// `SafeProcessSearchMode` puts the current directory behind the system's.
fn is_safe(from: &Asker<'_>) -> bool {
    let value = from.machine.registry_value(MANAGER, "SafeProcessSearchMode");
    value.is_some_and(|value| matches!(value.data, RegistryData::Dword(1)))
}

/// Whether the current directory is searched before PATH for this name.
pub(super) fn needs_current(from: &Asker<'_>, name: &str) -> Lookup {
    let needed = from.needs_current_directory(name);
    let (text, verdict, reason) = match (needed, name.contains('\\')) {
        (true, true) => ("TRUE", Verdict::Chosen, "a name with a backslash always needs it"),
        (true, false) => (
            "TRUE",
            Verdict::Chosen,
            "NoDefaultCurrentDirectoryInExePath is not in the environment",
        ),
        (false, _) => {
            let reason =
                "NoDefaultCurrentDirectoryInExePath is in the environment, whatever its value";
            ("FALSE", Verdict::Refused, reason)
        }
    };
    let probe = Probe { stage: Stage::CurrentDirectory, text: text.to_owned() };
    let mut lookup = Lookup::default();
    lookup.consider(candidate(&from.cwd, probe, verdict, reason.to_owned()));
    if from.variable("NoDefaultCurrentDirectoryInExePath") == Some("") && !name.contains('\\') {
        let here = considered(
            from,
            vec![Probe { stage: Stage::Direct, text: ".".to_owned() }],
            Directories::Found,
        );
        contested(&mut lookup, here.winner(), EMPTY);
    }
    lookup
}
