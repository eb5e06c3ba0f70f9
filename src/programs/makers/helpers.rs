//! Small helpers of the command line whose init texts define a few functions: `broot`, `carapace`.

use super::effect::functions;
use super::powershell;
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&BROOT, &CARAPACE];

/// broot.
pub static BROOT: Program = Program::new(
    &["broot"],
    "--print-shell-function: the function br",
    "its own: broot 1.40, src/shell_install/bash.rs",
    broot,
)
.portable();
/// carapace.
pub static CARAPACE: Program = Program::new(
    &["carapace"],
    "_carapace for bash, zsh and PowerShell: its directory in front of PATH, the functions",
    "its own: carapace 1.5, cmd/carapace/cmd/snippet",
    carapace,
)
.portable()
.on_windows();

fn broot(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--print-shell-function", "bash" | "zsh"] => {
            run.effect = Some(functions(run, &["br"]));
            Ok(0)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

/// Where its configuration is, as Go's `os.UserConfigDir` has it.
fn config(run: &Run<'_>) -> Result<String, Cannot> {
    if let Some(folder) = run.filled("XDG_CONFIG_HOME")? {
        return Ok(folder);
    }
    if run.machine().platform() == Platform::Windows {
        return run.filled("APPDATA")?.ok_or(Cannot::NotFollowed);
    }
    let home = run.home()?;
    Ok(match run.machine().platform() {
        Platform::MacOs => format!("{home}/Library/Application Support"),
        _ => format!("{home}/.config"),
    })
}

fn carapace(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let shell = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["_carapace", shell @ ("bash" | "zsh")] => (*shell).to_owned(),
        ["_carapace"] if matches!(run.shell(), "bash" | "zsh") => run.shell().to_owned(),
        ["_carapace"] if run.is_powershell() => "powershell".to_owned(),
        ["_carapace", "powershell"] if run.is_powershell() => "powershell".to_owned(),
        _ => return Err(Cannot::NotFollowed),
    };
    let folder = format!("{}/carapace/bin", config(run)?);
    let list = run.variable("PATH")?.unwrap_or_default();
    let separator = run.machine().platform().list_separator();
    let leads = list.split(separator).any(|entry| entry == folder);
    let helpers = run.variable("CARAPACE_ENV")?.as_deref() != Some("0");
    if shell == "powershell" {
        return powershell::carapace(run, (!leads).then_some(&*folder), helpers);
    }
    let mut text = match leads {
        true => String::new(),
        false => format!("export PATH=\"{folder}:$PATH\"\n"),
    };
    if helpers {
        let read = if shell == "zsh" { "${(P)1}" } else { "${!1}" };
        text.push_str(&format!(
            "get-env() {{ echo \"{read}\"; }}\nset-env() {{ export \"$1=$2\"; }}\nunset-env() {{ unset \"$1\"; }}\n"
        ));
    }
    text.push_str(&functions(run, &["_carapace_completer"]));
    run.effect = Some(text);
    Ok(0)
}
