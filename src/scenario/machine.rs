//! A recorded machine from the keys of a scenario file.

use std::rc::Rc;

use super::format::{
    File, FileKeys, PlatformName, Registry, RegistryKeys, RegistryType, ShellKeys, UserKeys,
};
use super::sense::{self, Wrong};
use super::{base64, stock};
use indexmap::IndexMap;

use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::machine::recorded::{Node, Recorded};
use crate::machine::registry_file;
use crate::machine::short_names::is_short;
use crate::machine::{Facts, Installed, Machine, Output, Platform, RegistryData, RegistryValue};
use crate::text::CodePages;

/// How the files beside a scenario are read.
type Beside<'b> = &'b dyn Fn(&str) -> Result<Vec<u8>, String>;

pub(super) fn build(name: &str, file: &File, beside: Beside) -> Result<Recorded, Wrong> {
    let mut machine = Recorded::new(facts(name, file));
    sense::check(file, machine.platform())?;
    for (path, keys) in file.listed() {
        put(&mut machine, path, keys, beside)
            .map_err(|what| Wrong::at(&["files", path], format!("files, {path:?}: {what}")))?;
    }
    sense::check_tree(file, &machine)?;
    stock::programs(&mut machine, file);
    fill_registry(&mut machine, &file.registry, beside)?;
    for output in &file.outputs {
        let printed = Output { stdout: output.stdout.clone(), status: output.status };
        machine.put_output(output.command.clone(), printed);
    }
    shells(&mut machine, file)?;
    Ok(machine)
}

fn facts(name: &str, file: &File) -> Facts {
    let platform = match file.platform {
        PlatformName::Windows => Platform::Windows,
        PlatformName::Linux => Platform::Linux,
        PlatformName::MacOs => Platform::MacOs,
    };
    let mut facts = Facts::new(platform);
    facts.version.clone_from(&file.version);
    facts.host.clone_from(&file.host);
    facts.arch = file.arch.clone().or_else(|| Some("amd64".to_owned()));
    let user = &file.user;
    if let Some(name) = &user.name {
        facts.user.name.clone_from(name);
        facts.user.home = usual_home(platform, name);
    }
    if let Some(home) = &user.home {
        facts.user.home.clone_from(home);
    }
    facts.user.root = user.root;
    facts.user.shell.clone_from(&user.shell);
    if platform != Platform::Windows {
        numbers(&mut facts, user);
    }
    facts.cwd = file.cwd.clone().unwrap_or_else(|| facts.user.home.clone());
    *facts.environment = file.env.clone();
    facts.environment_is_whole = file.env_is_whole;
    if let Some(pages) = file.code_pages {
        facts.code_pages = CodePages { ansi: pages.ansi, oem: pages.oem };
    }
    facts.folders.clone_from(&file.folders);
    facts.recorded_as = Some(name.to_owned());
    facts
}

/// The numbers of a user that the scenario does not number: what the first account of a system gets.
fn numbers(facts: &mut Facts, keys: &UserKeys) {
    let usual = if keys.root { 0 } else { 1000 };
    let user = &mut facts.user;
    user.root = keys.root || keys.uid == Some(0);
    user.uid = keys.uid.or(Some(usual));
    user.gid = keys.gid.or(user.uid);
    user.groups = keys.groups.clone().unwrap_or_else(|| vec![user.name.clone()]);
}

fn usual_home(platform: Platform, name: &str) -> String {
    match (platform, name) {
        (Platform::Linux, "root") => "/root".to_owned(),
        (Platform::MacOs, "root") => "/var/root".to_owned(),
        (Platform::Windows, _) => format!("C:\\Users\\{name}"),
        (Platform::Linux, _) => format!("/home/{name}"),
        (Platform::MacOs, _) => format!("/Users/{name}"),
    }
}

fn put(machine: &mut Recorded, path: &str, keys: &FileKeys, beside: Beside) -> Result<(), String> {
    let platform = machine.facts_mut().platform;
    if !platform.is_absolute(path) {
        return Err(sense::not_absolute(path, platform));
    }
    let mode = keys.mode.as_deref().map(mode).transpose()?;
    let node = match node(keys, beside)? {
        node if is_stub(platform, path, &node) => Node::AppAlias,
        node => node,
    };
    machine.put(path, node, mode);
    if let Some(short) = &keys.short {
        if !platform.is_windows() || !is_short(short) {
            return Err(format!("short {short:?} is no 8.3 name of Windows, such as \"PROGRA~1\""));
        }
        machine.put_short_name(path, short);
    }
    Ok(())
}

/// A program without content in the user's WindowsApps is an app execution alias: Windows keeps nothing else there.
fn is_stub(platform: Platform, path: &str, node: &Node) -> bool {
    let path = folded(path);
    let empty = matches!(node, Node::File(None))
        || matches!(node, Node::File(Some(bytes)) if bytes.is_empty());
    let below = path.contains("\\APPDATA\\LOCAL\\MICROSOFT\\WINDOWSAPPS\\");
    platform.is_windows() && empty && below && path.ends_with(".EXE")
}

fn mode(text: &str) -> Result<u32, String> {
    u32::from_str_radix(text, 8)
        .ok()
        .filter(|mode| *mode <= 0o7777)
        .ok_or_else(|| format!("mode {text:?} is not octal, such as \"0644\""))
}

fn node(keys: &FileKeys, beside: Beside) -> Result<Node, String> {
    let given = [
        ("text", keys.text.is_some()),
        ("from", keys.from.is_some()),
        ("bytes", keys.bytes.is_some()),
        ("dir", keys.dir),
        ("symlink", keys.symlink.is_some()),
        ("app_alias", keys.app_alias),
    ];
    let given: Vec<&str> = given.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    if given.len() > 1 {
        return Err(format!("{} do not go together", given.join(" and ")));
    }
    Ok(if let Some(text) = &keys.text {
        Node::File(Some(Rc::from(text.as_bytes())))
    } else if let Some(name) = &keys.from {
        let inside = stays_inside(name);
        let bytes =
            inside.and_then(|()| beside(name)).map_err(|why| format!("from {name:?}: {why}"));
        Node::File(Some(bytes?.into()))
    } else if let Some(coded) = &keys.bytes {
        let bytes =
            base64::decode(coded).map_err(|letter| format!("bytes: {letter:?} is not Base64"))?;
        Node::File(Some(bytes.into()))
    } else if let Some(target) = &keys.symlink {
        Node::Symlink(target.clone())
    } else if keys.dir {
        Node::Directory
    } else if keys.app_alias {
        Node::AppAlias
    } else {
        Node::File(None)
    })
}

/// A scenario is its folder: it reads the same on every machine, and nothing of the machine it is read on.
fn stays_inside(name: &str) -> Result<(), String> {
    let drive = name.as_bytes().get(1) == Some(&b':');
    let leaves = name.split(['/', '\\']).any(|part| part == "..");
    if name.starts_with(['/', '\\']) || drive || leaves {
        return Err("leads out of the scenario's folder: copy the file beside scenario.json, or write what is in it as \"text\"".to_owned());
    }
    Ok(())
}

fn fill_registry(machine: &mut Recorded, listed: &Registry, beside: Beside) -> Result<(), Wrong> {
    if let Registry::File(name) = listed {
        return from_registry_file(machine, name, beside)
            .map_err(|what| Wrong::at(&["registry"], format!("registry: {name:?}: {what}")));
    }
    for (key, values) in listed.keys() {
        machine.put_registry_key(key);
        for (name, keys) in values {
            let data = registry(keys).map_err(|what| {
                let message = format!("registry, {key:?}, {name:?}: {what}");
                Wrong::at(&["registry", key, name], message)
            })?;
            machine.put_registry(key, RegistryValue { name: name.clone(), data });
        }
    }
    Ok(())
}

/// What `reg export` wrote, or anybody by hand: what regedit would not take for certain is an error here.
fn from_registry_file(machine: &mut Recorded, name: &str, beside: Beside) -> Result<(), String> {
    let bytes = stays_inside(name).and_then(|()| beside(name))?;
    let (text, file) = registry_file::read(&bytes, machine.facts_mut().code_pages);
    if let Some(problem) = file.problems.first() {
        let line = text[..problem.span.start].matches('\n').count() + 1;
        return Err(format!("line {line} {}", problem.message));
    }
    let mut keys: Exported = IndexMap::new();
    for item in file.items {
        apply(&mut keys, item.change);
    }
    for (spelling, values) in keys.into_values() {
        machine.put_registry_key(&spelling);
        for value in values.into_values() {
            machine.put_registry(&spelling, value);
        }
    }
    Ok(())
}

/// Keys and their values by folded names, each with its spelling.
type Exported = IndexMap<String, (String, IndexMap<String, RegistryValue>)>;

fn apply(keys: &mut Exported, change: Change) {
    match change {
        Change::RegistryKey { key } => {
            keys.entry(folded(&key)).or_insert((key, IndexMap::new()));
        }
        Change::Registry { key, value } => {
            let (_, values) = keys.entry(folded(&key)).or_insert((key, IndexMap::new()));
            values.insert(folded(&value.name), value);
        }
        Change::RegistryRemoved { key, name } => {
            if let Some((_, values)) = keys.get_mut(&folded(&key)) {
                values.shift_remove(&folded(&name));
            }
        }
        Change::RegistryKeyRemoved { key } => {
            let (own, below) = (folded(&key), format!("{}\\", folded(&key)));
            keys.retain(|one, _| *one != own && !one.starts_with(&below));
        }
        _ => {}
    }
}

fn registry(keys: &RegistryKeys) -> Result<RegistryData, String> {
    let data = &keys.data;
    let text = || data.as_str().map(str::to_owned).ok_or("data should be a text");
    let number = || data.as_u64().ok_or("data should be a number that is not negative");
    Ok(match keys.kind {
        RegistryType::Text => RegistryData::Text(text()?),
        RegistryType::Expand => RegistryData::Expand(text()?),
        RegistryType::Multi => {
            let all = data.as_array().ok_or("data should be a list of texts")?;
            let texts: Option<Vec<String>> =
                all.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            RegistryData::Multi(texts.ok_or("data should be a list of texts")?)
        }
        RegistryType::Dword => {
            let number = u32::try_from(number()?).map_err(|_| "data is above 32 bits")?;
            RegistryData::Dword(number)
        }
        RegistryType::Qword => RegistryData::Qword(number()?),
        RegistryType::Binary => {
            let text = text()?;
            let bytes =
                base64::decode(&text).map_err(|letter| format!("{letter:?} is not Base64"))?;
            RegistryData::Binary(bytes)
        }
    })
}

fn shells(machine: &mut Recorded, file: &File) -> Result<(), Wrong> {
    let platform = machine.facts_mut().platform;
    let mut absent = Vec::new();
    for (name, keys) in file.shells.iter().flatten() {
        match keys {
            None => absent.push(name.as_str()),
            Some(keys) => {
                let installed = installed(platform, name, keys)
                    .map_err(|what| Wrong::at(&["shells", name], what))?;
                machine.facts_mut().shells.insert(name.clone(), installed);
            }
        }
    }
    stock::complete(machine, file.shells.is_some(), &absent);
    let programs: Vec<String> =
        machine.facts().shells.values().map(|shell| shell.path.clone()).collect();
    for program in programs {
        if machine.link_status(&program).is_err() {
            machine.put(&program, Node::File(None), Some(0o755));
        }
    }
    Ok(())
}

fn installed(platform: Platform, name: &str, keys: &ShellKeys) -> Result<Installed, String> {
    let usual = stock::usual(platform, name);
    let path = keys.path.clone().or_else(|| usual.as_ref().map(|usual| usual.path.clone()));
    let Some(path) = path else {
        return Err(format!(
            "shells, {name:?}: \"path\" is missing, for it has no usual place there"
        ));
    };
    let usual = usual.unwrap_or(Installed { path: String::new(), version: None, variant: None });
    Ok(Installed {
        path,
        version: keys.version.clone().or(usual.version),
        variant: keys.variant.clone().or(usual.variant),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Scenario;
    use crate::machine::{Machine, RegistryData};

    fn read(rest: &str) -> Result<Scenario, String> {
        let json = format!("{{\"schema\":\"envsim-scenario/1\",{rest}}}");
        let beside = |name: &str| match name {
            "rc" => Ok(b"A=1\n".to_vec()),
            _ => Err("no such file".to_owned()),
        };
        Scenario::read("s", "s.json", json.as_bytes(), &beside).map_err(|what| what.to_string())
    }

    #[test]
    fn files_come_from_texts_neighbours_and_base64() {
        let scenario = read(
            r#""platform":"linux","files":{"/a":{"text":"x"},"/b":{"from":"rc"},"/c":{"bytes":"//4A"},
            "/usr/bin/go":{},"/l":{"symlink":"/a"},"/d":{"dir":true,"mode":"0700"}}"#,
        );
        let machine =
            scenario.map(|scenario| scenario.machine).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(machine.read("/b").as_deref(), Ok(b"A=1\n".as_slice()));
        assert_eq!(machine.read("/c").as_deref(), Ok([0xFF, 0xFE, 0].as_slice()));
        assert_eq!(machine.read("/l").as_deref(), Ok(b"x".as_slice()));
        assert!(machine.status("/usr/bin/go").is_ok_and(|status| status.executable));
        assert!(machine.status("/d").is_ok_and(|status| status.mode == 0o700));
    }

    #[test]
    fn mistakes_name_their_key() {
        let why = |rest: &str| read(rest).map_or_else(|why| why, |_| String::new());
        for (rest, said) in [
            (
                r#""linux","files":{"/a":{"from":"nope"}}"#,
                r#"59: files, "/a": from "nope": no such file"#,
            ),
            (
                r#""windows","files":{"/a":{}}"#,
                r#"61: files, "/a": "/a" is not an absolute path of windows, such as C:\Users\me"#,
            ),
            (
                r#""linux","files":{"/a":{"text":"x","dir":true}}"#,
                r#"59: files, "/a": text and dir do not go together"#,
            ),
            (
                r#""linux","files":{"/a":{"mode":"rw"}}"#,
                r#"59: files, "/a": mode "rw" is not octal, such as "0644""#,
            ),
            (
                r#""windows","registry":{"HKCU\\E":{"A":{"type":"REG_DWORD","data":"1"}}}"#,
                r#"75: registry, "HKCU\\E", "A": data should be a number that is not negative"#,
            ),
            (
                r#""linux","files":{"/a/b":{},"/a":{"text":""}}"#,
                r#"59: files, "/a/b": stands below "/a", which is a file"#,
            ),
            (
                r#""linux","files":{"/l":{"symlink":"/d"},"/l/b":{}}"#,
                r#"81: files, "/l/b": stands below "/l", which is a symbolic link: list it where the link leads to"#,
            ),
            (
                r#""windows","files":{"C:\\a":{},"c:/A":{}}"#,
                r#"72: files: "c:/A" is "C:\\a" once more, which is there before"#,
            ),
            (
                r#""linux","files":{"/a":{},"//a/":{}}"#,
                r#"67: files: "//a/" is "/a" once more, which is there before"#,
            ),
            (
                r#""windows","env":{"Path":"a","PATH":"b"}"#,
                r#"70: env: "PATH" is "Path" once more, which is there before"#,
            ),
            (
                r#""windows","registry":{"HKCU\\E":{},"HKEY_CURRENT_USER\\e":{}}"#,
                r#"77: registry: "HKEY_CURRENT_USER\\e" is "HKCU\\E" once more, which is there before"#,
            ),
            (
                r#""linux","outputs":[{"command":["a","b"]},{"command":["a","b"]}]"#,
                r#"83: outputs: "a b" is there twice"#,
            ),
            (
                r#""linux","shells":{"bsh":{}}"#,
                r#"60: shells: no shell is called "bsh", nearest is "bash""#,
            ),
            (
                r#""linux","cwd":"work""#,
                r#"50: cwd: "work" is not an absolute path of linux, such as /home/me"#,
            ),
        ] {
            assert_eq!(why(&format!("\"platform\":{rest}")), format!("s.json:1:{said}"), "{rest}");
        }
    }

    #[test]
    fn paths_that_no_system_has_are_refused() {
        let said = |files: String| {
            let json = format!(r#""platform":"linux","files":{{{files}}}"#);
            read(&json).map_or_else(|why| why, |_| String::new())
        };
        let long = said(format!(r#""/{}x":{{}}"#, "a/".repeat(3000)));
        assert!(long.contains("is longer than a path can be"), "{long}");
        let path = format!("/{}sh", "a/".repeat(3000));
        for place in ["\"shells\":{\"sh\":{\"path\":PATH}}", "\"cwd\":PATH"] {
            let json =
                format!(r#""platform":"linux",{}"#, place.replace("PATH", &format!("{path:?}")));
            let said = read(&json).map_or_else(|why| why, |_| String::new());
            assert!(said.contains("is longer than a path can be"), "{said}");
        }
        let deep =
            |number: usize| format!(r#""/{}x{number}":{{}}"#, format!("{number}/").repeat(1000));
        let many = said((100..140).map(deep).collect::<Vec<_>>().join(","));
        assert!(many.contains("below more directories than envsim holds"), "{many}");
    }

    #[test]
    fn only_files_of_the_scenario_are_read() {
        for name in
            ["../rc", "a/../../rc", "/etc/passwd", "..\\\\rc", "C:\\\\rc", "\\\\\\\\server\\\\rc"]
        {
            let json = format!(r#""platform":"linux","files":{{"/a":{{"from":"{name}"}}}}"#);
            let said = read(&json).map_or_else(|why| why, |_| String::new());
            assert!(
                said.contains("leads out of the scenario's folder: copy the file"),
                "{name}: {said}"
            );
        }
    }

    #[test]
    fn registry_and_shells() {
        let scenario = read(
            r#""platform":"windows","registry":{"HKCU\\Environment":{"Path":{"type":"REG_EXPAND_SZ","data":"%A%"}}},
            "files":{"C:\\Program Files\\PowerShell\\7\\pwsh.exe":{}},"shells":{"powershell":null}"#,
        );
        let machine =
            scenario.map(|scenario| scenario.machine).unwrap_or_else(|why| panic!("{why}"));
        let path = machine.registry_value("HKCU\\Environment", "PATH").map(|value| value.data);
        assert_eq!(path, Some(RegistryData::Expand("%A%".into())));
        let shells: Vec<&String> = machine.facts().shells.keys().collect();
        assert_eq!(shells, ["cmd", "pwsh"]);
    }
}
