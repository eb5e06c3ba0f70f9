//! `Where-Object`, `ForEach-Object`, `Select-Object`, `Sort-Object`, `Get-Unique`, `Measure-Object`.

use std::rc::Rc;

use super::{Bound, Cmdlet, Run, Streaming};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::operators::{compare, order};
use crate::shells::powershell::syntax::{BinaryOperator as Op, Case};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "ForEach-Object",
        class: "ForEachObjectCommand",
        parameters: "Process@0 RemainingScripts* Begin End MemberName InputObject< Parallel>7.0 ThrottleLimit>7.0 AsJob?>7.0",
        run: Run::Stream(|| Box::new(ForEach)),
    },
    Cmdlet {
        name: "Where-Object",
        class: "WhereObjectCommand",
        parameters: "Property,FilterScript@0 Value@1 InputObject< EQ,IEQ? CEQ? NE,INE? CNE? GT,IGT? CGT? GE,IGE? LT,ILT? LE,ILE? Like,ILike? CLike? NotLike,INotLike? Match,IMatch? CMatch? NotMatch,INotMatch? Contains,IContains? NotContains,INotContains? In,IIn? NotIn,INotIn? Is? IsNot? Not?>6.1",
        run: Run::Stream(|| Box::new(Where)),
    },
    Cmdlet {
        name: "Select-Object",
        class: "SelectObjectCommand",
        parameters: "InputObject< Property@0 ExcludeProperty ExpandProperty Unique? CaseInsensitive?>7.3 Last First Skip SkipLast Wait? Index SkipIndex>7.4",
        run: Run::Stream(|| Box::new(Select::default())),
    },
    Cmdlet {
        name: "Sort-Object",
        class: "SortObjectCommand",
        parameters: "Stable?>6.2 Descending? Unique? Top>6.0 Bottom>6.0 InputObject< Culture CaseSensitive? Property@0",
        run: Run::All(sort),
    },
    Cmdlet {
        name: "Get-Unique",
        class: "GetUniqueCommand",
        parameters: "InputObject< AsString? OnType? CaseInsensitive?>7.4",
        run: Run::All(unique),
    },
    Cmdlet {
        name: "Measure-Object",
        class: "MeasureObjectCommand",
        parameters: "InputObject< Property@0 StandardDeviation?>6.0 Sum? AllStats?>6.0 Average? Maximum? Minimum? Line? Word? Character? IgnoreWhiteSpace?",
        run: Run::All(measure),
    },
];

struct ForEach;

impl Streaming for ForEach {
    fn begin(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        if let Some(Object::Block(block)) = begin_block(bound) {
            evaluator.run_here(&block, None, out)?;
        }
        Ok(())
    }

    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        let Some(item) = input.or_else(|| bound.get("InputObject").cloned()) else { return Ok(()) };
        if bound.has("Parallel") {
            evaluator.opaque(
                "runs script blocks in parallel",
                crate::shells::powershell::state::May::Environment,
            );
            return Ok(());
        }
        for action in process_blocks(bound) {
            match &action {
                Object::Block(block) => evaluator.run_here(block, Some(item.clone()), out)?,
                Object::Null => {}
                other => {
                    let Some(name) = evaluator.plain(other) else { return Ok(()) };
                    let arguments = bound.items("RemainingScripts");
                    let property = evaluator.property(&item, &name)?;
                    let is_method = !arguments.is_empty()
                        || property.is_null()
                            && matches!(
                                item.base(),
                                Object::Text(_) | Object::Integer(..) | Object::Block(_)
                            );
                    let value = if is_method {
                        evaluator.call_method(&item, &name, arguments)?
                    } else {
                        property
                    };
                    return evaluator.write_all(value, out);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        if let Some(Object::Block(block)) = end_block(bound) {
            evaluator.run_here(&block, None, out)?;
        }
        Ok(())
    }
}

/// All positional blocks, `-Process` first.
fn blocks(bound: &Bound) -> Vec<Object> {
    let mut all = bound.items("Process");
    let rest = bound.items("RemainingScripts");
    all.extend(rest.into_iter().filter(|one| matches!(one, Object::Block(_))));
    if all.is_empty() {
        all = bound.items("MemberName");
    }
    all
}

fn begin_block(bound: &Bound) -> Option<Object> {
    bound.get("Begin").cloned().or_else(|| {
        let all = blocks(bound);
        (all.len() >= 2 && !bound.has("Begin")).then(|| all[0].clone())
    })
}

fn end_block(bound: &Bound) -> Option<Object> {
    bound.get("End").cloned().or_else(|| {
        let all = blocks(bound);
        (all.len() >= 3).then(|| all[all.len() - 1].clone())
    })
}

fn process_blocks(bound: &Bound) -> Vec<Object> {
    let all = blocks(bound);
    match all.len() {
        0 | 1 => all,
        2 => vec![all[1].clone()],
        many => all[1..many - 1].to_vec(),
    }
}

struct Where;

static TESTS: &[(&str, Op)] = &[
    ("EQ", Op::Equal(Case::Default)),
    ("CEQ", Op::Equal(Case::Sensitive)),
    ("NE", Op::NotEqual(Case::Default)),
    ("CNE", Op::NotEqual(Case::Sensitive)),
    ("GT", Op::Greater(Case::Default)),
    ("CGT", Op::Greater(Case::Sensitive)),
    ("GE", Op::GreaterOrEqual(Case::Default)),
    ("LT", Op::Less(Case::Default)),
    ("LE", Op::LessOrEqual(Case::Default)),
    ("Like", Op::Like(Case::Default)),
    ("CLike", Op::Like(Case::Sensitive)),
    ("NotLike", Op::NotLike(Case::Default)),
    ("Match", Op::Match(Case::Default)),
    ("CMatch", Op::Match(Case::Sensitive)),
    ("NotMatch", Op::NotMatch(Case::Default)),
    ("Contains", Op::Contains(Case::Default)),
    ("NotContains", Op::NotContains(Case::Default)),
    ("In", Op::In(Case::Default)),
    ("NotIn", Op::NotIn(Case::Default)),
    ("Is", Op::Is),
    ("IsNot", Op::IsNot),
];

impl Streaming for Where {
    fn process(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        input: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        let Some(item) = input.or_else(|| bound.get("InputObject").cloned()) else { return Ok(()) };
        let answer = match bound.get("Property") {
            Some(Object::Block(block)) => evaluator.value_here(&block.clone(), item.clone())?,
            Some(name) => {
                let Some(name) = evaluator.plain(name) else { return Ok(()) };
                let value = evaluator.property(&item, &name)?;
                match TESTS.iter().find(|(test, _)| bound.switch(test)) {
                    Some((_, op)) => {
                        let wanted = bound.get("Value").cloned().unwrap_or(Object::Null);
                        evaluator.apply(*op, &value, &wanted)?
                    }
                    None if bound.switch("Not") => {
                        truth(&value).map_or_else(Object::Unknown, |holds| Object::Bool(!holds))
                    }
                    None => match bound.get("Value").cloned() {
                        Some(wanted) => {
                            evaluator.apply(Op::Equal(Case::Default), &value, &wanted)?
                        }
                        None => value,
                    },
                }
            }
            None => Object::Bool(true),
        };
        match truth(&answer) {
            Ok(true) => out.write(evaluator, item),
            Ok(false) => Ok(()),
            Err(why) => out.write(evaluator, Object::Unknown(why)),
        }
    }
}

#[derive(Default)]
struct Select {
    seen: Vec<Object>,
    taken: usize,
    skipped: usize,
    last: Vec<Object>,
}

impl Select {
    fn made(
        evaluator: &mut Evaluator<'_>,
        bound: &Bound,
        item: Object,
    ) -> Result<Vec<Object>, Stop> {
        if let Some(name) = bound.text(evaluator, "ExpandProperty") {
            let value = evaluator.property(&item, &name)?;
            return Ok(match value.enumerate() {
                Some(items) => items,
                None if value.is_null() => Vec::new(),
                None => vec![value],
            });
        }
        let names = bound.items("Property");
        if names.is_empty() {
            return Ok(vec![item]);
        }
        let record = Record::custom();
        for name in names {
            match &name {
                Object::Table(table) => {
                    let part = |evaluator: &mut Evaluator<'_>, words: &[&str]| {
                        words.iter().find_map(|word| {
                            let key = evaluator.text(*word);
                            table.key(&key).and_then(|key| table.get(&key))
                        })
                    };
                    let label = part(evaluator, &["Name", "N", "Label", "L"])
                        .and_then(|label| evaluator.plain(&label));
                    let value = match part(evaluator, &["Expression", "E"]) {
                        Some(Object::Block(block)) => evaluator.value_here(&block, item.clone())?,
                        Some(other) => {
                            let name = evaluator.plain(&other).unwrap_or_default();
                            evaluator.property(&item, &name)?
                        }
                        None => Object::Null,
                    };
                    record.set(&label.unwrap_or_default(), value);
                }
                other => {
                    let Some(name) = evaluator.plain(other) else { continue };
                    if name.contains(['*', '?']) {
                        return Ok(vec![evaluator.unknown("selects properties by a pattern")]);
                    }
                    let value = evaluator.property(&item, &name)?;
                    record.set(&name, value);
                }
            }
        }
        Ok(vec![record.into_object()])
    }
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
        let count = |name: &str| bound.number(name).and_then(|number| usize::try_from(number).ok());
        if bound.has("Index")
            || bound.has("SkipIndex")
            || bound.has("SkipLast")
            || bound.has("ExcludeProperty")
        {
            self.last.push(item);
            return Ok(());
        }
        if let Some(skip) = count("Skip")
            && self.skipped < skip
            && !bound.has("Last")
        {
            self.skipped += 1;
            return Ok(());
        }
        if bound.has("Last") {
            self.last.push(item);
            return Ok(());
        }
        if let Some(first) = count("First")
            && self.taken >= first
        {
            return Err(Stop::Pipeline(evaluator.pipelines));
        }
        for made in Self::made(evaluator, bound, item)? {
            if bound.switch("Unique") {
                let at = evaluator.at.clone();
                let ignore = bound.switch("CaseInsensitive");
                if let Some(why) = made.why_unknown() {
                    return out.write(evaluator, Object::Unknown(why));
                }
                let known =
                    self.seen.iter().any(|old| match (old.known_text(), made.known_text()) {
                        (Some(old), Some(new)) => order::same(&old, &new, ignore),
                        _ => compare::equal(old, &made, ignore, &at).unwrap_or(false),
                    });
                if known {
                    continue;
                }
                self.seen.push(made.clone());
            }
            self.taken += 1;
            out.write(evaluator, made)?;
        }
        if !bound.switch("Wait")
            && count("First").is_some_and(|first| self.taken >= first)
            && !bound.switch("Unique")
        {
            return Err(Stop::Pipeline(evaluator.pipelines));
        }
        Ok(())
    }

    fn end(&mut self, evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
        let mut items = std::mem::take(&mut self.last);
        let count = |name: &str| bound.number(name).and_then(|number| usize::try_from(number).ok());
        if let Some(last) = count("Last") {
            let skip = count("Skip").unwrap_or(0);
            items.truncate(items.len().saturating_sub(skip));
            let from = items.len().saturating_sub(last);
            items.drain(..from);
        } else if let Some(skip) = count("SkipLast") {
            items.truncate(items.len().saturating_sub(skip));
        } else if bound.has("Index") {
            let wanted: Vec<usize> = bound
                .items("Index")
                .iter()
                .filter_map(|one| evaluator.plain(one)?.parse().ok())
                .collect();
            items = wanted.into_iter().filter_map(|at| items.get(at).cloned()).collect();
        } else if bound.has("SkipIndex") || bound.has("ExcludeProperty") {
            let unknown = evaluator.unknown("selects in a way envsim does not model");
            return out.write(evaluator, unknown);
        }
        for item in items {
            for made in Self::made(evaluator, bound, item)? {
                out.write(evaluator, made)?;
            }
        }
        Ok(())
    }
}

fn sort(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    let keys = bound.items("Property");
    if keys.len() > 1 || keys.iter().any(|key| matches!(key, Object::Table(_))) {
        let unknown = evaluator.unknown("sorts by several keys");
        return out.write(evaluator, unknown);
    }
    let mut rows = Vec::new();
    for item in input {
        let key = match keys.first() {
            Some(Object::Block(block)) => evaluator.value_here(&block.clone(), item.clone())?,
            Some(name) => {
                let name = evaluator.plain(name).unwrap_or_default();
                evaluator.property(&item, &name)?
            }
            None => match item.base() {
                Object::Record(_) => evaluator.text_of(&item).into(),
                _ => item.clone(),
            },
        };
        rows.push((key, item));
    }
    let ignore_case = !bound.switch("CaseSensitive");
    let at = evaluator.at.clone();
    let mut doubt = None;
    let descending = bound.switch("Descending");
    rows.sort_by(|left, right| {
        let order =
            compare::order_of(&left.0, &right.0, ignore_case, &at).unwrap_or_else(|refused| {
                doubt = Some(refused);
                std::cmp::Ordering::Equal
            });
        if descending { order.reverse() } else { order }
    });
    if doubt.is_some() {
        let unknown = evaluator.unknown("sorts what envsim cannot order");
        return out.write(evaluator, unknown);
    }
    if bound.switch("Unique") {
        rows.dedup_by(|next, last| {
            compare::equal(&last.0, &next.0, ignore_case, &at).unwrap_or(false)
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

fn unique(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let mut last: Option<String> = None;
    for item in input {
        let Some(text) = evaluator.plain(&item) else {
            let why = evaluator.reason_of(&item);
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if last
            .as_ref()
            .is_none_or(|last| !order::same(last, &text, bound.switch("CaseInsensitive")))
        {
            out.write(evaluator, item)?;
        }
        last = Some(text);
    }
    Ok(())
}

fn measure(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let name = bound.text(evaluator, "Property");
    let mut numbers = Vec::new();
    let mut doubt: Option<Rc<crate::value::Unknown>> = None;
    let wanted = ["Sum", "Average", "Maximum", "Minimum"].iter().any(|one| bound.switch(one));
    for item in &input {
        let value = match &name {
            Some(name) => evaluator.property(item, name)?,
            None => item.clone(),
        };
        if let Some(why) = value.why_unknown().or_else(|| item.why_unknown()) {
            doubt = Some(why);
        } else if wanted {
            let target = crate::shells::powershell::object::TypeName::of("System.Double");
            if let Object::Double(number) = evaluator.convert(&value, &target)? {
                numbers.push(number);
            }
        }
    }
    let pick = |value: Option<f64>| match (&doubt, value) {
        (Some(why), _) => Object::Unknown(why.clone()),
        (None, Some(number)) => Object::Double(number),
        (None, None) => Object::Null,
    };
    #[expect(clippy::cast_precision_loss, reason = "a count of objects")]
    let average = (!numbers.is_empty() && bound.switch("Average"))
        .then(|| numbers.iter().sum::<f64>() / numbers.len() as f64);
    let sum = bound.switch("Sum").then(|| numbers.iter().sum());
    let maximum = bound
        .switch("Maximum")
        .then(|| numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        .filter(|number| number.is_finite());
    let minimum = bound
        .switch("Minimum")
        .then(|| numbers.iter().copied().fold(f64::INFINITY, f64::min))
        .filter(|number| number.is_finite());
    let count = if input.iter().any(|item| matches!(item, Object::Unknown(_))) {
        pick(None)
    } else {
        Object::count(input.len())
    };
    let record = Record::new("Microsoft.PowerShell.Commands.GenericMeasureInfo")
        .with("Count", count)
        .with("Average", pick(average))
        .with("Sum", pick(sum))
        .with("Maximum", pick(maximum))
        .with("Minimum", pick(minimum))
        .into_object();
    out.write(evaluator, record)
}
