//! `cp`, `mv`, `install`.

use crate::machine::overlay::Change;
use crate::machine::{Fault, Kind};
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CP, &MV, &INSTALL];

/// cp(1).
pub static CP: Program =
    Program::new(&["cp"], "-r -R -a -p -f -n -L -P -d -T -t -u", super::SOURCE, cp).portable();
/// mv(1).
pub static MV: Program = Program::new(&["mv"], "-f -n -T -t", super::SOURCE, mv).portable();
/// install(1).
pub static INSTALL: Program =
    Program::new(&["install"], "-d -D -m -t -T -p", super::SOURCE, install);

/// How a copy is made.
#[derive(Clone, Copy, Default)]
struct Manner {
    recursive: bool,
    force: bool,
    keeps: bool,
    links: bool,
    mode: Option<u32>,
}

const LONG: &[crate::programs::options::Long] = &[
    ("recursive", 'r', NO),
    ("archive", 'a', NO),
    ("preserve", 'p', MAYBE),
    ("force", 'f', NO),
    ("no-clobber", 'n', NO),
    ("dereference", 'L', NO),
    ("no-dereference", 'P', NO),
    ("no-target-directory", 'T', NO),
    ("target-directory", 't', YES),
    ("mode", 'm', YES),
    ("directory", 'd', NO),
    ("update", 'u', MAYBE),
    ("verbose", 'v', NO),
];

/// Sources with where each goes; `None` where cp would complain.
fn pairs(run: &Run<'_>, options: &Options) -> Result<Option<Vec<(String, String)>>, Cannot> {
    let mut sources = options.operands.clone();
    let target = match options.value('t') {
        Some(directory) => directory.to_owned(),
        None if sources.len() < 2 => return Ok(None),
        None => sources.pop().unwrap_or_default(),
    };
    let place = run.absolute(&target)?;
    let inside =
        !options.has('T') && super::status(run, &place)?.is_some_and(|one| one.is_directory());
    if !inside && (sources.len() > 1 || options.has('t')) {
        return Ok(None);
    }
    let mut pairs = Vec::new();
    for source in sources {
        let name = super::names::name_of(&source, "").to_owned();
        let from = run.absolute(&source)?;
        let to = match inside {
            true => format!("{}/{name}", place.trim_end_matches('/')),
            false => place.trim_end_matches('/').to_owned(),
        };
        pairs.push((from.trim_end_matches('/').to_owned(), to));
    }
    Ok(Some(pairs))
}

fn cp(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let Ok(options) = Options::read(&words, "rRapfnLPdTt:uv", LONG, false) else {
        return Err(super::touched(run, &words));
    };
    if options.has('u') || options.has('v') {
        return Err(super::touched(run, &options.operands));
    }
    let archive = options.has('a');
    let manner = Manner {
        recursive: options.has('r') || options.has('R') || archive,
        force: options.has('f'),
        keeps: options.has('p') || archive,
        links: archive
            || options.has('P')
            || options.has('d')
            || (options.has('r') || options.has('R')) && !options.has('L'),
        mode: None,
    };
    let Some(pairs) = pairs(run, &options)? else { return fails(run) };
    let mut status = 0;
    for (from, to) in pairs {
        if options.has('n') && super::link_status(run, &to)?.is_some() {
            continue;
        }
        if !copy(run, &from, &to, manner)? {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}

fn fails(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(1)
}

/// Copies what stands at a path; false where cp would complain.
fn copy(run: &mut Run<'_>, from: &str, to: &str, manner: Manner) -> Result<bool, Cannot> {
    run.spend(0)?;
    let link = super::link_status(run, from)?;
    let status = match (manner.links, link) {
        (true, link) => link,
        _ => super::status(run, from)?,
    };
    let Some(status) = status else { return Ok(false) };
    if run
        .machine()
        .real_path(from)
        .is_ok_and(|one| run.machine().real_path(to).is_ok_and(|other| one == other))
    {
        return Ok(false);
    }
    match status.kind {
        Kind::Directory if !manner.recursive => Ok(false),
        Kind::Directory => copy_directory(run, from, to, manner),
        Kind::Symlink => {
            let target = run.machine().read_link(from).map_err(|_| Cannot::NotFollowed)?;
            if run.directory_obstacle(to)?.is_some() {
                return Ok(false);
            }
            run.change(Change::Removed { path: to.to_owned() });
            run.change(Change::Link { path: to.to_owned(), target });
            Ok(true)
        }
        _ => copy_file(run, from, to, status.mode, manner),
    }
}

fn copy_directory(run: &mut Run<'_>, from: &str, to: &str, manner: Manner) -> Result<bool, Cannot> {
    match super::status(run, to)? {
        Some(status) if !status.is_directory() => return Ok(false),
        Some(_) => {}
        None if run.directory_obstacle(to)?.is_some() => return Ok(false),
        None => run.change(Change::Directory { path: to.to_owned() }),
    }
    let names = run.machine().list(from).map_err(|_| Cannot::NotFollowed)?;
    let mut all = true;
    for entry in names {
        all &=
            copy(run, &format!("{from}/{}", entry.name), &format!("{to}/{}", entry.name), manner)?;
    }
    Ok(all)
}

fn copy_file(
    run: &mut Run<'_>,
    from: &str,
    to: &str,
    mode: u32,
    manner: Manner,
) -> Result<bool, Cannot> {
    match run.obstacle(to)? {
        Some(Fault::Denied) if manner.force && run.directory_obstacle(to)?.is_none() => {
            run.change(Change::Removed { path: to.to_owned() });
        }
        Some(_) => return Ok(false),
        None => {}
    }
    let new = super::status(run, to)?.is_none();
    if !super::status(run, from)?.is_some_and(|status| status.readable) {
        return Ok(false);
    }
    super::copied(run, from, to)?;
    let mode = match (manner.mode, manner.keeps || new) {
        (Some(mode), _) => Some(mode),
        // What the umask of 022 leaves of it.
        (None, true) if !manner.keeps => Some(mode & !0o022),
        (None, true) => Some(mode),
        (None, false) => None,
    };
    if let Some(mode) = mode {
        run.change(Change::Mode { path: to.to_owned(), mode });
    }
    Ok(true)
}

fn mv(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let Ok(options) = Options::read(&words, "fnTt:uv", LONG, false) else {
        return Err(super::touched(run, &words));
    };
    if options.has('u') || options.has('v') {
        return Err(super::touched(run, &options.operands));
    }
    let Some(pairs) = pairs(run, &options)? else { return fails(run) };
    let mut status = 0;
    for (from, to) in pairs {
        if options.has('n') && super::link_status(run, &to)?.is_some() {
            continue;
        }
        if !moved(run, &from, &to)? {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}

fn moved(run: &mut Run<'_>, from: &str, to: &str) -> Result<bool, Cannot> {
    let Some(status) = super::link_status(run, from)? else { return Ok(false) };
    let there = super::link_status(run, to)?;
    let blocked = run.directory_obstacle(from)?.is_some() || run.directory_obstacle(to)?.is_some();
    let clash = there.is_some_and(|there| there.is_directory() != status.is_directory());
    let below = to.strip_prefix(from).is_some_and(|rest| rest.starts_with('/'));
    if blocked || clash || below || from == to {
        return Ok(false);
    }
    if there.is_some_and(|there| there.is_directory()) {
        let names = run.machine().list(to).map_err(|_| Cannot::NotFollowed)?;
        if !names.is_empty() {
            return Ok(false);
        }
    }
    // An existing file that may not be written asks first, unless there is nobody to ask.
    run.change(Change::Removed { path: to.to_owned() });
    let manner = Manner { recursive: true, keeps: true, links: true, force: true, mode: None };
    let done = copy(run, from, to, manner)?;
    if status.is_directory() {
        run.change(Change::Mode { path: to.to_owned(), mode: status.mode });
    }
    run.change(Change::Removed { path: from.to_owned() });
    Ok(done)
}

fn install(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let Ok(options) = Options::read(&words, "dDm:t:Tpcv", LONG, false) else {
        return Err(super::touched(run, &words));
    };
    let mode = match options.value('m') {
        None => 0o755,
        Some(text) => super::mode::applied(text, 0, options.has('d'))
            .ok_or_else(|| super::touched(run, &options.operands))?,
    };
    if options.has('v') {
        return Err(super::touched(run, &options.operands));
    }
    let mut status = 0;
    if options.has('d') {
        for path in options.operands.clone() {
            let absolute = run.absolute(&path)?;
            let clean = absolute.trim_end_matches('/').to_owned();
            match super::make::made(run, &clean, true)? {
                Ok(_) => run.change(Change::Mode { path: clean, mode }),
                Err(()) => {
                    run.mutters();
                    status = 1;
                }
            }
        }
        return Ok(status);
    }
    if options.has('D') {
        let target = options.value('t').map(str::to_owned);
        let above = match target {
            Some(directory) => run.absolute(&directory)?,
            None => {
                let Some(last) = options.operands.last() else { return fails(run) };
                let last = run.absolute(last)?;
                run.machine().platform().parent(&last).unwrap_or("/").to_owned()
            }
        };
        if super::make::made(run, above.trim_end_matches('/'), true)?.is_err() {
            return fails(run);
        }
    }
    let Some(pairs) = pairs(run, &options)? else { return fails(run) };
    for (from, to) in pairs {
        let manner = Manner { mode: Some(mode), force: true, ..Manner::default() };
        // What was there before is taken away first, never written through.
        if super::link_status(run, &to)?.is_some_and(|one| !one.is_directory())
            && super::status(run, &from)?.is_some()
        {
            run.change(Change::Removed { path: to.clone() });
        }
        if !copy(run, &from, &to, manner)? {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}
