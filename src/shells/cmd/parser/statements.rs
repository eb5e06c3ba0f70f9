//! The statements of a batch file as people read them.

use crate::shells::Statement;
use crate::shells::cmd::lookup::behind;
use crate::shells::cmd::syntax::{For, Kind, Node, Simple, is_delimiter};
use crate::text::Span;

/// Walks what was read.
pub(super) struct Walk<'w> {
    pub text: &'w str,
    pub out: &'w mut Vec<Statement>,
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

    pub fn node(&mut self, node: &Node, depth: u32) {
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
                self.command_of_lines(one, depth + 1);
                self.node(&one.body, depth + 1);
            }
            Kind::Quiet(inner) => self.node(inner, depth),
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

    /// The command whose lines `for /f` takes.
    fn command_of_lines(&mut self, one: &For, depth: u32) {
        let Some(options) = one.lines else { return };
        let options = options.map_or("", |span| span.of(self.text)).to_ascii_lowercase();
        let quote = if options.contains("usebackq") { '`' } else { '\'' };
        let set = one.set.of(self.text).trim();
        let inner = set.strip_prefix(quote).and_then(|set| set.strip_suffix(quote));
        let Some(line) = inner.map(|line| line.trim_start_matches(is_delimiter)) else { return };
        // The quote rule of `cmd /c` holds for it.
        let Some(name) = behind::line_command(line, false) else { return };
        let rest = line.find(name).map_or("", |at| &line[at + name.len()..]);
        self.say("command", Some(&name.replace('"', "")), one.set, depth);
        if let Some(inner) = behind::of_line(name, rest.trim_start()) {
            self.say("command", Some(&inner.replace('"', "")), one.set, depth + 1);
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
