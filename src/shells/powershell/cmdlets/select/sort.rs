//! `Sort-Object` (Sort-Object.cs, OrderObjectBase.cs).

use std::cmp::Ordering;

use super::super::Bound;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::operators::compare;

/// One key: what it is taken by, and whether it falls.
struct Key {
    by: Object,
    falls: bool,
}

/// The keys of `-Property`: names, blocks, and tables with `Expression`, `Ascending`, `Descending`.
fn keys(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<Vec<Key>> {
    let falls = bound.switch("Descending");
    let key = |one: Object| {
        let Object::Table(table) = &one else { return Some(Key { by: one, falls }) };
        let part = |words: &[&str]| {
            words.iter().find_map(|word| {
                let key = evaluator.text(*word);
                table.key(&key).and_then(|key| table.get(&key))
            })
        };
        let by = part(&["Expression", "E"])?;
        let down = part(&["Descending", "D"]).map(|value| truth(&value));
        let up = part(&["Ascending", "A"]).map(|value| truth(&value));
        let falls = match (down, up) {
            (Some(Ok(down)), _) => down,
            (None, Some(Ok(up))) => !up,
            (None, None) => falls,
            _ => return None,
        };
        Some(Key { by, falls })
    };
    bound.items("Property").into_iter().map(key).collect()
}

fn value_of(evaluator: &mut Evaluator<'_>, by: &Object, item: &Object) -> Result<Object, Stop> {
    match by {
        Object::Block(block) => evaluator.value_here(&block.clone(), item.clone()),
        name => match evaluator.plain(name) {
            Some(name) => evaluator.property(item, &name),
            None => Ok(evaluator.unknown("sorts by a property whose name is not known")),
        },
    }
}

pub(super) fn sort(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    let Some(keys) = keys(evaluator, bound) else {
        let unknown = evaluator.unknown("sorts by a key envsim does not model");
        return out.write(evaluator, unknown);
    };
    let mut rows: Vec<(Vec<Object>, Object)> = Vec::new();
    for item in input {
        let mut values = Vec::new();
        for key in &keys {
            values.push(value_of(evaluator, &key.by, &item)?);
        }
        if keys.is_empty() {
            values.push(match item.base() {
                Object::Record(_) => evaluator.text_of(&item).into(),
                _ => item.clone(),
            });
        }
        rows.push((values, item));
    }
    let ignore_case = !bound.switch("CaseSensitive");
    let at = evaluator.at.clone();
    let mut doubt = false;
    let usual = bound.switch("Descending");
    rows.sort_by(|(left, _), (right, _)| {
        for (index, (one, two)) in left.iter().zip(right).enumerate() {
            let order = compare::order_of(one, two, ignore_case, &at).unwrap_or_else(|_| {
                doubt = true;
                Ordering::Equal
            });
            let falls = keys.get(index).map_or(usual, |key| key.falls);
            let order = if falls { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    });
    if doubt {
        let unknown = evaluator.unknown("sorts what envsim cannot order");
        return out.write(evaluator, unknown);
    }
    if bound.switch("Unique") {
        rows.dedup_by(|next, last| {
            let mut pairs = last.0.iter().zip(&next.0);
            pairs.all(|(one, two)| compare::equal(one, two, ignore_case, &at).unwrap_or(false))
        });
    }
    let mut items: Vec<Object> = rows.into_iter().map(|(_, item)| item).collect();
    if let Some(top) = bound.number("Top") {
        items.truncate(usize::try_from(top).unwrap_or(0));
    }
    if let Some(bottom) = bound.number("Bottom") {
        let from = items.len().saturating_sub(usize::try_from(bottom).unwrap_or(0));
        items.drain(..from);
    }
    items.into_iter().try_for_each(|item| out.write(evaluator, item))
}
