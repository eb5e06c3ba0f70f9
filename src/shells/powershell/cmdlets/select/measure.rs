//! `Measure-Object` (Measure-Object.cs).

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::Bound;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::object::cast::cast;
use crate::shells::powershell::object::convert::Refused;
use crate::shells::powershell::object::{Object, Record, TypeName};
use crate::shells::powershell::operators::compare;
use crate::value::{Unknown, Value};

const TEXT: [&str; 3] = ["Line", "Word", "Character"];

pub(super) fn measure(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    let values = match measured(evaluator, bound, &input)? {
        Ok(values) => values,
        Err(unknown) => return out.write(evaluator, unknown),
    };
    let texts = TEXT.iter().any(|name| bound.switch(name)) || bound.switch("IgnoreWhiteSpace");
    let record = match texts {
        true => of_texts(evaluator, bound, &values),
        false if holds_others(evaluator, &values) => of_objects(evaluator, bound, &values)?,
        false => of_numbers(evaluator, bound, &input, &values)?,
    };
    let property = bound.text(evaluator, "Property").filter(|_| bound.has("Property"));
    let property = property.map_or(Object::Null, |name| evaluator.text(name));
    out.write(evaluator, record.with("Property", property).into_object())
}

/// The values that are measured: the objects themselves, or one property of each.
fn measured(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: &[Object],
) -> Result<Result<Vec<Object>, Object>, Stop> {
    let mut values = Vec::new();
    let names = bound.items("Property");
    if names.len() > 1 {
        return Ok(Err(evaluator.unknown("measures several properties")));
    }
    for item in input {
        let value = match names.first() {
            None => item.clone(),
            Some(Object::Block(block)) => evaluator.value_here(&block.clone(), item.clone())?,
            Some(name) => match evaluator.plain(name) {
                Some(name) if !name.contains(['*', '?']) => evaluator.property(item, &name)?,
                _ => return Ok(Err(evaluator.unknown("measures properties by a pattern"))),
            },
        };
        // An object without the property is left out.
        if names.is_empty() || !value.is_null() {
            values.push(value);
        }
    }
    Ok(Ok(values))
}

/// Whether a value is known that is no number.
fn holds_others(evaluator: &Evaluator<'_>, values: &[Object]) -> bool {
    let target = TypeName::of("System.Double");
    let refused = |value: &Object| {
        matches!(cast(value, &target, &Value::empty(), &evaluator.at), Err(Refused::Error(_)))
    };
    values.iter().any(refused)
}

/// The greatest and least of what is compared and not counted; 5.1 refuses it. Each value that is no number is an
/// error where numbers are asked for.
fn of_objects(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    values: &[Object],
) -> Result<Record, Stop> {
    let all = bound.switch("AllStats");
    if all || ["Sum", "Average", "StandardDeviation"].iter().any(|name| bound.switch(name)) {
        for value in values {
            if holds_others(evaluator, std::slice::from_ref(value)) {
                let shown = evaluator.plain(value).unwrap_or_default();
                let message = format!("Input object \"{shown}\" is not numeric.");
                let exception = "System.Management.Automation.PSInvalidOperationException";
                evaluator.complain("NonNumericInputObject", exception, message)?;
            }
        }
    }
    let mixed = values.windows(2).any(|pair| pair[0].type_name() != pair[1].type_name());
    let desktop = evaluator.state.desktop;
    let at = evaluator.at.clone();
    let picked = |name: &str, keeps: Ordering| -> Object {
        if !bound.switch(name) {
            return Object::Null;
        }
        let mut best = values.first().cloned().unwrap_or(Object::Null);
        for value in values.iter().skip(1) {
            match compare::order_of(&best, value, false, &at) {
                Ok(order) if order == keeps => best = value.clone(),
                Ok(_) => {}
                Err(_) => return evaluator.unknown("measures what envsim cannot order"),
            }
        }
        if mixed || desktop { evaluator.unknown("measures what is no number") } else { best }
    };
    let (maximum, minimum) =
        (picked("Maximum", Ordering::Less), picked("Minimum", Ordering::Greater));
    Ok(Record::new("Microsoft.PowerShell.Commands.GenericObjectMeasureInfo")
        .with("Count", Object::count(values.len()))
        .with("Average", Object::Null)
        .with("Sum", Object::Null)
        .with("Maximum", maximum)
        .with("Minimum", minimum)
        .with("StandardDeviation", Object::Null))
}

fn of_numbers(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: &[Object],
    values: &[Object],
) -> Result<Record, Stop> {
    let all = bound.switch("AllStats");
    let wanted = |name: &str| all || bound.switch(name);
    let names = ["Sum", "Average", "Maximum", "Minimum", "StandardDeviation"];
    let computes = names.iter().any(|name| wanted(name));
    let mut numbers = Vec::new();
    let mut doubt: Option<Rc<Unknown>> = None;
    for value in values {
        if let Some(why) = value.why_unknown() {
            doubt = Some(why);
        } else if computes {
            if let Object::Double(number) =
                evaluator.convert(value, &TypeName::of("System.Double"))?
            {
                numbers.push(number);
            }
        }
    }
    let pick = |value: Option<f64>| match (&doubt, value) {
        (Some(why), _) => Object::Unknown(why.clone()),
        (None, Some(number)) => Object::Double(number),
        (None, None) => Object::Null,
    };
    let unknown = input.iter().chain(values).find_map(|item| match item {
        Object::Unknown(why) => Some(why.clone()),
        _ => None,
    });
    let count = unknown.map_or_else(|| Object::count(values.len()), Object::Unknown);
    let sum: f64 = numbers.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of objects")]
    let mean = (!numbers.is_empty()).then(|| sum / numbers.len() as f64);
    let bound_of = |start: f64, pick: fn(f64, f64) -> f64| {
        Some(numbers.iter().copied().fold(start, pick)).filter(|number| number.is_finite())
    };
    let maximum = bound_of(f64::NEG_INFINITY, f64::max);
    let minimum = bound_of(f64::INFINITY, f64::min);
    let spread = match wanted("StandardDeviation") {
        true => {
            evaluator.unknown("is a standard deviation, whose last digits envsim does not model")
        }
        false => Object::Null,
    };
    let given = |name: &str, value: Option<f64>| pick(value.filter(|_| wanted(name)));
    Ok(Record::new("Microsoft.PowerShell.Commands.GenericMeasureInfo")
        .with("Count", count)
        .with("Average", given("Average", mean))
        .with("Sum", given("Sum", Some(sum)))
        .with("Maximum", given("Maximum", maximum))
        .with("Minimum", given("Minimum", minimum))
        .with("StandardDeviation", spread))
}

/// Lines, words and characters of texts.
fn of_texts(evaluator: &mut Evaluator<'_>, bound: &Bound, values: &[Object]) -> Record {
    let texts: Vec<_> = values.iter().map(|value| evaluator.text_of(value)).collect();
    let whole: Option<Vec<String>> =
        texts.iter().map(|text| text.text().map(|text| text.into_owned())).collect();
    let bare = bound.switch("IgnoreWhiteSpace");
    let given = |name: &str, count: &dyn Fn(&str) -> usize| match (&whole, bound.switch(name)) {
        (_, false) => Object::Null,
        (Some(texts), true) => Object::count(texts.iter().map(|text| count(text)).sum()),
        (None, true) => evaluator.unknown("counts a text that is not known"),
    };
    // A text is one line more than it has line feeds; an empty one is none.
    let lines = |text: &str| match text.is_empty() {
        true => 0,
        false => text.matches('\n').count() + usize::from(!text.ends_with('\n')),
    };
    let words = |text: &str| text.split_whitespace().count();
    let characters = |text: &str| {
        let units = text.encode_utf16().count();
        let blanks: usize =
            text.chars().filter(|letter| bare && letter.is_whitespace()).map(char::len_utf16).sum();
        units - blanks
    };
    Record::new("Microsoft.PowerShell.Commands.TextMeasureInfo")
        .with("Lines", given("Line", &lines))
        .with("Words", given("Word", &words))
        .with("Characters", given("Character", &characters))
}
