//! Aliases (POSIX 2.3.1): text that replaces a command word before the command is read.

use std::rc::Rc;

use super::{Evaluator, Flow};
use crate::environment::{Entry, Reach};
use crate::shells::posix::state::Alias;
use crate::shells::posix::syntax::{Command, Word};
use crate::text::{Place, Source, Span};

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
        let name = crate::shells::posix::parser::literal(word, self.source.text())?.to_owned();
        if !self.expands_aliases() || self.replaced(&name) {
            return None;
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
            self.incomplete("runs an alias whose text is not known", command.span);
            return Flow::Next;
        };
        let front = Span::new(command.span.start as usize, word.span.start as usize);
        let back = Span::new(word.span.end as usize, command.span.end as usize);
        let whole = format!("{}{text}{}", self.text(front), self.text(back));
        let source = Source::evaluated(&whole, Place::new(&self.source, command.span));
        self.alias_stack(|stack| stack.push(name.to_owned()));
        let flow = self.evaluated(&source);
        self.alias_stack(|stack| drop(stack.pop()));
        flow
    }

    /// A name is not replaced again inside its own replacement.
    fn replaced(&self, name: &str) -> bool {
        self.state.replacing.iter().any(|known| known == name)
    }

    fn alias_stack(&mut self, change: impl FnOnce(&mut Vec<String>)) {
        change(&mut self.state.replacing);
    }
}
