//! The variables and the stock of aliases and functions a session starts with.

use std::rc::Rc;

use super::versions::{builtin, text};
use crate::machine::Platform;
use crate::machine::path::folded;
use crate::shells::powershell::aliases;
use crate::shells::powershell::object::convert::known;
use crate::shells::powershell::object::enums;
use crate::shells::powershell::object::{Object, Payload, Record, Table, TableKind};
use crate::shells::powershell::scalars::Culture;
use crate::shells::powershell::state::{AliasEntry, Function, GLOBAL, State};
use crate::value::{Unknown, Value};

/// Sets the automatic variables (about_Automatic_Variables) of a session whose paths are set.
pub fn prepare(state: &mut State) {
    let windows = state.platform().is_windows();
    let home = state.user_home.clone();
    state.set_in(GLOBAL, "HOME", text(&home));
    let pshome = state.home.clone();
    state.set_in(GLOBAL, "PSHOME", text(&pshome));
    let [all, host, current, profile] = state.profiles.clone();
    let noted = Record::new("System.String")
        .with_payload(Payload::Wraps(text(&profile)))
        .with("AllUsersAllHosts", text(&all))
        .with("AllUsersCurrentHost", text(&host))
        .with("CurrentUserAllHosts", text(&current))
        .with("CurrentUserCurrentHost", text(&profile));
    state.set_in(GLOBAL, "PROFILE", noted.into_object());
    for (name, action) in [
        ("ErrorActionPreference", 2),
        ("WarningPreference", 2),
        ("InformationPreference", 0),
        ("VerbosePreference", 0),
        ("DebugPreference", 0),
        ("ProgressPreference", 2),
    ] {
        state.set_in(
            GLOBAL,
            name,
            enums::object("System.Management.Automation.ActionPreference", action),
        );
    }
    state.set_in(GLOBAL, "WhatIfPreference", Object::Bool(false));
    state.set_in(GLOBAL, "ConfirmPreference", text("High"));
    state.set_in(GLOBAL, "NestedPromptLevel", Object::int(0));
    state.set_in(GLOBAL, "ShellId", text("Microsoft.PowerShell"));
    state.set_in(
        GLOBAL,
        "PSDefaultParameterValues",
        Object::Table(Rc::new(Table::new(TableKind::Hashtable))),
    );
    state.set_in(GLOBAL, "MaximumHistoryCount", Object::int(4096));
    state.set_in(GLOBAL, "FormatEnumerationLimit", Object::int(4));
    remoting(state);
    if state.desktop {
        let counts = ["Alias", "Drive", "Function", "Variable"];
        let counts = counts.map(|word| (format!("Maximum{word}Count"), 4096));
        for (name, count) in counts.into_iter().chain([("MaximumErrorCount".to_owned(), 256)]) {
            state.set_in(GLOBAL, &name, Object::int(count));
        }
        state.set_in(GLOBAL, "ErrorView", text("NormalView"));
        state.set_in(GLOBAL, "ConsoleFileName", text(""));
    } else {
        let unknown = |reason: &str| Object::unknown(Unknown::new(reason, builtin()));
        let view = unknown("is how errors are shown");
        state.set_in(GLOBAL, "ErrorView", view);
        let features = unknown("lists the experimental features that are on");
        state.set_in(GLOBAL, "EnabledExperimentalFeatures", features);
    }
    if state.at_least(7, 4) {
        let name = "PSNativeCommandUseErrorActionPreference";
        state.set_in(GLOBAL, name, Object::Bool(false));
    }
    if state.at_least(7, 3) {
        let passing = if windows { "Windows" } else { "Standard" };
        state.set_in(GLOBAL, "PSNativeCommandArgumentPassing", text(passing));
    }
    let culture = culture(state);
    for name in ["PSCulture", "PSUICulture"] {
        let value = culture.clone().unwrap_or_else(|| {
            let reason = format!("is ${name}, which is not recorded");
            Value::unknown(Unknown::new(reason, builtin()))
        });
        state.set_in(GLOBAL, name, Object::Text(value));
    }
    state.set_in(GLOBAL, "OutputEncoding", output_encoding(state.desktop));
    for name in ["PID", "StackTrace"] {
        let unknown =
            Unknown::new(format!("is ${name}, which depends on the running process"), builtin());
        state.set_in(GLOBAL, name, Object::unknown(unknown));
    }
    if state.at_least(7, 2) {
        let style = Record::new("System.Management.Automation.PSStyle")
            .with_payload(Payload::Intrinsic("PSStyle"));
        state.set_in(GLOBAL, "PSStyle", style.into_object());
    }
    let edition = if state.desktop { "Desktop" } else { "Core" };
    if !state.desktop {
        state.set_in(GLOBAL, "IsWindows", Object::Bool(windows));
        state.set_in(GLOBAL, "IsLinux", Object::Bool(state.platform() == Platform::Linux));
        state.set_in(GLOBAL, "IsMacOS", Object::Bool(state.platform() == Platform::MacOs));
        state.set_in(GLOBAL, "IsCoreCLR", Object::Bool(true));
    }
    state.set_in(GLOBAL, "PSEdition", text(edition));
    let table = super::versions::table(state);
    state.set_in(GLOBAL, "PSVersionTable", table);
    let version = Object::Version(state.version);
    let unknown = || Object::unknown(Unknown::new("is part of the host", builtin()));
    let screen =
        Record::new("System.Management.Automation.Internal.Host.InternalHostUserInterface")
            .with_payload(Payload::Intrinsic("UI"))
            .into_object();
    let host = Record::new("System.Management.Automation.Internal.Host.InternalHost")
        .with_payload(Payload::Intrinsic("Host"))
        .with("Name", text("ConsoleHost"))
        .with("Version", version)
        .with("UI", screen)
        .with("InstanceId", unknown())
        .with("CurrentCulture", unknown())
        .into_object();
    state.set_in(GLOBAL, "Host", host);
    let context = Record::new("System.Management.Automation.EngineIntrinsics")
        .with_payload(Payload::Intrinsic("ExecutionContext"))
        .into_object();
    state.set_in(GLOBAL, "ExecutionContext", context);
    stock(state);
}

/// The culture's name on Linux: that of the locale (`uprv_getPOSIXIDForCategory` of ICU, which .NET asks). Windows
/// and macOS keep it among the user's settings.
fn culture(state: &State) -> Option<Value> {
    if state.platform() != Platform::Linux {
        return None;
    }
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        if state.environment.get(name).is_some_and(|variable| variable.maybe_unset) {
            return None;
        }
        match state.environment.value(name) {
            Some(value) if value.is_empty() == Some(true) => {}
            Some(value) => {
                return value.text().map(|text| known(Culture::of_locale(&text), &builtin()));
            }
            None => {}
        }
    }
    Some(known("", &builtin()))
}

/// Variables of remote sessions, which every session has (about_Preference_Variables).
fn remoting(state: &mut State) {
    const SHELL: &str = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell";
    state.set_in(GLOBAL, "PSSessionApplicationName", text("wsman"));
    state.set_in(GLOBAL, "PSSessionConfigurationName", text(SHELL));
    state.set_in(GLOBAL, "PSEmailServer", text(""));
    let option = Unknown::new("is the options of remote sessions", builtin());
    state.set_in(GLOBAL, "PSSessionOption", Object::unknown(option));
}

/// Windows has a function for every drive letter.
static DRIVES: &str =
    "A: B: C: D: E: F: G: H: I: J: K: L: M: N: O: P: Q: R: S: T: U: V: W: X: Y: Z:";

fn stock(state: &mut State) {
    let windows = state.platform().is_windows();
    for alias in aliases::stock(state.desktop, state.platform()) {
        let entry = AliasEntry {
            name: alias.name.to_owned(),
            definition: Value::known(alias.definition, builtin()),
            read_only: alias.read_only,
            constant: false,
            all_scope: alias.all_scope,
            description: Value::known("", builtin()),
            origin: None,
            module: None,
            perhaps: None,
        };
        state.scope_mut(GLOBAL).aliases.insert(folded(alias.name), entry);
    }
    let mut functions =
        vec!["cd..", "cd\\", "Pause", "help", "prompt", "Clear-Host", "TabExpansion2", "oss"];
    if state.at_least(7, 4) {
        functions.push("cd~");
    }
    if state.desktop {
        functions.extend(["more", "Get-Verb", "ImportSystemModules"]);
    }
    if windows {
        functions.push("mkdir");
        functions.extend(DRIVES.split(' '));
    } else {
        functions.push("exec");
    }
    for name in functions {
        let function = Function {
            name: name.to_owned(),
            body: None,
            filter: false,
            origin: builtin(),
            private: false,
            module: None,
            perhaps: None,
        };
        state.scope_mut(GLOBAL).functions.insert(folded(name), function);
    }
}

/// In which encoding text is piped to programs: `Encoding.Default` of .NET, and 5.1's ASCII
/// (about_Preference_Variables).
fn output_encoding(desktop: bool) -> Object {
    let (name, which) = match desktop {
        true => ("System.Text.ASCIIEncoding", "ascii"),
        false => ("System.Text.UTF8Encoding+UTF8EncodingSealed", "utf8nobom"),
    };
    let record = Record::new(name).with_payload(Payload::Intrinsic("Encoding"));
    record.printing(Value::known(which, builtin())).into_object()
}
