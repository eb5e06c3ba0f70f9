//! History modifiers behind a colon: `${name:h}` (zshexpn(1), "Modifiers").

use super::edit::Edit;
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::text::Span;
use crate::value::Value;

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

/// zsh takes the dot that a name begins with, too (Src/hist.c, `remtext`).
fn extension_at(text: &str) -> Option<usize> {
    let name = text.rfind('/').map_or(0, |at| at + 1);
    text[name..].rfind('.').map(|at| name + at)
}

impl Evaluator<'_> {
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
            // Of nothing these two make nothing (Src/subst.c, `xsymlinks`; zsh 5.9), `P` the directory.
            b'a' => self.each(found, span, |text| match text.is_empty() {
                true => Some(Edit::Keep(0, 0)),
                false => Some(Edit::Text(facts_platform.absolute(cwd.as_deref()?, text))),
            }),
            b'A' | b'P' => self.resolved(found, cwd, letter == b'A', span),
            b's' | b'g' => {
                let global = letter == b'g';
                let body = modifier.get(2 + usize::from(global)..).unwrap_or_default();
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

    fn resolved(
        &mut self,
        found: Found,
        cwd: Option<String>,
        keeps_nothing: bool,
        span: Span,
    ) -> Expanded<Found> {
        let platform = self.host.machine().platform();
        let values: Vec<Option<String>> = found
            .values
            .iter()
            .map(|value| {
                if keeps_nothing && value.is_empty() == Some(true) {
                    return Some(String::new());
                }
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
}
