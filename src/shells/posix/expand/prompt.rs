//! Prompts where a profile expands them itself: bash's `${x@P}` (bash(1), PROMPTING), zsh's `print -P` and `${(%)x}`
//! (zshmisc(1), EXPANSION OF PROMPT SEQUENCES).

use super::Expanded;
use super::subject::Found;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::Status;
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    /// A prompt as bash shows it; what is not known here is unknown.
    pub(super) fn prompt_of_bash(&mut self, text: &str, span: Span) -> Expanded<Value> {
        let Some(decoded) = self.bash_escapes(text) else {
            return Ok(self.unknown("is a prompt with parts that are not known", span));
        };
        let expands = !self.state.options.was_turned_off("promptvars");
        self.expanded_prompt(decoded, expands, span)
    }

    /// `@P` of every value.
    pub(super) fn prompts(&mut self, found: Found, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            values.push(match value.text() {
                Some(text) => self.prompt_of_bash(&text, span)?,
                None => Value::unknown((*self.why(value, span)).clone()),
            });
        }
        Ok(Found { values, ..found })
    }

    /// `(%)` and `(%%)` of every value.
    pub(super) fn prompted(&mut self, found: Found, full: bool, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            let text = value.text().map(|text| text.into_owned());
            values.push(match text {
                None => Value::unknown((*self.why(value, span)).clone()),
                Some(text) if full => self.prompt_of_zsh(&text, span)?,
                Some(text) => match self.percents(&text) {
                    Some(shown) => self.computed(shown, span),
                    None => self.unknown("is a prompt with parts that are not known", span),
                },
            });
        }
        Ok(Found { values, ..found })
    }

    fn expanded_prompt(&mut self, text: String, expands: bool, span: Span) -> Expanded<Value> {
        if !expands || !text.contains(['$', '`', '\\']) {
            return Ok(self.computed(text, span));
        }
        if text.contains(['"', '\\']) {
            return Ok(self.unknown("is a prompt with quotes that envsim does not read", span));
        }
        self.text_expanded(&text, span)
    }

    /// The escapes of a prompt, each replaced (parse.y, `decode_prompt_string`).
    fn bash_escapes(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            out.push_str(&rest[..at]);
            let Some(letter) = rest[at + 1..].chars().next() else {
                rest = &rest[at..];
                break;
            };
            let octal =
                rest[at + 1..].bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte));
            let digits = octal.count();
            if digits > 0 {
                let number = u32::from_str_radix(&rest[at + 1..at + 1 + digits], 8).ok()?;
                out.push(char::from_u32(number).filter(char::is_ascii)?);
                rest = &rest[at + 1 + digits..];
                continue;
            }
            out.push_str(&self.bash_escape(letter)?);
            rest = &rest[at + 1 + letter.len_utf8()..];
        }
        // In posix mode `!` is the number of a command.
        let counts = self.state.dialect.posix && text.contains('!');
        out.push_str(rest);
        (!counts).then_some(out)
    }

    fn bash_escape(&self, letter: char) -> Option<String> {
        let facts = self.host.machine().facts();
        Some(match letter {
            'a' => "\x07".to_owned(),
            'e' => "\x1b".to_owned(),
            'n' => "\n".to_owned(),
            'r' => "\r".to_owned(),
            // A line that is edited gets marks instead.
            '[' | ']' if !self.state.options.interactive => String::new(),
            'w' | 'W' => {
                let trimmed =
                    self.state.value("PROMPT_DIRTRIM").is_some_and(|n| !n.pieces().is_empty());
                let shown = self.with_tilde(&self.state.cwd.text()?, &[])?;
                let last = shown.rsplit('/').next().filter(|last| !last.is_empty());
                let shown = match (letter, last) {
                    ('W', Some(last)) => last.to_owned(),
                    _ => shown,
                };
                // Such letters are kept from being expanded.
                if trimmed || shown.contains(['$', '`', '\\', '"']) {
                    return None;
                }
                shown
            }
            's' if !self.state.dialect.posix => "bash".to_owned(),
            'v' => self.version(2)?,
            'V' => self.version(3)?,
            'u' if !facts.user.name.is_empty() => facts.user.name.clone(),
            '$' if facts.user.uid.is_some() && !facts.user.root => "$".to_owned(),
            '\\' => "\\".to_owned(),
            '[' | ']' | 'u' | '$' | 's' | 'h' | 'H' | 'd' | 't' | 'T' | '@' | 'A' | 'D' | 'j'
            | 'l' | '#' | '!' => return None,
            other => format!("\\{other}"),
        })
    }

    fn version(&self, parts: usize) -> Option<String> {
        let whole = self.state.value("BASH_VERSION")?.front();
        let (numbers, _) = whole.split_once('(')?;
        let parts: Vec<&str> = numbers.split('.').take(parts).collect();
        Some(parts.join("."))
    }

    /// A directory with `~` for the home, or for a directory that zsh has a name for.
    fn with_tilde(&self, directory: &str, named: &[(String, String)]) -> Option<String> {
        let home = match self.state.value("HOME") {
            Some(home) => home.text()?.into_owned(),
            None => String::new(),
        };
        let own = (String::new(), home);
        let inside = |place: &str| {
            let rest = directory.strip_prefix(place).filter(|_| place.len() > 1);
            rest.filter(|rest| rest.is_empty() || rest.starts_with('/')).map(str::to_owned)
        };
        let all = named.iter().chain(std::iter::once(&own));
        // Only what makes it shorter counts (utils.c, `finddir`).
        let gain =
            |name: &String, place: &str| place.len().checked_sub(name.len()).filter(|n| *n > 0);
        let best = all.filter_map(|(name, place)| Some((gain(name, place)?, name, inside(place)?)));
        Some(match best.max_by_key(|(gain, ..)| *gain) {
            Some((_, name, rest)) => format!("~{name}{rest}"),
            None => directory.to_owned(),
        })
    }

    /// A directory as zsh's `%~` and `print -D` write it.
    pub(in crate::shells::posix) fn with_names(&self, directory: &str) -> Option<String> {
        let known =
            |(name, value): (&String, &Value)| Some((name.clone(), value.text()?.into_owned()));
        let named: Option<Vec<_>> = self.state.named_directories.iter().map(known).collect();
        let makes_names = self.option("autonamedirs") || self.state.options.doubt.is_some();
        if makes_names { None } else { self.with_tilde(directory, &named?) }
    }

    /// A prompt as zsh shows it, `$` expanded first where that is on.
    pub(in crate::shells::posix) fn prompt_of_zsh(
        &mut self,
        text: &str,
        span: Span,
    ) -> Expanded<Value> {
        let doubt = self.state.options.unsure("promptsubst").is_some() && text.contains(['$', '`']);
        let bang = self.option("promptbang") && text.contains('!');
        let expands = self.option("promptsubst");
        let value = match doubt || bang {
            true => self.unknown("is a prompt that options decide on", span),
            false => self.expanded_prompt(text.to_owned(), expands, span)?,
        };
        if self.option("nopromptpercent") {
            return Ok(value);
        }
        let shown = value.text().map(|text| self.percents(&text));
        Ok(match shown {
            Some(Some(shown)) => self.computed(shown, span),
            Some(None) => self.unknown("is a prompt with parts that are not known", span),
            None => value,
        })
    }

    /// zsh's escapes, each replaced (prompt.c, `putpromptchar`).
    pub(super) fn percents(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let digits =
                rest.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit());
            let (number, after) = rest.split_at(rest.len() - digits.len());
            let letter = after.chars().next()?;
            rest = &after[letter.len_utf8()..];
            let number = if number.is_empty() { None } else { Some(number.parse().ok()?) };
            if letter == '(' {
                let (chosen, behind) = self.ternary(rest, number)?;
                out.push_str(&self.percents(chosen)?);
                rest = behind;
                continue;
            }
            out.push_str(&self.percent(letter, number)?);
        }
        out.push_str(rest);
        Some(out)
    }

    fn percent(&self, letter: char, number: Option<i64>) -> Option<String> {
        let facts = self.host.machine().facts();
        Some(match letter {
            '%' | ')' => letter.to_string(),
            '{' | '}' => String::new(),
            'x' => self.spelled().to_string(),
            'N' => self.innermost().to_string(),
            'n' => self.state.value("USERNAME")?.text()?.into_owned(),
            '?' => match &self.state.status {
                Status::Known(status) => status.to_string(),
                Status::Unknown(_) => return None,
            },
            '#' if facts.user.uid.is_some() && !facts.user.root => "%".to_owned(),
            '~' => trailing(&self.with_names(&self.state.cwd.text()?)?, number.unwrap_or(0))?,
            '/' | 'd' => trailing(&self.state.cwd.text()?, number.unwrap_or(0))?,
            'c' | '.' => trailing(&self.with_names(&self.state.cwd.text()?)?, number.unwrap_or(1))?,
            'C' => trailing(&self.state.cwd.text()?, number.unwrap_or(1))?,
            _ => return None,
        })
    }

    /// `%(x.true.false)`; what is chosen, and what follows.
    fn ternary<'t>(&self, text: &'t str, number: Option<i64>) -> Option<(&'t str, &'t str)> {
        let mut letters = text.chars();
        let (letter, separator) = (letters.next()?, letters.next()?);
        let facts = self.host.machine().facts();
        let holds = match (letter, &self.state.status) {
            ('?', Status::Known(status)) => i64::from(*status) == number.unwrap_or(0),
            ('!' | '#', _) if facts.user.uid.is_some() => facts.user.root,
            _ => return None,
        };
        let (yes, rest) = letters.as_str().split_once(separator)?;
        let (no, behind) = rest.split_once(')')?;
        if [yes, no].iter().any(|one| one.contains('%')) {
            return None;
        }
        Some((if holds { yes } else { no }, behind))
    }
}

/// So many of a path's last parts, or with a negative number of its first; `None` where that is not followed.
fn trailing(path: &str, count: i64) -> Option<String> {
    if count == 0 {
        return Some(path.to_owned());
    }
    let parts: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    let want = usize::try_from(count.unsigned_abs()).ok()?;
    if count < 0 {
        let skip = want - usize::from(!path.starts_with('/'));
        return Some(parts.get(skip).map_or(path, |at| &path[..*at]).to_owned());
    }
    let from = parts.len().checked_sub(want).map(|at| parts[at] + 1);
    let cut = from.filter(|at| *at < path.len() && (*at > 1 || want < parts.len()));
    Some(cut.map_or(path, |at| &path[at..]).to_owned())
}
