//! Methods of generic collections beside the everyday ones: what asks a block about each element, and what treats
//! a collection as a set (List.cs, HashSet.cs, Dictionary.cs).

use std::rc::Rc;

use super::super::object::convert::truth;
use super::super::object::{Object, Sequence, Table};
use super::super::operators::compare;
use super::scalar::{Answer, whole};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::block::Block;
use crate::value::Unknown;

/// How the names of those begin that change what is in the collection.
static CHANGING: [&str; 6] = ["add", "remove", "set", "symmetric", "trydequeue", "trypop"];

/// Methods of these classes that exist and are not modelled.
static OTHERS: [&str; 22] = [
    "addfirst",
    "addlast",
    "asreadonly",
    "binarysearch",
    "convertall",
    "copyto",
    "createsetcomparer",
    "ensurecapacity",
    "getalternatelookup",
    "getobjectdata",
    "getviewbetween",
    "ondeserialization",
    "removefirst",
    "removelast",
    "setvalue",
    "slice",
    "symmetricexceptwith",
    "trimexcess",
    "trydequeue",
    "trypeek",
    "trypop",
    "trygetvalue",
];

/// Which elements fit, or why that is not known.
enum Asked {
    Fits(Vec<bool>),
    Open(Rc<Unknown>),
}

fn index(at: Option<usize>) -> Object {
    Object::int(at.map_or(-1, |at| i32::try_from(at).unwrap_or(-1)))
}

impl Evaluator<'_> {
    fn asked(&mut self, list: &Sequence, block: &Rc<Block>) -> Result<Asked, Stop> {
        let mut fits = Vec::new();
        for item in list.items() {
            let answer = self.call_value(block, vec![item])?;
            match truth(&answer) {
                Ok(fit) => fits.push(fit),
                Err(why) => return Ok(Asked::Open(why)),
            }
        }
        Ok(Asked::Fits(fits))
    }

    /// A method of a generic collection that is not one of the everyday ones; `None` for those.
    pub(super) fn collection_method(
        &mut self,
        list: &Rc<Sequence>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        let type_name = list.type_name();
        if list.is_array() || !type_name.contains('`') && !type_name.contains("System.Collections.")
        {
            return None;
        }
        if type_name.contains("Set`1")
            && let Some(answer) = self.set_method(list, lower, arguments)
        {
            return Some(Ok(answer));
        }
        if type_name.contains("List`1")
            && let [Object::Block(block)] = arguments
            && let Some(answer) = self.list_asked(list, lower, &block.clone())
        {
            return Some(answer);
        }
        let range = (whole(arguments.first()), whole(arguments.get(1)));
        match (lower, range) {
            ("getrange" | "removerange", (Some(from), Some(count))) => {
                let (from, count) = (usize::try_from(from).ok()?, usize::try_from(count).ok()?);
                let end = from.checked_add(count).filter(|end| *end <= list.len());
                let Some(end) = end else {
                    let message = "Offset and length were out of bounds for the array.";
                    return Some(Err(self.method_error("ArgumentException", message)));
                };
                if lower == "getrange" {
                    let items = list.items()[from..end].to_vec();
                    return Some(Ok(Object::List(Rc::new(Sequence::of_type(&type_name, items)))));
                }
                list.change(|items| drop(items.drain(from..end)));
                Some(Ok(Object::Nothing))
            }
            ("trimexcess", _) => Some(Ok(Object::Nothing)),
            ("lastindexof", _) => {
                let at = self.at.clone();
                let wanted = arguments.first()?.clone();
                let same = |item: &Object| {
                    compare::equal(item, &wanted, list.ignores_case(), &at).unwrap_or(false)
                };
                Some(Ok(index(list.items().iter().rposition(same))))
            }
            (name, _) if OTHERS.contains(&name) => {
                self.give_back_unknown(arguments);
                let unknown =
                    self.unknown("calls a method of a collection that envsim does not model");
                if CHANGING.iter().any(|verb| name.starts_with(verb)) {
                    list.replace(vec![unknown.clone()]);
                }
                Some(Ok(unknown))
            }
            _ => None,
        }
    }

    fn list_asked(
        &mut self,
        list: &Rc<Sequence>,
        lower: &str,
        block: &Rc<Block>,
    ) -> Option<Answer> {
        let asks =
            ["exists", "find", "findindex", "findlast", "findlastindex", "findall", "trueforall"];
        if lower == "foreach" || !asks.contains(&lower) {
            return None;
        }
        let fits = match self.asked(list, block) {
            Ok(Asked::Fits(fits)) => fits,
            Ok(Asked::Open(why)) => return Some(Ok(Object::Unknown(why))),
            Err(stop) => return Some(Err(stop)),
        };
        let first = fits.iter().position(|fit| *fit);
        let last = fits.iter().rposition(|fit| *fit);
        // A value type has a zero of its own where nothing fits, a class has `$null`.
        let item = |at: Option<usize>| match at {
            Some(at) => list.get(at),
            None if list.element_type() == "System.String" => Some(Object::Null),
            None if list.element_type().ends_with("Object") => Some(Object::Null),
            None => None,
        };
        let found = match lower {
            "exists" => Some(Object::Bool(first.is_some())),
            "trueforall" => Some(Object::Bool(fits.iter().all(|fit| *fit))),
            "findindex" => Some(index(first)),
            "findlastindex" => Some(index(last)),
            "find" => item(first),
            "findlast" => item(last),
            _ => {
                let all = list.items().into_iter().zip(&fits);
                let kept = all.filter(|(_, fit)| **fit).map(|(item, _)| item).collect();
                Some(Object::List(Rc::new(Sequence::of_type(&list.type_name(), kept))))
            }
        };
        Some(Ok(found.unwrap_or_else(|| self.unknown("is the zero of a type"))))
    }

    fn set_method(
        &mut self,
        list: &Rc<Sequence>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Object> {
        let [other] = arguments else { return None };
        let compares = [
            "exceptwith",
            "intersectwith",
            "issubsetof",
            "issupersetof",
            "ispropersubsetof",
            "ispropersupersetof",
            "overlaps",
            "setequals",
        ];
        if !compares.contains(&lower) {
            return None;
        }
        let own = list.items();
        let others = other.enumerate()?;
        self.charge(u64::try_from(own.len().saturating_mul(others.len())).unwrap_or(u64::MAX) / 8);
        if let Some(why) = compare::reason(&own.iter().chain(&others).collect::<Vec<_>>()) {
            return Some(Object::Unknown(why));
        }
        let at = self.at.clone();
        let holds = |all: &[Object], one: &Object| {
            let same = |item: &Object| {
                compare::equal(item, one, list.ignores_case(), &at).unwrap_or(false)
            };
            all.iter().any(same)
        };
        let below = own.iter().all(|one| holds(&others, one));
        let above = others.iter().all(|one| holds(&own, one));
        Some(match lower {
            "exceptwith" | "intersectwith" => {
                let keeps = lower == "intersectwith";
                list.replace(own.into_iter().filter(|one| holds(&others, one) == keeps).collect());
                Object::Nothing
            }
            "issubsetof" => Object::Bool(below),
            "issupersetof" => Object::Bool(above),
            "ispropersubsetof" => Object::Bool(below && !above),
            "ispropersupersetof" => Object::Bool(above && !below),
            "overlaps" => Object::Bool(others.iter().any(|one| holds(&own, one))),
            _ => Object::Bool(below && above),
        })
    }

    /// `TryGetValue` of a dictionary, and methods of dictionaries that are not modelled.
    pub(super) fn dictionary_method(
        &mut self,
        table: &Rc<Table>,
        lower: &str,
        arguments: &[Object],
    ) -> Option<Answer> {
        match (lower, arguments) {
            ("trygetvalue", [key, reference]) => {
                let Some(key) = table.key(key) else {
                    self.give_back_unknown(arguments);
                    return Some(Ok(Object::Unknown(self.reason_of(key))));
                };
                if let Some(why) = table.open() {
                    self.give_back_unknown(arguments);
                    return Some(Ok(Object::Unknown(why)));
                }
                let found = table.get(&key);
                let answer = Object::Bool(found.is_some());
                let zero = match self.value_zero(&table.type_name()) {
                    Some(zero) => zero,
                    None => self.unknown("is the zero of a type"),
                };
                Some(self.give_back(reference, found.unwrap_or(zero)).map(|()| answer))
            }
            (name, _) if OTHERS.contains(&name) => {
                self.give_back_unknown(arguments);
                Some(Ok(self.unknown("calls a method of a dictionary that envsim does not model")))
            }
            _ => None,
        }
    }

    /// What a dictionary of that type gives back for a key it does not have.
    fn value_zero(&self, type_name: &str) -> Option<Object> {
        let inside = type_name.split_once('[')?.1.strip_suffix(']')?;
        match inside.rsplit(',').next()?.trim() {
            "System.Int32" => Some(Object::int(0)),
            "System.Boolean" => Some(Object::Bool(false)),
            "System.String" | "System.Object" => Some(Object::Null),
            _ => None,
        }
    }
}
