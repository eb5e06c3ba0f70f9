//! One of several values under a condition: what is left of a branch nobody can decide.

use std::rc::Rc;

use super::{Piece, Unknown, Value};

/// How many alternatives a value may have before it is just unknown.
pub const MOST_ALTERNATIVES: usize = 8;
/// How many texts the choices in a row may multiply to before nobody wants to read them.
const MOST_WORLDS: usize = MOST_ALTERNATIVES * MOST_ALTERNATIVES;

/// One of the values, and when it is the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The condition, as the profile writes it (``if `-t 0` ``).
    pub when: Rc<str>,
    /// The value then; `None` in the list of a variable that would not be set is [`Value::empty`].
    pub value: Value,
}

/// A value that depends on a condition that cannot be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Why the condition is unknown, and where it stands. Two choices under the same one are decided together.
    pub condition: Rc<Unknown>,
    /// At least two, at most [`MOST_ALTERNATIVES`] texts in all.
    pub alternatives: Vec<Alternative>,
}

impl Choice {
    /// The same between what the values likely are.
    pub(super) fn likely(&self) -> Value {
        let mut all = self.alternatives.iter().rev();
        let Some(last) = all.next() else { return Value::empty() };
        let mut rest = (last.when.to_string(), last.value.likely());
        for one in all {
            let value = one.value.likely();
            let joined =
                Value::join_under(&self.condition, (&one.when, &value), (&rest.0, &rest.1));
            rest = (negated(&one.when), joined);
        }
        rest.1
    }
}

impl Piece {
    /// Whether a doubt stands in it, in one of several values too. What a value likely is has none, or there would
    /// be as many doubts behind doubts as ways through them.
    pub(super) fn is_doubted(&self) -> bool {
        let within = |one: &Alternative| one.value.pieces().iter().any(Self::is_doubted);
        match self {
            Self::Text { .. } => false,
            Self::Unknown(unknown) => unknown.likely.is_some(),
            Self::Choice(choice) => choice.alternatives.iter().any(within),
        }
    }
}

/// Conditions inside conditions are spelled out up to this length.
const LONGEST_WORDS: usize = 160;
/// What stands for the rest.
const OMITTED: &str = " and …";

/// The condition under which something is there at all.
#[derive(Clone, Debug)]
pub struct When {
    /// Why the condition is unknown, and where it stands.
    pub condition: Rc<Unknown>,
    /// The condition as the profile writes it.
    pub words: Rc<str>,
}

impl PartialEq for When {
    /// Under the same undecided condition, and the same side of it.
    fn eq(&self, other: &Self) -> bool {
        self.is_decided_with(other) && self.words == other.words
    }
}

impl Eq for When {}

impl When {
    /// Whether the same decision settles both.
    pub fn is_decided_with(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.condition, &other.condition) || self.condition == other.condition
    }

    /// Whether one of the two always holds.
    pub fn complements(&self, other: &Self) -> bool {
        self.is_decided_with(other) && *self.negated() == *other.words
    }

    /// The words for where it does not hold.
    pub fn negated(&self) -> String {
        negated(&self.words)
    }

    /// Both have to hold.
    #[must_use]
    pub fn and(&self, inner: &Self) -> Self {
        let words = match self.words.len() > LONGEST_WORDS {
            true if self.words.ends_with(OMITTED) => self.words.clone(),
            true => format!("{}{OMITTED}", self.words).into(),
            false => format!("{} and {}", self.words, inner.words).into(),
        };
        Self { condition: inner.condition.clone(), words }
    }
}

/// The words for where a condition does not hold.
pub fn negated(words: &str) -> String {
    match words.strip_prefix("not ") {
        Some(plain) => plain.to_owned(),
        None => format!("not {words}"),
    }
}

impl Value {
    /// The join of two branches: the same value stays known, otherwise it becomes a choice, or unknown when too wide.
    pub fn join(condition: &Unknown, when: (&str, &Self), otherwise: (&str, &Self)) -> Self {
        Self::join_under(&Rc::new(condition.clone()), when, otherwise)
    }

    /// The same for several values that one decision settles together. What both have at either end is
    /// no part of the choice, so that a list keeps its other entries.
    pub fn join_under(
        condition: &Rc<Unknown>,
        when: (&str, &Self),
        otherwise: (&str, &Self),
    ) -> Self {
        let (left, right) = (when.1, otherwise.1);
        if left.same_text(right) || doubts(right, left) {
            return if doubts(right, left) { right.clone() } else { left.clone() };
        }
        if doubts(left, right) {
            return left.clone();
        }
        let mut shared = Shared::of(left, right);
        let alternatives = vec![
            Alternative { when: when.0.into(), value: Value::from_pieces(shared.left) },
            Alternative { when: otherwise.0.into(), value: Value::from_pieces(shared.right) },
        ];
        let wide = alternatives.iter().map(|one| width(&one.value)).sum::<usize>();
        let middle = match wide > MOST_ALTERNATIVES {
            true => Piece::Unknown(condition.clone()),
            false => Piece::Choice(Rc::new(Choice { condition: condition.clone(), alternatives })),
        };
        shared.front.push(middle);
        shared.front.append(&mut shared.back);
        Self::from_pieces(shared.front)
    }

    /// Whether both are known and spell the same.
    pub fn same_text(&self, other: &Self) -> bool {
        self == other
            || matches!((self.text(), other.text()), (Some(left), Some(right)) if left == right)
    }
}

/// Whether the one is the other behind a doubt.
fn doubts(one: &Value, other: &Value) -> bool {
    matches!(one.pieces(), [Piece::Unknown(unknown)]
        if unknown.likely.as_ref().is_some_and(|likely| likely.same_text(other)))
}

/// How many texts a value can be, as far as that is below the bound.
fn width(value: &Value) -> usize {
    value.pieces().iter().fold(1_usize, |wide, piece| match piece {
        Piece::Choice(choice) if wide <= MOST_ALTERNATIVES => {
            wide * choice.alternatives.iter().map(|one| width(&one.value)).sum::<usize>()
        }
        _ => wide,
    })
}

/// Two rows of pieces, and what they have in common at their ends.
struct Shared {
    front: Vec<Piece>,
    left: Vec<Piece>,
    right: Vec<Piece>,
    back: Vec<Piece>,
}

impl Shared {
    fn of(left: &Value, right: &Value) -> Self {
        let (mut left, mut right) = (left.pieces().to_vec(), right.pieces().to_vec());
        let same = |(one, other): &(&Piece, &Piece)| one == other;
        let count = left.iter().rev().zip(right.iter().rev()).take_while(same).count();
        let mut back = left.split_off(left.len() - count);
        right.truncate(right.len() - count);
        if let Some(end) = common_end(&mut left, &mut right) {
            back.insert(0, end);
        }
        let count = left.iter().zip(&right).take_while(same).count();
        let mut front: Vec<Piece> = left.drain(..count).collect();
        right.drain(..count);
        front.extend(common_start(&mut left, &mut right));
        Self { front, left, right, back }
    }
}

/// What separates the entries of lists; texts are cut there and nowhere else.
const SEPARATORS: [char; 2] = [':', ';'];

/// Cuts off the list entries that both texts end with.
fn common_end(left: &mut Vec<Piece>, right: &mut Vec<Piece>) -> Option<Piece> {
    let (Piece::Text { text: one, origin }, Piece::Text { text: other, origin: by }) =
        (left.last()?, right.last()?)
    else {
        return None;
    };
    let letters = one.char_indices().rev().zip(other.chars().rev());
    let same = letters.take_while(|((_, one), other)| one == other);
    let cuts = same.map(|((at, _), _)| one.len() - at);
    let whole = one.len().min(other.len());
    let at_cut = |length: usize| {
        let cut = |text: &str| {
            length == text.len()
                || text[..text.len() - length].ends_with(SEPARATORS)
                || text[text.len() - length..].starts_with(SEPARATORS)
        };
        cut(one) && cut(other)
    };
    let length = cuts.filter(|&length| length <= whole && at_cut(length)).last()?;
    (origin == by).then_some(())?;
    let (front, end) = one.split_at(one.len() - length);
    let end = Piece::Text { text: end.into(), origin: origin.clone() };
    let rest = (Rc::from(front), Rc::from(&other[..other.len() - length]));
    shorten(left, true, rest.0);
    shorten(right, true, rest.1);
    Some(end)
}

/// Cuts off the list entries that both texts begin with.
fn common_start(left: &mut Vec<Piece>, right: &mut Vec<Piece>) -> Option<Piece> {
    let (Piece::Text { text: one, origin }, Piece::Text { text: other, origin: by }) =
        (left.first()?, right.first()?)
    else {
        return None;
    };
    let letters = one.char_indices().zip(other.chars());
    let same = letters.take_while(|((_, one), other)| one == other);
    let cut = |text: &str, length: usize| {
        length == text.len()
            || text[..length].ends_with(SEPARATORS)
            || text[length..].starts_with(SEPARATORS)
    };
    let ends = same.map(|((at, letter), _)| at + letter.len_utf8());
    let length = ends.filter(|&length| cut(one, length) && cut(other, length)).last()?;
    (origin == by).then_some(())?;
    let (start, rest) = one.split_at(length);
    let start = Piece::Text { text: start.into(), origin: origin.clone() };
    let rest = (Rc::from(rest), Rc::from(&other[length..]));
    shorten(left, false, rest.0);
    shorten(right, false, rest.1);
    Some(start)
}

/// Replaces the text at one end; an empty one goes.
fn shorten(pieces: &mut Vec<Piece>, at_end: bool, rest: Rc<str>) {
    let at = if at_end { pieces.len() - 1 } else { 0 };
    if rest.is_empty() {
        pieces.remove(at);
    } else if let Piece::Text { text, .. } = &mut pieces[at] {
        *text = rest;
    }
}

/// One way all conditions may turn out.
#[derive(Clone)]
struct World {
    decided: Vec<(Rc<Unknown>, usize)>,
    when: Vec<Rc<str>>,
    value: Value,
}

pub(super) fn enumerate(value: &Value) -> Option<Vec<Alternative>> {
    let start = World { decided: Vec::new(), when: Vec::new(), value: Value::empty() };
    if value.pieces().iter().any(|piece| matches!(piece, Piece::Unknown(_))) {
        return None;
    }
    let worlds = extend(vec![start], value).filter(|worlds| worlds.iter().all(World::is_known))?;
    let alternative =
        |world: World| Alternative { when: world.when.join(" and ").into(), value: world.value };
    Some(worlds.into_iter().map(alternative).collect())
}

/// Every value it can be, what is unknown kept in each; `None` if there are too many.
pub(super) fn variants(value: &Value) -> Option<Vec<Value>> {
    let start = World { decided: Vec::new(), when: Vec::new(), value: Value::empty() };
    Some(extend(vec![start], value)?.into_iter().map(|world| world.value).collect())
}

impl World {
    fn is_known(&self) -> bool {
        self.value.is_known()
    }
}

/// Every world with a value behind it; `None` if there are too many.
fn extend(mut worlds: Vec<World>, value: &Value) -> Option<Vec<World>> {
    for piece in value.pieces() {
        match piece {
            Piece::Text { text, origin } => {
                for world in &mut worlds {
                    world.value.push(text.clone(), origin.clone());
                }
            }
            Piece::Unknown(_) => {
                for world in &mut worlds {
                    world.value.push_piece(piece.clone());
                }
            }
            Piece::Choice(choice) => worlds = decide(&worlds, choice)?,
        }
    }
    Some(worlds)
}

fn decide(worlds: &[World], choice: &Choice) -> Option<Vec<World>> {
    let mut product = Vec::new();
    for world in worlds {
        let before = world.decided.iter().find(|(one, _)| Rc::ptr_eq(one, &choice.condition));
        for (side, alternative) in choice.alternatives.iter().enumerate() {
            let mut next = world.clone();
            match before {
                Some((_, taken)) if *taken != side => continue,
                Some(_) => {}
                None => {
                    next.decided.push((choice.condition.clone(), side));
                    next.when.push(alternative.when.clone());
                }
            }
            product.extend(extend(vec![next], &alternative.value)?);
            if product.len() > MOST_WORLDS {
                return None;
            }
        }
    }
    Some(product)
}

#[cfg(test)]
mod tests;
