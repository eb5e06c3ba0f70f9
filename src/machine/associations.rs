//! What Windows opens a file with that is no program: `assoc` and `ftype`, the user's choice before them.
//!
//! `CreateProcess` refuses such a file (error 193); cmd, `start` and Explorer then give it to ShellExecute, which reads
//! `HKCU` and `HKLM` `\Software\Classes` (Microsoft's "File Types", win32 `shell/fa-file-types`).

use super::Machine;

/// What a Windows nobody has changed opens these with.
const STOCK: &[(&str, &str)] = &[
    (".js", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".jse", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".msc", "%SystemRoot%\\system32\\mmc.exe \"%1\" %*"),
    (".ps1", "%SystemRoot%\\System32\\notepad.exe \"%1\""),
    (".reg", "regedit.exe \"%1\""),
    (".txt", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    (".vbe", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".vbs", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".wsf", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
    (".wsh", "%SystemRoot%\\System32\\WScript.exe \"%1\" %*"),
];

/// Endings of what is started itself.
const PROGRAMS: &[&str] = &[".exe", ".com", ".bat", ".cmd"];

const CHOICE: &str = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts";

/// What a file is opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opener {
    /// The command line of its class.
    Command(String),
    /// Nothing is associated with this extension: Windows asks.
    Nothing(String),
}

impl Opener {
    /// In plain words.
    pub fn words(&self) -> String {
        match self {
            Self::Command(command) => format!("opened with {command}"),
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
        let found = STOCK.iter().find(|(known, _)| *known == extension)?;
        machine.facts().recorded_as.as_ref()?;
        Some(found.1.to_owned())
    };
    Some(match command.or_else(stock) {
        Some(command) => Opener::Command(command),
        None => Opener::Nothing(extension),
    })
}

/// The default value of a class, the user's before the machine's.
fn of_classes(machine: &dyn Machine, below: &str) -> Option<String> {
    let roots = ["HKCU\\Software\\Classes", "HKLM\\Software\\Classes", "HKCR"];
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
                Opener::Nothing(extension) => format!("none {extension}"),
            })
        };
        assert_eq!(of(&machine, "C:\\a.exe"), None);
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
