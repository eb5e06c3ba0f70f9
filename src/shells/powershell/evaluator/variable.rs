//! Variables, and the drives that are written like variables (`$env:X`, `$function:f`).

use super::Evaluator;
use super::errors::RUNTIME;
use super::flow::{Answer, Flow};
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::{GLOBAL, May, ScopeId};
use crate::shells::powershell::syntax::VariableName;

fn is_platform(key: &str) -> bool {
    matches!(key, "ISWINDOWS" | "ISLINUX" | "ISMACOS" | "ISCORECLR")
}

/// Where a variable's name leads.
pub enum Target {
    /// A variable; the scope where one was named.
    Variable(Option<ScopeId>, String, bool),
    /// An item of a drive.
    Drive(String, String),
}

impl Evaluator<'_> {
    /// The name as meant, escapes taken away.
    pub fn variable_text(&self, name: VariableName) -> String {
        let text = self.slice(name.name);
        if !name.braced || !text.contains('`') {
            return text;
        }
        let mut plain = String::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            plain.push(if letter == '`' { letters.next().unwrap_or('`') } else { letter });
        }
        plain
    }

    /// Where a name leads (VariablePath.cs).
    pub fn target(&self, name: &str) -> Target {
        let Some(colon) = name.find(':').filter(|at| *at > 0) else {
            return Target::Variable(None, name.to_owned(), false);
        };
        let (prefix, rest) = (&name[..colon], &name[colon + 1..]);
        match prefix.to_ascii_lowercase().as_str() {
            "global" => Target::Variable(Some(GLOBAL), rest.to_owned(), false),
            "local" => Target::Variable(Some(self.state.current), rest.to_owned(), false),
            "private" => Target::Variable(Some(self.state.current), rest.to_owned(), true),
            "script" => Target::Variable(Some(self.state.script_scope()), rest.to_owned(), false),
            "using" => Target::Variable(None, self.used(rest), false),
            "variable" => Target::Variable(None, rest.to_owned(), false),
            _ => Target::Drive(prefix.to_owned(), rest.to_owned()),
        }
    }

    /// The name that a runspace of its own has for a variable of its caller; elsewhere it is the variable's.
    fn used(&self, name: &str) -> String {
        let own = super::jobs::using(name);
        if self.state.variable(&own).is_some() { own } else { name.to_owned() }
    }

    pub(super) fn read_variable(&mut self, name: VariableName) -> Answer {
        let text = self.variable_text(name);
        match self.target(&text) {
            Target::Variable(None, name, _) => self.read_plain(&name),
            Target::Variable(Some(scope), name, _) => {
                let key = folded(&name);
                let found = self
                    .state
                    .scope(scope)
                    .and_then(|scope| scope.variables.get(&key))
                    .map(|one| (one.value.clone(), one.written));
                let written = found.as_ref().map_or(0, |(_, written)| *written);
                let own = self.is_own(&key);
                let doubt = self.state.changed_since(written, May::Variables).filter(|_| !own);
                let nothing = || doubt.clone().map_or(Object::Null, Object::Unknown);
                match found {
                    Some((value, _)) => Ok(doubt.map_or(value, Object::Unknown)),
                    None if scope == self.state.current || scope == GLOBAL => {
                        Ok(self.automatic(&name).unwrap_or_else(nothing))
                    }
                    None => Ok(nothing()),
                }
            }
            Target::Drive(drive, item) => self.read_drive(&drive, &item),
        }
    }

    fn read_plain(&mut self, name: &str) -> Answer {
        match folded(name).as_str() {
            "TRUE" => return Ok(Object::Bool(true)),
            "FALSE" => return Ok(Object::Bool(false)),
            "NULL" => return Ok(Object::Null),
            "?" => return Ok(self.state.succeeded.clone()),
            _ => {}
        }
        if let Some(variable) = self.state.variable(name) {
            let written = variable.written;
            let kept = variable.value.clone();
            let own = self.is_own(&folded(name));
            let doubt = self.state.changed_since(written, May::Variables).filter(|_| !own);
            return Ok(doubt.map_or(kept, Object::Unknown));
        }
        if folded(name) == "PSITEM" {
            return Ok(self.state.value("_").unwrap_or(Object::Null));
        }
        if let Some(value) = self.automatic(name) {
            return Ok(value);
        }
        if let Some(why) = self.state.changed_since(0, May::Variables) {
            return Ok(Object::Unknown(why));
        }
        if !name.is_empty() && self.strict(1.0) {
            let message =
                format!("The variable '${name}' cannot be retrieved because it has not been set.");
            return Err(self.raise("VariableIsUndefined", RUNTIME, message));
        }
        Ok(Object::Null)
    }

    /// Whether a variable is the engine's own, which nothing in a profile writes by chance.
    fn is_own(&self, key: &str) -> bool {
        const OWN: [&str; 22] = [
            "_",
            "ARGS",
            "PSBOUNDPARAMETERS",
            "THIS",
            "INPUT",
            "PSITEM",
            "MYINVOCATION",
            "PSCMDLET",
            "FOREACH",
            "SWITCH",
            "MATCHES",
            "LASTEXITCODE",
            "HOME",
            "PSHOME",
            "PID",
            "HOST",
            "SHELLID",
            "PSEDITION",
            "PSVERSIONTABLE",
            "EXECUTIONCONTEXT",
            "PSCULTURE",
            "PROFILE",
        ];
        OWN.contains(&key) || key.starts_with("IS") && self.is_read_only(key) && is_platform(key)
    }

    /// Whether strict mode of that version holds here; where that is not known the statement may have failed.
    pub fn strict(&mut self, least: f64) -> bool {
        let mut scopes = self.state.chain(self.state.current);
        let mode = scopes.find_map(|(_, scope)| scope.strict.clone());
        let Some(mode) = mode.filter(|mode| mode.version >= least) else { return false };
        let Some(why) = mode.unsure else { return true };
        drop(scopes);
        self.may_fail(&why);
        false
    }

    /// Writes a variable or an item of a drive.
    ///
    /// # Errors
    /// When it is read-only, its type does not take the value, or there is no such drive.
    pub fn write_variable(&mut self, name: VariableName, value: Object) -> Flow {
        let text = self.variable_text(name);
        self.write_named(&text, value)
    }

    /// The same, for a name given as text.
    ///
    /// # Errors
    /// As for [`Self::write_variable`].
    pub fn write_named(&mut self, text: &str, value: Object) -> Flow {
        match self.target(text) {
            Target::Variable(scope, name, private) => {
                let scope = scope.unwrap_or(self.state.current);
                let value =
                    if matches!(value, Object::Nothing) && private { Object::Null } else { value };
                self.write_plain(scope, &name, value)?;
                if private
                    && let Some(variable) =
                        self.state.scope_mut(scope).variables.get_mut(&folded(&name))
                {
                    variable.private = true;
                }
                Ok(())
            }
            Target::Drive(drive, item) => self.write_drive(&drive, &item, value),
        }
    }

    fn write_plain(&mut self, scope: ScopeId, name: &str, value: Object) -> Flow {
        let key = folded(name);
        if matches!(
            key.as_str(),
            "TRUE"
                | "FALSE"
                | "NULL"
                | "?"
                | "PWD"
                | "HOME"
                | "PSHOME"
                | "PID"
                | "HOST"
                | "SHELLID"
                | "ISWINDOWS"
                | "ISLINUX"
                | "ISMACOS"
                | "ISCORECLR"
                | "PSEDITION"
                | "PSVERSIONTABLE"
                | "ERROR"
                | "EXECUTIONCONTEXT"
                | "PSCULTURE"
                | "PSUICULTURE"
                | "ENABLEDEXPERIMENTALFEATURES"
        ) {
            if key == "NULL" {
                return Ok(());
            }
            if self.is_read_only(&key) {
                let message = format!(
                    "Cannot overwrite variable {name} because it is read-only or constant."
                );
                return Err(self.raise(
                    "VariableNotWritable",
                    "System.Management.Automation.SessionStateUnauthorizedAccessException",
                    message,
                ));
            }
        }
        let existing = self.state.scope(scope).and_then(|scope| scope.variables.get(&key));
        if existing.is_some_and(|variable| variable.read_only) {
            let message =
                format!("Cannot overwrite variable {name} because it is read-only or constant.");
            return Err(self.raise(
                "VariableNotWritable",
                "System.Management.Automation.SessionStateUnauthorizedAccessException",
                message,
            ));
        }
        let typed = existing.and_then(|variable| variable.typed.clone());
        let rules = existing.map(|variable| variable.rules.clone());
        let value = match typed {
            Some(target) => self.convert_as(&value, &target, "RuntimeException")?,
            None => value,
        };
        let value = match rules.filter(|rules| !rules.is_empty()) {
            Some(rules) => self.allowed(&rules, name, value)?,
            None => value,
        };
        self.state.set_in(scope, name, value);
        Ok(())
    }

    /// The engine's own constants; on 5.1 the platform variables are ordinary names.
    fn is_read_only(&self, key: &str) -> bool {
        !(self.state.desktop && matches!(key, "ISWINDOWS" | "ISLINUX" | "ISMACOS" | "ISCORECLR"))
    }
}
