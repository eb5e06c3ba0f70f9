//! `robocopy /l`: it lists what it would copy, and changes nothing.

use crate::machine::path::same_name;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&ROBOCOPY];

/// robocopy.exe.
pub static ROBOCOPY: Program = Program::new(
    &["robocopy.exe"],
    "/l changes nothing; of a directory beside itself it shows one line, which begins with a tab",
    "its own: MS robocopy; batchlib's tests, asserted on Windows",
    robocopy,
)
.needs("the directory");

fn robocopy(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let has = |switch: &str| words.iter().any(|word| word.eq_ignore_ascii_case(switch));
    // What it would do to files and to a log is not followed; without `/l` it does it.
    let logs = words.iter().any(|word| {
        let word = word.to_ascii_lowercase();
        ["/log", "/unilog", "/save", "/job"].iter().any(|one| word.starts_with(one))
    });
    if !has("/l") || logs {
        return Err(Cannot::NotFollowed);
    }
    let names: Vec<&String> = words.iter().filter(|word| !word.starts_with('/')).collect();
    let silent = words
        .iter()
        .filter(|word| word.starts_with('/'))
        .all(|word| ["/l", "/njh", "/njs"].iter().any(|one| word.eq_ignore_ascii_case(one)));
    match names.as_slice() {
        [from, to] if silent && has("/njh") && has("/njs") => compared(run, from, to),
        _ => Err(Cannot::unknown()),
    }
}

/// A directory beside itself: only its own line, a tab, blanks, how many files it has, and its path.
fn compared(run: &mut Run<'_>, from: &str, to: &str) -> Followed {
    let from = run.absolute(from)?;
    if !same_name(&from, &run.absolute(to)?) || !run.machine().is_directory(&from) {
        return Err(Cannot::unknown());
    }
    let rest = run.untold("is what `robocopy` shows of the directory").shaped(Shape::Line);
    let mut line = Value::known("\t ", Origin::File(run.place().clone()));
    line.append(Value::unknown(rest));
    run.value = Some(line);
    run.out = "\r\n".to_owned();
    Ok(0)
}
