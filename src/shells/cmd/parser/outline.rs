//! A whole batch file as it is written, before any expansion: for people, and for what no run reaches.
//!
//! Only what cmd can come to is read as its language: behind the last `exit /b` that is reached many
//! files hold the text of another interpreter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::scan::is_keyword;
use super::{Whole, parse};
use crate::shells::cmd::lookup::behind;
use crate::shells::cmd::syntax::{For, Kind, Node, Parsed, Simple, is_delimiter, label_of};
use crate::shells::cmd::traced::Traced;
use crate::shells::{Outline, Statement};
use crate::text::{Problem, Severity, Span};
use crate::value::Origin;

/// So many times the length of the file is read: labels may stand inside of blocks.
const MOST_READ: usize = 16;

/// The statements of a batch file and what cmd would reject.
pub fn outline(text: &str) -> Outline {
    let mut line = Traced::known(text, Origin::Builtin("the file".into()));
    let mut reader = Reader::new(text);
    while let Some(at) = reader.waiting.pop_first() {
        let parsed = parse(&mut line, at, &mut Whole, true);
        reader.read(text, at, parsed);
    }
    reader.outline(text)
}

/// Reads from the top and from every label that something jumps to.
struct Reader {
    labels: HashMap<String, Vec<usize>>,
    /// Variables that the file sets to a command that leaves: `set "RETURN=exit /b"`.
    leaving: BTreeSet<String>,
    waiting: BTreeSet<usize>,
    /// Lines that were read, by where they begin.
    read: BTreeMap<usize, Parsed>,
    left: usize,
}

impl Reader {
    fn new(text: &str) -> Self {
        let mut labels: HashMap<String, Vec<usize>> = HashMap::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(name) = label_of(line) {
                labels.entry(name.to_ascii_lowercase()).or_default().push(at);
            }
            at += line.len();
        }
        let left = text.len().saturating_mul(MOST_READ).saturating_add(1 << 16);
        let leaving = leaving(text);
        Self { labels, leaving, waiting: BTreeSet::from([0]), read: BTreeMap::new(), left }
    }

    fn read(&mut self, text: &str, at: usize, parsed: Parsed) {
        // Behind a broken line the statements of its block still count.
        let first =
            memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end + 1);
        let end = if parsed.error.is_some() { first.min(parsed.end) } else { parsed.end };
        let mut next = end.max(at + 1);
        while next < text.len() && !text.is_char_boundary(next) {
            next += 1;
        }
        let ends = match &parsed.node {
            Some(node) => {
                self.jumps(text, node);
                self.ends(text, node)
            }
            // What a broken line jumps to is looked up in its text.
            None => {
                self.jumps_in(&text[at..next.min(text.len())]);
                false
            }
        };
        let spent = parsed.end.max(next) - at;
        self.read.insert(at, parsed);
        let more = !ends && next < text.len() && self.left > spent;
        self.left = self.left.saturating_sub(spent);
        if more && !self.read.contains_key(&next) {
            self.waiting.insert(next);
        }
    }

    fn jumps(&mut self, text: &str, node: &Node) {
        let all =
            |me: &mut Self, nodes: &[Node]| nodes.iter().for_each(|node| me.jumps(text, node));
        match &node.kind {
            Kind::Simple(simple) => {
                let name = simple.name.of(text).to_ascii_lowercase();
                let rest = simple.arguments.iter().map(|part| part.of(text)).collect::<String>();
                let known = matches!(name.as_str(), "goto" | "call");
                // `goto:x` is one word.
                if known || name.starts_with("goto") || name.starts_with("call") {
                    let glued = &simple.name.of(text)[4.min(name.len())..];
                    self.jump(&format!("{glued}{rest}"), name.starts_with("goto"));
                } else {
                    // `%do% call :x` and `cmd /c … & call :x` jump as well.
                    self.jumps_in(&rest);
                }
            }
            Kind::Block { body, .. } => all(self, body),
            Kind::Sequence(parts) | Kind::Or(parts) | Kind::And(parts) | Kind::Pipe(parts) => {
                all(self, parts);
            }
            Kind::If(one) => {
                self.jumps(text, &one.then);
                one.otherwise.iter().for_each(|node| self.jumps(text, node));
            }
            Kind::For(one) => {
                self.jumps_in(one.set.of(text));
                self.jumps(text, &one.body);
            }
            Kind::Quiet(inner) => self.jumps(text, inner),
            Kind::Label | Kind::Remark => {}
        }
    }

    /// A jump as it is written: one to what is not known yet may lead to every label.
    fn jump(&mut self, written: &str, goto: bool) {
        let written = written.trim_start_matches(is_delimiter);
        let named = written.strip_prefix([':', '+']);
        let Some(name) = named.or(goto.then_some(written)) else {
            if written.starts_with(['%', '!']) {
                self.jump_to_any("%*%");
            }
            return;
        };
        let name = name.trim_start_matches([' ', '\t']);
        let end = name.find([' ', '\t', ':', '+', ',', ';', '=', '&', '<', '>', '|', '"', ')']);
        let name = &name[..end.unwrap_or(name.len())];
        if name.contains(['%', '!']) {
            return self.jump_to_any(name);
        }
        let places = self.labels.get(&name.to_ascii_lowercase()).cloned().unwrap_or_default();
        self.wait_for(places);
    }

    /// Every label that has the parts which are no reference. One without a letter or digit (`:#`, `:---`)
    /// is a remark that nobody means.
    fn jump_to_any(&mut self, written: &str) {
        let written = written.to_ascii_lowercase();
        // What stands between two signs is the name of a variable, as a rule.
        let parts: Vec<&str> = written.split(['%', '!']).step_by(2).collect();
        let meant = |label: &str| {
            label.contains(char::is_alphanumeric) && parts.iter().all(|part| label.contains(part))
        };
        let places = self.labels.iter().filter(|(label, _)| meant(label));
        let places = places.flat_map(|(_, places)| places).copied().collect();
        self.wait_for(places);
    }

    fn wait_for(&mut self, places: Vec<usize>) {
        let new = places.into_iter().filter(|at| !self.read.contains_key(at));
        self.waiting.extend(new.collect::<Vec<_>>());
    }

    /// Jumps in text that is not read as commands.
    fn jumps_in(&mut self, text: &str) {
        let lower = text.to_ascii_lowercase();
        for (word, goto) in [("goto", true), ("call", false)] {
            for (at, _) in lower.match_indices(word) {
                let rest = text[at + word.len()..].lines().next().unwrap_or_default().to_owned();
                if rest.starts_with(|letter: char| is_delimiter(letter) || letter == ':') {
                    self.jump(&rest, goto);
                }
            }
        }
    }

    /// Whether nothing behind a line is reached from it.
    fn ends(&self, text: &str, node: &Node) -> bool {
        match &node.kind {
            Kind::Simple(simple) => {
                let name = simple.name.of(text).to_ascii_lowercase();
                let variable = name.strip_prefix('%').and_then(|name| name.strip_suffix('%'));
                is_keyword(&name, "exit")
                    || is_keyword(&name, "goto")
                    || name.starts_with("goto:")
                    || variable.is_some_and(|variable| self.leaving.contains(variable))
            }
            Kind::Block { body: parts, .. } | Kind::Sequence(parts) => {
                parts.iter().any(|part| self.ends(text, part))
            }
            Kind::If(one) => {
                let otherwise = one.otherwise.as_ref();
                self.ends(text, &one.then) && otherwise.is_some_and(|node| self.ends(text, node))
            }
            Kind::Quiet(inner) => self.ends(text, inner),
            _ => false,
        }
    }

    fn outline(self, text: &str) -> Outline {
        let mut outline = Outline::default();
        let (mut covered, mut broken) = (0, 0);
        for (at, parsed) in self.read {
            if at < covered {
                continue;
            }
            if parsed.error.is_none() {
                covered = parsed.end;
            }
            if let Some(node) = &parsed.node {
                Walk { text, out: &mut outline.statements }.node(node, 0);
            }
            // One block is broken once.
            let told = at < broken;
            broken = if parsed.error.is_some() { broken.max(parsed.end) } else { broken };
            let problem = parsed.error.filter(|_| !told);
            let problem = problem.and_then(|problem| unless_expanded(problem, text));
            outline.problems.extend(problem.map(|problem| trimmed(problem, text)));
        }
        outline
    }
}

/// The variables that a text sets to `exit` or `goto`, in lower case.
fn leaving(text: &str) -> BTreeSet<String> {
    let lower = text.to_ascii_lowercase();
    let sets = lower.match_indices("set ").filter_map(|(at, word)| {
        let line = lower[at + word.len()..].lines().next()?;
        let (name, value) = line.trim_start_matches([' ', '"']).split_once('=')?;
        let command = value.split([' ', ':', '"', '&']).next()?;
        matches!(command, "exit" | "goto").then(|| name.to_owned())
    });
    sets.collect()
}

/// Where `%…%` stands in the way it is what that stands for that counts; where it stands before the
/// place, it may change what the place means (a quote, a remark).
fn unless_expanded(problem: Problem, text: &str) -> Option<Problem> {
    let at = (problem.span.start as usize).min(text.len());
    let start = text[..at].trim_end_matches(['\r', '\n']).rfind('\n').map_or(0, |at| at + 1);
    let behind = text[at..].lines().next().unwrap_or_default();
    if behind.starts_with('%') && behind[1..].contains('%') {
        return None;
    }
    // In the middle of one, as in `for %%%name% in …`.
    if text[start..at].matches('%').count() % 2 == 1 && behind.contains('%') {
        return None;
    }
    let Some(name) = reference(&text[start..at]) else { return Some(problem) };
    let message = format!("{}, unless {name} changes that", problem.message);
    Some(Problem { message, severity: Severity::Note, ..problem })
}

/// The first `%name%` of a text.
fn reference(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find('%')?;
        let name = &rest[at + 1..];
        let end = name.find(|letter: char| letter == '%' || letter.is_whitespace())?;
        if end > 0 && name[end..].starts_with('%') {
            return Some(&rest[at..at + end + 2]);
        }
        let letter = name[end..].chars().next().map_or(0, char::len_utf8);
        rest = &name[if end == 0 { letter } else { 0 }..];
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_byte_has_no_statement() {
        assert!(outline("").statements.is_empty());
    }

    #[test]
    fn a_loop_whose_variable_is_told_by_another_is_no_problem() {
        for text in ["for %%%esc% in (a) do echo x\r\n", "for %$FOR:param=1% in (a) do echo x\r\n"]
        {
            assert!(outline(text).problems.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_blank_of_several_bytes_behind_a_percent_is_no_name() {
        let outline = outline("(\r\n%\u{a0}%a% echo (\r\n");
        let told: Vec<_> = outline.problems.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].ends_with(", unless %a% changes that"), "{told:?}");
    }

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

    #[test]
    fn what_no_run_reaches_is_no_batch() {
        for (text, problems, statements) in [
            // JScript behind the end, and a function of the batch part behind it.
            (
                "@call :f & exit /b\r\nif (x) { y() }\r\n:f\r\necho a\r\ngoto :eof\r\nvar a = (;\r\n",
                0,
                5,
            ),
            ("@if (@X)==(@Y) @end /*\r\n@echo off\r\nexit /b %x%\r\n*/ if (a == b) {\r\n", 0, 4),
            // A jump that depends on a value may lead to every label.
            ("goto %1\r\n:a\r\nif\r\n", 1, 2),
            ("if x==y exit /b\r\nif (\r\n", 1, 2),
            // What is behind a command that is set to leave; a label that is a remark.
            ("set \"RETURN=exit /b\"\n%RETURN%\nFor Each a In b\n", 0, 2),
            ("goto :%a%.%b%\n:x.y\nexit /b\n:# y\nif\n:z\nif\n", 0, 3),
            ("e^xit /b\nif (\n", 0, 1),
            ("for /l %step% in (1) do (\necho a\n)\n", 0, 1),
            // What a reference at the end stands for may go on with the line.
            ("if 1==1 (%\\n%\r\nset A=1%\\n%\r\n)%\\n%\r\n", 0, 1),
        ] {
            let outline = outline(text);
            assert_eq!(outline.problems.len(), problems, "{text:?} {:?}", outline.problems);
            assert_eq!(outline.statements.len(), statements, "{text:?} {:?}", outline.statements);
        }
    }
}
