//! The tree of one logical line. It owns no text: spans are offsets into the line as it was parsed.

use std::borrow::Cow;

use crate::text::{Problem, Span};

/// What characters separate words where cmd looks for commands (dbenham & jeb, phase 2).
pub const DELIMITERS: &[char] = &[' ', '\t', ',', ';', '=', '\u{b}', '\u{c}'];

/// Whether a character separates words.
pub fn is_delimiter(letter: char) -> bool {
    DELIMITERS.contains(&letter)
}

/// The label a line defines, carets taken away. One character of any kind may stand before the
/// colon where labels are looked for (ReactOS' tests).
pub fn label_of(line: &str) -> Option<Cow<'_, str>> {
    let line = line.trim_start_matches(|letter: char| letter == '@' || is_delimiter(letter));
    let mut letters = line.chars();
    let behind = letters.next().map(|_| letters.as_str());
    let named = line.strip_prefix(':').or_else(|| behind?.strip_prefix(':'))?;
    let name = named.trim_start_matches([' ', '\t']);
    let end = name.find([' ', '\t', ':', '&', '>', '<', '|', '\r', '\n', '\u{1a}']);
    let name = &name[..end.unwrap_or(name.len())];
    (!name.is_empty()).then(|| without_carets(name))
}

fn without_carets(name: &str) -> Cow<'_, str> {
    if !name.contains('^') {
        return Cow::Borrowed(name);
    }
    let mut plain = String::new();
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        plain.extend(if letter == '^' { letters.next() } else { Some(letter) });
    }
    Cow::Owned(plain)
}

/// A command or a composition of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// What stands behind `@`, where one does.
    pub fn loud(&self) -> &Self {
        match &self.kind {
            Kind::Quiet(inner) => inner,
            _ => self,
        }
    }
}

/// The kinds of [`Node`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A command with its arguments.
    Simple(Simple),
    /// `( … )`.
    Block {
        /// One node for every line or part between `&`.
        body: Vec<Node>,
        /// What stands behind the closing parenthesis.
        redirections: Vec<Redirection>,
    },
    /// `a & b`.
    Sequence(Vec<Node>),
    /// `a || b`.
    Or(Vec<Node>),
    /// `a && b`.
    And(Vec<Node>),
    /// `a | b`.
    Pipe(Vec<Node>),
    /// `if`.
    If(Box<If>),
    /// `for`.
    For(Box<For>),
    /// `@`: what ECHO does not show.
    Quiet(Box<Node>),
    /// `:name`, met by running over it.
    Label,
    /// `rem`, or text that is passed over.
    Remark,
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simple {
    /// The first word, quotes and carets included.
    pub name: Span,
    /// What follows, cut where redirections stood.
    pub arguments: Vec<Span>,
    /// Redirections in the order they are written.
    pub redirections: Vec<Redirection>,
}

/// `2>file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirection {
    /// The handle that is redirected.
    pub handle: u8,
    /// Where to.
    pub direction: Direction,
    /// The file's name, or the other handle's digit.
    pub target: Span,
}

/// The kinds of redirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `>&` and `<&`
    Copy,
}

/// `if`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct If {
    /// `/i`
    pub ignore_case: bool,
    /// `not`
    pub negated: bool,
    /// What is asked.
    pub test: Test,
    /// What runs if it holds.
    pub then: Node,
    /// What runs otherwise.
    pub otherwise: Option<Node>,
}

/// What an `if` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `left op right`.
    Compare(Span, Comparison, Span),
    /// `exist name`.
    Exist(Span),
    /// `defined name`.
    Defined(Span),
    /// `errorlevel n`.
    ErrorLevel(Span),
    /// `cmdextversion n`.
    CmdExtVersion(Span),
}

/// How an `if` compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`: as text.
    Same,
    /// `EQU`
    Equal,
    /// `NEQ`
    NotEqual,
    /// `LSS`
    Less,
    /// `LEQ`
    LessOrEqual,
    /// `GTR`
    Greater,
    /// `GEQ`
    GreaterOrEqual,
}

impl Comparison {
    /// Those with a name, which may be written in any case.
    pub const NAMED: [(&str, Self); 6] = [
        ("EQU", Self::Equal),
        ("NEQ", Self::NotEqual),
        ("LSS", Self::Less),
        ("LEQ", Self::LessOrEqual),
        ("GTR", Self::Greater),
        ("GEQ", Self::GreaterOrEqual),
    ];
}

/// `for`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct For {
    /// `/d`: directories.
    pub directories: bool,
    /// `/r`: this and all directories below; the root, where one is given.
    pub recursive: Option<Option<Span>>,
    /// `/l`: counting.
    pub counting: bool,
    /// `/f`: lines; the options, where some are given.
    pub lines: Option<Option<Span>>,
    /// The variable's character.
    pub variable: char,
    /// What stands between the parentheses.
    pub set: Span,
    /// What is repeated.
    pub body: Node,
}

/// One logical line as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What runs; nothing for an empty line.
    pub node: Option<Node>,
    /// Why cmd rejects the line; a batch file ends there.
    pub error: Option<Problem>,
    /// Just past what was read.
    pub end: usize,
}
