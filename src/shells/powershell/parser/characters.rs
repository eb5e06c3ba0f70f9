//! Classes of characters (`CharTraits.cs`).

/// Ends a bare word: blanks, line ends, NUL and `& ( ) , ; { } |`.
const ENDS_WORD: u8 = 1;
/// A letter or `_`.
const NAME_START: u8 = 2;
/// A decimal digit.
const DIGIT: u8 = 4;
/// Besides letters and digits, what may begin a variable's name.
const VARIABLE_EXTRA: u8 = 8;
/// Ends a number in expression mode.
const ENDS_NUMBER: u8 = 16;
/// Needs a closer look inside a bare word.
const SPECIAL_IN_WORD: u8 = 32;
/// Belongs to a variable's name without ending it.
const VARIABLE_FOLLOW: u8 = 64;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0_u8; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        table[index] = match byte {
            0 | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | b' ' => ENDS_WORD,
            b'&' | b'(' | b')' | b',' | b';' | b'{' | b'}' | b'|' => ENDS_WORD,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => NAME_START | VARIABLE_FOLLOW,
            b'0'..=b'9' => DIGIT | VARIABLE_FOLLOW,
            b'?' => VARIABLE_EXTRA | VARIABLE_FOLLOW,
            b':' | b'^' => VARIABLE_EXTRA,
            b'$' => VARIABLE_EXTRA | SPECIAL_IN_WORD,
            b'`' | b'"' | b'\'' => SPECIAL_IN_WORD,
            b'!' | b'#' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' => ENDS_NUMBER,
            b'<' | b'=' | b'>' | b']' => ENDS_NUMBER,
            0x80..=0xff => SPECIAL_IN_WORD,
            _ => 0,
        };
        index += 1;
    }
    table
}

fn is(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}

pub(super) fn byte_follows_name(byte: u8) -> bool {
    is(byte, NAME_START | DIGIT)
}

pub(super) fn byte_follows_variable(byte: u8) -> bool {
    is(byte, VARIABLE_FOLLOW)
}

/// Whether a byte simply belongs to the bare word it stands in.
pub(super) fn byte_is_plain_in_word(byte: u8) -> bool {
    !is(byte, ENDS_WORD | SPECIAL_IN_WORD)
}

fn is_ascii_class(c: char, class: u8) -> bool {
    u8::try_from(c).is_ok_and(|byte| byte < 128 && is(byte, class))
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{85}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}')
}

pub(super) fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

pub(super) fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}'..='\u{201e}')
}

pub(super) fn starts_variable(c: char) -> bool {
    if c.is_ascii() {
        is_ascii_class(c, NAME_START | DIGIT | VARIABLE_EXTRA)
    } else {
        is_unicode_word(c)
    }
}

pub(super) fn starts_name(c: char) -> bool {
    is_ascii_class(c, NAME_START) || (!c.is_ascii() && is_letter(c))
}

pub(super) fn follows_name(c: char) -> bool {
    is_ascii_class(c, NAME_START | DIGIT) || (!c.is_ascii() && is_unicode_word(c))
}

/// The engine looks at UTF-16 units, so nothing beyond the first plane is a letter.
pub(super) fn is_letter(c: char) -> bool {
    u32::from(c) < 0x1_0000 && c.is_alphabetic()
}

pub(super) fn is_unicode_word(c: char) -> bool {
    u32::from(c) < 0x1_0000 && c.is_alphanumeric()
}

/// Whether a new token begins here whatever the mode; the end of the text counts.
pub(super) fn ends_word(c: Option<char>) -> bool {
    match c {
        None => true,
        Some(c) if c.is_ascii() => is_ascii_class(c, ENDS_WORD),
        Some(c) => is_blank(c),
    }
}

pub(super) fn ends_number(c: Option<char>, ternary: bool) -> bool {
    match c {
        None => true,
        Some('?' | ':') if ternary => true,
        Some(c) if c.is_ascii() => is_ascii_class(c, ENDS_NUMBER),
        Some(c) => is_dash(c),
    }
}
