//! `[[ … ]]` and the conditions of `[ … ]` and `test` (POSIX test(1), bash(1) CONDITIONAL EXPRESSIONS, zshmisc(1)).

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow, Stop};
use crate::shells::posix::state::{Slot, Status};
use crate::shells::posix::syntax::Test;
use crate::text::Span;
use crate::value::{Unknown, Value};

/// True, false, or the reason why nobody knows.
pub(super) type Truth = Result<bool, Rc<Unknown>>;

/// What is known of texts that are not known as a whole may be enough.
fn decided(left: &Value, operator: &str, right: &Value) -> Option<bool> {
    match operator {
        "=" | "==" => return left.equals(right),
        "!=" => return left.equals(right).map(|same| !same),
        _ => {}
    }
    if left.is_known() == right.is_known() {
        return None;
    }
    // Turned so that what is not known stands on the left: `0 -lt X` is `X -gt 0`.
    let (value, number, operator) = match left.is_known() {
        false => (left, right, operator),
        true => (right, left, turned(operator)?),
    };
    let (least, number) = (value.least_number()?, number.text()?.trim().parse::<i64>().ok()?);
    match operator {
        "-eq" | "-le" if least > number => Some(false),
        "-ne" | "-gt" if least > number => Some(true),
        "-lt" if least >= number => Some(false),
        "-ge" if least >= number => Some(true),
        _ => None,
    }
}

/// The module of zsh that a condition comes with.
fn module_of(condition: &str) -> &'static str {
    if condition == "-pcre-match" { "zsh/pcre" } else { "zsh/regex" }
}

fn turned(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "-eq" => "-eq",
        "-ne" => "-ne",
        "-lt" => "-gt",
        "-gt" => "-lt",
        "-le" => "-ge",
        "-ge" => "-le",
        _ => return None,
    })
}

impl Evaluator<'_> {
    pub(super) fn condition_command(&mut self, test: &Test) -> Flow {
        match self.truth(test) {
            Ok(Ok(yes)) => self.state.status = Status::of(yes),
            Ok(Err(why)) => self.state.status = Status::Unknown(why),
            Err(stop) => return self.stopped(stop),
        }
        Flow::Next
    }

    fn truth(&mut self, test: &Test) -> Expanded<Truth> {
        match test {
            Test::Word(word) => {
                let value = self.tested(word)?;
                Ok(self.filled(&value, word.span))
            }
            Test::Not(inner) => Ok(self.truth(inner)?.map(|yes| !yes)),
            Test::And(all) => self.row(all, false),
            Test::Or(all) => self.row(all, true),
            Test::Unary(operator, word) => {
                let operator = self.text(*operator);
                let value = self.tested(word)?;
                Ok(self.unary(&operator, &value, word.span))
            }
            Test::Binary(left, operator, right) => {
                let sign = self.text(*operator);
                let value = self.single(left)?;
                match sign.as_str() {
                    "=" | "==" => self.matches(&value, right),
                    "!=" => Ok(self.matches(&value, right)?.map(|yes| !yes)),
                    // A module's condition is none before the module is loaded, and nobody knows whether it is.
                    "-regex-match" | "-pcre-match" if !self.has_loaded(module_of(&sign)) => {
                        Ok(Err(self.reason("asks what a module of zsh knows", right.span)))
                    }
                    // zsh's `=~` is this one of a module (zshmodules(1), "The zsh/regex Module").
                    "=~" | "-regex-match" => {
                        if self.state.dialect.is_zsh() && !self.option("rematchpcre") {
                            self.loads_regex();
                        }
                        let pattern = self.pattern(right)?;
                        Ok(self.regex(&value, pattern, right.span))
                    }
                    _ => {
                        let other = self.single(right)?;
                        self.binary(&value, &sign, &other, right.span)
                    }
                }
            }
        }
    }

    /// One after the other, until one is what decides; where one is not known the next still may.
    fn row(&mut self, all: &[Test], deciding: bool) -> Expanded<Truth> {
        let mut unknown = None;
        for test in all {
            self.passes(1);
            match self.truth(test)? {
                Ok(yes) if yes == deciding => return Ok(Ok(deciding)),
                Ok(_) => {}
                Err(why) => unknown = unknown.or(Some(why)),
            }
        }
        Ok(unknown.map_or(Ok(!deciding), Err))
    }

    pub(super) fn filled(&self, value: &Value, span: Span) -> Truth {
        value.is_empty().map(|empty| !empty).ok_or_else(|| self.why(value, span))
    }

    pub(super) fn unary(&mut self, operator: &str, value: &Value, span: Span) -> Truth {
        match operator {
            "-z" => return self.filled(value, span).map(|filled| !filled),
            "-n" => return self.filled(value, span),
            _ => {}
        }
        let Some(text) = value.text() else {
            return match value.path().filter(|_| !matches!(operator, "-v" | "-o" | "-t")) {
                Some(path) => self.file_test(operator, &path, span),
                None => Err(self.why(value, span)),
            };
        };
        match operator {
            "-v" if text.contains('[') => self.has_element(&text, span),
            "-v" => {
                let variable = self.state.variable(&text);
                if variable.is_some_and(|variable| variable.maybe_unset) {
                    return Err(self.reason("asks for a variable that may not be set", span));
                }
                Ok(self.state.is_set(&text))
            }
            "-o" => self.option_is_on(&text),
            "-t" => match self.state.options.interactive && self.state.sinks.is_empty() {
                true => Ok(true),
                false => Err(self.reason("depends on what the shell is connected to", span)),
            },
            _ => self.file_test(operator, &text, span),
        }
    }

    /// `-v name[key]` (bash(1), "CONDITIONAL EXPRESSIONS").
    fn has_element(&self, text: &str, span: Span) -> Truth {
        let (name, rest) = text.split_once('[').unwrap_or((text, ""));
        let key = rest.strip_suffix(']').unwrap_or(rest);
        let Some(variable) = self.state.variable(name) else { return Ok(false) };
        match (&variable.slot, key.parse::<i64>()) {
            (Slot::Unset, _) => Ok(false),
            (Slot::Map(elements), _) if key != "@" && !variable.maybe_unset => {
                Ok(elements.contains_key(key))
            }
            (Slot::Array(elements), Ok(index)) if index > 0 && self.state.dialect.is_bash() => {
                Ok(elements.contains_key(&index))
            }
            _ => Err(self.reason("asks for an element envsim does not follow", span)),
        }
    }

    pub(super) fn binary(
        &mut self,
        left: &Value,
        operator: &str,
        right: &Value,
        span: Span,
    ) -> Expanded<Truth> {
        if let Some(decided) = decided(left, operator, right) {
            return Ok(Ok(decided));
        }
        let (Some(one), Some(other)) = (left.text(), right.text()) else {
            let unknown = if left.is_known() { right } else { left };
            return Ok(Err(self.why(unknown, span)));
        };
        let order = match operator {
            "=" | "==" => return Ok(Ok(one == other)),
            "!=" => return Ok(Ok(one != other)),
            "<" | "\\<" => return Ok(Ok(one < other)),
            ">" | "\\>" => return Ok(Ok(one > other)),
            "-nt" | "-ot" | "-ef" => {
                return Ok(self.two_files(&one, operator, &other, span));
            }
            "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => operator,
            _ => return Ok(Err(self.reason("uses an operator envsim does not follow", span))),
        };
        let (one, other) = (one.into_owned(), other.into_owned());
        let numbers = match (self.number(&one, span), self.number(&other, span)) {
            // bash's command is false (execute_cmd.c, `execute_cond_node`).
            (Err(Stop::Line), _) | (_, Err(Stop::Line)) => return Ok(Ok(false)),
            (one, other) => (one?, other?),
        };
        let (Some(one), Some(other)) = numbers else {
            return Ok(Err(self.reason("compares numbers that are not known", span)));
        };
        Ok(Ok(match order {
            "-eq" => one == other,
            "-ne" => one != other,
            "-lt" => one < other,
            "-le" => one <= other,
            "-gt" => one > other,
            _ => one >= other,
        }))
    }
}
