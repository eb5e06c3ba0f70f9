//! Text of strangers as it may reach a terminal: what would steer it or not be seen is written out.
//!
//! A profile, a scenario's key or a file's name may hold anything. An escape sequence can rename the window or hide
//! a line, a bidirectional control can show a path backwards, and an invisible letter makes two names look alike.

use std::borrow::Cow;

/// The text as one line, line ends shown as `⏎`.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |letter| letter == '\n' || is_hidden(letter))
}

/// The text with its line ends and tabs kept.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let bad = |letter: char| letter != '\n' && letter != '\t' && is_hidden(letter);
    if !text.contains("\r\n") {
        return shown(text, bad);
    }
    let lines: Vec<Cow<str>> = text.split("\r\n").map(|line| shown(line, bad)).collect();
    Cow::Owned(lines.join("\r\n"))
}

/// JSON text in which the same letters are escapes; the result means what it meant before.
pub(super) fn escaped_json(json: String) -> String {
    // What is below U+0020 stands in JSON as an escape already; a line end is layout.
    let bad = |letter: char| letter >= '\u{7f}' && is_hidden(letter);
    if !json.contains(bad) {
        return json;
    }
    let mut text = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if bad(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(letter);
        }
    }
    text
}

fn shown(text: &str, bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&bad) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            letter if !bad(letter) => clean.push(letter),
            '\n' => clean.push('⏎'),
            '\u{7f}' => clean.push('␡'),
            // The control pictures stand in the order of the controls (Unicode, U+2400).
            letter if letter < ' ' => {
                clean.extend(char::from_u32(0x2400 + u32::from(letter)));
            }
            letter => clean.push_str(&format!("\\u{{{:x}}}", u32::from(letter))),
        }
    }
    Cow::Owned(clean)
}

/// Controls, what reorders, and what takes no ink: the Default_Ignorable_Code_Point of Unicode
/// (DerivedCoreProperties.txt), line separators, and blanks that are not the blank of the keyboard.
fn is_hidden(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_control();
    }
    letter.is_control()
        || matches!(
            letter,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{1680}'
                | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
                | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_or_is_not_seen_is_written_out() {
        for (text, shown) in [
            ("a\u{1b}[31mb\u{7}", "a␛[31mb␇"),
            ("\u{1b}]0;title\u{7}", "␛]0;title␇"),
            ("tab\tnul\0del\u{7f}", "tab␉nul␀del␡"),
            ("c1 \u{9b}31m", "c1 \\u{9b}31m"),
            ("\u{202e}gnp.exe", "\\u{202e}gnp.exe"),
            (
                "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
                "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}",
            ),
            ("pa\u{200b}th\u{feff}\u{ad}", "pa\\u{200b}th\\u{feff}\\u{ad}"),
            ("no\u{a0}blank", "no\\u{a0}blank"),
            ("tag \u{e0041}", "tag \\u{e0041}"),
            ("two\r\nlines", "two␍⏎lines"),
            ("工具 é 🦀", "工具 é 🦀"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(visible_lines("a\n\tb\u{7}\r\n\rc"), "a\n\tb␇\r\n␍c");
    }

    #[test]
    fn json_escapes_them_and_means_the_same() {
        let text = "\u{7f}\u{9b}\u{202e}\u{e0041}é";
        let json = escaped_json(serde_json::to_string(text).expect("a text"));
        assert_eq!(json, "\"\\u007f\\u009b\\u202e\\udb40\\udc41é\"");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }
}
