//! Escapes and sets.

use super::super::{BadPattern, Options};
use super::{Anchor, Class, Node, Parser, Set, bad, unsupported};

impl Parser<'_> {
    pub(super) fn escape(&mut self) -> Result<Node, BadPattern> {
        let Some(letter) = self.rest.next() else { return bad("Illegal \\ at end of pattern.") };
        let fold = self.options.ignore_case;
        if let Some(class) = class_of(letter) {
            return Ok(Node::Set(Set { classes: vec![class], ..Set::default() }));
        }
        Ok(match letter {
            'A' => Node::At(Anchor::Start),
            'z' => Node::At(Anchor::End),
            'Z' => Node::At(Anchor::EndOrNewline),
            'b' => Node::At(Anchor::Word),
            'B' => Node::At(Anchor::NotWord),
            'G' => Node::At(Anchor::Continue),
            'p' | 'P' => {
                Node::Set(Set { classes: vec![self.category(letter == 'p')?], ..Set::default() })
            }
            'k' => {
                let close = match self.rest.next() {
                    Some('<') => '>',
                    Some('\'') => '\'',
                    _ => return bad("Malformed \\k<...> named back reference."),
                };
                let name: String =
                    self.rest.by_ref().take_while(|letter| *letter != close).collect();
                match name.parse() {
                    Ok(index) => Node::Back(index, fold),
                    Err(_) => Node::BackNamed(name, fold),
                }
            }
            '1'..='9' => {
                let mut digits = letter.to_string();
                while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                if digits.len() > 1 {
                    return unsupported("a reference that may be an octal number");
                }
                Node::Back(digits.parse().unwrap_or(0), fold)
            }
            other => Node::Char(self.literal(other)?, fold),
        })
    }

    /// The character an escape stands for, in or outside a set.
    pub(super) fn literal(&mut self, letter: char) -> Result<char, BadPattern> {
        Ok(match letter {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            'e' => '\x1b',
            '0' => self.coded(8, 2)?,
            'x' => self.coded(16, 2)?,
            'u' => self.coded(16, 4)?,
            'c' => match self.rest.next().map(|control| control.to_ascii_uppercase()) {
                Some(control @ '@'..='_') => char::from((control as u8) - 64),
                _ => return bad("Unrecognized control character."),
            },
            other if other == '_' || other.is_alphanumeric() => {
                return bad("Unrecognized escape sequence.");
            }
            other => other,
        })
    }

    pub(super) fn coded(&mut self, radix: u32, most: usize) -> Result<char, BadPattern> {
        let mut code = 0;
        let mut taken = 0;
        while taken < most {
            let Some(digit) = self.rest.peek().and_then(|letter| letter.to_digit(radix)) else {
                break;
            };
            self.rest.next();
            code = code * radix + digit;
            taken += 1;
        }
        if radix == 16 && taken < most {
            return bad("Insufficient hexadecimal digits.");
        }
        char::from_u32(code).map_or_else(|| unsupported("half a character"), Ok)
    }

    pub(super) fn category(&mut self, positive: bool) -> Result<Class, BadPattern> {
        if !self.take('{') {
            return bad("Malformed \\p{X} character escape.");
        }
        let name: String = self.rest.by_ref().take_while(|letter| *letter != '}').collect();
        match name.as_str() {
            "L" => Ok(Class::Letter(positive)),
            "Lu" => Ok(Class::Upper(positive)),
            "Ll" => Ok(Class::Lower(positive)),
            "Nd" => Ok(Class::Digit(positive)),
            _ => unsupported("a Unicode category"),
        }
    }

    pub(super) fn set(&mut self) -> Result<Set, BadPattern> {
        let negative = self.take('^');
        let mut set = Set { negative, ignore_case: self.options.ignore_case, ..Set::default() };
        let mut first = true;
        loop {
            let Some(letter) = self.rest.next() else { return bad("Unterminated [] set.") };
            if letter == ']' && !first {
                return Ok(set);
            }
            first = false;
            if letter == '[' && self.rest.peek() == Some(&':') {
                return unsupported("a POSIX class");
            }
            let Some(low) = self.set_item(letter, &mut set)? else { continue };
            if self.rest.peek() != Some(&'-') || self.looking_at("-]") {
                set.ranges.push((low, low));
                continue;
            }
            self.rest.next();
            match self.rest.next() {
                None => return bad("Unterminated [] set."),
                Some('[') => return unsupported("class subtraction"),
                Some(letter) => match self.set_item(letter, &mut set)? {
                    None => return bad("Cannot include class in character range."),
                    Some(high) if high < low => return bad("[x-y] range in reverse order."),
                    Some(high) => set.ranges.push((low, high)),
                },
            }
        }
    }

    /// One item of a set: a character, or `None` when it was a class.
    pub(super) fn set_item(
        &mut self,
        letter: char,
        set: &mut Set,
    ) -> Result<Option<char>, BadPattern> {
        if letter != '\\' {
            return Ok(Some(letter));
        }
        let Some(letter) = self.rest.next() else { return bad("Illegal \\ at end of pattern.") };
        if let Some(class) = class_of(letter) {
            set.classes.push(class);
            return Ok(None);
        }
        match letter {
            'p' | 'P' => {
                let class = self.category(letter == 'p')?;
                set.classes.push(class);
                Ok(None)
            }
            'b' => Ok(Some('\x08')),
            '1'..='7' => unsupported("an octal number"),
            other => self.literal(other).map(Some),
        }
    }
}

pub(super) fn class_of(letter: char) -> Option<Class> {
    Some(match letter {
        'd' => Class::Digit(true),
        'D' => Class::Digit(false),
        'w' => Class::Word(true),
        'W' => Class::Word(false),
        's' => Class::Space(true),
        'S' => Class::Space(false),
        _ => return None,
    })
}

pub(super) fn number(digits: &str) -> Option<u32> {
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

pub(in super::super) fn unescape(text: &str) -> Option<String> {
    let rest = text.chars().peekable();
    let options = Options::default();
    let mut parser = Parser { rest, options, unnamed: 0, names: Vec::new(), depth: 0 };
    let mut plain = String::new();
    while let Some(letter) = parser.rest.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        let escaped = parser.rest.next()?;
        plain.push(parser.literal(escaped).ok()?);
    }
    Some(plain)
}
