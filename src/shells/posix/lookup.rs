//! What a name leads to (POSIX 2.9.1.4, bash(1) COMMAND EXECUTION, zshmisc(1)).

use std::rc::Rc;

use super::dialect::Family;
use super::paths::Paths;
use super::state::{Alias, AliasKind, State, Variable};
use super::tables;
use crate::environment::{Entry, Named};
use crate::machine::execve::{Execve, Format, execve};
use crate::machine::{Fault, Machine};
use crate::shells::{Candidate, CommandKind, Doubt, Lookup, Stage, Verdict};
use crate::value::{Listed, Origin, Unknown};

/// A directory and a name, as the shell shows them.
pub fn joined(directory: &str, name: &str) -> String {
    match directory {
        "" => format!("./{name}"),
        _ if directory.ends_with('/') => format!("{directory}{name}"),
        _ => format!("{directory}/{name}"),
    }
}

/// A lookup in a state that does not change any more.
pub struct Search<'s> {
    /// The shell.
    pub state: &'s State,
    /// The machine.
    pub machine: &'s dyn Machine,
    /// How the shell spells paths.
    pub paths: &'s Paths,
    /// Whether aliases are replaced.
    pub aliases: bool,
}

impl Search<'_> {
    /// All candidates, in the order the shell considers them.
    pub fn all(&self, name: &str) -> Lookup {
        let mut lookup = Lookup::default();
        if name.contains('/') {
            self.direct(name, &mut lookup);
            return lookup;
        }
        let dialect = self.state.dialect;
        self.alias(name, &mut lookup);
        if tables::is_keyword(dialect, name) {
            lookup.consider(plain(CommandKind::Keyword, name, Stage::Keyword, "a reserved word"));
        }
        let special = dialect.posix && tables::is_special(name);
        if special {
            self.builtin(name, &mut lookup);
        }
        self.function(name, &mut lookup);
        if !special {
            self.builtin(name, &mut lookup);
        }
        self.hashed(name, &mut lookup);
        self.path(name, &mut lookup);
        lookup
    }

    fn alias(&self, name: &str, lookup: &mut Lookup) {
        if !self.aliases {
            return;
        }
        self.aliased(&self.state.aliases, name, lookup);
        self.aliased(&self.state.other_aliases, name, lookup);
    }

    fn aliased(&self, table: &Named<Alias>, name: &str, lookup: &mut Lookup) {
        if let Some(why) = table.may_hold(name) {
            lookup.doubts_here(why.clone());
        }
        let whole = |entry: &&Entry<Alias>| entry.item.kind != AliasKind::Suffix;
        for entry in table.entry(name).into_iter().flat_map(Entry::chain).filter(whole) {
            if let Some(why) = &entry.doubt {
                lookup.doubts_here(why.clone());
            }
            let alias = &entry.item;
            let text =
                alias.value.text().map_or_else(|| "(unknown)".to_owned(), |text| text.into_owned());
            let mut candidate = plain(
                CommandKind::Alias,
                &text,
                Stage::Alias,
                "aliases are replaced before anything is looked up",
            );
            candidate.origin = Some(alias.origin.clone());
            candidate.when = entry.when.clone();
            lookup.consider(candidate);
        }
    }

    fn function(&self, name: &str, lookup: &mut Lookup) {
        if let Some(why) = self.state.functions.may_hold(name) {
            lookup.doubts_here(why.clone());
        }
        for entry in self.state.functions.entry(name).into_iter().flat_map(Entry::chain) {
            if let Some(why) = &entry.doubt {
                lookup.doubts_here(why.clone());
            }
            let mut candidate = plain(
                CommandKind::Function,
                name,
                Stage::Function,
                "functions come before builtins and files",
            );
            candidate.origin = Some(entry.item.origin.clone());
            candidate.when = entry.when.clone();
            lookup.consider(candidate);
        }
    }

    fn builtin(&self, name: &str, lookup: &mut Lookup) {
        let off = self.state.disabled.iter().any(|one| one == name);
        if tables::is_builtin(self.state.dialect, name) && !off {
            lookup.consider(plain(
                CommandKind::Builtin,
                name,
                Stage::Builtin,
                "builtins come before files",
            ));
        }
    }

    fn hashed(&self, name: &str, lookup: &mut Lookup) {
        // No path has this separator: every entry is a whole alternative, nothing where there is no such place.
        let places = self.state.hashed.get(name).map(|path| path.listed('\0'));
        for place in places.into_iter().flatten() {
            let Some(text) = place.value.text() else {
                place.value.why_unknown().into_iter().for_each(|why| lookup.doubts_here(why));
                continue;
            };
            if text.is_empty() {
                continue;
            }
            let reason = "its place was given with `hash`";
            let mut candidate = plain(CommandKind::Application, &text, Stage::Hash, reason);
            candidate.path = Some(self.paths.machine(&text));
            candidate.origin = place.value.writer();
            candidate.when = place.when;
            lookup.consider(candidate);
        }
    }

    fn direct(&self, name: &str, lookup: &mut Lookup) {
        let Some(cwd) = self.directory(lookup) else { return };
        let path = self.absolute(&cwd, name);
        self.undecided(&path, lookup);
        if let Some((path, verdict, reason)) = self.file(&path) {
            let mut candidate = plain(CommandKind::Application, name, Stage::Direct, reason);
            candidate.path = Some(path);
            candidate.verdict = verdict;
            lookup.consider(candidate);
        }
    }

    /// The directory, likely or not; what is not known of it is noted.
    fn directory(&self, lookup: &mut Lookup) -> Option<String> {
        let cwd = &self.state.cwd;
        if let Some(why) = cwd.why_unknown() {
            lookup.doubts_here(why);
        }
        cwd.likely().text().map(std::borrow::Cow::into_owned)
    }

    fn absolute(&self, cwd: &str, path: &str) -> String {
        if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("{}/{path}", cwd.trim_end_matches('/'))
        }
    }

    fn path(&self, name: &str, lookup: &mut Lookup) {
        let Some(list) = self.state.value("PATH") else { return };
        if let Some(why) = self.state.variable("PATH").and_then(unsettled) {
            lookup.doubts_here(why);
        }
        for (index, entry) in list.listed(':').iter().enumerate() {
            if let Some(why) = &entry.doubt {
                lookup.doubts_here(why.clone());
            }
            match entry.value.text() {
                Some(directory) => self.entry(index + 1, &directory, entry, name, lookup),
                None => lookup.doubts.extend(
                    entry
                        .value
                        .why_unknown()
                        .map(|unknown| Doubt { unknown, before: lookup.candidates.len() }),
                ),
            }
        }
    }

    fn entry(
        &self,
        number: usize,
        directory: &str,
        entry: &Listed,
        name: &str,
        lookup: &mut Lookup,
    ) {
        let bash = self.state.dialect.family == Family::Bash && !self.state.dialect.posix;
        // Only bash outside of its POSIX mode expands a tilde that stands in PATH (findcmd.c).
        let home =
            || self.state.value("HOME").and_then(|home| home.text().map(|text| text.into_owned()));
        let expanded = match directory.strip_prefix('~') {
            Some(rest) if bash && (rest.is_empty() || rest.starts_with('/')) => {
                home().map_or_else(|| directory.to_owned(), |home| format!("{home}{rest}"))
            }
            _ => directory.to_owned(),
        };
        let shown = match (self.state.dialect.family, expanded.is_empty()) {
            (Family::Zsh | Family::Dash, true) => name.to_owned(),
            _ => joined(&expanded, name),
        };
        let cwd = match shown.starts_with('/') {
            true => String::new(),
            false => self.directory(lookup).unwrap_or_default(),
        };
        let path = self.absolute(&cwd, &shown);
        self.undecided(&path, lookup);
        let Some((path, verdict, reason)) = self.file(&path) else { return };
        let stage = Stage::PathEntry(number);
        let (verdict, reason) = match verdict {
            Verdict::Chosen => match self.started(&path) {
                Some((verdict, reason)) => (verdict, format!("{}, but {reason}", stage.describe())),
                None => (verdict, stage.describe()),
            },
            _ => (verdict, format!("{}, but {reason}", stage.describe())),
        };
        let mut candidate = plain(CommandKind::Application, &shown, stage, &reason);
        candidate.path = Some(path);
        candidate.verdict = verdict;
        candidate.origin = entry.value.writer();
        candidate.when = entry.when.clone();
        lookup.consider(candidate);
    }

    /// What comes of a file that the kernel does not start; `None` where the shell runs it.
    ///
    /// bash gives up, dash, ash and zsh try the next one (execute_cmd.c `shell_execve`; exec.c `shellexec`; exec.c
    /// `execute`). All of them read a text by themselves, zsh only one without `#!`; none reads a program's bytes.
    fn started(&self, path: &str) -> Option<(Verdict, String)> {
        if self.machine.platform().is_windows() {
            return None;
        }
        let cwd = self.state.cwd.likely().text().map(std::borrow::Cow::into_owned);
        let cwd = cwd.unwrap_or_default();
        let outcome = execve(self.machine, path, &cwd);
        let family = self.state.dialect.family;
        match &outcome {
            Execve::Starts | Execve::NoFormat(Format::Plain) => return None,
            Execve::NoFormat(Format::Foreign(_)) => {}
            Execve::NoFormat(_) if family != Family::Zsh => return None,
            _ => {}
        }
        let verdict = if family == Family::Bash { Verdict::Blocked } else { Verdict::Refused };
        outcome.reason().map(|reason| (verdict, reason))
    }

    /// What a session may have written or taken away there is a doubt.
    fn undecided(&self, path: &str, lookup: &mut Lookup) {
        let path = self.paths.machine(path);
        if let Err(Fault::Undecided(why)) = self.machine.status(&path) {
            let origin = Origin::Builtin("a file that a session changes".into());
            lookup.doubts_here(Rc::new(Unknown::new(format!("{path} {why}"), origin)));
        }
    }

    /// The file behind a path, and whether it can be run.
    fn file(&self, path: &str) -> Option<(String, Verdict, &'static str)> {
        for suffix in self.paths.suffixes() {
            let machine = self.paths.machine(&format!("{path}{suffix}"));
            let Ok(status) = self.machine.status(&machine) else { continue };
            return Some(match (status.is_file(), status.executable) {
                (true, true) => (machine, Verdict::Chosen, "the path is given"),
                (true, false) => (machine, Verdict::Refused, "it is not executable"),
                _ => (machine, Verdict::Refused, "it is no regular file"),
            });
        }
        None
    }
}

/// Why a list may not be set at all, unless a doubt in its text says so already.
fn unsettled(variable: &Variable) -> Option<Rc<Unknown>> {
    if !variable.maybe_unset {
        return None;
    }
    let condition = variable.when.as_ref().map(|when| when.condition.clone());
    let last = || variable.history.last()?.value.as_ref()?.why_unknown();
    condition.or_else(last)
}

fn plain(kind: CommandKind, text: &str, stage: Stage, reason: &str) -> Candidate {
    Candidate {
        kind,
        path: None,
        text: text.to_owned(),
        stage,
        verdict: Verdict::Chosen,
        reason: reason.to_owned(),
        origin: None,
        when: None,
    }
}
