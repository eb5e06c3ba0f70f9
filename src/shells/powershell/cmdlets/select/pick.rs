//! `Select-Object` (Select-Object.cs).

use super::super::{Bound, Streaming};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::operators::{compare, order};
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};

#[derive(Default)]
pub(super) struct Select {
    seen: Vec<Object>,
    taken: usize,
    skipped: usize,
    index: usize,
    last: Vec<Object>,
}

fn count(bound: &Bound, name: &str) -> Option<usize> {
    bound.number(name).and_then(|number| usize::try_from(number).ok())
}

/// The places that `-Index` or `-SkipIndex` names.
fn places(evaluator: &Evaluator<'_>, bound: &Bound, name: &str) -> Vec<usize> {
    let items = bound.items(name);
    items.iter().filter_map(|one| evaluator.plain(one)?.parse().ok()).collect()
}

impl Streaming for Select {
    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        let Some(item) = input.or_else(|| bound.get("InputObject").cloned()) else { return Ok(()) };
        if ["Last", "SkipLast"].iter().any(|name| bound.has(name)) {
            self.last.push(item);
            return Ok(());
        }
        let at = self.index;
        self.index += 1;
        if bound.has("Index") && !places(evaluator, bound, "Index").contains(&at)
            || bound.has("SkipIndex") && places(evaluator, bound, "SkipIndex").contains(&at)
        {
            return Ok(());
        }
        if count(bound, "Skip").is_some_and(|skip| self.skipped < skip) {
            self.skipped += 1;
            return Ok(());
        }
        let first = count(bound, "First");
        if first.is_some_and(|first| self.taken >= first) {
            return Err(Stop::Pipeline(evaluator.pipelines));
        }
        self.write(evaluator, bound, item, out)?;
        let full = first.is_some_and(|first| self.taken >= first);
        match full && !bound.switch("Wait") && !bound.switch("Unique") {
            true => Err(Stop::Pipeline(evaluator.pipelines)),
            false => Ok(()),
        }
    }

    fn end(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let mut items = std::mem::take(&mut self.last);
        if let Some(last) = count(bound, "Last") {
            let skip = count(bound, "Skip").unwrap_or(0);
            let most = items.len().saturating_sub(skip);
            let from = most.saturating_sub(last);
            let first = count(bound, "First").unwrap_or(0).min(from);
            items = items[..first].iter().chain(&items[from..most]).cloned().collect();
        } else if let Some(skip) = count(bound, "SkipLast") {
            items.truncate(items.len().saturating_sub(skip));
            items.drain(..count(bound, "Skip").unwrap_or(0).min(items.len()));
        }
        items.into_iter().try_for_each(|item| self.write(evaluator, bound, item, out))
    }
}

impl Select {
    /// Writes what is made of an object, without what came before where `-Unique` says so.
    fn write(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        item: Object,
        out: &mut dyn Sink,
    ) -> Flow {
        for made in made(evaluator, bound, item)? {
            if bound.switch("Unique") {
                if let Some(why) = made.why_unknown() {
                    return out.write(evaluator, Object::Unknown(why));
                }
                evaluator.weigh_compared(self.seen.len());
                if self.was_seen(evaluator, bound, &made) {
                    continue;
                }
                self.seen.push(made.clone());
            }
            self.taken += 1;
            out.write(evaluator, made)?;
        }
        Ok(())
    }

    fn was_seen(&self, evaluator: &Evaluator<'_>, bound: &Bound, made: &Object) -> bool {
        let ignore = bound.switch("CaseInsensitive");
        self.seen.iter().any(|old| match (old.known_text(), made.known_text()) {
            (Some(old), Some(new)) => order::same(&old, &new, ignore),
            _ => compare::equal(old, made, ignore, &evaluator.at).unwrap_or(false),
        })
    }
}

fn made(evaluator: &mut Evaluator<'_>, bound: &Bound, item: Object) -> Result<Vec<Object>, Stop> {
    if bound.has("ExpandProperty") {
        return expanded(evaluator, bound, &item);
    }
    let names = bound.items("Property");
    if names.is_empty() && !bound.has("ExcludeProperty") {
        return Ok(vec![item]);
    }
    Ok(vec![selected(evaluator, bound, names, &item)?])
}

/// `-ExpandProperty`; properties that are selected besides are added to what it gives.
fn expanded(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    item: &Object,
) -> Result<Vec<Object>, Stop> {
    if bound.has("Property") || bound.has("ExcludeProperty") {
        return Ok(vec![evaluator.unknown("is expanded and given properties besides")]);
    }
    let Some(name) = bound.text(evaluator, "ExpandProperty") else {
        return Ok(vec![evaluator.unknown("expands a property whose name is not known")]);
    };
    let there = match item {
        Object::Record(record) if record.is_custom() => record.get(&name).is_some(),
        _ => true,
    };
    if !there {
        let message = format!("Property \"{name}\" cannot be found.");
        evaluator.complain("ExpandPropertyNotFound", "System.ArgumentException", message)?;
        return Ok(Vec::new());
    }
    let value = evaluator.property(item, &name)?;
    Ok(match value.enumerate() {
        Some(items) => items,
        None if value.is_null() => Vec::new(),
        None => vec![value],
    })
}

/// A new object of the selected properties, those of `-ExcludeProperty` left out.
fn selected(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut names: Vec<Object>,
    item: &Object,
) -> Result<Object, Stop> {
    if names.is_empty() {
        names.push(evaluator.text("*"));
    }
    let excluded = bound.items("ExcludeProperty");
    let excluded: Option<Vec<Wildcard>> =
        excluded.iter().map(|one| Wildcard::new(&evaluator.plain(one)?, true)).collect();
    let Some(excluded) = excluded else {
        return Ok(evaluator.unknown("leaves out properties whose names are not known"));
    };
    let stays = |name: &str| !excluded.iter().any(|pattern| pattern.matches(name));
    let record = Record::custom();
    for name in names {
        match &name {
            Object::Table(_) | Object::Block(_) => {
                let Some((label, value)) = calculated(evaluator, &name, item)? else {
                    return Ok(evaluator.unknown("selects in a way envsim does not model"));
                };
                if stays(&label) {
                    record.set(&label, value);
                }
            }
            other => {
                let Some(name) = evaluator.plain(other) else {
                    return Ok(evaluator.unknown("selects a property whose name is not known"));
                };
                if !has_wildcards(&name) {
                    if stays(&name) {
                        record.set(&name, evaluator.property(item, &name)?);
                    }
                    continue;
                }
                let Some(fitting) = fitting(&name, item) else {
                    return Ok(evaluator.unknown("selects properties by a pattern"));
                };
                for (name, value) in fitting.into_iter().filter(|(name, _)| stays(name)) {
                    record.set(&name, value);
                }
            }
        }
    }
    Ok(record.into_object())
}

/// The properties of a custom object that fit a pattern; those of others are not all known.
fn fitting(pattern: &str, item: &Object) -> Option<Vec<(String, Object)>> {
    let pattern = Wildcard::new(pattern, true)?;
    let Object::Record(record) = item else { return None };
    if !record.is_custom() && !matches!(record.payload, Payload::Instance(_)) {
        return None;
    }
    let all = record.properties().into_iter();
    Some(all.filter(|one| pattern.matches(&one.name)).map(|one| (one.name, one.value)).collect())
}

/// `@{Name='n'; Expression={…}}`, or a block alone, whose text is the name.
fn calculated(
    evaluator: &mut Evaluator<'_>,
    wanted: &Object,
    item: &Object,
) -> Result<Option<(String, Object)>, Stop> {
    if let Object::Block(block) = wanted {
        let value = evaluator.value_here(&block.clone(), item.clone())?;
        return Ok(Some((block.text().to_owned(), value)));
    }
    let Object::Table(table) = wanted else { return Ok(None) };
    let part = |evaluator: &Evaluator<'_>, words: &[&str]| {
        words.iter().find_map(|word| {
            let key = evaluator.text(*word);
            table.key(&key).and_then(|key| table.get(&key))
        })
    };
    let label = part(evaluator, &["Name", "N", "Label", "L"]);
    let label = label.and_then(|label| evaluator.plain(&label));
    let expression = part(evaluator, &["Expression", "E"]).unwrap_or(Object::Null);
    let value = match &expression {
        Object::Block(block) => evaluator.value_here(block, item.clone())?,
        other => match evaluator.plain(other) {
            Some(name) => evaluator.property(item, &name)?,
            None => return Ok(None),
        },
    };
    let label = label.or_else(|| match &expression {
        Object::Block(block) => Some(block.text().to_owned()),
        other => evaluator.plain(other),
    });
    Ok(label.map(|label| (label, value)))
}
