//! What an expansion found becomes fields.

use super::subject::Found;
use super::{Fields, Purpose};
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::spaced;
use crate::shells::posix::syntax::Parameter;
use crate::text::Span;
use crate::value::{Shape, Value};

impl Evaluator<'_> {
    /// Adds what was found: lists become fields where that is wanted.
    pub(super) fn emit(
        &mut self,
        found: &Found,
        parameter: &Parameter,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) {
        let zsh = self.state.dialect.is_zsh();
        // `${=x}` splits, in quotes too, and `${==x}` does not (zshexpn(1), "Parameter Expansion").
        let signs = parameter.marks.iter().filter(|&&mark| mark == b'=').count();
        let splits = !zsh || signs == 1 || signs == 0 && self.option("shwordsplit");
        if found.list && purpose.splits() && (found.apart || !quoted) {
            if found.values.is_empty() && quoted {
                out.unmark_quoted();
            }
            for (index, value) in found.values.iter().enumerate() {
                if index > 0 {
                    out.end();
                }
                match quoted || !splits {
                    true => out.push(value.clone(), quoted, true),
                    false => self.split_into(value, out),
                }
            }
            return;
        }
        let value = match found.list {
            // bash joins what `@` keeps apart with spaces (bash(1), "Special Parameters").
            true if found.apart && self.state.dialect.is_bash() => spaced(found.values.iter()),
            true => self.joined_list(&found.values),
            false => found.values.first().cloned().unwrap_or_default(),
        };
        if quoted && signs != 1 || !purpose.splits() || !splits {
            let kept = !quoted && purpose.splits();
            let value = if kept { self.split_or_not(value, parameter.span) } else { value };
            // zsh: `${~p}` makes patterns of what it gives (zshexpn(1)).
            out.push(value, quoted, !parameter.marks.contains(&b'~'));
        } else {
            self.split_into(&value, out);
        }
    }

    /// Where nobody knows whether words are split, one that has nothing to split is all the same.
    fn split_or_not(&self, value: Value, span: Span) -> Value {
        let Some(why) = self.state.options.unsure("shwordsplit") else { return value };
        let separators = self.separators();
        let whole = |text: &str| match &separators {
            Some(separators) => !text.contains(|letter| separators.contains(letter)),
            None => text.is_empty(),
        };
        if value.text().is_some_and(|text| whole(&text)) {
            return value;
        }
        let reason = format!("may be split into words by an option: it {}", why.reason);
        Value::unknown(why.because(reason, self.origin(span)).shaped(Shape::Words))
    }

    /// `"$*"`: joined with the first character of IFS.
    pub(super) fn joined_list(&self, values: &[Value]) -> Value {
        match self.separators().as_deref().map(|separators| separators.chars().next()) {
            Some(Some(separator)) => Value::from_entries(values.iter().cloned(), separator),
            Some(None) => values.iter().cloned().fold(Value::empty(), Value::then),
            None if values.len() > 1 => {
                let unknown = self.state.value("IFS").and_then(|value| value.why_unknown());
                unknown.map_or_else(|| spaced(values.iter()), |why| Value::unknown((*why).clone()))
            }
            None => spaced(values.iter()),
        }
    }
}
