//! `${…}` with its operations (POSIX 2.6.2, bash(1) "Parameter Expansion").

use super::edit::{Edit, Letters, Replacement, before_letters, cased, remove, replace};
use super::subject::Found;
use super::{Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::pattern::{Characters, Pattern};
use crate::shells::posix::state::{Slot, spaced};
use crate::shells::posix::syntax::{Operation, Parameter, Subject, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn parameter(
        &mut self,
        parameter: &Parameter,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<()> {
        if let Some(done) = self.substituted_word(parameter, purpose, quoted, out)? {
            return Ok(done);
        }
        let joins = !purpose.splits();
        let outer = (std::mem::replace(&mut self.joins, joins), std::mem::take(&mut self.nesting));
        let found = self.operated(parameter, quoted);
        (self.joins, self.nesting) = outer;
        let found = found?;
        self.emit(&found, parameter, purpose, quoted, out);
        Ok(())
    }

    /// `${x:-word}` and `${x:+word}`: the word is expanded in its own right, quoted parts and all.
    fn substituted_word(
        &mut self,
        parameter: &Parameter,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<Option<()>> {
        let [Operation::Conditional { operator: operator @ (b'-' | b'+'), colon, word }] =
            parameter.operations.as_slice()
        else {
            return Ok(None);
        };
        if parameter.flags.is_some() || !parameter.marks.is_empty() {
            return Ok(None);
        }
        let found = self.found(parameter, quoted)?;
        let Some(there) = is_there(&found, *colon) else {
            let why = found.values.first().map(|value| self.why(value, parameter.span));
            let value = why.map_or_else(Value::empty, |why| Value::unknown((*why).clone()));
            out.push(value, quoted, true);
            return Ok(Some(()));
        };
        if there == (*operator == b'+') {
            match (quoted, purpose) {
                (true, _) => {
                    let value = self.quoted(&word.parts)?;
                    out.push(value, true, true);
                }
                (false, _) => self.unquoted_word(word, purpose, out)?,
            }
        } else if *operator == b'-' {
            self.emit(&found, parameter, purpose, quoted, out);
        }
        Ok(Some(()))
    }

    fn unquoted_word(&mut self, word: &Word, purpose: Purpose, out: &mut Fields) -> Expanded<()> {
        let zsh = self.state.dialect.is_zsh();
        let mut inner = Fields::default();
        let within = if matches!(purpose, Purpose::Assignment | Purpose::Elements) {
            Purpose::Assignment
        } else {
            Purpose::Single
        };
        self.parts(&word.parts, within, false, &mut inner)?;
        for (index, field) in inner.finish().into_iter().enumerate() {
            if index > 0 {
                out.end();
            }
            for chunk in field.chunks {
                // In zsh an operator that the profile itself writes in the word still counts.
                if chunk.quoted || zsh || !purpose.splits() {
                    out.push(chunk.value, chunk.quoted, chunk.expanded || !zsh);
                } else {
                    self.split_into(&chunk.value, out);
                }
            }
        }
        Ok(())
    }

    /// Adds what was found: lists become fields where that is wanted.
    fn emit(
        &mut self,
        found: &Found,
        parameter: &Parameter,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) {
        let zsh = self.state.dialect.is_zsh();
        // `${=x}` splits, in quotes too, and `${==x}` does not (zshexpn(1), "Parameter Expansion").
        let signs = parameter.marks.iter().filter(|&&mark| mark == b'=').count();
        let splits = !zsh || signs == 1 || signs == 0 && self.option("shwordsplit");
        if found.list && purpose.splits() && (found.apart || !quoted) {
            if found.values.is_empty() && quoted {
                out.unmark_quoted();
            }
            for (index, value) in found.values.iter().enumerate() {
                if index > 0 {
                    out.end();
                }
                match quoted || !splits {
                    true => out.push(value.clone(), quoted, true),
                    false => self.split_into(value, out),
                }
            }
            return;
        }
        let value = match found.list {
            // bash joins what `@` keeps apart with spaces (bash(1), "Special Parameters").
            true if found.apart && self.state.dialect.is_bash() => spaced(found.values.iter()),
            true => self.joined_list(&found.values),
            false => found.values.first().cloned().unwrap_or_default(),
        };
        if quoted && signs != 1 || !purpose.splits() || !splits {
            let kept = !quoted && purpose.splits();
            let value = if kept { self.split_or_not(value, parameter.span) } else { value };
            // zsh: `${~p}` makes patterns of what it gives (zshexpn(1)).
            out.push(value, quoted, !parameter.marks.contains(&b'~'));
        } else {
            self.split_into(&value, out);
        }
    }

    /// Where nobody knows whether words are split, one that has nothing to split is all the same.
    fn split_or_not(&self, value: Value, span: Span) -> Value {
        let Some(why) = self.state.options.unsure("shwordsplit") else { return value };
        let separators = self.separators();
        let whole = |text: &str| match &separators {
            Some(separators) => !text.contains(|letter| separators.contains(letter)),
            None => text.is_empty(),
        };
        if value.text().is_some_and(|text| whole(&text)) {
            return value;
        }
        let reason = format!("may be split into words by an option: it {}", why.reason);
        Value::unknown(why.because(reason, self.origin(span)).shaped(Shape::Words))
    }

    /// `"$*"`: joined with the first character of IFS.
    fn joined_list(&self, values: &[Value]) -> Value {
        match self.separators().as_deref().map(|separators| separators.chars().next()) {
            Some(Some(separator)) => Value::from_entries(values.iter().cloned(), separator),
            Some(None) => values.iter().cloned().fold(Value::empty(), Value::then),
            None if values.len() > 1 => {
                let unknown = self.state.value("IFS").and_then(|value| value.why_unknown());
                unknown.map_or_else(|| spaced(values.iter()), |why| Value::unknown((*why).clone()))
            }
            None => spaced(values.iter()),
        }
    }

    /// The parameter with all its operations.
    pub(super) fn operated(&mut self, parameter: &Parameter, quoted: bool) -> Expanded<Found> {
        if let Some(found) = self.bash_indirect(parameter)? {
            return Ok(found);
        }
        let mut found = self.found(parameter, quoted)?;
        // zsh looks at the name first, then operates, then splits, joins and sorts (zshexpn(1), "Rules").
        let flags = parameter.flags.map(|span| self.text(span)).unwrap_or_default();
        let early = flags.contains(['P', 'k', 'v']);
        let zsh = self.state.dialect.is_zsh();
        let spread = zsh && self.option("rcexpandparam") && found.list && !quoted;
        if spread && !parameter.marks.iter().any(|mark| b"^#+".contains(mark)) {
            let reason = "is spread by RC_EXPAND_PARAM, which envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(parameter.span)).shaped(Shape::Words);
            return Ok(Found::one(Value::unknown(unknown)));
        }
        if early || parameter.marks.contains(&b'^') {
            found = self.flagged(parameter, found, quoted)?;
        }
        // In quotes a list is one text before anything is done with it (zshexpn(1), "Rules" 5).
        let apart = found.apart || flags.contains(['@', 'j', 'F']);
        let counted = parameter.marks.contains(&b'#');
        // Elements are counted out before that.
        let sliced = matches!(parameter.operations.first(), Some(Operation::Slice { .. }));
        let whole = quoted && !apart && !counted && !sliced;
        if whole && found.list && self.state.dialect.is_zsh() {
            let joined = self.joined_list(&found.values);
            found = Found { set: found.set, maybe: found.maybe, ..Found::one(joined) };
        }
        if parameter.marks.contains(&b'+') {
            return Ok(Found::one(self.set_mark(&found, parameter.span)));
        }
        let count = found.list && parameter.marks.contains(&b'#');
        if !found.set && !count && !guards(&parameter.operations) {
            self.unset_error(parameter)?;
        }
        for operation in &parameter.operations {
            found = self.operation(operation, found, parameter)?;
        }
        // Where one text is wanted a list is joined before it would be sorted or split.
        let joins = self.joins && self.nesting == 0 && self.state.dialect.is_zsh();
        if joins
            && found.list
            && parameter.flags.is_some()
            && !flags.contains(['j', 'F'])
            && !counted
        {
            let joined = crate::shells::posix::state::spaced(found.values.iter());
            found = Found { set: found.set, maybe: found.maybe, ..Found::one(joined) };
        }
        if parameter.flags.is_some() && !early {
            found = self.flagged(parameter, found, quoted)?;
        }
        if parameter.marks.contains(&b'#') {
            if flags.contains(['w', 'W', 'c']) {
                return Ok(self.length_by(&found, &flags, parameter.span));
            }
            return Ok(self.length(&found, parameter.span));
        }
        Ok(found)
    }

    fn set_mark(&self, found: &Found, span: Span) -> Value {
        match found.values.first() {
            Some(value)
                if !value.is_known()
                    && value.why_unknown().is_some()
                    && found.values.len() == 1 =>
            {
                Value::unknown((*self.why(value, span)).clone())
            }
            _ => self.computed(if found.set { "1" } else { "0" }, span),
        }
    }

    fn length(&self, found: &Found, span: Span) -> Found {
        // dash counts the characters of all parameters (expand.c, `varvalue`).
        if found.list && self.state.dialect.is_dash() {
            let joined = Found::one(spaced(found.values.iter()));
            return self.length(&joined, span);
        }
        if found.list {
            return match found.values.iter().all(Value::is_known) {
                true => Found::one(self.computed(found.values.len().to_string(), span)),
                false => Found::one(self.unknown("counts elements that are not known", span)),
            };
        }
        let value = found.values.first().cloned().unwrap_or_default();
        Found::one(match value.text() {
            Some(text) => self.computed(text.chars().count().to_string(), span),
            None => Value::unknown((*self.why(&value, span)).clone()),
        })
    }

    /// zsh's `c` counts the characters of all elements, `w` and `W` their words.
    fn length_by(&self, found: &Found, flags: &str, span: Span) -> Found {
        let whole = spaced(found.values.iter());
        let Some(text) = whole.text() else {
            return Found::one(Value::unknown((*self.why(&whole, span)).clone()));
        };
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n');
        let words = || text.split(blank);
        let count = match flags {
            _ if flags.contains('c') => text.chars().count(),
            _ if flags.contains('W') => words().count(),
            _ => words().filter(|word| !word.is_empty()).count(),
        };
        Found::one(self.computed(count.to_string(), span))
    }

    /// `set -u`.
    fn unset_error(&mut self, parameter: &Parameter) -> Expanded<()> {
        let Subject::Name(span) = parameter.subject else { return Ok(()) };
        let name = self.text(span);
        if !self.option("nounset") || matches!(name.as_str(), "@" | "*") {
            return Ok(());
        }
        self.error(&format!("{name}: unbound variable"), "unset", parameter.span);
        Err(self.fatal())
    }

    /// What an error that ends a non-interactive shell does here.
    pub fn fatal(&self) -> Stop {
        let dialect = self.state.dialect;
        match (dialect.is_bash(), self.state.options.interactive) {
            (true, true) => Stop::Line,
            (true, false) if self.state.options.login => Stop::File,
            _ if dialect.is_zsh() => Stop::File,
            _ => Stop::Shell,
        }
    }

    fn operation(
        &mut self,
        operation: &Operation,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let span = parameter.span;
        match operation {
            Operation::Conditional { operator, colon, word } => {
                self.when_set(*operator, *colon, word, found, parameter)
            }
            Operation::Remove { suffix, longest, pattern } => {
                let flags = parameter.flags.map(|span| self.text(span)).unwrap_or_default();
                // zsh's `M` gives what matched instead of the rest (zshexpn(1)).
                let matched = flags.contains('M');
                if let (true, true, Some(cut)) = (*suffix, *longest, self.cut(&found, pattern)?) {
                    return if matched { self.unfollowed(span) } else { Ok(Found::one(cut)) };
                }
                let pattern = self.compiled(pattern)?;
                let done = self.each(found, span, |text| {
                    let rest = remove(pattern.as_ref()?, text, *suffix, *longest)?;
                    Some(if matched { rest.other(text.len()) } else { rest })
                });
                self.works(pattern.as_ref());
                done
            }
            Operation::Replace { all, anchor, pattern, replacement } => {
                let pattern = self.compiled(pattern)?;
                let replacement = self.replacement(replacement)?;
                let zsh = self.state.dialect.is_zsh();
                let done = self.each(found, span, |text| {
                    let (pattern, with) = (pattern.as_ref()?, replacement.as_ref()?);
                    match zsh && anchor.is_none() && pattern.is_empty() {
                        true => Some(before_letters(text, with, *all)),
                        false => replace(pattern, text, with, *all, *anchor),
                    }
                });
                self.works(pattern.as_ref());
                done
            }
            Operation::Slice { offset, length } => {
                self.slice_of(found, offset, length.as_ref(), parameter)
            }
            Operation::Case { sign, all, pattern } => {
                let letters = match sign {
                    b'^' => Letters::Upper,
                    b',' => Letters::Lower,
                    _ => Letters::Turned,
                };
                let pattern = match pattern.parts.is_empty() {
                    true => None,
                    false => match self.compiled(pattern)? {
                        Some(pattern) => Some(pattern),
                        None => return self.unfollowed(span),
                    },
                };
                self.each(found, span, |text| Some(cased(text, letters, *all, pattern.as_ref())))
            }
            Operation::Modifier(modifier) => {
                let text = self.text(*modifier);
                self.modified(&text, found, span)
            }
            Operation::Filter(pattern) => self.filtered(pattern, found, parameter),
            Operation::Transform(letter @ (b'U' | b'u' | b'L')) => {
                let letters = if *letter == b'L' { Letters::Lower } else { Letters::Upper };
                self.each(found, span, |text| Some(cased(text, letters, *letter != b'u', None)))
            }
            Operation::Transform(letter) if self.state.dialect.is_bash() => {
                self.transformed(*letter, found, parameter)
            }
            Operation::Combine { sign, word } => self.combined(sign, word, found, parameter),
            _ => self.unfollowed(span),
        }
    }

    fn when_set(
        &mut self,
        operator: u8,
        colon: bool,
        word: &Word,
        found: Found,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let Some(there) = is_there(&found, colon) else {
            let why = found.values.first().map(|value| self.why(value, parameter.span));
            return Ok(Found::one(
                why.map_or_else(Value::empty, |why| Value::unknown((*why).clone())),
            ));
        };
        match (operator, there) {
            (b'+', true) | (b'-', false) => Ok(Found::one(self.single(word)?)),
            (b'+', false) => Ok(Found { set: true, ..Found::one(Value::empty()) }),
            (b'=', false) | (b':', _) => {
                let value = self.assigned(word)?;
                if let Subject::Name(span) = parameter.subject {
                    let name = self.text(span);
                    let origin = self.origin(parameter.span);
                    self.assign(&name, value.clone(), origin, parameter.span)?;
                }
                Ok(Found::one(value))
            }
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

    /// A pattern word, compiled; `None` where it is not known or not followed.
    fn compiled(&mut self, word: &Word) -> Expanded<Option<Pattern>> {
        let characters: Option<Characters> = self.pattern(word)?.ok();
        let syntax = self.pattern_syntax(false);
        Ok(characters.and_then(|characters| Pattern::new(&characters, syntax)))
    }

    /// `${V%%.*}` of a text whose beginning is known, where that holds the first such letter.
    fn cut(&mut self, found: &Found, pattern: &Word) -> Expanded<Option<Value>> {
        match found.values.as_slice() {
            [value] if !value.is_known() && !found.list && !found.maybe => {
                let Ok(characters) = self.pattern(pattern)? else { return Ok(None) };
                Ok(crate::shells::posix::pattern::cut_at(&characters, value))
            }
            _ => Ok(None),
        }
    }

    /// Pays for what a pattern looked at.
    pub(super) fn works(&mut self, pattern: Option<&Pattern>) {
        let work = pattern.map_or(0, Pattern::work);
        let _ = self.host.spend(1 + work / 64);
    }

    /// bash from 5.2 on takes an unquoted `&` for what matched (bash(1), patsub_replacement).
    fn replacement(&mut self, word: &Word) -> Expanded<Option<Replacement>> {
        let characters = match self.pattern(word)? {
            Ok(characters) => characters,
            Err(_) => return Ok(None),
        };
        let named = |one: &(char, bool)| *one == ('&', false);
        let ampersand = self.state.dialect.is_bash() && characters.iter().any(named);
        let text =
            |characters: &[(char, bool)]| characters.iter().map(|(letter, _)| letter).collect();
        if !ampersand {
            return Ok(Some(vec![text(&characters)]));
        }
        let version = self.state.value("BASH_VERSION");
        let new = version.as_ref().and_then(Value::text).is_some_and(|text| {
            let mut numbers = text.split('.').map_while(|number| number.parse::<u32>().ok());
            (numbers.next(), numbers.next()) >= (Some(5), Some(2))
        });
        let escaped = characters.contains(&('\\', false));
        let on = self.option("patsub_replacement")
            || !self.state.options.was_turned_off("patsub_replacement");
        Ok((new && on && !escaped).then(|| characters.split(named).map(text).collect()))
    }

    fn slice_of(
        &mut self,
        found: Found,
        offset: &Word,
        length: Option<&Word>,
        parameter: &Parameter,
    ) -> Expanded<Found> {
        let span = parameter.span;
        let offset = self.slice_number(offset)?;
        let length = match length {
            Some(length) => self.slice_number(length)?.map(Some),
            None => Some(None),
        };
        let (Some(offset), Some(length)) = (offset, length) else {
            return Ok(Found::one(self.unknown("is cut at a place that is not known", span)));
        };
        if found.list {
            return Ok(self.sublist(found, offset, length, parameter));
        }
        self.each(found, span, |text| {
            let letters: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let count = letters.len() as i64 - 1;
            let (from, to) = range(offset, length, count)?;
            Some(Edit::Keep(letters[from], letters[to]))
        })
    }

    fn slice_number(&mut self, word: &Word) -> Expanded<Option<i64>> {
        match self.arithmetic(&word.parts, word.span)? {
            Ok(number) => Ok(Some(number)),
            Err(_) => Ok(None),
        }
    }

    fn sublist(
        &mut self,
        mut found: Found,
        offset: i64,
        length: Option<i64>,
        parameter: &Parameter,
    ) -> Found {
        let span = parameter.span;
        let subject = match parameter.subject {
            Subject::Name(name) => self.text(name),
            _ => String::new(),
        };
        // `${@:0}` begins with `$0`, and what is counted from the end may reach it.
        if matches!(subject.as_str(), "@" | "*") && parameter.subscript.is_none() {
            found.values.insert(0, self.zero(span));
        }
        let offset = self.place_in(&subject, offset);
        match range(offset, length, found.values.len() as i64) {
            Some((from, to)) => Found { values: found.values[from..to].to_vec(), ..found },
            None => Found::one(self.unknown("is cut at a place that does not exist", span)),
        }
    }

    /// bash counts the indices of an array with gaps, not its elements (bash(1), "Substring Expansion").
    fn place_in(&self, name: &str, offset: i64) -> i64 {
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let Some(Slot::Array(elements)) = slot.filter(|_| self.state.dialect.is_bash()) else {
            return offset;
        };
        let end = elements.keys().next_back().map_or(0, |last| last + 1);
        let from = if offset < 0 { end + offset } else { offset };
        match from < 0 {
            true => offset,
            false => elements.range(..from).count() as i64,
        }
    }
}

/// Whether the parameter counts as given; `None` where that is not known.
fn is_there(found: &Found, colon: bool) -> Option<bool> {
    if !found.set {
        return Some(false);
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

/// Whether the first operation says what to do with an unset parameter.
fn guards(operations: &[Operation]) -> bool {
    matches!(operations.first(), Some(Operation::Conditional { .. }))
}

fn range(offset: i64, length: Option<i64>, count: i64) -> Option<(usize, usize)> {
    let from = if offset < 0 { count + offset } else { offset };
    if from < 0 {
        return None;
    }
    let from = from.min(count);
    let to = match length {
        None => count,
        Some(length) if length < 0 => count + length,
        Some(length) => (from + length).min(count),
    };
    (to >= from).then_some((from as usize, to as usize))
}
