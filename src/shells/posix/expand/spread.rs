//! `x${^list}y`: a word for each element (zshexpn(1), `${^spec}` and RC_EXPAND_PARAM), and zsh's braces, which are
//! expanded behind parameters (zshexpn(1), EXPANSION).

use super::{Field, Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded};
use crate::shells::posix::syntax::{Operation, Parameter, Part, Subject};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// A word under construction; of one that met an empty list only the fields before it are left.
#[derive(Clone, Default)]
struct Open {
    fields: Fields,
    dead: bool,
}

impl Open {
    /// The word once for each value.
    fn crossed(self, values: &[Value], quoted: bool, named: bool) -> Vec<Self> {
        if self.dead {
            return vec![self];
        }
        let Some((first, others)) = values.split_first() else {
            return vec![Self { dead: true, ..self }];
        };
        let rest = self.fields.unfinished();
        let mut all = vec![self];
        all.extend(others.iter().map(|_| Self { fields: rest.clone(), dead: false }));
        for (open, value) in all.iter_mut().zip(std::iter::once(first).chain(others)) {
            open.fields.push(value.clone(), quoted, named);
        }
        all
    }

    fn finish(self) -> Vec<Field> {
        match self.dead {
            true => self.fields.finished(),
            false => self.fields.finish(),
        }
    }
}

impl Evaluator<'_> {
    /// The fields of a word in which lists are spread; none where there is no such list, or it is not known.
    pub(super) fn spread(
        &mut self,
        parts: &[Part],
        purpose: Purpose,
    ) -> Expanded<Option<Vec<Field>>> {
        let parts = flattened(parts);
        if !self.state.dialect.is_zsh() || !parts.iter().any(|(part, _)| spreads(part)) {
            return Ok(None);
        }
        let mut all = vec![Open::default()];
        let (mut spread, mut made) = (false, false);
        for (at, (part, quoted)) in parts.iter().copied().enumerate() {
            let (first, last) = (at == 0, at + 1 == parts.len());
            // What a list behind an empty one makes of the word is zsh's secret.
            if all.iter().any(|open| open.dead) && !is_text(part) {
                return Ok(None);
            }
            let Some(parameter) = spread_of(part) else {
                if spread && all.len() > 1 && !self.is_quiet(part) {
                    return Ok(None);
                }
                for open in all.iter_mut().filter(|open| !open.dead) {
                    let count = open.fields.count();
                    self.part(part, first, last, purpose, quoted, &mut open.fields)?;
                    made |= is_conditional(part) && open.fields.count() > count.max(1);
                    // What a list makes of a word that was spread is zsh's secret.
                    if spread && open.fields.count() != count {
                        return Ok(None);
                    }
                }
                continue;
            };
            // What a list does to words that an operator has made of another one is zsh's secret.
            if made {
                return Ok(None);
            }
            let outer = (std::mem::take(&mut self.joins), std::mem::take(&mut self.nesting));
            let found = self.operated(&parameter, quoted);
            (self.joins, self.nesting) = outer;
            let found = found?;
            if found.maybe || found.values.iter().any(Value::may_be_words) {
                return Ok(None);
            }
            // Without `@` a list in quotes is one text, and what none at all makes of it is not followed.
            if quoted && found.list && (!found.apart || found.values.is_empty()) {
                return Ok(None);
            }
            let named = !parameter.marks.contains(&b'~');
            let nothing = [Value::empty()];
            let values = match found.values.as_slice() {
                [] if !found.list => &nothing,
                // Whether nothing is one empty word or no word at all: of a list that is made here that is zsh's secret.
                [] if is_made(&parameter) || all.iter().any(|open| open.fields.may_be_words()) => {
                    return Ok(None);
                }
                values => values,
            };
            self.handles(values.len().saturating_mul(all.len()));
            all = all.into_iter().flat_map(|open| open.crossed(values, quoted, named)).collect();
            spread = true;
        }
        let fields = all.into_iter().flat_map(Open::finish).collect();
        let span = parts.first().map_or_else(Span::default, |(part, _)| super::part_span(part));
        Ok(Some(self.filesub(fields, purpose, span)?))
    }

    /// Whether a part can be expanded again for each element: it does nothing.
    fn is_quiet(&self, part: &Part) -> bool {
        match part {
            Part::Text(_) | Part::Single(_) | Part::Plain(_) | Part::Escaped(_) | Part::Ansi(_) => {
                true
            }
            Part::Made(..) => true,
            Part::Double(inner) => inner.iter().all(|part| self.is_quiet(part)),
            Part::Parameter(parameter) => parameter.operations.is_empty(),
            _ => false,
        }
    }

    /// The fields of a word whose braces zsh has made several words of: where its parameters make several fields,
    /// only those are multiplied in which the braces stand.
    pub(super) fn braced(&self, all: Vec<(Vec<Field>, bool)>, span: Span) -> Vec<Field> {
        let count = all.first().map_or(0, |(fields, _)| fields.len());
        let even = all.iter().all(|(fields, _)| fields.len() == count);
        if all.iter().all(|(fields, _)| fields.len() <= 1) {
            // zsh keeps an empty word that braces made, but none of a list that is empty.
            let one =
                |(fields, spread): (Vec<Field>, bool)| match (fields.into_iter().next(), spread) {
                    (None, true) => None,
                    (field, _) => Some(field.unwrap_or_default()),
                };
            return all.into_iter().filter_map(one).collect();
        }
        let spread = all.iter().any(|(_, spread)| *spread);
        let texts = |fields: &[Field]| {
            let texts = fields.iter().map(|field| field.clone().into_value());
            texts
                .map(|value| value.text().map(|text| text.into_owned()))
                .collect::<Option<Vec<_>>>()
        };
        let written: Option<Vec<Vec<String>>> =
            all.iter().map(|(fields, _)| texts(fields)).collect();
        let distinct = |written: &[Vec<String>]| {
            written.iter().enumerate().all(|(at, one)| !written[..at].contains(one))
        };
        let Some(written) = written.filter(|written| even && (spread || distinct(written))) else {
            let reason = "is made of braces that envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
            return vec![Field::unsplit(Value::unknown(unknown))];
        };
        let mut made = Vec::new();
        for at in 0..count {
            for (word, (fields, _)) in all.iter().enumerate() {
                let again = written[..word].iter().any(|before| before[at] == written[word][at]);
                if spread || !again {
                    made.push(fields[at].clone());
                }
            }
        }
        made
    }
}

/// Whether a list is made of flags or of another expansion, and is none that a variable holds.
fn is_made(parameter: &Parameter) -> bool {
    parameter.flags.is_some() || !matches!(parameter.subject, Subject::Name(_))
}

fn is_conditional(part: &Part) -> bool {
    let chooses = |one: &Operation| matches!(one, Operation::Conditional { .. });
    matches!(part, Part::Parameter(parameter) if parameter.operations.iter().any(chooses))
}

fn is_text(part: &Part) -> bool {
    matches!(part, Part::Text(_) | Part::Single(_) | Part::Escaped(_) | Part::Made(..))
}

/// The parts of a word, those of quotes in which a list is spread among them; whether each is quoted.
fn flattened(parts: &[Part]) -> Vec<(&Part, bool)> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Part::Double(inner) if inner.iter().any(spreads) => {
                flat.extend(inner.iter().map(|part| (part, true)));
            }
            part => flat.push((part, false)),
        }
    }
    flat
}

fn spreads(part: &Part) -> bool {
    matches!(part, Part::Parameter(parameter) if parameter.marks.contains(&b'^'))
}

/// The parameter that is spread, without its mark.
fn spread_of(part: &Part) -> Option<Parameter> {
    let Part::Parameter(spread) = part else { return None };
    let marks = spread.marks.iter().copied().filter(|mark| *mark != b'^').collect();
    spreads(part).then(|| Parameter { marks, ..(**spread).clone() })
}
