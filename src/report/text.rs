//! A value as plain texts: known, or unknown with its reason.

use super::Origin;
use crate::value::{self, Unknown, Value};

/// Why something is not known, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The reason, a sentence without its subject.
    pub reason: String,
    /// The way to make it known.
    pub remedy: Option<String>,
    /// Where it became unknown.
    pub origin: Origin,
}

impl Why {
    /// From what a value remembers.
    pub fn new(unknown: &Unknown) -> Self {
        Self {
            reason: unknown.reason.to_string(),
            remedy: unknown.remedy.as_deref().map(str::to_owned),
            origin: Origin::new(&unknown.origin),
        }
    }
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text, where it is known.
    pub text: Option<String>,
    /// Why not.
    pub reason: Option<String>,
    /// Who wrote it.
    pub origin: Origin,
}

/// One of several values a text can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// When it is the one.
    pub when: String,
    /// The text then.
    pub text: Option<String>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, `None` unless all of it is known.
    pub known: Option<String>,
    /// The first reason why it is not.
    pub why: Option<Why>,
    /// What it can be, where a condition is all that is not known.
    pub alternatives: Vec<Alternative>,
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
    /// Who wrote it, each once.
    pub origins: Vec<Origin>,
}

impl Text {
    /// From a value.
    pub fn new(value: &Value) -> Self {
        let known = value.text().map(std::borrow::Cow::into_owned);
        let alternatives = match &known {
            Some(_) => Vec::new(),
            None => alternatives(value),
        };
        Self {
            why: value.why_unknown().map(|why| Why::new(&why)),
            alternatives,
            pieces: value.pieces().iter().flat_map(pieces).collect(),
            origins: Origin::all(value),
            known,
        }
    }

    /// The text with what is not known marked in it.
    pub fn marked(&self) -> String {
        match &self.known {
            Some(text) => text.clone(),
            None => {
                let part = |piece: &Piece| piece.text.clone().unwrap_or_else(|| "‹unknown›".into());
                self.pieces.iter().map(part).collect()
            }
        }
    }
}

fn alternatives(value: &Value) -> Vec<Alternative> {
    let all = value.alternatives().unwrap_or_default();
    all.into_iter()
        .map(|one| Alternative {
            when: one.when.to_string(),
            text: one.value.text().map(std::borrow::Cow::into_owned),
        })
        .collect()
}

fn pieces(piece: &value::Piece) -> Option<Piece> {
    match piece {
        value::Piece::Text { text, origin } => {
            Some(Piece { text: Some(text.to_string()), reason: None, origin: Origin::new(origin) })
        }
        value::Piece::Unknown(why) => Some(Piece {
            text: None,
            reason: Some(why.reason.to_string()),
            origin: Origin::new(&why.origin),
        }),
        value::Piece::Choice(choice) => Some(Piece {
            text: None,
            reason: Some(choice.condition.reason.to_string()),
            origin: Origin::new(&choice.condition.origin),
        }),
    }
}
