//! Strings and their parts.

use std::rc::Rc;

use super::Expression;
use crate::text::Span;

/// A string.
#[derive(Clone, Debug, Default)]
pub struct StringLiteral {
    /// How it is written.
    pub style: StringStyle,
    /// Its parts, in order.
    pub parts: Parts,
}

/// The parts of a string. Most strings are one piece of text, which is kept in place.
#[derive(Clone, Debug, Default)]
pub enum Parts {
    /// The empty string.
    #[default]
    Empty,
    /// One part.
    One(StringPart),
    /// Two parts or more.
    Many(Vec<StringPart>),
}

impl Parts {
    /// Adds a part behind the others.
    pub fn push(&mut self, part: StringPart) {
        *self = match std::mem::take(self) {
            Self::Empty => Self::One(part),
            Self::One(first) => Self::Many(vec![first, part]),
            Self::Many(mut parts) => {
                parts.push(part);
                Self::Many(parts)
            }
        };
    }
}

impl std::ops::Deref for Parts {
    type Target = [StringPart];

    fn deref(&self) -> &[StringPart] {
        match self {
            Self::Empty => &[],
            Self::One(part) => std::slice::from_ref(part),
            Self::Many(parts) => parts,
        }
    }
}

impl<'a> IntoIterator for &'a Parts {
    type Item = &'a StringPart;
    type IntoIter = std::slice::Iter<'a, StringPart>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StringStyle {
    /// A bare word.
    #[default]
    Bare,
    /// `'…'`.
    Single,
    /// `"…"`.
    Double,
    /// `@'…'@`.
    SingleHere,
    /// `@"…"@`.
    DoubleHere,
}

/// A part of a string.
#[derive(Clone, Debug)]
pub enum StringPart {
    /// Text that stands in the source as it is.
    Text(Span),
    /// Text that an escape or a doubled quote made, and where it stands.
    Made(Rc<str>, Span),
    /// A variable or a `$(…)`.
    Expression(Box<Expression>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_order() {
        let mut parts = Parts::Empty;
        assert!(parts.is_empty());
        for end in 1..4 {
            parts.push(StringPart::Text(Span::new(end - 1, end)));
        }
        let ends: Vec<u32> = parts
            .iter()
            .map(|part| match part {
                StringPart::Text(span) => span.end,
                _ => 0,
            })
            .collect();
        assert_eq!(ends, [1, 2, 3]);
    }
}
