//! What a name runs: macros, internal commands, the current directory, PATH and PATHEXT.
//!
//! The order and the odd forms follow dbenham and jeb's phase 7; the rules
//! inside a directory are the rows Go's tests check against the real cmd.

mod app_paths;
pub mod behind;
mod directories;
mod names;

use std::rc::Rc;

use behind::Started;

use super::builtins;
use super::expand::{Expander, LONGEST, full_path, spelled};
use super::state::{Macro, State};
use crate::environment::Entry;
use crate::machine::app_alias::AppAlias;
use crate::machine::associations::opener;
use crate::machine::path::without_dots;
use crate::machine::{Fault, Machine, Platform};
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict};
use crate::value::{Listed, Origin, Unknown, When};

pub use directories::{Directory, path_list};
use names::{Extension, Names, Tried, both};

/// What cmd takes for PATHEXT when nobody set it (Windows 2000 and later).
pub const DEFAULT_PATHEXT: &str = ".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WS;.MSC";

/// The variable whose existence keeps the current directory out (`NeedCurrentDirectoryForExePath`).
pub const NO_CURRENT_DIRECTORY: &str = "NoDefaultCurrentDirectoryInExePath";

/// A search in one state of one session.
#[derive(Clone, Copy)]
pub struct Search<'s> {
    /// Variables, directory, macros.
    pub state: &'s State,
    /// Files and registry.
    pub machine: &'s dyn Machine,
    /// Whether a person types: macros count then.
    pub interactive: bool,
}

impl Search<'_> {
    /// Every candidate for a name as it would be typed.
    pub fn all(&self, typed: &str) -> Lookup {
        let mut lookup = Lookup::default();
        let name = typed.trim();
        if let Some(started) = behind::after(name, "start").and_then(behind::started) {
            self.start(started, &mut lookup);
            return lookup;
        }
        if let Some(rest) = behind::after(name, "call").filter(|rest| !rest.starts_with(':')) {
            // CALL looks for files before the commands inside cmd.
            let called = behind::called(rest);
            self.external(called, &mut lookup);
            self.internal(called, &mut lookup);
            return lookup;
        }
        self.macros(name, &mut lookup);
        self.internal(name, &mut lookup);
        self.external(name, &mut lookup);
        self.app_paths(name, false, &mut lookup);
        lookup
    }

    /// Only files: what is left when a name is no macro and nothing internal.
    pub fn files(&self, typed: &str) -> Lookup {
        let mut lookup = Lookup::default();
        self.external(typed, &mut lookup);
        lookup
    }

    /// `start NAME`: files as usual, then App Paths through ShellExecute.
    fn start(&self, started: Started<'_>, lookup: &mut Lookup) {
        let name = started.command;
        self.internal(name, lookup);
        self.external(name, lookup);
        self.app_paths(name, true, lookup);
        if let (None, Some(directory)) = (lookup.winner(), started.directory) {
            let there = format!("{}\\{}", directory.trim_end_matches('\\'), name.replace('"', ""));
            if self.files(&there).winner().is_some() {
                let reason = format!(
                    "is in {directory}, where `start /d` starts it; whether that directory is searched is not documented"
                );
                let origin = Origin::Builtin("start".into());
                lookup.doubts_here(Rc::new(Unknown::new(reason, origin)));
            }
        }
    }

    fn macros(&self, name: &str, lookup: &mut Lookup) {
        let folded = crate::machine::path::folded(name);
        let (verdict, reason) = match self.interactive {
            true => (Verdict::Chosen, "a doskey macro comes before everything else"),
            false => (Verdict::Refused, "doskey macros count only for lines a person types"),
        };
        let doubts = |doubt: Option<&Rc<Unknown>>, lookup: &mut Lookup| {
            if let (Some(why), true) = (doubt, self.interactive) {
                lookup.doubts_here(why.clone());
            }
        };
        doubts(self.state.macros.may_hold(&folded), lookup);
        for entry in self.state.macros.entry(&folded).into_iter().flat_map(Entry::chain) {
            doubts(entry.doubt.as_ref(), lookup);
            let Macro { value, origin } = &entry.item;
            lookup.consider(Candidate {
                kind: CommandKind::Alias,
                path: None,
                text: value.text().map_or_else(|| "(unknown)".to_owned(), |text| text.into()),
                stage: Stage::Alias,
                verdict,
                reason: reason.to_owned(),
                origin: Some(origin.clone()),
                when: entry.when.clone(),
            });
        }
    }

    fn internal(&self, name: &str, lookup: &mut Lookup) {
        if let [letter, b':'] = name.as_bytes() {
            return self.drive(letter.to_ascii_uppercase() as char, lookup);
        }
        let Some((command, _)) = self.internal_command(name) else { return };
        let keyword = matches!(command, "if" | "for" | "rem");
        let (kind, stage) = match keyword {
            true => (CommandKind::Keyword, Stage::Keyword),
            false => (CommandKind::Builtin, Stage::Builtin),
        };
        lookup.consider(Candidate {
            kind,
            path: None,
            text: command.to_owned(),
            stage,
            verdict: Verdict::Chosen,
            reason: "a command inside cmd comes before files".to_owned(),
            origin: None,
            when: None,
        });
    }

    fn drive(&self, letter: char, lookup: &mut Lookup) {
        if !letter.is_ascii_alphabetic() {
            return;
        }
        let text = format!("{letter}:");
        let reason = format!("changes to the current directory of drive {text}");
        lookup.consider(Candidate {
            kind: CommandKind::Builtin,
            path: None,
            text,
            stage: Stage::Builtin,
            verdict: Verdict::Chosen,
            reason,
            origin: None,
            when: None,
        });
    }

    /// The internal command a word calls, and how much of the word is its name.
    pub fn internal_command(&self, word: &str) -> Option<(&'static str, usize)> {
        let cut = |ends: &[char]| word.find(ends).unwrap_or(word.len());
        for end in [
            cut(&['(', ',', ';', '=', ' ', '\t']),
            cut(&['(', '+', '/', '[', ']', ',', ';', '=', ' ', '\t']),
        ] {
            if let Some(command) = builtins::named(&word[..end]) {
                return Some((command, end));
            }
        }
        let end = cut(&['.', '\\', ':']);
        let command = builtins::named(&word[..end])?;
        let hidden = self.files(word).winner().is_some();
        (!hidden).then_some((command, end))
    }

    fn external(&self, typed: &str, lookup: &mut Lookup) {
        let quoted = typed.contains('"');
        let name = typed.replace('"', "");
        let drive = name.as_bytes().get(1) == Some(&b':');
        if name.is_empty() || (drive && name.len() == 2) {
            return;
        }
        if name.contains('/') && !quoted && !drive {
            self.refuse_slash(&name, lookup);
            return;
        }
        let names = Names::new(&name, self.extensions(lookup));
        if name.contains(['\\', '/', ':']) {
            self.direct(&name, &names, lookup);
            return;
        }
        self.current_directory(&names, lookup);
        note(lookup, self.too_long());
        for directory in path_list(self.state) {
            self.listed(&directory, &names, lookup);
        }
    }

    /// Whether cmd's own search reads more of PATH than cmd expands is documented nowhere.
    fn too_long(&self) -> Option<Rc<Unknown>> {
        let text = self.state.variable("PATH")?.text()?.into_owned();
        let units = text.encode_utf16().count();
        (units > LONGEST).then(|| {
            let reason = format!("has {units} characters, and cmd expands no more than {LONGEST}; how much of it cmd searches is not documented");
            Rc::new(Unknown::new(reason, Origin::Builtin("PATH".into())))
        })
    }

    fn refuse_slash(&self, name: &str, lookup: &mut Lookup) {
        let from = Expander { state: self.state, machine: self.machine };
        let Ok(path) = full_path(&from, name) else { return };
        if self.machine.is_file(&path) {
            let reason =
                "a slash begins a switch; in quotes, or with backslashes, it would be found";
            lookup.consider(candidate(&path, Stage::Direct, Verdict::Refused, reason));
        }
    }

    /// What PATHEXT lists, or likely lists.
    fn extensions(&self, lookup: &mut Lookup) -> Vec<Extension> {
        let plain = |text: &str| Extension { text: text.to_owned(), when: None };
        let stock = || DEFAULT_PATHEXT.split(';').map(plain).collect();
        let Some(value) = self.state.variable("PATHEXT") else {
            note(lookup, self.state.absence_doubt("PATHEXT"));
            return stock();
        };
        let listed = value.listed(';');
        let unknown = |one: &Listed| match one.value.text() {
            Some(_) => one.doubt.clone(),
            None => one.value.why_unknown(),
        };
        let may_be_unset = self.state.is_set("PATHEXT").err();
        note(lookup, listed.iter().find_map(unknown).or(may_be_unset));
        let mut extensions = Vec::new();
        for one in listed {
            let Some(text) = one.value.text().filter(|text| !text.is_empty()) else { continue };
            extensions.push(Extension { text: text.into_owned(), when: one.when });
        }
        if extensions.is_empty() { stock() } else { extensions }
    }

    fn direct(&self, name: &str, names: &Names, lookup: &mut Lookup) {
        let written = match name.contains(['\\', '/']) {
            true => Platform::Windows.parent(name).unwrap_or("."),
            false => name.get(..2).unwrap_or("."),
        };
        let bare = names.without_directory();
        for (directory, when) in self.absolute(written, lookup) {
            let found = Found { stage: Stage::Direct, origin: None, when };
            self.directory(&directory, &bare, &found, lookup);
        }
    }

    /// Where a directory is: in each alternative of the current directory, if that has a say.
    fn absolute(&self, written: &str, lookup: &mut Lookup) -> Vec<(String, Option<When>)> {
        let from = Expander { state: self.state, machine: self.machine };
        if let Ok(full) = full_path(&from, written) {
            return vec![(full, None)];
        }
        let mut all = Vec::new();
        for (cwd, when) in self.cwds(lookup) {
            all.push((spelled(self.machine, &Platform::Windows.absolute(&cwd, written)), when));
        }
        all
    }

    /// What the current directory is, or likely is.
    fn cwds(&self, lookup: &mut Lookup) -> Vec<(String, Option<When>)> {
        // No path has this separator: every entry is a whole alternative.
        let listed = self.state.cwd.listed('\0').into_iter();
        let mut all = Vec::new();
        for one in listed {
            note(lookup, one.doubt.clone());
            match one.value.text() {
                Some(text) => all.push((text.into_owned(), one.when)),
                None => lookup.doubts_here(why(&one.value)),
            }
        }
        all
    }

    fn current_directory(&self, names: &Names, lookup: &mut Lookup) {
        let set = self.state.is_set(NO_CURRENT_DIRECTORY);
        let kept_out = match &set {
            Ok(set) => *set,
            Err(_) => self.state.variable(NO_CURRENT_DIRECTORY).is_some(),
        };
        for (cwd, when) in self.cwds(lookup) {
            let found = Found { stage: Stage::CurrentDirectory, origin: None, when };
            let mut here = Lookup::default();
            self.directory(&cwd, names, &found, &mut here);
            // The variable matters only to what is there.
            if let (Err(unknown), false) = (&set, here.candidates.is_empty()) {
                lookup.doubts_here(unknown.clone());
            }
            for doubt in here.doubts.iter().filter(|_| !kept_out) {
                lookup.doubts_here(doubt.unknown.clone());
            }
            for mut one in here.candidates {
                if kept_out {
                    one.verdict = Verdict::Refused;
                    one.reason = format!("{NO_CURRENT_DIRECTORY} is set, whatever its value");
                } else if one.verdict != Verdict::Refused {
                    one.verdict = Verdict::Chosen;
                }
                lookup.consider(one);
            }
        }
    }

    fn listed(&self, entry: &Directory, names: &Names, lookup: &mut Lookup) {
        note(lookup, entry.doubt.clone());
        let Some(directory) = entry.value.as_known() else {
            if !self.leads_to_none(entry, names) {
                note(lookup, entry.value.why_unknown());
            }
            return;
        };
        if directory.is_empty() {
            return;
        }
        for (full, inner) in self.absolute(directory, lookup) {
            let found = Found {
                stage: Stage::PathEntry(entry.number),
                origin: entry.value.writer(),
                when: both(entry.when.as_ref(), inner),
            };
            self.directory(&full, names, &found, lookup);
        }
    }

    /// Whether a directory that is a link somewhere has nothing to say, wherever of all places it leads to.
    fn leads_to_none(&self, entry: &Directory, names: &Names) -> bool {
        let found = Found { stage: Stage::PathEntry(entry.number), origin: None, when: None };
        entry.value.to_value().leads_to().is_some_and(|places| {
            places.iter().all(|place| {
                let mut there = Lookup::default();
                self.directory(place, names, &found, &mut there);
                there == Lookup::default()
            })
        })
    }

    /// All candidates of one directory, in the order cmd tries them.
    fn directory(&self, directory: &str, names: &Names, found: &Found, lookup: &mut Lookup) {
        let stage = &found.stage;
        let directory = &without_dots(directory);
        if let Some(unknown) = self.undecided(directory, found) {
            return lookup.doubts_here(unknown);
        }
        if let Err(Fault::NotFound) = self.machine.status(directory) {
            return;
        }
        let tried = match names.tried() {
            Ok(tried) => tried,
            Err(unknown) => return lookup.doubts_here(unknown),
        };
        for Tried { name, reason, when } in tried {
            let path = Platform::Windows.absolute(directory, name);
            let added = name.strip_prefix(&names.name).unwrap_or_default();
            if added.matches('.').count() > 1 && self.is_file(&path) {
                note(lookup, Some(two_dots(added)));
            }
            let mut one = if self.machine.is_directory(&path) {
                candidate(&path, stage.clone(), Verdict::Refused, "it is a directory")
            } else if self.is_file(&path) {
                self.found(&path, stage, reason)
            } else {
                note(lookup, self.undecided(&path, found));
                continue;
            };
            one.origin.clone_from(&found.origin);
            one.when = both(found.when.as_ref(), when.clone());
            lookup.consider(one);
        }
        if !names.has_extension() {
            let path = Platform::Windows.absolute(directory, &names.name);
            if self.is_file(&path) {
                let reason = "no extension, and PATHEXT has none for it";
                let mut one = candidate(
                    &spelled(self.machine, &path),
                    stage.clone(),
                    Verdict::Refused,
                    reason,
                );
                one.origin.clone_from(&found.origin);
                one.when.clone_from(&found.when);
                lookup.consider(one);
            }
        }
    }

    /// Why it is not known what stands at a path.
    fn undecided(&self, path: &str, found: &Found) -> Option<Rc<Unknown>> {
        let Err(Fault::Undecided(why)) = self.machine.status(path) else { return None };
        let origin = found.origin.clone().unwrap_or_else(|| Origin::Builtin("cmd".into()));
        Some(Rc::new(Unknown::new(format!("{path} {why}"), origin)))
    }

    /// App execution aliases are there although they cannot be opened.
    fn is_file(&self, path: &str) -> bool {
        self.machine
            .status(path)
            .or_else(|_| self.machine.link_status(path))
            .is_ok_and(|status| !status.is_directory())
    }

    fn found(&self, path: &str, stage: &Stage, reason: &str) -> Candidate {
        let alias = self.machine.link_status(path).is_ok_and(|status| status.app_alias);
        let reason = match (stage, alias) {
            (_, true) => AppAlias::at(self.machine, path).words(),
            (Stage::CurrentDirectory, _) => {
                format!("the current directory comes before PATH{reason}")
            }
            (Stage::Direct, _) => format!("the path is given{reason}"),
            (Stage::PathEntry(number), _) => format!("PATH entry {number}{reason}"),
            _ => reason.trim_start_matches(", ").to_owned(),
        };
        // Error 193 sends cmd to ShellExecute, which asks the registry.
        let opened = opener(self.machine, path).map(|opener| format!(", {}", opener.words()));
        let reason = format!("{reason}{}", opened.unwrap_or_default());
        candidate(&spelled(self.machine, path), stage.clone(), Verdict::Chosen, &reason)
    }
}

/// Windows 10 takes an item of two dots, Windows 11 does not (microsoft/terminal#17609).
fn two_dots(item: &str) -> Rc<Unknown> {
    let reason =
        format!("has {item} in PATHEXT, an item of two dots, which not every Windows takes");
    Rc::new(Unknown::new(reason, Origin::Builtin("PATHEXT".into())))
}

fn note(lookup: &mut Lookup, doubt: Option<Rc<Unknown>>) {
    if let Some(unknown) = doubt {
        lookup.doubts_here(unknown);
    }
}

/// Where a directory comes from, and when.
struct Found {
    stage: Stage,
    origin: Option<Origin>,
    when: Option<When>,
}

fn why(value: &crate::value::Value) -> Rc<Unknown> {
    value
        .why_unknown()
        .unwrap_or_else(|| Rc::new(Unknown::new("is not known", Origin::Builtin("cmd".into()))))
}

fn candidate(path: &str, stage: Stage, verdict: Verdict, reason: &str) -> Candidate {
    let script = [".bat", ".cmd"].iter().any(|end| path.to_ascii_lowercase().ends_with(end));
    Candidate {
        kind: if script { CommandKind::Script } else { CommandKind::Application },
        path: Some(path.to_owned()),
        text: path.to_owned(),
        stage,
        verdict,
        reason: reason.to_owned(),
        origin: None,
        when: None,
    }
}
