//! Chocolatey's `refreshenv`: what the registry says now becomes the session's environment.

use crate::machine::path::folded;
use crate::machine::{RegistryData, RegistryValue, first_values};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&REFRESHENV];

/// `RefreshEnv.cmd` and the cmdlet behind the alias of PowerShell.
pub static REFRESHENV: Program = Program::new(
    &["refreshenv.cmd", "update-sessionenvironment"],
    "in cmd and in PowerShell: every variable of the registry, and PATH of the machine's and the user's",
    "its own: Chocolatey 2.5, redirects/RefreshEnv.cmd and Helpers/EnvironmentHelper.cs",
    refresh,
)
.on_windows();

fn refresh(run: &mut Run<'_>) -> Followed {
    let system = values(run, first_values::SYSTEM);
    let user = values(run, first_values::USER);
    let text = match run.is_powershell() {
        true => in_powershell(&system, &user)?,
        false => in_cmd(run, &system, &user)?,
    };
    run.effect = Some(text);
    Ok(0)
}

/// A key's values, and what such a Windows has there although the machine does not list it.
fn values(run: &Run<'_>, key: &str) -> Vec<RegistryValue> {
    let stock = match key == first_values::SYSTEM {
        true => first_values::system(run.machine()),
        false => first_values::user(),
    };
    let mut listed = run.machine().registry_values(key);
    let missing = first_values::missing(&listed, &stock).into_iter().cloned().collect::<Vec<_>>();
    listed.extend(missing);
    listed
}

fn is_path(value: &RegistryValue) -> bool {
    folded(&value.name) == "PATH"
}

/// Names and texts that a batch file of this kind carries over as they are.
fn plain(value: &RegistryValue) -> Result<Option<(&str, String)>, Cannot> {
    let (text, expands) = match &value.data {
        RegistryData::Text(text) => (text, false),
        RegistryData::Expand(text) => (text, true),
        _ => return Err(Cannot::NotFollowed),
    };
    let odd = |text: &str| text.contains(['!', '^', '"', '\n', '\r', '\0']);
    if odd(text) || odd(&value.name) || value.name.contains([' ', '\t', '=', '%']) {
        return Err(Cannot::NotFollowed);
    }
    let shown = if expands { text.clone() } else { text.replace('%', "%%") };
    Ok(Some((value.name.as_str(), shown)).filter(|(_, text)| !text.trim().is_empty()))
}

/// The lines that the batch file writes into one of its own, and runs.
fn in_cmd(
    run: &mut Run<'_>,
    system: &[RegistryValue],
    user: &[RegistryValue],
) -> Result<String, Cannot> {
    let path = run.path().to_owned();
    if let Ok(Ok(text)) = run.read(&path)
        && !text.is_empty()
        && !text.contains("%TEMP%\\_env.cmd")
    {
        return Err(Cannot::NotFollowed);
    }
    let mut lines = vec![
        "@echo off".to_owned(),
        "echo Refreshing environment variables from registry to active cmd.exe session.".to_owned(),
        "SET \"OriginalUserName=%USERNAME%\"".to_owned(),
        "SET \"OriginalArchitecture=%PROCESSOR_ARCHITECTURE%\"".to_owned(),
    ];
    for value in system.iter().chain(user).filter(|value| !is_path(value)) {
        if let Some((name, text)) = plain(value)? {
            lines.push(format!("call set \"{name}={text}\""));
        }
    }
    for (values, name) in [(system, "Path_HKLM"), (user, "Path_HKCU")] {
        if let Some(value) = values.iter().find(|value| is_path(value))
            && let Some((_, text)) = plain(value)?
        {
            lines.push(format!("call set \"{name}={text}\""));
        }
    }
    lines.push("call set \"Path=%Path_HKLM%;%Path_HKCU%\"".to_owned());
    lines.push("SET \"USERNAME=%OriginalUserName%\"".to_owned());
    lines.push("SET \"PROCESSOR_ARCHITECTURE=%OriginalArchitecture%\"".to_owned());
    lines.push("echo Finished re-setting environment variables.".to_owned());
    lines.push("echo/\r\n".to_owned());
    Ok(lines.join("\r\n"))
}

/// What the process keeps of its own.
const KEPT: &[&str] = &["PROCESSOR_ARCHITECTURE", "PSMODULEPATH", "USERNAME"];

fn in_powershell(system: &[RegistryValue], user: &[RegistryValue]) -> Result<String, Cannot> {
    let mut text = String::new();
    for value in system.iter().chain(user) {
        let shown = shown(value)?;
        if shown != "''" && !KEPT.contains(&folded(&value.name).as_str()) {
            text.push_str(&format!("${{env:{}}} = {shown}\n", value.name));
        }
    }
    let path = |values: &[RegistryValue]| {
        let value = values.iter().find(|value| is_path(value));
        value.map_or_else(|| Ok("''".to_owned()), shown)
    };
    text.push_str(&format!("$env:Path = @({}, {}) -join ';'\n", path(system)?, path(user)?));
    Ok(text)
}

/// A value's text as .NET reads it.
fn shown(value: &RegistryValue) -> Result<String, Cannot> {
    if value.name.contains(['{', '}', '`', ':']) {
        return Err(Cannot::NotFollowed);
    }
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match &value.data {
        RegistryData::Text(text) => Ok(quoted(text)),
        RegistryData::Expand(text) if !text.contains('%') => Ok(quoted(text)),
        RegistryData::Expand(text) => {
            Ok(format!("[Environment]::ExpandEnvironmentVariables({})", quoted(text)))
        }
        _ => Err(Cannot::NotFollowed),
    }
}
