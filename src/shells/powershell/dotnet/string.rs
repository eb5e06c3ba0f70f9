//! Methods of `System.String`; offsets are UTF-16 units.

use super::super::object::convert::known;
use super::super::object::{Object, Sequence, TypeName};
use super::super::operators::text::piece;
use super::super::operators::{format, order};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::value::Value;
use std::rc::Rc;

type Answer = Result<Object, Stop>;

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
        if matches!(lower.as_str(), "tostring" | "normalize") {
            return Ok(Object::Text(value.clone()));
        }
        let Some(text) = value.text().map(|text| text.into_owned()) else {
            return self.unknown_string_method(value, &lower, arguments);
        };
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
            "toupper" | "toupperinvariant" => Object::Text(value.map_text(str::to_uppercase)),
            "tolower" | "tolowerinvariant" => Object::Text(value.map_text(str::to_lowercase)),
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
                let from = number(1).unwrap_or(0);
                let Some(from) = byte_at(&text, from) else { return Err(self.out_of_range(name)) };
                let fold = arguments.len() > 1
                    && compared_without_case(arguments) == Some(true)
                    && number(1).is_none();
                let (text, wanted) = if fold {
                    (text.to_lowercase(), wanted.to_lowercase())
                } else {
                    (text, wanted)
                };
                let found = if lower == "indexof" {
                    text[from..].find(&wanted).map(|at| at + from)
                } else {
                    text.rfind(&wanted)
                };
                Object::int(
                    found.map_or(-1, |at| i32::try_from(units(&text[..at])).unwrap_or(i32::MAX)),
                )
            }
            "indexofany" => {
                let set: Vec<char> = argument(0)
                    .and_then(Object::enumerate)
                    .unwrap_or_else(|| arguments.to_vec())
                    .iter()
                    .filter_map(|one| self.plain(one))
                    .flat_map(|text| text.chars().collect::<Vec<_>>())
                    .collect();
                let found = text.find(|letter| set.contains(&letter));
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
                let missing =
                    usize::try_from(width).unwrap_or(0).saturating_sub(units(&text)).min(1 << 16);
                let filler = known(filler.to_string().repeat(missing), &at);
                Object::Text(if lower == "padleft" {
                    filler.then(value.clone())
                } else {
                    value.clone().then(filler)
                })
            }
            "tochararray" => Object::Array(Rc::new(Sequence::of_type(
                "System.Char[]",
                text.chars().map(Object::Char).collect(),
            ))),
            "split" => return self.string_split(value, &text, arguments),
            "gethashcode" => self.unknown("is a hash code"),
            "clone" => Object::Text(value.clone()),
            "chars" | "get_chars" => {
                let letter = number(0)
                    .and_then(|at| usize::try_from(at).ok())
                    .and_then(|at| text.chars().nth(at));
                letter.map_or(Object::Null, Object::Char)
            }
            "format" => {
                let result =
                    format::composite(value, arguments, self.culture(), &at).map(Object::Text);
                self.settle(result, "FormatException", "System.FormatException")?
            }
            "getenumerator" => Object::array(text.chars().map(Object::Char).collect()),
            "isnormalized" => self.unknown("asks for a Unicode normal form"),
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

    fn string_split(&mut self, value: &Value, text: &str, arguments: &[Object]) -> Answer {
        let at = self.at.clone();
        let options = match arguments.last() {
            Some(Object::Enum(value)) if value.type_name.ends_with("StringSplitOptions") => {
                value.number
            }
            _ => 0,
        };
        let mut rest = if options != 0 || matches!(arguments.last(), Some(Object::Enum(_))) {
            &arguments[..arguments.len() - 1]
        } else {
            arguments
        };
        let mut most = usize::MAX;
        if let [first, second] = rest {
            match (first.base(), second.base()) {
                (_, Object::Integer(_, number)) => {
                    most = usize::try_from(*number).unwrap_or(usize::MAX);
                    rest = &rest[..1];
                }
                // With two texts .NET Core takes the overload whose second argument is a count, and the conversion fails.
                (Object::Text(_), Object::Text(_)) if !self.state.desktop => {
                    return Err(self.raise(
                        "MethodArgumentConversionInvalidCastArgument",
                        "System.Management.Automation.MethodException",
                        "Cannot convert argument \"count\" to type \"System.Int32\".",
                    ));
                }
                // Where the first is an array, and always in .NET Framework, only overloads fit whose second
                // argument is the options.
                (Object::Text(_) | Object::Array(_), Object::Text(_)) => {
                    let option = TypeName::of("System.StringSplitOptions");
                    let second = self.convert(second, &option)?;
                    return self.string_split(value, text, &[first.clone(), second]);
                }
                _ => {}
            }
        }
        let mut separators: Vec<String> = Vec::new();
        for one in rest {
            match one {
                Object::Array(list) => {
                    let texts: Vec<String> =
                        list.items().iter().filter_map(|item| self.plain(item)).collect();
                    separators.extend(texts);
                }
                other => separators.extend(self.plain(other)),
            }
        }
        let single = rest.len() == 1 && matches!(rest[0].base(), Object::Text(_));
        if self.state.desktop && single {
            // .NET Framework has no overload for one text: its characters are the separators.
            separators = separators
                .iter()
                .flat_map(|text| text.chars().map(|letter| letter.to_string()).collect::<Vec<_>>())
                .collect();
        } else if !single
            && separators.iter().any(|one| one.chars().count() > 1)
            && options == 0
            && most == usize::MAX
            && rest.len() > 1
        {
            return Ok(self.unknown("splits by several texts"));
        }
        separators.retain(|one| !one.is_empty());
        let blanks = rest.is_empty() || (separators.is_empty() && !single);
        let mut parts: Vec<(usize, usize)> = Vec::new();
        let mut last = 0;
        let mut position = 0;
        while position < text.len() && parts.len() + 1 < most {
            let here = &text[position..];
            let letter = here.chars().next().map_or(1, char::len_utf8);
            let hit = if blanks {
                here.chars().next().filter(|letter| letter.is_whitespace()).map(char::len_utf8)
            } else {
                separators.iter().find(|one| here.starts_with(one.as_str())).map(String::len)
            };
            match hit {
                Some(length) => {
                    if options & 1 == 0 || position > last {
                        parts.push((last, position));
                    }
                    last = position + length;
                    position = last;
                }
                None => position += letter,
            }
        }
        if options & 1 == 0 || text.len() > last {
            parts.push((last, text.len()));
        }
        let mut items = Vec::new();
        for (start, end) in parts {
            let (mut start, mut end) = (start, end);
            if options & 2 != 0 {
                let part = &text[start..end];
                start += part.len() - part.trim_start().len();
                end = start + text[start..end].trim_end().len();
                if options & 1 != 0 && start == end {
                    continue;
                }
            }
            items.push(Object::Text(piece(value, start, end, &at)));
        }
        Ok(Object::Array(Rc::new(Sequence::of_type("System.String[]", items))))
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
