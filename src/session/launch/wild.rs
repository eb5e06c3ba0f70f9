//! Patterns of configuration files (fnmatch(3)): `*`, `?` and sets.

/// Whether the whole text fits the pattern. The work is the product of both lengths at most.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut here) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while here < text.len() {
        match one(&pattern, at, text[here]) {
            Step::Fits(next) => {
                at = next;
                here += 1;
            }
            Step::Any => {
                back = Some((at, here));
                at += 1;
            }
            Step::Fails => match back {
                // The last star takes one more.
                Some((star, taken)) => {
                    back = Some((star, taken + 1));
                    at = star + 1;
                    here = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at.min(pattern.len())..].iter().all(|letter| *letter == '*')
}

enum Step {
    Fits(usize),
    Any,
    Fails,
}

fn one(pattern: &[char], at: usize, letter: char) -> Step {
    match pattern.get(at) {
        None => Step::Fails,
        Some('*') => Step::Any,
        Some('?') => Step::Fits(at + 1),
        Some('[') => set(pattern, at, letter),
        Some('\\') if at + 1 < pattern.len() => literal(pattern[at + 1], letter, at + 2),
        Some(other) => literal(*other, letter, at + 1),
    }
}

fn literal(wanted: char, letter: char, next: usize) -> Step {
    if wanted == letter { Step::Fits(next) } else { Step::Fails }
}

/// `[abc]`, `[a-z]`, `[!abc]`; without its end it is a plain bracket.
fn set(pattern: &[char], at: usize, letter: char) -> Step {
    let negated = matches!(pattern.get(at + 1), Some('!' | '^'));
    let first = at + 1 + usize::from(negated);
    let end = (first + 1..pattern.len()).find(|index| pattern[*index] == ']');
    let Some(end) = end else { return literal('[', letter, at + 1) };
    let inside = &pattern[first..end];
    let mut found = false;
    let mut index = 0;
    while index < inside.len() {
        let range = inside.get(index + 1) == Some(&'-') && index + 2 < inside.len();
        let last = if range { inside[index + 2] } else { inside[index] };
        found |= (inside[index]..=last).contains(&letter);
        index += if range { 3 } else { 1 };
    }
    if found != negated { Step::Fits(end + 1) } else { Step::Fails }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_fnmatch() {
        let rows = [
            ("GO*", "GOPATH", true),
            ("GO*", "go", false),
            ("*.conf", "10-a.conf", true),
            ("*.conf", "a.conf.bak", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("[a-c]?", "bz", true),
            ("[!a]b", "ab", false),
            ("[", "[", true),
            ("", "", true),
            ("*", "", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
        ];
        for (pattern, text, expected) in rows {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
