//! The common parameters of advanced functions, and `$PSDefaultParameterValues`.

use indexmap::IndexMap;

use super::Evaluator;
use super::sets::Declared;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::ScopeId;
use crate::shells::powershell::object::convert::{truth, unknown_here};

impl Evaluator<'_> {
    /// `$PSBoundParameters` holds the common parameters too, behind the function's own.
    pub(super) fn note_common(&mut self, common: &[(&'static str, Object)]) {
        let Some(Object::Table(table)) = self.state.value("PSBoundParameters") else { return };
        for (name, value) in common {
            let key = self.text(*name);
            if let Some(folded) = table.key(&key) {
                table.set(folded, key, value.clone());
            }
        }
    }

    pub(super) fn apply_common(&mut self, common: &[(&'static str, Object)]) {
        let scope = self.state.current;
        let caller = self.state.scope(scope).and_then(|scope| scope.parent).unwrap_or(scope);
        for (name, value) in common {
            if name.ends_with("Variable")
                && let Some(variable) = self.plain(value)
            {
                let why = unknown_here("holds what a function writes besides", &self.at);
                let variable = variable.trim_start_matches('+').to_owned();
                self.state.set_in(caller, &variable, Object::Unknown(why));
            }
            let preference = match *name {
                "Verbose" | "Debug" => {
                    self.prefer_more(scope, name, value);
                    continue;
                }
                "ErrorAction" => "ErrorActionPreference",
                "WarningAction" => "WarningPreference",
                "InformationAction" => "InformationPreference",
                "WhatIf" => "WhatIfPreference",
                "Confirm" if truth(value) == Ok(false) => "ConfirmPreference",
                _ => continue,
            };
            let value = if *name == "Confirm" { self.text("None") } else { value.clone() };
            self.state.set_in(scope, preference, value);
        }
    }

    /// `-Verbose` and `-Debug` set their preferences (MshCommandRuntime.cs; 5.1's Debug inquires).
    fn prefer_more(&mut self, scope: ScopeId, name: &str, value: &Object) {
        let action = match truth(value) {
            Ok(true) if name == "Debug" && self.state.desktop => "Inquire",
            Ok(true) => "Continue",
            Ok(false) => "SilentlyContinue",
            Err(why) => {
                return self.state.set_in(
                    scope,
                    &format!("{name}Preference"),
                    Object::Unknown(why),
                );
            }
        };
        let action = self.text(action);
        self.state.set_in(scope, &format!("{name}Preference"), action);
    }

    /// `$PSDefaultParameterValues`.
    pub(super) fn apply_defaults(
        &mut self,
        function: &str,
        declared: &[Declared<'_>],
        values: &mut IndexMap<usize, (Object, Option<String>)>,
    ) {
        for (parameter, value) in self.default_values(function) {
            let index = declared.iter().position(|one| one.name.eq_ignore_ascii_case(&parameter));
            if let Some(index) = index
                && !values.contains_key(&index)
            {
                values.insert(index, (value, None));
            }
        }
    }

    /// The entries of `$PSDefaultParameterValues` for a command.
    pub fn default_values(&mut self, command: &str) -> Vec<(String, Object)> {
        let Some(Object::Table(table)) = self.state.value("PSDefaultParameterValues") else {
            return Vec::new();
        };
        if table.entries().iter().any(|(key, value)| {
            self.plain(key).is_some_and(|key| key.eq_ignore_ascii_case("Disabled"))
                && truth(value) == Ok(true)
        }) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (key, value) in table.entries() {
            let Some(key) = self.plain(&key) else { continue };
            let Some((pattern, parameter)) = key.split_once(':') else { continue };
            let pattern =
                crate::shells::powershell::patterns::wildcard::Wildcard::new(pattern.trim(), true);
            if pattern.is_some_and(|pattern| pattern.matches(command)) {
                found.push((parameter.trim().to_owned(), value));
            }
        }
        found
    }
}
