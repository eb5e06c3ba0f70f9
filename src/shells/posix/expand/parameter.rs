//! `${…}` with its operations (POSIX 2.6.2, bash(1) "Parameter Expansion").

use super::conditional::is_there;
use super::edit::{Edit, Letters, cased};
use super::replace::{Places, remove, replace};
use super::subject::Found;
use super::{Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::pattern::{Characters, Pattern};
use crate::shells::posix::syntax::{Operation, Parameter, Part, Subject, Word};
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
        if found.values.len() > 1 {
            self.handles(found.values.len());
        }
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
        let apart = self.state.dialect.is_zsh() && (!quoted || found.apart);
        let Some(there) = is_there(&found, *colon, self.list_is_filled(&found, apart)) else {
            let why = found.values.first().map(|value| self.why(value, parameter.span));
            let value = why.map_or_else(Value::empty, |why| Value::unknown((*why).clone()));
            out.push(value, quoted, true);
            return Ok(Some(()));
        };
        if there == (*operator == b'+') {
            match (quoted, purpose) {
                // `"${1+"$@"}"` is as many words as `"$@"`, and one where that is none.
                (true, splits) if splits.splits() && self.keeps_list(&word.parts, true) => {
                    self.parts(&word.parts, purpose, true, out)?;
                    out.mark_quoted();
                }
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

    /// Whether a list stands between quotes, which stays one in the word of an operator too.
    fn keeps_list(&self, parts: &[Part], quoted: bool) -> bool {
        let lists = |span: Span| quoted && self.text(span).as_str().contains('@');
        parts.iter().any(|part| match part {
            Part::Double(inner) => self.keeps_list(inner, true),
            Part::Plain(span) => lists(*span),
            Part::Parameter(one) => {
                let word = one.operations.iter().find_map(|operation| match operation {
                    Operation::Conditional { word, .. } => Some(word),
                    _ => None,
                });
                lists(one.span) || word.is_some_and(|word| self.keeps_list(&word.parts, quoted))
            }
            _ => false,
        })
    }

    fn unquoted_word(&mut self, word: &Word, purpose: Purpose, out: &mut Fields) -> Expanded<()> {
        let zsh = self.state.dialect.is_zsh();
        let mut inner = Fields::default();
        let within = match purpose {
            // zsh's lists stay lists in it.
            _ if zsh => purpose,
            Purpose::Assignment | Purpose::Elements => Purpose::Assignment,
            _ if self.keeps_list(&word.parts, false) => purpose,
            _ => Purpose::Single,
        };
        // zsh's braces come last, in the text of such words too.
        if zsh && within.splits() && self.braces(word).is_none_or(|all| all.len() > 1) {
            let reason = "is made of braces that envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(word.span)).shaped(Shape::Words);
            out.push(Value::unknown(unknown), false, true);
            return Ok(());
        }
        let spread = if within.splits() { self.spread(&word.parts, within)? } else { None };
        let fields = match spread {
            Some(fields) => fields,
            None => {
                self.parts(&word.parts, within, false, &mut inner)?;
                inner.finish()
            }
        };
        for (index, field) in fields.into_iter().enumerate() {
            if index > 0 {
                out.end();
            }
            if field.chunks.is_empty() {
                out.mark_quoted();
            }
            let whole = !purpose.splits() || zsh && !self.option("shwordsplit");
            for chunk in field.chunks {
                // In zsh an operator that the profile itself writes in the word still counts.
                if chunk.quoted || whole {
                    out.push(chunk.value, chunk.quoted, chunk.expanded || !zsh);
                } else {
                    self.split_into(&chunk.value, out);
                }
            }
        }
        Ok(())
    }

    /// The parameter with all its operations.
    pub(super) fn operated(&mut self, parameter: &Parameter, quoted: bool) -> Expanded<Found> {
        let found = self.operated_once(parameter, quoted)?;
        match self.rewrites_itself(parameter) {
            true => self.unfollowed(parameter.span),
            false => Ok(found),
        }
    }

    /// Whether something stands behind the name that no parameter has: bash and dash say so as they expand it.
    fn is_no_substitution(&self, parameter: &Parameter) -> bool {
        let unread = |one: &Operation| matches!(one, Operation::Unsupported(_));
        let counted = parameter.marks.contains(&b'#') && !parameter.operations.is_empty();
        !self.state.dialect.is_zsh() && (counted || parameter.operations.iter().any(unread))
    }

    fn operated_once(&mut self, parameter: &Parameter, quoted: bool) -> Expanded<Found> {
        if self.is_no_substitution(parameter) {
            return Err(self.bad_substitution(parameter.span));
        }
        if let Some(found) = self.bash_indirect(parameter)? {
            return Ok(found);
        }
        if let Some(count) = self.counted_table(parameter) {
            return Ok(Found::one(count));
        }
        if parameter.marks.contains(&b'+')
            && let Some(there) = self.holds_function(parameter)?
        {
            return Ok(Found::one(self.computed(if there { "1" } else { "0" }, parameter.span)));
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
        // A list is spread into words only: in one text it is what it is.
        let apart = (flags.contains('@') || found.apart) && found.list;
        if parameter.marks.contains(&b'^') && (if quoted { apart } else { !self.joins }) {
            return self.unfollowed(parameter.span);
        }
        if early {
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
        for (at, operation) in parameter.operations.iter().enumerate() {
            self.no_slice_behind_modifier(parameter, at)?;
            self.reads(&found.values);
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
            self.reads(&found.values);
            found = self.flagged(parameter, found, quoted)?;
        }
        if parameter.marks.contains(&b'#') {
            self.reads(&found.values);
            if flags.contains(['w', 'W', 'c']) {
                return Ok(self.length_by(&found, &flags, parameter.span));
            }
            return Ok(self.length(&found, parameter.span));
        }
        Ok(found)
    }

    /// `set -u`.
    fn unset_error(&mut self, parameter: &Parameter) -> Expanded<()> {
        let Subject::Name(span) = parameter.subject else { return Ok(()) };
        let name = self.text(span);
        if !self.option("nounset") || matches!(name.as_str(), "@" | "*") {
            return Ok(());
        }
        if let Some(why) = self.state.options.unsure_by_way("nounset").cloned() {
            self.may_end(&why);
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
        if self.leaves_words(operation, &found) {
            return Ok(found);
        }
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
                let values = found.values.clone();
                let ordered = self.state.dialect.is_zsh();
                let done = self.each(found, span, |text| {
                    let rest = remove(pattern.as_ref()?, text, *suffix, *longest, ordered)?;
                    Some(if matched { rest.other(text.len()) } else { rest })
                });
                if let Some(pattern) = &pattern {
                    self.notes_removed(pattern, &values, (*suffix, *longest), span);
                }
                self.works(pattern.as_ref());
                done
            }
            Operation::Replace { all, anchor, pattern, replacement } => {
                let pattern = self.compiled(pattern)?;
                if let Some(pattern) = pattern.as_ref().filter(|one| one.notes().is_some()) {
                    let places = (*all, *anchor);
                    return self.replaced_noting(pattern, found, replacement, places, span);
                }
                let replacement = self.replacement(replacement)?;
                let ordered = self.state.dialect.is_zsh();
                // Letters of either case are the same to it then (bash(1), nocasematch), which is not followed.
                let folds = self.state.dialect.is_bash() && self.option("nocasematch");
                let done = self.each(found, span, |text| {
                    if folds && text.contains(char::is_alphabetic) {
                        return None;
                    }
                    // bash leaves the text as it is where the pattern is empty (subst.c, `pat_subst`).
                    if !ordered && anchor.is_none() && pattern.as_ref()?.is_empty() {
                        return Some(Edit::Keep(0, text.len()));
                    }
                    let places = Places { all: *all, anchor: *anchor, ordered };
                    replace(pattern.as_ref()?, text, replacement.as_ref()?, places)
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
                let done = self
                    .each(found, span, |text| Some(cased(text, letters, *all, pattern.as_ref())));
                if pattern.is_some() {
                    self.works(pattern.as_ref());
                }
                done
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

    /// Whether the words of an operation are not even expanded: bash and dash look at none where nothing is set, and
    /// bash takes nothing away from an empty text (subst.c, `parameter_brace_expand`).
    fn leaves_words(&self, operation: &Operation, found: &Found) -> bool {
        let dialect = self.state.dialect;
        let changes = matches!(
            operation,
            Operation::Remove { .. }
                | Operation::Replace { .. }
                | Operation::Slice { .. }
                | Operation::Case { .. }
        );
        let unset = !found.maybe && (!found.set || found.list && found.values.is_empty());
        let empty = || match found.values.as_slice() {
            [only] => !found.list && !found.maybe && only.is_empty() == Some(true),
            _ => false,
        };
        let removes = matches!(operation, Operation::Remove { .. });
        !dialect.is_zsh() && changes && (unset || dialect.is_bash() && removes && empty())
    }

    /// A pattern word, compiled; `None` where it is not known or not followed.
    fn compiled(&mut self, word: &Word) -> Expanded<Option<Pattern>> {
        let characters: Option<Characters> = self.operand(word)?.ok();
        let syntax = self.pattern_syntax(false);
        Ok(characters.and_then(|characters| Pattern::new(&characters, syntax)))
    }

    /// `${V%%.*}` of a text whose beginning is known, where that holds the first such letter.
    fn cut(&mut self, found: &Found, pattern: &Word) -> Expanded<Option<Value>> {
        match found.values.as_slice() {
            [value] if !value.is_known() && !found.list && !found.maybe => {
                let Ok(characters) = self.operand(pattern)? else { return Ok(None) };
                Ok(crate::shells::posix::pattern::cut_at(&characters, value))
            }
            _ => Ok(None),
        }
    }

    /// Pays for what a pattern looked at.
    pub(in crate::shells::posix) fn works(&mut self, pattern: Option<&Pattern>) {
        let work = pattern.map_or(0, Pattern::work);
        let _ = self.host.spend(1 + work / 64);
    }
}

/// Whether the first operation says what to do with an unset parameter.
fn guards(operations: &[Operation]) -> bool {
    matches!(operations.first(), Some(Operation::Conditional { .. }))
}
