//! zsh's tables of itself, and the keys of a table (zshmodules(1), "The zsh/parameter Module").

use super::search::Wanted;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::{Slot, in_order};
use crate::shells::posix::syntax::{Parameter, Subject, Word};
use crate::text::Span;
use crate::value::{Unknown, Value};

/// Keys with their values.
type Pairs = Vec<(Value, Value)>;

impl Evaluator<'_> {
    /// `${(k)table}` and `${(v)table}`, of what a subscript chooses; none where it is no table.
    pub(super) fn keys(
        &mut self,
        parameter: &Parameter,
        flags: &str,
        span: Span,
    ) -> Expanded<Option<Found>> {
        let Subject::Name(name) = parameter.subject else { return Ok(None) };
        let name = self.text(name);
        let (keys, values) = (flags.contains('k'), flags.contains('v') || !flags.contains('k'));
        let whole = |word: &Word| matches!(&*self.text(word.span), "@" | "*");
        let part = parameter.subscript.as_ref().filter(|word| !whole(word));
        let slot = self.state.variable(&name).map(|variable| variable.slot.clone());
        let (all, ordered) = match slot {
            Some(Slot::Map(elements)) => {
                let all = in_order(&elements, self.state.dialect);
                let all = all.into_iter().map(|(key, value)| (key.clone(), value.clone()));
                (all.collect(), true)
            }
            None if name == "options" && self.state.dialect.is_zsh() && keys && values => {
                return Ok(self.options_listed(span).filter(|_| part.is_none()));
            }
            _ => match self.own_table(&name, span) {
                Some(all) => (all, self.is_ordered(&name)),
                None => return Ok(None),
            },
        };
        self.handles(all.len());
        let all: Pairs =
            all.into_iter().map(|(key, value)| (self.computed(key, span), value)).collect();
        let (chosen, list) = match part {
            None => (all, true),
            Some(word) => match self.chosen(&all, word, span)? {
                Ok(chosen) => chosen,
                Err(unknown) => return Ok(Some(Found::one(unknown))),
            },
        };
        // Of several in no known order more than that there are such is known only where order does not count.
        let any_order = self.unordered || keys != values && flags.contains(['o', 'O']);
        if !ordered && !any_order && chosen.len() > 1 {
            return Ok(None);
        }
        let mut given = Vec::new();
        for (key, value) in chosen {
            // Of one that is named the value is given where both are wanted.
            given.extend((keys && (list || !values)).then_some(key));
            given.extend(values.then_some(value));
        }
        if !list {
            return Ok(Some(given.pop().map_or_else(Found::default, Found::one)));
        }
        let apart = flags.contains('@') || parameter.subscript.is_some();
        Ok(Some(Found::list(given, apart)))
    }

    /// The elements that a subscript means, and whether it may mean several.
    fn chosen(
        &mut self,
        all: &[(Value, Value)],
        subscript: &Word,
        span: Span,
    ) -> Expanded<Result<(Pairs, bool), Value>> {
        let text = self.subscript(subscript)?;
        let Some(key) = text.text().map(|text| text.into_owned()) else {
            return Ok(Err(Value::unknown((*self.why(&text, span)).clone())));
        };
        let Some(search) = self.search(&key) else {
            if key.starts_with('(') {
                return Ok(Err(self.unknown("uses a search envsim does not follow", span)));
            }
            let named = |pair: &&(Value, Value)| pair.0.text().as_deref() == Some(&*key);
            return Ok(Ok((all.iter().filter(named).cloned().collect(), false)));
        };
        let among: Vec<Value> = all
            .iter()
            .map(|(key, value)| if search.wanted == Wanted::Place { key } else { value })
            .cloned()
            .collect();
        let Some(mut places) = self.matching(&among, &search) else {
            return Ok(Err(self.unknown("searches in what is not known", span)));
        };
        if !search.last {
            places.truncate(1);
        }
        Ok(Ok((places.into_iter().map(|at| all[at].clone()).collect(), true)))
    }

    /// `$commands[(i)x*]`: an entry, or all that are found, of which the order is not known.
    fn searched_own(&mut self, name: &str, key: &str, span: Span) -> Option<Found> {
        let search = self.search(key)?;
        let all = self.own_table(name, span)?;
        self.handles(all.len());
        let (keys, values): (Vec<Value>, Vec<Value>) =
            all.into_iter().map(|(key, value)| (self.computed(key, span), value)).unzip();
        let among = if search.wanted == Wanted::Place { &keys } else { &values };
        let found = self.matching(among, &search)?;
        let given: Vec<Value> = found.iter().map(|&at| among[at].clone()).collect();
        match (given.as_slice(), search.last) {
            ([], true) => Some(Found::list(Vec::new(), false)),
            ([], false) => Some(Found::one(Value::empty())),
            ([only], last) if name != "functions" || search.wanted == Wanted::Place => {
                Some(Found { list: last, ..Found::one(only.clone()) })
            }
            (_, true) if self.unordered || self.is_ordered(name) => Some(Found::list(given, false)),
            // One of several is there in any case.
            _ => {
                let reason = "is one of several in zsh's table of itself";
                Some(Found::one(self.unknown(reason, span)))
            }
        }
    }

    /// `$commands[x]`, `$functions[x]`, `$aliases[x]`, `$builtins[x]` (zshmodules(1), zsh/parameter).
    pub(super) fn table(&mut self, name: &str, key: &str, span: Span) -> Option<Found> {
        if !self.state.dialect.is_zsh() {
            return None;
        }
        if let Some(table) = self.own_table_named(name) {
            self.asks_table(table);
        }
        let listed = matches!(
            name,
            "commands" | "functions" | "aliases" | "galiases" | "saliases" | "builtins" | "options"
        );
        if name == "nameddirs" && !key.starts_with('(') && !self.state.is_lost() {
            return Some(match self.state.named_directories.get(key) {
                Some(path) => Found::one(path.clone()),
                None => {
                    let unknown = self.unknown("depends on what stands for a directory", span);
                    Found { maybe: true, ..Found::one(unknown) }
                }
            });
        }
        if (listed || name == "parameters") && key.starts_with('(') {
            return Some(self.searched_own(name, key, span).unwrap_or_else(|| {
                let reason = "searches in one of zsh's tables of itself";
                Found::open(Unknown::new(reason, self.origin(span)))
            }));
        }
        let there = match name {
            "commands" => {
                return Some(match self.command_path(key, span) {
                    Ok(Some(path)) => Found::one(path),
                    Ok(None) => Found::default(),
                    Err(why) => Found::one(Value::unknown((*why).clone())),
                });
            }
            "functions" => match self.state.functions.holds(key) {
                Some(there) => there,
                None => {
                    let unknown = self.unknown("depends on whether it is a function", span);
                    return Some(Found { maybe: true, ..Found::one(unknown) });
                }
            },
            "aliases" | "galiases" | "saliases" => {
                let (table, kind) = self.aliases_named(name);
                let alias = table.get(key).filter(|alias| alias.kind == kind);
                return Some(match (table.holds(key), alias) {
                    (Some(true), Some(alias)) => Found::one(alias.value.clone()),
                    (Some(_), None) => Found::default(),
                    _ => {
                        let unknown = self.unknown("depends on whether it is an alias", span);
                        Found { maybe: true, ..Found::one(unknown) }
                    }
                });
            }
            "parameters" => {
                return Some(match self.type_of(key) {
                    Some(text) if text.is_empty() => Found::default(),
                    Some(text) => Found::one(self.computed(text, span)),
                    None => {
                        let reason = "tells what kind of variable it is";
                        Found::open(Unknown::new(reason, self.origin(span)))
                    }
                });
            }
            "builtins" => self.is_builtin(key),
            "options" => {
                return Some(Found::one(match self.option_is_on(key) {
                    Ok(on) => self.computed(if on { "on" } else { "off" }, span),
                    Err(why) => Value::unknown((*why).clone()),
                }));
            }
            "dirstack" | "dis_aliases" | "dis_builtins" | "dis_functions" | "errnos"
            | "functions_source" | "history" | "historywords" | "jobdirs" | "jobstates"
            | "jobtexts" | "keymaps" | "langinfo" | "mapfile" | "modules" | "nameddirs"
            | "patchars" | "reswords" | "sysparams" | "userdirs" | "usergroups" | "widgets" => {
                let unknown = self.unknown("is told by one of zsh's tables", span);
                return Some(Found { maybe: true, ..Found::one(unknown) });
            }
            "terminfo" => return Some(self.capability(key, span)),
            "termcap" | "key" => {
                let unknown = self.unknown("depends on the terminal", span);
                return Some(Found { maybe: true, ..Found::one(unknown) });
            }
            _ => return None,
        };
        Some(if there {
            Found::one(self.unknown("is the text of a definition", span))
        } else {
            Found::default()
        })
    }
}
