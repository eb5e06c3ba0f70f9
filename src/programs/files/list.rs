//! `ls`.

use crate::machine::{Kind, Status};
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::texts::order;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&LS];

/// ls(1).
pub static LS: Program = Program::new(
    &["ls", "gls"],
    "-1 -a -A -d -F -p -m -r -R -U -v -x, one name a line; not times and sizes",
    super::super::texts::COREUTILS,
    ls,
)
.portable();

fn ls(run: &mut Run<'_>) -> Followed {
    let long = [
        ("all", 'a', NO),
        ("almost-all", 'A', NO),
        ("directory", 'd', NO),
        ("classify", 'F', MAYBE),
        ("color", 'K', MAYBE),
        ("group-directories-first", 'G', NO),
        ("reverse", 'r', NO),
        ("recursive", 'R', NO),
        ("indicator-style", 'Z', YES),
    ];
    let options = Options::read(&run.arguments, "1aAdFpmrRUvlLtSCfhHgoinsuckxbq", &long, false)?;
    let strange = options.all().any(|(letter, value)| {
        "CbqnsikxLHfZ".contains(letter) || letter == 'K' && !COLOURS.contains(&value)
    });
    let sorts = options.has('t')
        || options.has('S')
        || options.has('U')
        || options.has('u')
        || options.has('c');
    let detailed = options.has('l') || options.has('g') || options.has('o');
    if strange {
        return Err(Cannot::NotFollowed);
    }
    let locale = run.locale("LC_COLLATE")?;
    let operands = match options.operands.is_empty() {
        true => vec![".".to_owned()],
        false => options.operands.clone(),
    };
    let (mut files, mut directories, mut status) = (Vec::new(), Vec::new(), 0);
    for path in operands {
        let absolute = run.absolute(&path)?;
        let found = match super::status(run, &absolute)? {
            Some(status) => Some(status),
            None => super::link_status(run, &absolute)?,
        };
        match found {
            None => {
                run.mutters();
                status = 2;
            }
            Some(one)
                if one.is_directory()
                    && !options.has('d')
                    && !(options.has('F') && is_link(run, &absolute)?
                        || detailed && is_link(run, &absolute)?) =>
            {
                directories.push(path)
            }
            Some(_) => files.push(path),
        }
    }
    let several =
        files.len() + directories.len() > 1 || options.operands.len() > 1 || options.has('R');
    sorted(&options, locale, &mut files)?;
    sorted(&options, locale, &mut directories)?;
    let mut lists = Vec::new();
    if !files.is_empty() {
        lists.push((None, files.clone()));
    }
    let mut todo = directories;
    todo.reverse();
    while let Some(path) = todo.pop() {
        let absolute = run.absolute(&path)?;
        let readable = super::status(run, &absolute)?.is_some_and(|status| status.readable);
        if !readable {
            run.mutters();
            status = if options.operands.is_empty() { 1 } else { 2 };
            continue;
        }
        let mut names: Vec<String> = run
            .machine()
            .list(&absolute)
            .map_err(|fault| run.hidden(&absolute, &fault))?
            .into_iter()
            .filter(|entry| options.has('a') || options.has('A') || !entry.name.starts_with('.'))
            .map(|entry| entry.name)
            .collect();
        if options.has('a') && !options.has('A') {
            names.extend([".".to_owned(), "..".to_owned()]);
        }
        run.spend(names.len() * 32)?;
        sorted(&options, locale, &mut names)?;
        if options.has('R') {
            let inner = names.iter().filter(|name| !matches!(name.as_str(), "." | ".."));
            let inner: Vec<String> =
                inner.map(|name| format!("{}/{name}", path.trim_end_matches('/'))).collect();
            for inner in inner.into_iter().rev() {
                let absolute = run.absolute(&inner)?;
                if super::link_status(run, &absolute)?.is_some_and(|one| one.is_directory()) {
                    todo.push(inner);
                }
            }
        }
        lists.push((Some(path), names));
    }
    let names: usize = lists.iter().map(|(_, names)| names.len()).sum();
    if detailed && !lists.is_empty() {
        if lists.len() == 1 && lists[0].0.is_none() && names == 1 {
            // Of a line in full only its front is known: what it is and who may do what.
            let absolute = run.absolute(&lists[0].1[0])?;
            if let Some(one) = super::link_status(run, &absolute)? {
                run.out.push_str(&permissions(&one));
                run.out.push(' ');
            }
        }
        let reason = "holds the times and sizes of files";
        return Err(Cannot::Because {
            reason: reason.into(),
            shape: Shape::Filled,
            status: Some(status),
        });
    }
    if sorts && lists.iter().any(|(_, names)| names.len() > 1) {
        if lists.len() == 1 && options.has('U') && !options.has('m') {
            run.unordered = true;
        } else {
            let reason = "comes in an order that is not recorded";
            return Err(Cannot::Because {
                reason: reason.into(),
                shape: Shape::Filled,
                status: Some(status),
            });
        }
    }
    if options.values('K').last().is_some_and(|when| COLOURED.contains(&when)) && !lists.is_empty()
    {
        let reason = "is coloured as LS_COLORS says".into();
        return Err(Cannot::Because { reason, shape: Shape::Filled, status: Some(status) });
    }
    show(run, &options, lists, several)?;
    Ok(status)
}

/// What `--color` may be given, and what of that colours although nobody looks.
const COLOURS: &[&str] =
    &["", "always", "yes", "force", "auto", "tty", "if-tty", "never", "no", "none"];
const COLOURED: &[&str] = &["", "always", "yes", "force"];

fn is_link(run: &Run<'_>, path: &str) -> Result<bool, Cannot> {
    Ok(super::link_status(run, path)?.is_some_and(|status| status.kind == Kind::Symlink))
}

fn sorted(
    options: &Options,
    locale: crate::programs::locale::Locale,
    names: &mut [String],
) -> Result<(), Cannot> {
    if !order::is_certain(locale, names.iter().map(String::as_str)) {
        return Err(Cannot::NotFollowed);
    }
    match options.has('v') {
        true => names.sort_by(|left, right| order::version(left, right)),
        false => names.sort(),
    }
    if options.has('r') {
        names.reverse();
    }
    Ok(())
}

fn show(
    run: &mut Run<'_>,
    options: &Options,
    lists: Vec<(Option<String>, Vec<String>)>,
    several: bool,
) -> Result<(), Cannot> {
    let mut first = true;
    for (directory, names) in lists {
        if !first {
            run.out.push('\n');
        }
        first = false;
        if let (Some(directory), true) = (&directory, several) {
            run.out.push_str(&format!("{directory}:\n"));
        }
        let mut shown = Vec::new();
        for name in names {
            let path = match &directory {
                Some(directory) => format!("{directory}/{name}"),
                None => name.clone(),
            };
            let mark = mark(run, options, &path)?;
            shown.push(format!("{name}{mark}"));
        }
        if options.has('m') {
            let line = shown.join(", ");
            if line.len() > 70 {
                return Err(Cannot::NotFollowed);
            }
            run.out.push_str(&line);
            if !line.is_empty() {
                run.out.push('\n');
            }
            continue;
        }
        for name in shown {
            run.out.push_str(&name);
            run.out.push('\n');
        }
    }
    Ok(())
}

fn mark(run: &Run<'_>, options: &Options, path: &str) -> Result<&'static str, Cannot> {
    if !options.has('F') && !options.has('p') {
        return Ok("");
    }
    let absolute = run.absolute(path)?;
    let Some(status) = super::link_status(run, &absolute)? else { return Ok("") };
    Ok(match status.kind {
        Kind::Directory => "/",
        Kind::Symlink if options.has('F') => "@",
        Kind::File if options.has('F') && status.mode & 0o111 != 0 => "*",
        _ => "",
    })
}

/// `-rw-r--r--`.
pub(super) fn permissions(status: &Status) -> String {
    let mut text = String::new();
    text.push(match status.kind {
        Kind::Directory => 'd',
        Kind::Symlink => 'l',
        Kind::File => '-',
        Kind::Other => '?',
    });
    for shift in [6, 3, 0] {
        let bits = status.mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        let special = status.mode >> 9 >> (shift / 3) & 1 != 0;
        let (with, without) = if shift == 0 { ('t', 'T') } else { ('s', 'S') };
        text.push(match (bits & 1 != 0, special) {
            (true, false) => 'x',
            (false, false) => '-',
            (true, true) => with,
            (false, true) => without,
        });
    }
    text
}
