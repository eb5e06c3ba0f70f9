//! find's expressions (POSIX find, OPERANDS).

use std::cmp::Ordering;

use crate::machine::Kind;
use crate::programs::Cannot;
use crate::text::posix_regex::{Grammar, Reading, Regex};

/// A test or action.
pub(super) enum Expression {
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    True,
    False,
    Name(Pattern),
    Path(Pattern),
    Type(Vec<Kind>),
    /// The sign, and the bits.
    Permission(char, u32),
    Access(char),
    Empty,
    /// How the size compares, the count, the unit in bytes.
    Size(Ordering, u64, u64),
    /// An option that counts for the whole.
    Depths,
    Print(char),
    Printf(String),
    Prune,
    Quit,
    Delete,
    /// `-exec … ;`.
    Exec(Vec<String>),
    /// `-exec … {} +`.
    Gather(Vec<String>),
}

/// A pattern of names, as a regular expression.
pub(super) struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// Whether a whole text fits.
    pub(super) fn fits(&self, text: &str) -> Result<bool, Cannot> {
        if self.regex.is_local() && !text.is_ascii() {
            return Err(Cannot::NotFollowed);
        }
        Ok(self.regex.is_match(text.as_bytes()))
    }
}

/// What was read.
pub(super) struct Parsed {
    pub(super) expression: Expression,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) deep: bool,
}

struct Parser<'w> {
    words: &'w [String],
    at: usize,
    parsed: Parsed,
    acts: bool,
}

/// Longer expressions are not followed: they may be nested as deep.
const MOST_WORDS: usize = 300;

/// Reads an expression; `None` where it is not followed.
pub(super) fn parse(words: &[String]) -> Option<Parsed> {
    if words.len() > MOST_WORDS {
        return None;
    }
    let parsed = Parsed { expression: Expression::True, least: 0, most: usize::MAX, deep: false };
    let mut parser = Parser { words, at: 0, parsed, acts: false };
    let expression = if words.is_empty() { Expression::True } else { parser.either()? };
    if parser.at < words.len() {
        return None;
    }
    // Without an action every place that fits is printed.
    let whole = match parser.acts {
        true => expression,
        false => Expression::And(vec![expression, Expression::Print('\n')]),
    };
    Some(Parsed { expression: whole, ..parser.parsed })
}

impl Expression {
    /// The command that gathers places.
    pub(super) fn gathering(&self) -> Option<&Vec<String>> {
        match self {
            Self::Gather(words) => Some(words),
            Self::And(all) | Self::Or(all) => all.iter().find_map(Self::gathering),
            Self::Not(inner) => inner.gathering(),
            _ => None,
        }
    }
}

impl Parser<'_> {
    fn word(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn take(&mut self) -> Option<String> {
        let word = self.words.get(self.at)?.clone();
        self.at += 1;
        Some(word)
    }

    fn either(&mut self) -> Option<Expression> {
        let mut all = vec![self.both()?];
        while matches!(self.word(), Some("-o" | "-or")) {
            self.at += 1;
            all.push(self.both()?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Expression::Or(all) })
    }

    fn both(&mut self) -> Option<Expression> {
        let mut all = vec![self.one()?];
        loop {
            match self.word() {
                Some("-a" | "-and") => self.at += 1,
                None | Some("-o" | "-or" | ")" | ",") => break,
                Some(_) => {}
            }
            all.push(self.one()?);
        }
        Some(if all.len() == 1 { all.remove(0) } else { Expression::And(all) })
    }

    fn one(&mut self) -> Option<Expression> {
        let word = self.take()?;
        Some(match word.as_str() {
            "!" | "-not" => Expression::Not(Box::new(self.one()?)),
            "(" => {
                let inner = self.either()?;
                (self.take()? == ")").then_some(inner)?
            }
            "-true" => Expression::True,
            "-false" => Expression::False,
            "-maxdepth" | "-mindepth" => {
                let number = self.take()?.parse().ok()?;
                if word == "-maxdepth" {
                    self.parsed.most = number
                } else {
                    self.parsed.least = number
                }
                Expression::Depths
            }
            "-depth" => {
                self.parsed.deep = true;
                Expression::Depths
            }
            "-xdev" | "-mount" | "-noleaf" | "-daystart" => Expression::Depths,
            "-name" | "-iname" => {
                let pattern = self.take()?;
                Expression::Name(glob(&pattern, word == "-iname")?)
            }
            "-path" | "-wholename" | "-ipath" => {
                let pattern = self.take()?;
                Expression::Path(glob(&pattern, word == "-ipath")?)
            }
            "-regex" | "-iregex" => {
                let pattern = self.take()?;
                Expression::Path(emacs(&pattern, word == "-iregex")?)
            }
            "-type" => Expression::Type(kinds(&self.take()?)?),
            "-perm" => permission(&self.take()?)?,
            "-executable" => Expression::Access('x'),
            "-readable" => Expression::Access('r'),
            "-writable" => Expression::Access('w'),
            "-empty" => Expression::Empty,
            "-size" => size(&self.take()?)?,
            "-prune" => Expression::Prune,
            "-print" | "-print0" => {
                self.acts = true;
                Expression::Print(if word == "-print" { '\n' } else { '\0' })
            }
            "-printf" => {
                self.acts = true;
                Expression::Printf(self.take()?)
            }
            "-quit" => {
                self.acts = true;
                Expression::Quit
            }
            "-delete" => {
                self.acts = true;
                self.parsed.deep = true;
                Expression::Delete
            }
            "-exec" => self.exec()?,
            _ => return None,
        })
    }

    fn exec(&mut self) -> Option<Expression> {
        self.acts = true;
        let mut words = Vec::new();
        loop {
            let word = self.take()?;
            match word.as_str() {
                ";" => return Some(Expression::Exec(words)),
                "+" if words.last().is_some_and(|last| last == "{}") => {
                    words.pop();
                    return Some(Expression::Gather(words));
                }
                _ => words.push(word),
            }
        }
    }
}

fn kinds(text: &str) -> Option<Vec<Kind>> {
    text.split(',')
        .map(|letter| match letter {
            "f" => Some(Kind::File),
            "d" => Some(Kind::Directory),
            "l" => Some(Kind::Symlink),
            _ => None,
        })
        .collect()
}

fn permission(text: &str) -> Option<Expression> {
    let (sign, digits) = match text.chars().next()? {
        sign @ ('-' | '/') => (sign, &text[1..]),
        _ => ('=', text),
    };
    let octal = !digits.is_empty() && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let bits = match (octal, digits) {
        (true, digits) => u32::from_str_radix(digits, 8).ok()?,
        (_, "u+x" | "u=x") => 0o100,
        (_, "+x" | "a+x" | "a=x" | "ugo+x") => 0o111,
        (_, "u+w" | "u=w") => 0o200,
        (_, "u+r" | "u=r") => 0o400,
        _ => return None,
    };
    Some(Expression::Permission(sign, bits))
}

fn size(text: &str) -> Option<Expression> {
    let (order, rest) = match text.chars().next()? {
        '+' => (Ordering::Greater, &text[1..]),
        '-' => (Ordering::Less, &text[1..]),
        _ => (Ordering::Equal, text),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let unit = match &rest[end..] {
        "" | "b" => 512,
        "c" => 1,
        "w" => 2,
        "k" => 1024,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return None,
    };
    Some(Expression::Size(order, rest[..end].parse().ok()?, unit))
}

fn reading(ignores_case: bool) -> Reading {
    Reading { grammar: Grammar::Extended, ignores_case, wide: true, escapes: false, lines: false }
}

/// A pattern of fnmatch(3): stars match slashes too.
fn glob(pattern: &str, ignores_case: bool) -> Option<Pattern> {
    let mut out = String::from("^");
    let letters: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        match letters[at] {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '[' => {
                let mut end = at + 1;
                end += usize::from(matches!(letters.get(end), Some('!' | '^')));
                end += usize::from(letters.get(end) == Some(&']'));
                while letters.get(end).is_some_and(|letter| *letter != ']') {
                    if letters[end] == '\\' || letters[end] == '[' {
                        return None;
                    }
                    end += 1;
                }
                if end >= letters.len() {
                    return None;
                }
                let inside: String = letters[at + 1..end].iter().collect();
                let inside =
                    inside.strip_prefix('!').map_or(inside.clone(), |rest| format!("^{rest}"));
                out.push_str(&format!("[{inside}]"));
                at = end;
            }
            '\\' => {
                at += 1;
                quote(*letters.get(at)?, &mut out);
            }
            letter => quote(letter, &mut out),
        }
        at += 1;
    }
    out.push('$');
    Some(Pattern { regex: Regex::new(&out, reading(ignores_case))? })
}

fn quote(letter: char, out: &mut String) {
    if "\\.[]*^$+?(){}|".contains(letter) {
        out.push('\\');
    }
    out.push(letter);
}

/// Emacs' expressions, which find has unless told otherwise: groups and bars take backslashes, `+` and `?` do not.
fn emacs(pattern: &str, ignores_case: bool) -> Option<Pattern> {
    let mut out = String::from("^(");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next()? {
                group @ ('(' | ')' | '|') => out.push(group),
                other if other.is_ascii_alphanumeric() => return None,
                other => quote(other, &mut out),
            },
            '(' | ')' | '|' | '{' | '}' => quote(letter, &mut out),
            other => out.push(other),
        }
    }
    out.push_str(")$");
    Some(Pattern { regex: Regex::new(&out, reading(ignores_case))? })
}
