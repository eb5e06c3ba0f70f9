//! Files as a program reads and changes them, and programs on PATH.

use std::rc::Rc;

use super::{Cannot, Run, known};
use crate::machine::Fault;
use crate::machine::overlay::Change;
use crate::text::Place;
use crate::value::{NAMELESS, Origin, Unknown, Value};

/// What is kept costs more than what is only looked at.
const KEPT: usize = 16;

impl Run<'_> {
    /// A file's text, `-` for standard input; what the system says where it cannot be read.
    ///
    /// # Errors
    /// When its text is not known.
    pub fn read(&mut self, path: &str) -> Result<Result<String, Fault>, Cannot> {
        if matches!(path, "-" | "/dev/stdin" | "/dev/fd/0") {
            return self.input().map(Ok);
        }
        if path == "/dev/null" {
            return Ok(Ok(String::new()));
        }
        if let Some((_, text)) = self.call.pipes.iter().rev().find(|(name, _)| name == path) {
            let value = text.clone();
            let text = known(&value)?;
            self.taken.push(value);
            return Ok(Ok(text));
        }
        let absolute = self.absolute(path)?;
        match self.machine().read(&absolute) {
            Ok(bytes) => {
                // The text is kept as long as something that was taken from it.
                self.spend(bytes.len() * KEPT)?;
                let text = std::str::from_utf8(&bytes).map_err(|_| Cannot::unknown())?.to_owned();
                let source = crate::text::Source::inline(&absolute, &text);
                let span = crate::text::Span::new(0, text.len());
                let origin = Origin::File(Place::new(&source, span));
                self.taken.push(Value::known(text.as_str(), origin));
                Ok(Ok(text))
            }
            Err(fault) if fault.is_ours() => Err(self.hidden(&absolute, &fault)),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// A file that only envsim cannot look at.
    pub fn hidden(&self, path: &str, fault: &Fault) -> Cannot {
        let path = if path.starts_with(NAMELESS) { "a file whose name nobody knows" } else { path };
        let reason = format!("depends on {path}, of which {fault}");
        let origin = Origin::File(self.call.place.clone());
        Cannot::Fed(Rc::new(Unknown::new(reason, origin)))
    }

    /// Operands that are files one after the other, standard input where there are none.
    ///
    /// # Errors
    /// When a text is not known.
    pub fn texts(&mut self, files: &[String]) -> Result<(Vec<(String, String)>, bool), Cannot> {
        let mut all = Vec::new();
        let mut failed = false;
        if files.is_empty() {
            return Ok((vec![("-".to_owned(), self.input()?)], false));
        }
        for file in files {
            match self.read(file)? {
                Ok(text) => all.push((file.clone(), text)),
                Err(fault) => {
                    self.complain_of(file, &fault);
                    failed = true;
                }
            }
        }
        Ok((all, failed))
    }

    /// `NAME: FILE: what the system says`.
    pub fn complain_of(&mut self, file: &str, fault: &Fault) {
        let text = format!("{}: {file}: {}\n", self.name, fault.in_words_of_unix());
        self.error.push_str(&text);
    }

    /// Something is said on standard error that is not known word for word.
    pub fn mutters(&mut self) {
        self.muttered = true;
    }

    /// It complains of what it was asked, and prints nothing.
    ///
    /// # Errors
    /// None: the status is that of a program that fails.
    pub fn refuses(&mut self, status: i32) -> super::Followed {
        self.mutters();
        Ok(status)
    }

    /// Makes a change, or leaves the path undecided where it is not certain that this runs.
    pub fn change(&mut self, change: Change) {
        let change = match &self.call.perhaps {
            Some(why) => {
                let why =
                    format!("is changed by `{}` only if that runs: it {}", self.name, why.reason);
                change.perhaps(why.into()).unwrap_or(change)
            }
            None => change,
        };
        self.host.change(change);
    }

    /// Nobody knows what stands at a path from now on.
    pub fn touch(&mut self, path: &str) {
        let why = format!("may be changed by `{}`, which envsim does not follow so", self.name);
        self.host.change(Change::Undecided { path: path.to_owned(), why: why.into() });
    }

    /// Where a program stands, by PATH.
    ///
    /// # Errors
    /// When PATH is not known so far.
    pub fn find(&mut self, name: &str) -> Result<Option<String>, Cannot> {
        if name.contains('/') {
            let path = self.absolute(name)?;
            return Ok(self.runnable(&path)?.then_some(path));
        }
        let Some(list) = self.variable("PATH")? else { return Ok(None) };
        self.spend(list.len() * 16)?;
        for directory in list.split(':') {
            let directory = if directory.is_empty() { "." } else { directory };
            let shown = format!("{}/{name}", directory.trim_end_matches('/'));
            if self.runnable(&self.absolute(&shown)?)? {
                return Ok(Some(shown));
            }
        }
        Ok(None)
    }

    /// Whether a regular file is there that can be run.
    ///
    /// # Errors
    /// When that is not known.
    pub fn runnable(&self, path: &str) -> Result<bool, Cannot> {
        match self.machine().status(path) {
            Ok(status) => Ok(status.is_file() && status.executable),
            Err(fault) if fault.is_ours() => Err(self.hidden(path, &fault)),
            Err(_) => Ok(false),
        }
    }
}

impl Run<'_> {
    /// Why nothing can be written at a path.
    pub(in crate::programs) fn obstacle(&self, path: &str) -> Result<Option<Fault>, Cannot> {
        match self.machine().status(path) {
            Ok(status) if status.is_directory() => Ok(Some(Fault::IsADirectory)),
            Ok(status) if !status.writable => Ok(Some(Fault::Denied)),
            Ok(_) => Ok(None),
            Err(fault) if fault.is_ours() => Err(self.hidden(path, &fault)),
            Err(Fault::NotFound) => self.directory_obstacle(path),
            Err(fault) => Ok(Some(fault)),
        }
    }

    /// Why nothing can be made in the directory of a path.
    pub(in crate::programs) fn directory_obstacle(
        &self,
        path: &str,
    ) -> Result<Option<Fault>, Cannot> {
        let path = path.trim_end_matches('/');
        let above = self.machine().platform().parent(path).unwrap_or("/");
        match self.machine().status(above) {
            Ok(status) if !status.is_directory() => Ok(Some(Fault::NotADirectory)),
            Ok(status) if !status.writable || !status.executable => Ok(Some(Fault::Denied)),
            Ok(_) if !self.is_ours(above) => Ok(Some(Fault::Denied)),
            Ok(_) => Ok(None),
            Err(fault) if fault.is_ours() => Err(self.hidden(above, &fault)),
            Err(fault) => Ok(Some(fault)),
        }
    }

    /// Directories of the system belong to root, whatever the recorded mode lets its owner do.
    fn is_ours(&self, directory: &str) -> bool {
        let facts = self.machine().facts();
        facts.user.root || facts.recorded_as.is_none() || !facts.is_of_system(directory)
    }
}
