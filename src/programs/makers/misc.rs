//! Others: `systemd-path`, `java_home`, `xcode-select`.

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SYSTEMD_PATH, &XCODE_SELECT];

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
