//! zsh's `compinit`: what its loops over a thousand files come to (zshcompsys(1), "Use of compinit"; zsh 5.9
//! Completion/compinit, compaudit and compdump).
//!
//! The function's own text is run up to where it begins to look for files. What it finds there is read at once, and
//! the rest is a text that says the same as those loops.

use std::fmt::Write as _;
use std::rc::Rc;

use indexmap::IndexMap;

use super::audit::{Audit, Files};
use crate::machine::Machine;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::steps_for;
use crate::text::{Decoded, Source, Span};
use crate::value::Value;

/// Where the function is done with itself and turns to the files.
const TURN: &str = "# Now we automatically make the definition files autoloaded.";

/// Whether a function's text is the library's own, which can be told by its words.
pub(super) fn is_completion_system(name: &str, text: &str) -> bool {
    name == "compinit" && text.contains(TURN)
}

/// What it is called with.
#[derive(Default)]
struct Asked {
    dump: Option<String>,
    unsaved: bool,
    unaudited: bool,
    unchecked: bool,
}

impl Asked {
    fn read(arguments: &[Value]) -> Option<Self> {
        let mut asked = Self::default();
        let mut rest =
            arguments.iter().map(Value::text).collect::<Option<Vec<_>>>()?.into_iter().peekable();
        while let Some(option) = rest.next() {
            match &*option {
                "-d" => {
                    let file = rest.next_if(|next| !matches!(&**next, "-d" | "-f" | "-Q" | "-C"));
                    asked.dump = file.map(|file| file.into_owned()).or(asked.dump);
                    asked.unsaved = false;
                }
                "-D" => asked.unsaved = true,
                "-u" => asked.unaudited = true,
                "-i" => asked.unaudited = false,
                "-C" => asked.unchecked = true,
                "-w" => {}
                _ => break,
            }
        }
        Some(asked)
    }
}

/// What the files say of themselves in their first lines.
#[derive(Default)]
struct Found {
    commands: IndexMap<String, String>,
    /// The commands of which a later word takes the place of an earlier one.
    services: IndexMap<String, String>,
    patterns: IndexMap<String, String>,
    later_patterns: IndexMap<String, String>,
    options: IndexMap<String, String>,
    functions: Vec<String>,
}

impl Found {
    fn add(&mut self, name: &str, line: &str) {
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        match words.next() {
            Some("#compdef") => {
                self.functions.push(name.to_owned());
                self.complete(name, words.collect());
            }
            Some("#autoload") => {
                let (options, names): (Vec<&str>, Vec<&str>) =
                    words.partition(|word| word.starts_with(['-', '+']));
                let said: Vec<&str> = options.iter().chain(&names).copied().collect();
                if !said.is_empty() {
                    self.options.insert(name.to_owned(), said.join(" "));
                }
                // `autoload -z` refuses `-k`.
                if !options.iter().any(|option| option.contains('k')) {
                    self.functions.extend(names.into_iter().map(str::to_owned));
                    self.functions.push(name.to_owned());
                }
            }
            _ => {}
        }
    }

    /// `compdef -na NAME WORD...`, or `compdef -pna` and its kind.
    fn complete(&mut self, name: &str, mut words: Vec<&str>) {
        let mut kind = 'N';
        if let Some(first) = words.first().and_then(|word| word.strip_prefix('-')) {
            let letter = first.strip_suffix('n').unwrap_or(first);
            if let "p" | "P" | "k" | "K" = letter {
                kind = letter.chars().next().unwrap_or(kind);
                words.remove(0);
            }
        }
        // Widgets and keys, which define nothing.
        if matches!(kind, 'k' | 'K') {
            return;
        }
        for word in words {
            match (word, kind) {
                ("-N" | "-p" | "-P", _) => kind = word.chars().nth(1).unwrap_or(kind),
                (_, 'p') => pattern(&mut self.patterns, word, name),
                (_, 'P') => pattern(&mut self.later_patterns, word, name),
                _ => self.command(word, name),
            }
        }
    }

    fn command(&mut self, word: &str, name: &str) {
        if self.commands.get(word).is_some_and(|known| !known.is_empty()) {
            return;
        }
        match word.split_once('=') {
            Some((command, service)) => {
                self.commands.insert(command.to_owned(), name.to_owned());
                self.services.insert(command.to_owned(), service.to_owned());
            }
            None => {
                self.commands.insert(word.to_owned(), name.to_owned());
            }
        }
    }
}

fn pattern(patterns: &mut IndexMap<String, String>, word: &str, name: &str) {
    let (key, value) = match word.rsplit_once('=') {
        Some((key, service)) => (key, format!("={service}={name}")),
        None => (word, name.to_owned()),
    };
    patterns.insert(key.to_owned(), value);
}

impl Evaluator<'_> {
    /// The function with its loops replaced by what they come to; none where that cannot be known.
    pub(super) fn completion_system(
        &mut self,
        file: &Rc<Source>,
        arguments: &[Value],
        span: Span,
    ) -> Option<Rc<Source>> {
        let head = &file.text()[..file.text().find(TURN)?];
        let asked = Asked::read(arguments)?;
        let known = |value: Value| value.text().map(|text| text.into_owned());
        let directories: Option<Vec<String>> =
            self.state.elements("fpath")?.into_iter().map(known).collect();
        let files = self.completion_files(directories?)?;
        let audited = !asked.unchecked && !asked.unaudited;
        if audited && !Audit::new(self.host.machine())?.passes(&files) {
            return None;
        }
        let dump = match &asked.dump {
            Some(name) if !name.is_empty() => name.clone(),
            _ => {
                let set = |name: &str| {
                    self.state.value(name).filter(|text| text.is_empty() != Some(true))
                };
                let directory = set("ZDOTDIR").or_else(|| set("HOME")).and_then(known)?;
                format!("{directory}/.zcompdump")
            }
        };
        let dump = self.absolute(&dump)?;
        let mut text = head.trim_end().to_owned();
        text.push_str("; autoload -RUz compaudit compdump compinstall; ");
        match self.dump_serves(&dump, &asked, files.count())? {
            true => text.push_str("builtin . \"$_comp_dumpfile\"; "),
            false => {
                self.define_completions(&files, &mut text)?;
                if !asked.unsaved && self.may_write_beside(&dump) {
                    self.touched(&dump, "holds what `compdump` writes", span);
                }
            }
        }
        text.push_str(
            "unfunction compinit compaudit; autoload -RUz compinit compaudit; return 0\n",
        );
        let decoded = Decoded { text: text.into(), encoding: file.encoding(), damaged: false };
        Some(Source::file(file.name(), decoded, file.read_from().cloned()))
    }

    /// `_*` in each directory, as `^([^_]*|*~|*.zwc)(N)` gives them.
    fn completion_files(&self, directories: Vec<String>) -> Option<Files> {
        let machine = self.host.machine();
        let mut files = Files { folders: Vec::new() };
        for directory in directories {
            if directory == "." {
                continue;
            }
            let path = self.absolute(&directory)?;
            let names = match machine.listing(&path) {
                Ok(entries) => entries.iter().map(|entry| entry.name.clone()).collect(),
                Err(fault) if fault.is_ours() => return None,
                Err(_) => Vec::new(),
            };
            let wanted = |name: &String| {
                name.starts_with('_') && !name.ends_with('~') && !name.ends_with(".zwc")
            };
            files.folders.push((path, names.into_iter().filter(wanted).collect()));
        }
        // With few files, or in the layout of the sources, it looks for more directories.
        let first = files.folders.first()?;
        let more = machine.is_directory(&format!("{}/Base", first.0));
        (!more).then_some(files)
    }

    /// Whether the dump is read instead; none where its first line is not known.
    fn dump_serves(&self, dump: &str, asked: &Asked, count: usize) -> Option<bool> {
        let machine = self.host.machine();
        match machine.status(dump) {
            Ok(found) if found.is_file() => {}
            Err(fault) if fault.is_ours() => return None,
            _ => return Some(false),
        }
        if asked.unchecked {
            return Some(true);
        }
        let line = first_line(machine, dump)?;
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        let version = self.state.value("ZSH_VERSION")?;
        let same = words.get(1).and_then(|word| word.parse().ok()) == Some(count)
            && words.get(3).copied() == Some(&*version.text()?);
        Some(same && !asked.unsaved)
    }

    fn may_write_beside(&self, path: &str) -> bool {
        let directory = path.rsplit_once('/').map_or("/", |(directory, _)| directory);
        self.host.machine().status(directory).is_ok_and(|found| found.writable)
    }

    fn define_completions(&mut self, files: &Files, text: &mut String) -> Option<()> {
        let mut found = Found::default();
        let mut seen = std::collections::HashSet::new();
        for (directory, names) in &files.folders {
            for name in names {
                if !seen.insert(name) {
                    continue;
                }
                let path = format!("{directory}/{name}");
                let size = self.host.machine().status(&path).map_or(0, |found| found.size);
                self.host.spend(steps_for(usize::try_from(size).unwrap_or(usize::MAX))).ok()?;
                let line = first_line(self.host.machine(), &path)?;
                found.add(name, &line);
            }
        }
        found.write(text);
        Some(())
    }
}

impl Found {
    fn write(&self, text: &mut String) {
        // What an earlier call defined stays, but where a word names a service.
        let services: IndexMap<String, String> = self
            .services
            .keys()
            .filter_map(|command| Some((command.clone(), self.commands.get(command)?.clone())))
            .collect();
        let kept = |name: &str| format!("\"${{(@kv){name}}}\"");
        for (name, first, then) in
            [("_comps", &self.commands, Some(&services)), ("_services", &self.services, None)]
        {
            let then = then.map(quoted).unwrap_or_default();
            let (first, kept) = match name {
                "_comps" => (quoted(first), kept(name)),
                _ => (kept(name), quoted(first)),
            };
            let _ = write!(text, "{name}=({first} {kept} {then}); ");
        }
        for (name, found) in [
            ("_patcomps", &self.patterns),
            ("_postpatcomps", &self.later_patterns),
            ("_compautos", &self.options),
        ] {
            let _ = write!(text, "{name}=({} {}); ", kept(name), quoted(found));
        }
        let names: Vec<String> = self.functions.iter().map(|name| quote(name)).collect();
        if !names.is_empty() {
            let _ = write!(text, "autoload -rUz {}; ", names.join(" "));
        }
    }
}

fn quoted(pairs: &IndexMap<String, String>) -> String {
    let each = pairs.iter().map(|(key, value)| format!("{} {}", quote(key), quote(value)));
    each.collect::<Vec<_>>().join(" ")
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A file's first line; a directory or what cannot be opened has none.
fn first_line(machine: &dyn Machine, path: &str) -> Option<String> {
    // Of a thousand files whose first bytes are enough nothing else is read.
    let head = machine.start_of(path).ok().filter(|head| head.contains(&b'\n'));
    match head.map_or_else(|| machine.read(path), Ok) {
        Ok(bytes) => {
            let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            std::str::from_utf8(line).ok().map(str::to_owned)
        }
        Err(fault) if fault.is_ours() => None,
        Err(_) => Some(String::new()),
    }
}
