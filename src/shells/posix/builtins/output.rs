//! `echo`, `print`, `printf`.

use super::escapes::{Reader, escaped};
use super::formats::Conversion;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Status, spaced};
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn echo(&mut self, command: &str, arguments: &[Value], span: Span) {
        let fills = |one: &Value| {
            one.text().is_some_and(|text| text.starts_with('-') && text.contains('v'))
        };
        if self.state.sinks.is_empty() && !(command == "print" && arguments.iter().any(fills)) {
            return;
        }
        let mut newline = true;
        let mut escapes = !self.state.dialect.is_bash() && command == "echo" || command == "print";
        let mut rest = arguments;
        let (mut separator, mut target) = (" ", None);
        while let Some((first, after)) = rest.split_first() {
            let Some(text) = first.text() else { break };
            let known =
                |letters: &str| text.len() > 1 && text[1..].chars().all(|c| letters.contains(c));
            let is_option = text.starts_with('-')
                && match (self.state.dialect.is_dash(), command) {
                    (true, _) => text == "-n",
                    (_, "print") => true,
                    _ => known("neE"),
                };
            if !is_option {
                break;
            }
            rest = after;
            // zsh: `--` and `-` end the options.
            if matches!(&*text, "--" | "-") {
                break;
            }
            for letter in text[1..].chars() {
                match letter {
                    'n' => newline = false,
                    'e' => escapes = true,
                    'E' | 'r' => escapes = false,
                    'R' => escapes = false,
                    'l' if command == "print" => separator = "\n",
                    'f' if command == "print" => return self.print_formatted(rest, span),
                    'v' if command == "print" => {
                        let Some((name, after)) = rest.split_first() else { return };
                        target = name.text().map(|name| name.into_owned());
                        (rest, newline) = (after, false);
                    }
                    _ => {
                        self.print_unknown("print", span);
                        return;
                    }
                }
            }
        }
        let mut text = match separator {
            " " => spaced(rest.iter()),
            _ => Value::from_entries(rest.iter().cloned(), '\n'),
        };
        if escapes && text.text().is_some_and(|text| text.contains('\\')) {
            let done =
                text.text().and_then(|text| escaped(&text, Reader::Argument, self.state.dialect));
            let Some(done) = done else {
                self.print_unknown("echo", span);
                return;
            };
            text = text.map_text(|_| done);
        }
        if let Some(name) = target {
            let origin = self.origin(span);
            let _ = self.assign(&name, text, origin, span);
            return;
        }
        if newline {
            text.push("\n", self.origin(span));
        }
        self.prints(text, span);
    }

    /// zsh's `print -f FORMAT`.
    fn print_formatted(&mut self, arguments: &[Value], span: Span) {
        let Some((format, values)) = arguments.split_first() else { return };
        let text = format.text().and_then(|format| self.formatted(&format, values, span));
        match text {
            Some(text) => self.prints(text, span),
            None => self.print_unknown("print", span),
        }
    }

    pub(super) fn printf(&mut self, arguments: &[Value], span: Span) {
        let (target, rest) = match arguments {
            [option, name, rest @ ..] if option.text().as_deref() == Some("-v") => {
                (name.text(), rest)
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
    fn prints(&mut self, value: Value, span: Span) {
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
