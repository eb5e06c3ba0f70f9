//! `diff` and `cmp`: whether two files are the same; where they differ, not what is said of it.

use crate::machine::Platform;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&DIFF, &CMP];

/// diff(1).
pub static DIFF: Program = Program::new(
    &["diff"],
    "of two files, with -q -s -u -a -i… and --color: whether they are the same",
    "diffutils 3.8, judged beside it",
    diff,
)
.portable();
/// cmp(1).
pub static CMP: Program = Program::new(
    &["cmp"],
    "of two files, with -s: whether they are the same",
    "diffutils 3.8, judged beside it",
    cmp,
)
.portable();

fn diff(run: &mut Run<'_>) -> Followed {
    let long =
        [("color", 'K', MAYBE), ("brief", 'q', NO), ("unified", 'u', MAYBE), ("text", 'a', NO)];
    let options = Options::read(&run.arguments, "quaN", &long, false)?;
    // Apple's own has no colours in every release.
    if options.has('K') && run.machine().platform() == Platform::MacOs {
        return Err(Cannot::NotFollowed);
    }
    same(run, &options, "tells what differs")
}

fn cmp(run: &mut Run<'_>) -> Followed {
    let long = [("silent", 's', NO), ("quiet", 's', NO), ("bytes", 'n', YES)];
    let options = Options::read(&run.arguments, "s", &long, false)?;
    if options.has('n') {
        return Err(Cannot::NotFollowed);
    }
    if options.has('s') {
        return match same(run, &options, "") {
            Err(Cannot::Because { status: Some(status), .. }) => Ok(status),
            other => other,
        };
    }
    same(run, &options, "tells where two files differ")
}

/// Nothing is said of files that are the same.
fn same(run: &mut Run<'_>, options: &Options, told: &str) -> Followed {
    let [one, other] = options.operands.as_slice() else { return Err(Cannot::NotFollowed) };
    let directory = |run: &mut Run<'_>, path: &str| -> Result<bool, Cannot> {
        let path = run.absolute(path)?;
        Ok(super::status(run, &path)?.is_some_and(|one| one.is_directory()))
    };
    if one == "-" || other == "-" || directory(run, one)? || directory(run, other)? {
        return Err(Cannot::NotFollowed);
    }
    let (Ok(left), Ok(right)) = (run.read(one)?, run.read(other)?) else {
        // A file that is missing may count as an empty one.
        if options.has('N') {
            return Err(Cannot::NotFollowed);
        }
        run.mutters();
        return Ok(2);
    };
    if left == right {
        return Ok(0);
    }
    Err(Cannot::Because { reason: told.into(), shape: Shape::Filled, status: Some(1) })
}
