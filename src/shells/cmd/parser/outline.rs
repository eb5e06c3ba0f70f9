//! A whole batch file as it is written, before any expansion: for people, and for what no run reaches.

use super::{Whole, parse};
use crate::shells::cmd::lookup::behind;
use crate::shells::cmd::syntax::{Kind, Node, Simple};
use crate::shells::cmd::traced::Traced;
use crate::shells::{Outline, Statement};
use crate::text::{Problem, Span};
use crate::value::Origin;

/// The statements of a batch file and what cmd would reject.
pub fn outline(text: &str) -> Outline {
    let mut line = Traced::known(text, Origin::Builtin("the file".into()));
    let mut outline = Outline::default();
    let mut at = 0;
    while at < line.len() {
        let parsed = parse(&mut line, at, &mut Whole, true);
        if let Some(node) = &parsed.node {
            Walk { text, out: &mut outline.statements }.node(node, 0);
        }
        outline.problems.extend(parsed.error.map(|problem| trimmed(problem, text)));
        at = parsed.end.max(at + 1);
        while !line.text().is_char_boundary(at) {
            at += 1;
        }
    }
    outline
}

/// A problem at the end of a line points at the line, not past it.
fn trimmed(problem: Problem, text: &str) -> Problem {
    let end = (problem.span.start as usize).min(text.len());
    let start = text[..end].trim_end_matches(['\r', '\n']).len();
    Problem { span: Span::new(start.min(end), end.max(start)), ..problem }
}

struct Walk<'w> {
    text: &'w str,
    out: &'w mut Vec<Statement>,
}

impl Walk<'_> {
    fn say(&mut self, kind: &'static str, name: Option<&str>, span: Span, depth: u32) {
        let name = name.map(str::to_owned);
        self.out.push(Statement { kind, name, span, depth });
    }

    fn all(&mut self, nodes: &[Node], depth: u32) {
        for node in nodes {
            self.node(node, depth);
        }
    }

    fn node(&mut self, node: &Node, depth: u32) {
        match &node.kind {
            Kind::Simple(simple) => self.simple(simple, node.span, depth),
            Kind::Block { body, .. } => self.all(body, depth),
            Kind::Sequence(parts) | Kind::Or(parts) | Kind::And(parts) => self.all(parts, depth),
            Kind::Pipe(parts) => {
                self.say("pipe", None, node.span, depth);
                self.all(parts, depth + 1);
            }
            Kind::If(one) => {
                self.say("if", None, node.span, depth);
                self.node(&one.then, depth + 1);
                if let Some(otherwise) = &one.otherwise {
                    self.node(otherwise, depth + 1);
                }
            }
            Kind::For(one) => {
                self.say("for", Some(&one.variable.to_string()), node.span, depth);
                self.node(&one.body, depth + 1);
            }
            Kind::Label => {
                let written = node.span.of(self.text).trim_start_matches(':');
                let name = written.split([' ', '\t', ':', '&', '>', '<', '|']).next();
                let remark = node.span.of(self.text).starts_with("::");
                if !remark {
                    self.say("label", name, node.span, depth);
                }
            }
            Kind::Remark => {}
        }
    }

    fn simple(&mut self, simple: &Simple, span: Span, depth: u32) {
        let name = simple.name.of(self.text);
        let first = simple.arguments.first().map_or("", |part| part.of(self.text)).trim();
        if name.eq_ignore_ascii_case("set") {
            let named = first.trim_start_matches(['"', ' ']);
            let named = named.split('=').next().unwrap_or_default();
            let plain = !named.is_empty() && !named.starts_with('/');
            return self.say("set", plain.then_some(named), span, depth);
        }
        let word = first.split_ascii_whitespace().next().unwrap_or_default();
        self.named(name, word, span, depth);
        if let Some(inner) = behind::of_line(name, first) {
            self.say("command", Some(&inner.replace('"', "")), span, depth + 1);
        }
    }

    fn named(&mut self, name: &str, word: &str, span: Span, depth: u32) {
        match name.to_ascii_lowercase().as_str() {
            "call" => self.say("call", Some(word), span, depth),
            "goto" => self.say("goto", Some(word), span, depth),
            "setlocal" => self.say("setlocal", None, span, depth),
            "endlocal" => self.say("endlocal", None, span, depth),
            _ => self.say("command", Some(name), span, depth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_behind_a_broken_line() {
        let text = "@echo off\r\nif (\r\nset \"X=1\"\r\n:end\r\nfor %%i in (a) do call :x %%i\r\n";
        let outline = outline(text);
        let seen: Vec<_> = outline
            .statements
            .iter()
            .map(|one| (one.kind, one.name.as_deref().unwrap_or(""), one.depth))
            .collect();
        assert_eq!(
            seen,
            [
                ("command", "echo", 0),
                ("set", "X", 0),
                ("label", "end", 0),
                ("for", "i", 0),
                ("call", ":x", 1)
            ]
        );
        assert_eq!(outline.problems.len(), 1);
    }
}
