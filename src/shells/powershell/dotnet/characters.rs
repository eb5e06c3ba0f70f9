//! `[char]`'s static methods (learn.microsoft.com, System.Char).

use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::Object;

type Answer = Result<Object, Stop>;

/// The characters of ASCII that Unicode calls punctuation (Pc Pd Ps Pe Po) and symbols (Sm Sc Sk).
const PUNCTUATION: &str = "!\"#%&'()*,-./:;?@[\\]_{}";
const SYMBOLS: &str = "$+<=>^`|~";

/// What a method says of a letter of ASCII.
fn asked(lower: &str, letter: char) -> Option<bool> {
    Some(match lower {
        "isdigit" | "isnumber" => letter.is_ascii_digit(),
        "isletter" => letter.is_ascii_alphabetic(),
        "isletterordigit" => letter.is_ascii_alphanumeric(),
        "isupper" => letter.is_ascii_uppercase(),
        "islower" => letter.is_ascii_lowercase(),
        "iswhitespace" => letter.is_whitespace(),
        "iscontrol" => letter.is_ascii_control(),
        "ispunctuation" => PUNCTUATION.contains(letter),
        "issymbol" => SYMBOLS.contains(letter),
        "isseparator" => letter == ' ',
        "issurrogate" | "ishighsurrogate" | "islowsurrogate" => false,
        _ => return None,
    })
}

/// The same of .NET 7 and later, where nothing of 5.1's has the name.
fn asked_of_core(lower: &str, letter: char) -> Option<bool> {
    Some(match lower {
        "isascii" => true,
        "isasciidigit" => letter.is_ascii_digit(),
        "isasciiletter" => letter.is_ascii_alphabetic(),
        "isasciiletterordigit" => letter.is_ascii_alphanumeric(),
        "isasciiletterlower" => letter.is_ascii_lowercase(),
        "isasciiletterupper" => letter.is_ascii_uppercase(),
        "isasciihexdigit" => letter.is_ascii_hexdigit(),
        _ => return None,
    })
}

impl Evaluator<'_> {
    pub(super) fn char_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        let letter = self.letter_of(arguments);
        if let Some(letter) = letter {
            let core = || asked_of_core(lower, letter).filter(|_| !self.state.desktop);
            if let Some(answer) = asked(lower, letter).or_else(core) {
                return Ok(Object::Bool(answer));
            }
        }
        Ok(match (lower, letter) {
            ("toupper" | "toupperinvariant", Some(letter)) => {
                Object::Char(letter.to_ascii_uppercase())
            }
            ("tolower" | "tolowerinvariant", Some(letter)) => {
                Object::Char(letter.to_ascii_lowercase())
            }
            ("parse", Some(letter)) => Object::Char(letter),
            ("tostring", Some(letter)) => self.text(letter.to_string()),
            ("getnumericvalue", Some(letter)) => {
                Object::Double(letter.to_digit(10).map_or(-1.0, f64::from))
            }
            ("converttoutf32", Some(letter)) => {
                Object::int(i32::try_from(u32::from(letter)).unwrap_or(0))
            }
            ("convertfromutf32", _) => match arguments.first().map(Object::base) {
                Some(Object::Integer(_, code)) => {
                    let letter = u32::try_from(*code).ok().and_then(char::from_u32);
                    letter.map_or_else(
                        || self.unknown("is no character"),
                        |letter| self.text(letter.to_string()),
                    )
                }
                _ => self.unknown("is no character"),
            },
            _ => self.unknown("asks about a character"),
        })
    }

    /// The letter that is asked about, alone or by its place in a text. Beyond ASCII the classes of .NET are
    /// those of a Unicode version of its own.
    fn letter_of(&self, arguments: &[Object]) -> Option<char> {
        let letter = match arguments {
            [one] => {
                let text = self.plain(one)?;
                let mut letters = text.chars();
                letters.next().filter(|_| letters.next().is_none())
            }
            [text, place] => match place.base() {
                Object::Integer(_, place) => {
                    let text = self.plain(text).filter(|text| text.is_ascii())?;
                    text.chars().nth(usize::try_from(*place).ok()?)
                }
                _ => None,
            },
            _ => None,
        };
        letter.filter(char::is_ascii)
    }
}
