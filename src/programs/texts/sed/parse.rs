//! sed's script as a list of commands; a place in it is followed or the whole is not.

mod action;

use std::rc::Rc;

use super::substitute::Replacement;
use crate::text::posix_regex::{Grammar, Reading, Regex};

/// A compiled script.
pub(super) struct Script {
    /// Whether a character may have several bytes.
    pub(super) wide: bool,
    pub(super) commands: Vec<Command>,
}

impl Script {
    /// Whether it may leave before the last line.
    pub(super) fn quits(&self) -> bool {
        let quits = |action: &Action| matches!(action, Action::Quit(_) | Action::QuitSilent(_));
        self.commands.iter().any(|command| quits(&command.action))
    }

    /// Whether what is made of a line depends on nothing but the line.
    pub(super) fn is_of_lines(&self) -> bool {
        self.commands.iter().all(|command| {
            let plain = matches!(command.from, None | Some(Address::Match(Some(_))));
            plain && command.to.is_none() && command.action.is_of_lines()
        })
    }

    /// Whether it depends on nothing that stands behind the line.
    pub(super) fn is_of_streams(&self) -> bool {
        self.commands.iter().all(|command| {
            let ends = [&command.from, &command.to];
            let last = ends.iter().any(|one| matches!(one, Some(Address::Last)));
            !last && (command.action.is_of_lines() || matches!(command.action, Action::Number))
        })
    }
}

impl Action {
    fn is_of_lines(&self) -> bool {
        match self {
            Self::Block(_) | Self::End | Self::Jump(_) | Self::JumpIf(_) | Self::JumpUnless(_) => {
                true
            }
            Self::Append(_) | Self::Insert(_) | Self::Change(_) => true,
            Self::Delete | Self::Print | Self::Transliterate(_) | Self::Nothing => true,
            Self::Substitute(one) => one.regex.is_some(),
            _ => false,
        }
    }
}

/// Which lines a command is for.
pub(super) enum Address {
    Line(usize),
    Last,
    /// A pattern; `None` for the one used last.
    Match(Option<Rc<Regex>>),
    Step(usize, usize),
    /// Before the first line: a range that may end there.
    Zero,
    /// `,+N`.
    More(usize),
    /// `,~N`.
    Multiple(usize),
}

/// A command with its addresses.
pub(super) struct Command {
    pub(super) from: Option<Address>,
    pub(super) to: Option<Address>,
    pub(super) negated: bool,
    pub(super) action: Action,
}

/// What is done.
pub(super) enum Action {
    /// `{`: goes on behind the matching `}` where the addresses do not fit.
    Block(usize),
    End,
    Append(String),
    Insert(String),
    Change(String),
    /// A jump to a command; past the last one for the end.
    Jump(usize),
    /// The same if something was replaced.
    JumpIf(usize),
    /// The same if nothing was.
    JumpUnless(usize),
    Delete,
    DeleteFirst,
    Get,
    GetMore,
    Hold,
    HoldMore,
    Exchange,
    Next,
    NextMore,
    Print,
    PrintFirst,
    Number,
    Quit(i32),
    QuitSilent(i32),
    Substitute(Substitution),
    Transliterate(Vec<(char, char)>),
    Nothing,
}

/// `s`.
pub(super) struct Substitution {
    pub(super) regex: Option<Rc<Regex>>,
    pub(super) by: Replacement,
    pub(super) global: bool,
    pub(super) number: usize,
    pub(super) print: bool,
}

struct Parser<'s> {
    letters: Vec<char>,
    at: usize,
    extended: bool,
    wide: bool,
    script: &'s str,
    commands: Vec<Command>,
    open: Vec<usize>,
    labels: Vec<(String, usize)>,
    jumps: Vec<(usize, String)>,
}

/// Reads a script.
pub(super) fn parse(script: &str, extended: bool, wide: bool) -> Option<Script> {
    let mut parser = Parser {
        letters: script.chars().collect(),
        at: 0,
        extended,
        wide,
        script,
        commands: Vec::new(),
        open: Vec::new(),
        labels: Vec::new(),
        jumps: Vec::new(),
    };
    parser.all()?;
    Some(Script { wide, commands: parser.commands })
}

impl Parser<'_> {
    fn all(&mut self) -> Option<()> {
        if self.script.contains('\0') {
            return None;
        }
        loop {
            self.skip(|c| c.is_ascii_whitespace() || c == ';');
            if self.at >= self.letters.len() {
                break;
            }
            self.command()?;
        }
        if !self.open.is_empty() {
            return None;
        }
        for (at, label) in std::mem::take(&mut self.jumps) {
            let target = match label.as_str() {
                "" => self.commands.len(),
                _ => self.labels.iter().find(|(known, _)| *known == label)?.1,
            };
            match &mut self.commands[at].action {
                Action::Jump(to) | Action::JumpIf(to) | Action::JumpUnless(to) => *to = target,
                _ => {}
            }
        }
        Some(())
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    fn skip(&mut self, what: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&what) {
            self.at += 1;
        }
    }

    fn blanks(&mut self) {
        self.skip(|c| c == ' ' || c == '\t');
    }

    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit());
        self.letters[start..self.at].iter().collect::<String>().parse().ok()
    }

    fn command(&mut self) -> Option<()> {
        let from = self.address()?;
        self.blanks();
        let mut to = None;
        if from.is_some() && self.peek() == Some(',') {
            self.at += 1;
            self.blanks();
            to = Some(self.second_address()?);
        }
        if matches!(from, Some(Address::Zero)) && !matches!(to, Some(Address::Match(_))) {
            return None;
        }
        self.blanks();
        let mut negated = false;
        while self.peek() == Some('!') {
            self.at += 1;
            negated = true;
            self.blanks();
        }
        let letter = self.take()?;
        let index = self.commands.len();
        let action = self.action(letter, index)?;
        let takes_none = matches!(action, Action::End) || letter == ':';
        if takes_none && from.is_some() {
            return None;
        }
        self.commands.push(Command { from, to, negated, action });
        if matches!(letter, 'a' | 'i' | 'c' | '{' | '}' | '#' | ':') {
            return Some(());
        }
        self.blanks();
        match self.peek() {
            None | Some(';' | '\n' | '}' | '#') => Some(()),
            _ => None,
        }
    }

    fn address(&mut self) -> Option<Option<Address>> {
        Some(Some(match self.peek()? {
            '0'..='9' => {
                let number = self.digits()?;
                if self.peek() == Some('~') {
                    self.at += 1;
                    let step = self.digits()?;
                    return Some(Some(Address::Step(number, step)));
                }
                if number == 0 { Address::Zero } else { Address::Line(number) }
            }
            '$' => {
                self.at += 1;
                Address::Last
            }
            '/' | '\\' => self.pattern_address()?,
            _ => return Some(None),
        }))
    }

    fn pattern_address(&mut self) -> Option<Address> {
        let mut by = self.take()?;
        if by == '\\' {
            by = self.take()?;
        }
        let text = self.pattern_text(by)?;
        let (mut folds, mut lines) = (false, false);
        while let Some(flag) = self.peek().filter(|c| matches!(c, 'I' | 'M')) {
            self.at += 1;
            folds |= flag == 'I';
            lines |= flag == 'M';
        }
        Some(Address::Match(self.regex(&text, folds, lines)?))
    }

    fn second_address(&mut self) -> Option<Address> {
        match self.peek()? {
            '+' => {
                self.at += 1;
                Some(Address::More(self.digits()?))
            }
            '~' => {
                self.at += 1;
                Some(Address::Multiple(self.digits()?))
            }
            _ => {
                let address = self.address()??;
                match address {
                    Address::Zero => Some(Address::Line(0)),
                    Address::Step(..) => None,
                    other => Some(other),
                }
            }
        }
    }

    /// `None` inside for the empty pattern, which is the one used last.
    fn regex(&self, text: &str, folds: bool, lines: bool) -> Option<Option<Rc<Regex>>> {
        if text.is_empty() {
            return (!folds && !lines).then_some(None);
        }
        let reading = Reading {
            grammar: if self.extended { Grammar::Extended } else { Grammar::Basic },
            ignores_case: folds,
            wide: self.wide,
            escapes: true,
            lines,
        };
        Regex::new(text, reading).map(|regex| Some(Rc::new(regex)))
    }

    /// A pattern up to its delimiter; inside brackets the delimiter is an ordinary character.
    fn pattern_text(&mut self, by: char) -> Option<String> {
        if by == '\n' || by == '\\' {
            return None;
        }
        let mut text = String::new();
        loop {
            let letter = self.take()?;
            match letter {
                _ if letter == by => return Some(text),
                '\\' => {
                    let next = self.take()?;
                    if next == by {
                        // A delimiter that means something to the pattern otherwise is not followed.
                        let special = if self.extended { ".*[]^$+?(){}|\\" } else { ".*[]^$\\" };
                        if special.contains(by) || by.is_ascii_alphanumeric() {
                            return None;
                        }
                        text.push(by);
                    } else {
                        text.push('\\');
                        text.push(next);
                    }
                }
                '[' => {
                    text.push('[');
                    self.bracket_text(&mut text)?;
                }
                '\n' => return None,
                other => text.push(other),
            }
        }
    }

    fn bracket_text(&mut self, text: &mut String) -> Option<()> {
        if self.peek() == Some('^') {
            text.push(self.take()?);
        }
        if self.peek() == Some(']') {
            text.push(self.take()?);
        }
        loop {
            let letter = self.take()?;
            text.push(letter);
            match letter {
                ']' => return Some(()),
                '[' if matches!(self.peek(), Some(':' | '.' | '=')) => {
                    let kind = self.take()?;
                    text.push(kind);
                    loop {
                        let inner = self.take()?;
                        text.push(inner);
                        if inner == kind && self.peek() == Some(']') {
                            text.push(self.take()?);
                            break;
                        }
                    }
                }
                '\n' => return None,
                _ => {}
            }
        }
    }
}
