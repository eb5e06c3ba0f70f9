//! Sequences in braces: `{1..10..2}`, `{a..e}` (bash(1) "Brace Expansion"; zshexpn(1) "BRACE EXPANSION").

use crate::shells::posix::dialect::Dialect;

/// What stands between braces and is no list.
pub(super) enum Sequence {
    /// The words it becomes.
    Words(Vec<String>),
    /// More of them than are made, or something whose words are not known.
    Unknown,
    /// It stands for itself.
    Literal,
}

/// Wider numbers are not made: Rust's own formatting goes no further.
const WIDEST: usize = u16::MAX as usize;

/// Reads the text between braces; of a sequence at most so many words are made.
pub(super) fn sequence(text: &str, dialect: Dialect, most: usize) -> Sequence {
    let mut ends = text.split("..");
    let (Some(from), Some(to)) = (ends.next(), ends.next()) else { return Sequence::Literal };
    let step = ends.next();
    let bash = dialect.is_bash();
    if ends.next().is_some() || text.contains("...") {
        return if bash { Sequence::Literal } else { Sequence::Unknown };
    }
    let by = match step.map(str::parse::<i64>) {
        None => Some(1),
        Some(Ok(by)) => Some(by),
        Some(Err(_)) => None,
    };
    if let (Ok(first), Ok(last), Some(by)) = (number(from, bash), number(to, bash), by) {
        // zsh keeps a step of nothing without its braces (glob.c, `xpandbraces`).
        if by == 0 && !bash {
            return Sequence::Unknown;
        }
        return numbers(first, last, by, width(from).max(width(to)), bash, most);
    }
    match (letter(from), letter(to), by) {
        (Some(first), Some(last), Some(by)) if bash || step.is_none() => {
            letters(first, last, by, bash)
        }
        _ if bash => Sequence::Literal,
        // What zsh makes of half a sequence is told nowhere.
        _ => Sequence::Unknown,
    }
}

fn number(text: &str, signed: bool) -> Result<i64, ()> {
    let plain = text.strip_prefix('+').filter(|_| signed).unwrap_or(text);
    plain.parse().map_err(drop)
}

/// How wide the numbers are made where one of the ends begins with a zero.
fn width(text: &str) -> usize {
    let digits = text.trim_start_matches('-');
    if digits.len() > 1 && digits.starts_with('0') { text.len() } else { 0 }
}

fn letter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii_graphic() => Some(*byte),
        _ => None,
    }
}

/// Letters of one case: what stands between the cases has signs that quote.
fn letters(first: u8, last: u8, by: i64, bash: bool) -> Sequence {
    let same = |is: fn(&u8) -> bool| is(&first) && is(&last);
    if !same(u8::is_ascii_lowercase) && !same(u8::is_ascii_uppercase) {
        let plain = bash && !(first.is_ascii_alphabetic() && last.is_ascii_alphabetic());
        return if plain { Sequence::Literal } else { Sequence::Unknown };
    }
    match numbers(first.into(), last.into(), by, 0, bash, 64) {
        Sequence::Words(words) => {
            let letters = words.iter().filter_map(|word| word.parse::<u8>().ok());
            Sequence::Words(letters.map(|byte| char::from(byte).to_string()).collect())
        }
        other => other,
    }
}

/// bash takes the step's sign from the ends, zsh turns the words round for a negative one.
fn numbers(first: i64, last: i64, by: i64, width: usize, bash: bool, most: usize) -> Sequence {
    let step = by.unsigned_abs().max(1);
    let count = first.abs_diff(last) / step;
    if count >= most as u64 || width > WIDEST {
        return Sequence::Unknown;
    }
    let at = |turn: u64| match (turn * step) as i64 {
        far if first <= last => first + far,
        far => first - far,
    };
    let shown = |number: i64| match number < 0 {
        true => format!("-{:0width$}", number.unsigned_abs(), width = width.saturating_sub(1)),
        false => format!("{number:0width$}"),
    };
    let mut words: Vec<String> = (0..=count).map(|turn| shown(at(turn))).collect();
    if by < 0 && !bash {
        words.reverse();
    }
    Sequence::Words(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, dialect: Dialect) -> String {
        match sequence(text, dialect, 100) {
            Sequence::Words(words) => words.join(" "),
            Sequence::Unknown => "?".to_owned(),
            Sequence::Literal => text.to_owned(),
        }
    }

    #[test]
    fn ends_steps_and_zeros_as_the_shells_count() {
        for (text, bash, zsh) in [
            ("1..10..-3", "1 4 7 10", "10 7 4 1"),
            ("-01..3", "-01 000 001 002 003", "-01 000 001 002 003"),
            ("1..1000", "?", "?"),
            ("e..a..2", "e c a", "?"),
            ("1..a", "1..a", "?"),
            ("-9223372036854775808..9223372036854775807", "?", "?"),
            (
                "9223372036854775806..9223372036854775807",
                "9223372036854775806 9223372036854775807",
                "9223372036854775806 9223372036854775807",
            ),
        ] {
            assert_eq!(words(text, Dialect::BASH), bash, "{text}");
            assert_eq!(words(text, Dialect::ZSH), zsh, "{text}");
        }
    }
}
