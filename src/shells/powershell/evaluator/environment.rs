//! `$env:NAME`: variables of the environment.

use super::Evaluator;
use super::costs;
use super::flow::Answer;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::convert::{join, to_text};
use crate::shells::powershell::patterns::wildcard::{Wildcard, has_wildcards};
use crate::value::{Origin, Value};

impl Evaluator<'_> {
    pub(super) fn read_env_path(&mut self, item: &str) -> Answer {
        let item = item.trim_start_matches(['\\', '/']);
        if !has_wildcards(item) {
            return Ok(self.read_env(item));
        }
        let names = self.env_names(item);
        match names.as_slice() {
            [] => Ok(self.read_env(item)),
            [one] => Ok(self.read_env(one)),
            // The id is that of the argument exception inside (`SessionStateInternal.GetVariableValueFromProvider`).
            _ => Err(self.raise(
                "Argument",
                "System.Management.Automation.ProviderInvocationException",
                "The path matches more than one variable.",
            )),
        }
    }

    /// Environment variables whose name fits a pattern.
    pub fn env_names(&mut self, pattern: &str) -> Vec<String> {
        let Some(wildcard) = Wildcard::new(pattern, true) else { return Vec::new() };
        self.weigh_compared(self.state.environment.iter().count());
        let names = self.state.environment.iter().map(|variable| variable.name.clone());
        names.filter(|name| wildcard.matches(name)).collect()
    }

    /// An environment variable; `$null` where it is not set.
    pub fn read_env(&mut self, name: &str) -> Object {
        if let Some(why) = self.state.environment_doubt(name) {
            // Nothing takes away what every program needs; anything else may be gone.
            let lasting = self.state.environment.value(name).is_some()
                && ["PATH", "PSModulePath"].iter().any(|one| one.eq_ignore_ascii_case(name));
            return match lasting {
                true => Object::Text(Value::unknown((*why).clone())),
                false => Object::Unknown(why),
            };
        }
        self.listed_env(name)
    }

    /// The same as a search for commands takes it, which is doubted as a whole (`candidates`).
    pub fn listed_env(&self, name: &str) -> Object {
        match self.state.environment.get(name) {
            Some(variable) => match (&variable.value, variable.maybe_unset) {
                (Some(value), false) => Object::Text(value.clone()),
                (Some(value), true) => match value.why_unknown() {
                    Some(why) => Object::Unknown(why),
                    None => self.unknown("may not be set"),
                },
                (None, _) => Object::Null,
            },
            None => Object::Null,
        }
    }

    /// Writes an environment variable by the rules of `$env:X = …`.
    pub fn write_env(&mut self, name: &str, value: &Object) {
        let origin = self.at.clone();
        let text = match value {
            Object::Array(list) | Object::List(list)
                if !list.is_unordered() && list.items().len() == 1 =>
            {
                return self.write_env(name, &list.items()[0].clone());
            }
            Object::Null => None,
            Object::Nothing => Some(Value::known("", origin.clone())),
            Object::Unknown(why) => Some(Value::unknown((**why).clone())),
            other => Some(self.env_text(other)),
        };
        self.charge(costs::ENVIRONMENT + text.as_ref().map_or(0, costs::text_steps));
        match text {
            Some(text) if text.is_empty() == Some(true) && !self.state.at_least(7, 5) => {
                self.unset_env(name, &origin);
            }
            Some(text) => {
                let open = matches!(value, Object::Unknown(_)) && self.may_be_nothing(&text);
                self.state.environment.export(name, text, origin);
                if open && let Some(variable) = self.state.environment.get_mut(name) {
                    variable.maybe_unset = true;
                }
                self.state.stamp_environment(name);
            }
            None => self.unset_env(name, &origin),
        }
    }

    /// Whether what is written may be something that takes the variable away: `$null`, and before 7.5 an empty
    /// text, which is also what a program gives that prints nothing.
    fn may_be_nothing(&self, text: &Value) -> bool {
        let printed =
            text.why_unknown().is_some_and(|why| why.opaque.is_some() && why.root.is_none());
        text.is_empty() != Some(false) && !(printed && self.state.at_least(7, 5))
    }

    /// Takes an environment variable away.
    pub fn unset_env(&mut self, name: &str, origin: &Origin) {
        self.state.environment.unset(name, origin.clone());
        self.state.stamp_environment(name);
    }

    /// The text of an object without `$OFS`: a list is joined with one blank.
    pub fn env_text(&self, value: &Object) -> Value {
        let blank = Value::known(" ", self.at.clone());
        match value {
            Object::Array(list) | Object::List(list) if !list.is_unordered() => {
                match list.items().as_slice() {
                    [one] => to_text(one, &blank, &self.at),
                    items => join(items, &blank, &self.at),
                }
            }
            other => to_text(other, &blank, &self.at),
        }
    }
}
