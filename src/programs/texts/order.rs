//! In which order texts come (strcoll(3)), as far as it is the same in every locale or the locale is plain.

use std::cmp::Ordering;

use crate::programs::locale::Locale;

/// Whether texts compare by their bytes: in C and C.UTF-8 always, elsewhere where letters of one case
/// and digits stand alone, or with one mark that every order puts in front of them.
pub fn is_certain<'t>(locale: Locale, texts: impl Iterator<Item = &'t str>) -> bool {
    if locale != Locale::Other {
        return true;
    }
    let mut all: Vec<&str> = texts.collect();
    all.sort_unstable();
    all.dedup();
    if all.len() <= 1 {
        return true;
    }
    let mut mark = None;
    all.iter().flat_map(|text| text.chars()).all(|letter| match letter {
        'a'..='z' | '0'..='9' => true,
        '/' | '.' | '-' => *mark.get_or_insert(letter) == letter,
        _ => false,
    })
}

/// The order of file names with versions in them (gnulib filevercmp, coreutils 9).
pub fn version(left: &str, right: &str) -> Ordering {
    if left == right {
        return Ordering::Equal;
    }
    let special = |text: &str| match text {
        "" => 0,
        "." => 1,
        ".." => 2,
        _ if text.starts_with('.') => 3,
        _ => 4,
    };
    let (one, other) = (special(left), special(right));
    if one != other || one < 3 {
        return one.cmp(&other);
    }
    let (stem, rest) = (without_suffix(left), without_suffix(right));
    let first = verrevcmp(&left.as_bytes()[..stem], &right.as_bytes()[..rest]);
    match first {
        Ordering::Equal if stem != left.len() || rest != right.len() => {
            verrevcmp(left.as_bytes(), right.as_bytes())
        }
        other => other,
    }
}

/// Without a suffix of the form `(\.[A-Za-z~][A-Za-z0-9~]*)*`.
fn without_suffix(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut at = 0;
    while at < bytes.len() {
        at += 1;
        end = at;
        while at + 1 < bytes.len()
            && bytes[at] == b'.'
            && (bytes[at + 1].is_ascii_alphabetic() || bytes[at + 1] == b'~')
        {
            at += 2;
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'~') {
                at += 1;
            }
        }
    }
    end
}

fn weight(byte: Option<u8>) -> i32 {
    match byte {
        None => -1,
        Some(b'0'..=b'9') => 0,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(byte),
        Some(b'~') => -2,
        Some(byte) => i32::from(byte) + 256,
    }
}

fn verrevcmp(left: &[u8], right: &[u8]) -> Ordering {
    let (mut i, mut j) = (0, 0);
    let digit = |bytes: &[u8], at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while i < left.len() || j < right.len() {
        while (i < left.len() && !digit(left, i)) || (j < right.len() && !digit(right, j)) {
            let (one, other) = (weight(left.get(i).copied()), weight(right.get(j).copied()));
            if one != other {
                return one.cmp(&other);
            }
            i += 1;
            j += 1;
        }
        while left.get(i) == Some(&b'0') {
            i += 1;
        }
        while right.get(j) == Some(&b'0') {
            j += 1;
        }
        let mut first = Ordering::Equal;
        while digit(left, i) && digit(right, j) {
            if first == Ordering::Equal {
                first = left[i].cmp(&right[j]);
            }
            i += 1;
            j += 1;
        }
        if digit(left, i) {
            return Ordering::Greater;
        }
        if digit(right, j) {
            return Ordering::Less;
        }
        if first != Ordering::Equal {
            return first;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_sort_as_gnu_sorts_them() {
        for (left, right) in [
            ("v1.2.11", "v1.9.0"),
            ("v1.9.0", "v1.10.2"),
            ("a-1.tar.gz", "a-1.1.tar.gz"),
            ("1.0~rc1", "1.0"),
            ("", "a"),
            (".a", "a"),
        ] {
            assert_eq!(version(left, right), Ordering::Less, "{left} {right}");
            assert_eq!(version(right, left), Ordering::Greater, "{left} {right}");
        }
    }
}
