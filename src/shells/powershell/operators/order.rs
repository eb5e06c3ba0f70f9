//! How two texts compare under the invariant culture, as far as envsim knows it.

use std::cmp::Ordering;

/// ASCII characters in the order of the Unicode root collation (CLDR `root.txt`), letters and digits apart.
static SYMBOLS: &str = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// The order of two texts; `None` where that takes more of the collation than envsim has.
pub fn compare(left: &str, right: &str, ignore_case: bool) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let (mut left_rest, mut right_rest) = (left.chars(), right.chars());
    let mut by_case = Ordering::Equal;
    loop {
        match (left_rest.next(), right_rest.next()) {
            (None, None) => break,
            (None, Some(_)) => return Some(Ordering::Less),
            (Some(_), None) => return Some(Ordering::Greater),
            (Some(one), Some(other)) => {
                if one == other {
                    continue;
                }
                let order = weight(one)?.cmp(&weight(other)?);
                if order != Ordering::Equal {
                    return Some(order);
                }
                // Lower case comes first, but only where nothing else differs.
                if by_case == Ordering::Equal {
                    by_case = other.cmp(&one);
                }
            }
        }
    }
    Some(if ignore_case { Ordering::Equal } else { by_case })
}

fn weight(letter: char) -> Option<u32> {
    if let Some(at) = SYMBOLS.find(letter) {
        return u32::try_from(at).ok();
    }
    match letter {
        '\t' | '\n' | '\r' | '\x0b' | '\x0c' => Some(0),
        '0'..='9' => Some(100 + u32::from(letter) - u32::from('0')),
        'a'..='z' | 'A'..='Z' => Some(200 + u32::from(letter.to_ascii_lowercase())),
        _ => None,
    }
}

/// Whether two texts are the same, ignoring case.
pub fn same(left: &str, right: &str, ignore_case: bool) -> bool {
    left == right || ignore_case && crate::machine::path::same_name(left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_after_digits_and_symbols() {
        let rows = [
            ("a", "B", Ordering::Less),
            ("10", "2", Ordering::Less),
            ("a_b", "a-b", Ordering::Less),
            ("a", "A", Ordering::Equal),
            ("ab", "a", Ordering::Greater),
        ];
        for (left, right, order) in rows {
            assert_eq!(compare(left, right, true), Some(order), "{left} {right}");
        }
        assert_eq!(compare("a", "A", false), Some(Ordering::Less));
        assert_eq!(compare("é", "f", true), None);
    }
}
