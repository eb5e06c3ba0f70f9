//! The lines of `/etc/pam.d` (pam.conf(5)).

use super::super::config::{Config, Read};
use crate::machine::Machine;
use crate::value::{Unknown, Value};

/// Files include one another no deeper than this (libpam's own limit).
const DEEPEST: usize = 16;

/// A module in the stack.
pub(super) struct Module {
    /// `auth`, `session`…
    pub(super) kind: &'static str,
    /// `pam_env`, without its ending.
    pub(super) name: String,
    arguments: Vec<String>,
    config: Config,
    start: usize,
    end: usize,
}

impl Module {
    /// The value of `NAME=VALUE` among the arguments; the last one counts.
    pub(super) fn argument(&self, name: &str) -> Option<&str> {
        let of = |one: &'_ String| one.strip_prefix(name)?.strip_prefix('=').map(str::len);
        let found = self.arguments.iter().rev().find(|one| of(one).is_some())?;
        found.get(name.len() + 1..)
    }

    /// Whether the word is among the arguments.
    pub(super) fn has(&self, word: &str) -> bool {
        self.arguments.iter().any(|one| one == word)
    }

    /// A value that this line of the stack leads to.
    pub(super) fn value(&self, text: &str) -> Value {
        self.config.value_at(text, self.start, self.end)
    }
}

/// The modules of a service, in the order they are asked.
pub(super) fn modules(
    machine: &dyn Machine,
    service: &str,
    doubts: &mut Vec<Unknown>,
) -> Vec<Module> {
    let mut walk = Walk { machine, doubts, modules: Vec::new() };
    if !walk.file(service, None, 0) {
        // A service without a file has that of `other` (pam.d(5)).
        walk.file("other", None, 0);
    }
    walk.modules
}

struct Walk<'w> {
    machine: &'w dyn Machine,
    doubts: &'w mut Vec<Unknown>,
    modules: Vec<Module>,
}

impl Walk<'_> {
    /// Reads a file; `only` is the kind of lines that are taken from it.
    fn file(&mut self, name: &str, only: Option<&'static str>, depth: usize) -> bool {
        let config = match super::text(self.machine, name) {
            Read::Text(config) => config,
            Read::Missing => return false,
            Read::Hidden(why) => {
                self.doubts.push(why);
                return true;
            }
        };
        let mut skip: Vec<(&'static str, usize)> = Vec::new();
        for (line, start, end) in logical(&config) {
            let words = words(&line);
            self.line(&config, &words, (start, end), only, depth, &mut skip);
        }
        true
    }

    fn line(
        &mut self,
        config: &Config,
        words: &[String],
        (start, end): (usize, usize),
        only: Option<&'static str>,
        depth: usize,
        skip: &mut Vec<(&'static str, usize)>,
    ) {
        let Some(first) = words.first() else { return };
        if first == "@include" {
            if let (Some(name), true) = (words.get(1), depth < DEEPEST) {
                self.file(name, only, depth + 1);
            }
            return;
        }
        let Some(kind) = kind(first) else { return };
        if only.is_some_and(|only| only != kind) {
            return;
        }
        if let Some(left) = skip.iter_mut().find(|(of, left)| *of == kind && *left > 0) {
            left.1 -= 1;
            return;
        }
        let (Some(control), Some(module)) = (words.get(1), words.get(2)) else { return };
        if matches!(control.as_str(), "include" | "substack") {
            if depth < DEEPEST {
                self.file(module, Some(kind), depth + 1);
            }
            return;
        }
        let file = module.rsplit('/').next().unwrap_or_default();
        let name = file.strip_suffix(".so").unwrap_or(file).to_owned();
        if let Some(number) = jump(control, &name) {
            skip.push((kind, number));
        }
        let arguments = words[3..].to_vec();
        self.modules.push(Module { kind, name, arguments, config: config.clone(), start, end });
    }
}

/// How many lines are passed over when a module that always succeeds does.
fn jump(control: &str, module: &str) -> Option<usize> {
    if module != "pam_permit" {
        return None;
    }
    let inside = control.strip_prefix('[')?.strip_suffix(']')?;
    let of = |name: &str| {
        let mut parts = inside.split_whitespace();
        parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
    };
    of("success").or_else(|| of("default"))
}

fn kind(word: &str) -> Option<&'static str> {
    let word = word.strip_prefix('-').unwrap_or(word);
    let kinds = ["auth", "account", "password", "session"];
    kinds.into_iter().find(|kind| kind.eq_ignore_ascii_case(word))
}

/// Lines with their continuations joined and comments cut.
fn logical(config: &Config) -> Vec<(String, usize, usize)> {
    let mut lines: Vec<(String, usize, usize)> = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for line in config.lines() {
        let text = line.text.split('#').next().unwrap_or_default();
        let (mut joined, start) = open.take().unwrap_or((String::new(), line.start));
        let end = line.start + line.text.len();
        match text.strip_suffix('\\') {
            Some(front) => {
                joined.push_str(front);
                joined.push(' ');
                open = Some((joined, start));
            }
            None => {
                joined.push_str(text);
                lines.push((joined, start, end));
            }
        }
    }
    lines
}

/// Words; what stands in brackets is one.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut inside = false;
    let mut fresh = true;
    for letter in line.chars() {
        match letter {
            ' ' | '\t' if !inside => {
                fresh = true;
                continue;
            }
            '[' if fresh => inside = true,
            ']' => inside = false,
            _ => {}
        }
        if fresh {
            words.push(String::new());
            fresh = false;
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words
}
