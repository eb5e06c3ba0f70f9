//! Which expressions an attribute takes (`ConstantValues.cs`).

use super::walk::{self, Node};
use crate::shells::powershell::syntax::{
    Attribute, Block, Element, Expression, ExpressionKind, Statement, StatementKind, StringPart,
    UnaryOperator,
};

/// The first argument that only running would give; `blocks` says whether script blocks may stand
/// there. Of a cast's type and of a static member it is not asked whether they are constant.
pub(super) fn variable_argument<'t>(
    text: &str,
    attribute: &'t Attribute,
    blocks: bool,
) -> Option<&'t Expression> {
    let named = attribute.named.iter().filter_map(|(_, value)| value.as_ref());
    let mut all = attribute.arguments.iter().chain(named);
    all.find(|value| !is_constant(text, value, blocks))
}

fn is_constant(text: &str, value: &Expression, blocks: bool) -> bool {
    match &value.kind {
        ExpressionKind::Number | ExpressionKind::Type(_) | ExpressionKind::Broken => true,
        ExpressionKind::String(literal) => {
            !literal.parts.iter().any(|part| matches!(part, StringPart::Expression(_)))
        }
        ExpressionKind::Variable(name) => {
            let name = name.name.of(text);
            ["true", "false", "null"].iter().any(|known| name.eq_ignore_ascii_case(known))
        }
        ExpressionKind::ScriptBlock(_) => blocks,
        ExpressionKind::Member { arguments: None, is_static: true, of, .. } => {
            matches!(of.kind, ExpressionKind::Type(_))
        }
        ExpressionKind::Parenthesis(statement) => is_constant_statement(text, statement, blocks),
        ExpressionKind::Subexpression(Block { statements, .. }) => match statements.as_slice() {
            [statement] => is_constant_statement(text, statement, blocks),
            _ => false,
        },
        ExpressionKind::Cast(attribute, value) => {
            !attribute.is_attribute && is_constant(text, value, blocks)
        }
        kind => is_folded(kind) && operands_are_constant(text, value, blocks),
    }
}

fn is_folded(kind: &ExpressionKind) -> bool {
    use UnaryOperator as U;
    match kind {
        ExpressionKind::List(_) | ExpressionKind::Binary(..) | ExpressionKind::Ternary(..) => true,
        ExpressionKind::Unary(operator, _) => !matches!(
            operator,
            U::IncrementBefore | U::DecrementBefore | U::IncrementAfter | U::DecrementAfter
        ),
        _ => false,
    }
}

fn operands_are_constant(text: &str, value: &Expression, blocks: bool) -> bool {
    let mut all = true;
    walk::parts(Node::Expression(value), &mut |part| {
        if let Node::Expression(operand) = part {
            all &= is_constant(text, operand, blocks);
        }
    });
    all
}

fn is_constant_statement(text: &str, statement: &Statement, blocks: bool) -> bool {
    let StatementKind::Pipeline(pipeline) = &statement.kind else { return false };
    match pipeline.elements.as_slice() {
        [Element::Expression(value, redirections)] => {
            redirections.is_empty() && is_constant(text, value, blocks)
        }
        _ => false,
    }
}
