//! `cat`, `tac`, `rev`, `tee`.

use std::rc::Rc;

use super::COREUTILS;
use crate::machine::overlay::Change;
use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&CAT, &TAC, &REV, &TEE];

/// cat(1).
pub static CAT: Program =
    Program::new(&["cat"], "files and standard input, -n -b -s -E -T -A", COREUTILS, cat)
        .by(unit)
        .portable();
/// tac(1).
pub static TAC: Program = Program::new(&["tac"], "lines backwards", COREUTILS, tac);
/// rev(1).
pub static REV: Program =
    Program::new(&["rev"], "the letters of each line backwards", "util-linux 2.38", rev)
        .by(|words| if words.is_empty() { Unit::Line } else { Unit::Whole })
        .portable();
/// tee(1).
pub static TEE: Program =
    Program::new(&["tee"], "copies standard input to files, -a", COREUTILS, tee).portable();

/// Standard input goes through as it is; numbers count the lines in front.
fn unit(words: &[String]) -> Unit {
    match words {
        [] => Unit::Character,
        [one] if one == "-" => Unit::Character,
        [one] if one == "-n" => Unit::Stream,
        _ => Unit::Whole,
    }
}

fn cat(run: &mut Run<'_>) -> Followed {
    let long = [
        ("number", 'n', NO),
        ("number-nonblank", 'b', NO),
        ("squeeze-blank", 's', NO),
        ("show-ends", 'E', NO),
        ("show-tabs", 'T', NO),
        ("show-all", 'A', NO),
    ];
    let options = Options::read(&run.arguments, "nbsETAeu", &long, false)?;
    let (texts, failed) = run.texts(&options.operands)?;
    let whole: String = texts.iter().map(|(_, text)| text.as_str()).collect();
    let plain = options.all().all(|(letter, _)| letter == 'u');
    if plain {
        run.out.push_str(&whole);
        return Ok(i32::from(failed));
    }
    let ends = options.has('E') || options.has('A') || options.has('e');
    let tabs = options.has('T') || options.has('A');
    if (tabs || ends)
        && !whole.bytes().all(|byte| byte == b'\n' || byte == b'\t' || (32..127).contains(&byte))
    {
        return Err(Cannot::NotFollowed);
    }
    let (mut number, mut blank) = (0, 0);
    for line in whole.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        blank = if bare.is_empty() { blank + 1 } else { 0 };
        if options.has('s') && blank > 1 {
            continue;
        }
        if options.has('n') && !options.has('b') || options.has('b') && !bare.is_empty() {
            number += 1;
            run.out.push_str(&format!("{number:6}\t"));
        }
        run.out.push_str(&if tabs { bare.replace('\t', "^I") } else { bare.to_owned() });
        if line.ends_with('\n') {
            run.out.push_str(if ends { "$\n" } else { "\n" });
        }
    }
    Ok(i32::from(failed))
}

fn tac(run: &mut Run<'_>) -> Followed {
    let options = Options::read(&run.arguments, "", &[], false)?;
    let (texts, failed) = run.texts(&options.operands)?;
    for (_, text) in texts {
        let parts: Vec<&str> = text.split_inclusive('\n').collect();
        parts.iter().rev().for_each(|part| run.out.push_str(part));
    }
    Ok(i32::from(failed))
}

fn rev(run: &mut Run<'_>) -> Followed {
    let options = Options::read(&run.arguments, "", &[], false)?;
    let (texts, failed) = run.texts(&options.operands)?;
    for (_, text) in texts {
        // Beyond ASCII it depends on the locale what one letter is.
        if !text.is_ascii() {
            return Err(Cannot::NotFollowed);
        }
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches('\n');
            run.out.extend(bare.chars().rev());
            run.out.push_str(&line[bare.len()..]);
        }
    }
    Ok(i32::from(failed))
}

fn tee(run: &mut Run<'_>) -> Followed {
    let long = [("append", 'a', NO), ("ignore-interrupts", 'i', NO)];
    let options = Options::read(&run.arguments, "ai", &long, false)?;
    let paths: Vec<String> =
        options.operands.iter().map(|path| run.absolute(path)).collect::<Result<_, _>>()?;
    let whole = run.whole_input();
    let text = match run.input() {
        Ok(text) => text,
        Err(cannot) => {
            paths.iter().filter(|path| !path.starts_with("/dev/")).for_each(|path| run.touch(path));
            run.value = Some(whole.ok_or(cannot)?);
            return Ok(0);
        }
    };
    let mut status = 0;
    for path in paths.iter().filter(|path| !path.starts_with("/dev/")) {
        if run.obstacle(path)?.is_some() {
            status = 1;
            run.mutters();
            continue;
        }
        let old = run.machine().read(path).ok().filter(|_| options.has('a'));
        let mut bytes = old.map(|old| old.to_vec()).unwrap_or_default();
        bytes.extend(text.bytes());
        run.change(Change::File { path: path.clone(), bytes: Rc::from(bytes) });
    }
    run.out.push_str(&text);
    Ok(status)
}
