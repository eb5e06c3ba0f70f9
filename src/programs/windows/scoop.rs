//! `scoop prefix`: where an application is installed.

use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SCOOP];

/// scoop, by its script for PowerShell.
pub static SCOOP: Program = Program::new(
    &["scoop.ps1"],
    "prefix of an application, of the user or of everybody",
    "its own: Scoop 0.5, libexec/scoop-prefix.ps1 and lib/core.ps1",
    scoop,
)
.needs("$SCOOP, $SCOOP_GLOBAL, its config.json")
.on_windows();

fn scoop(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let [asked, app] = words.as_slice() else { return Err(Cannot::NotFollowed) };
    if asked != "prefix" || app.contains(['\\', '/', '*', '?', '[']) {
        return Err(Cannot::NotFollowed);
    }
    for root in [own(run)?, Some(everybodys(run)?)].into_iter().flatten() {
        let folder = format!("{root}\\apps\\{app}\\current");
        match run.machine().status(&folder) {
            Ok(_) => {
                run.out = format!("{folder}\r\n");
                return Ok(0);
            }
            Err(fault) if fault.is_ours() => return Err(run.hidden(&folder, &fault)),
            Err(_) => {}
        }
    }
    run.mutters();
    Ok(1)
}

/// The user's installation: the one that the script is part of, unless somebody says otherwise.
fn own(run: &mut Run<'_>) -> Result<Option<String>, Cannot> {
    if let Some(root) = run.filled("SCOOP")? {
        return Ok(Some(root.trim_end_matches('\\').to_owned()));
    }
    let home = run.home()?;
    let config = run.filled("XDG_CONFIG_HOME")?.unwrap_or_else(|| format!("{home}\\.config"));
    // Another root, and applications without a link to the current version, are not followed.
    if let Ok(text) = run.read(&format!("{config}\\scoop\\config.json"))? {
        let text = text.to_ascii_lowercase();
        if ["root", "global", "junction"].iter().any(|word| text.contains(word)) {
            return Err(Cannot::NotFollowed);
        }
    }
    let shims = Platform::Windows.parent(run.path()).unwrap_or_default().to_owned();
    let lower = shims.to_ascii_lowercase();
    let root = lower.strip_suffix("\\shims").map(|root| shims[..root.len()].to_owned());
    Ok(Some(root.unwrap_or_else(|| format!("{home}\\scoop"))))
}

fn everybodys(run: &Run<'_>) -> Result<String, Cannot> {
    if let Some(root) = run.filled("SCOOP_GLOBAL")? {
        return Ok(root.trim_end_matches('\\').to_owned());
    }
    let data = run.filled("ProgramData")?.unwrap_or_else(|| "C:\\ProgramData".to_owned());
    Ok(format!("{data}\\scoop"))
}
