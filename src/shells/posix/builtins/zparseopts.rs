//! zsh's `zparseopts` (zshmodules(1), "The zsh/zutil Module").

use indexmap::IndexMap;

use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::state::{Slot, Status};
use crate::text::Span;
use crate::value::Value;

/// More options, or words to find them in, are not followed: each word is looked for among all that were found.
const MOST: usize = 1024;

/// What an option takes behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// `name:`, an element of its own.
    Word,
    /// `name:-`, in the option's own element.
    Same,
    /// `name::`, where one is there.
    Perhaps,
}

/// One description.
struct Described {
    name: String,
    takes: Takes,
    many: bool,
    array: Option<String>,
}

impl Described {
    fn read(text: &str, default: Option<&str>) -> Option<Self> {
        let mut name = String::new();
        let mut many = false;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next_if(|one| name.is_empty() || !":=".contains(*one)) {
            match letter {
                '\\' => name.push(letters.next()?),
                '+' if !name.is_empty() => {
                    many = true;
                    break;
                }
                _ => name.push(letter),
            }
        }
        let rest: String = letters.collect();
        let (takes, rest) = match rest.strip_prefix(':') {
            None => (Takes::Nothing, rest.as_str()),
            Some(rest) => match (rest.strip_prefix(':'), rest.strip_prefix('-')) {
                (Some(rest), _) => (Takes::Perhaps, rest.strip_prefix('-').unwrap_or(rest)),
                (_, Some(rest)) => (Takes::Same, rest),
                _ => (Takes::Word, rest),
            },
        };
        let array = match rest.strip_prefix('=') {
            Some(array) => Some(array.to_owned()),
            None if rest.is_empty() => default.map(str::to_owned),
            None => return None,
        };
        (!name.is_empty()).then_some(Self { name, takes, many, array })
    }
}

/// The words of `zparseopts` itself.
#[derive(Default)]
struct Asked {
    deletes: bool,
    goes_on: bool,
    fails: bool,
    keeps: bool,
    table: Option<String>,
    default: Option<String>,
    /// The last one first, as they are looked through.
    options: Vec<Described>,
}

impl Asked {
    /// None for what is refused or not followed (`-M`).
    fn read(arguments: &[Value]) -> Option<Self> {
        if arguments.len() > MOST {
            return None;
        }
        let words: Vec<String> =
            arguments.iter().map(|one| Some(one.text()?.into_owned())).collect::<Option<_>>()?;
        let mut asked = Self::default();
        let mut rest = words.iter();
        let first = loop {
            let word = rest.next()?;
            match word.as_str() {
                "-" | "--" => break rest.next()?,
                "-D" => asked.deletes = true,
                "-E" => asked.goes_on = true,
                "-F" => asked.fails = true,
                "-K" => asked.keeps = true,
                "-M" => return None,
                "-a" => asked.default = Some(rest.next()?.clone()),
                "-A" => asked.table = Some(rest.next()?.clone()),
                word if word.starts_with("-a") => asked.default = Some(word[2..].to_owned()),
                word if word.starts_with("-A") => asked.table = Some(word[2..].to_owned()),
                _ => break word,
            }
        };
        for word in std::iter::once(first).chain(rest) {
            let option = Described::read(word, asked.default.as_deref())?;
            let again = asked.options.iter().any(|one| one.name == option.name);
            if again || option.array.is_none() && asked.table.is_none() {
                return None;
            }
            asked.options.insert(0, option);
        }
        Some(asked)
    }

    /// The option that a word begins with; one that takes something may be followed by it.
    fn named(&self, word: &str) -> Option<&Described> {
        self.options.iter().find(|one| match one.takes {
            Takes::Nothing => one.name == word,
            _ => word.starts_with(&one.name),
        })
    }

    fn letter(&self, letter: char) -> Option<&Described> {
        self.options.iter().find(|one| one.name.chars().eq([letter]))
    }
}

/// What was found, in the order of the words.
#[derive(Default)]
struct Found {
    /// Options, each with what stood behind it, and whether both are one element.
    all: Vec<(String, Option<Value>, bool, Option<String>)>,
}

impl Found {
    fn add(&mut self, option: &Described, argument: Option<Value>) {
        let name = format!("-{}", option.name);
        let same = matches!(option.takes, Takes::Same | Takes::Perhaps);
        // Without `+` the last one counts, where the first one stood.
        match self.all.iter_mut().find(|one| one.0 == name && !option.many) {
            Some(one) => one.1 = argument,
            None => self.all.push((name, argument, same, option.array.clone())),
        }
    }
}

/// How the words were read.
struct Parsed {
    found: Found,
    /// The words that are left.
    rest: Vec<Value>,
}

enum Outcome {
    Parsed(Parsed),
    /// The message of the error.
    Refused(String),
    /// A word is not known that may be an option.
    Unknown,
}

impl Asked {
    fn parse(&self, words: &[Value]) -> Outcome {
        if words.len() > MOST {
            return Outcome::Unknown;
        }
        let mut found = Found::default();
        let mut kept = Vec::new();
        let mut at = 0;
        while let Some(value) = words.get(at) {
            let plain = super::unsure::is_operand(value);
            let Some(word) = value.text().filter(|_| !plain || value.is_known()) else {
                match plain {
                    false => return Outcome::Unknown,
                    true if self.goes_on => kept.push(value.clone()),
                    true => break,
                }
                at += 1;
                continue;
            };
            if matches!(&*word, "-" | "--") {
                // With `-E` it stays (zsh 5.9 Src/Modules/zutil.c, bin_zparseopts).
                at += usize::from(self.deletes && !self.goes_on);
                break;
            }
            let step = match word.strip_prefix('-') {
                Some(option) => self.step(option, value, words, at, &mut found),
                None => Ok(None),
            };
            match step {
                Ok(Some(next)) => at = next,
                Ok(None) if self.goes_on => {
                    kept.push(value.clone());
                    at += 1;
                }
                Ok(None) => break,
                Err(outcome) => return outcome,
            }
        }
        kept.extend(words[at.min(words.len())..].iter().cloned());
        Outcome::Parsed(Parsed { found, rest: kept })
    }

    /// One word with options; where the next one is to be read, none where it is no option.
    fn step(
        &self,
        word: &str,
        value: &Value,
        words: &[Value],
        at: usize,
        found: &mut Found,
    ) -> Result<Option<usize>, Outcome> {
        if let Some(option) = self.named(word) {
            let glued = value.slice(1 + option.name.len(), 1 + word.len());
            return self.takes(option, glued.filter(|_| word != option.name), words, at, found);
        }
        let mut next = at;
        for (place, letter) in word.char_indices() {
            let Some(option) = self.letter(letter) else {
                return match self.fails {
                    true => Err(Outcome::Refused(format!("bad option: -{letter}"))),
                    false => Ok(None),
                };
            };
            let behind = place + letter.len_utf8();
            if option.takes == Takes::Nothing {
                found.add(option, None);
                next = at + 1;
                continue;
            }
            let glued = value.slice(1 + behind, 1 + word.len()).filter(|_| behind < word.len());
            return self.takes(option, glued, words, at, found);
        }
        Ok(Some(next))
    }

    fn takes(
        &self,
        option: &Described,
        glued: Option<Value>,
        words: &[Value],
        at: usize,
        found: &mut Found,
    ) -> Result<Option<usize>, Outcome> {
        if option.takes == Takes::Nothing || glued.is_some() {
            found.add(option, glued);
            return Ok(Some(at + 1));
        }
        let next = words.get(at + 1);
        if next.is_some_and(Value::may_be_words) {
            return Err(Outcome::Unknown);
        }
        if option.takes == Takes::Perhaps {
            let dashed = match next {
                None => true,
                Some(next) if super::unsure::is_operand(next) => false,
                Some(next) => match next.text() {
                    Some(text) => text.starts_with('-'),
                    None => return Err(Outcome::Unknown),
                },
            };
            if dashed {
                found.add(option, None);
                return Ok(Some(at + 1));
            }
        }
        match next {
            Some(next) => {
                found.add(option, Some(next.clone()));
                Ok(Some(at + 2))
            }
            None => Err(Outcome::Refused(format!("missing argument for option: -{}", option.name))),
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn zparseopts(&mut self, arguments: &[Value], span: Span) -> Result<(), Stop> {
        let asked = Asked::read(arguments);
        let outcome =
            asked.as_ref().map_or(Outcome::Unknown, |asked| asked.parse(&self.state.positional));
        match (asked, outcome) {
            (Some(asked), Outcome::Parsed(parsed)) => self.parsed_options(&asked, parsed, span),
            (_, Outcome::Refused(message)) => {
                self.error(&format!("zparseopts: {message}"), "usage", span);
                self.state.status = Status::FAILED;
                Ok(())
            }
            _ => {
                self.fills_variables("zparseopts", arguments, span);
                Ok(())
            }
        }
    }

    fn parsed_options(&mut self, asked: &Asked, parsed: Parsed, span: Span) -> Result<(), Stop> {
        let mut arrays: IndexMap<&str, Vec<Value>> = IndexMap::new();
        for name in asked.options.iter().rev().filter_map(|one| one.array.as_deref()) {
            arrays.entry(name).or_default();
        }
        let mut table: IndexMap<String, Value> = IndexMap::new();
        for (name, argument, same, array) in &parsed.found.all {
            let option = Value::known(name.as_str(), self.origin(span));
            let entry = table.entry(name.clone()).or_default();
            *entry = std::mem::take(entry).then(argument.clone().unwrap_or_default());
            let Some(array) = array.as_deref() else { continue };
            let elements = arrays.entry(array).or_default();
            match (argument, same) {
                (Some(argument), true) => elements.push(option.then(argument.clone())),
                (argument, _) => {
                    elements.push(option);
                    elements.extend(argument.clone());
                }
            }
        }
        for (name, elements) in arrays {
            if elements.is_empty() && asked.keeps {
                continue;
            }
            self.writable(name, span)?;
            let origin = self.origin(span);
            self.state.set_array(name, elements, origin);
        }
        if let Some(name) = asked.table.as_deref().filter(|_| !asked.keeps || !table.is_empty()) {
            self.writable(name, span)?;
            self.state.store(name, Slot::Map(table.into()));
        }
        if asked.deletes {
            self.state.positional = parsed.rest.into();
        }
        self.state.status = Status::OK;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_read() {
        let read = |text: &str| {
            let one = Described::read(text, Some("all"))?;
            Some((one.name, one.many, one.array.unwrap_or_default()))
        };
        assert_eq!(read("a"), Some(("a".into(), false, "all".into())));
        assert_eq!(read("a+:=x"), Some(("a".into(), true, "x".into())));
        assert_eq!(read("-long::-=y"), Some(("-long".into(), false, "y".into())));
        assert_eq!(read("\\:b:-"), Some((":b".into(), false, "all".into())));
        assert_eq!(read("+"), Some(("+".into(), false, "all".into())));
        assert_eq!(read("a+b"), None);
    }
}
