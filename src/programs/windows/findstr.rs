//! `findstr`: strings and a small kind of regular expressions (dbenham's notes on its features and faults).

use super::pattern::Regex;
use super::{files_of, input, is_wild, text_of};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&FINDSTR];

/// findstr.exe.
pub static FINDSTR: Program = Program::new(
    &["findstr.exe"],
    "/b /e /i /x /v /n /m /l /r /c: of plain text in files and standard input; no ranges of letters",
    "its own: Windows 11, MS findstr; dbenham's notes",
    findstr,
);

/// A longer line is more than a search with an expression sees.
const LONGEST: usize = 511;

#[derive(Default)]
struct Findstr {
    start: bool,
    end: bool,
    ignore_case: bool,
    other: bool,
    numbers: bool,
    only_names: bool,
    literal: Option<bool>,
    strings: Vec<String>,
    whole: bool,
    files: Vec<String>,
}

impl Findstr {
    fn read(words: &[String]) -> Result<Self, Cannot> {
        let mut how = Self::default();
        let mut given = false;
        for word in words {
            let lower = word.to_ascii_lowercase();
            if let (Some(text), true) = (lower.strip_prefix("/c:"), word.len() > 3) {
                how.strings.push(word[word.len() - text.len()..].to_owned());
                how.whole = true;
                given = true;
                continue;
            }
            if let Some(letters) = lower.strip_prefix('/').filter(|_| !given || lower.len() < 4) {
                how.letters(letters)?;
                continue;
            }
            if given {
                how.files.push(word.clone());
            } else {
                how.strings =
                    word.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect();
                given = true;
            }
        }
        if how.strings.is_empty() {
            return Err(Cannot::unknown());
        }
        Ok(how)
    }

    /// Letters may stand together: `/bi`.
    fn letters(&mut self, letters: &str) -> Result<(), Cannot> {
        for letter in letters.chars() {
            match letter {
                'b' => self.start = true,
                'e' => self.end = true,
                'x' => (self.start, self.end) = (true, true),
                'i' => self.ignore_case = true,
                'v' => self.other = true,
                'n' => self.numbers = true,
                'm' => self.only_names = true,
                'l' => self.literal = Some(true),
                'r' => self.literal = Some(false),
                _ => return Err(Cannot::NotFollowed),
            }
        }
        Ok(())
    }

    fn expressions(&self) -> Result<Vec<Regex>, Cannot> {
        let special = |text: &str| text.contains(['.', '*', '^', '$', '[', ']', '\\']);
        // Without /l or /r the first string decides, and /c: means a literal.
        let first = self.strings.first().is_some_and(|one| special(one));
        let literal = self.literal.unwrap_or(self.whole || !first);
        // Several literal strings of which one begins another are not all found.
        let inner = |one: &String| self.strings.iter().any(|two| two != one && two.contains(one));
        if literal && !self.ignore_case && self.strings.iter().any(inner) {
            return Err(Cannot::NotFollowed);
        }
        // What a backslash beside a quote stands for depends on where it stands; a quote alone is one.
        let unclear = |one: &String| !one.is_ascii() || one.contains('"') && one.contains('\\');
        if self.strings.iter().any(unclear) {
            return Err(Cannot::NotFollowed);
        }
        let odd = |one: &String| one.contains('\\') && literal;
        if self.strings.iter().any(odd) {
            return Err(Cannot::NotFollowed);
        }
        let read = |text: &String| match literal {
            true => Ok(Regex::literal(text, self.ignore_case)),
            false => Regex::parse(text, self.ignore_case),
        };
        let all = self.strings.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(all.into_iter().map(|one| one.anchored(self.start, self.end)).collect())
    }
}

/// One text that is searched.
struct Searched {
    /// What stands before its lines, where there are several.
    name: String,
    text: String,
    /// Whether it is standard input, of which the last line always ends (Wine's tests, asserted on Windows).
    piped: bool,
}

fn findstr(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    if words.is_empty() {
        run.mutters();
        return Ok(2);
    }
    let how = Findstr::read(&words)?;
    let expressions = how.expressions()?;
    let (texts, wild) = searched(run, &how.files)?;
    // Whether a name stands before the lines of the one file that a pattern leads to is not known.
    let only_code = wild && texts.len() == 1;
    let named = texts.len() > 1;
    let mut any = false;
    for text in texts {
        any |= how.search(run, &expressions, &text, named)?;
    }
    match only_code && any {
        true => super::small::only(0),
        false => Ok(i32::from(!any)),
    }
}

/// The texts, and whether one of the names is a pattern.
fn searched(run: &mut Run<'_>, files: &[String]) -> Result<(Vec<Searched>, bool), Cannot> {
    if files.is_empty() {
        let text = input(run)?;
        return Ok((vec![Searched { name: String::new(), text, piped: true }], false));
    }
    let mut texts = Vec::new();
    let mut wild = false;
    for file in files {
        wild |= is_wild(file);
        let names = if is_wild(file) { files_of(run, file)? } else { vec![file.clone()] };
        for name in &names {
            match text_of(run, name)? {
                Some(text) => texts.push(Searched { name: name.clone(), text, piped: false }),
                None => run.mutters(),
            }
        }
        if names.is_empty() {
            run.mutters();
        }
    }
    Ok((texts, wild))
}

impl Findstr {
    /// Shows the lines of one text; whether there were any.
    fn search(
        &self,
        run: &mut Run<'_>,
        expressions: &[Regex],
        searched: &Searched,
        named: bool,
    ) -> Result<bool, Cannot> {
        let Searched { name, text, piped } = searched;
        run.spend(text.len() * 16)?;
        let asks_for_end = expressions.iter().any(Regex::asks_for_end);
        let all: Vec<char> = match expressions.iter().any(Regex::crosses_lines) {
            true => text.chars().collect(),
            false => Vec::new(),
        };
        let mut here = false;
        let mut next = 0;
        for (index, whole) in text.split_inclusive('\n').enumerate() {
            let letters = next..next + whole.chars().count();
            next = letters.end;
            let line = whole.trim_end_matches('\n');
            let line = line.strip_suffix('\r').unwrap_or(line);
            let end = &whole[line.len()..];
            let end = if end.is_empty() && *piped { "\r\n" } else { end };
            // `$` is what stands before a carriage return.
            if line.len() > LONGEST || asks_for_end && end == "\n" {
                return Err(Cannot::NotFollowed);
            }
            let mut found = false;
            for one in expressions {
                // Of what goes on behind the line only the line it begins on is shown.
                found |= (!end.is_empty() || !one.asks_for_end())
                    && match one.crosses_lines() {
                        true => one.begins_on(&all, letters.clone())?,
                        false => one.is_in(line)?,
                    };
            }
            if found == self.other {
                continue;
            }
            here = true;
            if self.only_names {
                continue;
            }
            let before = if named { format!("{name}:") } else { String::new() };
            let number = if self.numbers { format!("{}:", index + 1) } else { String::new() };
            run.out.push_str(&format!("{before}{number}{line}{end}"));
        }
        if self.only_names && here {
            run.out.push_str(&format!("{name}\r\n"));
        }
        Ok(here)
    }
}
