//! `Import-PowerShellDataFile`: the first table of a file, which must run nothing.

use super::Bound;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, costs};
use crate::shells::powershell::modules::manifest::Manifest;
use crate::shells::powershell::parser;
use crate::shells::powershell::providers::paths::path_text;
use crate::shells::powershell::semantics::walk::{Node, parts};
use crate::shells::powershell::syntax::{Element, ExpressionKind, Script, StatementKind};
use crate::text::Severity;

/// What a file or a value in it is (`IsSafeValueVisitor`, SafeGetValue.cs), the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Safety {
    /// It consists of literals.
    Plain,
    /// Whether it is taken is not followed here.
    Open,
    /// PowerShell does not take it.
    Refused,
}

/// Each file's table (`ImportPowerShellDataFileCommand.cs`).
pub(super) fn import(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let items = bound.items(if bound.has("LiteralPath") { "LiteralPath" } else { "Path" });
    for item in items {
        let written = path_text(evaluator, &item);
        let Some((shown, path)) = written.text().map(|text| {
            let text = text.into_owned();
            let path = evaluator.full_path(&text);
            (text, path)
        }) else {
            not_followed(evaluator, "reads a file whose name is not known", out)?;
            continue;
        };
        if evaluator.exists(&path) {
            one(evaluator, &path, out)?;
        } else {
            let message = format!("Cannot find path '{shown}' because it does not exist.");
            evaluator.complain("PathNotFound", "System.ArgumentException", message)?;
        }
    }
    Ok(())
}

fn one(evaluator: &mut Evaluator<'_>, path: &str, out: &mut dyn Sink) -> Flow {
    let reason = "is a data file that envsim does not read";
    let Ok(text) = evaluator.read_text(path) else { return not_followed(evaluator, reason, out) };
    evaluator.charge(text.len() as u64 / costs::PARSED + 1);
    let script = parser::parse(&text, evaluator.state.desktop);
    let exception = "System.InvalidOperationException";
    if script.problems.iter().any(|problem| problem.severity == Severity::Error) {
        let message = format!("The file '{path}' could not be parsed as a PowerShell Data File.");
        return evaluator.complain("CouldNotParseAsPowerShellDataFile", exception, message);
    }
    match safety(&script, &text) {
        Safety::Plain => match Manifest::read(evaluator, path) {
            Some(table) => out.write(evaluator, table.into_object()),
            None => not_followed(evaluator, reason, out),
        },
        Safety::Open => not_followed(evaluator, reason, out),
        Safety::Refused => {
            let message = "Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions.";
            Err(evaluator.fail(exception, exception, message))
        }
    }
}

/// It may as well have failed.
fn not_followed(evaluator: &mut Evaluator<'_>, reason: &str, out: &mut dyn Sink) -> Flow {
    let unknown = evaluator.unknown(reason);
    let why = evaluator.reason_of(&unknown);
    evaluator.may_fail(&why);
    out.write(evaluator, unknown)
}

/// Of a file that consists of one table, that table's; what else a file may hold is not followed.
fn safety(script: &Script, text: &str) -> Safety {
    let body = &script.body;
    let Some([statement]) = body.end.as_ref().map(|block| block.statements.as_slice()) else {
        return Safety::Open;
    };
    let StatementKind::Pipeline(pipeline) = &statement.kind else { return Safety::Open };
    match pipeline.elements.as_slice() {
        [Element::Expression(expression, _)] if is_table(&expression.kind) => {
            of_node(Node::Expression(expression), text)
        }
        _ => Safety::Open,
    }
}

fn is_table(kind: &ExpressionKind) -> bool {
    matches!(kind, ExpressionKind::Hash(_))
}

fn of_node(node: Node<'_>, text: &str) -> Safety {
    let own = match node {
        Node::Expression(expression) => of_expression(&expression.kind, text),
        Node::Statement(statement) => of_statement(&statement.kind),
        _ => Safety::Refused,
    };
    if own != Safety::Plain {
        return own;
    }
    let mut worst = own;
    parts(node, &mut |part| worst = worst.max(of_node(part, text)));
    worst
}

fn of_expression(kind: &ExpressionKind, text: &str) -> Safety {
    match kind {
        ExpressionKind::Number
        | ExpressionKind::String(_)
        | ExpressionKind::Parenthesis(_)
        | ExpressionKind::Array(_)
        | ExpressionKind::List(_)
        | ExpressionKind::Hash(_) => Safety::Plain,
        ExpressionKind::Variable(variable) => {
            let name = variable.name.of(text);
            let known = ["true", "false", "null"].iter().any(|one| name.eq_ignore_ascii_case(one));
            if known { Safety::Plain } else { Safety::Open }
        }
        ExpressionKind::Member { .. } | ExpressionKind::Binary(..) | ExpressionKind::Type(_) => {
            Safety::Refused
        }
        _ => Safety::Open,
    }
}

/// Only a pipeline of one expression is a value.
fn of_statement(kind: &StatementKind) -> Safety {
    match kind {
        StatementKind::Pipeline(pipeline) => match pipeline.elements.as_slice() {
            [Element::Expression(_, redirections)] if redirections.is_empty() => Safety::Plain,
            _ => Safety::Refused,
        },
        _ => Safety::Refused,
    }
}
