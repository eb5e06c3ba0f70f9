//! `seq`.

use super::{COREUTILS, printf};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SEQ];

/// seq(1).
pub static SEQ: Program =
    Program::new(&["seq"], "whole and decimal numbers, -s -w -f", COREUTILS, seq);

/// A decimal number: its value in units of the last place, and how many places it has.
fn decimal(text: &str) -> Option<(i128, usize)> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let plain = !all.is_empty() && all.len() <= 18 && all.bytes().all(|byte| byte.is_ascii_digit());
    let number: i128 = all.parse().ok().filter(|_| plain)?;
    Some((if negative { -number } else { number }, fraction.len()))
}

/// More numbers than these are not written down.
const MOST: i128 = 1 << 16;

fn seq(run: &mut Run<'_>) -> Followed {
    // Negative numbers are no options.
    let at = run
        .arguments
        .iter()
        .position(|word| decimal(word).is_some())
        .unwrap_or(run.arguments.len());
    let (front, numbers) = run.arguments.split_at(at);
    let long = [("separator", 's', YES), ("equal-width", 'w', NO), ("format", 'f', YES)];
    let mut front = front.to_vec();
    let mut numbers = numbers.to_vec();
    // The value of an option may be a number itself.
    if front.last().is_some_and(|word| matches!(word.as_str(), "-s" | "-f")) && !numbers.is_empty()
    {
        front.push(numbers.remove(0));
    }
    let options = Options::read(&front, "s:wf:", &long, true)?;
    let texts = [options.operands.clone(), numbers].concat();
    let read: Option<Vec<(i128, usize)>> = texts.iter().map(|text| decimal(text)).collect();
    let Some(read) = read.filter(|read| matches!(read.len(), 1..=3)) else {
        let odd = texts.iter().any(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
        run.mutters();
        return if odd && !texts.is_empty() && texts.len() <= 3 {
            Err(Cannot::NotFollowed)
        } else {
            Ok(1)
        };
    };
    let (first, step, last) = match read.as_slice() {
        [last] => ((1, 0), (1, 0), *last),
        [first, last] => (*first, (1, 0), *last),
        [first, step, last] => (*first, *step, *last),
        _ => return Ok(1),
    };
    let places = first.1.max(step.1);
    let scale = places.max(last.1);
    let unit = |(value, own): (i128, usize)| value * 10i128.pow((scale - own) as u32);
    let (start, by, end) = (unit(first), unit(step), unit(last));
    if by == 0 {
        return run.refuses(1);
    }
    let count = (end - start) / by + 1;
    let count = if (end - start) * by < 0 { 0 } else { count };
    if count > MOST {
        return Err(Cannot::NotFollowed);
    }
    let shown: Vec<String> =
        (0..count).map(|turn| plain(start + turn * by, scale, places)).collect();
    let width = shown.iter().map(String::len).max().unwrap_or(0);
    let between = options.value('s').unwrap_or("\n").to_owned();
    let format = options.value('f').map(|text| printf::parts(text, |_| None));
    for (turn, text) in shown.iter().enumerate() {
        if turn > 0 {
            run.out.push_str(&between);
        }
        let text = match &format {
            Some(parts) => formatted(parts.as_ref().ok_or(Cannot::NotFollowed)?, text)?,
            None if options.has('w') => {
                let sign = usize::from(text.starts_with('-'));
                format!("{}{}{}", &text[..sign], "0".repeat(width - text.len()), &text[sign..])
            }
            None => text.clone(),
        };
        run.out.push_str(&text);
    }
    if count > 0 {
        run.out.push('\n');
    }
    Ok(0)
}

fn plain(value: i128, scale: usize, places: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    match places {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{}", &fraction[..places]),
    }
}

fn formatted(parts: &[printf::Part], text: &str) -> Result<String, Cannot> {
    let mut out = String::new();
    for part in parts {
        match part {
            printf::Part::Text(text) => out.push_str(text),
            printf::Part::Directive(one, [false, false]) => {
                let value: f64 = text.parse().map_err(|_| Cannot::NotFollowed)?;
                let shown = one.float(value).ok_or(Cannot::NotFollowed)?;
                out.push_str(&shown);
            }
            printf::Part::Directive(..) => return Err(Cannot::NotFollowed),
        }
    }
    Ok(out)
}
