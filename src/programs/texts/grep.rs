//! `grep`, `egrep`, `fgrep`.

mod matcher;

use matcher::{Matcher, matcher};

use super::lines;
use crate::machine::Kind;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};
use crate::text::posix_regex::Regex;

/// What is followed here.
pub const ALL: &[&Program] = &[&GREP];

/// grep(1).
pub static GREP: Program = Program::new(
    &["grep", "egrep", "fgrep"],
    "-E -F -e -f -i -v -w -x -c -l -L -n -o -q -s -m -A -B -C -h -H -r; not -P",
    "grep 3.8, judged beside it",
    grep,
)
.by(unit)
.any_counts()
.portable();

/// Lines are found one by one; with their numbers they count those in front.
fn unit(words: &[String]) -> Unit {
    let (mut patterns, mut operands) = (0, 0);
    let (mut numbers, mut quiet) = (false, false);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            None => operands += 1,
            Some("e") => patterns += rest.next().map_or(0, |_| 1),
            Some("-quiet" | "-silent") => quiet = true,
            Some(letters) if letters.bytes().all(|one| b"EFGhinosvwxqy".contains(&one)) => {
                numbers |= letters.contains('n');
                quiet |= letters.contains('q');
            }
            Some(_) => return Unit::Whole,
        }
    }
    match (patterns + operands == 1 || patterns > 0 && operands == 0, quiet, numbers) {
        (false, ..) => Unit::Whole,
        (_, true, _) => Unit::Found,
        (_, _, true) => Unit::Stream,
        _ => Unit::Line,
    }
}

fn grep(run: &mut Run<'_>) -> Followed {
    let long = [
        ("extended-regexp", 'E', NO),
        ("fixed-strings", 'F', NO),
        ("basic-regexp", 'G', NO),
        ("regexp", 'e', YES),
        ("file", 'f', YES),
        ("ignore-case", 'i', NO),
        ("no-ignore-case", 'I', NO),
        ("invert-match", 'v', NO),
        ("word-regexp", 'w', NO),
        ("line-regexp", 'x', NO),
        ("count", 'c', NO),
        ("files-with-matches", 'l', NO),
        ("files-without-match", 'L', NO),
        ("line-number", 'n', NO),
        ("only-matching", 'o', NO),
        ("quiet", 'q', NO),
        ("silent", 'q', NO),
        ("no-messages", 's', NO),
        ("max-count", 'm', YES),
        ("after-context", 'A', YES),
        ("before-context", 'B', YES),
        ("context", 'C', YES),
        ("no-filename", 'h', NO),
        ("with-filename", 'H', NO),
        ("recursive", 'r', NO),
        ("color", 'K', MAYBE),
        ("colour", 'K', MAYBE),
        ("text", 'a', NO),
        ("line-buffered", 'u', NO),
        ("binary-files", 'Z', YES),
        ("exclude-dir", 'D', YES),
        ("exclude", 'X', YES),
        ("include", 'X', YES),
    ];
    let mut words = run.words();
    context_numbers(&mut words);
    let options = Options::read(&words, "EFGe:f:iyvwxclLnoqsm:A:B:C:hHraR", &long, false)?;
    let kinds = ['E', 'F', 'G'].iter().filter(|kind| options.has(**kind)).count();
    if kinds > 1 {
        return run.refuses(2);
    }
    // Which files are left out counts where files are looked for.
    let chooses = options.has('D') && options.has('r') || options.has('X');
    if options.values('K').any(|when| matches!(when, "always")) || options.has('R') || chooses {
        return Err(Cannot::NotFollowed);
    }
    let mut patterns: Vec<String> = Vec::new();
    for text in options.values('e') {
        patterns.extend(text.split('\n').map(str::to_owned));
    }
    let from_files: Vec<String> = options.values('f').map(str::to_owned).collect();
    for file in &from_files {
        match run.read(file)? {
            Ok(text) => patterns.extend(lines(&text).into_iter().map(str::to_owned)),
            Err(fault) => {
                run.complain_of(file, &fault);
                return Ok(2);
            }
        }
    }
    let mut files = options.operands.clone();
    if !options.has('e') && !options.has('f') {
        if files.is_empty() {
            return run.refuses(2);
        }
        patterns.extend(files.remove(0).split('\n').map(str::to_owned));
    }
    let matcher = matcher(run, &options, &patterns)?;
    let shown = Shown::of(run, &options)?;
    search(run, &options, &matcher, &shown, files)
}

/// `-2` is what `-C 2` is.
fn context_numbers(words: &mut [String]) {
    for word in words.iter_mut() {
        if word == "--" {
            break;
        }
        let digits = word.strip_prefix('-').unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            *word = format!("-C{digits}");
        }
    }
}

/// What is shown of a match.
struct Shown {
    count: bool,
    names: Option<bool>,
    quiet: bool,
    only: bool,
    numbers: bool,
    before: usize,
    after: usize,
    most: usize,
}

impl Shown {
    fn of(_: &Run<'_>, options: &Options) -> Result<Self, Cannot> {
        let number = |letter: char| match options.value(letter) {
            None => Ok(None),
            Some(text) => text.parse::<usize>().map(Some).map_err(|_| Cannot::NotFollowed),
        };
        let around = number('C')?.unwrap_or(0);
        Ok(Self {
            count: options.has('c'),
            names: options
                .all()
                .filter(|(one, _)| "lL".contains(*one))
                .last()
                .map(|(one, _)| one == 'l'),
            quiet: options.has('q'),
            only: options.has('o'),
            numbers: options.has('n'),
            before: number('B')?.unwrap_or(around),
            after: number('A')?.unwrap_or(around),
            most: number('m')?.unwrap_or(usize::MAX),
        })
    }
}

fn search(
    run: &mut Run<'_>,
    options: &Options,
    matcher: &Matcher,
    shown: &Shown,
    operands: Vec<String>,
) -> Followed {
    let mut files = operands;
    let recursive = options.has('r');
    if recursive {
        let roots = if files.is_empty() { vec![".".to_owned()] } else { files };
        files = Vec::new();
        for root in roots {
            below(run, &root, &mut files)?;
        }
        // The order of a directory is the file system's.
        if files.len() > 1 && !shown.quiet {
            return Err(Cannot::NotFollowed);
        }
    } else if files.is_empty() {
        files.push("-".to_owned());
    }
    let told = options.all().map(|(letter, _)| letter).filter(|one| "hH".contains(*one)).last();
    let named = told.map_or(files.len() > 1 || recursive, |letter| letter == 'H');
    let (mut any, mut failed) = (false, false);
    for file in &files {
        let around = shown.before + shown.after > 0 || shown.most < usize::MAX || shown.numbers;
        let whole = match file.as_str() {
            "-" if !around => Ok(run.unordered_input()?),
            _ => run.read(file)?,
        };
        let text = match whole {
            Ok(text) => text,
            Err(fault) => {
                failed = true;
                if fault == crate::machine::Fault::IsADirectory && !shown.quiet {
                    let prefix = if named { format!("{file}:") } else { String::new() };
                    match shown.names {
                        Some(false) => run.out.push_str(&format!("{file}\n")),
                        None if shown.count => run.out.push_str(&format!("{prefix}0\n")),
                        _ => {}
                    }
                }
                if !options.has('s') {
                    match fault {
                        crate::machine::Fault::IsADirectory => run.mutters(),
                        fault => run.complain_of(file, &fault),
                    }
                }
                continue;
            }
        };
        let local = matcher.regexes.iter().any(Regex::is_local);
        if text.contains('\0') || local && !text.is_ascii() {
            return Err(Cannot::NotFollowed);
        }
        let label = if file == "-" { "(standard input)" } else { file };
        run.spend(text.len() * matcher.regexes.len())?;
        any |= one_file(run, matcher, shown, &text, label, named)?;
        // Where one line is enough, or so many, it reads no further.
        if file == "-" && any && (shown.quiet || shown.names.is_some() || shown.most < usize::MAX) {
            run.stops_somewhere();
        }
        if any && shown.quiet {
            return Ok(0);
        }
    }
    Ok(if failed { 2 } else { i32::from(!any) })
}

fn below(run: &Run<'_>, path: &str, files: &mut Vec<String>) -> Result<(), Cannot> {
    let absolute = run.absolute(path)?;
    let status = run.machine().status(&absolute);
    if !status.is_ok_and(|status| status.is_directory()) {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in run.machine().list(&absolute).map_err(|_| Cannot::NotFollowed)? {
        let inner = format!("{}/{}", path.trim_end_matches('/'), entry.name);
        match entry.kind {
            Kind::Directory => below(run, &inner, files)?,
            Kind::File => files.push(inner),
            _ => {}
        }
        if files.len() > 4096 {
            return Err(Cannot::NotFollowed);
        }
    }
    Ok(())
}

fn one_file(
    run: &mut Run<'_>,
    matcher: &Matcher,
    shown: &Shown,
    text: &str,
    label: &str,
    named: bool,
) -> Result<bool, Cannot> {
    let all = lines(text);
    run.spend(text.len() * matcher.regexes.len())?;
    let mut selected = Vec::new();
    for (at, line) in all.iter().enumerate() {
        if selected.len() >= shown.most {
            break;
        }
        if matcher.selects(line)? {
            selected.push(at);
        }
    }
    let any = !selected.is_empty();
    if shown.quiet {
        return Ok(any);
    }
    let prefix = if named { format!("{label}:") } else { String::new() };
    if let Some(with) = shown.names {
        if any == with {
            run.out.push_str(&format!("{label}\n"));
        }
        // The status tells whether a line was selected, whatever is listed.
        return Ok(any);
    }
    if shown.count {
        run.out.push_str(&format!("{prefix}{}\n", selected.len()));
        return Ok(any);
    }
    if shown.only {
        return only_matches(run, matcher, shown, &all, &selected, &prefix).map(|()| any);
    }
    printed_lines(run, shown, &all, &selected, label, named);
    Ok(any)
}

fn only_matches(
    run: &mut Run<'_>,
    matcher: &Matcher,
    shown: &Shown,
    all: &[&str],
    selected: &[usize],
    prefix: &str,
) -> Result<(), Cannot> {
    if shown.before + shown.after > 0 {
        return Err(Cannot::NotFollowed);
    }
    if matcher.inverted {
        return Ok(());
    }
    for &at in selected {
        let line = all[at];
        let mut from = 0;
        while from <= line.len() {
            let Some((start, end)) = matcher.next(line, from)? else { break };
            if end == start {
                from = end + 1;
                continue;
            }
            let found = line.get(start..end).ok_or(Cannot::NotFollowed)?;
            run.out.push_str(prefix);
            if shown.numbers {
                run.out.push_str(&format!("{}:", at + 1));
            }
            run.out.push_str(found);
            run.out.push('\n');
            from = end;
        }
    }
    Ok(())
}

fn printed_lines(
    run: &mut Run<'_>,
    shown: &Shown,
    all: &[&str],
    selected: &[usize],
    label: &str,
    named: bool,
) {
    let around = shown.before + shown.after > 0;
    let mut last: Option<usize> = None;
    // Groups of different files stand apart too.
    if around && !selected.is_empty() && !run.out.is_empty() {
        run.out.push_str("--\n");
    }
    for (turn, &at) in selected.iter().enumerate() {
        let first = at.saturating_sub(shown.before).max(last.map_or(0, |last| last + 1));
        let next = selected.get(turn + 1).copied().unwrap_or(all.len());
        let end = (at + shown.after).min(all.len().saturating_sub(1));
        if around && last.is_some_and(|last| first > last + 1) {
            run.out.push_str("--\n");
        }
        let last_row = end.min(next.saturating_sub(1)).max(at);
        for (row, line) in all.iter().enumerate().take(last_row + 1).skip(first) {
            let mark = if row == at { ':' } else { '-' };
            if named {
                run.out.push_str(&format!("{label}{mark}"));
            }
            if shown.numbers {
                run.out.push_str(&format!("{}{mark}", row + 1));
            }
            run.out.push_str(line);
            run.out.push('\n');
            last = Some(row);
        }
    }
}
