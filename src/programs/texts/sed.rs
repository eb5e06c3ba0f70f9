//! `sed`: scripts are read whole; what is not followed in one makes the whole of it unknown.

mod parse;
mod run;
mod substitute;

use std::rc::Rc;

use crate::machine::overlay::Change;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&SED];

/// sed(1).
pub static SED: Program = Program::new(
    &["sed"],
    "all commands but e, l, r, R, w, W, z; addresses, -n -E -r -e -f -i -s",
    "sed 4.9, judged beside it",
    sed,
)
.by(unit);

fn sed(run: &mut Run<'_>) -> Followed {
    let long = [
        ("quiet", 'n', NO),
        ("silent", 'n', NO),
        ("regexp-extended", 'E', NO),
        ("expression", 'e', YES),
        ("file", 'f', YES),
        ("in-place", 'i', MAYBE),
        ("separate", 's', NO),
        ("unbuffered", 'u', NO),
    ];
    // `-i` takes a suffix that stands right behind it, and nothing else.
    let (words, mut suffix) = without_in_place(&run.arguments);
    let options = Options::read(&words, "nErse:f:u", &long, false);
    let options = match options {
        Ok(options) => options,
        Err(cannot) => {
            if suffix.is_some() {
                touch_all(run, &words)?;
            }
            return Err(cannot);
        }
    };
    if options.has('i') {
        suffix = Some(options.value('i').unwrap_or_default().to_owned());
    }
    let done = edits(run, &options, suffix.as_deref());
    if done.is_err() && suffix.is_some() {
        touch_all(run, &words)?;
    }
    done
}

/// Longer scripts are not followed: each pattern in one keeps some ten kilobytes.
const LONGEST: usize = 32 << 10;

/// A script that looks at nothing but its line takes each for itself.
fn unit(words: &[String]) -> Unit {
    let long = [("quiet", 'n', NO), ("regexp-extended", 'E', NO), ("expression", 'e', YES)];
    let Ok(options) = Options::read(words, "nEre:", &long, false) else { return Unit::Whole };
    let mut scripts: Vec<String> = options.values('e').map(str::to_owned).collect();
    let mut operands = options.operands.clone();
    if scripts.is_empty() && !operands.is_empty() {
        scripts.push(operands.remove(0));
    }
    let extended = options.has('E') || options.has('r');
    let script = scripts.join("\n");
    if script.len() > LONGEST {
        return Unit::Whole;
    }
    match parse::parse(&script, extended, true).filter(|_| operands.is_empty()) {
        Some(script) if script.is_of_lines() => Unit::Line,
        Some(script) if script.is_of_streams() => Unit::Stream,
        _ => Unit::Whole,
    }
}

fn without_in_place(words: &[String]) -> (Vec<String>, Option<String>) {
    let mut suffix = None;
    let mut kept = Vec::new();
    let mut value = false;
    for word in words {
        let cluster = word.strip_prefix('-').filter(|rest| !rest.starts_with('-') && !value);
        let at = cluster.and_then(|rest| rest.find(['i', 'e', 'f']));
        value = false;
        match (cluster, at) {
            (Some(rest), Some(at)) if rest[at..].starts_with('i') => {
                suffix = Some(rest[at + 1..].to_owned());
                if at > 0 {
                    kept.push(format!("-{}", &rest[..at]));
                }
            }
            (Some(rest), Some(at)) => {
                value = at + 1 == rest.len();
                kept.push(word.clone());
            }
            _ => kept.push(word.clone()),
        }
    }
    (kept, suffix)
}

/// Whatever may be a file of it is in doubt.
fn touch_all(run: &mut Run<'_>, words: &[String]) -> Result<(), Cannot> {
    for word in words.iter().filter(|word| !word.starts_with('-')) {
        let path = run.absolute(word)?;
        if run.machine().is_file(&path) {
            run.touch(&path);
        }
    }
    Ok(())
}

fn edits(run: &mut Run<'_>, options: &Options, suffix: Option<&str>) -> Followed {
    let mut scripts: Vec<String> = Vec::new();
    let mut operands = options.operands.clone();
    for (letter, text) in options.all().collect::<Vec<_>>() {
        match letter {
            'e' => scripts.push(text.to_owned()),
            'f' => match run.read(text)? {
                Ok(script) => scripts.push(script.trim_end_matches('\n').to_owned()),
                Err(_) => {
                    return run.refuses(1);
                }
            },
            _ => {}
        }
    }
    if scripts.is_empty() {
        if operands.is_empty() {
            return run.refuses(1);
        }
        scripts.push(operands.remove(0));
    }
    let extended = options.has('E') || options.has('r');
    let wide = run.locale("LC_CTYPE")?.is_wide();
    let script = scripts.join("\n");
    let quiet = options.has('n') || script.starts_with("#n\n") || script == "#n";
    if script.len() > LONGEST {
        return Err(Cannot::NotFollowed);
    }
    let program = parse::parse(&script, extended, wide).ok_or(Cannot::NotFollowed)?;
    match suffix {
        Some(suffix) => in_place(run, &program, quiet, &operands, suffix),
        None => {
            // A directory ends it where it is read.
            for (at, operand) in operands.iter().enumerate() {
                let path = run.absolute(operand)?;
                if run.machine().is_directory(&path) {
                    run.mutters();
                    return if at == 0 { Ok(4) } else { Err(Cannot::NotFollowed) };
                }
            }
            let (texts, failed) = run.texts(&operands)?;
            if program.quits() {
                run.stops_somewhere();
            }
            let failed_status = if failed { 2 } else { 0 };
            let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
            let groups = match options.has('s') {
                true => texts.into_iter().map(|text| vec![text]).collect(),
                false => vec![texts],
            };
            let mut status = 0;
            for group in groups {
                let (out, exit) = run::edit(run, &program, quiet, &group)?;
                if !run.out.is_empty() && !run.out.ends_with('\n') && !out.is_empty() {
                    run.out.push('\n');
                }
                run.out.push_str(&out);
                status = exit;
            }
            Ok(if status == 0 { failed_status } else { status })
        }
    }
}

fn in_place(
    run: &mut Run<'_>,
    program: &parse::Script,
    quiet: bool,
    files: &[String],
    suffix: &str,
) -> Followed {
    let mut status = 0;
    for file in files {
        let path = run.absolute(file)?;
        let text = match run.read(file)? {
            Ok(text) => text,
            Err(_) => {
                run.mutters();
                status = 2;
                continue;
            }
        };
        let (out, exit) = run::edit(run, program, quiet, std::slice::from_ref(&text))?;
        if !suffix.is_empty() {
            let name = run.machine().platform().file_name(&path).to_owned();
            let kept = match suffix.contains('*') {
                true => return Err(Cannot::NotFollowed),
                false => format!("{}{name}{suffix}", &path[..path.len() - name.len()]),
            };
            run.change(Change::File { path: kept, bytes: Rc::from(text.into_bytes()) });
        }
        run.change(Change::File { path, bytes: Rc::from(out.into_bytes()) });
        if exit != 0 {
            return Ok(exit);
        }
    }
    Ok(status)
}
