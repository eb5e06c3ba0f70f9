//! The text of sudoers(5): aliases and Defaults lines, included files in their order (sudo 1.9.13, toke.l, gram.y).

use std::collections::HashMap;

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while1};
use nom::character::complete::{anychar, char, one_of, space0};
use nom::combinator::{map, opt, recognize, value};
use nom::multi::{fold_many0, many0, separated_list1};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use super::super::config::{self, Budget, Config, Read};
use super::super::stock;
use crate::machine::Machine;
use crate::value::{Origin, Unknown};

/// Files include one another no deeper than this (sudoers(5), `MAX_SUDOERS_DEPTH`).
const DEEPEST: usize = 128;

/// Whom a Defaults line is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum For {
    Everybody,
    Hosts(Vec<Item>),
    Users(Vec<Item>),
    Runas(Vec<Item>),
    Commands(Vec<Item>),
}

/// One of a list: `!` in front takes it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) negated: bool,
    pub(super) text: String,
}

/// How a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    On,
    Off,
    Set,
    Add,
    Remove,
}

/// One setting of a Defaults line.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) scope: For,
    pub(super) name: String,
    pub(super) operator: Operator,
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// All that was read.
#[derive(Default)]
pub(super) struct Sudoers {
    pub(super) settings: Vec<Setting>,
    /// By kind (`User_Alias`) and name.
    pub(super) aliases: HashMap<(&'static str, String), Vec<Item>>,
    pub(super) doubts: Vec<Unknown>,
    pub(super) read: Vec<String>,
    budget: Budget,
}

impl Sudoers {
    pub(super) fn read(machine: &dyn Machine) -> Self {
        let mut sudoers = Self::default();
        match config::read(machine, "/etc/sudoers") {
            Read::Text(config) => sudoers.file(machine, &config, 0),
            Read::Hidden(why) => {
                let stock = stock::sudoers(machine);
                stock.iter().for_each(|config| sudoers.file(machine, config, 0));
                sudoers.doubts.push(why);
            }
            Read::Missing => match stock::sudoers(machine) {
                Some(config) => sudoers.file(machine, &config, 0),
                None => {
                    let origin = Origin::Default("sudoers(5)".into());
                    let reason = "depends on /etc/sudoers, which this distribution writes by itself and which is not recorded";
                    sudoers.doubts.push(Unknown::new(reason, origin));
                }
            },
        }
        sudoers
    }

    fn file(&mut self, machine: &dyn Machine, config: &Config, depth: usize) {
        if !config.is_stock() {
            self.read.push(config.name().to_owned());
        }
        for (line, start, end) in logical(config) {
            let text = line.trim();
            match included(text) {
                Some((directory, path)) if depth < DEEPEST && !self.budget.is_over() => {
                    self.include(machine, directory, &path, depth + 1);
                }
                Some(_) => {}
                None => self.line(text, &config.origin(start, end)),
            }
        }
    }

    fn include(&mut self, machine: &dyn Machine, directory: bool, path: &str, depth: usize) {
        // A path without a slash in front is beside the file that includes it.
        let path = machine.platform().absolute("/etc", path);
        let files = match directory {
            true => {
                // Names with a dot or a tilde at the end are left alone.
                let fits = |name: &str| !name.contains('.') && !name.ends_with('~');
                let names = config::names(machine, &path, fits);
                names.into_iter().map(|name| format!("{path}/{name}")).collect()
            }
            false => vec![path],
        };
        for file in files {
            match self.budget.read(machine, &file) {
                Read::Text(config) => self.file(machine, &config, depth),
                Read::Hidden(why) => self.doubts.push(why),
                Read::Missing => {}
            }
        }
    }

    fn line(&mut self, text: &str, origin: &Origin) {
        if let Ok((_, (kind, groups))) = aliases(text) {
            for (name, items) in groups {
                self.aliases.insert((kind, name), items);
            }
            return;
        }
        let Ok((rest, (scope, settings))) = defaults(text) else { return };
        if !rest.trim().is_empty() {
            return;
        }
        let of = |(name, operator, value): (String, Operator, String)| Setting {
            scope: scope.clone(),
            name,
            operator,
            value,
            origin: origin.clone(),
        };
        self.settings.extend(settings.into_iter().map(of));
    }
}

/// Lines with continuations joined and comments cut; what begins with `#include` is none.
fn logical(config: &Config) -> Vec<(String, usize, usize)> {
    let mut lines: Vec<(String, usize, usize)> = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for line in config.lines() {
        let (mut joined, start) = open.take().unwrap_or((String::new(), line.start));
        joined.push_str(line.text);
        let end = line.start + line.text.len();
        if joined.ends_with('\\') {
            joined.pop();
            open = Some((joined, start));
            continue;
        }
        let text = without_comment(&joined).to_owned();
        if !text.trim().is_empty() {
            lines.push((text, start, end));
        }
    }
    lines
}

/// A `#` outside of quotes ends the line, unless a number follows (a user id) or it includes a file.
fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("#include") {
        return line;
    }
    let mut quoted = false;
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => quoted = !quoted,
            '#' if !quoted => {
                let id = letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
                let start = line[..at].trim().is_empty();
                if !id || start {
                    return &line[..at];
                }
            }
            _ => {}
        }
    }
    line
}

/// `@include FILE`, `#includedir DIRECTORY`; whether it is a directory.
fn included(line: &str) -> Option<(bool, String)> {
    let rest = line.strip_prefix(['@', '#'])?.strip_prefix("include")?;
    let (directory, rest) = match rest.strip_prefix("dir") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let path = rest.strip_prefix([' ', '\t'])?.trim();
    let path = path.strip_prefix('"').and_then(|path| path.strip_suffix('"')).unwrap_or(path);
    Some((directory, path.replace("\\ ", " ")))
}

const KINDS: [&str; 5] = ["User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias"];

type Aliases = (&'static str, Vec<(String, Vec<Item>)>);

/// `User_Alias NAME = a, b : OTHER = c`.
fn aliases(input: &str) -> IResult<&str, Aliases> {
    let kind = |name: &'static str| {
        let same = if name == "Cmd_Alias" { "Cmnd_Alias" } else { name };
        value(same, tag(name))
    };
    let mut kinds =
        alt((kind(KINDS[0]), kind(KINDS[1]), kind(KINDS[2]), kind(KINDS[3]), kind(KINDS[4])));
    let (input, kind) = kinds.parse(input)?;
    let name = take_while1(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let group = (delimited(space0, map(name, str::to_owned), (space0, char('='), space0)), items);
    let (rest, groups) = separated_list1((space0, char(':')), group).parse(input)?;
    Ok((rest, (kind, groups)))
}

/// A list of names between commas; a command may have arguments.
fn items(input: &str) -> IResult<&str, Vec<Item>> {
    separated_list1((space0, char(','), space0), item).parse(input)
}

fn item(input: &str) -> IResult<&str, Item> {
    let (input, marks) = many0(preceded(space0, char('!'))).parse(input)?;
    let (input, _) = space0(input)?;
    let quoted = delimited(char('"'), map(is_not("\""), str::to_owned), char('"'));
    let escaped = preceded(char('\\'), map(recognize(anychar), str::to_owned));
    let plain = map(is_not(",:=!\\\" \t"), str::to_owned);
    let blank = map(recognize((one_of(" \t"), space0)), |_: &str| " ".to_owned());
    let mut all =
        fold_many0(alt((quoted, escaped, plain, blank)), String::new, |mut text, part| {
            text.push_str(&part);
            text
        });
    let (rest, text) = all.parse(input)?;
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Many0)));
    }
    Ok((rest, Item { negated: marks.len() % 2 == 1, text }))
}

type Defaults = (For, Vec<(String, Operator, String)>);

/// `Defaults[@:!>]LIST name = value, !name`.
fn defaults(input: &str) -> IResult<&str, Defaults> {
    let (input, _) = tag("Defaults")(input)?;
    let (input, sign) = opt(one_of("@:!>")).parse(input)?;
    let (input, scope) = match sign {
        None => {
            let (input, _) = one_of(" \t")(input)?;
            (input, For::Everybody)
        }
        Some(sign) => {
            let (input, _) = space0(input)?;
            let (input, list) =
                separated_list1((space0, char(','), space0), scope_item).parse(input)?;
            let scope = match sign {
                '@' => For::Hosts(list),
                ':' => For::Users(list),
                '>' => For::Runas(list),
                _ => For::Commands(list),
            };
            (input, scope)
        }
    };
    let separator = (space0, char(','), space0);
    let (rest, settings) = preceded(space0, separated_list1(separator, setting)).parse(input)?;
    Ok((rest, (scope, settings)))
}

/// A name of the list that a Defaults line is for: no blanks.
fn scope_item(input: &str) -> IResult<&str, Item> {
    let (input, marks) = many0(char('!')).parse(input)?;
    let quoted = delimited(char('"'), map(is_not("\""), str::to_owned), char('"'));
    let escaped = preceded(char('\\'), map(recognize(anychar), str::to_owned));
    let plain = map(is_not(",!\\\" \t"), str::to_owned);
    let part = alt((quoted, escaped, plain));
    let (rest, text) =
        nom::multi::fold_many1(part, String::new, |mut text: String, part: String| {
            text.push_str(&part);
            text
        })
        .parse(input)?;
    Ok((rest, Item { negated: marks.len() % 2 == 1, text }))
}

fn setting(input: &str) -> IResult<&str, (String, Operator, String)> {
    let (input, marks) = many0(preceded(space0, char('!'))).parse(input)?;
    let (input, name) = preceded(
        space0,
        take_while1(|c: char| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()),
    )
    .parse(input)?;
    let operator = alt((
        value(Operator::Add, tag("+=")),
        value(Operator::Remove, tag("-=")),
        value(Operator::Set, tag("=")),
    ));
    let (input, operator) = opt(preceded(space0, operator)).parse(input)?;
    match (operator, marks.len() % 2 == 1) {
        (None, true) => Ok((input, (name.to_owned(), Operator::Off, String::new()))),
        (None, false) => Ok((input, (name.to_owned(), Operator::On, String::new()))),
        (Some(operator), false) => {
            let (rest, text) = preceded(space0, text).parse(input)?;
            Ok((rest, (name.to_owned(), operator, text)))
        }
        // A negated setting has no value.
        (Some(_), true) => {
            Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Not)))
        }
    }
}

/// A value: quoted, or a word without blanks and commas.
fn text(input: &str) -> IResult<&str, String> {
    let inner_escape = preceded(char('\\'), map(recognize(anychar), str::to_owned));
    let inner = map(is_not("\"\\"), str::to_owned);
    let inside = fold_many0(alt((inner_escape, inner)), String::new, joined);
    let quoted = delimited(char('"'), inside, char('"'));
    let escaped = preceded(char('\\'), map(recognize(anychar), str::to_owned));
    let plain = map(is_not("#=, \t\\\""), str::to_owned);
    let word = nom::multi::fold_many1(alt((escaped, plain)), String::new, joined);
    alt((quoted, word)).parse(input)
}

fn joined(mut text: String, part: String) -> String {
    text.push_str(&part);
    text
}
