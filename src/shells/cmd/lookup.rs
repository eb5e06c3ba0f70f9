//! What a name runs: macros, internal commands, the current directory, PATH and PATHEXT.
//!
//! The order and the odd forms follow dbenham and jeb's phase 7; the rules
//! inside a directory are the rows Go's tests check against the real cmd.

mod app_paths;
pub mod behind;
mod directories;
mod inside;
mod names;
mod places;

use std::rc::Rc;

use behind::Started;

use super::builtins;
use super::expand::{Expander, LONGEST, full_path};
use super::state::{Macro, State};
use super::syntax::is_delimiter;
use crate::environment::Entry;
use crate::machine::Machine;
use crate::shells::{Candidate, CommandKind, Lookup, Stage, Verdict};
use crate::value::{Listed, Origin, Unknown};

pub use directories::{Directory, path_list};
use inside::candidate;
use names::{Extension, Names};

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
        // `@` and delimiters in front of a command are passed over (Wine's tests of the command line).
        let name = typed.trim().trim_start_matches(|letter| letter == '@' || is_delimiter(letter));
        let inner = ["cmd", "cmd.exe"].iter().find_map(|one| behind::after(name, one));
        if let Some(inner) = inner.and_then(behind::inner) {
            return Search { interactive: false, ..*self }.all(inner);
        }
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
        if lookup.winner().is_none() {
            note(lookup, self.opened(&name.replace('"', "")));
        }
    }

    /// What `start` opens that is no file: a directory, or an address (MS `start`).
    fn opened(&self, name: &str) -> Option<Rc<Unknown>> {
        let from = Expander { state: self.state, machine: self.machine };
        let directory = full_path(&from, name).is_ok_and(|path| self.machine.is_directory(&path));
        let reason = if directory {
            format!("opens the directory {name}: with what is the desktop's choice")
        } else if is_address(name) {
            format!("opens the address {name}: with what is the user's choice")
        } else {
            return None;
        };
        Some(Rc::new(Unknown::new(reason, Origin::Builtin("start".into()))))
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
}

/// Whether a name begins with a scheme, which has more than the one letter of a drive (`https:`, `ms-settings:`).
fn is_address(name: &str) -> bool {
    let scheme = name.split(':').next().unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    scheme.len() > 1 && scheme.len() < name.len() && scheme.chars().all(plain)
}

fn note(lookup: &mut Lookup, doubt: Option<Rc<Unknown>>) {
    if let Some(unknown) = doubt {
        lookup.doubts_here(unknown);
    }
}
