//! Parses one logical line: the phase in which cmd finds quotes, carets, operators, blocks, `if` and `for`.
//!
//! The rules are those dbenham and jeb worked out (phase 2 of their model of
//! the interpreter) and what Wine's conformance tests assert of real Windows.
//! Text comes through a [`Feed`], because cmd reads and expands one more
//! physical line whenever a block or a caret asks for it.

mod command;
mod conditional;
mod outline;
mod scan;
mod statements;

pub use outline::outline;
pub use scan::{Unescape, unescape};

use super::syntax::{Kind, Node, Parsed};
use super::traced::Traced;
use crate::text::{Problem, Severity, Span};

/// How deep blocks and conditions may nest; real files stay below ten.
const DEEPEST: u32 = 160;

/// What a line nested too deep is called; it is envsim's limit, not cmd's.
pub const TOO_DEEP: &str = "nested deeper than envsim follows";

/// Where further physical lines come from.
pub trait Feed {
    /// Puts the next physical line, ended by a line feed, behind `line`; `false` at the end of the file.
    fn more(&mut self, line: &mut Traced) -> bool;
}

/// A text that is all there.
pub struct Whole;

impl Feed for Whole {
    fn more(&mut self, _: &mut Traced) -> bool {
        false
    }
}

/// Parses the logical line that begins at `start`; further lines are fetched into `line` as needed.
pub fn parse(line: &mut Traced, start: usize, feed: &mut dyn Feed, unexpanded: bool) -> Parsed {
    let mut parser = Parser { line, feed, at: start, depth: 0, blocks: 0, unexpanded };
    match parser.logical_line() {
        Ok(node) => Parsed { node, error: None, end: parser.at },
        Err(problem) => {
            parser.skip_physical_line();
            Parsed { node: None, error: Some(problem), end: parser.at }
        }
    }
}

struct Parser<'p> {
    line: &'p mut Traced,
    feed: &'p mut dyn Feed,
    at: usize,
    depth: u32,
    blocks: u32,
    /// The text still has its `%…%`: a variable reference is one word, and `for` has two percent signs.
    unexpanded: bool,
}

type Parse<T> = Result<T, Problem>;

impl Parser<'_> {
    fn logical_line(&mut self) -> Parse<Option<Node>> {
        self.skip_delimiters();
        if self.at_line_end() {
            self.skip_line_end();
            return Ok(None);
        }
        let node = self.sequence()?;
        self.skip_delimiters();
        if !self.at_line_end() {
            return Err(self.unexpected());
        }
        self.skip_line_end();
        Ok(Some(node))
    }

    /// `a & b & …`, the loosest composition; an `&` may end it.
    fn sequence(&mut self) -> Parse<Node> {
        let start = self.at;
        let mut parts = vec![self.either()?];
        loop {
            self.skip_delimiters();
            if !self.looking_at("&") || self.looking_at("&&") {
                break;
            }
            self.at += 1;
            self.skip_delimiters();
            if self.at_line_end() || self.at_block_end() {
                break;
            }
            parts.push(self.either()?);
        }
        Ok(self.composed(start, parts, Kind::Sequence))
    }

    fn either(&mut self) -> Parse<Node> {
        let start = self.at;
        let mut parts = vec![self.both()?];
        while self.take_operator("||") {
            parts.push(self.both()?);
        }
        Ok(self.composed(start, parts, Kind::Or))
    }

    fn both(&mut self) -> Parse<Node> {
        let start = self.at;
        let mut parts = vec![self.pipe()?];
        while self.take_operator("&&") {
            parts.push(self.pipe()?);
        }
        Ok(self.composed(start, parts, Kind::And))
    }

    fn pipe(&mut self) -> Parse<Node> {
        let start = self.at;
        let mut parts = vec![self.command()?];
        while !self.operator_ahead("||") && self.take_operator("|") {
            parts.push(self.command()?);
        }
        Ok(self.composed(start, parts, Kind::Pipe))
    }

    fn composed(&self, start: usize, mut parts: Vec<Node>, kind: fn(Vec<Node>) -> Kind) -> Node {
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                Node { kind: kind(parts), span: Span::new(start, self.at) }
            }
        }
    }

    fn operator_ahead(&mut self, operator: &str) -> bool {
        self.skip_delimiters();
        self.looking_at(operator)
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        let found = self.operator_ahead(operator);
        if found {
            self.at += operator.len();
        }
        found
    }

    /// One command, block, `if` or `for`.
    fn command(&mut self) -> Parse<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.problem(TOO_DEEP.to_owned()));
        }
        let node = self.command_here();
        self.depth -= 1;
        node
    }

    fn problem(&self, message: String) -> Problem {
        let span = Span::new(self.at, self.at);
        Problem { message, span, severity: Severity::Error }
    }

    /// cmd's complaint about the word it stands on.
    fn unexpected(&mut self) -> Problem {
        self.skip_delimiters();
        let start = self.at;
        if self.at_line_end() {
            return self.problem("the syntax of the command is incorrect".to_owned());
        }
        let rest = &self.line.text()[start..];
        // An operator is a word of its own.
        let operator = rest.bytes().take(2).take_while(|byte| b"<>&|".contains(byte)).count();
        let letters = rest.chars().take_while(|letter| !letter.is_whitespace());
        let word: String = letters.take(if operator > 0 { operator } else { 40 }).collect();
        self.problem(format!("{word} was unexpected at this time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    fn parsed(text: &str) -> (Traced, Parsed) {
        let mut line = Traced::known(text, Origin::Default("test".into()));
        let parsed = parse(&mut line, 0, &mut Whole, false);
        (line, parsed)
    }

    /// A short picture of the tree: names of commands, operators as in the source.
    fn shape(text: &str) -> String {
        let (line, parsed) = parsed(text);
        match (parsed.node, parsed.error) {
            (_, Some(problem)) => problem.message,
            (Some(node), None) => draw(line.text(), &node),
            (None, None) => String::new(),
        }
    }

    fn draw(text: &str, node: &Node) -> String {
        let list = |nodes: &[Node], with: &str| {
            nodes.iter().map(|node| draw(text, node)).collect::<Vec<_>>().join(with)
        };
        match &node.kind {
            Kind::Simple(simple) => {
                let mut drawn = simple.name.of(text).to_owned();
                for part in &simple.arguments {
                    drawn.push_str(&format!("[{}]", part.of(text)));
                }
                for one in &simple.redirections {
                    drawn.push_str(&format!("{}>{}", one.handle, one.target.of(text)));
                }
                drawn
            }
            Kind::Block { body, .. } => format!("({})", list(body, ";")),
            Kind::Sequence(parts) => format!("<{}>", list(parts, "&")),
            Kind::Or(parts) => format!("<{}>", list(parts, "||")),
            Kind::And(parts) => format!("<{}>", list(parts, "&&")),
            Kind::Pipe(parts) => format!("<{}>", list(parts, "|")),
            Kind::If(one) => {
                let otherwise = one.otherwise.as_ref();
                let otherwise = otherwise.map(|node| format!(" else {}", draw(text, node)));
                format!("if {}{}", draw(text, &one.then), otherwise.unwrap_or_default())
            }
            Kind::For(one) => {
                format!("for {}={} {}", one.variable, one.set.of(text), draw(text, &one.body))
            }
            Kind::Quiet(inner) => draw(text, inner),
            Kind::Label => ":".to_owned(),
            Kind::Remark => "rem".to_owned(),
        }
    }

    #[test]
    fn lines_have_these_shapes() {
        for (text, expected) in [
            ("", ""),
            ("  ;,= ", ""),
            ("echo a", "echo[ a]"),
            ("==call==tell", "call[==tell]"),
            ("a | b && c || d & e", "<<<<a[ ]|b[ ]>&&c[ ]>||d[ ]>&e>"),
            ("a&b&", "<a&b>"),
            ("a & & b", "& was unexpected at this time"),
            ("a &&", "the syntax of the command is incorrect"),
            ("set \"X=a&b\" & c", "<set[ \"X=a&b\" ]&c>"),
            ("echo a^&b&c", "<echo[ a^&b]&c>"),
            ("(a&b)", "(<a&b>)"),
            ("(a\nb\n)\n", "(a;b)"),
            ("()", ") was unexpected at this time"),
            ("(a", "the syntax of the command is incorrect"),
            ("(a) b", "b was unexpected at this time"),
            ("if 1==1 a & b", "if <a[ ]&b>"),
            ("if 1==1 (a) else b & c", "if (a) else <b[ ]&c>"),
            ("if 1==1 a&(b) else c", "if <a&(b)> else c"),
            ("if 1==1 if 2==2 (a) else (b) else c", "if if (a) else (b) else c"),
            ("if not /i a == b c", "if c"),
            ("if a b c", "b was unexpected at this time"),
            ("if exist \"a b\" c", "if c"),
            ("if a equ b c", "if c"),
            ("if )==) (a) else (b)", "if (a) else (b)"),
            ("for %i in (a b) do (c)", "for i=a b (c)"),
            ("for /f \"tokens=1,2 delims==\" %i in ('set x') do c", "for i='set x' c"),
            ("for /l %i in (1,1,3) do c&d", "for i=1,1,3 <c&d>"),
            ("rem a & b", "rem"),
            ("rem & b", "<rem&b>"),
            ("::x & b", ":"),
            ("@@ :label", ":"),
            (") & a", "rem"),
            ("set X=1>f", "set[ X=]1>f"),
            ("a 2>&1 >b c", "a[ ][ c]2>11>b"),
            ("a >b ", "a[ ]1>b"),
            ("a >b & c", "<a[ ][ ]1>b&c>"),
            ("a && @b || c", "<a[ ]&&<b[ ]||c>>"),
            (">f a b", "a[ b]1>f"),
            ("echo 12>f", "echo[ 12]1>f"),
            ("hello^\nworld", "hello^\nworld"),
        ] {
            assert_eq!(shape(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_flood_of_parentheses_is_refused_in_linear_time() {
        let (_, parsed) = parsed(&"(".repeat(10 << 20));
        assert_eq!(parsed.error.map(|problem| problem.message).as_deref(), Some(TOO_DEEP));
        let (_, parsed) = super::tests::parsed(&"if a==a ".repeat(1 << 17));
        assert!(parsed.error.is_some());
    }

    #[test]
    fn a_long_chain_needs_no_depth() {
        let (_, parsed) = parsed(&"a&".repeat(1 << 20));
        assert!(parsed.error.is_none());
    }
}
