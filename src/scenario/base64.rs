//! Base64 of files that are no UTF-8 (RFC 4648, section 4).

/// The bytes of a Base64 text; white space is passed over, padding may be missing.
///
/// # Errors
/// Names the first character that is none of the alphabet.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, char> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.chars().filter(|letter| !letter.is_ascii_whitespace() && *letter != '=') {
        held = held << 6 | value(letter).ok_or(letter)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Ok(bytes)
}

fn value(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    match letter {
        'A'..='Z' => Some(code - u32::from('A')),
        'a'..='z' => Some(code - u32::from('a') + 26),
        '0'..='9' => Some(code - u32::from('0') + 52),
        '+' => Some(62),
        '/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_the_standard() {
        assert_eq!(decode("Zm9vYmFy").as_deref(), Ok(b"foobar".as_slice()));
        assert_eq!(decode("Zm9vYg==").as_deref(), Ok(b"foob".as_slice()));
        assert_eq!(decode("//4A").as_deref(), Ok([0xFF, 0xFE, 0].as_slice()));
        assert_eq!(decode("a_b"), Err('_'));
    }
}
