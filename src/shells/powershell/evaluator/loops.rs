//! Loops whose number of turns is not known: they are joined and widened, never unrolled to their end.

use std::rc::Rc;

use indexmap::IndexMap;

use super::Evaluator;
use super::doubts::Until;
use super::flow::{Flow, Stop};
use super::join::same;
use super::sink::{Discard, Sink};
use crate::environment::Shared;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state;
use crate::shells::powershell::syntax::{self, Expression, Statement};
use crate::value::{Unknown, Value};

impl Evaluator<'_> {
    /// Why a loop that began at that number of doubts may have ended already.
    pub(super) fn may_have_left(&self, from: u64) -> Option<Rc<Unknown>> {
        let left = self.doubts.iter().find(|doubt| doubt.number > from && doubt.leaves);
        left.map(|doubt| Rc::new(doubt.why.clone()))
    }

    /// A loop whose number of turns is not known: one turn is tried, and everything it changes becomes unknown.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn unknown_loop(
        &mut self,
        why: &Rc<Unknown>,
        body: &syntax::Block,
        variable: Option<&Expression>,
        step: Option<&Statement>,
        out: &mut dyn Sink,
    ) -> Flow {
        let reason = why.clone();
        let mut turn = |evaluator: &mut Evaluator<'_>, out: &mut dyn Sink| {
            for _ in 0..2 {
                if let Some(variable) = variable {
                    evaluator.assign_to(variable, Object::Unknown(reason.clone()))?;
                }
                let from = evaluator.numbered;
                let flow = evaluator.block(body, out);
                evaluator.resolve_doubts(from, Until::Loop);
                match flow {
                    Ok(()) | Err(Stop::Break(_) | Stop::Continue(_)) => {}
                    other => return other,
                }
                if let Some(step) = step {
                    evaluator.statement(step, &mut Discard)?;
                }
            }
            Ok(())
        };
        let before = self.state.environment.clone();
        let held: Vec<(u32, Shared<IndexMap<String, state::Variable>>)> =
            self.state.scopes.iter().map(|(id, scope)| (*id, scope.variables.clone())).collect();
        self.both(why, "the loop runs", out, &mut turn, |_, _| Ok(()))?;
        self.widen(&held, why);
        // More turns would change more: whatever one turn changed is unknown altogether.
        let changed: Vec<String> = self
            .state
            .environment
            .iter()
            .filter(|variable| before.value(&variable.name) != variable.value.as_ref())
            .map(|variable| variable.name.clone())
            .collect();
        for name in changed {
            self.state.environment.export(
                &name,
                Value::unknown((**why).clone()),
                why.origin.clone(),
            );
        }
        Ok(())
    }

    /// Variables that one turn of a loop has changed are unknown altogether behind any number of turns.
    fn widen(
        &mut self,
        held: &[(u32, Shared<IndexMap<String, state::Variable>>)],
        why: &Rc<Unknown>,
    ) {
        for (id, before) in held {
            let Some(scope) = self.state.scopes.get_mut(id) else { continue };
            for (name, variable) in scope.variables.iter_mut() {
                let old = before.get(name).map(|old| &old.value);
                if !old.is_some_and(|old| same(old, &variable.value, 0)) {
                    variable.value = Object::Unknown(why.clone());
                }
            }
        }
    }
}
