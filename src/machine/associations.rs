//! What Windows opens a file with that is no program: `assoc` and `ftype`, the user's choice before them.
//!
//! `CreateProcess` refuses such a file (error 193); cmd, `start` and Explorer then give it to ShellExecute, which reads
//! `HKCU` and `HKLM` `\Software\Classes` (Microsoft's "File Types", win32 `shell/fa-file-types`).

use super::Machine;

/// The classes of a Windows nobody has changed, and what opens them.
const STOCK: &[(&str, &str, &str)] = &[
    (".bat", "batfile", "\"%1\" %*"),
    (".chm", "chm.file", "\"%SystemRoot%\\hh.exe\" %1"),
    (".cmd", "cmdfile", "\"%1\" %*"),
    (".com", "comfile", "\"%1\" %*"),
    (".cpl", "cplfile", "%SystemRoot%\\System32\\control.exe \"%1\",%*"),
    (".exe", "exefile", "\"%1\" %*"),
    (".inf", "inffile", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    (".ini", "inifile", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    (".js", "JSFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".jse", "JSEFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".log", "txtfile", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    (".msc", "MSCFile", "%SystemRoot%\\system32\\mmc.exe \"%1\" %*"),
    (".msi", "Msi.Package", "\"%SystemRoot%\\System32\\msiexec.exe\" /i \"%1\" %*"),
    (".msp", "Msi.Patch", "\"%SystemRoot%\\System32\\msiexec.exe\" /p \"%1\" %*"),
    (".ps1", "Microsoft.PowerShellScript.1", "%SystemRoot%\\System32\\notepad.exe \"%1\""),
    (".reg", "regfile", "regedit.exe \"%1\""),
    (".scr", "scrfile", "\"%1\" /S"),
    (".txt", "txtfile", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    (".vbe", "VBEFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".vbs", "VBSFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".wsf", "WSFFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".wsh", "WSHFile", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
];

/// What a plain Windows opens itself, or with the app that its list of default apps names: which one that is differs
/// between Windows 10 and 11 and their updates.
const APPS: &[(&str, &[&str])] = &[
    (
        "the default browser",
        &[
            ".htm", ".html", ".mht", ".mhtml", ".pdf", ".shtml", ".svg", ".url", ".website",
            ".xht", ".xhtml", ".xml",
        ],
    ),
    (
        "the app for pictures",
        &[
            ".bmp", ".dib", ".gif", ".heic", ".ico", ".jfif", ".jpe", ".jpeg", ".jpg", ".png",
            ".tif", ".tiff", ".webp",
        ],
    ),
    (
        "the app for music and films",
        &[
            ".aac", ".avi", ".flac", ".m3u", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4",
            ".mpeg", ".mpg", ".wav", ".wma", ".wmv",
        ],
    ),
    (
        "Explorer",
        &[
            ".cab",
            ".img",
            ".iso",
            ".library-ms",
            ".search-ms",
            ".theme",
            ".themepack",
            ".vhd",
            ".vhdx",
            ".zip",
        ],
    ),
    ("what it points to", &[".appref-ms", ".lnk", ".pif"]),
    ("mshta.exe", &[".hta"]),
    (
        "an app of Windows",
        &[
            ".appx",
            ".appxbundle",
            ".contact",
            ".cer",
            ".crt",
            ".diagcab",
            ".evt",
            ".evtx",
            ".msix",
            ".msixbundle",
            ".msu",
            ".otf",
            ".p12",
            ".pfx",
            ".rdp",
            ".rtf",
            ".ttc",
            ".ttf",
            ".wab",
            ".xps",
        ],
    ),
];

/// The classes of the machine, which `assoc` and `ftype` read and write.
pub const CLASSES: &str = "HKLM\\Software\\Classes";

/// What a class, or an extension, says by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// This.
    Known(String),
    /// It is not there.
    Missing,
    /// Nobody knows: a sentence without its subject.
    Unknown(String),
}

/// The default value of a class of the machine (`below` empty), or of a key below it.
pub fn class(machine: &dyn Machine, name: &str, below: &str) -> Class {
    let key = format!("{CLASSES}\\{name}{below}");
    let users = format!("HKCU\\Software\\Classes\\{name}{below}");
    let doubts = [&key, &users].into_iter().flat_map(|key| machine.registry_doubts(key));
    if let Some(doubt) =
        doubts.into_iter().find(|one| one.name.as_deref().is_none_or(str::is_empty))
    {
        return Class::Unknown(doubt.why.to_string());
    }
    let own =
        text(machine, &key, "").or_else(|| text(machine, &format!("HKCR\\{name}{below}"), ""));
    let others = text(machine, &users, "").filter(|text| own.as_ref() != Some(text));
    if others.is_some() {
        return Class::Unknown("is said twice, for the user and for the machine".to_owned());
    }
    let stock = || {
        let same = |known: &str| super::path::same_name(known, name);
        let found = STOCK.iter().find(|one| same(one.0) || !below.is_empty() && same(one.1))?;
        Some(if below.is_empty() { found.1 } else { found.2 }.to_owned())
    };
    // A key that is there without a value was emptied.
    let emptied = machine.registry_keys(&key).is_some();
    match own {
        Some(own) => Class::Known(own),
        None if emptied || machine.is_live() => Class::Missing,
        None => match stock() {
            Some(stock) => Class::Known(stock),
            None => {
                Class::Unknown(format!("is what Windows says of {name}, which is not recorded"))
            }
        },
    }
}

/// Endings of what is started itself.
const PROGRAMS: &[&str] = &[".exe", ".com", ".bat", ".cmd"];

const CHOICE: &str = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts";

/// What a file is opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opener {
    /// The command line of its class.
    Command(String),
    /// What a plain Windows gives it to, in words.
    App(&'static str),
    /// Nothing is associated with this extension: Windows asks.
    Nothing(String),
}

impl Opener {
    /// In plain words.
    pub fn words(&self) -> String {
        match self {
            Self::Command(command) => format!("opened with {command}"),
            Self::App(app) => format!("opened with {app}, as Windows is installed"),
            Self::Nothing(extension) => {
                format!("nothing is associated with {extension}: Windows asks what to open it with")
            }
        }
    }
}

/// What opens a file; `None` for a program, a batch file, and a name without an extension.
pub fn opener(machine: &dyn Machine, path: &str) -> Option<Opener> {
    let file = path.rsplit(['\\', '/']).next().unwrap_or(path);
    let dot = file.rfind('.').filter(|dot| dot + 1 < file.len())?;
    let extension = file[dot..].to_lowercase();
    if PROGRAMS.contains(&extension.as_str()) {
        return None;
    }
    let chosen = format!("{CHOICE}\\{extension}\\UserChoice");
    let class = text(machine, &chosen, "ProgId").or_else(|| of_classes(machine, &extension));
    let command = class.and_then(|class| {
        let verb = of_classes(machine, &format!("{class}\\shell")).filter(|verb| !verb.is_empty());
        let verb = verb.unwrap_or_else(|| "open".to_owned());
        of_classes(machine, &format!("{class}\\shell\\{verb}\\command"))
    });
    let stock = || {
        let found = STOCK.iter().find(|one| one.0 == extension)?;
        machine.facts().recorded_as.as_ref()?;
        let emptied = machine.registry_keys(&format!("{CLASSES}\\{extension}")).is_some();
        Some(found.2).filter(|_| !emptied).map(str::to_owned)
    };
    let plain = machine.facts().recorded_as.is_some()
        && machine.registry_keys(&format!("{CLASSES}\\{extension}")).is_none();
    let app = || APPS.iter().find(|(_, all)| plain && all.contains(&extension.as_str()));
    Some(match (command.or_else(stock), app()) {
        (Some(command), _) => Opener::Command(command),
        (None, Some((app, _))) => Opener::App(app),
        (None, None) => Opener::Nothing(extension),
    })
}

/// The default value of a class, the user's before the machine's.
fn of_classes(machine: &dyn Machine, below: &str) -> Option<String> {
    let roots = ["HKCU\\Software\\Classes", CLASSES, "HKCR"];
    roots.iter().find_map(|root| text(machine, &format!("{root}\\{below}"), ""))
}

fn text(machine: &dyn Machine, key: &str, name: &str) -> Option<String> {
    let value = machine.registry_value(key, name)?;
    value.data.text().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::text_value;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

    #[test]
    fn the_users_choice_comes_before_the_class_and_the_class_before_what_windows_is_installed_with()
    {
        let mut facts = Facts::new(Platform::Windows);
        facts.recorded_as = Some("x".into());
        let mut machine = Recorded::new(facts);
        let of = |machine: &Recorded, path: &str| {
            opener(machine, path).map(|opener| match opener {
                Opener::Command(command) => command,
                Opener::App(app) => app.to_owned(),
                Opener::Nothing(extension) => format!("none {extension}"),
            })
        };
        assert_eq!(of(&machine, "C:\\a.exe"), None);
        for (extension, opened) in
            [("htm", "the default browser"), ("zip", "Explorer"), ("lnk", "what it points to")]
        {
            assert_eq!(of(&machine, &format!("C:\\a.{extension}")).as_deref(), Some(opened));
        }
        assert_eq!(of(&machine, "C:\\a.dir\\a"), None);
        assert_eq!(of(&machine, "C:\\a.PY").as_deref(), Some("none .py"));
        assert_eq!(
            of(&machine, "C:\\a.txt").as_deref(),
            Some("%SystemRoot%\\system32\\NOTEPAD.EXE %1")
        );
        machine.put_registry("HKLM\\Software\\Classes\\.py", text_value("", "Python.File"));
        let key = "HKLM\\Software\\Classes\\Python.File\\shell\\open\\command";
        machine.put_registry(key, text_value("", "\"C:\\py.exe\" \"%1\" %*"));
        assert_eq!(of(&machine, "C:\\a.py").as_deref(), Some("\"C:\\py.exe\" \"%1\" %*"));
        let choice = format!("{CHOICE}\\.py\\UserChoice");
        machine.put_registry(&choice, text_value("ProgId", "Editor"));
        let key = "HKCU\\Software\\Classes\\Editor\\shell\\open\\command";
        machine.put_registry(key, text_value("", "ed \"%1\""));
        assert_eq!(of(&machine, "C:\\a.py").as_deref(), Some("ed \"%1\""));
    }
}
