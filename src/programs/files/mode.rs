//! `chmod`, and what a mode in words means.

use crate::machine::overlay::Change;
use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&CHMOD];

/// chmod(1).
pub static CHMOD: Program =
    Program::new(&["chmod"], "numbers and words, -R, -v", super::SOURCE, chmod).portable();

/// The bits that a mode leads to; a umask of 022 where nobody is named.
pub(super) fn applied(text: &str, before: u32, directory: bool) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = before;
    for clause in text.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, mut rest) = clause.split_at(at);
        let mut mask = 0;
        for letter in who.chars() {
            mask |= match letter {
                'u' => 0o4700,
                'g' => 0o2070,
                'o' => 0o1007,
                'a' => 0o7777,
                _ => return None,
            };
        }
        let named = mask != 0;
        let allowed = if named { mask } else { !0o022 & 0o7777 };
        while let Some(operator) = rest.chars().next() {
            rest = &rest[1..];
            let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
            let mut bits = 0;
            for letter in rest[..end].chars() {
                bits |= match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if directory || mode & 0o111 != 0 => 0o111,
                    'X' => 0,
                    's' => 0o6000,
                    't' => 0o1000,
                    'u' => spread(mode >> 6),
                    'g' => spread(mode >> 3),
                    'o' => spread(mode),
                    _ => return None,
                };
            }
            rest = &rest[end..];
            let bits = bits & allowed;
            mode = match operator {
                '+' => mode | bits,
                '-' => mode & !bits,
                _ => mode & !(if named { mask & 0o777 } else { 0o777 }) | bits,
            };
        }
    }
    Some(mode)
}

fn spread(bits: u32) -> u32 {
    (bits & 7) * 0o111
}

fn chmod(run: &mut Run<'_>) -> Followed {
    // `-x` is a mode, no option.
    let words: Vec<String> = run
        .words()
        .into_iter()
        .map(|word| {
            let letters = word.strip_prefix('-').unwrap_or_default();
            let mode = !letters.is_empty() && letters.chars().all(|c| "rwxXst".contains(c));
            if mode { format!("\u{1}{word}") } else { word }
        })
        .collect();
    let long = [
        ("recursive", 'R', NO),
        ("verbose", 'v', NO),
        ("quiet", 'f', NO),
        ("silent", 'f', NO),
        ("changes", 'c', NO),
    ];
    let options = Options::read(&words, "Rvfc", &long, false);
    let Ok(options) = options else { return Err(super::touched(run, &words)) };
    let mut operands: Vec<String> =
        options.operands.iter().map(|word| word.trim_start_matches('\u{1}').to_owned()).collect();
    if options.has('v') || options.has('c') || operands.len() < 2 {
        return Err(Cannot::NotFollowed);
    }
    let mode = operands.remove(0);
    let mut status = 0;
    for path in &operands {
        let absolute = run.absolute(path)?;
        if !changed(run, &absolute, &mode, options.has('R'))? {
            run.mutters();
            status = 1;
        }
    }
    Ok(status)
}

fn changed(run: &mut Run<'_>, path: &str, mode: &str, recursive: bool) -> Result<bool, Cannot> {
    run.spend(0)?;
    let Some(status) = super::status(run, path)? else { return Ok(false) };
    let facts = run.machine().facts();
    let system = ["/usr/", "/etc/", "/bin/", "/opt/"].iter().any(|front| path.starts_with(front));
    if facts.recorded_as.is_some() && system && !facts.user.root {
        return Ok(false);
    }
    let Some(new) = applied(mode, status.mode, status.is_directory()) else {
        run.touch(path);
        return Err(Cannot::unknown());
    };
    run.change(Change::Mode { path: path.to_owned(), mode: new });
    if recursive && status.is_directory() {
        let names = run.machine().list(path).map_err(|_| Cannot::NotFollowed)?;
        for entry in names.into_iter().filter(|entry| entry.kind != crate::machine::Kind::Symlink) {
            changed(run, &format!("{}/{}", path.trim_end_matches('/'), entry.name), mode, true)?;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::applied;

    #[test]
    fn modes_in_words_and_numbers() {
        for (text, before, wanted) in [
            ("0755", 0o644, 0o755),
            ("+x", 0o644, 0o755),
            ("u+x", 0o644, 0o744),
            ("u=rwx,go=", 0o644, 0o700),
            ("g+r,o+X", 0o700, 0o741),
            ("-x", 0o755, 0o644),
            ("a-w", 0o644, 0o444),
            ("g=u", 0o640, 0o660),
        ] {
            assert_eq!(applied(text, before, false), Some(wanted), "{text}");
        }
    }
}
