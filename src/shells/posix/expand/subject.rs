//! What a parameter expansion begins with: a variable, a special parameter, elements of an array.

use super::{Fields, Purpose};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::{Slot, Status, Variable, element_name, in_order};
use crate::shells::posix::syntax::{Parameter, Part, Subject, Word};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// The values an expansion starts from.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The values; one for a scalar.
    pub values: Vec<Value>,
    /// Whether it is set.
    pub set: bool,
    /// Whether it is a list of any length.
    pub list: bool,
    /// Whether its elements stay apart inside double quotes (`$@`, `[@]`).
    pub apart: bool,
    /// Whether it may not be set after all.
    pub maybe: bool,
}

impl Found {
    pub fn one(value: Value) -> Self {
        Self { values: vec![value], set: true, ..Self::default() }
    }

    /// What is not known, not even whether it is set.
    pub fn open(why: Unknown) -> Self {
        Self { maybe: true, ..Self::one(Value::unknown(why)) }
    }

    pub fn list(values: Vec<Value>, apart: bool) -> Self {
        Self { values, set: true, list: true, apart, maybe: false }
    }
}

impl Evaluator<'_> {
    /// The parameter's own value, before any operation.
    pub(super) fn found(&mut self, parameter: &Parameter, quoted: bool) -> Expanded<Found> {
        match &parameter.subject {
            Subject::Nothing => Ok(Found::one(Value::empty())),
            Subject::Nested(word) => {
                let mut found = self.nested(word, quoted)?;
                // In quotes what an expansion inside has split is joined again (zshexpn(1), "Rules" 5).
                found.apart &= !quoted || parameter.subscript.is_some();
                // Outside of quotes its empty elements are gone.
                if !quoted && found.list {
                    found.values.retain(|value| value.is_empty() != Some(true));
                }
                match &parameter.subscript {
                    Some(subscript) => self.element_of(found, subscript, parameter.span),
                    None => Ok(found),
                }
            }
            Subject::Bad => Err(self.bad_substitution(parameter.span)),
            Subject::Name(span) => {
                let name = self.text(*span);
                // KSH_ARRAYS changes what is a subscript at all (zshoptions(1)).
                if parameter.subscript.is_some() && self.counts_from_zero(&name, parameter) {
                    return self.unfollowed(parameter.span);
                }
                match &parameter.subscript {
                    Some(subscript) => self.element(&name, subscript, *span),
                    None => Ok(self.named(&name, *span)),
                }
            }
        }
    }

    /// Whether KSH_ARRAYS gives a subscript a meaning that envsim does not follow.
    fn counts_from_zero(&self, name: &str, parameter: &Parameter) -> bool {
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let list = matches!(slot, Some(Slot::Array(_) | Slot::Map(_)));
        let ksh = self.state.dialect.is_zsh() && self.option("ksharrays");
        ksh && (!list || !parameter.braced)
    }

    /// bash drops the rest of the line whatever it is reading; dash ends (POSIX 2.8.1).
    pub(super) fn bad_substitution(&mut self, span: Span) -> Stop {
        let message = match self.state.dialect.is_dash() {
            true => "Bad substitution".to_owned(),
            false => format!("{}: bad substitution", self.text(span)),
        };
        self.error(&message, "bad-substitution", span);
        match self.state.dialect.is_bash() && !self.state.dialect.posix {
            true => Stop::Line,
            false => self.fatal(),
        }
    }

    fn nested(&mut self, word: &Word, quoted: bool) -> Expanded<Found> {
        let inner = match word.parts.as_slice() {
            [Part::Parameter(inner)] => Some((**inner).clone()),
            [Part::Plain(span)] => Some(Parameter::plain(*span)),
            _ => None,
        };
        if let Some(inner) = inner {
            self.nesting += 1;
            let found = self.operated(&inner, quoted);
            self.nesting -= 1;
            return found;
        }
        if let [Part::Double(parts)] = word.parts.as_slice() {
            return Ok(Found::one(self.quoted(parts)?));
        }
        if let ([part @ (Part::Command(..) | Part::Backquoted(_))], false) =
            (word.parts.as_slice(), quoted)
        {
            return self.nested_words(part);
        }
        Ok(Found::one(self.single(word)?))
    }

    /// zsh: `${$(…)}` is split into words and is a list, be it of one (zshexpn(1), "Rules" 1).
    fn nested_words(&mut self, part: &Part) -> Expanded<Found> {
        let mut fields = Fields::default();
        self.parts(std::slice::from_ref(part), Purpose::Arguments, false, &mut fields)?;
        let values = fields.finish().into_iter().map(super::Field::into_value).collect();
        Ok(Found::list(values, false))
    }

    /// `$name`, `$1`, `$@`…
    pub(super) fn named(&mut self, name: &str, span: Span) -> Found {
        match name {
            "@" | "*" | "argv" if name != "argv" || self.state.dialect.is_zsh() => {
                let set = !self.state.positional.is_empty();
                return Found {
                    values: self.state.positional.to_vec(),
                    set,
                    list: true,
                    apart: name == "@",
                    maybe: false,
                };
            }
            "#" => return Found::one(self.parameter_count(span)),
            "ARGC" if self.state.dialect.is_zsh() => {
                return Found::one(self.parameter_count(span));
            }
            "status" if self.state.dialect.is_zsh() => return Found::one(self.status_text(span)),
            "?" => return Found::one(self.status_text(span)),
            "-" => {
                let flags = self.flags();
                return Found::one(self.computed(flags, span));
            }
            "$" | "BASHPID" => {
                let unknown = self.reason("is the number of a process", span);
                let unknown = (*unknown).clone().shaped(Shape::Positive);
                return Found::one(Value::unknown(unknown));
            }
            "!" | "PPID" => return Found::one(self.unknown("is the number of a process", span)),
            "0" => return Found::one(self.zero(span)),
            "LINENO" => {
                let place = crate::text::Place::new(&self.source, span);
                return Found::one(self.computed(place.line().to_string(), span));
            }
            "RANDOM" | "SRANDOM" if self.counts_itself(name) => {
                let unknown = Unknown::new("is a random number", self.origin(span));
                return Found::one(Value::unknown(unknown.shaped(Shape::Number)));
            }
            "SECONDS" | "EPOCHSECONDS" | "EPOCHREALTIME" if !self.state.dialect.is_dash() => {
                let unknown = Unknown::new("tells the time", self.origin(span));
                return Found::one(Value::unknown(unknown.shaped(Shape::Numeric)));
            }
            "SHELLOPTS" if self.state.dialect.is_bash() => {
                let text = self.set_options_on().join(":");
                return Found::one(self.computed(text, span));
            }
            "BASHOPTS" if self.state.dialect.is_bash() => {
                let unknown = self.reason("lists the options that `shopt` turned on", span);
                let unknown = (*unknown).clone().shaped(Shape::Filled);
                return Found::one(Value::unknown(unknown));
            }
            "BASH_SOURCE" | "FUNCNAME" | "BASH_LINENO" | "funcstack" | "PIPESTATUS"
            | "pipestatus" | "zsh_eval_context" => {
                if let Some(all) = self.calls(name, span) {
                    let list = self.state.dialect.is_zsh();
                    return match all.first() {
                        Some(_) if list => Found::list(all, false),
                        Some(first) => Found::one(first.clone()),
                        None => Found::default(),
                    };
                }
            }
            _ => {}
        }
        if let Ok(index) = name.parse::<usize>() {
            if let Some(any) = self.state.positional.open_within(index.max(1)) {
                return Found { maybe: true, ..Found::one(any.clone()) };
            }
            return match self.state.positional.get(index.wrapping_sub(1)) {
                Some(value) => Found::one(value.clone()),
                None => Found::default(),
            };
        }
        self.variable(name, span)
    }

    /// Whether the shell has such a variable of its own: dash has none, and zsh but one.
    fn counts_itself(&self, name: &str) -> bool {
        let dialect = self.state.dialect;
        dialect.is_bash() || dialect.is_zsh() && name == "RANDOM"
    }

    /// What a reference of bash leads to, where that is an element.
    fn referred_element(&mut self, name: &str, span: Span) -> Option<Found> {
        if !self.state.variables.get(name).is_some_and(|one| one.refers) {
            return None;
        }
        let target = self.state.referred(name).into_owned();
        let (array, key) = element_name(&target)?;
        let found = match &self.state.variable(array)?.slot {
            Slot::Map(elements) => elements.get(key).cloned(),
            Slot::Array(elements) => match key.parse() {
                Ok(index) => elements.get(&index).cloned(),
                Err(_) => {
                    return Some(Found::one(self.unknown("has an index that is not known", span)));
                }
            },
            _ => {
                return Some(Found::one(
                    self.unknown("is a reference envsim does not follow", span),
                ));
            }
        };
        Some(found.map_or_else(Found::default, Found::one))
    }

    fn variable(&mut self, name: &str, span: Span) -> Found {
        if let Some(found) = self.referred_element(name, span) {
            return found;
        }
        let Some(variable) = self.state.variable(name) else {
            if let Some(found) = self.untold(name, span).or_else(|| self.own_whole(name, span)) {
                return found;
            }
            return match self.state.value(name) {
                Some(value) => Found::one(value),
                None => Found::default(),
            };
        };
        if variable.maybe_unset {
            return Found { maybe: true, ..Found::one(self.perhaps(name, variable, span)) };
        }
        match &variable.slot {
            Slot::Array(elements) if self.state.dialect.is_zsh() && self.option("ksharrays") => {
                elements.values().next().cloned().map_or_else(Found::default, Found::one)
            }
            Slot::Array(elements) if self.state.dialect.is_zsh() => {
                Found::list(elements.values().cloned().collect(), false)
            }
            Slot::Map(elements) if self.state.dialect.is_zsh() => {
                let all = in_order(elements, self.state.dialect);
                Found::list(all.into_iter().map(|(_, value)| value.clone()).collect(), false)
            }
            _ => self.state.value(name).map_or_else(Found::default, Found::one),
        }
    }

    /// What the shell keeps in variables of its own that envsim does not tell.
    pub(super) fn untold(&self, name: &str, span: Span) -> Option<Found> {
        let own: &[&str] = match (self.state.dialect.is_bash(), self.state.dialect.is_zsh()) {
            (true, _) => &["BASH_ARGC", "BASH_ARGV", "BASH_COMMAND", "BASH_SUBSHELL", "DIRSTACK"],
            (_, true) => &[
                "ZSH_EVAL_CONTEXT",
                "ZSH_SUBSHELL",
                "dirstack",
                "historywords",
                "zsh_eval_context",
            ],
            _ => &[],
        };
        let told = name == "zsh_eval_context" && self.context().is_some();
        let untold = own.contains(&name) && !told && self.state.variable(name).is_none();
        if untold
            && name == "ZSH_EVAL_CONTEXT"
            && let Some(all) = self.context()
        {
            return Some(Found::one(self.computed(all.join(":"), span)));
        }
        if let Some(text) = Some(name)
            .filter(|&name| untold && name == "BASH_COMMAND")
            .and_then(|_| self.command_written())
        {
            return Some(Found::one(self.computed(text, span)));
        }
        let reason = "is kept by the shell in a way envsim does not follow";
        let unknown = || Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
        untold.then(|| Found::one(Value::unknown(unknown())))
    }

    /// `$#`.
    fn parameter_count(&self, span: Span) -> Value {
        let positional = &self.state.positional;
        match positional.open() {
            Some(any) => {
                let why = self.why(any, span);
                let unknown = Unknown::new(why.reason.clone(), self.origin(span));
                Value::unknown(unknown.shaped(Shape::Number))
            }
            None => self.computed(positional.len().to_string(), span),
        }
    }

    /// What a variable gives that may not be set: its text or nothing, by the condition; behind a doubt
    /// what it likely is.
    fn perhaps(&self, name: &str, variable: &Variable, span: Span) -> Value {
        let value = self.state.value(name).unwrap_or_default();
        match &variable.when {
            Some(when) => {
                let unset = when.negated();
                let nothing = Value::empty();
                Value::join_under(&when.condition, (&when.words, &value), (&unset, &nothing))
            }
            None if value.why_unknown().is_some_and(|why| why.likely.is_some()) => value,
            None => {
                let why = self.why(&value, span);
                let reason = format!("takes `{name}`, which may not be set: it {}", why.reason);
                Value::unknown(why.because(reason, self.origin(span)))
            }
        }
    }

    /// A text the shell computes from what is known.
    pub(in crate::shells::posix) fn computed(&self, text: impl Into<String>, span: Span) -> Value {
        Value::known(text.into(), self.origin(span))
    }

    fn status_text(&self, span: Span) -> Value {
        // In dash a substitution counts when the command is done (eval.c, `evalbackcmd`).
        let before = self.before.as_ref().filter(|_| self.state.dialect.is_dash());
        match before.unwrap_or(&self.state.status) {
            Status::Known(status) => self.computed(status.to_string(), span),
            Status::Unknown(why) => {
                Value::unknown(Unknown::new(why.reason.clone(), self.origin(span)))
            }
        }
    }

    /// `$-` of a shell in a terminal, or of one that runs a script.
    fn flags(&self) -> String {
        let interactive = self.state.options.interactive;
        let family = self.state.dialect;
        let mut flags = match (family.is_bash(), family.is_zsh(), interactive) {
            (true, _, true) => "himBH",
            (true, _, false) => "hB",
            (_, true, true) => "569XZim",
            (_, true, false) => "569X",
            (_, _, true) => "mi",
            (_, _, false) => "",
        }
        .to_owned();
        // Where the commands come from (bash(1), `-c` and `-s`).
        let text =
            self.state.is_set("BASH_EXECUTION_STRING") || self.state.is_set("ZSH_EXECUTION_STRING");
        match (text, self.option("stdin")) {
            (true, _) if family.is_bash() => flags.push('c'),
            (false, on) if on || interactive => match family.is_dash() {
                true => flags.insert(0, 's'),
                false => flags.push('s'),
            },
            _ => {}
        }
        for (option, letter) in
            [("allexport", 'a'), ("errexit", 'e'), ("nounset", 'u'), ("noglob", 'f')]
        {
            if self.option(option) {
                flags.insert(0, letter);
            }
        }
        flags
    }
}
