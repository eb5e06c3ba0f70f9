//! zsh's tables of itself as a whole (zshmodules(1), "The zsh/parameter Module").

use std::rc::Rc;

use indexmap::IndexMap;

use super::subject::Found;
use crate::environment::Named;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::{Alias, AliasKind, Slot};
use crate::shells::posix::syntax::{Parameter, Subject};
use crate::shells::posix::tables::own::{OwnTable, own_tables};
use crate::shells::posix::tables::usage::zsh_options;
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// Variables that zsh 5.9 has in a terminal besides its tables, whatever was started (`print -l ${(ok)parameters}`).
#[rustfmt::skip]
const SPECIAL: &[&str] = &[
    "!", "#", "$", "*", "-", "0", "?", "@", "ARGC", "COLUMNS", "HISTCHARS", "HISTCMD",
    "KEYBOARD_HACK", "LINENO", "LINES", "OPTARG", "OPTIND", "PPID", "RANDOM", "SECONDS", "TTY",
    "TTYIDLE", "TRY_BLOCK_ERROR", "TRY_BLOCK_INTERRUPT", "ZSH_ARGZERO", "ZSH_EVAL_CONTEXT",
    "ZSH_SUBSHELL", "_", "argv", "pipestatus", "signals", "status", "watch", "zsh_eval_context",
];

/// The entries of a table.
pub(super) type Entries = Vec<(String, Value)>;

impl Evaluator<'_> {
    /// `$aliases` and its like: what they hold, in an order that is known only of one; they are always set.
    pub(super) fn own_whole(&mut self, name: &str, span: Span) -> Option<Found> {
        let table = self.own_table_named(name)?;
        self.asks_table(table);
        let all = self.own_table(name, span);
        self.handles(all.as_ref().map_or(0, Vec::len));
        Some(match all {
            Some(all) if all.len() < 2 || self.is_ordered(name) => {
                Found::list(all.into_iter().map(|(_, value)| value).collect(), false)
            }
            _ => {
                let unknown = Unknown::new("is told by one of zsh's tables", self.origin(span));
                Found::one(Value::unknown(unknown.shaped(Shape::Words)))
            }
        })
    }

    /// `${#aliases}`.
    pub(super) fn counted_table(&mut self, parameter: &Parameter) -> Option<Value> {
        let Subject::Name(name) = parameter.subject else { return None };
        let whole = parameter.subscript.is_none() && parameter.operations.is_empty();
        if !whole || parameter.marks.as_slice() != [b'#'] || parameter.flags.is_some() {
            return None;
        }
        let name = self.text(name);
        let table = self.own_table_named(&name)?;
        self.asks_table(table);
        let all = self.own_table(&name, parameter.span)?;
        self.handles(all.len());
        Some(self.computed(all.len().to_string(), parameter.span))
    }

    /// The programs that `PATH` leads to (Src/hashtable.c, `hashdir`: whatever stands in its directories, a directory
    /// too, unless an option asks for programs).
    fn programs_on_path(&self, span: Span) -> Option<Entries> {
        if self.option("hashexecutablesonly") || self.option("nohashlistall") {
            return None;
        }
        let mut all: IndexMap<String, Value> = IndexMap::new();
        for (name, path) in self.state.hashed.iter() {
            if !path.is_known() {
                return None;
            }
            all.insert(name.clone(), path.clone());
        }
        for entry in self.state.value("PATH")?.entries(':') {
            let directory = entry.value.text()?.into_owned();
            let path = self.absolute(&directory)?;
            match self.host.machine().listing(&path) {
                Ok(entries) => {
                    for entry in entries.iter() {
                        let shown = || self.computed(format!("{directory}/{}", entry.name), span);
                        all.entry(entry.name.clone()).or_insert_with(shown);
                    }
                }
                Err(fault) if fault.is_ours() => return None,
                Err(_) => {}
            }
        }
        Some(all.into_iter().collect())
    }

    /// A table that is asked for is loaded, if it was not.
    pub(super) fn asks_table(&mut self, table: &OwnTable) {
        self.loads_module(table.module);
    }

    /// Whether what such a table holds is known in zsh's order.
    pub(super) fn is_ordered(&self, name: &str) -> bool {
        matches!(name, "aliases" | "galiases" | "saliases")
            && self.state.alias_names(self.aliases_named(name).1).is_some()
    }

    /// What such a table holds, in zsh's order where that is known; none where it is not, or for another name.
    pub(super) fn own_table(&self, name: &str, span: Span) -> Option<Entries> {
        if !self.state.dialect.is_zsh() || self.state.variable(name).is_some() {
            return None;
        }
        match name {
            "aliases" | "galiases" | "saliases" => self.aliases_of(name),
            "functions" => {
                let text = |_: &_| self.unknown("is the text of a definition", span);
                certain(&self.state.functions, text)
            }
            "parameters" => self.parameters(span),
            "nameddirs" => {
                let all = self.state.named_directories.iter();
                (!self.state.is_lost())
                    .then(|| all.map(|(name, path)| (name.clone(), path.clone())).collect())
            }
            "commands" => self.programs_on_path(span),
            _ => None,
        }
    }

    /// The aliases that one of these tables shows, and of which kind they are.
    pub(in crate::shells::posix) fn aliases_named(
        &self,
        table: &str,
    ) -> (&Named<Alias>, AliasKind) {
        match table {
            "galiases" => (&self.state.other_aliases, AliasKind::Global),
            "saliases" => (&self.state.other_aliases, AliasKind::Suffix),
            _ => (&self.state.aliases, AliasKind::Command),
        }
    }

    /// Whether a function is there, where its text is asked for only to know that.
    pub(super) fn holds_function(&mut self, parameter: &Parameter) -> Expanded<Option<bool>> {
        let (Subject::Name(name), Some(key)) = (&parameter.subject, &parameter.subscript) else {
            return Ok(None);
        };
        let asked = self.state.dialect.is_zsh() && self.text(*name) == "functions";
        if !asked || self.state.variable("functions").is_some() {
            return Ok(None);
        }
        let key = self.subscript(key)?;
        let key = key.text().filter(|key| !key.starts_with('(') && !matches!(&**key, "@" | "*"));
        Ok(key.and_then(|key| self.state.functions.holds(&key)))
    }

    /// What one entry of such a table holds.
    pub(in crate::shells::posix) fn entry_of_table(
        &mut self,
        table: &str,
        key: &str,
        span: Span,
    ) -> Option<Value> {
        self.table(table, key, span)?.values.into_iter().next()
    }

    /// Aliases that stand in place of commands are in one table with those that stand anywhere.
    fn aliases_of(&self, name: &str) -> Option<Entries> {
        let (table, kind) = self.aliases_named(name);
        certain(table, |_| ())?;
        let entry = |name: Rc<str>| {
            let alias = table.get(&name).filter(|alias| alias.kind == kind)?;
            Some((name.to_string(), alias.value.clone()))
        };
        match self.state.alias_names(kind) {
            Some(names) => Some(names.into_iter().filter_map(entry).collect()),
            None => Some(table.iter().filter_map(|(name, _)| entry(name.clone())).collect()),
        }
    }

    fn parameters(&self, span: Span) -> Option<Entries> {
        let mut all = Entries::new();
        for (name, variable) in self.state.variables.iter() {
            if variable.maybe_unset {
                return None;
            }
            if variable.slot != Slot::Unset {
                all.push((name.to_string(), self.unknown("tells what a variable is", span)));
            }
        }
        let own = SPECIAL.iter().copied().chain(own_tables());
        for name in own.filter(|name| self.state.variable(name).is_none()) {
            all.push((name.to_owned(), self.unknown("tells what a variable is", span)));
        }
        (!self.state.has_doubts()).then_some(all)
    }

    /// `${(kv)options}`: a text that sets them to what they are now does nothing else.
    pub(super) fn options_listed(&self, span: Span) -> Option<Found> {
        let mut text = String::new();
        for name in zsh_options() {
            let on = self.option_is_on(name).ok()?;
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(name);
            text.push_str(if on { " on" } else { " off" });
        }
        let mut unknown =
            Unknown::new("lists the options in the order of a table", self.origin(span));
        unknown.effect = Some(text.into());
        Some(Found::list(vec![Value::unknown(unknown.shaped(Shape::Words))], true))
    }
}

/// The entries of a table of which all is certain.
fn certain<T: Clone, R>(table: &Named<T>, give: impl Fn(&T) -> R) -> Option<Vec<(String, R)>> {
    let all = table.iter().map(|(name, entry)| {
        let sure = table.holds(name) == Some(true);
        sure.then(|| (name.to_string(), give(&entry.item)))
    });
    all.collect::<Option<Vec<_>>>().filter(|_| !table.is_doubted())
}
