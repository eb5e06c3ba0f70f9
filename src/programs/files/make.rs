//! `mkdir`, `touch`, `ln`, `mktemp`.

use std::rc::Rc;

use crate::machine::overlay::Change;
use crate::machine::{Kind, Platform};
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{NAMELESS, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&MKDIR, &TOUCH, &LN, &TRUNCATE, &MKTEMP];

/// mkdir(1).
pub static MKDIR: Program = Program::new(&["mkdir"], "-p -m -v", super::SOURCE, mkdir).portable();
/// touch(1).
pub static TOUCH: Program =
    Program::new(&["touch"], "makes files, -c; times do not count", super::SOURCE, touch)
        .portable();
/// ln(1).
pub static LN: Program = Program::new(&["ln"], "-s -f -n -v -T -r", super::SOURCE, ln).portable();
/// truncate(1).
pub static TRUNCATE: Program =
    Program::new(&["truncate"], "-s of whole files", super::SOURCE, truncate);
/// mktemp(1).
pub static MKTEMP: Program = Program::new(
    &["mktemp"],
    "-d -u -q -t -p: a file or directory whose name nobody can know",
    super::SOURCE,
    mktemp,
)
.portable();

fn mkdir(run: &mut Run<'_>) -> Followed {
    let long = [("parents", 'p', NO), ("mode", 'm', YES), ("verbose", 'v', NO)];
    let words = run.words();
    let Ok(options) = Options::read(&words, "pm:v", &long, false) else {
        return Err(super::touched(run, &words));
    };
    if options.operands.is_empty() {
        return fails(run);
    }
    let mode = match options.value('m') {
        None => None,
        Some(text) => Some(
            super::mode::applied(text, 0o777, true)
                .ok_or_else(|| super::touched(run, &options.operands))?,
        ),
    };
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        let clean = absolute.trim_end_matches('/').to_owned();
        match made(run, &clean, options.has('p'))? {
            Err(()) => {
                run.mutters();
                status = 1;
            }
            Ok(new) => {
                if new && options.has('v') {
                    return Err(Cannot::NotFollowed);
                }
                if let Some(mode) = mode.filter(|_| new) {
                    run.change(Change::Mode { path: clean, mode });
                }
            }
        }
    }
    Ok(status)
}

/// Makes a directory; whether it is new, or that it cannot be made.
pub(super) fn made(
    run: &mut Run<'_>,
    path: &str,
    parents: bool,
) -> Result<Result<bool, ()>, Cannot> {
    if let Some(status) = super::status(run, path)? {
        return Ok(if parents && status.is_directory() { Ok(false) } else { Err(()) });
    }
    if super::link_status(run, path)?.is_some() {
        return Ok(Err(()));
    }
    if parents {
        let above = run.machine().platform().parent(path).map(str::to_owned);
        if let Some(above) = above.filter(|above| above != "/") {
            if made(run, &above, true)?.is_err() {
                return Ok(Err(()));
            }
        }
    }
    if run.directory_obstacle(path)?.is_some() {
        // One whose making is undecided says so itself.
        return Ok(Err(()));
    }
    run.change(Change::Directory { path: path.to_owned() });
    Ok(Ok(true))
}

fn touch(run: &mut Run<'_>) -> Followed {
    let long =
        [("no-create", 'c', NO), ("date", 'd', YES), ("reference", 'r', YES), ("time", 'T', YES)];
    let words = run.words();
    let Ok(options) = Options::read(&words, "acfhmd:r:t:", &long, false) else {
        return Err(super::touched(run, &words));
    };
    if options.operands.is_empty() {
        return fails(run);
    }
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        if super::status(run, &absolute)?.is_some() || options.has('c') {
            continue;
        }
        match run.obstacle(&absolute)? {
            Some(_) => {
                run.mutters();
                status = 1;
            }
            None => run.change(Change::File { path: absolute, bytes: Rc::from([]) }),
        }
    }
    Ok(status)
}

fn ln(run: &mut Run<'_>) -> Followed {
    let long = [
        ("symbolic", 's', NO),
        ("force", 'f', NO),
        ("no-dereference", 'n', NO),
        ("verbose", 'v', NO),
        ("no-target-directory", 'T', NO),
        ("target-directory", 't', YES),
        ("relative", 'r', NO),
    ];
    let words = run.words();
    let Ok(options) = Options::read(&words, "sfnvTt:rh", &long, false) else {
        return Err(super::touched(run, &words));
    };
    if options.has('v') || options.has('r') {
        return Err(super::touched(run, &options.operands));
    }
    let mut operands = options.operands.clone();
    let target = match options.value('t') {
        Some(directory) => directory.to_owned(),
        None => match operands.len() {
            0 => return fails(run),
            1 => ".".to_owned(),
            _ => operands.pop().unwrap_or_default(),
        },
    };
    let place = run.absolute(&target)?;
    let is_link =
        super::link_status(run, &place)?.is_some_and(|status| status.kind == Kind::Symlink);
    let keeps = options.has('T') || (options.has('n') || options.has('h')) && is_link;
    let inside = !keeps && super::status(run, &place)?.is_some_and(|status| status.is_directory());
    if !inside && operands.len() > 1 {
        return fails(run);
    }
    let mut status = 0;
    for source in operands {
        let name = super::names::name_of(&source, "").to_owned();
        let path = match inside {
            true => format!("{}/{name}", place.trim_end_matches('/')),
            false => place.clone(),
        };
        if !linked(run, &options, &source, &path)? {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}

fn linked(run: &mut Run<'_>, options: &Options, source: &str, path: &str) -> Result<bool, Cannot> {
    let there = super::link_status(run, path)?;
    if there.is_some_and(|status| status.is_directory() || !options.has('f')) {
        return Ok(false);
    }
    if run.directory_obstacle(path)?.is_some() {
        return Ok(false);
    }
    if options.has('s') {
        if there.is_some() {
            run.change(Change::Removed { path: path.to_owned() });
        }
        run.change(Change::Link { path: path.to_owned(), target: source.to_owned() });
        return Ok(true);
    }
    let from = run.absolute(source)?;
    match super::status(run, &from)? {
        Some(status) if status.is_file() => {}
        _ => return Ok(false),
    }
    // A hard link: the text is the same as long as neither is written.
    super::copied(run, &from, path)?;
    Ok(true)
}

fn fails(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(1)
}

fn truncate(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let long = [("size", 's', YES), ("no-create", 'c', NO)];
    let options = match Options::read(&words, "s:c", &long, false) {
        Ok(options) => options,
        Err(_) if words == ["--version"] => return Err(Cannot::NotFollowed),
        Err(_) => return Err(super::touched(run, &words)),
    };
    let size = options.value('s').and_then(|text| text.parse::<usize>().ok());
    let Some(size) = size.filter(|size| *size <= 1 << 20) else {
        return Err(super::touched(run, &options.operands));
    };
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        let there = super::status(run, &absolute)?.is_some();
        if !there && options.has('c') {
            continue;
        }
        if run.obstacle(&absolute)?.is_some() {
            run.mutters();
            status = 1;
            continue;
        }
        let mut bytes = match run.machine().read(&absolute) {
            Ok(bytes) => bytes.to_vec(),
            Err(_) if there && size > 0 => return Err(super::touched(run, &options.operands)),
            Err(_) => Vec::new(),
        };
        bytes.resize(size, 0);
        run.change(Change::File { path: absolute, bytes: Rc::from(bytes) });
    }
    Ok(status)
}

fn mktemp(run: &mut Run<'_>) -> Followed {
    let long = [
        ("directory", 'd', NO),
        ("dry-run", 'u', NO),
        ("quiet", 'q', NO),
        ("suffix", 's', YES),
        ("tmpdir", 'p', MAYBE),
    ];
    let what = "is a name that is chosen when it runs";
    let options = Options::read(&run.words(), "duqtp:", &long, false);
    let Ok(options) = options.map_err(drop).and_then(|options| match options.operands.len() {
        0 | 1 => Ok(options),
        _ => Err(()),
    }) else {
        return Err(Cannot::tell(what, Shape::Filled));
    };
    let mut unknown = run.untold(what).shaped(Shape::Line);
    // Elsewhere it may find no directory to make it in.
    let template = options.operands.first().and_then(|name| name.rsplit_once('/'));
    let folder = match (options.value('p').filter(|path| !path.is_empty()), template) {
        (Some(path), None) => Some(path.to_owned()),
        (None, Some((path, _))) if !path.is_empty() => Some(path.to_owned()),
        (None, None) => run.filled("TMPDIR")?,
        _ => return Err(Cannot::tell(what, Shape::Filled)),
    };
    if run.machine().platform() == Platform::Windows {
        return Err(Cannot::tell(what, Shape::Filled));
    }
    // Every system has those two, listed or not.
    if let Some(path) = folder.filter(|path| !matches!(path.as_str(), "/tmp" | "/var/tmp")) {
        let path = run.absolute(&path)?;
        if !super::status(run, &path)?.is_some_and(|status| status.is_directory()) {
            return run.refuses(1);
        }
    }
    if !options.has('u') {
        unknown.stands_in = Some(nameless(run, options.has('d')).into());
    }
    run.value = Some(Value::unknown(unknown));
    run.out = "\n".to_owned();
    Ok(0)
}

/// Makes a file or a directory of a name that nobody knows.
fn nameless(run: &mut Run<'_>, directory: bool) -> String {
    let name = |number: &usize| format!("{NAMELESS}/{number}");
    let taken = |number: &usize| run.machine().link_status(&name(number)).is_ok();
    let path = name(&(0..).find(|number| !taken(number)).unwrap_or_default());
    run.change(Change::Directory { path: NAMELESS.to_owned() });
    run.change(match directory {
        true => Change::Directory { path: path.clone() },
        false => Change::File { path: path.clone(), bytes: Rc::from([]) },
    });
    path
}
