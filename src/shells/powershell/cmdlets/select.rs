//! `Where-Object`, `ForEach-Object`, `Select-Object`, `Sort-Object`, `Get-Unique`, `Measure-Object`.

mod measure;
mod pick;
mod sort;

use super::{Bound, Cmdlet, Run, Streaming};
use crate::shells::powershell::evaluator::flow::Answer;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::truth;
use crate::shells::powershell::operators::order;
use crate::shells::powershell::state::May;
use crate::shells::powershell::syntax::{BinaryOperator as Op, Case};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "ForEach-Object",
        class: "ForEachObjectCommand",
        parameters: "Process@0 RemainingScripts* ArgumentList,Args Begin End MemberName InputObject< Parallel>7.0 ThrottleLimit%>7.0 AsJob?#>7.0 TimeoutSeconds%>7.0 UseNewRunspace?%>7.1",
        run: Run::Stream(|| Box::new(ForEach)),
    },
    Cmdlet {
        name: "Where-Object",
        class: "WhereObjectCommand",
        parameters: "Property,FilterScript@0 Value@1 InputObject< EQ,IEQ? CEQ? NE,INE? CNE? GT,IGT? CGT? GE,IGE? LT,ILT? LE,ILE? Like,ILike? CLike? NotLike,INotLike? Match,IMatch? CMatch? NotMatch,INotMatch? Contains,IContains? NotContains,INotContains? In,IIn? NotIn,INotIn? Is? IsNot? Not?>6.1 CGE? CLT? CLE? CNotLike? CNotMatch? CContains? CNotContains? CIn? CNotIn?",
        run: Run::Stream(|| Box::new(Where)),
    },
    Cmdlet {
        name: "Select-Object",
        class: "SelectObjectCommand",
        parameters: "InputObject< Property@0 ExcludeProperty ExpandProperty Unique? CaseInsensitive?>7.3 Last First Skip SkipLast Wait? Index SkipIndex>7.4",
        run: Run::Stream(|| Box::new(pick::Select::default())),
    },
    Cmdlet {
        name: "Sort-Object",
        class: "SortObjectCommand",
        parameters: "Stable?%>6.2 Descending? Unique? Top>6.0 Bottom>6.0 InputObject< Culture# CaseSensitive? Property@0",
        run: Run::All(sort::sort),
    },
    Cmdlet {
        name: "Get-Unique",
        class: "GetUniqueCommand",
        parameters: "InputObject< AsString?% OnType?# CaseInsensitive?>7.4",
        run: Run::All(unique),
    },
    Cmdlet {
        name: "Measure-Object",
        class: "MeasureObjectCommand",
        parameters: "InputObject< Property@0 StandardDeviation?>6.0 Sum? AllStats?>6.0 Average? Maximum? Minimum? Line? Word? Character? IgnoreWhiteSpace?",
        run: Run::All(measure::measure),
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
            match bound.get("Parallel").cloned() {
                Some(Object::Block(block)) => evaluator
                    .apart(true, |evaluator, out| evaluator.run_here(&block, Some(item), out))?,
                _ => evaluator.opaque("runs script blocks in parallel", May::Environment),
            }
            let unknown = evaluator.unknown("is what script blocks that run in parallel give");
            return out.write(evaluator, unknown);
        }
        for action in process_blocks(bound) {
            match &action {
                Object::Block(block) => evaluator.run_here(block, Some(item.clone()), out)?,
                Object::Null => {}
                other => {
                    let Some(name) = evaluator.plain(other) else { return Ok(()) };
                    let mut arguments = bound.items("RemainingScripts");
                    arguments.extend(bound.items("ArgumentList"));
                    let value = member(evaluator, &item, &name, arguments)?;
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

/// A property, or what a method of that name gives; without either it is null
/// (`ForEachObjectCommand.ProcessPropertyAndMethodParameterSet`).
fn member(
    evaluator: &mut Evaluator<'_>,
    item: &Object,
    name: &str,
    arguments: Vec<Object>,
) -> Answer {
    if item.is_null() {
        if arguments.is_empty() {
            return Ok(Object::Null);
        }
        let message = "Cannot operate on a 'null' input object.";
        evaluator.complain("InputObjectIsNull", "System.ArgumentNullException", message)?;
        return Ok(Object::Nothing);
    }
    if arguments.is_empty() {
        let property = evaluator.property(item, name)?;
        if !property.is_null() {
            return Ok(property);
        }
    }
    let plain = arguments.is_empty();
    match evaluator.call_method(item, name, arguments) {
        Err(Stop::Error(raised))
            if plain && raised.record.id.text().as_deref() == Some("MethodNotFound") =>
        {
            Ok(Object::Null)
        }
        answer => answer,
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
    ("CGE", Op::GreaterOrEqual(Case::Sensitive)),
    ("CLT", Op::Less(Case::Sensitive)),
    ("CLE", Op::LessOrEqual(Case::Sensitive)),
    ("CNotLike", Op::NotLike(Case::Sensitive)),
    ("CNotMatch", Op::NotMatch(Case::Sensitive)),
    ("CContains", Op::Contains(Case::Sensitive)),
    ("CNotContains", Op::NotContains(Case::Sensitive)),
    ("CIn", Op::In(Case::Sensitive)),
    ("CNotIn", Op::NotIn(Case::Sensitive)),
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

fn unique(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let mut last: Option<String> = None;
    // A list that is given as an argument is one object (GetUniqueCommand.cs).
    if let (true, Some(whole)) = (input.is_empty(), bound.get("InputObject")) {
        return out.write(evaluator, whole.clone());
    }
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
