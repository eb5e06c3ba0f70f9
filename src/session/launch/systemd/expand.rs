//! References in environment.d (environment.d(5); src/basic/env-util.c `replace_env_full`, v252).

use crate::value::{Origin, Value};

/// References inside one another are followed no deeper than this.
const DEEPEST: usize = 16;

/// What a variable holds so far.
pub(super) type Get<'g> = &'g dyn Fn(&str) -> Option<Value>;

/// `$NAME`, `${NAME}`, `${NAME:-x}`, `${NAME:+x}`, `$$`; everything else stands for itself.
pub(super) fn expand(text: &str, get: Get<'_>, origin: &Origin) -> Value {
    within(text, get, origin, DEEPEST)
}

fn within(text: &str, get: Get<'_>, origin: &Origin, left: usize) -> Value {
    let mut value = Value::known("", origin.clone());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        value.push(&rest[..at], origin.clone());
        rest = match reference(&rest[at..], get, origin, left) {
            Some((found, rest)) => {
                value.append(found);
                rest
            }
            None => {
                value.push("$", origin.clone());
                &rest[at + 1..]
            }
        };
    }
    value.push(rest, origin.clone());
    value
}

/// A reference at the beginning of the text, and what follows it.
fn reference<'t>(
    text: &'t str,
    get: Get<'_>,
    origin: &Origin,
    left: usize,
) -> Option<(Value, &'t str)> {
    let after = text.get(1..)?;
    if let Some(rest) = after.strip_prefix('$') {
        return Some((Value::known("$", origin.clone()), rest));
    }
    let name_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let Some(inside) = after.strip_prefix('{') else {
        let end = after.find(|letter| !name_letter(letter)).unwrap_or(after.len());
        let (name, rest) = after.split_at(end);
        return (!name.is_empty()).then(|| (get(name).unwrap_or_default(), rest));
    };
    let end = inside.find(['}', ':'])?;
    let name = &inside[..end];
    if let Some(rest) = inside[end..].strip_prefix('}') {
        return Some((get(name).unwrap_or_default(), rest));
    }
    let test = inside[end + 1..].chars().next().filter(|sign| matches!(sign, '-' | '+'))?;
    let word = &inside[end + 2..];
    let close = closing(word)?;
    let (word, rest) = (&word[..close], &word[close + 1..]);
    let held = get(name);
    let deeper = || if left > 0 { within(word, get, origin, left - 1) } else { Value::default() };
    let value = match (test, held) {
        ('-', Some(held)) => held,
        ('-', None) | (_, Some(_)) => deeper(),
        (_, None) => Value::default(),
    };
    Some((value, rest))
}

/// Where the brace that was opened before the text closes.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_as_systemd_follows_them() {
        let origin = Origin::Default("test".into());
        let get = |name: &str| match name {
            "A" => Some(Value::known("1", Origin::Default("test".into()))),
            "HOME" => Some(Value::known("/h", Origin::Default("test".into()))),
            _ => None,
        };
        let rows = [
            ("$A$B.", "1."),
            ("${NOPE}", ""),
            ("${A:+alt}", "alt"),
            ("${B:-d}", "d"),
            ("${A:-${HOME}}", "1"),
            ("${B:-${HOME}}/x", "/h/x"),
            ("${A-d}", ""),
            ("${A:=d}", "${A:=d}"),
            ("${A", "${A"),
            ("$", "$"),
            ("a$$b", "a$b"),
            ("$(id)", "$(id)"),
            ("$1", ""),
            ("${}", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(expand(text, &get, &origin).text().as_deref(), Some(expected), "{text}");
        }
    }
}
