//! `$(( … ))` (POSIX 2.6.4, bash(1) ARITHMETIC EVALUATION): 64-bit integers.

/// What an expression needs of the shell.
pub trait Numbers {
    /// The text of a variable, or of an element (`name[key]`); empty if it is not set, `None` if it is not known.
    fn get(&self, name: &str) -> Option<String>;
    /// Whether the keys of its elements are texts.
    fn is_map(&self, name: &str) -> bool;
    /// Writes a variable or an element.
    fn set(&mut self, name: &str, value: i64);
    /// Whether a leading zero means octal (not in zsh).
    fn octal(&self) -> bool;
    /// Whether it has no more than POSIX asks for: no comma, no steps behind a name (dash).
    fn is_plain(&self) -> bool {
        false
    }
    /// Whether `a += …` reads `a` before what is behind it is computed (bash).
    fn reads_early(&self) -> bool {
        false
    }
    /// Whether underscores may stand between digits (zsh).
    fn groups_digits(&self) -> bool {
        false
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The shell reports an error.
    Error,
    /// A variable is not known, or envsim does not follow the expression.
    Unknown,
}

/// The value of an expression.
///
/// # Errors
/// When the shell would report an error, or a part is not known.
pub fn evaluate(text: &str, numbers: &mut dyn Numbers) -> Result<i64, Failure> {
    let mut reader = Reader { text: text.as_bytes(), at: 0, numbers, depth: 0, quiet: false };
    reader.blanks();
    if reader.at == reader.text.len() {
        return Ok(0);
    }
    let value = reader.comma()?;
    reader.blanks();
    if reader.at == reader.text.len() { Ok(value) } else { Err(Failure::Error) }
}

/// Whether every sign of an expression has a meaning here: only then is what cannot be read the shell's error.
pub fn is_understood(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_ \t\n+-*/%<>=!&|^~?:,()".contains(&byte))
        && !text.contains("^^")
}

/// The names that an expression writes, whether or not its number is known.
pub fn assigned_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let len = super::parser::name_len(&text[at..]);
        if len == 0 {
            at += letter.len_utf8();
            continue;
        }
        let (before, after) = (text[..at].trim_end(), text[at + len..].trim_start());
        let steps = |text: &str| text.starts_with("++") || text.starts_with("--");
        let assigns = ASSIGNMENTS.iter().any(|sign| after.starts_with(sign));
        if (assigns && !after.starts_with("=="))
            || steps(after)
            || before.ends_with("++")
            || before.ends_with("--")
        {
            names.push(text[at..at + len].to_owned());
        }
        at += len;
    }
    names
}

struct Reader<'r> {
    text: &'r [u8],
    at: usize,
    numbers: &'r mut dyn Numbers,
    depth: u32,
    /// In a branch that is not taken nothing is written.
    quiet: bool,
}

/// Binary operators by level, loosest first.
const LEVELS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNMENTS: &[&str] = &["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^="];

impl Reader<'_> {
    fn blanks(&mut self) {
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

    fn comma(&mut self) -> Result<i64, Failure> {
        let mut value = self.assignment()?;
        while !self.numbers.is_plain() && self.take(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Result<i64, Failure> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let start = self.at;
        if let Some(name) = self.target()? {
            self.blanks();
            let rest = &self.text[self.at..];
            let sign = ASSIGNMENTS
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
                    ("", _) => right,
                    (operator, Some(left)) => apply(operator, left, right)?,
                    (operator, None) => apply(operator, self.variable(&name)?, right)?,
                };
                self.write(&name, value);
                self.depth -= 1;
                return Ok(value);
            }
        }
        self.at = start;
        let value = self.conditional();
        self.depth -= 1;
        value
    }

    fn conditional(&mut self) -> Result<i64, Failure> {
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let quiet = self.quiet;
        self.quiet = quiet || condition == 0;
        let yes = self.comma()?;
        if !self.take(":") {
            return Err(Failure::Error);
        }
        self.quiet = quiet || condition != 0;
        let no = self.assignment()?;
        self.quiet = quiet;
        Ok(if condition != 0 { yes } else { no })
    }

    fn binary(&mut self, level: usize) -> Result<i64, Failure> {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.blanks();
            let Some(operator) = self.operator(operators) else { return Ok(left) };
            self.at += operator.len();
            let quiet = self.quiet;
            self.quiet =
                quiet || (operator == "&&" && left == 0) || (operator == "||" && left != 0);
            let right = self.binary(level + 1);
            let skipped = self.quiet && !quiet;
            self.quiet = quiet;
            left = match (right, skipped) {
                (Ok(right), _) => apply(operator, left, right)?,
                (Err(_), true) => i64::from(left != 0),
                (Err(failure), false) => return Err(failure),
            };
        }
    }

    /// The operator of this level that stands here, unless it is the start of a longer one.
    fn operator(&self, operators: &[&'static str]) -> Option<&'static str> {
        let rest = &self.text[self.at..];
        let found =
            operators.iter().copied().find(|operator| rest.starts_with(operator.as_bytes()))?;
        let next = rest.get(found.len()).copied();
        let longer = match found {
            "|" | "&" => next == Some(found.as_bytes()[0]),
            "<" | ">" => next == Some(found.as_bytes()[0]),
            "*" => next == Some(b'*'),
            _ => false,
        };
        let assigns = next == Some(b'=')
            && !matches!(found, "==" | "!=" | "<=" | ">=" | "<" | ">" | "||" | "&&");
        (!longer && !assigns).then_some(found)
    }

    fn power(&mut self) -> Result<i64, Failure> {
        let base = self.unary()?;
        if self.numbers.is_plain() || !self.take("**") {
            return Ok(base);
        }
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let exponent = self.power()?;
        self.depth -= 1;
        let exponent = u32::try_from(exponent).map_err(|_| Failure::Error)?;
        Ok(base.wrapping_pow(exponent))
    }

    fn unary(&mut self) -> Result<i64, Failure> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Failure::Unknown);
        }
        let value = self.unary_inner();
        self.depth -= 1;
        value
    }

    fn unary_inner(&mut self) -> Result<i64, Failure> {
        self.blanks();
        for (sign, step) in [("++", 1), ("--", -1)] {
            let start = self.at;
            if !self.numbers.is_plain() && self.take(sign) {
                if let Some(name) = self.target()? {
                    let value = self.variable(&name)?.wrapping_add(step);
                    self.write(&name, value);
                    return Ok(value);
                }
                self.at = start;
            }
        }
        match self.text.get(self.at) {
            Some(b'-') => self.signed(|value| value.wrapping_neg()),
            Some(b'+') => self.signed(|value| value),
            Some(b'!') => self.signed(|value| i64::from(value == 0)),
            Some(b'~') => self.signed(|value| !value),
            Some(b'(') => {
                self.at += 1;
                let value = self.comma()?;
                if self.take(")") { Ok(value) } else { Err(Failure::Error) }
            }
            Some(byte) if byte.is_ascii_digit() => self.number(),
            _ => self.postfix(),
        }
    }

    fn signed(&mut self, change: impl Fn(i64) -> i64) -> Result<i64, Failure> {
        self.at += 1;
        self.unary().map(change)
    }

    fn postfix(&mut self) -> Result<i64, Failure> {
        let name = self.target()?.ok_or(Failure::Error)?;
        let value = self.variable(&name)?;
        for (sign, step) in [("++", 1), ("--", -1)] {
            if !self.numbers.is_plain() && self.take(sign) {
                self.write(&name, value.wrapping_add(step));
            }
        }
        Ok(value)
    }

    /// A name, or an element with its key computed.
    fn target(&mut self) -> Result<Option<String>, Failure> {
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
        let mut inner = Reader {
            text: key.as_bytes(),
            at: 0,
            numbers: &mut *self.numbers,
            depth: self.depth + 5,
            quiet: self.quiet,
        };
        let number = inner.comma().map_err(|_| Failure::Unknown)?;
        inner.blanks();
        match inner.at == inner.text.len() {
            true => Ok(Some(format!("{name}[{number}]"))),
            false => Err(Failure::Unknown),
        }
    }

    fn name(&mut self) -> Option<String> {
        self.blanks();
        let rest = std::str::from_utf8(&self.text[self.at..]).ok()?;
        let len = super::parser::name_len(rest);
        self.at += len;
        (len > 0).then(|| rest[..len].to_owned())
    }

    fn write(&mut self, name: &str, value: i64) {
        if !self.quiet {
            self.numbers.set(name, value);
        }
    }

    fn variable(&mut self, name: &str) -> Result<i64, Failure> {
        let text = self.numbers.get(name).ok_or(Failure::Unknown)?;
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(0);
        }
        // A variable's text is an expression of its own; a plain number is by far the usual case.
        match literal(trimmed, self.numbers.octal()) {
            Some(number) => Ok(number),
            None if self.depth < 20 => {
                let depth = self.depth + 5;
                let mut inner = Reader {
                    text: trimmed.as_bytes(),
                    at: 0,
                    numbers: &mut *self.numbers,
                    depth,
                    quiet: self.quiet,
                };
                let value = inner.comma()?;
                inner.blanks();
                if inner.at == inner.text.len() { Ok(value) } else { Err(Failure::Error) }
            }
            None => Err(Failure::Unknown),
        }
    }

    fn number(&mut self) -> Result<i64, Failure> {
        let start = self.at;
        let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'@');
        while self.text.get(self.at).is_some_and(digit) {
            self.at += 1;
        }
        if self.text.get(self.at) == Some(&b'.') {
            return Err(Failure::Unknown);
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).map_err(|_| Failure::Error)?;
        // zsh has numbers with an exponent (zshmisc(1), ARITHMETIC EVALUATION), to the others it is an error.
        let exponent =
            text.find(['e', 'E']).is_some_and(|at| text[..at].bytes().all(|b| b.is_ascii_digit()));
        let failure = if exponent { Failure::Unknown } else { Failure::Error };
        // zsh takes underscores between digits (zshmisc(1), ARITHMETIC EVALUATION).
        let grouped = self.numbers.groups_digits() && !text.contains('#');
        let plain = if grouped { text.replace('_', "") } else { text.to_owned() };
        literal(&plain, self.numbers.octal()).ok_or(failure)
    }
}

/// A number as written: decimal, `0x`, `0` octal, `BASE#DIGITS`.
fn literal(text: &str, octal: bool) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()?
    } else if let Some((base, digits)) = digits.split_once('#') {
        let base: u32 = base.parse().ok()?;
        match base {
            2..=36 => i64::from_str_radix(digits, base).ok()?,
            37..=64 => large(digits, base)?,
            _ => return None,
        }
    } else if octal && digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?
    };
    Some(if negative { value.wrapping_neg() } else { value })
}

/// Digits of bases above 36: lower case, upper case, `@` and `_` (bash(1) ARITHMETIC EVALUATION).
fn large(digits: &str, base: u32) -> Option<i64> {
    digits.bytes().try_fold(0_i64, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            b'@' => 62,
            b'_' => 63,
            _ => return None,
        };
        let digit = Some(i64::from(digit)).filter(|digit| *digit < i64::from(base))?;
        Some(number.wrapping_mul(base.into()).wrapping_add(digit))
    })
}

fn apply(operator: &str, left: i64, right: i64) -> Result<i64, Failure> {
    Ok(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<<" => left.wrapping_shl(right as u32),
        ">>" => left.wrapping_shr(right as u32),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" if right != 0 => left.wrapping_div(right),
        "%" if right != 0 => left.wrapping_rem(right),
        _ => return Err(Failure::Error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct None_;
    impl Numbers for None_ {
        fn get(&self, name: &str) -> Option<String> {
            Some(if name == "x" { "3".into() } else { String::new() })
        }
        fn set(&mut self, _: &str, _: i64) {}
        fn is_map(&self, _: &str) -> bool {
            false
        }
        fn octal(&self) -> bool {
            true
        }
    }

    #[test]
    fn names_that_are_written() {
        let rows: [(&str, &[&str]); 6] = [
            ("i += n", &["i"]),
            ("a == b", &[]),
            ("++a + b--", &["a", "b"]),
            ("x = y = 1", &["x", "y"]),
            ("a <= b, c <<= 1", &["c"]),
            ("é", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(assigned_names(text), expected, "{text}");
        }
    }

    #[test]
    fn expressions_as_bash_computes_them() {
        let rows = [
            ("1+2*3", Ok(7)),
            ("(1+2)*3", Ok(9)),
            ("2**3**2", Ok(512)),
            ("x++ + x", Ok(6)),
            ("010", Ok(8)),
            ("0x1f", Ok(31)),
            ("1 ? 2 : 3", Ok(2)),
            ("5 && 0 || 1", Ok(1)),
            ("0 && 1/0", Ok(0)),
            ("1/0", Err(Failure::Error)),
            ("-7 / 2", Ok(-3)),
            ("!x", Ok(0)),
            ("64#_", Ok(63)),
            ("x[1+1] + 2", Ok(2)),
            ("1 <= 1, 4 >> 1", Ok(2)),
            ("", Ok(0)),
            ("1 +", Err(Failure::Error)),
        ];
        for (text, expected) in rows {
            assert_eq!(evaluate(text, &mut None_), expected, "{text}");
        }
    }
}
