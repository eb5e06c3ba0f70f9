//! `expr`.

use super::COREUTILS;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::text::posix_regex::{Grammar, Reading, Regex};

/// What is followed here.
pub const ALL: &[&Program] = &[&EXPR];

/// expr(1).
pub static EXPR: Program = Program::new(
    &["expr"],
    "| & comparisons + - * / % : and match, substr, index, length",
    COREUTILS,
    expr,
)
.portable();

/// Why an expression has no value.
enum Wrong {
    Syntax,
    Number,
    Cannot,
}

struct Reader<'w> {
    words: &'w [String],
    at: usize,
    wide: bool,
}

type Text = Result<String, Wrong>;

/// Longer expressions are not followed: they may be nested as deep.
const MOST_WORDS: usize = 100;

fn expr(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let words = if words.first().is_some_and(|word| word == "--") { &words[1..] } else { &words };
    if words.len() > MOST_WORDS {
        return Err(Cannot::NotFollowed);
    }
    let wide = run.locale("LC_CTYPE")?.is_wide();
    let mut reader = Reader { words, at: 0, wide };
    let value = reader.either().and_then(|value| match reader.at == reader.words.len() {
        true => Ok(value),
        false => Err(Wrong::Syntax),
    });
    match value {
        Ok(value) => {
            let null = is_null(&value);
            run.out = value + "\n";
            Ok(i32::from(null))
        }
        Err(Wrong::Syntax | Wrong::Number) => {
            run.mutters();
            Ok(2)
        }
        Err(Wrong::Cannot) => Err(Cannot::NotFollowed),
    }
}

/// Empty, or zero with a sign.
fn is_null(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text.is_empty() || !digits.is_empty() && digits.bytes().all(|byte| byte == b'0')
}

fn number(text: &str) -> Result<i128, Wrong> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match plain {
        true => text.parse().map_err(|_| Wrong::Cannot),
        false => Err(Wrong::Number),
    }
}

impl Reader<'_> {
    fn word(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn takes(&mut self, operators: &[&str]) -> Option<String> {
        let word = self.word().filter(|word| operators.contains(word))?.to_owned();
        self.at += 1;
        Some(word)
    }

    fn either(&mut self) -> Text {
        let mut left = self.both()?;
        while self.takes(&["|"]).is_some() {
            let right = self.both()?;
            if is_null(&left) {
                left = if is_null(&right) { "0".to_owned() } else { right };
            }
        }
        Ok(left)
    }

    fn both(&mut self) -> Text {
        let mut left = self.compared()?;
        while self.takes(&["&"]).is_some() {
            let right = self.compared()?;
            if is_null(&left) || is_null(&right) {
                left = "0".to_owned();
            }
        }
        Ok(left)
    }

    fn compared(&mut self) -> Text {
        let mut left = self.sum()?;
        while let Some(operator) = self.takes(&["<", "<=", "=", "==", "!=", ">=", ">"]) {
            let right = self.sum()?;
            let order = match (number(&left), number(&right)) {
                (Ok(one), Ok(other)) => one.cmp(&other),
                _ => left.cmp(&right),
            };
            let plain = left.is_ascii() && right.is_ascii();
            if !matches!(operator.as_str(), "=" | "==" | "!=") && self.wide && !plain {
                return Err(Wrong::Cannot);
            }
            let yes = match operator.as_str() {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                "!=" => order.is_ne(),
                _ => order.is_eq(),
            };
            left = i32::from(yes).to_string();
        }
        Ok(left)
    }

    fn sum(&mut self) -> Text {
        let mut left = self.product()?;
        while let Some(operator) = self.takes(&["+", "-"]) {
            let right = self.product()?;
            let (one, other) = (number(&left)?, number(&right)?);
            left = if operator == "+" { one + other } else { one - other }.to_string();
        }
        Ok(left)
    }

    fn product(&mut self) -> Text {
        let mut left = self.matched()?;
        while let Some(operator) = self.takes(&["*", "/", "%"]) {
            let right = self.matched()?;
            let (one, other) = (number(&left)?, number(&right)?);
            left = match operator.as_str() {
                "*" => one.checked_mul(other).ok_or(Wrong::Cannot)?,
                _ if other == 0 => return Err(Wrong::Number),
                "/" => one / other,
                _ => one % other,
            }
            .to_string();
        }
        Ok(left)
    }

    fn matched(&mut self) -> Text {
        let mut left = self.function()?;
        while self.takes(&[":"]).is_some() {
            let pattern = self.function()?;
            left = self.matches(&left, &pattern)?;
        }
        Ok(left)
    }

    fn function(&mut self) -> Text {
        let rest = self.words.len() - self.at;
        match self.word() {
            Some("length") if rest >= 2 => {
                self.at += 1;
                let text = self.function()?;
                self.count(&text)
            }
            Some("match") if rest >= 3 => {
                self.at += 1;
                let (text, pattern) = (self.function()?, self.function()?);
                self.matches(&text, &pattern)
            }
            Some("index") if rest >= 3 => {
                self.at += 1;
                let (text, set) = (self.function()?, self.function()?);
                self.plain(&text)?;
                let at = text.find(|letter| set.contains(letter)).map_or(0, |at| at + 1);
                Ok(at.to_string())
            }
            Some("substr") if rest >= 4 => {
                self.at += 1;
                let (text, from, len) = (self.function()?, self.function()?, self.function()?);
                self.plain(&text)?;
                let (Ok(from), Ok(len)) = (number(&from), number(&len)) else {
                    return Ok(String::new());
                };
                if from < 1 || len < 1 {
                    return Ok(String::new());
                }
                Ok(text.chars().skip(from as usize - 1).take(len as usize).collect())
            }
            Some("+") if rest >= 2 => {
                self.at += 2;
                Ok(self.words[self.at - 1].clone())
            }
            _ => self.primary(),
        }
    }

    fn primary(&mut self) -> Text {
        let word = self.word().ok_or(Wrong::Syntax)?.to_owned();
        self.at += 1;
        match word.as_str() {
            "(" => {
                let value = self.either()?;
                self.takes(&[")"]).ok_or(Wrong::Syntax)?;
                Ok(value)
            }
            ")" => Err(Wrong::Syntax),
            _ => Ok(word),
        }
    }

    fn plain(&self, text: &str) -> Result<(), Wrong> {
        if text.is_ascii() { Ok(()) } else { Err(Wrong::Cannot) }
    }

    fn count(&self, text: &str) -> Text {
        self.plain(text)?;
        Ok(text.len().to_string())
    }

    /// An anchored basic pattern: the first group, or how many characters matched.
    fn matches(&self, text: &str, pattern: &str) -> Text {
        self.plain(text)?;
        let reading = Reading {
            grammar: Grammar::Basic,
            ignores_case: false,
            wide: self.wide,
            escapes: false,
            lines: false,
        };
        // A star in front is itself, an anchor there is none too many.
        let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
        let regex = Regex::new(&format!("^{pattern}"), reading).ok_or(Wrong::Cannot)?;
        let found = regex.find(text.as_bytes(), 0, true).map_err(|_| Wrong::Cannot)?;
        Ok(match (found, regex.groups()) {
            (None, 0) => "0".to_owned(),
            (None, _) => String::new(),
            (Some(found), 0) => found[0].map_or(0, |(start, end)| end - start).to_string(),
            (Some(found), _) => found
                .get(1)
                .copied()
                .flatten()
                .map_or("", |(start, end)| &text[start..end])
                .to_owned(),
        })
    }
}
