//! `getopts` (POSIX getopts(1); bash 5.2 getopt.c, zsh 5.9 builtin.c `bin_getopts`, dash 0.5.12 options.c).

use crate::shells::posix::dialect::Dialect;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::parser::name_len;
use crate::shells::posix::state::{Cursor, Status};
use crate::text::Span;
use crate::value::Value;

/// What becomes of OPTARG.
enum Argument {
    Text(String),
    Unset,
    /// It stays.
    Kept,
}

/// What one call found.
struct Found {
    /// What the name is set to; `None` where it stays.
    name: Option<String>,
    argument: Argument,
    next: Cursor,
    more: bool,
}

impl Evaluator<'_> {
    pub(super) fn getopts(&mut self, arguments: &[Value], span: Span) {
        let [options, name, rest @ ..] = arguments else {
            self.state.status = Status::Known(2);
            return;
        };
        self.passes(self.state.positional.len().max(rest.len()) / 4);
        let words = if rest.is_empty() { &self.state.positional } else { rest };
        let index = self.state.value("OPTIND").map_or(Some(1), |value| number(&value));
        let (Some(options), Some(name), Some(words), Some(index)) =
            (text(options), text(name), words.iter().map(text).collect::<Option<Vec<_>>>(), index)
        else {
            return self.options_unknown(name, span);
        };
        let zsh = self.state.dialect.is_zsh();
        let (index, before) = match self.state.begins_options() {
            true => (1, Cursor::default()),
            false => (index, self.state.cursor),
        };
        let at = match before.shown == index || zsh && index > 0 {
            true => Cursor { word: if zsh { index } else { before.word }, ..before },
            false => Cursor { word: index.max(1), letter: 0, shown: index },
        };
        let call = Call { dialect: self.state.dialect, options: &options, words: &words };
        self.option_found(&name, call.next(at), span);
    }

    fn option_found(&mut self, name: &str, found: Found, span: Span) {
        let origin = self.origin(span);
        let text = |text: &str| Value::known(text, origin.clone());
        self.state.cursor = found.next;
        self.state.set("OPTIND", text(&found.next.shown.to_string()), origin.clone());
        // bash puts it into no element (getopts.def, `getopts_bind_variable`).
        let refused = self.state.dialect.is_bash() && name_len(name) != name.len();
        if let Some(letter) = found.name.as_ref().filter(|_| !refused) {
            self.state.set(name, text(letter), origin.clone());
        }
        match found.argument {
            Argument::Text(argument) => self.state.set("OPTARG", text(&argument), origin),
            Argument::Unset => self.state.unset("OPTARG", origin),
            Argument::Kept => {}
        }
        self.state.status = Status::of(found.more && !refused);
        if refused {
            self.error(&format!("getopts: `{name}': not a valid identifier"), "identifier", span);
        }
    }

    /// Nothing is known of what it finds.
    fn options_unknown(&mut self, name: &Value, span: Span) {
        let why = self.reason("reads options that are not known", span);
        let origin = self.origin(span);
        match name.text() {
            Some(name) => {
                for name in ["OPTIND", "OPTARG", &*name] {
                    self.state.set(name, Value::unknown((*why).clone()), origin.clone());
                }
            }
            None => self.incomplete("reads options into a variable whose name is not known", span),
        }
        self.state.status = Status::Unknown(why);
    }
}

fn text(value: &Value) -> Option<String> {
    value.text().map(|text| text.into_owned())
}

fn number(value: &Value) -> Option<usize> {
    let text = value.text()?;
    if text.is_empty() { Some(1) } else { text.trim().parse().ok() }
}

/// One call.
struct Call<'c> {
    dialect: Dialect,
    options: &'c str,
    words: &'c [String],
}

impl Call<'_> {
    fn word(&self, number: usize) -> &str {
        self.words.get(number.wrapping_sub(1)).map_or("", String::as_str)
    }

    /// Only zsh has options that begin with `+`.
    fn begins(&self, word: &str) -> bool {
        word.len() > 1 && (word.starts_with('-') || self.dialect.is_zsh() && word.starts_with('+'))
    }

    fn next(&self, mut at: Cursor) -> Found {
        let inside = |at: Cursor| {
            let word = self.word(at.word);
            at.letter > 0 && at.letter < word.len() && word.is_char_boundary(at.letter)
        };
        if at.letter > 0 && !inside(at) {
            at = Cursor { word: at.word + 1, letter: 0, ..at };
        }
        if at.letter == 0 {
            match self.word(at.word) {
                "--" => return self.ended(at.word + 1),
                word if !self.begins(word) => return self.ended(at.word),
                _ => at.letter = 1,
            }
        }
        self.option(at)
    }

    fn option(&self, at: Cursor) -> Found {
        let word = self.word(at.word);
        let Some(letter) = word[at.letter..].chars().next() else { return self.ended(at.word + 1) };
        let silent = self.options.starts_with(':');
        let after = at.letter + letter.len_utf8();
        let name = match word.starts_with('+') {
            true => format!("+{letter}"),
            false => letter.to_string(),
        };
        let refused = |sign: &str, next: Cursor| Found {
            name: Some(if silent { sign } else { "?" }.to_owned()),
            argument: match silent {
                true => Argument::Text(name.clone()),
                false if self.dialect.is_zsh() => Argument::Text(String::new()),
                false => Argument::Unset,
            },
            next,
            more: true,
        };
        let known = self.options.trim_start_matches(':').split_once(letter);
        let Some((_, tail)) = known.filter(|_| letter != ':') else {
            return refused("?", self.behind(at.word, after));
        };
        let rest = &word[after..];
        if !tail.starts_with(':') {
            let argument = match self.dialect.is_bash() {
                true => Argument::Unset,
                false => Argument::Text(String::new()),
            };
            let next = self.behind(at.word, after);
            return Found { name: Some(name), argument, next, more: true };
        }
        let (argument, taken) = match (rest, self.words.get(at.word)) {
            ("", None) => return refused(":", self.behind(at.word, after)),
            ("", Some(next)) => (next.clone(), 2),
            (rest, _) => (rest.to_owned(), 1),
        };
        let word = at.word + taken;
        let next = Cursor { word, letter: 0, shown: word };
        Found { name: Some(name), argument: Argument::Text(argument), next, more: true }
    }

    /// Behind a letter: bash goes on to the next word at once, dash shows it at the first letter, zsh at the next call.
    fn behind(&self, word: usize, letter: usize) -> Cursor {
        let last = letter >= self.word(word).len();
        let next = if last { word + 1 } else { word };
        match self.dialect {
            dialect if dialect.is_zsh() => Cursor { word, letter, shown: word },
            dialect if dialect.is_bash() => {
                Cursor { word: next, letter: if last { 0 } else { letter }, shown: next }
            }
            _ => Cursor { word: next, letter: if last { 0 } else { letter }, shown: word + 1 },
        }
    }

    fn ended(&self, word: usize) -> Found {
        Found {
            name: (!self.dialect.is_zsh()).then(|| "?".to_owned()),
            argument: match self.dialect.is_bash() {
                true => Argument::Unset,
                false => Argument::Kept,
            },
            next: Cursor { word, letter: 0, shown: word },
            more: false,
        }
    }
}
