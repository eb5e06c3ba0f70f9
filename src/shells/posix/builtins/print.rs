//! zsh's `print` (zshbuiltins(1), `print`).

use super::escapes::{Reader, escaped};
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::pattern::{Characters, Pattern};
use crate::shells::posix::state::spaced;
use crate::text::Span;
use crate::value::Value;

/// What the options say.
struct Manner {
    newline: bool,
    escapes: bool,
    separator: &'static str,
    /// What stands behind the last word.
    end: &'static str,
    /// `-m`: the first word is a pattern, which the others have to match.
    matches: bool,
    /// `-v`: the variable that gets the text.
    target: Option<Value>,
    /// `-u`: the descriptor.
    descriptor: Option<Value>,
    formatted: bool,
    /// `-z`, `-s`, `-S`: to the line editor or the history.
    away: bool,
    prompts: bool,
    names: bool,
    /// `-o` and `-O`: sorted, or the other way round.
    sorted: Option<bool>,
    folds: bool,
    /// Something that envsim does not follow.
    other: bool,
}

impl Manner {
    /// The options, and what follows them.
    fn read(arguments: &[Value]) -> (Self, &[Value]) {
        let mut manner = Self {
            newline: true,
            escapes: true,
            separator: " ",
            end: "\n",
            matches: false,
            target: None,
            descriptor: None,
            formatted: false,
            away: false,
            prompts: false,
            names: false,
            sorted: None,
            folds: false,
            other: false,
        };
        let mut rest = arguments;
        while let Some((first, after)) = rest.split_first() {
            let Some(text) = first.text().filter(|text| text.starts_with('-')) else { break };
            rest = after;
            if matches!(&*text, "--" | "-") || manner.letters(&text[1..], &mut rest) {
                break;
            }
        }
        (manner, rest)
    }

    /// The letters of one word; whether the options end with it.
    fn letters(&mut self, letters: &str, rest: &mut &[Value]) -> bool {
        for (at, letter) in letters.char_indices() {
            // `-u2` and `-u 2` alike.
            let mut argument = || {
                let glued = &letters[at + 1..];
                if !glued.is_empty() {
                    return Some(Value::known(
                        glued,
                        crate::value::Origin::Builtin("print".into()),
                    ));
                }
                let (first, after) = rest.split_first()?;
                *rest = after;
                Some(first.clone())
            };
            match letter {
                'n' => self.newline = false,
                'e' => self.escapes = true,
                'r' => self.escapes = false,
                // As echo of BSD: no further option but -n and -e.
                'R' => {
                    self.escapes = false;
                    self.newline &= !letters[at..].contains('n');
                    self.as_echo(rest);
                    return true;
                }
                'l' => self.separator = "\n",
                'N' => (self.separator, self.end) = ("\0", "\0"),
                'm' => self.matches = true,
                'f' => self.formatted = true,
                'v' => {
                    self.target = argument();
                    return false;
                }
                'u' => {
                    self.descriptor = argument();
                    return false;
                }
                'z' | 's' | 'S' => self.away = true,
                'P' => self.prompts = true,
                'D' => self.names = true,
                'o' => self.sorted = Some(false),
                'O' => self.sorted = Some(true),
                'i' => self.folds = true,
                _ => self.other = true,
            }
        }
        false
    }

    fn as_echo(&mut self, rest: &mut &[Value]) {
        while let Some((first, after)) = rest.split_first() {
            let text = first.text().unwrap_or_default().into_owned();
            let letters = text.strip_prefix('-').filter(|letters| !letters.is_empty());
            let Some(letters) = letters.filter(|all| all.chars().all(|one| "nerE".contains(one)))
            else {
                break;
            };
            self.newline &= !letters.contains('n');
            self.escapes |= letters.contains('e');
            *rest = after;
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn print_builtin(&mut self, arguments: &[Value], span: Span) {
        let (manner, rest) = Manner::read(arguments);
        let unseen = manner.target.is_none() && manner.descriptor.is_none();
        if manner.away || unseen && self.state.sinks.is_empty() {
            return;
        }
        let text = match manner.formatted {
            true => self.print_formatted(rest, span),
            false => self.print_text(&manner, rest, span),
        };
        let text = text
            .unwrap_or_else(|| self.unknown("is printed in a way envsim does not follow", span));
        match (&manner.target, &manner.descriptor) {
            (Some(name), _) => match name.text().map(|name| name.into_owned()) {
                Some(name) => drop(self.assign(&name, text, self.origin(span), span)),
                None => self.sets_some_variable(name, span),
            },
            (None, Some(number)) => match number.text().map(|text| text.into_owned()) {
                Some(number) => self.print_to(&number, text, span),
                None => self.print_unknown("print", span),
            },
            (None, None) => self.prints(text, span),
        }
    }

    fn print_to(&mut self, descriptor: &str, text: Value, span: Span) {
        match descriptor.parse::<u32>() {
            Ok(_) => {
                let target = self.copied(descriptor);
                self.sends(&target, text, span);
            }
            // `-p`: a coprocess.
            Err(_) => self.print_unknown("print", span),
        }
    }

    fn print_text(&mut self, manner: &Manner, given: &[Value], span: Span) -> Option<Value> {
        if manner.other {
            return None;
        }
        let mut words = given.to_vec();
        if manner.matches {
            words = self.matching_words(&words)?;
        }
        if manner.names {
            words = words.iter().map(|one| self.named_word(one, span)).collect();
        }
        if let Some(reverse) = manner.sorted {
            words = self.print_sorted(&words, reverse, manner.folds)?;
        }
        let mut text = match manner.separator {
            " " => spaced(words.iter()),
            other => {
                let separator = other.chars().next().unwrap_or('\n');
                Value::from_entries(words.iter().cloned(), separator)
            }
        };
        if manner.escapes && text.text().is_some_and(|text| text.contains('\\')) {
            let done = escaped(&text.text()?, Reader::Argument, self.state.dialect)?;
            text = text.map_text(|_| done);
        }
        if manner.prompts {
            text = match text.text().map(|text| text.into_owned()) {
                Some(known) => self.prompt_of_zsh(&known, span).ok()?,
                None => return Some(text),
            };
        }
        // A variable gets a line end only where every word has one.
        if manner.newline && (manner.target.is_none() || manner.separator != " ") {
            text.push(manner.end, self.origin(span));
        }
        Some(text)
    }

    /// `-m`: the words behind the pattern that match it.
    fn matching_words(&self, words: &[Value]) -> Option<Vec<Value>> {
        let (pattern, words) = words.split_first()?;
        let characters: Characters =
            pattern.text()?.chars().map(|letter| (letter, false)).collect();
        let pattern = Pattern::new(&characters, self.pattern_syntax(false))?;
        let known = words.iter().all(|one| one.text().is_some());
        let matches = |one: &&Value| one.text().is_some_and(|text| pattern.matches(&text));
        let found = words.iter().filter(matches).cloned().collect();
        (known && !pattern.gave_up()).then_some(found)
    }

    /// `-D`: a word that is a directory gets its short name.
    fn named_word(&self, word: &Value, span: Span) -> Value {
        let Some(text) = word.text() else { return word.clone() };
        match self.with_names(&text) {
            Some(short) if *short == *text => word.clone(),
            Some(short) => self.computed(short, span),
            None => self.unknown("is a directory that may have a name", span),
        }
    }

    fn print_sorted(&self, words: &[Value], reverse: bool, folds: bool) -> Option<Vec<Value>> {
        let texts: Option<Vec<String>> =
            words.iter().map(|one| one.text().map(|text| text.into_owned())).collect();
        // The locale decides the order of everything but letters of one case.
        let plain = |text: &String| text.bytes().all(|byte| byte.is_ascii_lowercase());
        let texts = texts?;
        if !texts.iter().all(plain) && !self.sorts_by_bytes() {
            return None;
        }
        let mut all: Vec<(String, Value)> = texts.into_iter().zip(words.iter().cloned()).collect();
        all.sort_by_cached_key(|(text, _)| if folds { text.to_lowercase() } else { text.clone() });
        if reverse {
            all.reverse();
        }
        Some(all.into_iter().map(|(_, value)| value).collect())
    }
}
