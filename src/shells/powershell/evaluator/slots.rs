//! Which bodies keep their variables in slots of their own (`VariableAnalysis.cs`): in such a body `+=`
//! adds to the body's own variable, empty before its first write, whatever the caller has by that name.

use super::Evaluator;
use super::flow::Stop;
use super::variable::Target;
use crate::machine::path::folded;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::semantics::walk::{self, Node};
use crate::shells::powershell::syntax::{
    Command, Element, Expression, ExpressionKind, Invocation, Pipeline, ScriptBlock, Statement,
    StatementKind,
};

/// Commands that may make variables the text does not show (`FindAllVariablesVisitor`): a body that
/// names one has no slots.
const MAKERS: [&str; 8] = [
    "new-variable",
    "remove-variable",
    "set-variable",
    "set-psbreakpoint",
    "nv",
    "rv",
    "sbp",
    "sv",
];

impl Evaluator<'_> {
    /// What a compound assignment reads before it writes.
    ///
    /// # Errors
    /// Whatever reading the target ends with.
    pub(super) fn before_assignment(&mut self, target: &Expression) -> Result<Object, Stop> {
        match self.is_empty_slot(target) {
            true => Ok(Object::Null),
            false => self.expression(target),
        }
    }

    /// Whether a target is a variable of the running body that has not been written yet.
    fn is_empty_slot(&self, target: &Expression) -> bool {
        let Some(frame) = &self.frame else { return false };
        let name = match &target.kind {
            ExpressionKind::Variable(name) => *name,
            ExpressionKind::Cast(_, inner) => match &inner.kind {
                ExpressionKind::Variable(name) => *name,
                _ => return false,
            },
            _ => return false,
        };
        let current = self.state.current;
        let name = match self.target(&self.variable_text(name)) {
            Target::Variable(None, name, false) => name,
            Target::Variable(Some(scope), name, false) if scope == current => name,
            _ => return false,
        };
        let mine = |name: &str| {
            let scope = self.state.scope(current);
            scope.is_some_and(|scope| scope.variables.contains_key(&folded(name)))
        };
        !mine(&name) && !is_shared(&name) && has_slots(&frame.body, frame.source.text())
    }
}

/// Variables that every scope shares, and preferences, which are never in slots (`SpecialVariables.cs`).
fn is_shared(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let shared = ["error", "_", "?", "pwd", "home", "host", "psdefaultparametervalues", "args"];
    name.ends_with("preference") || shared.contains(&name.as_str())
}

fn has_slots(body: &ScriptBlock, source: &str) -> bool {
    let mut hidden = false;
    walk::of_body(body, &mut |node| hidden = hidden || hides(node, source));
    !hidden
}

/// Whether a node makes variables that cannot be told from the text; blocks inside have their own.
fn hides(node: Node<'_>, source: &str) -> bool {
    let here = match node {
        Node::Inner(_) | Node::Function(_) | Node::Class(_) => return false,
        Node::Statement(statement) => commands(statement).any(|one| makes(one, source)),
        Node::Expression(expression) => match &expression.kind {
            ExpressionKind::Variable(name) => {
                let prefix = name.name.of(source).get(..8);
                prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case("private:"))
            }
            _ => false,
        },
        _ => false,
    };
    let mut found = here;
    walk::parts(node, &mut |inner| found = found || hides(inner, source));
    found
}

fn commands(statement: &Statement) -> impl Iterator<Item = &Command> {
    let pipelines: Vec<&Pipeline> = match &statement.kind {
        StatementKind::Pipeline(one) => vec![one],
        StatementKind::Chain(first, rest) => {
            std::iter::once(first).chain(rest.iter().map(|(_, next)| next)).collect()
        }
        _ => Vec::new(),
    };
    pipelines.into_iter().flat_map(|pipeline| &pipeline.elements).filter_map(
        |element| match element {
            Element::Command(command) => Some(command),
            Element::Expression(..) => None,
        },
    )
}

fn makes(command: &Command, source: &str) -> bool {
    let name = command.name.span.of(source).to_ascii_lowercase();
    let bare = name.strip_prefix("microsoft.powershell.utility\\").unwrap_or(&name);
    command.invocation == Invocation::Dot || bare == "set" || MAKERS.contains(&bare)
}
