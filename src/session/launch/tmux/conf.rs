//! tmux.conf: the commands in it, words expanded as tmux does while it reads the file (tmux(1) PARSING SYNTAX; cmd-parse.y, 3.3a).

use super::super::block::Block;
use super::super::config::{Config, Line};
use crate::value::{Origin, Value};

/// A word of a command.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) value: Value,
}

impl Word {
    pub(super) fn text(&self) -> String {
        self.value.text().map(|text| text.into_owned()).unwrap_or_default()
    }
}

/// A command and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) words: Vec<Word>,
    pub(super) origin: Origin,
}

/// What was found while the file was read.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) statements: Vec<Statement>,
    /// Names that panes do not get (`%hidden`).
    pub(super) hidden: Vec<String>,
    /// A condition that was not decided, and where.
    pub(super) undecided: Vec<Origin>,
}

/// Reads a file; assignments take effect at once, commands only when all is read.
pub(super) fn parse(config: &Config, global: &mut Block, home: &str) -> Parsed {
    let mut parsed = Parsed::default();
    // Whether the lines of each open `%if` count, and whether one of its arms did.
    let mut arms: Vec<(bool, bool)> = Vec::new();
    for (text, line) in logical(config) {
        let origin = config.origin(line.start, line.start + line.text.len());
        let mut reading = Reading { global, home, origin: &origin };
        let words: Vec<Vec<Word>> = reading.commands(&text);
        let Some(first) = words.first().and_then(|words| words.first()).map(Word::text) else {
            continue;
        };
        let condition = || text.trim_start().split_once([' ', '\t']).map_or("", |(_, rest)| rest);
        match first.as_str() {
            "%if" => {
                let holds = decide(condition(), &origin, &mut parsed);
                arms.push((holds, holds));
            }
            "%elif" => {
                if let Some(arm) = arms.pop() {
                    let holds = !arm.1 && decide(condition(), &origin, &mut parsed);
                    arms.push((holds, arm.1 || holds));
                }
            }
            "%else" => {
                if let Some(arm) = arms.pop() {
                    arms.push((!arm.1, true));
                }
            }
            "%endif" => drop(arms.pop()),
            _ if arms.iter().any(|(counts, _)| !counts) => {}
            _ => {
                for words in words {
                    statement(words, &origin, global, &mut parsed);
                }
            }
        }
    }
    parsed
}

fn statement(words: Vec<Word>, origin: &Origin, global: &mut Block, parsed: &mut Parsed) {
    let Some(first) = words.first() else { return };
    let text = first.text();
    let hidden = text == "%hidden";
    let word = if hidden { words.get(1) } else { Some(first) };
    let assigned = word.and_then(|word| {
        let text = word.text();
        let at = text.find('=')?;
        let name = text[..at].to_owned();
        let good = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let fits = !name.is_empty() && name.chars().all(good);
        fits.then(|| Some((name, word.value.slice(at + 1, text.len())?))).flatten()
    });
    match assigned {
        Some((name, value)) if hidden || words.len() == 1 => {
            if hidden {
                parsed.hidden.push(name.clone());
            }
            global.put(&name, value);
        }
        _ => parsed.statements.push(Statement { words, origin: origin.clone() }),
    }
}

/// A format: a number, or a comparison of two texts.
fn decide(text: &str, origin: &Origin, parsed: &mut Parsed) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    let compared = |mark: &str| {
        let inside = text.strip_prefix(mark)?.strip_suffix('}')?;
        let (left, right) = inside.split_once(',')?;
        (!inside.contains('#')).then(|| left == right)
    };
    if let Some(same) = compared("#{==:") {
        return same;
    }
    if let Some(same) = compared("#{!=:") {
        return !same;
    }
    if text.contains('#') {
        parsed.undecided.push(origin.clone());
    }
    !matches!(text, "" | "0")
}

/// Lines with continuations joined.
fn logical(config: &Config) -> Vec<(String, Line<'_>)> {
    let mut lines: Vec<(String, Line<'_>)> = Vec::new();
    let mut open: Option<(String, Line<'_>)> = None;
    for line in config.lines() {
        let (mut joined, at) = open.take().unwrap_or((String::new(), line));
        match line.text.strip_suffix('\\') {
            Some(front) => {
                joined.push_str(front);
                open = Some((joined, at));
            }
            None => {
                joined.push_str(line.text);
                lines.push((joined, at));
            }
        }
    }
    lines.extend(open);
    lines
}

struct Reading<'r> {
    global: &'r Block,
    home: &'r str,
    origin: &'r Origin,
}

impl Reading<'_> {
    /// The commands of a line, split at `;`.
    fn commands(&mut self, text: &str) -> Vec<Vec<Word>> {
        let mut commands: Vec<Vec<Word>> = vec![Vec::new()];
        let mut rest = text.trim_start_matches([' ', '\t']);
        while !rest.is_empty() && (!rest.starts_with('#') || rest.starts_with("#{")) {
            if let Some(left) = rest.strip_prefix(';') {
                commands.push(Vec::new());
                rest = left.trim_start_matches([' ', '\t']);
                continue;
            }
            let (value, left) = self.word(rest);
            if let Some(command) = commands.last_mut() {
                command.push(Word { value });
            }
            rest = left.trim_start_matches([' ', '\t']);
        }
        commands.retain(|command| !command.is_empty());
        commands
    }

    fn word<'t>(&self, text: &'t str) -> (Value, &'t str) {
        let mut value = Value::known("", self.origin.clone());
        let mut rest = text;
        if let Some(left) = rest
            .strip_prefix('~')
            .filter(|left| left.is_empty() || left.starts_with(['/', ' ', '\t']))
        {
            value.push(self.home, self.origin.clone());
            rest = left;
        }
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            match letter {
                ' ' | '\t' | ';' => break,
                '\'' => {
                    let (inside, left) = after.split_once('\'').unwrap_or((after, ""));
                    value.push(inside, self.origin.clone());
                    rest = left;
                }
                '"' => rest = self.quoted(after, &mut value),
                '\\' => rest = self.escaped(after, &mut value),
                '$' => rest = self.variable(after, &mut value),
                _ => {
                    let special = [' ', '\t', ';', '\'', '"', '\\', '$'];
                    let (plain, left) = rest.split_at(rest.find(special).unwrap_or(rest.len()));
                    value.push(plain, self.origin.clone());
                    rest = left;
                }
            }
        }
        (value, rest)
    }

    fn quoted<'t>(&self, text: &'t str, value: &mut Value) -> &'t str {
        let mut rest = text;
        let home = rest.strip_prefix('~').filter(|left| left.starts_with(['/', '"']));
        // Directly behind the quote a tilde is the home, as at the beginning of a word.
        if let Some(left) = home {
            value.push(self.home, self.origin.clone());
            rest = left;
        }
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            match letter {
                '"' => return after,
                '\\' => rest = self.escaped(after, value),
                '$' => rest = self.variable(after, value),
                _ => {
                    let special = ['"', '\\', '$'];
                    let (plain, left) = rest.split_at(rest.find(special).unwrap_or(rest.len()));
                    value.push(plain, self.origin.clone());
                    rest = left;
                }
            }
        }
        rest
    }

    fn escaped<'t>(&self, text: &'t str, value: &mut Value) -> &'t str {
        let Some(letter) = text.chars().next() else { return text };
        let plain = match letter {
            'n' => '\n',
            't' => '\t',
            'e' => '\u{1b}',
            'r' => '\r',
            's' => ' ',
            other => other,
        };
        value.push(plain.to_string(), self.origin.clone());
        &text[letter.len_utf8()..]
    }

    /// `$NAME` or `${NAME}`, from the environment of the server.
    fn variable<'t>(&self, text: &'t str, value: &mut Value) -> &'t str {
        let good = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let (name, rest) = match text.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some(found) => found,
            None => text.split_at(text.find(|letter| !good(letter)).unwrap_or(text.len())),
        };
        if name.is_empty() {
            value.push("$", self.origin.clone());
        } else if let Some(held) = self.global.get(name) {
            value.append(held.clone());
        }
        rest
    }
}
