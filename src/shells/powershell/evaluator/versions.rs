//! `$PSVersionTable` of both editions (PSVersionInfo.cs; about_Automatic_Variables, 5.1 and 7).

use std::rc::Rc;

use crate::machine::Platform;
use crate::shells::powershell::object::{Object, Record, Table, TableKind};
use crate::shells::powershell::state::State;
use crate::value::{Origin, Unknown, Value};

/// The origin of what every session begins with.
pub(super) fn builtin() -> Origin {
    Origin::Builtin("PowerShell".into())
}

/// A text of that origin.
pub(super) fn text(text: &str) -> Object {
    Object::Text(Value::known(text, builtin()))
}

/// `$PSVersionTable` of the session's edition, version and platform.
pub(super) fn table(state: &State) -> Object {
    let table = Table::new(TableKind::Ordered);
    let rows = if state.desktop { desktop(state) } else { core(state) };
    for (name, value) in rows.into_iter().chain(protocols(state)) {
        let key = text(name);
        if let Some(folded) = table.key(&key) {
            table.set(folded, key, value);
        }
    }
    Object::Table(Rc::new(table))
}

fn two(major: i64, minor: i64) -> Object {
    Object::Version([major, minor, -1, -1])
}

/// What 5.1 lists: no operating system and no platform, but the builds of its assembly and of .NET Framework
/// (`Environment.Version` has been 4.0.30319.42000 since 4.6).
fn desktop(state: &State) -> Vec<(&'static str, Object)> {
    let [_, _, build, revision] = state.version;
    let older = [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)];
    let mut compatible: Vec<Object> =
        older.into_iter().map(|(major, minor)| two(major, minor)).collect();
    compatible.push(Object::Version(state.version));
    vec![
        ("PSVersion", Object::Version(state.version)),
        ("PSEdition", text("Desktop")),
        ("PSCompatibleVersions", Object::array(compatible)),
        ("BuildVersion", Object::Version([10, 0, build, revision])),
        ("CLRVersion", Object::Version([4, 0, 30319, 42000])),
    ]
}

/// `RuntimeInformation.OSDescription`, which begins with a name on Windows and on macOS.
fn system(state: &State) -> Object {
    const REASON: &str = "is the operating system's description, which is not recorded";
    let begun = match state.platform() {
        Platform::Windows => "Microsoft Windows ",
        Platform::MacOs => "Darwin ",
        Platform::Linux => return unknown(REASON),
    };
    let rest = Value::unknown(Unknown::new(REASON, builtin()));
    Object::Text(Value::known(begun, builtin()).then(rest))
}

fn core(state: &State) -> Vec<(&'static str, Object)> {
    let part = |index: usize| i32::try_from(state.version[index].max(0)).unwrap_or(0);
    let shown = format!("{}.{}.{}", part(0), part(1), part(2));
    let version = Record::new("System.Management.Automation.SemanticVersion")
        .with("Major", Object::int(part(0)))
        .with("Minor", Object::int(part(1)))
        .with("Patch", Object::int(part(2)))
        .with("PreReleaseLabel", Object::Null)
        .with("BuildLabel", Object::Null)
        .printing(Value::known(shown.as_str(), builtin()))
        .into_object();
    let platform = if state.platform().is_windows() { "Win32NT" } else { "Unix" };
    vec![
        ("PSVersion", version),
        ("PSEdition", text("Core")),
        ("GitCommitId", text(&shown)),
        ("OS", system(state)),
        ("Platform", text(platform)),
        ("PSCompatibleVersions", unknown("lists the versions this build calls compatible")),
    ]
}

/// The versions of the wire formats; the remoting protocol's is known up to 7.5.
fn protocols(state: &State) -> [(&'static str, Object); 3] {
    let remoting = if state.version[..2] >= [7, 6][..] {
        unknown("is the remoting protocol's version, which 7.6 may have raised")
    } else {
        two(2, 3)
    };
    [
        ("PSRemotingProtocolVersion", remoting),
        ("SerializationVersion", Object::Version([1, 1, 0, 1])),
        ("WSManStackVersion", two(3, 0)),
    ]
}

fn unknown(reason: &str) -> Object {
    Object::unknown(Unknown::new(reason, builtin()))
}
