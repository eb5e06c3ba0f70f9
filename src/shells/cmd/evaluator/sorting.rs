//! How `if` orders text: by words, as the locale does, not by code points.
//!
//! Hyphens and apostrophes weigh next to nothing, punctuation comes before
//! digits and digits before letters, lower case before upper only to break a
//! tie (Wine's tests assert the rows on real Windows). Outside ASCII the
//! locale decides, and the answer is `None`.

use std::cmp::Ordering;

/// Punctuation in the order of the invariant locale.
const PUNCTUATION: &str = "\t !\"#$%&()*,./:;?@[\\]^_`{|}~+<=>";

/// Compares two texts; `None` where the locale would have to be known.
pub fn compare(left: &str, right: &str, ignore_case: bool) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    if !left.is_ascii() || !right.is_ascii() {
        return None;
    }
    let heavy = |text: &str| -> Option<Vec<(u32, u32)>> {
        text.chars().filter(|letter| !is_light(*letter)).map(weight).collect()
    };
    let (first, second) = (heavy(left)?, heavy(right)?);
    let primary = |weights: &[(u32, u32)]| weights.iter().map(|one| one.0).collect::<Vec<_>>();
    let by_letter = primary(&first).cmp(&primary(&second));
    if by_letter != Ordering::Equal {
        return Some(by_letter);
    }
    let case = |weights: &[(u32, u32)]| weights.iter().map(|one| one.1).collect::<Vec<_>>();
    let by_case = if ignore_case { Ordering::Equal } else { case(&first).cmp(&case(&second)) };
    if by_case != Ordering::Equal {
        return Some(by_case);
    }
    match (left.contains(is_light), right.contains(is_light)) {
        (false, false) => Some(Ordering::Equal),
        (true, false) => Some(Ordering::Greater),
        (false, true) => Some(Ordering::Less),
        (true, true) => None,
    }
}

fn is_light(letter: char) -> bool {
    matches!(letter, '-' | '\'')
}

fn weight(letter: char) -> Option<(u32, u32)> {
    match letter {
        '0'..='9' => Some((100 + u32::from(letter), 0)),
        _ if letter.is_ascii_alphabetic() => {
            let upper = u32::from(letter.is_ascii_uppercase());
            Some((200 + u32::from(letter.to_ascii_lowercase()), upper))
        }
        _ => PUNCTUATION.find(letter).and_then(|at| Some((u32::try_from(at).ok()?, 0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_wine() {
        for (left, right, expected) in [
            ("A", "AA", Ordering::Less),
            ("AA", "AB", Ordering::Less),
            ("AB", "B", Ordering::Less),
            ("B", "BA", Ordering::Less),
            ("a", "B", Ordering::Less),
            ("b", "B", Ordering::Less),
            ("b", "A", Ordering::Greater),
            ("\"-1\"", "\"1\"", Ordering::Greater),
            ("1", "\"1\"", Ordering::Greater),
            ("1", "\"10\"", Ordering::Greater),
            ("'1'", "1", Ordering::Greater),
            ("'1'", "\"10\"", Ordering::Greater),
            ("\"1\"", "1", Ordering::Less),
            ("1", "'1'", Ordering::Less),
            ("\"10\"", "'1'", Ordering::Less),
            ("\"1\"", "\"10\"", Ordering::Less),
            ("\"9\"", "\"10\"", Ordering::Greater),
            ("1.1", "1.10", Ordering::Less),
            ("LSS", "LSSfoo", Ordering::Less),
        ] {
            assert_eq!(compare(left, right, false), Some(expected), "{left} {right}");
        }
        assert_eq!(compare("foo", "FoOc", true), Some(Ordering::Less));
        assert_eq!(compare("ä", "z", false), None);
    }
}
