//! Filters whose input is known in parts: what they print of the known parts stays known.
//!
//! Which parts of the output depend on which of the input is the program's to say ([`Unit`]); what a
//! condition decides is followed each way.

use super::run::{Followed, Run, Starter};
use super::{Cannot, Program};
use crate::shells::{Call, Host, Left, Ran};
use crate::value::{Origin, Piece, Unknown, Value, negated};

/// How a filter's output depends on its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// On all of it.
    Whole,
    /// Each character for itself.
    Character,
    /// Each line for itself.
    Line,
    /// The same, where only the exit status tells of them.
    Found,
    /// Each line on those in front of it.
    Stream,
    /// On so many lines from the front.
    First(usize),
    /// On so many lines from the end.
    Last(usize),
    /// Line ends become that character, but for the last.
    Joined(char),
}

/// So many ways of a condition are followed.
const MOST_WAYS: usize = 8;

/// What a filter prints of an input that is not known as a whole; `None` where nothing of it is known.
pub(super) fn follow(
    host: &mut dyn Host,
    call: &Call<'_>,
    program: &'static Program,
    arguments: &[String],
    input: &Value,
    starter: Starter,
) -> Option<Ran> {
    if let Some(ways) = input.alternatives().filter(|ways| ways.len() <= MOST_WAYS) {
        let mut joined: Option<Ran> = None;
        let why = input.why_unknown()?;
        for way in ways.iter().rev().filter(|way| way.value.is_known()) {
            let ran = filtered(host, call, program, arguments, &way.value, starter)?;
            joined = Some(match joined {
                None => ran,
                Some(last) => {
                    let otherwise = negated(&way.when);
                    let ways = ((&*way.when, &ran.output), (otherwise.as_str(), &last.output));
                    let output = Value::join_under(&why, ways.0, ways.1);
                    let same = ran.status == last.status;
                    Ran { output, status: if same { ran.status } else { Err(why.clone()) }, ..ran }
                }
            });
        }
        let all = ways.iter().all(|way| way.value.is_known());
        return joined.filter(|_| all);
    }
    let mut parts = Parts { host, call, program, arguments, starter, statuses: Vec::new() };
    let output = parts.output((program.unit)(arguments), input)?;
    let statuses = std::mem::take(&mut parts.statuses);
    let why = input.why_unknown()?;
    let status = match (program.any_counts, statuses.iter().all(|one| *one == 0)) {
        // One line that is found is enough.
        (true, _) if statuses.contains(&0) => Ok(0),
        (false, true) => Ok(0),
        _ => Err(why),
    };
    let left = match parts.stops() {
        true => Left::Unknown,
        false => Left::Rest(Value::empty()),
    };
    Some(Ran { left, ..Ran::new(output, Value::empty(), status) })
}

/// Runs the program on a text that is known.
fn filtered(
    host: &mut dyn Host,
    call: &Call<'_>,
    program: &'static Program,
    arguments: &[String],
    text: &Value,
    starter: Starter,
) -> Option<Ran> {
    let origin = Origin::Signature { name: program.name.into(), place: call.place.clone() };
    let mut run = Run::new(host, call, arguments.to_vec(), Some(text.clone()), starter);
    let followed: Followed = (program.follow)(&mut run);
    let status = match followed {
        Ok(status) => status,
        Err(Cannot::NotFollowed | Cannot::Because { .. } | Cannot::Fed(_) | Cannot::Status(_)) => {
            return None;
        }
    };
    let (output, error) = (run.printed(&origin, program.name), run.complaint(&origin));
    Some(Ran::new(output, error, Ok(status)))
}

struct Parts<'p, 'c> {
    host: &'p mut dyn Host,
    call: &'p Call<'c>,
    program: &'static Program,
    arguments: &'p [String],
    starter: Starter,
    statuses: Vec<i32>,
}

impl Parts<'_, '_> {
    /// Whether the program does not read all there is.
    fn stops(&self) -> bool {
        matches!((self.program.unit)(self.arguments), Unit::First(_))
    }

    fn output(&mut self, unit: Unit, input: &Value) -> Option<Value> {
        match unit {
            Unit::Whole => None,
            Unit::Joined(by) => Some(self.joined(input, by)),
            Unit::Character => self.each(characters(input)),
            Unit::Line => self.each(lines(input)),
            Unit::Found => self.each(lines(input)).map(|_| Value::empty()),
            Unit::Stream => {
                let front = front(input);
                let known = self.known(&front)?;
                Some(known.then(self.rest(input)))
            }
            Unit::First(count) => {
                let front = front(input);
                let known = self.known(&front)?;
                match line_ends(&front) >= count {
                    true => Some(known),
                    false => Some(known.then(self.rest(input))),
                }
            }
            Unit::Last(count) => {
                let back = back(input);
                let known = self.known(&back)?;
                match line_ends(&back) >= count {
                    true => Some(known),
                    false => Some(self.rest(input).then(known)),
                }
            }
        }
    }

    fn known(&mut self, text: &Value) -> Option<Value> {
        let ran = filtered(self.host, self.call, self.program, self.arguments, text, self.starter)?;
        self.statuses.push(ran.status.ok()?);
        Some(ran.output)
    }

    /// What it makes of a part that is not known.
    fn rest(&self, part: &Value) -> Value {
        let Some(why) = part.why_unknown() else { return Value::empty() };
        let reason =
            format!("takes the output of `{}` for something that {}", self.call.name, why.reason);
        let unknown: Unknown = why.because(reason, Origin::File(self.call.place.clone()));
        Value::unknown(unknown)
    }

    fn each(&mut self, parts: Vec<Value>) -> Option<Value> {
        let mut output = Value::empty();
        for part in parts {
            let made = match part.is_known() {
                true => self.known(&part)?,
                false => self.rest(&part),
            };
            output.append(made);
        }
        Some(output)
    }

    fn joined(&mut self, input: &Value, by: char) -> Value {
        // The last line end stays; one in front of an unknown end may be the last.
        let last = input.pieces().iter().rposition(|one| matches!(one, Piece::Text { .. }));
        let ends = matches!(input.pieces().last(), Some(Piece::Text { .. }));
        self.statuses.push(0);
        let mut output = Value::empty();
        for (at, piece) in input.pieces().iter().enumerate() {
            match piece {
                Piece::Text { text, origin } => {
                    let stripped = text.strip_suffix('\n').filter(|_| last == Some(at));
                    let (text, end) = match stripped {
                        Some(text) => (text, if ends { "\n" } else { "" }),
                        None => (&**text, ""),
                    };
                    let joined = text.replace('\n', &by.to_string()) + end;
                    output.push(joined, origin.clone());
                }
                other => output.append(self.rest(&Value::of(other.clone()))),
            }
        }
        output
    }
}

/// Runs of known text, and the pieces that are not.
fn characters(input: &Value) -> Vec<Value> {
    let mut parts: Vec<Value> = Vec::new();
    for piece in input.pieces() {
        let known = matches!(piece, Piece::Text { .. });
        match parts.last_mut().filter(|last| known && last.is_known()) {
            Some(last) => last.push_piece(piece.clone()),
            None => parts.push(Value::of(piece.clone())),
        }
    }
    parts
}

/// Whole lines that are known, and what stands between them.
fn lines(input: &Value) -> Vec<Value> {
    let parts = characters(input);
    let mut cut: Vec<Value> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let Some(text) = part.text() else {
            join(&mut cut, part.clone());
            continue;
        };
        let begin = if at == 0 { 0 } else { text.find('\n').map_or(text.len(), |end| end + 1) };
        let end = match at + 1 == parts.len() {
            true => text.len(),
            false => text.rfind('\n').map_or(begin, |end| (end + 1).max(begin)),
        };
        let slice = |from, to| part.slice(from, to).unwrap_or_default();
        if begin > 0 {
            join(&mut cut, slice(0, begin));
        }
        if end > begin {
            cut.push(slice(begin, end));
        }
        if end < text.len() {
            // The beginning of a line that goes on unknown.
            let begun = slice(end, text.len());
            let next = parts.get(at + 1).cloned().unwrap_or_default();
            cut.push(begun.then(next));
        }
    }
    cut
}

/// Adds to the unknown part in front.
fn join(cut: &mut Vec<Value>, part: Value) {
    match cut.last_mut().filter(|last| !last.is_known()) {
        Some(last) => last.append(part),
        None => cut.push(part),
    }
}

/// The whole lines in front of what is not known.
fn front(input: &Value) -> Value {
    let first = characters(input).into_iter().next().unwrap_or_default();
    let end = first.text().and_then(|text| text.rfind('\n')).map_or(0, |end| end + 1);
    first.slice(0, end).unwrap_or_default()
}

/// The whole lines behind what is not known.
fn back(input: &Value) -> Value {
    let last = characters(input).into_iter().next_back().unwrap_or_default();
    let Some(text) = last.text() else { return Value::empty() };
    let begin = text.find('\n').map_or(text.len(), |end| end + 1);
    last.slice(begin, text.len()).unwrap_or_default()
}

fn line_ends(text: &Value) -> usize {
    text.text().map_or(0, |text| text.matches('\n').count())
}
