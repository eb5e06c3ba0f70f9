//! zsh's flags that change a text: `q`, `C`, `l`, `r` (zshexpn(1), "Parameter Expansion Flags").

/// `q` once or more: backslashes, single quotes, double quotes. `None` for signs that need `$'…'`.
pub(in crate::shells::posix) fn quoted(text: &str, times: usize) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    match times {
        1 if text.is_empty() => Some("''".to_owned()),
        1 => {
            let mut out = String::with_capacity(text.len());
            for (at, letter) in text.char_indices() {
                let special = "\\'\"`$ ;&|<>()[]{}*?#^".contains(letter);
                // A tilde and an equals sign count at the beginning only.
                if special || at == 0 && matches!(letter, '~' | '=') {
                    out.push('\\');
                }
                out.push(letter);
            }
            Some(out)
        }
        2 => Some(format!("'{}'", text.replace('\'', "'\\''"))),
        3 => {
            let mut out = String::from("\"");
            for letter in text.chars() {
                if "\\\"$`".contains(letter) {
                    out.push('\\');
                }
                out.push(letter);
            }
            out.push('"');
            Some(out)
        }
        _ => None,
    }
}

/// `C`: the first letter of every word in upper case, the others in lower case.
pub(super) fn capitals(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match (letter.is_alphanumeric(), inside) {
            (true, false) => out.extend(letter.to_uppercase()),
            (true, true) => out.extend(letter.to_lowercase()),
            _ => out.push(letter),
        }
        inside = letter.is_alphanumeric();
    }
    out
}

/// `l:width:fill:once:` and `r:…:`: exactly so wide. `None` for texts whose width is not their length.
pub(super) fn padded(
    text: &str,
    width: usize,
    fill: &str,
    once: &str,
    left: bool,
) -> Option<String> {
    if ![text, fill, once].iter().all(|one| one.is_ascii()) || width > 1 << 16 {
        return None;
    }
    let fill = if fill.is_empty() { " " } else { fill };
    if text.len() >= width {
        return Some(match left {
            true => text[text.len() - width..].to_owned(),
            false => text[..width].to_owned(),
        });
    }
    let gap = width - text.len();
    let mut made = String::new();
    if left {
        // What is inserted once stands beside the text; the fill is cut at its front.
        let once = &once[once.len().saturating_sub(gap)..];
        let rest = gap - once.len();
        let all = fill.repeat(rest / fill.len() + 1);
        made.push_str(&all[all.len() - rest..]);
        made.push_str(once);
        made.push_str(text);
    } else {
        let once = &once[..once.len().min(gap)];
        let rest = gap - once.len();
        made.push_str(text);
        made.push_str(once);
        made.push_str(&fill.repeat(rest / fill.len() + 1)[..rest]);
    }
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_zsh_quotes_and_pads_them() {
        for (text, one, two, three) in [
            ("it's", "it\\'s", "'it'\\''s'", "\"it's\""),
            ("$HOME", "\\$HOME", "'$HOME'", "\"\\$HOME\""),
            ("a!b", "a!b", "'a!b'", "\"a!b\""),
            ("", "''", "''", "\"\""),
            ("~a=b", "\\~a=b", "'~a=b'", "\"~a=b\""),
        ] {
            assert_eq!(quoted(text, 1).as_deref(), Some(one));
            assert_eq!(quoted(text, 2).as_deref(), Some(two));
            assert_eq!(quoted(text, 3).as_deref(), Some(three));
        }
        assert_eq!(padded("ab", 5, "xy", "q", true).as_deref(), Some("xyqab"));
        assert_eq!(padded("ab", 5, "", "", false).as_deref(), Some("ab   "));
        assert_eq!(padded("abcdef", 2, "", "", true).as_deref(), Some("ef"));
        assert_eq!(capitals("hello wORLD-foo"), "Hello World-Foo");
    }
}
