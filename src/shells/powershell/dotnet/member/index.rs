//! Indexing.

use std::rc::Rc;

use super::super::super::object::{Object, Payload, Table, TypeName};
use super::{Answer, RUNTIME};
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::text::work;

impl Evaluator<'_> {
    /// Indexes an object.
    ///
    /// # Errors
    /// When PowerShell throws.
    pub fn index(&mut self, object: &Object, index: &Object) -> Answer {
        match object.base() {
            Object::Unknown(why) => Ok(Object::Unknown(why.clone())),
            Object::Null | Object::Nothing => {
                Err(self.raise("NullArray", RUNTIME, "Cannot index into a null array."))
            }
            Object::Table(table) => self.index_table(table, index),
            Object::Array(list) | Object::List(list) => {
                if list.is_unordered() {
                    let why = super::super::super::object::convert::unordered(&self.at);
                    return Ok(Object::unknown(why));
                }
                self.index_among(list.len(), &|at| list.get(at), index)
            }
            Object::Text(value) => match value.text() {
                Some(text) => {
                    work::done(text.len() * size_of::<char>());
                    let letters: Vec<char> = text.chars().collect();
                    let letter = |at: usize| letters.get(at).copied().map(Object::Char);
                    self.index_among(letters.len(), &letter, index)
                }
                None => Ok(Object::Unknown(self.reason_of(object))),
            },
            Object::Record(record) => match &record.payload {
                Payload::Elements(items) => match index.base() {
                    Object::Text(name) => {
                        let wanted = name.text().map(|name| name.into_owned()).unwrap_or_default();
                        let name = |item: &Object| match item {
                            Object::Record(one) => one
                                .get("Name")
                                .and_then(|name| name.known_text())
                                .or_else(|| super::super::xml::name_of(item)),
                            _ => None,
                        };
                        let same = |item: &&Object| {
                            name(item).is_some_and(|name| name.eq_ignore_ascii_case(&wanted))
                        };
                        let named = items.iter().find(same);
                        Ok(named.cloned().unwrap_or(Object::Null))
                    }
                    _ => self.index_items(&items.clone(), index),
                },
                _ => self.index_items(std::slice::from_ref(object), index),
            },
            other => self.index_items(std::slice::from_ref(other), index),
        }
    }

    pub(super) fn index_table(&mut self, table: &Rc<Table>, index: &Object) -> Answer {
        if let Object::Array(keys) = index {
            let mut values = Vec::new();
            for key in keys.items() {
                values.push(self.index_table(table, &key)?);
            }
            return Ok(Object::array(values));
        }
        if table.kind == super::super::super::object::TableKind::Ordered
            && let Object::Integer(_, at) = index.base()
        {
            return Ok(usize::try_from(*at)
                .ok()
                .and_then(|at| table.at(at))
                .map_or(Object::Null, |(_, value)| value));
        }
        if index.is_null() {
            return Err(self.raise(
                "NullArrayIndex",
                RUNTIME,
                "Index operation failed; the array index evaluated to null.",
            ));
        }
        Ok(match table.key(index) {
            Some(key) => table.get(&key).unwrap_or(Object::Null),
            None => Object::Unknown(self.reason_of(index)),
        })
    }

    pub(super) fn index_items(&mut self, items: &[Object], index: &Object) -> Answer {
        self.index_among(items.len(), &|at| items.get(at).cloned(), index)
    }

    /// The elements that are asked for; the others are not copied.
    fn index_among(
        &mut self,
        length: usize,
        item: &dyn Fn(usize) -> Option<Object>,
        index: &Object,
    ) -> Answer {
        if let (1, Some(only @ Object::Unknown(_))) = (length, item(0)) {
            return Ok(only);
        }
        if let Object::Array(indices) = index {
            self.weigh_made(indices.len());
            let mut picked = Vec::new();
            for one in indices.items() {
                picked.extend(self.position(length, &one)?.and_then(item));
            }
            return Ok(Object::array(picked));
        }
        if let Object::Unknown(why) = index {
            return Ok(Object::Unknown(why.clone()));
        }
        match self.position(length, index)?.and_then(item) {
            Some(item) => Ok(item),
            None if self.strict(3.0) => Err(self.raise(
                "System.IndexOutOfRangeException",
                "System.IndexOutOfRangeException",
                "Index was outside the bounds of the array.",
            )),
            None => Ok(Object::Null),
        }
    }

    pub(super) fn position(
        &mut self,
        length: usize,
        index: &Object,
    ) -> Result<Option<usize>, Stop> {
        let number = match self.convert(index, &TypeName::of("System.Int32"))? {
            Object::Integer(_, number) => number,
            _ => return Ok(None),
        };
        let length = i128::try_from(length).unwrap_or(0);
        let at = if number < 0 { number + length } else { number };
        Ok(usize::try_from(at).ok().filter(|_| at < length))
    }
}
