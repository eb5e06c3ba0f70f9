//! What a node of the syntax tree consists of, in the order of the source.

use crate::shells::powershell::syntax::{
    Argument, Attribute, Block, Catch, Class, Command, Element, Expression, ExpressionKind,
    MemberKind, Parameter, Pipeline, Redirection, RedirectionTarget, ScriptBlock, Statement,
    StatementKind, StringPart, Switch, TypeExpression,
};

/// A node of the tree.
#[derive(Clone, Copy)]
pub(in crate::shells::powershell) enum Node<'t> {
    Statement(&'t Statement),
    Expression(&'t Expression),
    /// An attribute or type constraint.
    Attribute(&'t Attribute),
    /// The type of a `catch` or `trap`.
    Type(TypeExpression),
    /// A script block, with a scope of its own.
    Inner(&'t ScriptBlock),
    /// The body of a function, with a scope of its own.
    Function(&'t ScriptBlock),
    Class(&'t Class),
}

/// What is done with each part.
pub(in crate::shells::powershell) type Visit<'v, 't> = &'v mut dyn FnMut(Node<'t>);

/// Calls `visit` for each part of a node.
pub(in crate::shells::powershell) fn parts<'t>(node: Node<'t>, visit: Visit<'_, 't>) {
    match node {
        Node::Statement(statement) => of_statement(&statement.kind, visit),
        Node::Expression(expression) => of_expression(&expression.kind, visit),
        Node::Attribute(attribute) => of_attribute(attribute, visit),
        Node::Inner(body) | Node::Function(body) => of_body(body, visit),
        Node::Class(class) => of_class(class, visit),
        Node::Type(_) => {}
    }
}

pub(super) fn statements<'t>(block: &'t Block, visit: Visit<'_, 't>) {
    block.statements.iter().for_each(|statement| visit(Node::Statement(statement)));
}

/// Attributes, parameters and named blocks.
pub(in crate::shells::powershell) fn of_body<'t>(body: &'t ScriptBlock, visit: Visit<'_, 't>) {
    body.attributes.iter().for_each(|attribute| visit(Node::Attribute(attribute)));
    body.params.iter().flatten().for_each(|parameter| of_parameter(parameter, visit));
    let named = [&body.dynamic, &body.begin, &body.process, &body.end, &body.clean];
    named.into_iter().flatten().for_each(|block| statements(block, visit));
}

fn of_parameter<'t>(parameter: &'t Parameter, visit: Visit<'_, 't>) {
    parameter.attributes.iter().for_each(|attribute| visit(Node::Attribute(attribute)));
    parameter.default.iter().for_each(|value| visit(Node::Expression(value)));
}

fn of_attribute<'t>(attribute: &'t Attribute, visit: Visit<'_, 't>) {
    attribute.arguments.iter().for_each(|value| visit(Node::Expression(value)));
    let named = attribute.named.iter().filter_map(|(_, value)| value.as_ref());
    named.for_each(|value| visit(Node::Expression(value)));
}

fn of_class<'t>(class: &'t Class, visit: Visit<'_, 't>) {
    class.bases.iter().for_each(|base| visit(Node::Type(*base)));
    for member in &class.members {
        member.attributes.iter().for_each(|attribute| visit(Node::Attribute(attribute)));
        match &member.kind {
            MemberKind::Property(value) => {
                value.iter().for_each(|value| visit(Node::Expression(value)));
            }
            MemberKind::Method(body, base) => {
                base.iter().flatten().for_each(|value| visit(Node::Expression(value)));
                visit(Node::Function(body));
            }
        }
    }
}

fn of_statement<'t>(kind: &'t StatementKind, visit: Visit<'_, 't>) {
    match kind {
        StatementKind::Pipeline(pipeline) => of_pipeline(pipeline, visit),
        StatementKind::Chain(first, rest) => {
            of_pipeline(first, visit);
            rest.iter().for_each(|(_, pipeline)| of_pipeline(pipeline, visit));
        }
        StatementKind::Assignment { target, value, .. } => {
            visit(Node::Expression(target));
            visit(Node::Statement(value));
        }
        StatementKind::Throw(value) | StatementKind::Return(value) | StatementKind::Exit(value) => {
            value.iter().for_each(|value| visit(Node::Statement(value)));
        }
        StatementKind::Break(label) | StatementKind::Continue(label) => {
            label.iter().for_each(|label| visit(Node::Expression(label)));
        }
        StatementKind::Function { body, .. } => visit(Node::Function(body)),
        StatementKind::Class(class) => visit(Node::Class(class)),
        StatementKind::Trap(catch) => of_catch(catch, visit),
        StatementKind::Data(_, body) => statements(body, visit),
        StatementKind::Enum(_) | StatementKind::Broken => {}
        _ => of_control(kind, visit),
    }
}

/// Branches and loops.
fn of_control<'t>(kind: &'t StatementKind, visit: Visit<'_, 't>) {
    match kind {
        StatementKind::If { clauses, otherwise } => {
            for (condition, body) in clauses {
                visit(Node::Statement(condition));
                statements(body, visit);
            }
            otherwise.iter().for_each(|body| statements(body, visit));
        }
        StatementKind::Switch(switch) => of_switch(switch, visit),
        StatementKind::ForEach { variable, over, body, .. } => {
            visit(Node::Expression(variable));
            visit(Node::Statement(over));
            statements(body, visit);
        }
        StatementKind::For { start, condition, step, body, .. } => {
            let heads = [start, condition, step].into_iter().flatten();
            heads.for_each(|statement| visit(Node::Statement(statement)));
            statements(body, visit);
        }
        StatementKind::Loop { condition, body, .. } => {
            visit(Node::Statement(condition));
            statements(body, visit);
        }
        StatementKind::Try { body, catches, finally } => {
            statements(body, visit);
            catches.iter().for_each(|catch| of_catch(catch, visit));
            finally.iter().for_each(|body| statements(body, visit));
        }
        _ => {}
    }
}

fn of_catch<'t>(catch: &'t Catch, visit: Visit<'_, 't>) {
    catch.types.iter().for_each(|caught| visit(Node::Type(*caught)));
    statements(&catch.body, visit);
}

fn of_switch<'t>(switch: &'t Switch, visit: Visit<'_, 't>) {
    switch.file.iter().for_each(|file| visit(Node::Expression(file)));
    switch.input.iter().for_each(|input| visit(Node::Statement(input)));
    for (pattern, body) in &switch.clauses {
        visit(Node::Expression(pattern));
        statements(body, visit);
    }
    switch.default.iter().for_each(|body| statements(body, visit));
}

pub(super) fn of_pipeline<'t>(pipeline: &'t Pipeline, visit: Visit<'_, 't>) {
    for element in &pipeline.elements {
        match element {
            Element::Command(command) => {
                of_command(command, visit);
                of_redirections(&command.redirections, visit);
            }
            Element::Expression(value, redirections) => {
                visit(Node::Expression(value));
                of_redirections(redirections, visit);
            }
        }
    }
}

fn of_redirections<'t>(redirections: &'t [Redirection], visit: Visit<'_, 't>) {
    for redirection in redirections {
        if let RedirectionTarget::File(name, _) = &redirection.to {
            visit(Node::Expression(name));
        }
    }
}

fn of_command<'t>(command: &'t Command, visit: Visit<'_, 't>) {
    visit(Node::Expression(&command.name));
    for argument in &command.arguments {
        match argument {
            Argument::Value(value) => visit(Node::Expression(value)),
            Argument::Parameter { value, .. } => {
                value.iter().for_each(|value| visit(Node::Expression(value)));
            }
            Argument::Splat(_) | Argument::Verbatim(_) => {}
        }
    }
}

fn of_expression<'t>(kind: &'t ExpressionKind, visit: Visit<'_, 't>) {
    match kind {
        ExpressionKind::String(text) => {
            for part in &text.parts {
                if let StringPart::Expression(value) = part {
                    visit(Node::Expression(value));
                }
            }
        }
        ExpressionKind::Parenthesis(statement) => visit(Node::Statement(statement)),
        ExpressionKind::Subexpression(block) | ExpressionKind::Array(block) => {
            statements(block, visit);
        }
        ExpressionKind::List(values) => {
            values.iter().for_each(|value| visit(Node::Expression(value)));
        }
        ExpressionKind::Hash(pairs) => {
            for (key, value) in pairs {
                visit(Node::Expression(key));
                visit(Node::Statement(value));
            }
        }
        ExpressionKind::ScriptBlock(body) => visit(Node::Inner(body)),
        ExpressionKind::Type(name) => visit(Node::Type(*name)),
        _ => of_operation(kind, visit),
    }
}

/// Operators and members.
fn of_operation<'t>(kind: &'t ExpressionKind, visit: Visit<'_, 't>) {
    match kind {
        ExpressionKind::Cast(attribute, value) => {
            visit(Node::Attribute(attribute));
            visit(Node::Expression(value));
        }
        ExpressionKind::Unary(_, value) => visit(Node::Expression(value)),
        ExpressionKind::Binary(_, left, right) => {
            [left, right].into_iter().for_each(|value| visit(Node::Expression(value)));
        }
        ExpressionKind::Ternary(condition, yes, no) => {
            [condition, yes, no].into_iter().for_each(|value| visit(Node::Expression(value)));
        }
        ExpressionKind::Member { of, name, arguments, .. } => {
            visit(Node::Expression(of));
            visit(Node::Expression(name));
            arguments.iter().flatten().for_each(|value| visit(Node::Expression(value)));
        }
        ExpressionKind::Index { of, index, .. } => {
            visit(Node::Expression(of));
            visit(Node::Expression(index));
        }
        _ => {}
    }
}
