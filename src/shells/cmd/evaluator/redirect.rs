//! Redirections: what is written to files can be read again, and input can come from known files.

use std::rc::Rc;

use super::{Evaluator, Flow, Input, longest, once, partly};
use crate::machine::Platform;
use crate::machine::overlay::{Change, Effect};
use crate::machine::path::folded;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::{Direction, Redirection};
use crate::shells::cmd::traced::Traced;
use crate::shells::steps_for;
use crate::value::{Origin, Unknown, Value};

/// What is printed where somebody reads it.
#[derive(Clone)]
struct Streams {
    output: Option<Value>,
    errors: Option<Value>,
}

impl Streams {
    /// With what was printed inside and leads out of it.
    fn with(mut self, handles: &Handles, inner: &Self, origin: &Origin) -> Self {
        if let Some(output) = &mut self.output {
            output.append(inner.to(Sink::Output, handles, origin));
        }
        if let Some(errors) = &mut self.errors {
            errors.append(inner.to(Sink::Errors, handles, origin));
        }
        self
    }

    /// What leads to a place. Output and messages in one place stand in an order that is not known.
    fn to(&self, sink: Sink, handles: &Handles, origin: &Origin) -> Value {
        let part = |own: Sink, text: &Option<Value>| match own == sink {
            true => text.clone().unwrap_or_default(),
            false => Value::empty(),
        };
        let output = part(handles.output, &self.output);
        let errors = part(handles.errors, &self.errors);
        match (output.is_empty(), errors.is_empty()) {
            (_, Some(true)) => output,
            (Some(true), _) => errors,
            _ => Value::unknown(Unknown::new("mixes output and messages", origin.clone())),
        }
    }
}

/// Where a handle leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sink {
    /// To what was the standard output outside.
    Output,
    /// To what was the standard error outside.
    Errors,
    /// Nowhere.
    Away,
    /// To the file that this redirection names.
    File(usize),
}

/// Where the handles of one command lead.
struct Handles {
    output: Sink,
    errors: Sink,
    /// Files that are opened, in order: what they are called, and whether they grow.
    files: Vec<(Traced, bool)>,
    input: Option<Traced>,
}

impl Evaluator<'_> {
    /// Runs something with redirections; the last one of a handle counts.
    pub(super) fn redirected(
        &mut self,
        line: &Traced,
        redirections: &[Redirection],
        run: &mut dyn FnMut(&mut Self) -> Flow,
    ) -> Flow {
        if redirections.is_empty() {
            return run(self);
        }
        let origin = Self::origin(line, redirections[0].target);
        let mut handles = self.handles(line, redirections);
        self.placed(&mut handles);
        let outer = self.input.clone();
        if !self.opened(&handles, &origin) {
            self.input = outer;
            self.state.code = Level::Known(1);
            return Flow::Next;
        }
        let flow = self.run_with(&handles, &origin, run);
        self.input = outer;
        flow
    }

    /// Reads them from left to right; a handle that is redirected once more later is not opened here.
    fn handles(&self, line: &Traced, redirections: &[Redirection]) -> Handles {
        let mut handles =
            Handles { output: Sink::Output, errors: Sink::Errors, files: Vec::new(), input: None };
        for (index, one) in redirections.iter().enumerate() {
            if redirections[index + 1..].iter().any(|later| later.handle == one.handle) {
                continue;
            }
            let target = self.word(line, one.target);
            let sink = match one.direction {
                Direction::Copy => match target.text() {
                    "1" => handles.output,
                    "2" => handles.errors,
                    _ => Sink::Away,
                },
                Direction::Read => {
                    if one.handle == 0 {
                        handles.input = Some(target);
                    }
                    continue;
                }
                Direction::Write | Direction::Append => {
                    handles.files.push((target, one.direction == Direction::Append));
                    Sink::File(handles.files.len() - 1)
                }
            };
            match one.handle {
                1 => handles.output = sink,
                2 => handles.errors = sink,
                _ => {}
            }
        }
        handles
    }

    /// A file is the one that its name means when it is opened, wherever the command goes.
    fn placed(&self, handles: &mut Handles) {
        for (target, _) in &mut handles.files {
            let Some(name) = target.as_known().map(|name| name.replace('"', "")) else { continue };
            if is_device(&name) {
                continue;
            }
            if let (Ok(path), Some(origin)) =
                (full_path(&self.expander(), &name), target.origin_at(0))
            {
                *target = Traced::known(&path, origin);
            }
        }
    }

    /// Opens what is read and what is written; `false`, with cmd's complaint, where that fails.
    fn opened(&mut self, handles: &Handles, origin: &Origin) -> bool {
        if let Some(target) = &handles.input
            && !self.read_from(target, origin)
        {
            return false;
        }
        for (target, append) in &handles.files {
            if !self.creatable(target, origin) {
                return false;
            }
            let path = target.as_known().map(|name| name.replace('"', ""));
            let path = path.and_then(|name| full_path(&self.expander(), &name).ok());
            let grows = *append && path.is_some_and(|path| self.host.machine().is_file(&path));
            if !grows {
                self.write(target, &Value::empty(), *append, origin);
            }
        }
        true
    }

    /// Whether a file can be written: its directory is there, and it is none itself.
    fn creatable(&mut self, target: &Traced, origin: &Origin) -> bool {
        let Some(name) = target.as_known().map(|name| name.replace('"', "")) else { return true };
        if is_device(&name) {
            return true;
        }
        let Ok(path) = full_path(&self.expander(), &name) else { return true };
        let parent = Platform::Windows.parent(&path).unwrap_or(&path).to_owned();
        if self.unknown_file(&parent).is_some() || self.unknown_file(&path).is_some() {
            return true;
        }
        if let Some(why) = self.protection(&path).filter(|_| self.host.machine().is_file(&path)) {
            self.lost("writes to a file that may be hidden or read-only", origin);
            self.mark_undecided(&path, why);
            return false;
        }
        let there = self.host.machine().is_file(&path);
        if !there && longest::is_too_long(&path, longest::FILE) && self.long_paths() {
            self.mark_undecided(&path, longest::unknown(origin));
            return true;
        }
        let too_long = !there && longest::is_too_long(&path, longest::FILE);
        let (id, message) = if too_long || !self.directory_is_there(&parent) {
            ("PathNotFound", "The system cannot find the path specified.")
        } else if self.host.machine().is_directory(&path) || self.read_only(&path) {
            ("AccessDenied", "Access is denied.")
        } else {
            return true;
        };
        self.complain(id, message, origin);
        false
    }

    /// Runs with the handles as they are redirected, and takes what was printed to where it belongs.
    fn run_with(
        &mut self,
        handles: &Handles,
        origin: &Origin,
        run: &mut dyn FnMut(&mut Self) -> Flow,
    ) -> Flow {
        let outer = Streams { output: self.state.output.take(), errors: self.state.errors.take() };
        let taken = |outer: &Option<Value>, through: bool| match (outer, through) {
            (None, true) => None,
            _ => Some(Value::empty()),
        };
        self.state.output = taken(&outer.output, handles.output == Sink::Output);
        self.state.errors = taken(&outer.errors, handles.errors == Sink::Errors);
        let parked = self.parked.len();
        let quiet = u32::from(handles.errors != Sink::Errors);
        self.quiet += quiet;
        let flow = run(self);
        self.quiet -= quiet;
        for (state, _) in &mut self.parked[parked..] {
            let inner = Streams { output: state.output.take(), errors: state.errors.take() };
            let streams = outer.clone().with(handles, &inner, origin);
            (state.output, state.errors) = (streams.output, streams.errors);
        }
        let inner = Streams { output: self.state.output.take(), errors: self.state.errors.take() };
        let streams = outer.with(handles, &inner, origin);
        (self.state.output, self.state.errors) = (streams.output, streams.errors);
        for (index, (target, _)) in handles.files.iter().enumerate() {
            let written = inner.to(Sink::File(index), handles, origin);
            if written.is_empty() != Some(true) {
                self.write(target, &written, true, origin);
            }
        }
        flow
    }

    fn read_from(&mut self, target: &Traced, origin: &Origin) -> bool {
        let known = target.as_known().map(|name| name.replace('"', ""));
        let Some(name) = known else {
            let why = target.why_unknown();
            let why = why.unwrap_or_else(|| Rc::new(Unknown::new("is not known", origin.clone())));
            self.input = Some(Input::Unknown(why));
            return true;
        };
        if is_device(&name) {
            let empty = !name.to_ascii_lowercase().starts_with("con");
            self.input = empty.then(|| Input::known("".into(), origin.clone()));
            return true;
        }
        match self.file_text(&name, origin) {
            Ok(Some((text, origin))) => {
                self.input = Some(Input::known(text, origin));
                true
            }
            Ok(None) => {
                let message = "The system cannot find the file specified.";
                self.complain("FileNotFound", message, origin);
                false
            }
            Err(why) => {
                self.input = Some(Input::Unknown(why));
                true
            }
        }
    }

    /// A file's text and where it comes from; `None` if it is not there.
    pub(super) fn file_text(
        &mut self,
        name: &str,
        origin: &Origin,
    ) -> Result<Option<(Rc<str>, Origin)>, Rc<Unknown>> {
        let path = full_path(&self.expander(), name)?;
        if let Some(unknown) = self.unknown_file(&path) {
            return Err(unknown);
        }
        if !self.host.machine().is_file(&path) {
            return Ok(None);
        }
        match self.host.open(&path, origin.place().cloned()) {
            Ok(source) => {
                let _ = self.host.spend(steps_for(source.text().len()));
                let span = crate::text::Span::new(0, 0);
                let place = crate::text::Place::new(&source, span);
                Ok(Some((source.shared_text(), Origin::File(place))))
            }
            Err(fault) => Err(Rc::new(Unknown::new(
                format!("takes the text of {path}: {fault}"),
                origin.clone(),
            ))),
        }
    }

    /// Why it is not known whether anything is there at all.
    pub(super) fn undecided(&self, path: &str) -> Option<Rc<Unknown>> {
        let there = || self.host.machine().status(path).is_ok();
        self.unknown_file(path).filter(|_| !there())
    }

    /// Why nobody knows what stands at a path: something happened to it, or to a directory above.
    pub(super) fn unknown_file(&self, path: &str) -> Option<Rc<Unknown>> {
        if !self.record.unknown_files.is_empty() {
            let path = folded(path);
            let above = path.match_indices('\\').map(|(at, _)| &path[..at]);
            let mut all = above.chain([path.as_str()]);
            if let Some(why) = all.find_map(|path| self.record.unknown_files.get(path)) {
                return Some(why.clone());
            }
        }
        let why = self.host.why_undecided(path)?;
        let origin = Origin::Builtin("a file whose name is not known".into());
        Some(Rc::new(Unknown::new(format!("depends on {path}, which {why}"), origin)))
    }

    /// The next line of the input, for `set /p`; `Ok(None)` at its end.
    pub(super) fn next_input_line(
        &mut self,
        origin: &Origin,
    ) -> Result<Option<Value>, Rc<Unknown>> {
        match &mut self.input {
            None => Err(Rc::new(Unknown::new("is typed by a person at `set /p`", origin.clone()))),
            Some(Input::Unknown(why)) => Err(why.clone()),
            Some(Input::Known { text, at, origin }) => {
                let rest = &text[*at..];
                if rest.is_empty() {
                    return Ok(None);
                }
                let end = rest.find('\n').unwrap_or(rest.len());
                let line = rest[..end].trim_end_matches('\r').to_owned();
                *at += (end + 1).min(rest.len());
                Ok(Some(Value::known(line, origin.clone())))
            }
        }
    }

    /// All that is left of the input, where it is no console.
    pub(super) fn rest_of_input(&mut self) -> Option<Value> {
        match self.input.as_mut()? {
            Input::Unknown(why) => Some(Value::unknown(why.clone())),
            Input::Known { text, at, origin } => {
                let rest = Value::known(&text[*at..], origin.clone());
                *at = text.len();
                Some(rest)
            }
        }
    }

    /// Writes what was printed. Under a condition that is not known the file becomes unknown.
    pub(super) fn write(
        &mut self,
        target: &Traced,
        written: &Value,
        append: bool,
        origin: &Origin,
    ) {
        let Some(name) = target.as_known().map(|name| name.replace('"', "")) else {
            self.changed_somewhere(target, Effect::Writes);
            self.outside("writes to a file whose name is not known", origin);
            return;
        };
        if is_device(&name) {
            return;
        }
        let path = match full_path(&self.expander(), &name) {
            Ok(path) => path,
            Err(unknown) => {
                self.changed_somewhere(target, Effect::Writes);
                self.outside(&once("writes to a file: ", &unknown.reason), origin);
                return;
            }
        };
        self.running_file_written(&path, origin);
        let before = if append { self.text_before(&path, origin) } else { Ok(Value::empty()) };
        let text = match (before, self.uncertain()) {
            (_, Some(unknown)) | (Err(unknown), None) => Err(unknown),
            (Ok(before), None) => Ok(before.then(written.clone())),
        };
        // What is appended to is read, decoded and written anew.
        let size = text.as_ref().map_or(0, partly::size);
        if self.host.spend(steps_for(size)).is_err() {
            return;
        }
        match text {
            Ok(text) => self.written(path, text, origin),
            Err(unknown) => self.written_unknown(&path, unknown),
        }
    }

    /// A file holds that.
    fn written(&mut self, path: String, value: Value, origin: &Origin) {
        let unknown = match value.text() {
            Some(text) if text.is_ascii() => {
                self.record.unknown_files.remove(&folded(&path));
                let bytes: Rc<[u8]> = text.as_bytes().into();
                return self.host.change(Change::File { path, bytes });
            }
            Some(_) => {
                let reason = "was written with letters that depend on the console's code page";
                return self.written_unknown(&path, Rc::new(Unknown::new(reason, origin.clone())));
            }
            None => value.why_unknown(),
        };
        // A doubt of its own tells whether anything else happens to the file.
        let unknown =
            unknown.map(|why| Unknown { reason: (&*why.reason).into(), ..(*why).clone() });
        let unknown = unknown.unwrap_or_else(|| Unknown::new("is not known", origin.clone()));
        let unknown = Rc::new(unknown);
        self.written_unknown(&path, unknown.clone());
        self.record.partly.keep(&path, &unknown, value);
    }

    /// A file is there, or perhaps there, and nobody knows what it holds.
    fn written_unknown(&mut self, path: &str, unknown: Rc<Unknown>) {
        let (path, why) = (path.to_owned(), unknown.reason.clone());
        self.record.unknown_files.insert(folded(&path), unknown);
        self.host.change(match self.uncertain() {
            Some(_) => Change::Undecided { path, why },
            None => Change::Unread { path, why, program: None },
        });
    }

    fn text_before(&mut self, path: &str, origin: &Origin) -> Result<Value, Rc<Unknown>> {
        Ok(self.file_value(path, origin)?.unwrap_or_default())
    }

    /// What a command that only reads a file leaves.
    pub(super) fn failed(&mut self, id: &str, message: &str, origin: &Origin) {
        self.complain(id, message, origin);
        self.state.returns(1);
    }
}

/// Devices that are in every directory.
pub(super) fn is_device(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let base = lower.rsplit(['\\', '/']).next().unwrap_or_default();
    let base = base.trim_end_matches(':');
    matches!(base, "nul" | "con" | "prn" | "aux")
        || (base.len() == 4
            && (base.starts_with("com") || base.starts_with("lpt"))
            && base.as_bytes()[3].is_ascii_digit())
}
