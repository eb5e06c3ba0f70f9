//! Patterns, read: POSIX 2.13, ksh's groups, zsh's EXTENDED_GLOB (zshexpn(1), "Glob Operators", "Globbing Flags").

use super::{Characters, Item, Notes, Syntax, Token};

/// How deep groups may stand in each other.
const DEEPEST: u32 = 50;
/// How often `(#cN)` may repeat.
const MOST_TIMES: usize = 64;

pub(super) struct Compiler<'c> {
    characters: &'c Characters,
    at: usize,
    syntax: Syntax,
    depth: u32,
    folds: Folds,
    /// How many groups `(#b)` notes.
    groups: u8,
    /// Whether the groups that follow are noted.
    noting: bool,
    notes: Notes,
}

/// Which letters of the pattern stand for both cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folds {
    None,
    All,
    Lower,
}

impl<'c> Compiler<'c> {
    pub(super) fn new(characters: &'c Characters, syntax: Syntax) -> Self {
        Self {
            characters,
            at: 0,
            syntax,
            depth: 0,
            folds: Folds::None,
            groups: 0,
            noting: false,
            notes: Notes::default(),
        }
    }

    pub(super) fn groups(&self) -> usize {
        usize::from(self.groups)
    }

    pub(super) fn notes(&self) -> Notes {
        self.notes
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.characters.len()
    }

    fn next(&mut self) -> Option<(char, bool)> {
        let next = self.characters.get(self.at).copied();
        self.at += 1;
        next
    }

    fn peek(&self) -> Option<(char, bool)> {
        self.characters.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        let rest = self.characters.get(self.at..).unwrap_or_default();
        let mut letters = text.chars().zip(rest);
        rest.len() >= text.len() && letters.all(|(letter, one)| *one == (letter, false))
    }

    fn ends_branch(&self, inside: bool) -> bool {
        match self.peek() {
            None => true,
            Some((letter, quoted)) => inside && !quoted && matches!(letter, '|' | ')'),
        }
    }

    /// A branch, or one with what `~` takes out of it.
    pub(super) fn sequence(&mut self, inside: bool) -> Option<Vec<Token>> {
        let base = self.branch(inside)?;
        let mut others = Vec::new();
        while self.syntax.operators && self.peek() == Some(('~', false)) {
            self.at += 1;
            others.push(self.branch(inside)?);
        }
        Some(if others.is_empty() { base } else { vec![Token::Except { base, others }] })
    }

    /// Whether a `~` here takes something out: in front of the end of a branch it is a letter
    /// (Src/pattern.c, `zpc_segterm`s).
    fn takes_out(&self, inside: bool) -> bool {
        match self.characters.get(self.at + 1) {
            None => false,
            Some((letter, quoted)) => {
                *quoted || *letter != '~' && !(inside && matches!(letter, '|' | ')'))
            }
        }
    }

    fn branch(&mut self, inside: bool) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        let operators = self.syntax.operators;
        while !self.ends_branch(inside) {
            let (letter, quoted) = self.peek()?;
            if operators && !quoted && !tokens.is_empty() {
                match letter {
                    '~' if self.takes_out(inside) => break,
                    '#' => {
                        self.repeat(&mut tokens)?;
                        continue;
                    }
                    _ => {}
                }
            }
            if operators && self.starts_with("(#") {
                self.flags(&mut tokens)?;
                continue;
            }
            self.at += 1;
            if operators && !quoted && letter == '^' && !self.ends_branch(inside) {
                let alternatives = vec![self.branch(inside)?];
                tokens.push(Token::Group { sign: '!', alternatives, number: 0 });
                break;
            }
            tokens.push(self.token(letter, quoted)?);
        }
        Some(tokens)
    }

    fn token(&mut self, letter: char, quoted: bool) -> Option<Token> {
        let grouped = !quoted && self.peek() == Some(('(', false));
        Some(match letter {
            _ if quoted => self.letter(letter),
            '@' | '+' | '!' | '*' | '?' if grouped && self.syntax.extended => {
                self.at += 1;
                self.group(letter)?
            }
            '(' if self.syntax.groups => self.group('@')?,
            '<' if self.syntax.groups => match self.number() {
                Some(token) => token,
                None => self.letter('<'),
            },
            '*' => Token::Many,
            '?' => Token::Any,
            '[' => {
                let set = self.set();
                self.folded(set, true)
            }
            '\\' => {
                let letter = self.next().map_or('\\', |(next, _)| next);
                self.letter(letter)
            }
            _ => self.letter(letter),
        })
    }

    fn letter(&self, letter: char) -> Token {
        self.folded(Token::One(letter), letter.is_lowercase())
    }

    fn folded(&self, token: Token, lower: bool) -> Token {
        match self.folds {
            Folds::All => Token::Folded(Box::new(token)),
            Folds::Lower if lower => Token::Folded(Box::new(token)),
            _ => token,
        }
    }

    /// `#` and `##` behind what is repeated.
    fn repeat(&mut self, tokens: &mut Vec<Token>) -> Option<()> {
        self.at += 1;
        let some = self.peek() == Some(('#', false));
        self.at += usize::from(some);
        let sign = if some { '+' } else { '*' };
        let alternatives = vec![vec![tokens.pop()?]];
        tokens.push(Token::Group { sign, alternatives, number: 0 });
        Some(())
    }

    /// `(#…)`; `None` for those that match what is only alike.
    fn flags(&mut self, tokens: &mut Vec<Token>) -> Option<()> {
        self.at += 2;
        let mut text = String::new();
        loop {
            match self.next()? {
                (')', false) => break,
                (letter, _) => text.push(letter),
            }
        }
        if let Some(times) = text.strip_prefix('c') {
            return self.times(times, tokens);
        }
        for flag in text.chars() {
            match flag {
                'i' => self.folds = Folds::All,
                'l' => self.folds = Folds::Lower,
                'I' => self.folds = Folds::None,
                's' => tokens.push(Token::Start),
                'e' => tokens.push(Token::End),
                'b' => (self.noting, self.notes.groups) = (true, true),
                'B' => self.noting = false,
                'm' => self.notes.whole = true,
                'M' => self.notes.whole = false,
                'u' | 'U' => {}
                _ => return None,
            }
        }
        Some(())
    }

    /// `(#cN,M)` behind what is repeated.
    fn times(&mut self, times: &str, tokens: &mut Vec<Token>) -> Option<()> {
        let (least, most) = times.split_once(',').unwrap_or((times, times));
        let least: usize = if least.is_empty() { 0 } else { least.parse().ok()? };
        let one = tokens.pop()?;
        let once = || vec![vec![one.clone()]];
        let optional = match most.is_empty() {
            true => None,
            false => Some(most.parse::<usize>().ok()?.checked_sub(least)?),
        };
        if least.max(optional.unwrap_or(0)) > MOST_TIMES {
            return None;
        }
        tokens.extend(std::iter::repeat_n(one.clone(), least));
        match optional {
            None => tokens.push(Token::Group { sign: '*', alternatives: once(), number: 0 }),
            Some(count) => {
                let maybe = || Token::Group { sign: '?', alternatives: once(), number: 0 };
                tokens.extend(std::iter::repeat_with(maybe).take(count));
            }
        }
        Some(())
    }

    /// `<1-9>`, its first sign read; nothing is consumed where none stands.
    fn number(&mut self) -> Option<Token> {
        let rest = &self.characters[self.at..];
        let end = rest.iter().position(|one| *one == ('>', false))?;
        let inside: String = rest[..end].iter().map(|(letter, _)| letter).collect();
        let (least, most) = inside.split_once('-')?;
        let bound = |text: &str, open: u64| match text.is_empty() {
            true => Some(open),
            false => text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?,
        };
        let token = Token::Number {
            least: bound(least, 0)?,
            most: bound(most, u64::MAX)?,
            backwards: false,
        };
        self.at += end + 1;
        Some(token)
    }

    fn group(&mut self, sign: char) -> Option<Token> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let folds = self.folds;
        // Nine are noted (zshexpn(1), "Globbing Flags").
        let noted = self.noting && sign == '@' && self.groups < 9;
        self.groups += u8::from(noted);
        let number = if noted { self.groups } else { 0 };
        let mut alternatives = vec![self.sequence(true)?];
        while self.peek() == Some(('|', false)) {
            self.at += 1;
            alternatives.push(self.sequence(true)?);
        }
        self.folds = folds;
        self.depth -= 1;
        (self.next() == Some((')', false))).then_some(Token::Group { sign, alternatives, number })
    }

    /// A bracket expression; a lone bracket is itself.
    fn set(&mut self) -> Token {
        let start = self.at;
        let negated = matches!(self.peek(), Some(('!' | '^', false)));
        self.at += usize::from(negated);
        let mut items = Vec::new();
        while let Some((letter, quoted)) = self.next() {
            match letter {
                ']' if !quoted && !items.is_empty() => return Token::Set { negated, items },
                '[' if !quoted && self.peek().is_some_and(|(next, _)| next == ':') => {
                    items.push(self.class());
                }
                '\\' if !quoted => items.extend(self.next().map(|(next, _)| Item::One(next))),
                _ => items.push(self.range(letter)),
            }
        }
        // zsh: brackets around nothing are a set of nothing, unless another one ends it later.
        let inner = start + usize::from(negated);
        if self.syntax.groups && self.characters.get(inner) == Some(&(']', false)) {
            self.at = inner + 1;
            return Token::Set { negated, items: Vec::new() };
        }
        self.at = start;
        Token::One('[')
    }

    fn range(&mut self, from: char) -> Item {
        let to = self.characters.get(self.at + 1).copied();
        match (self.peek(), to) {
            (Some(('-', false)), Some((to, _))) if to != ']' => {
                self.at += 2;
                Item::Range(from, to)
            }
            _ => Item::One(from),
        }
    }

    fn class(&mut self) -> Item {
        let rest: String =
            self.characters[self.at + 1..].iter().map(|(letter, _)| letter).collect();
        match rest.find(":]") {
            Some(end) => {
                self.at += 1 + rest[..end].chars().count() + 2;
                Item::Class(rest[..end].to_owned())
            }
            None => Item::One('['),
        }
    }
}
