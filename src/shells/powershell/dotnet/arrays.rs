//! `[Array]`'s static methods (learn.microsoft.com, System.Array).

use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::operators::compare;

type Answer = Result<Object, Stop>;

impl Evaluator<'_> {
    pub(super) fn array_call(&mut self, lower: &str, arguments: Vec<Object>) -> Answer {
        let Some(Object::Array(list)) = arguments.first() else {
            return Ok(self.unknown("calls a method of arrays"));
        };
        let list = list.clone();
        let most = if lower.ends_with("indexof") { 2 } else { 1 };
        if arguments.len() > most {
            self.give_back_unknown(&arguments);
            return Ok(self.unknown("treats a part of an array, or two arrays at once"));
        }
        Ok(match lower {
            "reverse" => {
                list.change(|items| items.reverse());
                Object::Nothing
            }
            "indexof" | "lastindexof" => {
                let wanted = arguments.get(1).cloned().unwrap_or(Object::Null);
                let items = list.items();
                // `Equals`: nothing is converted.
                if items.iter().any(|item| item.base().type_name() != wanted.base().type_name()) {
                    return Ok(self.unknown("looks in an array for something of another type"));
                }
                let at = self.at.clone();
                let same =
                    |item: &Object| compare::equal(item, &wanted, false, &at).unwrap_or(false);
                let found = match lower {
                    "indexof" => items.iter().position(same),
                    _ => items.iter().rposition(same),
                };
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
