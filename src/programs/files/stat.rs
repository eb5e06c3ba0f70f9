//! `stat`, as far as what it shows is recorded.

use crate::machine::{Kind, Status};
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&STAT];

/// stat(1) of GNU.
pub static STAT: Program = Program::new(
    &["stat", "gstat"],
    "-c and --printf with %n %N %a %A %F %s %u %U %g %G, -L",
    super::super::texts::COREUTILS,
    stat,
);

fn stat(run: &mut Run<'_>) -> Followed {
    let long = [
        ("format", 'c', YES),
        ("printf", 'p', YES),
        ("dereference", 'L', NO),
        ("terse", 't', NO),
        ("file-system", 'f', NO),
    ];
    let options = Options::read(&run.arguments, "c:Lt", &long, false)?;
    let given = options.all().filter(|(letter, _)| "cp".contains(*letter)).last();
    let Some((letter, format)) = given.map(|(letter, text)| (letter, text.to_owned())) else {
        return Err(Cannot::NotFollowed);
    };
    let mut status = 0;
    for path in &options.operands {
        let absolute = run.absolute(path)?;
        let found = match options.has('L') {
            true => super::status(run, &absolute)?,
            false => super::link_status(run, &absolute)?,
        };
        let Some(found) = found else {
            run.mutters();
            status = 1;
            continue;
        };
        let text = shown(run, &format, path, &absolute, &found, letter == 'p')?;
        run.out.push_str(&text);
        if letter == 'c' {
            run.out.push('\n');
        }
    }
    Ok(status)
}

fn shown(
    run: &mut Run<'_>,
    format: &str,
    path: &str,
    absolute: &str,
    status: &Status,
    escapes: bool,
) -> Result<String, Cannot> {
    let mut out = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if escapes => {
                let text = super::super::texts::printf::escape(&mut letters);
                out.push_str(&text.ok_or(Cannot::NotFollowed)?);
            }
            '%' => {
                let kind = letters.next().ok_or(Cannot::NotFollowed)?;
                out.push_str(&field(run, kind, path, absolute, status)?);
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

fn field(
    run: &mut Run<'_>,
    kind: char,
    path: &str,
    absolute: &str,
    status: &Status,
) -> Result<String, Cannot> {
    let user = run.machine().facts().user.clone();
    let own = || own_file(run, absolute).then_some(()).ok_or(Cannot::NotFollowed);
    Ok(match kind {
        'n' => path.to_owned(),
        'N' => match run.machine().read_link(absolute) {
            Ok(target) => format!("'{path}' -> '{target}'"),
            Err(_) => format!("'{path}'"),
        },
        'a' => format!("{:o}", status.mode & 0o7777),
        'A' => super::list::permissions(status),
        'F' => match status.kind {
            Kind::Directory => "directory".to_owned(),
            Kind::Symlink => "symbolic link".to_owned(),
            Kind::File => match run.read(absolute)? {
                Ok(text) if text.is_empty() => "regular empty file".to_owned(),
                Ok(_) => "regular file".to_owned(),
                Err(_) => return Err(Cannot::NotFollowed),
            },
            Kind::Other => return Err(Cannot::NotFollowed),
        },
        's' => match status.kind {
            Kind::Symlink => status.size.to_string(),
            Kind::File => match run.machine().read(absolute) {
                Ok(bytes) => bytes.len().to_string(),
                Err(_) if status.size > 0 => status.size.to_string(),
                Err(fault) => return Err(run.hidden(absolute, &fault)),
            },
            _ => return Err(Cannot::NotFollowed),
        },
        'U' => own().map(|()| user.name)?,
        'u' => {
            own().and_then(|()| user.uid.map(|uid| uid.to_string()).ok_or(Cannot::NotFollowed))?
        }
        'G' => own().and_then(|()| user.groups.first().cloned().ok_or(Cannot::NotFollowed))?,
        'g' => {
            own().and_then(|()| user.gid.map(|gid| gid.to_string()).ok_or(Cannot::NotFollowed))?
        }
        '%' => "%".to_owned(),
        _ => return Err(Cannot::NotFollowed),
    })
}

/// What stands below a recorded home belongs to its user.
pub(super) fn own_file(run: &Run<'_>, path: &str) -> bool {
    let facts = run.machine().facts();
    let home = facts.user.home.trim_end_matches('/');
    let below = path == home || path.strip_prefix(home).is_some_and(|rest| rest.starts_with('/'));
    facts.recorded_as.is_some() && below && !home.is_empty()
}
