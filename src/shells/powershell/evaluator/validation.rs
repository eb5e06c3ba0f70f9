//! Validation attributes: what they demand of parameters and variables (Attributes.cs), kept for every later value.

use super::Evaluator;
use super::assignment::innermost;
use super::flow::{Flow, Stop};
use super::variable::Target;
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::{Rule, ScopeId};
use crate::shells::powershell::syntax::{Attribute, Expression};

impl Evaluator<'_> {
    /// The rules that attributes state.
    pub(super) fn rules_of(&mut self, attributes: &[Attribute]) -> Result<Vec<Rule>, Stop> {
        let mut rules = Vec::new();
        for attribute in attributes.iter().filter(|one| one.is_attribute) {
            let name = self.slice(attribute.name.span).to_ascii_lowercase();
            let name = name.rsplit('.').next().unwrap_or_default();
            let word = name.strip_suffix("attribute").unwrap_or(name).to_owned();
            if !word.starts_with("validate") {
                continue;
            }
            let mut arguments = Vec::new();
            for argument in &attribute.arguments {
                let argument = self.expression(argument)?;
                match argument.enumerate() {
                    Some(items) => arguments.extend(items),
                    None => arguments.push(argument),
                }
            }
            let worded = |span| self.slice(span).eq_ignore_ascii_case("ErrorMessage");
            let open = !attribute.named.iter().all(|(name, _)| worded(*name));
            rules.push(Rule { word, arguments, open });
        }
        Ok(rules)
    }

    /// Whether a value passes all rules; `None` when that is not known.
    pub(super) fn passes(&mut self, rules: &[Rule], value: &Object) -> Result<Option<bool>, Stop> {
        let mut all = Some(true);
        for rule in rules {
            let answer = match rule.open {
                true => None,
                false => self.is_valid(&rule.word, &rule.arguments, value)?,
            };
            match answer {
                Some(false) => return Ok(Some(false)),
                Some(true) => {}
                None => all = None,
            }
        }
        Ok(all)
    }

    /// A value on its way into a variable with rules: itself, or nobody knows what where it may be refused.
    ///
    /// # Errors
    /// When it is refused (`PSVariable.SetValue`).
    pub(super) fn allowed(
        &mut self,
        rules: &[Rule],
        name: &str,
        value: Object,
    ) -> Result<Object, Stop> {
        match self.passes(rules, &value)? {
            Some(true) => Ok(value),
            Some(false) => {
                let shown = self.plain(&value).unwrap_or_default();
                let message = format!(
                    "The variable cannot be validated because the value {shown} is not a valid value for the {name} variable."
                );
                Err(self.raise(
                    "ValidateSetFailure",
                    "System.Management.Automation.ValidationMetadataException",
                    message,
                ))
            }
            None => {
                let why = self.why("is checked in a way that is not known");
                self.may_fail(&why);
                Ok(Object::Unknown(value.why_unknown().unwrap_or(why)))
            }
        }
    }

    /// `[ValidateSet('a')] $v = …`: the value is checked, then the variable keeps the rule.
    pub(super) fn assign_ruled(
        &mut self,
        attribute: &Attribute,
        inner: &Expression,
        value: Object,
    ) -> Flow {
        let rules = self.rules_of(std::slice::from_ref(attribute))?;
        let Some(name) = innermost(inner).filter(|_| !rules.is_empty()) else {
            return self.assign_to(inner, value);
        };
        let text = self.variable_text(name);
        let value = self.converted_for(inner, value)?;
        let value = self.allowed(&rules, &text, value)?;
        self.assign_to(inner, value)?;
        if let Target::Variable(scope, name, _) = self.target(&text) {
            self.keep_rules(scope.unwrap_or(self.state.current), &name, rules);
        }
        Ok(())
    }

    /// Later values of a variable are held to these rules too.
    pub(super) fn keep_rules(&mut self, scope: ScopeId, name: &str, rules: Vec<Rule>) {
        if rules.is_empty() {
            return;
        }
        if let Some(variable) = self.state.scope_mut(scope).variables.get_mut(&folded(name)) {
            let again = |old: &&Rule| !rules.iter().any(|new| new.word == old.word);
            let old: Vec<Rule> = variable.rules.iter().filter(again).cloned().collect();
            variable.rules = old.into_iter().chain(rules).collect();
        }
    }
}
