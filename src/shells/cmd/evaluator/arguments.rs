//! The words behind a command: where they end, and what `%1` of a batch file is.

use std::rc::Rc;

use crate::shells::cmd::state::Arguments;
use crate::shells::cmd::syntax::is_delimiter;
use crate::shells::cmd::traced::{HOLE, Traced};

/// A name that a `for` variable or `!x!` made may hold blanks: what follows the first is an argument.
/// A parenthesis begins the arguments as well (Wine's tests of names in `cmd /c`).
pub fn split_name(name: &Traced, arguments: &Traced) -> (Traced, Traced) {
    let mut quoted = false;
    for (at, letter) in name.text().char_indices() {
        match letter {
            '"' => quoted = !quoted,
            _ if !quoted && (is_delimiter(letter) || letter == '(' && at > 0) => {
                let mut rest = name.slice(at..name.len());
                rest.append(arguments);
                return (name.slice(0..at), rest);
            }
            _ => {}
        }
    }
    (name.clone(), arguments.clone())
}

/// The words between blanks, commas, semicolons and equals signs; quotes protect and stay.
pub fn words(text: &Traced) -> Vec<Traced> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, letter) in text.text().char_indices() {
        if letter == '"' {
            quoted = !quoted;
        }
        let ends = !quoted && (is_delimiter(letter) || letter == '\n' || letter == '\r');
        match start {
            None if !ends => start = Some(at),
            Some(from) if ends => {
                words.push(text.slice(from..at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push(text.slice(from..text.len()));
    }
    words
}

/// Whether unknown text outside quotes may stand for several words, or for none.
pub fn may_be_several(word: &Traced) -> bool {
    let mut quoted = false;
    for (at, letter) in word.text().char_indices() {
        match letter {
            '"' => quoted = !quoted,
            HOLE if !quoted && word.has_hole(at..at + HOLE.len_utf8()) => return true,
            _ => {}
        }
    }
    false
}

/// `%0` to `%9` and `%*` of a batch file or subroutine.
/// Blanks around them are no part of `%*` (ReactOS' and Wine's tests of `call`).
pub fn of_batch(zero: Traced, script: &str, tail: &Traced) -> Arguments {
    let rest = words(tail);
    let uncertain = rest.iter().position(may_be_several);
    let beyond = uncertain.and_then(|at| rest[at].why_unknown());
    let mut known = rest;
    if let (Some(at), Some(unknown)) = (uncertain, &beyond) {
        known.truncate(at);
        let mut hole = Traced::default();
        hole.push_unknown(unknown.clone());
        known.push(hole);
    }
    let tail = tail.trim(&[' ', '\t']);
    let script = script.to_owned();
    Arguments { zero, script, rest: known, tail, beyond, ..Arguments::default() }
}

/// What `shift /n` leaves; `None` if n is no position.
pub fn shifted(arguments: &Arguments, from: usize) -> Arguments {
    let mut shifted = arguments.clone();
    if from == 0 {
        shifted.zero =
            if shifted.rest.is_empty() { Traced::default() } else { shifted.rest.remove(0) };
        shifted.shifted_zero = true;
    } else if from <= shifted.rest.len() {
        shifted.rest.remove(from - 1);
    }
    shifted
}

/// A reference-counted copy with one change.
pub fn shared(arguments: Arguments) -> Rc<Arguments> {
    Rc::new(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    #[test]
    fn separators_collapse_and_quotes_stay() {
        let split = |text: &str| {
            let all = words(&Traced::known(text, Origin::Default("t".into())));
            all.iter().map(|word| word.text().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(split(" a==b;;c"), ["a", "b", "c"]);
        assert_eq!(split(" \"p \"1 x"), ["\"p \"1", "x"]);
        assert_eq!(split("(1);,;(2)"), ["(1)", "(2)"]);
        assert_eq!(split("(12;34)"), ["(12", "34)"]);
    }
}
