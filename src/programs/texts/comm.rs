//! `comm`.

use super::{COREUTILS, lines};
use crate::programs::options::Options;
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&COMM];

/// comm(1).
pub static COMM: Program =
    Program::new(&["comm"], "-1 -2 -3 of sorted files", COREUTILS, comm).portable();

fn comm(run: &mut Run<'_>) -> Followed {
    let options = Options::read(&run.arguments, "123", &[], false)?;
    let [left, right] = options.operands.as_slice() else { return Err(Cannot::NotFollowed) };
    let (Ok(left), Ok(right)) = (run.read(left)?, run.read(right)?) else {
        return run.refuses(1);
    };
    let (left, right) = (lines(&left), lines(&right));
    let locale = run.locale("LC_COLLATE")?;
    for side in [&left, &right] {
        if !side.is_sorted() {
            return Err(Cannot::NotFollowed);
        }
    }
    if !super::order::is_certain(locale, left.iter().chain(&right).copied()) {
        return Err(Cannot::NotFollowed);
    }
    let show = |column: char| !options.has(column);
    let pad = |column: char| match column {
        '1' => String::new(),
        '2' => {
            if show('1') {
                "\t".into()
            } else {
                String::new()
            }
        }
        _ => "\t".repeat(usize::from(show('1')) + usize::from(show('2'))),
    };
    let (mut at, mut other) = (0, 0);
    loop {
        let (column, line) = match (left.get(at), right.get(other)) {
            (None, None) => return Ok(0),
            (Some(one), Some(two)) if one == two => {
                at += 1;
                other += 1;
                ('3', *one)
            }
            (Some(one), two) if two.is_none_or(|two| one < two) => {
                at += 1;
                ('1', *one)
            }
            (_, Some(two)) => {
                other += 1;
                ('2', *two)
            }
            (Some(_), None) => return Ok(0),
        };
        if show(column) {
            run.out.push_str(&format!("{}{line}\n", pad(column)));
        }
    }
}
