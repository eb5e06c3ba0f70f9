//! `basename` and `dirname`.

use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&BASENAME, &DIRNAME];

/// basename(1).
pub static BASENAME: Program = Program::new(
    &["basename"],
    "one name with a suffix; -a, -s, -z",
    super::super::texts::COREUTILS,
    basename,
)
.portable();
/// dirname(1).
pub static DIRNAME: Program =
    Program::new(&["dirname"], "of every argument, -z", super::super::texts::COREUTILS, dirname)
        .portable();

/// The directory part, by text alone.
pub fn directory_of(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "." } else { "/" };
    }
    match trimmed.rfind('/') {
        None => ".",
        Some(at) => match trimmed[..at].trim_end_matches('/') {
            "" => "/",
            directory => directory,
        },
    }
}

/// The last part, without a suffix.
pub fn name_of<'p>(path: &'p str, suffix: &str) -> &'p str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "" } else { "/" };
    }
    let name = trimmed.rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(suffix) {
        Some(short) if !short.is_empty() => short,
        _ => name,
    }
}

fn basename(run: &mut Run<'_>) -> Followed {
    let long = [("multiple", 'a', NO), ("suffix", 's', YES), ("zero", 'z', NO)];
    let Ok(options) = Options::read(&run.arguments, "as:z", &long, true) else {
        return complains(run);
    };
    let many = options.has('a') || options.has('s');
    let names = options.operands.clone();
    let (names, suffix) = match (many, names.as_slice()) {
        (_, []) => return complains(run),
        (true, all) => (all.to_vec(), options.value('s').unwrap_or_default().to_owned()),
        (false, [one]) => (vec![one.clone()], String::new()),
        (false, [one, suffix]) => (vec![one.clone()], suffix.clone()),
        (false, _) => return complains(run),
    };
    if options.has('z') {
        return Err(Cannot::NotFollowed);
    }
    for name in &names {
        run.out.push_str(name_of(name, &suffix));
        run.out.push('\n');
    }
    Ok(0)
}

fn complains(run: &mut Run<'_>) -> Followed {
    run.mutters();
    Ok(1)
}

fn dirname(run: &mut Run<'_>) -> Followed {
    let Ok(options) = Options::read(&run.arguments, "z", &[("zero", 'z', NO)], false) else {
        return complains(run);
    };
    if options.operands.is_empty() {
        return complains(run);
    }
    if options.has('z') {
        return Err(Cannot::NotFollowed);
    }
    for path in &options.operands {
        run.out.push_str(directory_of(path));
        run.out.push('\n');
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_directories_as_coreutils_cut_them() {
        let rows = [
            ("/a/b", "/a", "b"),
            ("/a/", "/", "a"),
            ("a", ".", "a"),
            ("/", "/", "/"),
            ("a//b//", "a", "b"),
        ];
        for (path, directory, name) in rows {
            assert_eq!((directory_of(path), name_of(path, "")), (directory, name), "{path}");
        }
        assert_eq!(name_of("/a/go.sh", ".sh"), "go");
    }
}
