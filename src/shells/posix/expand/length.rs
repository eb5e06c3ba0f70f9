//! `${#name}` and `${+name}`.

use super::subject::Found;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::spaced;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn set_mark(&self, found: &Found, span: Span) -> Value {
        // A text that is not known is one all the same.
        match found.values.first() {
            Some(value) if found.maybe && !value.is_known() => {
                Value::unknown((*self.why(value, span)).clone())
            }
            _ => self.computed(if found.set { "1" } else { "0" }, span),
        }
    }

    pub(super) fn length(&self, found: &Found, span: Span) -> Found {
        // dash counts the characters of all parameters (expand.c, `varvalue`).
        if found.list && self.state.dialect.is_dash() {
            let joined = Found::one(spaced(found.values.iter()));
            return self.length(&joined, span);
        }
        if found.list {
            return match found.values.iter().all(Value::is_known) {
                true => Found::one(self.computed(found.values.len().to_string(), span)),
                false => Found::one(self.unknown("counts elements that are not known", span)),
            };
        }
        let value = found.values.first().cloned().unwrap_or_default();
        Found::one(match value.text() {
            Some(text) => match self.letters(&text) {
                Some(count) => self.computed(count.to_string(), span),
                None => self.unknown("counts letters of a locale that is not known", span),
            },
            None => Value::unknown((*self.why(&value, span)).clone()),
        })
    }

    /// How many letters a text has: dash counts bytes, bash and zsh what the locale takes for letters (POSIX 2.6.2);
    /// `None` where that is not known.
    fn letters(&self, text: &str) -> Option<usize> {
        match self.state.dialect.is_dash() {
            true => Some(text.len()),
            false => self.knows_letters(text).then(|| text.chars().count()),
        }
    }

    /// Whether the locale takes each character of a text for a letter: UTF-8's do.
    pub(super) fn knows_letters(&self, text: &str) -> bool {
        let filled =
            |name: &&str| self.state.value(name).is_some_and(|one| one.is_empty() != Some(true));
        let first = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(filled);
        let named = first.and_then(|name| self.state.value(name));
        let known = named.and_then(|locale| Some(locale.text()?.to_ascii_lowercase()));
        text.is_ascii()
            || known.is_some_and(|name| name.ends_with("utf-8") || name.ends_with("utf8"))
    }

    /// zsh's `c` counts the characters of all elements, `w` and `W` their words.
    pub(super) fn length_by(&self, found: &Found, flags: &str, span: Span) -> Found {
        let whole = spaced(found.values.iter());
        let Some(text) = whole.text() else {
            return Found::one(Value::unknown((*self.why(&whole, span)).clone()));
        };
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        let words = || text.split(blank);
        let count = match flags {
            _ if flags.contains('c') => text.chars().count(),
            _ if flags.contains('W') => words().count(),
            _ => words().filter(|word| !word.is_empty()).count(),
        };
        Found::one(self.computed(count.to_string(), span))
    }
}
