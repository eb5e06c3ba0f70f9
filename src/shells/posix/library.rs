//! Where the functions lie that come with zsh.

use super::initial::builtin;
use crate::machine::{Facts, Installed};
use crate::value::{Unknown, Value};

const RULE: &str = "zshparam(1), fpath; Debian's zsh 5.9, debian/rules";

/// What zsh 5.9 looks through first as Debian builds it (`print -l $fpath` of an empty environment).
const OWN: &[&str] = &[
    "/usr/local/share/zsh/site-functions",
    "/usr/share/zsh/vendor-functions",
    "/usr/share/zsh/vendor-completions",
];

/// The folders of its own functions, in the order it was built with.
const FOLDERS: &[&str] = &[
    "Calendar",
    "Chpwd",
    "Completion",
    "Completion/AIX",
    "Completion/BSD",
    "Completion/Base",
    "Completion/Cygwin",
    "Completion/Darwin",
    "Completion/Debian",
    "Completion/Linux",
    "Completion/Mandriva",
    "Completion/Redhat",
    "Completion/Solaris",
    "Completion/Unix",
    "Completion/X",
    "Completion/Zsh",
    "Completion/openSUSE",
    "Exceptions",
    "MIME",
    "Math",
    "Misc",
    "Newuser",
    "Prompts",
    "TCP",
    "VCS_Info",
    "VCS_Info/Backends",
    "Zftp",
    "Zle",
];

/// Whether zsh is the package of Debian, which Ubuntu takes from there.
pub fn is_of_debian(facts: &Facts) -> bool {
    let version = facts.version.as_deref().unwrap_or_default();
    ["debian", "ubuntu"].iter().any(|name| version.starts_with(name))
}

/// Where the modules of Debian's zsh lie, `zsh/NAME.so` below it (zshparam(1), MODULE_PATH).
pub fn modules(facts: &Facts, version: &str) -> Option<String> {
    let processor = match facts.arch.as_deref()? {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        _ => return None,
    };
    is_of_debian(facts).then(|| format!("/usr/lib/{processor}-linux-gnu/zsh/{version}"))
}

/// The elements of `fpath` before any file is read.
pub fn directories(facts: &Facts, installed: &Installed) -> Vec<Value> {
    let packaged = matches!(&*installed.path, "/bin/zsh" | "/usr/bin/zsh");
    if !packaged || !is_of_debian(facts) || installed.version.as_deref() != Some("5.9") {
        let why = "begins with the directories zsh was built with";
        return vec![Value::unknown(Unknown::new(why, builtin(RULE)))];
    }
    let below = FOLDERS.iter().map(|folder| format!("/usr/share/zsh/functions/{folder}"));
    let all = OWN.iter().map(|directory| (*directory).to_owned()).chain(below);
    all.map(|directory| Value::known(directory, builtin(RULE))).collect()
}
