//! Runs a pattern's program with an explicit stack of choices.

use super::TooHard;
use super::compile::Inst;
use super::parse::{Anchor, Class, Set};

/// Steps one search may take.
pub(super) const BUDGET: u64 = 400_000;

struct Choice {
    pc: usize,
    at: usize,
    trail: usize,
}

struct Machine<'r> {
    program: &'r [Inst],
    text: &'r str,
    /// Where the whole search began (`\G`).
    origin: usize,
    slots: Vec<Option<usize>>,
    trail: Vec<(usize, Option<usize>)>,
}

type Groups = Vec<Option<(usize, usize)>>;

/// A match at exactly this offset.
pub(super) fn run(
    program: &[Inst],
    groups: usize,
    text: &str,
    at: usize,
    origin: usize,
    budget: &mut u64,
) -> Result<Option<Groups>, TooHard> {
    let mut machine =
        Machine { program, text, origin, slots: vec![None; groups * 2], trail: Vec::new() };
    if machine.go(0, at, None, budget)?.is_none() {
        return Ok(None);
    }
    let pair = |index: usize| Some((machine.slots[index * 2]?, machine.slots[index * 2 + 1]?));
    Ok(Some((0..groups).map(pair).collect()))
}

fn fold(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

fn same(left: char, right: char, ignore_case: bool) -> bool {
    left == right || ignore_case && fold(left) == fold(right)
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric() || letter == '\u{200c}' || letter == '\u{200d}'
}

impl Class {
    fn holds(self, letter: char) -> bool {
        match self {
            Self::Digit(yes) => letter.is_ascii_digit() == yes,
            Self::Word(yes) => is_word(letter) == yes,
            Self::Space(yes) => letter.is_whitespace() == yes,
            Self::Letter(yes) => letter.is_alphabetic() == yes,
            Self::Upper(yes) => letter.is_uppercase() == yes,
            Self::Lower(yes) => letter.is_lowercase() == yes,
        }
    }
}

impl Set {
    fn holds(&self, letter: char) -> bool {
        let within = |letter: char| {
            self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter))
                || self.classes.iter().any(|class| class.holds(letter))
        };
        let mut inside = within(letter);
        if !inside && self.ignore_case {
            let upper = letter.to_uppercase().next().unwrap_or(letter);
            inside = within(fold(letter)) || within(upper);
        }
        inside != self.negative
    }
}

impl Machine<'_> {
    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn set(&mut self, slot: usize, value: Option<usize>) {
        if slot >= self.slots.len() {
            self.slots.resize(slot + 1, None);
        }
        let old = std::mem::replace(&mut self.slots[slot], value);
        self.trail.push((slot, old));
    }

    fn undo(&mut self, to: usize) {
        while self.trail.len() > to {
            if let Some((slot, old)) = self.trail.pop() {
                self.slots[slot] = old;
            }
        }
    }

    fn at(&self, anchor: Anchor, at: usize) -> bool {
        let word = |letter: Option<char>| letter.is_some_and(is_word);
        match anchor {
            Anchor::Start => at == 0,
            Anchor::LineStart => self.before(at).is_none_or(|letter| letter == '\n'),
            Anchor::End => at == self.text.len(),
            Anchor::EndOrNewline => at == self.text.len() || &self.text[at..] == "\n",
            Anchor::LineEnd => self.next(at).is_none_or(|letter| letter == '\n'),
            Anchor::Word => word(self.before(at)) != word(self.next(at)),
            Anchor::NotWord => word(self.before(at)) == word(self.next(at)),
            Anchor::Continue => at == self.origin,
        }
    }

    /// Where the program ends when run from here; it must end at `end`, where that is given.
    fn go(
        &mut self,
        pc: usize,
        at: usize,
        end: Option<usize>,
        budget: &mut u64,
    ) -> Result<Option<usize>, TooHard> {
        let mut choices = vec![Choice { pc, at, trail: self.trail.len() }];
        while let Some(choice) = choices.pop() {
            self.undo(choice.trail);
            let (mut pc, mut at) = (choice.pc, choice.at);
            loop {
                *budget = budget.checked_sub(1).ok_or(TooHard)?;
                match self.step(pc, at, &mut choices, budget)? {
                    Step::To(next_pc, next_at) => (pc, at) = (next_pc, next_at),
                    Step::Fail => break,
                    Step::Accept if end.is_none_or(|end| end == at) => return Ok(Some(at)),
                    Step::Accept => break,
                }
            }
        }
        Ok(None)
    }

    fn step(
        &mut self,
        pc: usize,
        at: usize,
        choices: &mut Vec<Choice>,
        budget: &mut u64,
    ) -> Result<Step, TooHard> {
        let Some(inst) = self.program.get(pc) else { return Ok(Step::Fail) };
        let consume = |holds: bool, letter: char| {
            if holds { Step::To(pc + 1, at + letter.len_utf8()) } else { Step::Fail }
        };
        Ok(match inst {
            Inst::Char(wanted, fold) => match self.next(at) {
                Some(letter) => consume(same(letter, *wanted, *fold), letter),
                None => Step::Fail,
            },
            Inst::Any(all) => match self.next(at) {
                Some(letter) => consume(*all || letter != '\n', letter),
                None => Step::Fail,
            },
            Inst::Set(set) => match self.next(at) {
                Some(letter) => consume(set.holds(letter), letter),
                None => Step::Fail,
            },
            Inst::Split(first, second) => {
                choices.push(Choice { pc: *second, at, trail: self.trail.len() });
                Step::To(*first, at)
            }
            Inst::Jump(to) => Step::To(*to, at),
            Inst::Save(slot) | Inst::Enter(slot) => {
                self.set(*slot, Some(at));
                Step::To(pc + 1, at)
            }
            Inst::Progress(slot) => match self.slots.get(*slot) {
                Some(Some(from)) if *from == at => Step::To(pc + 2, at),
                _ => Step::To(pc + 1, at),
            },
            Inst::Back(index, fold) => self.back(*index, *fold, pc, at),
            Inst::At(anchor) => {
                if self.at(*anchor, at) {
                    Step::To(pc + 1, at)
                } else {
                    Step::Fail
                }
            }
            Inst::Look { ahead, negative, next } => {
                let found = self.look(pc + 1, at, *ahead, budget)?;
                if found == *negative { Step::Fail } else { Step::To(*next, at) }
            }
            Inst::Atomic(next) => match self.go(pc + 1, at, None, budget)? {
                Some(end) => Step::To(*next, end),
                None => Step::Fail,
            },
            Inst::Accept => Step::Accept,
        })
    }

    fn back(&self, index: usize, fold: bool, pc: usize, at: usize) -> Step {
        let range = self
            .slots
            .get(index * 2)
            .copied()
            .flatten()
            .zip(self.slots.get(index * 2 + 1).copied().flatten());
        let Some((start, end)) = range else { return Step::Fail };
        let mut rest = self.text[at..].chars();
        let mut position = at;
        for wanted in self.text[start..end].chars() {
            match rest.next() {
                Some(letter) if same(letter, wanted, fold) => position += letter.len_utf8(),
                _ => return Step::Fail,
            }
        }
        Step::To(pc + 1, position)
    }

    fn look(
        &mut self,
        pc: usize,
        at: usize,
        ahead: bool,
        budget: &mut u64,
    ) -> Result<bool, TooHard> {
        if ahead {
            return Ok(self.go(pc, at, None, budget)?.is_some());
        }
        let mut start = at;
        loop {
            if self.go(pc, start, Some(at), budget)?.is_some() {
                return Ok(true);
            }
            match self.before(start) {
                Some(letter) => start -= letter.len_utf8(),
                None => return Ok(false),
            }
        }
    }
}

enum Step {
    To(usize, usize),
    Fail,
    Accept,
}
