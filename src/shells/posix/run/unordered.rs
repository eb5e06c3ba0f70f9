//! A turn for each of a few words that are known, in an order that only the file system knows.

use std::rc::Rc;

use super::turns::Each;
use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::state::{Ran, State};
use crate::shells::posix::syntax::Body;
use crate::text::Span;
use crate::value::{Piece, Unknown, Value};

/// So many words are followed.
const MOST: usize = 24;
/// Rounds in which states are only joined, before what changes is widened.
const JOINED: u32 = 2;
/// Words whose turns do not settle after so many rounds are not followed.
const MOST_ROUNDS: u32 = 6;

/// A loop over such words.
struct Unordered<'b> {
    names: &'b [String],
    words: Vec<Value>,
    body: &'b Body,
    why: Rc<Unknown>,
    span: Span,
}

impl Evaluator<'_> {
    /// A turn for each of the words; `None` where nothing of that is known, and nothing was done.
    pub(super) fn in_any_order(
        &mut self,
        names: &[String],
        value: &Value,
        body: &Body,
        span: Span,
    ) -> Option<Flow> {
        let [_] = names else { return None };
        let [Piece::Unknown(why)] = value.pieces() else { return None };
        let words = self.plain_words(&why.lines.clone()?, span)?;
        let all = Unordered { names, words, body, why: why.clone(), span };
        let start = self.state.clone();
        let returned = std::mem::take(&mut self.undecided);
        let reported = self.record.len();
        let ran = self.every(&all, &start).filter(|_| self.undecided.is_empty());
        self.record.once_from(reported);
        self.undecided = returned;
        match ran.and_then(|ran| State::after_all(&all.why, &ran)) {
            Some(state) => self.state = state,
            None => {
                self.state = start;
                return None;
            }
        }
        Some(Flow::Next)
    }

    /// The name that a condition reads each line of its input into, where it does nothing else.
    pub(super) fn read_by(&self, condition: &Body) -> Option<String> {
        let mut commands = condition.iter();
        let (Some(only), None) = (commands.next(), commands.next()) else { return None };
        let [command] = only.first.commands.as_slice() else { return None };
        let own = self.state.functions.holds("read") == Some(false)
            && self.state.aliases.holds("read") == Some(false);
        let alone = own && only.rest.is_empty() && !only.first.negated && !only.background;
        let words: Vec<&str> = command.span.of(self.source.text()).split(' ').collect();
        let words = words.strip_prefix(&["IFS="]).unwrap_or(&words);
        match words {
            ["read", name] | ["read", "-r", name] if alone => {
                let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                (!name.is_empty() && name.chars().all(plain)).then(|| (*name).to_owned())
            }
            _ => None,
        }
    }

    /// The words of lines that are one word each, and no pattern.
    fn plain_words(&self, lines: &str, span: Span) -> Option<Vec<Value>> {
        let separators = self.state.value("IFS");
        let separators = match &separators {
            Some(value) => value.text()?.into_owned(),
            None => " \t\n".to_owned(),
        };
        let odd = |letter: char| separators.contains(letter) || "*?[\\".contains(letter);
        let words: Vec<&str> = lines.lines().collect();
        let plain = words.iter().all(|word| !word.is_empty() && !word.contains(odd));
        let followed = separators.contains('\n') && plain && words.len() <= MOST;
        let origin = self.origin(span);
        let one = |word: &&str| Value::known(*word, origin.clone());
        followed.then(|| words.iter().map(one).collect())
    }

    /// Each of the words behind any of the others: before it, what it alone writes is as it was before all.
    fn every(&mut self, all: &Unordered<'_>, start: &State) -> Option<Vec<Ran>> {
        let around = self.around(all, start)?;
        let turns = 0..all.words.len();
        let first: Option<Vec<State>> =
            turns.clone().map(|at| self.one_turn(all, at, &around)).collect();
        let own = around.written_by_one(&first?);
        let behind = |at: usize| -> Option<Ran> {
            let found = around.with_variables_of(start, &own[at]);
            let left = self.one_turn(all, at, &found)?;
            Some(Ran { found, left })
        };
        turns.map(behind).collect()
    }

    /// A state that allows for any of them having been there before.
    fn around(&mut self, all: &Unordered<'_>, start: &State) -> Option<State> {
        let mut around = start.clone();
        for rounds in 0..MOST_ROUNDS {
            let mut next = around.clone();
            for at in 0..all.words.len() {
                let after = self.one_turn(all, at, &around)?;
                next = State::join(&all.why, ("it comes before", after), ("it comes later", next));
            }
            if rounds >= JOINED {
                next = around.widened(next, &all.why, rounds > JOINED);
            }
            if around.covers(&next) {
                return Some(around);
            }
            around = next;
        }
        None
    }

    /// The turn for one word; `None` where it leaves the loop, or may.
    fn one_turn(&mut self, all: &Unordered<'_>, at: usize, from: &State) -> Option<State> {
        self.state = from.clone();
        self.host.spend(self.breadth()).ok()?;
        let groups = all.words[at..=at].chunks(1);
        let mut each = Each { groups, current: &[], names: all.names, span: all.span };
        self.ways += 1;
        let flow = self.turns(&mut each, all.body, all.span);
        self.ways -= 1;
        let broke = self.loops.last_mut().and_then(|frame| frame.broke.take());
        (flow == Flow::Next && broke.is_none()).then(|| self.state.clone())
    }
}
