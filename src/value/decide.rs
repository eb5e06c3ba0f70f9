//! What can be told of texts that are not known as a whole: enough for most conditions of profiles.

use super::{Piece, Shape, Value};

impl Value {
    /// Whether both texts are the same; `None` where that depends on what is not known.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (self.text(), other.text()) {
            (Some(one), Some(other)) => Some(one == other),
            (Some(text), None) => other.is_text(&text),
            (None, Some(text)) => self.is_text(&text),
            (None, None) => None,
        }
    }

    /// The known text it begins with.
    pub fn front(&self) -> String {
        let known = |piece: &'_ Piece| match piece {
            Piece::Text { text, .. } => Some(text.to_string()),
            _ => None,
        };
        self.pieces().iter().map_while(known).collect()
    }

    /// The known text it ends with.
    pub fn back(&self) -> String {
        let known = |piece: &'_ Piece| match piece {
            Piece::Text { text, .. } => Some(text.to_string()),
            _ => None,
        };
        let mut texts: Vec<String> = self.pieces().iter().rev().map_while(known).collect();
        texts.reverse();
        texts.concat()
    }

    fn is_text(&self, text: &str) -> Option<bool> {
        self.all(|one| match one.text() {
            Some(known) => Some(known == text),
            None => {
                let (front, back) = (one.front(), one.back());
                let fits = text.len() >= front.len() + back.len()
                    && text.starts_with(&front)
                    && text.ends_with(&back)
                    && (!text.is_empty() || one.is_empty() != Some(false));
                if fits { None } else { Some(false) }
            }
        })
    }

    /// What is true of every text it can be, or false of every one.
    pub fn all(&self, test: impl Fn(&Self) -> Option<bool>) -> Option<bool> {
        let mut answers = self.variants()?.into_iter().map(|one| test(&one));
        let first = answers.next()??;
        answers.all(|answer| answer == Some(first)).then_some(first)
    }

    /// Whether it may stand for any number of arguments.
    pub fn may_be_words(&self) -> bool {
        let words =
            |piece: &Piece| matches!(piece, Piece::Unknown(one) if one.shape == Shape::Words);
        self.pieces().iter().any(words)
    }

    /// The least number it can be, where it is known to be a number.
    pub fn least_number(&self) -> Option<i64> {
        match self.pieces() {
            [Piece::Unknown(unknown)] => unknown.shape.least(),
            _ => self.text()?.trim().parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Origin, Unknown};
    use super::*;

    fn known(text: &str) -> Value {
        Value::known(text, Origin::Default("test".into()))
    }

    fn unknown(shape: Shape) -> Value {
        Value::unknown(Unknown::new("x", Origin::Default("test".into())).shaped(shape))
    }

    #[test]
    fn texts_that_cannot_be_the_same_are_told_apart() {
        let version = known("5.2.15(").then(unknown(Shape::Filled));
        for (value, text, expected) in [
            (version.clone(), "5.1", Some(false)),
            (version.clone(), "5.2.15(", None),
            (version, "5.2.15(1)-release", None),
            (unknown(Shape::Any), "", None),
            (unknown(Shape::Filled), "", Some(false)),
            (known("a"), "a", Some(true)),
        ] {
            assert_eq!(value.equals(&known(text)), expected, "{value:?} {text}");
        }
    }

    #[test]
    fn what_holds_of_every_alternative_holds() {
        let why = Unknown::new("x", Origin::Default("test".into()));
        let either = Value::join(&why, ("c", &known("a")), ("not c", &known("b")));
        assert_eq!(either.equals(&known("c")), Some(false));
        assert_eq!(either.equals(&known("a")), None);
    }

    #[test]
    fn numbers_have_a_least_one() {
        assert_eq!(unknown(Shape::Positive).least_number(), Some(1));
        assert_eq!(unknown(Shape::Number).least_number(), Some(0));
        assert_eq!(unknown(Shape::Filled).least_number(), None);
    }
}
