//! Text that remembers where every piece of it came from.
//!
//! A [`Value`] is a row of pieces. A piece is known text with its origin, or
//! unknown with its reason, or one of a few values under a condition. Nothing
//! is ever guessed: what the real shell might compute differently is unknown.

mod builder;
mod choice;
mod decide;
mod list;
mod unknown;

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

pub use choice::{Alternative, Choice, MOST_ALTERNATIVES, When, negated};
pub use list::{ListEntry, Listed};
pub use unknown::{NAMELESS, Shape, Unknown};

use builder::Builder;
use indexmap::IndexSet;

use crate::text::{Place, work};

/// Who wrote something.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A statement of a file; [`Place::via`] tells who had it read.
    File(Place),
    /// A registry value.
    Registry {
        /// The key, with a short hive name.
        key: Rc<str>,
        /// The value's name.
        name: Rc<str>,
    },
    /// The process that started the shell, in plain words (`the terminal`, `cron`).
    Parent(Rc<str>),
    /// What the shell or system uses when nobody says otherwise, and the rule's source.
    Default(Rc<str>),
    /// The model of an external program's effect, and the statement that used it.
    Signature {
        /// The program.
        name: Rc<str>,
        /// The statement.
        place: Place,
    },
    /// The question itself: a scenario's key, or `--set` on the command line.
    Scenario(Rc<str>),
    /// The shell itself, by a rule that can be cited.
    Builtin(Rc<str>),
}

impl Origin {
    /// The place in a file, where it has one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::File(place) | Self::Signature { place, .. } => Some(place),
            _ => None,
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(place) => write!(f, "{place:?}"),
            Self::Registry { key, name } => write!(f, "{key} {name}"),
            Self::Signature { name, place } => write!(f, "{name} at {place:?}"),
            Self::Parent(text)
            | Self::Default(text)
            | Self::Scenario(text)
            | Self::Builtin(text) => {
                write!(f, "{text}")
            }
        }
    }
}

/// One piece of a value.
#[derive(Clone, Debug, Eq)]
pub enum Piece {
    /// Known text.
    Text {
        /// The text; may be empty.
        text: Rc<str>,
        /// Who wrote it.
        origin: Origin,
    },
    /// Unknown text, of any length, with any characters.
    Unknown(Rc<Unknown>),
    /// One of several values.
    Choice(Rc<Choice>),
}

impl PartialEq for Piece {
    /// Shared pieces are compared by where they are: a choice can be large, and stands in many values.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text { text, origin }, Self::Text { text: other, origin: by }) => {
                text == other && origin == by
            }
            (Self::Unknown(one), Self::Unknown(other)) => Rc::ptr_eq(one, other) || one == other,
            (Self::Choice(one), Self::Choice(other)) => Rc::ptr_eq(one, other) || one == other,
            _ => false,
        }
    }
}

impl Piece {
    /// How many bytes of text it is known to have.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text { text, .. } => text.len(),
            Self::Unknown(_) | Self::Choice(_) => 0,
        }
    }
}

/// Text whose pieces remember their origins. Clones share the pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// `None` is the empty text without any origin; never an empty list.
    pieces: Option<Rc<Vec<Piece>>>,
}

impl Value {
    /// The empty text, without any origin.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Known text.
    pub fn known(text: impl Into<Rc<str>>, origin: Origin) -> Self {
        let text = text.into();
        work::done(text.len());
        Self::of(Piece::Text { text, origin })
    }

    /// Wholly unknown text.
    pub fn unknown(unknown: impl Into<Rc<Unknown>>) -> Self {
        Self::of(Piece::Unknown(unknown.into()))
    }

    /// A value of one piece.
    pub fn of(piece: Piece) -> Self {
        Self { pieces: Some(Rc::new(vec![piece])) }
    }

    /// A value of these pieces.
    pub fn from_pieces(pieces: Vec<Piece>) -> Self {
        work::done_to(&pieces);
        Self { pieces: (!pieces.is_empty()).then(|| Rc::new(pieces)) }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        self.pieces.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether the whole text is known.
    pub fn is_known(&self) -> bool {
        self.pieces().iter().all(|piece| matches!(piece, Piece::Text { .. }))
    }

    /// How many bytes of text and how many pieces it holds, which is what making it costs.
    pub fn size(&self) -> usize {
        self.pieces().iter().map(|piece| piece.bytes() + size_of::<Piece>()).sum()
    }

    /// The text, if every piece of it is known.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self.pieces() {
            [] => Some(Cow::Borrowed("")),
            [Piece::Text { text, .. }] => {
                work::done(text.len());
                Some(Cow::Borrowed(text))
            }
            pieces => {
                work::done(self.size());
                pieces.iter().map(piece_text).collect::<Option<String>>().map(Cow::Owned)
            }
        }
    }

    /// The path of a file, be its name known or not: for what looks at the file and never tells the name.
    pub fn path(&self) -> Option<Cow<'_, str>> {
        let [Piece::Unknown(unknown), behind @ ..] = self.pieces() else { return self.text() };
        let kept = unknown.stands_in.as_deref()?;
        let behind = behind.iter().map(piece_text).collect::<Option<String>>()?;
        Some(Cow::Owned(format!("{kept}{behind}")))
    }

    /// Whether it is known to be empty; `None` when that is not known.
    pub fn is_empty(&self) -> Option<bool> {
        if self.pieces().iter().any(surely_filled) {
            Some(false)
        } else {
            self.text().map(|text| text.is_empty())
        }
    }

    /// Puts another value behind this one.
    pub fn append(&mut self, other: Self) {
        let Some(added) = other.pieces else { return };
        match (self.pieces.is_none(), added.as_slice()) {
            (true, _) => self.pieces = Some(added),
            (false, [piece]) => self.push_piece(piece.clone()),
            (false, pieces) => {
                work::done_to(pieces);
                let mut whole = Builder::default();
                whole.value(self);
                pieces.iter().for_each(|piece| whole.push(piece));
                *self = whole.finish();
            }
        }
    }

    /// Puts known text behind this value.
    pub fn push(&mut self, text: impl Into<Rc<str>>, origin: Origin) {
        self.push_piece(Piece::Text { text: text.into(), origin });
    }

    /// Puts a piece behind this value; neighbours of one origin become one, so that what a loop
    /// appends to stays one piece.
    pub fn push_piece(&mut self, piece: Piece) {
        if self.pieces.as_ref().is_some_and(|pieces| Rc::strong_count(pieces) > 1) {
            work::done_to(self.pieces());
        }
        let pieces = Rc::make_mut(self.pieces.get_or_insert_default());
        match (pieces.last_mut(), &piece) {
            (
                Some(Piece::Text { text: front, origin: last }),
                Piece::Text { text: back, origin },
            ) if last == origin && front.len() <= MERGED => {
                if !back.is_empty() {
                    work::done(front.len() + back.len());
                    *front = format!("{front}{back}").into();
                }
            }
            _ => pieces.push(piece),
        }
    }

    /// Both, one behind the other.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    /// The first reason why it is unknown.
    pub fn why_unknown(&self) -> Option<Rc<Unknown>> {
        self.pieces().iter().find_map(|piece| match piece {
            Piece::Text { .. } => None,
            Piece::Unknown(unknown) => Some(unknown.clone()),
            Piece::Choice(choice) => Some(choice.condition.clone()),
        })
    }

    /// A program, each part of it known or replaced by one that does the same; `None` where that is not known.
    pub fn program(&self) -> Option<Self> {
        let mut program = Vec::new();
        for piece in self.pieces() {
            match piece {
                Piece::Text { .. } => program.push(piece.clone()),
                Piece::Unknown(unknown) => {
                    let effect = unknown.effect.clone()?;
                    // Unquoted, its lines have become one.
                    if unknown.shape == Shape::Words && effect.trim_end().contains('\n') {
                        return None;
                    }
                    program.push(Piece::Text { text: effect, origin: unknown.origin.clone() });
                }
                Piece::Choice(_) => return None,
            }
        }
        Some(Self::from_pieces(program))
    }

    /// The origins of its pieces, each once, in order; empty pieces count only where nothing else is.
    pub fn origins(&self) -> Vec<Origin> {
        let mut origins: IndexSet<Origin> = IndexSet::new();
        work::done_to(self.pieces());
        let all_empty = self.text().is_some_and(|text| text.is_empty());
        for piece in self.pieces() {
            for origin in piece_origins(piece, all_empty) {
                origins.insert(origin);
            }
        }
        origins.into_iter().collect()
    }

    /// Who put the text together: of `$HOME/bin` the statement that says so, not who gave HOME.
    /// Statements count before registry values, these before what was inherited; of several
    /// statements the last to contribute.
    pub fn writer(&self) -> Option<Origin> {
        let rank = |origin: &Origin| match origin {
            Origin::File(_) | Origin::Signature { .. } | Origin::Scenario(_) => 2,
            Origin::Registry { .. } => 1,
            Origin::Parent(_) | Origin::Default(_) | Origin::Builtin(_) => 0,
        };
        let origins = self.origins();
        let best = origins.iter().map(rank).max()?;
        match best {
            // Among what was inherited nobody composed anything: the first piece leads.
            0 => origins.into_iter().next(),
            _ => origins.into_iter().rfind(|origin| rank(origin) == best),
        }
    }

    /// The origin of the piece that covers a byte of the known text; the last one at its end.
    pub fn origin_at(&self, offset: usize) -> Option<&Origin> {
        let mut start = 0;
        let mut last = None;
        work::done_to(self.pieces());
        for piece in self.pieces() {
            let Piece::Text { text, origin } = piece else { return last };
            if offset < start + text.len() {
                return Some(origin);
            }
            start += text.len();
            last = Some(origin);
        }
        last
    }

    /// A part of the known text with its origins; `None` if it is unknown or the range does not fit.
    pub fn slice(&self, start: usize, end: usize) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut at = 0;
        work::done_to(self.pieces());
        work::done(end.saturating_sub(start));
        for piece in self.pieces() {
            let Piece::Text { text, origin } = piece else { return None };
            let (from, to) = (start.max(at), end.min(at + text.len()));
            if from < to {
                let text = text.get(from - at..to - at)?.into();
                pieces.push(Piece::Text { text, origin: origin.clone() });
            }
            at += text.len();
        }
        (start <= end && end <= at).then(|| Self::from_pieces(pieces))
    }

    /// Known text made of known text by a pure function; origins merge into the first one that counts.
    #[must_use]
    pub fn map_text(&self, change: impl FnOnce(&str) -> String) -> Self {
        let Some(text) = self.text() else { return self.clone() };
        let changed = change(&text);
        if changed == text {
            return self.clone();
        }
        match self.first_origin() {
            Some(origin) => Self::known(changed, origin),
            None => Self::empty(),
        }
    }

    /// What it would be had the doubts that stand in it changed nothing; without doubts it is itself.
    #[must_use]
    pub fn likely(&self) -> Self {
        if !self.pieces().iter().any(Piece::is_doubted) {
            return self.clone();
        }
        let mut likely = Builder::default();
        for piece in self.pieces() {
            match piece {
                Piece::Unknown(unknown) if unknown.likely.is_some() => {
                    unknown.likely.iter().for_each(|value| likely.value(value));
                }
                Piece::Choice(choice) if piece.is_doubted() => {
                    likely.value(&choice.likely());
                }
                _ => likely.push(piece),
            }
        }
        likely.finish()
    }

    /// The first doubt that stands in it.
    pub fn doubt(&self) -> Option<Rc<Unknown>> {
        self.pieces().iter().find_map(|piece| match piece {
            Piece::Unknown(unknown) if unknown.likely.is_some() => Some(unknown.clone()),
            _ => None,
        })
    }

    /// This value behind a doubt: no longer known, and likely what it was.
    #[must_use]
    pub fn doubted(&self, why: &Unknown) -> Self {
        let likely = Some(self.likely()).filter(|likely| likely.size() <= MOST_LIKELY);
        Self::unknown(Unknown { likely, ..why.clone() })
    }

    /// Every text it can be, with the conditions that lead there; `None` if some piece is unknown or there are too many.
    pub fn alternatives(&self) -> Option<Vec<Alternative>> {
        choice::enumerate(self)
    }

    /// Every value it can be, one for each way the conditions in it turn out; what is unknown stays in
    /// each. `None` if there are too many.
    pub fn variants(&self) -> Option<Vec<Self>> {
        choice::variants(self)
    }
}

/// Longer values are not kept behind a doubt: doubted again and again they would only grow.
const MOST_LIKELY: usize = 128 << 10;
/// A longer text is left as it is when something is put behind it, not copied for every few letters.
const MERGED: usize = 4096;

/// Whether a piece has at least one character, whatever it is.
fn surely_filled(piece: &Piece) -> bool {
    match piece {
        Piece::Text { text, .. } => !text.is_empty(),
        Piece::Unknown(unknown) => unknown.shape.is_filled(),
        Piece::Choice(choice) => {
            choice.alternatives.iter().all(|one| one.value.is_empty() == Some(false))
        }
    }
}

fn piece_text(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Text { text, .. } => Some(text),
        _ => None,
    }
}

fn piece_origins(piece: &Piece, even_empty: bool) -> Vec<Origin> {
    match piece {
        Piece::Text { text, origin } if even_empty || !text.is_empty() => vec![origin.clone()],
        Piece::Text { .. } => Vec::new(),
        Piece::Unknown(unknown) => vec![unknown.origin.clone()],
        Piece::Choice(choice) => {
            choice.alternatives.iter().flat_map(|alternative| alternative.value.origins()).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(name: &str) -> Origin {
        Origin::Default(name.into())
    }

    #[test]
    fn a_slice_keeps_the_origins_it_covers() {
        let value = Value::known("/a:", origin("1")).then(Value::known("/b", origin("2")));
        assert_eq!(value.text().as_deref(), Some("/a:/b"));
        let part = value.slice(1, 4).unwrap_or_default();
        assert_eq!(part.text().as_deref(), Some("a:/"));
        assert_eq!(part.origins(), [origin("1"), origin("2")]);
        assert_eq!(value.origin_at(3), Some(&origin("2")));
        assert_eq!(value.slice(0, 6), None);
    }

    #[test]
    fn one_unknown_piece_makes_the_text_unknown() {
        let unknown = Value::unknown(Unknown::output_of("date", origin("x")));
        let value = Value::known("a", origin("1")).then(unknown);
        assert_eq!(value.text(), None);
        assert_eq!(value.is_empty(), Some(false));
        assert!(value.why_unknown().is_some_and(|why| why.reason.contains("`date`")));
    }
}
