//! The grammar of .NET patterns.

mod escape;

use super::{BadPattern, Options};
use escape::number;
pub(super) use escape::unescape;

/// A piece of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Char(char, bool),
    /// Any character; whether `\n` too.
    Any(bool),
    Set(Set),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat {
        node: Box<Node>,
        least: u32,
        most: Option<u32>,
        lazy: bool,
    },
    Capture(usize, Box<Node>),
    Named(String, Box<Node>),
    Look {
        node: Box<Node>,
        ahead: bool,
        negative: bool,
    },
    Atomic(Box<Node>),
    Back(usize, bool),
    BackNamed(String, bool),
    At(Anchor),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    LineStart,
    End,
    EndOrNewline,
    LineEnd,
    Word,
    NotWord,
    Continue,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub negative: bool,
    pub ignore_case: bool,
    pub ranges: Vec<(char, char)>,
    pub classes: Vec<Class>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Digit(bool),
    Word(bool),
    Space(bool),
    Letter(bool),
    Upper(bool),
    Lower(bool),
}

/// A parsed pattern.
#[derive(Debug)]
pub(super) struct Parsed {
    pub node: Node,
    pub groups: usize,
    pub names: Vec<(String, usize)>,
}

const DEEPEST: usize = 60;

struct Parser<'p> {
    rest: std::iter::Peekable<std::str::Chars<'p>>,
    options: Options,
    unnamed: usize,
    names: Vec<String>,
    depth: usize,
}

fn bad<T>(message: &str) -> Result<T, BadPattern> {
    Err(BadPattern { message: message.to_owned(), unsupported: false })
}

fn unsupported<T>(message: &str) -> Result<T, BadPattern> {
    Err(BadPattern { message: message.to_owned(), unsupported: true })
}

pub(super) fn parse(pattern: &str, options: Options) -> Result<Parsed, BadPattern> {
    let rest = pattern.chars().peekable();
    let mut parser = Parser { rest, options, unnamed: 0, names: Vec::new(), depth: 0 };
    let mut node = parser.choice()?;
    if parser.rest.peek().is_some() {
        return bad("Too many )'s.");
    }
    let names: Vec<(String, usize)> = parser
        .names
        .iter()
        .enumerate()
        .map(|(index, name)| (name.clone(), parser.unnamed + 1 + index))
        .collect();
    let groups = parser.unnamed + names.len() + 1;
    resolve(&mut node, &names, groups)?;
    Ok(Parsed { node, groups, names })
}

/// Gives named groups their numbers and checks back references.
fn resolve(node: &mut Node, names: &[(String, usize)], groups: usize) -> Result<(), BadPattern> {
    let number =
        |name: &str| names.iter().find(|(known, _)| known == name).map(|(_, index)| *index);
    match node {
        Node::Sequence(parts) | Node::Choice(parts) => {
            parts.iter_mut().try_for_each(|part| resolve(part, names, groups))?;
        }
        Node::Repeat { node, .. }
        | Node::Capture(_, node)
        | Node::Atomic(node)
        | Node::Look { node, .. } => {
            resolve(node, names, groups)?;
        }
        Node::Named(name, inner) => {
            resolve(inner, names, groups)?;
            let index = number(name).unwrap_or(0);
            *node = Node::Capture(index, std::mem::replace(inner, Box::new(Node::Empty)));
        }
        Node::BackNamed(name, fold) => match number(name) {
            Some(index) => *node = Node::Back(index, *fold),
            None => return bad("Reference to undefined group name."),
        },
        Node::Back(index, _) if *index >= groups => {
            return bad("Reference to undefined group number.");
        }
        _ => {}
    }
    Ok(())
}

impl Parser<'_> {
    fn take(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn looking_at(&self, text: &str) -> bool {
        let mut rest = self.rest.clone();
        text.chars().all(|wanted| rest.next() == Some(wanted))
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.rest.next();
        }
    }

    fn choice(&mut self) -> Result<Node, BadPattern> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return unsupported("groups are nested too deep");
        }
        let saved = self.options;
        let mut branches = vec![self.sequence()?];
        while self.take('|') {
            branches.push(self.sequence()?);
        }
        self.options = saved;
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Choice(branches) })
    }

    fn sequence(&mut self) -> Result<Node, BadPattern> {
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            match self.rest.peek() {
                None | Some('|' | ')') => break,
                Some(_) => {}
            }
            let Some(node) = self.atom()? else { continue };
            self.skip_blanks();
            parts.push(self.repeated(node)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Sequence(parts) })
    }

    fn skip_blanks(&mut self) {
        while self.options.extended {
            match self.rest.peek() {
                Some(letter) if letter.is_whitespace() => drop(self.rest.next()),
                Some('#') => while self.rest.next().is_some_and(|letter| letter != '\n') {},
                _ => return,
            }
        }
    }

    /// A quantifier, if one follows: least, most and how many characters it takes.
    fn quantifier(&self) -> Option<(u32, Option<u32>, usize)> {
        let mut rest = self.rest.clone();
        match rest.next()? {
            '*' => Some((0, None, 1)),
            '+' => Some((1, None, 1)),
            '?' => Some((0, Some(1), 1)),
            '{' => {
                let inside: String = rest.take_while(|letter| *letter != '}').take(24).collect();
                let mut closed = self.rest.clone().skip(1 + inside.chars().count());
                if closed.next() != Some('}') {
                    return None;
                }
                let (least, most) = match inside.split_once(',') {
                    None => (number(&inside)?, Some(number(&inside)?)),
                    Some((least, "")) => (number(least)?, None),
                    Some((least, most)) => (number(least)?, Some(number(most)?)),
                };
                Some((least, most, inside.chars().count() + 2))
            }
            _ => None,
        }
    }

    fn repeated(&mut self, node: Node) -> Result<Node, BadPattern> {
        let Some((least, most, length)) = self.quantifier() else { return Ok(node) };
        self.skip(length);
        if most.is_some_and(|most| most < least) {
            return bad("Illegal {x,y} with x > y.");
        }
        let lazy = self.take('?');
        self.skip_blanks();
        if self.quantifier().is_some() {
            return bad("Nested quantifier.");
        }
        Ok(Node::Repeat { node: Box::new(node), least, most, lazy })
    }

    fn atom(&mut self) -> Result<Option<Node>, BadPattern> {
        if self.quantifier().is_some() {
            return bad("Quantifier following nothing.");
        }
        let Some(letter) = self.rest.next() else { return Ok(None) };
        Ok(Some(match letter {
            '.' => Node::Any(self.options.singleline),
            '^' if self.options.multiline => Node::At(Anchor::LineStart),
            '^' => Node::At(Anchor::Start),
            '$' if self.options.multiline => Node::At(Anchor::LineEnd),
            '$' => Node::At(Anchor::EndOrNewline),
            '[' => Node::Set(self.set()?),
            '(' => return self.group(),
            '\\' => self.escape()?,
            other => Node::Char(other, self.options.ignore_case),
        }))
    }

    fn group(&mut self) -> Result<Option<Node>, BadPattern> {
        if !self.take('?') {
            if self.options.explicit {
                return self.closed(|node| node).map(Some);
            }
            self.unnamed += 1;
            let index = self.unnamed;
            return self.closed(|node| Node::Capture(index, Box::new(node))).map(Some);
        }
        let looks =
            [("=", true, false), ("!", true, true), ("<=", false, false), ("<!", false, true)];
        for (mark, ahead, negative) in looks {
            if self.looking_at(mark) {
                self.skip(mark.len());
                let look = |node| Node::Look { node: Box::new(node), ahead, negative };
                return self.closed(look).map(Some);
            }
        }
        match self.rest.next() {
            Some(':') => self.closed(|node| node).map(Some),
            Some('>') => self.closed(|node| Node::Atomic(Box::new(node))).map(Some),
            Some('#') => {
                for letter in self.rest.by_ref() {
                    if letter == ')' {
                        return Ok(None);
                    }
                }
                bad("Unterminated (?#...) comment.")
            }
            Some(open @ ('<' | '\'')) => self.named(if open == '<' { '>' } else { '\'' }).map(Some),
            Some('(') => unsupported("a conditional group"),
            Some(letter) => self.inline(letter),
            None => bad("Not enough )'s."),
        }
    }

    fn named(&mut self, close: char) -> Result<Node, BadPattern> {
        let mut name = String::new();
        loop {
            match self.rest.next() {
                Some(letter) if letter == close => break,
                Some('-') => return unsupported("a balancing group"),
                Some(letter) if letter.is_alphanumeric() || letter == '_' => name.push(letter),
                _ => return bad("Invalid group name."),
            }
        }
        match name.chars().next() {
            None => return bad("Invalid group name."),
            Some(first) if first.is_ascii_digit() => return unsupported("a numbered group"),
            Some(_) => {}
        }
        if !self.names.contains(&name) {
            self.names.push(name.clone());
        }
        self.closed(|node| Node::Named(name, Box::new(node)))
    }

    fn inline(&mut self, first: char) -> Result<Option<Node>, BadPattern> {
        let mut letter = Some(first);
        let mut on = true;
        let mut options = self.options;
        loop {
            match letter {
                Some('-') => on = false,
                Some('+') => on = true,
                Some('i') => options.ignore_case = on,
                Some('m') => options.multiline = on,
                Some('s') => options.singleline = on,
                Some('n') => options.explicit = on,
                Some('x') => options.extended = on,
                Some(')') => {
                    self.options = options;
                    return Ok(None);
                }
                Some(':') => {
                    let saved = std::mem::replace(&mut self.options, options);
                    let node = self.closed(|node| node);
                    self.options = saved;
                    return node.map(Some);
                }
                _ => return bad("Unrecognized grouping construct."),
            }
            letter = self.rest.next();
        }
    }

    fn closed(&mut self, wrap: impl FnOnce(Node) -> Node) -> Result<Node, BadPattern> {
        let node = self.choice()?;
        if self.take(')') { Ok(wrap(node)) } else { bad("Not enough )'s.") }
    }
}
