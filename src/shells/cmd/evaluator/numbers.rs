//! `set /a`: 32-bit arithmetic (`set /?`; Wine's tests have the corner cases).

use std::rc::Rc;

use nom::Parser as _;
use nom::bytes::complete::take_while;

use crate::value::Unknown;

/// A number, or why it is not known.
pub type Number = Result<i32, Rc<Unknown>>;

/// How deep parentheses and unary signs may nest.
const DEEPEST: u32 = 100;

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Division by zero.
    Zero,
    /// A parenthesis without its other half.
    Parentheses,
    /// Nothing stands where a number should.
    Operand,
    /// Something stands where an operator should.
    Operator,
    /// A digit that its base has not.
    Number,
    /// A number of more than 32 bits.
    TooLarge,
    /// Nested deeper than envsim follows.
    TooDeep,
}

impl Fault {
    /// What cmd says.
    pub fn message(self) -> &'static str {
        match self {
            Self::Zero => "Divide by zero error.",
            Self::Parentheses => "Unbalanced parenthesis.",
            Self::Operand => "Missing operand.",
            Self::Operator => "Missing operator.",
            Self::Number => {
                "Invalid number.  Numeric constants are either decimal (17), hexadecimal (0x11), or octal (021)."
            }
            Self::TooLarge => "Invalid number.  Numbers are limited to 32-bits of precision.",
            Self::TooDeep => "nested deeper than envsim follows",
        }
    }

    /// The code it leaves, from 0x400023CC on (ReactOS' tests, asserted on Windows).
    pub fn code(self) -> Option<i32> {
        let number = match self {
            Self::Parentheses => 0,
            Self::Operand => 1,
            Self::Operator => 2,
            Self::Number => 3,
            Self::TooLarge => 4,
            Self::Zero => 5,
            Self::TooDeep => return None,
        };
        Some(0x4000_23cc + number)
    }
}

/// What an expression does.
pub struct Outcome {
    /// Variables written, in order.
    pub writes: Vec<(String, Number)>,
    /// The value of the last part.
    pub result: Result<Number, Fault>,
}

/// Calculates; `read` gives the number a variable counts.
pub fn calculate(text: &str, read: &mut dyn FnMut(&str) -> Number) -> Outcome {
    let mut machine = Calculator { rest: text, writes: Vec::new(), read, depth: 0 };
    let result = machine.list().and_then(|number| match machine.rest.trim().is_empty() {
        true => Ok(number),
        false if machine.rest.trim_start().starts_with(')') => Err(Fault::Parentheses),
        false => Err(Fault::Operator),
    });
    Outcome { writes: machine.writes, result }
}

/// The number at the start of a variable's text; 0 if there is none.
pub fn leading(text: &str) -> i32 {
    let trimmed = text.trim_start_matches([' ', '\t']);
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let (radix, digits) = radix(digits);
    let end = digits.find(|letter: char| !letter.is_digit(radix)).unwrap_or(digits.len());
    let number = digits[..end].chars().fold(0_i64, |sum, digit| {
        (sum * i64::from(radix) + i64::from(digit.to_digit(radix).unwrap_or(0))).min(1 << 32)
    });
    let number = if negative { -number } else { number };
    number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// Whether a variable's text begins as an octal number and goes on with 8 or 9. Wine reads what stands before it
/// (0 of `09`); batch files that are tested on Windows count on 9.
pub fn is_odd_octal(text: &str) -> bool {
    let digits = text.trim_start_matches([' ', '\t', '-', '+']);
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits.starts_with('0') && digits[..end].contains(['8', '9'])
}

fn radix(digits: &str) -> (u32, &str) {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'0'..=b'9', ..] => (8, &digits[1..]),
        _ => (10, digits),
    }
}

/// The names left of assignment operators, where the rest of the expression is not known.
pub fn assigned_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices('=') {
        let before = text[..at].trim_end_matches(|letter: char| "+-*/%&^|<> ".contains(letter));
        let start = before
            .rfind(|letter: char| !is_name(letter))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        if start < before.len() {
            names.push(before[start..].to_owned());
        }
    }
    names
}

fn is_name(letter: char) -> bool {
    !letter.is_whitespace() && !"+-*/%&^|<>=!~(),;".contains(letter)
}

struct Calculator<'c, 'r> {
    rest: &'c str,
    writes: Vec<(String, Number)>,
    read: &'r mut dyn FnMut(&str) -> Number,
    depth: u32,
}

/// Binary operators, loosest first (`set /?`).
const LEVELS: &[&[&str]] = &[&["|"], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "%"]];

impl<'c> Calculator<'c, '_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn list(&mut self) -> Result<Number, Fault> {
        let mut number = self.assignment()?;
        loop {
            self.skip();
            let Some(rest) = self.rest.strip_prefix(',') else { return Ok(number) };
            self.rest = rest;
            number = self.assignment()?;
        }
    }

    /// `name op= …`, right to left.
    fn assignment(&mut self) -> Result<Number, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::TooDeep);
        }
        self.skip();
        let before = self.rest;
        let number = match self.name() {
            Some(name) => match self.assignment_operator() {
                Some(operator) => self.assigned(name, operator)?,
                None => {
                    self.rest = before;
                    self.binary(0)?
                }
            },
            None => self.binary(0)?,
        };
        self.depth -= 1;
        Ok(number)
    }

    fn assigned(&mut self, name: &str, operator: &'static str) -> Result<Number, Fault> {
        let right = self.assignment()?;
        let number = match operator {
            "" => right,
            _ => {
                let left = self.value_of(name);
                apply(operator, left, right)?
            }
        };
        self.writes.push((name.to_owned(), number.clone()));
        Ok(number)
    }

    /// The variable's number; an assignment before it in the same expression counts.
    fn value_of(&mut self, name: &str) -> Number {
        let same =
            |(written, _): &&(String, Number)| crate::machine::path::same_name(written, name);
        match self.writes.iter().rev().find(same) {
            Some((_, number)) => number.clone(),
            None => (self.read)(name),
        }
    }

    /// A variable's name: anything that is no operator and does not begin with a digit.
    fn name(&mut self) -> Option<&'c str> {
        self.skip();
        if self.rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let (rest, name) = take_while::<_, _, ()>(is_name).parse(self.rest).ok()?;
        if name.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(name)
    }

    /// `=`, `+=`, `<<=`…; blanks may stand inside.
    fn assignment_operator(&mut self) -> Option<&'static str> {
        let before = self.rest;
        let operators = ["", "*", "/", "%", "+", "-", "&", "^", "|", "<<", ">>"];
        for operator in operators {
            self.rest = before;
            if self.take(operator) && self.take("=") {
                return Some(operator);
            }
        }
        self.rest = before;
        None
    }

    /// Takes an operator whose characters may stand apart.
    fn take(&mut self, operator: &str) -> bool {
        let before = self.rest;
        for letter in operator.chars() {
            self.skip();
            match self.rest.strip_prefix(letter) {
                Some(rest) => self.rest = rest,
                None => {
                    self.rest = before;
                    return false;
                }
            }
        }
        true
    }

    fn binary(&mut self, level: usize) -> Result<Number, Fault> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        'more: loop {
            for operator in *operators {
                if self.take(operator) {
                    let right = self.binary(level + 1)?;
                    left = apply(operator, left, right)?;
                    continue 'more;
                }
            }
            return Ok(left);
        }
    }

    fn unary(&mut self) -> Result<Number, Fault> {
        let mut signs = Vec::new();
        loop {
            self.skip();
            match self.rest.chars().next() {
                Some(sign @ ('-' | '+' | '~' | '!')) => {
                    signs.push(sign);
                    self.rest = &self.rest[1..];
                }
                _ => break,
            }
        }
        let mut number = self.primary()?;
        for sign in signs.into_iter().rev() {
            number = number.map(|number| match sign {
                '-' => number.wrapping_neg(),
                '~' => !number,
                '!' => i32::from(number == 0),
                _ => number,
            });
        }
        Ok(number)
    }

    fn primary(&mut self) -> Result<Number, Fault> {
        self.skip();
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let number = self.list()?;
            self.skip();
            self.rest = self.rest.strip_prefix(')').ok_or(Fault::Parentheses)?;
            return Ok(number);
        }
        if self.rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            return self.literal();
        }
        let name = self.name().ok_or(Fault::Operand)?;
        Ok(self.value_of(name))
    }

    fn literal(&mut self) -> Result<Number, Fault> {
        let end = self.rest.find(|letter: char| !letter.is_ascii_alphanumeric());
        let word = &self.rest[..end.unwrap_or(self.rest.len())];
        let (radix, digits) = radix(word);
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Err(Fault::Number);
        }
        let number = i64::from_str_radix(digits, radix).map_err(|_| Fault::TooLarge)?;
        let number = i32::try_from(number).map_err(|_| Fault::TooLarge)?;
        self.rest = &self.rest[word.len()..];
        Ok(Ok(number))
    }
}

fn apply(operator: &str, left: Number, right: Number) -> Result<Number, Fault> {
    if matches!(operator, "/" | "%") && right == Ok(0) {
        return Err(Fault::Zero);
    }
    let (left, right) = match (left, right) {
        (Ok(left), Ok(right)) => (left, right),
        (Err(unknown), _) | (_, Err(unknown)) => return Ok(Err(unknown)),
    };
    let shift = |by: i32| u32::try_from(by).ok().filter(|by| *by < 32);
    Ok(Ok(match operator {
        "*" => left.wrapping_mul(right),
        "/" => left.wrapping_div(right),
        "%" => left.wrapping_rem(right),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "<<" => shift(right).map_or(0, |by| left << by),
        ">>" => shift(right).map_or(if left < 0 { -1 } else { 0 }, |by| left >> by),
        "&" => left & right,
        "^" => left ^ right,
        _ => left | right,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_wine() {
        for (text, expected) in [
            ("13/3", 4),
            ("-13/3", -4),
            ("-5%-3", -2),
            ("5%-3", 2),
            ("1<<-2", 0),
            ("9>>-2", 0),
            ("-9>>-2", -1),
            ("-9>>2", -3),
            ("015+2", 15),
            ("0xF+3", 18),
            ("3,8+3,0", 0),
            ("3---3", 0),
            ("!~1", 0),
            ("~!1", -1),
            ("-~1", 2),
            ("4+2*3", 10),
            ("(4+2)*3", 18),
            ("1 +-2", -1),
            ("1 --2", 3),
            ("9 > > 2", 2),
            ("n+1", 8),
            ("2147483647+1", -2147483648),
        ] {
            let outcome = calculate(text, &mut |name| Ok(if name == "n" { 7 } else { 0 }));
            assert_eq!(outcome.result, Ok(Ok(expected)), "{text}");
        }
        for (text, fault) in [
            ("1/0", Fault::Zero),
            ("6 7", Fault::Operator),
            ("7$3", Fault::Operator),
            ("5*", Fault::Operand),
            ("", Fault::Operand),
            ("(2+1", Fault::Parentheses),
            ("0xdeadbeeg", Fault::Number),
            ("09", Fault::Number),
            ("999999999999999999999999", Fault::TooLarge),
            ("-2147483648-1", Fault::TooLarge),
        ] {
            assert_eq!(calculate(text, &mut |_| Ok(0)).result, Err(fault), "{text}");
        }
    }

    #[test]
    fn assignments_bind_tighter_than_commas_and_go_right_to_left() {
        let written = |text: &str| {
            let outcome = calculate(text, &mut |_| Ok(0));
            let all = outcome.writes.into_iter();
            all.map(|(name, number)| (name, number.unwrap_or(-1))).collect::<Vec<_>>()
        };
        assert_eq!(written("v=3,8+3,0"), [("v".to_owned(), 3)]);
        let all = [("Y".to_owned(), 3), ("X".to_owned(), 3), ("Y".to_owned(), 4)];
        assert_eq!(written("X=Y=3,Y+    =1"), all);
        assert_eq!(assigned_names("x+=\u{FDD0},y = 2"), ["x", "y"]);
    }
}
