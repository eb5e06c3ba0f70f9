//! `cygpath` of Cygwin, MSYS2 and Git for Windows.

use crate::machine::Platform;
use crate::machine::mounts::Mounts;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CYGPATH];

/// cygpath(1).
pub static CYGPATH: Program = Program::new(
    &["cygpath"],
    "-u -w -m -t -a -p -W -S -H, by the installation's /etc/fstab",
    "cygwin 3.5, winsup/utils/cygpath.cc",
    cygpath,
);

fn cygpath(run: &mut Run<'_>) -> Followed {
    if run.machine().platform() != Platform::Windows {
        return Err(Cannot::NotFollowed);
    }
    let long = [
        ("unix", 'u', NO),
        ("windows", 'w', NO),
        ("mixed", 'm', NO),
        ("type", 't', YES),
        ("absolute", 'a', NO),
        ("long-name", 'l', NO),
        ("path", 'p', NO),
        ("windir", 'W', NO),
        ("sysdir", 'S', NO),
        ("homeroot", 'H', NO),
        ("ignore", 'i', NO),
    ];
    let options = Options::read(&run.arguments, "uwmt:alpWSHi", &long, false)?;
    let mounts = Mounts::read(run.machine(), run.path(), None);
    let kind = options.all().filter_map(|(letter, value)| match letter {
        'u' | 'w' | 'm' => Some(letter),
        't' => value.chars().next().filter(|kind| "uwm".contains(*kind)),
        _ => None,
    });
    let kind = kind.last().unwrap_or('u');
    let mut paths = options.operands.clone();
    if let Some(place) = special(run, &options)? {
        paths = vec![place];
    }
    if paths.is_empty() {
        return run.refuses(1);
    }
    for path in &paths {
        let path = &whole(run, path, &options)?;
        let shown = match options.has('p') {
            true => listed(&mounts, kind, path)?,
            false => one(&mounts, kind, path, options.has('a'))?,
        };
        run.out.push_str(&shown);
        run.out.push('\n');
    }
    Ok(0)
}

/// With `-a` a name is seen from the directory that the program starts in.
fn whole(run: &Run<'_>, path: &str, options: &Options) -> Result<String, Cannot> {
    let begins = path.starts_with('/') || matches!(path.as_bytes(), [_, b':', ..]);
    if !options.has('a') || options.has('p') || begins {
        return Ok(path.to_owned());
    }
    let windows = Platform::Windows;
    Ok(windows.normalize(&windows.absolute(&run.cwd()?, &path.replace('/', "\\"))))
}

/// `-W`, `-S` and `-H`: directories of the system.
fn special(run: &Run<'_>, options: &Options) -> Result<Option<String>, Cannot> {
    if !"WSH".chars().any(|letter| options.has(letter)) {
        return Ok(None);
    }
    let name = if options.has('H') { "ALLUSERSPROFILE" } else { "SYSTEMROOT" };
    let same = |(known, _): &&(String, _)| known.eq_ignore_ascii_case(name);
    let value = run.environment().iter().find(same).map(|(_, value)| value.clone());
    let Some(root) = value.and_then(|value| value.text().map(|text| text.into_owned())) else {
        return Err(Cannot::NotFollowed);
    };
    Ok(Some(match () {
        () if options.has('H') => return Err(Cannot::NotFollowed),
        () if options.has('S') => format!("{root}\\System32"),
        () => root,
    }))
}

fn listed(mounts: &Mounts, kind: char, list: &str) -> Result<String, Cannot> {
    let of_windows = list.contains(';') || list.get(1..3).is_some_and(|two| two == ":\\");
    let (from, to) = match (kind, of_windows) {
        ('u', true) => (';', ":"),
        ('u', false) => return Ok(list.to_owned()),
        (_, true) => return Ok(list.to_owned()),
        (_, false) => (':', ";"),
    };
    let entries: Result<Vec<String>, Cannot> =
        list.split(from).map(|entry| one(mounts, kind, entry, false)).collect();
    Ok(entries?.join(to))
}

fn one(mounts: &Mounts, kind: char, path: &str, absolute: bool) -> Result<String, Cannot> {
    let windows = matches!(path.as_bytes(), [_, b':', ..]);
    // A relative path is seen from the directory of a process that is not followed here.
    if absolute && !windows && !path.starts_with('/')
        || path.split(['/', '\\']).any(|part| part == "..")
    {
        return Err(Cannot::NotFollowed);
    }
    let native = || if windows { path.replace('/', "\\") } else { mounts.machine(path) };
    Ok(match kind {
        'u' if path.starts_with('/') => path.to_owned(),
        'u' => mounts.shell(path),
        'm' => native().replace('\\', "/"),
        _ => native(),
    })
}
