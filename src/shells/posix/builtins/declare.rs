//! `export`, `declare`, `typeset`, `local`, `readonly`, `unset` (bash(1), zshbuiltins(1)).

mod reference;
mod reform;
mod shown;
mod tie;
mod wanted;

use std::rc::Rc;

use crate::environment::Reach;
use crate::shells::posix::evaluator::{Evaluator, Stop};
use crate::shells::posix::parser::name_len;
use crate::shells::posix::run::Given;
use crate::shells::posix::state::{Form, Slot, Status, deduplicate};
use crate::shells::posix::syntax::Assigned;
use crate::text::Span;
use crate::value::{Unknown, Value};

use wanted::{Wanted, is_number, is_option, read};

/// zsh's own that stay unset where nothing is assigned (Src/params.c, IPDEF7U).
fn is_of_no_text(name: &str) -> bool {
    matches!(name, "RPROMPT" | "RPROMPT2" | "RPS1" | "RPS2")
}

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
                        wanted.bare = false;
                    }
                    // What the function sets with `set` ends with it (bash(1), `local`).
                    Some(text) if text == "-" && wanted.kept && self.state.dialect.is_bash() => {
                        self.state.options.turn("localoptions", true);
                    }
                    // zsh ends the options with it.
                    Some(text) if names == 0 && text == "-" && self.state.dialect.is_zsh() => {}
                    Some(text) if names == 0 && is_option(&text) => read(&text, &mut wanted),
                    Some(text) if wanted.matches.is_some() => {
                        names += 1;
                        self.by_pattern(&text, &wanted, span);
                    }
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
                    if self.refuses_write(&name, span) {
                        self.exports_all_the_same(&name, &wanted);
                        continue;
                    }
                    self.prepare(&name, &wanted);
                    self.shape(&name, &wanted);
                    if wanted.refers == Some(true) {
                        self.refer(&name, value.clone(), span)?;
                        continue;
                    }
                    if matches!(assignment.value, Assigned::Scalar(_)) && !assignment.append {
                        self.fits(&name, &wanted, span)?;
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
        if names == 0 {
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
        let exports = wanted.zsh
            && wanted.export == Some(true)
            && !wanted.kept
            && !self.option("noglobalexport");
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

    fn shape(&mut self, name: &str, wanted: &Wanted) {
        if wanted.form.is_some() {
            self.state.entry(name).form = wanted.form;
        }
    }

    /// Whether the running function keeps the variable apart.
    fn is_local(&self, name: &str) -> bool {
        let saved = self.state.locals.last();
        saved.is_some_and(|saved| saved.iter().any(|(known, _)| known == name))
    }

    pub(super) fn make_local(&mut self, name: &str) {
        // One that is local already stays what it is.
        if self.is_local(name) {
            return;
        }
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
                self.state.entry(name).export(exported);
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
            let mut values: Vec<Value> = elements.into_inner().into_values().collect();
            deduplicate(&mut values);
            self.state.store(array, Slot::Array(crate::shells::posix::state::numbered(values)));
        }
    }

    /// `export` marks what it may not write (setattr.def, `set_var_attribute`), the other declarations do not.
    fn exports_all_the_same(&mut self, name: &str, wanted: &Wanted) {
        if &*wanted.command == "export" {
            self.attributes(name, wanted);
        }
    }

    fn attributes(&mut self, name: &str, wanted: &Wanted) {
        // `export` of a reference exports what it stands for (bash 5.2; `declare -x` does not).
        let referred = match self.state.dialect.is_bash() && &*wanted.command == "export" {
            true => self.state.referred(name).into_owned(),
            false => name.to_owned(),
        };
        // Of zsh's tied pairs only the scalar is in anybody's environment, and only where that one is exported.
        if let Some(export) = wanted.export {
            self.state.entry(&referred).export(export);
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
        if assigned.is_some() && self.refuses_write(name, span) {
            self.exports_all_the_same(name, wanted);
            return Ok(());
        }
        let before = self.kept_as(name);
        self.prepare(name, wanted);
        self.shape(name, wanted);
        if wanted.refers == Some(true) {
            return self.refer(name, assigned, span);
        }
        match assigned {
            Some(value) => {
                self.fits(name, wanted, span)?;
                let origin = self.origin(span);
                self.assign(name, value, origin, span)?;
            }
            // zsh's declarations set what is not set (zshbuiltins(1), `typeset`).
            None if self.state.dialect.is_zsh() && !wanted.array && !wanted.map => {
                let origin = self.origin(span);
                let perhaps = self.state.variable(name).is_some_and(|one| one.maybe_unset);
                if self.state.is_set(name) {
                    self.reform(name, &before, wanted, span)?;
                    // An attribute of one that is there already is what hands it down (zsh 5.9).
                    if wanted.gives_attributes() {
                        self.state.entry(name).declared = false;
                    }
                } else if !perhaps && (self.is_local(name) || !is_of_no_text(name)) {
                    self.assign(name, Value::empty(), origin, span)?;
                    self.state.entry(name).declared = true;
                }
            }
            None => {}
        }
        self.attributes(name, wanted);
        Ok(())
    }

    /// zsh: a text does not become an array that is there (Src/builtin.c, `typeset_single`).
    fn fits(&mut self, name: &str, wanted: &Wanted, span: Span) -> Result<(), Stop> {
        let list = |slot: &Slot| matches!(slot, Slot::Array(_) | Slot::Map(_));
        let listed = self.state.variable(name).is_some_and(|one| list(&one.slot));
        let number =
            wanted.integer == Some(true) || wanted.form.is_some_and(|form| form.is_number());
        let maybe = self.state.variable(name).is_some_and(|one| one.maybe_unset);
        if !self.state.dialect.is_zsh() || !listed || number || maybe {
            return Ok(());
        }
        self.error(&format!("{name}: inconsistent type for assignment"), "assign", span);
        self.state.status = Status::FAILED;
        Err(Stop::File)
    }

    fn bad_name(&mut self, command: &str, name: &str, span: Span) -> Result<(), Stop> {
        // zsh's own are there, and are shown (zshparam(1), "Parameters Set By The Shell").
        if self.state.dialect.is_zsh() && matches!(name, "!" | "#" | "$" | "*" | "0" | "?" | "@") {
            self.print_unknown(command, span);
            return Ok(());
        }
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
            _ => {
                self.sets_some_variable(value, span);
                self.declares_somehow(value, wanted, span);
            }
        }
        Ok(())
    }

    /// What a declaration of a name that is not known does to what is assigned behind it.
    fn declares_somehow(&mut self, value: &Value, wanted: &Wanted, span: Span) {
        let why = self.why(value, span);
        if wanted.local {
            let reason = format!("may be local to a function: it {}", why.reason);
            let open = Rc::new(why.because(reason, self.origin(span)));
            self.open_locals.push((self.functions, open));
        }
        let reshapes = wanted.readonly
            || wanted.integer == Some(true)
            || wanted.case.is_some()
            || wanted.form.is_some()
            || wanted.unique == Some(true);
        if reshapes {
            let reason =
                format!("may be of a type that changes what is assigned: it {}", why.reason);
            self.state.reshaped = Some(Rc::new(why.because(reason, self.origin(span))));
        }
    }
}
