//! Redirections (POSIX 2.7): only what changes what is captured or read.

use super::{Evaluator, Flow};
use crate::shells::posix::syntax::Redirect;
use crate::text::Encoding;
use crate::value::{Origin, Value};

impl Evaluator<'_> {
    /// Runs a command with its redirections in place.
    pub(super) fn redirected(
        &mut self,
        redirects: &[Redirect],
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        if redirects.is_empty() {
            return run(self);
        }
        let input = self.state.input.clone();
        let mut discards = false;
        for redirect in redirects {
            let operator = self.text(redirect.operator);
            let descriptor = redirect.descriptor.map(|span| self.text(span));
            let standard = |number: &str| descriptor.as_deref().is_none_or(|text| text == number);
            match operator.as_str() {
                "<" | "<>" if standard("0") => match self.single(&redirect.target) {
                    Ok(path) => self.state.input = Some(self.content(&path, redirect)),
                    Err(stop) => return self.stopped(stop),
                },
                "<<<" => match self.single(&redirect.target) {
                    Ok(mut text) => {
                        text.push("\n", self.origin(redirect.target.span));
                        self.state.input = Some(text);
                    }
                    Err(stop) => return self.stopped(stop),
                },
                "<<" | "<<-" => match self.document(redirect) {
                    Ok(text) => self.state.input = Some(text),
                    Err(stop) => return self.stopped(stop),
                },
                ">" | ">>" | ">|" | ">!" | "&>" | "&>>" => discards |= standard("1"),
                ">&" if standard("1") => {
                    let target = self.text(redirect.target.span);
                    discards |= target != "1";
                }
                _ => {}
            }
        }
        if discards && !self.state.sinks.is_empty() {
            self.state.sinks.push(Value::empty());
        }
        let flow = run(self);
        if discards && self.state.sinks.len() > 1 {
            self.state.sinks.pop();
        }
        self.state.input = input;
        flow
    }

    fn document(&mut self, redirect: &Redirect) -> Result<Value, super::Stop> {
        let Some(word) = redirect.document.as_ref().and_then(|document| document.get()) else {
            return Ok(Value::empty());
        };
        let text = self.quoted(&word.parts)?;
        Ok(match redirect.strips_tabs {
            true => text.map_text(|text| {
                text.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
            }),
            false => text,
        })
    }

    /// What a file holds.
    pub(in crate::shells::posix) fn content(&mut self, path: &Value, redirect: &Redirect) -> Value {
        let span = redirect.target.span;
        let Some(text) = path.text() else {
            return Value::unknown((*self.why(path, span)).clone());
        };
        if text == "/dev/null" {
            return Value::empty();
        }
        let known = self.file_text(&text);
        known
            .map(|value| self.bounded(value, span))
            .unwrap_or_else(|| self.unknown("takes the text of a file envsim cannot read", span))
    }

    /// A file's text with the file as its origin.
    pub(in crate::shells::posix) fn file_text(&self, path: &str) -> Option<Value> {
        let path = self.absolute(path)?;
        let bytes = self.host.machine().read(&path).ok()?;
        let decoded = crate::text::decode(&bytes, Encoding::Utf8);
        let source = crate::text::Source::inline(&path, &decoded.text);
        let place = crate::text::Place::new(&source, crate::text::Span::new(0, decoded.text.len()));
        Some(Value::known(decoded.text, Origin::File(place)))
    }
}
