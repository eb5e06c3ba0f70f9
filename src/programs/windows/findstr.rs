//! `findstr`: strings and a small kind of regular expressions (dbenham's notes on its features and faults).

use super::pattern::Regex;
use super::{input, lines, text_of};
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
        // What a backslash or a quote stands for depends on where it stands.
        if self.strings.iter().any(|one| !one.is_ascii() || one.contains('"')) {
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

fn findstr(run: &mut Run<'_>) -> Followed {
    let how = Findstr::read(&run.words())?;
    let expressions = how.expressions()?;
    let mut texts = Vec::new();
    if how.files.is_empty() {
        texts.push((String::new(), input(run)?));
    }
    for file in &how.files {
        match text_of(run, file)? {
            Some(text) => texts.push((file.clone(), text)),
            None => run.mutters(),
        }
    }
    let named = how.files.len() > 1;
    let mut any = false;
    for (file, text) in texts {
        run.spend(text.len() * 16)?;
        let unix = text.contains('\n') && !text.contains("\r\n");
        if unix && expressions.iter().any(Regex::asks_for_end) {
            return Err(Cannot::NotFollowed);
        }
        let mut here = false;
        for (index, line) in lines(&text).enumerate() {
            if line.len() > LONGEST {
                return Err(Cannot::NotFollowed);
            }
            let mut found = false;
            for one in &expressions {
                found |= one.is_in(line)?;
            }
            if found == how.other {
                continue;
            }
            here = true;
            if how.only_names {
                continue;
            }
            if named {
                run.out.push_str(&format!("{file}:"));
            }
            if how.numbers {
                run.out.push_str(&format!("{}:", index + 1));
            }
            run.out.push_str(&format!("{line}\r\n"));
        }
        if how.only_names && here {
            run.out.push_str(&format!("{file}\r\n"));
        }
        any |= here;
    }
    Ok(i32::from(!any))
}
