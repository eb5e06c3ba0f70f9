//! zsh's tables of itself, and the keys of a table (zshmodules(1), "The zsh/parameter Module").

use super::search::Wanted;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::state::{Slot, in_order};
use crate::shells::posix::syntax::{Parameter, Subject, Word};
use crate::text::Span;
use crate::value::Value;

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
        let variable = self.state.variable(&self.text(name));
        let Some(Slot::Map(elements)) = variable.map(|variable| variable.slot.clone()) else {
            return Ok(None);
        };
        let (keys, values) = (flags.contains('k'), flags.contains('v') || !flags.contains('k'));
        let all: Vec<(Value, Value)> = in_order(&elements, self.state.dialect)
            .into_iter()
            .map(|(key, value)| (self.computed(key.as_str(), span), value.clone()))
            .collect();
        let whole = |word: &Word| matches!(&*self.text(word.span), "@" | "*");
        let (chosen, list) = match parameter.subscript.as_ref().filter(|word| !whole(word)) {
            None => (all, true),
            Some(word) => match self.chosen(&all, word, span)? {
                Ok(chosen) => chosen,
                Err(unknown) => return Ok(Some(Found::one(unknown))),
            },
        };
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
        let text = self.single(subscript)?;
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

    /// `$commands[x]`, `$functions[x]`, `$aliases[x]`, `$builtins[x]` (zshmodules(1), zsh/parameter).
    pub(super) fn table(&mut self, name: &str, key: &str, span: Span) -> Option<Found> {
        if !self.state.dialect.is_zsh() {
            return None;
        }
        let listed = matches!(name, "commands" | "functions" | "aliases" | "builtins" | "options");
        if listed && key.starts_with('(') {
            let unknown = self.unknown("searches in one of zsh's tables of itself", span);
            return Some(Found { maybe: true, ..Found::one(unknown) });
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
            "aliases" => {
                return Some(match (self.state.aliases.holds(key), self.state.aliases.get(key)) {
                    (Some(true), Some(alias)) => Found::one(alias.value.clone()),
                    (Some(false), _) => Found::default(),
                    _ => {
                        let unknown = self.unknown("depends on whether it is an alias", span);
                        Found { maybe: true, ..Found::one(unknown) }
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
            | "functions_source" | "galiases" | "history" | "historywords" | "jobdirs"
            | "jobstates" | "jobtexts" | "keymaps" | "langinfo" | "mapfile" | "modules"
            | "nameddirs" | "parameters" | "patchars" | "reswords" | "saliases" | "sysparams"
            | "userdirs" | "usergroups" | "widgets" => {
                let unknown = self.unknown("is told by one of zsh's tables", span);
                return Some(Found { maybe: true, ..Found::one(unknown) });
            }
            "terminfo" | "termcap" | "key" => {
                return Some(Found::one(self.unknown("depends on the terminal", span)));
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
