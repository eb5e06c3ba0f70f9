//! `-split`, `-join`, `-match`, `-replace` and `-like` on text that remembers its origins.

use crate::shells::powershell::object::convert::{
    Maker, Refused, concat, element_text, known, unknown_here, unordered,
};
use crate::shells::powershell::object::{Object, Sequence};
use crate::shells::powershell::patterns::regex::{BadPattern, Found, Options, Regex, TooHard};
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::value::{Origin, Piece, Value};

/// The .NET exception a bad pattern raises; the evaluator turns it into an error id.
pub const BAD_PATTERN: &str = "System.Text.RegularExpressions.RegexParseException";

/// Compiles a pattern for an operator.
///
/// # Errors
/// When .NET rejects it, or envsim does not support it.
pub fn pattern(text: &str, options: Options, at: &Origin) -> Result<Regex, Refused> {
    Regex::new(text, options).map_err(|BadPattern { message, unsupported }| {
        if unsupported {
            Refused::Unknown(unknown_here("uses a pattern envsim does not support", at))
        } else {
            Refused::Error(format!("{BAD_PATTERN}: Invalid pattern '{text}'. {message}"))
        }
    })
}

/// The refusal for a match that takes too long.
pub fn too_hard(_: TooHard, at: &Origin) -> Refused {
    Refused::Unknown(unknown_here("uses a pattern that takes too long to match", at))
}

/// The refusal for a text that is not known.
pub fn not_known(value: &Value, at: &Origin) -> Refused {
    Refused::Unknown(value.why_unknown().unwrap_or_else(|| unknown_here("is unknown", at)))
}

/// How `-split` is asked to split.
#[derive(Clone, Copy, Debug, Default)]
pub struct SplitRule {
    /// At most so many parts; 0 is all; negative counts from the end.
    pub most: i64,
    /// Whether the delimiter is plain text.
    pub plain: bool,
    /// Options of the pattern.
    pub options: Options,
}

/// Splits one text by a pattern; captured groups are parts too.
///
/// # Errors
/// When the text or the pattern does not allow it.
pub fn split(
    value: &Value,
    delimiter: &str,
    rule: SplitRule,
    at: &Origin,
) -> Result<Vec<Value>, Refused> {
    let escaped;
    let delimiter = if rule.plain {
        escaped = crate::shells::powershell::patterns::regex::escape(delimiter);
        escaped.as_str()
    } else {
        delimiter
    };
    let Some(text) = value.text() else {
        let mut letters = delimiter.chars();
        return match (letters.next(), letters.next(), rule.most) {
            // An unknown part of a list does not hide the known entries beside it.
            (Some(':' | ';' | ','), None, 0) => Ok(vec![Value::unknown(
                (*value.why_unknown().unwrap_or_else(|| unknown_here("is unknown", at))).clone(),
            )]),
            _ => Err(not_known(value, at)),
        };
    };
    if delimiter.is_empty() && rule.most == 0 {
        // Every position matches, both ends included.
    }
    let regex = pattern(delimiter, rule.options, at)?;
    let mut found = regex.find_all(&text, usize::MAX).map_err(|hard| too_hard(hard, at))?;
    if rule.most > 0 {
        found.truncate(usize::try_from(rule.most - 1).unwrap_or(usize::MAX));
    } else if rule.most < 0 {
        let keep = usize::try_from(-rule.most - 1).unwrap_or(usize::MAX);
        let skip = found.len().saturating_sub(keep);
        found.drain(..skip);
    }
    Ok(cut(value, &text, &found, at))
}

fn cut(value: &Value, text: &str, found: &[Found], at: &Origin) -> Vec<Value> {
    let part = |start: usize, end: usize| piece(value, start, end, at);
    let mut parts = Vec::new();
    let mut last = 0;
    for one in found {
        let (start, end) = one.range();
        parts.push(part(last, start));
        parts.extend(one.groups.iter().skip(1).flatten().map(|group| part(group.0, group.1)));
        last = end;
    }
    parts.push(part(last, text.len()));
    parts
}

/// A slice of a known text; an empty one still has an origin.
pub fn piece(value: &Value, start: usize, end: usize, at: &Origin) -> Value {
    match value.slice(start, end) {
        Some(part) if start < end => part,
        _ => known("", value.origin_at(start).unwrap_or(at)),
    }
}

/// Splits at runs of blanks, blanks at the ends ignored: unary `-split`.
///
/// # Errors
/// When the text is not known.
pub fn split_blanks(value: &Value, at: &Origin) -> Result<Vec<Value>, Refused> {
    let text = value.text().ok_or_else(|| not_known(value, at))?;
    let mut parts = Vec::new();
    let mut start = None;
    for (index, letter) in text.char_indices() {
        match (letter.is_whitespace(), start) {
            (true, Some(from)) => {
                parts.push(piece(value, from, index, at));
                start = None;
            }
            (false, None) => start = Some(index),
            _ => {}
        }
    }
    if let Some(from) = start {
        parts.push(piece(value, from, text.len(), at));
    }
    Ok(parts)
}

/// Joins the elements of a list; a scalar passes through.
pub fn join(object: &Object, separator: &Value, at: &Origin) -> Value {
    match object {
        Object::Array(list) | Object::List(list) => join_sequence(list, separator, at),
        _ => match object.enumerate() {
            Some(items) => join_items(&items, separator, at),
            None => element_text(object, at),
        },
    }
}

fn join_sequence(list: &Sequence, separator: &Value, at: &Origin) -> Value {
    if list.is_unordered() {
        return Value::unknown(unordered(at));
    }
    join_items(&list.items(), separator, at)
}

/// Joins texts; the separator takes the origin of what follows it, so that PATH entries keep their writers.
pub fn join_items(items: &[Object], separator: &Value, at: &Origin) -> Value {
    let mut joined = Maker::default();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            joined.push(separator);
        }
        joined.push(&element_text(item, at));
    }
    joined.finish()
}

/// Replaces every match by what `replacement` makes of it.
///
/// # Errors
/// When the match takes too long or the replacement fails.
pub fn replace<E: From<Refused>>(
    value: &Value,
    regex: &Regex,
    at: &Origin,
    mut replacement: impl FnMut(&Found) -> Result<Value, E>,
) -> Result<Value, E> {
    let Some(text) = value.text() else { return Err(not_known(value, at).into()) };
    let found = regex.find_all(&text, MOST_MATCHES).map_err(|hard| E::from(too_hard(hard, at)))?;
    if found.is_empty() {
        return Ok(value.clone());
    }
    if found.len() >= MOST_MATCHES {
        let why = unknown_here("replaces more matches than envsim holds", at);
        return Err(Refused::Unknown(why).into());
    }
    let mut result = Maker::default();
    let mut last = 0;
    let mut made = text.len();
    for one in &found {
        let (start, end) = one.range();
        if last < start {
            result.push(&piece(value, last, start, at));
        }
        let new = replacement(one)?;
        made += bytes(&new);
        if made > LONGEST_TEXT {
            let why = unknown_here("makes more text than envsim holds", at);
            return Err(Refused::Unknown(why).into());
        }
        result.push(&new);
        last = end;
    }
    if last < text.len() {
        result.push(&piece(value, last, text.len(), at));
    }
    Ok(result.finish())
}

/// So many matches of a text are given up.
const MOST_MATCHES: usize = 1 << 19;

/// A text beyond this many bytes is given up.
pub const LONGEST_TEXT: usize = 1 << 25;

/// How many bytes of a text are known.
pub fn bytes(value: &Value) -> usize {
    let of = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.len(),
        Piece::Unknown(_) | Piece::Choice(_) => 0,
    };
    value.pieces().iter().map(of).sum()
}

/// What a replacement pattern (`$1`, `${name}`, `$$`, `$&`) makes of a match.
pub fn expand(
    template: &Value,
    subject: &Value,
    regex: &Regex,
    found: &Found,
    at: &Origin,
) -> Option<Value> {
    let text = template.text()?;
    let mut result = Value::empty();
    let (mut from, mut rest) = (0, 0);
    let bytes = text.as_bytes();
    let group = |index: usize| match found.groups.get(index) {
        Some(Some((start, end))) => Some(piece(subject, *start, *end, at)),
        Some(None) => Some(Value::empty()),
        None => None,
    };
    while rest < bytes.len() {
        if bytes[rest] != b'$' {
            rest += 1;
            continue;
        }
        let (length, replaced) = reference(&text[rest + 1..], subject, regex, found, at, &group);
        match replaced {
            Some(replaced) => {
                result = concat(result, template.slice(from, rest)?);
                result = concat(result, replaced);
                rest += 1 + length;
                from = rest;
            }
            None => rest += 1,
        }
    }
    Some(concat(result, template.slice(from, text.len())?))
}

/// What stands behind a `$`: how long it is and what it becomes; `None` leaves it as text.
fn reference(
    rest: &str,
    subject: &Value,
    regex: &Regex,
    found: &Found,
    at: &Origin,
    group: &impl Fn(usize) -> Option<Value>,
) -> (usize, Option<Value>) {
    let (start, end) = found.range();
    let length = subject.text().map_or(0, |text| text.len());
    let whole = |from, to| Some(piece(subject, from, to, at));
    match rest.as_bytes().first() {
        Some(b'$') => (1, Some(known("$", at))),
        Some(b'&') => (1, whole(start, end)),
        Some(b'`') => (1, whole(0, start)),
        Some(b'\'') => (1, whole(end, length)),
        Some(b'_') => (1, whole(0, length)),
        Some(b'+') => (1, group(regex.group_count() - 1)),
        Some(b'{') => match rest.find('}') {
            Some(close) => {
                let index = regex.group_index(&rest[1..close]);
                (close + 1, index.and_then(group))
            }
            None => (0, None),
        },
        Some(digit) if digit.is_ascii_digit() => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            // All digits are one number; one that names no group stays as it is written.
            let named = rest[..digits].parse().ok().and_then(group);
            named.map_or((0, None), |text| (digits, Some(text)))
        }
        _ => (0, None),
    }
}

/// Whether a text fits a `-like` pattern.
///
/// # Errors
/// When PowerShell rejects the pattern, or a side is not known well enough.
pub fn like(
    value: &Value,
    pattern: &Value,
    ignore_case: bool,
    at: &Origin,
) -> Result<bool, Refused> {
    let wanted = pattern.text().ok_or_else(|| not_known(pattern, at))?;
    let compiled = Wildcard::new(&wanted, ignore_case).ok_or_else(|| {
        Refused::error(format!("The specified wildcard character pattern is not valid: {wanted}"))
    })?;
    if let Some(text) = value.text() {
        return Ok(compiled.matches(&text));
    }
    if let Some(all) = value.alternatives() {
        let mut answers =
            all.iter().filter_map(|one| one.value.text()).map(|text| compiled.matches(&text));
        if let Some(first) = answers.next()
            && answers.all(|one| one == first)
        {
            return Ok(first);
        }
    }
    contains_known(value, &wanted, ignore_case).ok_or_else(|| not_known(value, at))
}

/// `*text*` fits for certain when a known piece holds it.
fn contains_known(value: &Value, wanted: &str, ignore_case: bool) -> Option<bool> {
    let inner = wanted.strip_prefix('*')?.strip_suffix('*')?;
    let whole = Wildcard::new(wanted, ignore_case)?;
    if crate::shells::powershell::patterns::wildcard::has_wildcards(inner) {
        return None;
    }
    let held = value.pieces().iter().any(|piece| match piece {
        crate::value::Piece::Text { text, .. } => whole.matches(text),
        _ => false,
    });
    held.then_some(true)
}
