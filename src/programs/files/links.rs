//! `readlink` and `realpath`.

use crate::machine::{Fault, Kind};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&READLINK, &REALPATH];

/// readlink(1).
pub static READLINK: Program =
    Program::new(&["readlink"], "-f -e -m -n", super::super::texts::COREUTILS, readlink).portable();
/// realpath(1).
pub static REALPATH: Program = Program::new(
    &["realpath", "grealpath"],
    "-e -m -s -q -L --relative-to --relative-base",
    super::super::texts::COREUTILS,
    realpath,
)
.portable();

/// What of a path has to be there.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    All,
    AllButLast,
    Nothing,
}

/// The path without links; `None` where something is missing.
fn resolved(run: &Run<'_>, path: &str, wanted: Wanted) -> Result<Option<String>, Cannot> {
    let absolute = run.absolute(path)?;
    let mut rest: Vec<String> = parts(&absolute);
    let mut here = "/".to_owned();
    let mut links = 40;
    while let Some(part) = rest.pop() {
        match part.as_str() {
            "." => continue,
            ".." => {
                here = run.machine().platform().parent(&here).unwrap_or("/").to_owned();
                continue;
            }
            _ => {}
        }
        let next = format!("{}/{part}", here.trim_end_matches('/'));
        match run.machine().link_status(&next) {
            Ok(status) if status.kind == Kind::Symlink => {
                links -= 1;
                if links == 0 {
                    return Ok(None);
                }
                let target = run.machine().read_link(&next).map_err(|_| Cannot::NotFollowed)?;
                if target.starts_with('/') {
                    here = "/".to_owned();
                }
                rest.extend(parts(&target));
                continue;
            }
            Ok(status)
                if !rest.is_empty() && !status.is_directory() && wanted != Wanted::Nothing =>
            {
                return Ok(None);
            }
            Ok(_) => {}
            Err(fault) if fault.is_ours() => return Err(run.hidden(&next, &fault)),
            Err(Fault::Denied) => return Err(Cannot::NotFollowed),
            Err(_) if wanted == Wanted::Nothing => {}
            Err(_) if wanted == Wanted::AllButLast && rest.iter().all(|part| part == ".") => {}
            Err(_) => return Ok(None),
        }
        here = next;
    }
    let inside = path.ends_with('/') && wanted != Wanted::Nothing;
    let other = run.machine().status(&here).is_ok_and(|status| !status.is_directory());
    if inside && (other || wanted == Wanted::All && !run.machine().is_directory(&here)) {
        return Ok(None);
    }
    Ok(Some(here))
}

/// Parts, the last one first.
fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty()).rev().map(str::to_owned).collect()
}

fn wanted(options: &Options, usual: Wanted) -> Wanted {
    let last = options.all().map(|(letter, _)| letter).filter(|one| "fem".contains(*one)).last();
    match last {
        Some('e') => Wanted::All,
        Some('m') => Wanted::Nothing,
        Some(_) => Wanted::AllButLast,
        None => usual,
    }
}

fn readlink(run: &mut Run<'_>) -> Followed {
    let long = [
        ("canonicalize", 'f', NO),
        ("canonicalize-existing", 'e', NO),
        ("canonicalize-missing", 'm', NO),
        ("no-newline", 'n', NO),
        ("quiet", 'q', NO),
        ("silent", 's', NO),
        ("verbose", 'v', NO),
    ];
    let options = Options::read(&run.arguments, "femnqsv", &long, false)?;
    let follows = options.has('f') || options.has('e') || options.has('m');
    if options.operands.is_empty() {
        return run.refuses(1);
    }
    let newline = !options.has('n') || options.operands.len() > 1;
    let mut status = 0;
    for path in &options.operands {
        let found = match follows {
            true => resolved(run, path, wanted(&options, Wanted::All))?,
            false => {
                let absolute = run.absolute(path)?;
                match run.machine().read_link(&absolute) {
                    Ok(target) => Some(target),
                    Err(fault) if fault.is_ours() => return Err(run.hidden(&absolute, &fault)),
                    Err(_) => None,
                }
            }
        };
        match found {
            Some(text) => {
                run.out.push_str(&text);
                if newline {
                    run.out.push('\n');
                }
            }
            None => status = 1,
        }
    }
    Ok(status)
}

fn realpath(run: &mut Run<'_>) -> Followed {
    let long = [
        ("canonicalize-existing", 'e', NO),
        ("canonicalize-missing", 'm', NO),
        ("strip", 's', NO),
        ("no-symlinks", 's', NO),
        ("quiet", 'q', NO),
        ("logical", 'L', NO),
        ("physical", 'P', NO),
        ("relative-to", 'r', YES),
        ("relative-base", 'b', YES),
        ("zero", 'z', NO),
    ];
    let options = match Options::read(&run.arguments, "emsqLPz", &long, false) {
        Ok(options) => options,
        Err(_) => {
            // An option that it does not know.
            return run.refuses(1);
        }
    };
    if options.has('L') || options.operands.is_empty() || options.has('z') {
        return if options.operands.is_empty() { Ok(1) } else { Err(Cannot::NotFollowed) };
    }
    let usual = match run.machine().platform() {
        crate::machine::Platform::MacOs => Wanted::All,
        _ => Wanted::AllButLast,
    };
    let wanted = wanted(&options, usual);
    let plain = options.has('s');
    let one = |run: &Run<'_>, path: &str| -> Result<Option<String>, Cannot> {
        if path.is_empty() {
            return Ok(None);
        }
        if plain {
            let absolute = run.absolute(path)?;
            let text = run.machine().platform().normalize(&absolute);
            // Only a slash at the end asks whether a directory is there.
            let there = match (wanted, path.ends_with('/')) {
                (Wanted::All, false) => run.machine().exists(&text),
                (Wanted::Nothing, _) | (_, false) => true,
                (_, true) => run.machine().is_directory(&text),
            };
            return Ok(there.then_some(text));
        }
        resolved(run, path, wanted)
    };
    let base = match (options.value('r'), options.value('b')) {
        (None, None) => None,
        (Some(to), None) => match one(run, to)? {
            Some(base) => Some((base, false)),
            None => return Ok(1),
        },
        (None, Some(base)) => match one(run, base)? {
            Some(base) => Some((base, true)),
            None => return Ok(1),
        },
        _ => return Err(Cannot::NotFollowed),
    };
    let mut status = 0;
    for path in &options.operands {
        let Some(found) = one(run, path)? else {
            status = 1;
            if !options.has('q') {
                run.mutters();
            }
            continue;
        };
        let shown = match &base {
            Some((base, true)) if !below(&found, base) => found,
            Some((base, _)) => relative(&found, base),
            None => found,
        };
        run.out.push_str(&shown);
        run.out.push('\n');
    }
    Ok(status)
}

fn below(path: &str, base: &str) -> bool {
    base == "/" || path == base || path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

fn relative(path: &str, base: &str) -> String {
    let split = |text: &str| -> Vec<String> {
        text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (path, base) = (split(path), split(base));
    let same = path.iter().zip(&base).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), base.len() - same);
    let parts: Vec<String> = up.chain(path[same..].iter().cloned()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
