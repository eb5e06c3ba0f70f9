//! Configuration files of launchers: a text of the machine, or what its distribution ships where none is recorded.

use std::rc::Rc;

use crate::machine::{Fault, Machine};
use crate::text::{Encoding, Place, Source, Span, decode};
use crate::value::{Origin, Unknown, Value};

/// A configuration file that was read.
#[derive(Clone)]
pub(super) struct Config {
    source: Rc<Source>,
    /// The rule's source where the text is the distribution's own and stands on no recorded machine.
    stock: Option<&'static str>,
}

/// What became of reading one.
pub(super) enum Read {
    /// It is there.
    Text(Config),
    /// It is not.
    Missing,
    /// It is there and cannot be read.
    Hidden(Unknown),
}

/// How many files one configuration is made of at most, and how many bytes they have together: what includes
/// itself is read again and again.
const MOST: (usize, usize) = (1000, 2 << 20);

/// What a configuration and all that it includes may still take in.
#[derive(Default)]
pub(super) struct Budget {
    files: usize,
    bytes: usize,
    over: bool,
}

impl Budget {
    /// A file that is included; the first one that is too much is hidden, and all behind it are not looked at.
    pub(super) fn read(&mut self, machine: &dyn Machine, path: &str) -> Read {
        if self.over {
            return Read::Missing;
        }
        let read = read(machine, path);
        if let Read::Text(config) = &read {
            self.files += 1;
            self.bytes += config.text().len();
            self.over = self.files > MOST.0 || self.bytes > MOST.1;
            if self.over {
                let reason = format!("depends on {path}, which includes more than envsim reads");
                let place = Place::new(&config.source, Span::new(0, 0));
                return Read::Hidden(Unknown::new(reason, Origin::File(place)));
            }
        }
        read
    }

    /// Whether nothing more is read.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }
}

impl Read {
    /// The text, where there is one.
    pub(super) fn text(self) -> Option<Config> {
        match self {
            Self::Text(config) => Some(config),
            _ => None,
        }
    }
}

/// A line of a file and where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'c> {
    /// The text, without its end.
    pub(super) text: &'c str,
    /// Where it begins.
    pub(super) start: usize,
}

impl Config {
    /// The distribution's own text, for a machine whose file is not recorded.
    pub(super) fn stock(name: &str, text: &str, rule: &'static str) -> Self {
        Self { source: Source::inline(name, text), stock: Some(rule) }
    }

    /// The text.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        self.source.name()
    }

    /// Whether it is the distribution's own text.
    pub(super) fn is_stock(&self) -> bool {
        self.stock.is_some()
    }

    /// Its lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut start = 0;
        self.text().split_inclusive('\n').map(move |raw| {
            let line = Line { text: raw.strip_suffix('\n').unwrap_or(raw), start };
            start += raw.len();
            line
        })
    }

    /// Who wrote what stands there.
    pub(super) fn origin(&self, start: usize, end: usize) -> Origin {
        match self.stock {
            Some(rule) => Origin::Default(rule.into()),
            None => Origin::File(Place::new(&self.source, Span::new(start, end))),
        }
    }

    /// A value that stands in a line.
    pub(super) fn value(&self, text: &str, line: Line<'_>) -> Value {
        self.value_at(text, line.start, line.start + line.text.len())
    }

    /// A value that stands there.
    pub(super) fn value_at(&self, text: &str, start: usize, end: usize) -> Value {
        Value::known(text, self.origin(start, end))
    }
}

/// Whether what is missing is missing: of a recorded machine it may only not be recorded.
pub(super) fn is_whole(machine: &dyn Machine) -> bool {
    machine.facts().recorded_as.is_none()
}

/// Reads a configuration file.
pub(super) fn read(machine: &dyn Machine, path: &str) -> Read {
    match machine.read(path) {
        Ok(bytes) => {
            let source = Source::file(path, decode(&bytes, Encoding::Utf8), None);
            Read::Text(Config { source, stock: None })
        }
        Err(Fault::NotFound | Fault::NotADirectory | Fault::IsADirectory | Fault::Loop) => {
            Read::Missing
        }
        Err(fault) => Read::Hidden(hidden(path, &fault)),
    }
}

/// Why what a file decides is not known.
fn hidden(path: &str, fault: &Fault) -> Unknown {
    let origin = Origin::Default("the launcher's configuration".into());
    let mut unknown =
        Unknown::new(format!("depends on {path}, which cannot be read: {fault}"), origin);
    unknown.remedy = match fault {
        Fault::Denied => Some(format!("ask as somebody who may read {path}").into()),
        Fault::NotRecorded => Some(format!("record the text of {path} in the scenario").into()),
        _ => None,
    };
    unknown
}

/// The names in a directory that pass the test, sorted as bytes.
pub(super) fn names(
    machine: &dyn Machine,
    directory: &str,
    wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let entries = machine.list(directory).unwrap_or_default();
    let mut names: Vec<String> =
        entries.into_iter().map(|entry| entry.name).filter(|name| wanted(name)).collect();
    names.sort();
    names
}

/// The files that a pattern in the last part of a path names, sorted (glob(7)).
pub(super) fn glob(machine: &dyn Machine, pattern: &str) -> Vec<String> {
    let Some((directory, last)) = pattern.rsplit_once('/') else { return Vec::new() };
    if !last.contains(['*', '?', '[']) {
        return vec![pattern.to_owned()];
    }
    let fits = |name: &str| {
        (!name.starts_with('.') || last.starts_with('.')) && super::wild::matches(last, name)
    };
    let found = names(machine, directory, fits);
    found.into_iter().map(|name| format!("{directory}/{name}")).collect()
}
