//! What a text of the Bourne family says and hardly means.

use std::collections::HashSet;

use super::dialect::{Dialect, Family};
use super::outline::bodies;
use super::parser;
use super::syntax::{
    Argument, Assigned, Assignment, Body, Command, Kind, Line, Part, Simple, Word,
};
use crate::shells::trap::{Trap, TrapKind, is_list, is_name, percent_reference};
use crate::text::Span;

/// The traps of a text.
pub fn traps(text: &str, dialect: Dialect) -> Vec<Trap> {
    let (script, _) = parser::parse(text, dialect);
    let plain = text.starts_with("#!") && {
        let first = text.lines().next().unwrap_or_default();
        let program = first.split_whitespace().next().unwrap_or_default();
        let program = if program.ends_with("/env") {
            first.split_whitespace().nth(1).unwrap_or_default()
        } else {
            program
        };
        matches!(program.rsplit(['/', '!']).next(), Some("sh" | "dash" | "ash"))
    };
    let mut walk = Walk { text, zsh: dialect.family == Family::Zsh, plain, found: Vec::new() };
    for line in &script.lines {
        if let Line::Commands(body) = line {
            walk.body(body);
        }
    }
    walk.found
}

struct Walk<'t> {
    text: &'t str,
    zsh: bool,
    /// Whether the first line names a shell that has no more than POSIX.
    plain: bool,
    found: Vec<Trap>,
}

impl Walk<'_> {
    fn say(&mut self, kind: TrapKind, span: Span, message: impl Into<String>) {
        self.found.push(Trap::new(kind, span, message));
    }

    fn body(&mut self, body: &Body) {
        for and_or in body.iter() {
            let rest = and_or.rest.iter().map(|(_, one)| one);
            for pipeline in std::iter::once(&and_or.first).chain(rest) {
                pipeline.commands.iter().for_each(|command| self.command(command));
            }
        }
    }

    fn command(&mut self, command: &Command) {
        match &command.kind {
            Kind::Simple(simple) => self.simple(simple, command.span),
            Kind::Function { body, .. } | Kind::Anonymous { body, .. } => self.command(body),
            Kind::For { names, body, .. } => {
                let first = names.first().copied().unwrap_or_default();
                if self.zsh && first.of(self.text) == "path" {
                    let message = "`path` is PATH in zsh: the loop loses the list";
                    self.say(TrapKind::PathAsVariable, first, message);
                }
                self.body(body);
            }
            Kind::Condition(_) if self.plain => {
                let head = Span::new(command.span.start as usize, command.span.start as usize + 2);
                self.say(TrapKind::BashWordInSh, head, "sh has no `[[`: write `[ … ]`");
            }
            kind => bodies(kind).into_iter().for_each(|body| self.body(body)),
        }
    }

    fn simple(&mut self, simple: &Simple, span: Span) {
        for assignment in &simple.assignments {
            self.assignment(assignment);
        }
        for argument in &simple.words {
            if let Argument::Assignment(assignment) = argument {
                self.assignment(assignment);
            }
        }
        self.empty_then_word(simple);
        self.stale(simple);
        let Some(Argument::Word(first)) = simple.words.first() else { return };
        let Some(name) = parser::literal(first, self.text) else { return };
        match name {
            "[" | "test" if !self.zsh => self.test(simple),
            "alias" => self.alias(simple),
            "set" => self.set(simple, span),
            "setenv" | "setx" => {
                let message = format!("`{name}` is no command of this shell: export NAME=value");
                self.say(TrapKind::ForeignWord, first.span, message);
            }
            "source" if self.plain => {
                self.found.push(
                    Trap::new(TrapKind::BashWordInSh, first.span, "sh has no `source`: write `.`")
                        .better("."),
                );
            }
            "declare" | "shopt" | "pushd" | "popd" if self.plain => {
                self.say(TrapKind::BashWordInSh, first.span, format!("sh has no `{name}`"));
            }
            "export" | "typeset" | "local" | "readonly" | "declare" => self.equals(simple, 1),
            name if is_name(name) => self.equals(simple, 0),
            _ => {}
        }
    }

    /// `NAME = value`, and `export NAME = value`.
    fn equals(&mut self, simple: &Simple, at: usize) {
        let word = |index: usize| match simple.words.get(index) {
            Some(Argument::Word(word)) => Some(word),
            _ => None,
        };
        let (Some(name), Some(sign)) = (word(at), word(at + 1)) else { return };
        let (name, written) = (name.span.of(self.text), sign.span.of(self.text));
        let alone = written == "=" || (written.starts_with('=') && !written.starts_with("=="));
        // `expr`, `let` and the like compare; a name in capitals is a variable.
        let variable = at > 0 || !name.bytes().any(|one| one.is_ascii_lowercase());
        if alone && is_name(name) && variable {
            let message = format!("no blank may stand around the `=` of {name}");
            self.say(TrapKind::BlankAroundEquals, sign.span, message);
        }
    }

    /// `export A=x B=$A`: all words are expanded before anything is assigned.
    fn stale(&mut self, simple: &Simple) {
        let mut known: HashSet<&str> = HashSet::new();
        for argument in &simple.words {
            let Argument::Assignment(one) = argument else { continue };
            let (text, own) = (one.span.of(self.text), one.name.of(self.text));
            let value = text.split_once('=').map_or("", |(_, value)| value);
            let mut used = references(value).filter(|name| *name != own && known.contains(name));
            if let Some(name) = used.next() {
                let message = format!(
                    "${name} is what it was before the command: assign it on a line before"
                );
                self.say(TrapKind::StaleInOneCommand, one.span, message);
            }
            known.insert(own);
        }
    }

    /// `JAVA_HOME= /opt/jdk`: the directory is run as a command.
    fn empty_then_word(&mut self, simple: &Simple) {
        let alone =
            simple.assignments.iter().chain(simple.words.iter().filter_map(|one| match one {
                Argument::Assignment(one) => Some(&**one),
                Argument::Word(_) => None,
            }));
        let Some(last) = alone.last() else { return };
        let after = simple.words.iter().find_map(|one| match one {
            Argument::Word(word) if word.span.start >= last.span.end => Some(word),
            _ => None,
        });
        let (Some(word), Assigned::Scalar(value)) = (after, &last.value) else { return };
        let name = last.name.of(self.text);
        let directory = is_list(name) || name.ends_with("_HOME") || name.ends_with("_DIR");
        let written = word.span.of(self.text);
        if value.parts.is_empty() && directory && written.starts_with(['/', '~', '"', '$']) {
            let message = format!("no blank may stand behind the `=` of {name}");
            self.say(TrapKind::BlankAroundEquals, word.span, message);
        }
    }

    fn assignment(&mut self, assignment: &Assignment) {
        let name = assignment.name.of(self.text);
        let scalar = matches!(&assignment.value, Assigned::Scalar(word) if !word.parts.is_empty());
        if self.zsh
            && name == "path"
            && scalar
            && assignment.subscript.is_none()
            && !assignment.append
        {
            let message = "`path` is a list in zsh: path=(…), or PATH=… in capitals";
            self.say(TrapKind::PathAsVariable, assignment.name, message);
        }
        match &assignment.value {
            Assigned::Scalar(word) => self.value(name, word, is_list(name)),
            Assigned::Array(_) if self.plain => {
                self.say(TrapKind::BashWordInSh, assignment.span, "sh has no arrays");
            }
            Assigned::Array(elements) => {
                let list = self.zsh && name == "path";
                elements.iter().for_each(|one| self.value(name, &one.value, list));
            }
        }
        let rest = self.text.get(assignment.span.end as usize..).unwrap_or_default();
        if is_list(name) && [";/", ";~", ";$"].iter().any(|begin| rest.starts_with(begin)) {
            let end = assignment.span.end as usize;
            let span = Span::new(end, end + 1);
            let message =
                format!("`;` ends the assignment of {name}: entries are separated by `:`");
            self.found.push(Trap::new(TrapKind::SemicolonInList, span, message).better(":"));
        }
    }

    fn value(&mut self, name: &str, word: &Word, list: bool) {
        let prompt = name.starts_with("PS") || name.contains("PROMPT");
        let mut first = true;
        for part in &word.parts {
            match part {
                Part::Double(inner) => {
                    let mut begins = first;
                    for one in inner {
                        if let Part::Text(span) = one {
                            self.quoted_tilde(*span, begins && !prompt, list, true);
                        }
                        begins = false;
                    }
                }
                Part::Single(span) => {
                    self.quoted_tilde(*span, first && !prompt, list, false);
                    self.single(name, *span, list);
                }
                _ => {}
            }
            first = false;
        }
        let written = word.span.of(self.text);
        if let Some((at, reference)) = percent_reference(written).filter(|_| list) {
            let start = word.span.start as usize + at;
            let span = Span::new(start, start + reference.len());
            let inner = reference.trim_matches('%');
            let message = format!("{reference} is how cmd refers to {inner}: here it is text");
            self.found.push(
                Trap::new(TrapKind::ForeignReference, span, message).better(format!("${inner}")),
            );
        }
    }

    /// `~` at the beginning of a quoted value, or behind a colon of a quoted list.
    fn quoted_tilde(&mut self, span: Span, begins: bool, list: bool, double: bool) {
        let text = span.of(self.text);
        let start = span.start as usize;
        let first = (begins && (text.starts_with("~/") || text == "~")).then_some(0);
        let later = list.then(|| text.match_indices(":~/").map(|(at, _)| at + 1));
        for at in first.into_iter().chain(later.into_iter().flatten()) {
            let span = Span::new(start + at, start + at + 1);
            let message = "a tilde in quotes is a tilde: $HOME is expanded there";
            let trap = Trap::new(TrapKind::QuotedTilde, span, message);
            self.found.push(if double { trap.better("$HOME") } else { trap });
        }
    }

    fn single(&mut self, name: &str, span: Span, list: bool) {
        let text = span.of(self.text);
        let known = ["$PATH", "${PATH", "$HOME", "${HOME", "$USER"];
        if list && known.iter().any(|one| text.contains(one)) {
            let message = format!("single quotes keep the references of {name} as text");
            self.say(TrapKind::SingleQuotedReference, span, message);
        }
    }

    /// `[ -n $X ]` is true of nothing, and `[ $X = y ]` an error.
    fn test(&mut self, simple: &Simple) {
        let words: Vec<&Word> = simple
            .words
            .iter()
            .filter_map(|one| match one {
                Argument::Word(word) => Some(word),
                Argument::Assignment(_) => None,
            })
            .collect();
        for pair in words.windows(2) {
            let (left, right) = (pair[0].span.of(self.text), pair[1].span.of(self.text));
            if left == "-n" && self.is_bare(pair[1]) {
                let message = format!("`-n {right}` is true although {right} is empty");
                self.quote(pair[1], message);
            } else if matches!(right, "=" | "==" | "!=") && self.is_bare(pair[0]) {
                let message = format!("`{left} {right} …` is an error where {left} is empty");
                self.quote(pair[0], message);
            }
        }
    }

    fn quote(&mut self, word: &Word, message: String) {
        let better = format!("\"{}\"", word.span.of(self.text));
        self.found.push(Trap::new(TrapKind::UnquotedTest, word.span, message).better(better));
    }

    /// A variable without quotes; numbers of the shell are never empty.
    fn is_bare(&self, word: &Word) -> bool {
        let span = match word.parts.as_slice() {
            [Part::Plain(span)] => *span,
            [Part::Parameter(one)] if one.operations.is_empty() && one.marks.is_empty() => one.span,
            _ => return false,
        };
        let name = span.of(self.text).trim_start_matches('$').trim_matches(['{', '}']);
        is_name(name) || name.parse::<u32>().is_ok()
    }

    /// `alias ll=ls -l`.
    fn alias(&mut self, simple: &Simple) {
        for pair in simple.words.windows(2) {
            let (span, bare) = match &pair[0] {
                Argument::Assignment(one) => (one.span, true),
                Argument::Word(word) => {
                    let bare = word.parts.iter().all(|part| matches!(part, Part::Text(_)));
                    (word.span, bare)
                }
            };
            let Argument::Word(next) = &pair[1] else { continue };
            let (written, next) = (span.of(self.text), next.span);
            let option = next.of(self.text).starts_with('-');
            let Some((name, value)) = written.split_once('=') else { continue };
            let unquoted = !value.is_empty() && !value.ends_with(['"', '\'']);
            if bare && option && unquoted && !name.starts_with('-') {
                let message = format!("the alias {name} ends at the blank: it wants quotes");
                self.say(TrapKind::AliasOfOneWord, next, message);
            }
        }
    }

    /// `set NAME=value` sets the first argument of the script.
    fn set(&mut self, simple: &Simple, span: Span) {
        let Some(Argument::Word(word)) = simple.words.get(1) else { return };
        let written = word.span.of(self.text);
        let assigned = written.split_once('=').is_some_and(|(name, _)| is_name(name));
        if assigned && simple.words.len() == 2 {
            let name = written.split('=').next().unwrap_or_default();
            let message =
                format!("`set` does not set {name} here, but the arguments: export {written}");
            let head = Span::new(span.start as usize, span.start as usize + 3);
            self.found.push(Trap::new(TrapKind::ForeignWord, head, message).better("export"));
        }
    }
}

/// The names that a text refers to as `$NAME` or `${NAME…`; none where single quotes may keep them.
fn references(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.contains('\'');
    let parts = text.split('$').skip(1).filter(move |_| !quoted);
    parts.map(|part| {
        let part = part.strip_prefix('{').unwrap_or(part);
        let end = part.find(|one: char| !one.is_ascii_alphanumeric() && one != '_');
        &part[..end.unwrap_or(part.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, dialect: Dialect) -> Vec<TrapKind> {
        traps(text, dialect).into_iter().map(|trap| trap.kind).collect()
    }

    #[test]
    fn each_trap_is_seen_and_its_right_spelling_is_none() {
        use TrapKind::*;
        let rows: &[(&str, &[TrapKind])] = &[
            ("export PATH=\"~/bin:$PATH\"", &[QuotedTilde]),
            ("export PATH=\"$PATH:~/bin\"", &[QuotedTilde]),
            ("EDITOR='~/bin/vi'", &[QuotedTilde]),
            ("export PATH=~/bin:$PATH", &[]),
            ("echo \"~/x\"", &[]),
            ("PS1=\"~ $ \"", &[]),
            ("PATH='$HOME/bin:$PATH'", &[SingleQuotedReference]),
            ("X='$HOME'", &[]),
            ("PATH=%PATH%:/opt", &[ForeignReference]),
            ("PATH=$PATH:/opt/100%", &[]),
            ("PATH = /usr/bin", &[BlankAroundEquals]),
            ("export PATH = /usr/bin", &[BlankAroundEquals]),
            ("export JAVA_HOME= /opt/jdk", &[BlankAroundEquals]),
            ("JAVA_HOME= /opt/jdk", &[BlankAroundEquals]),
            ("IFS= read -r x", &[]),
            ("expr a = b", &[]),
            ("PATH=$PATH;/opt/bin", &[SemicolonInList]),
            ("PATH=$PATH; export PATH", &[]),
            ("[ -n $X ]", &[UnquotedTest]),
            ("[ $X = y ] || test ${Y} != z", &[UnquotedTest, UnquotedTest]),
            ("[ -n \"$X\" ] && [ $# = 1 ] && [ $? != 0 ]", &[]),
            ("export A=x B=$A", &[StaleInOneCommand]),
            ("export A=x; export B=$A C='$B'", &[]),
            ("local x=1 y=$xx", &[]),
            ("alias ll=ls -l", &[AliasOfOneWord]),
            ("alias ll='ls -l' la=ls", &[]),
            ("set PATH=/x", &[ForeignWord]),
            ("set -e; set -- a=b c", &[]),
            ("setenv PATH /x", &[ForeignWord]),
            ("#!/bin/sh\nsource x\n[[ a ]]\nA=(b)\n", &[BashWordInSh, BashWordInSh, BashWordInSh]),
            ("#!/bin/bash\nsource x\n[[ a ]]\nA=(b)\n", &[]),
        ];
        for (text, wanted) in rows {
            assert_eq!(kinds(text, Dialect::BASH), *wanted, "{text}");
        }
        for (text, wanted) in [
            ("path=$HOME/bin:$PATH", true),
            ("for path in a b; do :; done", true),
            ("path=(~/bin $path); path+=~/x; PATH=/x; typeset -U path", false),
        ] {
            assert_eq!(kinds(text, Dialect::ZSH).contains(&PathAsVariable), wanted, "{text}");
            assert!(!kinds(text, Dialect::BASH).contains(&PathAsVariable), "{text}");
        }
    }
}
