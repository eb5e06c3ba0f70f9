//! `export`, `declare`, `typeset`, `local`, `readonly`, `unset` (bash(1), zshbuiltins(1)).

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::expand::{attribute_letters, double_quoted};
use crate::shells::posix::handed;
use crate::shells::posix::parser::name_len;
use crate::shells::posix::run::Given;
use crate::shells::posix::state::{Form, Slot, Status, deduplicate};
use crate::text::Span;
use crate::value::{Unknown, Value};

/// What the options of a declaration ask for.
#[derive(Clone, Debug, Default)]
struct Wanted {
    /// The builtin, for what it says.
    command: Rc<str>,
    export: Option<bool>,
    readonly: bool,
    array: bool,
    map: bool,
    integer: Option<bool>,
    case: Option<u8>,
    unique: Option<bool>,
    global: bool,
    functions: bool,
    prints: bool,
    /// zsh: the letter of a form whose number is the next word.
    awaits: Option<char>,
    form: Option<Form>,
    /// `-n` of `declare` and its kin makes a reference, of `export` it takes the export away.
    declares: bool,
    /// Whether `local` says it.
    kept: bool,
    zsh: bool,
    refers: Option<bool>,
    local: bool,
    /// Whether its text in the environment is not known.
    unsettled: bool,
}

impl Wanted {
    /// Whether nothing is asked for but that the name is declared.
    fn only_names(&self) -> bool {
        self.export.is_none()
            && !(self.readonly
                || self.array
                || self.map
                || self.functions
                || self.prints
                || self.unsettled)
            && self.integer.is_none()
            && self.case.is_none()
            && self.unique.is_none()
            && self.form.is_none()
            && self.awaits.is_none()
    }
}

/// A table of zsh that has grown is in an order that what was taken away from it has decided.
const LARGE: usize = 33;

impl Evaluator<'_> {
    pub(super) fn declare(
        &mut self,
        command: &str,
        given: &[Given<'_>],
        span: Span,
    ) -> Result<(), Stop> {
        let mut wanted = self.defaults(command);
        if self.ties(&wanted, given, span)? {
            return Ok(());
        }
        let (mut names, mut loose) = (0, None);
        for one in given {
            match one {
                Given::Value(value) => match value.text().map(|text| text.into_owned()) {
                    Some(text) if names == 0 && wanted.awaits.is_some() && is_number(&text) => {
                        let letter = wanted.awaits.take().unwrap_or_default();
                        wanted.form = Form::new(letter, text.parse().ok()).or(wanted.form);
                    }
                    // What the function sets with `set` ends with it (bash(1), `local`).
                    Some(text) if text == "-" && wanted.kept && self.state.dialect.is_bash() => {
                        self.state.options.turn("localoptions", true);
                    }
                    // zsh ends the options with it.
                    Some(text) if names == 0 && text == "-" && self.state.dialect.is_zsh() => {}
                    Some(text) if names == 0 && is_option(&text) => read(&text, &mut wanted),
                    Some(text) => {
                        names += 1;
                        self.declare_word(&text, value, &wanted, span)?;
                    }
                    None => {
                        loose = loose.or_else(|| (names == 0).then(|| self.why(value, span)));
                        names += 1;
                        self.declare_unknown(value, &wanted, span)?;
                    }
                },
                Given::Assignment(assignment, value) => {
                    names += 1;
                    let name = self.text(assignment.name);
                    self.prepare(&name, &wanted);
                    self.shape(&name, &wanted);
                    if wanted.refers == Some(true) {
                        self.refer(&name, value.clone(), span)?;
                        continue;
                    }
                    self.declared(assignment, value.as_ref())?;
                    if wanted.unsettled {
                        let unknown =
                            self.unknown("is handed on in a form envsim does not follow", span);
                        let origin = self.origin(span);
                        self.state.set(&name, unknown, origin);
                    }
                    self.attributes(&name, &wanted);
                }
            }
        }
        if names == 0 || wanted.prints {
            self.print_unknown(command, span);
        }
        if let Some(why) = loose {
            self.declared_in_some_way(given, why);
        }
        Ok(())
    }

    /// What a word that is not known may be an option for, or may keep from being declared.
    fn declared_in_some_way(&mut self, given: &[Given<'_>], why: Rc<Unknown>) {
        let words = given.iter().filter_map(|one| match one {
            Given::Value(value) => value.text().map(|text| text.into_owned()),
            Given::Assignment(assignment, _) => Some(self.text(assignment.name)),
        });
        let name = |text: String| Rc::from(text.split('=').next().unwrap_or_default());
        let variables: Vec<Rc<str>> = words.map(name).collect();
        if !variables.is_empty() {
            self.raise(why, Reach::Only { variables, commands: Vec::new() });
        }
    }

    /// `declare -f NAME`, `-F NAME` and `-p NAME` only ask; one that is missing makes the status a failure.
    fn asked_for(&mut self, name: &str, wanted: &Wanted, span: Span) {
        let there = match wanted.functions {
            true => self.state.functions.holds(name),
            false => match self.state.variable(name) {
                None => Some(false),
                Some(variable) => (!variable.maybe_unset).then_some(true),
            },
        };
        match self.declaration(name, wanted, span) {
            Some(text) => self.state.print(text),
            None => self.print_unknown(&format!("declare {name}"), span),
        }
        match there {
            Some(true) => {}
            Some(false) => self.state.status = Status::FAILED,
            None if self.state.status == Status::FAILED => {}
            None => {
                let reason = format!("depends on whether `{name}` is there");
                self.state.status = Status::Unknown(self.reason(reason, span));
            }
        }
    }

    /// zsh: a name alone that is declared in this scope already is shown (zshoptions(1), TYPESET_SILENT).
    fn shows(&self, name: &str) -> bool {
        let own = match self.state.locals.last() {
            Some(saved) => saved.iter().any(|(known, _)| known == name),
            None => true,
        };
        own && self.state.is_set(name) && !self.option("typesetsilent")
    }

    fn shows_variable(&mut self, name: &str, span: Span) {
        let text =
            self.state.value(name).and_then(|value| value.text().map(|text| text.into_owned()));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./,:+@%".contains(&byte);
        let scalar =
            self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Scalar(_)));
        match text.filter(|text| scalar && text.bytes().all(plain)) {
            Some(text) => {
                let text = if text.is_empty() { "''".to_owned() } else { text };
                self.state.print(Value::known(format!("{name}={text}\n"), self.origin(span)));
            }
            None => self.print_unknown("typeset", span),
        }
    }

    /// What bash's `declare -p` prints of a variable.
    fn declaration(&self, name: &str, wanted: &Wanted, span: Span) -> Option<Value> {
        let variable = self.state.variables.get(name).filter(|_| self.state.dialect.is_bash())?;
        if !wanted.prints || wanted.functions || variable.maybe_unset {
            return None;
        }
        let letters = attribute_letters(variable);
        let letters = if letters.is_empty() { "-" } else { letters.as_str() };
        let value = match &variable.slot {
            Slot::Unset => String::new(),
            Slot::Scalar(value) => format!("={}", double_quoted(&value.text()?)?),
            _ => format!("=({})", self.elements_written(variable)?),
        };
        Some(Value::known(format!("declare -{letters} {name}{value}\n"), self.origin(span)))
    }

    fn defaults(&self, command: &str) -> Wanted {
        let in_function = self.in_function();
        let bash = self.state.dialect.is_bash();
        let declares = bash && matches!(command, "declare" | "typeset" | "local");
        let zsh = self.state.dialect.is_zsh();
        let mut wanted = Wanted { declares, zsh, command: command.into(), ..Wanted::default() };
        match command {
            "export" => (wanted.export, wanted.global) = (Some(true), true),
            "readonly" => (wanted.readonly, wanted.global) = (true, !self.state.dialect.is_zsh()),
            "integer" => wanted.integer = Some(true),
            "float" => wanted.form = Form::new('E', None),
            _ => {}
        }
        wanted.local = in_function && !wanted.global;
        if command == "local" {
            wanted.local = in_function;
            wanted.kept = true;
        }
        wanted
    }

    /// Makes the variable local where it should be, and gives it its shape.
    fn prepare(&mut self, name: &str, wanted: &Wanted) {
        // zsh: `typeset -x` in a function is global, `local -x` is not (GLOBAL_EXPORT).
        let exports = wanted.zsh && wanted.export == Some(true) && !wanted.kept;
        if wanted.local && !wanted.global && !exports {
            self.make_local(name);
        }
        if wanted.array || wanted.map {
            self.declare_list(name, wanted.map);
        }
        if let Some(integer) = wanted.integer {
            self.state.entry(name).integer = integer;
        }
        if wanted.case.is_some() {
            self.state.entry(name).case = wanted.case;
        }
        if let Some(unique) = wanted.unique {
            self.make_unique(name, unique);
        }
    }

    /// zsh's `typeset -T SCALAR array [separator]`; whether it is one.
    fn ties(&mut self, wanted: &Wanted, given: &[Given<'_>], span: Span) -> Result<bool, Stop> {
        let options: Vec<String> = given
            .iter()
            .map_while(|one| match one {
                Given::Value(value) => value.text().filter(|text| is_option(text)),
                Given::Assignment(..) => None,
            })
            .map(|text| text.into_owned())
            .collect();
        if !self.state.dialect.is_zsh() || !options.iter().any(|text| text.contains('T')) {
            return Ok(false);
        }
        let mut wanted = wanted.clone();
        options.iter().for_each(|text| read(text, &mut wanted));
        let mut names = Vec::new();
        let mut value = None;
        for one in &given[options.len()..] {
            match one {
                Given::Value(word) => names.push(word.text().map(|text| text.into_owned())),
                Given::Assignment(assignment, assigned) => {
                    names.push(Some(self.text(assignment.name)));
                    value =
                        Some(assigned.clone().map_or_else(|| self.first_value(assignment), Ok)?);
                }
            }
        }
        let (Some(Some(scalar)), Some(Some(array))) = (names.first(), names.get(1)) else {
            self.incomplete("ties variables whose names are not known", span);
            return Ok(true);
        };
        let (scalar, assigned) = match scalar.split_once('=') {
            Some((name, text)) => (name, Some(Value::known(text, self.origin(span)))),
            None => (scalar.as_str(), None),
        };
        let separator = names.get(2).cloned().flatten().and_then(|text| text.chars().next());
        let old = assigned.or(value).or_else(|| self.state.value(scalar));
        self.state.ties.tie(scalar, array, separator.unwrap_or(':'));
        let origin = self.origin(span);
        match old {
            Some(old) => self.state.set(scalar, old, origin),
            None => self.state.set_array(array, Vec::new(), origin),
        }
        if wanted.unique == Some(true) {
            self.state.entry(scalar).unique = true;
            self.make_unique(array, true);
        }
        if let Some(export) = wanted.export {
            self.state.entry(scalar).exported = export;
        }
        Ok(true)
    }

    fn first_value(
        &mut self,
        assignment: &crate::shells::posix::syntax::Assignment,
    ) -> Result<Value, Stop> {
        match &assignment.value {
            crate::shells::posix::syntax::Assigned::Scalar(word) => self.assigned(word),
            crate::shells::posix::syntax::Assigned::Array(_) => {
                Ok(self.unknown("is set in a way envsim does not follow", assignment.span))
            }
        }
    }

    fn shape(&mut self, name: &str, wanted: &Wanted) {
        if wanted.form.is_some() {
            self.state.entry(name).form = wanted.form;
        }
    }

    fn make_local(&mut self, name: &str) {
        if self.state.localize(name) {
            // What is tied is kept apart together (zshparam(1)).
            let ties = &self.state.ties;
            let tied = ties.array_of(name).or_else(|| ties.scalar_of(name)).map(str::to_owned);
            tied.map(|tied| self.state.localize(&tied));
            let old = self.state.variable(name).cloned();
            let variable = self.state.entry(name);
            let exported = old.as_ref().is_some_and(|old| old.exported);
            *variable = crate::shells::posix::state::Variable::default();
            if self.state.dialect.is_dash() {
                // dash: a local variable begins with the value it had.
                if let Some(old) = old {
                    *self.state.entry(name) = old;
                }
            } else if self.state.dialect.is_bash() {
                self.state.entry(name).exported = exported;
            }
        }
    }

    fn make_unique(&mut self, name: &str, unique: bool) {
        self.state.entry(name).unique = unique;
        if !unique {
            return;
        }
        let array = self.state.ties.array_of(name).unwrap_or(name).to_owned();
        let array = array.as_str();
        let slot = self.state.variable(array).map(|variable| variable.slot.clone());
        if let Some(Slot::Array(elements)) = slot {
            let mut values: Vec<Value> = elements.into_values().collect();
            deduplicate(&mut values);
            self.state.store(array, Slot::Array(crate::shells::posix::state::numbered(values)));
        }
    }

    fn attributes(&mut self, name: &str, wanted: &Wanted) {
        // zsh: what is said of `path` is said of PATH.
        let exported = self.state.ties.scalar_of(name).unwrap_or(name).to_owned();
        let exported = exported.as_str();
        if let Some(export) = wanted.export {
            self.state.entry(exported).exported = export;
        }
        if wanted.readonly {
            self.state.entry(name).readonly = true;
        }
    }

    /// `export NAME`, or `NAME=value` that came out of an expansion.
    fn declare_word(
        &mut self,
        text: &str,
        value: &Value,
        wanted: &Wanted,
        span: Span,
    ) -> Result<(), Stop> {
        if wanted.functions && wanted.export == Some(true) && self.state.dialect.is_bash() {
            self.hand_down(text, span);
            return Ok(());
        }
        if wanted.functions || wanted.prints {
            self.asked_for(text, wanted, span);
            return Ok(());
        }
        let (name, assigned) = match text.split_once('=') {
            Some((name, _)) => (name, value.slice(name.len() + 1, text.len())),
            None => (text, None),
        };
        if name.is_empty() || name_len(name) != name.len() {
            let name = if self.state.dialect.is_bash() { text } else { name };
            return self.bad_name(&wanted.command, name, span);
        }
        if assigned.is_none() && wanted.zsh && wanted.only_names() && self.shows(name) {
            self.shows_variable(name, span);
        }
        self.prepare(name, wanted);
        self.shape(name, wanted);
        if wanted.refers == Some(true) {
            return self.refer(name, assigned, span);
        }
        match assigned {
            Some(value) => {
                let origin = self.origin(span);
                self.assign(name, value, origin, span)?;
            }
            // zsh's declarations set what is not set (zshbuiltins(1), `typeset`).
            None if self.state.dialect.is_zsh() && !wanted.array && !wanted.map => {
                let origin = self.origin(span);
                if !self.state.is_set(name) {
                    self.assign(name, Value::empty(), origin, span)?;
                    self.state.entry(name).declared = true;
                }
            }
            None => {}
        }
        self.attributes(name, wanted);
        Ok(())
    }

    /// `declare -n name=target`.
    fn refer(&mut self, name: &str, target: Option<Value>, span: Span) -> Result<(), Stop> {
        if let Some(target) = target {
            if target.text().is_none() {
                self.incomplete("makes a reference to a variable whose name is not known", span);
            }
            let origin = self.origin(span);
            self.state.entry(name).refers = false;
            self.state.set(name, target, origin);
        }
        self.state.entry(name).refers = true;
        Ok(())
    }

    /// `export -f`: children get the function's text, as bash writes it (variables.c, `make_env_array_from_var_list`).
    fn hand_down(&mut self, name: &str, span: Span) {
        if self.state.functions.holds(name) == Some(false) {
            self.error(&format!("export: {name}: not a function"), "export", span);
            self.state.status = Status::FAILED;
            return;
        }
        let origin = self.origin(span);
        let why = Unknown::new("is the text of a function, as bash writes it", origin.clone());
        let certain = self.state.functions.holds(name) == Some(true);
        let text = match self.state.functions.get(name).filter(|_| certain) {
            Some(function) => handed::value(name, function, why),
            None => Value::unknown(why),
        };
        let variable = handed::variable(name);
        self.state.set(&variable, text, origin);
        self.state.entry(&variable).exported = true;
    }

    fn bad_name(&mut self, command: &str, name: &str, span: Span) -> Result<(), Stop> {
        let begins_well = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
        let message = match (self.state.dialect.is_zsh(), self.state.dialect.is_dash()) {
            (true, _) if begins_well => format!("{command}: not valid in this context: {name}"),
            (true, _) => format!("{command}: not an identifier: {name}"),
            (_, true) => format!("{command}: {name}: bad variable name"),
            _ => format!("{command}: `{name}': not a valid identifier"),
        };
        self.error(&message, "name", span);
        self.state.status = Status::FAILED;
        match (self.state.dialect.is_zsh(), self.state.dialect.is_dash()) {
            (true, _) => Err(Stop::File),
            (_, true) => Err(Stop::Shell),
            _ => Ok(()),
        }
    }

    fn declare_unknown(&mut self, value: &Value, wanted: &Wanted, span: Span) -> Result<(), Stop> {
        match super::partly_known(value) {
            Some((name, value)) if name_len(&name) == name.len() && !name.is_empty() => {
                self.prepare(&name, wanted);
                let origin = self.origin(span);
                self.assign(&name, value, origin, span)?;
                self.attributes(&name, wanted);
            }
            _ => self.incomplete("sets a variable whose name is not known", span),
        }
        Ok(())
    }

    pub(super) fn unset(
        &mut self,
        command: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<(), Stop> {
        let mut functions = command == "unfunction";
        if self.state.dialect.is_zsh() {
            let first = arguments.first().and_then(Value::text);
            let rest = match (functions, first.as_deref()) {
                (true, _) => Some(arguments),
                (false, Some("-f")) => Some(&arguments[1..]),
                _ => None,
            };
            if let Some(names) = rest {
                self.state.status = self.status_of_functions(names, span);
            }
        }
        let mut variables = !functions;
        let mut reference = false;
        for argument in arguments {
            let Some(name) = argument.text().map(|text| text.into_owned()) else {
                self.incomplete("unsets a name that is not known", span);
                continue;
            };
            match name.as_str() {
                "-f" => (functions, variables) = (true, false),
                "-v" => (functions, variables) = (false, true),
                "-n" => reference = self.state.dialect.is_bash(),
                _ if reference && self.state.variables.get(&name).is_some_and(|one| one.refers) => {
                    self.state.variables.shift_remove(&name);
                }
                _ => self.unset_one(&name, functions, variables, span)?,
            }
        }
        Ok(())
    }

    fn unset_one(
        &mut self,
        name: &str,
        functions: bool,
        variables: bool,
        span: Span,
    ) -> Result<(), Stop> {
        if functions {
            self.state.functions.remove(name);
            return Ok(());
        }
        if let Some((array, rest)) = name.split_once('[') {
            return self.unset_element(array, rest.trim_end_matches(']'), span);
        }
        let known =
            self.state.variables.get(name).is_some_and(|variable| variable.slot != Slot::Unset)
                || self.state.is_set(name);
        if self.state.dialect.is_bash()
            && self.state.variable(name).is_some_and(|variable| variable.readonly)
        {
            self.error(&format!("{name}: cannot unset: readonly variable"), "readonly", span);
            self.state.status = Status::FAILED;
            return Ok(());
        }
        self.writable(name, span)?;
        let referred = self.state.referred(name).into_owned();
        let name = referred.as_str();
        if variables && known {
            let origin = self.origin(span);
            self.state.unset(name, origin);
        } else if let Some(variable) = self.state.variables.get_mut(name) {
            std::rc::Rc::make_mut(variable).exported = false;
        } else if self.state.dialect.is_bash() {
            self.state.functions.remove(name);
        }
        Ok(())
    }

    fn unset_element(&mut self, name: &str, key: &str, span: Span) -> Result<(), Stop> {
        let zsh = self.state.dialect.is_zsh();
        let slot = self.state.variable(name).map(|variable| &variable.slot);
        let is_map = matches!(slot, Some(Slot::Map(_)));
        let number = if is_map { None } else { self.number(key, span)? };
        let ones = zsh && !self.option("ksharrays");
        let why = self.reason("is a table whose order envsim does not follow", span);
        let Some(variable) = self.state.variables.get_mut(name) else { return Ok(()) };
        let slot = &mut std::rc::Rc::make_mut(variable).slot;
        match (&mut *slot, number) {
            (Slot::Map(elements), _) => {
                let large = elements.len() >= LARGE;
                if elements.shift_remove(key).is_some() && zsh && large {
                    *slot = Slot::Scalar(Value::unknown((*why).clone()));
                }
            }
            (Slot::Array(elements), Some(number)) => {
                let end = elements.keys().next_back().map_or(0, |last| last + 1);
                let at = match number {
                    number if number < 0 => end + number,
                    number => number - i64::from(ones),
                };
                // zsh's elements have no gaps: one that is unset is empty.
                match elements.get_mut(&at).filter(|_| zsh) {
                    Some(element) => *element = Value::empty(),
                    None => drop(elements.remove(&at)),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn is_option(text: &str) -> bool {
    text.len() > 1 && text.starts_with(['-', '+']) && !text.contains('=')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read(text: &str, wanted: &mut Wanted) {
    let on = text.starts_with('-');
    let letters = text[1..].trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number: Option<usize> = text[1 + letters.len()..].parse().ok();
    if let (true, Some(last)) = (wanted.zsh, letters.chars().last()) {
        wanted.form = if on { Form::new(last, number).or(wanted.form) } else { None };
        if wanted.zsh && on && letters.len() > 1 && letters.contains('x') && "ZLR".contains(last) {
            // What a process gets of such a variable is another text than `$name` is.
            wanted.prints = false;
            wanted.unsettled = true;
        }
        let takes = on && number.is_none() && "iFEZLR".contains(last);
        wanted.awaits = takes.then_some(last);
    }
    for letter in letters.chars() {
        match letter {
            'x' => wanted.export = Some(on),
            'n' if wanted.declares => wanted.refers = Some(on),
            'n' => wanted.export = Some(!on),
            'r' => wanted.readonly = on,
            'a' => wanted.array = on,
            'A' => wanted.map = on,
            'i' => wanted.integer = Some(on),
            'u' | 'l' => wanted.case = on.then_some(letter as u8),
            'U' => wanted.unique = Some(on),
            'g' => wanted.global = on,
            'f' => wanted.functions = true,
            // zsh's makes a number with a point (zshbuiltins(1), `typeset`).
            'F' if !wanted.zsh => wanted.functions = true,
            'p' => wanted.prints = true,
            _ => {}
        }
    }
    if wanted.global {
        wanted.local = false;
    }
}
