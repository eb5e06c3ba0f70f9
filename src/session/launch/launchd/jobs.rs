//! Property lists of launchd's jobs (launchd.plist(5)), and what jobs at login set for all that starts later (launchctl(1)).

use plist::{Dictionary, Value as Item};

use super::super::config;
use crate::machine::Machine;
use crate::shells;
use crate::value::{Origin, Unknown, Value};

/// Where jobs of the system stand.
pub(super) const DAEMONS: &[&str] = &["/Library/LaunchDaemons"];

/// No job is longer: what is nested deeper than a person writes is not read.
const LONGEST: usize = 64 << 10;
const DEEPEST: usize = 64;

/// Where jobs of a user stand.
pub(super) fn agents(home: &str) -> Vec<String> {
    vec!["/Library/LaunchAgents".to_owned(), format!("{home}/Library/LaunchAgents")]
}

/// A job.
pub(super) struct Job {
    /// The file.
    pub path: String,
    text: String,
    keys: Dictionary,
}

/// All jobs below these directories; those that cannot be read are told by their paths.
pub(super) fn all(machine: &dyn Machine, directories: &[String]) -> (Vec<Job>, Vec<String>) {
    let (mut jobs, mut hidden) = (Vec::new(), Vec::new());
    for directory in directories {
        for name in config::names(machine, directory, |name| name.ends_with(".plist")) {
            let path = format!("{directory}/{name}");
            match read(machine, &path) {
                Some(job) => jobs.push(job),
                None => hidden.push(path),
            }
        }
    }
    (jobs, hidden)
}

/// A property list of either form; `None` where it is none that is followed.
pub(super) fn read(machine: &dyn Machine, path: &str) -> Option<Job> {
    let bytes = machine.read(path).ok()?;
    let nested =
        bytes.windows(6).filter(|part| [b"<dict>", b"<array"].iter().any(|one| one == part));
    if bytes.len() > LONGEST || nested.count() > DEEPEST {
        return None;
    }
    let keys = Item::from_reader(std::io::Cursor::new(&bytes[..])).ok()?.into_dictionary()?;
    Some(Job { path: path.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned(), keys })
}

impl Job {
    /// A text of the job.
    pub(super) fn string(&self, key: &str) -> Option<&str> {
        self.keys.get(key)?.as_string()
    }

    /// A number of the job.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        self.keys.get(key)?.as_unsigned_integer()
    }

    /// Whether it is called so: by its label, or by its file.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        self.string("Label") == Some(name)
            || file == name
            || file.strip_suffix(".plist") == Some(name)
    }

    /// `EnvironmentVariables`.
    pub(super) fn variables(&self) -> Vec<(String, Value)> {
        let set = self.keys.get("EnvironmentVariables").and_then(Item::as_dictionary);
        let set = set.into_iter().flatten();
        set.filter_map(|(name, value)| {
            let origin = self.origin(&format!("<key>{name}</key>"));
            Some((name.clone(), Value::known(value.as_string()?, origin)))
        })
        .collect()
    }

    /// Who wrote it: the line that holds the text, the first line of one in binary form.
    fn origin(&self, text: &str) -> Origin {
        use crate::text::{Encoding, Place, Source, Span, decode};
        let source = Source::file(&self.path, decode(self.text.as_bytes(), Encoding::Utf8), None);
        let at = self.text.find(text).unwrap_or_default();
        let end = if at == 0 { 0 } else { at + text.len() };
        Origin::File(Place::new(&source, Span::new(at, end)))
    }

    /// What `launchctl setenv` in a job that runs at login gives to all that is started later.
    pub(super) fn set_at_login(&self) -> Vec<(String, Value)> {
        let runs = self.keys.get("RunAtLoad").and_then(Item::as_boolean) == Some(true);
        let words = self.keys.get("ProgramArguments").and_then(Item::as_array);
        let words: Vec<&str> = words.into_iter().flatten().filter_map(Item::as_string).collect();
        if !runs || words.is_empty() {
            return Vec::new();
        }
        let is = |word: &str, name: &str| word.rsplit('/').next() == Some(name);
        match words.as_slice() {
            [program, "setenv", rest @ ..] if is(program, "launchctl") => self.pairs(rest),
            [shell, flag, script, ..]
                if shells::ALL.iter().any(|known| is(shell, known.name()))
                    && flag.starts_with('-')
                    && flag.ends_with('c') =>
            {
                self.scripted(script)
            }
            _ => Vec::new(),
        }
    }

    fn pairs(&self, words: &[&str]) -> Vec<(String, Value)> {
        let pairs = words.chunks_exact(2);
        pairs
            .map(|pair| (pair[0].to_owned(), Value::known(pair[1], self.origin("setenv"))))
            .collect()
    }

    /// Statements of a script; a value that the shell would expand is not known.
    fn scripted(&self, script: &str) -> Vec<(String, Value)> {
        let mut set = Vec::new();
        for statement in script.split([';', '\n', '&', '|']) {
            let words = crate::session::how::Typed::split(statement.trim());
            let at = words.iter().position(|word| word.ends_with("launchctl"));
            let Some(at) = at.filter(|at| words.get(at + 1).is_some_and(|word| word == "setenv"))
            else {
                continue;
            };
            let Some(name) = words.get(at + 2) else { continue };
            let value = words.get(at + 3).cloned().unwrap_or_default();
            let origin = self.origin("setenv");
            let plain = at == 0 && words.len() == 4 && !statement.contains(['$', '`', '\\']);
            let value = match plain {
                true => Value::known(value, origin),
                false => Value::unknown(Unknown::new(
                    "is what `launchctl setenv` is given by a script",
                    origin,
                )),
            };
            set.push((name.clone(), value));
        }
        set
    }
}
