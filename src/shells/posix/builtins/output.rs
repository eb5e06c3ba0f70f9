//! `echo`, `printf`.

use super::escapes::{Reader, escaped};
use super::formats::Conversion;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::expand::{backslashed, quoted};
use crate::shells::posix::state::{Status, spaced};
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn echo(&mut self, arguments: &[Value], span: Span) {
        if self.state.sinks.is_empty() {
            return;
        }
        let mut newline = true;
        let mut escapes = !self.state.dialect.is_bash();
        let mut rest = arguments;
        while let Some((first, after)) = rest.split_first() {
            let Some(text) = first.text() else { break };
            let known =
                |letters: &str| text.len() > 1 && text[1..].chars().all(|c| letters.contains(c));
            let is_option = text.starts_with('-')
                && match self.state.dialect.is_dash() {
                    true => text == "-n",
                    false => known("neE"),
                };
            if !is_option {
                // zsh: `-` ends the options.
                if text == "-" && self.state.dialect.is_zsh() {
                    rest = after;
                }
                break;
            }
            rest = after;
            for letter in text[1..].chars() {
                match letter {
                    'n' => newline = false,
                    'e' => escapes = true,
                    _ => escapes = false,
                }
            }
        }
        let mut text = spaced(rest.iter());
        if escapes && text.text().is_some_and(|text| text.contains('\\')) {
            let done =
                text.text().and_then(|text| escaped(&text, Reader::Argument, self.state.dialect));
            let Some(done) = done else {
                self.print_unknown("echo", span);
                return;
            };
            text = text.map_text(|_| done);
        }
        if newline {
            text.push("\n", self.origin(span));
        }
        self.prints(text, span);
    }

    /// zsh's `print -f FORMAT`.
    pub(super) fn print_formatted(&mut self, arguments: &[Value], span: Span) -> Option<Value> {
        let (format, values) = arguments.split_first()?;
        let format = format.text()?;
        self.formatted(&format, values, span)
    }

    pub(super) fn printf(&mut self, arguments: &[Value], span: Span) {
        let (target, rest) = match arguments {
            [option, name, rest @ ..] if option.text().as_deref() == Some("-v") => {
                let Some(known) = name.text() else {
                    return self.sets_some_variable(name, span);
                };
                (Some(known), rest)
            }
            rest => (None, rest),
        };
        let rest = match rest {
            [first, after @ ..] if first.text().as_deref() == Some("--") => after,
            rest => rest,
        };
        let Some((format, values)) = rest.split_first() else { return };
        let text = match format.text() {
            Some(format) => self.formatted(&format, values, span),
            None => None,
        };
        let value = text.unwrap_or_else(|| {
            let why = self.reason("depends on what `printf` makes of its words", span);
            self.state.status = Status::Unknown(why);
            Value::unknown(Unknown::new(
                "is printed in a way envsim does not follow",
                self.origin(span),
            ))
        });
        match target {
            Some(name) => {
                let name = name.into_owned();
                let origin = self.origin(span);
                let element = name.strip_suffix(']').and_then(|name| name.split_once('['));
                let assigned = match element {
                    Some((array, key)) => {
                        // The key is expanded as a word is.
                        let plain = !key.contains(['$', '`', '\\', '"', '\'']);
                        let key = match plain {
                            true => Value::known(key, origin),
                            false => self.unknown("is a key that envsim does not expand", span),
                        };
                        self.assign_element(array, &key, value, false, span)
                    }
                    None => self.assign(&name, value, origin, span),
                };
                if assigned.is_err() {
                    self.state.status = Status::FAILED;
                }
            }
            None => self.prints(value, span),
        }
    }

    /// Captured output gets longer.
    pub(super) fn prints(&mut self, value: Value, span: Span) {
        if !self.state.sinks.is_empty() {
            let value = self.bounded(value, span);
            self.state.print(value);
        }
    }

    /// The format is used again while arguments are left (POSIX printf(1)).
    fn formatted(&mut self, format: &str, values: &[Value], span: Span) -> Option<Value> {
        let mut out = Value::empty();
        let mut rest = values;
        loop {
            let before = rest.len();
            self.host.spend(steps_for(format.len())).ok()?;
            self.format_once(format, &mut rest, &mut out, span)?;
            if rest.is_empty() || rest.len() == before {
                return Some(out);
            }
        }
    }

    /// Another text in place of one; of nothing no origin is left to keep.
    fn rewritten(&self, value: &Value, text: String, span: Span) -> Value {
        match value.pieces().is_empty() {
            true => Value::known(text, self.origin(span)),
            false => value.map_text(|_| text),
        }
    }

    /// `%q`: a text that the shell reads back as itself.
    fn requoted(&self, text: &str) -> Option<String> {
        match (self.state.dialect.is_zsh(), self.state.dialect.is_bash()) {
            (true, _) => quoted(text, 1),
            (_, true) => backslashed(text),
            _ => None,
        }
    }

    fn format_once(
        &self,
        format: &str,
        rest: &mut &[Value],
        out: &mut Value,
        span: Span,
    ) -> Option<()> {
        let mut letters = format.chars().peekable();
        let mut plain = String::new();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                plain.push(letter);
                continue;
            }
            let mut after = *rest;
            let mut conversion = Conversion::read(&mut letters, || {
                let (first, others) = after.split_first()?;
                after = others;
                first.text()?.parse().ok()
            })?;
            conversion.octal = !self.state.dialect.is_zsh();
            conversion.long = self.state.dialect.is_bash();
            *rest = after;
            if conversion.kind == '%' {
                plain.push('%');
                continue;
            }
            let before = escaped(&std::mem::take(&mut plain), Reader::Format, self.state.dialect)?;
            if !before.is_empty() {
                out.push(before, self.origin(span));
            }
            let (value, after) = match rest.split_first() {
                Some((value, after)) => (value.clone(), after),
                None => (Value::empty(), *rest),
            };
            *rest = after;
            match conversion.kind {
                's' if conversion.is_plain() => out.append(value),
                'q' => {
                    let done = self.requoted(&value.text()?)?;
                    let done = conversion.padded_as_text(done)?;
                    out.append(self.rewritten(&value, done, span));
                }
                'b' => {
                    let done = escaped(&value.text()?, Reader::Argument, self.state.dialect)?;
                    let done = conversion.printed(&done)?;
                    out.append(self.rewritten(&value, done, span));
                }
                's' => {
                    let done = conversion.printed(&value.text()?)?;
                    out.append(self.rewritten(&value, done, span));
                }
                _ => out.push(conversion.printed(&value.text()?)?, self.origin(span)),
            }
        }
        let after = escaped(&plain, Reader::Format, self.state.dialect)?;
        if !after.is_empty() {
            out.push(after, self.origin(span));
        }
        Some(())
    }
}
