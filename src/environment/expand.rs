//! `%name%` as the system itself expands it (`ExpandEnvironmentStrings`), which is not how cmd does.

use crate::value::{Origin, Value};

/// One pass from left to right: what is inserted is not looked at again, unknown names stay as they are
/// with both signs, an unfinished one too (Wine's `environ.c` tests assert it of Windows).
pub fn expand_references(
    text: &str,
    origin: &Origin,
    find: impl Fn(&str) -> Option<Value>,
) -> Value {
    let mut out = Value::empty();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('%') {
        literal.push_str(&rest[..open]);
        let behind = &rest[open + 1..];
        let Some(close) = behind.find('%') else {
            rest = &rest[open..];
            break;
        };
        match find(&behind[..close]).filter(|_| close > 0) {
            Some(value) => {
                if !literal.is_empty() {
                    out.push(std::mem::take(&mut literal), origin.clone());
                }
                out.append(value);
            }
            None => literal.push_str(&rest[open..open + close + 2]),
        }
        rest = &behind[close + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        out.push(literal, origin.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_and_unknown_names_stay() {
        let origin = Origin::Default("test".into());
        let find = |name: &str| match name {
            "A" => Some(Value::known("%B%", origin.clone())),
            "B" => Some(Value::known("b", origin.clone())),
            "=oOH" => Some(Value::known("x", origin.clone())),
            _ => None,
        };
        for (text, expected) in [
            ("%A%;%B%", "%B%;b"),
            ("%none%B%", "%none%B%"),
            ("%B", "%B"),
            ("%%B%", "%%B%"),
            ("%B:b=c%", "%B:b=c%"),
            ("%=oOH%", "x"),
        ] {
            let value = expand_references(text, &origin, find);
            assert_eq!(value.text().as_deref(), Some(expected), "{text}");
        }
    }
}
