//! Word lists in Go's settings (cmd/internal/quoted): quotes around a word, no escapes.

/// The words of a setting; an error names the quote that is never closed.
///
/// # Errors
/// In Go's words: `unterminated ' string`.
pub fn split(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_space);
        let Some(first) = rest.chars().next() else { return Ok(words) };
        if first == '"' || first == '\'' {
            let Some(end) = rest[1..].find(first) else {
                return Err(format!("unterminated {first} string"));
            };
            words.push(rest[1..=end].to_owned());
            rest = &rest[end + 2..];
        } else {
            let end = rest.find(is_space).unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
    }
}

/// The text that [`split`] would split into these words; `None` if a word has both quotes.
pub fn join(words: &[String]) -> Option<String> {
    let quoted: Option<Vec<String>> = words.iter().map(|word| quote(word)).collect();
    quoted.map(|words| words.join(" "))
}

fn quote(word: &str) -> Option<String> {
    let single = word.contains('\'');
    let double = word.contains('"');
    match (word.contains(is_space), single, double) {
        (false, false, false) => Some(word.to_owned()),
        (_, false, _) => Some(format!("'{word}'")),
        (_, true, false) => Some(format!("\"{word}\"")),
        _ => None,
    }
}

/// What these words look like when printed: quoted where that is possible, else only joined.
pub fn shown(words: &[String]) -> String {
    join(words).unwrap_or_else(|| words.join(" "))
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_inner_quotes() {
        assert_eq!(split("-DX='a b'"), Ok(vec!["-DX='a".to_owned(), "b'".to_owned()]));
        assert_eq!(split(" '-x=a b' c"), Ok(vec!["-x=a b".to_owned(), "c".to_owned()]));
        assert_eq!(split("'a"), Err("unterminated ' string".to_owned()));
        assert_eq!(shown(&["-DX='a".into(), "b'".into()]), "\"-DX='a\" \"b'\"");
        assert_eq!(shown(&["a'b\"c".into(), "d".into()]), "a'b\"c d");
        assert_eq!(shown(&["a b".into()]), "'a b'");
    }
}
