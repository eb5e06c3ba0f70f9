//! Cases as text: machines, scripts, and what each script leaves behind.

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Platform, RegistryData, RegistryValue};

/// Stands for a line break.
const BREAK: char = '⏎';

/// The machine and the program that some cases share.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub title: String,
    pub desktop: bool,
    pub windows: bool,
    pub version: [i64; 4],
    lines: Vec<(usize, String)>,
}

/// One script and what it must leave in `$env:R`, with the errors it must raise.
#[derive(Clone, Debug)]
pub struct Case {
    pub head: usize,
    pub line: usize,
    pub script: String,
    pub expected: Expected,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// `None` where only the error counts; `Some(None)` for a variable that is not there.
    pub value: Option<Option<String>>,
    /// The beginning of an error's id.
    pub error: Option<String>,
    pub parse_error: bool,
    /// envsim is known to answer something else.
    pub disputed: bool,
}

/// Reads a file of cases.
pub fn read(text: &str) -> (Vec<Head>, Vec<Case>) {
    let mut heads: Vec<Head> = Vec::new();
    let mut cases = Vec::new();
    let mut block: Option<(usize, String)> = None;
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        if let Some((begun, mut script)) = block.take() {
            match line.strip_prefix("==> ") {
                Some(wanted) => cases.push(case(heads.len(), begun, script, wanted)),
                None => {
                    script.push_str(line);
                    script.push('\n');
                    block = Some((begun, script));
                }
            }
        } else if let Some(head) = line.strip_prefix("### ") {
            heads.push(Head::new(head));
        } else if line == "<<<" {
            block = Some((number, String::new()));
        } else if let Some((script, wanted)) =
            line.split_once(" ==> ").filter(|_| !heads.is_empty())
        {
            cases.push(case(heads.len(), number, whole(script), wanted));
        } else if !line.is_empty() && !line.starts_with('#') {
            let head = heads.last_mut().expect("a head comes first");
            head.lines.push((number, line.to_owned()));
        }
    }
    assert!(block.is_none(), "a block has no end");
    (heads, cases)
}

fn case(heads: usize, line: usize, script: String, wanted: &str) -> Case {
    Case { head: heads - 1, line, script, expected: Expected::new(wanted) }
}

/// A script that does not say where its result goes is the result.
fn whole(script: &str) -> String {
    let script = script.replace(BREAK, "\n");
    match script.to_ascii_lowercase().contains("env:r") {
        true => script,
        false => format!("$env:R = {script}"),
    }
}

impl Expected {
    fn new(wanted: &str) -> Self {
        let disputed = wanted.starts_with("~ ");
        let wanted = wanted.strip_prefix("~ ").unwrap_or(wanted);
        let (value, error) = match wanted.strip_prefix('!') {
            Some(id) => (None, Some(id)),
            None => match wanted.split_once(" !") {
                Some((value, id)) => (Some(value), Some(id)),
                None => (Some(wanted), None),
            },
        };
        let parse_error = value == Some("(parse error)");
        let value = value.filter(|_| !parse_error).map(|value| match value {
            "(unset)" => None,
            "(empty)" => Some(String::new()),
            text => Some(text.replace(BREAK, "\n")),
        });
        Self { value, error: error.map(str::to_owned), parse_error, disputed }
    }
}

impl Head {
    fn new(text: &str) -> Self {
        let (title, which) = text.rsplit_once(" | ").expect("a head names its machine");
        let words: Vec<&str> = which.split(' ').collect();
        let [edition, version, platform] = words[..] else { panic!("{which}: three words") };
        let mut numbers = [0, 0, 0, -1];
        for (slot, part) in numbers.iter_mut().zip(version.split('.')) {
            *slot = part.parse().expect("a number");
        }
        if edition == "desktop" {
            numbers = [5, 1, 19041, 5965];
        }
        Self {
            title: title.to_owned(),
            desktop: edition == "desktop",
            windows: platform == "windows",
            version: numbers,
            lines: Vec::new(),
        }
    }

    /// Where the user lives.
    pub fn user_home(&self) -> &'static str {
        if self.windows { "C:\\Users\\u" } else { "/home/u" }
    }

    /// `$PSHOME`.
    pub fn home(&self) -> &'static str {
        match (self.desktop, self.windows) {
            (true, _) => "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
            (_, true) => "C:\\Program Files\\PowerShell\\7",
            _ => "/opt/microsoft/powershell/7",
        }
    }

    /// The environment block: what every session has, then the head's own.
    pub fn block(&self) -> Vec<(String, String)> {
        let stock: &[(&str, &str)] = match self.windows {
            true => &[
                ("SystemRoot", "C:\\Windows"),
                ("USERPROFILE", "C:\\Users\\u"),
                ("USERNAME", "u"),
                ("TEMP", "C:\\Users\\u\\AppData\\Local\\Temp"),
                ("Path", "C:\\Windows\\system32;C:\\Windows"),
                ("PATHEXT", ".COM;.EXE;.BAT;.CMD"),
                ("OS", "Windows_NT"),
            ],
            false => &[("HOME", "/home/u"), ("USER", "u"), ("PATH", "/usr/bin:/bin")],
        };
        let own =
            self.lines.iter().filter_map(|(_, line)| line.strip_prefix("env ")?.split_once('='));
        let mut block: Vec<(String, String)> = Vec::new();
        for (name, value) in stock.iter().copied().chain(own) {
            block.retain(|(old, _)| match self.windows {
                true => !old.eq_ignore_ascii_case(name),
                false => old != name,
            });
            block.push((name.to_owned(), value.to_owned()));
        }
        block
    }

    /// The machine.
    pub fn machine(&self) -> Recorded {
        let mut facts = Facts::new(if self.windows { Platform::Windows } else { Platform::Linux });
        facts.user.name = "u".into();
        facts.user.home = self.user_home().into();
        facts.cwd = self.user_home().into();
        let mut machine = Recorded::new(facts);
        let stock: &[&str] = match self.windows {
            true => &["C:\\Users\\u\\Documents", "C:\\Windows\\System32", "C:\\Program Files"],
            false => &["/home/u/.config", "/tmp", "/usr/bin", "/bin"],
        };
        for directory in stock {
            machine.put(directory, Node::Directory, None);
        }
        if self.windows {
            let none =
                RegistryValue { name: "TEMP".into(), data: RegistryData::Text("C:\\t".into()) };
            machine.put_registry("HKCU\\Environment", none);
        }
        for (number, line) in &self.lines {
            self.put(&mut machine, line).unwrap_or_else(|| panic!("line {number}: {line}"));
        }
        machine
    }

    fn put(&self, machine: &mut Recorded, line: &str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        match kind {
            "env" => {}
            "dir" => machine.put(rest, Node::Directory, None),
            "file" => {
                let (path, text) = rest.split_once(" = ").unwrap_or((rest, ""));
                let text = text.replace(BREAK, "\n");
                machine.put(path, Node::File(Some(text.as_bytes().into())), Some(0o755));
            }
            "reg" => registry(machine, rest)?,
            _ => return None,
        }
        Some(())
    }
}

/// `KEY NAME KIND value`, where the key may hold blanks.
fn registry(machine: &mut Recorded, text: &str) -> Option<()> {
    let (at, kind) = [" String ", " ExpandString "]
        .iter()
        .find_map(|kind| text.find(kind).map(|at| (at, *kind)))?;
    let (key, name) = text[..at].rsplit_once(' ')?;
    let value = text[at + kind.len()..].to_owned();
    let data = match kind {
        " String " => RegistryData::Text(value),
        _ => RegistryData::Expand(value),
    };
    machine.put_registry(key, RegistryValue { name: name.to_owned(), data });
    Some(())
}
