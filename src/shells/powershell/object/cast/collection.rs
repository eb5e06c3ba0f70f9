//! Conversions to collections and tables.

use std::rc::Rc;

use super::super::convert::Refused;
use super::super::{Object, Record, Sequence, Table, TableKind, TypeName};
use super::{cast, refuse, undecided};
use crate::value::{Origin, Value};

pub(super) fn to_array(
    object: &Object,
    element: &TypeName,
    separator: &Value,
    at: &Origin,
) -> Result<Object, Refused> {
    let type_name = format!("{}[]", element.full_name());
    let items = match object.base() {
        Object::Null if element.is("System.Object") => return Ok(Object::array(vec![])),
        Object::Null | Object::Nothing => return Ok(Object::Null),
        Object::Text(value) if element.is("System.Char") => {
            let text = value.text().ok_or_else(|| undecided(object, at))?;
            text.chars().map(Object::Char).collect()
        }
        Object::Array(list) | Object::List(list) => {
            if list.is_unordered() && list.element_type() != element.full_name() {
                let converted: Result<Vec<_>, _> =
                    list.items().iter().map(|item| cast(item, element, separator, at)).collect();
                return Ok(Object::Array(Rc::new(Sequence::unordered(&type_name, converted?))));
            }
            if *list.type_name() == *type_name {
                return Ok(object.clone());
            }
            list.items()
        }
        other => match other.enumerate() {
            Some(items) => items,
            None => vec![object.clone()],
        },
    };
    let converted: Result<Vec<Object>, Refused> = match element.full_name() {
        "System.Object" => Ok(items),
        _ => items.iter().map(|item| cast(item, element, separator, at)).collect(),
    };
    Ok(Object::Array(Rc::new(Sequence::of_type(&type_name, converted?))))
}

pub(super) fn to_list(object: &Object, full: &str) -> Result<Object, Refused> {
    let items = object.enumerate().unwrap_or_else(|| vec![object.clone()]);
    Ok(Object::List(Rc::new(Sequence::of_type(full, items))))
}

pub(super) fn to_generic(
    object: &Object,
    target: &TypeName,
    separator: &Value,
    at: &Origin,
) -> Result<Object, Refused> {
    let full = target.full_name();
    if *object.type_name() == *full {
        return Ok(object.clone());
    }
    let listed =
        ["Generic.List`1", "ObjectModel.Collection`1"].iter().any(|one| full.contains(one));
    let many = matches!(object.base(), Object::Array(_) | Object::List(_));
    let queued =
        many && ["Generic.HashSet`1", "Generic.Queue`1"].iter().any(|one| full.contains(one));
    if !listed && !queued {
        return Err(undecided(object, at));
    }
    let empty = Sequence::of_type(full, Vec::new());
    let element = TypeName::of(empty.element_type());
    let items = match object {
        Object::Null | Object::Nothing => return Ok(Object::Null),
        _ => object.enumerate().unwrap_or_else(|| vec![object.clone()]),
    };
    let items: Result<Vec<_>, _> =
        items.iter().map(|item| cast(item, &element, separator, at)).collect();
    let mut items = items?;
    if full.contains("HashSet") {
        items = distinct(items).ok_or_else(|| undecided(object, at))?;
    }
    Ok(Object::List(Rc::new(Sequence::of_type(full, items))))
}

/// Every element once; `None` where it is not known which are the same.
pub(super) fn distinct(items: Vec<Object>) -> Option<Vec<Object>> {
    let keys = Table::new(TableKind::ExactHashtable);
    for item in items {
        keys.set(keys.key(&item)?, item.clone(), item);
    }
    Some(keys.entries().into_iter().map(|(item, _)| item).collect())
}

pub(super) fn to_table(object: &Object, target: &TypeName) -> Result<Object, Refused> {
    match object.base() {
        Object::Table(table)
            if target.is("System.Collections.IDictionary")
                || table.kind == TableKind::Hashtable =>
        {
            Ok(object.clone())
        }
        Object::Table(table) => {
            let copy = Table::new(TableKind::Hashtable);
            for (key, value) in table.entries() {
                if let Some(folded) = copy.key(&key) {
                    copy.set(folded, key, value);
                }
            }
            Ok(Object::Table(Rc::new(copy)))
        }
        Object::Null | Object::Nothing => Ok(Object::Null),
        _ => Err(refuse(object, target)),
    }
}

pub(super) fn to_custom(object: &Object) -> Object {
    match object {
        Object::Table(table) => {
            let record = Record::custom();
            for (key, value) in table.entries() {
                let name =
                    key.known_text().unwrap_or_else(|| super::super::convert::plain_text(&key));
                record.set(&name, value);
            }
            record.into_object()
        }
        _ => object.clone(),
    }
}
