//! `xargs`: the words of its input become arguments of another program.

use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Value;

/// What is followed here.
pub const ALL: &[&Program] = &[&XARGS];

/// xargs(1).
pub static XARGS: Program = Program::new(
    &["xargs"],
    "-n -I -d -0 -L -r -t, quotes and backslashes, of programs that are followed",
    "findutils 4.9, judged beside it",
    xargs,
);

/// More runs than these are not followed.
const MOST: usize = 1000;

fn xargs(run: &mut Run<'_>) -> Followed {
    let long = [
        ("max-args", 'n', YES),
        ("max-lines", 'L', YES),
        ("replace", 'I', YES),
        ("delimiter", 'd', YES),
        ("null", '0', NO),
        ("no-run-if-empty", 'r', NO),
        ("max-procs", 'P', YES),
        ("max-chars", 's', YES),
    ];
    let options = Options::read(&run.arguments, "n:L:I:d:0rP:x", &long, true)?;
    let text = run.input()?;
    let mut command = options.operands.clone();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let number = |letter: char| match options.value(letter) {
        None => Ok(None),
        Some(text) => {
            text.parse::<usize>().ok().filter(|n| *n > 0).map(Some).ok_or(Cannot::NotFollowed)
        }
    };
    let (most, per_line) = (number('n')?, number('L')?);
    let procs = number('P')?.unwrap_or(1);
    let batches: Vec<Vec<String>> = if let Some(mark) = options.value('I') {
        let by = delimiter(&options)?;
        let items = match by {
            Some(by) => split_by(&text, by),
            None => super::lines(&text)
                .into_iter()
                .map(whole_line)
                .collect::<Option<Vec<_>>>()
                .ok_or(Cannot::NotFollowed)?,
        };
        let items = items.into_iter().filter(|item| by.is_some() || !item.is_empty());
        let replaced =
            |item: String| command[1..].iter().map(|word| word.replace(mark, &item)).collect();
        items.map(replaced).collect()
    } else {
        let items = match delimiter(&options)? {
            Some(by) => vec![split_by(&text, by)],
            None if per_line.is_some() => {
                let rows = super::lines(&text).into_iter().filter(|line| !line.trim().is_empty());
                rows.map(words).collect::<Option<Vec<_>>>().ok_or(Cannot::NotFollowed)?
            }
            None => vec![words(&text).ok_or(Cannot::NotFollowed)?],
        };
        let grouped: Vec<Vec<String>> = match (per_line, most) {
            (Some(count), _) => items.chunks(count).map(<[Vec<String>]>::concat).collect(),
            (None, Some(count)) => items.concat().chunks(count).map(<[String]>::to_vec).collect(),
            (None, None) => vec![items.concat()],
        };
        let grouped: Vec<Vec<String>> = match grouped.iter().all(Vec::is_empty) {
            // Without input the command runs once, unless it is told not to.
            true if options.has('r') => Vec::new(),
            true => vec![Vec::new()],
            false => grouped,
        };
        let front = command[1..].to_vec();
        grouped.into_iter().map(|batch| [front.clone(), batch].concat()).collect()
    };
    if batches.len() > MOST || procs > 1 && batches.len() > 1 {
        return Err(Cannot::NotFollowed);
    }
    let mut status = 0;
    for batch in batches {
        let words = [vec![command[0].clone()], batch].concat();
        let child = run.start(&words, Some(Value::empty()), None)?;
        let printed = run.text_of(&child.output)?;
        run.out.push_str(&printed);
        match child.status {
            0 => {}
            127 if run.find(&command[0])?.is_none() => return Ok(127),
            255 => return Ok(124),
            _ => status = 123,
        }
    }
    Ok(status)
}

fn delimiter(options: &Options) -> Result<Option<char>, Cannot> {
    if options.has('0') {
        return Ok(Some('\0'));
    }
    match options.value('d') {
        None => Ok(None),
        Some("\\n") => Ok(Some('\n')),
        Some("\\t") => Ok(Some('\t')),
        Some("\\0") => Ok(Some('\0')),
        Some(text) if text.len() == 1 => Ok(text.chars().next()),
        Some(_) => Err(Cannot::NotFollowed),
    }
}

fn split_by(text: &str, by: char) -> Vec<String> {
    let mut items: Vec<String> = text.split(by).map(str::to_owned).collect();
    if items.last().is_some_and(String::is_empty) {
        items.pop();
    }
    items
}

/// A line as `-I` takes it: blanks in front go, quotes and backslashes count.
fn whole_line(line: &str) -> Option<String> {
    let line = line.trim_start_matches([' ', '\t']);
    (!line.contains(['\'', '"', '\\'])).then(|| line.to_owned())
}

/// Words as xargs splits them; `None` where a quote is open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(letters.next()?),
            '\'' | '"' => {
                let inner = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\n' => return None,
                        end if end == letter => break,
                        other => inner.push(other),
                    }
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}
