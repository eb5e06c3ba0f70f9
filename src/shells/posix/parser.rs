//! Text to syntax tree: one grammar for the family (POSIX 2.10, bash(1), zshmisc(1)).
//!
//! Parsing touches nothing and cannot fail: what it cannot read becomes
//! [`Line::Broken`] with a problem, and reading goes on at the next line.

mod assignment;
mod cases;
mod command;
mod condition;
mod dollar;
mod functions;
mod loops;
mod modifiers;
mod operation;
mod redirect;
pub(super) mod scan;
mod shared;
mod simple;
#[cfg(test)]
mod tests;
mod word;

use std::cell::OnceCell;
use std::rc::Rc;

use super::dialect::Dialect;
use super::syntax::{AndOr, Body, Connector, Line, Pipeline, Script, Word};
use crate::text::{Problem, Severity, Span};

/// How deep lists, commands and expansions may nest, each level of `$( … )` being two;
/// bash itself gives up at a few thousand.
const DEEPEST: u32 = 240;
/// What reading a command or an expansion may need of the stack until the next one inside it is read, and by how much
/// the stack grows.
const STACK: (usize, usize) = (128 << 10, 1 << 20);

/// A construct that cannot be read.
#[derive(Debug)]
pub(super) struct Broken {
    message: String,
    at: usize,
    /// Whether the shell itself surely refuses it too.
    certain: bool,
}

pub(super) use scan::name_len;
pub use shared::parsed;
pub(super) use simple::literal;
pub(super) type Parsed<T> = Result<T, Broken>;

/// A here-document whose lines are still to come.
struct Pending {
    delimiter: String,
    quoted: bool,
    strips_tabs: bool,
    document: Rc<OnceCell<Word>>,
}

pub(super) struct Parser<'s> {
    text: &'s str,
    at: usize,
    dialect: Dialect,
    depth: u32,
    pending: Vec<Pending>,
    /// Bytes that were read in vain so far.
    wasted: usize,
    /// Whether a group such as `+(a)` was read outside of `[[`.
    extended: bool,
    /// Names of functions that the line defines without `function`.
    defined: Vec<Span>,
    /// Whether double quotes stand around the running expansion: braces come in no pairs there.
    unpaired: bool,
    /// Whether the text of a here-document is read, where `"` is no quote.
    document: bool,
    /// Whether `$(…)` stands around what is read.
    substituted: bool,
    /// A here-document of zsh that cannot be read.
    spoilt: Option<Broken>,
}

/// Pushes onto a list that mostly stays at one element: a `Vec` begins with room for four.
fn push<T>(list: &mut Vec<T>, item: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(item);
}

/// Reads a whole text.
pub fn parse(text: &str, dialect: Dialect) -> (Script, Vec<Problem>) {
    let mut parser = Parser {
        text,
        at: 0,
        dialect,
        depth: 0,
        pending: Vec::new(),
        wasted: 0,
        extended: false,
        defined: Vec::new(),
        unpaired: false,
        document: false,
        substituted: false,
        spoilt: None,
    };
    let mut script = Script::default();
    let mut problems = Vec::new();
    while parser.skip_to_command() {
        let start = parser.at;
        let line = parser.line();
        match parser.spoilt.take().map_or(line, Err) {
            Ok(body) => {
                if std::mem::take(&mut parser.extended) {
                    script.extended.push(script.lines.len());
                }
                let at = script.lines.len();
                script.defined.extend(parser.defined.drain(..).map(|span| (at, span)));
                script.lines.push(Line::Commands(body));
            }
            Err(broken) => {
                parser.extended = false;
                parser.defined.clear();
                if broken.certain {
                    script.refused.push(script.lines.len());
                }
                parser.resume(broken.at.max(start));
                let span = Span::new(start, parser.at);
                let place = Span::new(broken.at, (broken.at + 1).min(text.len()));
                problems.push(Problem {
                    message: broken.message,
                    span: place,
                    severity: Severity::Error,
                });
                script.lines.push(Line::Broken(span));
            }
        }
    }
    (script, problems)
}

impl Parser<'_> {
    /// Skips blanks, comments, empty lines and stray separators; false at the end.
    fn skip_to_command(&mut self) -> bool {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return false,
                Some(b'\n') => self.newline(),
                Some(b';') if self.dialect.is_zsh() => self.at += 1,
                Some(_) => return true,
            }
        }
    }

    /// One complete command: everything up to a line end on which nothing is open.
    fn line(&mut self) -> Parsed<Body> {
        let mut items = Vec::new();
        loop {
            push(&mut items, self.and_or()?);
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => {
                    self.newline();
                    break;
                }
                None => break,
                Some(b')' | b'}') => return Err(self.unexpected()),
                Some(_) => {
                    self.separator(&mut items)?;
                    self.skip_blanks();
                    if matches!(self.peek(), None | Some(b'\n')) {
                        continue_line(self);
                        break;
                    }
                }
            }
        }
        Ok(items.into())
    }

    /// `;` or `&` behind an and-or list.
    fn separator(&mut self, items: &mut [AndOr]) -> Parsed<()> {
        match (self.peek(), self.peek_at(1)) {
            (Some(b';'), Some(b';')) => Err(self.unexpected()),
            (Some(b';'), _) => {
                self.at += 1;
                Ok(())
            }
            (Some(b'&'), next) if next != Some(b'&') => {
                self.at += 1;
                // zsh: `&!` and `&|` disown the job.
                if self.dialect.is_zsh() && matches!(next, Some(b'!' | b'|')) {
                    self.at += 1;
                }
                if let Some(last) = items.last_mut() {
                    last.background = true;
                }
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Commands until one of the closing words; the closer is not consumed.
    fn body(&mut self, closers: &[&str]) -> Parsed<Body> {
        self.list(closers, false)
    }

    /// One level further down; whoever goes down there comes up again with [`Parser::up`].
    fn down(&mut self) -> Parsed<()> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err(self.broken("nested deeper than envsim follows")),
            false => Ok(()),
        }
    }

    fn up(&mut self) {
        self.depth -= 1;
    }

    /// [`Parser::body`]; a `loose` one ends too where nothing separates a command from the next.
    fn list(&mut self, closers: &[&str], loose: bool) -> Parsed<Body> {
        self.down()?;
        let mut items: Vec<AndOr> = Vec::new();
        loop {
            while self.skip_blanks_and_comment() == Some(b'\n') {
                self.newline();
            }
            if self.peek().is_none() || closers.iter().any(|closer| self.at_closer(closer)) {
                break;
            }
            // zsh: nothing may be left of a short form's body (parse.c, `par_if`).
            if loose && !items.is_empty() && self.ends_list() {
                break;
            }
            // zsh allows an empty command before a separator.
            if self.dialect.is_zsh() && self.peek() == Some(b';') && self.peek_at(1) != Some(b';') {
                self.at += 1;
                continue;
            }
            push(&mut items, self.and_or()?);
            match self.skip_blanks_and_comment() {
                Some(b'\n') => self.newline(),
                Some(b';' | b'&') if !closers.iter().any(|closer| self.at_closer(closer)) => {
                    self.separator(&mut items)?;
                }
                None => break,
                Some(_) if closers.iter().any(|closer| self.at_closer(closer)) => break,
                Some(_) if loose => break,
                Some(_) => return Err(self.unexpected()),
            }
        }
        self.up();
        Ok(items.into())
    }

    /// A body that must hold a command (an empty one is a syntax error but for zsh).
    fn full_body(&mut self, closers: &[&str]) -> Parsed<Body> {
        let body = self.body(closers)?;
        if body.is_empty() && !self.dialect.is_zsh() {
            return Err(self.unexpected());
        }
        Ok(body)
    }

    fn and_or(&mut self) -> Parsed<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.skip_blanks_and_comment();
            let connector = match (self.peek(), self.peek_at(1)) {
                (Some(b'&'), Some(b'&')) => Connector::And,
                (Some(b'|'), Some(b'|')) => Connector::Or,
                _ => break,
            };
            self.at += 2;
            self.skip_lines();
            if self.dialect.is_zsh() && self.has_no_command() {
                break;
            }
            rest.push((connector, self.pipeline()?));
        }
        Ok(AndOr { first, rest, background: false })
    }

    /// zsh lets nothing follow `&&` and `||` (parse.c, `par_sublist`).
    fn has_no_command(&mut self) -> bool {
        self.skip_blanks();
        matches!(self.peek(), None | Some(b';'))
            || self.ends_list()
            || ["then", "do"].iter().any(|word| self.at_reserved(word))
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        let mut negated = false;
        loop {
            self.skip_blanks();
            // bash alone takes several.
            if negated && !self.dialect.is_bash() && self.at_reserved("!") {
                return Err(self.unexpected());
            }
            if self.take_reserved("!") {
                negated = !negated;
            } else if !self.dialect.is_dash() && self.take_reserved("time") {
                self.skip_blanks();
                self.take_reserved("-p");
            } else {
                break;
            }
        }
        let mut commands = vec![self.command()?];
        loop {
            self.skip_blanks();
            match (self.peek(), self.peek_at(1)) {
                (Some(b'|'), Some(b'|')) => break,
                (Some(b'|'), Some(b'&')) if !self.dialect.is_dash() => self.at += 2,
                (Some(b'|'), _) => self.at += 1,
                _ => break,
            }
            self.skip_lines();
            commands.push(self.command()?);
        }
        Ok(Pipeline { negated, commands })
    }

    /// After an error: the next line that begins outside what was read.
    fn resume(&mut self, from: usize) {
        (self.depth, self.substituted) = (0, false);
        self.pending.clear();
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        self.at = memchr::memchr(b'\n', rest).map_or(self.text.len(), |end| from + end + 1);
    }
}

fn continue_line(parser: &mut Parser<'_>) {
    if parser.peek() == Some(b'\n') {
        parser.newline();
    }
}
