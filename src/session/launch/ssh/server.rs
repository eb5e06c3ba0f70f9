//! sshd_config(5), as far as it reaches the environment: the first line counts, Match blocks before the rest.

use super::super::config::{self, Budget, Config, Line, Read};
use super::super::{stock, wild};
use crate::machine::{Machine, User};
use crate::session::how::Typed;
use crate::value::{Origin, Unknown, Value};

/// Files include one another no deeper than this (servconf.c `SERVCONF_MAX_DEPTH`).
const DEEPEST: usize = 16;

/// What sshd_config(5) does not list for a Match block, as far as configurations have it.
const GLOBAL: &[&str] = &[
    "addressfamily",
    "ciphers",
    "compression",
    "hostkey",
    "kexalgorithms",
    "listenaddress",
    "logingracetime",
    "macs",
    "maxstartups",
    "permituserenvironment",
    "pidfile",
    "port",
    "printlastlog",
    "printmotd",
    "protocol",
    "strictmodes",
    "syslogfacility",
    "tcpkeepalive",
    "usedns",
    "usepam",
    "versionaddendum",
    "xauthlocation",
];

type Variables = Vec<(String, Value)>;

/// What the configuration comes to for one user.
pub(super) struct Server {
    pub(super) uses_pam: bool,
    /// What `PermitUserEnvironment` lets through: all, or a list of patterns.
    pub(super) user_environment: Option<Vec<String>>,
    /// `SetEnv`.
    pub(super) set: Option<Variables>,
    accept: Vec<String>,
    pub(super) doubts: Vec<Unknown>,
    pub(super) read: Vec<String>,
    /// The keyword for which sshd does not start.
    pub(super) refused: Option<(String, Origin)>,
}

impl Server {
    pub(super) fn read(machine: &dyn Machine, user: &User) -> Self {
        let mut reading = Reading {
            machine,
            user,
            general: Said::default(),
            matched: Said::default(),
            doubts: Vec::new(),
            read: Vec::new(),
            refused: None,
            budget: Budget::default(),
        };
        let mut state = true;
        match config::read(machine, "/etc/ssh/sshd_config") {
            Read::Text(config) => reading.file(&config, &mut state, false, 0),
            Read::Missing => reading.file(&stock::sshd(), &mut state, false, 0),
            Read::Hidden(why) => {
                reading.file(&stock::sshd(), &mut state, false, 0);
                reading.doubts.push(why);
            }
        }
        let Reading { general, matched, doubts, read, refused, .. } = reading;
        let permit = matched.permit.or(general.permit).unwrap_or_else(|| "no".to_owned());
        Self {
            uses_pam: general.pam.unwrap_or(false),
            user_environment: match permit.to_ascii_lowercase().as_str() {
                "no" => None,
                "yes" => Some(vec!["*".to_owned()]),
                _ => Some(permit.split(',').map(str::to_owned).collect()),
            },
            set: matched.set.or(general.set),
            // Lists of a Match block that fits replace those outside of one (servconf.c `M_CP_STRARRAYOPT`; the real sshd 9.2).
            accept: if matched.accept.is_empty() { general.accept } else { matched.accept },
            doubts,
            read,
            refused,
        }
    }

    /// Whether the client may send a variable of that name.
    pub(super) fn accepts(&self, name: &str) -> bool {
        self.accept.iter().any(|pattern| wild::matches(pattern, name))
    }

    /// Whether the user's own file may set a variable of that name.
    pub(super) fn permits(&self, name: &str) -> bool {
        self.user_environment.iter().flatten().any(|pattern| wild::matches(pattern, name))
    }
}

/// What was said first.
#[derive(Default)]
struct Said {
    pam: Option<bool>,
    permit: Option<String>,
    set: Option<Variables>,
    accept: Vec<String>,
}

struct Reading<'r> {
    machine: &'r dyn Machine,
    user: &'r User,
    general: Said,
    matched: Said,
    doubts: Vec<Unknown>,
    read: Vec<String>,
    refused: Option<(String, Origin)>,
    budget: Budget,
}

impl Reading<'_> {
    /// `holds` is whether the lines count: those of a Match block that fits, or those outside of one.
    fn file(&mut self, config: &Config, holds: &mut bool, inside: bool, depth: usize) {
        if !config.is_stock() {
            self.read.push(config.name().to_owned());
        }
        let mut inside = inside;
        let mut blocked = false;
        for line in config.lines() {
            let Some((keyword, rest)) = keyword(line.text) else { continue };
            match keyword.as_str() {
                "match" => {
                    inside = true;
                    blocked = !rest.trim().eq_ignore_ascii_case("all");
                    *holds = self.fits(rest, config, line);
                }
                // Fatal wherever the block fits or not (servconf.c, `SSHCFG_GLOBAL`); after `Match all` it is not seen.
                _ if blocked && GLOBAL.contains(&keyword.as_str()) => {
                    self.refused.get_or_insert_with(|| {
                        (keyword.clone(), config.origin(line.start, line.start))
                    });
                }
                _ if !*holds => {}
                "include" => self.include(rest, *holds, inside, depth),
                _ => self.line(&keyword, rest, config, line, inside),
            }
        }
    }

    fn include(&mut self, rest: &str, holds: bool, inside: bool, depth: usize) {
        if depth >= DEEPEST || self.budget.is_over() {
            return;
        }
        for pattern in words(rest) {
            let pattern = self.machine.platform().absolute("/etc/ssh", &pattern);
            for path in config::glob(self.machine, &pattern) {
                match self.budget.read(self.machine, &path) {
                    Read::Text(config) => {
                        // A Match of an included file ends with it.
                        let mut own = holds;
                        self.file(&config, &mut own, inside, depth + 1);
                    }
                    Read::Hidden(why) => self.doubts.push(why),
                    Read::Missing => {}
                }
            }
        }
    }

    fn line(&mut self, keyword: &str, rest: &str, config: &Config, line: Line<'_>, inside: bool) {
        let said = if inside { &mut self.matched } else { &mut self.general };
        let first = || words(rest).into_iter().next().unwrap_or_default();
        match keyword {
            "usepam" => {
                said.pam.get_or_insert_with(|| first().eq_ignore_ascii_case("yes"));
            }
            "permituserenvironment" => {
                said.permit.get_or_insert_with(first);
            }
            "acceptenv" => said.accept.extend(words(rest)),
            "setenv" => {
                let mut variables: Variables = Vec::new();
                for word in words(rest) {
                    if let Some((name, value)) = word.split_once('=')
                        && !variables.iter().any(|(known, _)| known == name)
                    {
                        variables.push((name.to_owned(), config.value(value, line)));
                    }
                }
                said.set.get_or_insert(variables);
            }
            _ => {}
        }
    }

    /// Whether every criterion of a Match line fits.
    fn fits(&mut self, rest: &str, config: &Config, line: Line<'_>) -> bool {
        let words = words(rest);
        let mut words = words.iter();
        let mut all = true;
        while let Some(criterion) = words.next() {
            if criterion.eq_ignore_ascii_case("all") {
                continue;
            }
            let patterns = words.next().map(String::as_str).unwrap_or_default();
            match self.criterion(&criterion.to_ascii_lowercase(), patterns) {
                Some(fits) => all &= fits,
                None if all => {
                    let reason = format!("depends on {criterion}, which only a connection has");
                    self.doubts.push(Unknown::new(reason, config.origin(line.start, line.start)));
                    return false;
                }
                None => return false,
            }
        }
        all
    }

    fn criterion(&self, criterion: &str, patterns: &str) -> Option<bool> {
        match criterion {
            "user" => Some(listed(patterns, &[self.user.name.as_str()])),
            "group" => {
                let groups: Vec<&str> = self.user.groups.iter().map(String::as_str).collect();
                Some(listed(patterns, &groups))
            }
            _ => None,
        }
    }
}

/// A list of patterns: one that is negated and fits ends it.
fn listed(patterns: &str, names: &[&str]) -> bool {
    let fits = |pattern: &str| names.iter().any(|name| wild::matches(pattern, name));
    let mut found = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if fits(pattern) => return false,
            Some(_) => {}
            None => found |= fits(pattern),
        }
    }
    found
}

/// A keyword in small letters and what follows; `=` may stand between.
fn keyword(line: &str) -> Option<(String, &str)> {
    let line = line.trim_matches([' ', '\t', '\r']);
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let end = line.find([' ', '\t', '=']).unwrap_or(line.len());
    let (keyword, rest) = line.split_at(end);
    let rest = rest.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix('=').unwrap_or(rest).trim_start_matches([' ', '\t']);
    Some((keyword.trim_matches('"').to_ascii_lowercase(), rest))
}

/// Words as sshd splits them: quotes and backslashes as in a shell; a comment ends the line.
fn words(rest: &str) -> Vec<String> {
    let cut = rest.find(" #").map_or(rest, |at| &rest[..at]);
    Typed::split(cut)
}
