//! Linux inside Windows: what WSL's init gives to a shell (microsoft/WSL, `init.cpp`, `config.cpp`; wsl.conf(5) of
//! its documentation). Graded by rule, not measured.

use super::block::Block;
use super::config;
use crate::machine::{Machine, Platform, User};
use crate::value::{Origin, Unknown, Value};

const RULE: &str = "WSL's init";
const PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games";
const CONF: &str = "/etc/wsl.conf";

/// Whether the machine is one.
pub fn is_one(machine: &dyn Machine) -> bool {
    let facts = machine.facts();
    let said = facts.version.as_deref().unwrap_or_default().to_ascii_lowercase();
    let traces =
        [CONF, "/proc/sys/fs/binfmt_misc/WSLInterop", "/run/WSL", "/usr/lib/wsl/lib", "/mnt/wslg"];
    facts.platform == Platform::Linux
        && (["wsl", "microsoft"].iter().any(|word| said.contains(word))
            || facts.environment.contains_key("WSL_DISTRO_NAME")
            || traces.iter().any(|path| machine.exists(path)))
}

/// What a shell is given, before the machine's description is laid over it.
pub(super) fn block(machine: &dyn Machine, user: &User) -> Block {
    let mut block = Block::identity(machine, user);
    block.put("PATH", path(machine));
    block.system("LANG", "en_US.UTF-8", RULE);
    block.system("TERM", "xterm-256color", RULE);
    let processor = match machine.facts().arch.as_deref() {
        Some("arm64") => Some("aarch64"),
        Some("amd64") => Some("x86_64"),
        _ => None,
    };
    match processor {
        Some(processor) => block.system("HOSTTYPE", processor, RULE),
        None => block.unknown("HOSTTYPE", "is the processor, which is not recorded", RULE),
    }
    match &machine.facts().host {
        Some(host) => block.system("NAME", host, RULE),
        None => block.unknown("NAME", "is the machine's name, which is not recorded", RULE),
    }
    block.unknown("WSL_DISTRO_NAME", "is what Windows calls the distribution", RULE);
    match machine.facts().environment.get("WSLENV").cloned().flatten() {
        // What Windows has under these names is not recorded unless it is given besides.
        Some(list) => {
            for name in handed(&list).filter(|one| one.into_linux()).map(|one| one.name) {
                block.unknown(name, "is what Windows hands over, for WSLENV names it", RULE);
            }
        }
        None => block.unknown("WSLENV", "names what Windows hands over, or is empty", RULE),
    }
    if setting(machine, "interop", "enabled").is_none_or(|(text, _)| text != "false") {
        block.unknown("WSL_INTEROP", "is the socket of the session", RULE);
    }
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "PULSE_SERVER", "WSL2_GUI_APPS_ENABLED"] {
        block.unknown(name, "is given where WSLg is on (.wslconfig of Windows)", RULE);
    }
    block
}

/// A name of WSLENV and its flags (learn.microsoft.com, "Share environment variables between Windows and WSL").
#[derive(Clone, Copy, Debug)]
pub struct Handed<'l> {
    /// The variable.
    pub name: &'l str,
    flags: &'l str,
}

impl Handed<'_> {
    /// `w`: only from Linux to Windows; without it or with `u` a shell of Linux has it.
    fn into_linux(self) -> bool {
        self.flags.contains('u') || !self.flags.contains('w')
    }

    /// `u`: only from Windows to Linux.
    pub fn into_windows(self) -> bool {
        self.flags.contains('w') || !self.flags.contains('u')
    }

    /// `p`: one path that is translated.
    pub fn is_path(self) -> bool {
        self.flags.contains('p')
    }

    /// `l`: a list of paths that are translated.
    pub fn is_list(self) -> bool {
        self.flags.contains('l')
    }
}

/// The names of WSLENV.
pub fn handed(list: &str) -> impl Iterator<Item = Handed<'_>> {
    list.split(':').filter(|part| !part.is_empty()).map(|part| {
        let (name, flags) = part.split_once('/').unwrap_or((part, ""));
        Handed { name, flags }
    })
}

/// A path below the mount of a drive, as Windows writes it; `None` for one of Linux' own.
pub fn of_windows(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/mnt/")?;
    let (drive, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let one = drive.len() == 1 && drive.chars().all(|letter| letter.is_ascii_lowercase());
    one.then(|| format!("{}:\\{}", drive.to_ascii_uppercase(), rest.replace('/', "\\")))
}

/// Directories where programs of Windows usually are, as Linux sees them below `/mnt`.
pub fn usual(machine: &dyn Machine) -> Vec<String> {
    const WHOLE: &[&str] = &[
        "/mnt/c/Windows/System32",
        "/mnt/c/Windows",
        "/mnt/c/Program Files/Git/cmd",
        "/mnt/c/Program Files/nodejs",
        "/mnt/c/Program Files/Microsoft VS Code/bin",
        "/mnt/c/Program Files/Docker/Docker/resources/bin",
    ];
    const OWN: &[&str] =
        &["AppData/Local/Programs/Microsoft VS Code/bin", "AppData/Local/Microsoft/WindowsApps"];
    const MOST: usize = 16;
    if !is_one(machine) {
        return Vec::new();
    }
    let users = machine.listing("/mnt/c/Users").unwrap_or_default();
    let own = users.iter().take(MOST).flat_map(|user| {
        OWN.iter().map(move |inner| format!("/mnt/c/Users/{}/{inner}", user.name))
    });
    WHOLE.iter().map(|&path| path.to_owned()).chain(own).collect()
}

/// The line that keeps Windows' own PATH out.
pub fn keeps_path_out(machine: &dyn Machine) -> Option<Origin> {
    let (text, origin) = setting(machine, "interop", "appendWindowsPath")?;
    (is_one(machine) && text == "false").then_some(origin)
}

/// The base, the directory of the graphics driver, and Windows' own PATH.
fn path(machine: &dyn Machine) -> Value {
    let origin = Origin::Default(RULE.into());
    let mut path = Value::known(PATH, origin.clone());
    let off = |section: &str, name: &str| {
        setting(machine, section, name).is_some_and(|(text, _)| text == "false")
    };
    if !off("gpu", "appendLibPath") && !off("gpu", "enabled") {
        path = path.then(Value::known(":/usr/lib/wsl/lib", origin));
    }
    match setting(machine, "interop", "appendWindowsPath") {
        Some((text, _)) if text == "false" => path,
        decided => {
            let origin = decided.map_or(Origin::Default(RULE.into()), |(_, origin)| origin);
            let mut unknown = Unknown::new(
                "ends in Windows' own PATH, translated, which is not recorded",
                origin.clone(),
            );
            unknown.remedy = Some("give PATH in the scenario's env, or --set it".into());
            path.then(Value::known(":", origin)).then(Value::unknown(unknown))
        }
    }
}

/// A value of `wsl.conf`, in lower case where it is a word; the last one counts.
fn setting(machine: &dyn Machine, section: &str, name: &str) -> Option<(String, Origin)> {
    let file = config::read(machine, CONF).text()?;
    let (mut here, mut found) = (false, None);
    for line in file.lines() {
        let text = line.text.split('#').next().unwrap_or_default().trim();
        if let Some(head) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            here = head.trim().eq_ignore_ascii_case(section);
        } else if let Some((key, value)) = text.split_once('=').filter(|_| here)
            && key.trim().eq_ignore_ascii_case(name)
        {
            let value = value.trim().trim_matches('"').to_ascii_lowercase();
            found = Some((value, file.origin(line.start, line.start + line.text.len())));
        }
    }
    found
}
