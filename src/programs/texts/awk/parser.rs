//! awk's grammar (POSIX awk, "Grammar").

mod expression;

use std::rc::Rc;

use super::lexer::{Token, tokens};

/// An expression.
#[derive(Debug)]
pub(super) enum Expression {
    Number(f64),
    Text(Rc<str>),
    /// A pattern on its own is matched with the record.
    Pattern(String),
    Variable(String),
    Element(String, Vec<Expression>),
    Field(Box<Expression>),
    Unary(&'static str, Box<Expression>),
    Binary(&'static str, Box<Expression>, Box<Expression>),
    /// `~`, and `!~` where it is negated.
    Matches(bool, Box<Expression>, Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Conditional(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Target, operator (`=` or `+` of `+=`), value.
    Assign(Box<Expression>, &'static str, Box<Expression>),
    /// Whether it comes before, the step, the target.
    Step(bool, f64, Box<Expression>),
    In(Vec<Expression>, String),
    Call(String, Vec<Expression>),
    Group(Box<Expression>),
}

/// A statement.
#[derive(Debug)]
pub(super) enum Statement {
    Expression(Expression),
    Print(Vec<Expression>),
    Printf(Vec<Expression>),
    If(Expression, Vec<Statement>, Vec<Statement>),
    While(Expression, Vec<Statement>),
    Do(Vec<Statement>, Expression),
    For(Option<Box<Statement>>, Option<Expression>, Option<Box<Statement>>, Vec<Statement>),
    Each(String, String, Vec<Statement>),
    Next,
    Exit(Option<Expression>),
    Break,
    Continue,
    Return(Option<Expression>),
    Delete(String, Option<Vec<Expression>>),
}

/// When an action is taken.
#[derive(Debug)]
pub(super) enum When {
    Begin,
    End,
    Always,
    If(Expression),
    Range(Expression, Expression),
}

/// A function of the program.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<String>,
    pub(super) body: Vec<Statement>,
}

/// A program.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) rules: Vec<(When, Option<Vec<Statement>>)>,
    pub(super) functions: Vec<Function>,
}

/// Expressions nested deeper are not followed.
const DEEPEST: usize = 200;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    /// Whether `>` is a redirection and `in` belongs to a `for`.
    printing: bool,
    heading: bool,
    depth: usize,
}

/// Reads a program; `None` where it is not one, or uses what is not followed.
pub(super) fn parse(text: &str) -> Option<Program> {
    let mut parser =
        Parser { tokens: tokens(text)?, at: 0, printing: false, heading: false, depth: 0 };
    let mut program = Program::default();
    loop {
        parser.separators();
        if parser.at >= parser.tokens.len() {
            return Some(program);
        }
        parser.item(&mut program)?;
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(known) | Token::Word(known)) if *known == sign)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let there = self.is(sign);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Option<()> {
        self.takes(sign).then_some(())
    }

    fn one_of(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let found = signs.iter().find(|sign| self.is(sign))?;
        self.at += 1;
        Some(found)
    }

    fn lines(&mut self) {
        while self.peek() == Some(&Token::Line) {
            self.at += 1;
        }
    }

    fn separators(&mut self) {
        while self.peek() == Some(&Token::Line) || self.is(";") {
            self.at += 1;
        }
    }

    fn item(&mut self, program: &mut Program) -> Option<()> {
        if self.takes("function") {
            let function = self.function()?;
            program.functions.push(function);
            return Some(());
        }
        let when = if self.takes("BEGIN") {
            When::Begin
        } else if self.takes("END") {
            When::End
        } else if self.is("{") {
            When::Always
        } else {
            let first = self.expression()?;
            if self.takes(",") {
                self.lines();
                When::Range(first, self.expression()?)
            } else {
                When::If(first)
            }
        };
        let action = if self.is("{") { Some(self.block()?) } else { None };
        if action.is_none() && matches!(when, When::Begin | When::End) {
            return None;
        }
        program.rules.push((when, action));
        Some(())
    }

    fn function(&mut self) -> Option<Function> {
        let name = match self.peek()?.clone() {
            Token::Name(name) | Token::Call(name) => name,
            _ => return None,
        };
        self.at += 1;
        self.expect("(")?;
        let mut parameters = Vec::new();
        while let Some(Token::Name(name)) = self.peek().cloned() {
            self.at += 1;
            parameters.push(name);
            if !self.takes(",") {
                break;
            }
            self.lines();
        }
        self.expect(")")?;
        self.lines();
        Some(Function { name, parameters, body: self.block()? })
    }

    fn block(&mut self) -> Option<Vec<Statement>> {
        self.expect("{")?;
        let mut body = Vec::new();
        loop {
            self.separators();
            if self.takes("}") {
                return Some(body);
            }
            body.push(self.statement()?);
        }
    }

    /// A block or one statement.
    fn body(&mut self) -> Option<Vec<Statement>> {
        self.lines();
        if self.is("{") {
            return self.block();
        }
        if self.takes(";") {
            return Some(Vec::new());
        }
        self.statement().map(|one| vec![one])
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let value = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        value
    }

    /// One more operand stands around all that come before it.
    fn longer(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    fn statement(&mut self) -> Option<Statement> {
        self.deeper(Self::statement_here)
    }

    fn statement_here(&mut self) -> Option<Statement> {
        if self.takes("if") {
            return self.branch();
        }
        if self.takes("while") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            return Some(Statement::While(condition, self.body()?));
        }
        if self.takes("for") {
            return self.loop_head();
        }
        if self.takes("do") {
            let body = self.body()?;
            self.separators();
            self.expect("while")?;
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            self.ends()?;
            return Some(Statement::Do(body, condition));
        }
        if self.is("{") {
            let body = self.block()?;
            return Some(Statement::If(Expression::Number(1.0), body, Vec::new()));
        }
        let one = self.simple()?;
        self.ends()?;
        Some(one)
    }

    /// A statement ends at a line, a semicolon, or before a brace.
    fn ends(&mut self) -> Option<()> {
        let line = self.peek() == Some(&Token::Line);
        self.at += usize::from(line);
        (line || self.takes(";") || self.is("}")).then_some(())
    }

    fn branch(&mut self) -> Option<Statement> {
        self.expect("(")?;
        let condition = self.expression()?;
        self.expect(")")?;
        let yes = self.body()?;
        let before = self.at;
        self.separators();
        if self.takes("else") {
            return Some(Statement::If(condition, yes, self.body()?));
        }
        self.at = before;
        Some(Statement::If(condition, yes, Vec::new()))
    }

    fn loop_head(&mut self) -> Option<Statement> {
        self.expect("(")?;
        if let [Token::Name(name), Token::Word("in"), Token::Name(array), Token::Sign(")")] =
            self.tokens.get(self.at..self.at + 4)?
        {
            let (name, array) = (name.clone(), array.clone());
            self.at += 4;
            return Some(Statement::Each(name, array, self.body()?));
        }
        let first = if self.is(";") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(";")?;
        self.lines();
        let condition = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        self.lines();
        let step = if self.is(")") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(")")?;
        Some(Statement::For(first, condition, step, self.body()?))
    }

    fn simple(&mut self) -> Option<Statement> {
        let word = match self.peek()? {
            Token::Word(word) => *word,
            _ => return self.expression().map(Statement::Expression),
        };
        self.at += 1;
        let over = |this: &Self| {
            matches!(this.peek(), Some(Token::Line) | None) || this.is(";") || this.is("}")
        };
        Some(match word {
            "print" | "printf" => {
                let arguments = if over(self) { Vec::new() } else { self.printed()? };
                if self.is(">") || self.is(">>") || self.is("|") {
                    return None;
                }
                match (word, arguments.is_empty()) {
                    ("print", _) => Statement::Print(arguments),
                    (_, false) => Statement::Printf(arguments),
                    _ => return None,
                }
            }
            "next" => Statement::Next,
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "exit" | "return" => {
                let value = if over(self) { None } else { Some(self.expression()?) };
                if word == "exit" { Statement::Exit(value) } else { Statement::Return(value) }
            }
            "delete" => {
                let Some(Token::Name(name)) = self.peek().cloned() else { return None };
                self.at += 1;
                let keys = if self.takes("[") { Some(self.list("]")?) } else { None };
                Statement::Delete(name, keys)
            }
            _ => return None,
        })
    }

    fn printed(&mut self) -> Option<Vec<Expression>> {
        let outer = std::mem::replace(&mut self.printing, true);
        let mut all = vec![self.expression()?];
        while self.takes(",") {
            self.lines();
            all.push(self.expression()?);
        }
        self.printing = outer;
        // `print (a, b)`: the parentheses hold the list.
        if let [Expression::In(list, array)] = all.as_mut_slice() {
            if array.is_empty() {
                return Some(std::mem::take(list));
            }
        }
        Some(all)
    }

    fn list(&mut self, end: &str) -> Option<Vec<Expression>> {
        let outer = std::mem::replace(&mut self.printing, false);
        let mut all = Vec::new();
        self.lines();
        if !self.takes(end) {
            loop {
                all.push(self.expression()?);
                self.lines();
                if self.takes(end) {
                    break;
                }
                self.expect(",")?;
                self.lines();
            }
        }
        self.printing = outer;
        Some(all)
    }
}
