//! Which Defaults lines hold for this user, host, target and command, and what they come to (sudoers(5), sudo 1.9.13).

use super::super::wild;
use super::sudoers::{For, Item, Operator, Setting, Sudoers};
use crate::machine::User;
use crate::value::{Origin, Unknown};

/// Kept without being asked for (plugins/sudoers/env.c `initial_keepenv_table`, Debian's own included).
const KEEP: &[&str] = &[
    "COLORS",
    "DISPLAY",
    "DPKG_COLORS",
    "HOSTNAME",
    "KRB5CCNAME",
    "LS_COLORS",
    "PATH",
    "PS1",
    "PS2",
    "XAUTHORITY",
    "XAUTHORIZATION",
    "XDG_CURRENT_DESKTOP",
];
/// Kept unless the value holds `/` or `%` (`initial_checkenv_table`).
const CHECK: &[&str] = &["COLORTERM", "LANG", "LANGUAGE", "LC_*", "LINGUAS", "TERM", "TZ"];
/// Taken away where the environment is not reset (`initial_badenv_table`).
const DELETE: &[&str] = &[
    "BASHOPTS",
    "BASH_ENV",
    "CDPATH",
    "ENV",
    "FPATH",
    "GLOBIGNORE",
    "HOSTALIASES",
    "IFS",
    "JAVA_TOOL_OPTIONS",
    "LD_*",
    "LOCALDOMAIN",
    "NLSPATH",
    "NULLCMD",
    "PATH_LOCALE",
    "PERL5DB",
    "PERL5LIB",
    "PERL5OPT",
    "PERLIO_DEBUG",
    "PERLLIB",
    "PS4",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PYTHONPATH",
    "PYTHONUSERBASE",
    "READNULLCMD",
    "RES_OPTIONS",
    "RUBYLIB",
    "RUBYOPT",
    "SHELLOPTS",
    // Functions of bash.
    "*=()*",
    "TERMCAP",
    "TERMINFO",
    "TERMINFO_DIRS",
    "TERMPATH",
    "TMPPREFIX",
    "ZDOTDIR",
];

/// A list of patterns, each with who wrote it.
#[derive(Clone, Default)]
pub(super) struct Patterns(Vec<(String, Option<Origin>)>);

impl Patterns {
    fn stock(names: &[&str]) -> Self {
        Self(names.iter().map(|name| ((*name).to_owned(), None)).collect())
    }

    /// How a variable matches: by its name alone, or by name and value (`true`); with who wrote the pattern.
    pub(super) fn find(&self, name: &str, value: &str) -> Option<(bool, Option<&Origin>)> {
        let variable = format!("{name}={value}");
        self.0.iter().find_map(|(pattern, origin)| {
            Some((fits(pattern.as_bytes(), variable.as_bytes(), name.len())?, origin.as_ref()))
        })
    }

    /// `=` replaces, `+=` adds, `-=` takes away, `!` empties.
    fn write(&mut self, setting: &Setting) {
        let words = setting.value.split_whitespace().map(str::to_owned);
        match setting.operator {
            Operator::Off => self.0.clear(),
            Operator::Remove => {
                let gone: Vec<String> = words.collect();
                self.0.retain(|(known, _)| !gone.contains(known));
            }
            Operator::Set | Operator::Add => {
                if setting.operator == Operator::Set {
                    self.0.clear();
                }
                self.0.extend(words.map(|word| (word, Some(setting.origin.clone()))));
            }
            Operator::On => {}
        }
    }
}

/// `matches_env_pattern`: only `*` is a sign, and it takes as little as it can, without going back.
/// Whether more than the name was compared; `None` where it does not fit.
fn fits(pattern: &[u8], variable: &[u8], sign: usize) -> Option<bool> {
    let star = pattern.iter().position(|byte| *byte == b'*').unwrap_or(pattern.len());
    if !variable.starts_with(&pattern[..star]) {
        return None;
    }
    let (mut at, mut here, mut value) = (star, star, false);
    while at < pattern.len() {
        if pattern[at] == b'*' {
            at += pattern[at..].iter().take_while(|byte| **byte == b'*').count();
            let Some(next) = pattern.get(at) else { return Some(here > sign + 1) };
            value |= *next == b'=';
            while (value || here != sign) && variable.get(here).is_some_and(|byte| byte != next) {
                here += 1;
            }
        }
        if variable.get(here) != Some(&pattern[at]) {
            return None;
        }
        at += 1;
        here += 1;
    }
    (here == sign || here == variable.len()).then_some(here > sign + 1)
}

/// A text of a Defaults line and who wrote it.
pub(super) type Said = Option<(String, Origin)>;

/// What the Defaults lines come to.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) env_reset: bool,
    pub(super) set_logname: bool,
    pub(super) set_home: bool,
    pub(super) always_set_home: bool,
    pub(super) noexec: bool,
    pub(super) secure_path: Said,
    pub(super) exempt_group: Said,
    pub(super) env_file: Said,
    pub(super) restricted_env_file: Said,
    pub(super) cwd: Said,
    pub(super) runas_default: Said,
    pub(super) pam_service: Said,
    pub(super) pam_login_service: Said,
    pub(super) keep: Patterns,
    pub(super) check: Patterns,
    pub(super) delete: Patterns,
    pub(super) doubts: Vec<Unknown>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            env_reset: true,
            set_logname: true,
            set_home: false,
            always_set_home: false,
            noexec: false,
            secure_path: None,
            exempt_group: None,
            env_file: None,
            restricted_env_file: None,
            cwd: None,
            runas_default: None,
            pam_service: None,
            pam_login_service: None,
            keep: Patterns::stock(KEEP),
            check: Patterns::stock(CHECK),
            delete: Patterns::stock(DELETE),
            doubts: Vec::new(),
        }
    }
}

impl Settings {
    fn write(&mut self, setting: &Setting) {
        if let Some(flag) = self.flag(&setting.name) {
            match setting.operator {
                Operator::On => *flag = true,
                Operator::Off => *flag = false,
                _ => {}
            }
            return;
        }
        match setting.name.as_str() {
            "env_keep" => self.keep.write(setting),
            "env_check" => self.check.write(setting),
            "env_delete" => self.delete.write(setting),
            name => {
                let Some(said) = self.said(name) else { return };
                match setting.operator {
                    // An empty list leaves the one before it (measured with sudo 1.9.13).
                    Operator::Set if name == "secure_path" && setting.value.is_empty() => {}
                    Operator::Set => *said = Some((setting.value.clone(), setting.origin.clone())),
                    Operator::Off => *said = None,
                    // A list operator on a text is an error, and the line is ignored.
                    _ => {}
                }
            }
        }
    }

    fn flag(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "env_reset" => &mut self.env_reset,
            "set_logname" => &mut self.set_logname,
            "set_home" => &mut self.set_home,
            "always_set_home" => &mut self.always_set_home,
            "noexec" => &mut self.noexec,
            _ => return None,
        })
    }

    fn said(&mut self, name: &str) -> Option<&mut Said> {
        Some(match name {
            "secure_path" => &mut self.secure_path,
            "exempt_group" => &mut self.exempt_group,
            "env_file" => &mut self.env_file,
            "restricted_env_file" => &mut self.restricted_env_file,
            "runcwd" => &mut self.cwd,
            "runas_default" => &mut self.runas_default,
            "pam_service" => &mut self.pam_service,
            "pam_login_service" => &mut self.pam_login_service,
            _ => return None,
        })
    }
}

/// Who asks for what.
pub(super) struct Asked<'a> {
    pub(super) user: &'a User,
    /// `None` while the default target is not known yet.
    pub(super) target: Option<&'a User>,
    /// The host's names, the long one first.
    pub(super) hosts: &'a [String],
    /// The program that is to run.
    pub(super) command: Option<&'a str>,
    pub(super) group: &'a dyn Fn(u32) -> Option<String>,
}

/// What the lines come to: those for everybody, hosts, users and targets in their order, then those for commands.
pub(super) fn settings(sudoers: &Sudoers, asked: &Asked<'_>) -> Settings {
    let mut settings = Settings::default();
    let late = |setting: &&Setting| matches!(setting.scope, For::Commands(_));
    let (last, first): (Vec<_>, Vec<_>) = sudoers.settings.iter().partition(late);
    for setting in first.into_iter().chain(last) {
        match applies(sudoers, asked, &setting.scope) {
            Some(true) => settings.write(setting),
            Some(false) => {}
            None => {
                let reason = "depends on a host, group or command that cannot be compared";
                settings.doubts.push(Unknown::new(reason, setting.origin.clone()));
            }
        }
    }
    settings
}

/// Whether a line is for these; `None` where that cannot be told.
fn applies(sudoers: &Sudoers, asked: &Asked<'_>, scope: &For) -> Option<bool> {
    let fits = |kind, items: &[Item], one: &dyn Fn(&str) -> Option<bool>| {
        Matching { sudoers, kind, one, left: DEEPEST }.list(items).map(|found| found == Some(true))
    };
    match scope {
        For::Everybody => Some(true),
        For::Hosts(items) => fits("Host_Alias", items, &|text| host(asked, text)),
        For::Users(items) => fits("User_Alias", items, &|text| user(asked, asked.user, text)),
        For::Runas(items) => match asked.target {
            Some(target) => fits("Runas_Alias", items, &|text| user(asked, target, text)),
            None => Some(false),
        },
        For::Commands(items) => match asked.command {
            Some(program) => fits("Cmnd_Alias", items, &|text| command(program, text)),
            None => Some(false),
        },
    }
}

/// Aliases name one another no deeper than this.
const DEEPEST: usize = 16;

struct Matching<'m> {
    sudoers: &'m Sudoers,
    kind: &'static str,
    one: &'m dyn Fn(&str) -> Option<bool>,
    left: usize,
}

impl Matching<'_> {
    /// The last item that fits decides: in, out, or nothing said.
    fn list(&self, items: &[Item]) -> Option<Option<bool>> {
        for item in items.iter().rev() {
            if let Some(found) = self.item(&item.text)? {
                return Some(Some(found != item.negated));
            }
        }
        Some(None)
    }

    fn item(&self, text: &str) -> Option<Option<bool>> {
        if text == "ALL" {
            return Some(Some(true));
        }
        let alias = self.sudoers.aliases.get(&(self.kind, text.to_owned()));
        match alias {
            Some(items) if self.left > 0 => Matching { left: self.left - 1, ..*self }.list(items),
            Some(_) => Some(None),
            None => Some((self.one)(text)?.then_some(true)),
        }
    }
}

fn user(asked: &Asked<'_>, user: &User, text: &str) -> Option<bool> {
    let number = |text: &str| text.strip_prefix('#')?.parse::<u32>().ok();
    if let Some(group) = text.strip_prefix("%:").or_else(|| text.strip_prefix('+')) {
        let _ = group;
        return None;
    }
    if let Some(group) = text.strip_prefix('%') {
        let name = match number(group) {
            Some(gid) if user.gid == Some(gid) => return Some(true),
            Some(gid) => (asked.group)(gid)?,
            None => group.to_owned(),
        };
        return Some(user.groups.contains(&name));
    }
    Some(match number(text) {
        Some(uid) => user.uid == Some(uid),
        None => user.name == text,
    })
}

fn host(asked: &Asked<'_>, text: &str) -> Option<bool> {
    let address = text.starts_with('+')
        || text.contains(['/', ':'])
        || text.split('.').filter(|part| part.parse::<u8>().is_ok()).count() == 4;
    if address || asked.hosts.is_empty() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    Some(asked.hosts.iter().any(|host| wild::matches(&lower, &host.to_ascii_lowercase())))
}

/// A command's path; on a merged `/usr` both spellings are one file.
fn command(program: &str, text: &str) -> Option<bool> {
    let (path, arguments) = match text.split_once(' ') {
        Some((path, arguments)) => (path, arguments),
        None => (text, ""),
    };
    if !path.starts_with('/') {
        return if path == "sudoedit" || path == "list" { Some(false) } else { None };
    }
    let merged = |path: &str| path.strip_prefix("/usr").unwrap_or(path).to_owned();
    let (program, pattern) = (merged(program), merged(path));
    let fits = match pattern.ends_with('/') {
        true => program
            .rsplit_once('/')
            .is_some_and(|(directory, _)| format!("{directory}/") == pattern),
        false => wild::matches(&pattern, &program),
    };
    match (fits, arguments.is_empty()) {
        (true, false) => None,
        (fits, _) => Some(fits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_sudo() {
        let rows = [
            ("GO*", "GOPATH", "/g", Some(false)),
            ("*PATH", "PYTHONPATH", "/x", None),
            ("*PATH", "GOPATH", "/x", Some(false)),
            ("?ROM", "FROM", "1", None),
            ("FROM=y*", "FROM", "yes", Some(true)),
            ("FROM=n*", "FROM", "yes", None),
            ("*=()*", "FN", "() { x; }", Some(true)),
            ("G*B*", "GOBIN", "/b", Some(false)),
            ("FROM", "FROM", "1", Some(false)),
            ("FROM", "FROMAGE", "1", None),
        ];
        for (pattern, name, value, expected) in rows {
            let variable = format!("{name}={value}");
            let found = fits(pattern.as_bytes(), variable.as_bytes(), name.len());
            assert_eq!(found, expected, "{pattern} {variable}");
        }
    }
}
