//! Words that a builtin does not take: it says so, fails, and does nothing.

use super::super::state::Status;
use super::super::tables::{is_special, usage};
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::run::Given;
use crate::text::Span;
use crate::value::Value;

/// How a builtin that refuses a word ends.
struct Refusal {
    message: String,
    status: i32,
    /// Whether zsh ends the file (`zerr` of its source, where `zwarn` does not).
    ends: bool,
}

impl Evaluator<'_> {
    /// What becomes of a builtin whose options or names the shell does not take; `None` where it takes them.
    pub(super) fn refuses(
        &mut self,
        name: &str,
        given: &[Given<'_>],
        arguments: &[Value],
        span: Span,
    ) -> Option<Result<Flow, Stop>> {
        // What is assigned is no option.
        let words = given.iter().take_while(|one| matches!(one, Given::Value(_))).count();
        let arguments = &arguments[..words.min(arguments.len())];
        if self.has_more_than_a_number(name, arguments) {
            self.error(&format!("{name}: too many arguments"), "usage", span);
            return Some(Err(Stop::Texts));
        }
        let refusal =
            self.refused_option(name, arguments).or_else(|| self.refused_word(name, arguments))?;
        self.error(&format!("{name}: {}", refusal.message), "usage", span);
        self.state.status = Status::Known(refusal.status);
        let dialect = self.state.dialect;
        if dialect.is_zsh() && refusal.ends {
            return Some(Err(Stop::File));
        }
        // POSIX 2.8.1: an error of a special builtin ends the shell.
        if is_special(name) && (dialect.is_dash() || dialect.posix) && name != "trap" {
            return Some(Err(self.fatal()));
        }
        Some(Ok(Flow::Next))
    }

    /// bash goes back to its top level (builtins/common.c, `no_args`); outside of a loop nothing is asked.
    fn has_more_than_a_number(&self, name: &str, arguments: &[Value]) -> bool {
        let asked = match name {
            "shift" | "return" | "exit" => true,
            "break" | "continue" => !self.loops.is_empty(),
            _ => false,
        };
        let number = |value: &Value| value.text().is_some_and(|text| text.parse::<i64>().is_ok());
        let [first, _, ..] = arguments else { return false };
        asked && self.state.dialect.is_bash() && number(first)
    }

    fn refused_option(&self, name: &str, arguments: &[Value]) -> Option<Refusal> {
        let dialect = self.state.dialect;
        let letters = usage::letters(dialect, name)?;
        let letter = bad_letter(letters, arguments, dialect.is_zsh())?;
        let message = match (dialect.is_zsh(), dialect.is_dash()) {
            (true, _) => format!("bad option: -{letter}"),
            (_, true) => format!("Illegal option -{letter}"),
            _ => format!("-{letter}: invalid option"),
        };
        Some(Refusal { message, status: self.misuse(), ends: name == "set" })
    }

    /// The status of a call that the shell does not understand.
    fn misuse(&self) -> i32 {
        if self.state.dialect.is_zsh() { 1 } else { 2 }
    }

    fn refused_word(&self, name: &str, arguments: &[Value]) -> Option<Refusal> {
        let dialect = self.state.dialect;
        match name {
            "set" => self.refused_set_option(arguments),
            "shift" if !dialect.is_zsh() => {
                let text = arguments.first()?.text()?;
                let bad = text.parse::<u64>().is_err();
                let status = if dialect.is_bash() { 1 } else { 2 };
                let message = format!("{text}: numeric argument required");
                bad.then_some(Refusal { message, status, ends: false })
            }
            "unset" if dialect.is_bash() && has_both(arguments, 'f', 'v') => {
                let message = "cannot simultaneously unset a function and a variable".to_owned();
                Some(Refusal { message, status: 1, ends: false })
            }
            "unset" if dialect.is_zsh() && !has_options(arguments) => {
                // An empty index is no bad name here: the array refuses it, and the file goes on.
                let named = |text: &str| {
                    is_zsh_name(text) || text.strip_suffix("[]").is_some_and(is_zsh_name)
                };
                let bad = arguments.iter().filter_map(Value::text).find(|one| !named(one))?;
                Some(Refusal {
                    message: format!("{bad}: invalid parameter name"),
                    status: 1,
                    ends: true,
                })
            }
            "unset" | "unfunction" if dialect.is_zsh() && arguments.iter().all(is_option) => {
                let message = "not enough arguments".to_owned();
                Some(Refusal { message, status: 1, ends: false })
            }
            "unalias" if !dialect.is_dash() && arguments.iter().all(is_dashes) => {
                let message = "not enough arguments".to_owned();
                Some(Refusal { message, status: self.misuse(), ends: false })
            }
            "read" | "mapfile" | "readarray" => self.refused_name(name, arguments),
            "umask" => self.refused_mask(arguments),
            "ulimit" => self.refused_limit(arguments),
            "printf" if dialect.is_bash() && arguments.is_empty() => {
                let message = "usage: printf [-v var] format [arguments]".to_owned();
                Some(Refusal { message, status: 2, ends: false })
            }
            "printf" if dialect.is_bash() => {
                let [option, name, ..] = arguments else { return None };
                let (option, name) = (option.text()?, name.text()?);
                let bad = option == "-v" && !is_element(&name);
                let message = format!("`{name}': not a valid identifier");
                bad.then_some(Refusal { message, status: 2, ends: false })
            }
            "times" if dialect.is_zsh() && !arguments.is_empty() => {
                let message = "too many arguments".to_owned();
                Some(Refusal { message, status: 1, ends: false })
            }
            "zstyle" if arguments.len() == 1 && !has_options(arguments) => {
                arguments[0].text()?;
                let message = "not enough arguments".to_owned();
                Some(Refusal { message, status: 1, ends: false })
            }
            "builtin" => {
                let text = arguments.first()?.text()?;
                let bad = !self.is_builtin(&text) && text != "--";
                let message = format!("{text}: not a shell builtin");
                bad.then_some(Refusal { message, status: 1, ends: false })
            }
            _ => None,
        }
    }

    fn refused_set_option(&self, arguments: &[Value]) -> Option<Refusal> {
        let dialect = self.state.dialect;
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let text = word.text()?;
            if matches!(&*text, "--" | "-") || !text.starts_with(['-', '+']) {
                return None;
            }
            if !text.contains('o') || text.contains('A') {
                continue;
            }
            let name = words.next()?.text()?;
            // bash lists them there (set.def).
            if dialect.is_bash() && (name.is_empty() || name.starts_with(['-', '+'])) {
                return None;
            }
            if !usage::is_set_option(dialect, &name) {
                let message = match dialect.is_zsh() {
                    true => format!("no such option: {name}"),
                    false => format!("{name}: invalid option name"),
                };
                return Some(Refusal { message, status: self.misuse(), ends: true });
            }
        }
        None
    }

    /// Where a line goes; what stands before the names is an option or its argument.
    fn refused_name(&self, command: &str, arguments: &[Value]) -> Option<Refusal> {
        let dialect = self.state.dialect;
        let texts: Option<Vec<_>> = arguments.iter().map(Value::text).collect();
        let texts = texts?;
        if let Some(bad) = bad_count(command, &texts) {
            let message = format!("{bad}: invalid line count");
            return Some(Refusal { message, status: 1, ends: false });
        }
        let raw = texts.iter().take_while(|text| matches!(&***text, "-r" | "-t" | "--")).count();
        let lines = command != "read";
        // `read -t 5`, not `mapfile -t NAME`.
        if texts[..raw].iter().any(|text| !lines && text == "-t") {
            return None;
        }
        let mut names = texts[raw..].iter().filter(|text| !(dialect.is_zsh() && *text == "-"));
        if names.clone().next().is_some_and(|text| text.starts_with('-') && text.len() > 1) {
            return None;
        }
        // dash looks at all names before it reads, the others at each when its turn comes.
        let bad = match dialect.is_dash() || lines {
            // bash reads lines into no element.
            true => names.find(|text| !self.takes_line(text) || lines && text.contains('[')),
            false => names.next().filter(|text| !self.takes_line(text)),
        }?;
        let status = match (dialect.is_dash(), lines && bad.is_empty()) {
            (true, _) | (_, true) => 2,
            _ => 1,
        };
        let message = format!("`{bad}': not a valid identifier");
        Some(Refusal { message, status, ends: true })
    }

    /// Whether `read` can write to what is named so.
    pub(super) fn takes_line(&self, name: &str) -> bool {
        match self.state.dialect.is_zsh() {
            true => is_zsh_name(name.split('?').next().unwrap_or_default()),
            false => is_element(name),
        }
    }

    /// An octal number or a symbolic mode (POSIX umask(1)).
    fn refused_mask(&self, arguments: &[Value]) -> Option<Refusal> {
        let word =
            arguments.iter().find(|one| one.text().is_none_or(|text| !text.starts_with('-')));
        let text = word?.text()?;
        let octal = text.starts_with(|letter: char| letter.is_ascii_digit());
        let number = octal.then(|| u32::from_str_radix(&text, 8).ok()).flatten();
        let symbolic = !octal && text.contains(['+', '-', '=']);
        // dash reads other letters than a mode's in its own way.
        let lenient = self.state.dialect.is_dash() && !octal;
        let bad = !symbolic && !lenient && number.is_none_or(|number| number > 0o777);
        let message = format!("{text}: octal number out of range");
        let status = if self.state.dialect.is_dash() { 2 } else { 1 };
        bad.then_some(Refusal { message, status, ends: false })
    }

    fn refused_limit(&self, arguments: &[Value]) -> Option<Refusal> {
        let word =
            arguments.iter().find(|one| one.text().is_none_or(|text| !text.starts_with('-')));
        let text = word?.text()?;
        let named = matches!(&*text, "unlimited" | "hard" | "soft" | "");
        let bad = !named && text.parse::<u64>().is_err();
        let status = if self.state.dialect.is_dash() { 2 } else { 1 };
        bad.then_some(Refusal { message: format!("{text}: invalid number"), status, ends: false })
    }
}

fn is_option(word: &Value) -> bool {
    word.text().is_some_and(|text| text.starts_with('-'))
}

fn is_dashes(word: &Value) -> bool {
    word.text().as_deref() == Some("--")
}

/// Whether the options in front hold both letters.
fn has_both(arguments: &[Value], one: char, other: char) -> bool {
    let options = arguments.iter().take_while(|value| is_option(value));
    let letters: String = options.filter_map(Value::text).collect();
    letters.contains(one) && letters.contains(other)
}

fn has_options(arguments: &[Value]) -> bool {
    arguments.first().and_then(Value::text).is_some_and(|text| text.starts_with('-'))
}

/// A name, or an element of an array.
fn is_element(text: &str) -> bool {
    let (name, key) = text.split_once('[').unwrap_or((text, "0]"));
    key.len() > 1 && !name.is_empty() && super::super::parser::name_len(name) == name.len()
}

/// What `mapfile` takes for no number of lines (bash 5.2 builtins/mapfile.def).
fn bad_count(command: &str, words: &[std::borrow::Cow<'_, str>]) -> Option<String> {
    let at = words.iter().position(|word| *word == "-n" || *word == "-s")?;
    let count = words.get(at + 1).filter(|_| command != "read")?;
    count.trim().parse::<u32>().is_err().then(|| count.to_string())
}

/// zsh takes numbers and the special parameters too.
fn is_zsh_name(text: &str) -> bool {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number || is_element(text) || matches!(text, "*" | "@" | "#" | "?" | "$" | "!" | "-")
}

/// The first letter that is no option, as getopt reads them; words that are not known end the search.
fn bad_letter(letters: &str, arguments: &[Value], zsh: bool) -> Option<char> {
    let (plus, letters) = match letters.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, letters),
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let text = word.text()?;
        let option = text.starts_with('-') && text != "-" && text != "--";
        if !(option || plus && text.starts_with('+') && text.len() > 1) {
            return None;
        }
        let mut rest = text[1..].chars();
        let mut next = false;
        while let Some(letter) = rest.next() {
            // zsh's letters may have numbers behind them.
            if zsh && letter.is_ascii_digit() {
                continue;
            }
            if zsh && letter == '-' {
                continue;
            }
            let Some((_, behind)) = letters.split_once(letter).filter(|_| !":;!".contains(letter))
            else {
                return Some(letter);
            };
            if behind.starts_with('!') {
                return None;
            }
            if behind.starts_with(':') {
                if rest.as_str().is_empty() && words.next().is_none() {
                    return Some(letter);
                }
                break;
            }
            next |= behind.starts_with(';');
        }
        if next {
            words.next()?.text()?;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Origin;

    fn bad(letters: &str, words: &[&str]) -> Option<char> {
        let words: Vec<Value> =
            words.iter().map(|one| Value::known(*one, Origin::Default("test".into()))).collect();
        bad_letter(letters, &words, false)
    }

    #[test]
    fn letters_are_read_as_getopt_does() {
        assert_eq!(bad("ab:", &["-ab", "-z", "-z"]), Some('z'));
        assert_eq!(bad("ab:", &["-abz"]), None);
        assert_eq!(bad("ab:", &["-b", "-z"]), None);
        assert_eq!(bad("ab:", &["-a", "--", "-z"]), None);
        assert_eq!(bad("ab:", &["x", "-z"]), None);
        assert_eq!(bad("+eo;", &["-eo", "pipefail", "+z"]), Some('z'));
        assert_eq!(bad("e", &["-:"]), Some(':'));
    }
}
