//! `perl -n` and `perl -p`, as far as there is no line to run their program for.

use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&PERL];

/// perl(1).
pub static PERL: Program = Program::new(
    &["perl"],
    "-n and -p of an input without lines: their program is not run",
    "perlrun(1), perl 5.36, judged beside it",
    perl,
)
.portable();

fn perl(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let (program, options) = words.split_last().ok_or(Cannot::NotFollowed)?;
    let letters: Vec<char> = options
        .iter()
        .map(|word| word.strip_prefix('-').ok_or(Cannot::NotFollowed))
        .collect::<Result<Vec<&str>, _>>()?
        .concat()
        .chars()
        .collect();
    let known = letters.iter().all(|letter| "anplwsEe".contains(*letter));
    let loops = letters.iter().any(|letter| matches!(letter, 'n' | 'p'));
    let reads = letters.last().is_some_and(|letter| matches!(letter, 'e' | 'E'));
    let lasting = letters.iter().filter(|letter| matches!(letter, 'e' | 'E')).count() == 1;
    // What is done when the program is read, or behind the loop, is done all the same.
    let apart = ["BEGIN", "END", "use ", "no ", "}"].iter().any(|word| program.contains(word));
    if !known || !loops || !reads || !lasting || apart || !run.input()?.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    Ok(0)
}
