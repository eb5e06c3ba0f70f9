//! Which order and which characters a program's locale knows (locale(7)).

/// What of a locale changes what tools print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// `C` and `POSIX`: bytes.
    C,
    /// `C.UTF-8`: characters, in the order of their numbers.
    Wide,
    /// Any other: its order and classes are its own.
    Other,
}

impl Locale {
    /// From the text of a variable.
    pub fn of(text: &str) -> Self {
        match text {
            "C" | "POSIX" => Self::C,
            "C.UTF-8" | "C.utf8" => Self::Wide,
            _ => Self::Other,
        }
    }

    /// Whether a character may have several bytes, as far as is known.
    pub fn is_wide(self) -> bool {
        self != Self::C
    }
}
