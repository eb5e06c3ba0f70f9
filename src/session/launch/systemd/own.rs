//! What systemd sets by itself for a service (src/core/execute.c `build_environment`, src/core/service.c `service_spawn`, v252).

use super::super::block::Block;
use super::{Executed, RULE};
use crate::machine::User;

/// Where the directories stand that systemd makes for a service (systemd.exec(5), `RuntimeDirectory=`).
pub(super) struct Directories(&'static [(&'static str, &'static str, &'static str)]);

impl Directories {
    pub(super) const SYSTEM: Self = Self(&[
        ("RuntimeDirectory", "RUNTIME_DIRECTORY", "/run"),
        ("StateDirectory", "STATE_DIRECTORY", "/var/lib"),
        ("CacheDirectory", "CACHE_DIRECTORY", "/var/cache"),
        ("LogsDirectory", "LOGS_DIRECTORY", "/var/log"),
        ("ConfigurationDirectory", "CONFIGURATION_DIRECTORY", "/etc"),
    ]);
    pub(super) const USER: Self = Self(&[
        ("RuntimeDirectory", "RUNTIME_DIRECTORY", "%t"),
        ("StateDirectory", "STATE_DIRECTORY", "%h/.config"),
        ("CacheDirectory", "CACHE_DIRECTORY", "%h/.cache"),
        ("LogsDirectory", "LOGS_DIRECTORY", "%h/.config/log"),
        ("ConfigurationDirectory", "CONFIGURATION_DIRECTORY", "%h/.config"),
    ]);
}

/// All of it.
pub(super) fn put(unit: &Executed<'_>, block: &mut Block) {
    match &unit.account {
        Some(user) => identity(unit, user, block),
        // The home of whoever runs it is looked up for that alone.
        None if unit.last("WorkingDirectory").as_deref() == Some("~") => {
            block.unknown("HOME", "is root's home, or / in a container", RULE);
        }
        None => {}
    }
    block.unknown("INVOCATION_ID", "is another one at every start", RULE);
    block.unknown("SYSTEMD_EXEC_PID", "is the number of the process", RULE);
    let journal = |key: &str| unit.last(key).is_none_or(|said| said.starts_with("journal"));
    if journal("StandardOutput") {
        block.unknown("JOURNAL_STREAM", "names the stream of the journal", RULE);
    }
    watchdog(unit, block);
    terminal(unit, block);
    if CREDENTIALS.iter().any(|key| unit.last(key).is_some()) {
        let folder = format!("{}/credentials/{}", unit.specifiers.runtime, unit.specifiers.unit);
        block.system("CREDENTIALS_DIRECTORY", &folder, RULE);
    }
    for (key, name, base) in unit.place.0 {
        directories(unit, key, name, base, block);
    }
}

/// What makes a directory of credentials.
const CREDENTIALS: &[&str] =
    &["LoadCredential", "LoadCredentialEncrypted", "SetCredential", "SetCredentialEncrypted"];

/// Homes and shells that say nothing are not told (src/basic/user-util.c, `USER_CREDS_CLEAN`).
fn identity(unit: &Executed<'_>, user: &User, block: &mut Block) {
    if user.home != "/" {
        block.system("HOME", &user.home, RULE);
    }
    block.system("LOGNAME", &user.name, RULE);
    block.system("USER", &user.name, RULE);
    let shell = unit.scene.shell_of(user);
    if !matches!(shell.rsplit('/').next(), Some("nologin" | "false" | "true")) {
        block.system("SHELL", &shell, RULE);
    }
}

/// A service that is watched, or tells when it is ready.
fn watchdog(unit: &Executed<'_>, block: &mut Block) {
    let watched = unit.last("WatchdogSec").filter(|text| text != "infinity" && text != "0");
    if let Some(text) = &watched {
        block.unknown("WATCHDOG_PID", "is the number of the process", RULE);
        match text.trim_end_matches("sec").trim_end_matches('s').parse::<u32>() {
            Ok(seconds) => block.system("WATCHDOG_USEC", &format!("{seconds}000000"), RULE),
            Err(_) => block.unknown("WATCHDOG_USEC", "is the time in microseconds", RULE),
        }
    }
    let tells = unit.last("Type").is_some_and(|said| said.starts_with("notify"))
        || unit.last("NotifyAccess").is_some_and(|said| said != "none");
    if watched.is_some() || tells {
        let socket = format!("{}/systemd/notify", unit.specifiers.runtime);
        block.system("NOTIFY_SOCKET", &socket, RULE);
    }
}

/// TERM is given to what has a terminal (src/basic/terminal-util.c `default_term_for_tty`).
fn terminal(unit: &Executed<'_>, block: &mut Block) {
    let path = unit.last("TTYPath");
    let asks = ["StandardInput", "StandardOutput", "StandardError"]
        .iter()
        .any(|key| unit.last(key).is_some_and(|said| said.starts_with("tty")));
    let number = path.as_deref().and_then(|path| path.strip_prefix("/dev/tty"));
    match path.as_deref() {
        None if !asks => {}
        None | Some("/dev/console") => {
            block.unknown("TERM", "is that of the console", RULE);
        }
        Some(_) if number.is_some_and(|rest| rest.parse::<u8>().is_ok()) => {
            block.system("TERM", "linux", RULE);
        }
        Some(_) => block.system("TERM", "vt220", RULE),
    }
}

/// `STATE_DIRECTORY=/var/lib/a:/var/lib/b`, sorted.
fn directories(unit: &Executed<'_>, key: &str, name: &str, base: &str, block: &mut Block) {
    let Some(last) = unit.unit.list(key).pop() else { return };
    let mut names: Vec<String> = unit
        .words(key)
        .into_iter()
        .map(|word| word.split(':').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    let origin = last.config.origin(last.start, last.end);
    let paths: Vec<String> = names.iter().map(|one| format!("{base}/{one}")).collect();
    if let Some(value) = unit.specifiers.expand(&paths.join(":"), &origin) {
        block.put(name, value);
    }
}

impl Executed<'_> {
    /// The last value of a key with its specifiers replaced.
    fn last(&self, key: &str) -> Option<String> {
        self.unit.last(key).and_then(|said| self.plain(said))
    }
}
