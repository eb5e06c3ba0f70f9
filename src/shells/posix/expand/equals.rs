//! zsh's `=name`: the path of a program (zshexpn(1), "`=' expansion").

use super::Fields;
use super::fields::{Chunk, Field};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// A text that is `=name` as a whole.
    pub(super) fn equals_path(
        &mut self,
        text: &str,
        span: Span,
        out: &mut Fields,
    ) -> Expanded<bool> {
        let plain = |name: &str| {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+".contains(&byte))
        };
        let name = text.strip_prefix('=').filter(|name| !name.is_empty() && plain(name));
        let Some(name) = name.filter(|_| self.has_equals()) else { return Ok(false) };
        let path = self.program_named(name, span)?;
        out.push(path, true, true);
        Ok(true)
    }

    fn has_equals(&self) -> bool {
        self.state.dialect.is_zsh() && !self.option("noequals")
    }

    fn program_named(&mut self, name: &str, span: Span) -> Expanded<Value> {
        match self.command_path(name, span) {
            Ok(Some(path)) => Ok(path),
            Err(why) => Ok(Value::unknown((*why).clone())),
            Ok(None) => {
                self.error(&format!("{name} not found"), "equals", span);
                Err(Stop::File)
            }
        }
    }

    /// The name goes on to the end of the word, through expansions and quotes (subst.c, `filesub`).
    pub(super) fn equals_word(&mut self, field: Field, span: Span) -> Expanded<Field> {
        let Some(first) = field.chunks.first() else { return Ok(field) };
        let counts = !first.quoted && (!first.expanded || self.option("globsubst"));
        let begins = first.value.text().is_some_and(|text| text.starts_with('='));
        if !counts || !begins || !self.has_equals() {
            return Ok(field);
        }
        let glob = |chunk: &Chunk| {
            let pattern = |text: &str| text.contains(['*', '?', '[', '(', '<', '^', '#', '|']);
            !chunk.quoted && chunk.value.text().is_some_and(|text| pattern(&text))
        };
        if field.chunks.iter().any(glob) {
            return Ok(field);
        }
        let whole = field.clone().into_value();
        let path = match whole.text().map(|text| text.into_owned()) {
            Some(text) if text.len() == 1 => return Ok(field),
            Some(text) => self.program_named(&text[1..], span)?,
            None => self.unknown("is the path of a program whose name is not known", span),
        };
        Ok(Field::of(Chunk { value: path, quoted: true, expanded: true }))
    }

    /// In what is assigned a colon ends the name, and begins another one (subst.c, `filesub`).
    pub(super) fn equals_assigned(&mut self, field: &Field, span: Span) -> Expanded<Option<Value>> {
        let counts = |chunk: &&Chunk| !chunk.quoted && !chunk.expanded;
        let text = |chunk: &Chunk| chunk.value.text().map(|text| text.into_owned());
        let first = field.chunks.first().filter(counts).and_then(text);
        let first = first.is_some_and(|text| text.starts_with('='));
        let mut plain = field.chunks.iter().filter(counts).filter_map(text);
        let behind = plain.any(|text| text.contains(":="));
        if !(first || behind) || !self.has_equals() {
            return Ok(None);
        }
        let whole = field.clone().into_value();
        let Some(whole) = whole.text().map(|text| text.into_owned()) else {
            let reason = "is made of paths of programs whose names are not known";
            return Ok(Some(self.unknown(reason, span)));
        };
        let mut paths = Vec::new();
        for (at, entry) in whole.split(':').enumerate() {
            let name = entry.strip_prefix('=').filter(|name| !name.is_empty());
            paths.push(match name.filter(|_| if at == 0 { first } else { behind }) {
                Some(name) => self.program_named(name, span)?,
                None => self.computed(entry, span),
            });
        }
        Ok(Some(Value::from_entries(paths, ':')))
    }
}
