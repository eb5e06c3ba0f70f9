//! `zstyle` (zshmodules(1), "The zsh/zutil Module"; zsh 5.9 Src/Modules/zutil.c).

use std::rc::Rc;

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::pattern::{Characters, Pattern, Syntax};
use crate::shells::posix::state::{Status, Styled, Styles};
use crate::text::Span;
use crate::value::{Unknown, Value};

const TRUE: [&str; 4] = ["true", "yes", "on", "1"];

/// What is known of a style in a context.
enum Answer {
    Values(Vec<Value>),
    None,
    Unknown(Rc<Unknown>),
}

/// A word as zsh prints it to be read again: in quotes where anything in it is not a letter that stands for itself
/// (Src/utils.c, `quotedzputs`); `None` for what it writes with `$'…'`.
fn printed(word: &str) -> Option<String> {
    let special = |letter: char| "#$^*()=|{}[]`<>?~;& \\'\"".contains(letter);
    match word {
        _ if word.chars().any(char::is_control) || !word.is_ascii() => None,
        // A quote at either end is written without the empty quotes beside it.
        _ if word.starts_with('\'') || word.ends_with('\'') => None,
        "" => Some("''".to_owned()),
        _ if word.chars().any(special) => Some(format!("'{}'", word.replace('\'', "'\\''"))),
        _ => Some(word.to_owned()),
    }
}

impl Evaluator<'_> {
    pub(super) fn zstyle(&mut self, arguments: &[Value], span: Span) {
        let known: Option<Vec<String>> =
            arguments.iter().map(|one| one.text().map(|text| text.into_owned())).collect();
        let option = arguments.first().and_then(Value::text);
        let Some(option) = option.filter(|text| text.len() == 2 && text.starts_with('-')) else {
            return self.set_style(arguments, known.is_some(), false, span);
        };
        match (&*option, known) {
            ("-e" | "--", words) => {
                self.set_style(&arguments[1..], words.is_some(), &*option == "-e", span);
            }
            ("-d", Some(words)) => self.drop_styles(&words[1..]),
            ("-d", None) => self.styles_unsure("takes styles away whose names are not known", span),
            ("-g", Some(words)) if words.len() == 4 && self.state.styles.unsure.is_none() => {
                self.given_style(&words[1], &words[2], &words[3], span);
            }
            ("-L", Some(words)) if words.len() == 3 && self.state.styles.unsure.is_none() => {
                self.lists_style(&words[1], &words[2], span);
            }
            ("-L" | "-g", words) => {
                if let Some(name) = words.as_deref().and_then(|words| words.get(1)) {
                    self.asked_unknown(Some(name), span);
                }
                self.print_unknown("zstyle", span);
            }
            (_, Some(words)) if words.len() >= 3 => self.ask_style(&words, span),
            (_, words) => {
                let name = words.as_deref().and_then(|words| words.get(3)).cloned();
                self.asked_unknown(name.as_ref(), span);
            }
        }
    }

    fn set_style(&mut self, arguments: &[Value], known: bool, evaluated: bool, span: Span) {
        let [pattern, style, values @ ..] = arguments else {
            return self.print_unknown("zstyle", span);
        };
        let (Some(pattern), Some(style)) = (pattern.text(), style.text()) else {
            return self.styles_unsure("sets a style whose name is not known", span);
        };
        let values = match evaluated {
            true => vec![self.unknown("is a style that is evaluated when it is asked for", span)],
            false => values.to_vec(),
        };
        let others = self.state.styles.of(&style).len();
        let _ = (known, self.host.spend(1 + others as u64 / 128));
        let entry = Styled::new(pattern.into_owned(), values);
        Rc::make_mut(&mut self.state.styles).set(&style, entry);
    }

    /// `-g NAME PATTERN STYLE`: the values of that very pattern.
    fn given_style(&mut self, name: &str, pattern: &str, style: &str, span: Span) {
        let entry = self.state.styles.of(style).iter().find(|one| one.pattern == pattern);
        let values = entry.map(|one| one.values.clone());
        self.state.status = Status::of(values.is_some());
        self.state.set_array(name, values.unwrap_or_default(), self.origin(span));
    }

    /// `-L PATTERN STYLE`: as it would be set again, of the patterns that match (zutil.c, `printstylenode`).
    fn lists_style(&mut self, wanted: &str, style: &str, span: Span) {
        let characters: Characters = wanted.chars().map(|letter| (letter, false)).collect();
        let Some(wanted) = Pattern::new(&characters, self.pattern_syntax(false)) else {
            return self.print_unknown("zstyle", span);
        };
        let fits = |one: &&Styled| wanted.matches(&one.pattern);
        let all: Vec<Styled> = self.state.styles.of(style).iter().filter(fits).cloned().collect();
        self.handles(all.len());
        for one in all {
            let values = one.values.iter().map(|value| Some(value.text()?.into_owned()));
            let words: Option<Vec<String>> = values.collect();
            let words = words.map(|words| [vec![one.pattern, style.to_owned()], words].concat());
            let quoted: Option<Vec<String>> =
                words.and_then(|words| words.iter().map(|word| printed(word)).collect());
            let Some(quoted) = quoted else { return self.print_unknown("zstyle", span) };
            let line = format!("zstyle {}\n", quoted.join(" "));
            self.state.print(Value::known(line, self.origin(span)));
        }
        self.state.status = Status::OK;
    }

    fn drop_styles(&mut self, words: &[String]) {
        let styles = Rc::make_mut(&mut self.state.styles);
        match words {
            [] => *styles = Styles::default(),
            [pattern] => styles.drop_pattern(pattern, |_| true),
            [pattern, names @ ..] => styles.drop_pattern(pattern, |style| names.contains(style)),
        }
    }

    fn styles_unsure(&mut self, reason: &str, span: Span) {
        let why = self.reason(reason, span);
        Rc::make_mut(&mut self.state.styles).unsure.get_or_insert(why);
    }

    /// `-s -b -a` fill a variable, `-t -T -m -q` only ask.
    fn ask_style(&mut self, words: &[String], span: Span) {
        let answer = self.style(&words[1], &words[2], span);
        let name = words.get(3);
        let values = match answer {
            Answer::Unknown(why) => {
                let variable = name.filter(|_| matches!(&*words[0], "-s" | "-b" | "-a"));
                return self.filled_unknown(&why, variable, span);
            }
            Answer::Values(values) => Some(values),
            Answer::None => None,
        };
        let texts: Option<Vec<String>> = values
            .iter()
            .flatten()
            .map(|value| value.text().map(|text| text.into_owned()))
            .collect();
        match (&*words[0], name) {
            ("-s", Some(name)) => {
                let separator = words.get(4).map_or(" ", String::as_str);
                let filled = values.as_ref().is_some_and(|values| !values.is_empty());
                let value = self.joined_style(values.unwrap_or_default(), separator, span);
                self.state.set(name, value, self.origin(span));
                self.state.status = Status::of(filled);
            }
            ("-a", Some(name)) => {
                self.state.status = Status::of(values.is_some());
                self.state.set_array(name, values.unwrap_or_default(), self.origin(span));
            }
            (_, name) => match texts {
                Some(texts) => {
                    self.asked_texts(&words[0], &texts, values.is_some(), name, words, span)
                }
                None => self.asked_unknown(name.filter(|_| words[0] == "-b"), span),
            },
        }
    }

    fn asked_texts(
        &mut self,
        option: &str,
        texts: &[String],
        there: bool,
        name: Option<&String>,
        words: &[String],
        span: Span,
    ) {
        let holds = matches!(texts, [one] if TRUE.contains(&one.as_str()));
        self.state.status = match (option, name) {
            ("-b", Some(name)) => {
                let text = if holds { "yes" } else { "no" };
                self.state.set(name, Value::known(text, self.origin(span)), self.origin(span));
                Status::of(holds)
            }
            ("-q", _) => Status::of(there),
            ("-m", Some(pattern)) => match pattern_of(pattern, self.pattern_syntax(false)) {
                Some(pattern) => Status::of(texts.iter().any(|text| pattern.matches(text))),
                None => Status::Unknown(self.reason("is compared with a pattern", span)),
            },
            ("-t" | "-T", _) if !there => Status::Known(if option == "-T" { 0 } else { 2 }),
            ("-t" | "-T", None) => Status::of(holds),
            ("-t" | "-T", _) => Status::of(words[3..].iter().any(|word| texts.contains(word))),
            _ => Status::FAILED,
        };
    }

    fn joined_style(&self, values: Vec<Value>, separator: &str, span: Span) -> Value {
        let mut joined = Value::known("", self.origin(span));
        for (number, value) in values.into_iter().enumerate() {
            if number > 0 {
                joined.push(separator, self.origin(span));
            }
            joined.append(value);
        }
        joined
    }

    fn asked_unknown(&mut self, name: Option<&String>, span: Span) {
        let why = self.reason("asks for a style that is not known", span);
        self.filled_unknown(&why, name, span);
    }

    fn filled_unknown(&mut self, why: &Rc<Unknown>, name: Option<&String>, span: Span) {
        if let Some(name) = name {
            self.state.set(name, Value::unknown((**why).clone()), self.origin(span));
        }
        self.state.status = Status::Unknown(why.clone());
    }

    /// The most specific pattern that matches the context gives the values.
    fn style(&mut self, context: &str, style: &str, span: Span) -> Answer {
        let styles = self.state.styles.clone();
        if let Some(why) = &styles.unsure {
            return Answer::Unknown(why.clone());
        }
        for entry in styles.of(style) {
            let _ = self.host.spend(1);
            self.handles(entry.pattern.len());
            let Some(pattern) = pattern_of(&entry.pattern, self.pattern_syntax(false)) else {
                let reason = "asks for a style whose pattern envsim does not follow";
                return Answer::Unknown(self.reason(reason, span));
            };
            if pattern.matches(context) {
                return Answer::Values(entry.values.clone());
            }
        }
        Answer::None
    }
}

fn pattern_of(text: &str, syntax: Syntax) -> Option<Pattern> {
    let characters: Characters = text.chars().map(|letter| (letter, false)).collect();
    Pattern::new(&characters, syntax)
}
