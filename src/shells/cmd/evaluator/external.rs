//! Commands that are files: batch files run, programs are only looked at.

use std::rc::Rc;

use super::words::command_words;
use super::{Evaluator, Flow, system};
use crate::environment::{Reach, Variable};
use crate::machine::path::folded;
use crate::machine::{Output, Platform};
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::shells::{Call, Candidate, CommandKind, steps_for};
use crate::value::{Origin, Unknown, Value, When};

/// What a name leads to, and when.
type Way = (Option<When>, Option<Candidate>);

/// What looking through PATH costs of the session's fuel.
pub(super) const SEARCH: u64 = 200;

impl Evaluator<'_> {
    /// The file a name leads to, if it certainly leads to one.
    pub(super) fn found_file(&self, word: &str) -> Option<String> {
        let lookup = self.search().files(word);
        let outcome = lookup.outcome();
        match outcome.ends.as_slice() {
            [end] if outcome.doubt.is_none() => end.candidate?.path.clone(),
            _ => None,
        }
    }

    pub(super) fn external(
        &mut self,
        name: &Traced,
        rest: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        if self.host.spend(SEARCH).is_err() {
            return Flow::Exit;
        }
        let lookup = self.search().files(name.text());
        let outcome = lookup.outcome();
        let ends: Vec<Way> =
            outcome.ends.iter().map(|end| (end.when.cloned(), end.candidate.cloned())).collect();
        if let Some(doubt) = outcome.doubt {
            let kinds = || ends.iter().map(|(_, one)| one.as_ref().map(|one| one.kind));
            let script = kinds().any(|kind| kind == Some(CommandKind::Script));
            let found = kinds().all(|kind| kind.is_some()) || system::is_stock(name.text());
            if script || !found {
                let batch = script || called || self.may_be_batch(name.text());
                return self.doubtful(name, rest, &doubt.unknown, origin, batch);
            }
        }
        self.one_of(&ends, name, rest, origin, called)
    }

    /// Whether something that nobody follows may have written a batch file of that name.
    fn may_be_batch(&self, name: &str) -> bool {
        let bare = folded(Platform::Windows.file_name(&name.replace('"', "")));
        let ends = |path: &String| {
            let file = Platform::Windows.file_name(path);
            is_batch(file)
                && (file == bare || file.rsplit_once('.').is_some_and(|(stem, _)| stem == bare))
        };
        self.record.unknown_files.keys().any(ends)
    }

    /// A name that may lead elsewhere. A batch file could have changed anything; that a program
    /// which is not found is one is not supposed, unless it is called.
    fn doubtful(
        &mut self,
        name: &Traced,
        rest: &Traced,
        why: &Rc<Unknown>,
        origin: &Origin,
        batch: bool,
    ) -> Flow {
        // A reason of a place names it.
        let of = if why.reason.get(1..3) == Some(":\\") { "" } else { "PATH " };
        let reason = format!("which file `{}` runs is not known: {of}{}", name.text(), why.reason);
        if batch {
            self.doubt(why.because(reason, origin.clone()), Reach::Everything);
            return Flow::Next;
        }
        self.remark(reason, origin);
        self.unseen(name, rest, origin)
    }

    /// Runs what the name leads to, under each condition what it is then.
    fn one_of(
        &mut self,
        ends: &[Way],
        name: &Traced,
        rest: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        match ends {
            [] => self.not_found(name.text(), origin, called),
            [(Some(when), first), others @ ..] if !others.is_empty() => {
                let words = (&*when.words, &*when.negated());
                self.fork(&when.condition, words, &mut |me, holds| match holds {
                    true => me.leads_to(first.as_ref(), name, rest, origin, called),
                    false => me.one_of(others, name, rest, origin, called),
                })
            }
            [(_, found), ..] => self.leads_to(found.as_ref(), name, rest, origin, called),
        }
    }

    fn leads_to(
        &mut self,
        found: Option<&Candidate>,
        name: &Traced,
        rest: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        match found.and_then(|found| found.path.clone()) {
            Some(path) if is_batch(&path) => self.batch_file(&path, name, rest, origin, called),
            Some(path) => self.program(&path, name, rest, origin),
            None if system::is_stock(name.text()) => {
                let bare = name.text().replace('"', "");
                let path = format!("C:\\Windows\\System32\\{}", Platform::Windows.file_name(&bare));
                self.program(&path, name, rest, origin)
            }
            None => self.not_found(name.text(), origin, called),
        }
    }

    fn program(&mut self, path: &str, name: &Traced, rest: &Traced, origin: &Origin) -> Flow {
        let flow = self.answered(path, name, rest, origin);
        self.state.exited = match self.state.code {
            Level::Known(code) => Some(code),
            Level::Unknown(_) => None,
        };
        flow
    }

    /// A program: a recorded output, a model of its effect, or nothing is known of it.
    fn answered(&mut self, path: &str, name: &Traced, rest: &Traced, origin: &Origin) -> Flow {
        if self.recorded(name, rest, origin) {
            return Flow::Next;
        }
        let file = Platform::Windows.file_name(path).to_ascii_lowercase();
        let base = file.strip_suffix(".exe").or_else(|| file.strip_suffix(".com")).unwrap_or(&file);
        if self.own(base, rest, origin) || self.followed(base, path, rest, origin) {
            return Flow::Next;
        }
        self.unseen(name, rest, origin)
    }

    /// Asks the host to follow a program.
    fn followed(&mut self, base: &str, path: &str, rest: &Traced, origin: &Origin) -> bool {
        let Some(place) = origin.place().cloned() else { return false };
        let environment = self.block();
        let size = environment.iter().map(|(_, value)| value.size()).sum::<usize>();
        if self.host.spend(environment.len() as u64 / 2 + steps_for(size)).is_err() {
            return false;
        }
        let arguments: Vec<Value> = command_words(rest).iter().map(Traced::to_value).collect();
        let line = rest.trim(&[' ', '\t']).to_value();
        let input = self.input.clone().and_then(|_| self.rest_of_input());
        let call = Call {
            name: base,
            path,
            arguments: &arguments,
            line: Some(&line),
            input: input.as_ref(),
            input_is_file: false,
            environment: &environment,
            cwd: &self.state.cwd,
            shell: "cmd",
            interactive: false,
            pipes: &[],
            place,
            perhaps: self.uncertain(),
        };
        let Some(ran) = self.host.start(&call) else { return false };
        self.state.print(ran.output);
        self.state.print_error(ran.error);
        ran.aliases.into_iter().for_each(|alias| self.alias(alias, origin));
        if let Some(why) = ran.outside {
            self.doubt(Unknown::clone(&why), Reach::Outside);
        }
        match ran.status {
            Ok(status) => self.state.returns(status),
            Err(why) => {
                self.state.level = Level::Unknown(why.clone());
                self.state.code = Level::Unknown(why);
            }
        }
        true
    }

    /// A text that does what a batch file does that the host knows, where nobody can follow the file itself.
    pub(super) fn modelled_batch(
        &mut self,
        path: &str,
        rest: &Traced,
        origin: &Origin,
    ) -> Option<Rc<crate::text::Source>> {
        let place = origin.place().cloned()?;
        let environment = self.block();
        self.host.spend(environment.len() as u64 / 2).ok()?;
        let arguments: Vec<Value> = command_words(rest).iter().map(Traced::to_value).collect();
        let call = Call {
            name: Platform::Windows.file_name(path),
            path,
            arguments: &arguments,
            line: None,
            input: None,
            input_is_file: false,
            environment: &environment,
            cwd: &self.state.cwd,
            shell: "cmd",
            interactive: false,
            pipes: &[],
            place: place.clone(),
            perhaps: None,
        };
        let program = self.host.start(&call)?.output.program()?;
        Some(crate::text::Source::evaluated(&program.text()?, place))
    }

    /// The environment block that a child gets.
    fn block(&self) -> Vec<(String, Value)> {
        let value = |variable: &Variable| {
            let value = variable.value.clone()?;
            match self.state.is_set(&variable.name) {
                Ok(_) => Some(value),
                Err(why) => Some(Value::unknown(why)),
            }
        };
        let all = self.state.variables.iter();
        all.filter_map(|variable| Some((variable.name.clone(), value(variable)?))).collect()
    }

    /// A program whose output and code nobody knows.
    pub(super) fn unseen(&mut self, name: &Traced, rest: &Traced, origin: &Origin) -> Flow {
        self.may_write(name, rest, origin);
        let line = format!("{}{}", name.text(), rest.text());
        self.print_unknown(line.trim(), origin);
        if self.state.errors.is_some() {
            let unknown = Unknown::output_of(line.trim(), origin.clone());
            self.state.print_error(Value::unknown(unknown));
        }
        self.unknown_code(
            &format!("is what `{}` returns, which is never run", name.text()),
            origin,
        );
        Flow::Next
    }

    /// What is recorded of a command, and the words it was recorded by.
    pub(super) fn recorded_words(&self, name: &Traced, rest: &Traced) -> Option<(Output, String)> {
        let words = command_words(rest);
        let mut texts = vec![name.text().replace('"', "")];
        for word in &words {
            texts.push(word.as_known()?.to_owned());
        }
        let words: Vec<&str> = texts.iter().map(String::as_str).collect();
        let output = self.host.output(&words)?;
        Some((output, texts.swap_remove(0)))
    }

    fn recorded(&mut self, name: &Traced, rest: &Traced, origin: &Origin) -> bool {
        let Some((output, name)) = self.recorded_words(name, rest) else { return false };
        let shown = output.stdout;
        if self.state.output.is_some() {
            let name = name.as_str().into();
            let origin = match origin.place() {
                Some(place) => Origin::Signature { name, place: place.clone() },
                None => origin.clone(),
            };
            self.state.print(Value::known(shown, origin));
        }
        self.state.returns(output.status);
        true
    }

    fn not_found(&mut self, name: &str, origin: &Origin, called: bool) -> Flow {
        let bare = name.replace('"', "");
        let directory = bare.rfind('\\').map(|at| &bare[..at]);
        let missing = directory.is_some_and(|directory| {
            full_path(&self.expander(), directory)
                .is_ok_and(|path| !self.host.machine().is_directory(&path))
        });
        // Of a directory that is not there cmd says so, and nothing of the program.
        match missing {
            true => {
                self.complain("PathNotFound", "The system cannot find the path specified.", origin)
            }
            false => {
                let message = format!(
                    "'{bare}' is not recognized as an internal or external command, operable program or batch file."
                );
                self.complain("NotRecognized", &message, origin);
            }
        }
        self.state.level = Level::Known(match (called, missing) {
            (true, _) => 1,
            (false, true) => 3,
            (false, false) => 9009,
        });
        self.state.code = Level::Known(1);
        Flow::Next
    }
}

fn is_batch(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower.ends_with(".bat") || lower.ends_with(".cmd")
}
