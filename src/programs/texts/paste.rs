//! `paste`.

use super::{COREUTILS, lines};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&PASTE];

/// paste(1).
pub static PASTE: Program =
    Program::new(&["paste"], "-s -d, `-` as often as wanted", COREUTILS, paste).by(unit).portable();

/// The list of delimiters with its escapes; `None` stands for nothing at all.
fn delimiters(text: &str) -> Option<Vec<Option<char>>> {
    let mut all = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        all.push(match letter {
            '\\' => match letters.next()? {
                'n' => Some('\n'),
                't' => Some('\t'),
                '\\' => Some('\\'),
                '0' => None,
                _ => return None,
            },
            other => Some(other),
        });
    }
    Some(if all.is_empty() { vec![None] } else { all })
}

/// `-s` joins the lines of standard input.
fn unit(words: &[String]) -> Unit {
    let long = [("serial", 's', NO), ("delimiters", 'd', YES)];
    let Ok(options) = Options::read(words, "sd:", &long, false) else { return Unit::Whole };
    let own = options.operands.iter().all(|word| word == "-") && options.operands.len() < 2;
    match delimiters(options.value('d').unwrap_or("\t")).as_deref() {
        Some([Some(by)]) if own && options.has('s') => Unit::Joined(*by),
        _ => Unit::Whole,
    }
}

fn paste(run: &mut Run<'_>) -> Followed {
    let long = [("serial", 's', NO), ("delimiters", 'd', YES)];
    let options = Options::read(&run.arguments, "sd:", &long, false)?;
    let by = delimiters(options.value('d').unwrap_or("\t")).ok_or(Cannot::NotFollowed)?;
    let files = match options.operands.is_empty() {
        true => vec!["-".to_owned()],
        false => options.operands.clone(),
    };
    let mut columns: Vec<Vec<String>> = Vec::new();
    let shared: Vec<usize> = (0..files.len()).filter(|at| files[*at] == "-").collect();
    let mut failed = false;
    for file in &files {
        if file == "-" && columns.len() > shared[0] {
            columns.push(Vec::new());
            continue;
        }
        match run.read(file)? {
            Ok(text) => columns.push(lines(&text).into_iter().map(str::to_owned).collect()),
            Err(_) if !options.has('s') => {
                return run.refuses(1);
            }
            Err(_) => {
                run.mutters();
                failed = true;
                columns.push(Vec::new());
            }
        }
    }
    if options.has('s') {
        for column in &columns {
            if failed && column.is_empty() {
                return Err(Cannot::NotFollowed);
            }
            joined(run, column.iter().map(String::as_str), &by);
        }
        return Ok(i32::from(failed));
    }
    if shared.len() > 1 {
        let all = std::mem::take(&mut columns[shared[0]]);
        for (at, line) in all.into_iter().enumerate() {
            columns[shared[at % shared.len()]].push(line);
        }
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..rows {
        let cells = columns.iter().map(|column| column.get(row).map_or("", String::as_str));
        let cells: Vec<&str> = cells.collect();
        joined(run, cells.into_iter(), &by);
    }
    Ok(0)
}

fn joined<'c>(run: &mut Run<'_>, cells: impl Iterator<Item = &'c str>, by: &[Option<char>]) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            run.out.extend(by[(at - 1) % by.len()]);
        }
        run.out.push_str(cell);
    }
    run.out.push('\n');
}
