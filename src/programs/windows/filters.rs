//! `find`, `sort` and `more` of Windows.

use super::{input, lines, text_of};
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&FIND, &SORT, &MORE];

/// find.exe.
pub static FIND: Program = Program::new(
    &["find.exe"],
    "one string, /v /c /n /i, of files and of standard input",
    "its own: Windows 11, MS find",
    find,
);
/// sort.exe.
pub static SORT: Program = Program::new(
    &["sort.exe"],
    "/r of lines whose order no locale decides",
    "its own: Windows 11, MS sort",
    sort,
);
/// more.com.
pub static MORE: Program = Program::new(
    &["more.com"],
    "standard input as it is",
    "its own: Wine's test_builtins, asserted on Windows",
    more,
);

#[derive(Default)]
struct Find {
    other: bool,
    count: bool,
    numbers: bool,
    ignore_case: bool,
}

fn find(run: &mut Run<'_>) -> Followed {
    // The string stands in quotes, or it is none (Wine's tests of `find`, asserted on Windows).
    if let Some(line) = run.command_line().text().map(|line| line.into_owned()) {
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        let first = words.find(|word| !word.starts_with('/')).unwrap_or_default();
        // Two quotes inside of it are one.
        if line.contains("\"\"\"") || first.len() > 2 && first[1..].contains("\"\"") {
            return Err(Cannot::NotFollowed);
        }
        if !first.starts_with('"') && !line.contains("/?") {
            return run.refuses(2);
        }
    }
    let mut how = Find::default();
    let mut wanted: Option<String> = None;
    let mut files = Vec::new();
    for word in run.words() {
        match word.to_ascii_lowercase().as_str() {
            "/v" => how.other = true,
            "/c" => how.count = true,
            "/n" => how.numbers = true,
            "/i" => how.ignore_case = true,
            "/off" | "/offline" => {}
            "/?" => return Err(Cannot::unknown()),
            // "Invalid switch" (Wine's tests of `find`, asserted on Windows).
            option if option.starts_with('/') => {
                run.mutters();
                return Ok(2);
            }
            _ if wanted.is_none() => wanted = Some(word),
            _ => files.push(word),
        }
    }
    let Some(wanted) = wanted.filter(|text| text.is_ascii()) else {
        return Err(Cannot::NotFollowed);
    };
    if files.is_empty() {
        let text = input(run)?;
        if text.contains('\0') {
            return how.split_wide(run, &wanted, &text);
        }
        return Ok(i32::from(!how.show(run, &wanted, &text, None)?));
    }
    let mut any = false;
    for file in files {
        match text_of(run, &file)? {
            Some(text) => any |= how.show(run, &wanted, &text, Some(&file))?,
            None => run.mutters(),
        }
    }
    Ok(i32::from(!any))
}

impl Find {
    /// A line of UTF-16 has a NUL behind every letter, at each of which `find` ends a line: `cmd /u /c echo TEXT| find /v ""`
    /// is batch files' way to take a text apart. What is left of its end shows nothing, on however many lines (of
    /// exercism's tests, which run on Windows, FOR /F sees the letters and no more).
    fn split_wide(&self, run: &mut Run<'_>, wanted: &str, text: &str) -> Followed {
        let plain = self.other && !self.count && !self.numbers && wanted.is_empty();
        let line = text.strip_suffix("\r\0\n\0").filter(|_| plain).ok_or(Cannot::NotFollowed)?;
        run.spend(text.len() * 4)?;
        let mut shown = String::new();
        for letter in line.split_terminator('\0') {
            if letter.chars().count() != 1 || letter.contains(['\r', '\n']) {
                return Err(Cannot::NotFollowed);
            }
            shown.push_str(&format!("{letter}\r\n"));
        }
        let origin = Origin::File(run.place().clone());
        let end = run.untold("ends in lines in which nothing stands").shaped(Shape::Blank);
        run.value = Some(Value::known(shown, origin).then(Value::unknown(end)));
        Ok(0)
    }

    /// Shows the lines of one text; whether there were any.
    fn show(
        &self,
        run: &mut Run<'_>,
        wanted: &str,
        text: &str,
        file: Option<&str>,
    ) -> Result<bool, Cannot> {
        run.spend(text.len() * 4)?;
        let plain = |text: &str| match self.ignore_case {
            true => text.to_ascii_lowercase(),
            false => text.to_owned(),
        };
        let needle = plain(wanted);
        // An empty string is in no line.
        let holds = |line: &str| !needle.is_empty() && plain(line).contains(&needle);
        let mut count = 0;
        let mut shown = String::new();
        for (index, line) in lines(text).enumerate() {
            if holds(line) == self.other {
                continue;
            }
            count += 1;
            if self.numbers {
                shown.push_str(&format!("[{}]", index + 1));
            }
            shown.push_str(&format!("{line}\r\n"));
        }
        let head = file.map(|file| format!("\r\n---------- {}", file.to_uppercase()));
        match (self.count, head) {
            (true, Some(head)) => run.out.push_str(&format!("{head}: {count}\r\n")),
            (true, None) => run.out.push_str(&format!("{count}\r\n")),
            (false, Some(head)) => run.out.push_str(&format!("{head}\r\n{shown}")),
            (false, None) => run.out.push_str(&shown),
        }
        Ok(count > 0)
    }
}

fn sort(run: &mut Run<'_>) -> Followed {
    let mut reverse = false;
    let mut files = Vec::new();
    for word in run.words() {
        match word.to_ascii_lowercase().as_str() {
            "/r" | "/reverse" => reverse = true,
            option if option.starts_with('/') => return Err(Cannot::NotFollowed),
            _ => files.push(word),
        }
    }
    let text = match files.as_slice() {
        [] => input(run)?,
        [file] => match text_of(run, file)? {
            Some(text) => text,
            None => {
                return run.refuses(1);
            }
        },
        _ => return Err(Cannot::NotFollowed),
    };
    run.spend(text.len() * 16)?;
    // Letters and digits stand in one order everywhere; what else does is the locale's business.
    let plain = |line: &str| line.chars().all(|letter| letter.is_ascii_alphanumeric());
    let mut all: Vec<(String, &str)> =
        lines(&text).map(|line| (line.to_ascii_lowercase(), line)).collect();
    if !all.iter().all(|(_, line)| plain(line)) && all.len() > 1 {
        return Err(Cannot::NotFollowed);
    }
    all.sort();
    if all.windows(2).any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1) {
        return Err(Cannot::NotFollowed);
    }
    if reverse {
        all.reverse();
    }
    run.out = all.iter().map(|(_, line)| format!("{line}\r\n")).collect();
    Ok(0)
}

/// A line end more than there was comes out (Wine's tests, asserted on Windows).
fn more(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    if words.iter().any(|word| word.eq_ignore_ascii_case("nul")) && words.len() == 1 {
        return Ok(0);
    }
    if !words.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let text = input(run)?;
    if text.contains(['\t', '\u{c}']) {
        return Err(Cannot::NotFollowed);
    }
    run.out = lines(&text).map(|line| format!("{line}\r\n")).collect::<String>() + "\r\n";
    Ok(0)
}
