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
    if value.is_empty() {
        return None;
    }
    match quoted(value) {
        Some(Err(())) => None,
        // Blanks at the end go, inside of quotes too (env.c; measured with Debian's).
        Some(Ok((inside, rest))) => rest
            .trim_matches(blank)
            .is_empty()
            .then(|| (name.to_owned(), inside.trim_end_matches(blank).to_owned())),
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

/// Five fields or `@daily`, an account in system tables, and a command, which may be empty.
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
        let fits = fields.len() == FIELDS.len()
            && fields.iter().zip(FIELDS).all(|(text, field)| list(text, field));
        if !fits {
            return None;
        }
    }
    let user = if with_user { Some(words.next()?.to_owned()) } else { None };
    Some(Entry::Job(user))
}

/// Where the last line begins, if it says something and no newline ends it: Debian's cron gives the whole table up
/// then, whatever the line is (crontab(5), LIMITATIONS).
pub(super) fn without_newline(text: &str) -> Option<usize> {
    let last = text.rsplit('\n').next()?;
    let says = !last.trim().is_empty() && !last.trim_start().starts_with('#');
    says.then(|| text.len() - last.len())
}

/// Whether cron gives a table without accounts up for this line.
pub(super) fn is_wrong(line: &str) -> bool {
    let text = line.trim_start();
    !text.is_empty() && !text.starts_with('#') && entry(line, false) == Entry::Wrong
}

/// Where the command of a job begins, in a table without accounts; `None` for any other line.
pub(super) fn command(line: &str) -> Option<usize> {
    if line.trim_start().starts_with('#') || variable(line).is_some() {
        return None;
    }
    job(line, false)?;
    let fields = if line.trim_start().starts_with('@') { 1 } else { FIELDS.len() };
    let mut rest = line;
    for _ in 0..fields {
        rest = rest.trim_start_matches([' ', '\t']);
        rest = &rest[rest.find([' ', '\t'])?..];
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    (!rest.is_empty()).then(|| line.len() - rest.len())
}

/// What a field may hold: numbers between these, and names for them, counted from the first.
struct Field {
    low: u32,
    high: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Minute, hour, day of the month, month, day of the week (cron.h).
const FIELDS: [&Field; 5] = [
    &Field { low: 0, high: 59, names: &[] },
    &Field { low: 0, high: 23, names: &[] },
    &Field { low: 1, high: 31, names: &[] },
    &Field { low: 1, high: 12, names: MONTHS },
    &Field { low: 0, high: 7, names: DAYS },
];

/// Ranges between commas (entry.c `get_list`): what stands behind the last one is passed over.
fn list(text: &str, field: &Field) -> bool {
    let mut rest = text;
    loop {
        match range(rest, field).map(|left| left.strip_prefix(',')) {
            None => return false,
            Some(None) => return true,
            Some(Some(left)) => rest = left,
        }
    }
}

/// A range at the beginning (entry.c `get_range`), and what follows it.
fn range<'t>(text: &'t str, field: &Field) -> Option<&'t str> {
    let (low, high, rest) = match text.strip_prefix('*') {
        Some(rest) => (field.low, field.high, rest),
        None => {
            let (word, rest) = alphanumeric(text);
            let low = number(word, field)?;
            match (rest.strip_prefix('-'), rest.starts_with('/')) {
                (Some(rest), _) => {
                    let (word, rest) = alphanumeric(rest);
                    (low, number(word, field)?, rest)
                }
                // A single number has no steps.
                (None, true) => return None,
                (None, false) => (low, low, rest),
            }
        }
    };
    let (step, rest) = match rest.strip_prefix('/') {
        Some(rest) => {
            let (word, rest) = alphanumeric(rest);
            (number(word, &Field { low: 1, high: u32::MAX, names: &[] })?, rest)
        }
        None => (1, rest),
    };
    let good = |number: u32| (field.low..=field.high).contains(&number);
    // A range that runs backwards names nothing, and is no mistake.
    let last = low.checked_add((high.saturating_sub(low) / step.max(1)) * step.max(1))?;
    (step > 0 && (low > high || good(low) && good(last))).then_some(rest)
}

fn alphanumeric(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(text.len());
    text.split_at(end)
}

fn number(text: &str, field: &Field) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let at = field.names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    u32::try_from(at).ok().map(|at| at + field.low)
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
            ("* * * * *", Entry::Job(None)),
            ("@daily", Entry::Job(None)),
            ("=x", set("", "x")),
            ("60 * * * * x", Entry::Wrong),
            ("* * 0 * * x", Entry::Wrong),
            ("* * * * 8 x", Entry::Wrong),
            ("* * * * 7 x", Entry::Job(None)),
            ("*/0 * * * * x", Entry::Wrong),
            ("1/2 * * * * x", Entry::Wrong),
            ("1,,2 * * * * x", Entry::Wrong),
            ("5-1 * * * * x", Entry::Job(None)),
            ("** 0~5 1-5-6 * * x", Entry::Job(None)),
            ("0-59/10 1,2 * jan sun x", Entry::Job(None)),
        ];
        for (line, expected) in rows {
            assert_eq!(entry(line, false), expected, "{line}");
        }
        assert_eq!(entry("17 * * * * root cd /", true), Entry::Job(Some("root".into())));
    }
}
