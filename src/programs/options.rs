//! Options as getopt_long(3) reads them: anywhere among the operands, long names shortened as far as they are plain.

use super::Cannot;

/// A long option: its name, the letter that means the same, and whether it takes a value (`?` where it may).
pub type Long = (&'static str, char, Takes);

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None.
    No,
    /// Always one.
    Yes,
    /// One behind `=` if at all.
    Maybe,
}

/// Options with their values, and operands.
#[derive(Debug, Default)]
pub struct Options {
    all: Vec<(char, String)>,
    /// What is no option.
    pub operands: Vec<String>,
}

impl Options {
    /// Reads arguments: `short` lists letters, those with a value followed by a colon. In front only
    /// where `stops` says so.
    ///
    /// # Errors
    /// For an option that is not known.
    pub fn read(
        arguments: &[String],
        short: &str,
        long: &[Long],
        stops: bool,
    ) -> Result<Self, Cannot> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                options.operands.extend(rest.cloned());
                break;
            }
            if let Some(name) = argument.strip_prefix("--") {
                options.long(name, long, &mut rest)?;
            } else if argument.len() > 1 && argument.starts_with('-') {
                options.short(&argument[1..], short, &mut rest)?;
            } else {
                options.operands.push(argument.clone());
                if stops {
                    options.operands.extend(rest.cloned());
                    break;
                }
            }
        }
        Ok(options)
    }

    fn long(
        &mut self,
        text: &str,
        long: &[Long],
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Result<(), Cannot> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let exact = long.iter().find(|(known, ..)| *known == name);
        let mut begun = long.iter().filter(|(known, ..)| known.starts_with(name));
        let row = exact.or_else(|| begun.next().filter(|_| begun.next().is_none()));
        let (_, letter, takes) = row.ok_or(Cannot::NotFollowed)?;
        let value = match (takes, value) {
            (Takes::No, Some(_)) => return Err(Cannot::NotFollowed),
            (Takes::Yes, None) => rest.next().cloned().ok_or(Cannot::NotFollowed)?,
            (_, value) => value.unwrap_or_default(),
        };
        self.all.push((*letter, value));
        Ok(())
    }

    fn short(
        &mut self,
        text: &str,
        short: &str,
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Result<(), Cannot> {
        for (at, letter) in text.char_indices() {
            let known = short.find(letter).filter(|_| letter != ':').ok_or(Cannot::NotFollowed)?;
            let takes = short[known + letter.len_utf8()..].starts_with(':');
            if !takes {
                self.all.push((letter, String::new()));
                continue;
            }
            let behind = &text[at + letter.len_utf8()..];
            let value = match behind.is_empty() {
                true => rest.next().cloned().ok_or(Cannot::NotFollowed)?,
                false => behind.to_owned(),
            };
            self.all.push((letter, value));
            break;
        }
        Ok(())
    }

    /// Whether an option was given.
    pub fn has(&self, letter: char) -> bool {
        self.all.iter().any(|(known, _)| *known == letter)
    }

    /// The last value of an option.
    pub fn value(&self, letter: char) -> Option<&str> {
        self.all.iter().rev().find(|(known, _)| *known == letter).map(|(_, value)| value.as_str())
    }

    /// All values of an option.
    pub fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |(known, _)| *known == letter).map(|(_, value)| value.as_str())
    }

    /// All options in order.
    pub fn all(&self) -> impl Iterator<Item = (char, &str)> {
        self.all.iter().map(|(letter, value)| (*letter, value.as_str()))
    }
}

/// A flag.
pub const NO: Takes = Takes::No;
/// An option with a value.
pub const YES: Takes = Takes::Yes;
/// An option that may have a value.
pub const MAYBE: Takes = Takes::Maybe;
