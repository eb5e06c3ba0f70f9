//! `test` and `[` (POSIX XCU, test).

use super::condition::Truth;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

/// Longer tests are not followed: each operator stands around all behind it.
const MOST_WORDS: usize = 200;

impl Evaluator<'_> {
    /// `test` and `[`; 2 where the shell would complain.
    pub(in crate::shells::posix) fn test_builtin(
        &mut self,
        arguments: &[Value],
        span: Span,
    ) -> Expanded<()> {
        if arguments.len() > MOST_WORDS {
            let reason = "is a test of more words than envsim follows";
            self.state.status = Status::Unknown(self.reason(reason, span));
            return Ok(());
        }
        let zsh_equals = self.state.dialect.is_zsh()
            && arguments.iter().any(|value| value.text().is_some_and(|text| text == "=="));
        if zsh_equals && !self.option("noequals") {
            self.error("= not found", "equals", span);
            return Err(Stop::File);
        }
        self.state.status = match self.expression(arguments, span)? {
            Some(Ok(yes)) => Status::of(yes),
            Some(Err(why)) => Status::Unknown(why),
            None => Status::Known(2),
        };
        Ok(())
    }

    /// By the number of arguments, as POSIX lays down; longer ones by `-o`, `-a` and `!`.
    pub(super) fn expression(
        &mut self,
        arguments: &[Value],
        span: Span,
    ) -> Expanded<Option<Truth>> {
        let text = |index: usize| -> Option<String> {
            arguments.get(index).and_then(Value::text).map(|text| text.into_owned())
        };
        match arguments {
            [] => Ok(Some(Ok(false))),
            [only] => Ok(Some(self.filled(only, span))),
            [_, operand] => match text(0).as_deref() {
                Some("!") => Ok(Some(self.filled(operand, span).map(|filled| !filled))),
                Some(operator) if operator.len() == 2 && operator.starts_with('-') => {
                    Ok(Some(self.unary(operator, operand, span)))
                }
                Some(_) => Ok(None),
                None => Ok(Some(Err(self.why(&arguments[0], span)))),
            },
            [left, _, right] if text(1).is_some_and(|operator| is_binary(&operator)) => {
                let operator = text(1).unwrap_or_default();
                let lacks: &[&str] =
                    match (self.state.dialect.is_dash(), self.state.dialect.is_zsh()) {
                        (true, _) => &["=="],
                        (_, true) => &["<", ">"],
                        _ => &[],
                    };
                if lacks.contains(&&*operator) {
                    return Ok(None);
                }
                if operator.starts_with('-')
                    && operator != "-nt"
                    && operator != "-ot"
                    && operator != "-ef"
                {
                    return self.numeric(left, &operator, right, span);
                }
                self.binary(left, &operator, right, span).map(Some)
            }
            // What parentheses hold, nested ones aside (POSIX, `test`).
            [_, ..] if arguments.iter().any(|value| value.text().as_deref() == Some("(")) => {
                let reason = "is grouped in a test, which envsim does not follow";
                Ok(Some(Err(self.reason(reason, span))))
            }
            [_, rest @ ..] if text(0).as_deref() == Some("!") => {
                Ok(self.expression(rest, span)?.map(|truth| truth.map(|yes| !yes)))
            }
            _ => self.compound_expression(arguments, span),
        }
    }

    /// `[` compares only plain decimal numbers.
    fn numeric(
        &mut self,
        left: &Value,
        operator: &str,
        right: &Value,
        span: Span,
    ) -> Expanded<Option<Truth>> {
        for value in [left, right] {
            if let Some(text) = value.text() {
                let digits = text.trim().trim_start_matches(['-', '+']);
                let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                // zsh takes nothing for 0, and no blanks (Src/builtin.c, `testlex`; cond.c, `evalcond`).
                let strict = self.state.dialect.is_zsh();
                let empty = strict && text.is_empty();
                if !(plain || empty) || strict && text.trim() != text {
                    return Ok(None);
                }
            }
        }
        let plain = |value: &Value| {
            // What is known of a number is enough for some comparisons.
            if !value.is_known() && value.least_number().is_some() {
                return value.clone();
            }
            value.map_text(|text| {
                let number = text.trim().trim_start_matches('+');
                number
                    .parse::<i64>()
                    .map_or_else(|_| number.to_owned(), |number| number.to_string())
            })
        };
        self.binary(&plain(left), operator, &plain(right), span).map(Some)
    }

    fn compound_expression(&mut self, arguments: &[Value], span: Span) -> Expanded<Option<Truth>> {
        for (word, is_or) in [("-o", true), ("-a", false)] {
            let at = arguments.iter().enumerate().position(|(index, value)| {
                index > 0
                    && index + 1 < arguments.len()
                    && value.text().is_some_and(|text| text == word)
            });
            let Some(at) = at else { continue };
            let left = self.expression(&arguments[..at], span)?;
            let right = self.expression(&arguments[at + 1..], span)?;
            return Ok(match (left, right) {
                (Some(Ok(left)), Some(Ok(right))) => {
                    Some(Ok(if is_or { left || right } else { left && right }))
                }
                (Some(Ok(one)), _) | (_, Some(Ok(one))) if one == is_or => Some(Ok(is_or)),
                (Some(Err(why)), _) | (_, Some(Err(why))) => Some(Err(why)),
                _ => None,
            });
        }
        Ok(None)
    }
}

fn is_binary(operator: &str) -> bool {
    matches!(
        operator,
        "=" | "=="
            | "!="
            | "<"
            | ">"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
    )
}
