//! Redirections: what is written to files can be read again, and input can come from known files.

use std::rc::Rc;

use super::{Evaluator, Flow, Input};
use crate::machine::overlay::Change;
use crate::machine::path::folded;
use crate::shells::cmd::expand::full_path;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::{Direction, Redirection};
use crate::shells::cmd::traced::Traced;
use crate::shells::steps_for;
use crate::value::{Origin, Unknown, Value};

/// What writing a kilobyte costs of the session's fuel.
const WRITE: u64 = 16;

/// Where standard output goes.
enum Sink {
    /// As before.
    Through,
    /// Nowhere.
    Away,
    /// To a file.
    File { target: Traced, append: bool },
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
        let mut sink = Sink::Through;
        let mut input = None;
        let (mut quiet, mut follows) = (false, false);
        for one in redirections {
            let target = self.word(line, one.target);
            match (one.handle, one.direction) {
                (1, Direction::Copy) => sink = Sink::Away,
                (1, Direction::Write) => sink = Sink::File { target, append: false },
                (1, Direction::Append) => sink = Sink::File { target, append: true },
                (0, Direction::Read) => input = Some(target),
                (2, Direction::Copy) => follows = true,
                (2, Direction::Write | Direction::Append) => quiet = true,
                _ => {}
            }
        }
        let origin = Self::origin(line, redirections[0].target);
        let outer = self.input.clone();
        if let Some(target) = input
            && !self.read_from(&target, &origin)
        {
            self.state.returns(1);
            return Flow::Next;
        }
        let before = match sink {
            Sink::Through => None,
            _ => Some(self.state.output.replace(Value::empty())),
        };
        let quiet = quiet || follows && !matches!(sink, Sink::Through);
        self.quiet += u32::from(quiet);
        let flow = run(self);
        self.quiet -= u32::from(quiet);
        self.input = outer;
        if let Some(before) = before {
            let written = std::mem::replace(&mut self.state.output, before).unwrap_or_default();
            if let Sink::File { target, append } = sink {
                self.write(&target, &written, append, &origin);
            }
        }
        flow
    }

    fn read_from(&mut self, target: &Traced, origin: &Origin) -> bool {
        self.input = None;
        let Some(name) = target.as_known().map(|name| name.replace('"', "")) else { return true };
        if name.eq_ignore_ascii_case("nul") {
            self.input = Some(Input { text: "".into(), at: 0, origin: origin.clone() });
            return true;
        }
        match self.file_text(&name, origin) {
            Ok(Some((text, origin))) => {
                self.input = Some(Input { text, at: 0, origin });
                true
            }
            Ok(None) => {
                let message = "The system cannot find the file specified.";
                self.complain("FileNotFound", message, origin);
                false
            }
            Err(_) => true,
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

    pub(super) fn unknown_file(&self, path: &str) -> Option<Rc<Unknown>> {
        self.record.unknown_files.get(&folded(path)).cloned()
    }

    /// The next line of the input, for `set /p`; `Some(None)` at its end, `None` if nobody knows it.
    pub(super) fn next_input_line(&mut self) -> Option<Option<Value>> {
        let input = self.input.as_mut()?;
        let rest = &input.text[input.at..];
        if rest.is_empty() {
            return Some(None);
        }
        let end = rest.find('\n').unwrap_or(rest.len());
        let line = rest[..end].trim_end_matches('\r').to_owned();
        input.at += (end + 1).min(rest.len());
        Some(Some(Value::known(line, input.origin.clone())))
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
            self.outside("writes to a file whose name is not known", origin);
            return;
        };
        if is_device(&name) {
            return;
        }
        let path = match full_path(&self.expander(), &name) {
            Ok(path) => path,
            Err(unknown) => {
                self.outside(&format!("writes to a file: {}", unknown.reason), origin);
                return;
            }
        };
        let before = if append { self.text_before(&path, origin) } else { Ok(String::new()) };
        let text = match (before, written.text(), self.uncertain()) {
            (_, _, Some(unknown)) | (Err(unknown), _, None) => Err(unknown),
            (Ok(before), Some(text), None) => Ok(before + &text),
            (Ok(_), None, None) => Err(written
                .why_unknown()
                .unwrap_or_else(|| Rc::new(Unknown::new("is not known", origin.clone())))),
        };
        // What is appended to is read, decoded and written anew.
        let size = text.as_ref().map_or(0, String::len);
        if self.host.spend(WRITE * steps_for(size)).is_err() {
            return;
        }
        match text {
            Ok(text) if !text.is_ascii() => {
                let reason = "was written with letters that depend on the console's code page";
                let unknown = Rc::new(Unknown::new(reason, origin.clone()));
                self.record.unknown_files.insert(folded(&path), unknown);
            }
            Ok(text) => {
                self.record.unknown_files.remove(&folded(&path));
                let bytes: Rc<[u8]> = text.into_bytes().into();
                self.host.change(Change::File { path, bytes });
            }
            Err(unknown) => {
                self.record.unknown_files.insert(folded(&path), unknown);
            }
        }
    }

    fn text_before(&mut self, path: &str, origin: &Origin) -> Result<String, Rc<Unknown>> {
        let text = self.file_text(path, origin)?;
        Ok(text.map(|(text, _)| text.to_string()).unwrap_or_default())
    }

    /// What a command that only reads a file leaves.
    pub(super) fn failed(&mut self, id: &str, message: &str, origin: &Origin) {
        self.complain(id, message, origin);
        self.state.returns(1);
    }

    /// What a command leaves that went well.
    pub(super) fn went_well(&mut self) {
        self.state.code = Level::Known(0);
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
