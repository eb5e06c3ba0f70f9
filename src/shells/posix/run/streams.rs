//! Where output goes: captured text, files, or nowhere that anybody looks.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::environment::Reach;
use crate::machine::overlay::{Change, Effect};
use crate::machine::{Fault, Kind};
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::Target;
use crate::shells::posix::syntax::Redirect;
use crate::shells::{changed_at, steps_for};
use crate::text::Span;
use crate::value::{Unknown, Value};

/// What redirections of one command replace.
pub(super) struct Streams {
    pub(super) input: Option<Value>,
    pub(super) input_is_file: bool,
    pub(super) errors: Target,
    pub(super) descriptors: BTreeMap<u32, Target>,
}

/// What keeps a command from being run.
pub(super) enum Failed {
    /// An expansion stopped something.
    Stop(Stop),
    /// A file cannot be opened: the command fails, the shell goes on.
    Refused,
}

impl From<Stop> for Failed {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl Evaluator<'_> {
    /// Opens a file for output; the reason, where its name is not known.
    pub(super) fn opens_output(
        &mut self,
        operator: &str,
        descriptor: Option<&str>,
        redirect: &Redirect,
        opened: &mut Vec<(Target, Span)>,
    ) -> Result<Option<Rc<Unknown>>, Failed> {
        let mut unsure = None;
        let span = redirect.target.span;
        let word = self.text(span);
        let copies = operator == ">&" && (word == "-" || word.parse::<u32>().is_ok());
        let target = match copies {
            true => self.copied(&word),
            false => {
                let path = self.single(&redirect.target)?;
                unsure = path.path().is_none().then(|| self.why(&path, span));
                self.opened_file(operator, &path, span)?
            }
        };
        let both = matches!(operator, "&>" | "&>>" | "&>|" | ">&|") || operator == ">&" && !copies;
        match descriptor.map(str::parse::<u32>) {
            None | Some(Ok(1)) => {
                // What is printed before it reaches the target is gathered here.
                self.state.sinks.push(Value::empty());
                opened.push((target, span));
                if both {
                    self.state.errors = Target::Sink(self.state.sinks.len() - 1);
                }
            }
            Some(Ok(2)) => self.state.errors = target,
            Some(Ok(number)) => {
                if word == "-" {
                    self.state.descriptors.remove(&number);
                } else {
                    self.state.descriptors.insert(number, target);
                }
            }
            // `{name}>file`: the shell chooses the number.
            Some(Err(_)) => self.named_descriptor(descriptor, &target, span),
        }
        Ok(unsure)
    }

    fn named_descriptor(&mut self, descriptor: Option<&str>, target: &Target, span: Span) {
        let name = descriptor.unwrap_or_default().trim_matches(['{', '}']);
        if let Target::File(path) = target {
            self.touched(path, "is open for a descriptor envsim does not follow", span);
        }
        let number = self.unknown("is a descriptor that the shell chooses", span);
        self.state.set(name, number, self.origin(span));
    }

    /// Where the descriptor of that number goes now.
    pub(in crate::shells::posix) fn copied(&self, word: &str) -> Target {
        match word.parse::<u32>() {
            Ok(1) => match self.state.sinks.len() {
                0 => Target::Away,
                depth => Target::Sink(depth - 1),
            },
            Ok(2) => self.state.errors.clone(),
            Ok(number) => self.state.descriptors.get(&number).cloned().unwrap_or(Target::Away),
            Err(_) => Target::Away,
        }
    }

    /// Opens a file for writing: it is there and, unless appended to, empty from now on.
    fn opened_file(&mut self, operator: &str, path: &Value, span: Span) -> Result<Target, Failed> {
        let Some(text) = path.path() else {
            if is_device(&path.front()) {
                return Ok(Target::Away);
            }
            let why = self.why(path, span);
            let reason = format!("writes to a file whose name {}", why.reason);
            let unknown = why.because(reason, self.origin(span));
            self.writes_somewhere(path, &why, span);
            self.raise(Rc::new(unknown), Reach::Outside);
            return Ok(Target::Away);
        };
        let Some(path) = self.absolute(&text) else {
            let reason = "writes to a file below a directory that is not known";
            let unknown = self.reason(reason, span);
            self.writes_somewhere(path, &unknown, span);
            self.raise(unknown, Reach::Outside);
            return Ok(Target::Away);
        };
        if is_device(&path) {
            return Ok(Target::Away);
        }
        let appends = operator.contains(">>");
        let old = self.host.machine().status(&path);
        if let Some(fault) = self.unwritable(&path, &old) {
            return Err(self.refused(&text, &fault, span));
        }
        let regular = old.as_ref().is_ok_and(|status| status.kind == Kind::File);
        let forces = operator.contains('|') || operator.contains('!');
        if self.option("noclobber") && regular && !appends && !forces {
            if self.state.options.unsure_by_way("noclobber").is_some() {
                self.touched(&path, "may be written", span);
                return Ok(Target::Away);
            }
            self.error(&format!("{text}: cannot overwrite existing file"), "redirection", span);
            return Err(Failed::Refused);
        }
        // Whether the directory is there is not known, and so not whether the file can be made.
        let machine = self.host.machine();
        let above = machine.platform().parent(&path).and_then(|above| machine.status(above).err());
        if above.as_ref().is_some_and(|fault| fault.undecided().is_some()) {
            self.touched(&path, "may be written", span);
            return Ok(Target::Away);
        }
        match old {
            Ok(_) if appends => {}
            Err(fault) if fault.is_ours() => self.touched(&path, "may be written", span),
            _ => self.change(Change::File { path: path.clone(), bytes: Rc::from([]) }, span),
        }
        Ok(Target::File(path))
    }

    /// Output goes to a file of which only a part of the name is known.
    fn writes_somewhere(&mut self, path: &Value, why: &Unknown, span: Span) {
        let reason = format!("may be written by an output whose file's name {}", why.reason).into();
        let cwd = &self.state.cwd;
        // How MSYS2 maps what it begins with is not asked of a part of a name.
        let path = match self.state.paths.is_msys() && !path.is_known() {
            true => &Value::unknown(why.clone()),
            false => path,
        };
        for change in changed_at(self.host.machine(), cwd, path, Effect::Writes, &reason) {
            self.change(change, span);
        }
    }

    /// Says why a file cannot be opened.
    pub(super) fn refused(&mut self, path: &str, fault: &Fault, span: Span) -> Failed {
        self.error(&format!("{path}: {}", fault.in_words_of_unix()), "redirection", span);
        Failed::Refused
    }

    /// Why nothing can be written there.
    fn unwritable(&self, path: &str, old: &Result<crate::machine::Status, Fault>) -> Option<Fault> {
        match old {
            Ok(status) if status.is_directory() => Some(Fault::IsADirectory),
            Ok(status) if !status.writable => Some(Fault::Denied),
            Ok(_) => None,
            Err(Fault::NotFound) => {
                let machine = self.host.machine();
                let above = machine.platform().parent(path)?;
                match machine.status(above) {
                    Ok(status) if !status.is_directory() => Some(Fault::NotADirectory),
                    Ok(status) if !status.writable => Some(Fault::Denied),
                    Ok(_) => None,
                    Err(fault) if fault.is_ours() => None,
                    Err(fault) => Some(fault),
                }
            }
            Err(fault) if fault.is_ours() => None,
            Err(fault) => Some(fault.clone()),
        }
    }

    /// Sends text to where a descriptor leads.
    pub(in crate::shells::posix) fn sends(&mut self, target: &Target, text: Value, span: Span) {
        if text.pieces().is_empty() {
            return;
        }
        match target {
            Target::Away => {}
            Target::Sink(depth) => {
                if let Some(sink) = self.state.sinks.get_mut(*depth) {
                    sink.append(text);
                }
            }
            Target::File(path) => self.extend_file(path, &text, span),
        }
    }

    /// What goes to standard error; `None` where nobody knows its words.
    pub(in crate::shells::posix) fn complain(&mut self, text: Option<Value>, span: Span) {
        self.complaints += 1;
        if self.state.errors == Target::Away {
            return;
        }
        let text = text.unwrap_or_else(|| self.unknown("is a message of the shell", span));
        let target = self.state.errors.clone();
        self.sends(&target, text, span);
    }

    fn extend_file(&mut self, path: &str, text: &Value, span: Span) {
        let old = self.host.machine().read(path);
        match (old, text.text()) {
            (Ok(old), Some(text)) => {
                let _ = self.host.spend(steps_for(old.len() + text.len()));
                let bytes = [&*old, text.as_bytes()].concat();
                self.change(Change::File { path: path.to_owned(), bytes: bytes.into() }, span);
            }
            _ => {
                let why = self.why(text, span).reason.clone();
                let why = format!("holds text that {why}").into();
                self.change(Change::Unread { path: path.to_owned(), why, program: None }, span);
            }
        }
    }

    /// Nobody knows what stands at a path from now on.
    pub(in crate::shells::posix) fn touched(&mut self, path: &str, why: &str, span: Span) {
        let why = why.into();
        self.change(Change::Undecided { path: path.to_owned(), why }, span);
    }

    /// Changes a file, or leaves it undecided where it is not certain that this is run.
    pub(in crate::shells::posix) fn change(&mut self, change: Change, _: Span) {
        let _ = self.host.spend(1);
        match self.uncertain() {
            None => self.host.change(change),
            Some(why) => {
                let reason: Rc<str> =
                    format!("is written only if that is run: it {}", why.reason).into();
                if let Some(change) = change.perhaps(reason) {
                    self.host.change(change);
                }
            }
        }
    }

    /// Why it is not certain that what runs now is run at all; `None` where it is.
    pub(in crate::shells::posix) fn uncertain(&self) -> Option<Rc<Unknown>> {
        if self.ways == 0 && self.parted == 0 {
            return None;
        }
        let origin = crate::value::Origin::Builtin("an undecided condition".into());
        Some(Rc::new(Unknown::new("depends on a condition that is not known", origin)))
    }
}

/// Devices that a recorded machine need not list; below `/dev/shm` there are files.
pub(super) fn is_device(path: &str) -> bool {
    path.starts_with("/dev/") && !path.starts_with("/dev/shm/") || path.starts_with("/proc/")
}
