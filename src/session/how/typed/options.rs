//! Words read as options, as getopt(3) has them.

/// The words that are left, read as options.
pub(super) struct Words<'w> {
    pub(super) rest: &'w [String],
    pub(super) name: &'w str,
}

/// An option and the value that is glued to it.
pub(super) enum Option_<'w> {
    Short(char, &'w str),
    Long(&'w str, Option<&'w str>),
}

impl<'w> Words<'w> {
    pub(super) fn next(&mut self) -> Option<&'w str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    pub(super) fn peek(&self) -> Option<&'w str> {
        self.rest.first().map(String::as_str)
    }

    /// The next option; `None` at the first word that is none, `--` is passed over.
    pub(super) fn option(&mut self) -> Option<Option_<'w>> {
        let word = self.peek()?;
        if word == "--" {
            self.next();
            return None;
        }
        if let Some(long) = word.strip_prefix("--") {
            self.next();
            return Some(match long.split_once('=') {
                Some((name, value)) => Option_::Long(name, Some(value)),
                None => Option_::Long(long, None),
            });
        }
        let rest = word.strip_prefix('-').filter(|rest| !rest.is_empty())?;
        self.next();
        let letter = rest.chars().next()?;
        Some(Option_::Short(letter, &rest[letter.len_utf8()..]))
    }

    /// The value of an option: what is glued to it, else the next word.
    pub(super) fn value(&mut self, glued: Option<&'w str>) -> Result<String, String> {
        let glued = glued.filter(|glued| !glued.is_empty());
        let value = glued.or_else(|| self.next());
        value.map(str::to_owned).ok_or_else(|| format!("{}: a value is missing", self.name))
    }

    pub(super) fn unknown<T>(&self, option: &str) -> Result<T, String> {
        Err(format!("{}: the option {option} is not known", self.name))
    }

    /// `NAME=VALUE` words in front of the command.
    pub(super) fn assignments(&mut self) -> Vec<(String, String)> {
        let mut set = Vec::new();
        while let Some((name, value)) = self.peek().and_then(|word| word.split_once('=')) {
            if name.is_empty() || name.contains('/') {
                break;
            }
            set.push((name.to_owned(), value.to_owned()));
            self.next();
        }
        set
    }
}

/// The letters of one word, each an option; a letter in `valued` takes the rest or the next word.
pub(super) fn letters<'w>(
    words: &mut Words<'w>,
    first: char,
    glued: &'w str,
    valued: &str,
    mut each: impl FnMut(char, Option<String>) -> bool,
) -> Result<(), String> {
    let mut letter = first;
    let mut rest = glued;
    loop {
        if valued.contains(letter) {
            let value = words.value(Some(rest))?;
            return match each(letter, Some(value)) {
                true => Ok(()),
                false => words.unknown(&format!("-{letter}")),
            };
        }
        if !each(letter, None) {
            return words.unknown(&format!("-{letter}"));
        }
        match rest.chars().next() {
            Some(next) => {
                rest = &rest[next.len_utf8()..];
                letter = next;
            }
            None => return Ok(()),
        }
    }
}
