//! The lines of a crontab (crontab(5); Vixie cron 3.0pl1 env.c `load_env`, entry.c `load_entry`).

use super::super::config::{Config, Line};

/// A line of a crontab.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// `NAME = value`.
    Variable(String, String),
    /// A job, with the account where the table has a column for it.
    Job(Option<String>),
    /// Anything else: cron gives the whole table up.
    Wrong,
}

/// A line that is neither blank nor a comment.
pub(super) struct Row<'c> {
    pub(super) number: usize,
    pub(super) line: Line<'c>,
    pub(super) entry: Entry,
}

/// All lines that matter.
pub(super) fn rows(config: &Config, with_user: bool) -> Vec<Row<'_>> {
    let lines = config.lines().enumerate();
    let worth = lines.filter(|(_, line)| {
        let text = line.text.trim_start();
        !text.is_empty() && !text.starts_with('#')
    });
    worth
        .map(|(index, line)| Row { number: index + 1, line, entry: entry(line.text, with_user) })
        .collect()
}

fn entry(line: &str, with_user: bool) -> Entry {
    match variable(line) {
        Some((name, value)) => Entry::Variable(name, value),
        None => job(line, with_user).unwrap_or(Entry::Wrong),
    }
}

/// `load_env`: a name, blanks, `=`, blanks, a value; quotes need to surround the whole of either.
fn variable(line: &str) -> Option<(String, String)> {
    let line = line.trim_matches(blank);
    let (name, rest) = match quoted(line) {
        Some(Err(())) => return None,
        Some(Ok((name, rest))) => (name, rest.trim_start_matches(blank)),
        None => {
            let end = line.find(|letter: char| blank(letter) || letter == '=')?;
            (&line[..end], line[end..].trim_start_matches(blank))
        }
    };
    let value = rest.strip_prefix('=')?.trim_start_matches(blank);
    if name.is_empty() || value.is_empty() {
        return None;
    }
    match quoted(value) {
        Some(Err(())) => None,
        Some(Ok((inside, rest))) => {
            rest.trim_matches(blank).is_empty().then(|| (name.to_owned(), inside.to_owned()))
        }
        None => Some((name.to_owned(), value.to_owned())),
    }
}

fn blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\u{b}' | '\u{c}')
}

/// What stands in quotes, and what follows; `Err` where they are not closed.
fn quoted(text: &str) -> Option<Result<(&str, &str), ()>> {
    let mark = text.chars().next().filter(|letter| matches!(letter, '\'' | '"'))?;
    Some(text[1..].split_once(mark).ok_or(()))
}

/// Five fields or `@daily`, an account in system tables, a command.
fn job(line: &str, with_user: bool) -> Option<Entry> {
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let first = words.next()?;
    if let Some(name) = first.strip_prefix('@') {
        let names =
            ["reboot", "yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];
        if !names.contains(&name) {
            return None;
        }
    } else {
        let fields: Vec<&str> = std::iter::once(first).chain(words.by_ref().take(4)).collect();
        let fits = fields.len() == 5 && fields.iter().enumerate().all(|(at, one)| field(at, one));
        if !fits {
            return None;
        }
    }
    let user = if with_user { Some(words.next()?.to_owned()) } else { None };
    words.next()?;
    Some(Entry::Job(user))
}

/// Numbers, ranges, steps and stars; months and days of the week have names too.
fn field(at: usize, text: &str) -> bool {
    let named = at >= 3;
    let good = |letter: char| {
        letter.is_ascii_digit()
            || matches!(letter, '*' | ',' | '-' | '/' | '~')
            || named && letter.is_ascii_alphabetic()
    };
    let first = text.chars().next();
    let starts = first.is_some_and(|letter| letter == '*' || letter.is_ascii_alphanumeric());
    starts && text.chars().all(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_cron_reads_them() {
        let set = |name: &str, value: &str| Entry::Variable(name.into(), value.into());
        let rows = [
            ("A=1", set("A", "1")),
            ("B=2 # not a comment", set("B", "2 # not a comment")),
            ("\"A B\"=1", set("A B", "1")),
            ("'C'=2", set("C", "2")),
            ("\"D\" = \"3\"", set("D", "3")),
            ("A=mid\"dle\"", set("A", "mid\"dle\"")),
            ("A=''", set("A", "")),
            ("A=x\t\t", set("A", "x")),
            ("A=", Entry::Wrong),
            ("A", Entry::Wrong),
            ("export A=1", Entry::Wrong),
            ("A=\"a\\\"b\"", Entry::Wrong),
            ("A=\"open", Entry::Wrong),
            ("A=\"x\" # y", Entry::Wrong),
            ("* * * * * x", Entry::Job(None)),
            ("@reboot x", Entry::Job(None)),
            ("@never x", Entry::Wrong),
            ("0 4 * jan mon-fri x", Entry::Job(None)),
            ("0 4 * *", Entry::Wrong),
        ];
        for (line, expected) in rows {
            assert_eq!(entry(line, false), expected, "{line}");
        }
        assert_eq!(entry("17 * * * * root cd /", true), Entry::Job(Some("root".into())));
    }
}
