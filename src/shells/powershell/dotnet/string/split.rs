//! `Split`, whose overloads differ by edition.

use super::super::super::object::{Object, Sequence, TypeName};
use super::super::super::operators::text::piece;
use crate::shells::powershell::evaluator::Evaluator;
use crate::value::Value;
use std::rc::Rc;

use super::Answer;

impl Evaluator<'_> {
    pub(super) fn string_split(
        &mut self,
        value: &Value,
        text: &str,
        arguments: &[Object],
    ) -> Answer {
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
        self.weigh_made(parts.len());
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
}
