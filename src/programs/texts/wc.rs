//! `wc`.

use super::COREUTILS;
use crate::machine::Platform;
use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&WC];

/// wc(1).
pub static WC: Program = Program::new(&["wc"], "-l -w -c -m -L", COREUTILS, wc).portable();

/// Columns in the order they are printed: lines, words, characters, bytes, the longest line.
type Counts = [usize; 5];

fn counts(text: &str, wide: bool) -> Counts {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let words = text.split_ascii_whitespace().count();
    let characters = if wide { text.chars().count() } else { text.len() };
    let longest = text.split('\n').map(str::len).max().unwrap_or(0);
    [lines, words, characters, text.len(), longest]
}

fn wc(run: &mut Run<'_>) -> Followed {
    let long = [
        ("lines", 'l', NO),
        ("words", 'w', NO),
        ("chars", 'm', NO),
        ("bytes", 'c', NO),
        ("max-line-length", 'L', NO),
    ];
    let options = Options::read(&run.arguments, "lwmcL", &long, false)?;
    let all = options.all().next().is_none();
    let columns: Vec<usize> = "lwmcL"
        .chars()
        .enumerate()
        .filter(|(at, letter)| options.has(*letter) || all && matches!(at, 0 | 1 | 3))
        .map(|(at, _)| at)
        .collect();
    let wide = options.has('m') && run.locale("LC_CTYPE")?.is_wide();
    let mac = run.machine().platform() == Platform::MacOs;
    let piped = options.operands.is_empty();
    let (texts, failed) = match piped {
        true => (vec![("-".to_owned(), run.unordered_input()?)], false),
        false => run.texts(&options.operands)?,
    };
    run.unordered = false;
    if options.has('L')
        && texts
            .iter()
            .any(|(_, text)| text.contains(|c: char| !(' '..='~').contains(&c) && c != '\n'))
    {
        return Err(Cannot::NotFollowed);
    }
    for operand in &options.operands {
        let path = run.absolute(operand)?;
        if run.machine().is_directory(&path) {
            return Err(Cannot::NotFollowed);
        }
    }
    // What is no letter in C makes no word.
    let foreign = texts.iter().any(|(_, text)| !text.is_ascii());
    if foreign && columns.contains(&1) {
        return Err(Cannot::NotFollowed);
    }
    if piped && columns.len() > 1 && run.reads_file() {
        return Err(Cannot::NotFollowed);
    }
    let rows: Vec<(String, Counts)> =
        texts.iter().map(|(name, text)| (name.clone(), counts(text, wide))).collect();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let pipe = texts.iter().any(|(name, _)| name == "-");
    let width = match (mac, columns.len(), options.operands.len().max(1)) {
        (true, ..) => 8,
        (_, 1, 1) => 1,
        _ if pipe => 7,
        _ => bytes.to_string().len(),
    };
    let sum = rows.iter().fold([0; 5], |mut sum: Counts, (_, row)| {
        (0..5).for_each(|at| {
            sum[at] = if at == 4 { sum[at].max(row[at]) } else { sum[at] + row[at] }
        });
        sum
    });
    let total = (options.operands.len() > 1).then(|| ("total".to_owned(), sum));
    for (name, row) in rows.into_iter().chain(total) {
        let cells: Vec<String> = columns.iter().map(|at| format!("{:width$}", row[*at])).collect();
        run.out.push_str(&cells.join(if mac { "" } else { " " }));
        if !piped {
            run.out.push_str(&format!(" {name}"));
        }
        run.out.push('\n');
    }
    Ok(i32::from(failed))
}
