//! Patterns: `*` and `?` of file names, and what `findstr` calls a regular expression.

use std::ops::Range;

use crate::programs::Cannot;

/// `*` and `?`.
pub fn wild(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, n) = (at, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

/// One place of a regular expression.
#[derive(Clone, Debug)]
enum Atom {
    Any,
    One(char),
    Set { letters: Vec<char>, negated: bool },
    WordStart,
    WordEnd,
    LineStart,
    LineEnd,
}

/// A regular expression of `findstr`: `. * ^ $ [ ] \x \< \>`.
#[derive(Clone, Debug)]
pub struct Regex {
    atoms: Vec<(Atom, bool)>,
    ignore_case: bool,
    /// Whether `.` takes a carriage return.
    dot_returns: bool,
}

/// So many steps one line may take: the pattern is matched by trying.
const MOST_STEPS: u32 = 100_000;

impl Regex {
    /// A text that stands for itself.
    pub fn literal(text: &str, ignore_case: bool) -> Self {
        let atoms = text.chars().map(|one| (Atom::One(one), false)).collect();
        Self { atoms, ignore_case, dot_returns: true }
    }

    /// Reads an expression.
    ///
    /// # Errors
    /// For what the locale decides: a range of letters.
    pub fn parse(text: &str, ignore_case: bool) -> Result<Self, Cannot> {
        let letters: Vec<char> = text.chars().collect();
        let mut atoms = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            let (atom, taken) = atom(&letters, at)?;
            at += taken;
            let repeated = letters.get(at) == Some(&'*')
                && !matches!(atom, Atom::LineStart | Atom::WordStart | Atom::WordEnd);
            at += usize::from(repeated);
            atoms.push((atom, repeated));
        }
        Ok(Self { atoms, ignore_case, dot_returns: true })
    }

    /// The same with the line's begin and end around it.
    pub fn anchored(mut self, start: bool, end: bool) -> Self {
        if start {
            self.atoms.insert(0, (Atom::LineStart, false));
        }
        if end {
            self.atoms.push((Atom::LineEnd, false));
        }
        self
    }

    /// Whether it asks for the end of the line.
    pub fn asks_for_end(&self) -> bool {
        self.atoms.iter().any(|(atom, _)| matches!(atom, Atom::LineEnd))
    }

    /// Whether it goes on behind the end of a line: it names a line feed.
    pub fn crosses_lines(&self) -> bool {
        self.atoms.iter().any(|(atom, _)| match atom {
            Atom::One(one) => *one == '\n',
            Atom::Set { letters, .. } => letters.contains(&'\n'),
            _ => false,
        })
    }

    /// Whether the line has it anywhere.
    ///
    /// # Errors
    /// When that takes too long.
    pub fn is_in(&self, line: &str) -> Result<bool, Cannot> {
        let line: Vec<char> = line.chars().collect();
        self.begins_in(&line, 0..line.len() + 1)
    }

    /// Whether it begins on a line of a text and goes on behind it. Whether `.` takes the carriage return in front of a
    /// line feed is not known.
    ///
    /// # Errors
    /// Where that would make the difference, and when it takes too long.
    pub fn begins_on(&self, text: &[char], line: Range<usize>) -> Result<bool, Cannot> {
        let found = self.begins_in(text, line.clone())?;
        let without = Self { dot_returns: false, ..self.clone() };
        match without.begins_in(text, line)? == found {
            true => Ok(found),
            false => Err(Cannot::NotFollowed),
        }
    }

    fn begins_in(&self, text: &[char], starts: Range<usize>) -> Result<bool, Cannot> {
        let mut steps = 0;
        for start in starts {
            if self.matches(text, start, 0, &mut steps)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn matches(
        &self,
        line: &[char],
        mut at: usize,
        mut index: usize,
        steps: &mut u32,
    ) -> Result<bool, Cannot> {
        while let Some((atom, repeated)) = self.atoms.get(index) {
            *steps += 1;
            if *steps > MOST_STEPS {
                return Err(Cannot::NotFollowed);
            }
            if *repeated {
                let most = line[at..].iter().take_while(|one| self.is(atom, **one)).count();
                for taken in (0..=most).rev() {
                    if self.matches(line, at + taken, index + 1, steps)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
            let word = |at: usize| {
                line.get(at).is_some_and(|one| one.is_ascii_alphanumeric() || *one == '_')
            };
            let (fits, taken) = match atom {
                Atom::LineStart => (at == 0 || line[at - 1] == '\n', 0),
                Atom::LineEnd => (at == line.len() || line[at..].starts_with(&['\r', '\n']), 0),
                Atom::WordStart => (word(at) && (at == 0 || !word(at - 1)), 0),
                Atom::WordEnd => (at > 0 && word(at - 1) && !word(at), 0),
                _ => (line.get(at).is_some_and(|one| self.is(atom, *one)), 1),
            };
            if !fits {
                return Ok(false);
            }
            at += taken;
            index += 1;
        }
        Ok(true)
    }

    /// What `.` takes: no line feed.
    fn is_open(&self, letter: char) -> bool {
        letter != '\n' && (letter != '\r' || self.dot_returns)
    }

    fn is(&self, atom: &Atom, letter: char) -> bool {
        let same = |one: char| match self.ignore_case {
            true => one.eq_ignore_ascii_case(&letter),
            false => one == letter,
        };
        match atom {
            Atom::Any => self.is_open(letter),
            Atom::One(one) => same(*one),
            Atom::Set { letters, negated } => {
                letters.iter().any(|one| same(*one)) != *negated
                    && (!negated || self.is_open(letter))
            }
            _ => false,
        }
    }
}

fn atom(letters: &[char], at: usize) -> Result<(Atom, usize), Cannot> {
    let next = letters.get(at + 1).copied();
    Ok(match letters[at] {
        '.' => (Atom::Any, 1),
        '^' if at == 0 => (Atom::LineStart, 1),
        '$' if at + 1 == letters.len() => (Atom::LineEnd, 1),
        '\\' => match next {
            Some('<') => (Atom::WordStart, 2),
            Some('>') => (Atom::WordEnd, 2),
            Some(letter) => (Atom::One(letter), 2),
            None => return Err(Cannot::NotFollowed),
        },
        '[' => set(letters, at)?,
        letter => (Atom::One(letter), 1),
    })
}

fn set(letters: &[char], start: usize) -> Result<(Atom, usize), Cannot> {
    let negated = letters.get(start + 1) == Some(&'^');
    let mut at = start + 1 + usize::from(negated);
    let mut all = Vec::new();
    loop {
        let letter = match letters.get(at) {
            None => return Err(Cannot::NotFollowed),
            Some(']') if !all.is_empty() => break,
            Some('\\') => {
                at += 1;
                *letters.get(at).ok_or(Cannot::NotFollowed)?
            }
            Some(letter) => *letter,
        };
        let last = letters.get(at + 2).copied().filter(|last| *last != ']');
        match (letters.get(at + 1), last) {
            (Some('-'), Some(last)) => {
                // Letters stand in the order of the locale, both cases mixed.
                if !letter.is_ascii_digit() || !last.is_ascii_digit() {
                    return Err(Cannot::NotFollowed);
                }
                all.extend(letter..=last);
                at += 3;
            }
            _ => {
                all.push(letter);
                at += 1;
            }
        }
    }
    Ok((Atom::Set { letters: all, negated }, at + 1 - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, line, expected) in [
            ("a.c", "xabcx", true),
            ("^a.*z$", "a to z", true),
            ("^b", "ab", false),
            ("[0-9][0-9]*", "x12", true),
            ("[^ab]", "ab", false),
            ("\\.exe$", "x.exe", true),
            ("\\<to\\>", "a to z", true),
            ("\\<to\\>", "tot", false),
            ("a*", "", true),
        ] {
            let regex = Regex::parse(pattern, false).unwrap_or_else(|_| Regex::literal("?", false));
            assert_eq!(regex.is_in(line).ok(), Some(expected), "{pattern} {line}");
        }
        assert!(Regex::parse("[a-z]", false).is_err());
        let text: Vec<char> = "a x\r\n\r\nb\r\n".chars().collect();
        let begins = |pattern: &str, line| Regex::parse(pattern, false)?.begins_on(&text, line);
        assert_eq!(begins("a.*\r*\n\r*\n", 0..4).ok(), Some(true));
        assert_eq!(begins("^b\r\n", 7..10).ok(), Some(true));
        assert_eq!(begins("x$", 0..4).ok(), Some(true));
        assert_eq!(begins("a.*b", 0..4).ok(), Some(false));
        assert!(begins("a.*\n", 0..4).is_err());
        assert!(wild("GIT*", "GIT.EXE") && wild("G?T.EXE", "GIT.EXE") && !wild("G", "GIT"));
    }
}
