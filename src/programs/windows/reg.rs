//! What `setx`, `reg` and `regedit` do to the registry, whichever shell starts them (Microsoft's pages of `setx`,
//! `reg add`, `reg delete`, `reg query`, `reg import`). Of them only `setx` tells anybody: only a broadcast makes the
//! desktop read its variables anew.

use crate::machine::overlay::{Change, RegistryPlace};
use crate::machine::path::folded;
use crate::machine::recorded::canonical_key;
use crate::machine::{Machine, RegistryData, RegistryValue, first_values, registry_file};
use crate::value::NAMELESS;

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It succeeds.
    Done {
        /// What it writes, in order.
        changes: Vec<Change>,
        /// What it prints, where somebody may read it.
        printed: Option<String>,
        /// Whether it may write more than that.
        unsure: bool,
    },
    /// It fails with this message, and writes nothing.
    Failed(&'static str),
    /// It may write something at these places, and nobody can foresee what; without a place anywhere.
    Unknown(Vec<RegistryPlace>),
    /// It writes nothing; what it prints is not known.
    Quiet,
}

impl Outcome {
    fn of(changes: Vec<Change>) -> Self {
        Self::Done { changes, printed: None, unsure: false }
    }

    fn unknown(key: &str, name: Option<&str>) -> Self {
        Self::Unknown(vec![RegistryPlace::of(key, name)])
    }

    /// What is undecided from now on, and why: a sentence without its subject.
    pub fn undecided(&self, why: &str) -> Vec<Change> {
        let places = match self {
            Self::Unknown(places) if places.is_empty() => vec![RegistryPlace::default()],
            Self::Unknown(places) => places.clone(),
            Self::Done { unsure: true, .. } => vec![RegistryPlace::default()],
            _ => Vec::new(),
        };
        let undecided = |at| Change::RegistryUndecided { at, why: why.into() };
        places.into_iter().map(undecided).collect()
    }
}

/// How a file is read: its bytes, or nothing where it is not there.
pub type Read<'r> = &'r mut dyn FnMut(&str) -> Result<Option<Vec<u8>>, ()>;

/// What is followed of one file: every later question walks over all that was written.
const MOST: usize = 10_000;

const NOT_FOUND: &str = "ERROR: The system was unable to find the specified registry key or value.";
const NO_FILE: &str = "ERROR: Error opening the file. There may be a disk or file system error.";
const NO_SCRIPT: &str = "ERROR: The specified file is not a registry script.";

#[derive(Default)]
struct Request {
    name: Option<String>,
    kind: Option<String>,
    data: Option<String>,
    separator: Option<String>,
    all: bool,
    force: bool,
    narrow: bool,
    other: bool,
}

impl Request {
    fn read(words: &[String]) -> Self {
        let mut request = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.to_ascii_lowercase().as_str() {
                "/v" => request.name = words.next().cloned(),
                "/ve" => request.name = Some(String::new()),
                "/t" => request.kind = words.next().map(|kind| kind.to_ascii_uppercase()),
                "/d" => request.data = words.next().cloned(),
                "/s" => request.separator = words.next().cloned(),
                "/va" => request.all = true,
                "/f" => request.force = true,
                "/reg:32" => request.narrow = true,
                "/reg:64" => {}
                _ => request.other = true,
            }
        }
        request
    }
}

/// `reg VERB KEY …`; the words behind the program's name.
pub fn reg(machine: &dyn Machine, words: &[String], read: Read<'_>) -> Outcome {
    let verb = words.first().map(|verb| verb.to_ascii_lowercase()).unwrap_or_default();
    let target = words.get(1);
    let request = Request::read(words.get(2..).unwrap_or_default());
    match (verb.as_str(), target) {
        (verb, _) if verb.contains(NAMELESS) => Outcome::Unknown(Vec::new()),
        ("import", Some(file)) if !request.other => import(machine, file, read),
        ("add" | "delete", Some(key)) if request.other => {
            Outcome::unknown(&canonical_key(key), request.name.as_deref())
        }
        ("query", Some(_)) if request.other || request.separator.is_some() => Outcome::Quiet,
        ("add" | "delete" | "query", Some(key)) => {
            let Some(key) = viewed(key, request.narrow) else {
                return Outcome::Unknown(Vec::new());
            };
            match verb.as_str() {
                "add" => add(machine, key, request),
                "delete" => delete(machine, key, &request),
                _ => query(machine, &key, &request),
            }
        }
        ("import" | "copy" | "restore" | "load" | "unload", _) => Outcome::Unknown(Vec::new()),
        _ => Outcome::Quiet,
    }
}

/// `regedit /s FILE…`; without `/s` it asks, and what is answered nobody knows.
pub fn regedit(machine: &dyn Machine, words: &[String], read: Read<'_>) -> Outcome {
    let (switches, files): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with(['/', '-']));
    if files.is_empty() {
        return Outcome::Quiet;
    }
    if switches.len() != 1 || !switches[0][1..].eq_ignore_ascii_case("s") {
        return Outcome::Unknown(Vec::new());
    }
    let mut all = Vec::new();
    let mut more = false;
    for file in files {
        match import(machine, file, read) {
            Outcome::Done { changes, unsure, .. } => {
                all.extend(changes);
                more |= unsure;
            }
            Outcome::Failed(_) => {}
            other => return other,
        }
    }
    Outcome::Done { changes: all, printed: None, unsure: more }
}

/// What `setx` keeps of a value, in UTF-16.
const LONGEST: usize = 1024;

/// `setx NAME VALUE [/m]`.
pub fn setx(_: &dyn Machine, words: &[String], _: Read<'_>) -> Outcome {
    let variables = [first_values::USER, first_values::SYSTEM];
    let anywhere = || Outcome::Unknown(variables.map(|key| RegistryPlace::of(key, None)).into());
    let mut key = first_values::USER;
    let mut names = Vec::new();
    for word in words {
        match word.to_ascii_lowercase().as_str() {
            "/m" | "-m" => key = first_values::SYSTEM,
            option if option.starts_with(['/', '-']) && option.len() == 2 => return anywhere(),
            _ => names.push(word),
        }
    }
    let [name, value] = names.as_slice() else {
        return match words.iter().any(|word| word.contains(NAMELESS)) {
            true => anywhere(),
            false => Outcome::Failed("ERROR: Invalid syntax."),
        };
    };
    let kept = cut(value).to_owned();
    let data = match kept.contains('%') {
        true => RegistryData::Expand(kept),
        false => RegistryData::Text(kept),
    };
    let value = RegistryValue { name: (*name).clone(), data };
    Outcome::of(vec![Change::Registry { key: key.to_owned(), value }, Change::Broadcast])
}

/// What is kept of a value that is too long; `setx` reports success all the same.
fn cut(value: &str) -> &str {
    let mut units = 0;
    for (at, letter) in value.char_indices() {
        units += letter.len_utf16();
        if units > LONGEST {
            return &value[..at];
        }
    }
    value
}

fn import(machine: &dyn Machine, file: &str, read: Read<'_>) -> Outcome {
    let bytes = match read(file) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Outcome::Failed(NO_FILE),
        Err(()) => return Outcome::Unknown(Vec::new()),
    };
    let (_, script) = registry_file::read(&bytes, machine.facts().code_pages);
    if script.items.is_empty() && !script.problems.is_empty() {
        return Outcome::Failed(NO_SCRIPT);
    }
    if script.items.len() > MOST {
        return Outcome::Unknown(Vec::new());
    }
    let unsure = script.problems.iter().any(|problem| problem.unsure);
    let changes = script.items.into_iter().map(|item| item.change).collect();
    Outcome::Done { changes, printed: None, unsure }
}

/// The key as a 32-bit program sees it (Microsoft's "Registry Keys Affected by WOW64"); `None` where that depends.
fn viewed(key: &str, narrow: bool) -> Option<String> {
    let key = canonical_key(key);
    let upper = folded(&key);
    let Some(rest) = upper.strip_prefix("HKLM\\SOFTWARE\\").filter(|_| narrow) else {
        return Some(key);
    };
    let own = rest.starts_with("WOW6432NODE");
    let shared = ["MICROSOFT\\WINDOWS\\CURRENTVERSION\\APP PATHS", "MICROSOFT\\COMMAND PROCESSOR"];
    if rest.starts_with("CLASSES") || rest.starts_with(shared[1]) {
        return None;
    }
    if own || rest.starts_with(shared[0]) {
        return Some(key);
    }
    let at = "HKLM\\SOFTWARE\\".len();
    Some(format!("{}WOW6432Node\\{}", &key[..at], &key[at..]))
}

/// A value as it is listed, or as it is on a machine that nobody has changed.
fn found(machine: &dyn Machine, key: &str, name: &str) -> Option<RegistryValue> {
    machine.registry_value(key, name).or_else(|| first_values::value(machine, key, name))
}

/// Whether a value is there, or something may have written it.
fn is_perhaps(machine: &dyn Machine, key: &str, name: &str) -> bool {
    found(machine, key, name).is_some() || is_doubted(machine, key, name)
}

fn is_doubted(machine: &dyn Machine, key: &str, name: &str) -> bool {
    let meant = |known: &String| folded(known) == folded(name);
    machine.registry_doubts(key).iter().any(|one| one.name.as_ref().is_none_or(meant))
}

fn add(machine: &dyn Machine, key: String, request: Request) -> Outcome {
    let Some(name) = request.name else {
        return match (request.data, request.kind) {
            (None, None) => Outcome::of(vec![Change::RegistryKey { key }]),
            _ => Outcome::unknown(&key, None),
        };
    };
    // It asks whether to overwrite.
    if !request.force && is_perhaps(machine, &key, &name) {
        return Outcome::unknown(&key, Some(&name));
    }
    let text = request.data.unwrap_or_default();
    let separator = request.separator.unwrap_or_else(|| "\\0".to_owned());
    let data = match request.kind.as_deref().unwrap_or("REG_SZ") {
        "REG_SZ" => Some(RegistryData::Text(text)),
        "REG_EXPAND_SZ" => Some(RegistryData::Expand(text)),
        "REG_MULTI_SZ" => {
            let parts = text.split(separator.as_str()).filter(|part| !part.is_empty());
            Some(RegistryData::Multi(parts.map(str::to_owned).collect()))
        }
        "REG_DWORD" => {
            number(&text).and_then(|one| u32::try_from(one).ok()).map(RegistryData::Dword)
        }
        "REG_QWORD" => number(&text).map(RegistryData::Qword),
        _ => None,
    };
    match data {
        Some(data) => {
            Outcome::of(vec![Change::Registry { key, value: RegistryValue { name, data } }])
        }
        None => Outcome::unknown(&key, Some(&name)),
    }
}

fn delete(machine: &dyn Machine, key: String, request: &Request) -> Outcome {
    let listed = machine.registry_values(&key);
    let there = machine.registry_keys(&key).is_some() || !listed.is_empty();
    if let Some(name) = &request.name {
        if is_doubted(machine, &key, name) {
            return Outcome::unknown(&key, Some(name));
        }
        return match (machine.registry_value(&key, name), found(machine, &key, name)) {
            (_, None) => Outcome::Failed(NOT_FOUND),
            (Some(_), _) if request.force => {
                Outcome::of(vec![Change::RegistryRemoved { key, name: name.clone() }])
            }
            // It asks, or takes away what is nowhere listed.
            _ => Outcome::unknown(&key, Some(name)),
        };
    }
    match (request.all, request.force) {
        (_, false) => Outcome::unknown(&key, None),
        (true, true) => {
            let one = |value: RegistryValue| Change::RegistryRemoved {
                key: key.clone(),
                name: value.name,
            };
            Outcome::of(listed.into_iter().map(one).collect())
        }
        (false, true) if there => Outcome::of(vec![Change::RegistryKeyRemoved { key }]),
        (false, true) => Outcome::Failed(NOT_FOUND),
    }
}

fn query(machine: &dyn Machine, key: &str, request: &Request) -> Outcome {
    let Some(name) = request.name.as_ref().filter(|name| !is_doubted(machine, key, name)) else {
        return Outcome::Quiet;
    };
    let Some(value) = found(machine, key, name) else { return Outcome::Failed(NOT_FOUND) };
    let shown = match &value.data {
        RegistryData::Text(text) | RegistryData::Expand(text) => text.clone(),
        RegistryData::Dword(number) => format!("0x{number:x}"),
        RegistryData::Qword(number) => format!("0x{number:x}"),
        RegistryData::Multi(all) => all.join("\\0"),
        RegistryData::Binary(_) => return Outcome::Quiet,
    };
    let name = if value.name.is_empty() { "(Default)" } else { &value.name };
    let (key, kind) = (long_hive(key), value.data.type_name());
    let printed = Some(format!("\r\n{key}\r\n    {name}    {kind}    {shown}\r\n\r\n"));
    Outcome::Done { changes: Vec::new(), printed, unsure: false }
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

fn long_hive(key: &str) -> String {
    let (hive, rest) = key.split_at(key.find('\\').unwrap_or(key.len()));
    let long = match hive {
        "HKCU" => "HKEY_CURRENT_USER",
        "HKLM" => "HKEY_LOCAL_MACHINE",
        "HKCR" => "HKEY_CLASSES_ROOT",
        "HKU" => "HKEY_USERS",
        other => other,
    };
    format!("{long}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::overlay::text_value;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

    fn call(machine: &Recorded, line: &str) -> Outcome {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let file = b"REGEDIT4\n[HKEY_CURRENT_USER\\Environment]\n\"A\"=\"b\"\n".to_vec();
        let mut read = |name: &str| match name {
            "x.reg" => Ok(Some(file.clone())),
            "odd.reg" => Ok(Some(b"A=b".to_vec())),
            "hidden.reg" => Err(()),
            _ => Ok(None),
        };
        match words[0].as_str() {
            "regedit" => regedit(machine, &words[1..], &mut read),
            _ => reg(machine, &words, &mut read),
        }
    }

    #[test]
    fn setx_cuts_by_code_units() {
        assert_eq!(cut(&"é".repeat(1025)).chars().count(), 1024);
        assert_eq!(cut(&"😀".repeat(513)).chars().count(), 512);
    }

    #[test]
    fn what_is_written_asked_and_refused() {
        let mut machine = Recorded::new(Facts::new(Platform::Windows));
        machine.put_registry("HKCU\\E", text_value("There", "x"));
        let value = |key: &str, name: &str, data| Change::Registry {
            key: key.to_owned(),
            value: RegistryValue { name: name.to_owned(), data },
        };
        let text = |text: &str| RegistryData::Text(text.to_owned());
        let done = |change: Change| Outcome::of(vec![change]);
        for (line, outcome) in [
            ("add|HKCU\\E|/v|A|/d|b", done(value("HKCU\\E", "A", text("b")))),
            ("add|HKCU\\E|/v|There|/d|b", Outcome::unknown("HKCU\\E", Some("There"))),
            ("add|HKCU\\E|/v|There|/d|b|/f", done(value("HKCU\\E", "There", text("b")))),
            (
                "add|HKCU\\Environment|/v|Path|/d|b",
                Outcome::unknown("HKCU\\Environment", Some("Path")),
            ),
            (
                "add|HKCU\\E|/ve|/t|REG_DWORD|/d|0x10|/f",
                done(value("HKCU\\E", "", RegistryData::Dword(16))),
            ),
            ("add|HKEY_CURRENT_USER\\New", done(Change::RegistryKey { key: "HKCU\\New".into() })),
            (
                "add|HKLM\\Software\\X|/v|A|/d|b|/reg:32",
                done(value("HKLM\\Software\\WOW6432Node\\X", "A", text("b"))),
            ),
            ("add|HKCU\\E|/v|A|/t|REG_ODD|/d|b|/f", Outcome::unknown("HKCU\\E", Some("A"))),
            (
                "delete|HKCU\\E|/v|There|/f",
                done(Change::RegistryRemoved { key: "HKCU\\E".into(), name: "There".into() }),
            ),
            ("delete|HKCU\\E|/v|There", Outcome::unknown("HKCU\\E", Some("There"))),
            ("delete|HKCU\\E|/v|None|/f", Outcome::Failed(NOT_FOUND)),
            (
                "delete|HKCU\\Environment|/v|Path|/f",
                Outcome::unknown("HKCU\\Environment", Some("Path")),
            ),
            ("delete|HKCU\\E|/f", done(Change::RegistryKeyRemoved { key: "HKCU\\E".into() })),
            ("delete|HKCU\\None|/f", Outcome::Failed(NOT_FOUND)),
            ("query|HKCU\\E|/v|None", Outcome::Failed(NOT_FOUND)),
            ("query|HKCU\\E", Outcome::Quiet),
            ("import|none.reg", Outcome::Failed(NO_FILE)),
            ("import|odd.reg", Outcome::Failed(NO_SCRIPT)),
            ("import|hidden.reg", Outcome::Unknown(Vec::new())),
            ("restore|HKCU\\E|x.hiv", Outcome::Unknown(Vec::new())),
            ("regedit|x.reg", Outcome::Unknown(Vec::new())),
            ("regedit", Outcome::Quiet),
        ] {
            assert_eq!(call(&machine, line), outcome, "{line}");
        }
        let environment = "HKCU\\Environment";
        let written = Outcome::of(vec![
            Change::RegistryKey { key: environment.into() },
            value(environment, "A", text("b")),
        ]);
        assert_eq!(call(&machine, "import|x.reg"), written);
        assert_eq!(call(&machine, "regedit|/s|x.reg"), written);
        let Outcome::Done { printed: Some(printed), .. } =
            call(&machine, "query|HKCU\\Environment|/v|TEMP")
        else {
            panic!("a new Windows has TEMP")
        };
        assert!(printed.contains(
            "HKEY_CURRENT_USER\\Environment\r\n    TEMP    REG_EXPAND_SZ    %USERPROFILE%"
        ));
    }
}
