//! zsh's flags, modifiers and tables, and bash's indirection.

use super::edit::Edit;
use super::flags::{
    by_numbers, joined_with, least_quoted, shell_words, split_at, unquoted, visible,
};
use super::quoting;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::pattern::{Characters, Pattern};
use crate::shells::posix::state::{Slot, deduplicate, in_order};
use crate::shells::posix::syntax::{Operation, Parameter, Subject, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

impl Evaluator<'_> {
    /// bash: `${!name}`, `${!prefix*}`, `${!name[@]}`.
    pub(super) fn bash_indirect(&mut self, parameter: &Parameter) -> Expanded<Option<Found>> {
        if !parameter.marks.contains(&b'!') {
            return Ok(None);
        }
        let Subject::Name(span) = parameter.subject else { return Ok(None) };
        let name = self.text(span);
        if let Some(Operation::Names(sign)) = parameter.operations.first() {
            let mut names: Vec<String> =
                self.state.variables.keys().filter(|key| key.starts_with(&name)).cloned().collect();
            names.retain(|name| self.state.is_set(name));
            names.sort();
            let values = names.into_iter().map(|name| self.computed(name, span)).collect();
            return Ok(Some(Found::list(values, *sign == b'@')));
        }
        if parameter.subscript.is_some() {
            let keys: Vec<String> = match self.state.variable(&name).map(|variable| &variable.slot)
            {
                Some(Slot::Array(elements)) => elements.keys().map(ToString::to_string).collect(),
                Some(Slot::Map(elements)) => {
                    let all = in_order(elements, self.state.dialect);
                    all.into_iter().map(|(key, _)| key.clone()).collect()
                }
                _ => Vec::new(),
            };
            return Ok(Some(Found::list(
                keys.into_iter().map(|key| self.computed(key, span)).collect(),
                true,
            )));
        }
        if self.state.variables.get(&name).is_some_and(|one| one.refers) {
            let target = self.state.referred(&name).into_owned();
            return Ok(Some(Found::one(self.computed(target, span))));
        }
        let target = self.named(&name, span);
        let target = target.values.first().and_then(Value::text).map(|text| text.into_owned());
        let mut found = match target {
            Some(target)
                if crate::shells::posix::parser::name_len(&target) == target.len()
                    && !target.is_empty() =>
            {
                self.named(&target, span)
            }
            // `${!#}`: the last parameter.
            Some(target) if !target.is_empty() && target.bytes().all(|b| b.is_ascii_digit()) => {
                self.named(&target, span)
            }
            _ => Found::one(self.unknown("names a variable that is not known", span)),
        };
        let plain = Parameter { marks: Vec::new(), ..parameter.clone() };
        for operation in &parameter.operations {
            found = self.apply(operation, found, &plain)?;
        }
        Ok(Some(found))
    }

    fn apply(
        &mut self,
        operation: &Operation,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        match operation {
            Operation::Conditional { word, operator: b'-', .. } if !found.set => {
                Ok(Found::one(self.single(word)?))
            }
            Operation::Conditional { operator: b'-', .. } => Ok(found),
            _ => Ok(Found::one(
                self.unknown("uses an expansion envsim does not follow", parameter.span),
            )),
        }
    }

    /// The flags between parentheses (zshexpn(1), "Parameter Expansion Flags").
    pub(super) fn flagged(
        &mut self,
        parameter: &Parameter,
        mut found: Found,
        quoted: bool,
    ) -> Expanded<Found> {
        let Some(flags) = parameter.flags else { return self.unfollowed(parameter.span) };
        let text = self.text(flags);
        let span = parameter.span;
        let mut letters = text.chars();
        if !found.list && found.values.is_empty() {
            found.values.push(Value::empty());
        }
        // What is listed comes before all that is done with it.
        if text.contains(['k', 'v']) {
            if self.option("ksharrays") {
                return self.unfollowed(span);
            }
            found = match self.keys(parameter, &text, span) {
                Some(found) => found,
                None => return self.unfollowed(span),
            };
            // Where one text is wanted it is one before it would be sorted.
            let whole = if quoted { !found.apart } else { self.stays_whole() };
            let whole = whole && !parameter.marks.contains(&b'#');
            if whole && found.list && !text.contains(['j', 'F']) {
                found = Found::one(crate::shells::posix::state::spaced(found.values.iter()));
            }
        }
        while let Some(flag) = letters.next() {
            found = match flag {
                '@' => Found { apart: true, ..found },
                's' | 'j' => {
                    let mut argument = argument(&mut letters);
                    if text.contains('p') {
                        argument = match self.print_argument(&argument) {
                            Some(argument) => argument,
                            None => return self.unfollowed(span),
                        };
                    }
                    let separator = argument.chars().next();
                    match (flag, separator, argument.chars().count()) {
                        ('s', Some(_), _) if self.stays_whole() => found,
                        ('s', Some(separator), 1) => split(found, separator, quoted, &text),
                        ('s', Some(_), _) => {
                            let keeps = quoted && text.contains('@');
                            match split_at(&found, &argument, keeps, found.apart || quoted) {
                                Some(found) => found,
                                None => return self.unfollowed(span),
                            }
                        }
                        ('j', Some(separator), 1) => join(found, separator),
                        ('j', None, _) => {
                            Found::one(found.values.into_iter().fold(Value::empty(), Value::then))
                        }
                        ('j', ..) => {
                            let separator = self.computed(argument, span);
                            joined_with(found, &separator)
                        }
                        _ => return self.unfollowed(span),
                    }
                }
                'p' => found,
                '0' if !self.stays_whole() => split(found, '\0', quoted, &text),
                'Q' => self.each(found, span, |text| unquoted(text).map(Edit::Text))?,
                'V' => self.each(found, span, |text| visible(text).map(Edit::Text))?,
                'z' if !self.stays_whole() => {
                    let words = found.values.iter().map(|value| shell_words(&value.text()?));
                    match words.collect::<Option<Vec<_>>>() {
                        Some(words) => {
                            let words = words.concat().into_iter();
                            let values = words.map(|word| self.computed(word, span)).collect();
                            Found::list(values, found.apart || quoted)
                        }
                        None => return self.unfollowed(span),
                    }
                }
                'e' => self.expanded_again(found, span)?,
                'w' | 'W' | 'c' if parameter.marks.contains(&b'#') => found,
                'n' | 'i' if text.contains(['o', 'O']) => found,
                'f' if self.stays_whole() => found,
                'f' => split(found, '\n', quoted, &text),
                'F' => join(found, '\n'),
                'u' => {
                    let mut values = found.values.clone();
                    deduplicate(&mut values);
                    Found { values, ..found }
                }
                'O' if letters.as_str().starts_with('a') => {
                    letters.next();
                    let values = found.values.iter().rev().cloned().collect();
                    Found { values, ..found }
                }
                'o' | 'O' | 'n' | 'i' => match self.sorts_by_bytes(&found) {
                    true => sorted(found, flag == 'O', &text),
                    false => return self.unfollowed(span),
                },
                'q' => {
                    let mut times = 1;
                    while letters.as_str().starts_with('q') {
                        letters.next();
                        times += 1;
                    }
                    if letters.as_str().starts_with(['-', '+']) && times == 1 {
                        letters.next();
                        found =
                            self.each(found, span, |text| least_quoted(text).map(Edit::Text))?;
                        continue;
                    }
                    self.each(found, span, |text| quoting::quoted(text, times).map(Edit::Text))?
                }
                'C' => self.each(found, span, |text| Some(Edit::Text(quoting::capitals(text))))?,
                'l' | 'r' => {
                    let width = argument(&mut letters).parse().ok();
                    let mut more = || match letters.as_str().chars().next() {
                        Some(sign) if sign.is_ascii_punctuation() => argument(&mut letters),
                        _ => String::new(),
                    };
                    let (fill, once) = (more(), more());
                    self.each(found, span, |text| {
                        quoting::padded(text, width?, &fill, &once, flag == 'l').map(Edit::Text)
                    })?
                }
                't' => match self.type_words(parameter) {
                    Some(words) => Found::one(self.computed(words, span)),
                    None => return self.unfollowed(span),
                },
                'U' => self.each(found, span, |text| Some(Edit::Text(text.to_uppercase())))?,
                'L' => self.each(found, span, |text| Some(Edit::Text(text.to_lowercase())))?,
                'P' => self.pointed(&found, span),
                'k' | 'v' => found,
                '%' => match self.prompted(&found, span) {
                    Some(found) => found,
                    None => return self.unfollowed(span),
                },
                'M' => found,
                _ => return self.unfollowed(span),
            };
        }
        Ok(found)
    }

    /// Whether a text is not split: where one text is wanted, quoted or not (subst.c, `ssub`).
    fn stays_whole(&self) -> bool {
        self.nesting == 0 && self.joins
    }

    /// Whether the order of texts is the same in every locale, or the locale is C's.
    fn sorts_by_bytes(&self, found: &Found) -> bool {
        let set =
            |name: &str| self.state.value(name).filter(|value| value.is_empty() != Some(true));
        let locale = ["LC_ALL", "LC_COLLATE", "LANG"].into_iter().find_map(set);
        let plain = match locale.as_ref().map(Value::text) {
            None => true,
            Some(Some(locale)) => matches!(&*locale, "C" | "POSIX" | "C.UTF-8" | "C.utf8"),
            Some(None) => false,
        };
        let even = |value: &Value| {
            let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            value.text().is_some_and(|text| text.bytes().all(lower))
        };
        plain || found.values.iter().all(even)
    }

    /// `t`: what kind of variable it is; `None` where zsh has marks of its own for it.
    fn type_words(&self, parameter: &Parameter) -> Option<String> {
        let Subject::Name(name) = parameter.subject else { return None };
        let name = self.text(name);
        let special = |one: &char| one.is_uppercase() || !one.is_alphabetic();
        // Most of zsh's own are in capitals, and so are those that are exported from outside.
        if name.chars().all(|one| special(&one)) || self.state.ties.scalar_of(&name).is_some() {
            return None;
        }
        let Some(variable) = self.state.variable(&name) else { return Some(String::new()) };
        if variable.maybe_unset || variable.form.is_some() || !self.state.locals.is_empty() {
            return None;
        }
        let kind = match &variable.slot {
            Slot::Array(_) => "array",
            Slot::Map(_) => "association",
            Slot::Scalar(_) if variable.integer => "integer",
            Slot::Scalar(_) => "scalar",
            Slot::Unset => return Some(String::new()),
        };
        let mut words = kind.to_owned();
        for (is, mark) in [
            (variable.case == Some(b'l'), "-lower"),
            (variable.case == Some(b'u'), "-upper"),
            (variable.readonly, "-readonly"),
            (variable.exported, "-export"),
            (variable.unique, "-unique"),
        ] {
            words.push_str(if is { mark } else { "" });
        }
        Some(words)
    }

    pub(super) fn unfollowed(&mut self, span: Span) -> Expanded<Found> {
        let reason = "uses an expansion flag envsim does not follow";
        // Nobody knows how many words it would have been.
        let unknown = Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
        Ok(Found::one(Value::unknown(unknown)))
    }

    fn pointed(&mut self, found: &Found, span: Span) -> Found {
        match found.values.first().and_then(Value::text).map(|text| text.into_owned()) {
            Some(name) => self.named(&name, span),
            None => Found::one(self.unknown("names a variable that is not known", span)),
        }
    }

    fn keys(&self, parameter: &Parameter, flags: &str, span: Span) -> Option<Found> {
        let Subject::Name(name) = parameter.subject else { return None };
        let Slot::Map(elements) = &self.state.variable(&self.text(name))?.slot else { return None };
        if parameter
            .subscript
            .as_ref()
            .is_some_and(|word| !matches!(&*self.text(word.span), "@" | "*"))
        {
            let searched =
                self.unknown("asks for keys of a search, which envsim does not follow", span);
            return Some(Found::one(searched));
        }
        let (keys, values) = (flags.contains('k'), flags.contains('v') || !flags.contains('k'));
        let apart = flags.contains('@') || parameter.subscript.is_some();
        let mut all = Vec::new();
        for (key, value) in in_order(elements, self.state.dialect) {
            all.extend(keys.then(|| self.computed(key.as_str(), span)));
            all.extend(values.then(|| value.clone()));
        }
        Some(Found::list(all, apart))
    }

    /// `${(%):-%x}`: the file that is read; `%N` the same outside of functions.
    fn prompted(&self, found: &Found, span: Span) -> Option<Found> {
        let text = found.values.first()?.text()?;
        match &*text {
            "%x" => Some(Found::one(self.computed(&*self.spelled(), span))),
            "%N" => Some(Found::one(self.computed(&*self.innermost(), span))),
            _ => None,
        }
    }

    /// `$commands[x]`, `$functions[x]`, `$aliases[x]`, `$builtins[x]` (zshmodules(1), zsh/parameter).
    pub(super) fn table(&mut self, name: &str, key: &str, span: Span) -> Option<Found> {
        if !self.state.dialect.is_zsh() {
            return None;
        }
        let there = match name {
            "commands" => {
                return Some(match self.command_path(key, span) {
                    Ok(Some(path)) => Found::one(path),
                    Ok(None) => Found::default(),
                    Err(why) => Found::one(Value::unknown((*why).clone())),
                });
            }
            "functions" => self.state.functions.get(key).is_some(),
            "aliases" => {
                return Some(match (self.state.aliases.holds(key), self.state.aliases.get(key)) {
                    (Some(true), Some(alias)) => Found::one(alias.value.clone()),
                    (Some(false), _) => Found::default(),
                    _ => {
                        let unknown = self.unknown("depends on whether it is an alias", span);
                        Found { maybe: true, ..Found::one(unknown) }
                    }
                });
            }
            "builtins" => self.is_builtin(key),
            "options" => {
                return Some(Found::one(match self.option_is_on(key) {
                    Ok(on) => self.computed(if on { "on" } else { "off" }, span),
                    Err(why) => Value::unknown((*why).clone()),
                }));
            }
            "dirstack" | "dis_aliases" | "dis_builtins" | "dis_functions" | "errnos"
            | "functions_source" | "galiases" | "history" | "historywords" | "jobdirs"
            | "jobstates" | "jobtexts" | "keymaps" | "langinfo" | "modules" | "nameddirs"
            | "parameters" | "patchars" | "reswords" | "saliases" | "sysparams" | "userdirs"
            | "usergroups" | "widgets" => {
                let unknown = self.unknown("is told by one of zsh's tables", span);
                return Some(Found { maybe: true, ..Found::one(unknown) });
            }
            "terminfo" | "termcap" | "key" => {
                return Some(Found::one(self.unknown("depends on the terminal", span)));
            }
            _ => return None,
        };
        Some(if there {
            Found::one(self.unknown("is the text of a definition", span))
        } else {
            Found::default()
        })
    }

    /// `:h`, `:t`, `:r`, `:e`, `:l`, `:u`, `:a`, `:A`, `:P`, `:s/…/…/` (zshexpn(1), "Modifiers").
    pub(super) fn modified(
        &mut self,
        modifier: &str,
        mut found: Found,
        span: Span,
    ) -> Expanded<Found> {
        if !found.list && found.values.is_empty() {
            found.values.push(Value::empty());
        }
        let letter = modifier.as_bytes().get(1).copied().unwrap_or_default();
        if !b"acePAhtrelusgqQxfFwWop&".contains(&letter) {
            self.error(
                &format!("unrecognized modifier `{}'", char::from(letter)),
                "modifier",
                span,
            );
            return Err(Stop::File);
        }
        let count = modifier.get(2..).filter(|_| matches!(letter, b'h' | b't')).unwrap_or_default();
        if let Ok(count @ 1..) = count.parse::<usize>() {
            return self.each(found, span, |text| components(text, count, letter == b'h'));
        }
        if modifier.len() > 2 && !matches!(letter, b's' | b'g') {
            return self.unfollowed(span);
        }
        if letter == b'c' {
            return self.each_command(found, span);
        }
        let cwd = self.state.cwd.text().map(|text| text.into_owned());
        let facts_platform = self.host.machine().platform();
        match letter {
            b'h' => self.each(found, span, |text| Some(head(text))),
            b't' => self.each(found, span, |text| {
                let trimmed = text.trim_end_matches('/');
                Some(Edit::Keep(trimmed.rfind('/').map_or(0, |at| at + 1), trimmed.len()))
            }),
            b'r' => self.each(found, span, |text| {
                Some(Edit::Keep(0, extension_at(text).unwrap_or(text.len())))
            }),
            b'e' => self.each(found, span, |text| {
                Some(Edit::Keep(extension_at(text).map_or(text.len(), |at| at + 1), text.len()))
            }),
            b'l' => self.each(found, span, |text| Some(Edit::Text(text.to_lowercase()))),
            b'u' => self.each(found, span, |text| Some(Edit::Text(text.to_uppercase()))),
            b'a' => self.each(found, span, |text| {
                Some(Edit::Text(facts_platform.absolute(cwd.as_deref()?, text)))
            }),
            b'A' | b'P' => self.resolved(found, cwd, span),
            b's' | b'g' => {
                let global = letter == b'g';
                let body = &modifier[2 + usize::from(global)..];
                let Some(separator) = body.chars().next() else { return self.unfollowed(span) };
                let mut texts = body[separator.len_utf8()..].split(separator);
                let (from, to) =
                    (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
                if from.is_empty() || to.contains(['&', '$', '\\']) || from.contains(['$', '\\']) {
                    return self.unfollowed(span);
                }
                self.each(found, span, |text| {
                    Some(Edit::Text(if global {
                        text.replace(from, to)
                    } else {
                        text.replacen(from, to, 1)
                    }))
                })
            }
            _ => self.unfollowed(span),
        }
    }

    /// `:c`: the file that a command name leads to, else the name itself.
    fn each_command(&mut self, found: Found, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            let name = value.text().map(|text| text.into_owned());
            let path = name.map(|name| self.command_path(&name, span));
            values.push(match path {
                Some(Ok(Some(path))) => path,
                Some(Ok(None)) => value.clone(),
                Some(Err(why)) => Value::unknown((*why).clone()),
                None => Value::unknown((*self.why(value, span)).clone()),
            });
        }
        Ok(Found { values, ..found })
    }

    /// `e`: what is found is expanded as a text between double quotes.
    fn expanded_again(&mut self, found: Found, span: Span) -> Expanded<Found> {
        let mut values = Vec::new();
        for value in &found.values {
            values.push(match value.text().map(|text| text.into_owned()) {
                Some(text) if text.contains(['"', '\\']) => {
                    self.unknown("is expanded again with quotes in it", span)
                }
                Some(text) => self.text_expanded(&text, span)?,
                None => Value::unknown((*self.why(value, span)).clone()),
            });
        }
        Ok(Found { values, ..found })
    }

    fn resolved(&mut self, found: Found, cwd: Option<String>, span: Span) -> Expanded<Found> {
        let platform = self.host.machine().platform();
        let values: Vec<Option<String>> = found
            .values
            .iter()
            .map(|value| {
                let path = platform.absolute(cwd.as_deref()?, &value.text()?);
                Some(self.host.machine().real_path(&path).unwrap_or(path))
            })
            .collect();
        let values = values.into_iter().map(|path| match path {
            Some(path) => self.computed(path, span),
            None => self.unknown("is a path that is not known", span),
        });
        Ok(Found { values: values.collect(), ..found })
    }

    /// `${name:#pattern}`: without the elements that match, or with `(M)` only those.
    pub(super) fn filtered(
        &mut self,
        word: &Word,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let keep = parameter.flags.is_some_and(|flags| self.text(flags).contains('M'));
        let pattern: Option<Characters> = self.pattern(word)?.ok();
        let syntax = self.pattern_syntax(false);
        let pattern = pattern.and_then(|characters| Pattern::new(&characters, syntax));
        let known = found.values.iter().all(Value::is_known);
        let (Some(pattern), true) = (pattern, known) else {
            return self.unfollowed(parameter.span);
        };
        let matches = |value: &Value| value.text().is_some_and(|text| pattern.matches(&text));
        let values: Vec<Value> =
            found.values.iter().filter(|value| matches(value) == keep).cloned().collect();
        if !found.list && values.is_empty() {
            return Ok(Found::one(Value::empty()));
        }
        Ok(Found { values, ..found })
    }
}

fn argument(letters: &mut std::str::Chars<'_>) -> String {
    let close = match letters.next() {
        Some('(') => ')',
        Some('[') => ']',
        Some('{') => '}',
        Some('<') => '>',
        Some(other) => other,
        None => return String::new(),
    };
    letters.take_while(|letter| *letter != close).collect()
}

/// Splits, in quotes too; empty ones stay in quotes with `@` only (zshexpn(1), "Rules" 11 and 20).
fn split(found: Found, separator: char, quoted: bool, flags: &str) -> Found {
    let keeps = quoted && flags.contains('@');
    let entries = found.values.iter().flat_map(|value| value.entries(separator));
    let mut pieces: Vec<Value> = entries.map(|entry| entry.value).collect();
    pieces.retain(|piece| keeps || piece.is_empty() != Some(true));
    if quoted && pieces.is_empty() && !found.list {
        pieces.push(Value::empty());
    }
    // Of a scalar that falls into one piece a scalar is left (Src/subst.c, `paramsubst`, behind `sepsplit`).
    if let (false, [only]) = (found.list, pieces.as_slice()) {
        return Found::one(only.clone());
    }
    Found::list(pieces, found.apart || quoted)
}

fn join(found: Found, separator: char) -> Found {
    Found::one(Value::from_entries(found.values, separator))
}

/// `o`, `O`, with `n` by numbers and with `i` in either case.
fn sorted(found: Found, reverse: bool, flags: &str) -> Found {
    let mut values = found.values.clone();
    if !values.iter().all(Value::is_known) {
        return found;
    }
    let folds = flags.contains('i');
    let key = |value: &Value| {
        let text = value.text().unwrap_or_default().into_owned();
        if folds { text.to_lowercase() } else { text }
    };
    match flags.contains('n') {
        true => values.sort_by(|left, right| by_numbers(&key(left), &key(right))),
        false => values.sort_by_cached_key(key),
    }
    if reverse {
        values.reverse();
    }
    Found { values, ..found }
}

/// `:h2`, the first two parts of a path, and `:t2`, the last two.
fn components(text: &str, count: usize, front: bool) -> Option<Edit> {
    if text.contains("//") || text.len() > 1 && text.ends_with('/') {
        return None;
    }
    let mut slashes = text.match_indices('/').map(|(at, _)| at).filter(|at| front || *at > 0);
    let all: Vec<usize> = slashes.by_ref().collect();
    Some(match front {
        // The slash at the beginning is a part of its own.
        true if text.starts_with('/') && count == 1 => Edit::Keep(0, 1),
        true => Edit::Keep(0, all.get(count - 1).copied().unwrap_or(text.len())),
        false => match all.len().checked_sub(count) {
            Some(skip) => Edit::Keep(all[skip] + 1, text.len()),
            None => Edit::Keep(0, text.len()),
        },
    })
}

fn head(text: &str) -> Edit {
    let trimmed = text.trim_end_matches('/');
    match trimmed.rfind('/') {
        _ if trimmed.is_empty() && !text.is_empty() => Edit::Keep(0, 1),
        Some(0) => Edit::Keep(0, 1),
        Some(at) => Edit::Keep(0, trimmed[..at].trim_end_matches('/').len().max(1)),
        None => Edit::Text(".".to_owned()),
    }
}

fn extension_at(text: &str) -> Option<usize> {
    let name = text.rfind('/').map_or(0, |at| at + 1);
    text[name..].rfind('.').filter(|at| *at > 0).map(|at| name + at)
}
