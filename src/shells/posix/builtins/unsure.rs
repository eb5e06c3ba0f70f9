//! Words that are not known: what a builtin may have made of them.
//!
//! A word from a tool may be an option, a name that no shell takes, or nothing at all. What a
//! builtin's own code does not tell of such words, its status and what it leaves, is told here.

use std::rc::Rc;

use super::super::state::{Status, any_number};
use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::parser::name_len;
use crate::shells::posix::run::Given;
use crate::text::Span;
use crate::value::{Piece, Unknown, Value};

/// Builtins whose status says nothing of their words, or that tell it by themselves.
const TOLD: &[&str] = &[
    "-", ".", ":", "[", "builtin", "bye", "cd", "chdir", "command", "echo", "eval", "exec", "exit",
    "false", "let", "logout", "noglob", "return", "source", "test", "true", "type", "whence",
    "where", "which",
];

/// Builtins of zsh that end the file where a word is no name, number or option for them
/// (zsh 5.9: `zerr` in Src/builtin.c sets `errflag`, which ends the list that is run).
const ENDING: &[&str] = &[
    "alias", "break", "continue", "declare", "export", "float", "getopts", "hash", "integer",
    "local", "readonly", "set", "typeset", "unset", "zmodload",
];

impl Evaluator<'_> {
    /// A variable is set whose name is not known, or only how it begins.
    pub(in crate::shells::posix) fn sets_some_variable(&mut self, name: &Value, span: Span) {
        let unknown = self.reason("sets a variable whose name is not known", span);
        let front = name.front();
        let plain = if name.may_be_words() { 0 } else { name_len(&front) };
        let reach = match (plain, &front[plain..]) {
            (0, _) => Reach::Everything,
            (_, "") => {
                Reach::Only { variables: vec![format!("{front}*").into()], commands: vec![] }
            }
            (_, rest) if rest.starts_with('[') => {
                Reach::Only { variables: vec![Rc::from(&front[..plain])], commands: vec![] }
            }
            _ => Reach::Everything,
        };
        self.raise(unknown, reach);
    }

    /// What is not known any more behind a builtin that was given words that are not known.
    pub(super) fn doubt_words(&mut self, name: &str, given: &[Given<'_>], span: Span) -> Flow {
        let loose = given.iter().filter_map(|one| match one {
            Given::Value(value) if value.text().is_none() => Some(value),
            _ => None,
        });
        let loose: Vec<&Value> = loose.collect();
        let Some(first) = loose.first() else { return Flow::Next };
        if TOLD.contains(&name) || takes_any(name, given) {
            return Flow::Next;
        }
        let why = self.why(first, span);
        let why = Rc::new(why.because(
            format!("depends on a word of `{name}` that {}", why.reason),
            self.origin(span),
        ));
        self.leave_unsure(name, &why);
        if matches!(self.state.status, Status::Known(_)) {
            self.state.status = Status::Unknown(why.clone());
        }
        match loose.iter().all(|one| is_operand(one)) {
            true => Flow::Next,
            false => self.may_be_refused(name, &why),
        }
    }

    /// What a word that is not known may have changed.
    fn leave_unsure(&mut self, name: &str, why: &Rc<Unknown>) {
        let every = || vec![Rc::from("*")];
        match name {
            "set" => {
                self.state.options.raise(why);
                self.state.positional = any_number(why).into();
            }
            "shift" => {
                self.state.positional = any_number(why).into();
                if self.state.dialect.is_zsh() {
                    let reach = Reach::Only { variables: every(), commands: Vec::new() };
                    self.raise(why.clone(), reach);
                }
            }
            "hash" => self.state.hashed.clear(),
            "unalias" | "unfunction" | "unhash" | "enable" | "disable" => {
                self.raise(why.clone(), Reach::Only { variables: Vec::new(), commands: every() });
            }
            _ => {}
        }
    }

    /// zsh ends the file, a POSIX shell itself (POSIX 2.8.1), where a builtin refuses a word.
    fn may_be_refused(&mut self, name: &str, why: &Rc<Unknown>) -> Flow {
        let dialect = self.state.dialect;
        if dialect.is_zsh() && ENDING.contains(&name) {
            let when = format!("`{name}` takes its words");
            let ends = |_: &mut Self| Flow::Stopped(Stop::File);
            return self.fork(why, &when, |_| Flow::Next, ends);
        }
        if dialect.posix && super::super::tables::is_special(name) {
            self.may_end(why);
        }
        Flow::Next
    }

    /// `break` and `continue` of a number that is not known: of one loop, of two or of all.
    pub(super) fn leaves_loops(
        &mut self,
        arguments: &[Value],
        flow: fn(u32) -> Flow,
        span: Span,
    ) -> Result<Flow, Stop> {
        let loose = arguments.first().filter(|one| one.text().is_none());
        let Some(level) = self.loop_level(arguments, span)? else {
            self.state.status = Status::FAILED;
            return self.leaves_loop(u32::MAX, flow, span).map(|left| match left {
                // Out of range: bash leaves every loop (break.def, `check_loop_level`).
                Flow::Continue(levels) => Flow::Break(levels),
                left => left,
            });
        };
        let near = self.leaves_loop(level, flow, span)?;
        let Some(loose) = loose else { return Ok(near) };
        let why = self.why(loose, span);
        let far = self.leaves_loop(u32::MAX, flow, span)?;
        let zsh = self.state.dialect.is_zsh();
        Ok(self.fork(
            &why,
            "leaves one loop",
            |_| near,
            |this| match (far, zsh) {
                _ if zsh => {
                    let ends = |_: &mut Self| Flow::Stopped(Stop::File);
                    this.fork(&why, "leaves every loop", |_| far, ends)
                }
                // Of none bash leaves every loop, with a failure.
                (Flow::Continue(levels), _) => {
                    let out = |this: &mut Self| {
                        this.state.status = Status::Unknown(why.clone());
                        Flow::Break(levels)
                    };
                    this.fork(&why, "leaves every loop", |_| far, out)
                }
                _ => {
                    this.state.status = Status::Unknown(why.clone());
                    far
                }
            },
        ))
    }

    /// The number of loops; zsh computes it and ends the file where it is none, dash itself.
    fn loop_level(&mut self, arguments: &[Value], span: Span) -> Result<Option<u32>, Stop> {
        let Some(text) = arguments.first().and_then(Value::text) else { return Ok(Some(1)) };
        let number = match self.state.dialect.is_zsh() {
            true => self.number(&text, span)?,
            false => text.trim().parse::<i64>().ok(),
        };
        if let Some(number) = number.filter(|number| *number > 0) {
            return Ok(Some(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        self.error(&format!("{text}: loop count out of range"), "usage", span);
        match (self.state.dialect.is_bash(), number) {
            (true, Some(_)) => Ok(None),
            // Interactive bash goes back to its prompt (builtins/common.c, `get_numeric_arg`).
            (true, None) if self.state.options.interactive => Err(Stop::Texts),
            (true, None) => Err(Stop::Shell),
            _ => Err(self.fatal()),
        }
    }
}

/// Whether the words cannot change how it ends.
fn takes_any(name: &str, given: &[Given<'_>]) -> bool {
    let values = || {
        given.iter().filter_map(|one| match one {
            Given::Value(value) => Some(value),
            Given::Assignment(..) => None,
        })
    };
    match name {
        "alias" => values().all(|value| value.text().is_some() || names_first(value)),
        "set" => ends_options(values()),
        // The action may be any text: what it does is asked when the trap is run.
        "trap" => values().next().is_some_and(is_operand) && values().skip(1).all(is_text),
        // Two words, a context and a style; more are its values.
        "zstyle" => values().take(2).all(|value| is_text(value) && is_operand(value)),
        "printf" => values().next().and_then(Value::text).is_some_and(|format| is_plain(&format)),
        _ => false,
    }
}

/// Whether known words of `set` end its options: what follows are parameters (POSIX set(1)).
fn ends_options<'v>(mut values: impl Iterator<Item = &'v Value>) -> bool {
    while let Some(value) = values.next() {
        match value.text().as_deref() {
            None => return is_operand(value),
            Some("--" | "-") => return true,
            Some("-o" | "+o") => match values.next() {
                Some(name) if is_text(name) => {}
                _ => return false,
            },
            Some(text) if text.len() > 1 && text.starts_with(['-', '+']) => {}
            Some(_) => return true,
        }
    }
    true
}

fn is_text(value: &Value) -> bool {
    value.text().is_some()
}

/// Whether it begins with known text that makes it no option, and is one word.
pub(super) fn is_operand(value: &Value) -> bool {
    let known = matches!(value.pieces().first(), Some(Piece::Text { text, .. })
        if !text.is_empty() && !text.starts_with(['-', '+']));
    known && !value.may_be_words()
}

fn names_first(value: &Value) -> bool {
    matches!(value.pieces().first(), Some(Piece::Text { text, .. })
        if text.split_once('=').is_some_and(|(name, _)| !name.is_empty()))
}

/// Whether a format takes any text: `%s`, `%b`, `%q`, `%c`, not numbers (POSIX printf(1)).
fn is_plain(format: &str) -> bool {
    let mut rest = format;
    while let Some((_, after)) = rest.split_once('%') {
        let flags = after.trim_start_matches(|letter: char| {
            letter.is_ascii_digit() || matches!(letter, '-' | '.' | '#' | ' ' | '0' | '+')
        });
        let Some(letter) = flags.chars().next() else { return false };
        if !matches!(letter, 's' | 'b' | 'q' | 'c' | '%') {
            return false;
        }
        rest = &flags[letter.len_utf8()..];
    }
    !format.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_text_take_any_word() {
        assert!(is_plain("%s\\n") && is_plain("%-10.3s%%") && is_plain("plain"));
        assert!(!is_plain("%d") && !is_plain("%") && !is_plain("-v") && !is_plain("%s %x"));
    }

    #[test]
    fn lists_are_sorted() {
        assert!(TOLD.is_sorted() && ENDING.is_sorted());
    }
}
