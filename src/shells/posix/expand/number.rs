//! Arithmetic inside words and commands.

use std::cell::{Cell, RefCell};

use indexmap::IndexMap;

use crate::shells::posix::arithmetic::{
    Failure, Number, Numbers, assigned_names, evaluate, is_understood,
};
use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow, Stop};
use crate::shells::posix::state::{Form, Slot, State};
use crate::shells::posix::syntax::{Part, Word};
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Piece, Value};

/// What bash and zsh compute whenever it is asked for (bash(1) "Shell Variables", zshparam(1)).
fn is_told_anew(name: &str) -> bool {
    const TOLD: &[&str] = &[
        "BASHPID",
        "BASH_SUBSHELL",
        "EPOCHREALTIME",
        "EPOCHSECONDS",
        "HISTCMD",
        "LINENO",
        "PPID",
        "RANDOM",
        "SECONDS",
        "SRANDOM",
        "TTYIDLE",
        "ZSH_SUBSHELL",
        "status",
    ];
    TOLD.binary_search(&name).is_ok()
}

/// The variables as an expression sees them; what it writes counts when it is computed as a whole.
struct Variables<'s> {
    state: &'s State,
    written: IndexMap<String, Number>,
    /// Whether names must be set, and one that is not.
    strict: bool,
    unset: RefCell<Option<String>>,
    /// How many bytes of other variables were read: each is an expression of its own.
    read: Cell<usize>,
}

impl Numbers for Variables<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let text = self.held(name)?;
        self.read.set(self.read.get().saturating_add(name.len() + text.len()));
        Some(text)
    }

    fn set(&mut self, name: &str, value: Number) {
        self.written.insert(name.to_owned(), value);
    }

    fn is_map(&self, name: &str) -> bool {
        matches!(self.state.variable(name).map(|one| &one.slot), Some(Slot::Map(_)))
    }

    fn octal(&self) -> bool {
        !self.state.dialect.is_zsh() || self.state.options.has("octalzeroes")
    }

    fn reads_early(&self) -> bool {
        self.state.dialect.is_bash()
    }

    fn is_zsh(&self) -> bool {
        self.state.dialect.is_zsh()
    }

    fn binds_as_c(&self) -> Option<bool> {
        match self.state.options.unsure("cprecedences") {
            Some(_) => None,
            None => Some(self.state.options.has("cprecedences")),
        }
    }

    fn must_be_set(&self, name: &str) -> bool {
        let (whole, _) = name.split_once('[').unwrap_or((name, ""));
        let written = || self.written.contains_key(name) || self.written.contains_key(whole);
        let computed = is_told_anew(whole) || whole == "ARGC";
        let lacks = self.strict && !computed && !written() && self.state.surely_lacks(whole);
        if lacks {
            *self.unset.borrow_mut() = Some(whole.to_owned());
        }
        lacks
    }

    fn is_plain(&self) -> bool {
        self.state.dialect.is_dash()
    }
}

impl Variables<'_> {
    /// The text of a variable or an element.
    fn held(&self, name: &str) -> Option<String> {
        if let Some(number) = self.written.get(name) {
            return Some(number.to_string());
        }
        if let Some((name, key)) = name.strip_suffix(']').and_then(|all| all.split_once('[')) {
            return self.element(name, key);
        }
        if is_told_anew(name) && !self.state.dialect.is_dash() {
            return None;
        }
        if let Some(variable) = self.state.variable(name) {
            if variable.maybe_unset {
                return None;
            }
            // What is shown of floating point is not all of it.
            if variable.form.is_some_and(Form::is_real) {
                return variable.number.map(|number| Number::Real(number).to_string());
            }
        }
        if name == "ARGC" && self.state.dialect.is_zsh() {
            let sure = self.state.positional.open().is_none();
            return sure.then(|| self.state.positional.len().to_string());
        }
        match self.state.value(name) {
            Some(value) => value.text().map(|text| text.into_owned()),
            None => Some(String::new()),
        }
    }

    fn element(&self, name: &str, key: &str) -> Option<String> {
        let variable = self.state.variable(name);
        if variable.is_some_and(|variable| variable.maybe_unset) {
            return None;
        }
        let zsh = self.state.dialect.is_zsh();
        let value = match variable.map(|variable| &variable.slot) {
            None | Some(Slot::Unset) => None,
            Some(Slot::Map(elements)) => elements.get(key),
            Some(Slot::Array(elements)) => {
                if elements.values().any(Value::may_be_words) {
                    return None;
                }
                let count = elements.keys().last().map_or(0, |last| last + 1);
                let number: i64 = key.parse().ok()?;
                let at = match number {
                    number if number < 0 => count + number,
                    number if zsh => number - 1,
                    number => number,
                };
                elements.get(&at)
            }
            // zsh counts characters.
            Some(Slot::Scalar(_)) if zsh => return None,
            Some(Slot::Scalar(value)) => Some(value).filter(|_| key == "0"),
        };
        match value {
            Some(value) => value.text().map(|text| text.into_owned()),
            None => Some(String::new()),
        }
    }
}

impl Evaluator<'_> {
    /// The integer of an expression; `None` where it is not known.
    pub fn number(&mut self, text: &str, span: Span) -> Expanded<Option<i64>> {
        Ok(self.real_number(text, span)?.map(Number::cut))
    }

    /// The number of an expression; `None` where it is not known.
    pub fn real_number(&mut self, text: &str, span: Span) -> Expanded<Option<Number>> {
        let _ = self.host.spend(steps_for(text.len() * 16));
        // dash takes what is not set for nothing (arith_yacc.c, `arith_lookupvarint`).
        let strict = self.option("nounset") && !self.state.dialect.is_dash();
        let unset = RefCell::new(None);
        let (written, read) = (IndexMap::new(), Cell::new(0));
        let mut variables = Variables { state: &self.state, written, strict, unset, read };
        let result = evaluate(text, &mut variables);
        let (written, unset) = (variables.written, variables.unset.into_inner());
        let _ = self.host.spend(steps_for(variables.read.get() * 16));
        if let (Err(Failure::Unset), Some(name)) = (&result, unset) {
            return self.unset_in_number(&name, text, span).map(|()| None);
        }
        if matches!(result, Err(Failure::Index)) && self.state.dialect.is_bash() {
            self.error("arithmetic syntax error", "arithmetic", span);
            return Err(Stop::Texts);
        }
        if result.is_err() && self.calls_nothing(text) {
            self.error("unknown function", "arithmetic", span);
            return Err(Stop::File);
        }
        let gap = matches!(result, Err(Failure::Error)) && !is_understood(text);
        if matches!(result, Err(Failure::Unknown | Failure::Index)) || gap {
            self.may_write(text, span);
            return Ok(None);
        }
        for (name, number) in written {
            let origin = self.origin(span);
            match name.strip_suffix(']').and_then(|all| all.split_once('[')) {
                Some((name, key)) => {
                    let key = Value::known(key, origin.clone());
                    let value = Value::known(number.to_string(), origin);
                    self.assign_element(name, &key, value, false, span)?;
                }
                None => self.set_number(&name, number, span)?,
            }
        }
        match result {
            Ok(number) => Ok(Some(number)),
            Err(_) => {
                self.error("arithmetic syntax error", "arithmetic", span);
                Err(match (self.state.dialect.is_bash(), self.state.dialect.is_dash()) {
                    (true, _) => Stop::Line,
                    (_, true) => self.fatal(),
                    _ => Stop::File,
                })
            }
        }
    }

    /// The same of an index, or of what a variable with the integer attribute gets: an error takes bash back to its
    /// top level (arrayfunc.c, `array_expand_index`; variables.c, `make_variable_value`).
    pub fn index(&mut self, text: &str, span: Span) -> Expanded<Option<i64>> {
        let bash = self.state.dialect.is_bash();
        let top = |stop| if bash && stop == Stop::Line { Stop::Texts } else { stop };
        self.number(text, span).map_err(top)
    }

    /// A variable of an expression that `set -u` asks for.
    fn unset_in_number(&mut self, name: &str, text: &str, span: Span) -> Expanded<()> {
        if let Some(why) = self.state.options.unsure_by_way("nounset").cloned() {
            self.may_end(&why);
            self.may_write(text, span);
            return Ok(());
        }
        self.error(&format!("{name}: unbound variable"), "unset", span);
        let options = &self.state.options;
        let at_top = self.state.dialect.is_bash() && (options.interactive || options.login);
        Err(if at_top { Stop::Texts } else { self.fatal() })
    }

    /// zsh: a variable that was not there gets the number's type, the others keep their own (zshmisc(1), ARITHMETIC
    /// EVALUATION).
    fn set_number(&mut self, name: &str, number: Number, span: Span) -> Expanded<()> {
        if self.state.dialect.is_bash() {
            self.writable(name, span)?;
        }
        let origin = self.origin(span);
        if self.state.dialect.is_zsh() {
            let special = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            if self.state.variable(name).is_none() && !special {
                let entry = self.state.entry(name);
                match number {
                    Number::Whole(_) => entry.integer = true,
                    Number::Real(_) => entry.form = Form::new('F', None),
                }
            }
        }
        let variable = self.state.variable(name);
        let (form, integer) = variable.map_or((None, false), |one| (one.form, one.integer));
        let number = if integer { Number::Whole(number.cut()) } else { number };
        let shown = match form.filter(|form| form.is_number()) {
            Some(form) => form.of(number),
            None => Some(number.to_string()),
        };
        let value = match shown {
            Some(shown) => Value::known(shown, origin.clone()),
            None => self.unknown("is written in a form envsim does not follow", span),
        };
        self.state.set(name, value, origin);
        if form.is_some_and(Form::is_real) {
            self.state.entry(name).number = Some(number.real());
        }
        Ok(())
    }

    /// zsh: whether an expression calls a function although none was made or loaded (zshmodules(1), zsh/mathfunc).
    fn calls_nothing(&self, text: &str) -> bool {
        let named = |at: usize| {
            let name = text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            crate::shells::posix::parser::name_len(&text[name.len()..at]) > 0
        };
        self.state.dialect.is_zsh()
            && !self.option(":mathfunctions")
            && text.match_indices('(').any(|(at, _)| named(at))
    }

    /// Whatever an expression writes is unknown when its number is.
    fn may_write(&mut self, text: &str, span: Span) {
        for name in assigned_names(text) {
            let unknown = self.unknown("is computed from something that is not known", span);
            let origin = self.origin(span);
            self.state.set(&name, unknown, origin);
        }
    }

    /// The same of an expression of which a part is not known; such a part is taken for a number.
    pub(in crate::shells::posix) fn may_write_unknown(&mut self, expression: &Value, span: Span) {
        let part = |piece: &Piece| match piece {
            Piece::Text { text, .. } => text.to_string(),
            _ => "0".to_owned(),
        };
        let known: String = expression.pieces().iter().map(part).collect();
        self.may_write(&known, span);
    }

    /// The integer of an expression's parts.
    pub fn arithmetic(&mut self, parts: &[Part], span: Span) -> Expanded<Result<i64, Value>> {
        Ok(self.any_arithmetic(parts, span)?.map(Number::cut))
    }

    /// The parts of an expression, expanded as between double quotes, then computed.
    pub fn any_arithmetic(
        &mut self,
        parts: &[Part],
        span: Span,
    ) -> Expanded<Result<Number, Value>> {
        // zsh's tables of commands and functions are asked in arithmetic more than anywhere.
        let text = self.quoted(parts)?;
        self.number_of(&text, span)
    }

    /// The number of a command that is an expression; what follows where the shell says that it is none. Of what it
    /// expands before, only zsh makes an error the command's own (bash 5.2, zsh 5.9).
    pub(in crate::shells::posix) fn command_number(
        &mut self,
        word: &Word,
    ) -> Result<Result<Number, Value>, Flow> {
        let zsh = self.state.dialect.is_zsh();
        let text = self.quoted(&word.parts).map_err(|stop| match zsh {
            true => self.failed_arithmetic(stop, 2),
            false => self.stopped(stop),
        })?;
        self.number_of(&text, word.span).map_err(|stop| self.failed_arithmetic(stop, 2))
    }

    fn number_of(&mut self, text: &Value, span: Span) -> Expanded<Result<Number, Value>> {
        let Some(known) = text.text() else {
            self.may_write_unknown(text, span);
            return Ok(Err(text.clone()));
        };
        match self.real_number(&known, span)? {
            Some(number) => Ok(Ok(number)),
            None => Ok(Err(self.unknown("is computed from something that is not known", span))),
        }
    }

    pub(super) fn arithmetic_value(&mut self, parts: &[Part], span: Span) -> Expanded<Value> {
        if let Some(value) = self.in_base(parts, span)? {
            return Ok(value);
        }
        Ok(match self.any_arithmetic(parts, span)? {
            Ok(number) => Value::known(number.to_string(), self.origin(span)),
            Err(value) => Value::unknown((*self.why(&value, span)).clone()),
        })
    }

    /// zsh's `[#16] number`, and `[##16]` without the base in front (zshmisc(1), ARITHMETIC EVALUATION).
    fn in_base(&mut self, parts: &[Part], span: Span) -> Expanded<Option<Value>> {
        let Some(Part::Text(first)) = parts.first().filter(|_| self.state.dialect.is_zsh()) else {
            return Ok(None);
        };
        let text = self.text(*first);
        let Some((base, _)) =
            text.trim_start().strip_prefix("[#").and_then(|rest| rest.split_once(']'))
        else {
            return Ok(None);
        };
        let bare = base.starts_with('#');
        let Ok(base) = base.trim_start_matches('#').parse::<u32>() else { return Ok(None) };
        let from = text.find(']').map_or(0, |at| at + 1);
        let mut rest = parts.to_vec();
        rest[0] = Part::Text(Span::new(first.start as usize + from, first.end as usize));
        let Some(form) = Form::new('i', Some(base as usize)) else { return Ok(None) };
        Ok(Some(match self.arithmetic(&rest, span)? {
            Ok(number) => {
                let shown = form.written(&number.to_string()).unwrap_or_default();
                let digits = shown.split_once('#').map_or(shown.as_str(), |(_, digits)| digits);
                let c = self.option("cbases");
                let made = match (bare, base) {
                    (true, _) => digits.to_owned(),
                    (_, 16) if c => format!("0x{digits}"),
                    (_, 8) if c && self.option("octalzeroes") => format!("0{digits}"),
                    _ => shown,
                };
                Value::known(made, self.origin(span))
            }
            Err(value) => Value::unknown((*self.why(&value, span)).clone()),
        }))
    }
}
