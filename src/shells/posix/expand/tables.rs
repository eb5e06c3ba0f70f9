//! zsh's tables of itself, and the keys of a table (zshmodules(1), "The zsh/parameter Module").

use super::subject::Found;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Slot, in_order};
use crate::shells::posix::syntax::{Parameter, Subject};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn keys(&self, parameter: &Parameter, flags: &str, span: Span) -> Option<Found> {
        let Subject::Name(name) = parameter.subject else { return None };
        let Slot::Map(elements) = &self.state.variable(&self.text(name))?.slot else { return None };
        if parameter
            .subscript
            .as_ref()
            .is_some_and(|word| !matches!(&*self.text(word.span), "@" | "*"))
        {
            let searched =
                self.unknown("asks for keys of a search, which envsim does not follow", span);
            return Some(Found::one(searched));
        }
        let (keys, values) = (flags.contains('k'), flags.contains('v') || !flags.contains('k'));
        let apart = flags.contains('@') || parameter.subscript.is_some();
        let mut all = Vec::new();
        for (key, value) in in_order(elements, self.state.dialect) {
            all.extend(keys.then(|| self.computed(key.as_str(), span)));
            all.extend(values.then(|| value.clone()));
        }
        Some(Found::list(all, apart))
    }

    /// `$commands[x]`, `$functions[x]`, `$aliases[x]`, `$builtins[x]` (zshmodules(1), zsh/parameter).
    pub(super) fn table(&mut self, name: &str, key: &str, span: Span) -> Option<Found> {
        if !self.state.dialect.is_zsh() {
            return None;
        }
        let there = match name {
            "commands" => {
                return Some(match self.command_path(key, span) {
                    Ok(Some(path)) => Found::one(path),
                    Ok(None) => Found::default(),
                    Err(why) => Found::one(Value::unknown((*why).clone())),
                });
            }
            "functions" => self.state.functions.get(key).is_some(),
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
            | "jobstates" | "jobtexts" | "keymaps" | "langinfo" | "modules" | "nameddirs"
            | "parameters" | "patchars" | "reswords" | "saliases" | "sysparams" | "userdirs"
            | "usergroups" | "widgets" => {
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
