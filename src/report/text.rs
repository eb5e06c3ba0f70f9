//! A value as plain texts: known, or unknown with its reason.

use std::rc::Rc;

use indexmap::IndexSet;

use super::Origin;
use crate::environment::{Doubt, Reach};
use crate::value::{self, Choice, Unknown, Value, When};

/// Why something is not known, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Why {
    /// The reason, a sentence without its subject.
    pub reason: String,
    /// The way to make it known.
    pub remedy: Option<String>,
    /// Where it became unknown.
    pub origin: Origin,
    /// The command that is not followed, where one is the cause.
    pub opaque: Option<String>,
    /// What a statement that is not followed may have changed; empty where this value alone is not known.
    pub may_change: Vec<String>,
    /// Where the cause stands of which this is only a consequence.
    pub root: Option<Origin>,
}

impl Why {
    /// From what a value remembers.
    pub fn new(unknown: &Unknown) -> Self {
        let owned = |text: &Option<std::rc::Rc<str>>| text.as_deref().map(str::to_owned);
        Self {
            reason: unknown.reason.to_string(),
            remedy: owned(&unknown.remedy),
            origin: Origin::new(&unknown.origin),
            opaque: owned(&unknown.opaque),
            may_change: Vec::new(),
            root: unknown.root.as_ref().map(Origin::new),
        }
    }

    /// From a statement that is not followed.
    pub fn of_doubt(doubt: &Doubt) -> Self {
        let may_change = match &doubt.reach {
            Reach::Everything => vec!["everything".to_owned()],
            Reach::Only { variables, commands } => {
                let plain = |name: &Rc<str>| name.trim_start_matches('+').to_owned();
                commands.iter().chain(variables).map(plain).collect()
            }
            Reach::Outside => Vec::new(),
        };
        Self { may_change, ..Self::new(&doubt.unknown) }
    }
}

/// The condition under which something is there at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Perhaps {
    /// The condition, as the profile writes it.
    pub when: String,
    /// Why it cannot be decided.
    pub why: Why,
}

impl Perhaps {
    /// From a condition.
    pub fn new(when: &When) -> Self {
        Self { when: when.words.to_string(), why: Why::new(&when.condition) }
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
    /// What the text would be had the doubts that stand in it changed nothing.
    pub likely: Option<String>,
    /// What may have changed it, or a part of it.
    pub doubt: Option<Why>,
    /// The first reason why it is not; behind a doubt the doubt, unless it would not be known without.
    pub why: Option<Why>,
    /// What it can be, where a condition is all that is not known.
    pub alternatives: Vec<Alternative>,
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
    /// Who wrote it, each once; behind a doubt who wrote what it likely is.
    pub origins: Vec<Origin>,
    shown: String,
}

impl Text {
    /// From a value.
    pub fn new(value: &Value) -> Self {
        let known = value.text().map(std::borrow::Cow::into_owned);
        let likely = value.likely();
        let (likely_text, alternatives) = match &known {
            Some(_) => (None, Vec::new()),
            None => (likely.text().map(std::borrow::Cow::into_owned), alternatives(&likely)),
        };
        let doubt = value.doubt().map(|why| Why::new(&why));
        let open = likely.why_unknown().map(|why| Why::new(&why));
        Self {
            why: open.or_else(|| doubt.clone()),
            doubt,
            alternatives,
            pieces: value.pieces().iter().map(piece).collect(),
            origins: Origin::all(&likely),
            shown: likely.pieces().iter().map(shown).collect(),
            likely: likely_text,
            known,
        }
    }

    /// The text with what is not known marked in it: `/opt/a:‹unknown›`, `1 or 2`.
    pub fn marked(&self) -> String {
        match (&self.known, self.pieces.len(), self.alternatives.as_slice()) {
            (Some(text), _, _) => text.clone(),
            (None, 1, [_, ..]) => either(self.alternatives.iter().map(|one| one.text.as_deref())),
            _ => self.shown.clone(),
        }
    }
}

fn alternatives(value: &Value) -> Vec<Alternative> {
    let all = value.alternatives().filter(|all| all.len() > 1).unwrap_or_default();
    all.into_iter()
        .map(|one| Alternative {
            when: one.when.to_string(),
            text: one.value.text().map(std::borrow::Cow::into_owned),
        })
        .collect()
}

fn piece(piece: &value::Piece) -> Piece {
    let unknown = |why: &Unknown| Piece {
        text: None,
        reason: Some(why.reason.to_string()),
        origin: Origin::new(&why.origin),
    };
    match piece {
        value::Piece::Text { text, origin } => {
            Piece { text: Some(text.to_string()), reason: None, origin: Origin::new(origin) }
        }
        value::Piece::Unknown(why) => unknown(why),
        value::Piece::Choice(choice) => unknown(&choice.condition),
    }
}

fn shown(piece: &value::Piece) -> String {
    match piece {
        value::Piece::Text { text, .. } => text.to_string(),
        value::Piece::Unknown(_) => "‹unknown›".to_owned(),
        value::Piece::Choice(choice) => format!("‹{}›", choice_shown(choice)),
    }
}

fn choice_shown(choice: &Choice) -> String {
    let texts: Vec<String> = choice
        .alternatives
        .iter()
        .map(|one| one.value.pieces().iter().map(shown).collect())
        .collect();
    either(texts.iter().map(|text| Some(text.as_str())))
}

/// `1 or 2`; of what is nothing the word.
fn either<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> String {
    let word = |text| match text {
        Some("") => "nothing",
        Some(text) => text,
        None => "‹unknown›",
    };
    let words: IndexSet<&str> = texts.map(word).collect();
    words.into_iter().collect::<Vec<_>>().join(" or ")
}
