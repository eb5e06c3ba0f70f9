//! The regular expressions of Go's scripts, as far as they use them: `. * + ? ^ $ [] () | \`.

/// Whether some part of the text fits (with `^` and `$` at line ends, as the scripts have it).
pub fn found(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    (0..=text.len()).any(|start| branches(&pattern, &text, start, &|_| true))
}

type Then<'t> = &'t dyn Fn(usize) -> bool;

fn branches(pattern: &[char], text: &[char], at: usize, then: Then) -> bool {
    let mut depth = 0;
    let mut start = 0;
    let mut index = 0;
    while index < pattern.len() {
        match pattern[index] {
            '\\' => index += 1,
            '[' => index += class_len(&pattern[index..]) - 1,
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => {
                if sequence(&pattern[start..index], text, at, then) {
                    return true;
                }
                start = index + 1;
            }
            _ => {}
        }
        index += 1;
    }
    sequence(&pattern[start..], text, at, then)
}

fn class_len(pattern: &[char]) -> usize {
    let from = if pattern.get(1) == Some(&'^') { 3 } else { 2 };
    pattern
        .iter()
        .skip(from)
        .position(|letter| *letter == ']')
        .map_or(pattern.len(), |at| from + at + 1)
}

fn atom_len(pattern: &[char]) -> usize {
    match pattern[0] {
        '\\' => 2,
        '[' => class_len(pattern),
        '(' => {
            let mut depth = 0;
            let mut index = 0;
            while index < pattern.len() {
                match pattern[index] {
                    '\\' => index += 1,
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                index += 1;
                if depth == 0 {
                    return index;
                }
            }
            pattern.len()
        }
        _ => 1,
    }
}

fn sequence(pattern: &[char], text: &[char], at: usize, then: Then) -> bool {
    if pattern.is_empty() {
        return then(at);
    }
    let len = atom_len(pattern).min(pattern.len());
    let (atom, rest) = pattern.split_at(len);
    match rest.first() {
        Some('*') => repeat(atom, &rest[1..], text, at, 0, usize::MAX, then),
        Some('+') => repeat(atom, &rest[1..], text, at, 1, usize::MAX, then),
        Some('?') => repeat(atom, &rest[1..], text, at, 0, 1, then),
        _ => one(atom, text, at, &|next| sequence(rest, text, next, then)),
    }
}

fn repeat(
    atom: &[char],
    rest: &[char],
    text: &[char],
    at: usize,
    least: usize,
    most: usize,
    then: Then,
) -> bool {
    let again = |next: usize| {
        next > at && repeat(atom, rest, text, next, least.saturating_sub(1), most - 1, then)
    };
    if most > 0 && one(atom, text, at, &again) {
        return true;
    }
    least == 0 && sequence(rest, text, at, then)
}

fn one(atom: &[char], text: &[char], at: usize, then: Then) -> bool {
    let letter = text.get(at).copied();
    let fits = match atom {
        ['^'] => return (at == 0 || text[at - 1] == '\n') && then(at),
        ['$'] => return (letter.is_none() || letter == Some('\n')) && then(at),
        ['(', inner @ .., ')'] => {
            let inner = inner.strip_prefix(&['?', ':'][..]).unwrap_or(inner);
            return branches(inner, text, at, then);
        }
        ['.'] => letter.is_some_and(|letter| letter != '\n'),
        ['\\', 'd'] => letter.is_some_and(|letter| letter.is_ascii_digit()),
        ['\\', 's'] => letter.is_some_and(char::is_whitespace),
        ['\\', 't'] => letter == Some('\t'),
        ['\\', 'n'] => letter == Some('\n'),
        ['\\', 'w'] => letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_'),
        ['\\', escaped] => letter == Some(*escaped),
        ['[', '^', inner @ .., ']'] => letter.is_some_and(|letter| !in_class(inner, letter)),
        ['[', inner @ .., ']'] => letter.is_some_and(|letter| in_class(inner, letter)),
        [plain] => letter == Some(*plain),
        _ => false,
    };
    fits && then(at + 1)
}

fn in_class(class: &[char], letter: char) -> bool {
    let mut index = 0;
    while index < class.len() {
        if class.get(index + 1) == Some(&'-') && index + 2 < class.len() {
            if (class[index]..=class[index + 2]).contains(&letter) {
                return true;
            }
            index += 3;
            continue;
        }
        let own = if class[index] == '\\' { index + 1 } else { index };
        if class.get(own) == Some(&letter) {
            return true;
        }
        index = own + 1;
    }
    false
}
