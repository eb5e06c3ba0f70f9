//! What is written to zsh's tables of itself (zshmodules(1), "The zsh/parameter Module").

use std::rc::Rc;

use indexmap::IndexMap;

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::AliasKind;
use crate::shells::posix::syntax::Element;
use crate::shells::posix::tables::own::{OwnTable, own_table};
use crate::text::{Place, Source, Span};
use crate::value::Value;

/// The table of aliases that a name stands for.
fn aliases(table: &OwnTable) -> Option<AliasKind> {
    match table.name {
        "aliases" => Some(AliasKind::Command),
        "galiases" => Some(AliasKind::Global),
        "saliases" => Some(AliasKind::Suffix),
        _ => None,
    }
}

/// Whether a name stands for itself where a function of that name is written.
fn is_plain(name: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_-.:+@".contains(letter);
    !name.is_empty() && name.chars().all(plain)
}

impl Evaluator<'_> {
    /// The table of zsh's own that the name stands for, where no variable of the profile's has that name.
    pub(in crate::shells::posix) fn own_table_named(
        &self,
        name: &str,
    ) -> Option<&'static OwnTable> {
        let own = self.state.dialect.is_zsh() && self.state.variable(name).is_none();
        own_table(name).filter(|_| own)
    }

    /// `aliases[name]=…`.
    pub(super) fn assign_in_table(
        &mut self,
        table: &OwnTable,
        key: &str,
        value: Value,
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        self.may_change(table, span)?;
        match append {
            true => {
                let old = self.entry_of_table(table.name, key, span).unwrap_or_default();
                self.put_in_table(table, key, old.then(value), span);
            }
            false => self.put_in_table(table, key, value, span),
        }
        Ok(())
    }

    /// zsh ends the file where a table is changed that it only shows.
    fn may_change(&mut self, table: &OwnTable, span: Span) -> Expanded<()> {
        if table.writable {
            return Ok(());
        }
        self.error(&format!("read-only variable: {}", table.name), "readonly", span);
        Err(Stop::File)
    }

    fn put_in_table(&mut self, table: &OwnTable, key: &str, value: Value, span: Span) {
        if let Some(kind) = aliases(table) {
            return self.add_alias(key, value, kind, span);
        }
        match (table.name, value.text().map(|text| text.into_owned())) {
            ("commands", _) => drop(self.state.hashed.insert(key.to_owned(), value)),
            ("nameddirs", _) => drop(self.state.named_directories.insert(key.to_owned(), value)),
            ("options", Some(text)) if matches!(&*text, "on" | "off") => {
                self.zsh_option(key, text == "on");
            }
            ("options", Some(_)) => {
                self.error("invalid value", "options", span);
            }
            ("functions", Some(text)) if is_plain(key) => {
                let place = Place::new(&self.source, span);
                let source = Source::evaluated(&format!("{key}() {{ {text}\n}}"), place);
                let _ = self.evaluated(&source);
            }
            ("functions", None) => {
                let why = self.why(&value, span);
                let reason = format!("defines a function whose text {}", why.reason);
                let unknown = Rc::new(why.because(reason, self.origin(span)));
                let commands = vec![Rc::from(key)];
                self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
            }
            _ => self.incomplete("changes one of zsh's tables, which envsim does not follow", span),
        }
    }

    /// `aliases=(…)`: what is there goes; `options=(…)` turns those that it names.
    pub(super) fn assign_own_table(
        &mut self,
        table: &OwnTable,
        elements: &[Element],
        append: bool,
        span: Span,
    ) -> Expanded<()> {
        self.may_change(table, span)?;
        let map = match table.keyed {
            true => self.map_elements(elements, IndexMap::new())?,
            false => None,
        };
        let Some(map) = map else {
            self.incomplete("changes one of zsh's tables, which envsim does not follow", span);
            return Ok(());
        };
        if !append {
            self.empty_table(table);
        }
        for (key, value) in map {
            self.put_in_table(table, &key, value, span);
        }
        Ok(())
    }

    /// What is not assigned goes; options stay, and programs are found again.
    fn empty_table(&mut self, table: &OwnTable) {
        match (table.name, aliases(table)) {
            ("nameddirs", _) => self.state.named_directories.clear(),
            (_, Some(kind)) => {
                let (all, _) = self.aliases_named(table.name);
                let of_kind = all.iter().filter(|(_, one)| one.item.kind == kind);
                let names: Vec<Rc<str>> = of_kind.map(|(name, _)| name.clone()).collect();
                for name in names {
                    self.take_of_kind(&name, kind);
                }
            }
            _ => {}
        }
    }

    fn take_of_kind(&mut self, name: &str, kind: AliasKind) {
        match kind {
            AliasKind::Command => self.state.take_alias(name),
            AliasKind::Global | AliasKind::Suffix => self.state.take_other_alias(name),
        };
    }

    /// `unset 'aliases[name]'`; whether that is followed.
    pub(in crate::shells::posix) fn take_from_table(
        &mut self,
        table: &OwnTable,
        key: &str,
    ) -> bool {
        match (table.name, aliases(table)) {
            (_, Some(kind)) => self.take_of_kind(key, kind),
            ("functions", _) => drop(self.state.functions.remove(key)),
            ("nameddirs", _) => drop(self.state.named_directories.shift_remove(key)),
            _ => return false,
        }
        true
    }
}
