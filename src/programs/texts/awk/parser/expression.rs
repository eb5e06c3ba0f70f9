//! awk's expressions, loosest first.

use super::{Expression, Parser};
use crate::programs::texts::awk::lexer::Token;

impl Parser {
    pub(super) fn expression(&mut self) -> Option<Expression> {
        self.deeper(Self::assignment)
    }

    fn assignment(&mut self) -> Option<Expression> {
        let left = self.conditional()?;
        let is_target = matches!(
            left,
            Expression::Variable(_) | Expression::Element(..) | Expression::Field(_)
        );
        if !is_target {
            return Some(left);
        }
        let operators = ["=", "+=", "-=", "*=", "/=", "%=", "^="];
        let Some(operator) = self.one_of(&operators) else { return Some(left) };
        self.lines();
        let right = self.expression()?;
        let operator = match operator {
            "+=" => "+",
            "-=" => "-",
            "*=" => "*",
            "/=" => "/",
            "%=" => "%",
            "^=" => "^",
            _ => "=",
        };
        Some(Expression::Assign(Box::new(left), operator, Box::new(right)))
    }

    fn conditional(&mut self) -> Option<Expression> {
        let condition = self.either()?;
        if !self.takes("?") {
            return Some(condition);
        }
        self.lines();
        let yes = self.expression()?;
        self.lines();
        self.expect(":")?;
        self.lines();
        let no = self.expression()?;
        Some(Expression::Conditional(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    fn either(&mut self) -> Option<Expression> {
        let mut left = self.both()?;
        let depth = self.depth;
        while self.takes("||") {
            self.longer()?;
            self.lines();
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        self.depth = depth;
        Some(left)
    }

    fn both(&mut self) -> Option<Expression> {
        let mut left = self.membership()?;
        let depth = self.depth;
        while self.takes("&&") {
            self.longer()?;
            self.lines();
            left = Expression::And(Box::new(left), Box::new(self.membership()?));
        }
        self.depth = depth;
        Some(left)
    }

    fn membership(&mut self) -> Option<Expression> {
        let mut left = self.matched()?;
        let depth = self.depth;
        while !self.heading && self.takes("in") {
            self.longer()?;
            let Some(Token::Name(array)) = self.peek().cloned() else { return None };
            self.at += 1;
            let keys = match left {
                Expression::In(list, array) if array.is_empty() => list,
                one => vec![one],
            };
            left = Expression::In(keys, array);
        }
        self.depth = depth;
        Some(left)
    }

    fn matched(&mut self) -> Option<Expression> {
        let mut left = self.compared()?;
        let depth = self.depth;
        while let Some(operator) = self.one_of(&["~", "!~"]) {
            self.longer()?;
            let right = self.compared()?;
            left = Expression::Matches(operator == "!~", Box::new(left), Box::new(right));
        }
        self.depth = depth;
        Some(left)
    }

    fn compared(&mut self) -> Option<Expression> {
        let left = self.joined()?;
        let operators: &[&'static str] = match self.printing {
            true => &["<=", ">=", "==", "!=", "<"],
            false => &["<=", ">=", "==", "!=", "<", ">"],
        };
        let Some(operator) = self.one_of(operators) else { return Some(left) };
        let right = self.joined()?;
        // `"cmd" | getline < file` and the like are refused by the tokens they need.
        Some(Expression::Binary(operator, Box::new(left), Box::new(right)))
    }

    fn joined(&mut self) -> Option<Expression> {
        let mut left = self.sum()?;
        let depth = self.depth;
        while self.begins_operand() {
            self.longer()?;
            left = Expression::Binary(" ", Box::new(left), Box::new(self.sum()?));
        }
        self.depth = depth;
        Some(left)
    }

    fn begins_operand(&self) -> bool {
        match self.peek() {
            Some(
                Token::Number(_)
                | Token::Text(_)
                | Token::Name(_)
                | Token::Call(_)
                | Token::Pattern(_),
            ) => true,
            Some(Token::Sign(sign)) => matches!(*sign, "$" | "!" | "(" | "-" | "+" | "++" | "--"),
            _ => false,
        }
    }

    fn sum(&mut self) -> Option<Expression> {
        let mut left = self.product()?;
        let depth = self.depth;
        while let Some(operator) = self.one_of(&["+", "-"]) {
            self.longer()?;
            left = Expression::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        self.depth = depth;
        Some(left)
    }

    fn product(&mut self) -> Option<Expression> {
        let mut left = self.unary()?;
        let depth = self.depth;
        while let Some(operator) = self.one_of(&["*", "/", "%"]) {
            self.longer()?;
            left = Expression::Binary(operator, Box::new(left), Box::new(self.unary()?));
        }
        self.depth = depth;
        Some(left)
    }

    fn unary(&mut self) -> Option<Expression> {
        if let Some(operator) = self.one_of(&["!", "-", "+"]) {
            let inner = self.deeper(Self::unary)?;
            // `! x ~ y` is read in two ways by awks.
            if operator == "!" && (self.is("~") || self.is("!~")) {
                return None;
            }
            return Some(Expression::Unary(operator, Box::new(inner)));
        }
        self.power()
    }

    fn power(&mut self) -> Option<Expression> {
        let base = self.stepped()?;
        if !self.takes("^") {
            return Some(base);
        }
        let exponent = if self.is("-") || self.is("+") || self.is("!") {
            self.deeper(Self::unary)?
        } else {
            self.deeper(Self::power)?
        };
        Some(Expression::Binary("^", Box::new(base), Box::new(exponent)))
    }

    fn stepped(&mut self) -> Option<Expression> {
        if let Some(operator) = self.one_of(&["++", "--"]) {
            let step = if operator == "++" { 1.0 } else { -1.0 };
            let target = self.primary()?;
            return Some(Expression::Step(true, step, Box::new(target)));
        }
        let target = self.primary()?;
        let is_target = matches!(
            target,
            Expression::Variable(_) | Expression::Element(..) | Expression::Field(_)
        );
        if is_target {
            if let Some(operator) = self.one_of(&["++", "--"]) {
                let step = if operator == "++" { 1.0 } else { -1.0 };
                return Some(Expression::Step(false, step, Box::new(target)));
            }
        }
        Some(target)
    }

    fn primary(&mut self) -> Option<Expression> {
        let token = self.peek()?.clone();
        self.at += 1;
        Some(match token {
            Token::Number(value) => Expression::Number(value),
            Token::Text(text) => Expression::Text(text.into()),
            Token::Pattern(text) => Expression::Pattern(text),
            Token::Name(name) => {
                if self.takes("[") {
                    return Some(Expression::Element(name, self.list("]")?));
                }
                // `length` alone is that of the record.
                if name == "length" {
                    return Some(Expression::Call(name, Vec::new()));
                }
                Expression::Variable(name)
            }
            Token::Call(name) => {
                self.expect("(")?;
                Expression::Call(name, self.list(")")?)
            }
            Token::Sign("$") => {
                let inner = match self.peek() {
                    Some(Token::Sign("-" | "+" | "!")) => self.deeper(Self::unary)?,
                    Some(Token::Sign("++" | "--")) => self.deeper(Self::stepped)?,
                    _ => self.deeper(Self::primary)?,
                };
                Expression::Field(Box::new(inner))
            }
            Token::Sign("(") => {
                let heading = std::mem::replace(&mut self.heading, false);
                let mut list = self.list(")")?;
                self.heading = heading;
                match list.len() {
                    1 => Expression::Group(Box::new(list.remove(0))),
                    0 => return None,
                    // A list: keys of `in`, or what `print` is given.
                    _ => Expression::In(list, String::new()),
                }
            }
            _ => return None,
        })
    }
}
