//! Others: `git`, `mise`, `systemd-path`, `java_home`, `xcode-select`.

use crate::machine::Kind;
use crate::programs::versions;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// git(1).
pub static GIT: Program = Program::new(
    &["git"],
    "config of one key, --exec-path, --version, rev-parse of the tree",
    "its own: git 2.39, Documentation/git-config",
    git,
)
.needs("gitconfig files without includes")
.portable();
/// systemd-path(1).
pub static SYSTEMD_PATH: Program = Program::new(
    &["systemd-path"],
    "the directories by name, --suffix",
    "its own: systemd 252, src/libsystemd/sd-path",
    systemd_path,
);
/// xcode-select(1) and its like.
pub static XCODE_SELECT: Program = Program::new(
    &["xcode-select", "java_home"],
    "java_home where there is one Java",
    "its own: macOS 14",
    apple,
)
.portable();

fn git(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--version" | "version"] => match versions::text_of(run, &["git"]) {
            Some(version) => {
                run.out = format!("git version {version}\n");
                Ok(0)
            }
            None => Err(Cannot::tell("is the version of git", Shape::Filled)),
        },
        ["--exec-path"] => {
            let debian =
                run.path() == "/usr/bin/git" && run.machine().exists("/var/lib/dpkg/status");
            run.out = match run.filled("GIT_EXEC_PATH")? {
                Some(path) => path,
                None if debian => "/usr/lib/git-core".to_owned(),
                None => return Err(Cannot::NotFollowed),
            } + "\n";
            Ok(0)
        }
        ["config", rest @ ..] => config(run, rest),
        ["rev-parse", "--show-toplevel"] => match repository(run)? {
            Some(top) => {
                run.out = top + "\n";
                Ok(0)
            }
            None => nowhere(run),
        },
        ["rev-parse", "--is-inside-work-tree"] => match repository(run)? {
            Some(_) => {
                run.out = "true\n".to_owned();
                Ok(0)
            }
            None => nowhere(run),
        },
        _ => Err(Cannot::NotFollowed),
    }
}

fn nowhere(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(128)
}

/// The directory above that holds a repository.
fn repository(run: &Run<'_>) -> Result<Option<String>, Cannot> {
    if run.value_of("GIT_DIR").is_some() || run.value_of("GIT_WORK_TREE").is_some() {
        return Err(Cannot::NotFollowed);
    }
    let mut directory = run.cwd()?;
    loop {
        let inner = format!("{}/.git", directory.trim_end_matches('/'));
        match run.machine().status(&inner) {
            Ok(status) if status.kind == Kind::Directory => return Ok(Some(directory)),
            Ok(_) => return Err(Cannot::NotFollowed),
            Err(fault) if fault.is_ours() => return Err(run.hidden(&inner, &fault)),
            Err(_) => {}
        }
        match run.machine().platform().parent(&directory) {
            Some(above) => directory = above.to_owned(),
            None => return Ok(None),
        }
    }
}

fn config(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let (mut global, mut system, mut local) = (false, false, false);
    let mut rest = Vec::new();
    for word in words {
        match *word {
            "--global" => global = true,
            "--system" => system = true,
            "--local" => local = true,
            "--get" | "get" if rest.is_empty() => {}
            word if word.starts_with('-') => return writes(run, words),
            word => rest.push(word),
        }
    }
    let [key] = rest.as_slice() else { return writes(run, words) };
    let home = run.home()?;
    let xdg = run.filled("XDG_CONFIG_HOME")?.unwrap_or_else(|| format!("{home}/.config"));
    let mut files = Vec::new();
    let all = !global && !system && !local;
    if ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG"]
        .iter()
        .any(|name| run.value_of(name).is_some())
    {
        return Err(Cannot::NotFollowed);
    }
    if all || system {
        let mac = run.machine().platform() == crate::machine::Platform::MacOs;
        if mac {
            return Err(Cannot::NotFollowed);
        }
        files.push("/etc/gitconfig".to_owned());
    }
    if all || global {
        files.push(format!("{xdg}/git/config"));
        files.push(format!("{home}/.gitconfig"));
    }
    if all || local {
        match repository(run)? {
            Some(top) => files.push(format!("{top}/.git/config")),
            None if local => return nowhere(run),
            None => {}
        }
    }
    let key = folded(key);
    let mut found = None;
    for file in files {
        let Ok(text) = run.read(&file)? else { continue };
        for (name, value) in entries(&text).ok_or(Cannot::NotFollowed)? {
            if name.starts_with("include.") || name.starts_with("includeif.") {
                return Err(Cannot::NotFollowed);
            }
            if name == key {
                found = Some(value);
            }
        }
    }
    match found {
        Some(value) => {
            run.out = value + "\n";
            Ok(0)
        }
        None => Ok(1),
    }
}

/// A form that may write: the files are undecided from there on.
fn writes(run: &mut Run<'_>, words: &[&str]) -> Followed {
    let reads = words.iter().any(|word| {
        matches!(
            *word,
            "--get"
                | "--get-all"
                | "--get-regexp"
                | "--list"
                | "-l"
                | "--get-urlmatch"
                | "--show-origin"
                | "list"
                | "get"
        )
    });
    if !reads {
        let home = run.home()?;
        run.touch(&format!("{home}/.gitconfig"));
        if let Ok(Some(top)) = repository(run) {
            run.touch(&format!("{top}/.git/config"));
        }
    }
    Err(Cannot::NotFollowed)
}

/// Sections and names ignore case, what stands between them does not.
fn folded(key: &str) -> String {
    match (key.find('.'), key.rfind('.')) {
        (Some(first), Some(last)) if first < last => format!(
            "{}{}{}",
            key[..first].to_ascii_lowercase(),
            &key[first..last],
            key[last..].to_ascii_lowercase()
        ),
        _ => key.to_ascii_lowercase(),
    }
}

/// The entries of a configuration file (git-config(1), "Syntax"); `None` where it is not followed.
fn entries(text: &str) -> Option<Vec<(String, String)>> {
    let mut entries = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let end = rest.find(']')?;
            section = match rest[..end].split_once('"') {
                Some((name, sub)) => {
                    let sub = sub.strip_suffix('"')?;
                    format!(
                        "{}.{}",
                        name.trim().to_ascii_lowercase(),
                        sub.replace("\\\"", "\"").replace("\\\\", "\\")
                    )
                }
                None => rest[..end].to_ascii_lowercase(),
            };
            if !rest[end + 1..].trim().is_empty() {
                return None;
            }
            continue;
        }
        let (name, value) = match line.split_once('=') {
            Some((name, value)) => (name.trim(), unquoted(value.trim())?),
            None => (line, "true".to_owned()),
        };
        entries.push((format!("{section}.{}", name.to_ascii_lowercase()), value));
    }
    Some(entries)
}

fn unquoted(value: &str) -> Option<String> {
    let mut out = String::new();
    let (mut quoted, mut kept) = (false, 0);
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' => {
                out.push(match letters.next()? {
                    'n' => '\n',
                    't' => '\t',
                    other @ ('"' | '\\') => other,
                    _ => return None,
                });
                kept = out.len();
            }
            '#' | ';' if !quoted => break,
            other => {
                out.push(other);
                if quoted || !other.is_whitespace() {
                    kept = out.len();
                }
            }
        }
    }
    out.truncate(kept);
    (!quoted).then_some(out)
}

fn systemd_path(run: &mut Run<'_>) -> Followed {
    let (mut suffix, mut names) = (None, Vec::new());
    let words = run.words();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.strip_prefix("--suffix") {
            Some(value) => {
                suffix = match value.strip_prefix('=') {
                    Some(value) => Some(value.to_owned()),
                    None => rest.next().cloned(),
                }
            }
            None if word.starts_with('-') => return Err(Cannot::NotFollowed),
            None => names.push(word.clone()),
        }
    }
    let home = run.home()?;
    let arch = match run.machine().facts().arch.as_deref() {
        Some("amd64") => "x86_64-linux-gnu",
        Some("arm64") => "aarch64-linux-gnu",
        _ => return Err(Cannot::NotFollowed),
    };
    for name in &names {
        let given = |variable: &str, below: &str| -> Result<String, Cannot> {
            let set = run.filled(variable)?.filter(|path| path.starts_with('/'));
            Ok(set.unwrap_or_else(|| format!("{home}/{below}")))
        };
        let path = match name.as_str() {
            "temporary" => run.filled("TMPDIR")?.unwrap_or_else(|| "/tmp".into()),
            "temporary-large" => run.filled("TMPDIR")?.unwrap_or_else(|| "/var/tmp".into()),
            "system-binaries" => "/usr/bin".into(),
            "system-include" => "/usr/include".into(),
            "system-library-private" => "/usr/lib".into(),
            "system-library-arch" => format!("/usr/lib/{arch}"),
            "system-shared" => "/usr/share".into(),
            "system-configuration" => "/etc".into(),
            "system-configuration-factory" => "/usr/share/factory/etc".into(),
            "system-state-factory" => "/usr/share/factory/var".into(),
            "system-runtime" => "/run".into(),
            "system-runtime-logs" => "/run/log".into(),
            "system-state-private" => "/var/lib".into(),
            "system-state-logs" => "/var/log".into(),
            "system-state-cache" => "/var/cache".into(),
            "system-state-spool" => "/var/spool".into(),
            "user" => home.clone(),
            "user-configuration" => given("XDG_CONFIG_HOME", ".config")?,
            "user-state-cache" => given("XDG_CACHE_HOME", ".cache")?,
            "user-shared" => given("XDG_DATA_HOME", ".local/share")?,
            "user-binaries" => format!("{home}/.local/bin"),
            "user-library-private" => format!("{home}/.local/lib"),
            "user-library-arch" => format!("{home}/.local/lib/{arch}"),
            "user-runtime" => match run.filled("XDG_RUNTIME_DIR")? {
                Some(path) => path,
                None => return Err(Cannot::NotFollowed),
            },
            _ => return Err(Cannot::NotFollowed),
        };
        let end = suffix.as_ref().map(|suffix| format!("/{suffix}")).unwrap_or_default();
        run.out.push_str(&format!("{path}{end}\n"));
    }
    if names.is_empty() { Err(Cannot::NotFollowed) } else { Ok(0) }
}

fn apple(run: &mut Run<'_>) -> Followed {
    if run.name != "java_home" || !run.arguments.is_empty() {
        return Err(Cannot::unknown());
    }
    let folder = "/Library/Java/JavaVirtualMachines";
    let all = run.machine().list(folder).unwrap_or_default();
    match (run.filled("JAVA_HOME")?, all.as_slice()) {
        (None, [one]) => {
            run.out = format!("{folder}/{}/Contents/Home\n", one.name);
            Ok(0)
        }
        (None, []) => {
            run.mutters();
            Ok(1)
        }
        _ => Err(Cannot::unknown()),
    }
}
