//! The right side of `s`.

use crate::text::posix_regex::Found;

/// A piece of a replacement.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`.
    Case(char),
}

/// The pieces in order.
pub(super) type Replacement = Vec<Piece>;

/// The group a piece stands for.
pub(super) fn group(piece: &Piece) -> Option<usize> {
    match piece {
        Piece::Group(number) => Some(*number),
        _ => None,
    }
}

/// Reads a replacement; `None` where it is not followed.
pub(super) fn replacement(raw: &str) -> Option<Replacement> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        let piece = match letter {
            '&' => Piece::Group(0),
            '\\' => match letters.next()? {
                digit @ '0'..='9' => Piece::Group(digit as usize - 48),
                case @ ('U' | 'L' | 'u' | 'l' | 'E') => Piece::Case(case),
                'n' => {
                    text.push('\n');
                    continue;
                }
                't' => {
                    text.push('\t');
                    continue;
                }
                next if next.is_ascii_alphanumeric() => return None,
                next => {
                    text.push(next);
                    continue;
                }
            },
            other => {
                text.push(other);
                continue;
            }
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(piece);
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Some(pieces)
}

/// What stands in place of a match; `None` where a case would have to be changed beyond ASCII.
pub(super) fn applied(by: &Replacement, text: &str, found: &Found) -> Option<String> {
    let mut out = String::new();
    let (mut all, mut next) = (None, None);
    for piece in by {
        let part = match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Group(number) => match found.get(*number).copied().flatten() {
                Some((start, end)) => text.get(start..end)?,
                None => "",
            },
            Piece::Case('E') => {
                (all, next) = (None, None);
                continue;
            }
            Piece::Case(case @ ('u' | 'l')) => {
                next = Some(*case);
                continue;
            }
            Piece::Case(case) => {
                all = Some(*case);
                continue;
            }
        };
        if (all.is_some() || next.is_some()) && !part.is_ascii() {
            return None;
        }
        for letter in part.chars() {
            out.push(match next.take().or(all) {
                Some('U' | 'u') => letter.to_ascii_uppercase(),
                Some('L' | 'l') => letter.to_ascii_lowercase(),
                _ => letter,
            });
        }
    }
    Some(out)
}
