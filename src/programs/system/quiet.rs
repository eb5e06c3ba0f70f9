//! Programs that neither print nor leave anything behind that a session sees.

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&TRUE, &FALSE, &SLEEP];

/// true(1).
pub static TRUE: Program =
    Program::new(&["true", "sync"], "succeeds", "coreutils 9.1", yes).portable();
/// false(1).
pub static FALSE: Program = Program::new(&["false"], "fails", "coreutils 9.1", no).portable();
/// sleep(1).
pub static SLEEP: Program = Program::new(&["sleep"], "waits", "coreutils 9.1", sleep).portable();

fn yes(run: &mut Run<'_>) -> Followed {
    if run.arguments.iter().any(|word| word.starts_with("--")) {
        return Err(Cannot::NotFollowed);
    }
    Ok(0)
}

fn no(_: &mut Run<'_>) -> Followed {
    Ok(1)
}

fn sleep(run: &mut Run<'_>) -> Followed {
    let number = |word: &String| {
        word.trim_end_matches(['s', 'm', 'h', 'd']).parse::<f64>().is_ok_and(|n| n >= 0.0)
    };
    match !run.arguments.is_empty() && run.arguments.iter().all(number) {
        true => Ok(0),
        false => Err(Cannot::NotFollowed),
    }
}
