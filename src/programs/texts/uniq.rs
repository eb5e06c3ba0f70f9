//! `uniq`.

use super::{COREUTILS, lines};
use crate::machine::Platform;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&UNIQ];

/// uniq(1).
pub static UNIQ: Program =
    Program::new(&["uniq"], "-c -d -u -i -f -s -w", COREUTILS, uniq).portable();

fn uniq(run: &mut Run<'_>) -> Followed {
    let long = [
        ("count", 'c', NO),
        ("repeated", 'd', NO),
        ("unique", 'u', NO),
        ("ignore-case", 'i', NO),
        ("skip-fields", 'f', YES),
        ("skip-chars", 's', YES),
        ("check-chars", 'w', YES),
    ];
    let options = Options::read(&run.arguments, "cduif:s:w:", &long, false)?;
    if options.operands.len() > 1 {
        return Err(Cannot::NotFollowed);
    }
    let number = |letter: char, usual: usize| match options.value(letter) {
        None => Ok(usual),
        Some(text) => text.parse().map_err(|_| Cannot::NotFollowed),
    };
    let (fields, skipped, most) = (number('f', 0)?, number('s', 0)?, number('w', usize::MAX)?);
    let width = if run.machine().platform() == Platform::MacOs { 4 } else { 7 };
    let (texts, failed) = run.texts(&options.operands)?;
    let text = texts.into_iter().map(|(_, text)| text).next().unwrap_or_default();
    let cuts = skipped > 0 || most < usize::MAX || options.has('i');
    if !text.is_ascii() && cuts {
        return Err(Cannot::NotFollowed);
    }
    let key = |line: &str| {
        let mut rest = line;
        for _ in 0..fields {
            rest = rest.trim_start_matches([' ', '\t']);
            rest = &rest[rest.find([' ', '\t']).unwrap_or(rest.len())..];
        }
        let rest = rest.get(skipped.min(rest.len())..).unwrap_or_default();
        let rest = &rest[..most.min(rest.len())];
        if options.has('i') { rest.to_ascii_lowercase() } else { rest.to_owned() }
    };
    let mut groups: Vec<(String, &str, usize)> = Vec::new();
    for line in lines(&text) {
        let key = key(line);
        match groups.last_mut() {
            Some((known, _, count)) if *known == key => *count += 1,
            _ => groups.push((key, line, 1)),
        }
    }
    for (_, line, count) in groups {
        let wanted = match (options.has('d'), options.has('u')) {
            (true, true) => false,
            (true, false) => count > 1,
            (false, true) => count == 1,
            (false, false) => true,
        };
        if wanted {
            if options.has('c') {
                run.out.push_str(&format!("{count:width$} "));
            }
            run.out.push_str(line);
            run.out.push('\n');
        }
    }
    Ok(i32::from(failed))
}
