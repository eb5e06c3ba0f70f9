//! An input in lines, and a line in words.

use crate::value::Value;

/// Lines, with or without their ends.
pub(super) fn lines_of(input: &Value, text: &str, cut: bool, delimiter: char) -> Vec<Value> {
    let mut at = 0;
    let pieces = text.split_inclusive(delimiter).map(|line| {
        let from = at;
        at += line.len();
        let end = if cut { from + line.strip_suffix(delimiter).unwrap_or(line).len() } else { at };
        input.slice(from, end).unwrap_or_default()
    });
    pieces.collect()
}

/// Split as `read` splits: blanks around words vanish, other separators each end one (POSIX, `read`).
pub(super) fn words_of(line: &Value, text: &str, separators: &str) -> Vec<Value> {
    let is_separator = |c: char| separators.contains(c);
    let blank = |c: char| is_separator(c) && matches!(c, ' ' | '\t' | '\n');
    let mut values = Vec::new();
    let mut rest = text.trim_start_matches(blank);
    while !rest.is_empty() {
        let from = text.len() - rest.len();
        let len = rest.find(is_separator).unwrap_or(rest.len());
        values.push(line.slice(from, from + len).unwrap_or_default());
        let behind = rest[len..].trim_start_matches(blank);
        let ended = behind.chars().next().filter(|&c| is_separator(c) && !blank(c));
        rest = ended.map_or(behind, |c| behind[c.len_utf8()..].trim_start_matches(blank));
    }
    values
}
