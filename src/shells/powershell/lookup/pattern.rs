//! File patterns as .NET's directory enumeration reads them on every system.

/// Whether a file name fits a pattern by the old DOS rules .NET keeps: `*` and `?` alone are
/// wild, ASCII case does not count, a `?` before a period or at the end may match nothing, and
/// `*.` before the last part may stop at any period (`FileSystemName.TranslateWin32Expression`).
pub fn matches(pattern: &str, name: &str, ignore_case: bool) -> bool {
    if pattern == "*" || pattern == "*.*" || pattern == "." || pattern.is_empty() {
        return true;
    }
    let pattern = translated(pattern);
    let name: Vec<char> = name.chars().collect();
    // One row of states per letter: the number of pattern parts that were matched so far.
    let mut states = vec![false; pattern.len() + 1];
    states[0] = true;
    skip(&pattern, &mut states, name.first().copied(), &name);
    for (at, letter) in name.iter().enumerate() {
        states = step(&pattern, &states, *letter, &name[at..], ignore_case);
        skip(&pattern, &mut states, name.get(at + 1).copied(), &name[at + 1..]);
        if !states.contains(&true) {
            return false;
        }
    }
    states[pattern.len()]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `*`
    Any,
    /// `*` before a period: anything, but not past the last period.
    AnyToPeriod,
    /// `?`: one letter, or nothing at a period or the end.
    One,
    /// A period before a wildcard: a period, or nothing at the end.
    Period,
    Letter(char),
}

fn translated(pattern: &str) -> Vec<Part> {
    let letters: Vec<char> = pattern.chars().collect();
    let next = |at: usize| letters.get(at + 1).copied();
    let part = |(at, letter): (usize, &char)| match letter {
        '.' if matches!(next(at), Some('?' | '*')) => Part::Period,
        '?' => Part::One,
        '*' if next(at) == Some('.') && at + 2 == letters.len() => Part::AnyToPeriod,
        '*' => Part::Any,
        letter => Part::Letter(*letter),
    };
    letters.iter().enumerate().map(part).collect()
}

/// States that are reached without a letter.
fn skip(pattern: &[Part], states: &mut [bool], next: Option<char>, rest: &[char]) {
    for at in 0..pattern.len() {
        let free = match pattern[at] {
            Part::Any | Part::AnyToPeriod => true,
            Part::One => next.is_none() || next == Some('.'),
            Part::Period => rest.is_empty(),
            Part::Letter(_) => false,
        };
        if states[at] && free {
            states[at + 1] = true;
        }
    }
}

fn step(
    pattern: &[Part],
    states: &[bool],
    letter: char,
    rest: &[char],
    ignore_case: bool,
) -> Vec<bool> {
    let mut next = vec![false; states.len()];
    for (at, part) in pattern.iter().enumerate().filter(|(at, _)| states[*at]) {
        match part {
            Part::Any => next[at] = true,
            Part::AnyToPeriod => next[at] = letter != '.' || rest[1..].contains(&'.'),
            Part::One => next[at + 1] |= true,
            Part::Period => next[at + 1] |= letter == '.',
            Part::Letter(wanted) => next[at + 1] |= same(*wanted, letter, ignore_case),
        }
    }
    next
}

fn same(left: char, right: char, ignore_case: bool) -> bool {
    left == right || ignore_case && left.to_uppercase().eq(right.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn only_the_two_old_wildcards_count() {
        let rows = [
            ("git*", "git.exe", true),
            ("g?t", "git.exe", false),
            ("g?t", "git", true),
            ("git.?xe", "git.exe", true),
            ("git.???", "git.ps", true),
            ("git.*", "git", true),
            ("[g]it.exe", "git.exe", false),
            ("*[x]*", "[x].exe", true),
            ("*", "a.b", true),
            ("*.*", "ab", true),
            ("GI*", "git.exe", true),
            ("gi*t", "git.exe", false),
            ("*.exe", "git.exe.txt", false),
        ];
        for (pattern, name, expected) in rows {
            assert_eq!(matches(pattern, name, true), expected, "{pattern} {name}");
        }
        assert!(!matches("GI*", "git", false));
    }

    #[test]
    fn a_pattern_of_stars_takes_no_more_than_its_length_times_the_names() {
        assert!(!matches(&"*a".repeat(2_000), &"a".repeat(1_000), true));
    }
}
