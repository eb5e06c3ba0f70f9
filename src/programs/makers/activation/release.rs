//! What differs between releases of conda.

use crate::programs::makers::effect::{chosen, quoted};
use crate::programs::makers::powershell;
use crate::programs::start::NOT_TOLD;
use crate::programs::versions::Version;
use crate::programs::{Cannot, Run};

/// The release, as its own record of itself tells.
fn version(run: &Run<'_>, root: &str) -> Option<Version> {
    let entries = run.machine().list(&format!("{root}/conda-meta")).unwrap_or_default();
    let own = entries.iter().find_map(|entry| {
        entry
            .name
            .strip_prefix("conda-")
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })?;
    Version::parse(own)
}

/// A variable goes in PowerShell: as `""` up to 24.8, which is no `$null` from PowerShell 7.5 on (#14237).
pub(super) fn gone(run: &Run<'_>, root: &str, name: &str) -> String {
    let (nothing, empty) = (format!("$env:{name} = $null\n"), powershell::set(name, ""));
    match version(run, root) {
        Some(version) if version.is_at_least(&[24, 9]) => nothing,
        Some(_) => empty,
        None => powershell::either(
            run,
            "is the release of conda, which is not recorded",
            (&nothing, &empty),
        ),
    }
}

/// Whether variables that go are written as empty ones (from 25.7 on).
pub(in crate::programs::makers) fn empties(run: &Run<'_>, root: &str) -> bool {
    version(run, root).is_none_or(|one| one.is_at_least(&[25, 7]))
}

/// Where conda itself stands, by the names that each release has for it.
pub(in crate::programs::makers) fn names(run: &mut Run<'_>, root: &str) -> Result<String, Cannot> {
    let (exe, python) =
        (quoted(&format!("{root}/bin/conda")), quoted(&format!("{root}/bin/python")));
    let more = format!("export _CONDA_EXE={exe}\nexport _CONDA_ROOT={}\n", quoted(root));
    let goes = "unset _CE_M _CE_CONDA\n".to_owned();
    let more = match version(run, root) {
        Some(version) if version.is_at_least(&[25, 7]) => more,
        Some(version) if version.is_at_least(&[25, 3]) => goes,
        Some(_) => String::new(),
        None => {
            let which = chosen(run, "is the release of conda, which is not recorded");
            format!("case \"{which}\" in new) {more};; 25) {goes};; esac\n")
        }
    };
    Ok(format!(
        "export _CE_M=''\nexport _CE_CONDA=''\nexport CONDA_EXE={exe}\nexport CONDA_PYTHON_EXE={python}\n{more}"
    ))
}

/// The same in cmd, which takes what is set to nothing away.
pub(super) fn names_in_cmd(run: &Run<'_>, root: &str) -> Result<String, Cannot> {
    let set = |name: &str, value: &str| format!("@SET \"{name}={value}\"\r\n");
    let exe = format!("{root}\\Scripts\\conda.exe");
    let own = [
        set("CONDA_EXE", &exe),
        set("_CE_M", ""),
        set("_CE_CONDA", ""),
        set("CONDA_PYTHON_EXE", &format!("{root}\\python.exe")),
    ]
    .concat();
    let more = set("_CONDA_EXE", &exe) + &set("_CONDA_ROOT", root);
    Ok(match version(run, root) {
        Some(version) if version.is_at_least(&[25, 7]) => own + &more,
        Some(_) => own,
        None => {
            let asked = asked_in_cmd(run, &exe, "is the release of conda, which is not recorded");
            format!("{own}@FOR /F %%i IN ('{asked}') DO @IF %%i==new (\r\n{more})\r\n")
        }
    })
}

/// A command whose output the tool chooses when it runs, as `for /f` takes it.
fn asked_in_cmd(run: &Run<'_>, exe: &str, what: &str) -> String {
    let line = format!("{} {}", run.name, run.arguments.join(" "));
    format!("\"\"{exe}\" {NOT_TOLD} \"{what}\" \"{}\"\"", line.trim_end())
}
