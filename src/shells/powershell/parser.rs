//! The PowerShell parser: any text gives a tree and a list of problems.
//!
//! It follows the engine's own grammar (`Parser.cs` and `tokenizer.cs` of
//! PowerShell 7): one token of lookahead, and a token that was looked at in the
//! wrong mode is read again in the right one. Errors carry the engine's ids.

mod characters;
mod checks;
mod classes;
mod commands;
mod engine;
mod expressions;
mod functions;
mod jumps;
mod keywords;
mod lexer;
mod loops;
mod numbers;
mod pieces;
mod pipelines;
mod postfix;
mod statements;
mod strings;
mod token;
mod types;
mod variables;
mod words;

use std::collections::HashMap;
use std::rc::Rc;

use super::syntax::{Argument, Class, Script, Statement};
use crate::text::{Problem, Severity, Span};
use token::{Kind, Mode, Token};

/// How deep statements and expressions may be nested before the parser gives up.
const MAX_DEPTH: u32 = 120;
/// How many operators, members or indexes one expression may chain.
const MAX_CHAIN: usize = 3000;
/// How many problems are kept of one text; one with more is no PowerShell, and is not read on.
const MAX_PROBLEMS: usize = 500;
const TOO_DEEP: &str = "nested too deeply to be parsed";

/// Parses a script; `desktop` asks for Windows PowerShell 5.1's language.
pub fn parse(text: &str, desktop: bool) -> Script {
    let mut parser = Parser::new(text, desktop, None);
    parser.script()
}

/// Where the characters of a copied `$( )` stand in the source.
type Origins = Rc<[u32]>;

/// What comes behind attributes that begin a statement or block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Param,
    Keyword,
    Other,
}

/// The state of one run over one text.
struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    start: usize,
    mode: Mode,
    ungot: Option<Token>,
    want_simple_name: bool,
    signed_numbers: bool,
    end_number_on_ternary: bool,
    no_comma: bool,
    depth: u32,
    desktop: bool,
    gave_up: bool,
    /// Where the word that a variable made last begins and ends.
    dollars: (usize, usize),
    configuration: u32,
    /// What a jump would leave, innermost last.
    frames: Vec<jumps::Frame>,
    /// The scope that is being read, and how many there were.
    scope: u32,
    scopes: u32,
    /// The names of classes and enumerations, with their scopes.
    types: Vec<(u32, Span)>,
    classes: Vec<Rc<Class>>,
    follows: HashMap<usize, Follows>,
    origins: Option<Origins>,
    problems: Vec<Problem>,
    error_ids: Vec<&'static str>,
    requires: Vec<Span>,
    /// Statements of the lists that are being read, innermost last: a list is cut off when it is
    /// whole, so that it takes no more room than it needs.
    statements: Vec<Statement>,
    /// The same for arguments of commands.
    arguments: Vec<Argument>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, desktop: bool, origins: Option<Origins>) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            pos: 0,
            start: 0,
            mode: Mode::Command,
            ungot: None,
            want_simple_name: false,
            signed_numbers: false,
            end_number_on_ternary: false,
            no_comma: false,
            depth: 0,
            desktop,
            gave_up: false,
            dollars: (0, 0),
            configuration: 0,
            frames: Vec::new(),
            scope: 0,
            scopes: 0,
            types: Vec::new(),
            classes: Vec::new(),
            follows: HashMap::new(),
            origins,
            problems: Vec::new(),
            error_ids: Vec::new(),
            requires: Vec::new(),
            statements: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// The span of `start..end` in the source.
    fn span(&self, start: usize, end: usize) -> Span {
        match &self.origins {
            None => Span::new(start, end),
            Some(origins) => {
                let at = |offset: usize| origins.get(offset).map_or(0, |&origin| origin as usize);
                Span::new(at(start), at(end))
            }
        }
    }

    fn token_span(&self, token: Token) -> Span {
        self.span(token.start as usize, token.end as usize)
    }

    /// From the start of a token to what was read last.
    fn since(&self, start: usize) -> Span {
        let end = self.ungot.map_or(self.pos, |token| token.start as usize);
        self.span(start, end.max(start))
    }

    fn error(&mut self, start: usize, end: usize, id: &'static str, message: &str) {
        let span = self.span(start, end);
        self.error_at(span, id, message);
    }

    #[cold]
    fn error_at(&mut self, span: Span, id: &'static str, message: &str) {
        if self.gave_up {
            return;
        }
        let mut recent = self.problems.iter().zip(&self.error_ids).rev().take(32);
        if recent.any(|(problem, &known)| known == id && problem.span == span) {
            return;
        }
        let message = engine::message(id, span.of(self.text), message, self.desktop);
        self.problems.push(Problem { message, span, severity: Severity::Error });
        self.error_ids.push(id);
        if self.problems.len() >= MAX_PROBLEMS {
            self.stop();
        }
    }

    /// Takes back what an attempt reported, unless the parser gave up in it.
    fn forget(&mut self, problems: usize) {
        if !self.gave_up {
            self.problems.truncate(problems);
            self.error_ids.truncate(problems);
        }
    }

    fn error_token(&mut self, token: Token, id: &'static str, message: &str) {
        self.error(token.start as usize, token.end as usize, id, message);
    }

    fn unexpected(&mut self, token: Token) {
        let text = &self.text[token.start as usize..token.end as usize];
        let shown: String = text.chars().take(40).collect();
        self.error_token(token, "UnexpectedToken", &format!("unexpected `{shown}`"));
    }

    fn missing(&mut self, at: usize, id: &'static str, what: &str) {
        self.error(at, at, id, what);
    }

    /// Enters one level; false when the text is too deep to go on.
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.give_up();
        }
        !self.gave_up
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn give_up(&mut self) {
        self.error(self.pos, self.pos, "ScriptTooComplicated", TOO_DEEP);
        self.stop();
    }

    fn stop(&mut self) {
        self.gave_up = true;
        self.pos = self.bytes.len();
        self.ungot = None;
    }

    fn next(&mut self) -> Token {
        match self.ungot.take() {
            Some(token) => token,
            None => self.scan(),
        }
    }

    fn peek(&mut self) -> Token {
        match self.ungot {
            Some(token) => token,
            None => {
                let token = self.scan();
                self.ungot = Some(token);
                token
            }
        }
    }

    fn peek_kind(&mut self) -> Kind {
        self.peek().kind
    }

    fn unget(&mut self, token: Token) {
        self.ungot = Some(token);
    }

    fn skip(&mut self) {
        self.ungot = None;
    }

    fn resync(&mut self, offset: usize) {
        self.ungot = None;
        self.pos = offset.min(self.bytes.len());
    }

    /// The offset to come back to.
    fn restore_point(&self) -> usize {
        self.ungot.map_or(self.pos, |token| token.start as usize)
    }

    fn set_mode(&mut self, mode: Mode) {
        if mode == self.mode {
            return;
        }
        let same = |kind: Kind| {
            let entering = self.mode == Mode::Command && mode == Mode::Expression;
            kind.is_mode_invariant() || (entering && kind.is_same_in_expression())
        };
        if let Some(token) = self.ungot
            && !same(token.kind)
        {
            self.resync(token.start as usize);
        }
        self.mode = mode;
    }

    /// Runs `rule` in `mode`, then goes back.
    fn in_mode<T>(&mut self, mode: Mode, rule: impl FnOnce(&mut Self) -> T) -> T {
        let old = self.mode;
        self.set_mode(mode);
        let result = rule(self);
        self.set_mode(old);
        result
    }

    /// Runs `rule` with the comma as separator or as operator.
    fn with_comma<T>(&mut self, operator: bool, rule: impl FnOnce(&mut Self) -> T) -> T {
        let old = std::mem::replace(&mut self.no_comma, !operator);
        let result = rule(self);
        self.no_comma = old;
        result
    }

    /// Drops tokens until one of `kinds` outside brackets; it is left unread.
    fn sync(&mut self, kinds: &[Kind]) {
        let mut depth = 0_u32;
        loop {
            let token = self.next();
            let stop = depth == 0 && kinds.contains(&token.kind);
            if stop || token.kind == Kind::End {
                self.unget(token);
                return;
            }
            match token.kind {
                Kind::LParen | Kind::LCurly | Kind::LBracket => depth += 1,
                Kind::AtParen | Kind::AtCurly | Kind::DollarParen => depth += 1,
                Kind::RParen | Kind::RCurly | Kind::RBracket if depth == 0 => {
                    self.unget(token);
                    return;
                }
                Kind::RParen | Kind::RCurly | Kind::RBracket => depth -= 1,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
