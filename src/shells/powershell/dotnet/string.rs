//! Methods of `System.String`; offsets are UTF-16 units.

mod letters;
mod split;

use super::super::object::convert::known;
use super::super::object::{Object, Sequence, TypeName};
use super::super::operators::order;
use super::super::operators::text::piece;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::value::Value;
use std::rc::Rc;

type Answer = Result<Object, Stop>;

/// How many units a method pads a text with.
const LONGEST: usize = 1 << 16;

/// Methods of `System.String` that exist and are not modelled; those of `IConvertible` are seen too.
static OTHERS: [&str; 26] = [
    "asspan",
    "copyto",
    "enumeraterunes",
    "get_length",
    "getpinnablereference",
    "gettypecode",
    "isnormalized",
    "normalize",
    "replacelineendings",
    "toboolean",
    "tobyte",
    "todatetime",
    "todecimal",
    "todouble",
    "toint16",
    "toint32",
    "toint64",
    "tosbyte",
    "tosingle",
    "tochar",
    "totype",
    "touint16",
    "touint32",
    "touint64",
    "trycopyto",
    "compareto",
];

/// The byte offset of a UTF-16 offset; `None` beyond the end or inside a character.
fn byte_at(text: &str, unit: i64) -> Option<usize> {
    let wanted = usize::try_from(unit).ok()?;
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units == wanted {
            return Some(at);
        }
        units += letter.len_utf16();
    }
    (units == wanted).then_some(text.len())
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Overloads with a comparison that .NET Framework lacks (.NET API, "Applies to").
fn is_core_only(lower: &str, arguments: &[Object]) -> bool {
    match lower {
        "contains" => arguments.len() > 1,
        "replace" => arguments.len() > 2,
        _ => false,
    }
}

/// The bytes between a place and a number of UTF-16 units behind it; `None` beyond the end.
fn stretch(text: &str, from: Option<i64>, count: Option<i64>) -> Option<(usize, usize)> {
    let start = from.unwrap_or(0);
    let end = match count {
        Some(count) if count < 0 => return None,
        Some(count) => byte_at(text, start.checked_add(count)?)?,
        None => text.len(),
    };
    Some((byte_at(text, start)?, end)).filter(|(from, to)| from <= to)
}

fn compared_without_case(arguments: &[Object]) -> Option<bool> {
    match arguments.last() {
        Some(Object::Enum(value)) => Some(value.text.ends_with("IgnoreCase")),
        Some(Object::Bool(ignore)) => Some(*ignore),
        Some(Object::Text(word)) if arguments.len() > 1 => {
            word.text().map(|word| word.ends_with("IgnoreCase"))
        }
        _ => Some(false),
    }
}

impl Evaluator<'_> {
    pub(super) fn string_method(
        &mut self,
        value: &Value,
        name: &str,
        arguments: &[Object],
    ) -> Answer {
        let at = self.at.clone();
        let lower = name.to_ascii_lowercase();
        if lower == "gettype" {
            return Ok(Object::Type(TypeName::of("System.String")));
        }
        if lower == "tostring" {
            return Ok(Object::Text(value.clone()));
        }
        let Some(text) = value.text().map(|text| text.into_owned()) else {
            return self.unknown_string_method(value, &lower, arguments);
        };
        self.weigh_letters(&text);
        if self.state.desktop && is_core_only(&lower, arguments) {
            return Err(self.no_overload(name, arguments.len()));
        }
        let argument = |index: usize| arguments.get(index);
        let texts: Vec<Option<String>> = arguments.iter().map(|one| self.plain(one)).collect();
        let first = texts.first().cloned().flatten();
        let needs_text = matches!(
            lower.as_str(),
            "contains" | "startswith" | "endswith" | "replace" | "indexof" | "lastindexof"
        );
        if arguments.iter().any(|one| one.why_unknown().is_some()) || needs_text && first.is_none()
        {
            return Ok(self.unknown("calls a method with an argument that is not known"));
        }
        let number = |index: usize| match argument(index).map(Object::base) {
            Some(Object::Integer(_, number)) => i64::try_from(*number).ok(),
            Some(other) => other.known_text().and_then(|text| text.trim().parse().ok()),
            None => None,
        };
        let whole = |evaluator: &mut Self| evaluator.no_overload(name, arguments.len());
        Ok(match lower.as_str() {
            "toupper" | "toupperinvariant" => Object::Text(value.map_text(letters::upper)),
            "tolower" | "tolowerinvariant" => Object::Text(value.map_text(letters::lower)),
            "normalize" if text.is_ascii() => Object::Text(value.clone()),
            "isnormalized" if text.is_ascii() => Object::Bool(true),
            "trim" | "trimstart" | "trimend" => {
                let set: Option<Vec<char>> = if arguments.is_empty() {
                    None
                } else {
                    let parts = arguments
                        .iter()
                        .flat_map(|one| one.enumerate().unwrap_or_else(|| vec![one.clone()]));
                    Some(
                        parts
                            .filter_map(|one| self.plain(&one))
                            .flat_map(|text| text.chars().collect::<Vec<_>>())
                            .collect(),
                    )
                };
                let cut = |letter: char| match &set {
                    Some(set) if !set.is_empty() => set.contains(&letter),
                    _ => letter.is_whitespace(),
                };
                let start = if lower == "trimend" {
                    0
                } else {
                    text.len() - text.trim_start_matches(cut).len()
                };
                let end = if lower == "trimstart" {
                    text.len()
                } else {
                    text.trim_end_matches(cut).len().max(start)
                };
                Object::Text(piece(value, start, end, &at))
            }
            "contains" => {
                let wanted = first.unwrap_or_default();
                let fold = arguments.len() > 1 && compared_without_case(arguments) == Some(true);
                Object::Bool(if fold {
                    text.to_lowercase().contains(&wanted.to_lowercase())
                } else {
                    text.contains(&wanted)
                })
            }
            "startswith" | "endswith" => {
                let wanted = first.unwrap_or_default();
                let fold = arguments.len() > 1 && compared_without_case(arguments) == Some(true);
                let (text, wanted) = if fold {
                    (text.to_lowercase(), wanted.to_lowercase())
                } else {
                    (text, wanted)
                };
                Object::Bool(if lower == "startswith" {
                    text.starts_with(&wanted)
                } else {
                    text.ends_with(&wanted)
                })
            }
            "equals" => Object::Bool(order::same(
                &text,
                &first.unwrap_or_default(),
                arguments.len() > 1 && compared_without_case(arguments) == Some(true),
            )),
            "compareto" => match order::compare(&text, &first.unwrap_or_default(), false) {
                Some(order) => Object::int(order as i32),
                None => self.unknown("compares by a culture's rules"),
            },
            "indexof" | "lastindexof" => {
                if arguments.len() > 1 && number(1).is_some() && lower == "lastindexof" {
                    return Ok(self.unknown("searches backwards from a place"));
                }
                let wanted = first.unwrap_or_default();
                let Some((from, to)) = stretch(&text, number(1), number(2)) else {
                    return Err(self.out_of_range(name));
                };
                let fold = arguments.len() > 1 && compared_without_case(arguments) == Some(true);
                if fold && !(text.is_ascii() && wanted.is_ascii()) {
                    return Ok(self.unknown("searches without regard to case"));
                }
                let (text, wanted) = if fold {
                    (text.to_ascii_lowercase(), wanted.to_ascii_lowercase())
                } else {
                    (text, wanted)
                };
                let found = if lower == "indexof" {
                    text[from..to].find(&wanted).map(|at| at + from)
                } else {
                    text.rfind(&wanted)
                };
                Object::int(
                    found.map_or(-1, |at| i32::try_from(units(&text[..at])).unwrap_or(i32::MAX)),
                )
            }
            "indexofany" | "lastindexofany" => {
                if lower == "lastindexofany" && arguments.len() > 1 {
                    return Ok(self.unknown("searches backwards from a place"));
                }
                let Some((from, to)) = stretch(&text, number(1), number(2)) else {
                    return Err(self.out_of_range(name));
                };
                let set: Vec<char> = argument(0)
                    .and_then(Object::enumerate)
                    .unwrap_or_else(|| arguments.to_vec())
                    .iter()
                    .filter_map(|one| self.plain(one))
                    .flat_map(|text| text.chars().collect::<Vec<_>>())
                    .collect();
                let part = &text[from..to];
                let found = match lower.as_str() {
                    "indexofany" => part.find(|letter| set.contains(&letter)),
                    _ => part.rfind(|letter| set.contains(&letter)),
                };
                let found = found.map(|at| at + from);
                Object::int(
                    found.map_or(-1, |at| i32::try_from(units(&text[..at])).unwrap_or(i32::MAX)),
                )
            }
            "substring" => {
                let (Some(start), length) = (number(0), number(1)) else { return Err(whole(self)) };
                let Some(from) = byte_at(&text, start) else { return Err(self.out_of_range(name)) };
                let to = match length {
                    Some(length) if length < 0 => None,
                    Some(length) => byte_at(&text, start + length),
                    None => Some(text.len()),
                };
                match to {
                    Some(to) => Object::Text(piece(value, from, to, &at)),
                    None => return Err(self.out_of_range(name)),
                }
            }
            "remove" => {
                let (Some(start), length) = (number(0), number(1)) else { return Err(whole(self)) };
                let (Some(from), Some(to)) = (
                    byte_at(&text, start),
                    length.map_or(Some(text.len()), |length| byte_at(&text, start + length)),
                ) else {
                    return Err(self.out_of_range(name));
                };
                Object::Text(piece(value, 0, from, &at).then(piece(value, to, text.len(), &at)))
            }
            "insert" => {
                let (Some(start), Some(inserted)) = (number(0), argument(1)) else {
                    return Err(whole(self));
                };
                let Some(from) = byte_at(&text, start) else { return Err(self.out_of_range(name)) };
                let inserted = self.text_of(inserted);
                Object::Text(piece(value, 0, from, &at).then(inserted).then(piece(
                    value,
                    from,
                    text.len(),
                    &at,
                )))
            }
            "replace" => {
                let old = first.unwrap_or_default();
                let Some(new) = argument(1) else { return Err(whole(self)) };
                if old.is_empty() {
                    return Err(
                        self.method_error("ArgumentException", "String cannot be of zero length.")
                    );
                }
                if arguments.len() > 2 {
                    return Ok(self.unknown("replaces by a culture's rules"));
                }
                let new = self.text_of(new);
                // Each stretch between two matches is looked for among the pieces of the text.
                let found = text.matches(&old).count();
                self.weigh_matches(found);
                self.charge((found * value.pieces().len()) as u64 / 64);
                self.step()?;
                let mut result = Value::empty();
                let mut last = 0;
                for (found, _) in text.match_indices(&old) {
                    result = result.then(piece(value, last, found, &at)).then(new.clone());
                    last = found + old.len();
                }
                Object::Text(result.then(piece(value, last, text.len(), &at)))
            }
            "padleft" | "padright" => {
                let Some(width) = number(0) else { return Err(whole(self)) };
                let filler = texts
                    .get(1)
                    .cloned()
                    .flatten()
                    .and_then(|text| text.chars().next())
                    .unwrap_or(' ');
                let Ok(width) = usize::try_from(width) else {
                    return Err(self.out_of_range(name));
                };
                let missing = width.saturating_sub(units(&text));
                if missing > LONGEST {
                    return Ok(self.unknown("is a text longer than envsim makes"));
                }
                let filler = known(filler.to_string().repeat(missing), &at);
                Object::Text(if lower == "padleft" {
                    filler.then(value.clone())
                } else {
                    value.clone().then(filler)
                })
            }
            "tochararray" if !arguments.is_empty() => self.unknown("takes some letters of a text"),
            "tochararray" => Object::Array(Rc::new(Sequence::of_type(
                "System.Char[]",
                text.chars().map(Object::Char).collect(),
            ))),
            "split" => return self.string_split(value, &text, arguments),
            "gethashcode" => self.unknown("is a hash code"),
            "clone" => Object::Text(value.clone()),
            "chars" | "get_chars" => {
                let index = number(0).and_then(|at| usize::try_from(at).ok());
                let letter = index.and_then(|index| text.encode_utf16().nth(index));
                match letter.map(|unit| char::from_u32(u32::from(unit))) {
                    Some(Some(letter)) => Object::Char(letter),
                    Some(None) => self.unknown("is half a character"),
                    None => {
                        let message = "Index was outside the bounds of the array.";
                        return Err(self.method_error("IndexOutOfRangeException", message));
                    }
                }
            }
            "getenumerator" => Object::array(text.chars().map(Object::Char).collect()),
            _ if OTHERS.contains(&lower.as_str()) => {
                self.unknown("calls a method of a text that envsim does not model")
            }
            _ => return Err(self.no_method("System.String", name)),
        })
    }

    /// What a method makes of a text that is not wholly known.
    fn unknown_string_method(
        &mut self,
        value: &Value,
        lower: &str,
        arguments: &[Object],
    ) -> Answer {
        let why = value.why_unknown().unwrap_or_else(|| self.why("is unknown"));
        if matches!(lower, "contains")
            && arguments.len() == 1
            && let Some(wanted) = self.plain(&arguments[0])
        {
            let held = value.pieces().iter().any(|piece| matches!(piece, crate::value::Piece::Text { text, .. } if text.contains(wanted.as_str())));
            if held {
                return Ok(Object::Bool(true));
            }
        }
        Ok(Object::Unknown(why))
    }

    fn out_of_range(&mut self, method: &str) -> Stop {
        self.method_error(
            "ArgumentOutOfRangeException",
            &format!("Index was out of range calling \"{method}\"."),
        )
    }

    /// The error of a .NET method that throws.
    pub fn method_error(&mut self, exception: &str, message: &str) -> Stop {
        const OUTER: &str = "System.Management.Automation.MethodInvocationException";
        let mut record = self.record(exception, OUTER, message);
        record.inner = match exception {
            "FileNotFoundException" | "DirectoryNotFoundException" | "IOException" => {
                format!("System.IO.{exception}").into()
            }
            "RegexParseException" => format!("System.Text.RegularExpressions.{exception}").into(),
            _ => format!("System.{exception}").into(),
        };
        self.raise_record(Rc::new(record), false)
    }

    /// The error of a call with a number of arguments no overload takes.
    pub fn no_overload(&mut self, name: &str, count: usize) -> Stop {
        let message =
            format!("Cannot find an overload for \"{name}\" and the argument count: \"{count}\".");
        self.raise(
            "MethodCountCouldNotFindBest",
            "System.Management.Automation.MethodException",
            message,
        )
    }

    /// The error of a method that is not there.
    pub fn no_method(&mut self, type_name: &str, name: &str) -> Stop {
        let message = format!(
            "Method invocation failed because [{type_name}] does not contain a method named '{name}'."
        );
        self.raise("MethodNotFound", "System.Management.Automation.RuntimeException", message)
    }
}
