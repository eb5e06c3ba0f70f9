//! `set`, `path` and `prompt`.

use super::{Evaluator, numbers, once};
use crate::environment::Reach;
use crate::machine::path::folded;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::{HOLE, Traced, bare};
use crate::shells::steps_for;
use crate::value::{Origin, Unknown, Value};

const BLANKS: &[char] = &[' ', '\t'];

impl Evaluator<'_> {
    pub(super) fn set(&mut self, text: &Traced, origin: &Origin) {
        let start = text.len() - text.text().trim_start_matches(BLANKS).len();
        let text = text.slice(start..text.len());
        let flat = text.text();
        let switch = flat.get(..2).map(str::to_ascii_lowercase);
        match switch.as_deref() {
            Some("/a") if self.state.extensions => {
                return self.calculate(&text.slice(2..text.len()), origin);
            }
            Some("/p") if self.state.extensions => {
                return self.ask(&text.slice(2..text.len()), origin);
            }
            Some(other) if other.starts_with('/') && self.state.extensions => {
                self.complain("InvalidSyntax", "The syntax of the command is incorrect.", origin);
                return self.state.returns(1);
            }
            _ => {}
        }
        let assignment = unquoted(&text);
        match split(&assignment) {
            Assignment::None => self.list(&assignment, origin),
            Assignment::Nameless => {
                self.complain("InvalidSyntax", "The syntax of the command is incorrect.", origin);
                self.state.returns(1);
            }
            Assignment::Of(name, value) => self.assign(&name, &value, origin),
        }
    }

    /// Writes a variable, or takes it away if the value is empty.
    pub(super) fn assign(&mut self, name: &Traced, value: &Traced, origin: &Origin) {
        let Some(known) = name.as_known() else {
            if let Some(unknown) = name.why_unknown() {
                let reason = once("sets a variable whose name ", &unknown.reason);
                let reach = Reach::Only { variables: vec![pattern(name)], commands: Vec::new() };
                self.doubt(unknown.because(reason, origin.clone()), reach);
            }
            return self.succeeds();
        };
        let value = value.to_value();
        if self.host.spend(steps_for(value.size())).is_err() {
            return;
        }
        match value.is_empty() {
            Some(true) => self.state.unset(known, origin.clone()),
            Some(false) => self.state.set(known, value, origin.clone()),
            None => {
                self.state.set(known, value, origin.clone());
                self.mark_maybe_unset(known);
            }
        }
        self.succeeds();
    }

    /// An unknown value may be empty, and then the variable is gone.
    fn mark_maybe_unset(&mut self, name: &str) {
        let variables = std::rc::Rc::make_mut(&mut self.state.variables);
        if let Some(variable) = variables.get_mut(name) {
            variable.maybe_unset = true;
        }
    }

    /// Success leaves ERRORLEVEL alone in `.bat` and clears it in `.cmd` (Wine's `test_builtins.bat`).
    pub(super) fn succeeds(&mut self) {
        self.state.code = Level::Known(0);
        let script = self.state.arguments.as_ref().map(|arguments| &arguments.script);
        if script.is_some_and(|script| script.to_ascii_lowercase().ends_with(".cmd")) {
            self.state.level = Level::Known(0);
        }
    }

    fn list(&mut self, prefix: &Traced, origin: &Origin) {
        let Some(prefix) = prefix.as_known().map(str::to_owned) else {
            // The text may well hold a sign of equality: `for /f %%i in ('tool env') do set %%i`.
            if let Some(unknown) = prefix.why_unknown() {
                let reason = format!("may set a variable by a text that {}", unknown.reason);
                let reach = Reach::Only { variables: vec![pattern(prefix)], commands: Vec::new() };
                self.doubt(unknown.because(reason, origin.clone()), reach);
            }
            return self.unknown_code("lists variables whose name is not known", origin);
        };
        // Wine's tests assert that the blank before `>` belongs to the name; many scripts ask
        // `set NAME 2>nul` and rely on the contrary.
        let (exact, loose) = (self.named(&prefix), self.named(prefix.trim_end()));
        if exact.is_empty() && !loose.is_empty() && !prefix.is_empty() {
            let reason = "depends on whether a blank behind the name belongs to it";
            self.state.print(Value::unknown(Unknown::new(reason, origin.clone())));
            return self.unknown_code(reason, origin);
        }
        let none = exact.is_empty();
        let uncertain =
            exact.iter().any(|variable| variable.maybe_unset) || self.state.may_be_set().is_some();
        let mut shown = Value::empty();
        for variable in exact {
            shown.push(format!("{}=", variable.name), origin.clone());
            shown.append(variable.value.clone().unwrap_or_default());
            shown.push("\r\n", origin.clone());
        }
        if uncertain {
            let reason = "lists variables that are set only under a condition that cannot be known";
            shown = Value::unknown(Unknown::new(reason, origin.clone()));
        }
        self.state.print(shown);
        if uncertain {
            self.unknown_code("depends on which variables are set", origin);
        } else if none && !prefix.is_empty() {
            let message = format!("Environment variable {prefix} not defined");
            self.failed("NotDefined", &message, origin);
        } else {
            self.succeeds();
        }
    }

    /// The variables whose names begin so, in order.
    fn named(&mut self, prefix: &str) -> Vec<crate::environment::Variable> {
        let _ = self.host.spend(self.state.variables.len() as u64 / 2);
        let prefix = folded(prefix);
        let matching = |name: &str| folded(name).starts_with(&prefix) && !name.starts_with('=');
        let all = self.state.variables.iter().filter(|variable| matching(&variable.name));
        let mut found: Vec<_> = all.cloned().collect();
        found.sort_by_key(|variable| folded(&variable.name));
        found
    }

    /// `set /p NAME=PROMPT`; without a name it only shows the prompt.
    fn ask(&mut self, text: &Traced, origin: &Origin) {
        let start = text.len() - text.text().trim_start_matches(BLANKS).len();
        let assignment = unquoted(&text.slice(start..text.len()));
        let Some(equals) = assignment.text().find('=') else {
            self.complain("InvalidSyntax", "The syntax of the command is incorrect.", origin);
            return self.state.returns(1);
        };
        let name = assignment.slice(0..equals);
        self.state.print(prompt(&assignment.slice(equals + 1..assignment.len())));
        match self.next_input_line(origin) {
            Ok(Some(answer)) if answer.is_empty() == Some(false) => match name.is_empty() {
                true => self.unknown_code("is what `set /p` without a name returns", origin),
                false => self.assign(&name, &Traced::of(&answer), origin),
            },
            Ok(_) => self.state.returns(1),
            Err(unknown) => {
                self.unknown_code("depends on what is typed at `set /p`", origin);
                let Some(name) = name.as_known().filter(|name| !name.is_empty()) else { return };
                let before = self.state.variable(name).cloned();
                self.state.set(name, Value::unknown(unknown), origin.clone());
                if before.is_none() {
                    self.mark_maybe_unset(name);
                }
            }
        }
    }

    fn calculate(&mut self, text: &Traced, origin: &Origin) {
        let Some(flat) = text.as_known().map(|text| text.replace('"', "")) else {
            return self.calculate_unknown(text, origin);
        };
        let outcome = numbers::calculate(&flat, &mut |name| self.number(name));
        for (name, value) in outcome.writes {
            match value {
                Ok(number) => {
                    let value = Value::known(number.to_string(), origin.clone());
                    self.state.set(&name, value, origin.clone());
                }
                Err(unknown) => {
                    self.state.set(&name, Value::unknown((*unknown).clone()), origin.clone());
                }
            }
        }
        match outcome.result {
            Ok(value) => {
                if !self.batch() {
                    let shown = match value {
                        Ok(number) => Value::known(number.to_string(), origin.clone()),
                        Err(unknown) => Value::unknown((*unknown).clone()),
                    };
                    self.state.print(shown);
                }
                self.succeeds();
            }
            Err(fault) => {
                self.complain("Arithmetic", fault.message(), origin);
                match fault.code() {
                    Some(code) => self.state.returns(code),
                    None => {
                        self.unknown_code("is the code of an error in `set /a`", origin);
                        self.state.code = Level::Known(1);
                    }
                }
            }
        }
    }

    fn calculate_unknown(&mut self, text: &Traced, origin: &Origin) {
        let Some(unknown) = text.why_unknown() else { return };
        let flat = text.text().replace('"', "");
        for name in numbers::assigned_names(&flat) {
            self.state.set(&name, Value::unknown((*unknown).clone()), origin.clone());
        }
        self.state.print(Value::unknown((*unknown).clone()));
        self.unknown_code("depends on a number that is not known", origin);
    }

    /// What a name in `set /a` counts.
    fn number(&self, name: &str) -> Result<i32, std::rc::Rc<Unknown>> {
        self.state.is_set(name)?;
        match self.state.variable(name) {
            Some(value) => match value.text() {
                Some(text) if numbers::is_odd_octal(&text) => {
                    let reason = "begins as an octal number and is none, which cmd is said to read in two ways";
                    let origin = value.writer().unwrap_or_else(|| Origin::Builtin("cmd".into()));
                    Err(std::rc::Rc::new(Unknown::new(reason, origin)))
                }
                Some(text) => Ok(numbers::leading(&text)),
                None => Err(value.why_unknown().map_or_else(
                    || {
                        let origin = Origin::Builtin("cmd".into());
                        std::rc::Rc::new(Unknown::new("is not known", origin))
                    },
                    |why| bare(&why),
                )),
            },
            None => match crate::shells::cmd::expand::pseudo_variable(&self.state, name) {
                Some(_) => Err(std::rc::Rc::new(Unknown::new(
                    format!("counts with {name}, which cmd may make up"),
                    Origin::Builtin("cmd".into()),
                ))),
                None => Ok(0),
            },
        }
    }

    /// `path x`, `path=x`, `path ;`.
    pub(super) fn path(&mut self, text: &Traced, origin: &Origin) {
        let start = text.len() - text.text().trim_start_matches([' ', '\t', '=', ',']).len();
        let value = text.slice(start..text.len());
        if value.is_empty() {
            let shown = match self.state.variable("PATH") {
                Some(path) => Value::known("PATH=", origin.clone()).then(path.clone()),
                None => Value::known("PATH=(null)", origin.clone()),
            };
            self.print_line(shown, origin);
        } else if value.text().trim() == ";" {
            self.state.unset("PATH", origin.clone());
        } else {
            let value = value.slice(0..value.len()).to_value();
            self.state.set("PATH", value, origin.clone());
        }
        self.succeeds();
    }

    pub(super) fn prompt(&mut self, text: &Traced, origin: &Origin) {
        let start = text.len() - text.text().trim_start_matches([' ', '\t', '=', ',']).len();
        let value = text.slice(start..text.len());
        if value.is_empty() {
            let value = Value::known("$P$G", Origin::Builtin("cmd".into()));
            self.state.set("PROMPT", value, origin.clone());
        } else {
            self.state.set("PROMPT", value.to_value(), origin.clone());
        }
        self.succeeds();
    }
}

/// What `set /p` shows: quotes around the whole go, and blanks before it (Windows Vista and later).
fn prompt(text: &Traced) -> Value {
    let start = text.len() - text.text().trim_start_matches(BLANKS).len();
    unquoted(&text.slice(start..text.len())).to_value()
}

/// The names that a name which is not known may be: those with the start that is.
pub(super) fn pattern(name: &Traced) -> std::rc::Rc<str> {
    let start = name.text().split(HOLE).next().unwrap_or_default();
    format!("{}*", folded(start)).into()
}

enum Assignment {
    /// No equals sign.
    None,
    /// Nothing before it.
    Nameless,
    /// Name and value.
    Of(Traced, Traced),
}

fn split(text: &Traced) -> Assignment {
    match text.text().find('=') {
        None => Assignment::None,
        Some(0) => Assignment::Nameless,
        Some(at) => Assignment::Of(text.slice(0..at), text.slice(at + 1..text.len())),
    }
}

/// A leading quote goes, and what stands behind the last one with it.
fn unquoted(text: &Traced) -> Traced {
    let Some(inner) = text.text().strip_prefix('"') else { return text.clone() };
    let end = inner.rfind('"').map_or(text.len(), |at| at + 1);
    text.slice(1..end)
}
