//! awk's tokens.

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Pattern(String),
    Name(String),
    /// A name right before a parenthesis.
    Call(String),
    Word(&'static str),
    Sign(&'static str),
    Line,
}

const WORDS: &[&str] = &[
    "BEGIN", "END", "break", "continue", "delete", "do", "else", "exit", "for", "function",
    "getline", "if", "in", "next", "print", "printf", "return", "while",
];

/// Longest first.
const SIGNS: &[&str] = &[
    "**=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "==", "<=", ">=", "!=",
    ">>", "!~", "**", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!",
    ">", "<", "|", "?", ":", "~", "$", "=",
];

/// The tokens of a program; `None` where it is not one.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        match letter {
            ' ' | '\t' | '\r' => rest = &rest[1..],
            '\n' => {
                tokens.push(Token::Line);
                rest = &rest[1..];
            }
            '#' => rest = &rest[rest.find('\n').unwrap_or(rest.len())..],
            '\\' if rest.starts_with("\\\n") => rest = &rest[2..],
            '"' => {
                let (text, len) = string(rest)?;
                tokens.push(Token::Text(text));
                rest = &rest[len..];
            }
            '/' if pattern_may_begin(tokens.last()) => {
                let (text, len) = pattern(rest)?;
                tokens.push(Token::Pattern(text));
                rest = &rest[len..];
            }
            '0'..='9' | '.' => {
                let (value, len) = number(rest)?;
                tokens.push(Token::Number(value));
                rest = &rest[len..];
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                tokens.push(match WORDS.iter().find(|known| **known == word) {
                    Some(known) => Token::Word(known),
                    None if word == "func" => Token::Word("function"),
                    None if after.starts_with('(') => Token::Call(word.to_owned()),
                    None => Token::Name(word.to_owned()),
                });
                rest = after;
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
                tokens.push(Token::Sign(match *sign {
                    "**" => "^",
                    "**=" => "^=",
                    other => other,
                }));
                rest = &rest[sign.len()..];
            }
        }
    }
    tokens.push(Token::Line);
    Some(tokens)
}

/// Behind an operand a slash divides.
fn pattern_may_begin(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]" | "$" | "++" | "--"),
        Some(Token::Word(_) | Token::Line) => true,
        Some(_) => false,
    }
}

fn string(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((out, at + 1)),
            '\n' => return None,
            '\\' => escape(&mut letters, &mut out)?,
            other => out.push(other),
        }
    }
    None
}

fn escape(
    letters: &mut std::iter::Peekable<impl Iterator<Item = (usize, char)>>,
    out: &mut String,
) -> Option<()> {
    let (_, letter) = letters.next()?;
    let plain = match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'v' => '\x0b',
        '\\' | '"' | '/' => letter,
        '0'..='7' => {
            let mut number = letter.to_digit(8)?;
            for _ in 0..2 {
                let Some(digit) = letters.peek().and_then(|(_, c)| c.to_digit(8)) else { break };
                number = number * 8 + digit;
                letters.next();
            }
            char::from_u32(number).filter(char::is_ascii)?
        }
        // What stands for itself in a pattern made of the text keeps its backslash.
        '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' | '-' => {
            out.push('\\');
            letter
        }
        _ => return None,
    };
    out.push(plain);
    Some(())
}

/// An assignment of the command line is read as a string is.
pub(super) fn unescaped(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return Some(text.to_owned());
    }
    let mut out = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        match letter {
            '\\' => escape(&mut letters, &mut out)?,
            other => out.push(other),
        }
    }
    Some(out)
}

fn pattern(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    let mut inside = false;
    while let Some((at, letter)) = letters.next() {
        match letter {
            '/' if !inside => return Some((out, at + 1)),
            '\n' => return None,
            '\\' => {
                let (_, next) = letters.next()?;
                if next != '/' {
                    out.push('\\');
                }
                out.push(next);
            }
            // Awks differ in whether a slash may stand bare in brackets.
            '/' => return None,
            '[' if !inside => {
                inside = true;
                out.push('[');
                let rest = &text[at + 1..];
                let caret = rest.starts_with('^');
                if caret {
                    out.push('^');
                    letters.next();
                }
                if rest[usize::from(caret)..].starts_with(']') {
                    out.push(']');
                    letters.next();
                }
            }
            '[' if text[at..].starts_with("[:") => {
                let end = text[at..].find(":]")?;
                out.push_str(&text[at..at + end + 2]);
                letters.nth(end);
            }
            ']' => {
                inside = false;
                out.push(']');
            }
            other => out.push(other),
        }
    }
    None
}

fn number(text: &str) -> Option<(f64, usize)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let exponent = text[end..].starts_with(['e', 'E'])
        && text[end + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
    let end = match exponent {
        true => {
            let from = end + 2;
            from + text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from)
        }
        false => end,
    };
    // Hexadecimal constants are not the same in all awks.
    if text[end..].starts_with(['x', 'X']) {
        return None;
    }
    Some((text[..end].parse().ok()?, end))
}
