//! Aliases (POSIX 2.3.1): text that replaces a command word before the command is read.

use std::rc::Rc;

use crate::environment::{Entry, Reach};
use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::parser::literal;
use crate::shells::posix::state::{Alias, AliasKind, Status};
use crate::shells::posix::syntax::{Argument, Command, Kind, Simple, Word};
use crate::text::{Place, Source, Span};
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// Whether aliases are replaced: bash does so only when interactive, or when told to.
    pub(in crate::shells::posix) fn expands_aliases(&self) -> bool {
        match self.state.dialect.is_bash() {
            true => {
                self.option("expand_aliases")
                    || self.state.options.interactive
                    || self.state.dialect.posix
            }
            false => !self.option("noaliases"),
        }
    }

    /// Runs the command with its alias replaced, if its first word is one that was there when it was read.
    pub(super) fn through_alias(&mut self, command: &Command, word: &Word) -> Option<Flow> {
        let name = literal(word, self.source.text())?.to_owned();
        if !self.expands_aliases() || self.replaced(&name) {
            return None;
        }
        if let Some(alias) = self.suffix_alias(&name) {
            return Some(self.replace(&name, &alias, command, word));
        }
        let entry = self.state.aliases.entry(&name)?.clone();
        entry.chain().find(|one| one.item.epoch <= self.epoch)?;
        let flow = self.alias_entry(&name, &entry, command, word);
        if let Some(why) = &entry.doubt {
            let reason =
                format!("runs the alias `{name}`, which may be another: it {}", why.reason);
            let unknown = why.because(reason, self.origin(command.span));
            self.raise(Rc::new(unknown), Reach::Everything);
        }
        Some(flow)
    }

    /// zsh's `alias -s`: what is put in front of a command word with such an ending (zshbuiltins(1), `alias`).
    fn suffix_alias(&self, name: &str) -> Option<Alias> {
        let (stem, ending) = name.rsplit_once('.').filter(|_| self.state.dialect.is_zsh())?;
        let entry = self.state.other_aliases.entry(ending).filter(|_| !stem.is_empty())?;
        let fits = entry.item.kind == AliasKind::Suffix && entry.item.epoch <= self.epoch;
        if !fits || self.state.aliases.entry(name).is_some() {
            return None;
        }
        let certain = entry.when.is_none() && entry.doubt.is_none();
        let text = entry.item.value.text().filter(|_| certain);
        let value = match text {
            Some(text) => entry.item.value.map_text(|_| format!("{text} {name}")),
            None => Value::unknown(Unknown::new(
                "is a suffix alias that is not known",
                entry.item.origin.clone(),
            )),
        };
        Some(Alias { value, ..entry.item.clone() })
    }

    /// Runs what the alias stands for: each text that it may be, under its condition.
    fn alias_entry(
        &mut self,
        name: &str,
        entry: &Entry<Alias>,
        command: &Command,
        word: &Word,
    ) -> Flow {
        let Some(when) = &entry.when else {
            return self.replace(name, &entry.item, command, word);
        };
        self.fork(
            &when.condition,
            &when.words,
            |this| this.replace(name, &entry.item, command, word),
            |this| match &entry.otherwise {
                Some(other) => this.alias_entry(name, other, command, word),
                None => {
                    this.alias_stack(|stack| stack.push(name.to_owned()));
                    let flow = this.command(command);
                    this.alias_stack(|stack| drop(stack.pop()));
                    flow
                }
            },
        )
    }

    /// Runs the command with the alias's text in its place.
    fn replace(&mut self, name: &str, alias: &Alias, command: &Command, word: &Word) -> Flow {
        let Some(text) = alias.value.text() else {
            return self.alias_unknown("runs an alias whose text is not known", command.span);
        };
        let Some(behind) = self.behind_alias(&text, command, word) else {
            let reason =
                "runs an alias that ends in a blank, and the word behind it may be another alias";
            return self.alias_unknown(reason, command.span);
        };
        let front = Span::new(command.span.start as usize, word.span.start as usize);
        let whole = format!("{}{text}{behind}", self.text(front));
        let source = Source::evaluated(&whole, Place::new(&self.source, command.span));
        self.alias_stack(|stack| stack.push(name.to_owned()));
        let flow = self.in_place(&source);
        self.alias_stack(|stack| drop(stack.pop()));
        flow
    }

    /// What stands behind the alias: where its text ends in a blank, the next word is looked up too (POSIX 2.3.1).
    /// `None` where it is not certain what that is.
    fn behind_alias(&self, text: &str, command: &Command, word: &Word) -> Option<String> {
        let mut made = String::new();
        let mut at = word.span.end as usize;
        let words: &[Argument] = match &command.kind {
            Kind::Simple(simple) => &simple.words,
            _ => &[],
        };
        let mut blank = text.ends_with([' ', '\t']);
        for next in
            words.iter().filter_map(plain_word).filter(|next| next.span.start > word.span.start)
        {
            let name = if blank { literal(next, self.source.text()) } else { None };
            let Some(entry) = name.and_then(|name| self.state.aliases.entry(name)) else { break };
            if entry.when.is_some() || entry.doubt.is_some() || entry.item.epoch > self.epoch {
                return None;
            }
            let text = entry.item.value.text()?;
            made.push_str(&self.text(Span::new(at, next.span.start as usize)));
            made.push_str(&text);
            blank = text.ends_with([' ', '\t']);
            at = next.span.end as usize;
        }
        made.push_str(&self.text(Span::new(at, command.span.end as usize)));
        Some(made)
    }

    /// zsh's `alias -g`: a command with such words is read anew with their texts (zshmisc(1), ALIASING).
    pub(super) fn through_global_aliases(
        &mut self,
        simple: &Simple,
        command: &Command,
    ) -> Option<Flow> {
        if !self.state.dialect.is_zsh() || self.state.other_aliases.iter().next().is_none() {
            return None;
        }
        let mut whole = String::new();
        let mut names = Vec::new();
        let mut at = command.span.start as usize;
        for word in simple.words.iter().filter_map(plain_word) {
            let Some(name) = literal(word, self.source.text()) else { continue };
            let Some(alias) = self.global_alias(name) else { continue };
            let Some(text) = alias else {
                let reason = "holds a global alias whose text is not known";
                return Some(self.alias_unknown(reason, command.span));
            };
            names.push(name.to_owned());
            whole.push_str(&self.text(Span::new(at, word.span.start as usize)));
            whole.push_str(&text);
            at = word.span.end as usize;
        }
        if names.is_empty() || !self.expands_aliases() {
            return None;
        }
        whole.push_str(&self.text(Span::new(at, command.span.end as usize)));
        let source = Source::evaluated(&whole, Place::new(&self.source, command.span));
        let before = self.state.replacing.len();
        self.alias_stack(|stack| stack.extend(names));
        let flow = self.in_place(&source);
        self.alias_stack(|stack| stack.truncate(before));
        Some(flow)
    }

    /// The text of a global alias that was there when the command was read; `Some(None)` where it is not certain.
    fn global_alias(&self, name: &str) -> Option<Option<String>> {
        if self.replaced(name) {
            return None;
        }
        let entry = self.state.other_aliases.entry(name)?;
        if entry.item.kind != AliasKind::Global || entry.item.epoch > self.epoch {
            return None;
        }
        let certain = entry.when.is_none() && entry.doubt.is_none();
        let text = entry.item.value.text().filter(|_| certain);
        Some(text.map(|text| text.into_owned()))
    }

    /// Runs a command as it reads with its aliases replaced: the trap has run for its first list.
    fn in_place(&mut self, source: &Rc<Source>) -> Flow {
        self.announced = self.traces_lists();
        let flow = self.evaluated(source);
        self.announced = false;
        flow
    }

    /// What the command does, and how it ends, depends on a text that is not known.
    fn alias_unknown(&mut self, reason: &str, span: Span) -> Flow {
        self.incomplete(reason, span);
        self.state.status = Status::Unknown(self.reason(reason, span));
        Flow::Next
    }

    /// A name is not replaced again inside its own replacement.
    pub(super) fn replaced(&self, name: &str) -> bool {
        self.state.replacing.iter().any(|known| known == name)
    }

    fn alias_stack(&mut self, change: impl FnOnce(&mut Vec<String>)) {
        change(&mut self.state.replacing);
    }
}

fn plain_word(argument: &Argument) -> Option<&Word> {
    match argument {
        Argument::Word(word) => Some(word),
        Argument::Assignment(_) => None,
    }
}
