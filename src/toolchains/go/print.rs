//! How `go env` prints: shell lines, batch lines, JSON, each as its release does.

use std::fmt::Write;

/// `strconv.Quote`, for texts in messages (`%q`).
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            _ if is_printable(letter) => quoted.push(letter),
            _ if (letter as u32) < 0x80 => {
                push(&mut quoted, format_args!("\\x{:02x}", letter as u32))
            }
            _ if (letter as u32) < 0x1_0000 => {
                push(&mut quoted, format_args!("\\u{:04x}", letter as u32));
            }
            _ => push(&mut quoted, format_args!("\\U{:08x}", letter as u32)),
        }
    }
    quoted.push('"');
    quoted
}

fn push(text: &mut String, arguments: std::fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(arguments);
}

/// `unicode.IsPrint`, by the tables Rust escapes with (a letter in front keeps combining marks out of it).
fn is_printable(letter: char) -> bool {
    !format!("x{letter}").escape_debug().skip(1).collect::<String>().starts_with("\\u")
        && !letter.is_control()
}

/// `unicode.IsGraphic`: printable, or a space of category Zs.
fn is_graphic(letter: char) -> bool {
    is_printable(letter) || (letter.is_whitespace() && !is_line_or_control(letter))
}

fn is_line_or_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// One line of the listing as shell text (Go 1.21 and later quote it so that a shell can read it back).
pub fn shell_line(minor: u32, name: &str, value: &str) -> String {
    if minor < 21 {
        return format!("{name}=\"{value}\"\n");
    }
    format!("{name}='{}'\n", value.replace('\'', "'\\''"))
}

/// One line as batch text, and whether something had to be stripped.
pub fn batch_line(minor: u32, name: &str, value: &str) -> (Vec<u8>, bool) {
    let mut line = format!("set {name}=").into_bytes();
    let mut stripped = false;
    if minor < 21 {
        line.extend(value.bytes());
    } else if minor < 25 {
        // Up to Go 1.24 every byte is judged as a character of its own.
        for byte in value.bytes() {
            stripped |= batch_letter(&mut line, char::from(byte), &[byte]);
        }
    } else {
        for letter in value.chars() {
            let mut buffer = [0; 4];
            let bytes = letter.encode_utf8(&mut buffer).as_bytes();
            stripped |= batch_letter(&mut line, letter, bytes);
        }
    }
    line.push(b'\n');
    (line, stripped)
}

fn batch_letter(line: &mut Vec<u8>, letter: char, bytes: &[u8]) -> bool {
    match letter {
        '\r' | '\n' => {}
        '%' => {
            line.extend(b"%%");
            return false;
        }
        '<' | '>' | '|' | '&' | '^' => {
            line.push(b'^');
            line.extend(bytes);
            return false;
        }
        _ if is_graphic(letter) || letter.is_whitespace() => {
            line.extend(bytes);
            return false;
        }
        _ => {}
    }
    line.extend("\u{FFFD}".bytes());
    true
}

/// The listing as JSON: sorted by name, indented by tabs, as encoding/json of that release escapes.
pub fn json(minor: u32, values: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = Vec::new();
    for pair in values {
        match sorted.binary_search_by(|other| other.0.cmp(&pair.0)) {
            Ok(at) => sorted[at] = pair,
            Err(at) => sorted.insert(at, pair),
        }
    }
    if sorted.is_empty() {
        return "{}\n".to_owned();
    }
    let lines: Vec<String> = sorted
        .iter()
        .map(|(name, value)| format!("\t{}: {}", json_text(minor, name), json_text(minor, value)))
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

fn json_text(minor: u32, text: &str) -> String {
    let mut json = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' if minor >= 22 => json.push_str("\\b"),
            '\u{c}' if minor >= 22 => json.push_str("\\f"),
            '<' | '>' | '&' | '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                push(&mut json, format_args!("\\u{:04x}", letter as u32));
            }
            _ => json.push(letter),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_changed_in_1_21() {
        assert_eq!(shell_line(20, "GOPRIVATE", "a'b"), "GOPRIVATE=\"a'b\"\n");
        assert_eq!(shell_line(21, "GOPRIVATE", "a'b"), "GOPRIVATE='a'\\''b'\n");
        let line = |minor, value| batch_line(minor, "X", value);
        assert_eq!(line(26, "a%b^c&d|e<f>g"), (b"set X=a%%b^^c^&d^|e^<f^>g\n".to_vec(), false));
        assert_eq!(line(20, "a%b"), (b"set X=a%b\n".to_vec(), false));
        assert_eq!(line(25, "中\u{7}\r"), ("set X=中\u{FFFD}\u{FFFD}\n".into(), true));
        assert_eq!(line(24, "é中"), (b"set X=\xC3\xA9\xE4\xB8\xEF\xBF\xBD\n".to_vec(), true));
    }

    #[test]
    fn json_escapes_html_and_nothing_else() {
        let values =
            [("B".to_owned(), "<&>\u{8}é\u{2028}\u{7f}".to_owned()), ("A".into(), "\"".into())];
        assert_eq!(
            json(26, &values),
            "{\n\t\"A\": \"\\\"\",\n\t\"B\": \"\\u003c\\u0026\\u003e\\bé\\u2028\u{7f}\"\n}\n"
        );
        assert!(json(21, &values).contains("\\u0008"));
        assert_eq!(json(26, &[]), "{}\n");
    }

    #[test]
    fn messages_quote_like_strconv() {
        assert_eq!(quote("a\"\\\n\u{1}é\u{ad}\u{301}"), "\"a\\\"\\\\\\n\\x01é\\u00ad\u{301}\"");
        assert_eq!(quote("\u{a0}\u{10ffff}"), "\"\\u00a0\\U0010ffff\"");
    }
}
