//! Shell patterns (POSIX 2.13, bash(1) "Pattern Matching", zshexpn(1) FILENAME GENERATION).

mod compile;
mod first;
mod open;

use std::cell::Cell;

use compile::Compiler;
pub use first::Match;
pub use open::is_open;

use crate::value::{Piece, Value};

/// A pattern's characters, each with whether it was quoted.
pub type Characters = Vec<(char, bool)>;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    One(char),
    Any,
    Many,
    Set {
        negated: bool,
        items: Vec<Item>,
    },
    /// `@(a|b)`, `*(…)`, `+(…)`, `?(…)`, `!(…)`; zsh's plain group is `@`.
    Group {
        sign: char,
        alternatives: Vec<Vec<Token>>,
        /// Which of the groups that `(#b)` notes it is, counted from 1.
        number: u8,
    },
    /// zsh's `x~y`: the first, where none of the others matches the same.
    Except {
        base: Vec<Token>,
        others: Vec<Vec<Token>>,
    },
    /// zsh's `(#i)`: a letter in either case.
    Folded(Box<Token>),
    /// zsh's `(#s)`, and read from the end `(#e)`.
    Start,
    /// zsh's `(#e)`, and read from the end `(#s)`.
    End,
    /// zsh's `<1-9>`.
    Number {
        least: u64,
        most: u64,
        backwards: bool,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    One(char),
    Range(char, char),
    Class(String),
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    tokens: Vec<Token>,
    /// The same, read from its end.
    reversed: Vec<Token>,
    /// How many groups are noted.
    groups: usize,
    /// What zsh keeps of a match.
    notes: Notes,
    work: Cell<u64>,
}

/// What zsh keeps of a match in variables (zshexpn(1), "Globbing Flags").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// `(#m)`: all of it.
    pub whole: bool,
    /// `(#b)`: what its groups took.
    pub groups: bool,
}

/// How many positions a pattern may look at before it is given up.
const MOST_WORK: u64 = 20_000_000;

/// Which operators count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// ksh's `@( )` groups.
    pub extended: bool,
    /// zsh's plain groups.
    pub groups: bool,
    /// zsh's EXTENDED_GLOB.
    pub operators: bool,
}

impl Pattern {
    /// Compiles a pattern; `None` where it uses what envsim does not follow.
    pub fn new(characters: &Characters, syntax: Syntax) -> Option<Self> {
        let mut compiler = Compiler::new(characters, syntax);
        let tokens = compiler.sequence(false)?;
        let reversed = reversed(&tokens);
        let work = Cell::new(0);
        let (groups, notes) = (compiler.groups(), compiler.notes());
        compiler.is_done().then_some(Self { tokens, reversed, groups, notes, work })
    }

    /// What zsh keeps of a match.
    pub fn notes(&self) -> Option<Notes> {
        (self.notes != Notes::default()).then_some(self.notes)
    }

    /// Whether the order of its alternatives decides how much it takes.
    pub fn is_ordered(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Group { sign, .. } if *sign != '!'))
    }

    /// Whether the characters hold an unquoted operator at all.
    pub fn is_special(characters: &Characters, syntax: Syntax) -> bool {
        let mut open = false;
        characters.iter().any(|(letter, quoted)| match letter {
            _ if *quoted => false,
            '*' | '?' => true,
            '[' => {
                open = true;
                false
            }
            ']' => open,
            '(' | '|' => syntax.groups || syntax.extended,
            '<' => syntax.groups,
            _ => false,
        })
    }

    /// Whether it is no text at all.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.ends(&text, 0).last() == Some(&text.len())
    }

    /// Every position where a match that begins at `start` can end, ascending.
    pub fn ends(&self, text: &[char], start: usize) -> Vec<usize> {
        run(&self.tokens, text, vec![start], &self.work)
    }

    /// Every position where a match that ends at the text's end can begin, ascending.
    pub fn starts(&self, text: &[char]) -> Vec<usize> {
        let backwards: Vec<char> = text.iter().rev().copied().collect();
        let ends = run(&self.reversed, &backwards, vec![0], &self.work);
        ends.into_iter().rev().map(|end| text.len() - end).collect()
    }

    /// How many positions it has looked at.
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// Whether it looked at more of them than envsim follows: then its answers mean nothing.
    pub fn gave_up(&self) -> bool {
        self.work.get() > MOST_WORK
    }
}

fn reversed(tokens: &[Token]) -> Vec<Token> {
    let turned = tokens.iter().rev().map(|token| match token {
        Token::Group { sign, alternatives, number } => Token::Group {
            sign: *sign,
            number: *number,
            alternatives: alternatives.iter().map(|tokens| reversed(tokens)).collect(),
        },
        Token::Except { base, others } => Token::Except {
            base: reversed(base),
            others: others.iter().map(|tokens| reversed(tokens)).collect(),
        },
        Token::Start => Token::End,
        Token::End => Token::Start,
        Token::Number { least, most, backwards } => {
            Token::Number { least: *least, most: *most, backwards: !backwards }
        }
        other => other.clone(),
    });
    turned.collect()
}

/// All positions reachable from `starts`, ascending; linear in the text for every token, so no pattern explodes.
fn run(tokens: &[Token], text: &[char], starts: Vec<usize>, work: &Cell<u64>) -> Vec<usize> {
    let mut positions = starts;
    for token in tokens {
        positions = step(token, text, &positions, work);
        work.set(work.get() + 1 + positions.len() as u64);
        if positions.is_empty() || work.get() > MOST_WORK {
            break;
        }
    }
    positions
}

fn step(token: &Token, text: &[char], positions: &[usize], work: &Cell<u64>) -> Vec<usize> {
    match token {
        Token::Many => match positions.first() {
            Some(&first) => (first..=text.len()).collect(),
            None => Vec::new(),
        },
        Token::Group { sign, alternatives, .. } => {
            group_ends(*sign, alternatives, text, positions, work)
        }
        Token::Except { base, others } => except_ends(base, others, text, positions, work),
        Token::Start => positions.iter().copied().filter(|at| *at == 0).collect(),
        Token::End => positions.iter().copied().filter(|at| *at == text.len()).collect(),
        Token::Number { least, most, backwards } => {
            let within = least..=most;
            let ends =
                |&at: &usize| number_ends(text, at, |number| within.contains(&&number), *backwards);
            work.set(work.get() + text.len() as u64);
            ascending(positions.iter().flat_map(ends).collect())
        }
        _ => {
            let fits = |position: &usize| text.get(*position).is_some_and(|&c| one(token, c));
            positions.iter().copied().filter(fits).map(|position| position + 1).collect()
        }
    }
}

/// Where a group can end that begins at any of these positions.
fn group_ends(
    sign: char,
    alternatives: &[Vec<Token>],
    text: &[char],
    starts: &[usize],
    work: &Cell<u64>,
) -> Vec<usize> {
    let once = |starts: &[usize]| -> Vec<usize> {
        let ends = alternatives.iter().flat_map(|tokens| run(tokens, text, starts.to_vec(), work));
        ascending(ends.collect())
    };
    match sign {
        '@' => once(starts),
        '?' => ascending([starts.to_vec(), once(starts)].concat()),
        '!' => {
            // What one beginning cannot reach another may.
            let beyond = |&start: &usize| {
                let taken = once(&[start]);
                work.set(work.get() + (text.len() - start) as u64);
                (start..=text.len()).filter(move |end| taken.binary_search(end).is_err())
            };
            ascending(starts.iter().flat_map(beyond).collect())
        }
        _ => {
            let mut reached = vec![false; text.len() + 1];
            let mut fresh = if sign == '*' { starts.to_vec() } else { once(starts) };
            while !fresh.is_empty() && work.get() <= MOST_WORK {
                fresh.retain(|end| !std::mem::replace(&mut reached[*end], true));
                fresh = if fresh.is_empty() { fresh } else { once(&fresh) };
            }
            work.set(work.get() + (text.len() / 8) as u64);
            (0..=text.len()).filter(|end| reached[*end]).collect()
        }
    }
}

/// Where the first can end and none of the others does.
fn except_ends(
    base: &[Token],
    others: &[Vec<Token>],
    text: &[char],
    starts: &[usize],
    work: &Cell<u64>,
) -> Vec<usize> {
    let mut found = Vec::new();
    for &start in starts {
        let mut ends = run(base, text, vec![start], work);
        for other in others {
            let taken = run(other, text, vec![start], work);
            ends.retain(|end| taken.binary_search(end).is_err());
        }
        found.extend(ends);
    }
    ascending(found)
}

/// Where digits can end that make such a number.
fn number_ends(
    text: &[char],
    start: usize,
    fits: impl Fn(u64) -> bool,
    backwards: bool,
) -> Vec<usize> {
    let digits = text[start..].iter().map_while(|letter| letter.to_digit(10));
    let (mut number, mut place) = (0_u64, 1_u64);
    let mut ends = Vec::new();
    for (count, digit) in digits.enumerate() {
        number = match backwards {
            true => number.saturating_add(place.saturating_mul(digit.into())),
            false => number.saturating_mul(10).saturating_add(digit.into()),
        };
        place = place.saturating_mul(10);
        if fits(number) {
            ends.push(start + count + 1);
        }
    }
    ends
}

fn ascending(mut positions: Vec<usize>) -> Vec<usize> {
    positions.sort_unstable();
    positions.dedup();
    positions
}

fn one(token: &Token, letter: char) -> bool {
    match token {
        Token::One(own) => *own == letter,
        Token::Any => true,
        Token::Set { negated, items } => items.iter().any(|item| within(item, letter)) != *negated,
        Token::Folded(inner) => {
            letter.to_lowercase().chain(letter.to_uppercase()).any(|letter| one(inner, letter))
        }
        _ => false,
    }
}

fn within(item: &Item, letter: char) -> bool {
    match item {
        Item::One(own) => *own == letter,
        Item::Range(from, to) => (*from..=*to).contains(&letter),
        Item::Class(name) => match name.as_str() {
            "alpha" => letter.is_alphabetic(),
            "digit" => letter.is_ascii_digit(),
            "alnum" => letter.is_alphanumeric(),
            "upper" => letter.is_uppercase(),
            "lower" => letter.is_lowercase(),
            "space" => letter.is_whitespace(),
            "blank" => matches!(letter, ' ' | '\t'),
            "punct" => letter.is_ascii_punctuation(),
            "xdigit" => letter.is_ascii_hexdigit(),
            "cntrl" => letter.is_control(),
            "print" => !letter.is_control(),
            "graph" => !letter.is_control() && !letter.is_whitespace(),
            _ => false,
        },
    }
}

/// Whether a text that is not known as a whole matches, where its known beginning is enough: `5*` takes
/// all that begins so, and what begins otherwise does not match.
pub fn decided(pattern: &[(char, bool)], text: &Value) -> Option<bool> {
    let special = |(letter, quoted): &(char, bool)| !quoted && "*?[]()|\\<>^#~".contains(*letter);
    let literal = pattern.iter().take_while(|one| !special(one)).count();
    // What stands in front of `#` need not be there, nor what begins a group of ksh's or stands in front of `|`.
    let literal = match (pattern.get(literal), pattern[..literal].last()) {
        (Some(('|', _)), _) => 0,
        (Some(('#', _)), _) => literal.saturating_sub(1),
        (Some(('(', _)), Some(('@' | '+' | '!', false))) => literal - 1,
        _ => literal,
    };
    let start: String = pattern[..literal].iter().map(|(letter, _)| letter).collect();
    let front = text.front();
    match &pattern[literal..] {
        _ if !front.starts_with(&start) && !start.starts_with(&front) => Some(false),
        [('*', false)] if front.starts_with(&start) => Some(true),
        [] if front.len() > start.len() => Some(false),
        [] if start.is_empty() && text.is_empty() == Some(false) => Some(false),
        _ => None,
    }
}

/// `%%X*` where the first X stands in the known beginning: what is before it.
pub fn cut_at(pattern: &[(char, bool)], text: &Value) -> Option<Value> {
    let [(letter, quoted), ('*', false)] = pattern else { return None };
    let plain = *quoted || !"*?[]()|\\<>^#~".contains(*letter);
    let at = text.front().find(*letter).filter(|_| plain)?;
    let known = text.pieces().iter().take_while(|piece| matches!(piece, Piece::Text { .. }));
    Value::from_pieces(known.cloned().collect()).slice(0, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let characters: Characters = pattern.chars().map(|letter| (letter, false)).collect();
        let syntax = Syntax { extended: true, groups: false, operators: false };
        Pattern::new(&characters, syntax).is_some_and(|pattern| pattern.matches(text))
    }

    #[test]
    fn what_begins_before_the_end_is_found_from_the_end() {
        let rows =
            [("+(ab)", "xabab", vec![1, 3]), ("a*", "aba", vec![0, 2]), ("!(a)c", "ac", vec![1])];
        for (pattern, text, expected) in rows {
            let characters: Characters = pattern.chars().map(|letter| (letter, false)).collect();
            let pattern = Pattern::new(
                &characters,
                Syntax { extended: true, groups: false, operators: false },
            );
            let letters: Vec<char> = text.chars().collect();
            let starts = pattern.map(|pattern| pattern.starts(&letters));
            assert_eq!(starts, Some(expected), "{text}");
        }
    }

    #[test]
    fn operators_of_extended_glob() {
        let rows = [
            ("a##b", "aaab", true),
            ("a##b", "b", false),
            ("fo#", "f", true),
            ("^bar", "foo", true),
            ("^bar", "bar", false),
            ("*.c~bar*", "bar.c", false),
            ("*.c~bar*~x*", "y.c", true),
            ("(#i)FOO", "foo", true),
            ("(#l)Foo", "FOO", true),
            ("(#l)Foo", "foo", false),
            ("((#i)a)b", "Ab", true),
            ("((#i)a)b", "AB", false),
            ("[0-9](#c2)", "12", true),
            ("[0-9](#c2)", "123", false),
            ("(ab)(#c1,3)", "ababab", true),
            ("a(#c,2)", "aaa", false),
            ("<1-12>", "9", true),
            ("<1-12>", "13", false),
            ("<->.<->", "1.22", true),
            ("(#s)a*(#e)", "ab", true),
            ("a#", "#", false),
        ];
        for (pattern, text, expected) in rows {
            let characters: Characters = pattern.chars().map(|letter| (letter, false)).collect();
            let syntax = Syntax { extended: false, groups: true, operators: true };
            let matched = Pattern::new(&characters, syntax).map(|pattern| pattern.matches(text));
            assert_eq!(matched, Some(expected), "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_match_whole_texts() {
        let rows = [
            ("*i*", "hiBHc", true),
            ("a?c", "abc", true),
            ("[!a-c]x", "dx", true),
            ("[]a]", "]", true),
            ("[[:upper:]]*", "Abc", true),
            ("@(a|b)c", "bc", true),
            ("+(ab)", "ababab", true),
            ("!(a)", "b", true),
            ("!(a)", "a", false),
            ("a", "ab", false),
            ("[", "[", true),
        ];
        for (pattern, text, expected) in rows {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
