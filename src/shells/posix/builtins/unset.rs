//! `unset`, `unfunction` and `unhash` (bash(1), zshbuiltins(1)).

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::pattern::Pattern;
use crate::shells::posix::state::{Slot, Status};
use crate::text::Span;
use crate::value::{Piece, Value};

/// A table of zsh that has grown is in an order that what was taken away from it has decided.
const LARGE: usize = 33;

/// What zsh keeps from being unset, which ends the file (zshparam(1), "Parameters Set By The Shell"; zsh 5.9).
const READ_ONLY: &[&str] = &[
    "ARGC",
    "HISTCMD",
    "LINENO",
    "PPID",
    "TTYIDLE",
    "ZSH_EVAL_CONTEXT",
    "ZSH_SUBSHELL",
    "status",
    "zsh_eval_context",
];

impl Evaluator<'_> {
    pub(super) fn unset(
        &mut self,
        command: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<(), Stop> {
        let mut functions = command == "unfunction";
        let by_pattern = |one: &Value| {
            one.text().is_some_and(|text| matches!(&*text, "-m" | "-fm" | "-mf" | "-vm" | "-mv"))
        };
        if self.state.dialect.is_zsh() && !arguments.iter().any(by_pattern) {
            let first = arguments.first().and_then(Value::text);
            let rest = match (functions, first.as_deref()) {
                (true, _) => Some(arguments),
                (false, Some("-f")) => Some(&arguments[1..]),
                _ => None,
            };
            if let Some(names) = rest {
                self.state.status = self.status_of_functions(names, span);
            }
        }
        let mut variables = !functions;
        let mut reference = false;
        let mut patterns = false;
        for argument in arguments {
            let Some(name) = argument.text().map(|text| text.into_owned()) else {
                match element_of(argument) {
                    Some(name) if self.own_table_named(&name).is_some() => {
                        self.incomplete(
                            "takes an entry that is not known out of a table of zsh's own",
                            span,
                        );
                    }
                    Some(name) => {
                        let unknown = self.reason("loses an element that is not known", span);
                        let variables = vec![Rc::from(name)];
                        self.raise(unknown, Reach::Only { variables, commands: Vec::new() });
                    }
                    None => self.incomplete("unsets a name that is not known", span),
                }
                continue;
            };
            match name.as_str() {
                "-m" | "-fm" | "-mf" | "-vm" | "-mv" if self.state.dialect.is_zsh() => {
                    patterns = true;
                    if name.contains('f') {
                        (functions, variables) = (true, false);
                    }
                }
                _ if patterns && !name.starts_with('-') => {
                    self.unset_matching(&name, functions, span)?;
                }
                "-f" => (functions, variables) = (true, false),
                "-v" => (functions, variables) = (false, true),
                "-n" => reference = self.state.dialect.is_bash(),
                _ if reference && self.state.variables.get(&name).is_some_and(|one| one.refers) => {
                    self.state.variables.remove(&name);
                }
                _ => self.unset_one(&name, functions, variables, span)?,
            }
        }
        Ok(())
    }

    /// zsh's `unset -m`: all that the pattern fits (zshbuiltins(1)); without any it fails.
    fn unset_matching(&mut self, pattern: &str, functions: bool, span: Span) -> Result<(), Stop> {
        let characters = pattern.chars().map(|letter| (letter, false)).collect();
        let Some(pattern) = Pattern::new(&characters, self.pattern_syntax(false)) else {
            self.incomplete("unsets names by a pattern envsim does not follow", span);
            return Ok(());
        };
        let fits = |name: &&str| pattern.matches(name);
        if !functions && READ_ONLY.iter().any(fits) {
            self.incomplete("unsets by a pattern that may fit what nobody may unset", span);
            return Ok(());
        }
        let names: Vec<String> = match functions {
            true => self.state.functions.iter().map(|(name, _)| name.to_string()).collect(),
            false => {
                let set = |name: &&Rc<str>| {
                    self.state.variables.get(name).is_some_and(|one| one.slot != Slot::Unset)
                };
                self.state.variables.names().filter(set).map(|name| name.to_string()).collect()
            }
        };
        let names: Vec<String> = names.into_iter().filter(|name| pattern.matches(name)).collect();
        self.works(Some(&pattern));
        if pattern.gave_up() {
            self.incomplete("unsets names by a pattern that takes too long", span);
            return Ok(());
        }
        let surely = |name: &String| match functions {
            true => self.state.functions.holds(name) == Some(true),
            false => self.state.variable(name).is_some_and(|one| !one.maybe_unset),
        };
        let doubted = self.state.has_doubts() || !names.is_empty();
        self.state.status = match names.iter().any(surely) {
            true => Status::OK,
            false if doubted => {
                Status::Unknown(self.reason("depends on whether a pattern finds a name", span))
            }
            false => Status::FAILED,
        };
        names.iter().try_for_each(|name| self.unset_one(name, functions, true, span))
    }

    fn unset_one(
        &mut self,
        name: &str,
        functions: bool,
        variables: bool,
        span: Span,
    ) -> Result<(), Stop> {
        if functions {
            self.function_removed(name);
            self.state.functions.remove(name);
            return Ok(());
        }
        if let Some((array, rest)) = name.split_once('[') {
            return self.unset_element(array, rest.trim_end_matches(']'), span);
        }
        let known =
            self.state.variables.get(name).is_some_and(|variable| variable.slot != Slot::Unset)
                || self.state.is_set(name);
        if self.state.dialect.is_bash()
            && self.state.variable(name).is_some_and(|variable| variable.readonly)
        {
            self.error(&format!("{name}: cannot unset: readonly variable"), "readonly", span);
            self.state.status = Status::FAILED;
            return Ok(());
        }
        self.writable(name, span)?;
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        if variables && known {
            let origin = self.origin(span);
            self.state.unset(name, origin);
        } else if let Some(variable) = self.state.variables.get_mut(name) {
            variable.export(false);
        } else if self.state.dialect.is_bash() {
            self.state.functions.remove(name);
        }
        Ok(())
    }

    fn unset_element(&mut self, name: &str, key: &str, span: Span) -> Result<(), Stop> {
        let zsh = self.state.dialect.is_zsh();
        let listed = || {
            let variable = self.state.variable(name).filter(|variable| !variable.integer);
            let slot = variable.map(|variable| &variable.slot);
            matches!(slot, Some(Slot::Array(_) | Slot::Scalar(_)))
        };
        if zsh && matches!(key, "" | "[") && listed() {
            self.error("invalid subscript", "subscript", span);
            self.state.status = Status::FAILED;
            return Ok(());
        }
        // zsh refuses it until the table has been asked for (zshmodules(1), "The zsh/parameter Module").
        if let Some(table) = self.own_table_named(name) {
            if self.has_loaded(table.module) && self.take_from_table(table, key) {
                self.state.status = Status::OK;
                return Ok(());
            }
            self.incomplete("takes an entry out of a table of zsh's own", span);
            let why = "depends on whether a table of zsh's own was asked for before";
            self.state.status = Status::Unknown(self.reason(why, span));
            return Ok(());
        }
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let is_map = matches!(slot, Some(Slot::Map(_)));
        // What stood behind it moves up.
        let moved = slot.filter(|_| is_map).map_or(0, Slot::elements);
        self.handles(moved);
        let number = if is_map { None } else { self.index(key, span)? };
        let ones = zsh && !self.option("ksharrays");
        let why = self.reason("is a table whose order envsim does not follow", span);
        let open = self.reason("loses an element that is not known", span);
        let Some(variable) = self.state.variables.get_mut(name) else { return Ok(()) };
        let slot = &mut variable.slot;
        match (&mut *slot, number) {
            (Slot::Map(elements), _) => {
                let large = elements.len() >= LARGE;
                if elements.shift_remove(key).is_some() && zsh && large {
                    *slot = Slot::Scalar(Value::unknown((*why).clone()));
                }
            }
            (Slot::Array(_) | Slot::Scalar(_), None) => {
                *slot = Slot::Scalar(Value::unknown((*open).clone()))
            }
            (Slot::Array(elements), Some(number)) => {
                let end = elements.keys().next_back().map_or(0, |last| last + 1);
                let at = match number {
                    number if number < 0 => end + number,
                    number => number - i64::from(ones),
                };
                if at < 0 && !zsh {
                    let message = format!("unset: [{key}]: bad array subscript");
                    self.error(&message, "subscript", span);
                    self.state.status = Status::FAILED;
                    return Ok(());
                }
                // zsh's elements have no gaps: one that is unset is empty.
                match elements.get_mut(&at).filter(|_| zsh) {
                    Some(element) => *element = Value::empty(),
                    None => drop(elements.remove(&at)),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The variable of `name[…]` where what stands between the brackets is not known.
fn element_of(argument: &Value) -> Option<String> {
    let Piece::Text { text, .. } = argument.pieces().first()? else { return None };
    let (name, _) = text.split_once('[')?;
    let plain = crate::shells::posix::parser::name_len(name) == name.len() && !name.is_empty();
    plain.then(|| name.to_owned())
}
