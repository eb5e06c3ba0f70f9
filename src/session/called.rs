//! What people call launchers.

use super::how::How;
use crate::shells::Launcher;

/// A word, the launcher it means, and which of several.
const WORDS: &[(&str, Launcher, &str)] = &[
    ("vscode", Launcher::Ide, ""),
    ("code", Launcher::Ide, ""),
    ("vscodium", Launcher::Ide, ""),
    ("cursor", Launcher::Ide, ""),
    ("editor", Launcher::Ide, ""),
    ("jetbrains", Launcher::Ide, "jetbrains"),
    ("idea", Launcher::Ide, "jetbrains"),
    ("intellij", Launcher::Ide, "jetbrains"),
    ("goland", Launcher::Ide, "jetbrains"),
    ("pycharm", Launcher::Ide, "jetbrains"),
    ("wt", Launcher::Terminal, "default"),
    ("windows-terminal", Launcher::Terminal, "default"),
    ("shell", Launcher::Terminal, ""),
    ("term", Launcher::Terminal, ""),
    ("console", Launcher::Terminal, ""),
    ("local", Launcher::Terminal, ""),
    ("desktop", Launcher::Gui, ""),
    ("menu", Launcher::Gui, ""),
    ("finder", Launcher::Gui, ""),
    ("dock", Launcher::Gui, ""),
    ("spotlight", Launcher::Gui, ""),
    ("explorer", Launcher::Gui, ""),
    ("app", Launcher::Gui, ""),
    ("sshd", Launcher::Ssh, ""),
    ("remote", Launcher::Ssh, ""),
    ("crontab", Launcher::Cron, ""),
    ("crond", Launcher::Cron, ""),
    ("cronjob", Launcher::Cron, ""),
    ("systemd", Launcher::Service, ""),
    ("launchd", Launcher::Service, ""),
    ("daemon", Launcher::Service, ""),
    ("unit", Launcher::Service, ""),
    ("services", Launcher::Service, ""),
    ("user-service", Launcher::SystemdUser, ""),
    ("root", Launcher::Sudo, ""),
    ("github", Launcher::Ci, ""),
    ("gitlab", Launcher::Ci, ""),
    ("jenkins", Launcher::Ci, ""),
    ("actions", Launcher::Ci, ""),
    ("scheduler", Launcher::Task, ""),
    ("taskscheduler", Launcher::Task, ""),
    ("schtasks", Launcher::Task, ""),
];

/// Whether a word names a launcher.
pub fn is_launcher(word: &str) -> bool {
    Launcher::ALL.iter().any(|launcher| launcher.name() == word) || called(word).is_some()
}

/// The launcher that people call so. A word in capitals is a variable's name: `EDITOR`, `SHELL`, `TERM`.
pub fn called(word: &str) -> Option<(Launcher, How)> {
    if !word.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let (_, launcher, chosen) = WORDS.iter().find(|(known, ..)| *known == word)?;
    let how = if chosen.is_empty() { How::Plain } else { How::Chosen((*chosen).into()) };
    Some((*launcher, how))
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn names_of_variables_are_no_launchers() {
        assert!(called("editor").is_some() && called("Editor").is_some());
        assert!(["EDITOR", "SHELL", "TERM", "APP", ""].iter().all(|word| called(word).is_none()));
    }
}
