//! `[string]`, `[math]`, `[regex]`, `[enum]`, `[convert]`, `[char]`, `[array]`.

mod numerals;

use std::rc::Rc;

use super::super::object::number::round_half_even;
use super::super::object::{IntKind, Object, Sequence, TypeName};
use super::super::operators::{format, order, text};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::charset::Charset;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::enums;
use crate::shells::powershell::patterns::regex::{self, Options, Regex};
use crate::value::Value;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn string_call(
        &mut self,
        lower: &str,
        name: &str,
        arguments: Vec<Object>,
    ) -> Answer {
        let at = self.at.clone();
        let first = arguments.first().cloned().unwrap_or(Object::Null);
        Ok(match lower {
            "isnullorempty" | "isnullorwhitespace" => {
                let value = self.text_of(&first);
                match value.text() {
                    Some(text) => Object::Bool(if lower == "isnullorempty" {
                        text.is_empty()
                    } else {
                        text.trim().is_empty()
                    }),
                    None if value.is_empty() == Some(false) && lower == "isnullorempty" => {
                        Object::Bool(false)
                    }
                    None => Object::Unknown(self.reason_of(&first)),
                }
            }
            "join" => {
                let separator = self.text_of(&first);
                let rest = &arguments[1.min(arguments.len())..];
                match rest {
                    [Object::Array(list) | Object::List(list)] if list.is_unordered() => {
                        Object::Unknown(Rc::new(super::super::object::convert::unordered(&at)))
                    }
                    [Object::Array(list) | Object::List(list)] => {
                        Object::Text(text::join_items(&list.items(), &separator, &at))
                    }
                    items => Object::Text(text::join_items(items, &separator, &at)),
                }
            }
            "concat" => {
                let items = match arguments.as_slice() {
                    [one] => one.enumerate().unwrap_or_else(|| vec![one.clone()]),
                    _ => arguments.clone(),
                };
                Object::Text(text::join_items(&items, &Value::empty(), &at))
            }
            "format" => {
                let template = self.text_of(&first);
                let rest = match &arguments[1.min(arguments.len())..] {
                    [Object::Array(list)] => list.items(),
                    items => items.to_vec(),
                };
                let result =
                    format::composite(&template, &rest, self.culture(), &at).map(Object::Text);
                self.settle(result, "FormatException", "System.FormatException")?
            }
            "equals" | "compare" => {
                let (Some(left), Some(right)) =
                    (self.plain(&first), arguments.get(1).and_then(|one| self.plain(one)))
                else {
                    return Ok(self.unknown("compares what is not known"));
                };
                let fold = match arguments.get(2) {
                    Some(Object::Bool(fold)) => *fold,
                    Some(other) => self
                        .plain(other)
                        .unwrap_or_default()
                        .to_ascii_lowercase()
                        .ends_with("ignorecase"),
                    None => false,
                };
                if lower == "equals" {
                    Object::Bool(order::same(&left, &right, fold))
                } else {
                    order::compare(&left, &right, fold).map_or_else(
                        || self.unknown("compares by a culture's rules"),
                        |order| Object::int(order as i32),
                    )
                }
            }
            "compareordinal" | "copy" | "create" | "gethashcode" | "intern" | "isinterned" => {
                self.unknown("calls a method of texts that envsim does not model")
            }
            _ => return Err(self.no_method("System.String", name)),
        })
    }

    pub(super) fn math_call(&mut self, lower: &str, arguments: Vec<Object>) -> Answer {
        let double = TypeName::of("System.Double");
        let mut numbers = Vec::new();
        for argument in &arguments {
            match self.convert(argument, &double)? {
                Object::Double(number) => numbers.push(number),
                unknown => return Ok(unknown),
            }
        }
        let whole = arguments.iter().all(|one| matches!(one.base(), Object::Integer(..)));
        let (Some(&first), second) = (numbers.first(), numbers.get(1).copied()) else {
            return Err(self.no_overload(lower, 0));
        };
        let pick = |index: usize| arguments[index].base().clone();
        Ok(match (lower, second) {
            ("max", Some(second)) if whole => pick(usize::from(second > first)),
            ("min", Some(second)) if whole => pick(usize::from(second < first)),
            ("max", Some(second)) => Object::Double(first.max(second)),
            ("min", Some(second)) => Object::Double(first.min(second)),
            ("abs", _) if whole => match pick(0) {
                Object::Integer(kind, number) => Object::Integer(kind, number.abs()),
                other => other,
            },
            ("abs", _) => Object::Double(first.abs()),
            ("floor", _) => Object::Double(first.floor()),
            ("ceiling", _) => Object::Double(first.ceil()),
            ("truncate", _) => Object::Double(first.trunc()),
            ("round", None) => Object::Double(round_half_even(first)),
            ("round", Some(digits)) if (0.0..=15.0).contains(&digits) && arguments.len() == 2 => {
                let scale = 10f64.powf(digits);
                Object::Double(round_half_even(first * scale) / scale)
            }
            ("pow", Some(second)) => Object::Double(first.powf(second)),
            ("sqrt", _) => Object::Double(first.sqrt()),
            ("sign", _) => Object::int(if first > 0.0 {
                1
            } else if first < 0.0 {
                -1
            } else {
                0
            }),
            _ => self.unknown("calls a function of mathematics envsim does not model"),
        })
    }

    pub(super) fn regex_call(&mut self, lower: &str, name: &str, arguments: Vec<Object>) -> Answer {
        let value = arguments.first().map(|first| self.text_of(first)).unwrap_or_default();
        match lower {
            "escape" => return Ok(Object::Text(value.map_text(regex::escape))),
            "unescape" => {
                let Some(text) = value.text() else { return Ok(Object::Text(value)) };
                return match regex::unescape(&text) {
                    Some(plain) => Ok(self.text(plain)),
                    None => {
                        Err(self
                            .method_error("RegexParseException", "Unrecognized escape sequence."))
                    }
                };
            }
            "ismatch" | "match" | "matches" | "replace" | "split" => {}
            "compiletoassembly" | "count" | "enumeratematches" | "enumeratesplits" => {
                return Ok(self.unknown("uses a pattern in a way envsim does not model"));
            }
            _ => return Err(self.no_method("System.Text.RegularExpressions.Regex", name)),
        }
        let extra = if lower == "replace" { 3 } else { 2 };
        let options = arguments.get(extra).map_or_else(Options::default, options_of);
        let pattern = arguments.get(1).cloned().unwrap_or(Object::Null);
        let compiled: Rc<Regex> = match self.compile(&pattern, options, "RegexParseException")? {
            Ok(regex) => regex,
            Err(unknown) => return Ok(unknown),
        };
        let mut rest = vec![arguments[0].clone()];
        rest.extend(arguments.get(2).filter(|_| lower == "replace").cloned());
        if options.ignore_case && lower == "split" {
            return Ok(self.unknown("splits by a pattern with options"));
        }
        self.regex_method(&compiled, lower, &rest)
    }

    pub(super) fn enum_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        let target = match arguments.first() {
            Some(Object::Type(name)) => name.clone(),
            _ => return Ok(self.unknown("asks about an enumeration")),
        };
        let class = self.state.classes.get(&folded(target.full_name())).cloned();
        let names: Vec<String> = match &class {
            // By their numbers, not as they were written (Enum.GetNames).
            Some(class) => {
                let mut values = class.values.clone();
                values.sort_by_key(|(_, number)| *number as u64);
                values.into_iter().map(|(name, _)| name).collect()
            }
            None => enums::names(target.full_name()).into_iter().map(str::to_owned).collect(),
        };
        Ok(match lower {
            "getnames" => Object::Array(Rc::new(Sequence::of_type(
                "System.String[]",
                names.into_iter().map(|name| self.text(name)).collect(),
            ))),
            "getvalues" => {
                let mut values = Vec::new();
                for name in names {
                    let name = self.text(name);
                    values.push(self.convert(&name, &target)?);
                }
                Object::array(values)
            }
            "parse" => self.convert(&arguments.get(1).cloned().unwrap_or(Object::Null), &target)?,
            "isdefined" if !matches!(arguments.get(1), Some(Object::Text(_))) => {
                self.unknown("asks whether an enumeration has a value")
            }
            "isdefined" => {
                let wanted = arguments.get(1).and_then(|one| self.plain(one)).unwrap_or_default();
                Object::Bool(names.contains(&wanted))
            }
            _ => self.unknown("asks about an enumeration"),
        })
    }

    pub(super) fn convert_call(&mut self, lower: &str, arguments: Vec<Object>) -> Answer {
        let first = arguments.first().cloned().unwrap_or(Object::Null);
        let base = match arguments.get(1).map(Object::base) {
            Some(Object::Integer(_, base)) => u32::try_from(*base).ok(),
            _ => None,
        };
        let kind = match lower {
            "toint64" => IntKind::Int64,
            "tobyte" => IntKind::Byte,
            _ => IntKind::Int32,
        };
        Ok(match (lower, base) {
            (_, Some(base)) if arguments.len() == 2 && !matches!(base, 2 | 8 | 10 | 16) => {
                return Err(self.method_error("ArgumentException", "Invalid Base."));
            }
            ("toint32" | "toint64" | "tobyte", Some(base)) => match self.plain(&first) {
                Some(text) => match numerals::in_base(&text, base, kind) {
                    Ok(number) => Object::Integer(kind, number),
                    Err(exception) => {
                        return Err(self.method_error(exception, numerals::message(exception)));
                    }
                },
                None => Object::Unknown(self.reason_of(&first)),
            },
            ("toint32" | "toint64" | "tobyte", None) if matches!(first, Object::Text(_)) => {
                match self.plain(&first).map(|text| numerals::whole(&text, kind)) {
                    Some(Ok(number)) => Object::Integer(kind, number),
                    Some(Err(exception)) => {
                        return Err(self.method_error(exception, numerals::message(exception)));
                    }
                    None => Object::Unknown(self.reason_of(&first)),
                }
            }
            ("todouble", None) if matches!(first, Object::Text(_)) => match self.plain(&first) {
                Some(text) if numerals::is_plain(&text) => {
                    self.convert(&first, &TypeName::of("System.Double"))?
                }
                _ => self.unknown("reads a number from a text"),
            },
            ("tostring", Some(base)) => {
                let Object::Integer(_, number) = first.base() else {
                    return Ok(self.unknown("writes a number in another base"));
                };
                let text = match base {
                    _ if *number < 0 => String::new(),
                    2 => format!("{number:b}"),
                    8 => format!("{number:o}"),
                    16 => format!("{number:x}"),
                    _ => number.to_string(),
                };
                if *number < 0 {
                    self.unknown("writes a negative number in another base")
                } else {
                    self.text(text)
                }
            }
            ("toint32", None) => self.convert(&first, &TypeName::of("System.Int32"))?,
            ("toint64", None) => self.convert(&first, &TypeName::of("System.Int64"))?,
            ("todouble", None) => self.convert(&first, &TypeName::of("System.Double"))?,
            ("toboolean", None) if !matches!(first.base(), Object::Text(_)) => {
                self.convert(&first, &TypeName::of("System.Boolean"))?
            }
            ("tostring", None) => Object::Text(self.text_of(&first)),
            ("tochar", None) => self.convert(&first, &TypeName::of("System.Char"))?,
            ("tobase64string", None) if arguments.len() == 1 => {
                let bytes = self.bytes_of(&first);
                match bytes {
                    Some(bytes) => self.text(base64(&bytes)),
                    None => self.unknown("encodes bytes that are not known"),
                }
            }
            ("frombase64string", None) => match self.plain(&first).and_then(|text| unbase64(&text))
            {
                Some(bytes) => byte_array(&bytes),
                None => {
                    return Err(self.method_error(
                        "FormatException",
                        "The input is not a valid Base-64 string.",
                    ));
                }
            },
            _ => self.unknown("converts in a way envsim does not model"),
        })
    }

    pub(super) fn bytes_of(&self, object: &Object) -> Option<Vec<u8>> {
        object
            .enumerate()?
            .iter()
            .map(|one| match one.base() {
                Object::Integer(_, number) => u8::try_from(*number).ok(),
                _ => None,
            })
            .collect()
    }

    /// Methods of an encoding.
    pub fn encoding_method(&mut self, which: &str, lower: &str, arguments: &[Object]) -> Object {
        let charset = match which {
            "utf8" => self.charset_named("utf8NoBOM"),
            "utf32" => None,
            "latin1" => self.charset_named("28591"),
            other => self.charset_named(other),
        };
        let Some(charset) = charset.map(|one| Charset { marked: false, ..one }) else {
            return self.unknown("uses an encoding envsim does not model");
        };
        match lower {
            "getbytes" | "getbytecount" => {
                let text = arguments.first().and_then(|one| self.plain(one));
                match text.and_then(|text| charset.encode(&text)) {
                    Some(bytes) if lower == "getbytes" => byte_array(&bytes),
                    Some(bytes) => Object::count(bytes.len()),
                    None => self.unknown("encodes what is not known"),
                }
            }
            "getstring" => match arguments.first().and_then(|one| self.bytes_of(one)) {
                Some(bytes) => self.text(crate::text::decode(&bytes, charset.encoding).text),
                None => self.unknown("decodes what is not known"),
            },
            _ => self.unknown("uses an encoding"),
        }
    }

    pub(super) fn char_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        // Beyond ASCII the classes of .NET are those of a Unicode version of its own.
        let only = |text: String| {
            let mut letters = text.chars();
            letters.next().filter(|letter| letters.next().is_none() && letter.is_ascii())
        };
        let letter = match arguments {
            [one] => self.plain(one).and_then(only),
            _ => None,
        };
        Ok(match (lower, letter) {
            ("isdigit" | "isnumber", Some(letter)) => Object::Bool(letter.is_ascii_digit()),
            ("isletter", Some(letter)) => Object::Bool(letter.is_ascii_alphabetic()),
            ("isletterordigit", Some(letter)) => Object::Bool(letter.is_ascii_alphanumeric()),
            ("isupper", Some(letter)) => Object::Bool(letter.is_ascii_uppercase()),
            ("islower", Some(letter)) => Object::Bool(letter.is_ascii_lowercase()),
            ("iswhitespace", Some(letter)) => Object::Bool(letter.is_whitespace()),
            ("toupper" | "toupperinvariant", Some(letter)) => {
                Object::Char(letter.to_ascii_uppercase())
            }
            ("tolower" | "tolowerinvariant", Some(letter)) => {
                Object::Char(letter.to_ascii_lowercase())
            }
            ("convertfromutf32", _) => match arguments.first().map(Object::base) {
                Some(Object::Integer(_, code)) => {
                    let letter = u32::try_from(*code).ok().and_then(char::from_u32);
                    letter.map_or_else(
                        || self.unknown("is no character"),
                        |letter| self.text(letter.to_string()),
                    )
                }
                _ => self.unknown("is no character"),
            },
            _ => self.unknown("asks about a character"),
        })
    }

    pub(super) fn array_call(&mut self, lower: &str, arguments: Vec<Object>) -> Answer {
        let Some(Object::Array(list)) = arguments.first() else {
            return Ok(self.unknown("calls a method of arrays"));
        };
        let list = list.clone();
        let most = if lower == "indexof" { 2 } else { 1 };
        if arguments.len() > most {
            self.give_back_unknown(&arguments);
            return Ok(self.unknown("treats a part of an array, or two arrays at once"));
        }
        Ok(match lower {
            "reverse" => {
                list.change(|items| items.reverse());
                Object::Nothing
            }
            "indexof" => {
                let at = self.at.clone();
                let wanted = arguments.get(1).cloned().unwrap_or(Object::Null);
                let found = list.items().iter().position(|item| {
                    super::super::operators::compare::equal(item, &wanted, false, &at)
                        .unwrap_or(false)
                });
                Object::int(found.map_or(-1, |at| i32::try_from(at).unwrap_or(-1)))
            }
            "sort" => {
                match self.sorted(list.items()) {
                    Some(sorted) => list.replace(sorted),
                    None => {
                        let unknown = self.unknown("sorts what envsim cannot order");
                        list.change(|items| {
                            items.iter_mut().for_each(|item| *item = unknown.clone())
                        });
                    }
                }
                Object::Nothing
            }
            _ => self.unknown("calls a method of arrays"),
        })
    }
}

/// The options an enumeration value means.
pub(super) fn options_of(value: &Object) -> Options {
    let number = match value {
        Object::Enum(value) => value.number,
        Object::Text(text) => {
            let text = text.text().unwrap_or_default().into_owned();
            match enums::named("System.Text.RegularExpressions.RegexOptions", &text) {
                Some(Object::Enum(value)) => value.number,
                _ => 0,
            }
        }
        _ => 0,
    };
    Options {
        ignore_case: number & 1 != 0,
        multiline: number & 2 != 0,
        explicit: number & 4 != 0,
        singleline: number & 16 != 0,
        extended: number & 32 != 0,
    }
}

fn byte_array(bytes: &[u8]) -> Object {
    let items =
        bytes.iter().map(|byte| Object::Integer(IntKind::Byte, i128::from(*byte))).collect();
    Object::Array(Rc::new(Sequence::of_type("System.Byte[]", items)))
}

static DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            if index <= chunk.len() {
                text.push(char::from(DIGITS[(group >> (18 - 6 * index) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let clean: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if !clean.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::new();
    for chunk in clean.chunks(4) {
        let padding = chunk.iter().filter(|byte| **byte == b'=').count();
        let mut group = 0u32;
        for byte in chunk {
            let digit =
                if *byte == b'=' { 0 } else { DIGITS.iter().position(|digit| digit == byte)? };
            group = group << 6 | u32::try_from(digit).ok()?;
        }
        bytes.extend_from_slice(&group.to_be_bytes()[1..4 - padding.min(2)]);
    }
    Some(bytes)
}
