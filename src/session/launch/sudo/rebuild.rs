//! The block: made anew or copied, then what the files and the settings add.

use super::super::block::Block;
use super::super::config::{self, Config, Read};
use super::super::pam::Service;
use super::super::{Scene, stock};
use super::settings::Settings;
use super::{NO_PATH, RULE};
use crate::machine::{Platform, User};
use crate::session::Refusal;
use crate::session::how::{SudoShell, SudoWords};
use crate::value::{Origin, Value};

/// What sudo makes of the caller's block (plugins/sudoers/env.c `rebuild_env`).
pub(super) struct Rebuild<'r> {
    pub(super) scene: &'r Scene<'r>,
    pub(super) words: &'r SudoWords,
    pub(super) settings: &'r Settings,
    pub(super) target: &'r User,
}

impl Rebuild<'_> {
    fn is_login(&self) -> bool {
        self.words.shell == SudoShell::Login
    }

    fn resets(&self) -> bool {
        (self.settings.env_reset && !self.words.preserve) || self.is_login()
    }

    pub(super) fn block(&self) -> Block {
        match self.resets() {
            true => self.fresh(),
            false => self.copied(),
        }
    }

    /// `env_should_keep`: a function of bash only where the pattern names its value too.
    fn keeps(&self, name: &str, value: &str) -> bool {
        let (keep, whole) = match self.checked(name, value) {
            Some((good, whole)) => (good, whole),
            None => match self.settings.keep.find(name, value) {
                Some((whole, _)) => (true, whole),
                None => (false, false),
            },
        };
        keep && (whole || !value.starts_with("() "))
    }

    /// `matches_env_check`: whether the value is harmless; `None` where the name is not checked.
    fn checked(&self, name: &str, value: &str) -> Option<(bool, bool)> {
        let (whole, _) = self.settings.check.find(name, value)?;
        let good = match name {
            "TZ" => is_sane_zone(value),
            _ => !value.contains(['/', '%']),
        };
        Some((good, whole))
    }

    fn deletes(&self, name: &str, value: &str) -> bool {
        self.settings.delete.find(name, value).is_some()
            || self.checked(name, value).is_some_and(|(good, _)| !good)
    }

    /// A block of the target's own, with what is kept of the caller's.
    fn fresh(&self) -> Block {
        let mut block = Block::default();
        for (name, value) in self.scene.caller().iter() {
            // Of a value that is not known only the name can be compared.
            let text = value.text();
            if self.keeps(name, text.as_deref().unwrap_or_default()) {
                block.put(name, value.clone());
            }
        }
        let target = self.target;
        let kept = |block: &Block, name: &str| block.has(name);
        let (home, mail) = (kept(&block, "HOME"), kept(&block, "MAIL"));
        if self.is_login() {
            block.system("SHELL", &self.scene.shell_of(target), RULE);
        }
        self.names(&mut block);
        if !home {
            block.system("HOME", &target.home, "sudoers(5) env_reset");
        }
        if self.is_login() || !mail {
            self.mail(&mut block);
        }
        block
    }

    /// LOGNAME and USER: of the two one that is kept stands for both.
    fn names(&self, block: &mut Block) {
        let who = match self.is_login() || self.settings.set_logname {
            true => self.target.name.as_str(),
            false => self.scene.accounts.own.name.as_str(),
        };
        for (name, other) in [("LOGNAME", "USER"), ("USER", "LOGNAME")] {
            if self.is_login() {
                block.system(name, who, RULE);
            } else if !block.has(name) {
                match block.get(other).cloned() {
                    Some(kept) => block.put(name, kept),
                    None => block.system(name, who, RULE),
                }
            }
        }
    }

    /// Whether names are kept by a list, or taken away by one: `-E` turns `env_reset` off, `-i` does not turn it on here.
    fn keeps_by_list(&self) -> bool {
        self.settings.env_reset && !self.words.preserve
    }

    /// Whether a variable from elsewhere is let in.
    fn lets_in(&self, name: &str, value: &str) -> bool {
        match self.keeps_by_list() {
            true => self.keeps(name, value),
            false => !self.deletes(name, value),
        }
    }

    fn mail(&self, block: &mut Block) {
        match (self.scene.platform(), stock::family(self.scene.machine)) {
            (Platform::Linux, stock::Family::Debian | stock::Family::Ubuntu) => {
                block.system("MAIL", &format!("/var/mail/{}", self.target.name), RULE);
            }
            (Platform::MacOs, _) => {
                block.system("MAIL", &format!("/var/mail/{}", self.target.name), RULE);
            }
            _ => block.unknown("MAIL", "depends on how sudo was built", RULE),
        }
    }

    /// The caller's block, without what is known to do harm.
    fn copied(&self) -> Block {
        let mut block = self.scene.caller().clone();
        let gone: Vec<String> = block
            .iter()
            .filter(|(name, value)| self.deletes(name, value.text().as_deref().unwrap_or_default()))
            .map(|(name, _)| name.to_owned())
            .collect();
        gone.iter().for_each(|name| block.remove(name));
        if self.settings.set_logname {
            block.system("LOGNAME", &self.target.name, "sudoers(5) set_logname");
            block.system("USER", &self.target.name, "sudoers(5) set_logname");
        }
        block
    }

    /// What comes last, in sudo's own order.
    pub(super) fn finish(&mut self, block: &mut Block, command: &str) -> Result<(), Refusal> {
        // `-s` leaves the caller's SHELL, which it runs; everything else names the target's.
        if !block.has("SHELL") {
            let own = self.scene.caller().get("SHELL").cloned();
            match own.filter(|_| self.words.shell == SudoShell::Shell) {
                Some(own) => block.put("SHELL", own),
                None => block.system("SHELL", &self.scene.shell_of(self.target), RULE),
            }
        }
        if let Some((path, origin)) = &self.settings.secure_path
            && !self.is_exempt()
        {
            block.put("PATH", Value::known(path.as_str(), origin.clone()));
        }
        let shell_home = self.words.shell == SudoShell::Shell && self.settings.set_home;
        if self.settings.always_set_home || self.words.home || self.is_login() || shell_home {
            block.system("HOME", &self.target.home, "sudo(8) -H, sudoers(5) always_set_home");
        }
        if !block.has("TERM") {
            block.system("TERM", "unknown", RULE);
        }
        if !block.has("PATH") {
            block.system("PATH", NO_PATH, "sudo pathnames.h");
        }
        if let Some(prompt) = self.scene.caller().get("SUDO_PS1").cloned() {
            block.put("PS1", prompt);
        }
        let interactive = self.scene.mode.is_none_or(|mode| mode.interactive);
        match self.words.shell != SudoShell::No && interactive {
            true => block.system("SUDO_COMMAND", command, RULE),
            false => block.unknown("SUDO_COMMAND", "is the command line that sudo runs", RULE),
        }
        let own = &self.scene.accounts.own;
        block.system("SUDO_USER", &own.name, RULE);
        for (name, number) in [("SUDO_UID", own.uid), ("SUDO_GID", own.gid)] {
            match number {
                Some(number) => block.system(name, &number.to_string(), RULE),
                None => block.unknown(name, "is a number that is not recorded", RULE),
            }
        }
        self.files(block);
        self.typed(block);
        self.pam(block)?;
        if self.settings.noexec {
            block.unknown("LD_PRELOAD", "holds sudo's own library (noexec)", RULE);
        }
        Ok(())
    }

    fn is_exempt(&self) -> bool {
        let Some((group, _)) = &self.settings.exempt_group else { return false };
        let own = &self.scene.accounts.own;
        own.groups.contains(group)
            || own.gid.is_some() && own.gid == self.scene.accounts.group(group)
    }

    /// `NAME=VALUE` on the command line, and `--preserve-env=LIST`.
    fn typed(&self, block: &mut Block) {
        let origin = || Origin::Parent("what was typed behind sudo".into());
        for name in &self.words.keep {
            if let Some(value) = self.scene.caller().get(name) {
                block.put(name, value.clone());
            }
        }
        for (name, value) in &self.words.set {
            block.put(name, Value::known(value.as_str(), origin()));
        }
    }

    /// `env_file` fills in names that are not there; the restricted one only those that would be kept.
    fn files(&self, block: &mut Block) {
        for (said, restricted) in
            [(&self.settings.restricted_env_file, true), (&self.settings.env_file, false)]
        {
            let Some((path, origin)) = said else { continue };
            match config::read(self.scene.machine, path) {
                Read::Text(config) => self.file(&config, restricted, block),
                Read::Missing => {}
                Read::Hidden(why) => block.doubt(&why.because(why.reason.clone(), origin.clone())),
            }
        }
    }

    fn file(&self, config: &Config, restricted: bool, block: &mut Block) {
        for line in config.lines() {
            let Some((name, value)) = variable(line.text) else { continue };
            if block.has(&name) || restricted && !self.lets_in(&name, &value) {
                continue;
            }
            block.put(&name, config.value(&value, line));
        }
    }

    /// PAM's variables: new ones are added, others are overruled where sudo would not keep them (`env_merge`).
    fn pam(&self, block: &mut Block) -> Result<(), Refusal> {
        if self.scene.platform() != Platform::Linux {
            return Ok(());
        }
        let said = match self.is_login() {
            true => &self.settings.pam_login_service,
            false => &self.settings.pam_service,
        };
        let usual = if self.is_login() { "sudo-i" } else { "sudo" };
        let service = said.as_ref().map_or(usual, |(name, _)| name.as_str());
        let caller = self.scene.accounts.own.name.as_str();
        let pam = Service {
            machine: self.scene.machine,
            name: service,
            user: self.target,
            caller: Some(caller),
        };
        let variables = pam.open();
        variables.opened()?;
        for (name, value) in variables.block.iter() {
            let text = value.text();
            let text = text.as_deref().unwrap_or_default();
            let overrules = !self.lets_in(name, text);
            let fixed = self.is_login() && name == "HOME";
            if !block.has(name) || overrules && !fixed {
                block.put(name, value.clone());
            }
        }
        variables.doubts.iter().for_each(|why| block.doubt(why));
        Ok(())
    }

    pub(super) fn cwd(&self) -> String {
        let said = self.words.cwd.clone();
        let set = self.settings.cwd.as_ref().map(|(path, _)| path.clone());
        let home = || self.is_login().then(|| self.target.home.clone());
        let cwd = said.or_else(|| set.filter(|path| path != "*")).or_else(home);
        match cwd {
            Some(path) if path == "~" || path.starts_with("~/") => {
                format!("{}{}", self.target.home, &path[1..])
            }
            Some(path) => path,
            None => self.scene.cwd(),
        }
    }
}

/// `tz_is_sane`: no absolute path outside of the zones, no `..`, no blanks, not too long.
fn is_sane_zone(value: &str) -> bool {
    let value = value.strip_prefix(':').unwrap_or(value);
    if value.starts_with('/') && !value.starts_with("/usr/share/zoneinfo/") {
        return false;
    }
    let plain = value.chars().all(|letter| letter.is_ascii_graphic());
    plain && value.len() < 4096 && !value.split('/').any(|part| part == "..")
}

/// A line of an environment file (plugins/sudoers/env.c `env_file_next_local`).
fn variable(line: &str) -> Option<(String, String)> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let line = match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => line,
    };
    let (name, value) = line.split_once('=')?;
    if name.is_empty() {
        return None;
    }
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
    Some((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_zones_are_checked() {
        for (value, sane) in [
            ("Europe/Paris", true),
            (":UTC", true),
            ("/usr/share/zoneinfo/UTC", true),
            ("/etc/passwd", false),
            ("../x", false),
            ("a b", false),
        ] {
            assert_eq!(is_sane_zone(value), sane, "{value}");
        }
    }

    #[test]
    fn lines_of_an_environment_file() {
        let rows = [
            ("export EB=2", Some(("EB", "2"))),
            ("EI =space", Some(("EI ", "space"))),
            ("EM=\"open", Some(("EM", "\"open"))),
            ("EG=a # c", Some(("EG", "a"))),
            ("EJ", None),
        ];
        for (line, expected) in rows {
            let found = variable(line);
            let found = found.as_ref().map(|(name, value)| (name.as_str(), value.as_str()));
            assert_eq!(found, expected, "{line}");
        }
    }
}
