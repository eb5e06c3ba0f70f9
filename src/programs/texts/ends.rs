//! `head` and `tail`.

use super::COREUTILS;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&HEAD, &TAIL];

/// head(1).
pub static HEAD: Program =
    Program::new(&["head"], "-n -c with either sign, -q -v", COREUTILS, head)
        .by(first_lines)
        .portable();
/// tail(1).
pub static TAIL: Program =
    Program::new(&["tail"], "-n -c with either sign, -q -v; not -f", COREUTILS, tail)
        .by(last_lines)
        .portable();

/// `-5` and `+5` are what `-n 5` and `-n +5` were called once.
fn modern(words: &[String], signs: &[char]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(first) = words.first().cloned() {
        let digits = first.strip_prefix(signs).unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let sign = if first.starts_with('+') { "+" } else { "" };
            words.splice(0..1, ["-n".to_owned(), format!("{sign}{digits}")]);
        }
    }
    words
}

struct Wanted {
    bytes: bool,
    /// The sign and the number.
    sign: Option<char>,
    count: usize,
    files: Vec<String>,
    headed: bool,
}

fn wanted(words: &[String]) -> Result<Wanted, Cannot> {
    let long = [
        ("lines", 'n', YES),
        ("bytes", 'c', YES),
        ("quiet", 'q', NO),
        ("silent", 'q', NO),
        ("verbose", 'v', NO),
        ("follow", 'f', MAYBE),
    ];
    let options = Options::read(words, "n:c:qv", &long, false)?;
    if options.has('f') {
        return Err(Cannot::NotFollowed);
    }
    let last = options.all().filter(|(letter, _)| "nc".contains(*letter)).last();
    let (letter, text) = last.unwrap_or(('n', "10"));
    let sign = text.chars().next().filter(|sign| matches!(sign, '-' | '+'));
    let digits = text.trim_start_matches(['-', '+']);
    let count = digits.parse().map_err(|_| Cannot::NotFollowed)?;
    let many = options.operands.len() > 1;
    let headed = options.has('v') || many && !options.has('q');
    Ok(Wanted { bytes: letter == 'c', sign, count, files: options.operands, headed })
}

fn each(run: &mut Run<'_>, wanted: &Wanted, cut: impl Fn(&str) -> (usize, usize)) -> Followed {
    let mut failed = false;
    let files = if wanted.files.is_empty() { vec!["-".to_owned()] } else { wanted.files.clone() };
    let mut first = true;
    for file in &files {
        let text = match run.read(file)? {
            Ok(text) => text,
            Err(fault) => {
                failed = true;
                run.mutters();
                // head opens the directory before it fails to read it.
                if matches!(fault, crate::machine::Fault::IsADirectory) && wanted.headed {
                    return Err(Cannot::NotFollowed);
                }
                continue;
            }
        };
        if wanted.headed {
            let name = if file == "-" { "standard input" } else { file };
            let gap = if first { "" } else { "\n" };
            run.out.push_str(&format!("{gap}==> {name} <==\n"));
        }
        first = false;
        let (start, end) = cut(&text);
        let stdin = matches!(file.as_str(), "-" | "/dev/stdin" | "/dev/fd/0");
        if let (true, Some(rest)) = (stdin && run.name.ends_with("head"), text.get(end..)) {
            match (wanted.bytes, wanted.sign) {
                (true, None) => run.stops_at(rest),
                (false, None) => run.stops_early(rest),
                _ => {}
            }
        }
        let part = text.get(start..end).ok_or(Cannot::NotFollowed)?;
        run.out.push_str(part);
    }
    Ok(i32::from(failed))
}

/// Where the line of that number begins, counted from 0.
fn line_start(text: &str, number: usize) -> usize {
    match number {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(number - 1)
            .map_or(text.len(), |at| at + 1),
    }
}

fn count(text: &str) -> usize {
    text.split_inclusive('\n').count()
}

/// Lines of standard input, and no header: what is wanted of them.
fn plain_lines(words: &[String]) -> Option<Wanted> {
    let wanted = wanted(&modern(words, &['-'])).ok()?;
    (!wanted.bytes && wanted.files.is_empty() && !wanted.headed).then_some(wanted)
}

fn first_lines(words: &[String]) -> Unit {
    match plain_lines(words) {
        Some(Wanted { sign: None, count, .. }) => Unit::First(count),
        _ => Unit::Whole,
    }
}

fn last_lines(words: &[String]) -> Unit {
    match plain_lines(words) {
        Some(Wanted { sign: Some('+'), .. }) => Unit::Stream,
        Some(Wanted { sign: None, count, .. }) if count > 0 => Unit::Last(count),
        _ => Unit::Whole,
    }
}

fn head(run: &mut Run<'_>) -> Followed {
    let wanted = wanted(&modern(&run.words(), &['-']))?;
    let bytes = wanted.bytes;
    let from_end = wanted.sign == Some('-');
    each(run, &wanted, |text| {
        let end = match (bytes, from_end) {
            (true, false) => wanted.count.min(text.len()),
            (true, true) => text.len().saturating_sub(wanted.count),
            (false, false) => line_start(text, wanted.count),
            (false, true) => line_start(text, count(text).saturating_sub(wanted.count)),
        };
        (0, end)
    })
}

fn tail(run: &mut Run<'_>) -> Followed {
    let bsd = run.machine().platform() == crate::machine::Platform::MacOs;
    // `tail +2` is what GNU's still reads as `-n +2` of one file (tail.c, `parse_obsolete_option`).
    let words = run.words();
    let single = match words.as_slice() {
        [_] => true,
        [_, file] => file == "-" || !file.starts_with('-'),
        _ => false,
    };
    let words = modern(&words, if bsd || single { &['-', '+'] } else { &['-'] });
    let old = words != run.words();
    let wanted = wanted(&words)?;
    if old && wanted.files.len() > 1 && !bsd {
        return run.refuses(1);
    }
    if wanted.count == 0 && wanted.sign != Some('+') {
        return Ok(0);
    }
    let bytes = wanted.bytes;
    let from_start = wanted.sign == Some('+');
    each(run, &wanted, |text| {
        let start = match (bytes, from_start) {
            (true, false) => text.len().saturating_sub(wanted.count),
            (true, true) => wanted.count.saturating_sub(1).min(text.len()),
            (false, false) => line_start(text, count(text).saturating_sub(wanted.count)),
            (false, true) => line_start(text, wanted.count.saturating_sub(1)),
        };
        (start, text.len())
    })
}
