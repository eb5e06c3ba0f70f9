//! `pam_env.conf` and `~/.pam_environment` (pam_env.conf(5); Linux-PAM 1.5.2, `_parse_line`, `_check_var`, `_expand_arg`).

use super::super::block::Block;
use super::super::config::{Config, Line};
use super::Service;
use crate::value::{Origin, Value};

/// What a line says.
enum Said<'l> {
    /// The name, and what is to be its default and its override.
    Options(&'l str, Option<&'l str>, Option<&'l str>),
    /// A word alone: `NAME=value` is set as it stands, `NAME` is taken away.
    Word(&'l str),
}

/// Writes what the file says.
pub(super) fn read(config: &Config, service: &Service<'_>, block: &mut Block) {
    for (line, start, end) in logical(config) {
        let origin = config.origin(start, end);
        match parse(&line) {
            Some(Said::Word(word)) => match word.split_once('=') {
                Some((name, value)) => block.put(name, Value::known(value, origin)),
                None => block.remove(word),
            },
            Some(Said::Options(name, default, over)) => {
                write(name, default, over, service, &origin, block);
            }
            None => {}
        }
    }
}

/// `_check_var`: an override that is not empty, else the default; what expands to nothing defines all the same.
fn write(
    name: &str,
    default: Option<&str>,
    over: Option<&str>,
    service: &Service<'_>,
    origin: &Origin,
    block: &mut Block,
) {
    let expand = |text: &str| expand(text, service, block, origin);
    let (default, over) = (default.map(expand), over.map(expand));
    if matches!(default, Some(None)) || matches!(over, Some(None)) {
        return;
    }
    let over = over.flatten().filter(|value| value.is_empty() != Some(true));
    match over.or(default.flatten()) {
        Some(value) => block.put(name, value),
        None => block.remove(name),
    }
}

/// Lines with continuations joined; blanks in front and behind are dropped.
fn logical(config: &Config) -> Vec<(String, usize, usize)> {
    let mut lines = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for Line { text, start } in config.lines() {
        let trimmed = text.trim_matches([' ', '\t', '\r']);
        if open.is_none() && (trimmed.is_empty() || trimmed.starts_with('#')) {
            continue;
        }
        let (mut joined, at) = open.take().unwrap_or((String::new(), start));
        match trimmed.strip_suffix('\\') {
            Some(front) => {
                joined.push_str(front);
                open = Some((joined, at));
            }
            None => {
                joined.push_str(trimmed);
                lines.push((joined, at, start + text.len()));
            }
        }
    }
    lines.extend(open.map(|(joined, at)| (joined, at, config.text().len())));
    lines
}

/// A line that says anything else is lost whole.
fn parse(line: &str) -> Option<Said<'_>> {
    let blank = [' ', '\t', '\n'];
    let end = line.find(blank).unwrap_or(line.len());
    let (name, mut rest) = line.split_at(end);
    let (mut default, mut over) = (None, None);
    rest = rest.trim_start_matches(blank);
    if rest.is_empty() {
        return Some(Said::Word(name));
    }
    while !rest.is_empty() {
        let (slot, text) = match (rest.strip_prefix("DEFAULT="), rest.strip_prefix("OVERRIDE=")) {
            (Some(text), _) => (&mut default, text),
            (_, Some(text)) => (&mut over, text),
            _ => return None,
        };
        let (value, left) = match text.strip_prefix('"') {
            Some(quoted) => {
                let (value, left) = quoted.split_once('"')?;
                if !left.is_empty() && !left.starts_with(blank) {
                    return None;
                }
                (Some(value), left)
            }
            None => {
                let (value, left) = text.split_at(text.find(blank).unwrap_or(text.len()));
                (Some(value).filter(|value| !value.is_empty()), left)
            }
        };
        *slot = value;
        rest = left.trim_start_matches(blank);
    }
    Some(Said::Options(name, default, over))
}

/// `${NAME}` is a variable of PAM, `@{NAME}` an item; `None` where a brace is not closed.
fn expand(text: &str, service: &Service<'_>, block: &Block, origin: &Origin) -> Option<Value> {
    let mut value = Value::known("", origin.clone());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '$', '@']) {
        value.push(&rest[..at], origin.clone());
        let (sign, after) = rest[at..].split_at(1);
        match (sign, after.chars().next()) {
            ("\\", Some(letter @ ('$' | '@'))) => {
                value.push(letter.to_string(), origin.clone());
                rest = &after[1..];
            }
            ("\\", _) => rest = after,
            (_, Some('{')) => {
                let (name, left) = after[1..].split_once('}')?;
                let found = match sign {
                    "$" => block.get(name).cloned(),
                    _ => service.item(name).map(|text| Value::known(text, origin.clone())),
                };
                value.append(found.unwrap_or_default());
                rest = left;
            }
            _ => {
                value.push(sign, origin.clone());
                rest = after;
            }
        }
    }
    value.push(rest, origin.clone());
    Some(value)
}
