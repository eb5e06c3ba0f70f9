//! `cut`.

use super::{COREUTILS, lines};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&CUT];

/// cut(1).
pub static CUT: Program =
    Program::new(&["cut"], "-f -d -s -c -b, --complement, --output-delimiter", COREUTILS, cut)
        .by(unit)
        .portable();

/// Numbers from 1, both ends included.
type Ranges = Vec<(usize, usize)>;

fn ranges(text: &str) -> Option<Ranges> {
    let mut all = Vec::new();
    for part in text.split([',', ' ']) {
        let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
        all.push(match part.split_once('-') {
            None => (number(part)?, number(part)?),
            Some(("", "")) => return None,
            Some((low, "")) => (number(low)?, usize::MAX),
            Some(("", high)) => (1, number(high)?),
            Some((low, high)) => (number(low)?, number(high)?),
        });
    }
    all.iter().all(|(low, high)| low <= high).then_some(all)
}

fn merged(mut ranges: Ranges, complement: bool) -> Ranges {
    ranges.sort_unstable();
    let mut merged: Ranges = Vec::new();
    for (low, high) in ranges {
        match merged.last_mut() {
            Some(last) if low <= last.1.saturating_add(0) => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    if !complement {
        return merged;
    }
    let mut rest = Vec::new();
    let mut next = 1;
    for (low, high) in merged {
        if low > next {
            rest.push((next, low - 1));
        }
        next = high.saturating_add(1);
    }
    if next < usize::MAX {
        rest.push((next, usize::MAX));
    }
    rest
}

/// Lines are cut one by one.
fn unit(words: &[String]) -> Unit {
    let files = |word: &&String| !word.starts_with('-') && word.contains('/');
    if words.iter().any(|word| files(&word)) { Unit::Whole } else { Unit::Line }
}

fn cut(run: &mut Run<'_>) -> Followed {
    let long = [
        ("fields", 'f', YES),
        ("delimiter", 'd', YES),
        ("only-delimited", 's', NO),
        ("characters", 'c', YES),
        ("bytes", 'b', YES),
        ("complement", 'C', NO),
        ("output-delimiter", 'o', YES),
    ];
    let options = Options::read(&run.arguments, "f:d:sc:b:n", &long, false)?;
    let lists: Vec<(char, &str)> = options.all().filter(|(one, _)| "fcb".contains(*one)).collect();
    let [(kind, list)] = lists.as_slice() else { return fails(run) };
    let Some(ranges) = ranges(list) else { return fails(run) };
    let ranges = merged(ranges, options.has('C'));
    let delimiter = options.value('d').unwrap_or("\t");
    if delimiter.len() != 1 || *kind != 'f' && (options.has('d') || options.has('s')) {
        return fails(run);
    }
    let between = options.value('o').map(str::to_owned);
    let bsd = run.machine().platform() == crate::machine::Platform::MacOs;
    let (texts, failed) = run.texts(&options.operands)?;
    for (_, text) in texts {
        if *kind != 'f' && bsd && !text.is_ascii() {
            return Err(Cannot::NotFollowed);
        }
        for line in lines(&text) {
            match kind {
                'f' => {
                    let silent = options.has('s');
                    let joint = between.as_deref().unwrap_or(delimiter);
                    fields(run, line, delimiter, joint, silent, &ranges);
                }
                _ => bytes(run, line, between.as_deref().unwrap_or(""), &ranges)?,
            }
        }
    }
    Ok(i32::from(failed))
}

/// Options that cut refuses.
fn fails(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(1)
}

fn fields(run: &mut Run<'_>, line: &str, by: &str, joint: &str, silent: bool, ranges: &Ranges) {
    if !line.contains(by) {
        if !silent {
            run.out.push_str(line);
            run.out.push('\n');
        }
        return;
    }
    let taken = line.split(by).enumerate().filter(|(at, _)| within(at + 1, ranges));
    for (count, (_, field)) in taken.enumerate() {
        if count > 0 {
            run.out.push_str(joint);
        }
        run.out.push_str(field);
    }
    run.out.push('\n');
}

fn within(number: usize, ranges: &Ranges) -> bool {
    ranges.iter().any(|(low, high)| (*low..=*high).contains(&number))
}

fn bytes(run: &mut Run<'_>, line: &str, joint: &str, ranges: &Ranges) -> Result<(), Cannot> {
    let mut first = true;
    for (low, high) in ranges {
        let (start, end) = (low - 1, (*high).min(line.len()));
        if start >= end {
            continue;
        }
        if !first {
            run.out.push_str(joint);
        }
        first = false;
        run.out.push_str(line.get(start..end).ok_or(Cannot::NotFollowed)?);
    }
    run.out.push('\n');
    Ok(())
}
