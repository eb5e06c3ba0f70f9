//! Upper and lower case as .NET maps it: letter by letter, where one letter becomes one (TextInfo.cs,
//! "simple case mapping").

/// In upper case.
pub fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().map(|letter| one(letter, letter.to_uppercase())).collect()
}

/// In lower case.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(|letter| one(letter, letter.to_lowercase())).collect()
}

fn one(letter: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}
