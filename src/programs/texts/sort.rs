//! `sort`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{COREUTILS, lines, order};
use crate::machine::overlay::Change;
use crate::programs::options::{MAYBE, NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run};

/// What is followed here.
pub const ALL: &[&Program] = &[&SORT];

/// sort(1).
pub static SORT: Program = Program::new(
    &["sort"],
    "-n -r -u -f -b -V -h -d -k -t -s -c -C -m -o, in the order of C; elsewhere plain words",
    COREUTILS,
    sort,
);

/// How a key is compared.
#[derive(Clone, Copy, Default, PartialEq)]
struct Manner {
    numeric: bool,
    human: bool,
    version: bool,
    folds: bool,
    dictionary: bool,
    reverse: bool,
    blanks: bool,
    blanks_end: bool,
}

impl Manner {
    /// Takes a letter; false where it is not followed.
    fn take(&mut self, letter: char, end: bool) -> bool {
        match letter {
            'n' => self.numeric = true,
            'h' => self.human = true,
            'V' => self.version = true,
            'f' => self.folds = true,
            'd' => self.dictionary = true,
            'r' => self.reverse = true,
            'b' if end => self.blanks_end = true,
            'b' => self.blanks = true,
            _ => return false,
        }
        true
    }

    fn compare(&self, left: &str, right: &str) -> Ordering {
        let order = if self.numeric {
            number(left, right)
        } else if self.human {
            unit(left).cmp(&unit(right)).then_with(|| number(left, right))
        } else if self.version {
            order::version(left, right)
        } else if self.folds || self.dictionary {
            self.folded(left).cmp(&self.folded(right))
        } else {
            left.cmp(right)
        };
        if self.reverse { order.reverse() } else { order }
    }

    fn folded(&self, text: &str) -> String {
        let kept = text
            .chars()
            .filter(|c| !self.dictionary || c.is_ascii_alphanumeric() || matches!(c, ' ' | '\t'));
        kept.map(|c| if self.folds { c.to_ascii_uppercase() } else { c }).collect()
    }
}

/// `-k F[.C][OPTS][,F[.C][OPTS]]`.
struct Key {
    start: (usize, usize),
    end: Option<(usize, usize)>,
    manner: Manner,
    own: bool,
}

fn key(text: &str) -> Option<Key> {
    let (start, end) = text.split_once(',').map_or((text, None), |(a, b)| (a, Some(b)));
    let mut manner = Manner::default();
    let mut own = false;
    let mut position = |text: &str, last: bool| -> Option<(usize, usize)> {
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        for letter in text[digits..].chars() {
            own = true;
            if !manner.take(letter, last) {
                return None;
            }
        }
        let (field, character) = text[..digits].split_once('.').unwrap_or((&text[..digits], ""));
        let character =
            if character.is_empty() { usize::from(!last) } else { character.parse().ok()? };
        Some((field.parse().ok().filter(|field| *field > 0)?, character))
    };
    let start = position(start, false)?;
    let end = match end {
        Some(end) => Some(position(end, true)?),
        None => None,
    };
    (start.1 > 0).then_some(Key { start, end, manner, own })
}

/// Where each field begins and ends; without a separator the blanks in front belong to it.
fn field(line: &str, number: usize, by: Option<char>) -> (usize, usize) {
    let mut at = 0;
    for count in 1.. {
        let end = match by {
            Some(by) => line[at..].find(by).map_or(line.len(), |len| at + len),
            None => {
                let blank = |c: char| c == ' ' || c == '\t';
                let text = line[at..].find(|c| !blank(c)).map_or(line.len(), |len| at + len);
                line[text..].find(blank).map_or(line.len(), |len| text + len)
            }
        };
        if count == number {
            return (at, end);
        }
        if end >= line.len() {
            return (line.len(), line.len());
        }
        at = end + usize::from(by.is_some());
    }
    (line.len(), line.len())
}

impl Key {
    fn of<'l>(&self, line: &'l str, by: Option<char>) -> &'l str {
        let (mut start, end) = field(line, self.start.0, by);
        let blank = |c: char| c == ' ' || c == '\t';
        if self.manner.blanks {
            start += line[start..end].len() - line[start..end].trim_start_matches(blank).len();
        }
        let start = (start + self.start.1 - 1).min(line.len());
        let stop = match self.end {
            None => line.len(),
            Some((number, 0)) => field(line, number, by).1,
            Some((number, characters)) => {
                let (mut from, to) = field(line, number, by);
                if self.manner.blanks_end {
                    from += line[from..to].len() - line[from..to].trim_start_matches(blank).len();
                }
                (from + characters).min(line.len())
            }
        };
        line.get(start..stop.max(start)).unwrap_or_default()
    }
}

/// Numbers as sort reads them: blanks, a sign, digits, a fraction.
fn number(left: &str, right: &str) -> Ordering {
    let (one, other) = (parts(left), parts(right));
    let zero = |digits: &str, fraction: &str| digits.is_empty() && fraction.is_empty();
    let negative = |part: &(bool, &str, &str)| part.0 && !zero(part.1, part.2);
    match (negative(&one), negative(&other)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (sign, _) => {
            let order = one.1.len().cmp(&other.1.len()).then_with(|| one.1.cmp(other.1));
            let order = order.then_with(|| one.2.cmp(other.2));
            if sign { order.reverse() } else { order }
        }
    }
}

fn parts(text: &str) -> (bool, &str, &str) {
    let text = text.trim_start_matches([' ', '\t', '\n']);
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = text[..end].trim_start_matches('0');
    let fraction = text[end..].strip_prefix('.').unwrap_or_default();
    let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    (negative, whole, fraction[..end].trim_end_matches('0'))
}

/// `K`, `M`, `G`… behind a number.
fn unit(text: &str) -> i32 {
    let text = text.trim_start_matches([' ', '\t']);
    let negative = text.starts_with('-');
    let digits = text.strip_prefix('-').unwrap_or(text);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    // Without a number above zero a letter is no unit.
    if !digits[..digits.len() - rest.len()].contains(|c: char| ('1'..='9').contains(&c)) {
        return 0;
    }
    let at = rest.chars().next().and_then(|c| "kKMGTPEZY".find(c)).map_or(0, |at| at.max(1) as i32);
    if negative { -at } else { at }
}

fn sort(run: &mut Run<'_>) -> Followed {
    let long = [
        ("numeric-sort", 'n', NO),
        ("reverse", 'r', NO),
        ("unique", 'u', NO),
        ("ignore-case", 'f', NO),
        ("ignore-leading-blanks", 'b', NO),
        ("version-sort", 'V', NO),
        ("human-numeric-sort", 'h', NO),
        ("dictionary-order", 'd', NO),
        ("key", 'k', YES),
        ("field-separator", 't', YES),
        ("stable", 's', NO),
        ("check", 'c', MAYBE),
        ("merge", 'm', NO),
        ("output", 'o', YES),
        ("random-sort", 'R', NO),
    ];
    let options = Options::read(&run.arguments, "nrufbVhdk:t:scCmo:R", &long, false)?;
    let mut manner = Manner::default();
    for (letter, _) in options.all().filter(|(letter, _)| "nrfbVhd".contains(*letter)) {
        manner.take(letter, false);
    }
    let mut keys = Vec::new();
    for text in options.values('k') {
        let mut key = key(text).ok_or(Cannot::NotFollowed)?;
        if !key.own {
            key.manner = Manner { blanks_end: manner.blanks, ..manner };
        }
        keys.push(key);
    }
    let by = match options.value('t') {
        None => None,
        Some("\\0") => return Err(Cannot::NotFollowed),
        Some(text) => {
            Some(text.chars().next().filter(|_| text.len() == 1).ok_or(Cannot::NotFollowed)?)
        }
    };
    if (options.has('c') || options.has('C')) && options.operands.len() > 1 {
        return run.refuses(2);
    }
    let locale = run.locale("LC_COLLATE")?;
    let (texts, failed) = match options.operands.is_empty() {
        true => (vec![("-".to_owned(), run.unordered_input()?)], false),
        false => run.texts(&options.operands)?,
    };
    run.unordered = false;
    if failed {
        return Ok(2);
    }
    let whole: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
    let mut all: Vec<&str> = whole.iter().flat_map(|text| lines(text)).collect();
    run.spend(all.len() * 64)?;
    let certain = order::is_certain(locale, all.iter().copied());
    let shuffled = options.has('R') && all.windows(2).any(|pair| pair[0] != pair[1]);
    if !certain || shuffled || !all.iter().all(|line| line.is_ascii()) && !keys.is_empty() {
        return Err(Cannot::NotFollowed);
    }
    let compare = |left: &&str, right: &&str| {
        for key in &keys {
            let order = key.manner.compare(key.of(left, by), key.of(right, by));
            if order != Ordering::Equal {
                return order;
            }
        }
        if keys.is_empty() {
            let trim = |text: &'_ str| -> String {
                if manner.blanks {
                    text.trim_start_matches([' ', '\t']).to_owned()
                } else {
                    text.to_owned()
                }
            };
            return manner.compare(&trim(left), &trim(right));
        }
        Ordering::Equal
    };
    let last = |left: &&str, right: &&str| {
        if options.has('s') || options.has('u') {
            return Ordering::Equal;
        }
        let order = left.cmp(right);
        if manner.reverse { order.reverse() } else { order }
    };
    if options.has('c') || options.has('C') {
        let wrong = |pair: &[&str]| {
            let order = compare(&pair[0], &pair[1]).then_with(|| last(&pair[0], &pair[1]));
            order == Ordering::Greater || options.has('u') && order == Ordering::Equal
        };
        let unsorted = all.windows(2).any(wrong);
        if unsorted && options.has('c') {
            run.mutters();
        }
        return Ok(i32::from(unsorted));
    }
    all.sort_by(|left, right| compare(left, right).then_with(|| last(left, right)));
    if options.has('u') {
        all.dedup_by(|right, left| compare(left, right) == Ordering::Equal);
    }
    let sorted: String = all.iter().flat_map(|line| [*line, "\n"]).collect();
    match options.value('o') {
        None => run.out = sorted,
        Some(path) if path.starts_with("/dev/") => return Err(Cannot::NotFollowed),
        Some(path) => {
            let path = run.absolute(path)?;
            if run.obstacle(&path)?.is_some() {
                return run.refuses(2);
            }
            run.change(Change::File { path, bytes: Rc::from(sorted.into_bytes()) });
        }
    }
    Ok(0)
}
