//! `[string]`, `[regex]`, `[enum]`.

use std::rc::Rc;

use super::super::object::{Object, Sequence};
use super::super::operators::{format, order, text};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::enums;
use crate::shells::powershell::patterns::regex::{self, Options, Regex};
use crate::value::{Piece, Value};

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
                    None if has_a_letter(&value) => Object::Bool(false),
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
                    format::composite(&template, &rest, self.manner(), &at).map(Object::Text);
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
}

/// Whether something in a text that is not wholly known is no blank for certain.
fn has_a_letter(value: &Value) -> bool {
    value.pieces().iter().any(|piece| match piece {
        Piece::Text { text, .. } => !text.trim().is_empty(),
        // What a program prints to be run is a text; only which is not known.
        Piece::Unknown(why) => {
            let program = why.effect.as_ref().is_some_and(|effect| !effect.trim().is_empty());
            why.shape.is_number() || program
        }
        Piece::Choice(_) => false,
    })
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
