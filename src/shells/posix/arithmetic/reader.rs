//! The grammar of an expression.

use super::number::{Number, apply, literal, written};
use super::{Failure, Numbers, is_understood};

/// Binary operators by level, loosest first: those of C, with `**` above them all. Only zsh has `^^`, and binds
/// so with C_PRECEDENCES (zshoptions(1)).
const LEVELS: &[&[&str]] = &[
    &["||", "^^"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
];

/// zsh's own, where bits bind closer than powers (zshmisc(1), ARITHMETIC EVALUATION).
const ZSH: &[&[&str]] = &[
    &["||", "^^"],
    &["&&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
    &["|"],
    &["^"],
    &["&"],
    &["<<", ">>"],
];

pub(super) const ASSIGNMENTS: &[&str] = &[
    "=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^=", "**=", "&&=", "||=", "^^=",
];

/// How many of them only zsh has.
const ONLY_ZSH: usize = 4;

pub(super) struct Reader<'r> {
    pub(super) text: &'r [u8],
    pub(super) at: usize,
    numbers: &'r mut dyn Numbers,
    levels: &'static [&'static [&'static str]],
    depth: u32,
    /// In a branch that is not taken nothing is written.
    quiet: bool,
    /// A name that was read already, with where it begins and ends: its key is computed once.
    read: Option<(usize, usize, String)>,
    /// The variable that the operand just read is, as a whole.
    bare: Option<String>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(text: &'r str, numbers: &'r mut dyn Numbers) -> Result<Self, Failure> {
        // Without an operator the order of operators does not count.
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _.".contains(&byte));
        let levels = match (numbers.is_zsh(), numbers.binds_as_c()) {
            (false, _) | (true, Some(true)) => LEVELS,
            (true, Some(false)) => ZSH,
            (true, None) if plain => ZSH,
            (true, None) => return Err(Failure::Unknown),
        };
        let text = text.as_bytes();
        Ok(Self { text, at: 0, numbers, levels, depth: 0, quiet: false, read: None, bare: None })
    }
}

impl Reader<'_> {
    pub(super) fn blanks(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        self.blanks();
        let there = self.text[self.at..].starts_with(sign.as_bytes());
        if there {
            self.at += sign.len();
        }
        there
    }

    pub(super) fn comma(&mut self) -> Result<Number, Failure> {
        let mut value = self.assignment()?;
        while !self.numbers.is_plain() && self.take(",") {
            value = self.assignment()?;
            self.bare = None;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Result<Number, Failure> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let start = self.at;
        if let Some(name) = self.target()? {
            self.blanks();
            let rest = &self.text[self.at..];
            let known = match self.numbers.is_zsh() {
                true => ASSIGNMENTS,
                false => &ASSIGNMENTS[..ASSIGNMENTS.len() - ONLY_ZSH],
            };
            let sign = known
                .iter()
                .filter(|sign| rest.starts_with(sign.as_bytes()))
                .max_by_key(|s| s.len());
            if let Some(sign) = sign.filter(|sign| **sign != "=" || !rest.starts_with(b"==")) {
                self.at += sign.len();
                let operator = sign.strip_suffix('=').unwrap_or_default();
                // bash has read the variable by then (expr.c, `expassign`), the others have not.
                let early = match self.numbers.reads_early() && !operator.is_empty() {
                    true => Some(self.variable(&name)?),
                    false => None,
                };
                let right = self.assignment()?;
                let value = match (operator, early) {
                    // zsh 5.9 leaves a number there that is not the one it should be.
                    ("^^", _) => return Err(Failure::Unknown),
                    ("", _) => right,
                    (operator, Some(left)) => self.apply(operator, left, right)?,
                    (operator, None) => {
                        let left = self.variable(&name)?;
                        self.apply(operator, left, right)?
                    }
                };
                self.write(&name, value);
                self.bare = None;
                self.depth -= 1;
                return Ok(value);
            }
            self.read = Some((start, self.at, name));
        }
        self.at = start;
        let value = self.conditional();
        self.depth -= 1;
        value
    }

    fn conditional(&mut self) -> Result<Number, Failure> {
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let quiet = self.quiet;
        self.bare = None;
        self.quiet = quiet || !condition.is_true();
        let yes = self.comma()?;
        if !self.take(":") {
            return Err(Failure::Error);
        }
        self.quiet = quiet || condition.is_true();
        let no = self.assignment()?;
        self.quiet = quiet;
        self.bare = None;
        Ok(if condition.is_true() { yes } else { no })
    }

    fn binary(&mut self, level: usize) -> Result<Number, Failure> {
        let Some(operators) = self.levels.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        let mut late = self.bare.take();
        loop {
            self.blanks();
            let Some(operator) = self.operator(operators) else {
                self.bare = late;
                return Ok(left);
            };
            self.at += operator.len();
            let from = self.at;
            let quiet = self.quiet;
            let decided = match operator {
                "&&" => !left.is_true(),
                "||" => left.is_true(),
                _ => false,
            };
            self.quiet = quiet || decided;
            let right = match operator {
                "**" => self.power(level),
                _ => self.binary(level + 1),
            };
            let skipped = self.quiet && !quiet;
            self.quiet = quiet;
            self.bare = None;
            // zsh asks for a variable when the operator is applied (math.c, `getmnumber`).
            let late = late.take().filter(|_| !matches!(operator, "&&" | "||"));
            if let Some(name) = late.filter(|_| self.writes(from)) {
                left = self.variable(&name)?;
            }
            left = match (right, skipped) {
                (Ok(right), _) => self.apply(operator, left, right)?,
                (Err(_), true) => Number::of(left.is_true()),
                (Err(failure), false) => return Err(failure),
            };
        }
    }

    /// Whether what was read from there on may have written a variable, which only zsh sees on the left of it.
    fn writes(&self, from: usize) -> bool {
        let text = &self.text[from..self.at];
        let steps = text.windows(2).any(|two| matches!(two, b"++" | b"--"));
        self.numbers.is_zsh() && (steps || text.contains(&b'='))
    }

    /// Only zsh has numbers that are no integers.
    fn apply(&self, operator: &str, left: Number, right: Number) -> Result<Number, Failure> {
        match apply(operator, left, right)? {
            Number::Real(_) if !self.numbers.is_zsh() => Err(Failure::Error),
            number => Ok(number),
        }
    }

    /// The operator of this level that stands here, unless it is the start of a longer one.
    fn operator(&self, operators: &[&'static str]) -> Option<&'static str> {
        let rest = &self.text[self.at..];
        let found =
            operators.iter().copied().find(|operator| rest.starts_with(operator.as_bytes()))?;
        let next = rest.get(found.len()).copied();
        let longer = match found {
            "|" | "&" | "<" | ">" | "*" => next == Some(found.as_bytes()[0]),
            "^" => next == Some(b'^') && self.numbers.is_zsh(),
            "**" => self.numbers.is_plain(),
            "^^" => !self.numbers.is_zsh(),
            _ => false,
        };
        let assigns = next == Some(b'=')
            && !matches!(found, "==" | "!=" | "<=" | ">=" | "<" | ">" | "||" | "&&" | "^^");
        (!longer && !assigns).then_some(found)
    }

    /// What stands to the right of `**`, which may be another one.
    fn power(&mut self, level: usize) -> Result<Number, Failure> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let exponent = self.binary(level)?;
        self.depth -= 1;
        Ok(exponent)
    }

    fn unary(&mut self) -> Result<Number, Failure> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let value = self.unary_inner();
        self.depth -= 1;
        value
    }

    fn unary_inner(&mut self) -> Result<Number, Failure> {
        self.blanks();
        for (sign, step) in [("++", 1), ("--", -1)] {
            let start = self.at;
            if !self.numbers.is_plain() && self.take(sign) {
                if let Some(name) = self.target()? {
                    let value = self.variable(&name)?.plus(step);
                    self.write(&name, value);
                    return Ok(value);
                }
                self.at = start;
            }
        }
        match self.text.get(self.at) {
            Some(b'-') => self.signed(Number::negated),
            Some(b'+') => self.signed(|value| value),
            Some(b'!') => self.signed(|value| Number::of(!value.is_true())),
            Some(b'~') => self.signed(|value| Number::Whole(!value.cut())),
            Some(b'(') => {
                self.at += 1;
                let value = self.comma()?;
                if self.take(")") { Ok(value) } else { Err(Failure::Error) }
            }
            Some(byte) if byte.is_ascii_digit() => self.number(),
            Some(b'.') if self.numbers.is_zsh() => self.number(),
            _ => self.postfix(),
        }
    }

    fn signed(&mut self, change: impl Fn(Number) -> Number) -> Result<Number, Failure> {
        self.at += 1;
        let value = self.unary().map(change);
        self.bare = None;
        value
    }

    fn postfix(&mut self) -> Result<Number, Failure> {
        let name = self.target()?.ok_or(Failure::Error)?;
        let value = self.variable(&name)?;
        for (sign, step) in [("++", 1), ("--", -1)] {
            if !self.numbers.is_plain() && self.take(sign) {
                self.write(&name, value.plus(step));
                return Ok(value);
            }
        }
        self.bare = Some(name);
        Ok(value)
    }

    /// A name, or an element with its key computed.
    fn target(&mut self) -> Result<Option<String>, Failure> {
        if let Some((_, end, name)) = self.read.take_if(|(start, ..)| *start == self.at) {
            self.at = end;
            return Ok(Some(name));
        }
        let Some(name) = self.name() else { return Ok(None) };
        if self.text.get(self.at) != Some(&b'[') {
            return Ok(Some(name));
        }
        let from = self.at + 1;
        let mut open = 0_usize;
        let end = self.text[from..].iter().position(|byte| {
            match byte {
                b'[' => open += 1,
                b']' if open == 0 => return true,
                b']' => open -= 1,
                _ => {}
            }
            false
        });
        let end = from + end.ok_or(Failure::Unknown)?;
        let key = std::str::from_utf8(&self.text[from..end]).map_err(|_| Failure::Unknown)?;
        self.at = end + 1;
        if self.numbers.is_map(&name) {
            return Ok(Some(format!("{name}[{key}]")));
        }
        if self.depth > 40 {
            return Err(Failure::Unknown);
        }
        let wrong = if is_understood(key) { Failure::Index } else { Failure::Unknown };
        let mut inner = self.inner(key.as_bytes());
        let number = inner.comma().map_err(|failure| match failure {
            Failure::Error => wrong,
            other => other,
        })?;
        inner.blanks();
        let number = number.cut();
        match inner.at == inner.text.len() {
            true => Ok(Some(format!("{name}[{number}]"))),
            false => Err(wrong),
        }
    }

    /// A reader of a text inside, a key or the text of a variable.
    fn inner<'i>(&'i mut self, text: &'i [u8]) -> Reader<'i> {
        Reader {
            text,
            at: 0,
            numbers: &mut *self.numbers,
            levels: self.levels,
            depth: self.depth + 5,
            quiet: self.quiet,
            read: None,
            bare: None,
        }
    }

    fn name(&mut self) -> Option<String> {
        self.blanks();
        let rest = std::str::from_utf8(&self.text[self.at..]).ok()?;
        let len = crate::shells::posix::parser::name_len(rest);
        self.at += len;
        (len > 0).then(|| rest[..len].to_owned())
    }

    fn write(&mut self, name: &str, value: Number) {
        if !self.quiet {
            self.numbers.set(name, value);
        }
    }

    fn variable(&mut self, name: &str) -> Result<Number, Failure> {
        if !self.quiet && self.numbers.must_be_set(name) {
            return Err(Failure::Unset);
        }
        let text = self.numbers.get(name).ok_or(Failure::Unknown)?;
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Number::ZERO);
        }
        // A variable's text is an expression of its own; a plain number is by far the usual case.
        match literal(trimmed, self.numbers.octal()) {
            Some(number) => Ok(Number::Whole(number)),
            None if self.depth < 20 => {
                let mut inner = self.inner(trimmed.as_bytes());
                let value = inner.comma()?;
                inner.blanks();
                if inner.at == inner.text.len() { Ok(value) } else { Err(Failure::Error) }
            }
            None => Err(Failure::Unknown),
        }
    }

    fn number(&mut self) -> Result<Number, Failure> {
        let start = self.at;
        let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'@');
        while self.text.get(self.at).is_some_and(digit) {
            self.at += 1;
        }
        if self.numbers.is_zsh() {
            if let Some((number, length)) = written(&self.text[start..]) {
                self.at = start + length;
                return Ok(Number::Real(number));
            }
        }
        if self.text.get(self.at) == Some(&b'.') {
            return Err(Failure::Unknown);
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).map_err(|_| Failure::Error)?;
        // zsh takes underscores between digits (zshmisc(1), ARITHMETIC EVALUATION).
        let grouped = self.numbers.is_zsh() && !text.contains('#');
        let plain = if grouped { text.replace('_', "") } else { text.to_owned() };
        literal(&plain, self.numbers.octal()).map(Number::Whole).ok_or(Failure::Error)
    }
}
