//! `${name-word}` and its like: what is taken where a parameter is set, and what is assigned where it is not
//! (POSIX 2.6.2; zshexpn(1), "Parameter Expansion").

use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::parser::name_len;
use crate::shells::posix::state::any_number;
use crate::shells::posix::syntax::{Operation, Parameter, Part, Subject, Word};
use crate::value::{Shape, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn when_set(
        &mut self,
        operator: u8,
        colon: bool,
        word: &Word,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let apart = self.state.dialect.is_zsh();
        if operator == b':' {
            return self.set_by_operator(word, parameter);
        }
        let Some(there) = is_there(&found, colon, self.list_is_filled(&found, apart)) else {
            let why = found.values.first().map(|value| self.why(value, parameter.span));
            return Ok(Found::one(
                why.map_or_else(Value::empty, |why| Value::unknown((*why).clone())),
            ));
        };
        match (operator, there) {
            (b'+', true) | (b'-', false) => {
                // zsh makes several words of braces in it even where one text is wanted.
                if apart && self.braces(word).is_none_or(|all| all.len() > 1) {
                    return self.unfollowed(parameter.span);
                }
                Ok(Found::one(self.single(word)?))
            }
            (b'+', false) => Ok(Found { set: true, ..Found::one(Value::empty()) }),
            (b'=', false) => self.set_by_operator(word, parameter),
            (b'?', false) => {
                let message = self.single(word)?;
                let message = message.text().unwrap_or_default().into_owned();
                self.error(&message, "unset", parameter.span);
                Err(match self.state.dialect.is_zsh() {
                    true => Stop::Shell,
                    false => self.fatal(),
                })
            }
            _ => Ok(found),
        }
    }

    /// `${name=word}` and zsh's `${name::=word}`, which with `(P)` sets what the parameter names (zshexpn(1)).
    fn set_by_operator(&mut self, word: &Word, parameter: &Parameter) -> Expanded<Found> {
        let value = self.assigned(word)?;
        let Subject::Name(span) = parameter.subject else { return Ok(Found::one(value)) };
        let mut name = self.text(span);
        let origin = self.origin(parameter.span);
        if parameter.flags.is_some_and(|flags| self.text(flags).contains('P')) {
            let named = self.state.value(&name).unwrap_or_default();
            let Some(target) = named.text().map(|text| text.into_owned()) else {
                self.state.positional = any_number(&self.why(&named, parameter.span)).into();
                self.sets_some_variable(&named, parameter.span);
                return Ok(Found::one(value));
            };
            name = target;
        }
        if parameter.flags.is_some_and(|flags| self.text(flags).contains('A')) {
            return Ok(self.list_by_operator(&name, value, word, parameter));
        }
        match &parameter.subscript {
            Some(subscript) => {
                let key = self.subscript(subscript)?;
                self.assign_element(&name, &key, value.clone(), false, parameter.span)?;
            }
            None if !self.state.dialect.is_zsh() && name_len(&name) != name.len() => {
                self.error(
                    &format!("${name}: cannot assign in this way"),
                    "assign",
                    parameter.span,
                );
                let bash = self.state.dialect.is_bash();
                return Err(if bash { Stop::Line } else { self.fatal() });
            }
            None => self.assign(&name, value.clone(), origin, parameter.span)?,
        }
        Ok(Found::one(value))
    }

    /// `A`: what is assigned is a list, or with two of them a table; a text is one element (zshexpn(1)).
    fn list_by_operator(
        &mut self,
        name: &str,
        value: Value,
        word: &Word,
        parameter: &Parameter,
    ) -> Found {
        let (origin, flags) = (self.origin(parameter.span), parameter.flags);
        let table = flags.is_some_and(|flags| self.text(flags).contains("AA"));
        let made = |part: &Part| matches!(part, Part::Parameter(_) | Part::Command(..));
        let elements = match table || word.parts.iter().any(made) {
            false => vec![value],
            true => {
                let why = Unknown::new("is made by an operator that assigns lists", origin.clone());
                vec![Value::unknown(why.shaped(Shape::Words))]
            }
        };
        self.state.set_array(name, elements.clone(), origin);
        Found::list(elements, false)
    }

    /// Behind a modifier a colon begins another one (zsh 5.9 Src/hist.c, `modify`).
    pub(super) fn no_slice_behind_modifier(
        &mut self,
        parameter: &Parameter,
        at: usize,
    ) -> Expanded<()> {
        let behind = at > 0 && matches!(parameter.operations[at - 1], Operation::Modifier(_));
        let (true, Operation::Slice { offset, .. }) = (behind, &parameter.operations[at]) else {
            return Ok(());
        };
        let letter = self.text(offset.span).chars().next().unwrap_or(':');
        let message = format!("unrecognized modifier `{letter}'");
        self.error(&message, "modifier", parameter.span);
        Err(Stop::File)
    }

    /// Whether the number of a list's elements says that it is not empty: two are joined with something between them,
    /// and where zsh keeps them apart one is enough (Src/subst.c, `paramsubst`).
    pub(super) fn list_is_filled(&self, found: &Found, apart: bool) -> bool {
        let counted = found.list && !found.values.iter().any(Value::may_be_words);
        let joins = self.separators().is_some_and(|separators| !separators.is_empty());
        let least = if apart { 1 } else { 2 };
        counted && !found.maybe && found.values.len() >= least && (apart || joins)
    }
}

/// Whether the parameter counts as given; `None` where that is not known.
pub(super) fn is_there(found: &Found, colon: bool, filled: bool) -> Option<bool> {
    if !found.set {
        return Some(false);
    }
    if colon && filled {
        return Some(true);
    }
    match found.values.as_slice() {
        [value] if !value.is_known() => {
            let certain = colon && value.is_empty() == Some(false);
            // A variable that is set to something unknown is set all the same, unless that too is in doubt.
            if certain || (!colon && !found.maybe) { Some(true) } else { None }
        }
        _ if found.maybe && !colon => None,
        [value] if colon => value.is_empty().map(|empty| !empty),
        values if colon => Some(values.iter().any(|value| value.is_empty() != Some(true))),
        _ => Some(true),
    }
}
