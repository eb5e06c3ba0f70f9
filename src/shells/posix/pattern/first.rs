//! The first way in which zsh finds a match: alternatives in their order, repetitions as often as they go
//! (zshexpn(1), "Globbing Flags" `b` and `m`; pattern.c, `patmatch`).

use super::{MOST_WORK, Pattern, Token, one, step};

/// How deep groups and repetitions may follow each other.
const DEEPEST: u32 = 600;

/// The ends of what a match and its groups took, counted in letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where it ends.
    pub end: usize,
    /// What each group of `(#b)` took.
    pub groups: Vec<Option<(usize, usize)>>,
}

/// What comes behind the tokens that are matched now.
enum Next<'a> {
    End,
    Tokens(&'a [Token], &'a Next<'a>),
    /// A group that began there ends.
    Close(usize, usize, &'a Next<'a>),
    /// One more time, unless the last one took nothing.
    Again(&'a [Vec<Token>], usize, &'a Next<'a>),
}

struct Search<'t> {
    text: &'t [char],
    whole: bool,
    groups: Vec<Option<(usize, usize)>>,
    work: &'t std::cell::Cell<u64>,
    depth: u32,
}

impl Pattern {
    /// The first match that begins there, up to the end where `whole` says so.
    pub fn first(&self, text: &[char], start: usize, whole: bool) -> Option<Match> {
        let groups = vec![None; self.groups];
        let mut search = Search { text, whole, groups, work: &self.work, depth: 0 };
        let end = search.tokens(&self.tokens, start, &Next::End)?;
        (!self.gave_up()).then_some(Match { end, groups: search.groups })
    }
}

impl Search<'_> {
    fn tokens(&mut self, tokens: &[Token], at: usize, next: &Next<'_>) -> Option<usize> {
        self.work.set(self.work.get() + 1);
        if self.depth > DEEPEST {
            self.work.set(MOST_WORK + 1);
        }
        if self.work.get() > MOST_WORK {
            return None;
        }
        self.depth += 1;
        let end = self.token(tokens, at, next);
        self.depth -= 1;
        end
    }

    fn token(&mut self, tokens: &[Token], at: usize, next: &Next<'_>) -> Option<usize> {
        let Some((token, rest)) = tokens.split_first() else { return self.resume(next, at) };
        match token {
            Token::Many => (at..=self.text.len()).rev().find_map(|at| self.tokens(rest, at, next)),
            Token::Group { sign: '@', alternatives, number } => {
                let behind = Next::Tokens(rest, next);
                let close = Next::Close(usize::from(*number), at, &behind);
                alternatives.iter().find_map(|one| self.tokens(one, at, &close))
            }
            Token::Group { sign: '*', alternatives, .. } => {
                let behind = Next::Tokens(rest, next);
                self.again(alternatives, at, &behind).or_else(|| self.tokens(rest, at, next))
            }
            Token::Group { sign: '+', alternatives, .. } => {
                self.again(alternatives, at, &Next::Tokens(rest, next))
            }
            Token::Group { sign: '?', alternatives, .. } => {
                let behind = Next::Tokens(rest, next);
                let taken = alternatives.iter().find_map(|one| self.tokens(one, at, &behind));
                taken.or_else(|| self.tokens(rest, at, next))
            }
            Token::Group { .. } | Token::Except { .. } | Token::Number { .. } => {
                let ends = step(token, self.text, &[at], self.work);
                ends.into_iter().rev().find_map(|at| self.tokens(rest, at, next))
            }
            Token::Start => (at == 0).then(|| self.tokens(rest, at, next)).flatten(),
            Token::End => (at == self.text.len()).then(|| self.tokens(rest, at, next)).flatten(),
            plain => {
                let fits = self.text.get(at).is_some_and(|letter| one(plain, *letter));
                fits.then(|| self.tokens(rest, at + 1, next)).flatten()
            }
        }
    }

    fn again(&mut self, once: &[Vec<Token>], at: usize, next: &Next<'_>) -> Option<usize> {
        let behind = Next::Again(once, at, next);
        once.iter().find_map(|tokens| self.tokens(tokens, at, &behind))
    }

    fn resume(&mut self, next: &Next<'_>, at: usize) -> Option<usize> {
        match next {
            Next::End => (!self.whole || at == self.text.len()).then_some(at),
            Next::Tokens(tokens, next) => self.tokens(tokens, at, next),
            Next::Close(number, from, next) => {
                let slot = number.checked_sub(1).filter(|slot| *slot < self.groups.len());
                let before = slot.map(|slot| self.groups[slot].replace((*from, at)));
                let end = self.resume(next, at);
                if let (None, Some(slot), Some(before)) = (end, slot, before) {
                    self.groups[slot] = before;
                }
                end
            }
            Next::Again(once, from, next) if *from < at => {
                self.again(once, at, next).or_else(|| self.resume(next, at))
            }
            Next::Again(_, _, next) => self.resume(next, at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Characters, Syntax};
    use super::*;

    fn first(pattern: &str, text: &str, whole: bool) -> Option<Match> {
        let characters: Characters = pattern.chars().map(|letter| (letter, false)).collect();
        let syntax = Syntax { extended: false, groups: true, operators: true };
        let letters: Vec<char> = text.chars().collect();
        Pattern::new(&characters, syntax)?.first(&letters, 0, whole)
    }

    #[test]
    fn alternatives_in_their_order() {
        for (pattern, text, end) in
            [("(a|ab)", "abc", 1), ("(ab|a)", "abc", 2), ("(a|ab)#", "abab", 1), ("*b", "abab", 4)]
        {
            assert_eq!(first(pattern, text, false).map(|one| one.end), Some(end), "{pattern}");
        }
    }

    #[test]
    fn groups_that_are_noted() {
        type Groups = &'static [Option<(usize, usize)>];
        let rows: [(&str, &str, Groups); 5] = [
            ("(#b)(*)=(*)", "a=b=c", &[Some((0, 3)), Some((4, 5))]),
            ("(#b)(f)(x|)(o(o))", "foo", &[Some((0, 1)), Some((1, 1)), Some((1, 3)), Some((2, 3))]),
            ("(#b)((a)|(b))##", "ab", &[Some((1, 2)), Some((0, 1)), Some((1, 2))]),
            ("(#b)([a-b]##)c(*)", "abcabc", &[Some((0, 2)), Some((3, 6))]),
            ("(x)(#b)(y)", "xy", &[Some((1, 2))]),
        ];
        for (pattern, text, groups) in rows {
            let found = first(pattern, text, true).map(|one| one.groups);
            assert_eq!(found.as_deref(), Some(groups), "{pattern}");
        }
    }
}
