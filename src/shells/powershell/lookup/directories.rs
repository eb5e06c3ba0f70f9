//! PATH as PowerShell reads it (`CommandDiscovery.cs`, `GetLookupDirectoryPaths`;
//! `CommandPathSearch.cs`, `ResolveCurrentDirectoryInLookupPaths`).

use std::collections::HashSet;

use crate::machine::Platform;
use crate::machine::path::folded;
use crate::shells::powershell::state::Directory;
use crate::value::Value;

/// What decides how PATH is read.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// The machine's platform.
    pub platform: Platform,
    /// The user's profile folder, which `~` stands for from 7.0 on; `None` in 5.1.
    pub home: Option<&'s str>,
    /// The session's location; `None` while it is not in the file system.
    pub location: Option<&'s str>,
    /// The process's own directory.
    pub process: &'s str,
}

impl<'s> Setting<'s> {
    /// PowerShell 7 whose process stands where the session does.
    pub fn seven(platform: Platform, home: &'s str, location: Option<&'s str>) -> Self {
        Self { platform, home: Some(home), location, process: location.unwrap_or("") }
    }
}

/// The directories in order: empty entries dropped, leading blanks cut, duplicates dropped
/// whatever their case on every system. Quotes, `%NAME%` and wildcards mean nothing.
pub fn directories(path: Option<&Value>, setting: &Setting<'_>) -> Vec<Directory> {
    let mut all = Distinct::default();
    let entries = path.map(|path| path.listed(setting.platform.list_separator()));
    for (index, entry) in entries.into_iter().flatten().enumerate() {
        // Behind a doubt it is only likely.
        let text = entry.value.text().filter(|_| entry.doubt.is_none());
        let spelled = match text.as_deref().map(str::trim_start) {
            Some("") => continue,
            Some(trimmed) => Some(expand_home(setting, trimmed)),
            None => None,
        };
        let leads_to = entry.value.leads_to();
        all.add(Directory { spelled, leads_to, entry: index + 1, when: entry.when });
    }
    let mut resolved = Distinct::default();
    for directory in all.kept {
        let spelled = directory.spelled.map(|spelled| resolve(setting, &spelled));
        resolved.add(Directory { spelled, ..directory });
    }
    resolved.kept
}

/// The first of each name that is searched for certain, and all that have none.
#[derive(Default)]
struct Distinct {
    kept: Vec<Directory>,
    names: HashSet<String>,
}

impl Distinct {
    fn add(&mut self, new: Directory) {
        let is_new = |spelled: &String| match new.when {
            Some(_) => !self.names.contains(&folded(spelled)),
            None => self.names.insert(folded(spelled)),
        };
        let kept = new.spelled.as_ref().is_none_or(is_new);
        self.kept.extend(kept.then_some(new));
    }
}

/// Only `~` alone or before the platform's own separator is the profile folder.
fn expand_home(setting: &Setting<'_>, entry: &str) -> String {
    let Some(home) = setting.home else { return entry.to_owned() };
    match entry.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with(setting.platform.separator()) => format!("{home}{rest}"),
        _ => entry.to_owned(),
    }
}

/// An entry that begins with a dot follows the location; outside the file system it is the process's directory.
pub fn resolve(setting: &Setting<'_>, entry: &str) -> String {
    match (entry.starts_with('.'), setting.location) {
        (false, _) => entry.to_owned(),
        (true, Some(location)) => setting.platform.absolute(location, entry),
        (true, None) => setting.process.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Origin, Unknown};

    fn spelled(platform: Platform, path: &str, location: Option<&str>) -> Vec<String> {
        let home = if platform.is_windows() { "C:\\u" } else { "/u" };
        let setting = Setting { platform, home: Some(home), location, process: "P" };
        let path = Value::known(path, Origin::Builtin("test".into()));
        directories(Some(&path), &setting).into_iter().filter_map(|one| one.spelled).collect()
    }

    #[test]
    fn entries_are_cut_and_told_apart_as_the_engine_does() {
        let rows: &[(Platform, &str, Option<&str>, &[&str])] = &[
            (Platform::Windows, ";;C:\\a;", Some("C:\\w"), &["C:\\a"]),
            (Platform::Windows, "  C:\\a ", Some("C:\\w"), &["C:\\a "]),
            (Platform::Windows, "C:\\a;c:\\A;C:\\a\\", Some("C:\\w"), &["C:\\a", "C:\\a\\"]),
            (
                Platform::Windows,
                "~;~\\bin;~/bin;~me",
                Some("C:\\w"),
                &["C:\\u", "C:\\u\\bin", "~/bin", "~me"],
            ),
            (Platform::Windows, ".;.\\bin;bin", Some("C:\\w"), &["C:\\w", "C:\\w\\bin", "bin"]),
            (Platform::Windows, ".\\bin;..", None, &["P"]),
            (Platform::Windows, "C:\\a;.", Some("C:\\A"), &["C:\\a"]),
            (Platform::Windows, "\"C:\\a;b\"", Some("C:\\w"), &["\"C:\\a", "b\""]),
            (Platform::Linux, "/opt/Foo:/opt/foo:~/bin", Some("/w"), &["/opt/Foo", "/u/bin"]),
            (Platform::Linux, "/a;/b", Some("/w"), &["/a;/b"]),
            (Platform::MacOs, "./x:../y", Some("/w/v"), &["/w/v/x", "/w/y"]),
        ];
        for (platform, path, location, expected) in rows {
            assert_eq!(spelled(*platform, path, *location), *expected, "{path}");
        }
        assert_eq!(directories(None, &Setting::seven(Platform::Linux, "/u", Some("/w"))), []);
    }

    #[test]
    fn what_is_not_known_keeps_its_place() {
        let origin = Origin::Builtin("test".into());
        let unknown = Value::unknown(Unknown::new("comes from elsewhere", origin.clone()));
        let path =
            Value::known("/a:", origin.clone()).then(unknown).then(Value::known(":/b", origin));
        let setting = Setting::seven(Platform::Linux, "/u", Some("/w"));
        let all: Vec<_> = directories(Some(&path), &setting)
            .into_iter()
            .map(|one| (one.entry, one.spelled))
            .collect();
        let expected = [(1, Some("/a".into())), (2, None), (3, Some("/b".into()))];
        assert_eq!(all, expected);
    }
}
