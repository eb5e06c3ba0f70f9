//! `which` as a program (debianutils 5, GNU which 2.21).

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&WHICH];

/// which(1).
pub static WHICH: Program =
    Program::new(&["which"], "names on PATH, -a, -s", "debianutils 5.7, judged beside it", which)
        .portable();

fn which(run: &mut Run<'_>) -> Followed {
    let (mut all, mut silent) = (false, false);
    let mut names = Vec::new();
    for word in run.words() {
        match word.as_str() {
            "-a" => all = true,
            "-s" => silent = true,
            _ if word.starts_with('-') && word.len() > 1 => return Err(Cannot::NotFollowed),
            _ => names.push(word),
        }
    }
    let mut missing = names.is_empty();
    let list = run.variable("PATH")?.unwrap_or_default();
    for name in names {
        let mut found = false;
        let candidates: Vec<String> = match name.contains('/') {
            true => vec![name.clone()],
            false => list.split(':').map(|directory| joined(directory, &name)).collect(),
        };
        for candidate in candidates {
            if run.runnable(&run.absolute(&candidate)?)? {
                found = true;
                if !silent {
                    run.out.push_str(&candidate);
                    run.out.push('\n');
                }
                if !all {
                    break;
                }
            }
        }
        missing |= !found;
    }
    Ok(i32::from(missing))
}

fn joined(directory: &str, name: &str) -> String {
    match directory {
        "" => format!("./{name}"),
        _ => format!("{directory}/{name}"),
    }
}
