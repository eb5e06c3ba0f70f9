//! The order in which zsh's flags are applied, however they are written (zshexpn(1), "Rules"; Src/subst.c).

/// A flag with its arguments, and when it is applied.
fn rank(flag: char) -> u8 {
    match flag {
        'j' | 'F' => 10,
        's' | 'f' | '0' => 11,
        'U' | 'L' | 'C' => 12,
        'g' => 13,
        '%' => 14,
        'q' | 'Q' => 15,
        'V' | 'D' => 16,
        'z' | 'Z' => 17,
        'u' => 18,
        'o' | 'O' | 'a' | 'n' | 'i' => 19,
        'e' => 21,
        'l' | 'r' => 22,
        _ => 0,
    }
}

/// The flags as they are applied one after the other.
pub(super) fn in_rank(flags: &str) -> String {
    let mut groups: Vec<(u8, &str)> = Vec::new();
    let mut letters = flags.chars();
    loop {
        let rest = letters.as_str();
        let Some(flag) = letters.next() else { break };
        match flag {
            's' | 'j' | 'g' | 'Z' | 'I' => drop(argument(&mut letters)),
            'l' | 'r' => {
                paddings(&mut letters);
            }
            'q' => {
                while letters.as_str().starts_with(['q', '-', '+']) {
                    letters.next();
                }
            }
            '%' if letters.as_str().starts_with('%') => drop(letters.next()),
            'O' if letters.as_str().starts_with('a') => drop(letters.next()),
            _ => {}
        }
        groups.push((rank(flag), &rest[..rest.len() - letters.as_str().len()]));
    }
    groups.sort_by_key(|(rank, _)| *rank);
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether zsh 5.9 knows no such flag, or its argument is missing.
pub(super) fn are_wrong(flags: &str) -> bool {
    let mut letters = flags.chars();
    while let Some(flag) = letters.next() {
        match flag {
            'g' | 'j' | 's' | 'l' | 'r' if letters.as_str().is_empty() => return true,
            'l' | 'r' => drop(paddings(&mut letters)),
            's' | 'j' | 'g' | 'Z' | 'I' | '_' => drop(argument(&mut letters)),
            // Behind other signs these may mean something.
            'q' => letters = letters.as_str().trim_start_matches(['q', '-', '+']).chars(),
            'd' | 'h' | 'x' | 'y' | 'G' | 'H' | 'J' | 'K' | 'T' | 'Y' | '1'..='9' => return true,
            '+' | ',' | '.' | '/' | ':' | '=' | '?' | '^' => return true,
            _ => {}
        }
    }
    false
}

/// The width of `l` and `r`, and the two fillings that may follow between the same delimiters.
pub(super) fn paddings(letters: &mut std::str::Chars<'_>) -> [String; 3] {
    let delimiter = letters.as_str().chars().next();
    let mut one = |first: bool| match first || letters.as_str().chars().next() == delimiter {
        true => argument(letters),
        false => String::new(),
    };
    [one(true), one(false), one(false)]
}

/// An argument between delimiters.
pub(super) fn argument(letters: &mut std::str::Chars<'_>) -> String {
    let close = match letters.next() {
        Some('(') => ')',
        Some('[') => ']',
        Some('{') => '}',
        Some('<') => '>',
        Some(other) => other,
        None => return String::new(),
    };
    letters.take_while(|letter| *letter != close).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_zsh_does_not_know() {
        for flags in ["y", "jx", "s", "l", "@y", "G", "q.", "s.:.h"] {
            assert_eq!(are_wrong(flags), flags != "jx", "{flags}");
        }
        for flags in ["@f", "s:h:", "l:5::y:", "qqq", "q-", "q+", "%%", "oi", "ps:\\0:", "Oa"] {
            assert!(!are_wrong(flags), "{flags}");
        }
    }

    #[test]
    fn joined_and_split_before_sorted() {
        assert_eq!(in_rank("oj:,:"), "j:,:o");
        assert_eq!(in_rank("os.:."), "s.:.o");
        assert_eq!(in_rank("l:5::-:Uqq-@"), "@Uqq-l:5::-:");
        assert_eq!(in_rank("Oa%%s(x)"), "s(x)%%Oa");
    }
}
